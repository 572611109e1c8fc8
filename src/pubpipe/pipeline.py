"""The only file that knows the order of the rooms."""

import datetime
import hashlib
import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pubpipe import clean, ingest
from pubpipe.article import Article, Edition, Finding, Level, Segment, SourcePage, State, Unit
from pubpipe.engines.choose import Choice, choose_engine, fetch_models
from pubpipe.errors import EngineError, InputError, PubpipeError
from pubpipe.files import make_folder, write_atomic
from pubpipe.glossary import load_termbase
from pubpipe.inputs import builtin_locales, code_hash, hash_of, inputs_of, locale_folder, today, tool_versions
from pubpipe.memory import Match, load_memory, remember
from pubpipe.record import Record, dump, render_record, sha256_of
from pubpipe.settings import Settings
from pubpipe.shelf import Place, keep_aside, remarks_on, write_manifest

if TYPE_CHECKING:
    from pubpipe.clean.trail import Trail
    from pubpipe.review import ReviewCopy

STEPS = ("ingest", "clean", "segment", "review", "localize", "typeset", "verify", "write")
progress = logging.getLogger("pubpipe.progress")


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
    write_manifest(settings.output)


def fetch_missing(settings: Settings, tasks: Sequence[Task]) -> None:
    """Fetch the models that the tasks want and this machine has not, where the settings allow it."""
    if not settings.offline:
        for source in dict.fromkeys(task.article.lang for task in tasks):
            fetch_models(settings.engine, source, dict.fromkeys(task.lang for task in tasks if task.article.lang == source))


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
            review = take_in_review(settings, place, record)
        except PubpipeError as error:  # this copy stays where it is, and the edition as it was; the other languages go on
            standing.append(Outcome(slug, lang, "failed", error=error))
            continue
        known = record.article.lang if record.article else settings.source_language
        is_same = common | inputs_of(settings, known, lang) == dict(record.inputs) and place.is_complete(record)
        if is_same and not force and place.review not in place.changed(record):
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


def take_in_review(settings: Settings, place: Place, record: Record) -> tuple[Finding, ...]:
    """Take in a review copy that a person changed, before anything is made.

    Returns:
        What the reviewer said, now or earlier, that no approved target answers yet.
    """
    if place.review not in place.changed(record):
        return record.review
    return import_review(settings, place.folder / place.review, place, record)


def import_review(settings: Settings, path: Path, place: Place, record: Record) -> tuple[Finding, ...]:
    """Read one review copy: approved targets go to the memory, the copy itself to kept/; what is left open is returned.

    Raises:
        InputError: It is not a review copy; it stays where it is.
    """
    from pubpipe import review

    copy = _read_copy(path)
    outcome = review.reconcile(copy, record.units, slug=place.slug)
    now = datetime.datetime.now(datetime.UTC).strftime("%Y%m%dT%H%M%SZ")
    fresh = [Match(c.source, c.target, c.reviewer, f"{place.slug}/{c.segment_id}", now, c.note) for c in outcome.corrections]
    if fresh:
        source = record.article.lang if record.article else settings.source_language
        remember(locale_folder(settings.locales, place.lang) / "memory.tmx", source, place.lang, fresh)
    for remark in outcome.remarks:
        progress.info("      review    %s %s: %s", place.lang, remark.where, remark.message)
    kept = keep_aside(path)
    say(
        "review",
        "%s: %d segments approved, %d points open; the copy is kept as %s",
        place.lang,
        len(fresh),
        len(outcome.conflicts),
        kept,
    )
    answered = {c.segment_id for c in outcome.corrections} | {finding.where for finding in outcome.conflicts}
    return (*(finding for finding in record.review if finding.where not in answered), *outcome.conflicts)


def _read_copy(path: Path) -> "ReviewCopy":
    from pubpipe.review import read_review

    try:
        return read_review(path.read_bytes())
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror})", where=str(path), hint="name a review copy") from error
    except InputError as error:
        raise InputError(error.what, where=str(path), hint=error.hint) from error


def import_copy(settings: Settings, path: Path) -> tuple[Finding, ...]:
    """Take in a review copy that came by another way, whatever its name; the edition it belongs to stands in its key line.

    Raises:
        InputError: It is not a review copy, or of an edition that is not in the output folder.
    """
    copy = _read_copy(path)
    place = Place(settings.output, copy.slug, copy.lang)
    record = place.read()
    if record.article is None:
        what = f"it is a copy of {copy.slug}.{copy.lang}, and no such edition is in {settings.output}"
        raise InputError(what, where=str(path), hint="make that edition first, or name its folder with --root")
    return import_review(settings, path, place, record)


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
    made = lay_out(settings, edition)
    review = tuple(f for f in task.review if not _is_answered(f.where, units))
    findings = (*(f for unit in units for f in unit.findings), *read_back(made, edition), *review)
    is_withheld = any(finding.level is Level.ERROR for finding in findings)
    say("verify", "%s: %s", lang, count_findings(findings))
    used = dict(task.inputs) | {"engine": hash_of(choice.info)}  # a model may have been fetched since
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
    from pubpipe.localize.targets import localize

    if article.lang.split("-")[0] == lang.split("-")[0] and settings.engine != "pseudo":
        raise InputError(f"the article is in {article.lang} already", where=lang, hint="leave this language out of --lang")
    folder = locale_folder(settings.locales, lang)
    termbase = load_termbase(folder / "glossary.csv", settings.locales / "glossary.csv")
    memory = load_memory(folder / "memory.tmx", article.lang, lang)
    choice = choose_engine(settings.engine, article.lang, lang, settings.quality)
    done = localize(segments, lang, engine=choice.engine, termbase=termbase, memory=memory, slug=article.slug)
    if choice.engine is None and any(unit.state is State.INITIAL for unit in done.units):
        hint = choice.remedy or "no engine we know of does; `pubpipe doctor` lists what there is"
        raise EngineError(f"nothing translates from {article.lang} to {lang} here", where=lang, hint=hint)
    terms = sum(hit.term.status != "forbidden" for unit in done.units for hit in unit.hits)
    text = "%s: %d segments; %d from memory, %d from %s; %d terms"
    say("localize", text, lang, len(done.units), *count_origins(done.units), choice.info.name, terms)
    return check_units(done.units, done.unknown, done.guessed), choice


def check_units(
    units: Sequence[Unit], unknown: Mapping[str, tuple[str, ...]], guessed: Mapping[str, tuple[str, ...]]
) -> tuple[Unit, ...]:
    """The units with what the checks found on each."""
    from pubpipe.localize.typography import missing_numbers
    from pubpipe.verify import check_unit

    def lost(source: str, target: str, source_lang: str, lang: str) -> tuple[str, ...]:
        return missing_numbers(source, target, source_lang, lang)[0]

    def found(unit: Unit) -> tuple[Finding, ...]:
        name = unit.segment.id
        return tuple(check_unit(unit, missing_numbers=lost, unknown=unknown.get(name, ()), guessed=guessed.get(name, ())))

    return tuple(replace(unit, findings=found(unit)) for unit in units)


def make_edition(
    settings: Settings,
    article: Article,
    segments: tuple[Segment, ...],
    units: tuple[Unit, ...],
    choice: Choice,
    lang: str,
    day: str,
) -> Edition:
    """Sew the units together and gather what the edition says of itself, in its own language."""
    from pubpipe import segment
    from pubpipe.localize import edition
    from pubpipe.localize.strings import load_strings
    from pubpipe.typeset import face_names

    targets, marks = {unit.segment.id: unit.target for unit in units}, {unit.segment.id: unit.marks for unit in units}
    sewn = segment.sew(article, targets, segments, to=lang, marks=marks)
    return edition.make_edition(
        article,
        sewn,
        units,
        lang,
        engine=choice.info,
        labels=load_strings(lang, settings.locales, builtin_locales()),
        faces=face_names(lang),
        day=day,
        imprint=settings.imprint,
    )


def lay_out(settings: Settings, edition: Edition) -> dict[str, bytes]:
    """The edition in every format that is wanted, by its name."""
    from pubpipe.typeset import bilingual, docx, epub, pdf

    writers = {
        "pdf": lambda: pdf.write_pdf(edition, page=settings.page, fonts_dir=prepare_fonts(settings)),
        "docx": lambda: docx.write_docx(edition, page=settings.page),
        "epub": lambda: epub.write_epub(edition),
        "bilingual": lambda: bilingual.write_bilingual(edition, fonts_dir=prepare_fonts(settings)),
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
    return tuple(finding for name, data in made.items() for finding in read_file(name, data, edition))


def read_file(name: str, data: bytes, edition: Edition) -> tuple[Finding, ...]:
    """The same for one file, `name` being its format."""
    from pubpipe.verify import check_bilingual, check_epub

    readers = {"pdf": read_pdf, "docx": read_docx, "epub": check_epub, "bilingual": check_bilingual}
    return readers[name](data, edition)


def read_pdf(data: bytes, edition: Edition) -> tuple[Finding, ...]:
    from pubpipe.typeset import running_texts
    from pubpipe.verify import check_pdf

    return check_pdf(data, edition, running_texts(edition))


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
    from pubpipe.review import write_review

    place = Place(task.settings.output, task.article.slug, task.lang)
    open_points = tuple(
        replace(u, findings=(*u.findings, *(f for f in review if f.where == u.segment.id))) for u in edition.units
    )
    made = {} if is_withheld else {getattr(place, name): data for name, data in files.items()}
    made[place.review] = write_review(replace(edition, units=open_points), export=exporthash_of(edition))
    hashes = place.replace(task.record, made)
    about = render_record(
        edition,
        inputs=task.inputs,
        files=hashes,
        findings=findings,
        review=review,
        day=task.day,
        withheld=is_withheld,
        tools=tool_versions(),
    )
    write_atomic(place.record, about)
    say("write", "%s: %s%s", task.lang, "withheld; " if is_withheld else "", ", ".join(made))
    return tuple(place.folder / name for name in made)


def exporthash_of(edition: Edition) -> str:
    """Names the texts that a review copy was made from."""
    texts = "\0".join(f"{u.segment.id}\0{u.segment.text}\0{u.target}" for u in edition.units)
    return hashlib.sha256(f"{edition.source.slug}\0{edition.lang}\0{texts}".encode()).hexdigest()[:16]
