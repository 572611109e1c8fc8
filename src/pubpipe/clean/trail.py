"""What became of every line of a page, by which rule and why, and where each fact about the article was read."""

from dataclasses import dataclass
from typing import NamedTuple

from pubpipe.clean.lines import Line


class Step(NamedTuple):
    """The fate of one line (or of one paragraph, where hard-wrapped lines were joined).

    Attributes:
        part: "title", "subtitle", "byline", "dropped", or the id of the block or note that it became.
        label: Its role or kind, for people: "heading", "affiliation note".
        text: As the article has it; for what was dropped, as the page had it.
        score: How surely the line classifier takes it for text of the article, 0 to 1; None where it was not asked.
        change: The line of the sidecar file that turns its fate round.
    """

    lines: tuple[int, ...]
    part: str
    label: str
    rule: str
    reason: str
    text: str
    score: float | None
    change: str

    @property
    def is_kept(self) -> bool:
        return self.part != "dropped"


class Hung(NamedTuple):
    """The fate of one picture.

    Attributes:
        part: Name that it has among the pictures of the page, "p1" …; "" where it is not shown.
        hint: What a person can do to have it shown.
        change: The entry of the sidecar file that takes it away.
    """

    file: str
    alt: str
    part: str
    rule: str
    reason: str
    hint: str = ""
    change: str = ""


class Evidence(NamedTuple):
    """A fact about the article, and where it was read."""

    name: str
    value: str
    source: str


@dataclass(frozen=True, slots=True)
class Trail:
    """How an article was made of its page.

    Attributes:
        steps: In page order; every line that is not blank is in exactly one.
        texts: The page's lines as they stand in it, blank ones too, the first of them line 1.
        lines: The same as the steps saw them.
        pictures: In page order, those that a person added last.
    """

    steps: tuple[Step, ...]
    facts: tuple[Evidence, ...]
    texts: tuple[str, ...]
    lines: tuple[Line, ...]
    pictures: tuple[Hung, ...] = ()

    def step_of(self, number: int) -> Step | None:
        """The step that holds a line, None for a blank one."""
        return next((step for step in self.steps if number in step.lines), None)
