"""What an edition says of its making to machines: the facts of its disclosure, in the words of standards."""

from collections.abc import Sequence

from pubpipe.article import EngineInfo, State, Unit

DONE = (State.REVIEWED, State.FINAL)
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
