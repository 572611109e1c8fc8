"""What an engine is, and how one is found by name."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import entry_points
from typing import Protocol

from pubpipe.article import EngineInfo, TermHit
from pubpipe.errors import UsageError

GROUP = "pubpipe.engines"


@dataclass(frozen=True, slots=True)
class Job:
    """A text to translate, and the terms in it that must come out as the termbase says.

    An engine that has no means of holding a term ignores `hits`; the caller judges the result.

    Attributes:
        aligned: The caller wants to know which word became which, since the text has inline codes.
    """

    text: str
    hits: tuple[TermHit, ...] = ()
    aligned: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """What an engine made of one job.

    Attributes:
        text: The translation; "" where the engine could make none.
        unknown: Source words the engine says it does not know, in order of appearance.
        alignment: Which stretch of the job's text became which stretch of this one, as (start, end, start, end) in code
            points, one entry a pair of words; empty where the engine cannot tell. Inline marks are placed by it.
        ways: How each hit of the job was held, in their order (see `TermHit.way`), "" for one that went free; () where the
            engine does not say.
    """

    text: str
    unknown: tuple[str, ...] = ()
    alignment: tuple[tuple[int, int, int, int], ...] = ()
    ways: tuple[str, ...] = ()


class Engine(Protocol):
    """n jobs in, n drafts out, in the same order. Registered by the entry-point group `pubpipe.engines`.

    An engine that can work faster or better has `tuned(quality) -> Engine` too, with "draft", "standard" or "fine".
    """

    name: str

    def info(self, source: str, to: str) -> EngineInfo | None:
        """What would translate from `source` to `to` (BCP 47) with what is installed now; None where nothing would.

        Quick and offline: it is asked on every run, for every language.
        """

    def remedy(self, source: str, to: str) -> str:
        """What a person can do so that `info` is no longer None, as one sentence; "" where nothing helps."""

    def translate(self, jobs: Sequence[Job], source: str, to: str) -> list[Draft]:
        """Translate all jobs of a document at once.

        Raises:
            EngineError: No route, or the engine failed; never a partial answer.
        """


@cache
def names() -> tuple[str, ...]:
    """Names of the engines that are installed, ours and others'."""
    return tuple(sorted({point.name for point in entry_points(group=GROUP)}))


@cache
def load_engine(name: str) -> Engine:
    """Make the engine of that name; one instance a process.

    Raises:
        UsageError: There is no such engine; the hint lists those there are.
    """
    for point in entry_points(group=GROUP):
        if point.name == name:
            engine: Engine = point.load()()
            return engine
    raise UsageError(f"there is no engine named {name!r}", hint="choose one of: auto, " + ", ".join(names()))
