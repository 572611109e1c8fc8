"""Words of our own in an Apertium pair, so that the articles and adjectives around a term agree with it.

A tiny dictionary of private words is compiled and added to the analyser, the bilingual dictionary and the generator of the
pair. The engine inflects around `zqef7`; afterwards the term takes its place. What is built derives from the pair's own
data (GPL), so it is made on the user's machine and never shipped.

The words, by number n within a segment:
    zq<s><t>n   noun: s is the gender on the source side (e none, m, f), t on the target side (m, f); plural with "s"
    zqan        adjective; in a language of genders and in every target with its gender and number, such as zqanmp
    zqv<c>n     verb; c is the form of an English source (a base, b third person, c past or participle, d -ing); in a target,
                and in a language of genders, with the number of its form in `VERB_FORMS`: zqva7k08
    Zqnn        proper noun
    Zqxn        not in the dictionary at all: the engine lets it stand as an unknown word
"""

import contextlib
import hashlib
import itertools
import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from pubpipe.engines.stream import Command, run
from pubpipe.errors import EngineError

RECIPE = "4"  # part of the name of what is built: raise it when the dictionary below changes
SUMS = "sums.json"
PARTS = ("automorf", "autobil", "autogen")
# Well-known names that most pairs have as np.al or the like: they show how a pair tags a name on either side.
SAMPLES = ("Google", "Microsoft", "Toyota", "Ford", "Europa")
NUMBERS = {"s": "sg", "p": "pl"}
SIGNS = {"E": (), "M": ("m",), "F": ("f",)}
Tags = tuple[str, ...]
PERSONS = tuple(itertools.product(("sg", "pl"), ("p1", "p2", "p3")))
# The forms of a verb in the Romance languages, as Apertium tags them.
VERB_FORMS: tuple[Tags, ...] = (
    ("inf",),
    ("ger",),
    *(("pp", gender, number) for gender, number in itertools.product("mf", ("sg", "pl"))),
    *(
        (tense, person, number)
        for tense in ("pri", "pii", "ifi", "fti", "cni", "prs", "pis", "imp")
        for number, person in PERSONS
    ),
)
# What an English form of a verb may be.
ENGLISH: dict[str, tuple[Tags, ...]] = {
    "a": (("inf",), ("pres",), ("imp",)),
    "b": (("pres", "p3", "sg"), ("pri", "p3", "sg")),
    "c": (("past",), ("pp",)),
    "d": (("ger",), ("pprs",), ("subs",)),
}


def can_build() -> bool:
    """Whether lttoolbox's compiler is installed (Debian has it in lttoolbox-dev)."""
    return all(shutil.which(tool) for tool in ("lt-comp", "lt-append"))


def with_terms(mode: str, commands: Sequence[Command], key: str, cache: Path, *, gendered: bool) -> tuple[Command, ...]:
    """The commands of a mode with our nouns in its dictionaries; built once for each `key` and kept in the cache.

    Args:
        key: Changes whenever the data of the pair change.
        gendered: The source language marks gender on nouns.

    Raises:
        EngineError: The compiler failed, or the cache cannot be written.
    """
    bases = {part: find_part(commands, part) for part in PARTS}
    home = cache / f"{mode}-{key}-{RECIPE}"
    if not _is_whole(home):
        _build(mode, commands, bases, home, gendered)
    moved = {base: str(home / f"{part}.bin") for part, base in bases.items()}
    return tuple(tuple(moved.get(word, word) for word in command) for command in commands)


def has_parts(commands: Sequence[Command]) -> bool:
    """Whether the mode has the three dictionaries that a word must be in; a pair built in another way has not."""
    return all(find_part(commands, part) for part in PARTS)


def find_part(commands: Sequence[Command], part: str) -> str:
    """The path of a compiled dictionary in the commands of a mode, or ""."""
    return next((word for command in commands for word in command[1:] if f".{part}." in Path(word).name), "")


def _build(mode: str, commands: Sequence[Command], bases: dict[str, str], home: Path, gendered: bool) -> None:
    """Make the folder aside and move it in place: two processes may do this at once, and one of them wins."""
    try:
        home.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{mode}-", dir=home.parent) as folder:
            stage = Path(folder) / "new"
            stage.mkdir()
            shapes = _name_tags(mode, commands, bases)
            for part, text in zip(PARTS, _dictionaries(shapes, gendered, _has_cases(mode)), strict=True):
                _append(mode, part, text, bases[part], stage)
            (stage / SUMS).write_text(json.dumps({part: _digest(stage / f"{part}.bin") for part in PARTS}), "utf-8")
            _move(stage, home)
    except OSError as error:
        hint = "make that folder writable, or name another one in the environment variable PUBPIPE_CACHE"
        raise EngineError(f"the cache cannot be written: {error.strerror}", where=str(home.parent), hint=hint) from error


def _move(stage: Path, home: Path) -> None:
    """A damaged one gives way first; a whole one that another process has put there meanwhile stays."""
    with contextlib.suppress(FileNotFoundError):
        if not _is_whole(home):
            os.rename(home, stage.parent / "damaged")
    try:
        os.rename(stage, home)
    except OSError:
        if not _is_whole(home):
            raise


def _is_whole(home: Path) -> bool:
    """Whether every dictionary is there as it was built: lt-proc says nothing about one that lost its end."""
    try:
        sums = json.loads((home / SUMS).read_text("utf-8"))
        return all(_digest(home / f"{part}.bin") == sums[part] for part in PARTS)
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _digest(path: Path) -> str:
    state = path.stat()
    return _digest_of(path, state.st_size, state.st_mtime_ns)


@cache
def _digest_of(path: Path, size: int, time: int) -> str:
    """Remembered within a process, as long as the file has its size and time."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _append(mode: str, part: str, text: str, base: str, stage: Path) -> None:
    source, own = stage / f"{part}.dix", stage / f"{part}.own.bin"
    source.write_text(text, "utf-8")
    direction = "rl" if part == "autogen" else "lr"
    for command in (("lt-comp", direction, str(source), str(own)), ("lt-append", base, str(own), str(stage / f"{part}.bin"))):
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=120, check=False)
        if done.returncode:
            said = (done.stderr or done.stdout).strip().split("\n")[0]
            raise EngineError(
                f"{command[0]} failed for the Apertium pair {mode}: {said}", hint="reinstall lttoolbox and the pair"
            )


def _name_tags(mode: str, commands: Sequence[Command], bases: dict[str, str]) -> tuple[Tags, Tags]:
    """How the pair tags a company's name, source and target side: np.al.sg in one, np.al.m.sg or np.al in another."""
    for sample in SAMPLES:
        found = run(mode, commands[:1], f"{sample}\n", 30)
        for reading in re.findall(r"/([^/$^]+<np>[^/$]*)", found):
            both = run(mode, (("lt-proc", "-b", bases["autobil"]),), f"^{reading}$\n", 30)
            sides = re.search(r"\^([^/$]+)/([^/$@]+)[/$]", both)
            if sides and "<al>" in reading:
                return _tags(sides[1]), _tags(sides[2])
    return ("np", "al", "sg"), ("np", "al", "sg")


def _tags(reading: str) -> Tags:
    return tuple(re.findall(r"<([^>]+)>", reading))


def _has_cases(mode: str) -> bool:
    """Esperanto's generator wants the case of a noun after its number."""
    return mode.rsplit("-", 1)[-1][:2] in ("eo", "ep")


def _dictionaries(name: tuple[Tags, Tags], gendered: bool, cases: bool) -> tuple[str, str, str]:
    """Analyser, bilingual dictionary and generator, as lttoolbox's XML."""
    pairs = [(source, target) for source in ("MF" if gendered else "E") for target in "MF"]
    mono, both, back = [], [], []
    for source, target in pairs:
        word = f"zq{source}{target}[0-9]+".lower()
        left, right = ("n", *SIGNS[source]), ("n",) if cases else ("n", *SIGNS[target])
        both.append(_entry(word, _s(left), _s(right)))
        for ending, number in (("", "sg"), ("s", "pl")):
            mono.append(_entry(word, ending, _s((*left, number))))
            for case in (("nom",), ("acc",)) if cases else ((),):
                back.append(_entry(word, ending, _s((*right, number, *case))))
    word = "zqa[0-9]+"
    both.append(_entry(word, _s(("adj",)), _s(("adj",))))
    mono += [] if gendered else [_entry(word, "", _s(("adj",)))]
    for gender, number in itertools.product("mf", "sp"):
        form = _s(("adj", gender, NUMBERS[number]))
        mono += [_entry(word, gender + number, form)] if gendered else []
        back.append(_entry(word, gender + number, form))
    for number in "sp":  # where the rules leave the gender open
        back.append(_entry(word, "m" + number, _s(("adj", "mf", NUMBERS[number]))))
    for kind, english in ENGLISH.items():
        word = f"zqv{kind}[0-9]+"
        both.append(_entry(word, _s(("vblex",)), _s(("vblex",))))
        mono += [] if gendered else [_entry(word, "", _s(("vblex", *said))) for said in english]
        for at, told in enumerate(VERB_FORMS):
            mono += [_entry(word, f"k{at:02}", _s(("vblex", *told)))] if gendered else []
            back.append(_entry(word, f"k{at:02}", _s(("vblex", *told))))
    source_name, target_name = name
    mono.append(_entry("Zqn[0-9]+", "", _s(source_name)))
    both.append(_entry("Zqn[0-9]+", _s(source_name), _s(target_name)))
    back.append(_entry("Zqn[0-9]+", "", _s(target_name)))
    verbal = itertools.chain.from_iterable((*VERB_FORMS, *itertools.chain.from_iterable(ENGLISH.values())))
    tags = dict.fromkeys(
        ("vblex", *verbal, "n", "adj", "np", "al", "m", "f", "mf", "sg", "pl", "nom", "acc", *source_name, *target_name)
    )
    return _dix(mono, tags), _dix(both, tags), _dix(back, tags)


def _s(tags: Iterable[str]) -> str:
    return "".join(f'<s n="{tag}"/>' for tag in tags)


def _entry(word: str, left: str, right: str) -> str:
    return f"<e><re>{word}</re><p><l>{left}</l><r>{right}</r></p></e>"


def _dix(entries: Iterable[str], tags: Iterable[str]) -> str:
    alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    names = "".join(f'<sdef n="{tag}"/>' for tag in tags)
    section = f'<section id="pubpipe" type="standard">{"".join(entries)}</section>'
    head = f'<?xml version="1.0" encoding="UTF-8"?><dictionary><alphabet>{alphabet}</alphabet>'
    return f"{head}<sdefs>{names}</sdefs>{section}</dictionary>"
