"""Words from and to the terminal. Results go to stdout, all else to stderr."""

import gc
import json
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pubpipe.errors import InputError, PubpipeError, SettingsError, UsageError
from pubpipe.settings import QUALITIES, Settings, find_root, load_settings

if TYPE_CHECKING:
    from pubpipe.progress import Progress

app = typer.Typer(
    name="pubpipe",
    help="Turn an article into publishable editions in several languages, on your own machine.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
review_app = typer.Typer(help="Review copies: how far they are, and taking one in.", no_args_is_help=True)
glossary_app = typer.Typer(help="The termbase.", no_args_is_help=True)
memory_app = typer.Typer(help="Approved translations, from and to other tools.", no_args_is_help=True)
fonts_app = typer.Typer(help="The families that are fetched: Chinese, Japanese, Korean.", no_args_is_help=True)
models_app = typer.Typer(help="Argos Translate's models.", no_args_is_help=True)
app.add_typer(review_app, name="review")
app.add_typer(glossary_app, name="glossary")
app.add_typer(memory_app, name="memory")
app.add_typer(models_app, name="models")
app.add_typer(fonts_app, name="fonts")

Root = Annotated[Path | None, typer.Option("--root", help="The edition folder; otherwise the nearest with a pubpipe.toml.")]
Config = Annotated[Path | None, typer.Option("--config", help="Settings from this file.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line on stdout.")]
Quality = Annotated[str | None, typer.Option("--quality", help="draft, standard or fine; for engines that can be tuned.")]
EngineName = Annotated[str | None, typer.Option("--engine", help="auto, argos, apertium, pseudo, or one you installed.")]
SecondEngine = Annotated[
    str | None, typer.Option("--second-engine", help="Another engine: where it reads a segment otherwise, a note says so.")
]
Langs = Annotated[str | None, typer.Option("--lang", help="Languages of the editions, such as es,pt-BR.")]
Source = Annotated[str, typer.Argument(help="A .txt or .html file, or - for stdin.")]
Sources = Annotated[list[str] | None, typer.Argument(help="Sources; otherwise all in source/.")]
Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="No progress.")]
Verbose = Annotated[bool, typer.Option("-v", "--verbose", help="Every finding, remarks too.")]
Offline = Annotated[bool, typer.Option("--offline", help="Fetch nothing.")]
NoWait = Annotated[bool, typer.Option("--no-wait", help="Leave at once if another run is at work in this folder.")]


def main() -> None:
    """Run the command line and leave with the exit code of interface.md."""
    # A page is laid out in a hundred thousand objects that live until it is written: looking through them at every 700th costs
    # 5 % of a run, at these 5 MB of memory.
    gc.set_threshold(50_000, 20, 20)
    try:
        code = app(standalone_mode=False)
        sys.stdout.flush()
    except PubpipeError as error:
        _complain(str(error))
        code = error.exit_code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # so that the interpreter's last flush is silent too
        code = 0
    except KeyboardInterrupt:
        _complain("stopped; what is finished stays, and the next run goes on from there")
        code = 130
    except Exception as error:
        code = _misuse(error)
    sys.exit(code if isinstance(code, int) else 0)


def _misuse(error: Exception) -> int:
    """Exit code 2 for a command line that click does not understand; any other exception is our fault, with its traceback."""
    show = getattr(error, "show", None)
    if show is None or not hasattr(error, "exit_code"):
        raise error
    show()
    return int(error.exit_code)


def _complain(text: str) -> None:
    print(f"pubpipe: {text}", file=sys.stderr)


def _settings(
    root: Path | None,
    config: Path | None,
    *,
    lang: str | None = None,
    engine: str | None = None,
    quality: str | None = None,
    second_engine: str | None = None,
    output: Path | None = None,
    offline: bool = False,
) -> Settings:
    """The folder's settings with the flags laid over them, every language tag checked."""
    from pubpipe.engines import names
    from pubpipe.localize.strings import check_tag

    if root is not None and not root.is_dir():
        raise UsageError("there is no such folder", where=str(root), hint="make one with `pubpipe init DIR`")
    settings = load_settings((root or find_root(Path.cwd())).absolute(), config)
    cache = os.environ.setdefault("PUBPIPE_CACHE", str(settings.cache))  # engines are made without arguments and look there
    settings = replace(settings, cache=Path(cache))
    if engine is not None:
        settings = replace(settings, engine=engine)
    if quality is not None:
        if quality not in QUALITIES:
            raise UsageError(f"there is no quality named {quality!r}", hint="choose one of: " + ", ".join(QUALITIES))
        settings = replace(settings, quality=quality)
    if second_engine is not None:
        settings = replace(settings, second_engine=second_engine)
    for name, known in ((settings.engine, ("auto", *names())), (settings.second_engine, ("", *names()))):
        if name not in known:
            raise UsageError(f"there is no engine named {name!r}", hint="choose one of: " + ", ".join(filter(None, known)))
    wanted = tuple(filter(None, (tag.strip() for tag in lang.split(",")))) if lang is not None else settings.languages
    if not wanted:
        raise UsageError("no language is named", hint="such as --lang es,fr")
    tags = tuple(dict.fromkeys(check_tag(tag) for tag in wanted))
    settings = replace(settings, order=settings.languages, languages=tags, offline=settings.offline or offline)
    return replace(settings, output=output.absolute()) if output else settings


def _progress(quiet: bool, only: "Progress | None" = None) -> None:
    """Send progress and warnings to stderr, dressed for a terminal and plain elsewhere."""
    import logging

    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(message)s"))
    if only:
        handler.addFilter(only)
    for name, level in (("pubpipe", logging.WARNING), ("pubpipe.progress", logging.WARNING if quiet else logging.INFO)):
        logging.getLogger(name).setLevel(level)
    logging.getLogger("pubpipe").handlers = [handler]
    logging.getLogger("pubpipe").propagate = False


def _all_sources(settings: Settings, given: Sequence[str] | None) -> list[str]:
    if given:
        return list(given)
    kinds = (".txt", ".html", ".htm", ".md", ".docx")
    try:
        found = sorted(str(path) for path in settings.sources.iterdir() if path.suffix.lower() in kinds and path.is_file())
        found = [path for path in found if not Path(path).name.startswith(("~$", "."))]  # what Word locks a document with
    except OSError as error:
        raise InputError(
            f"the folder cannot be read ({error.strerror})",
            where=str(settings.sources),
            hint="name a source, or run `pubpipe init`",
        ) from error
    if not found:
        raise InputError("holds no article", where=str(settings.sources), hint="put a .txt or .html file there, or name one")
    return found


def _print_json(rows: Iterable[Any]) -> None:
    for row in rows:
        print(json.dumps(row, ensure_ascii=False))


@app.command()
def editions(
    sources: Sources = None,
    lang: Langs = None,
    engine: EngineName = None,
    quality: Quality = None,
    second_engine: SecondEngine = None,
    output: Annotated[Path | None, typer.Option("--output", help="Where editions go; otherwise output/.")] = None,
    jobs: Annotated[int, typer.Option("--jobs", min=0, help="Processes; 0: one for each core, as far as the memory goes.")] = 0,
    scheduler: Annotated[str, typer.Option("--scheduler", help="tcp://…, a Dask scheduler whose workers do it.")] = "",
    no_wait: NoWait = False,
    force: Annotated[bool, typer.Option("--force", help="Make also what is up to date.")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Say why each edition is made, or is not.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", "-n", help="Say what would be made, and change nothing.")] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Go on: make again whatever is changed, until Ctrl-C.")] = False,
    log: Annotated[Path | None, typer.Option("--log", help="Append what is done to FILE, a JSON object a line.")] = None,
    one_round: Annotated[bool, typer.Option("--round", hidden=True, help="One round of --watch, for it to read.")] = False,
    offline: Offline = False,
    as_json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
    root: Root = None,
    config: Config = None,
) -> int:
    """Take in edited review copies, then make every edition that is out of date."""
    from pubpipe import pipeline, report
    from pubpipe.progress import Progress

    settings = _settings(
        root, config, lang=lang, engine=engine, quality=quality, second_engine=second_engine, output=output, offline=offline
    )
    if watch:
        from pubpipe.watch import watch_folder

        return watch_folder(settings, _rounds(), is_dry=dry_run or force or as_json)
    settings = replace(settings, scheduler=scheduler, is_patient=not no_wait)
    progress = Progress(log)
    _progress(quiet, progress)
    made = pipeline.make_editions(
        settings,
        _all_sources(settings, sources),
        force=force,
        jobs=jobs or len(_cores()),
        explain=explain,
        dry_run=dry_run,
        begin=progress.begin,
    )
    outcomes = []
    for outcome in made:
        outcomes.append(outcome)
        progress.note(outcome)
        if as_json:
            _print_json([report.outcome_json(outcome)])
        elif explain and not dry_run:
            _explain(report.due_line(outcome))
    progress.end()
    if not dry_run and not one_round:
        report.close(outcomes, show_paths=not as_json, show_remarks=verbose)
    elif dry_run and not as_json:
        report.show_due(outcomes, explain=explain)
    return report.exit_code(outcomes)


def _explain(line: str) -> None:
    print(line, file=sys.stderr)


def _rounds() -> list[str]:
    """The command line of one round of `--watch`: this one, once, for a program to read."""
    own = [
        argument for argument in sys.argv[1:] if argument not in ("--watch", "-q", "--quiet", "-v", "--verbose", "--explain")
    ]
    return [sys.executable, "-m", "pubpipe", *own, "--round", "--json", "-q"]


def _cores() -> set[int] | range:
    affinity = getattr(os, "sched_getaffinity", None)
    return affinity(0) if affinity else range(os.cpu_count() or 1)


@app.command()
def clean(
    sources: Annotated[list[str], typer.Argument()],
    as_json: AsJson = False,
    explain: Annotated[
        list[str] | None, typer.Option("--explain", help="Why this line went where it went: 12, or 14-16.")
    ] = None,
    undo: Annotated[
        bool, typer.Option("--undo", help="The sources are cleaning.json: print the pages they were made of.")
    ] = False,
    root: Root = None,
    config: Config = None,
) -> None:
    """Show the article without the site around it."""
    from pubpipe import clean as room
    from pubpipe import ingest, pipeline, report

    settings = _settings(root, config)
    for address in sources:
        if undo:
            sys.stdout.buffer.write(room.undo(_receipt(address), address))
            continue
        page = ingest.open_page(address, stdin=_stdin(address), limit=settings.limit_mb * 2**20)
        article, trail = pipeline.clean_with_trail(settings, page)
        if explain:
            told = room.explain(article, trail, explain)
            _print_json(told) if as_json else report.show_explained(told)
        elif as_json:
            _print_json([room.to_json(article, trail)])
        else:
            report.show_article(article)


def _receipt(address: str) -> Any:
    try:
        return json.loads(Path(address).read_bytes())
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror})", where=address, hint="name a cleaning.json") from error
    except (ValueError, RecursionError) as error:
        raise InputError("this is not JSON", where=address, hint="name a cleaning.json below output/") from error


def _stdin(address: str) -> bytes | None:
    return sys.stdin.buffer.read() if address == "-" else None


@app.command()
def segment(source: Source, as_json: AsJson = False, root: Root = None, config: Config = None) -> None:
    """Show an article's segments, one a line."""
    from pubpipe import ingest, pipeline
    from pubpipe.segment import to_json

    settings = _settings(root, config)
    page = ingest.open_page(source, stdin=_stdin(source), limit=settings.limit_mb * 2**20)
    segments = pipeline.segment_article(pipeline.clean_article(settings, page))
    if as_json:
        _print_json(to_json(segment) for segment in segments)
    else:
        print("\n".join(f"{segment.id}\t{segment.text}" for segment in segments))


@app.command()
def translate(
    source: Annotated[str, typer.Argument(help="A source, or - for plain text on stdin, one segment a line.")],
    lang: Annotated[str, typer.Option("--lang", help="Language to translate into; several with commas.")],
    from_lang: Annotated[str | None, typer.Option("--from", help="Language of the text on stdin.")] = None,
    engine: EngineName = None,
    quality: Quality = None,
    second_engine: SecondEngine = None,
    offline: Offline = False,
    as_json: AsJson = False,
    root: Root = None,
    config: Config = None,
) -> int:
    """Show an article's units: each segment beside its target."""
    from pubpipe import pipeline, report
    from pubpipe.article import Level
    from pubpipe.engines import choose
    from pubpipe.record import unit_json

    settings = _settings(root, config, lang=lang, engine=engine, quality=quality, second_engine=second_engine, offline=offline)
    _progress(quiet=True)
    article, segments = _plain_text(settings, from_lang) if source == "-" else _opened(settings, source)
    faults = 0
    if not settings.offline:
        for name in filter(None, (settings.engine, settings.second_engine)):
            choose.fetch_models(name, article.lang, settings.languages)
    for tag in settings.languages:
        units, _ = pipeline.translate(settings, article, segments, tag)
        if as_json:
            _print_json(unit_json(unit) for unit in units)
        elif source == "-":
            print("\n".join(unit.target for unit in units))
        else:
            report.show_units(units)
        faults += sum(finding.level is Level.ERROR for unit in units for finding in unit.findings)
    return int(faults > 0)


def _opened(settings: Settings, source: str) -> tuple[Any, Any]:
    from pubpipe import ingest, pipeline

    article = pipeline.clean_article(settings, ingest.open_page(source, limit=settings.limit_mb * 2**20))
    return article, pipeline.segment_article(article)


def _plain_text(settings: Settings, from_lang: str | None) -> tuple[Any, Any]:
    """Text on stdin as an article of its own: each line that is not blank is one segment."""
    from pubpipe.article import Article, Segment
    from pubpipe.localize.strings import check_tag

    tag = check_tag(from_lang) if from_lang else settings.source_language
    try:
        lines = sys.stdin.buffer.read(settings.limit_mb * 2**20 + 1).decode("utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise InputError(f"byte {error.start} is not UTF-8", where="stdin", hint="convert it with iconv") from error
    texts = [line.strip() for line in lines if line.strip()]
    if not texts:
        raise InputError("there is no text", where="stdin", hint="pipe some in, one segment a line")
    segments = tuple(Segment(f"l{n}.1", f"l{n}", text, tag) for n, text in enumerate(texts, 1))
    return Article("-", "stdin", "", tag), segments


@review_app.command("status")
def review_status(as_json: AsJson = False, root: Root = None, config: Config = None) -> None:
    """How far the review of each edition is."""
    from pubpipe import report
    from pubpipe.shelf import review_states

    rows = review_states(_settings(root, config).output)
    if as_json:
        _print_json(rows)
    else:
        report.show_review(rows)


@review_app.command("import")
def review_import(
    files: Annotated[list[Path], typer.Argument()],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, and write nothing.")] = False,
    no_wait: NoWait = False,
    root: Root = None,
    config: Config = None,
) -> int:
    """Take in review copies that came by mail; the next `pubpipe editions` makes the editions again."""
    from pubpipe import intake, report
    from pubpipe.alone import alone
    from pubpipe.article import Level

    settings = replace(_settings(root, config), is_patient=not no_wait)
    _progress(quiet=False)
    points: list[Any] = []
    with alone(settings):
        for file in files:
            taken = intake.take_in_mail(settings, file, dry_run=dry_run)
            report.show_changes(taken, dry_run=dry_run)
            points += [*taken.open_points, *taken.remarks]
    report.show_findings(points, show_remarks=True)
    return int(any(point.level is not Level.REMARK for point in points))


@glossary_app.command("check")
def glossary_check(
    sources: Sources = None,
    lang: Langs = None,
    engine: EngineName = None,
    as_json: AsJson = False,
    root: Root = None,
    config: Config = None,
) -> int:
    """Whether every glossary can be read, and every term of the sources comes out; shows what was derived of a term."""
    import logging

    from pubpipe import pipeline, report, termbases
    from pubpipe.record import finding_json

    settings = _settings(root, config, lang=lang, engine=engine, offline=True)
    _progress(quiet=True)
    logging.getLogger("pubpipe.progress").setLevel(logging.ERROR)  # rows left out are named below, once for all languages
    findings = list(termbases.doubts([f for tag in settings.languages for f in termbases.termbase_of(settings, tag).findings]))
    derived: list[dict[str, str]] = []
    for address in _all_sources(settings, sources):
        article, segments = _opened(settings, address)
        for tag in settings.languages:
            units, _ = pipeline.translate(settings, article, segments, tag)
            derived += termbases.derived_in(settings, tag, units)
            findings += [
                replace(f, where=f"{article.slug}.{tag} {f.where}")
                for unit in units
                for f in unit.findings
                if f.code in TERM_CODES
            ]
    if as_json:
        _print_json([*(finding_json(finding) for finding in findings), *derived])
    else:
        report.show_derived(derived)
        report.show_findings(findings, show_remarks=True)
    return int(bool(findings))


@glossary_app.command("import")
def glossary_import(
    files: Annotated[list[Path], typer.Argument(help="CSV, TBX, or OmegaT's tab format.")],
    lang: Langs = None,
    no_wait: NoWait = False,
    root: Root = None,
    config: Config = None,
) -> int:
    """Add the terms of a file to locales/LANG/glossary.csv; rows that are there stay as they are."""
    from pubpipe import report, termbases
    from pubpipe.alone import alone

    settings = replace(_settings(root, config, lang=lang), is_patient=not no_wait)
    _progress(quiet=False)
    doubts: list[Any] = []
    with alone(settings):
        for file in files:
            for home, count, findings in termbases.import_terms(settings, file):
                print(f"{home}: {count} new")
                doubts += findings
    report.show_findings(doubts, show_remarks=True)
    return int(bool(doubts))


@glossary_app.command("export")
def glossary_export(file: Path, lang: Langs = None, root: Root = None, config: Config = None) -> int:
    """Write the terms as .tbx (ISO 30042:2019), .csv, or .txt for OmegaT; what stands in FILE is replaced."""
    from pubpipe import report, termbases

    count, findings = termbases.export_terms(_settings(root, config, lang=lang), file)
    print(f"{file}: {count} terms")
    report.show_findings(termbases.doubts(findings), show_remarks=True)
    return int(bool(findings))


TERM_CODES = ("U-003", "U-004", "U-005", "U-011")


@memory_app.command("import")
def memory_import(
    files: Annotated[list[Path], typer.Argument(help="TMX, or XLIFF 1.2, 2.0 or 2.1.")],
    lang: Annotated[str | None, typer.Option("--lang", help="Of a TMX file; otherwise all of ours that it has.")] = None,
    reviewer: Annotated[str, typer.Option("--reviewer", help="Who did the work, where the file does not say.")] = "",
    take_all: Annotated[bool, typer.Option("--all", help="Also targets of an XLIFF file that no person has touched.")] = False,
    no_wait: NoWait = False,
    root: Root = None,
    config: Config = None,
) -> None:
    """Take what another tool wrote into the memory."""
    from pubpipe import exchange
    from pubpipe.alone import alone

    settings = replace(_settings(root, config, lang=lang), is_patient=not no_wait)
    _progress(quiet=False)
    langs = settings.languages if lang else ()
    with alone(settings):
        for file in files:
            for found in exchange.import_from(settings, file, langs=langs, reviewer=reviewer, take_all=take_all):
                left = "".join(f"; {count} left out: {reason}" for reason, count in found.left.items())
                print(f"{file}: {found.lang}: {found.taken} taken, {found.known} known already{left}")


@memory_app.command("export")
def memory_export(
    file: Annotated[Path, typer.Argument(help="Ends in .tmx, .xlf or .xliff.")],
    lang: Annotated[str, typer.Option("--lang", help="Language of the targets.")],
    article: Annotated[str, typer.Option("--article", help="Name of its folder in output/: its units, not the memory.")] = "",
    version: Annotated[str, typer.Option("--xliff", help="2.1 or 1.2.")] = "2.1",
    untranslated: Annotated[bool, typer.Option("--untranslated", help="Sources as targets, as OmegaT wants them.")] = False,
    root: Root = None,
    config: Config = None,
) -> None:
    """Write the memory of a language, or one edition's units, for another tool."""
    from pubpipe import exchange

    settings = _settings(root, config, lang=lang)
    if len(settings.languages) != 1:
        raise UsageError("one file holds one language", hint="such as --lang es")
    count = exchange.export_to(
        settings, file, settings.languages[0], article=article, version=version, untranslated=untranslated
    )
    print(f"{count} units", file=sys.stderr)
    print(file)


@fonts_app.command("list")
def fonts_list(as_json: AsJson = False) -> None:
    """The families that are too large to come with pubpipe, and which of them are here."""
    from pubpipe.typeset.fetched import FAMILIES

    rows = [
        {"lang": f.lang, "family": f.name, "version": f.version, "here": f.is_here, "folder": str(f.folder)} for f in FAMILIES
    ]
    if as_json:
        _print_json(rows)
    for row in rows if not as_json else ():
        state = row["folder"] if row["here"] else f"not here: pubpipe fonts add {row['lang']}"
        print(f"{row['lang']:8} {row['family']:14} {row['version']}  {state}")


@fonts_app.command("add")
def fonts_add(
    wanted: Annotated[list[str], typer.Argument(help="zh-Hans, zh-Hant, ja, ko, or a .tgz that `npm pack` made.")],
    root: Root = None,
    config: Config = None,
) -> None:
    """Have npm fetch families of a pinned version, or take them from files; every face must have its checksum."""
    from pubpipe.typeset.fetched import BY_SCRIPT, family_of, fetch, install
    from pubpipe.typeset.scripts import script_of

    settings = _settings(root, config)
    for name in wanted:
        if name.endswith(".tgz"):
            family = family_of(Path(name))
            install(family, Path(name))
        else:
            script = script_of(name)
            if script not in BY_SCRIPT:
                raise UsageError(f"{name!r} needs no fetched font", hint="fetched are those of zh-Hans, zh-Hant, ja and ko")
            family = BY_SCRIPT[script]
            if settings.offline and not family.is_here:
                raise SettingsError("offline is set", where="pubpipe.toml", hint="set it to false, or name a .tgz file")
            if not family.is_here:
                fetch(family)
        print(family.folder)


@models_app.command("list")
def models_list(
    available: Annotated[
        bool, typer.Option("--available", help="Also what Argos's index has for the folder's languages; asks the network.")
    ] = False,
    as_json: AsJson = False,
    root: Root = None,
    config: Config = None,
) -> None:
    """The Argos models that are installed."""
    from pubpipe import report
    from pubpipe.engines import packages

    settings = _settings(root, config)
    rows = [package.to_json() for package in packages.installed()]
    if available:
        _needs_network(settings)
        rows += _offered(settings)
    if as_json:
        _print_json(rows)
    else:
        report.show_models(rows)


def _offered(settings: Settings) -> list[dict[str, Any]]:
    from pubpipe.engines import download
    from pubpipe.errors import EngineError

    offers = [download.available(settings.source_language, to) for to in settings.languages]
    if None in offers:
        raise EngineError("Argos's index cannot be reached", hint=download.OFFLINE)
    unique = {offer.package.pair: offer for found in offers for offer in found or ()}
    return [offer.to_json() for offer in unique.values()]


def _needs_network(settings: Settings) -> None:
    if settings.offline:
        raise SettingsError("offline is set", where="pubpipe.toml", hint="set it to false to fetch models")


@models_app.command("add")
def models_add(
    pairs: Annotated[list[str], typer.Argument(help="en-fr, or a .argosmodel file.")], root: Root = None, config: Config = None
) -> None:
    """Fetch models from Argos's index, or install files on a machine without a network."""
    from pubpipe.engines import download, install

    settings = _settings(root, config)
    _progress(quiet=False)
    for pair in pairs:
        if pair.endswith(".argosmodel"):
            print(install.install(Path(pair)))
            continue
        source, _, to = pair.partition("-")
        if not to:
            raise UsageError(f"{pair!r} is neither a pair nor a file", hint="such as en-fr, or model.argosmodel")
        _needs_network(settings)
        for path in download.fetch(source, to, progress=lambda text: print(text, file=sys.stderr)):
            print(path)


@models_app.command("remove")
def models_remove(
    pairs: Annotated[list[str], typer.Argument(help="en-fr, or the name of a package's folder.")],
    root: Root = None,
    config: Config = None,
) -> None:
    """Delete models; none of them where one is not installed."""
    from pubpipe.engines import install

    _settings(root, config)
    for path in install.remove(*pairs):
        print(path)


@models_app.command("verify")
def models_verify(as_json: AsJson = False, root: Root = None, config: Config = None) -> int:
    """Load every model that is installed and translate a word with it."""
    from pubpipe import report
    from pubpipe.engines import install

    _settings(root, config)
    packages = []
    for package in install.verify():
        packages.append(package)
        if as_json:
            _print_json([package.to_json()])
        else:
            print(f"{package.pair} {package.version}".strip() + f": {package.state}", flush=True)
    if not packages and not as_json:
        report.show_models([])
    damaged = [package for package in packages if package.problem]
    for package in damaged:
        again = f" && pubpipe models add {package.pair}" if package.source and package.to else ""
        print(f"  hint: pubpipe models remove {package.folder.name}{again}", file=sys.stderr)
    return int(bool(damaged))


@app.command()
def verify(
    paths: Annotated[list[Path] | None, typer.Argument(help="Editions from anywhere; otherwise all in output/.")] = None,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Make each edition again and compare the bytes.")] = False,
    as_json: AsJson = False,
    verbose: Verbose = False,
    root: Root = None,
    config: Config = None,
) -> int:
    """Read finished editions back: the same bytes, the same text, or what differs from what was made."""
    from pubpipe import pipeline, proof, report
    from pubpipe.article import Level
    from pubpipe.record import finding_json

    settings = _settings(root, config)
    _progress(quiet=True)
    is_wrong = False
    for proven in proof.prove(settings, paths or [], rebuild=rebuild):
        findings = proven.findings
        is_wrong |= any(finding.level is Level.ERROR for finding in findings)
        if as_json:
            told = {"file": str(proven.path), "verdict": proven.verdict, "claim": proven.claim}
            _print_json([told | {"findings": [finding_json(finding) for finding in findings]}])
        else:
            print(f"{proven.path}: {proven.verdict}; {pipeline.count_findings(findings)}", flush=True)
            report.show_findings(findings, show_remarks=verbose)
    return int(is_wrong)


@app.command()
def release(
    target: Annotated[Path, typer.Argument(help="A folder, or a name that ends in .zip.")] = Path("dist/editions.zip"),
    only: Annotated[str, typer.Option("--only", help="reviewed: what a person has reviewed as a whole.")] = "",
    sign: Annotated[str, typer.Option("--sign", help="minisign or ssh, or with a key: ssh:KEYFILE.")] = "",
    quiet: Quiet = False,
    no_wait: NoWait = False,
    root: Root = None,
    config: Config = None,
) -> int:
    """Verify every edition, and put those that are as they were made into a folder or a zip, ready to upload."""
    from pubpipe.alone import alone
    from pubpipe.release import make_release

    if only not in ("", "reviewed"):
        raise UsageError(f"there is no choice named {only!r}", hint="--only reviewed")
    settings = replace(_settings(root, config), is_patient=not no_wait)
    _progress(quiet)
    with alone(settings):
        made = make_release(settings, target.absolute(), only_reviewed=bool(only), sign=sign)
    print(f"{len(made.editions)} editions, {made.files} files", file=sys.stderr)
    print(target)
    return int(bool(made.refused))


@app.command()
def doctor(as_json: AsJson = False, root: Root = None, config: Config = None) -> int:
    """What is installed, what is missing, and the one command that mends it."""
    from pubpipe import report
    from pubpipe.doctor import examine

    checks = examine(_settings(root, config))
    if as_json:
        _print_json(check.to_json() for check in checks)
    else:
        report.show_checks(checks)
    return int(any(check.is_needed and not check.is_there for check in checks))


@app.command()
def init(folder: Annotated[Path, typer.Argument()] = Path()) -> None:
    """Make a new edition folder. Files that are there already are left as they are."""
    from pubpipe.folder import make_edition_folder

    for path in make_edition_folder(folder):
        print(path)


@app.callback(invoke_without_command=True)
def version(show: Annotated[bool, typer.Option("--version", help="Show the version and stop.")] = False) -> None:
    if show:
        from pubpipe import __version__

        print(f"pubpipe {__version__}")
        raise typer.Exit


if __name__ == "__main__":
    main()
