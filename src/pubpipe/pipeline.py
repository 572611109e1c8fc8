"""The only file that knows the order of the rooms."""

import hashlib
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pubpipe import clean, ingest
from pubpipe.article import Article, Edition, Finding, Level, Segment, SourcePage, State, Unit
from pubpipe.engines.choose import Choice, choose_engine, fetch_models
from pubpipe.errors import EngineError, InputError, PubpipeError
from pubpipe.files import make_folder, write_atomic
from pubpipe.glossary import Termbase
from pubpipe.inputs import code_hash, hash_of, inputs_of, locale_folder, today, tool_versions
from pubpipe.intake import take_in_all, with_memory
from pubpipe.memory import Memory, load_memory
from pubpipe.publish import publish
from pubpipe.record import LEFT_ALONE, Record, carried_by, carried_json, dump, render_record, sha256_of
from pubpipe.remake import make_edition
from pubpipe.settings import Settings
from pubpipe.sheet import write_sheet
from pubpipe.shelf import Place, remarks_on
from pubpipe.termbases import termbase_of

if TYPE_CHECKING:
    from pubpipe.clean.trail import Trail

STEPS = ("ingest", "clean", "segment", "review", "localize", "typeset", "verify", "write", "distribute")
progress = logging.getLogger("pubpipe.progress")
SHOWN = 10  # rows of a glossary that are named in a run; `pubpipe glossary check` names all


@dataclass(frozen=True, slots=True)
class Task:
    """One edition to be made; it may travel to another process.

    Attributes:
        inputs: Name of everything the edition is a function of, to its hash.
        record: What the last run wrote of it.
        review: What a reviewer said that no approved target answers yet.
    """

    settings: Settings
    article: Article
    segments: tuple[Segment, ...]
    lang: str
    inputs: Mapping[str, str]
    record: Record
    review: tuple[Finding, ...] = ()

    @property
    def day(self) -> str:
        """The day the edition is dated: that of its first making, as long as it is the same edition."""
        is_same = dict(self.inputs) == dict(self.record.inputs) and self.record.day
        return self.record.day if is_same else today()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one edition.

    Attributes:
        status: "built", "current" (nothing had changed), "withheld" (a check failed) or "failed" (it could not be made).
        findings: All that were found, of every level.
        files: What stands in the output folder now.
        error: Why it failed.
    """

    slug: str
    lang: str
    status: str
    engine: str = ""
    from_memory: int = 0
    from_engine: int = 0
    findings: tuple[Finding, ...] = ()
    files: tuple[Path, ...] = ()
    error: PubpipeError | None = None


def say(step: str, text: str, *values: object) -> None:
    """One numbered line of progress, with counts that a person can check."""
    progress.info(f"[%d/%d] %-9s {text}", STEPS.index(step) + 1, len(STEPS), step, *values)


def make_editions(settings: Settings, sources: Sequence[str], *, force: bool = False, jobs: int = 1) -> Iterator[Outcome]:
    """Make every edition that is out of date, one outcome for each source and language, as each is done.

    What goes wrong with one edition or one source is an outcome of its own and does not stop the others.

    Raises:
        OutputError: The output folder cannot be written.
    """
    make_folder(settings.output)
    seen: dict[str, str] = {}
    tasks: list[Task] = []
    for address in sources:
        slug = clean.slug_of(address)
        try:
            if seen.setdefault(slug, address) != address:
                raise InputError(f"its folder would be that of {seen[slug]}", where=address, hint="rename one of the two")
            due, standing = _due(settings, address, slug, force)
        except PubpipeError as error:
            yield from (Outcome(slug, lang, "failed", error=error) for lang in settings.languages)
            continue
        yield from standing
        tasks.extend(due)
    if tasks:
        prepare_fonts(settings)
        fetch_fonts(settings, tasks)
        fetch_missing(settings, tasks)
    yield from _run(tasks, jobs)
    for slug in seen:
        if any(task.article.slug == slug for task in tasks) or not (settings.output / slug / "terms.html").exists():
            write_sheet(settings.output / slug)
    written = publish(settings)
    if written.names:
        say("distribute", "%d editions offered; %d pages written anew", written.offered, len(written.names))


def fetch_missing(settings: Settings, tasks: Sequence[Task]) -> None:
    """Fetch the models that the tasks want and this machine has not, where the settings allow it."""
    if not settings.offline:
        for source in dict.fromkeys(task.article.lang for task in tasks):
            wanted = dict.fromkeys(task.lang for task in tasks if task.article.lang == source)
            for name in filter(None, (settings.engine, settings.second_engine)):
                fetch_models(name, source, wanted)


def _due(settings: Settings, address: str, slug: str, force: bool) -> tuple[list[Task], list[Outcome]]:
    """The editions of one source that are out of date, as tasks, and the outcomes of those that are not."""
    page = ingest.open_page(address, limit=settings.limit_mb * 2**20)
    facts = clean.facts_path(address)
    common = {"source": page.sha256, "facts": sha256_of(facts) if facts else "", "code": code_hash()}
    due: list[Task] = []
    standing: list[Outcome] = []
    opened: tuple[Article, tuple[Segment, ...]] | None = None
    for lang in settings.languages:
        place = Place(settings.output, slug, lang)
        record = place.read()
        try:
            review = take_in_all(settings, place, record, lambda text: say("review", "%s", text))
        except PubpipeError as error:  # this copy stays where it is, and the edition as it was; the other languages go on
            standing.append(Outcome(slug, lang, "failed", error=error))
            continue
        known = record.article.lang if record.article else settings.source_language
        is_same = common | inputs_of(settings, known, lang) == dict(record.inputs) and place.is_complete(record)
        if is_same and not force and (place.review not in place.changed(record) or place.review in place.open_elsewhere()):
            standing.append(_standing(place, record))
            continue
        opened = opened or open_article(settings, page)
        article, segments = opened
        inputs = common | inputs_of(settings, article.lang, lang)
        due.append(Task(settings, article, segments, lang, inputs, record, review))
    return due, standing


def _standing(place: Place, record: Record) -> Outcome:
    """The outcome of an edition that nothing changed for."""
    files = tuple(place.folder / name for name in record.files)
    status = "withheld" if record.state == "withheld" else "current"
    findings = (*record.findings, *remarks_on(place.changed(record)))
    return Outcome(place.slug, place.lang, status, record.engine.name, *count_origins(record.units), findings, files)


def open_article(settings: Settings, page: SourcePage) -> tuple[Article, tuple[Segment, ...]]:
    """Clean and segment one page, and write the receipt of the cleaning."""
    say("ingest", "%s: %d bytes", Path(page.address).name, len(page.data))
    article, trail = clean_with_trail(settings, page)
    article = replace(article, source=Path(article.source).name)  # where it lies on this machine is nobody else's business
    folder = settings.output / article.slug
    write_atomic(folder / "cleaning.json", dump(clean.receipt_json(article, trail, page)))
    write_atomic(folder / "cleaning.html", clean.receipt_html(article, trail))
    kept = len(article.blocks), len(article.notes), len(article.authors)
    counts = "%s: %d blocks, %d notes, %d authors kept; %d lines dropped (see %s)"
    say("clean", counts, article.slug, *kept, len(article.dropped), "cleaning.html")
    segments = segment_article(article)
    say("segment", "%s: %d segments", article.slug, len(segments))
    return article, segments


def clean_article(settings: Settings, page: SourcePage) -> Article:
    """The article of a page, with what its sidecar file says."""
    return clean_with_trail(settings, page)[0]


def clean_with_trail(settings: Settings, page: SourcePage) -> "tuple[Article, Trail]":
    """The same, and how it came about."""
    path = clean.facts_path(page.address)
    facts = clean.read_facts(path) if path else None
    return clean.clean_with_trail(page, facts=facts, default_lang=settings.source_language)


def segment_article(article: Article) -> tuple[Segment, ...]:
    """The article's segments, front matter and notes included."""
    from pubpipe import segment

    return segment.segment_article(article)


def _run(tasks: Sequence[Task], jobs: int) -> Iterator[Outcome]:
    """Make editions, in this process or in several; the outcomes come in the order of the tasks."""
    if min(jobs, len(tasks)) <= 1:
        yield from map(build, tasks)
        return
    from pubpipe.workers import map_in_processes

    yield from map_in_processes(build, tasks, jobs)


def build(task: Task) -> Outcome:
    """Make one edition; a named failure becomes an outcome."""
    try:
        return build_edition(task)
    except PubpipeError as error:
        return Outcome(task.article.slug, task.lang, "failed", error=error)


def build_edition(task: Task) -> Outcome:
    """Localize, typeset, verify and write one edition.

    Raises:
        PubpipeError: It cannot be made; nothing of it was written.
    """
    settings, lang = task.settings, task.lang
    units, choice = translate(settings, task.article, task.segments, lang)
    edition = make_edition(settings, task.article, task.segments, units, choice, lang, task.day)
    used = dict(task.inputs) | {"engine": hash_of(choice.info)}  # a model may have been fetched since
    made = lay_out(settings, edition, _carried(task, edition, used))
    review = tuple(f for f in task.review if not _is_answered(f.where, units))
    findings = (*(f for unit in units for f in unit.findings), *read_back(made, edition), *review)
    is_withheld = any(finding.level is Level.ERROR for finding in findings)
    say("verify", "%s: %s", lang, count_findings(findings))
    written = _write(replace(task, inputs=used), edition, made, findings, review, is_withheld)
    counts = count_origins(units)
    return Outcome(
        task.article.slug, lang, "withheld" if is_withheld else "built", choice.info.name, *counts, findings, written
    )


def translate(
    settings: Settings, article: Article, segments: tuple[Segment, ...], lang: str
) -> tuple[tuple[Unit, ...], Choice]:
    """The checked units of an article in one language, and what made them.

    Raises:
        EngineError: Something is left untranslated and no engine is there; the sentence says what to install.
        InputError: The article is in that language already.
    """
    from pubpipe.engines.grammar import describe
    from pubpipe.localize.targets import localize

    if article.lang.split("-")[0] == lang.split("-")[0] and settings.engine != "pseudo":
        raise InputError(f"the article is in {article.lang} already", where=lang, hint="leave this language out of --lang")
    folder = locale_folder(settings.locales, lang)
    termbase = termbase_of(settings, lang)
    for finding in termbase.findings[:SHOWN]:
        progress.warning("      glossary  %s: %s %s (%s)", finding.where, finding.code, finding.message, finding.hint)
    memory = load_memory(folder / "memory.tmx", article.lang, lang)
    choice = choose_engine(settings.engine, article.lang, lang, settings.quality)
    done = localize(
        segments, lang, engine=choice.engine, termbase=termbase, memory=memory, slug=article.slug, describe=describe
    )
    if choice.engine is None and any(unit.state is State.INITIAL for unit in done.units):
        hint = choice.remedy or "no engine we know of does; `pubpipe doctor` lists what there is"
        raise EngineError(f"nothing translates from {article.lang} to {lang} here", where=lang, hint=hint)
    terms = sum(hit.term.status != "forbidden" for unit in done.units for hit in unit.hits)
    text = "%s: %d segments; %d from memory, %d from %s; %d terms"
    say("localize", text, lang, len(done.units), *count_origins(done.units), choice.info.name, terms)
    units, guessed = _with_memory(done.units, memory, article.slug, done.guessed)
    units = check_units(units, done.unknown, guessed)
    if settings.second_engine:
        units = ask_second_engine(settings, units, termbase, article.slug, choice.info.name)
    return units, choice


def _with_memory(
    units: Sequence[Unit], memory: Memory, slug: str, guessed: Mapping[str, tuple[str, ...]]
) -> tuple[tuple[Unit, ...], dict[str, tuple[str, ...]]]:
    """The units with codes, states and ways of approval as the memory has them; codes that a person placed are no guess."""
    made = tuple(with_memory(unit, memory.find(unit.segment.text, f"{slug}/{unit.segment.id}"), slug) for unit in units)
    placed = {unit.segment.id for unit, old in zip(made, units, strict=True) if unit.marks and unit is not old}
    return made, {name: words for name, words in guessed.items() if name not in placed}


def ask_second_engine(
    settings: Settings, units: tuple[Unit, ...], termbase: Termbase, slug: str, first: str
) -> tuple[Unit, ...]:
    """The units, with a note on each that another engine reads otherwise; what a person approved is not asked about."""
    from pubpipe.localize.targets import localize
    from pubpipe.verify import second_opinions

    asked = [unit for unit in units if unit.origin.startswith("engine:")]
    if not asked:
        return units
    source, lang = asked[0].segment.lang, asked[0].lang
    choice = choose_engine(settings.second_engine, source, lang, settings.quality)
    if choice.engine is None or choice.info.name == first:
        why = choice.remedy or f"{choice.info.title or settings.second_engine} is the first already"
        progress.warning("      no second opinion on %s: %s", lang, why)
        return units
    others = localize(
        [unit.segment for unit in asked], lang, engine=choice.engine, termbase=termbase, memory=Memory(), slug=slug
    )
    notes = tuple(second_opinions(asked, others.units, choice.info.title))
    say("localize", "%s: %d of %d segments read otherwise by %s", lang, len(notes), len(asked), choice.info.name)
    return tuple(replace(unit, findings=(*unit.findings, *(n for n in notes if n.where == unit.segment.id))) for unit in units)


def check_units(
    units: Sequence[Unit], unknown: Mapping[str, tuple[str, ...]], guessed: Mapping[str, tuple[str, ...]]
) -> tuple[Unit, ...]:
    """The units with what the checks found on each."""
    from pubpipe.localize.typography import missing_numbers
    from pubpipe.verify import check_consistency, check_unit

    side_by_side = check_consistency(units)

    def lost(source: str, target: str, source_lang: str, lang: str) -> tuple[str, ...]:
        return missing_numbers(source, target, source_lang, lang)[0]

    def found(unit: Unit) -> tuple[Finding, ...]:
        name = unit.segment.id
        alone = check_unit(unit, missing_numbers=lost, unknown=unknown.get(name, ()), guessed=guessed.get(name, ()))
        return (*alone, *side_by_side.get(name, ()))

    return tuple(replace(unit, findings=found(unit)) for unit in units)


def _carried(task: Task, edition: Edition, inputs: Mapping[str, str]) -> dict[str, Any]:
    """What the files of an edition carry of its record."""
    settings = task.settings
    receipt = sha256_of(settings.output / task.article.slug / "cleaning.json")
    return carried_json(edition, inputs=inputs, day=task.day, tools=tool_versions(), page=settings.page, receipt=receipt)


def lay_out(settings: Settings, edition: Edition, carried: Mapping[str, Any]) -> dict[str, bytes]:
    """The edition in every format that is wanted, by its name.

    Args:
        carried: What the files carry of the edition's record; see `carried_json`.
    """
    from pubpipe.typeset import bilingual, docx, epub, pdf
    from pubpipe.verify import take_prints

    def of(name: str) -> Callable[[bytes], dict[str, Any]]:
        return lambda draft: carried_by(carried, name, take_prints(name, draft))

    place = Place(settings.output, edition.source.slug, edition.lang)
    writers = {
        "pdf": lambda: pdf.write_pdf(edition, page=settings.page, fonts_dir=prepare_fonts(settings), carried=of(place.pdf)),
        "docx": lambda: docx.write_docx(edition, page=settings.page, export=exporthash_of(edition)),
        "epub": lambda: epub.write_epub(edition, carried=of(place.epub)),
        "bilingual": lambda: bilingual.write_bilingual(edition, fonts_dir=prepare_fonts(settings), carried=of(place.bilingual)),
    }
    made = {name: writers[name]() for name in settings.formats}
    sizes = ", ".join(f"{name} of {len(data) // 1000} kB" for name, data in made.items())
    say("typeset", "%s: %s", edition.lang, sizes)
    return made


def prepare_fonts(settings: Settings) -> Path:
    """The folder of the faces, cut on the first run."""
    from pubpipe.typeset import fonts

    fonts.prepare(settings.cache / "fonts")
    return settings.cache / "fonts"


def fetch_fonts(settings: Settings, tasks: Sequence[Task]) -> None:
    """Fetch the families that the tasks want and this user has not, where the settings allow it. What cannot be had is
    said; the edition that wants it then says what to do."""
    from pubpipe.typeset import fetched
    from pubpipe.typeset.scripts import script_of

    scripts = [script_of(lang) for task in tasks for lang in (task.lang, task.article.lang)]
    for family in fetched.needed(scripts) if not settings.offline else ():
        if not family.is_here:
            progress.info("      fonts     fetching %s for %s", family.name, family.lang)
            try:
                fetched.fetch(family)
            except PubpipeError as error:
                progress.info("      fonts     %s", error.what)


def read_back(made: Mapping[str, bytes], edition: Edition) -> tuple[Finding, ...]:
    """What is missing from the finished files, read as a stranger would."""
    return tuple(finding for name, data in made.items() for finding in read_format(name, data, edition))


def read_format(name: str, data: bytes, edition: Edition) -> tuple[Finding, ...]:
    """The same for one file, `name` being its format."""
    from pubpipe.verify import check_bilingual, check_epub

    readers = {"pdf": read_pdf, "docx": read_docx, "epub": check_epub, "bilingual": check_bilingual}
    return readers[name](data, edition)


def read_pdf(data: bytes, edition: Edition) -> tuple[Finding, ...]:
    from pubpipe.typeset import running_texts
    from pubpipe.verify import check_pdf

    return check_pdf(data, edition, running_texts(edition))


def take_all_prints(files: Mapping[str, bytes]) -> dict[str, Mapping[str, Any]]:
    """The fingerprints of what each file says, for whoever verifies it later."""
    from pubpipe.verify import take_prints

    return {name: take_prints(name, data) for name, data in files.items()}


def read_docx(data: bytes, edition: Edition) -> tuple[Finding, ...]:
    from pubpipe.verify import check_docx

    return check_docx(data, edition)


def count_origins(units: Sequence[Unit]) -> tuple[int, int]:
    """How many units a person approved, and how many an engine made."""
    approved = sum(unit.state in (State.REVIEWED, State.FINAL) for unit in units)
    return approved, sum(unit.origin.startswith("engine:") for unit in units)


def _is_answered(segment_id: str, units: Sequence[Unit]) -> bool:
    """Whether a segment has an approved target; a point about one that the article has no more stays open, to be seen."""
    states = [unit.state for unit in units if unit.segment.id == segment_id]
    return any(state in (State.REVIEWED, State.FINAL) for state in states)


def count_findings(findings: Sequence[Finding]) -> str:
    """ "2 errors, 1 warning", or "no findings"."""
    counts = {level: sum(finding.level is level for finding in findings) for level in Level}
    return ", ".join(f"{n} {level}{'s' * (n > 1)}" for level, n in counts.items() if n) or "no findings"


def _write(
    task: Task,
    edition: Edition,
    files: Mapping[str, bytes],
    findings: Sequence[Finding],
    review: Sequence[Finding],
    is_withheld: bool,
) -> tuple[Path, ...]:
    """Put an edition into the output folder. A withheld one leaves its review copy and its record, so that a person can mend
    it, and no PDF or DOCX."""
    from pubpipe.review import AsSet, as_set, write_review

    place = Place(task.settings.output, task.article.slug, task.lang)
    open_points = tuple(
        replace(u, findings=(*u.findings, *(f for f in review if f.where == u.segment.id))) for u in edition.units
    )
    made = {} if is_withheld else {getattr(place, name): data for name, data in files.items()}
    hints = similar(task.settings, edition)
    made[place.review] = write_review(replace(edition, units=open_points), export=exporthash_of(edition), hints=hints)
    held = {name: lock for name, lock in place.open_elsewhere().items() if name in made}
    hashes = place.replace(task.record, made, held)
    read = as_set(files["docx"]) if "docx" in files else AsSet()
    about = render_record(
        edition,
        inputs=dict(task.inputs) | ({LEFT_ALONE: ", ".join(sorted(held))} if held else {}),
        files=hashes,
        findings=findings,
        review=review,
        day=task.day,
        withheld=is_withheld,
        tools=tool_versions(),
        page=task.settings.page,
        receipt=sha256_of(place.folder / "cleaning.json"),
        prints=take_all_prints({name: made[name] for name in place.editions if name in made}),
        export=exporthash_of(edition),
        segments_set=read.segments,
        outside_set=read.outside,
    )
    write_atomic(place.record, about)
    say("write", "%s: %s%s", task.lang, "withheld; " if is_withheld else "", ", ".join(made))
    return tuple(place.folder / name for name in made)


def similar(settings: Settings, edition: Edition) -> dict[str, str]:
    """Segment id to a similar text of the memory with its target, for the reviewer of what no person has approved yet."""
    from pubpipe.memory.fuzzy import hints_for

    lang = edition.source.lang
    memory = load_memory(locale_folder(settings.locales, edition.lang) / "memory.tmx", lang, edition.lang)
    waiting = [(u.segment.id, u.segment.text) for u in edition.units if u.state not in (State.REVIEWED, State.FINAL)]
    found = hints_for(waiting, memory.units, lang) if memory.units else {}
    return {name: f"{hint.score:.0f} %: {hint.match.source} → {hint.match.target}" for name, hint in found.items()}


def exporthash_of(edition: Edition) -> str:
    """Names the texts that a review copy was made from."""
    texts = "\0".join(f"{u.segment.id}\0{u.segment.text}\0{u.target}" for u in edition.units)
    return hashlib.sha256(f"{edition.source.slug}\0{edition.lang}\0{texts}".encode()).hexdigest()[:16]
