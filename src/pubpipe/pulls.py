"""Pull quotes: whole sentences of the article that a person chose in its sidecar, set large between two paragraphs.

A quotation in large type is believed to be the authors' own words, so nothing is shortened and nothing is made up: a pull
quote is one or several whole segments of one block, and its translation is what these segments became, letter by letter.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby

from pubpipe.article import Article, Edition, Segment, Unit
from pubpipe.errors import SettingsError


def check_pulls(article: Article, segments: Sequence[Segment]) -> None:
    """See that every pull quote of the sidecar can be set.

    Raises:
        SettingsError: One stands nowhere in the text, or is part of a sentence only.
    """
    for pull in article.pulls:
        if not any(_places(pull, list(group)) for _, group in _by_block(article, segments)):
            is_part = any(_plain(pull) in _plain(block.text) for block in article.blocks)
            hint = "quote whole sentences of one paragraph" if is_part else "copy the words as they stand in the article"
            what = "is no whole sentence" if is_part else "is not in the text"
            raise SettingsError(f"the pull quote “{_short(pull)}” {what}", where=f"{article.source}: pull", hint=hint)


def pulls_of(edition: Edition) -> tuple[tuple[str, str], ...]:
    """(block id, text) of each pull quote in the edition's language, in the order of the article.

    Each text is a substring of its block. One whose segments are not to be found there any more is left out.
    """
    units = {unit.segment.id: unit for unit in edition.units}
    texts = {block.id: block.text for block in edition.article.blocks}
    found = []
    for block, group in _by_block(edition.source, [unit.segment for unit in edition.units]):
        members = list(group)
        for pull in edition.source.pulls:
            if place := _places(pull, members):
                found.append((block, _stretch(texts.get(block, ""), [units[one.id] for one in members], *place)))
    return tuple(dict.fromkeys((block, text) for block, text in found if text))


def _by_block(article: Article, segments: Sequence[Segment]) -> Iterator[tuple[str, Iterator[Segment]]]:
    """The segments of each block of the body; front matter and notes cannot be pulled."""
    blocks = {block.id for block in article.blocks}
    return ((name, group) for name, group in groupby(segments, key=lambda one: one.block) if name in blocks)


def _places(pull: str, segments: Sequence[Segment]) -> tuple[int, int] | None:
    """First and last of the segments that are the quotation, white space aside."""
    wanted = _plain(pull)
    for first in range(len(segments)):
        said = ""
        for last in range(first, len(segments)):
            said += segments[last].lead + segments[last].text + segments[last].tail
            if _plain(said) == wanted:
                return first, last
            if len(_plain(said)) > len(wanted):
                break
    return None


def _stretch(text: str, units: Sequence[Unit], first: int, last: int) -> str:
    """What the block says from the first of these units to the last; "" where they do not stand there one after the other."""
    at, start = 0, 0
    for number, unit in enumerate(units[: last + 1]):
        found = text.find(unit.target, at)
        if found < 0 or not unit.target:
            return ""
        start = found if number == first else start
        at = found + len(unit.target)
    return text[start:at]


def _plain(text: str) -> str:
    return " ".join(text.split())


def _short(text: str, most: int = 60) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
