"""Look for faults and name them; mend nothing."""

from pubpipe.verify.books import check_bilingual, check_epub
from pubpipe.verify.consistency import check_consistency
from pubpipe.verify.contract import Promise, front_matter
from pubpipe.verify.office import check_docx
from pubpipe.verify.pages import check_pdf
from pubpipe.verify.prints import check_prints, reader_of, take_prints
from pubpipe.verify.second import second_opinions
from pubpipe.verify.units import check_unit
from pubpipe.verify.webpages import check_page, compare_pages

__all__ = [
    "Promise",
    "check_bilingual",
    "check_consistency",
    "check_docx",
    "check_epub",
    "check_page",
    "check_pdf",
    "check_prints",
    "check_unit",
    "compare_pages",
    "front_matter",
    "reader_of",
    "second_opinions",
    "take_prints",
]
