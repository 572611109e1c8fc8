"""Which words of a source a model looked at for which words of its target, read from its cross-attention."""

from collections.abc import Sequence

Span = tuple[int, int]
SEEN = 0.2  # share of a word's attention below which a pair is a guess


def word_pairs(
    source: Sequence[Span], target: Sequence[Span], attention: Sequence[Sequence[float]], texts: tuple[str, str]
) -> tuple[tuple[int, int, int, int], ...]:
    """Pairs of words, as (start, end, start, end) in code points of the two texts, in the order of the target.

    Pieces are gathered to words and their attention summed. Each word of the target is paired with the word of the source that
    it looked at most; a word of the source that no word chose is paired with the one that looked at it most, if with more than
    a passing glance.

    Args:
        source: Where each of m pieces stands in the source text; a mark of the end of the text has none and is left out.
        target: The same for n pieces of the target.
        attention: n rows of at least m weights.
    """
    if not source or not target:
        return ()
    left, of_left = _words(texts[0], source)
    right, of_right = _words(texts[1], target)
    weights = [[0.0] * len(left) for _ in right]
    for row, word in zip(attention, of_right, strict=False):
        if word is not None:
            for weight, other in zip(row, of_left, strict=False):
                if other is not None:
                    weights[word][other] += weight
    pairs = {(max(range(len(left)), key=row.__getitem__), place) for place, row in enumerate(weights) if any(row)}
    chosen = {place for place, _ in pairs}
    for place in range(len(left)):
        if place not in chosen:
            best = max(range(len(right)), key=lambda word: weights[word][place])
            if weights[best][place] > SEEN * sum(weights[best]):
                pairs.add((place, best))
    return tuple((*left[one], *right[two]) for one, two in sorted(pairs, key=lambda pair: (pair[1], pair[0])))


def _words(text: str, pieces: Sequence[Span]) -> tuple[list[Span], list[int | None]]:
    """Words that the pieces make up, and the word of each piece; a piece of nothing but a mark is a word of its own."""
    words: list[Span] = []
    numbers: list[int | None] = []
    for start, end in pieces:
        while start < end and text[start].isspace():
            start += 1
        if start >= end:
            numbers.append(None)
            continue
        grows = words and words[-1][1] == start and text[start].isalnum() and text[start - 1].isalnum()
        if grows:
            words[-1] = (words[-1][0], end)
        else:
            words.append((start, end))
        numbers.append(len(words) - 1)
    return words, numbers


def compose(
    first: Sequence[tuple[int, int, int, int]], second: Sequence[tuple[int, int, int, int]]
) -> tuple[tuple[int, int, int, int], ...]:
    """Pairs from the first text to the last, by way of one between: two pairs meet where their stretches of it overlap."""
    return tuple(
        dict.fromkeys(
            (start, end, to_start, to_end)
            for from_start, from_end, to_start, to_end in second
            for start, end, mid_start, mid_end in first
            if mid_start < from_end and from_start < mid_end
        )
    )
