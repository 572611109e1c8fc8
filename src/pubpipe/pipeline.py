"""The only file that knows the order of the rooms."""

import hashlib
import logging
import os
from collections import Counter
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from itertools import count as count_up
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pubpipe import clean, ingest, pictures
from pubpipe.alone import one_run
from pubpipe.article import Article, Edition, Finding, Level, Segment, SourcePage, State, Unit
from pubpipe.due import Desk, Reason, Stand, load_findings, open_desk, row_after
from pubpipe.engines.choose import Choice, choose_engine, fetch_models
from pubpipe.errors import EngineError, FullError, InputError, PubpipeError
from pubpipe.explain import in_words
from pubpipe.files import explained, make_folder, write_atomic
from pubpipe.glossary import Termbase
from pubpipe.inputs import hash_of, locale_folder, today, tool_versions
from pubpipe.intake import take_in_all, with_memory
from pubpipe.ledger import Row
from pubpipe.memory import Memory, load_memory
from pubpipe.placing import Made, put
from pubpipe.publish import publish
from pubpipe.pulls import check_pulls
from pubpipe.record import Record, carried_by, carried_json, count_origins, dump, sha256_of
from pubpipe.remake import make_edition
from pubpipe.reuse import Known
from pubpipe.settings import Settings
from pubpipe.sheet import write_sheet
from pubpipe.shelf import Place, remarks_on
from pubpipe.stamps import Survey, stamp_of
from pubpipe.termbases import termbase_of
from pubpipe.touch import touch_of

if TYPE_CHECKING:
    from pubpipe.clean.trail import Trail
    from pubpipe.memory.fuzzy import Hint

STEPS = ("ingest", "clean", "segment", "review", "localize", "typeset", "verify", "write", "distribute")
progress = logging.getLogger("pubpipe.progress")
SHOWN = 10  # rows of a glossary that are named in a run; `pubpipe glossary check` names all


@dataclass(frozen=True, slots=True)
class Task:
    """One edition to be made; it may travel to another process.

    Attributes:
        inputs: Name of everything the edition is a function of, to its hash.
        record: What the last run wrote of it, without its units: those are read where they are wanted.
        anew: Translate again what was translated.
        review: What a reviewer said that no approved target answers yet.
        receipt: SHA-256 of the cleaning's receipt, which another machine has not.
        now: The day of this run; another machine may have another.
    """

    settings: Settings
    article: Article
    segments: tuple[Segment, ...]
    lang: str
    inputs: Mapping[str, str]
    record: Record
    review: tuple[Finding, ...] = ()
    anew: bool = False
    receipt: str = ""
    now: str = ""

    @property
    def day(self) -> str:
        """The day the edition is dated: that of its first making, as long as it is the same edition."""
        is_same = dict(self.inputs) == dict(self.record.inputs) and self.record.day
        return self.record.day if is_same else self.now or today()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one edition.

    Attributes:
        status: "built", "current" (nothing had changed), "withheld" (a check failed), "failed" (it could not be made) or "not
            begun" (the run had to stop before it); in a dry run "due".
        findings: All that were found, of every level.
        files: What stands in the output folder now.
        error: Why it failed.
        reasons: Why it was made, where that was asked.
        row: What the ledger is to know of it.
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
    reasons: tuple[Reason, ...] = ()
    row: Row | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run is going to do, told before it begins.

    Attributes:
        editions: How many are asked for.
        due: Slug of each article to its languages that are out of date, and each of these to the reasons.
        pages: Slug of each of these articles to the kind of its page (the suffix) and its bytes: what there is to tell how much
            text it will be before it is cleaned.
    """

    editions: int
    due: Mapping[str, Mapping[str, tuple[Reason, ...]]]
    pages: Mapping[str, tuple[str, int]] = field(default_factory=dict)


def say(step: str, text: str, *values: object) -> None:
    """One numbered line of progress, with counts that a person can check."""
    progress.info(f"[%d/%d] %-9s {text}", STEPS.index(step) + 1, len(STEPS), step, *values)


@one_run
def make_editions(
    settings: Settings,
    sources: Sequence[str],
    *,
    force: bool = False,
    jobs: int = 1,
    explain: bool = False,
    dry_run: bool = False,
    begin: Callable[[Plan], None] = lambda plan: None,
) -> Iterator[Outcome]:
    """Make every edition that is out of date, one outcome for each source and language, as each is done.

    What goes wrong with one edition or one source is an outcome of its own and does not stop the others. A full disk does: what
    is left then is "not begun".

    Args:
        explain: Say of each outcome why it was made.
        dry_run: Change nothing; what is out of date is "due".
        begin: Told what is going to be done, before it is.

    Raises:
        OutputError: The output folder cannot be written.
    """
    if not dry_run:
        make_folder(settings.output)
    desk = open_desk(settings)
    addresses, failed = _addresses(settings, sources)
    yield from failed
    stands = {slug: [desk.stand(slug, lang) for lang in settings.languages] for slug in addresses}
    reviews = {} if dry_run else _take_in(settings, stands)
    desk.ledger.save()
    verdicts: list[Verdict] = []
    remarks = desk.ledger.findings()
    for slug, address in addresses.items():
        page = desk.page_inputs(address)
        for stand in stands[slug]:
            review = reviews.get((slug, stand.place.lang))
            if isinstance(review, PubpipeError):  # the copy stays where it is, and the edition as it was; the others go on
                yield Outcome(slug, stand.place.lang, "failed", error=review)
                continue
            reasons = (*desk.reasons(stand, page, address), *([Reason("force", details=("--force",))] if force else []))
            if reasons and explain:
                reasons = in_words(reasons, settings, stand.place.read(), stand.place.lang)
            if reasons:
                verdicts.append(Verdict(address, stand, page, reasons, review))
            else:
                yield _standing(stand, remarks.get((slug, stand.place.lang), "[]"))
    del stands, remarks
    begin(plan_of(verdicts, len(addresses) * len(settings.languages)))
    if dry_run:
        yield from (_told(settings, verdict) for verdict in verdicts)
        desk.close()
        return
    is_stopped = any(isinstance(said, FullError) for said in reviews.values())
    if not is_stopped:
        is_stopped = yield from _make(settings, desk, verdicts, jobs, force=force, explain=explain)
    else:
        yield from _not_begun(verdicts)
    if is_stopped:  # nothing can be written now, and the next run writes what is not there
        desk.close()
        desk.ledger.close()
        return
    for slug in addresses:  # of a run that was killed there may be some left
        _keep_sheet(settings, desk, slug)
    desk.close()
    written = publish(settings, desk.ledger, Survey(settings.output) if verdicts else desk.survey)
    if written.names:
        say("distribute", "%d editions offered; %d pages written anew", written.offered, len(written.names))
    desk.ledger.close()


@dataclass(frozen=True, slots=True)
class Verdict:
    """An edition that is out of date, with the hashes of its page and what a reviewer said of it."""

    address: str
    stand: Stand
    page: Mapping[str, str]
    reasons: tuple[Reason, ...]
    review: tuple[Finding, ...] | None = None


def _addresses(settings: Settings, sources: Sequence[str]) -> tuple[dict[str, str], list[Outcome]]:
    """Slug of each source to its address, and the outcomes of those whose folder another has taken."""
    addresses: dict[str, str] = {}
    failed: list[Outcome] = []
    for address in sources:
        slug = clean.slug_of(address)
        if addresses.setdefault(slug, address) != address:
            error = InputError(f"its folder would be that of {addresses[slug]}", where=address, hint="rename one of the two")
            failed += (Outcome(slug, lang, "failed", error=error) for lang in settings.languages)
    return addresses, failed


def _take_in(
    settings: Settings, stands: Mapping[str, Sequence[Stand]]
) -> dict[tuple[str, str], tuple[Finding, ...] | PubpipeError]:
    """Take in what a person changed, of all editions before any is looked at: a correction may touch other articles too.

    Returns:
        What each reviewer said, or why the copy could not be read, by slug and language; nothing for what is as it was written.
    """
    taken: dict[tuple[str, str], tuple[Finding, ...] | PubpipeError] = {}
    for place in (stand.place for found in stands.values() for stand in found if stand.changed):
        try:
            taken[place.slug, place.lang] = take_in_all(settings, place, place.read(), lambda text: say("review", "%s", text))
        except FullError as error:
            taken[place.slug, place.lang] = error
            break
        except PubpipeError as error:
            taken[place.slug, place.lang] = error
    return taken


def plan_of(verdicts: Sequence[Verdict], editions: int) -> Plan:
    """What is going to be done."""
    due: dict[str, dict[str, tuple[Reason, ...]]] = {}
    pages: dict[str, tuple[str, int]] = {}
    for verdict in verdicts:
        slug = verdict.stand.place.slug
        due.setdefault(slug, {})[verdict.stand.place.lang] = verdict.reasons
        if slug not in pages:
            stamp = stamp_of(verdict.address)
            pages[slug] = Path(verdict.address).suffix, stamp.size if stamp else 0
    return Plan(editions, due, pages)


def _told(settings: Settings, verdict: Verdict) -> Outcome:
    """The outcome of a dry run: the edition would be made, or its source cannot be opened."""
    place = verdict.stand.place
    try:
        if verdict.stand.row is None or any(reason.name == "source" for reason in verdict.reasons):
            ingest.open_page(verdict.address, limit=settings.limit_mb * 2**20)
    except PubpipeError as error:
        return Outcome(place.slug, place.lang, "failed", error=error, reasons=verdict.reasons)
    return Outcome(place.slug, place.lang, "due", reasons=verdict.reasons)


def _make(
    settings: Settings, desk: Desk, verdicts: Sequence[Verdict], jobs: int, *, force: bool, explain: bool
) -> Generator[Outcome, None, bool]:
    """Make what is out of date, and let the ledger know; whether the run had to stop before all of it was tried."""
    why = {(v.stand.place.slug, v.stand.place.lang): v.reasons for v in verdicts} if explain else {}
    waiting = {(verdict.stand.place.slug, verdict.stand.place.lang): verdict for verdict in verdicts}
    left = Counter(slug for slug, _ in waiting)
    is_full = False
    if verdicts:
        prepare_fonts(settings)  # in processes of its own, and so before any thread is there
    with closing(_run(settings, _in_line(settings, desk, verdicts, force), jobs, len(verdicts))) as outcomes:
        for outcome in outcomes:
            slug = outcome.slug
            del waiting[slug, outcome.lang]
            if outcome.status != "failed":
                desk.made(Place(settings.output, slug, outcome.lang), outcome.row, outcome.findings)
            left[slug] -= 1
            is_full |= isinstance(outcome.error, FullError)
            if not left[slug] and not is_full:
                desk.survey.again(slug)
                _keep_sheet(settings, desk, slug)
            yield replace(outcome, reasons=why.get((slug, outcome.lang), ()))
    yield from _not_begun(waiting.values())
    return bool(waiting) or is_full


def _not_begun(verdicts: Iterable[Verdict]) -> Iterator[Outcome]:
    for place in (verdict.stand.place for verdict in verdicts):
        yield Outcome(place.slug, place.lang, "not begun")


def _keep_sheet(settings: Settings, desk: Desk, slug: str) -> None:
    """Write the proof sheet of an article's terms where it is not there, or older than a record."""
    entries = desk.survey.folder(slug)
    records = [stamp for name, stamp in entries.items() if name.startswith(f"{slug}.") and name.endswith(".json")]
    sheet = entries.get("terms.html")
    if records and (sheet is None or sheet.mtime_ns < max(stamp.mtime_ns for stamp in records)):
        if write_sheet(settings.output / slug):
            path = settings.output / slug / "terms.html"
            with explained(path):
                os.utime(path)  # one that says the same already is not asked about again
        desk.survey.again(slug)


def _in_line(settings: Settings, desk: Desk, verdicts: Sequence[Verdict], force: bool) -> Iterator[Task | Outcome]:
    """What is out of date as tasks, in order; for editions whose source has no article in it, that.

    A page is cleaned, and what its languages need is fetched, when the first of its editions is asked for: of an archive some
    pages are in memory and not all, and the first editions are there when the last page has not been read.
    """
    ready: set[tuple[str, str]] = set()
    for address, group in groupby(verdicts, key=lambda verdict: verdict.address):
        due = list(group)
        try:
            tasks = list(_tasks(settings, desk, address, due, force))
        except PubpipeError as error:
            yield from (Outcome(v.stand.place.slug, v.stand.place.lang, "failed", error=error) for v in due)
            continue
        new = [task for task in tasks if (task.article.lang, task.lang) not in ready]
        if new:
            ready.update((task.article.lang, task.lang) for task in new)
            fetch_fonts(settings, new)
            fetch_missing(settings, new)
        yield from tasks


def _tasks(settings: Settings, desk: Desk, address: str, due: Sequence[Verdict], force: bool) -> Iterator[Task]:
    """The tasks of one source.

    Raises:
        PubpipeError: It cannot be opened, or there is no article in it.
    """
    page = ingest.open_page(address, limit=settings.limit_mb * 2**20)
    look = pictures.Reader(page.address)
    article, segments = open_article(settings, page, look)
    hashes = dict(due[0].page) | {"source": page.sha256}
    receipt = sha256_of(settings.output / article.slug / "cleaning.json")
    desk.put_texts(article.slug, hashes, [[segment.id, segment.text] for segment in segments])
    hashes |= look.inputs
    for verdict in due:
        place = verdict.stand.place
        record = place.read()
        review = record.review if verdict.review is None else verdict.review
        slim = replace(
            record, units=(), article=None, findings=(), prints={}, set_segments={}, set_outside=(), keys={}, ways={}
        )
        inputs = hashes | desk.common(article.lang, place.lang)
        yield Task(settings, article, segments, place.lang, inputs, slim, review, anew=force, receipt=receipt)


def fetch_missing(settings: Settings, tasks: Sequence[Task]) -> None:
    """Fetch the models that the tasks want and this machine has not, where the settings allow it."""
    if not settings.offline:
        for source in dict.fromkeys(task.article.lang for task in tasks):
            wanted = dict.fromkeys(task.lang for task in tasks if task.article.lang == source)
            for name in filter(None, (settings.engine, settings.second_engine)):
                fetch_models(name, source, wanted)


def _standing(stand: Stand, findings: str) -> Outcome:
    """The outcome of an edition that nothing changed for.

    Args:
        findings: Of its record, as the ledger has them, where it was not read.
    """
    place, row = stand.place, stand.row
    assert row is not None  # noqa: S101  one without a record is out of date
    found = load_findings(findings) if stand.findings is None else stand.findings
    status = "withheld" if row.state == "withheld" else "current"
    files = tuple(place.folder / name for name in row.files)
    remarks = remarks_on(stand.changed)
    return Outcome(place.slug, place.lang, status, row.engine, row.approved, row.machine, (*found, *remarks), files)


def open_article(
    settings: Settings, page: SourcePage, look: "pictures.Reader | None" = None
) -> tuple[Article, tuple[Segment, ...]]:
    """Clean and segment one page, and write the receipt of the cleaning and the pictures."""
    say("ingest", "%s: %d bytes", Path(page.address).name, len(page.data))
    look = look or pictures.Reader(page.address)
    article, trail = clean_with_trail(settings, page, look)
    article = replace(article, source=Path(article.source).name)  # where it lies on this machine is nobody else's business
    folder = settings.output / article.slug
    write_atomic(folder / "cleaning.json", dump(clean.receipt_json(article, trail, page)), durable=True)
    write_atomic(folder / "cleaning.html", clean.receipt_html(article, trail))
    pictures.keep(folder, article, look.contents)
    kept = len(article.blocks), len(article.notes), len(article.authors)
    counts = "%s: %d blocks, %d notes, %d authors kept; %d lines dropped (see %s)"
    say("clean", counts, article.slug, *kept, len(article.dropped), "cleaning.html")
    if trail.pictures:
        seen = len(article.pictures), len(trail.pictures), sum(one.is_missed for one in article.unshown)
        say("clean", "%s: %d of %d pictures kept; %d are missing", article.slug, *seen)
    segments = segment_article(article)
    check_pulls(article, segments)
    say("segment", "%s: %d segments", article.slug, len(segments))
    return article, segments


def clean_article(settings: Settings, page: SourcePage) -> Article:
    """The article of a page, with what its sidecar file says."""
    return clean_with_trail(settings, page)[0]


def clean_with_trail(settings: Settings, page: SourcePage, look: "pictures.Reader | None" = None) -> "tuple[Article, Trail]":
    """The same, and how it came about."""
    path = clean.facts_path(page.address)
    facts = clean.read_facts(path) if path else None
    shown = (look or pictures.Reader(page.address)) if settings.pictures else None
    return clean.clean_with_trail(page, facts=facts, default_lang=settings.source_language, look=shown)


def segment_article(article: Article) -> tuple[Segment, ...]:
    """The article's segments, front matter and notes included."""
    from pubpipe import segment

    return segment.segment_article(article)


def _run(settings: Settings, line: Iterator[Task | Outcome], jobs: int, count: int) -> Generator[Outcome, None, None]:
    """Make editions in this process, in several or on a cluster. Each is written here as it is made; the outcomes come in the
    order of the line. Once nothing more can be written, what is done is told and no more is made."""
    from pubpipe.workers import each

    sent: dict[int, tuple[int, Task]] = {}  # what is in flight, by the number under which it was sent
    done: dict[int, Outcome] = {}
    told = 0

    def tasks() -> Iterator[Task]:
        numbers = count_up()
        for place, item in enumerate(line):
            if isinstance(item, Task):
                task = replace(item, now=today())
                sent[next(numbers)] = place, task
                yield task
                continue
            done[place] = item
            if isinstance(item.error, FullError):
                return

    with closing(each(make, tasks(), jobs, count, scheduler=settings.scheduler, warm=warm)) as results:
        for at, made in results:
            place, task = sent.pop(at)
            done[place] = settle(task, made)
            if isinstance(done[place].error, FullError):
                break
            while told in done:
                yield done.pop(told)
                told += 1
    full = [place for place, outcome in sorted(done.items()) if isinstance(outcome.error, FullError)]
    yield from (done[place] for place in sorted(done) if place not in full[1:])  # it is said once


def build(task: Task) -> Outcome:
    """Make and write one edition; a named failure becomes an outcome."""
    return settle(task, make(task))


def make(task: Task) -> Made | PubpipeError:
    """Make one edition and write nothing; a named failure is a value."""
    try:
        return build_edition(task)
    except PubpipeError as error:
        return error


def settle(task: Task, made: Made | PubpipeError) -> Outcome:
    """Write what was made, and say what became of it."""
    slug, lang = task.article.slug, task.lang
    if isinstance(made, PubpipeError):
        return Outcome(slug, lang, "failed", error=made)
    place = Place(task.settings.output, slug, lang)
    try:
        files, inputs = put(place, task.record, made, page=task.settings.page)
    except PubpipeError as error:
        return Outcome(slug, lang, "failed", error=error)
    say("write", "%s: %s%s", lang, "withheld; " if made.is_withheld else "", ", ".join(path.name for path in files))
    counts = count_origins(made.edition.units)
    status, name = "withheld" if made.is_withheld else "built", made.edition.engine.name
    state = "withheld" if made.is_withheld else str(made.edition.state)
    row = row_after(place, inputs, made.seen, task.article.lang, state, name, counts)
    return Outcome(slug, lang, status, name, *counts, made.findings, files, row=row)


def warm() -> None:
    """Import what making an edition needs, before processes are forked."""
    import pubpipe.engines.apertium
    import pubpipe.localize.targets
    import pubpipe.review
    import pubpipe.typeset.docx
    import pubpipe.typeset.pdf
    import pubpipe.verify  # noqa: F401


def build_edition(task: Task) -> Made:
    """Localize, typeset and verify one edition, on any machine that has its inputs.

    Raises:
        PubpipeError: It cannot be made.
    """
    from pubpipe.review import AsSet, Thumbnail, as_set, write_review

    settings, lang = task.settings, task.lang
    texts = [(segment.id, segment.text) for segment in task.segments]
    touch = touch_of(settings, task.article.slug, task.article.lang, lang, texts)
    task = replace(task, inputs={**task.inputs, **touch.inputs})
    place = Place(settings.output, task.article.slug, lang)
    known = Known(Record() if task.anew else place.read(), task.article.slug)
    units, choice = translate(settings, task.article, task.segments, lang, known)
    edition = make_edition(settings, task.article, task.segments, units, choice, lang, task.day)
    used: Mapping[str, str] = dict(task.inputs) | {"engine": hash_of(choice.info)}  # a model may have been fetched since
    laid = lay_out(settings, edition, _carried(task, edition, used))
    small = pictures.thumbnails(edition, pictures.load(settings.output / edition.source.slug, edition))
    review = tuple(f for f in task.review if not _is_answered(f.where, units))
    found = (*pictures.remarks(task.article), *read_back(laid, edition))
    findings = (*(f for unit in units for f in unit.findings), *found, *review)
    say("verify", "%s: %s", lang, count_findings(findings))
    open_points = tuple(replace(u, findings=(*u.findings, *(f for f in review if f.where == u.segment.id))) for u in units)
    export = exporthash_of(edition)
    hints = {name: _hinted(hint) for name, hint in touch.hints.items()}
    beside = {digest: Thumbnail(*parts) for digest, parts in small.items()}
    copy = write_review(replace(edition, units=open_points), export=export, hints=hints, pictures=beside)
    is_withheld = any(finding.level is Level.ERROR for finding in findings)
    files = ({} if is_withheld else {getattr(place, name): data for name, data in laid.items()}) | {place.review: copy}
    return Made(
        edition,
        files,
        {name: hashlib.sha256(data).hexdigest() for name, data in files.items()},
        findings,
        review,
        is_withheld,
        inputs=used,
        day=task.day,
        tools=tool_versions(),
        prints=take_all_prints({name: files[name] for name in place.editions if name in files}),
        read=as_set(laid["docx"]) if "docx" in laid else AsSet(),
        export=export,
        seen=touch.seen,
        keys=known.keys,
    )


def translate(
    settings: Settings, article: Article, segments: tuple[Segment, ...], lang: str, known: Known | None = None
) -> tuple[tuple[Unit, ...], Choice]:
    """The checked units of an article in one language, and what made them.

    Args:
        known: The units of the last edition; those that are made of what they were made of are kept.

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
    known = known or Known(Record(), article.slug)
    known.circumstances = (choice.info, lang, settings.quality, settings.second_engine)
    done = localize(
        segments,
        lang,
        engine=choice.engine,
        termbase=termbase,
        memory=memory,
        slug=article.slug,
        describe=describe,
        known=known.find,
    )
    if choice.engine is None and any(unit.state is State.INITIAL for unit in done.units):
        hint = choice.remedy or "no engine we know of does; `pubpipe doctor` lists what there is"
        raise EngineError(f"nothing translates from {article.lang} to {lang} here", where=lang, hint=hint)
    terms = sum(hit.term.status != "forbidden" for unit in done.units for hit in unit.hits)
    text = "%s: %d segments; %d from memory, %d from %s; %d terms" + (f"; {len(known.kept)} as they were" if known.kept else "")
    say("localize", text, lang, len(done.units), *count_origins(done.units), choice.info.name, terms)
    units, guessed = _with_memory(done.units, memory, article.slug, done.guessed, known.kept)
    units = check_units(units, done.unknown, guessed, known.kept)
    if settings.second_engine and len(known.kept) < len(units):  # its notes rank the segments of the whole article
        units = tuple(replace(unit, findings=tuple(f for f in unit.findings if f.code != "U-030")) for unit in units)
        units = ask_second_engine(settings, units, termbase, article.slug, choice.info.name)
    return units, choice


def _with_memory(
    units: Sequence[Unit], memory: Memory, slug: str, guessed: Mapping[str, tuple[str, ...]], kept: Collection[str]
) -> tuple[tuple[Unit, ...], dict[str, tuple[str, ...]]]:
    """The units with codes, states and ways of approval as the memory has them; codes that a person placed are no guess."""
    made = tuple(
        unit
        if unit.segment.id in kept
        else with_memory(unit, memory.find(unit.segment.text, f"{slug}/{unit.segment.id}"), slug)
        for unit in units
    )
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
    units: Sequence[Unit],
    unknown: Mapping[str, tuple[str, ...]],
    guessed: Mapping[str, tuple[str, ...]],
    kept: Collection[str] = (),
) -> tuple[Unit, ...]:
    """The units with what the checks found on each; those that were kept have what concerns them alone."""
    from pubpipe.localize.typography import missing_numbers
    from pubpipe.verify import check_consistency, check_unit

    side_by_side = check_consistency(units)

    def lost(source: str, target: str, source_lang: str, lang: str) -> tuple[str, ...]:
        return missing_numbers(source, target, source_lang, lang)[0]

    def found(unit: Unit) -> tuple[Finding, ...]:
        name = unit.segment.id
        if name in kept:
            others = [finding for finding in unit.findings if finding.code == "U-030"]
            mine = [finding for finding in unit.findings if finding.code != "U-030"]
            return (*mine, *side_by_side.get(name, ()), *others)
        alone = check_unit(unit, missing_numbers=lost, unknown=unknown.get(name, ()), guessed=guessed.get(name, ()))
        return (*alone, *side_by_side.get(name, ()))

    return tuple(replace(unit, findings=found(unit)) for unit in units)


def _carried(task: Task, edition: Edition, inputs: Mapping[str, str]) -> dict[str, Any]:
    """What the files of an edition carry of its record."""
    page = task.settings.page
    return carried_json(edition, inputs=inputs, day=task.day, tools=tool_versions(), page=page, receipt=task.receipt)


def lay_out(settings: Settings, edition: Edition, carried: Mapping[str, Any]) -> dict[str, bytes]:
    """The edition in every format that is wanted, by its name.

    Args:
        carried: What the files carry of the edition's record; see `carried_json`.
    """
    from pubpipe.typeset import bilingual, docx, epub, pdf
    from pubpipe.verify import take_prints

    shown = pictures.load(settings.output / edition.source.slug, edition)

    def of(name: str) -> Callable[[bytes], dict[str, Any]]:
        return lambda draft: carried_by(carried, name, take_prints(name, draft))

    place = Place(settings.output, edition.source.slug, edition.lang)
    writers = {
        "pdf": lambda: pdf.write_pdf(
            edition, page=settings.page, fonts_dir=prepare_fonts(settings), carried=of(place.pdf), pictures=shown
        ),
        "docx": lambda: docx.write_docx(edition, page=settings.page, export=exporthash_of(edition), pictures=shown),
        "epub": lambda: epub.write_epub(edition, carried=of(place.epub), pictures=shown),
        "bilingual": lambda: bilingual.write_bilingual(
            edition, fonts_dir=prepare_fonts(settings), carried=of(place.bilingual), pictures=shown
        ),
    }
    made = {name: writers[name]() for name in settings.formats}
    sizes = ", ".join(f"{name} of {len(data) // 1000} kB" for name, data in made.items())
    say("typeset", "%s: %s", edition.lang, sizes)
    return made


def prepare_fonts(settings: Settings) -> Path:
    """The folder of the faces, cut on the first run."""
    from pubpipe.pool import fitting
    from pubpipe.typeset import fonts

    fonts.prepare(settings.cache / "fonts", jobs=fitting(os.cpu_count() or 1))
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


def _is_answered(segment_id: str, units: Sequence[Unit]) -> bool:
    """Whether a segment has an approved target; a point about one that the article has no more stays open, to be seen."""
    states = [unit.state for unit in units if unit.segment.id == segment_id]
    return any(state in (State.REVIEWED, State.FINAL) for state in states)


def count_findings(findings: Sequence[Finding]) -> str:
    """ "2 errors, 1 warning", or "no findings"."""
    counts = {level: sum(finding.level is level for finding in findings) for level in Level}
    return ", ".join(f"{n} {level}{'s' * (n > 1)}" for level, n in counts.items() if n) or "no findings"


def _hinted(hint: "Hint") -> str:
    """A similar text of the memory with its target, for the reviewer of what no person has approved yet."""
    differs = f" ({hint.difference})" if hint.difference else ""
    return f"{hint.score:.0f} %{differs}: {hint.match.source} → {hint.match.target}"


def exporthash_of(edition: Edition) -> str:
    """Names the texts that a review copy was made from."""
    texts = "\0".join(f"{u.segment.id}\0{u.segment.text}\0{u.target}" for u in edition.units)
    return hashlib.sha256(f"{edition.source.slug}\0{edition.lang}\0{texts}".encode()).hexdigest()[:16]
