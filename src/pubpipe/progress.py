"""What is said while editions are made: every step of a few, a line an article of many, and a log that programs read."""

import datetime
import json
import logging
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from pubpipe.errors import OutputError

if TYPE_CHECKING:
    from pubpipe.pipeline import Outcome, Plan

FEW = 3  # articles of which every step is told
DONE = ("built", "withheld", "failed")
lines = logging.getLogger("pubpipe.progress")


class Progress(logging.Filter):
    """Counts what is done, and tells it. As a filter of the handler that shows the steps it leaves those out where there are
    many, and says a warning that comes again only once."""

    def __init__(self, log: Path | None = None) -> None:
        """Begin.

        Raises:
            OutputError: The log cannot be written.
        """
        super().__init__()
        self.is_many = False
        self._said: set[str] = set()
        self._log = _opened(log) if log else None
        self._start = self._since = time.monotonic()
        self._due: Mapping[str, int] = {}
        self._pages: Mapping[str, tuple[str, int]] = {}
        self._article: list[Outcome] = []
        self._counts: Counter[str] = Counter()
        self._articles = 0
        self._bytes_left: Counter[str] = Counter()  # by kind of page, each page once for each of its editions
        self._bytes_done: Counter[str] = Counter()
        self._segments_done: Counter[str] = Counter()

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether a record is shown."""
        if not self.is_many:
            return True
        text = record.getMessage()
        if record.levelno < logging.WARNING:
            return not text.startswith("[")
        is_new = text not in self._said
        self._said.add(text)
        return is_new

    def begin(self, plan: "Plan") -> None:
        """Take note of what is going to be done."""
        self._due = {slug: len(langs) for slug, langs in plan.due.items()}
        self._pages, self._since = plan.pages, time.monotonic()
        for slug, langs in self._due.items():
            kind, size = self._page(slug)
            self._bytes_left[kind] += size * langs
        count = sum(self._due.values())
        self.is_many = len(self._due) > FEW
        if self.is_many:
            lines.info("%d editions of %d articles to make; %d are up to date", count, len(self._due), plan.editions - count)
        self._write("begin", editions=plan.editions, due=count, articles=len(self._due))

    def note(self, outcome: "Outcome") -> None:
        """Count an outcome; say a line where an article is finished."""
        self._counts[outcome.status] += 1
        if outcome.status not in DONE or outcome.slug not in self._due:
            return
        self._article.append(outcome)
        self._measure(outcome)
        self._write("edition", **_facts(outcome), done=self._done, of=sum(self._due.values()), seconds_left=self._left())
        if len(self._article) == self._due[outcome.slug]:
            self._articles += 1
            if self.is_many:
                lines.info("%s", self._line(outcome.slug))
            self._article = []

    def _page(self, slug: str) -> tuple[str, int]:
        kind, size = self._pages.get(slug, ("", 1))
        return kind, max(1, size)

    def _measure(self, outcome: "Outcome") -> None:
        """Learn from an edition how many segments so many bytes of its kind of page are."""
        kind, size = self._page(outcome.slug)
        self._bytes_left[kind] -= size
        if segments := outcome.from_memory + outcome.from_engine:
            self._bytes_done[kind] += size
            self._segments_done[kind] += segments

    def end(self) -> None:
        """Close the log."""
        counts = dict(self._counts)
        self._write("end", seconds=round(time.monotonic() - self._start, 2), counts=counts)
        if self._log:
            self._log.close()

    @property
    def _done(self) -> int:
        return sum(self._counts[status] for status in DONE)

    def _left(self) -> float | None:
        """Seconds that the rest will take, by the segments done so far; None before any is.

        How many segments the rest has is told by the bytes of its pages, each kind by what came of that kind so far: a web page
        has more round its text than a paste.
        """
        worked = self._segments_done.total()
        if not worked:
            return None
        each = worked / self._bytes_done.total()
        rates = {kind: self._segments_done[kind] / size for kind, size in self._bytes_done.items()}
        segments = sum(size * rates.get(kind, each) for kind, size in self._bytes_left.items())
        return round(segments * (time.monotonic() - self._since) / worked, 1)

    def _line(self, slug: str) -> str:
        """An article: how far, what became of its editions, the pace, what is left."""
        counts = Counter(outcome.status for outcome in self._article)
        told = ", ".join(f"{counts[status]} {status}" for status in DONE if counts[status])
        total, taken = len(self._due), time.monotonic() - self._since
        left = self._left()
        pace = f"{60 * self._done / taken:.0f} editions a minute" if left is not None and taken > 0 else ""
        rest = f"{_span(left)} left" if left is not None and self._articles < total else ""
        return "; ".join(filter(None, (f"{self._articles:>{len(str(total))}}/{total}  {slug}  {told}", pace, rest)))

    def _write(self, event: str, **facts: Any) -> None:
        if self._log:
            now = datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds")
            with suppress(OSError):  # a full disk must not stop what can still be made
                self._log.write(json.dumps({"time": now, "event": event, **facts}, ensure_ascii=False) + "\n")
                self._log.flush()


def _opened(path: Path) -> IO[str]:
    try:
        return path.open("a", encoding="utf-8")
    except OSError as error:
        hint = "name a file in a folder that is there and may be written"
        raise OutputError(f"the log cannot be written ({error.strerror})", where=str(path), hint=hint) from error


def _facts(outcome: "Outcome") -> dict[str, Any]:
    error = outcome.error
    levels = Counter(finding.level.value for finding in outcome.findings)
    told: dict[str, Any] = {"slug": outcome.slug, "lang": outcome.lang, "status": outcome.status, "engine": outcome.engine}
    told |= {"errors": levels["error"], "warnings": levels["warning"]}
    return told | ({"error": error.what, "where": error.where, "hint": error.hint} if error else {})


def _span(seconds: float) -> str:
    """ "40 s", "12 min", "3 h 20 min"."""
    minutes = round(seconds / 60)
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"
