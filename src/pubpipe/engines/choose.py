"""Which engine makes an edition: one for the whole of it, and why."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pubpipe.article import EngineInfo
from pubpipe.engines.base import Engine, load_engine
from pubpipe.errors import PubpipeError

progress = logging.getLogger("pubpipe.progress")
ORDER = ("argos", "apertium")  # of "auto": the neural engine first; never the pseudo-language
NOTHING = EngineInfo("none", "", "none", "")


@dataclass(frozen=True, slots=True)
class Choice:
    """An engine with what it would use, or none and what a person can do about that."""

    engine: Engine | None
    info: EngineInfo
    remedy: str = ""


def choose_engine(name: str, source: str, to: str, quality: str = "standard") -> Choice:
    """Find an engine for a pair of languages, among what is installed.

    Args:
        name: "auto" or one engine's name.
        quality: "draft", "standard" or "fine", for an engine that can be tuned.

    Raises:
        UsageError: There is no engine of that name.
    """
    wanted = ORDER if name == "auto" else (name,)
    for candidate in wanted:
        engine = _tuned(load_engine(candidate), quality)
        info = engine.info(source, to)
        if info is not None:
            return Choice(engine, info)
    remedies = [load_engine(candidate).remedy(source, to) for candidate in wanted]
    return Choice(None, NOTHING, ", or ".join(filter(None, remedies)))


def _tuned(engine: Engine, quality: str) -> Engine:
    """The engine set to a quality, where it knows such a thing."""
    tuned: Callable[[str], Engine] | None = getattr(engine, "tuned", None)
    return tuned(quality) if tuned else engine


def fetch_models(name: str, source: str, languages: Iterable[str]) -> None:
    """Before anything is translated: fetch the models that Argos's index has and this machine has not, for "auto" and "argos".

    Called once a run, in one process. Where a model cannot be had, one line says so and why, and the next engine is taken;
    without a network that takes one failed connection.
    """
    wanted = [to for to in languages if name in ("auto", "argos") and load_engine("argos").info(source, to) is None]
    if not wanted:
        return
    from pubpipe.engines.download import available, fetch

    for to in wanted:
        offers = available(source, to)
        if offers is None:
            _say(
                "Argos's index cannot be reached; what is installed is used, `pubpipe models add FILE` takes a model from disk"
            )
            return
        if not offers:
            _say(f"Argos has no model for {source}-{to}")
            continue
        told = all(offer.bytes for offer in offers)
        size = f"{sum(offer.bytes for offer in offers) / 1e6:.0f} MB" if told else "a size that its server does not tell"
        _say(f"{source}-{to}: {size} to fetch")
        try:
            fetch(source, to, progress=_say)
        except PubpipeError as error:
            _say(f"{source}-{to} was not fetched: {error.what}")


def _say(text: str) -> None:
    progress.info("      models    %s", text)
