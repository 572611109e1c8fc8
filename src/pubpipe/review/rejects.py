"""The `.rej` file: a reviewer's words that could not be taken in, with the text as it is now, for a person to copy over."""

from collections.abc import Iterator, Sequence

from pubpipe.article import Finding, Unit
from pubpipe.review.merge import note_of
from pubpipe.review.values import ReviewCopy

HEAD = (
    "# What a reviewer wrote and pubpipe could not take in. Copy what should stay into a fresh review copy; then delete this.\n"
)


def render_rejects(copy: ReviewCopy, conflicts: Sequence[Finding], units: Sequence[Unit], title: str) -> str:
    """One block for each conflict: what is wrong, both sources, both targets, and what was written beside; "" for none."""
    known = {unit.segment.id: unit for unit in units}
    blocks = ["\n".join(_lines(copy, finding, known.get(finding.where))) for finding in conflicts]
    return f"\n== {title} ==\n\n" + "\n\n".join(blocks) + "\n" if blocks else ""


def _lines(copy: ReviewCopy, finding: Finding, unit: Unit | None) -> Iterator[str]:
    rows = [row for row in copy.rows if row.id == finding.where]
    reason = finding.message if not rows else finding.message.partition("; ")[0]
    yield f"{finding.where}  {finding.code}  {reason}" + (f" ({finding.hint})" if finding.hint else "")
    for row in rows:
        yield from _told("source in the copy", row.source)
        yield from _told("text that was sent", row.record.target if row.record else "")
        yield from _told("reviewer's text", row.pending or row.target)
        yield from _told("status", row.status)
        yield from _told("beside it", note_of(row))
    if unit is not None:
        yield from _told("source now", unit.segment.text)
        yield from _told("text now", unit.target)


def _told(label: str, text: str) -> Iterator[str]:
    """A label and a text; further lines of the text are indented below it."""
    if text.strip():
        yield f"  {label + ':':20} " + text.replace("\n", "\n" + " " * 23)
