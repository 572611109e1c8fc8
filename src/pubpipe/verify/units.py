"""Faults in a unit: what a machine lost, kept or invented. Each check is small, names one fault and mends nothing.

Thresholds: set so that 200 human translations (TICO-19, en-es, 2026-11) raise no error and next to no warning.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pubpipe.article import Finding, Level, State, Unit
from pubpipe.faults import negation_lost

# Source, target, source language, target language, all BCP 47; gives the numbers of the source that the target lacks.
MissingNumbers = Callable[[str, str, str, str], Sequence[str]]

WORD = re.compile(r"[^\W\d_]+(?:[’'\-‐‑][^\W\d_]+)*")
# A word or a mark. Not \w: vowel signs of Indic scripts are no letters to it, and a word would fall apart at each.
PIECE = re.compile(r"[^\s.,;:!?…()\[\]{}«»“”‘’\"'،؛؟。，！？；：、।॥]+|[^\s\w]")
FIGURE = re.compile(r"\d+(?:[.,'’\u00a0\u202f ]\d{3}(?!\d))*(?:[.,]\d+)?")
ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>()\"“”«»]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
# Apertium marks unknown (*), not inflected (#) and not transferred (@) words; the rest are placeholders and vocabulary.
LEFTOVER = re.compile(r"(?<![\w*#@/])[*#@](?=[^\W\d_])[\w’'-]*|\bZQ\w+|\bXQZ\w*|⟦[^⟧]*⟧?|⟧|<unk>|⁇|▁|\ufffd")
LABEL = re.compile(r"(?<![\w.-])(?!Q[1-4]\b)[A-Z]{1,5}\d{1,4}(?![\w-])")
LOOP = re.compile(r"(?P<piece>[^\W\d]{2,12}?)(?P=piece){3,}|(?P<sign>[^\W\d_])(?P=sign){5,}")
BRACKETS = (("(", ")", "（", "）"), ("[", "]", "［", "］"), ("{", "}", "｛", "｝"))
QUOTES = ('“”„"＂', "«»", "「」", "『』")
BIDI = dict.fromkeys(map(ord, "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\u00ad\u200b"))
UNSPACED = frozenset(("zh", "yue", "ja", "th", "lo", "km", "my"))
PREFIXING = frozenset(("ar", "fa", "ur", "he", "ps", "sd"))  # conjunction, preposition and article are written on to the word
ARTICLES = frozenset(
    ("el", "la", "los", "las", "lo", "un", "una", "le", "les", "des", "du", "il", "i", "gli", "o", "a", "os", "as", "els")
)
# Words that stand twice in a row in good prose: French "nous nous", German "die die", English "that that" …
TWICE = frozenset(("nous", "vous", "die", "der", "das", "sie", "that", "had", "que", "sana", "mbali", "poco", "piano", "muy"))
# Characters of the target for one of an English source; NTREX-128 medians, rounded. What is not listed counts as 1.1.
LENGTHS = {
    "en": 1.0,
    "zh": 0.33,
    "yue": 0.33,
    "ja": 0.45,
    "ko": 0.52,
    "he": 0.82,
    "ar": 0.9,
    "fa": 0.98,
    "ur": 1.02,
    "hi": 1.02,
}
SHORTEST, TOO_SHORT, TOO_LONG = 40, 0.45, 2.0  # below 40 characters a ratio says nothing
FEWEST = 20  # letters: fewer may all be of a name or a formula
# Scripts by the first word of the Unicode names of their letters; a language that is not here is written in Latin letters.
SCRIPTS = {
    **dict.fromkeys(("ar", "fa", "ur", "ps", "sd"), ("ARABIC",)),
    **dict.fromkeys(("ru", "uk", "be", "bg", "mk", "kk", "ky", "tg", "mn"), ("CYRILLIC",)),
    **dict.fromkeys(("sr", "uz", "az"), ("CYRILLIC", "LATIN")),
    **dict.fromkeys(("hi", "mr", "ne"), ("DEVANAGARI",)),
    **dict.fromkeys(("zh", "yue"), ("CJK",)),
    "ja": ("CJK", "HIRAGANA", "KATAKANA"), "ko": ("HANGUL", "CJK"), "he": ("HEBREW",), "el": ("GREEK",), "th": ("THAI",),
    "bn": ("BENGALI",), "ta": ("TAMIL",), "te": ("TELUGU",), "km": ("KHMER",), "lo": ("LAO",), "my": ("MYANMAR",),
    "ka": ("GEORGIAN",), "hy": ("ARMENIAN",), "am": ("ETHIOPIC",),
}  # fmt: skip
# "Of" within a term, with or without the article: "pandemia de coronavirus", "pandemia del coronavirus".
JOINTS = {
    "es": {"de": "(?:del?|de (?:la|las|los))"},
    "gl": {"de": "(?:de|d[oa]s?)"},
    "pt": {"de": "(?:de|d[oa]s?)"},
    "ca": {"de": "(?:dels?|de (?:la|les)|de|d'|de l')"},
    "fr": {"de": "(?:de|du|des|de la|d'|de l')"},
    "it": {"di": "(?:di|del|dello|della|dei|degli|delle|dell'|d')"},
}
LEFT_STANDING = 5
UNTRANSLATED = 4


@dataclass(frozen=True, slots=True)
class Case:
    """A unit with what the checks cannot find out by themselves.

    Attributes:
        unknown: Source words that the engine said it does not know.
        guessed: Source words whose inline codes were placed by a guess.
        plain: The source without the terms that are kept as they are and without addresses.
    """

    unit: Unit
    missing_numbers: MissingNumbers
    unknown: tuple[str, ...]
    guessed: tuple[str, ...]
    plain: str

    @property
    def source(self) -> str:
        """Text of the segment."""
        return self.unit.segment.text

    def finding(self, code: str, message: str, level: Level, hint: str = "") -> Finding:
        """A finding about this unit."""
        return Finding(code, self.unit.segment.id, message, level, hint)


def check_unit(
    unit: Unit, *, missing_numbers: MissingNumbers, unknown: Sequence[str] = (), guessed: Sequence[str] = ()
) -> Iterator[Finding]:
    """All that is wrong with a unit, in the order of the codes.

    Args:
        unit: Its `hits` are the terms it must show.
        missing_numbers: Finds the numbers of a source that a target lacks, as the two languages write them.
        unknown: Source words the engine reported, if it does.
        guessed: Source words whose emphasis, link or note mark had to be placed by a guess.
    """
    case = Case(unit, missing_numbers, tuple(unknown), tuple(guessed), _without_kept(unit))
    if not unit.target.strip():
        yield case.finding("U-001", "there is no translation", Level.ERROR, "translate it in the review copy")
        return
    for check in CHECKS:
        yield from check(case)


def _without_kept(unit: Unit) -> str:
    """The source with a bar in place of what may stand in the target as it is."""
    text = unit.segment.text
    for hit in sorted(unit.hits, key=lambda hit: -hit.start):
        if hit.term.status == "keep" or hit.term.source == hit.term.target:
            text = f"{text[: hit.start]} | {text[hit.end :]}"
    return ADDRESS.sub(" | ", text)


def _language(tag: str) -> str:
    return tag.split("-")[0].lower()


@lru_cache(maxsize=4096)  # every check of a unit, and every term of it, asks for the same two texts
def _plain(text: str) -> str:
    """A text for comparing words: no marks of direction, one kind of space, hyphen and apostrophe."""
    text = unicodedata.normalize("NFC", text).translate(BIDI)
    text = re.sub(r"[\u2010\u2011\u2012-]", "-", text)
    return re.sub(r"\s+", " ", re.sub("[\u2019\u02bc\u2018`´]", "'", text))


# U-001, U-012: what was not translated


def check_translated(case: Case) -> Iterator[Finding]:
    """U-001: the target is the source, or nobody has translated it."""
    unit = case.unit
    if unit.origin == "source":
        return
    words, same = len(WORD.findall(case.plain)), _is_same(unit.target, case.source)
    foreign = _language(unit.lang) != _language(unit.segment.lang)
    untouched = unit.state in (State.INITIAL, State.TRANSLATED)
    if unit.state is State.INITIAL or (same and foreign and untouched and words >= UNTRANSLATED):
        yield case.finding("U-001", "the text is not translated", Level.ERROR, "translate it in the review copy")


def _is_same(target: str, source: str) -> bool:
    """Word by word; that numbers and signs were set as the target's language sets them translates nothing."""
    return _plain(target) == _plain(source) or WORD.findall(_plain(target).casefold()) == WORD.findall(
        _plain(source).casefold()
    )


def check_left_standing(case: Case) -> Iterator[Finding]:
    """U-012: five or more words of the source stand in the target as they are."""
    unit = case.unit
    alike = _language(unit.lang) == _language(unit.segment.lang)
    if unit.origin == "source" or alike or _is_same(unit.target, case.source):
        return
    target = " ".join(WORD.findall(_plain(unit.target).casefold()))
    for stretch in re.split(r"[|.;:!?()“”\"«»]", _plain(case.plain)):
        words = WORD.findall(stretch)
        for at in range(len(words) - LEFT_STANDING + 1):
            run = words[at : at + LEFT_STANDING]
            if any(word[0].islower() for word in run) and _has_words(target, " ".join(run).casefold()):
                yield case.finding("U-012", f"the words “{' '.join(run)}” were left as they are", Level.WARNING)
                return


def check_script(case: Case) -> Iterator[Finding]:
    """U-014: most letters of the target are of a script that its language is not written in."""
    unit = case.unit
    names = "|".join(re.escape(hit.term.target) for hit in unit.hits if hit.term.status == "keep" or hit.term.pos == "name")
    text = ADDRESS.sub(" ", re.sub(names, " ", unit.target) if names else unit.target)
    letters = [char for char in text if char.isalpha()]
    scripts = SCRIPTS.get(_language(unit.lang), ("LATIN",))
    own = sum(unicodedata.name(char, "").startswith(scripts) for char in letters)
    if len(letters) >= FEWEST and own < len(letters) / 2 and unit.origin not in ("source", "engine:pseudo"):
        said = f"{100 * own // len(letters)} % of the letters are of the script of {unit.lang}"
        yield case.finding("U-014", said, Level.WARNING, "translate it in the review copy")


def _has_words(text: str, words: str) -> bool:
    return f" {words} " in f" {text} "


# U-002, U-003, U-010: what must come through


def check_numbers(case: Case) -> Iterator[Finding]:
    """U-002: a number of the source is missing from the target, or is another."""
    unit = case.unit
    for number in case.missing_numbers(case.source, unit.target, unit.segment.lang, unit.lang):
        yield case.finding(
            "U-002", f"the number {number} is missing or altered", Level.ERROR, "put it back as the source has it"
        )


def check_figures(case: Case) -> Iterator[Finding]:
    """U-013: a figure of the source is gone and another stands in the target, though either alone may be a matter of style:
    a small number may be written as a word."""
    wanted, found = _figures(case.source), _figures(case.unit.target)
    lost, new = wanted - found, found - wanted
    lost -= Counter(case.missing_numbers(case.source, case.unit.target, case.unit.segment.lang, case.unit.lang))
    if lost and new and case.unit.origin != "source" and _spelled(lost) != _spelled(new):
        message = f"{', '.join(sorted(lost))} became {', '.join(sorted(new))}"
        yield case.finding("U-013", message, Level.WARNING, "compare the numbers")


def _figures(text: str) -> Counter[str]:
    """The figures of a text without what groups them, those within a word too (R0, 229E), in European digits."""
    even = unicodedata.normalize("NFKC", text)
    if not any(map(str.isdigit, even)):
        return Counter()
    even = "".join(str(unicodedata.digit(char)) if char.isdigit() else char for char in even)
    return Counter(re.sub(r"\D", "", found) for found in FIGURE.findall(ADDRESS.sub(" ", even)))


def _spelled(figures: Counter[str]) -> str:
    """All digits in a row: 2.5 million and 2,500,000 differ in zeros alone, and a range may be cut in two ways."""
    return "".join(sorted("".join(figures.elements()).replace("0", "")))


def check_names(case: Case) -> Iterator[Finding]:
    """U-003: a name that is kept, or that has one agreed form, is not there letter by letter."""
    for term in dict.fromkeys(hit.term for hit in case.unit.hits):
        is_held = (term.status == "keep" or term.pos == "name") and term.status != "forbidden"
        if is_held and not any(_has_name(case.unit, name) for name in (term.target, *term.also)):
            yield case.finding(
                "U-003", f"the name “{term.target}” is missing or altered", Level.ERROR, "write it as it is given"
            )


def _has_name(unit: Unit, said: str) -> bool:
    """Verbatim, though spaces, hyphens and apostrophes may be of another kind; not as a part of a longer word."""
    name, text = re.escape(_plain(said)), _plain(unit.target)
    if _language(unit.lang) not in PREFIXING | UNSPACED:
        return re.search(rf"(?<!\w){name}(?!\w)", text) is not None
    if re.match("[A-Za-zÀ-ɏ]", said):
        return re.search(f"(?<![A-Za-zÀ-ɏ]){name}(?![A-Za-zÀ-ɏ])", text) is not None
    return _plain(said) in text


def check_labels(case: Case) -> Iterator[Finding]:
    """U-003: a label of capitals and digits, such as EN54, that no language writes otherwise, is not there."""
    for label in dict.fromkeys(LABEL.findall(case.source)):
        if label not in case.unit.target and case.unit.origin != "engine:pseudo":
            yield case.finding("U-003", f"the label “{label}” is missing or altered", Level.WARNING, "compare both")


def check_addresses(case: Case) -> Iterator[Finding]:
    """U-010: a web or mail address is missing or altered."""
    target = case.unit.target.translate(BIDI)
    for address in dict.fromkeys(found.rstrip(".,;:!?…") for found in ADDRESS.findall(case.source)):
        if address not in target:
            yield case.finding("U-010", f"the address {address} is missing or altered", Level.ERROR, "put it back")


# U-004, U-005: terms


def check_terms(case: Case) -> Iterator[Finding]:
    """U-004: a term did not come out in an agreed form."""
    for term in dict.fromkeys(hit.term for hit in case.unit.hits if hit.term.status == "preferred" and hit.term.pos != "name"):
        agreed = list(dict.fromkeys(form for form in (term.target, term.plural, *term.also) if form))
        forms = [*agreed, *filter(None, term.forms)]
        loose = not term.plural or term.pos in ("adj", "verb")
        if forms and not any(_has_form(case.unit, form, loose=loose) for form in forms):
            message = f"“{term.source}” did not come out as “{'” or “'.join(agreed)}”"
            yield case.finding("U-004", message, Level.WARNING, "use the term, or add the form to the glossary")


def check_forbidden(case: Case) -> Iterator[Finding]:
    """U-005: a rendering that the glossary forbids."""
    for term in dict.fromkeys(hit.term for hit in case.unit.hits if hit.term.status == "forbidden"):
        if term.target and _has_form(case.unit, term.target, loose=False):
            yield case.finding("U-005", f"“{term.target}” must not stand for “{term.source}”", Level.WARNING)


def _has_form(unit: Unit, form: str, *, loose: bool) -> bool:
    pattern = form_pattern(form, _language(unit.lang), loose)
    text = _plain(unit.target).casefold()
    return pattern.search(_bare(text) if loose else text) is not None


def _bare(text: str) -> str:
    """Latin letters without their accents: "infección", "infecciones"."""
    return "".join(sign for sign in unicodedata.normalize("NFD", text) if not "\u0300" <= sign <= "\u036f")


@lru_cache(maxsize=4096)
def form_pattern(form: str, language: str, loose: bool) -> re.Pattern[str]:
    """A form of a term as it may stand in running text.

    Either case; hyphen, space or nothing between its words; with or without its own article ("l'àrea" in "de l'àrea", "el
    alivio" in "del alivio"); in Arabic and Hebrew script with the article on each word; loose, for adjectives and for nouns
    whose plural the glossary does not give, also with the endings of Romance languages, to be sought in a bare text.
    """
    plain = _plain(form).casefold()
    words = [word for word in re.split(r"[\s-]+", _bare(plain) if loose else plain) if word]
    words[0] = re.sub(r"^[ldn]'", "", words[0]) or words[0]
    if len(words) > 1 and words[0] in ARTICLES:
        words = words[1:]
    if language in PREFIXING:
        return re.compile(r"[\s-]*".join(rf"(?:ال|ה)?{re.escape(word)}" for word in words))
    if language in UNSPACED:
        return re.compile(r"\s*".join(map(re.escape, words)))
    joints = JOINTS.get(language, {})
    body = r"[\s-]*".join(joints.get(word) or (_endings(word) if loose else re.escape(word)) for word in words)
    return re.compile(rf"(?<![^\W\d_]){body}(?![^\W\d_])")


def _endings(word: str) -> str:
    """A bare word in any gender and number: "comun" and "comunes", "respiratorio" and "respiratorias", "ação" and "ações"; an
    infinitive also with pronouns behind it: "tocar" and "tocarse"."""
    if len(word) < 4:
        return re.escape(word) + "s?"
    if word.endswith("ao"):
        return re.escape(word[:-2]) + "(?:aos?|oes|aes)"
    if word[-1] in "aeoi":
        return re.escape(word[:-1]) + "[aeoi]s?"
    if word[-2:] in ("ar", "er", "ir"):
        return re.escape(word) + "(?:es|s|-?(?:se|me|te|l[aeo]s?|nos))?"
    return re.escape(word.removesuffix("m")) + ("(?:m|ns)" if word.endswith("m") else "(?:e?s|x)?")


# U-020: what the sentence says


def check_negation(case: Case) -> Iterator[Finding]:
    """U-020: the source denies something and the target does not; no alarm in a language whose words of denial we lack."""
    unit = case.unit
    pair = _language(unit.segment.lang), _language(unit.lang)
    if unit.origin not in ("source", "engine:pseudo") and negation_lost(case.source, unit.target, *pair):
        yield case.finding("U-020", "the source has a “not” that the target seems to lack", Level.WARNING, "compare both")


# U-021, U-022: inline codes


def check_codes(case: Case) -> Iterator[Finding]:
    """U-021: a code of the source is missing from the target, or leads elsewhere. U-022: its place is a guess."""
    wanted, found = (
        Counter((mark.kind, mark.target) for mark in marks) for marks in (case.unit.segment.marks, case.unit.marks)
    )
    for kind, target in wanted - found:
        said = f" to {target}" if target else ""
        yield case.finding("U-021", f"the code <{kind}>{said} is missing", Level.ERROR, "report it: this is a fault of pubpipe")
    if case.guessed:
        words = ", ".join(f"“{word}”" for word in dict.fromkeys(case.guessed))
        yield case.finding("U-022", f"the emphasis, link or mark at {words} was placed by a guess", Level.REMARK, "look at it")


# U-006, U-007, U-008, U-011: what an engine does when it fails


def check_leftovers(case: Case) -> Iterator[Finding]:
    """U-006: marks of the engine or of its placeholders that no reader must see."""
    extra = Counter(LEFTOVER.findall(case.unit.target)) - Counter(LEFTOVER.findall(case.source))
    for mark in extra:
        yield case.finding("U-006", f"the engine left “{mark}” in the text", Level.ERROR, "write the word in the review copy")


def check_loops(case: Case) -> Iterator[Finding]:
    """U-007: a word twice in a row, four words three times over, or letters without end."""
    source, target = _plain(case.source).casefold(), _plain(case.unit.target).casefold()
    stuck = LOOP.search(target)
    if stuck and stuck[0] not in source:
        yield case.finding("U-007", f"“{stuck[0][:30]}” repeats itself", Level.WARNING, "read the whole sentence")
        return
    words = PIECE.findall(target)
    fours = Counter(tuple(words[at : at + 4]) for at in range(len(words) - 3))
    four, times = fours.most_common(1)[0] if fours else ((), 0)
    if times >= 3 and sum(any(map(str.isalpha, part)) for part in four) >= 2 and _times(source) < 3:
        yield case.finding("U-007", f"“{' '.join(four)}” stands {times} times", Level.WARNING, "read the whole sentence")
        return
    double = re.search(r"(?<!\w)([^\W\d_]{2,}) \1(?!\w)", target)
    if double and double[1] not in TWICE and not re.search(r"(?<!\w)([^\W\d_]{2,}) \1(?!\w)", source):
        yield case.finding("U-007", f"“{double[0]}”: a word twice in a row", Level.WARNING)


def _times(text: str) -> int:
    """How often the most frequent run of three words stands in a text: a refrain of the source is no fault."""
    words = PIECE.findall(text)
    runs = Counter(tuple(words[at : at + 3]) for at in range(len(words) - 2))
    return max(runs.values(), default=0)


def check_length(case: Case) -> Iterator[Finding]:
    """U-008: the target is half or double as long as this pair of languages lets expect."""
    source = len(case.source)
    if min(source, len(case.source.split()) * 6) < SHORTEST or case.unit.origin == "source":
        return
    usual = LENGTHS.get(_language(case.unit.lang), 1.1) / LENGTHS.get(_language(case.unit.segment.lang), 1.1)
    ratio = len(case.unit.target) / source / usual
    if not TOO_SHORT <= ratio <= TOO_LONG:
        word = "short" if ratio < 1 else "long"
        yield case.finding(
            "U-008", f"the target is too {word}: {ratio:.1f} times the usual length", Level.WARNING, "compare both"
        )


def check_unknown(case: Case) -> Iterator[Finding]:
    """U-011: words the engine does not know; they stand in the target as they were or by sound.

    A neural engine makes words up in their place, so that one in five of them makes the sentence worth a warning.
    """
    kept = " ".join(hit.term.source for hit in case.unit.hits).casefold()
    words = [word for word in dict.fromkeys(case.unknown) if word.casefold() not in kept]
    if words:
        message = f"the engine does not know {', '.join(f'“{word}”' for word in words)}"
        known = len(WORD.findall(case.source)) - len(words)
        level = Level.WARNING if case.unit.origin == "engine:argos" and len(words) * 4 >= known else Level.REMARK
        yield case.finding("U-011", message, level, "add the words to the glossary")


# U-009: pairs


def check_pairs(case: Case) -> Iterator[Finding]:
    """U-009: a bracket or quotation mark without its partner, where the source has them in pairs."""
    for left, right, wide_left, wide_right in BRACKETS:
        for text in (case.source, case.unit.target):
            if text.count(left) + text.count(wide_left) != text.count(right) + text.count(wide_right):
                if text is case.unit.target:
                    yield case.finding("U-009", f"“{left}” and “{right}” do not pair", Level.REMARK)
                break
    if all(_quotes_pair(case.source, marks) for marks in QUOTES):
        for marks in QUOTES:
            if not _quotes_pair(case.unit.target, marks):
                yield case.finding("U-009", f"the quotation marks {marks[:2]} do not pair", Level.REMARK)


def _quotes_pair(text: str, marks: str) -> bool:
    """An even number; the direction is the language's own affair, and inches and seconds are not quotes."""
    return sum(text.count(mark) for mark in marks) % 2 == len(re.findall(r"\d[\"”](?!\w)", text)) * ('"' in marks) % 2


CHECKS: tuple[Callable[[Case], Iterator[Finding]], ...] = (
    check_translated,
    check_numbers,
    check_figures,
    check_names,
    check_labels,
    check_terms,
    check_forbidden,
    check_leftovers,
    check_loops,
    check_length,
    check_pairs,
    check_addresses,
    check_unknown,
    check_left_standing,
    check_script,
    check_negation,
    check_codes,
)
