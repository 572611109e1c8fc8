"""Hold the termbase: find terms in a source, judge them in a target. What takes files in and gives them out is in `exchange`,
`tbx` and `write`, which are imported from there."""

from pubpipe.glossary.forms import count_rendered, find_forms, forms_of, is_rendered, missing_terms
from pubpipe.glossary.read import COLUMNS, Read, read_terms
from pubpipe.glossary.termbase import Termbase, load_termbase, make_termbase

__all__ = [
    "COLUMNS",
    "Read",
    "Termbase",
    "count_rendered",
    "find_forms",
    "forms_of",
    "is_rendered",
    "load_termbase",
    "make_termbase",
    "missing_terms",
    "read_terms",
]
