"""What a term's author left empty, told by Apertium's dictionaries of the target language: part of speech, gender, plural.

Gender and number of a phrase are those of its head, the first noun; its plural is the head's with the adjectives behind it,
as far as the next preposition. A word that no dictionary knows is judged by its ending, as school grammars do.
"""

import os
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from pubpipe.article import Term
from pubpipe.engines.overlay import VERB_FORMS, find_part
from pubpipe.engines.routes import MODE, base, installed
from pubpipe.engines.stream import Command, missing_tools, read_mode, run
from pubpipe.errors import EngineError

DATA = Path("/usr/share/apertium")
WORD = re.compile(r"\^([^/^$]+)/([^$]*)\$")
TAG = re.compile(r"<([^>]+)>")
# Endings of nouns by gender, of adjectives and of infinitives; the longest that fits decides.
ENDINGS: Mapping[str, Mapping[str, str]] = {
    "es": {
        "f": "ción sión dad tad tud umbre eza ncia anza ez a itis osis triz",
        "m": "o or aje ismo miento ema oma ama ista e és al ón", "adj": "ado ido oso ivo ario able ible ático ístico",
        "verb": "ar er ir arse erse irse",
    },
    "gl": {
        "f": "ción sión dade tade tude eza ncia anza ez a axe", "m": "o or ismo mento ema oma ama ista e al ón",
        "adj": "ado ido oso ivo ario able ible", "verb": "ar er ir arse",
    },
    "pt": {
        "f": "ção são ião dade tude eza ência ância ança ez a gem", "m": "o or ismo mento ema oma ama ista e al ão",
        "adj": "ado ido oso ivo ário ável ível", "verb": "ar er ir ar-se",
    },
    "ca": {
        "f": "ció sió tat tud esa ència ància ança a itis", "m": "or atge isme ment ema oma ó al e t",
        "adj": "at it ós iu ari able ible", "verb": "ar er ir re ar-se",
    },
    "fr": {
        "f": "tion sion xion té tude esse ence ance ette ie ure ée ine ise ade itude ité euse trice",
        "m": "age isme ment eau eur oir ier al on ème ome t",
        "adj": "é eux if aire able ible ique el", "verb": "er ir re oir",
    },
    "it": {
        "f": "zione sione tà tù tudine ezza enza anza a gione igine", "m": "o ore aggio ismo mento ema oma e ale one",
        "adj": "ato ito oso ivo abile ibile", "verb": "are ere ire arsi",
    },
}  # fmt: skip
# How a word that no dictionary knows makes its plural, the first rule that fits: (ending, what takes its place).
PLURALS: Mapping[str, Sequence[tuple[str, str]]] = {
    "es": ((r"z$", "ces"), (r"(?<=[aeiouáéó])$", "s"), (r"ión$", "iones"), (r"(?<=[xs])$", ""), (r"$", "es")),
    "gl": ((r"z$", "ces"), (r"(?<=[aeiouáéón])$", "s"), (r"(?<=[xs])$", ""), (r"al$", "ais"), (r"$", "es")),
    "pt": ((r"ção$", "ções"), (r"são$", "sões"), (r"ão$", "ões"), (r"m$", "ns"), (r"([ao])l$", r"\1is"), (r"vel$", "veis"),
           (r"(?<=[rz])$", "es"), (r"(?<=[xs])$", ""), (r"$", "s")),
    "ca": ((r"ció$", "cions"), (r"sió$", "sions"), (r"a$", "es"), (r"(?<=[sx])$", "os"), (r"ó$", "ons"), (r"$", "s")),
    "fr": ((r"(?<=[sxz])$", ""), (r"(?<=eau)$", "x"), (r"al$", "aux"), (r"$", "s")),
    "it": ((r"([cg])a$", r"\1he"), (r"io$", "i"), (r"a$", "e"), (r"[oe]$", "i"), (r"$", "")),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """One word of a target and what the analyser takes it for: (lemma, tags); () where it knows none."""

    text: str
    readings: tuple[tuple[str, tuple[str, ...]], ...]

    def tags_of(self, *kinds: str) -> tuple[str, tuple[str, ...]] | None:
        """The first reading that is of one of these parts of speech."""
        return next(((lemma, tags) for lemma, tags in self.readings if tags and tags[0] in kinds), None)


def describe(terms: Collection[Term], to: str, source: str = "en", data: Path | None = None) -> dict[Term, Term]:
    """Terms with part of speech, gender and plural filled in where they were empty.

    Args:
        to: BCP 47 tag of the target language; where no dictionary of it is installed, endings alone decide.

    Returns:
        For each term that has something to add, the fuller one.
    """
    lacking = tuple(dict.fromkeys(term for term in terms if _lacks(term)))
    if not lacking or base(to) not in ENDINGS:
        return {}
    full = _described(lacking, base(to), base(source), data or Path(os.environ.get("APERTIUM_DATADIR") or DATA))
    return {term: better for term, better in zip(lacking, full, strict=True) if better != term}


def _lacks(term: Term) -> bool:
    return term.status in ("preferred", "admitted") and (
        not term.pos
        or (term.pos in ("adj", "verb") and term.match == "lemma" and not term.forms)
        or (term.pos == "noun" and not (term.gender and (term.plural or term.match != "lemma")))
    )


@lru_cache(maxsize=64)
def _described(terms: tuple[Term, ...], language: str, source: str, data: Path) -> tuple[Term, ...]:
    sources = _analyse([term.source for term in terms], source, data)
    words = _analyse([term.target for term in terms], language, data)
    plans = [_plan(*told, language) for told in zip(terms, sources, words, strict=True)]
    wishes = [wish for _, parts in plans for form in parts for wish in form if wish.startswith("^")]
    made = _generate(tuple(dict.fromkeys(wishes)), language, data)
    return tuple(_full(term, parts, made, language) for term, parts in plans)


Plan = tuple[tuple[str, ...], ...]  # forms to make, each a row of words; "^lemma<tags>$" is to be generated


def _is_noun(words: Sequence[Reading]) -> bool:
    """Whether a source is a word that can be nothing but a noun, whatever its target may also be."""
    return len(words) == 1 and bool(words[0].tags_of("n")) and not words[0].tags_of("adj", "vblex")


def _plan(term: Term, source: Sequence[Reading], words: Sequence[Reading], language: str) -> tuple[Term, Plan]:
    """The term with its part of speech and gender, and what forms of it are to be made: the plural, or all of an adjective."""
    pos = term.pos or ("noun" if _is_noun(source) else _pos(term, words, language))
    if pos == "phrase" and not term.pos and " " not in term.source and _is_adjective_in(source):
        return replace(term, pos="adj", forms=(term.target,) * 4), ()  # "open-source": de código abierto, behind any noun
    term = replace(term, pos=pos)
    if pos == "adj":
        return term, _adjective(words, language)
    if pos == "verb":
        return term, _verb(words)
    if pos != "noun":
        return term, ()
    if not words:
        return term, ()
    at = _head(words)
    head = words[at]
    tags = (head.tags_of("n", "np") or ("", ()))[1]
    told = "m" if "m" in tags else "f" if "f" in tags else _ending(head.text, language, "fm")
    term = replace(term, gender=term.gender or told)
    if "pl" in tags or term.plural:
        return replace(term, plural=term.plural or term.target), ()
    return term, (_plural(words, at, language),)


def _is_adjective_in(source: Sequence[Reading]) -> bool:
    """Whether the source is one word, perhaps with hyphens, that stands before a noun."""
    return (
        bool(source)
        and (len(source) == 1 or not any(" " in word.text for word in source))
        and all(not word.tags_of("pr", "adv", "cnjsub", "det") for word in source)
    )


def _head(words: Sequence[Reading]) -> int:
    """The place of the word that the phrase is about: the first noun, or what stands before any as a noun would."""
    for at, word in enumerate(words):
        if word.tags_of("n", "np") or (not word.readings and len(word.text) > 2):
            return at
        if at and word.tags_of("pr"):
            return at - 1
    return 0


def _pos(term: Term, words: Sequence[Reading], language: str) -> str:
    if term.source == term.target and any(char.isupper() for char in term.target):
        return "name"
    if not words:
        return "noun"
    first = words[0]
    if first.tags_of("pr", "adv", "cnjsub", "cnjcoo") and not first.tags_of("n", "adj"):
        return "phrase"
    infinitive = first.tags_of("vblex", "vbser", "vbhaver")
    if len(words) > 1 and infinitive and "inf" in infinitive[1] and not first.tags_of("n", "adj"):
        return "verb"
    if any(word.tags_of("n", "np") for word in words):
        return "noun"
    if len(words) > 1:
        return "verb" if first.tags_of("vblex", "vbser", "vbmod", "vbhaver") else "noun"
    if first.tags_of("adj"):
        return "adj"
    if first.tags_of("vblex", "vbser", "vbmod"):
        return "adj" if "pp" in (first.tags_of("vblex") or ("", ()))[1] else "verb"
    if first.readings:
        return "phrase"
    return {"a": "adj", "v": "verb"}.get(_ending(first.text, language, "fmav"), "noun")


def _ending(word: str, language: str, kinds: str) -> str:
    """The kind whose longest ending fits a word, of "f", "m", "a"djective and "v"erb; "m" where none does."""
    best, kind = 0, "m"
    for name, endings in ENDINGS[language].items():
        for ending in endings.split():
            if name[0] in kinds and len(ending) > best and word.lower().endswith(ending):
                best, kind = len(ending), name[0]
    return kind


def _plural(words: Sequence[Reading], at: int, language: str) -> tuple[str, ...]:
    """The words of the plural: the head and the adjectives around it changed, from the first preposition on as they are."""
    made, goes_on = [], True
    for number, word in enumerate(words):
        goes_on = goes_on and not (number > at and word.tags_of("pr", "det", "cnjcoo"))
        reading = word.tags_of("n", "np") if number == at else word.tags_of("adj") or word.tags_of("vblex")
        is_changed = goes_on and (number == at or (reading is not None and _is_adjective(reading[1])))
        if is_changed and reading and "sg" in reading[1]:
            made.append(_wish(reading, {"sg": "pl"}, word.text))
        elif number == at and goes_on:
            made.append(word.text if reading else _guess_plural(word.text, language))
        elif goes_on and number == at + 1 and not word.readings and len(word.text) > 4:
            made.append(_guess_plural(word.text, language))
        else:
            made.append(word.text)
    return tuple(made)


def _is_adjective(tags: Sequence[str]) -> bool:
    return tags[0] == "adj" or "pp" in tags


def _adjective(words: Sequence[Reading], language: str) -> Plan:
    """An adjective in both genders and numbers; one that the dictionary does not know by its ending."""
    reading = words[0].tags_of("adj", "vblex") if len(words) == 1 else None
    if reading and any(tag in reading[1] for tag in ("m", "f", "mf")):
        pairs = [({"m": gender, "f": gender, "sg": number, "pl": number}) for gender in "mf" for number in ("sg", "pl")]
        return tuple((_wish(reading, pair, words[0].text),) for pair in pairs)
    if len(words) != 1 or not words[0].text[-1:].isalpha():
        return ()
    text = words[0].text
    forms = [
        text,
        re.sub("o$", "a", text) if language in ("es", "gl", "pt", "it") else text + "e" if language == "fr" else text,
    ]
    return tuple((form,) for one in forms for form in (one, _guess_plural(one, language)))


def _verb(words: Sequence[Reading]) -> Plan:
    """A verb in all its persons and tenses, so that an engine that conjugates it is seen to have used it."""
    reading = words[0].tags_of("vblex") if words else None
    if not reading or "inf" not in reading[1]:
        return ()
    rest = tuple(word.text for word in words[1:])
    return tuple((f"^{reading[0]}<vblex>{''.join(f'<{tag}>' for tag in form)}$", *rest) for form in VERB_FORMS)


def _wish(reading: tuple[str, tuple[str, ...]], change: Mapping[str, str], text: str) -> str:
    lemma = reading[0]
    if text[:1].isupper() and lemma[:1].islower():
        lemma = lemma[:1].upper() + lemma[1:]
    return "^" + lemma + "".join(f"<{change.get(tag, tag)}>" for tag in reading[1]) + "$"


def _guess_plural(word: str, language: str) -> str:
    for ending, put in PLURALS[language]:
        if re.search(ending, word):
            return re.sub(ending, put, word, count=1)
    return word


def _full(term: Term, plan: Plan, made: Mapping[str, str], language: str) -> Term:
    forms = []
    for row in plan:
        words = [made.get(word, "") if word.startswith("^") else word for word in row]
        forms.append("" if "" in words else _spaced(words, term.target))
    if term.pos == "verb":
        return replace(term, forms=tuple(forms))
    if term.pos == "adj":
        return replace(term, forms=tuple(forms)) if len(forms) == 4 and all(forms) else term
    return replace(term, plural=term.plural or forms[0]) if forms else term


def _spaced(words: Sequence[str], target: str) -> str:
    """The words with what stands between the words of the target."""
    gaps = re.findall(r"[\s-]+|(?<=['’])", target)
    return "".join(word + (gaps[n] if n < len(gaps) else " " * (n + 1 < len(words))) for n, word in enumerate(words))


def _analyse(texts: Sequence[str], language: str, data: Path) -> list[tuple[Reading, ...]]:
    """The words of each text with their readings; without readings where no analyser is installed."""
    mode, commands = _mode(language, data, is_source=True)
    if not mode:
        return [tuple(Reading(word, ()) for word in _words(text)) for text in texts]
    glued = _asked(mode, commands, [" ".join(_words(text)) for text in texts])
    whole = [_read(answer) for answer in glued]
    apart = [at for at, text in enumerate(texts) if [w.text.lower() for w in whole[at]] != [w.lower() for w in _words(text)]]
    words = list(dict.fromkeys(word for at in apart for word in _words(texts[at])))
    alone = dict(zip(words, map(_read, _asked(mode, commands, words)), strict=True)) if words else {}
    for at in apart:  # the analyser took two words for one, or cut one in two
        whole[at] = tuple(alone[word][0] if len(alone[word]) == 1 else Reading(word, ()) for word in _words(texts[at]))
    return whole


def _asked(mode: str, commands: Sequence[Command], texts: Sequence[str]) -> list[str]:
    """The analyser's answer to each text; all empty where it fails."""
    try:
        answers = run(mode, commands[:1], "".join(f"{text}\n\n" for text in texts), 60).split("\n\n")
    except EngineError:
        answers = []
    return answers[: len(texts)] if len(answers) >= len(texts) else [""] * len(texts)


def _words(text: str) -> list[str]:
    return [word for word in re.split(r"[\s-]+|(?<=['’])", re.sub(r"[\[\]{}^$/\\@<>*#~]", " ", text)) if word]


def _read(answer: str) -> tuple[Reading, ...]:
    return tuple(
        Reading(surface, tuple(_reading(one) for one in said.split("/") if not one.startswith("*")))
        for surface, said in WORD.findall(answer)
    )


def _reading(said: str) -> tuple[str, tuple[str, ...]]:
    first = said.split("+")[0]
    return first.split("<")[0], tuple(TAG.findall(first))


def _generate(wishes: tuple[str, ...], language: str, data: Path) -> dict[str, str]:
    """What the generator makes of each wish; nothing for one that it cannot make."""
    mode, commands = _mode(language, data, is_source=False)
    path = find_part(commands, "autogen") if mode else ""
    if not wishes or not path:
        return {}
    try:
        answers = run(mode, (("lt-proc", "-g", path),), "".join(f"{wish}\n" for wish in wishes), 60).split("\n")
    except EngineError:
        return {}
    made = {wish: answer.split("/")[0].replace("~", "").strip() for wish, answer in zip(wishes, answers, strict=False)}
    return {wish: answer for wish, answer in made.items() if answer and answer[0] not in "#*@"}


def _mode(language: str, data: Path, *, is_source: bool) -> tuple[str, tuple[Command, ...]]:
    """The mode with the largest dictionary of those that begin, or end, in a language; "" where there is none."""
    test: Callable[[re.Match[str]], bool] = lambda parts: base(parts[1 if is_source else 2]) == language and not parts[3]  # noqa: E731
    best: tuple[int, str, tuple[Command, ...]] = (0, "", ())
    for mode in sorted(installed(data)):
        if (parts := MODE.fullmatch(mode)) and test(parts):
            commands = read_mode(data / "modes" / f"{mode}.mode")
            path = Path(find_part(commands, "automorf" if is_source else "autogen") or "/")
            if path.is_file() and not missing_tools(commands[:1]) and path.stat().st_size > best[0]:
                best = path.stat().st_size, mode, commands
    return best[1:]
