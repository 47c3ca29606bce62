# ruff: noqa: E501 - a pattern is read as one line
"""How people write a password down, and the shapes of keys: the rules of infra.masking (SLA 10).

It does not know which words are passwords, so it looks at what stands before a word, in Dutch or English, and only
then at the word. Every pattern takes time in proportion to the text (security Q7): what can be long is bounded or comes last.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

LONGEST = 200  # what is longer is no password that anybody types
PASSWORD, KEY, PIN = "wachtwoord", "sleutel", "pincode"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# --- Words ------------------------------------------------------------------------------------------------
_LABEL = (
    r"(?:wachtwoord(?:en)?|wacht woord|wachtzin|paswoord|password|passphrase|passwoord"
    r"|(?<![^\W_])(?<!@)(?:ww|w8woord|pwd?|psw|passw?d?|passcode|(?:wi-?fi|wpa2?|netwerk)[- ]?(?:sleutel|key|code|ww)))(?!\w)"
)
_USER = (
    r"(?<!\w)(?:gebruikers?(?:naam)?|user(?!-agent)(?:name|id)?|login(?:naam|name)?|inlog(?:naam)?|account(?:naam|name)?"
    r"|e-?mail(?:adres)?|mailadres|gebr\.?)(?!\w)"
)
_LOGIN = (
    r"(?<!\w)(?:in-?log(?:gegevens|codes)?|login(?:gegevens|s)?|log-?in(?: gegevens)?|credentials|creds"
    r"|toegangsgegevens|account(?:gegevens)?|gegevens)(?!\w)"
)
_PIN = (
    r"(?<!\w)(?:pin(?:[- ]?code)?|puk(?:[- ]?code)?|(?:alarm|deur|toegangs|kluis|beveiligings|ontgrendel"
    r"|verificatie|sms|mfa|2fa)[- ]?code)(?!\w)"
)
_KEY_LABEL = (
    r"(?<![\w])(?:(?:api|secret|access|private|client|auth|shared|encryption|ssh|aws|azure)[-_ ]?"
    r"(?:access[-_ ]?)?(?:key|sleutel|token|secret)|token|secret|client[-_]?geheim|sleutel|bearer|accountkey"
    r"|sharedaccesskey|herstelsleutel|recovery key)(?!\w)"
)
_SEP = r"(?:[:=]{1,2}>?|[-–]?->|→|[-–](?=\s))"
_QUOTED = r"(?:\"(?P<dq>[^\"\n]{3,80})\"|'(?P<sq>[^'\n]{3,80})'|“(?P<cq>[^”\n]{3,80})”|`(?P<bq>[^`\n]{3,80})`|‘(?P<lq>[^’\n]{3,80})’)"
_GAP = r"(?:[ \t*_\u00a0]|&nbsp;|<[^<>\n]{1,60}>){0,8}"
_VALUE = _QUOTED[:-1] + r"|(?P<v>[^\s<\[][^\s<]*))"
_SOME = _VALUE.replace("[^\\s<]*", f"[^\\s<]{{0,{LONGEST}}}")  # where it is tried at every label
_TAIL = _GAP + _SOME
# Words that may stand between "wachtwoord" and what says that it follows.
_FILLER = r"(?:[ \t]{1,3}(?:\([^()\n]{1,30}\)|[^\s@.,;:=!?()]{1,30}(?:@[^\s,;:]{1,60})?)){0,7}?"

# What is said of a password, and is none.
_SAID = _words(
    """
    a a.u.b aan aangepast aangevraagd aanpassen above account actueel afgewezen akkoord al als altijd alvast an
    anders apart aub automatisch beheer beheerder bekend beleid below beveiligd bewaard bij bijlage binnenkort
    bitwarden boven bovenstaand brief changed correct daarna dan dat de deze die disabled dit doet door doorgegeven
    e-mail een eenmalig eindelijk en enabled encrypted even expired for forgot forgotten fout foutief from gaat
    geaccepteerd gebeld geblokkeerd gebruikersnaam gecontroleerd gedeactiveerd gedeeld geen gekoppeld gekregen
    geldig gelekt gelijk gelockt gelukt gemaild gereset gestolen gesynchroniseerd getest getypt gevraagd geweigerd
    gewijzigd gewist gisteren goed graag haar handmatig heb hebben heeft hersteld herstellen het hetzelfde hidden
    hieronder hij hun idem iedereen ik in incorrect ingesteld ingetrokken ingevoerd ingevuld inlog inmiddels
    instellen invalid invoeren invullen is ja je jij jouw juist kan karakters keepass klaar kluis kort krijg krijgt
    kunnen kwijt lang lastpass leeg lengte locked login los lukt maar mag mail manager met mijn mislukt misschien
    moet moeten mondeling morgen my n.v.t naam naar nee net niemand niet nieuw nieuwe no nodig nog none nooit not nu
    nvt of ok oke om omdat onbekend onderstaand onderstaande onepassword ongeldig onjuist ons onthouden ontvangen
    ontvreemd onveilig onze ook op opgeslagen opgevraagd opnieuw oud oude our pas password per persoonlijk please
    policy prima probleem problemen reeds required reset resetten same see separaat sms soms steeds sterk svp te
    tekens tel telefonisch telefoon telkens the tijdelijk tijdelijke to toegang typen u uit uitgeschakeld unchanged
    uniek unknown uw vaak van vandaag veilig veranderd veranderen verborgen vereist vergeten verified verkeerd
    verloopt verlopen vermoedelijk vernieuwd vernieuwen verouderd verplicht versleuteld verstuurd vervallen
    verwijderd verzonden via volgen volgende volgt voor waarschijnlijk wachtwoord wachtwoorden want was we weer weg
    werkt werkte wij wijzigen wil willen with word wordt wrong ww your zelfde zie zij zijn zoek zojuist zonder zwak
    """
)
# What people take when they may choose; said alone, also in lower case, these are passwords.
_COMMON = re.compile(
    r"(?:welkom|geheim|admin|administrator|test|qwerty|azerty|letmein|zomer|winter|herfst|lente|voorjaar|secret|summer"
    r"|autumn|spring|changeme|iloveyou|ajax|feyenoord|hallo|welcome|passw0rd|p@ssw0rd|sesam|gasten|guest|root"
    r"|wachtwoord|password|demo|default|bureau|kantoor|vakantie|amsterdam|rotterdam|utrecht|koekje|voetbal)"
    r"[\d!@#$%&*?._-]*",
    re.IGNORECASE,
)
_COMMON_BARE = _words("admin bureau default demo gasten kantoor password test vakantie wachtwoord")
# What has digits or marks in it and is no secret: a product, a machine, a moment, an address.
_ORDINARY = re.compile(
    r"(?:(?:ms-?)?(?:office|windows|win|outlook|exchange|server|sharepoint|teams?|iphone|ipad|galaxy|laptop|pc|srv|werkplek"
    r"|printer|adobe|acrobat|exact|afas|sap|sql|excel|word|dynamics|android|macos|ios|vpn|wifi|kamer|zaal|chrome|edge"
    r"|m|o|a|e|f|p|k|business|gebouw|locatie|vestiging|nas|switch|firewall|router|ap|ws|lt|nb|dc|ts|rds|citrix|scanner"
    r"|account|user|gebruiker|medewerker|visma|unit4|snelstart|twinfield|autocad|kb|aadsts|id|nr|ticket|inc|chg|req"
    r"|versie|v|stap|fase|poging|dag|week|maand|jaar|q|kwartaal|surface|thinkpad|latitude|elitebook|wpa|mfa|ipv|http|https)"
    r"(?:[-_ ]?\d{1,4}(?:[.-]\d+)*[a-z]?|[-_ ][a-z]{1,6}[-_]?\d[\w-]*)?"
    r"|0x[\da-f]+|\d{1,2}[-/.]\d{1,2}(?:[-/.]\d{2,4})?"
    r"|\d{4}-\d\d-\d\dt?\S*|\d{1,2}[:.]\d\d(?:[:.]\d\d)?u?|\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?|[+#(]?[\d ()-]{1,20}"
    r"|\d+(?:[.,]\d+)?(?:e|x|%|u|uur|min|gb|mb|tb|kb|st|ste|de)?|[€$]\d\S*|v?\d+(?:\.\d+)+|\d{4} ?[a-z]{2}"
    r"|https?:\S*|www\.\S*|[\w.-]+\.(?:nl|com|be|de|org|net|eu|local|lan|example)(?:/\S*)?|\S*[/\\]\S*[/\\]\S*"
    r"|[\w-]+\.(?:docx?|xlsx?|pdf|png|jpe?g|txt|zip|msi|exe|pst|csv|pptx?|msg|eml)"
    r"|[*•.xX_?-]+|(?:n\.?v\.?t|a\.?u\.?b|s\.?v\.?p|e\.?d|i\.?p\.?v|bijv|d\.?w\.?z|e-?mail|wi-?fi|pop-?up|log-?in|up-?to-?date)\.?)",
    re.IGNORECASE,
)
_HOST = re.compile(r"[A-Z]{2,}[A-Z\d]*(?:[-_][A-Z\d]+)+|[A-Z]{1,5}\d{1,6}")  # and the numbers of a customer or an order
_ADDRESS = re.compile(r"[^\s@]+@[\w-]+(?:\.[\w-]+)+")
_UNIT = re.compile(
    r"\s+(?:dag|dagen|week|weken|maand|maanden|jaar|uur|minuten|tekens|karakters|keer|x|cijfers|letters|characters|days"
    r"|pogingen|medewerkers|gebruikers|accounts|collega)",
    re.IGNORECASE,
)


# --- Does it look like one? -------------------------------------------------------------------------------
_TRIM = "\"'“”‘’`*_.,;:)]}>"


def _bare(word: str) -> str:
    return word.rstrip(_TRIM + "!?").lstrip("(*_\"'“‘`")


def made_up(word: str) -> bool:
    """Letters with digits or marks in between, as in nothing that anybody writes otherwise."""
    core = _bare(word)
    whole = word.rstrip(_TRIM)
    if len(core) < 3 or any(known.fullmatch(word) for known in (_ADDRESS, _ORDINARY, _HOST) for word in (core, whole)):
        return False
    has_letter = any(char.isalpha() for char in core)
    has_digit = any(char.isdigit() for char in core)
    marks = sum(char in "!@#$%^&*?+~€" for char in core)
    return len(whole) >= 5 and (has_letter and (has_digit or marks > 0) or has_digit and marks > 0)


def _is_said(word: str) -> bool:
    core = _bare(word).casefold()
    return not core or core in _SAID or _is_mark(word)


def _is_mark(word: str) -> bool:
    return word.startswith(("[verborgen", "[", "{", "<")) or not any(char.isalnum() for char in word)


def _is_common(word: str) -> bool:
    core = word.rstrip(_TRIM)
    return bool(_COMMON.fullmatch(core)) and core.casefold() not in _COMMON_BARE


def _ends_here(match: re.Match[str]) -> bool:
    """Whether nothing more is said in the clause after the value."""
    rest = match.string[match.end() : match.end() + 40]
    line = rest.split("\n", 1)[0].strip()
    if not line or match[0][-1] in ",;.!)|":
        return True
    return bool(
        re.match(r"[-–(|/,;]|(?:en|and|gebruiker|user|login|groet|gr|mvg|alvast|graag|voor|let|maar)\b", line, re.I)
    )


_OF_BOTH = re.compile(rf"(?:{_USER}|{_LOGIN})[ \t]?(?:/|en|&|\+|and|,|\|)[ \t]?[\w-]{{0,16}}?{_LABEL}$", re.IGNORECASE)


def _after_separator(match: re.Match[str]) -> bool:
    """After a colon anything is the password, except what is said of one and the start of a sentence."""
    value = match["v"]
    before = match.string[max(0, match.start() - 44) : match.start()]
    if _OF_BOTH.search(before):
        return False  # the user comes first, see the rules for both together
    if value is None:
        return True
    if _is_mark(value) or _ADDRESS.fullmatch(_bare(value)):
        return False
    crossed = "\n" in match[0]
    if crossed and not _alone_on_its_line(match):
        return False
    core = _bare(value)
    if re.match(r"\S{1,30}:$", value) and crossed:
        return False  # the next field of a form that was left empty
    if made_up(value) or _is_common(value):
        return True
    if core.isdigit():
        return len(core) >= 4 and not _UNIT.match(match.string, match.end())
    if _is_said(value) or len(core) < 3 or _looks_participle(core):
        return core.lower() in ("geheim", "geheim1") or False
    if _ORDINARY.fullmatch(core) and not _ends_here(match):
        return False
    return _ends_here(match) and not (match["dash"] and core.islower())


def _alone_on_its_line(match: re.Match[str]) -> bool:
    line = match.string[match.end() : match.end() + 60].split("\n", 1)[0]
    return not line.strip()


_PARTICIPLE = re.compile(
    r"(?:ge|ver|be|ont|her|on|mis)[a-z]{3,}(?:d|t|en|baar|loos)|(?:aan|af|door|in|na|om|op|over|toe|uit|weg)ge[a-z]{2,}"
)


def _looks_participle(core: str) -> bool:
    return core.islower() and bool(_PARTICIPLE.fullmatch(core))


def _after_copula(match: re.Match[str]) -> bool:
    """After "is" a word that was made up; or one that stands alone, with a capital in the middle of a sentence."""
    value = match["v"]
    if value is None:
        return True
    if _is_mark(value) or "vergeten" in match["filler"]:
        return False
    core = _bare(value)
    if made_up(value) or _is_common(value):
        return True
    if core.isdigit() and len(core) >= 4:
        return not _UNIT.match(match.string, match.end())
    alone = _ends_here(match)
    return alone and core[:1].isupper() and core.isalpha() and len(core) >= 4 and not _is_said(value)


def _strict(match: re.Match[str]) -> bool:
    return match["v"] is None or made_up(match["v"]) or (_is_common(match["v"]) and any(map(str.isdigit, match["v"])))


def _mixed(match: re.Match[str]) -> bool:
    """Where a user or a machine may be named just as well: only what has capitals, small letters and digits, or marks."""
    value = match["v"]
    if value is None:
        return True
    core = _bare(value)
    cases = any(map(str.islower, core)) and any(map(str.isupper, core)) and any(map(str.isdigit, core))
    return made_up(value) and (cases or any(char in "!@#$%^&*?~€" for char in core))


def _on_the_next_line(match: re.Match[str]) -> bool:
    return _strict(match) and _alone_on_its_line(match)


def _not_said(match: re.Match[str]) -> bool:
    return match["v"] is None or not _is_said(match["v"])


def _mixed_second(match: re.Match[str]) -> bool:
    return match["v"] is not None and _mixed(match)


def _second_of_login(match: re.Match[str]) -> bool:
    return match["v"] is not None and (made_up(match["v"]) or _is_common(match["v"]))


_ASKS = re.compile(
    r"(?:reset|resetten|herstel|wijzig|wijzigen|nieuw|vergeten|verlopen|verander|opnieuw|kwijt|ontvang)\W{1,3}[\w-]*(?: woord)?$",
    re.I,
)
_THEN_ASKS = re.compile(
    r"\W{0,3}(?:\w+\W+)?(?:reset|herstel|wijzig|opnieuw|verloop|verlopen|vergeten|werkt|kwijt|vernieuw|moet|is\b)", re.I
)


def _beside(match: re.Match[str]) -> bool:
    """Right behind "wachtwoord", where a user or a machine may stand as well."""
    value = match["v"]
    if value is None:
        return not _THEN_ASKS.match(match.string, match.end())
    before = match.string[max(0, match.start() - 40) : match.start()]
    core = _bare(value)
    if not _strict(match) or _THEN_ASKS.match(match.string, match.end()):
        return False
    plain = core.isalnum() and core == core.lower()
    return not (plain and not _is_common(value) and _ASKS.search(before))


def _not_whose(match: re.Match[str]) -> bool:
    """ "wachtwoord voor account: jsmit01" names whose it is."""
    words = match["filler"].split()
    last = words[-1].casefold() if words else ""
    names = ("account", "gebruiker", "gebruikersnaam", "user", "username", "login", "medewerker", "collega", "nummer")
    if last.startswith(("melding", "fout", "error", "tel", "e-mail", "mail", "ticket", "pc", "laptop", *names)):
        return False
    asks = {"vergeten", "verlopen", "resetten", "reset", "wijzigen", "kwijt", "herstellen", "graag", "niet", "werkt"}
    return not asks.intersection(word.casefold() for word in words) and _strict(match)


def _second_of_pair(match: re.Match[str]) -> bool:
    value = match["v"]
    return (
        value is None
        or made_up(value)
        or _is_common(value)
        or (bool(match["slash"]) and not _is_said(value) and not _ORDINARY.fullmatch(_bare(value)))
    )


IS_LOST = re.compile(r"[^\n.]{0,60}?\b(?:kwijt|vergeten|aan het)\b", re.IGNORECASE)


def _beside_user(match: re.Match[str]) -> bool:
    value = match["v"]
    if value is None or LABELS.match(value):
        return False
    if not match["slash"] and "=" in value:
        return False  # the next field of a log
    return _second_of_pair(match) if match["slash"] else made_up(value)


def _long_and_mixed(match: re.Match[str]) -> bool:
    value = match["v"]
    if value is None:
        value = next(group for group in match.group("dq", "sq", "cq", "bq", "lq") if group)
    core = _bare(value)
    mixed = any(map(str.isdigit, core)) and any(map(str.isalpha, core))
    return len(core) >= 12 and mixed and not _ORDINARY.fullmatch(core) and "://" not in core


def _set_in_file(match: re.Match[str]) -> bool:
    value = match["v"]
    return value is None or not (
        _is_said(value) or value.startswith(("$", "%", "*")) or value.lower() in ("true", "false")
    )


def _digits(match: re.Match[str]) -> bool:
    return not _UNIT.match(match.string, match.end())


# --- The rules --------------------------------------------------------------------------------------------
Predicate = Callable[[re.Match[str]], bool]


@dataclass(frozen=True)
class SecretPattern:
    """A pattern with the secret in the group `v`, or between one of the kinds of quotes."""

    what: str
    pattern: re.Pattern[str]
    holds: Predicate


def _rule(what: str, pattern: str, holds: Predicate = bool) -> SecretPattern:
    return SecretPattern(what, re.compile(pattern, re.IGNORECASE), holds)


LABELS = re.compile(_LABEL, re.IGNORECASE)
_NOW = (
    r"(?:[ \t]{1,3}(?:nu|dus|weer|nog|gewoon|tijdelijk|momenteel|now|still|currently|het volgende|als volgt"
    r"|the following)){0,2}[ \t]?:?"
)
_FIRST = (
    r"(?=[ \t]{1,3}(?:\(|(?:van|voor|op|bij|wifi|wi-fi|nieuwe?|oude?|tijdelijke?|for|of|to|on|vpn|server|mail|gasten"
    r"|guest|admin|beheer|laptop|pc|windows|office|router|is|was|luidt|wordt|nu)\b))"
)
_CHANGED = (
    r"(?:gewijzigd|veranderd|aangepast|gezet|gereset|ingesteld|omgezet|hersteld|gemaakt|changed|set|reset|updated"
    r"|wijzigen|veranderen|zetten|resetten|aanpassen)"
)
_BOTH = rf"(?:{_USER}|{_LOGIN})[ \t]?(?:/|en|&|\+|and|,|\|)[ \t]?"

# What stands right behind the word for a password.
BEHIND_LABEL = (
    _rule(
        PASSWORD,
        rf"['\"`]?{_GAP}(?:\([^()\n]{{0,40}}\))?{_GAP}(?:[ \t]is[ \t]?)?"
        rf"(?:(?P<dash>[ \t][-–](?=[ \t]))|{_SEP}|;(?=\S))(?:[ \t]{{0,8}}\r?\n){{0,2}}" + _TAIL,
        _after_separator,
    ),
    _rule(
        PASSWORD,
        rf"(?P<filler>{_FILLER})[ \t]{{1,3}}(?:is|was|wordt|word|luidt|zijn|blijft|are|will be|moet zijn){_NOW}" + _TAIL,
        _after_copula,
    ),
    _rule(PASSWORD, rf"{_FILLER}[ \t]{{1,3}}{_CHANGED}[ \t]{{1,3}}(?:in|naar|op|tot|to){_NOW}" + _TAIL, _strict),
    _rule(PASSWORD, rf"{_FIRST}(?P<filler>{_FILLER})[ \t]?{_SEP}" + _TAIL, _not_whose),
    _rule(PASSWORD, r"[ \t]{1,3}" + _TAIL, _beside),
    _rule(PASSWORD, r"[ \t]{0,8}\r?\n[ \t]{0,8}" + _SOME, _on_the_next_line),
    _rule(
        PASSWORD,
        r"[ \t]{1,3}(?:gebruik|gebruiken|heb|hebben|nam|neem|nemen|use)[ \t]{1,3}(?:ik|we|wij)[ \t]{1,3}" + _SOME,
        _strict,
    ),
    _rule(PASSWORD, rf"{_FILLER}[ \t]{{1,3}}(?:op|naar|in|to)[ \t]{{1,3}}" + _SOME, _mixed),
    _rule(PASSWORD, rf"{_FILLER}[ \t]{{1,3}}(?:van|from)[ \t]{{1,3}}(?P<v>\S{{4,60}})[ \t]{{1,3}}(?:naar|to|in)[ \t]", _mixed),
    _rule(PASSWORD, rf"{_FILLER}[ \t]{{1,3}}(?:van|from)[ \t]{{1,3}}\S{{4,60}}[ \t]{{1,3}}(?:naar|to|in)[ \t]{{1,3}}" + _SOME, _strict),
    _rule(PASSWORD, r"[^\n]{0,80}?[ \t](?:het|mijn|de|the)[ \t](?:nieuwe|oude|huidige|new|old)[ \t](?:is|was|wordt)[ \t]{1,3}" + _SOME, _strict),
)  # fmt: skip
# What needs no such word, or another.
ALONE = (
    # --- keys, whatever stands around them
    _rule(KEY, r"(?P<v>-----BEGIN [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?:[^-]|-(?!----END))*(?:-----END [A-Z ]{0,40}-----)?)"),
    _rule(KEY, r"(?P<v>PuTTY-User-Key-File-\d:(?:[^P]|P(?!rivate-MAC))*(?:Private-MAC:[^\n]*)?)"),
    _rule(
        KEY,
        r"(?<![\w-])(?P<v>(?:AKIA|ASIA)[A-Z0-9]{16}|gh[pousr]_\w{30,}|github_pat_\w{30,}|glpat-[\w-]{20,}|xox[abeprs]-[\w-]{10,}"
        r"|sk-(?:ant-|proj-)?[\w-]{20,}|[sr]k_(?:live|test)_\w{16,}|AIza[\w-]{30,}|SG\.[\w-]{16,}\.[\w-]{16,}|whsec_[\w+/=]{16,}"
        r"|npm_\w{30,}|pypi-[\w-]{30,}|hf_\w{30,}|shpat_\w{30,}|dop_v1_\w{40,}|onedo_[\w-]{20,}"
        r"|eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,})",
    ),
    _rule(KEY, r"(?<!\w)(?P<v>\d{6}(?:-\d{6}){7})(?!\w)"),  # the recovery key of BitLocker
    _rule(PASSWORD, r"://[^\s:/@]{0,80}:(?P<v>[^\s/@]{1,120})@(?=[\w\[])"),
    _rule(PASSWORD, r"WIFI:[^\n]{0,120}?P:(?P<v>[^;\n]{1,80})"),
    _rule(KEY, r"authorization[ \t]{0,3}:[ \t]{0,3}(?:basic|bearer|token)[ \t]{1,3}(?P<v>\S{8,})"),
    _rule(PASSWORD, r"(?<!\S)(?:--?(?:password|passwd|pass|pw)[ \t=]+|-p(?=['\"]))" + _VALUE, _not_said),
    _rule(PASSWORD, r"(?<!\S)(?:-u|--user)[ \t]{1,3}['\"]?[^\s:'\"]{1,60}:(?P<v>[^\s'\"]+)"),
    _rule(PASSWORD, r"/user:\S{1,60}[ \t]{1,3}(?P<v>[^\s/]\S+)", _strict),
    # --- both together
    _rule(
        PASSWORD,
        rf"{_BOTH}[\w-]{{0,16}}?{_LABEL}(?:[^\n:=]{{0,24}}{_SEP}|[ \t]{{0,8}}\r?\n)\s{{0,3}}[^\s/|]{{1,40}}?"
        rf"(?P<slash>[ \t]?[/|:][ \t]?|[ \t]-[ \t]|[ \t](?:en|and|met)[ \t]|,[ \t]?|[ \t]{{1,4}})" + _VALUE,
        _second_of_pair,
    ),
    _rule(
        PASSWORD,
        rf"(?:{_USER}|{_LOGIN})[^\n:=]{{0,24}}?(?:{_SEP}|[ \t](?:is|zijn|are)[ \t])\s{{0,3}}[^\s/|,;]{{1,40}}(?P<slash>[ \t]?/[ \t]?)?"
        rf"(?:[ \t]?[|,;][ \t]?|[ \t][-–][ \t]|[ \t]en[ \t]|[ \t]and[ \t]|[ \t]{{1,4}}|\r?\n)?" + _VALUE,
        _beside_user,
    ),
    _rule(
        PASSWORD,
        r"(?<!\w)(?:in(?:te)?[- ]?(?:te )?log(?:gen|t|ged)?|log(?:t|gen)?[ \t]?in|log-?on|aan(?:te )?melden|ingelogd|sign[ \t]?in|logged in)"
        r"[ \t]{1,3}(?:(?:is|kan|dan|via|bij|op|op de|op het)[ \t]){0,2}(?:met|als|with|as|using|door)[ \t]{1,3}(?:[^\s,./]{1,24}[ \t]){0,3}?"
        r"[^\s,/]{1,60}(?:[ \t](?:en|and|met|with)[ \t]|[ \t]?/[ \t]?|,[ \t]?)(?:[^\s,./]{1,16}[ \t]){0,2}?" + _VALUE,
        _second_of_login,
    ),
    _rule(PASSWORD, r"(?<!\w)u(?:ser)?[ \t]?:[ \t]?\S{1,60}[ \t,;]{1,3}p(?:w|ass)?[ \t]?:[ \t]?" + _VALUE, _strict),
    _rule(
        PASSWORD,
        r"(?:(?<!\S)(?:met|als|with|as)[ \t]{1,3}[\w.@-]{2,40}|(?<![\w/])(?:admin|administrator|root|sa|beheer|guest))[ \t]?/[ \t]?" + _VALUE,
        _mixed_second,
    ),
    # --- keys and codes that are called so
    _rule(KEY, rf"{_KEY_LABEL}[^\n:=]{{0,30}}?(?:{_SEP}|[ \t]is|[ \t]luidt|(?<=bearer)){_GAP}(?:\r?\n){{0,2}}" + _VALUE, _long_and_mixed),
    _rule(
        PIN,
        rf"{_PIN}(?:[ \t](?:van|voor|op|bij|of|for)(?:[ \t][^\s.,;:=!?]{{1,24}}){{1,4}}?)?"
        rf"(?:[ \t]?{_SEP}|[ \t](?:is|was|wordt|luidt|naar)(?:[ \t]nu)?:?)?{_GAP}(?P<v>\d{{4,8}})(?![\w.:/-]*\d)",
        _digits,
    ),
    _rule(
        PIN,
        r"(?<!\w)code[ \t](?:van|voor)[ \t](?:het[ \t]|de[ \t])?(?:alarm|deur|kluis|toegang|poort|slot|telefoon|simkaart)\w{0,12}"
        r"[ \t]?(?::|is|=)[ \t]?(?P<v>\d{4,8})(?!\w)",
        _digits,
    ),
)  # fmt: skip

# What counts in a file as well: keys, addresses with a password in them, settings, and "wachtwoord: ...".
IN_FILES = (
    *ALONE[:7],
    _rule(PASSWORD, rf"{_LABEL}['\"`]?[ \t]{{0,4}}(?:[:=]|=>)[ \t]{{0,4}}" + _VALUE, _set_in_file),
)
# A name beside a secret that somebody hands over: "user: jan", an address, DOMAIN\\jan.
USERS = re.compile(
    rf"{_USER}[ \t]?(?:[:=]|is\b)|(?<![\w.+-])[\w.+-]{{1,60}}@[\w-]{{1,60}}\.[a-z]{{2,}}(?!\w)|(?<!\S)\w{{2,20}}\\\w{{2,30}}\s",
    re.IGNORECASE,
)
