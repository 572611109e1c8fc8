"""What an edition says of its making to machines: the facts of its disclosure, in the words of standards."""

import re
from collections.abc import Mapping, Sequence
from html import escape

from pubpipe.article import EngineInfo, State, Unit

DONE = (State.REVIEWED, State.FINAL)
CAPITAL = re.compile("(?=[A-Z])")
IPTC = "http://cv.iptc.org/newscodes/digitalsourcetype/"


def ai_disclosure(engine: EngineInfo, units: Sequence[Unit]) -> str:
    """The value of W3C's `ai-disclosure` (AI Content Disclosure for HTML, community group draft of 2026), or "".

    A rule-based engine is no generative one: what it makes is disclosed in words, but not by this value (the group's issue 22).
    """
    made = [unit for unit in units if unit.origin.startswith("engine:")]
    if engine.kind != "neural" or not made:
        return ""
    done = [unit for unit in units if unit.state in DONE]
    if not done:
        return "ai-autonomous"
    return "mixed" if any(unit.state not in DONE for unit in made) else "ai-assisted"


def digital_source(engine: EngineInfo, units: Sequence[Unit]) -> str:
    """The IPTC digital source type (NewsCodes, cv.iptc.org), the last piece of its address."""
    made = [unit for unit in units if unit.origin.startswith("engine:")]
    if not made:
        return "digitalCreation"
    is_read = any(unit.state in DONE for unit in units)
    if engine.kind == "neural":
        return "compositeWithTrainedAlgorithmicMedia" if is_read else "trainedAlgorithmicMedia"
    return "humanEdits" if all(unit.state in DONE for unit in units) else "algorithmicMedia"


def tool_of(engine: EngineInfo) -> str:
    """The engine with its version, as people know it: "Apertium 3.8.3"."""
    return f"{engine.title} {engine.version}".strip()


def provenance(unit: Unit, engine: EngineInfo) -> dict[str, str]:
    """Who made a target and who revised it, by the names that ITS 2.0 (W3C, 2013, 8.11 Provenance) gives them in XML.

    A text that a person approved names the person alone: what stood there before is not known any more. Of what the memory
    brought along, and of what is kept as it is, nothing is known.
    """
    kind, _, name = unit.origin.partition(":")
    if kind == "engine":
        return {"tool": tool_of(engine) or name}
    return {"revPerson": name} if kind == "reviewer" and name not in ("", "unknown") else {}


def in_html(told: Mapping[str, str]) -> str:
    """The same as attributes in the spelling of HTML: `revPerson` is `its-rev-person` (ITS 2.0, 6.1)."""
    return "".join(f' its-{CAPITAL.sub("-", name).lower()}="{escape(value)}"' for name, value in told.items())
