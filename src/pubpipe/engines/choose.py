"""Which engine makes an edition: one for the whole of it, and why."""

import logging
from dataclasses import dataclass

from pubpipe.article import EngineInfo
from pubpipe.engines.base import Engine, load_engine
from pubpipe.errors import PubpipeError

log = logging.getLogger(__name__)
ORDER = ("argos", "apertium")  # of "auto": the neural engine first; never the pseudo-language
NOTHING = EngineInfo("none", "", "none", "")


@dataclass(frozen=True, slots=True)
class Choice:
    """An engine with what it would use, or none and what a person can do about that."""

    engine: Engine | None
    info: EngineInfo
    remedy: str = ""


def choose_engine(name: str, source: str, to: str, *, may_fetch: bool = False) -> Choice:
    """Find an engine for a pair of languages.

    Args:
        name: "auto" or one engine's name.
        may_fetch: With "auto" and "argos", fetch a model that is missing and that Argos's index has. Without a network this
            costs one failed connection a run.

    Raises:
        UsageError: There is no engine of that name.
    """
    wanted = ORDER if name == "auto" else (name,)
    for candidate in wanted:
        engine = load_engine(candidate)
        info = engine.info(source, to)
        if info is None and candidate == "argos" and may_fetch and _fetch(source, to):
            info = engine.info(source, to)
        if info is not None:
            return Choice(engine, info)
    remedies = [load_engine(candidate).remedy(source, to) for candidate in wanted]
    return Choice(None, NOTHING, ", or ".join(filter(None, remedies)))


_offline: list[str] = []  # why fetching was given up, once a process; a list so that it can be filled


def _fetch(source: str, to: str) -> bool:
    """Fetch the model of a pair; False, with one line said, where it cannot be had."""
    from pubpipe.engines.packages import fetch

    if _offline:
        return False
    try:
        return bool(fetch(source, to, progress=_say))
    except PubpipeError as error:
        log.info("no model for %s-%s was fetched: %s", source, to, error.what)
        _offline.append(error.what)
        return False


def _say(text: str) -> None:
    logging.getLogger("pubpipe.progress").info("      models    %s", text)
