"""What becomes of mail samples: every file below a folder through the parser, as the mailbox would hand them over.

    python benchmarks/mail_samples.py PATH

Prints for each folder how many were read and how many would be a visible dead letter, the slowest, what would get an
automatic answer, and, where folders `emails` and `trimmed` stand beside each other, how many texts are cut exactly so.
"""

from __future__ import annotations

import sys
import time
from collections import Counter, defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from mail.parsing.errors import Unparsable
from mail.parsing.parsed import MailNature
from mail.parsing.process import Parser
from mail.parsing.quotes import split

SLOW = 2.0


def main() -> None:
    root = Path(sys.argv[1])
    outcomes: dict[str, Counter[str]] = defaultdict(Counter)
    slowest: list[tuple[float, str]] = []
    with Parser() as parser:
        for file in sorted(path for path in root.rglob("*") if path.is_file()):
            name = str(file.parent.relative_to(root))
            began = time.perf_counter()
            outcomes[name][_outcome(parser, file.read_bytes())] += 1
            slowest.append((time.perf_counter() - began, str(file.relative_to(root))))
    for name, counts in outcomes.items():
        print(f"{name}: {dict(counts)}")
    slowest.sort(reverse=True)
    print(f"{len(slowest)} files, {sum(seconds > SLOW for seconds, _name in slowest)} over {SLOW:.0f} s; slowest:")
    for seconds, name in slowest[:3]:
        print(f"  {seconds:.2f} s {name}")
    for trimmed in root.rglob("trimmed"):
        _compare(trimmed.parent / "emails", trimmed)


def _outcome(parser: Parser, raw: bytes) -> str:
    try:
        mail = parser.parse(raw)
    except Unparsable as problem:
        return f"dead letter ({problem})"
    if mail.nature == MailNature.BOUNCE:
        return "bounce with recipient" if mail.bounce and mail.bounce.failed else "bounce"
    if mail.nature == MailNature.AUTOMATIC or mail.says_automatic:
        return "automatic"
    return "personal" if mail.sender else "personal, sender unknown"


def _compare(emails: Path, trimmed: Path) -> None:
    names = sorted(path.name for path in emails.iterdir())
    other = [name for name in names if _tidy(split(_read(emails / name)).text) != _tidy(_read(trimmed / name))]
    print(f"{emails.parent.name}: {len(names) - len(other)} of {len(names)} texts cut exactly; not: {', '.join(other)}")


def _read(path: Path) -> str:
    with path.open(errors="replace", newline="") as file:
        return file.read()


def _tidy(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").split("\n")).strip()


if __name__ == "__main__":
    main()
