"""Lay out one edition as PDF and as DOCX, from the same design and the same galley.

`galley` says what stands on the page and in which order, `design` how large and how far apart; `pdf` and `docx` set it.
"""

from pubpipe.typeset.galley import running_texts

__all__ = ["running_texts"]
