"""What static/ holds, as browsers get it: a stylesheet or script that imports others is delivered as one file.

A page waits for each file that it asks for, and for an imported one twice, because only the first file tells of it. So
css/app.css and js/app.js name their parts with the language's own import, and here each import gives way to the text
that it names. This is a finder, because that is the one place that collectstatic (production) and WhiteNoise without it
(the embedded run) both read: what is delivered is the same, and no page knows of it.

django-compressor and django-pipeline were weighed. The first packs while a page is asked for, where WhiteNoise does
not see it, or by a command that renders all templates; the second packs within collectstatic. So the embedded run would
need a step before it starts; with DEBUG both give a tag for each part; and neither knows of an import into a layer.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import FileSystemFinder, find
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import FileSystemStorage


@dataclass(frozen=True)
class Language:
    """How an import is written, and what comes in its place: `put(line, text of the part)`."""

    example: str
    line: re.Pattern[str]
    attempt: re.Pattern[str]  # all that a browser may take for an import: what `line` does not read is refused
    put: Callable[[re.Match[str], str], str]


LANGUAGES = {
    # Only from its own folder, so that a url() means the same in the part and in the whole.
    ".css": Language(
        example='@import url("name.css") layer(components);',
        line=re.compile(r'^@import url\("(?P<part>[\w-]+\.css)"\) layer\((?P<layer>[\w-]+)\);$', re.M),
        attempt=re.compile(r"^[ \t]*@import\b", re.M),
        put=lambda line, text: f"/* {line['part']} */\n@layer {line['layer']} {{\n{text}\n}}\n",
    ),
    # A part that fails is told to the console and stops no other, as when each was a file of its own.
    ".js": Language(
        example='import "./name.js";',
        line=re.compile(r'^import "(?P<part>\.\.?/[\w./-]+\.js)";$', re.M),
        attempt=re.compile(r"^[ \t]*import\b", re.M),
        put=lambda line, text: f"// {line['part']}\ntry {{\n{text}\n}} catch (error) {{ reportError(error); }}\n",
    ),
}


@dataclass(frozen=True)
class BundleSource:
    """A file as it was written: its text, the parts that it names, and whether it imports at all (or tries to)."""

    text: str = ""
    parts: tuple[str, ...] = ()
    is_bundle: bool = False


class BundleFinder(FileSystemFinder):
    """STATICFILES_DIRS, with each file that imports others made whole under VAR_DIR, and without its parts."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.made = FileSystemStorage(location=settings.VAR_DIR / "static")

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        """Every file to deliver, and the storage that has it."""
        files = [(path, storage, read(storage.path(path))) for path, storage in super().list(ignore_patterns)]
        parts = {beside(path, part) for path, _, source in files for part in source.parts}
        for path, storage, source in files:
            if source.is_bundle:
                self._make(path, source)
                yield path, self.made
            elif path not in parts:
                yield path, storage

    def find(self, path: str, *args: Any, **kwargs: Any) -> Any:
        """The file to serve. Made anew when a part has changed, so that a developer (DEBUG) only has to reload."""
        found = super().find(path, *args, **kwargs)
        if isinstance(found, str) and (source := read(found)).is_bundle:
            return self._make(path, source)
        return found

    def _make(self, path: str, source: BundleSource) -> str:
        made = self.made.path(path)
        keep(Path(made), whole(path, source))
        return made


def read(name: str) -> BundleSource:
    """The file of that name, as it is now."""
    if os.path.splitext(name)[1] not in LANGUAGES or not os.path.isfile(name):
        return BundleSource()
    found = os.stat(name)
    return _read(name, found.st_mtime_ns, found.st_size)


@lru_cache(maxsize=512)
def _read(name: str, _changed_at: int, _size: int) -> BundleSource:
    """Once for each version, because with DEBUG each page asks for all parts, and so does each test's client."""
    language = LANGUAGES[os.path.splitext(name)[1]]
    text = Path(name).read_text(encoding="utf-8")
    parts = tuple(line["part"] for line in language.line.finditer(text))
    return BundleSource(text, parts, bool(language.attempt.search(text)))


def beside(path: str, part: str) -> str:
    """The path below static/ of what the file there calls `part`."""
    return os.path.normpath(os.path.join(os.path.dirname(path), part))


def whole(path: str, source: BundleSource) -> str:
    """The text of this file with each import replaced by what it names, of ours or of a package."""
    language = LANGUAGES[os.path.splitext(path)[1]]

    def put(line: re.Match[str]) -> str:
        part = find(beside(path, line["part"]))
        if not isinstance(part, str):
            raise ImproperlyConfigured(f"static/{path} imports {line['part']}, which is nowhere: mend that line.")
        return language.put(line, read(part).text)

    text = language.line.sub(put, source.text)
    if odd := language.attempt.search(text):
        found = text[odd.start() :].strip().partition("\n")[0]
        raise ImproperlyConfigured(f"static/{path}, or a part of it, says {found!r}: write {language.example}")
    return text


def keep(path: Path, text: str) -> None:
    """Write it in one move, as workers start together, and only when it differs, as its age is what its ETag tells."""
    data = text.encode()
    if path.is_file() and path.read_bytes() == data:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, draft = tempfile.mkstemp(dir=path.parent)
    with open(descriptor, "wb") as file:
        file.write(data)
    os.replace(draft, path)
