"""Argos Translate's models, decoded by CTranslate2: neural, offline, on the editor's own machine."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from pubpipe.article import EngineInfo
from pubpipe.engines import packages
from pubpipe.engines.agree import join
from pubpipe.engines.base import Draft, Job
from pubpipe.engines.held import Hold, Item, hold, is_start
from pubpipe.engines.packages import Package, codes, find_route
from pubpipe.errors import EngineError

# Capitals and a digit look like a product's code, which a model copies most often; underscores and brackets get lost.
CODE = re.compile(r"(?<![^\W_])XQZ ?(\d+)(?![^\W_])", re.IGNORECASE)
STEPS = (Hold.NAIVE, Hold.ADDRESSES, Hold.NOTHING)
CAPITALS = re.compile(r"\b[^\W\d_]{2,}\b")


class Argos:
    """Translates with the packages that Argos Translate has installed; through English where there is no direct one."""

    name = "argos"

    def __init__(self, folder: Path | str = "") -> None:
        """Take the packages from Argos Translate's own folder where none is given."""
        self._folder = Path(folder) if folder else None

    def info(self, source: str, to: str) -> EngineInfo | None:
        """The packages that would be used, each with its version and the SHA-256 of its model."""
        route = self._route(source, to)
        if not route:
            return None
        data = tuple((package.pair, f"{package.version} sha256:{packages.fingerprint(package)}".strip()) for package in route)
        return EngineInfo(self.name, "Argos Translate", "neural", _engine_version(), tuple(p.pair for p in route), data)

    def remedy(self, source: str, to: str) -> str:
        """The command that fetches the model; it names a damaged one where that is what is wrong."""
        if self._route(source, to):
            return ""
        ways = {(start, end) for start in (*codes(source), "en") for end in (*codes(to), "en")}
        known = set(codes(source)) & packages.OFFERED and set(codes(to)) & packages.OFFERED
        add = f"pubpipe models add {source}-{to}" if known and source != to else ""
        for package in packages.installed(self._folder):
            if package.problem and (
                (package.source, package.to) in ways or package.folder.name in {"_".join(way) for way in ways}
            ):
                mend = f"delete it, then: {add}" if add else "delete it"
                return f"the Argos model in {package.folder} is damaged ({package.problem}); {mend}"
        return f"fetch the Argos model: {add}" if add else ""

    def translate(self, jobs: Sequence[Job], source: str, to: str) -> list[Draft]:
        """Translate all jobs, each hop in one batch. Terms travel as codes; a job whose codes got lost is done without.

        Raises:
            EngineError: No package for these languages, or a damaged one.
        """
        route = self._route(source, to)
        if not route:
            hint = self.remedy(source, to) or "choose another engine for this language"
            raise EngineError(f"no Argos model from {source} to {to} is installed", hint=hint)
        drafts: dict[Job, Draft] = {job: Draft("") for job in jobs if not job.text.strip()}
        for how in STEPS:
            waiting = [job for job in dict.fromkeys(jobs) if job not in drafts]
            drafts |= _attempt(waiting, route, how, to)
        return [drafts[job] for job in jobs]

    def _route(self, source: str, to: str) -> tuple[Package, ...]:
        return find_route(source, to, packages.installed(self._folder))


@lru_cache(maxsize=1)
def _engine_version() -> str:
    """Of CTranslate2, without importing it: that takes longer than all else that `info` does."""
    try:
        return f"CTranslate2 {version('ctranslate2')}"
    except PackageNotFoundError:
        return "CTranslate2"


def _attempt(jobs: Sequence[Job], route: Sequence[Package], how: Hold, to: str) -> dict[Job, Draft]:
    """Drafts for the jobs in which every code came back exactly once."""
    from pubpipe.engines.decode import load_model

    coded = [_code(_calm(job, how), hold(job.text, job.hits, how)) for job in jobs]
    texts = [text for text, _ in coded]
    for package in route if texts else ():
        texts = load_model(package).translate(texts)
    drafts = {}
    for job, text, (_, items) in zip(jobs, texts, coded, strict=True):
        if sorted(int(found[1]) for found in CODE.finditer(text)) == list(range(1, len(items) + 1)) or how == Hold.NOTHING:
            drafts[job] = Draft(_edge(job.text, _decode(text, items, to.split("-")[0].lower(), job.text)))
    return drafts


def _calm(job: Job, how: Hold) -> str:
    """A heading in capitals as a sentence, since the models hardly know words in capitals; held words stay."""
    if not _is_capitals(job.text):
        return job.text
    spans = hold(job.text, job.hits, how)

    def small(found: re.Match[str]) -> str:
        if any(start < found.end() and found.start() < end for start, end, _ in spans):
            return found[0]
        low = found[0].capitalize() if not job.text[: found.start()].strip() else found[0].lower()
        return low if len(low) == len(found[0]) else found[0]

    return CAPITALS.sub(small, job.text)


def _is_capitals(text: str) -> bool:
    return text.isupper() and len([word for word in CAPITALS.findall(text) if len(word) > 3]) > 1


def _code(text: str, spans: Sequence[tuple[int, int, Item]]) -> tuple[str, tuple[Item, ...]]:
    parts, at = [], 0
    for number, (start, end, _) in enumerate(spans, 1):
        parts += [text[at:start], f"XQZ{number}"]
        at = end
    return "".join(parts) + text[at:], tuple(item for _, _, item in spans)


def _decode(text: str, items: Sequence[Item], language: str, source: str) -> str:
    """The text with its codes replaced by what they stand for; a heading in capitals is set in capitals again."""
    capitals = _is_capitals(source)
    text = text.upper() if capitals else text
    done, at = "", 0
    for found in CODE.finditer(text) if items else ():
        item = items[int(found[1]) - 1]
        word = item.word(item.plural)
        done += text[at : found.start()]
        if not item.verbatim and (capitals or is_start(done, opens=source.lstrip()[:1].isupper())):
            word = replace(word, text=word.text.upper() if capitals else word.text[:1].upper() + word.text[1:])
        done, at = join(done, word, language), found.end()
    return done + text[at:]


def _edge(source: str, text: str) -> str:
    """White space around the text as the source has it."""
    return source[: len(source) - len(source.lstrip())] + text.strip() + source[len(source.rstrip()) :]
