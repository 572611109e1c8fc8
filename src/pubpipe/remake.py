"""Put an edition together from its units, or again from its record, with nothing translated anew."""

from dataclasses import replace

from pubpipe.article import Article, Edition, Segment, Unit
from pubpipe.engines.choose import Choice
from pubpipe.inputs import builtin_locales
from pubpipe.record import Record
from pubpipe.settings import Settings
from pubpipe.shelf import Place
from pubpipe.termbases import termbase_of


def make_edition(
    settings: Settings,
    article: Article,
    segments: tuple[Segment, ...],
    units: tuple[Unit, ...],
    choice: Choice,
    lang: str,
    day: str,
) -> Edition:
    """Sew the units together and gather what the edition says of itself, in its own language."""
    from pubpipe import segment
    from pubpipe.localize import edition
    from pubpipe.localize.strings import load_strings
    from pubpipe.typeset import face_names

    targets, marks = {unit.segment.id: unit.target for unit in units}, {unit.segment.id: unit.marks for unit in units}
    sewn = segment.sew(article, targets, segments, to=lang, marks=marks)
    return edition.make_edition(
        article,
        sewn,
        units,
        lang,
        engine=choice.info,
        labels=load_strings(lang, settings.locales, builtin_locales()),
        faces=face_names(lang),
        day=day,
        imprint=settings.imprint,
    )


def recorded_edition(settings: Settings, place: Place, record: Record) -> Edition:
    """The edition as the record describes it, with the terms that the termbase finds in it now."""
    assert record.article is not None  # noqa: S101  `records` yields no other
    termbase = termbase_of(settings, place.lang)
    units = tuple(replace(unit, hits=termbase.find(unit.segment.text)) for unit in record.units)
    segments = tuple(unit.segment for unit in units)
    return make_edition(settings, record.article, segments, units, Choice(None, record.engine), place.lang, record.day)
