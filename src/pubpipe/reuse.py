"""Keep a unit of the last edition where all that it is made of is what it was: nothing is translated twice.

Each unit has a key: the hash of its text and codes, of the terms in it, of what the memory has for its place, of the engine and
of our own code that words it. The keys stand in the record. A page that is set anew, a sentence that changed, a glossary entry
that touches three segments: only segments with another key go to the engine.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pubpipe.article import Segment, TermHit, Unit
from pubpipe.inputs import hash_of, wording_hash
from pubpipe.memory import Match
from pubpipe.record import Record

BESIDE = ("U-015", "U-016")  # findings that speak of other units: they are looked for again


@dataclass(slots=True)
class Known:
    """The units of the last edition by key, and the keys of those that are being made.

    Attributes:
        circumstances: What all units of the edition depend on: engine, languages, quality.
        keys: Segment id to key, filled as segments are looked up.
        kept: Ids of the segments whose unit was kept.
    """

    record: Record
    slug: str
    circumstances: object = None
    keys: dict[str, str] = field(default_factory=dict)
    kept: set[str] = field(default_factory=set)
    _units: dict[str, Unit] = field(init=False)

    def __post_init__(self) -> None:
        is_whole = self.record.is_sealed and self.record.state  # one that was changed by hand tells nothing
        keys = self.record.keys if is_whole else {}
        self._units = {keys[unit.segment.id]: unit for unit in self.record.units if unit.segment.id in keys}

    def find(self, segment: Segment, hits: Sequence[TermHit], match: Match | None) -> Unit | None:
        """The unit of a segment as it was made before, if all that it is made of is the same; with the terms `hits`."""
        place = f"{self.slug}/{segment.id}"
        used = match and (match.context == place, replace(match, note="", context=""))
        key = hash_of((segment.text, segment.marks, segment.lang, tuple(hits), used, self.circumstances, wording_hash()))[:24]
        self.keys[segment.id] = key
        old = self._units.get(key)
        unit = self._renewed(old, segment, hits) if old else None
        if unit is not None:
            self.kept.add(segment.id)
        return unit

    def _renewed(self, old: Unit, segment: Segment, hits: Sequence[TermHit]) -> Unit | None:
        """The unit at its new place; None where the record does not tell how its terms got there."""
        held = [hit for hit in hits if hit.term.status != "forbidden"]
        ways = self.record.ways.get(old.segment.id, ())
        if len(held) != len(ways):
            return None
        told = iter(ways)
        renewed = tuple(hit if hit.term.status == "forbidden" else replace(hit, way=next(told)) for hit in hits)
        findings = tuple(
            replace(finding, where=segment.id) if finding.where == old.segment.id else finding
            for finding in old.findings
            if finding.code not in BESIDE
        )
        return replace(old, segment=segment, hits=renewed, findings=findings)
