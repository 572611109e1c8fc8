"""Where the engines keep what they can make again at any time."""

import os
from pathlib import Path


def cache_folder(kind: str) -> Path:
    """The folder for one kind of derived data; not made here.

    PUBPIPE_CACHE names it, else the XDG Base Directory rule holds ($XDG_CACHE_HOME, else ~/.cache).
    """
    own = os.environ.get("PUBPIPE_CACHE")
    if own:
        return Path(own) / kind
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "pubpipe" / kind
