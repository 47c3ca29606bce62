"""What somebody wrote now in an answer to us, apart from what he answered to and his signature.

Only for an answer: what a first mail holds is a melding from its first line to its last, and so is what is passed on.
Every line gets a letter, and what is cut follows from the word that the letters make. A quote is one that a program
announced or marked; a row of dashes proves nothing. Nothing is thrown away: what is cut is given back too. Each pattern
looks at one line, or a few that belong together, of bounded length (security Q7).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

LONGEST_LINE = 2_000  # of what is looked at; a longer one is text
LONGEST_MARKER = 700
MOST_LINES_OF_MARKER = 6  # "On ... wrote:" is wrapped over so many lines at the most
MOST_TRIED = 5_000  # lines that may begin one; nobody quotes that often
MOST_MARKERS = 50  # that are looked beneath; who quotes more deeply is not cut
FEW = 7  # lines of text below a quote that are taken for a signature
LONGEST_SIGNATURE = 10  # lines

TEXT, EMPTY, QUOTE, MARKER, HEADER, RULE, MOBILE, FORWARD = "teqbhdsf"


@dataclass(frozen=True)
class Split:
    text: str
    rest: str


_WROTE = (
    r"(?:wrote|writes|schreef|geschreven|a écrit|schrieb|escribió|ha scritto|scritto|escreveu|skrev|napisał(?:\(a\))?"
    r"|napisal(?:\(a\))?|пишет|пише|писал\(?а?\)?|написала?|написав(?:ла)?|写道|寫道)"
)
_BEGINS = (
    r"(?:On|At|Op|Le|Am|El|Il|Em|Den|På|W dniu|Dnia|Kl\.|Il giorno|Vào|在|ons|tors|fre|lör|sön|mån|tis"
    r"|понедельник|вторник|среда|четверг|пятница|суббота|воскресенье)"
)
_ADDRESS = r"[^<>\s]{1,120}@[^<>\s]{1,120}(?:<[^<>\s]{1,160}>)?\s?>?\s?:?$"
_DAY = r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/. ]{1,2}(?:\d{1,2}|[^\W\d]{2,10})[-/., ]{1,3}\d{2,4})"
_ORIGINAL = (
    "Original Message|Original",
    "Oorspronkelijk bericht|Oorspronkelijke bericht",
    "Ursprüngliche Nachricht|Original-Nachricht",
    "Message d['’]origine|Mensaje original|Messaggio originale|Mensagem original",
    "Ursprungligt meddelande|Wiadomość oryginalna|Исходное сообщение",
)
_MARKERS = [
    re.compile(rf"^{_BEGINS}\b.{{4,600}}\b{_WROTE}\W{{0,8}}$", re.I),
    re.compile(rf"^{_BEGINS}[^:]{{4,120}}\d.{{4,500}}{_WROTE}\W{{0,8}}$", re.I),
    re.compile(rf"^{_BEGINS}\b.{{4,200}}\b{_WROTE}\b.{{1,200}}<?{_ADDRESS}", re.I),
    re.compile(rf"^{_BEGINS}\b.{{0,30}}\d.{{2,80}}\b{_WROTE}\s.{{1,120}}:$", re.I),
    re.compile(rf"^\d{{1,2}} [^\W\d]{{2,12}}\.? \d{{4}}.{{2,300}}\b{_WROTE}\W{{0,8}}$", re.I),
    re.compile(rf"^[^<>]{{1,120}}<[^<>\s]{{1,120}}@[^<>\s]{{3,120}}>\s{{1,3}}{_WROTE}\b.{{0,80}}$", re.I),
    re.compile(rf"^{_DAY}.{{0,60}}(?:GMT|UTC)[^\n]{{0,200}}$", re.I),
    re.compile(
        rf"^{_DAY}[^:\n]{{0,20}}(?:\d\d:\d\d)?[^\n:]{{0,160}}<\s?[^<>\s]{{1,120}}@[^<>\s]{{1,120}}>\s?:?$", re.I
    ),
    re.compile(rf"^{_DAY}[^\n]{{2,200}}(?:via|от|od)\b[^\n]{{2,200}}:?$", re.I),
    re.compile(rf"^\W{{0,3}}-{{2,20}}\W{{0,3}}(?:{'|'.join(_ORIGINAL)})\W{{0,3}}-{{2,20}}\W{{0,3}}$", re.I),
    re.compile(rf"^-{{2,20}} {_BEGINS}\b.{{4,600}}\b{_WROTE} -{{2,20}}$", re.I),
]
_PASSED_ON = (
    r"Forwarded message|Doorgestuurde? bericht|Weitergeleitete Nachricht|Message transféré|Mensaje reenviado"
    r"|Messaggio inoltrato"
)
_BEGINS_PASSED_ON = (
    r"Begin forwarded message|(?:Start|Begin) doorgestuurd bericht|Anfang der weitergeleiteten (?:Nachricht|E-Mail)"
    r"|Début du message (?:transféré|réexpédié)"
)
_FORWARD = re.compile(
    rf"^(?:\W{{0,3}}-{{2,20}}\W{{0,3}}(?:{_PASSED_ON})\b.{{0,40}}|(?:{_BEGINS_PASSED_ON})\s?:)$", re.I
)
_FORWARD_SUBJECT = re.compile(r"^\W{0,6}(?:fw|fwd|doorst|doorgestuurd|wg|tr|i|rv|enc)\s?:", re.I)
_POINTS_BELOW = re.compile(
    r"\b(?:in (?:het )?(?:rood|blauw|groen)|in red|in blue|in rot|in blau|en rouge|en bleu|inline"
    r"|tussen de (?:regels|tekst)|between the lines|zwischen den Zeilen)\b",
    re.I,
)
# How the first line of a marker begins, so that few lines are looked at as one.
_MAY_MARK = re.compile(
    rf"^(?:\d{{1,2}} [^\W\d]|\W{{0,3}}-{{2}}|{_BEGINS}\b|在|{_DAY}|[^<>]{{1,120}}<[^<>\s]{{1,120}})", re.I
)
# What each of the patterns asks for somewhere, so that most lines are done with at once.
_ENDS = re.compile(rf"{_WROTE}|@|GMT|UTC|--|:$|\bvia\b", re.I)
_HEADER = re.compile(
    r"^\W{0,3}(?:From|Sent|To|Cc|Bcc|Subject|Date|Reply-To|Organization|Importance"
    r"|Van|Verzonden|Aan|Onderwerp|Datum|Beantwoorden|Antwoord aan|Prioriteit|Urgentie"
    r"|Von|Gesendet|An|Betreff|Antwort an|De|Envoyé|À|Objet|Répondre à|Enviado|Enviada|Para|Asunto|Assunto|Data|Fecha"
    r"|Da|Risposta|Inviato|A|Oggetto|Från|Skickat|Till|Ämne|Fra|Sendt|Til|Emne|Od|Wysłano|Do|Temat"
    r"|От|Кому|Отправлено|Тема|Дата|Від|发件人|发送时间|收件人|主题)\W{0,3}:.{0,1500}$",
    re.I,
)
_QUOTE = re.compile(r"^\s{0,8}(?:>|\||[A-Z][\w.]{0,14}>(?:\s|$))")
_RULE = re.compile(r"^\s{0,8}(?:[-_*#~=+—–]\s?){2,200}\s{0,8}$|^\s{0,8}ᐧ\s{0,8}$|^\s{0,4}[—–]\s{0,4}$")
_THING = r"(?:[^\s]{1,40} ?){1,6}"
_MOBILE_FORMS = (
    rf"(?:Sent|Get|Written) (?:from|via|with|by|on) (?:my |a |an |the |mobile|{_THING}|\[).{{0,140}}",
    r"(?:Verzonden|Verstuurd) (?:vanaf|vanuit|met|via|van) .{2,80}",
    r"(?:Download|Haal|Get) \[?Outlook (?:voor|for) .{2,100}",
    r"\[?Outlook (?:voor|for) (?:iOS|Android).{0,100}",
    r"(?:Envoyé (?:depuis|de)|Gesendet (?:von|mit)|Enviado (?:desde|do|de)|Inviato da) .{2,80}",
    r"(?:Skickat från|Sendt fra|Wysłano z) .{2,80}",
    r"(?:Von meinem|Diese Nachricht wurde von) .{2,90}(?:gesendet|geschickt)\W{0,3}",
    r"Someone from mobile|From my i?\s?(?:phone|pad|pod).{0,20}",
    r"從我的 .{2,20} 傳送|从我的 .{2,20} 发送",
)
_MOBILE = re.compile(rf"^\W{{0,4}}(?:{'|'.join(_MOBILE_FORMS)})$", re.I)
# Of the block that Outlook puts above a quote: who, and when with a year or an hour.
_FROM = re.compile(r"^\W{0,3}(?:From|Van|Von|De|Da|Från|Fra|Od|От|Від|发件人)\W{0,3}:", re.I)
_SENT = re.compile(
    r"^\W{0,3}(?:Sent|Date|Verzonden|Datum|Gesendet|Envoyé(?: le)?|Date d['’]envoi|Enviado(?: el)?|Enviada|Fecha|Data"
    r"|Inviato|Skickat|Sendt|Dato|Wysłano|Отправлено|Дата|发送时间)\W{0,3}:.{0,100}(?:\d|day|dag|tag|di)",
    re.I,
)
_BY_PROGRAM = re.compile(r"@|\d{1,2}[:.h]\d\d|^\W{0,3}-{2}")  # an address, an hour, dashes
_FORWARDS = (_FORWARD, _FORWARD_SUBJECT, _POINTS_BELOW, _FROM, _SENT)
_DELIMITER = re.compile(r"^(?:--|—|–)\s{0,3}$")
_NO_SIGNATURE = re.compile(r"^\W{0,3}P\.?\s?S\b|\?(?:\s|$)", re.I)
_LINE_OF_SIGNATURE = re.compile(r"^_{5,200}$")
_FENCE = re.compile(r"^\s{0,3}(?:```|~~~)")


def split(text: str, reply_line: str = "", *, subject: str = "") -> Split:
    """Of an answer. `reply_line` stands in our own mails, above everything that an answer quotes of them.

    Whose subject says that it is passed on, or who says that his answers stand between the lines, is not cut.
    """
    lines = _lines(text)
    everything = _tidy(lines)
    lines, below = _above(lines, reply_line)
    letters = _letters(lines)
    if below and TEXT not in letters:
        return Split(everything, "")  # below the line stands all that he wrote
    if _FORWARD_SUBJECT.match(subject) or _passes_on(letters):
        return Split(_tidy(lines), _tidy(below))
    kept = _kept(lines, letters)
    chosen = [line for line, keep in zip(lines, kept, strict=True) if keep]
    others = [line for line, keep in zip(lines, kept, strict=True) if not keep] + below
    new = _tidy(chosen)
    if not new or _POINTS_BELOW.search(new[:LONGEST_LINE]):
        return Split(everything, "")
    return Split(new, _tidy(others))


def whole(text: str) -> str:
    """All of it, of a mail that is no answer to us."""
    return _tidy(_lines(text))


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def begins_what_is_passed_on(text: str) -> bool:
    return bool(_FORWARD.match(text.split("\n")[0].strip()[:LONGEST_MARKER]))


def _passes_on(letters: Sequence[str]) -> bool:
    """Whether the first that is not his own is something that he passes on."""
    return next((letter for letter in letters if letter in (MARKER, FORWARD)), MARKER) == FORWARD


def _above(lines: list[str], reply_line: str) -> tuple[list[str], list[str]]:
    if reply_line:
        words = reply_line.strip(" -")
        for number, line in enumerate(lines):
            if words in line[:LONGEST_LINE]:
                return lines[:number], lines[number:]
    return lines, []


def _tidy(lines: Sequence[str]) -> str:
    return "\n".join(line.rstrip() for line in lines).strip("\n").rstrip()


# --- Letters ----------------------------------------------------------------------------------------------
def _letters(lines: Sequence[str]) -> list[str]:
    letters: list[str] = []
    in_code, tried = False, 0
    while len(letters) < len(lines):
        at = len(letters)
        line = lines[at]
        if _FENCE.match(line):
            in_code = not in_code and any(_FENCE.match(later) for later in lines[at + 1 : at + 500])
            letters.append(TEXT)
        elif in_code:
            letters.append(TEXT)
        elif _FORWARD.match(_unquoted(line)[:LONGEST_MARKER]):
            letters.append(FORWARD)
        elif _may_mark(line) and (tried := tried + 1) <= MOST_TRIED and (length := _marker_length(lines, at)):
            letters += [MARKER] * length
        else:
            letters.append(_letter(line))
    return letters


def _letter(line: str) -> str:
    if not line.strip():
        return EMPTY
    if len(line) > LONGEST_LINE:
        return TEXT
    for pattern, letter in ((_QUOTE, QUOTE), (_RULE, RULE), (_HEADER, HEADER), (_MOBILE, MOBILE)):
        if pattern.match(line):
            return letter
    return TEXT


def _may_mark(line: str) -> bool:
    first = _unquoted(line)
    return bool(first) and len(first) <= LONGEST_MARKER and bool(_MAY_MARK.match(first))


def _marker_length(lines: Sequence[str], at: int) -> int:
    """Over how many lines "On Monday ... wrote:" goes from here; 0 when it is none."""
    joined = ""
    for length, line in enumerate(lines[at : at + MOST_LINES_OF_MARKER], start=1):
        joined = f"{joined} {_unquoted(line)}".strip()
        if len(joined) > LONGEST_MARKER:
            return 0
        if _ENDS.search(joined) and any(pattern.match(joined) for pattern in _MARKERS):
            return length if _BY_PROGRAM.search(joined) or _is_quoted_below(lines, at + length) else 0
    return 0


def _is_quoted_below(lines: Sequence[str], at: int) -> bool:
    """People write "on Monday Petra wrote:" as well, and then go on in their own words."""
    below = next((line for line in lines[at : at + 5] if line.strip()), "")
    return bool(_QUOTE.match(below[:LONGEST_LINE]))


def _unquoted(line: str) -> str:
    return line[: LONGEST_LINE + 100].lstrip("> ").strip()


# --- What is kept -----------------------------------------------------------------------------------------
def _kept(lines: Sequence[str], letters: Sequence[str]) -> list[bool]:
    end = _end(lines, letters)
    kept = [number < end and letter not in (MARKER, MOBILE) for number, letter in enumerate(letters)]
    if begin := _answer_below(letters, end):
        kept = [keep and number >= begin for number, keep in enumerate(kept)]
    return kept


def _end(lines: Sequence[str], letters: Sequence[str]) -> int:
    """Before which line the new text ends."""
    end = _headers(lines, letters)
    end = _before_marker(letters, end)
    end = _before_signature(lines, letters, end)
    first_text = _first(letters, TEXT)
    while end and letters[end - 1] in (EMPTY, QUOTE, MARKER, RULE) and first_text < end:
        end -= 1
    return end


def _first(letters: Sequence[str], wanted: str) -> int:
    """Where it stands for the first time; behind the last line when it does not."""
    return next((number for number, letter in enumerate(letters) if letter == wanted), len(letters))


def _headers(lines: Sequence[str], letters: Sequence[str]) -> int:
    """Where a block of at least three headers begins that says who wrote and when, with text above it."""
    block: list[int] = []
    first_text = _first(letters, TEXT)
    for number, letter in enumerate([*letters, TEXT]):
        if letter == HEADER:
            block.append(number)
        elif letter != EMPTY and block:
            if _is_of_program([lines[each] for each in block]) and first_text < block[0]:
                return block[0]
            block = []
    return len(letters)


def _is_of_program(block: Sequence[str]) -> bool:
    """ "Datum: 1 december, Prioriteit: hoog" is what somebody filled in; a program says who wrote, and when."""
    return len(block) > 2 and any(map(_FROM.match, block)) and any(map(_SENT.match, block))


def _before_signature(lines: Sequence[str], letters: Sequence[str], end: int) -> int:
    """The last "-- ", if what is below it can be a signature: short, without a question or an afterthought."""
    below: list[str] = []
    first_quote = _first(letters, QUOTE)
    for number in range(end - 1, 0, -1):
        if len(below) > LONGEST_SIGNATURE:
            return end
        is_short_one = len(below) < 2 and first_quote < number and _LINE_OF_SIGNATURE.match(lines[number])
        if _DELIMITER.match(lines[number]) or is_short_one:
            return end if any(_NO_SIGNATURE.search(line[:LONGEST_LINE]) for line in below) else number
        if lines[number].strip():
            below.append(lines[number])
    return end


def _before_marker(letters: Sequence[str], end: int) -> int:
    """The first marker below text, if all beneath it is quoted, or so little that it can be a signature."""
    first_text = _first(letters, TEXT)
    markers = (number for number in range(first_text, end) if letters[number] == MARKER)
    for number in islice(markers, MOST_MARKERS):
        if not _is_interleaved(letters[number:end]):
            return number
    return end


def _is_interleaved(letters: Sequence[str]) -> bool:
    """Whether somebody wrote between the lines that he quotes."""
    after_quote = False
    written = 0
    for letter in letters:
        after_quote = after_quote or letter == QUOTE
        written += after_quote and letter == TEXT
    last_quote = max((number for number, letter in enumerate(letters) if letter == QUOTE), default=0)
    between = TEXT in letters[next((n for n, letter in enumerate(letters) if letter == QUOTE), 0) : last_quote]
    return between or written >= FEW


def _answer_below(letters: Sequence[str], end: int) -> int:
    """Where the answer begins of who writes below what he quotes; 0 when he does not."""
    if end == 0 or letters[0] not in (MARKER,):
        return 0
    first_text = next((number for number in range(end) if letters[number] == TEXT), end)
    if first_text == end or any(letter == QUOTE for letter in letters[first_text:end]):
        return 0
    return first_text if QUOTE in letters[:first_text] else 0


def all_patterns() -> Iterable[re.Pattern[str]]:
    """For who tests that none of them takes long."""
    return (*_MARKERS, _MAY_MARK, _ENDS, _HEADER, _QUOTE, _RULE, _MOBILE, _FENCE, *_FORWARDS)
