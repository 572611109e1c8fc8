"""What a person sees at the end: the table of editions, the findings, an article, its units, the doctor's list."""

import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pubpipe.article import Article, Finding, Level, Unit
from pubpipe.errors import FullError
from pubpipe.progress import FEW
from pubpipe.record import finding_json

if TYPE_CHECKING:
    from pubpipe.doctor import Check
    from pubpipe.intake import Intake
    from pubpipe.pipeline import Outcome

STYLES = {Level.ERROR: "bold red", Level.WARNING: "yellow", Level.REMARK: "dim"}
WORDS = {"built": "green", "current": "dim green", "withheld": "bold red", "failed": "bold red", "not begun": "yellow"}
COLUMNS: tuple[tuple[str, Literal["left", "right"]], ...] = (
    ("lang", "left"),
    ("state", "left"),
    ("engine", "left"),
    ("memory", "right"),
    ("machine", "right"),
    ("errors", "right"),
    ("warnings", "right"),
    ("files", "left"),
)
SHOWN = 12  # findings of one edition on the terminal; all of them are in its JSON and in the review copy


def stdout() -> Console:
    """A console on stdout that never breaks a line that a script may read."""
    return Console(file=sys.stdout, soft_wrap=True, highlight=False)


def stderr() -> Console:
    return Console(file=sys.stderr, highlight=False)


def close(outcomes: Sequence["Outcome"], *, show_paths: bool, show_remarks: bool) -> None:
    """The closing table and the findings on stderr, the paths of what was made on stdout."""
    console = stderr()
    slugs = dict.fromkeys(outcome.slug for outcome in outcomes)
    if len(slugs) > FEW and not show_remarks:
        _show_many(console, outcomes)
    else:
        _show_few(console, outcomes, slugs, show_remarks)
    if not_begun := sum(outcome.status == "not begun" for outcome in outcomes):
        text = f"the run had to stop; {not_begun} editions were not begun: mend what is said above and run this again"
        console.print(Text(text, style="bold red"), soft_wrap=True)
    if show_paths and not (sys.stdout.isatty() and sys.stderr.isatty() and len(slugs) <= FEW):  # there the table shows them
        here = f"{Path.cwd()}/"
        sys.stdout.write("".join(f"{str(path).removeprefix(here)}\n" for outcome in outcomes for path in outcome.files))


def _show_few(console: Console, outcomes: Sequence["Outcome"], slugs: Iterable[str], show_remarks: bool) -> None:
    """A table for each article, and what was found in each edition."""
    groups: dict[str, list[Outcome]] = {slug: [] for slug in slugs}
    for outcome in outcomes:
        groups[outcome.slug].append(outcome)
    for slug, group in groups.items():
        _show_article_table(console, slug, group)
    for outcome in outcomes:
        if outcome.error is not None:
            console.print(Text(f"{outcome.slug}.{outcome.lang}: {outcome.error}", style="red"), soft_wrap=True)
        _findings(console, outcome.findings, f"{outcome.slug}.{outcome.lang} ", show_remarks)


def _show_many(console: Console, outcomes: Sequence["Outcome"]) -> None:
    """A row for each language, then every edition that cannot be handed out, with what is wrong and what mends it."""
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    words = [word for word in WORDS if word != "not begun" or any(outcome.status == word for outcome in outcomes)]
    for name in ("lang", *words, "errors", "warnings"):
        table.add_column(name, justify="left" if name == "lang" else "right", no_wrap=True)
    for lang in (*dict.fromkeys(outcome.lang for outcome in outcomes), "all"):
        mine = [outcome for outcome in outcomes if lang in (outcome.lang, "all")]
        states = Counter(outcome.status for outcome in mine)
        levels = Counter(finding.level for outcome in mine for finding in outcome.findings)
        counts = (*(states[word] for word in words), levels[Level.ERROR], levels[Level.WARNING])
        table.add_row(lang, *map(str, counts), style="bold" if lang == "all" else "")
    console.print()
    console.print(table, soft_wrap=True)
    if any(finding.level is Level.WARNING for outcome in outcomes for finding in outcome.findings):
        console.print(Text("-v shows every finding; so do the review copies", style="dim"), soft_wrap=True)
    _show_failures(console, outcomes)


def _show_failures(console: Console, outcomes: Sequence["Outcome"]) -> None:
    """Every edition that was withheld or failed. Those that have the same fault stand together, above it and its remedy."""
    groups: dict[tuple[str, str, str], list[str]] = {}
    for outcome in outcomes:
        if outcome.status in ("withheld", "failed"):
            groups.setdefault(_fault(outcome), []).append(f"{outcome.slug}.{outcome.lang}")
    if groups:
        console.print(Text(f"\n{sum(map(len, groups.values()))} editions cannot be handed out", style="bold red"))
    for (status, what, remedy), names in groups.items():
        console.print(Text(", ".join(names), style="bold"), soft_wrap=True)
        console.print(Text(f"  {status}: {what}"), soft_wrap=True)
        console.print(Text(f"  remedy: {remedy}", style="green"), soft_wrap=True)


def _fault(outcome: "Outcome") -> tuple[str, str, str]:
    """State, what is wrong, and what mends it."""
    if outcome.error is not None:
        error = outcome.error
        return outcome.status, f"{error.where}: {error.what}" if error.where else error.what, error.hint or "see above"
    errors = [finding for finding in outcome.findings if finding.level is Level.ERROR]
    first = f"{errors[0].where}: {errors[0].code} {errors[0].message}" if errors else "a check failed"
    more = f", and {len(errors) - 1} more errors" if len(errors) > 1 else ""
    mend = errors[0].hint if errors and errors[0].hint else "see the findings"
    return outcome.status, first + more, f"{mend}; the review copy {outcome.slug}.{outcome.lang}.review.docx has all of them"


def show_due(outcomes: Sequence["Outcome"], *, explain: bool) -> None:
    """What would be made, a line an edition on stdout; with `explain` why, and what is up to date too."""
    for outcome in outcomes:
        if explain or outcome.status in ("due", "failed"):
            print(due_line(outcome, explain=explain))
    counts = Counter(outcome.status for outcome in outcomes)
    rest = len(outcomes) - counts["due"] - counts["failed"]
    failed = f"; {counts['failed']} cannot be made" if counts["failed"] else ""
    stderr().print(Text(f"{counts['due']} editions would be made; {rest} are up to date{failed}"), soft_wrap=True)


def due_line(outcome: "Outcome", *, explain: bool = True) -> str:
    """An edition with what it is made again for."""
    name = f"{outcome.slug}.{outcome.lang}"
    if outcome.error is not None:
        return f"{name}: failed: {outcome.error.what}"
    if outcome.status in ("current", "withheld") and not outcome.reasons:
        return f"{name}: {outcome.status}: nothing that it is made of has changed"
    return f"{name}: {outcome.status}" + (": " + "; ".join(map(str, outcome.reasons)) if explain else "")


def _show_article_table(console: Console, slug: str, outcomes: Sequence["Outcome"]) -> None:
    """One article: its folder, then a row for each language."""
    folder = next((_near(outcome.files[0].parent) for outcome in outcomes if outcome.files), None)
    console.print(Text(f"\n{slug}" + (f"  →  {folder}/" if folder else ""), style="bold"), soft_wrap=True)
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    for name, justify in COLUMNS:
        table.add_column(name, justify=justify, no_wrap=True)
    for outcome in outcomes:
        table.add_row(*_row(outcome))
    console.print(table, soft_wrap=True)


def _row(outcome: "Outcome") -> Iterable[str | Text]:
    levels = [finding.level for finding in outcome.findings]
    counts = (outcome.from_memory, outcome.from_engine, levels.count(Level.ERROR), levels.count(Level.WARNING))
    stem = f"{outcome.slug}.{outcome.lang}."
    yield outcome.lang
    yield Text(outcome.status, style=WORDS[outcome.status])
    yield outcome.engine
    yield from map(str, counts)
    yield " ".join(path.name.removeprefix(stem).replace("review.docx", "review") for path in outcome.files) or "–"


def _near(path: Path) -> Path:
    """The path from the current folder where it lies below it."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def show_findings(findings: Sequence[Finding], *, show_remarks: bool = False) -> None:
    """Findings on stderr, errors first."""
    _findings(stderr(), findings, "", show_remarks)


def show_derived(rows: Sequence[Mapping[str, str]]) -> None:
    """What was derived of terms, as rows for the glossary, on stdout."""
    for row in rows:
        facts = ", ".join(filter(None, (row["pos"], row["gender"], row["plural"] and f"plural {row['plural']}")))
        print(f"{row['lang']}: {row['source']} → {row['derived']}: {facts} (derived)")


def _findings(console: Console, findings: Sequence[Finding], place: str, show_remarks: bool) -> None:
    order = list(Level)
    wanted = [f for f in findings if show_remarks or f.level is not Level.REMARK]
    wanted.sort(key=lambda finding: order.index(finding.level))
    for finding in wanted if show_remarks else wanted[:SHOWN]:
        hint = f" ({finding.hint})" if finding.hint else ""
        line = f"{place}{finding.where}: {finding.code} {finding.message}{hint}"
        console.print(Text(line, style=STYLES[finding.level]), soft_wrap=True)
    if not show_remarks and len(wanted) > SHOWN:
        console.print(Text(f"{place}… and {len(wanted) - SHOWN} more; -v shows all, and so does the review copy", style="dim"))


def exit_code(outcomes: Sequence["Outcome"]) -> int:
    """0: all is well; the code of the failure where nothing could be made, or where it stopped the run; 1: some edition
    was withheld or failed."""
    errors = [outcome.error for outcome in outcomes if outcome.error is not None]
    if errors and len(errors) == len(outcomes):
        return errors[0].exit_code
    if errors and (isinstance(errors[-1], FullError) or any(outcome.status == "not begun" for outcome in outcomes)):
        return errors[-1].exit_code
    return int(bool(errors) or any(outcome.status == "withheld" for outcome in outcomes))


def outcome_json(outcome: "Outcome") -> dict[str, Any]:
    """An outcome as `editions --json` prints it."""
    error = outcome.error
    return {
        "slug": outcome.slug,
        "lang": outcome.lang,
        "status": outcome.status,
        "engine": outcome.engine,
        "segments": {"memory": outcome.from_memory, "engine": outcome.from_engine},
        "findings": [finding_json(finding) for finding in outcome.findings],
        "files": [str(path) for path in outcome.files],
        "error": {"what": error.what, "where": error.where, "hint": error.hint, "code": error.exit_code} if error else None,
    } | ({"reasons": [asdict(reason) for reason in outcome.reasons]} if outcome.reasons else {})


def show_article(article: Article) -> None:
    """The article as plain text, what was dropped on stderr."""
    out = [article.title, article.subtitle, ", ".join(author.name for author in article.authors)]
    body = [block.text for block in article.blocks]
    notes = [f"{note.marker} {note.text}".strip() for note in article.notes]
    print("\n\n".join(filter(None, [*out, *body, *notes])))
    console = stderr()
    for drop in article.dropped:
        lines = ",".join(map(str, drop.lines))
        console.print(Text(f"dropped line {lines} ({drop.rule}: {drop.reason}): {drop.text[:60]}", style="dim"), soft_wrap=True)


def show_units(units: Iterable[Unit]) -> None:
    """Each segment, its target below it, and what was found."""
    console = stdout()
    for unit in units:
        console.print(Text(f"{unit.segment.id}  {unit.segment.text}", style="dim"))
        console.print(Text(f"{unit.origin:>18}  {unit.target}"))
        for finding in unit.findings:
            console.print(Text(f"{'':>18}  {finding.code} {finding.message}", style=STYLES[finding.level]))


REVIEW_COLUMNS = ("lang", "label", "approved", "changed", "second reader", "open", "reviewers", "copy")


WIDE = 120  # characters; a table that is wider than the terminal is better than one with half words


def show_review(rows: Sequence[Mapping[str, Any]]) -> None:
    """How far the review of each edition is, as a table on stdout for each article."""
    console = stdout()
    console.width = max(console.width, WIDE)
    for slug in dict.fromkeys(row["slug"] for row in rows):
        console.print(Text(slug, style="bold"))
        table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
        for name in REVIEW_COLUMNS:
            table.add_column(name, no_wrap=True)
        for row in rows:
            if row["slug"] == slug:
                table.add_row(*_review_row(row))
        console.print(table, soft_wrap=True)
    if not rows:
        console.print("no edition has been made yet: run `pubpipe editions`")


def _review_row(row: Mapping[str, Any]) -> Iterable[str]:
    yield from (row["lang"], row["label"], f"{row['reviewed']} of {row['segments']}")
    yield f"{row['edited']} ({100 * row['words_edited'] / max(row['words'], 1):.0f} % of the words)"
    yield from (str(row["final"]), str(row["open"]), row["reviewers"] or "–")
    yield "edited, not yet taken in" if row["changed"] else "as made"


def show_changes(intake: "Intake", *, dry_run: bool) -> None:
    """What a review copy changes: on stdout each target before and after, on stderr what became of the copy."""
    from pubpipe.intake import summary

    console = stdout()
    for change in intake.changes:
        match = change.match
        place = match.context.partition("/")[2]
        console.print(Text(f"{place}  {match.how} by {match.reviewer}", style="dim"))
        if match.target != change.before:
            console.print(Text(f"- {change.before}", style="red"))
        console.print(Text(f"{'+' if match.target != change.before else '='} {match.target}", style="green"))
    stderr().print(Text(("would take in: " if dry_run else "") + summary(intake)), soft_wrap=True)


def show_models(rows: Sequence[Mapping[str, Any]]) -> None:
    """Models, installed or to be had, as a table on stdout."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("pair", "version", "size", "state", "folder"):
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(
            row["pair"],
            row["version"],
            f"{row['bytes'] / 1e6:.0f} MB" if row["bytes"] else "?",
            row["state"],
            str(row["folder"]),
        )
    stdout().print(table if rows else "no Argos model is installed: `pubpipe models add en-fr` fetches one")


def show_checks(checks: Sequence["Check"]) -> None:
    """The doctor's list: a mark, what was looked for, and what mends it."""
    console = stdout()
    for check in checks:
        mark, style = ("✓", "green") if check.is_there else (("✗", "bold red") if check.is_needed else ("–", "yellow"))
        console.print(Text(f"{mark} {check.name}: {check.found}", style=style))
        if check.remedy and not check.is_there:
            console.print(Text(f"    {check.remedy}"))


def show_explained(told: Iterable[Mapping[str, Any]]) -> None:
    """Why each line went where it went."""
    for line in told:
        score = f", {line['score']:.2f} like the article's text" if line.get("score") is not None else ""
        print(f"line {line['line']}: {line['text'].strip()}")
        print(f"  became   {line['became']}")
        if line["rule"]:
            print(f"  because  {line['reason']} ({line['rule']}{score})")
        for name in ("before", "after"):
            if line.get(name):
                print(f"  {name:8} {line[name]}")
        if line.get("change"):
            print(f"  change   {line['change']}")
