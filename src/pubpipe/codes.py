"""Keep inline codes with their words: when a text is cut, sewn, translated, or set in the manner of its language.

A code is a `Mark` that stands off a plain text. Nothing here loses one: where a place is not certain it is guessed, and said.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import accumulate, pairwise
from typing import Any

from pubpipe.article import Article, Mark, MarkKind, NoteKind

Pairs = Sequence[tuple[int, int, int, int]]

POINTS = frozenset((MarkKind.NOTE, MarkKind.BREAK))  # these stand at a place and cover nothing
PIECE = re.compile(r"\w+|\s+|[^\w\s]")
WORD = re.compile(r"[^\W_]+(?:[’'\-.][^\W_]+)*")
# Articles and prepositions, by language, that the grammar wants where the source has none.
IDLE = {
    "es": {"de", "a", "en", "el", "la", "los", "las", "lo", "un", "una"},
    "fr": {"de", "d", "à", "en", "le", "la", "l", "les", "un", "une", "des"},
    "it": {"di", "d", "a", "in", "il", "lo", "la", "l", "i", "gli", "le", "un", "una"},
    "pt": {"de", "a", "em", "o", "os", "as", "um", "uma"},
    "gl": {"de", "a", "en", "o", "os", "as", "un", "unha"},
    "ca": {"de", "d", "a", "en", "el", "la", "l", "els", "les", "un", "una"},
}
UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")  # Thai to Khmer, kana, Han
CLOSING = re.compile(r"[^\w\s]*$")
OPENING = re.compile(r"^[^\w\s]*")


def ordered(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """By their start, the longer first; two of the same are one."""
    return tuple(sorted(dict.fromkeys(marks), key=_order))


def _order(mark: Mark) -> tuple[int, int, str, str]:
    return mark.start, -mark.end, mark.kind, mark.target


def cut_marks(
    marks: Iterable[Mark], start: int, end: int, *, until: int | None = None, first: bool = False
) -> tuple[Mark, ...]:
    """The marks of a stretch of a text, with offsets in it; of one that goes on beyond it, the part that is inside.

    Args:
        until: Where the next stretch begins: a point between the two belongs to this one, at its end. None for `end`.
        first: Nothing stands before it, so that a point at its very start is its own.
    """
    reach = end if until is None else until
    found = []
    for mark in marks:
        if mark.kind in POINTS:
            if (start < mark.start <= reach) or (first and mark.start <= start):
                at = min(max(mark.start, start), end) - start
                found.append(replace(mark, start=at, end=at))
        elif (left := max(mark.start, start)) < (right := min(mark.end, end)):
            found.append(replace(mark, start=left - start, end=right - start))
    return ordered(found)


def moved(marks: Iterable[Mark], by: int) -> tuple[Mark, ...]:
    """The marks so many characters further on."""
    return tuple(replace(mark, start=mark.start + by, end=mark.end + by) for mark in marks)


def joined(marks: Iterable[Mark], text: str) -> tuple[Mark, ...]:
    """Marks of the pieces of a text as those of the whole: two of the same kind with only white space between are one."""
    done: list[Mark] = []
    for mark in ordered(marks):
        last = next((old for old in reversed(done) if (old.kind, old.target) == (mark.kind, mark.target)), None)
        if last and mark.kind not in POINTS and mark.start >= last.end and not text[last.end : mark.start].strip():
            done[done.index(last)] = replace(last, end=mark.end)
        else:
            done.append(mark)
    return ordered(done)


def carry(marks: Sequence[Mark], before: str, after: str) -> tuple[Mark, ...]:
    """The marks of a text that was rewritten in part: typography, numbers, a reviewer's hand. None is lost.

    A mark all of whose words were taken out covers what came in their place, or the word nearest to it.
    """
    if before == after or not marks:
        return tuple(marks)
    olds, news = PIECE.findall(before), PIECE.findall(after)
    starts, to_starts = [0, *accumulate(map(len, olds))], [0, *accumulate(map(len, news))]
    steps = [
        (tag, starts[a], starts[b], to_starts[c], to_starts[d])
        for tag, a, b, c, d in SequenceMatcher(None, olds, news, autojunk=False).get_opcodes()
    ]
    carried = (
        _settled(mark, _place(steps, mark.start, late=False), _place(steps, mark.end, late=True), after) for mark in marks
    )
    return tuple(sorted(carried, key=_order))


def _place(steps: Sequence[tuple[str, int, int, int, int]], at: int, *, late: bool) -> int:
    """Where an offset went; inside a stretch that was rewritten, to its start or, for the end of a mark, to its end."""
    found = 0
    for tag, start, end, to_start, to_end in steps:
        if tag == "equal" and start <= at <= end:
            return to_start + at - start
        if (tag == "replace" and start < at < end) or (tag in ("replace", "delete") and start <= at <= end and not late):
            return to_end if late else to_start
        if end <= at:
            found = to_end
    return found


def _settled(mark: Mark, start: int, end: int, text: str) -> Mark:
    if mark.kind in POINTS:
        at = max(start, end)
        return replace(mark, start=at, end=at)
    if start < end:
        return replace(mark, start=start, end=end)
    start, end = _word_at(text, start)
    return replace(mark, start=start, end=end)


def _word_at(text: str, at: int) -> tuple[int, int]:
    """The word at an offset or the nearest one; the whole text where it has no word."""
    words = [match.span() for match in WORD.finditer(text)]
    return min(words, key=lambda word: max(word[0] - at, at - word[1], 0)) if words else (0, len(text))


def project(
    marks: Sequence[Mark], source: str, target: str, pairs: Pairs = (), lang: str = ""
) -> tuple[tuple[Mark, ...], tuple[Mark, ...]]:
    """The marks of a source text where they belong in its target.

    By what the engine says of its words; else by the same words standing there; else by proportion, on whole words.

    Args:
        pairs: Which stretch of the source became which of the target, in code points; empty where nobody knows.
        lang: BCP 47 tag of the target, for its articles and prepositions.

    Returns:
        The marks of the target, as many as were given; and those marks of the source whose place is a guess.
    """
    idle = IDLE.get(lang.split("-")[0].lower(), set())
    pairs = _without_idle(pairs, target, idle)
    places = {
        mark: _point(mark, source, target, pairs, idle) if mark.kind in POINTS else _span(mark, source, target, pairs, idle)
        for mark in marks
    }
    for mark in sorted(places, key=lambda mark: mark.end - mark.start):
        places[mark] = _holding(mark, places)
    done = [replace(mark, start=places[mark][0][0], end=places[mark][0][1]) for mark in marks]
    return tuple(sorted(done, key=_order)), tuple(mark for mark in marks if not places[mark][1])


def _holding(mark: Mark, places: Mapping[Mark, tuple[tuple[int, int], bool]]) -> tuple[tuple[int, int], bool]:
    """The place of a mark, widened to what it held in the source; where that is needed it is a guess."""
    (start, end), is_sure = places[mark]
    held = [
        place
        for other, (place, _) in places.items()
        if other.kind not in POINTS and mark.start <= other.start < other.end <= mark.end and other != mark
    ]
    wide = min((start, *(a for a, _ in held))), max((end, *(b for _, b in held)))
    return (wide, is_sure and wide == (start, end)) if mark.kind not in POINTS else places[mark]


def _without_idle(pairs: Pairs, target: str, idle: Set[str]) -> Pairs:
    """The pairs without those of articles and prepositions that the target's grammar wants and the source has not.

    A model has them look at the word that they serve, and another word, or the small one right behind, has that one already.
    """
    owners: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for a, b, c, d in pairs:
        owners.setdefault((a, b), []).append((c, d))

    def is_idle(place: tuple[int, int], own: tuple[int, int]) -> bool:
        if target[slice(*place)].lower() not in idle:
            return False
        beside = [other for other in owners[own] if other != place]
        return any(target[c:d].lower() not in idle or c == place[1] + 1 for c, d in beside)

    return [pair for pair in pairs if not is_idle(pair[2:], pair[:2])]


def _span(mark: Mark, source: str, target: str, pairs: Pairs, idle: Set[str]) -> tuple[tuple[int, int], bool]:
    before, after = source[: mark.start], source[mark.end :]
    if not WORD.search(before) and not WORD.search(after):  # all of it, but perhaps for the signs at both ends
        start = OPENING.match(target).end() if before.strip() else 0  # type: ignore[union-attr]
        end = CLOSING.search(target).start() if after.strip() else len(target)  # type: ignore[union-attr]
        return ((start, end), True) if start < end else ((0, len(target)), True)
    same = _same_words(mark, source, target)
    aligned, is_whole = _aligned(mark, source, target, pairs)
    if aligned and (is_whole or not same):
        return _with_signs(mark, source, target, _with_small(mark, source, target, aligned, pairs, idle)), is_whole
    if same:
        return same, True
    length = max(len(source), 1)
    start, end = (round(offset / length * len(target)) for offset in (mark.start, mark.end))
    words = [word.span() for word in WORD.finditer(target)] or [(0, len(target))]
    inside = [
        word
        for word in words
        if word[0] < end and start < word[1] and (min(word[1], end) - max(word[0], start)) * 2 >= word[1] - word[0]
    ]
    inside = inside or [_word_at(target, start)]
    return (inside[0][0], inside[-1][1]), False


def _aligned(mark: Mark, source: str, target: str, pairs: Pairs) -> tuple[tuple[int, int] | None, bool]:
    """The stretch of the target that the words of a mark became, and whether it is all of it and nothing else.

    A word between them that nobody claims is taken along, and so is one of other words that is shorter than they are, such as
    an adjective that moved in; of words that lie further apart the stretch that holds most of them is taken.
    """
    told = [(a, b, (c, d)) for a, b, c, d in pairs if any(map(str.isalnum, source[a:b]))]
    touching = [pair for pair in told if mark.start < pair[1] and pair[0] < mark.end]
    inside = [pair for pair in touching if mark.start <= pair[0] and pair[1] <= mark.end]
    own = {place for _, _, place in inside or touching}  # a phrase that is known as a whole says little of a word in it
    others = {pair[2] for pair in told if pair not in touching}
    if not own:
        return None, False
    runs: list[list[tuple[int, int]]] = [[]]
    foreign = sorted(others - own)
    for stretch in sorted(own):
        if runs[-1] and any(runs[-1][-1][1] <= start and end <= stretch[0] for start, end in foreign):
            runs.append([])
        runs[-1].append(stretch)
    hull = min(own)[0], max(end for _, end in own)
    between = sum(end - start for start, end in foreign if hull[0] <= start and end <= hull[1])
    if between * 2 <= sum(end - start for start, end in own):
        return hull, len(runs) == 1
    best = max(runs, key=lambda run: sum(end - start for start, end in run))
    return (best[0][0], max(end for _, end in best)), False


def _with_small(mark: Mark, source: str, target: str, place: tuple[int, int], pairs: Pairs, idle: Set[str]) -> tuple[int, int]:
    """Articles of the target before the place go along, as many as the mark begins with words that nobody answers for."""
    start, end = place
    if target[start] in "’'":  # of an elided article, which goes along if it stands for the first word of the mark
        first, elided = WORD.search(source, mark.start, mark.end), re.search(r"[^\W\d_]+$", target[:start])
        is_own = first and not any(a < first.end() and first.start() < b and target[c:d] not in "’'" for a, b, c, d in pairs)
        start = elided.start() if is_own and elided else start + 1
    for word in WORD.finditer(source, mark.start, mark.end):
        if any(a < word.end() and word.start() < b for a, b, _, _ in pairs):
            break
        before = re.search(r"(?<!\w)([^\W\d_]+)[ ’']$", target[:start])
        if not before or before[1].lower() not in idle or any(c < start and before.start() < d for _, _, c, d in pairs):
            break
        start = before.start()
    return start, end


def _with_signs(mark: Mark, source: str, target: str, place: tuple[int, int]) -> tuple[int, int]:
    """Quotation marks and brackets at the ends of a mark go along with it where the target has such signs there."""
    start, end = place
    if not source[mark.start].isalnum() and start and not target[start - 1].isalnum() and not target[start - 1].isspace():
        start -= 1
    if not source[mark.end - 1].isalnum() and target[end : end + 1].strip() and not target[end].isalnum():
        end += 1
    return start, end


def _same_words(mark: Mark, source: str, target: str) -> tuple[int, int] | None:
    """Where the marked words stand in the target as they are: a name, a number, an address. Of several, the one in order."""
    text = source[mark.start : mark.end]
    pattern = re.compile(rf"(?<![^\W_]){re.escape(text)}(?![^\W_])", re.IGNORECASE)
    found = [match.span() for match in pattern.finditer(target)]
    if not found or not any(map(str.isalnum, text)):
        return None
    number = len(pattern.findall(source, 0, mark.start))
    total = len(pattern.findall(source))
    return found[number] if total == len(found) and number < total else found[0] if len(found) == 1 else None


def _point(mark: Mark, source: str, target: str, pairs: Pairs, idle: Set[str]) -> tuple[tuple[int, int], bool]:
    """After what the word before it became, behind the signs that it follows in the source."""
    before = source[: mark.start]
    words = list(WORD.finditer(before))
    follows_signs = bool(words) and any(not sign.isspace() for sign in before[words[-1].end() :])
    if not words:
        return (0, 0), True
    if not WORD.search(source[mark.start :]):  # at the end of the text
        closing = CLOSING.search(target.rstrip())
        end = len(target.rstrip())
        return ((end, end) if follows_signs or not closing else (closing.start(), closing.start())), True
    word = Mark(words[-1].start(), words[-1].end(), mark.kind)
    (_, at), is_sure = _span(word, source, target, pairs, idle)
    while follows_signs and at < len(target) and not target[at].isalnum() and not target[at].isspace():
        at += 1
    return (at, at), is_sure


def note_labels(article: Article) -> dict[str, str]:
    """What a reference to each note shows: the note's own mark, or for a footnote without one its number."""
    bare = [note.id for note in article.notes if note.kind is NoteKind.FOOTNOTE and not note.marker]
    return {note.id: note.marker for note in article.notes if note.marker} | {name: str(n) for n, name in enumerate(bare, 1)}


def shown(text: str, marks: Iterable[Mark], labels: Mapping[str, str]) -> str:
    """A text as it reads on the page, the labels of its note references in their places."""
    parts, at = [], 0
    for mark in sorted(mark for mark in marks if mark.kind is MarkKind.NOTE):
        parts += [text[at : mark.start], labels.get(mark.target, "")]
        at = mark.start
    return "".join((*parts, text[at:]))


def codes_json(marks: Iterable[Mark]) -> dict[str, Any]:
    """The key "codes" as scripts read it; nothing where there are none."""
    told = [{"start": m.start, "end": m.end, "kind": m.kind.value} | ({"target": m.target} if m.target else {}) for m in marks]
    return {"codes": told} if told else {}


def codes_from(told: Iterable[Mapping[str, Any]]) -> tuple[Mark, ...]:
    """The marks of a key "codes"."""
    return tuple(Mark(code["start"], code["end"], MarkKind(code["kind"]), code.get("target", "")) for code in told)


def stretches(start: int, end: int, marks: Sequence[Mark]) -> Iterator[tuple[int, int, tuple[Mark, ...]]]:
    """A stretch of a text cut at the borders of the marks: (start, end, marks over it, the outermost first).

    Marks that cross each other without nesting are so cut into a tree. A point is a stretch of no length, once, after what it
    follows; one at the very start of the text belongs to the stretch that begins there.
    """
    borders = {start, end, *(offset for mark in marks for offset in (mark.start, mark.end) if start < offset < end)}
    points = [mark for mark in marks if mark.kind in POINTS]
    over = [mark for mark in ordered(marks) if mark.kind not in POINTS]
    places = sorted(borders)
    yield from ((0, 0, (mark,)) for mark in points if mark.start == start == 0)
    for left, right in pairwise(places):
        yield left, right, tuple(mark for mark in over if mark.start < right and left < mark.end)
        for mark in points:
            if mark.start == right:
                yield right, right, (*(other for other in over if other.start < right < other.end), mark)


def count_words(text: str) -> int:
    """Words as a reader counts them; in a script without spaces two letters make one."""
    unspaced = sum(UNSPACED.match(sign) is not None for sign in text)
    return (unspaced + 1) // 2 + len(WORD.findall(UNSPACED.sub(" ", text)))
