"""Send units to a person, and read back what they changed."""

from pubpipe.review.edition import AsSet, as_set, edition_name, read_edition
from pubpipe.review.merge import reconcile
from pubpipe.review.read import read_review
from pubpipe.review.rejects import HEAD, render_rejects
from pubpipe.review.rules import codes_of, second_reader, worth
from pubpipe.review.table import Thumbnail
from pubpipe.review.values import Comment, Correction, Export, Outcome, ReviewCopy, Row
from pubpipe.review.write import write_review

__all__ = [
    "HEAD",
    "AsSet",
    "Comment",
    "Correction",
    "Export",
    "Outcome",
    "ReviewCopy",
    "Row",
    "Thumbnail",
    "as_set",
    "codes_of",
    "edition_name",
    "read_edition",
    "read_review",
    "reconcile",
    "render_rejects",
    "second_reader",
    "worth",
    "write_review",
]
