"""Words that an engine is to carry through untouched: terms, names, addresses. Put in as tokens, taken out again."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from pubpipe.article import Term, TermHit
from pubpipe.engines.agree import Word, join
from pubpipe.engines.overlay import VERB_FORMS

TOKEN = re.compile(r"zq(?P<kind>[emf][mf]|v[a-d]|a|n|x)(?P<number>\d+)(?P<plural>s|[mf][sp]|k\d\d)?(?![^\W_])", re.IGNORECASE)
FORMS = ("ms", "mp", "fs", "fp")  # of an adjective, in the order of `Term.forms`
# The gender of a noun of the source, by the article or demonstrative before it (es, ca, gl, pt, it, fr).
ARTICLES = {
    "f": re.compile(r"(?<!\w)(?:la|las|unas?|une|d?[ae]lla|nella|sulla|estas?|da|na|as|uma|cette)\s$", re.IGNORECASE),
    "m": re.compile(r"(?<!\w)(?:els?|los|un|unos|il|lo|gli|le|dels?|al|estes?|do|os?|um|ce|du)\s$", re.IGNORECASE),
}
# Behind these words an English title stands without an article, where its translation wants one: "by Xinhua News Agency".
BARE = re.compile(r"(?<!\w)(?:of|in|by|to|from|for|with|at|on|under|through|near|across|and)\s$", re.IGNORECASE)
OPENERS = " \t\n“”«\"'‘(¿¡["
STARTS = re.compile(r"[.!?…]\s[\s“”«\"'‘(¿¡\[]*$")
# What looks like a token of ours, a firm such as AT&T, initials, a surname behind a title (Dr. Smith is no blacksmith), an
# address of the web or of a person, a handle, a hash tag; "Fig." before a number is read as the fruit.
ADDRESS = re.compile(
    r"""
    (?i:\b(?:zq[a-z]{1,2}|xqz)\d+s?\b)
    | \b[A-Z]\w*&[A-Z]\w*
    | \b(?:[A-Z]\.){2,}(?!\w)
    | \b(?:Dr|Prof)\.\ [A-Z][\w’-]*\w
    | (?:(?<=\bMr\.\ )|(?<=\bMs\.\ )|(?<=\bMrs\.\ ))[A-Z][\w-]*\w
    | \bhttps?://[^\s<>"“”]*[\w/]
    | \bwww\.[\w-]+\.[^\s<>"“”]*[\w/]
    | \b[\w.+-]+@[\w-]+(?:\.[\w-]+)+
    | (?<![\w&])[@\#][^\W\d_]\w*
    | \b(?:[Ff]ig|No|[Vv]ol|pp?)\.(?=\ ?\d)
    """,
    re.VERBOSE,
)


class Hold(IntEnum):
    """How hard a text's terms are held; an engine that loses a token is asked again one step further."""

    NOUNS = 0  # private nouns and names, which the grammar sees
    NAIVE = 1  # unknown words, which it does not
    ADDRESSES = 2  # terms go free
    NOTHING = 3


@dataclass(frozen=True, slots=True)
class Item:
    """One held word.

    Attributes:
        one, many: What takes the token's place, singular and plural.
        kind: "n" a name, "x" an unknown word, "m" or "f" a noun of that gender, "a" an adjective, "va" to
            "vd" a verb whose source has that form (see `overlay`).
        forms: Of an adjective or verb, as `Term.forms`.
        is_titled: The source is a title of several words, such as "Xinhua News Agency".
        verbatim: Never capitalised.
    """

    one: str
    many: str
    kind: str
    gender: str = ""
    plural: bool = False
    verbatim: bool = True
    forms: tuple[str, ...] = ()
    is_titled: bool = False

    def token(self, number: int, *, gendered: bool, seen: str = "") -> str:
        """Lower case for a noun, so that the engine treats its letters as it treats those of any noun.

        In a language whose nouns have a gender it has the one `seen` in the text, else that of the target, since between
        two hops it is our own word.
        """
        if self.kind in ("n", "x"):
            return f"Zq{self.kind}{number}"
        if self.kind[0] == "v":
            return f"zq{self.kind}{number}"
        if self.kind == "a":
            return f"zqa{number}" + ("ms" if gendered else "")
        return f"zq{(seen or self.kind) if gendered else 'e'}{self.kind}{number}" + ("s" if self.plural else "")

    def word(self, is_plural: bool, form: str = "") -> Word:
        """What stands for the token; an adjective in the form that the engine chose."""
        if form[:1].lower() == "k" and self.forms:
            return Word((self.forms[int(form[1:]) : int(form[1:]) + 1] or ("",))[0] or self.one, is_name=self.verbatim)
        if form.lower() in FORMS and self.forms:
            return Word(self.forms[FORMS.index(form.lower())], form[0].lower(), form[1].lower() == "p", self.verbatim)
        return Word(self.many if is_plural else self.one, self.gender, is_plural, self.verbatim)


@dataclass(frozen=True, slots=True)
class Masked:
    """A text with tokens in it; token n stands for items[n - 1]."""

    text: str
    items: tuple[Item, ...]


def hold(text: str, hits: Sequence[TermHit], how: Hold, names: Sequence[tuple[int, int]] = ()) -> list[tuple[int, int, Item]]:
    """What to hold in a text and where: terms first, then addresses and names where no term is."""
    spans: list[tuple[int, int, Item]] = []
    if how < Hold.ADDRESSES:
        wanted = [hit for hit in hits if hit.term.status != "forbidden" and _is_whole(text, hit.start, hit.end)]
        spans += [(hit.start, hit.end, _term_item(hit, how, text)) for hit in wanted]
    if how < Hold.NOTHING:
        kind = "n" if how == Hold.NOUNS else "x"
        more = [found.span() for found in ADDRESS.finditer(text)] + (list(names) if how == Hold.NOUNS else [])
        for start, end in more:
            if all(end <= left or right <= start for left, right, _ in spans) and _is_whole(text, start, end):
                spans.append((start, end, Item(text[start:end], text[start:end], kind)))
    return sorted(spans, key=lambda span: span[0])


def _is_whole(text: str, start: int, end: int) -> bool:
    """A token that touches a letter or a digit would be read as one word with it."""
    return not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum()) and start < end


def _verb_kind(term: Term, said: str) -> str:
    """The form of an English verb by its ending; of a verb of several words the first word's."""
    word = said.split()[0].lower()
    if word.endswith("ing"):
        return "vd"
    if word.endswith("ed"):
        return "vc"
    return "vb" if word.endswith("s") and not word.endswith("ss") else "va"


def _term_item(hit: TermHit, how: Hold, text: str) -> Item:
    term = hit.term
    target, many = term.target, term.plural or term.target
    if is_name(term):
        return Item(target, target, "n" if how == Hold.NOUNS else "x")
    if term.pos in ("noun", "") and how == Hold.NOUNS:
        gender = term.gender or "m"
        return Item(target, many, gender, gender, hit.is_plural, verbatim=False, is_titled=_is_titled(term))
    if term.pos == "adj" and len(term.forms) == len(FORMS) and how == Hold.NOUNS:
        return Item(target, many, "a", verbatim=False, forms=term.forms)
    if term.pos == "verb" and len(term.forms) == len(VERB_FORMS) and how == Hold.NOUNS:
        return Item(target, target, _verb_kind(term, text[hit.start : hit.end]), verbatim=False, forms=term.forms)
    said = many if hit.is_plural else target
    return Item(said, said, "x", term.gender, hit.is_plural, verbatim=False)


def _is_titled(term: Term) -> bool:
    words = term.source.split()
    return len(words) > 1 and all(word[0].isupper() for word in words if len(word) > 3) and term.source[0].isupper()


def ways_of(hits: Sequence[TermHit], how: Hold) -> tuple[str, ...]:
    """How each hit is held, in the words of `TermHit.way`."""
    if how > Hold.NAIVE:
        return ("",) * len(hits)
    seen = [is_name(hit.term) or hit.term.pos in ("noun", "") or bool(hit.term.forms) for hit in hits]
    return tuple("overlay" if how == Hold.NOUNS and one else "token" for one in seen)


def is_name(term: Term) -> bool:
    return term.pos == "name" or term.status == "keep"


def put_in(text: str, spans: Sequence[tuple[int, int, Item]], *, gendered: bool) -> Masked:
    """The text with a token for each span; a noun that opens the text is written with a capital, as a noun would be."""
    parts, at = [], 0
    for number, (start, end, item) in enumerate(spans, 1):
        seen = next((sign for sign, words in ARTICLES.items() if words.search(text, max(0, start - 12), start)), "")
        token = item.token(number, gendered=gendered, seen=seen)
        opens = start < 4 and not text[:start].strip(" “\"'‘(") and text[start].isupper()
        article = "the " if item.is_titled and not gendered and BARE.search(text, max(0, start - 12), start) else ""
        parts += [text[at:start], article, token.capitalize() if opens else token]
        at = end
    return Masked("".join(parts) + text[at:], tuple(item for _, _, item in spans))


def survived(text: str, items: Sequence[Item]) -> bool:
    """Whether every token is in the text exactly once."""
    return Counter(int(found["number"]) for found in TOKEN.finditer(text)) == Counter(range(1, len(items) + 1))


def take_out(text: str, items: Sequence[Item], language: str, *, opens: bool = True, capitals: bool = False) -> str:
    """The text with every token replaced by what it stands for, and the words before it made to agree.

    Args:
        opens: The text begins a sentence, so a term that opens it gets a capital.
        capitals: The text is set in capitals; so are its terms, but never a name.
    """
    done, at = "", 0
    for found in TOKEN.finditer(text):
        if int(found["number"]) > len(items):
            continue
        item = items[int(found["number"]) - 1]
        word = item.word(bool(found["plural"]) or (item.kind == "x" and item.plural), found["plural"] or "")
        done += text[at : found.start()]
        if not item.verbatim and (capitals or is_start(done, opens)):
            word = replace(word, text=word.text.upper() if capitals else word.text[:1].upper() + word.text[1:])
        done, at = join(done, word, language), found.end()
    return done + text[at:]


def is_start(before: str, opens: bool) -> bool:
    """Whether a sentence begins after this text."""
    tail = before[-12:]
    if len(tail) == len(before) and not tail.strip(OPENERS):
        return opens
    return bool(STARTS.search(tail))
