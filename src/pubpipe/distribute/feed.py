"""The Atom feed of the newest editions (RFC 4287)."""

import uuid
from collections.abc import Sequence

from pubpipe.article import Imprint
from pubpipe.distribute.index import base_of
from pubpipe.distribute.offer import Offer
from pubpipe.distribute.press import render_xml

NEWEST = 100
SPACE = uuid.UUID("6f3a3c0e-8d0b-5c52-9f1a-2b1d7a4be0aa")  # of our names; drawn once


def write_feed(offers: Sequence[Offer], *, title: str, lang: str, imprint: Imprint) -> bytes:
    """`feed.xml`: an entry for each edition, the newest first. The same editions give the same bytes.

    An entry keeps its name when its edition is corrected: it is made of publisher, article and language (RFC 4287, 4.2.6).
    """
    base = base_of(imprint)
    newest = sorted(offers, key=lambda offer: (offer.day, offer.slug, offer.lang), reverse=True)[:NEWEST]
    named = [(name_of(base, imprint.publisher, offer.slug, offer.lang), offer) for offer in newest]
    updated = newest[0].day if newest else "1970-01-01"
    house = name_of(base, imprint.publisher, "", "")
    return render_xml(
        "feed.xml", entries=named, title=title, lang=lang, base=base, updated=updated, house=house, imprint=imprint
    )


def name_of(*parts: str) -> str:
    return uuid.uuid5(SPACE, "\n".join(parts)).urn
