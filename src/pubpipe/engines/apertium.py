"""Apertium, a rule-based engine: gist quality, any machine, no models. Pairs are installed by the system's package manager."""

import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from pubpipe.article import EngineInfo
from pubpipe.engines import lexicon, scale
from pubpipe.engines.base import Draft, Job
from pubpipe.engines.cache import cache_folder
from pubpipe.engines.held import TOKEN, Hold, Item, hold, put_in, survived, take_out, ways_of
from pubpipe.engines.links import Trail, carrying, with_blanks
from pubpipe.engines.overlay import RECIPE, can_build, has_parts, with_terms
from pubpipe.engines.polish import open_questions, opens_big, polish
from pubpipe.engines.routes import MODE, PACKAGES, base, find_route, installed, packages_for
from pubpipe.engines.stream import Command, find_mask, missing_tools, read_mode, translate_texts
from pubpipe.errors import EngineError

DATA = Path("/usr/share/apertium")
DPKG = Path("/var/lib/dpkg")
GENDERLESS = {"en", "eo", "eu", "id", "ms", "hy", "tr", "fi", "hu"}
MARKED = re.compile(r"(?P<mark>[*#@])[*#@]*(?P<word>[^\W\d_]\w*(?:-\w+)*)?")
# Words that a pair's own data get wrong wherever they stand, and a synonym that it gets right: spa-ita 0.2.1 takes "para" for
# the verb "parir" (to give birth) and does not know "muchos"; gl-pt 0.9.3 takes "vellos" and "polo" for the
# verbs "ver" and "pór" with a pronoun.
MISREAD = {
    "gl-pt": (
        (re.compile(r"\b([Pp])ol([ao]s?)\b"), lambda found: found[1] + "or " + found[2]),
        (re.compile(r"\b([Vv])ell([ao]s?)\b"), lambda found: ("A" if found[1] == "V" else "a") + "ntig" + found[2]),
    ),
    "spa-ita": (
        (re.compile(r"\bpara\b"), "por"),
        (re.compile(r"\bPara\b"), "Por"),
        (re.compile(r"\b([Mm])uch([ao]s)\b"), lambda found: ("N" if found[1] == "M" else "n") + "umeros" + found[2]),
        (re.compile(r"\b([Bb])astantes\b"), lambda found: ("V" if found[1] == "B" else "v") + "arios"),
    ),
}


@dataclass(frozen=True, slots=True)
class Hop:
    """One mode of the route with its commands, terms built in where that can be."""

    mode: str
    commands: tuple[Command, ...]
    source: str
    target: str
    knows_terms: bool

    @property
    def is_gendered(self) -> bool:
        """Whether a noun of the source language has a gender."""
        return self.source not in GENDERLESS


@dataclass(frozen=True, slots=True)
class Passage:
    """A text on its way: between hops it is in the language of the last one."""

    text: str
    items: tuple[Item, ...]
    unknown: tuple[str, ...] = ()


class Apertium:
    """Translates by the modes found in Apertium's data folder, through one other language where there is no direct one."""

    name = "apertium"

    def __init__(self, data: Path | str = "", *, limit_s: float = 0) -> None:
        """Take the data folder from APERTIUM_DATADIR where none is given; `limit_s` is for one run of a pair (0: by length)."""
        self.data = Path(data or os.environ.get("APERTIUM_DATADIR") or DATA)
        self.limit_s = limit_s

    def info(self, source: str, to: str) -> EngineInfo | None:
        """The route that would be taken, with the version and a short hash of each pair; reads a few small files."""
        route = self._route(source, to)
        if not route or missing_tools(command for mode in route for command in self._commands(mode)):
            return None
        data = [(mode, _version_of(self._commands(mode))) for mode in route]
        data.append(
            ("terms", f"overlay {RECIPE}" if can_build() else "as unknown words: lt-comp and lt-append are not installed")
        )
        return EngineInfo(self.name, "Apertium", "rule-based", _engine_version(), route, tuple(data))

    def remedy(self, source: str, to: str) -> str:
        """The command that installs the pairs of the best route on Debian and Ubuntu; "" where no route is known."""
        route = find_route(source, to, PACKAGES.keys())
        if not route or self.info(source, to):
            return ""
        names = " ".join(("apertium", "lttoolbox-dev", *packages_for(route)))
        return f"install Apertium with its pair for this language: apt-get install {names}"

    def translate(self, jobs: Sequence[Job], source: str, to: str) -> list[Draft]:
        """Translate all jobs, each hop in one run; where a token was lost, that job once more with a looser hold.

        Raises:
            EngineError: No route, or a pair that is broken or too slow.
        """
        hops = self._hops(source, to)
        scaled = {job: scale.with_scale_words(job, source, to) for job in dict.fromkeys(jobs)}
        different = list(dict.fromkeys(scaled.values()))
        readings = lexicon.look_up(hops[0].mode, hops[0].commands, lexicon.cased_forms(job.text for job in different))
        drafts: dict[Job, Draft] = {job: Draft("") for job in different if not job.text.strip()}
        for how in Hold:
            open_jobs = [job for job in different if job not in drafts]
            drafts |= self._attempt(open_jobs, hops, how, readings) if open_jobs else {}
        return [drafts[scaled[job]] for job in jobs]

    def _route(self, source: str, to: str) -> tuple[str, ...]:
        return find_route(source, to, installed(self.data))

    def _commands(self, mode: str) -> tuple[Command, ...]:
        path = self.data / "modes" / f"{mode}.mode"
        return _read_mode(path, path.stat().st_mtime_ns)

    def _hops(self, source: str, to: str) -> tuple[Hop, ...]:
        route = self._route(source, to)
        if not route:
            hint = self.remedy(source, to) or "choose another engine for this language"
            raise EngineError(f"Apertium has no way from {source} to {to} on this machine", hint=hint)
        return tuple(self._hop(mode) for mode in route)

    def _hop(self, mode: str) -> Hop:
        commands = self._commands(mode)
        parts = MODE.fullmatch(mode)
        source, target = (base(parts[1]), base(parts[2])) if parts else ("", "")
        plain = Hop(mode, commands, source, target, knows_terms=False)
        if not (can_build() and has_parts(commands)):
            return plain
        key = _version_of(commands).rsplit(" ", 1)[-1]
        built = with_terms(mode, commands, key, cache_folder("apertium"), gendered=plain.is_gendered)
        return Hop(mode, built, source, target, knows_terms=True)

    def _attempt(self, jobs: list[Job], hops: Sequence[Hop], how: Hold, readings: lexicon.Readings) -> dict[Job, Draft]:
        """Drafts for those jobs whose tokens all came back."""
        if how == Hold.NOUNS and not all(hop.knows_terms for hop in hops):
            return {}
        mask: dict[str, str] = find_mask(job.text for job in jobs)
        passages = [_prepare(job, how, readings, hops[0]) for job in jobs]
        trails = [Trail(job.text, aligned=job.aligned) for job in jobs]
        for hop in hops:
            texts = [
                _address(passage, hop, is_first=hop is hops[0]).translate({ord(char): mark for char, mark in mask.items()})
                for passage in passages
            ]
            answers = translate_texts(hop.mode, hop.commands, texts, limit_s=self.limit_s)
            self._follow(hop, texts, answers, trails)
            is_last = hop is hops[-1]
            passages = [
                _receive(*pair, mask, hold_unknown=not is_last and how < Hold.NOTHING)
                for pair in zip(passages, answers, strict=True)
            ]
        whole = [how == Hold.NOTHING or survived(passage.text, passage.items) for passage in passages]
        finished = (
            (job, _finish(job, passage, hops[-1].target, how), trail)
            for job, passage, trail, ok in zip(jobs, passages, trails, whole, strict=True)
            if ok
        )
        return {job: replace(draft, alignment=trail.pairs_to(draft.text)) for job, draft, trail in finished}

    def _follow(self, hop: Hop, texts: Sequence[str], answers: Sequence[str], trails: Sequence[Trail]) -> None:
        """Send the texts that have inline codes once more, each word in a blank of its own, to see what became of it."""
        wanted = [at for at, trail in enumerate(trails) if trail.aligned]
        commands = carrying(hop.commands) if wanted else ()
        if not commands:
            return
        told = translate_texts(hop.mode, commands, [with_blanks(texts[at]) for at in wanted], limit_s=self.limit_s)
        for at, answer in zip(wanted, told, strict=True):
            trails[at].add(texts[at], answer, answers[at])


def _prepare(job: Job, how: Hold, readings: lexicon.Readings, hop: Hop) -> Passage:
    """The text as the first hop gets it: in sentence case, with tokens for what must not be translated."""
    fixed = [(start, end) for start, end, _ in hold(job.text, job.hits, how)]
    text = lexicon.sentence_case(job.text, fixed, readings)
    text = lexicon.open_compounds(text, fixed, readings) if hop.source == "en" else text
    names = lexicon.unknown_names(text, readings)
    masked = put_in(text, hold(text, job.hits, how, names), gendered=hop.is_gendered)
    said = masked.text
    if hop.source == "en":
        said = lexicon.open_genitives(said, readings, only_plurals=not hop.mode.startswith("eng-cat"))
    free = [span for span in names if all(span[1] <= start or end <= span[0] for start, end in fixed)]
    words = said.replace(" & ", " and ") if hop.source == "en" else said  # the pairs take "&" for no word at all
    return Passage(words, masked.items, tuple(text[start:end] for start, end in free))


def _address(passage: Passage, hop: Hop, *, is_first: bool) -> str:
    """The text with each token spelled as this hop's dictionary has it (for the first hop it already is)."""

    def spell(found: re.Match[str]) -> str:
        number = int(found["number"])
        if number > len(passage.items):
            return found[0]
        item = replace(passage.items[number - 1], plural=bool(found["plural"]))
        token = found[0].lower() if item.kind[0] in "av" else item.token(number, gendered=hop.is_gendered)
        return token.capitalize() if found[0][0].isupper() else token

    text = passage.text
    for pattern, said in MISREAD.get(hop.mode, ()):
        text = pattern.sub(said, text)
    return text if is_first else TOKEN.sub(spell, text)


def _receive(passage: Passage, answer: str, mask: Mapping[str, str], *, hold_unknown: bool) -> Passage:
    """Take the marks out of an answer and note the words that carried them.

    An unknown word is held through the next hop: it is still in the first language, and might mean something in the second.
    """
    items, unknown = list(passage.items), list(passage.unknown)

    def unmark(found: re.Match[str]) -> str:
        word = found["word"] or ""
        if not word or TOKEN.fullmatch(word):
            return word
        if found["mark"] == "*" or word[0].islower():  # a name's only form is its lemma: nothing is wrong with it
            unknown.append(word)
        if found["mark"] != "*" or not hold_unknown:
            return word
        items.append(Item(word, word, "x"))
        return items[-1].token(len(items), gendered=False)

    text = MARKED.sub(unmark, answer).translate({ord(mark): char for char, mark in mask.items()})
    return Passage(text, tuple(items), tuple(unknown))


def _finish(job: Job, passage: Passage, language: str, how: Hold) -> Draft:
    """The last answer made fit to print, with terms in their place and the words before them in agreement."""
    capitals = lexicon.is_capitals(job.text)
    text = polish(passage.text, job.text, passage.items, language)
    text = take_out(text.upper() if capitals else text, passage.items, language, opens=opens_big(job.text), capitals=capitals)
    text = open_questions(text) if language == "es" else text
    lead, tail = _edges(job.text)
    return Draft(lead + text + tail, _in_order(passage.unknown, job.text), ways=ways_of(job.hits, how))


def _edges(text: str) -> tuple[str, str]:
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


def _in_order(words: Iterable[str], source: str) -> tuple[str, ...]:
    """Each word once, as it comes in the source; a word of the language in between comes last."""
    places = {word: source.lower().find(word.lower()) for word in words if len(word) > 1}
    return tuple(sorted(places, key=lambda word: (places[word] < 0, places[word])))


@lru_cache(maxsize=64)
def _read_mode(path: Path, changed: int) -> tuple[Command, ...]:
    """As `read_mode`, again only when the file changed (nanoseconds of its last change)."""
    return read_mode(path)


def _version_of(commands: Sequence[Command]) -> str:
    """Version of a pair and eight digits of a hash over its data, such as "1.0.1-5 3fa94c1b"; the hash alone without dpkg."""
    files = [Path(word) for command in commands for word in command[1:] if word.startswith("/") and Path(word).is_file()]
    stats = [path.stat() for path in files]
    return _digest(tuple(files), tuple((stat.st_size, stat.st_mtime_ns) for stat in stats))


@lru_cache(maxsize=64)
def _digest(files: tuple[Path, ...], stats: tuple[tuple[int, int], ...]) -> str:
    """Over dpkg's own list of checksums where there is one, since that is a thousand times shorter than the data."""
    package = files[0].parent.name if files else ""
    sums = DPKG / "info" / f"{package}.md5sums"
    digest = hashlib.sha256()
    if package and sums.is_file():
        digest.update(sums.read_bytes() + repr([size for size, _ in stats]).encode())
    else:
        for path in files:
            digest.update(path.read_bytes())
    return f"{_dpkg_versions().get(package, '')} {digest.hexdigest()[:8]}".strip()


def _dpkg_versions() -> dict[str, str]:
    status = DPKG / "status"
    return _read_status(status, status.stat().st_mtime_ns) if status.is_file() else {}


@lru_cache(maxsize=2)
def _read_status(path: Path, changed: int) -> dict[str, str]:
    """Versions of the Apertium packages that dpkg has installed."""
    found = re.finditer(
        r"^Package: (apertium\S*)\nStatus: install ok installed\n(?:.+\n)*?Version: (.+)$",
        path.read_text("utf-8", "replace"),
        re.MULTILINE,
    )
    return {match[1]: match[2] for match in found}


def _engine_version() -> str:
    return _dpkg_versions().get("apertium") or _asked_version()


@lru_cache(maxsize=1)
def _asked_version() -> str:
    """What `apertium -V` says, for systems without dpkg."""
    tool = shutil.which("apertium")
    if not tool:
        return ""
    done = subprocess.run([tool, "-V"], capture_output=True, text=True, timeout=10, check=False)
    return done.stdout.strip().rpartition(" ")[2]
