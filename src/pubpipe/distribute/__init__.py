"""Hand editions out: the page that lists them, a page to read each one on, a feed, a cover."""

from pubpipe.distribute.cover import draw_cover
from pubpipe.distribute.feed import write_feed
from pubpipe.distribute.index import write_index
from pubpipe.distribute.offer import File, Offer
from pubpipe.distribute.reading import write_reading

__all__ = ["File", "Offer", "draw_cover", "write_feed", "write_index", "write_reading"]
