"""Name the folder of an article."""

import hashlib
import re
import unicodedata
from pathlib import Path


def slug_of(address: str) -> str:
    """Name of the article's folder below output/, from the source's file name: ASCII, lower case, hyphens, 80 at most."""
    stem = Path(address).stem if address not in ("", "-") else "stdin"
    folded = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode("ascii").lower()
    slug = re.sub(r"[^a-z0-9]+", "-", folded).strip("-")[:80].strip("-")
    return slug or "article-" + _digest(stem)


def _digest(text: str) -> str:
    """A short name for a name without ASCII letters ("記事"): the same on every run, another for another name."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:10]
