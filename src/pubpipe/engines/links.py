"""Which word Apertium made of which: each word is sent in a blank of its own, which the pipeline carries to what it became.

Word-bound blanks, `[[t:w:12]]word[[/]]` (https://wiki.apertium.org/wiki/Apertium_stream_format, since Apertium 3.8). They cut
the phrases that a dictionary knows as one word, so what comes back is read for the places alone, and compared with the plain
answer word by word.
"""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import pairwise

from pubpipe.engines.attention import compose
from pubpipe.engines.stream import Command, missing_tools

Pairs = tuple[tuple[int, int, int, int], ...]

WORD = re.compile(r"[^\W_]+(?:[’'\-.,][^\W_]+)*")
BLANK = re.compile(r"\[\[(?P<names>[^\]]*)\]\](?P<words>.*?)\[\[/\]\]", re.DOTALL)
ATTACH, DETACH = ("apertium-wblank-attach",), ("apertium-wblank-detach",)
NAME = re.compile(r"t:w:(\d+)")


def carrying(commands: Sequence[Command]) -> tuple[Command, ...]:
    """The commands of a mode so that they carry word-bound blanks: tied to the words after the analysis, loosened before the
    generator, as the `apertium` script has it (apertium-wblank-mode). Without the two tools, () (Apertium before 3.8)."""
    generator = next((n for n, command in enumerate(commands) if command[0] == "lt-proc" and command[1:2] == ("-g",)), 0)
    if not generator or missing_tools((ATTACH, DETACH)):
        return ()
    return (*commands[:1], ATTACH, *commands[1:generator], DETACH, *commands[generator:])


def with_blanks(text: str) -> str:
    """The text with every word in a numbered blank."""
    numbers = iter(range(len(text) + 1))
    return WORD.sub(lambda word: f"[[t:w:{next(numbers)}]]{word[0]}[[/]]", text)


def read_blanks(text: str, answer: str) -> tuple[str, Pairs]:
    """The answer without its blanks, and which stretch of the text became which of it."""
    places = [word.span() for word in WORD.finditer(text)]
    bare, at, pairs = "", 0, []
    for blank in BLANK.finditer(answer):
        bare += answer[at : blank.start()]
        numbers = [n for n in dict.fromkeys(int(n) for n in NAME.findall(blank["names"])) if n < len(places)]
        words = [(len(bare) + word.start(), len(bare) + word.end()) for word in WORD.finditer(blank["words"])]
        one_each = len(numbers) == len(words)  # a group is named in the order in which it stands
        linked = zip(numbers, words, strict=True) if one_each else ((n, word) for word in words for n in numbers)
        pairs += [(*places[number], *word) for number, word in linked]
        bare += blank["words"]
        at = blank.end()
    return bare + answer[at:], tuple(pairs)


def same_words(before: str, after: str) -> Pairs:
    """Pairs of a text that was rewritten in part: equal words, and each stretch of others with what stands in its place."""
    olds, news = list(WORD.finditer(before)), list(WORD.finditer(after))
    left, right = ([word[0].casefold() for word in words] for words in (olds, news))
    pairs = []
    for tag, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if tag == "equal" or (tag == "replace" and b - a == d - c):
            pairs += [(*old.span(), *new.span()) for old, new in zip(olds[a:b], news[c:d], strict=True)]
        elif tag == "replace":
            pairs += [(*old.span(), *new.span()) for old in olds[a:b] for new in news[c:d]]
    return tuple(pairs)


class Trail:
    """What a text became step by step: as it was given, as it was sent to a pair, as it came back …"""

    def __init__(self, text: str, *, aligned: bool) -> None:
        """Begin with the text of a job; nothing is followed unless it is to be `aligned`."""
        self.aligned = aligned
        self._texts, self._links = [text], list[Pairs]()

    def add(self, sent: str, marked: str, answer: str) -> None:
        """One hop: what was sent, and what came back with blanks and without."""
        bare, pairs = read_blanks(sent, marked)
        self._texts += [sent, bare, answer]
        self._links += [(), pairs, ()]

    def pairs_to(self, final: str) -> Pairs:
        """Pairs from the job's text to what is printed; a step without links of its own only rewrote a little."""
        if not self.aligned or len(self._texts) < 2:
            return ()
        texts = pairwise((*self._texts, final))
        steps = [told or same_words(*both) for told, both in zip((*self._links, ()), texts, strict=True)]
        whole = steps[0]
        for step in steps[1:]:
            whole = compose(whole, step)
        return tuple(sorted(whole, key=lambda pair: pair[2:]))
