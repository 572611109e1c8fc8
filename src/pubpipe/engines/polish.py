"""Make an answer of a rule-based engine fit to print: spaces, capitals, and signs that the target's spelling wants."""

import re

from pubpipe.engines.held import TOKEN, Item

WORD = re.compile(r"[^\W\d_]+")
SPACES = re.compile(r"[^\S\n]{2,}")
LOOSE_MARK = re.compile(r"\s+(?=[.,;:!?…)\]”](?:\W|$))")
LOOSE_BRACKET = re.compile(r"(?<=[(\[“])[^\S\n]+")
ELISION = re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_])")
AFTER_STOP = re.compile(r"([.!?]\s+)([^\W\d_])")
AFTER_QUOTE = re.compile(r"“([^\W\d_])")
SENTENCE = re.compile(r"(?<=[.!?…])(\s+)")
# An article that the engine puts behind a hyphen: "ex-el ministro".
WEDGED = re.compile(r"(?<=\w-)(?:(?:el|la|los|las|els|les|le|il|lo|i|gli|o|a|os|as)\s+|l['’])(?=\w)")
# A capital article in the middle of a sentence, behind one of our words and "of" perhaps.
BEHIND = re.compile(
    rf"(?P<token>(?i:{TOKEN.pattern}) (?:d[ei] )?)(?P<article>El|La|Los|Las|Le|Les|L|Il|Lo|I|Gli|O|A|Os|As|Els)(?=['’ ])"
)
SECOND = re.compile(r"^(\S+) ([^\W\d_]\w*)")
# Italian prepositions melt with the article; the pair forgets it where the two come from different rules.
UNJOINED = re.compile(r"\b(di|a|da|in|su) (il|lo|la|l’|i|gli|le)\b", re.IGNORECASE)
STEMS = {"di": "de", "a": "a", "da": "da", "in": "ne", "su": "su"}
ARTICLES = {"il": "l", "lo": "llo", "la": "lla", "l’": "ll’", "i": "i", "gli": "gli", "le": "lle"}
# A year: French says "en", Italian puts the article before it. Both pairs translate "in" as into a room.
YEAR = r"(?=(?:1[5-9]|20)\d\d(?![\d.,]\d|\w))"
YEARS = {
    "fr": (re.compile(rf"\b[Dd]ans {YEAR}"), {"dans ": "en ", "Dans ": "En "}),
    "it": (re.compile(rf"\b[IiDd][ni] {YEAR}"), {"in ": "nel ", "In ": "Nel ", "di ": "del ", "Di ": "Del "}),
}
# The sign of the dollar of the United States, which every pair takes for the country's name.
DOLLAR = re.compile(r"(?:\b([Dd])[’'])?(?:EE\.\s?UU\.|\bE\.?U\.?A\.?|\bUSA)\s?(?=\$\d)")


def polish(text: str, source: str, items: tuple[Item, ...], language: str) -> str:
    """The text, still with its tokens, spaced and capitalised as its source is."""
    text = WEDGED.sub("", _space(text, source.strip()))
    if language in ("fr", "it", "ca"):
        text = ELISION.sub("’", text)
    if language == "it":
        text = UNJOINED.sub(_melt, text)
    if "US$" in source:
        vowel = "i" if language == "it" else "e"
        text = DOLLAR.sub(lambda found: f"{found[1]}{vowel} US" if found[1] else "US", text)
    if language in YEARS:
        pattern, said = YEARS[language]
        text = pattern.sub(lambda found: said.get(found[0], found[0]), text)
    text = _lower_article(text, source)
    text = _lower_second(_open(_quote(text, source), source), source, items)
    if any(found[2].islower() for found in AFTER_STOP.finditer(source)):
        return text
    return AFTER_STOP.sub(lambda found: found[0] if TOKEN.match(text, found.start(2)) else found[1] + found[2].upper(), text)


def _space(text: str, source: str) -> str:
    text = SPACES.sub(" ", text.strip())
    text = text if LOOSE_MARK.search(source) else LOOSE_MARK.sub("", text)
    return text if LOOSE_BRACKET.search(source) else LOOSE_BRACKET.sub("", text)


def _melt(found: re.Match[str]) -> str:
    said = STEMS[found[1].lower()] + ARTICLES[found[2].lower()]
    return said.capitalize() if found[1][0].isupper() else said


def opens_big(source: str) -> bool:
    """Whether the first letter of a text is a capital."""
    letter = WORD.search(source)
    return letter is not None and letter[0][0].isupper()


def _open(text: str, source: str) -> str:
    """The first letter as the source has it: the engine drops an opening pronoun and leaves the verb small."""
    first = WORD.search(text)
    if first is None or TOKEN.match(text, first.start()):
        return text
    is_name = first[0] in source or first[0].isupper()
    letter = first[0][0].upper() if opens_big(source) else first[0][0] if is_name else first[0][0].lower()
    return text[: first.start()] + letter + text[first.start() + 1 :]


def _quote(text: str, source: str) -> str:
    """A capital after an opening quotation mark where the source has one."""
    letters = iter(AFTER_QUOTE.findall(source))
    if text.count("“") != source.count("“"):
        return text
    return AFTER_QUOTE.sub(lambda found: "“" + found[1].upper() if next(letters, "").isupper() else found[0], text)


def _lower_article(text: str, source: str) -> str:
    """No capital for an article behind a token: the engine moved it there from a word that the token stands for."""

    def lower(found: re.Match[str]) -> str:
        stands = re.search(rf"(?<!\w){found['article']}(?!\w)", source)
        return found[0] if stands else found["token"] + found["article"].lower()

    return BEHIND.sub(lower, text)


def _lower_second(text: str, source: str, items: tuple[Item, ...]) -> str:
    """No capital after a name that opens the sentence: the engine moved it there from a pronoun that it dropped."""
    second = SECOND.match(text)
    if second is None or second[2] in source or TOKEN.match(second[2]):
        return text
    token = TOKEN.fullmatch(second[1])
    opener = items[int(token["number"]) - 1].one if token and int(token["number"]) <= len(items) else second[1]
    rest = source.lstrip().removeprefix(opener)
    if rest == source.lstrip() or not rest.lstrip()[:1].islower():
        return text
    return text[: second.start(2)] + second[2][0].lower() + text[second.start(2) + 1 :]


def open_questions(text: str) -> str:
    """Spanish opens a question and an exclamation too."""
    return "".join(_open_question(sentence) for sentence in SENTENCE.split(text))


def _open_question(sentence: str) -> str:
    for opening, closing in (("¿", "?"), ("¡", "!")):
        if re.search(rf"\{closing}[”\"’')]*$", sentence) and opening not in sentence:
            sentence = re.sub(r"^([“\"‘'(]*)", rf"\1{opening}", sentence, count=1)
    return sentence
