"""A second opinion: where another engine's draft says something else, for the reviewer, the worst first.

Two engines that were made in different ways seldom make the same mistake, so what they agree on is more likely right, and
where they differ in a number, a name or a “not”, at least one of them is wrong.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pubpipe.article import Finding, Level, Unit
from pubpipe.faults import ADDRESS, NEGATIONS

# A word with a capital that does not begin a sentence, and a label of capitals: what a translation keeps.
NAME = re.compile(r"(?<![.!?:…“\"‘(] )(?<!^)\b[^\W\d_a-zß-öø-ÿ][\w’'-]+")
NUMBER = re.compile(r"\d+(?:[.,'’\u00a0\u202f ]\d{3}(?!\d))*(?:[.,]\d+)?")
HARMLESS = re.compile(
    r"\b(?:sin embargo|no obstante|sans doute|senza dubbio|sem dúvida|non seulement|no sólo|no solo)\b", re.IGNORECASE
)
GRAM = 3
# 200 human translations and Apertium's of the same (TICO-19, en-es, 2026-11) lie 0.35 apart at the median; one in seven further
# than this, and three in ten differ in a number, a name or a “not”, mostly a name that only one of them leaves as it is.
FAR = 0.45
SHOWN = 160  # characters of the other draft in a note


@dataclass(frozen=True, slots=True)
class Disagreement:
    """What two drafts of one segment do not share.

    Attributes:
        kinds: "numbers", "names" and "negation", each with what stands in one draft only.
        wording: 0 where the texts are the same, 1 where no three letters in a row are.
    """

    kinds: tuple[tuple[str, tuple[str, ...]], ...]
    wording: float

    @property
    def weight(self) -> tuple[int, float]:
        """For ranking: how many kinds first, the wording where they are as many."""
        return len(self.kinds), self.wording


def compare(source: str, one: str, other: str, lang: str) -> Disagreement:
    """How two drafts of a source differ. Pure; `lang` is the BCP 47 tag of both drafts."""
    found = (
        ("numbers", _differing(_numbers(one), _numbers(other))),
        ("names", _differing(_names(source, one), _names(source, other))),
        ("negation", _denial(one, other, lang.split("-")[0].lower())),
    )
    return Disagreement(tuple((kind, words) for kind, words in found if words), _distance(one, other))


def _differing(one: Counter[str], other: Counter[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*(one - other), *(other - one)]))


def _numbers(text: str) -> Counter[str]:
    """The figures of each number; how its digits are grouped is the typography's affair."""
    return Counter(re.sub(r"\D", "", number) for number in NUMBER.findall(ADDRESS.sub(" ", text)))


def _names(source: str, text: str) -> Counter[str]:
    """The names of the source that stand in a draft as they are."""
    words = Counter(re.findall(r"[\w’'-]+", text))
    return Counter({name: 1 for name in NAME.findall(source) if words[name]})


def _denial(one: str, other: str, lang: str) -> tuple[str, ...]:
    """The word that denies, where only one draft has such a word; nothing for a language whose words we lack."""
    pattern = NEGATIONS.get(lang)
    if pattern is None:
        return ()
    found = [re.search(pattern, HARMLESS.sub(" ", text), re.IGNORECASE) for text in (one, other)]
    return tuple(match[0] for match in found if match) if (found[0] is None) != (found[1] is None) else ()


def _distance(one: str, other: str) -> float:
    """One less the Dice coefficient of the runs of three letters, which forgives another order and another ending."""
    left, right = _grams(one), _grams(other)
    total = left.total() + right.total()
    return 1 - 2 * (left & right).total() / total if total else 0.0


def _grams(text: str) -> Counter[str]:
    flat = " ".join(re.findall(r"\w+", text.casefold()))
    return Counter(flat[at : at + GRAM] for at in range(max(1, len(flat) - GRAM + 1))) if flat else Counter()


def second_opinions(units: Sequence[Unit], others: Sequence[Unit], title: str) -> Iterator[Finding]:
    """U-030: a note on each unit that another engine reads otherwise, with its place among them, the worst first.

    Args:
        units, others: The same n segments in the same order, as the first engine and as the second translated them.
        title: Of the second engine, as a reader should see it.
    """
    told = [
        (compare(unit.segment.text, unit.target, other.target, unit.lang), unit, other)
        for unit, other in zip(units, others, strict=True)
        if unit.target.strip() and other.target.strip()
    ]
    ranked = sorted((t for t in told if t[0].kinds or t[0].wording > FAR), key=lambda t: t[0].weight, reverse=True)
    for place, (found, unit, other) in enumerate(ranked, 1):
        reasons = "; ".join(f"{kind} ({', '.join(words)})" for kind, words in found.kinds) or "wording"
        message = f"{title} differs in {reasons}, no. {place} of {len(ranked)}, the worst first: “{_short(other.target)}”"
        yield Finding("U-030", unit.segment.id, message, Level.REMARK, "compare both with the source")


def _short(text: str) -> str:
    return text if len(text) <= SHOWN else text[:SHOWN].rsplit(" ", 1)[0] + " …"
