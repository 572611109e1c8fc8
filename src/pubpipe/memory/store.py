"""Remember approved translations: the file `memory.tmx`, and exact matches in it."""

import contextlib
import fcntl
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from pubpipe.errors import InputError
from pubpipe.files import explained, make_folder, write_atomic
from pubpipe.memory.match import Match, normal
from pubpipe.memory.tmx import parse_tmx, render_tmx

SIZE_LIMIT = 256 * 1024 * 1024  # bytes; a memory of a million units is about 200 MB


@dataclass(frozen=True, slots=True)
class Memory:
    """The approved translations of one language pair."""

    units: tuple[Match, ...] = ()
    sha256: str = hashlib.sha256(b"").hexdigest()
    _by_context: Mapping[tuple[str, str], Match] = field(default_factory=dict)
    _by_source: Mapping[str, Match] = field(default_factory=dict)

    def find(self, source: str, context: str = "") -> Match | None:
        """The approved target of exactly this text: the one made for this place if there is one, else the latest.

        Texts are compared after Unicode NFC with runs of white space as one space.
        """
        key = normal(source)
        return self._by_context.get((key, context)) or self._by_source.get(key)


def make_memory(units: Iterable[Match], sha256: str = "") -> Memory:
    """Index units. For any other place than its own a source gets the rendering that was approved last."""
    kept = tuple(units)
    by_context = {(normal(unit.source), unit.context): unit for unit in kept if unit.context}
    by_source = {normal(unit.source): unit for unit in sorted(kept, key=lambda unit: unit.date)}
    return Memory(kept, sha256, by_context, by_source)


def load_memory(path: Path, source: str, to: str) -> Memory:
    """Read a TMX 1.4b file; one that does not exist is empty.

    Args:
        source, to: BCP 47 tags. The same tag is preferred; otherwise "es" serves "es-MX", and "en-GB" serves "en".

    Raises:
        InputError: It is not TMX, or larger than `SIZE_LIMIT`; the line is named.
    """
    try:
        if path.stat().st_size > SIZE_LIMIT:
            raise InputError(f"the memory is larger than {SIZE_LIMIT // 2**20} MiB", where=str(path), hint="split it")
        data = path.read_bytes()
    except FileNotFoundError:
        return Memory()
    except OSError as error:
        raise InputError(
            f"the memory cannot be read ({error.strerror})", where=str(path), hint="check its permissions"
        ) from error
    return _made(data, str(path), source, to)


@lru_cache(maxsize=4)
def _made(data: bytes, where: str, source: str, to: str) -> Memory:
    """The memory of a file: one a language is in use at a time, for many articles."""
    return make_memory(parse_tmx(data, where, source, to), hashlib.sha256(data).hexdigest())


def remember(path: Path, source: str, to: str, fresh: Iterable[Match]) -> Memory:
    """Add approved translations to a memory and write it, sorted, one unit a block, so that git shows what changed.

    A fresh unit replaces the one for the same place. Where the same source was rendered otherwise in another place, both stay.
    What cannot be read back identically is refused before anything is written.
    """
    with _locked(path):
        units = _merged(load_memory(path, source, to).units, fresh)
        data = render_tmx(units, source, to)
        if not _comes_back(data, units, source, to):
            raise InputError(
                "an approved text has a control character", where=str(path), hint="take it out, then run this again"
            )
        write_atomic(path, data, durable=True)
        return make_memory(units, hashlib.sha256(data).hexdigest())


def _comes_back(data: bytes, units: tuple[Match, ...], source: str, to: str) -> bool:
    try:
        return tuple(parse_tmx(data, "", source, to)) == units
    except InputError:
        return False


def _merged(old: Iterable[Match], fresh: Iterable[Match]) -> tuple[Match, ...]:
    """Old and fresh units together: a place has one rendering, and one by nobody that serves any place is not stored again."""
    by_key = {(normal(unit.source), unit.context): unit for unit in old}
    for unit in fresh:
        source = normal(unit.source)
        by_key.pop((source, unit.context), None)
        served = (
            make_memory(by_key.values()).find(unit.source, unit.context) if any(key[0] == source for key in by_key) else None
        )
        if served is None or served.target != unit.target or unit.reviewer:
            by_key[source, unit.context] = unit
    return tuple(sorted(by_key.values(), key=lambda unit: (normal(unit.source), unit.date, unit.context)))


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    """One writer at a time, over processes; the lock is a file beside the memory that may be deleted when nobody writes."""
    make_folder(path.parent)
    with explained(path):
        lock = open(path.parent / ".memory.lock", "w")  # noqa: SIM115  closed below
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
