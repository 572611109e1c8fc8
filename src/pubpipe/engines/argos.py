"""Argos Translate's models, decoded by CTranslate2: neural, offline, on the editor's own machine."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from pubpipe.article import EngineInfo, TermHit
from pubpipe.engines import force, packages
from pubpipe.engines.agree import join
from pubpipe.engines.attention import compose
from pubpipe.engines.base import Draft, Job
from pubpipe.engines.carried import Carried
from pubpipe.engines.decode import MAX_PIECES, Options, load_model, pause_near_middle
from pubpipe.engines.drafts import Decoded, Drafts, Pairs
from pubpipe.engines.held import Hold, Item, hold, is_start
from pubpipe.engines.packages import Package, codes, find_route
from pubpipe.errors import EngineError
from pubpipe.faults import faults

# Capitals and a digit look like a product's code, which a model copies most often; underscores and brackets get lost.
CODE = re.compile(r"(?<![^\W_])XQZ ?(\d+)(?![^\W_])", re.IGNORECASE)
FREE = (Hold.ADDRESSES, Hold.NOTHING)  # terms go free at first: a code is a hole in the sentence that the model reads
LONG_WORD = re.compile(r"(?<![^\W_])[^\W\d_]{4,}(?![^\W_])")
CAPITALS = re.compile(r"\b[^\W\d_]{2,}\b")
# Hypotheses at each step. Four is Argos's own; two reads about as well at half the cost (benchmarks/neural.py).
BEAMS = {"draft": 1, "standard": 2, "fine": 4}
NO_REPEAT = 3  # pieces
SHORT = 12  # words under which a text is not cut to be tried again


class Argos:
    """Translates with the packages that Argos Translate has installed; through English where there is no direct one."""

    name = "argos"

    def __init__(self, folder: Path | str = "", quality: str = "standard") -> None:
        """Take the packages from Argos Translate's own folder where none is given; `quality` is a key of `BEAMS`."""
        self._folder = Path(folder) if folder else None
        self._beam = BEAMS[quality]

    def tuned(self, quality: str) -> "Argos":
        """The same engine with another quality."""
        return Argos(self._folder or "", quality)

    def info(self, source: str, to: str) -> EngineInfo | None:
        """The packages that would be used, each with its version and the SHA-256 of its model."""
        route = self._route(source, to)
        if not route:
            return None
        data = tuple((package.pair, f"{package.version} sha256:{packages.fingerprint(package)}".strip()) for package in route)
        data = (*data, ("beam", str(self._beam)))
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
        """Translate all jobs, each hop in one batch.

        Terms go free. One that does not come out is forced by decoding again behind it, or spliced in; where neither can be
        had without a loss it travels as a code.

        Raises:
            EngineError: No package for these languages, or a damaged one.
        """
        route = self._route(source, to)
        if not route:
            hint = self.remedy(source, to) or "choose another engine for this language"
            raise EngineError(f"no Argos model from {source} to {to} is installed", hint=hint)
        drafts: dict[Job, Draft] = {job: Draft("") for job in jobs if not job.text.strip()}
        for how in FREE:
            waiting = [job for job in dict.fromkeys(jobs) if job not in drafts]
            drafts |= _attempt(waiting, route, how, to, self._beam)
        lacking = [job for job, draft in drafts.items() if job.hits and force.lacks(job.hits, draft.text)]
        for job, coded in _attempt(lacking, route, Hold.NAIVE, to, self._beam).items():
            drafts[job] = min(drafts[job], coded, key=lambda draft: _loss(job, draft, source, to))
        return [replace(drafts[job], unknown=_strange(job.text, route[0])) for job in jobs]

    def _route(self, source: str, to: str) -> tuple[Package, ...]:
        return find_route(source, to, packages.installed(self._folder))


def _strange(text: str, package: Package) -> tuple[str, ...]:
    """Words that fall apart into pieces of less than two letters each: the model has hardly met them, and makes some up.

    A name is spelt so too, and copied; a word in capitals was decoded in lower case.
    """
    spelt = load_model(package).pieces.encode
    words = dict.fromkeys(
        word[0]
        for word in LONG_WORD.finditer(text)
        if word[0].islower() or (word[0].istitle() and not text[: word.start()].strip())
    )
    return tuple(word for word in words if word.isascii() and len(spelt(word)) * 2 > len(word) + 1)


@lru_cache(maxsize=1)
def _engine_version() -> str:
    """Of CTranslate2, without importing it: that takes longer than all else that `info` does."""
    try:
        return f"CTranslate2 {version('ctranslate2')}"
    except PackageNotFoundError:
        return "CTranslate2"


def _attempt(jobs: Sequence[Job], route: Sequence[Package], how: Hold, to: str, beam: int) -> dict[Job, Draft]:
    """Drafts for the jobs in which every code came back exactly once."""
    coded = [_code(_calm(job, how), hold(job.text, job.hits, how)) for job in jobs]
    texts = [(text.text, job.aligned) for job, (text, _) in zip(jobs, coded, strict=True)]
    ways: dict[Job, tuple[str, ...]] = {job: ("code" if how == Hold.NAIVE else "",) * len(job.hits) for job in jobs}
    through = _through(texts, route, beam)
    if how in FREE:
        through = _with_terms(jobs, [text for text, _ in coded], through, route, ways, beam, to)
    drafts = {}
    for job, made, (text, items) in zip(jobs, through, coded, strict=True):
        came_back = sorted(int(found[1]) for found in CODE.finditer(made.text)) == list(range(1, len(items) + 1))
        if came_back or how == Hold.NOTHING:
            drafts[job] = replace(_draft(job, text, made, items, to.split("-")[0].lower()), ways=ways[job])
    return drafts


def _loss(job: Job, draft: Draft, source: str, to: str) -> tuple[bool, int, int]:
    """How much a draft lacks: everything, then values and the like, then terms."""
    found = faults(job.text, draft.text, source.split("-")[0], to.split("-")[0])
    return "empty" in found, len(found), len(force.lacks(job.hits, draft.text))


def _with_terms(
    jobs: Sequence[Job],
    coded: Sequence[Carried],
    made: Sequence[Decoded],
    route: Sequence[Package],
    ways: dict[Job, tuple[str, ...]],
    beam: int,
    to: str,
) -> list[Decoded]:
    """What was made, with the terms forced that are missing in it; `ways` is told how."""
    done = list(made)
    lacking = [at for at, job in enumerate(jobs) if job.hits and force.lacks(job.hits, made[at].text)]
    if not lacking:
        return done
    texts = [coded[at].text for at in lacking]
    before, pairs, last = _traced(texts, route, beam)
    model = load_model(route[-1])
    tasks = []
    for place, at in enumerate(lacking):
        wishes = [_wish(hit, coded[at], pairs[place]) for hit in jobs[at].hits]
        tasks.append(force.Task(before[place], last[place], tuple(wishes), ("",) * len(wishes)))
    short = [at for at, task in enumerate(tasks) if len(model.pieces.encode(task.source)) <= MAX_PIECES]
    for at, task in zip(short, force.force(model, [tasks[at] for at in short], Options(beam), to), strict=True):
        hull = () if pairs[at] is None else pairs[at]
        done[lacking[at]] = replace(task.made, pairs=compose(hull, task.made.pairs or ()) if hull else task.made.pairs)
        ways[jobs[lacking[at]]] = task.ways
    return done


def _traced(texts: Sequence[str], route: Sequence[Package], beam: int) -> tuple[list[str], list[Pairs | None], list[Decoded]]:
    """What the last model reads for each text, the pairs of words up to there (None for a route of one), and what it makes."""
    before, pairs = list(texts), [None] * len(texts)  # type: list[str], list[Pairs | None]
    for package in route[:-1]:
        made = _hop([(text, True) for text in before], package, beam)
        pairs = [
            one.pairs or () if known is None else compose(known, one.pairs or ())
            for known, one in zip(pairs, made, strict=True)
        ]
        before = [one.text for one in made]
    return before, pairs, _hop([(text, True) for text in before], route[-1], beam)


def _wish(hit: TermHit, coded: Carried, pairs: Pairs | None) -> force.Wish:
    """Where a term stands in the text that the last model reads; nowhere (0, 0) where it cannot be followed."""
    start, end = coded.new_of(hit.start, hit.end)
    if pairs is not None:
        spans = [(c, d) for a, b, c, d in pairs if a < end and start < b]
        start, end = (min(c for c, _ in spans), max(d for _, d in spans)) if spans else (0, 0)
    return force.Wish(start, end, hit)


def _through(texts: Sequence[tuple[str, bool]], route: Sequence[Package], beam: int) -> list[Decoded]:
    """The texts through every hop, each hop in one batch of all; each with its pairs of words where they are asked for."""
    done: list[Decoded] | None = None
    for package in route:
        wanted = texts if done is None else [(last.text, aligned) for last, (_, aligned) in zip(done, texts, strict=True)]
        made = _hop(wanted, package, beam)
        if done is not None:
            made = [
                replace(new, pairs=compose(last.pairs or (), new.pairs or ())) for last, new in zip(done, made, strict=True)
            ]
        done = made
    return done or []


def _hop(texts: Sequence[tuple[str, bool]], package: Package, beam: int) -> list[Decoded]:
    """One hop. What has a fault is decoded again in other ways, and the version with the fewest faults is taken."""
    best = _decode_all(texts, package, Options(beam))
    for way in _ladder(beam):
        failing = [at for at, (text, _) in enumerate(texts) if faults(text, best[at].text, package.source, package.to)]
        if not failing:
            break
        for at, other in zip(failing, way([texts[at] for at in failing], package), strict=True):
            best[at] = min(best[at], other, key=lambda made: _badness(texts[at][0], made.text, package))
    return best


def _badness(text: str, made: str, package: Package) -> tuple[bool, int]:
    found = faults(text, made, package.source, package.to)
    return "empty" in found, len(found)


def _ladder(beam: int) -> tuple[Callable[[Sequence[tuple[str, bool]], Package], list[Decoded]], ...]:
    """Other ways to decode a text that came out wrong, the cheapest first."""
    other = 4 if beam < 4 else 1
    return (
        lambda texts, package: _decode_all(texts, package, Options(beam, NO_REPEAT)),
        lambda texts, package: _decode_all(texts, package, Options(other)),
        _in_halves,
    )


def _decode_all(texts: Sequence[tuple[str, bool]], package: Package, options: Options) -> list[Decoded]:
    """All texts in one call; the pairs of words are had for all where one wants them."""
    drafts = Drafts(packages.fingerprint(package), (package.prefix, options))
    aligned = any(aligned for _, aligned in texts)
    return load_model(package).decode([text for text, _ in texts], options, aligned=aligned, drafts=drafts)


def _in_halves(texts: Sequence[tuple[str, bool]], package: Package) -> list[Decoded]:
    """Each text in two, cut at its strongest pause; one that is short, or has no pause, is left as it is."""
    cuts = [pause_near_middle(text) if len(text.split()) > SHORT else len(text) for text, _ in texts]
    halves = [
        half
        for (text, aligned), cut in zip(texts, cuts, strict=True)
        for half in ((text[:cut], aligned), (text[cut:], aligned))
    ]
    made = _decode_all(halves, package, Options(BEAMS["standard"]))
    return [_joined(left, right, cut) for left, right, cut in zip(made[::2], made[1::2], cuts, strict=True)]


def _joined(left: Decoded, right: Decoded, cut: int) -> Decoded:
    if not right.text:
        return left
    at = len(left.text) + 1
    moved = tuple((a + cut, b + cut, c + at, d + at) for a, b, c, d in right.pairs or ())
    return Decoded(f"{left.text} {right.text}", (*(left.pairs or ()), *moved))


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


def _code(text: str, spans: Sequence[tuple[int, int, Item]]) -> tuple[Carried, tuple[Item, ...]]:
    """The text with each held stretch replaced by a code."""
    carried = Carried()
    at = 0
    for number, (start, end, _) in enumerate(spans, 1):
        carried.keep(text, at, start)
        carried.put(f"XQZ{number}", start, end)
        at = end
    carried.keep(text, at, len(text))
    return carried, tuple(item for _, _, item in spans)


def _draft(job: Job, coded: Carried, made: Decoded, items: Sequence[Item], language: str) -> Draft:
    """The draft with the codes replaced by what they stand for; a heading in capitals is set in capitals again."""
    final = _uncode(made.text, items, language, job.text)
    lead = len(job.text) - len(job.text.lstrip())
    pairs = []
    for a, b, c, d in made.pairs or () if job.aligned else ():
        start, end = coded.old_of(a, b)
        to_start, to_end = final.new_of(c, d)
        if start < end and to_start < to_end:
            pairs.append((start, end, to_start + lead, to_end + lead))
    return Draft(_edge(job.text, final.text), alignment=tuple(pairs))


def _uncode(text: str, items: Sequence[Item], language: str, source: str) -> Carried:
    capitals = _is_capitals(source)
    text = _upper(text) if capitals else text
    done, at = Carried(), 0
    for found in CODE.finditer(text) if items else ():
        item = items[int(found[1]) - 1]
        word = item.word(item.plural)
        done.keep(text, at, found.start())
        if not item.verbatim and (capitals or is_start(done.text, opens=source.lstrip()[:1].isupper())):
            word = replace(word, text=_upper(word.text) if capitals else word.text[:1].upper() + word.text[1:])
        done.become(join(done.text, word, language), len(word.text), found.start(), found.end())
        at = found.end()
    done.keep(text, at, len(text))
    return done


def _upper(text: str) -> str:
    """In capitals, each letter by one: "ß" stays, so that nothing moves."""
    return "".join(char.upper() if len(char.upper()) == 1 else char for char in text)


def _edge(source: str, text: str) -> str:
    """White space around the text as the source has it."""
    return source[: len(source) - len(source.lstrip())] + text.strip() + source[len(source.rstrip()) :]
