"""Say why an edition is made in words that an editor can check: values in place of hashes, where the record tells them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from pubpipe import __version__
from pubpipe.article import EngineInfo
from pubpipe.due import Reason
from pubpipe.engines.choose import choose_engine
from pubpipe.inputs import FACES, SETTERS, version_of
from pubpipe.record import Record
from pubpipe.settings import Settings

SUFFIXES = (("pdf", ".pdf"), ("docx", ".docx"), ("epub", ".epub"), ("bilingual", ".bilingual.pdf"))


def in_words(reasons: Sequence[Reason], settings: Settings, record: Record, lang: str) -> tuple[Reason, ...]:
    """The reasons with old and new values that a person understands."""
    return tuple(_worded(reason, settings, record, lang) for reason in reasons)


def _worded(reason: Reason, settings: Settings, record: Record, lang: str) -> Reason:
    if reason.details or reason.name not in record.inputs:
        return reason
    match reason.name:
        case "page":
            return replace(reason, old=record.page, new=settings.page)
        case "formats":
            return replace(reason, old=", ".join(_formats(record, lang)), new=", ".join(settings.formats))
        case "imprint":
            told = asdict(record.imprint) if record.imprint else {}
            return replace(reason, details=tuple(_differences(told, asdict(settings.imprint))))
        case "engine":
            source = record.article.lang if record.article else settings.source_language
            info = choose_engine(settings.engine, source, lang, settings.quality).info
            return replace(reason, details=tuple(_engine_change(record.engine, info)))
        case "code":
            was = record.tools.get("pubpipe", __version__)
            return reason if was == __version__ else replace(reason, details=(f"pubpipe {was} → {__version__}",))
        case "setters" | "fonts":
            names = SETTERS if reason.name == "setters" else [f"fontpkg-{name}" for name in FACES]
            now = {name: version_of(name).removeprefix(f"{name} ") for name in names if name in record.tools}
            return replace(reason, details=tuple(_differences(record.tools, now)))
        case "quality":
            return replace(reason, old="", new="", details=(f"now {settings.quality}",))
        case "second engine":
            return replace(
                reason, old="", new="", details=(f"now {settings.second_engine or 'none'}, or another version of it",)
            )
        case "source language":
            return replace(reason, old="", new="", details=(f"now {settings.source_language}",))
    return reason


def _formats(record: Record, lang: str) -> Iterator[str]:
    ends = [name.partition(f".{lang}")[2] for name in record.files]
    return (name for name, suffix in SUFFIXES if suffix in ends)


def _differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    for name, value in new.items():
        before = old.get(name, "")
        if before != value:
            yield f"{name} {_short(before)} → {_short(value)}"


def _engine_change(old: EngineInfo, new: EngineInfo) -> Iterator[str]:
    """Name, version or route where they differ, else the models and options that do."""
    was, now = (" ".join(filter(None, (info.title, info.version, ", ".join(info.route)))) for info in (old, new))
    if was != now:
        yield f"{was or 'none'} → {now or 'none'}"
    else:
        yield from _differences(dict(old.data), dict(new.data))


def _short(value: object) -> str:
    text = " ".join(str(value).split())
    return (text[:37] + "…" if len(text) > 38 else text) or "none"
