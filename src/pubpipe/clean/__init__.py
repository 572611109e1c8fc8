"""Keep what the author wrote; drop the site around it.

Roles come first, then the body: a title, a byline or a note is known by what it says and where it stands, whatever its
length, and only then are the site's lines told from the article's. In doubt a line is kept: a lost paragraph is worse than an
advertisement. What is dropped goes into the receipt, with the rule and the reason.
"""

from pubpipe.clean.facts import facts_path, read_facts
from pubpipe.clean.page import clean_page, slug_of, source_lines
from pubpipe.clean.receipt import receipt_html, to_json

__all__ = ["clean_page", "facts_path", "read_facts", "receipt_html", "slug_of", "source_lines", "to_json"]
