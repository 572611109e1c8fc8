"""What goes out to a reviewer and what comes back."""

from dataclasses import dataclass

from pubpipe.article import Finding

NAMESPACE = "urn:pubpipe:review"
COLUMNS = 5  # ID, source, target, status, notes
POINTER = "→ "  # before an ID in the list of the worst segments, so that it is no row's
OURSELVES = "pubpipe"  # author of the comments that we write


@dataclass(frozen=True, slots=True)
class Comment:
    """A margin comment, or a footnote that a reviewer added; `date` is ISO 8601 or ""."""

    author: str
    date: str
    text: str


@dataclass(frozen=True, slots=True)
class Export:
    """A row as it was sent; it travels in the file, out of sight, so that untracked edits show too.

    Attributes:
        remark: Text of the comment that we hung on the target; "" for none.
    """

    source: str
    target: str
    status: str
    notes: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table, as it came back.

    Attributes:
        id: Of the segment; "" where the cell is empty.
        source, target, status, notes: With the pending changes that count accepted.
        exported: The target as it was sent; where the record of it is lost, the target with pending changes rejected.
        authors: Of the tracked changes in the row that count, in order of appearance.
        bookmark: Name of the bookmark in the target cell, "" where it is gone.
        deleted: The row is marked as deleted.
        fault: What is wrong with its cells, or ""; then `target` holds all that stands in the row.
        record: None where the record is lost or the row was not in it.
        pending: The target with the changes of all accepted, where those of some do not count; else "".
        waiting: Who made the changes that do not count.
        things: What stands in the row and is no text: "a picture".
        dates: Of the tracked changes, ISO 8601.
        kinds: How stretches of the target are set: (start, end, "em").
    """

    id: str
    source: str
    exported: str
    target: str
    status: str = ""
    notes: str = ""
    authors: tuple[str, ...] = ()
    comments: tuple[Comment, ...] = ()
    bookmark: str = ""
    deleted: bool = False
    fault: str = ""
    record: Export | None = None
    pending: str = ""
    waiting: tuple[str, ...] = ()
    things: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    kinds: tuple[tuple[int, int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ReviewCopy:
    """A review copy as it came back.

    Attributes:
        export: Hash of what was exported, as `write_review` was given it.
        comments: Those that hang on no row.
        remarks: Words written outside the table.
        modified_by: Who saved the file last, as the file says; "" where it says nothing.
        minutes: How long it was open for editing, as the file says; 0 where it does not.
        sent: IDs of all rows that went out, by the file's own record; empty where that is lost.
    """

    slug: str
    lang: str
    export: str
    rows: tuple[Row, ...]
    comments: tuple[Comment, ...] = ()
    remarks: tuple[str, ...] = ()
    modified_by: str = ""
    minutes: int = 0
    sent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Correction:
    """A target that a person wrote or approved.

    Attributes:
        source: Source text it was made for.
        status: "OK", "FIX" or "" as the reviewer set it.
        note: What the reviewer wrote beside it, comments included, one a line.
        before: The target as it was sent.
        kinds: How stretches of `target` are set: (start, end, "em").
    """

    segment_id: str
    source: str
    target: str
    reviewer: str
    status: str
    note: str = ""
    before: str = ""
    kinds: tuple[tuple[int, int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of a review copy.

    Attributes:
        conflicts: What could not be taken, each with the reviewer's words and, where there is one, the text as it is now.
        remarks: What was taken or needs nothing, yet should be known: "R-011" and the like, all of level remark or warning.
        untouched: Rows in which nobody wrote anything.
    """

    corrections: tuple[Correction, ...]
    conflicts: tuple[Finding, ...]
    untouched: int
    remarks: tuple[Finding, ...] = ()
