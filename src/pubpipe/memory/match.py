"""An approved translation."""

import re
import unicodedata
from dataclasses import dataclass

from pubpipe.article import Mark


@dataclass(frozen=True, slots=True)
class Match:
    """An approved translation.

    Attributes:
        reviewer: Who approved it, "" where the memory does not say (one that came from elsewhere).
        context: The place it was approved for, "SLUG/SEGMENT", or "" for a unit that came from elsewhere.
        date: TMX date, "20261123T140000Z", or "".
        state: "reviewed", or "final" where a second person has revised it; the names of XLIFF 2.
        how: "edited" where a person changed the text, "approved" where it was found right as it stood, "bulk" where it was
            approved together with all others in less time than reading takes; "" where nothing is known.
        first: Who reviewed it before `reviewer`, where that was another person.
        source_marks, marks: Inline codes of the source and of the target, as offsets in them.
    """

    source: str
    target: str
    reviewer: str = ""
    context: str = ""
    date: str = ""
    note: str = ""
    state: str = ""
    how: str = ""
    first: str = ""
    source_marks: tuple[Mark, ...] = ()
    marks: tuple[Mark, ...] = ()


def normal(text: str) -> str:
    """The form in which two sources are compared."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip()
