"""A text made from another piece by piece, which remembers where each piece came from."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Carried:
    """The new text as it grows; lives for one text.

    Attributes:
        stretches: (start, end) in the old text and in the new one; a stretch of equal lengths is the same letter by letter.
    """

    text: str = ""
    stretches: list[tuple[int, int, int, int]] = field(default_factory=list)

    def keep(self, old: str, start: int, end: int) -> None:
        """Go on with a stretch of the old text as it is."""
        if start < end:
            self.put(old[start:end], start, end)

    def put(self, new: str, start: int, end: int) -> None:
        """Go on with other words for a stretch of the old text."""
        self.become(self.text + new, len(new), start, end)

    def become(self, text: str, length: int, start: int, end: int) -> None:
        """Be this text from now on: its last `length` characters stand for the stretch, what is before it may have changed."""
        at = len(text) - length
        self.stretches = [(a, b, min(c, at), min(d, at)) for a, b, c, d in self.stretches]
        self.stretches.append((start, end, at, len(text)))
        self.text = text

    def new_of(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of the old text stands in the new one; empty where nothing of it is left."""
        return _moved([(a, b, c, d) for a, b, c, d in self.stretches], start, end)

    def old_of(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of the new text stood in the old one."""
        return _moved([(c, d, a, b) for a, b, c, d in self.stretches], start, end)


def _moved(stretches: list[tuple[int, int, int, int]], start: int, end: int) -> tuple[int, int]:
    """The hull of what the touched stretches become: in part where their letters are the same, else whole."""
    hulls = []
    for a, b, c, d in stretches:
        if a < end and start < b:
            same = b - a == d - c
            hulls.append((c + max(start - a, 0), d - max(b - end, 0)) if same else (c, d))
    return (min(left for left, _ in hulls), max(right for _, right in hulls)) if hulls else (0, 0)
