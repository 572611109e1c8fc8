"""Send units to a person, and read back what they changed."""

from pubpipe.review.merge import reconcile
from pubpipe.review.read import read_review
from pubpipe.review.values import Comment, Correction, Export, Outcome, ReviewCopy, Row
from pubpipe.review.write import write_review

__all__ = [
    "Comment",
    "Correction",
    "Export",
    "Outcome",
    "ReviewCopy",
    "Row",
    "read_review",
    "reconcile",
    "write_review",
]
