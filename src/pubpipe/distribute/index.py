"""The page that lists all editions."""

from collections.abc import Mapping, Sequence

from pubpipe.article import Imprint
from pubpipe.distribute.offer import Offer, by_article, size_of
from pubpipe.distribute.press import render


def write_index(offers: Sequence[Offer], *, lang: str, is_rtl: bool, words: Mapping[str, str], imprint: Imprint) -> bytes:
    """`index.html`: a card for each article, searched and filtered in the page itself.

    Args:
        offers: Sorted by article, the languages of each in the order they should stand in.
        lang: Of the words around the cards.
        words: House strings in that language.
    """
    articles = by_article(offers)
    languages = sorted({(offer.lang, offer.own_name, offer.is_rtl) for offer in offers}, key=lambda name: name[1].casefold())
    return render(
        "index.html",
        articles=articles,
        languages=languages,
        lang=lang,
        is_rtl=is_rtl,
        words=words,
        imprint=imprint,
        base=base_of(imprint),
        ai=_disclosure(offers),
        size_of=size_of,
    )


def base_of(imprint: Imprint) -> str:
    """The public address of the output folder, with a slash at its end, or "" where the publisher names none."""
    url = imprint.url.strip()
    return url.rstrip("/") + "/" if url.startswith(("https://", "http://")) else ""


def _disclosure(offers: Sequence[Offer]) -> str:
    kinds = {offer.ai for offer in offers}
    return next(iter(kinds)) if len(kinds) == 1 else "mixed"
