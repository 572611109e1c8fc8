"""Cut a static face from a variable font, under a name of our own.

The names "Source" and others are reserved by their makers (SIL Open Font License 1.1, condition 3), so a face that we changed
goes by a name of ours; licence and copyright stay inside.
"""

from collections.abc import Collection, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

VARIATION_INDEX = 0x8000  # DeltaFormat of a device table that points into the variation store; OpenType 1.9, "Device tables"
DEVICES = {"XPlaDevice": "XPlacement", "YPlaDevice": "YPlacement", "XAdvDevice": "XAdvance", "YAdvDevice": "YAdvance"}
PLAIN = {int, str, float, bool, type(None)}  # most of what stands in a table; known by one look
OURS = {1, 2, 3, 4, 6, 16, 17, 21, 22, 25}  # name ids that carry the family or style


def cut_face(path: Path, location: Mapping[str, float], *, family: str, weight: int, italic: bool = False) -> bytes:
    """The font at one place of its design space, as TrueType; the same input gives the same bytes.

    Args:
        location: Every axis of the font to its value.
        weight: 100 to 900, as CSS counts.
    """
    from fontTools.ttLib import TTFont
    from fontTools.varLib import instancer

    font = TTFont(path, recalcTimestamp=False)
    settle_positions(font, location)
    face = instancer.instantiateVariableFont(font, dict(location), inplace=True)
    _rename(face, family, weight, italic)
    out = BytesIO()
    face.save(out)
    return out.getvalue()


def guest_face(cut: bytes, *, family: str, weight: int, without: Collection[int], extent: tuple[float, float]) -> bytes:
    """A face that was cut, made a guest among others, under a family name of its own.

    Args:
        without: Code points that it shall not have, so that the next face of a stack sets them.
        extent: How far it is to reach above and below the baseline, in ems.
    """
    from fontTools.ttLib import TTFont

    face = TTFont(BytesIO(cut), recalcTimestamp=False)
    _rename(face, family, weight, italic=False)
    for table in face["cmap"].tables:
        table.cmap = {point: glyph for point, glyph in table.cmap.items() if point not in without}
    above, below = (round(part * face["head"].unitsPerEm) for part in extent)
    face["hhea"].ascent, face["hhea"].descent, face["hhea"].lineGap = above, -below, 0
    metrics = face["OS/2"]
    metrics.sTypoAscender, metrics.sTypoDescender, metrics.sTypoLineGap = above, -below, 0
    metrics.usWinAscent, metrics.usWinDescent = above, below
    out = BytesIO()
    face.save(out)
    return out.getvalue()


def settle_positions(font: Any, location: Mapping[str, float]) -> None:
    """Turn the variable kerning and mark positions into fixed ones, in place.

    fontTools' instancer does this too, but merges every pair table on the way: 5 s a face against 1 s here.
    """
    from fontTools.ttLib.tables.otBase import ValueRecord
    from fontTools.ttLib.tables.otTables import Anchor, PairPos, SinglePos

    if "GPOS" not in font or getattr(font["GDEF"].table, "VarStore", None) is None:
        return
    delta = _deltas(font, location)
    for part in _parts(font["GPOS"].table.LookupList):
        if isinstance(part, ValueRecord):
            _settle_value(part, delta)
        elif isinstance(part, Anchor):
            _settle_anchor(part, delta)
        elif isinstance(part, PairPos | SinglePos):
            for field in ("ValueFormat", "ValueFormat1", "ValueFormat2"):
                setattr(part, field, (getattr(part, field, 0) | getattr(part, field, 0) >> 4) & 0xF)
    font["GDEF"].table.VarStore = None
    font["GDEF"].table.Version = 0x00010002


def _deltas(font: Any, location: Mapping[str, float]) -> Any:
    """A function from a device table to its delta in font units at `location`; 0 for None and for hinting devices."""
    from fontTools.misc.roundTools import otRound
    from fontTools.varLib import instancer
    from fontTools.varLib.varStore import VarStoreInstancer

    limits = instancer.AxisLimits(dict(location)).limitAxesAndPopulateDefaults(font)
    place = {tag: triple.default for tag, triple in limits.normalize(font).items()}
    store = VarStoreInstancer(font["GDEF"].table.VarStore, font["fvar"].axes, place)

    def delta(device: Any) -> int:
        if device is None or device.DeltaFormat != VARIATION_INDEX:
            return 0
        return int(otRound(store[(device.StartSize << 16) + device.EndSize]))

    return delta


def _settle_value(value: Any, delta: Any) -> None:
    fields = vars(value)
    for device, field in DEVICES.items():
        if device in fields:
            fields[field] = fields.get(field, 0) + delta(fields.pop(device))


def _settle_anchor(anchor: Any, delta: Any) -> None:
    if anchor.Format == 3:
        anchor.XCoordinate += delta(vars(anchor).pop("XDeviceTable", None))
        anchor.YCoordinate += delta(vars(anchor).pop("YDeviceTable", None))
        anchor.Format = 1


def _parts(root: Any) -> Iterator[Any]:
    """Every object below `root` once, lists and dictionaries walked through."""
    stack, seen = [root], set()
    while stack:
        part = stack.pop()
        if id(part) in seen:
            continue
        seen.add(id(part))
        inner = part if isinstance(part, list) else part.values() if isinstance(part, dict) else vars(part).values()
        parts = (one for one in inner if one.__class__ not in PLAIN)
        stack.extend(one for one in parts if isinstance(one, list | dict) or hasattr(one, "__dict__"))
        yield part


def _rename(font: Any, family: str, weight: int, italic: bool) -> None:
    """Give the face its family, style and style bits, so that family, weight and style lead to one file only."""
    style = {400: "Regular", 600: "SemiBold", 700: "Bold"}.get(weight, str(weight))
    style = (("" if style == "Regular" else style + " ") + "Italic") if italic else style
    names = font["name"]
    names.names = [record for record in names.names if record.nameID < 26 and record.nameID not in OURS]
    postscript = f"{family}-{style}".replace(" ", "")
    for name_id, text in ((1, family), (2, style), (3, f"pubpipe;{postscript}"), (4, f"{family} {style}"), (6, postscript)):
        names.setName(text, name_id, 3, 1, 0x409)
    for table in ("STAT", "DSIG"):
        if table in font:
            del font[table]
    bold = weight >= 700
    font["OS/2"].usWeightClass = weight
    font["OS/2"].fsSelection = (
        font["OS/2"].fsSelection & ~0x61 | (0x01 * italic) | (0x20 * bold) | (0x40 * (not italic and not bold))
    )
    font["head"].macStyle = bold | (italic << 1)
