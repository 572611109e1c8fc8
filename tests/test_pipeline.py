"""The whole way, from a page to editions: what is built, what is left alone, what is withheld, and what is never lost."""

import json
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from pubpipe import engines, intake, placing, proof, review
from pubpipe.article import EngineInfo, Level, Unit
from pubpipe.engines import choose
from pubpipe.engines.base import Draft, Job
from pubpipe.errors import EngineError, InputError
from pubpipe.memory import Match, load_memory, remember
from pubpipe.ooxml import W
from pubpipe.pipeline import Outcome, make_editions
from pubpipe.settings import Settings, load_settings
from pubpipe.shelf import Place, lock_of, review_states
from pubpipe.verify.pages import check_pdf

ROOT = Path(__file__).parent.parent
CACHE = ROOT / ".pubpipe"  # the faces are cut once, not once a test
PASTE = (ROOT / "tests" / "data" / "orchard.txt").read_text("utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Settings:
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "orchard.txt").write_text(PASTE, "utf-8")
    (tmp_path / "pubpipe.toml").write_text('languages = ["fr"]\nengine = "pseudo"\noffline = true\n')
    return replace(load_settings(tmp_path), cache=CACHE)


def run(settings: Settings, **options: bool | int) -> list[Outcome]:
    return list(make_editions(settings, [str(settings.sources / "orchard.txt")], **options))  # type: ignore[arg-type]


def place(settings: Settings, lang: str = "fr") -> Place:
    return Place(settings.output, "orchard", lang)


def edit_review(path: Path, change: Callable[[str], str]) -> None:
    """Save a review copy with another document.xml, as a word processor would: the same parts in a new archive."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    xml = parts["word/document.xml"].decode()
    assert change(xml) != xml
    parts["word/document.xml"] = change(xml).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


def test_a_page_becomes_an_edition_with_all_its_files(folder: Settings) -> None:
    (outcome,) = run(folder)
    assert (outcome.status, outcome.engine) == ("built", "pseudo")
    assert [path.name for path in outcome.files] == ["orchard.fr.pdf", "orchard.fr.docx", "orchard.fr.review.docx"]
    assert {path.name for path in (folder.output / "orchard").iterdir()} >= {
        "cleaning.html",
        "cleaning.json",
        "orchard.fr.json",
    }
    record = json.loads((folder.output / "orchard" / "orchard.fr.json").read_text("utf-8"))
    assert record["engine"]["name"] == "pseudo"
    assert [author["name"] for author in record["authors"]] == ["Ilse Vantongeren", "Pio Maraschi"]
    assert record["segments"][0]["source"] == "The Valley That Moved Its Orchard"
    assert (folder.output / "SHA256SUMS").read_text().count("orchard/orchard.fr.pdf") == 1


def test_what_has_not_changed_is_left_alone(folder: Settings) -> None:
    run(folder)
    before = {path: path.stat().st_mtime_ns for path in folder.output.rglob("*") if path.is_file()}
    (outcome,) = run(folder)
    assert outcome.status == "current"
    assert {path: path.stat().st_mtime_ns for path in folder.output.rglob("*") if path.is_file()} == before


def test_the_same_inputs_give_the_same_bytes(folder: Settings) -> None:
    (first,) = run(folder)
    before = [path.read_bytes() for path in first.files]
    (again,) = run(folder, force=True)
    assert again.status == "built"
    assert [path.read_bytes() for path in again.files] == before


@pytest.mark.parametrize(
    "change",
    [
        lambda root: (root / "source" / "orchard.txt").write_text(PASTE.replace("3,412", "3,413"), "utf-8"),
        lambda root: (root / "source" / "orchard.toml").write_text('section = "Fieldwork"\n'),
        lambda root: (root / "pubpipe.toml").write_text('languages = ["fr"]\nengine = "pseudo"\npage = "A5"\n'),
        lambda root: _glossary(root, "source,target\norchard,verger\n"),
        lambda root: remember(root / "locales" / "fr" / "memory.tmx", "en", "fr", [Match("Most did not.", "Non.")]),
        lambda root: (root / "output" / "orchard" / "orchard.fr.pdf").unlink(),
        lambda root: (root / "output" / "orchard" / "orchard.fr.json").write_text("{ damaged"),
    ],
    ids=["page", "sidecar", "settings", "glossary", "memory", "file gone", "record damaged"],
)
def test_a_changed_input_makes_the_edition_again(folder: Settings, change: Callable[[Path], object]) -> None:
    run(folder)
    change(folder.root)
    (outcome,) = run(replace(load_settings(folder.root), cache=CACHE))
    assert outcome.status == "built"


def _glossary(root: Path, text: str) -> None:
    (root / "locales" / "fr").mkdir(parents=True, exist_ok=True)
    (root / "locales" / "fr" / "glossary.csv").write_text(text, "utf-8")


def test_a_correction_in_the_review_copy_is_in_the_next_edition(folder: Settings) -> None:
    run(folder)
    spot = place(folder)
    unit = next(unit for unit in spot.read().units if unit.segment.text.startswith("Most did not"))
    edit_review(spot.folder / spot.review, lambda xml: xml.replace(unit.target, "La plupart ont dit non."))
    (outcome,) = run(folder)
    assert outcome.status == "built"
    assert outcome.from_memory == 1
    (again,) = [u for u in spot.read().units if u.segment.id == unit.segment.id]
    assert again.target == "La plupart ont dit non."
    assert again.origin.startswith("reviewer:")
    assert str(again.state) == "reviewed"
    assert load_memory(folder.locales / "fr" / "memory.tmx", "en", "fr").units[0].context == f"orchard/{unit.segment.id}"
    assert len(list((spot.folder / "reviews").iterdir())) == 1


def test_a_review_copy_that_was_only_saved_again_is_taken_in_once(folder: Settings) -> None:
    """A word processor writes another archive for the same text: no correction, and no warning that comes back for ever."""
    run(folder)
    spot = place(folder)
    edit_review(spot.folder / spot.review, lambda xml: xml + " ")
    (outcome,) = run(folder)
    assert (outcome.status, outcome.from_memory) == ("built", 0)
    (again,) = run(folder)
    assert again.status == "current"
    assert not again.findings


def test_corrections_outlive_the_output_folder(folder: Settings) -> None:
    import shutil

    test_a_correction_in_the_review_copy_is_in_the_next_edition(folder)
    shutil.rmtree(folder.output)
    (outcome,) = run(folder)
    assert outcome.from_memory == 1


def test_a_review_copy_that_cannot_be_read_is_left_where_it_is(folder: Settings) -> None:
    run(folder)
    spot = place(folder)
    (spot.folder / spot.review).write_bytes(b"PK half a file")
    (outcome,) = run(folder)
    assert outcome.status == "failed"
    assert isinstance(outcome.error, InputError)
    assert (spot.folder / spot.review).read_bytes() == b"PK half a file"


def test_a_rejected_row_is_an_open_point_and_no_correction(folder: Settings) -> None:
    run(folder)
    spot = place(folder)
    copy = review.read_review((spot.folder / spot.review).read_bytes())
    row = next(row for row in copy.rows if row.source.startswith("Most did not"))
    outcome = review.reconcile(replace(copy, rows=(replace(row, status="REJECT"),)), spot.read().units, slug="orchard")
    assert not outcome.corrections
    assert any(finding.where == row.id for finding in outcome.conflicts)


def test_an_open_point_stays_over_runs_until_its_segment_is_approved(folder: Settings) -> None:
    run(folder)
    spot = place(folder)
    unit = next(unit for unit in spot.read().units if unit.segment.text.startswith("Most did not"))
    record = json.loads(spot.record.read_text("utf-8"))
    point = {"code": "R-007", "where": unit.segment.id, "message": "rejected: too weak", "level": "warning", "hint": ""}
    spot.record.write_text(json.dumps(record | {"review": [point]}), "utf-8")
    for _ in range(2):
        (outcome,) = run(folder, force=True)
        assert "rejected: too weak" in [finding.message for finding in outcome.findings]
    remember(
        folder.locales / "fr" / "memory.tmx",
        "en",
        "fr",
        [Match(unit.segment.text, "Non.", "ada", f"orchard/{unit.segment.id}")],
    )
    (outcome,) = run(folder)
    assert "rejected: too weak" not in [finding.message for finding in outcome.findings]


def test_a_docx_that_a_person_edited_is_kept_when_it_is_made_again(folder: Settings) -> None:
    run(folder)
    spot = place(folder)
    (spot.folder / spot.docx).write_bytes(b"a person worked here")
    (standing,) = run(folder)
    assert standing.status == "current"
    assert [finding.where for finding in standing.findings if finding.code == "E-001"] == [spot.docx]
    assert (spot.folder / spot.docx).read_bytes() == b"a person worked here"
    run(folder, force=True)
    assert [path.read_bytes() for path in (spot.folder / "reviews").iterdir()] == [b"a person worked here"]
    assert (spot.folder / spot.docx).read_bytes().startswith(b"PK")


def test_a_run_killed_between_two_files_is_no_persons_work(folder: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    run(folder)
    spot = place(folder)
    (folder.root / "pubpipe.toml").write_text('languages = ["fr"]\nengine = "pseudo"\npage = "A5"\n')

    def killed(*args: object, **kwargs: object) -> bytes:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(placing, "render_record", killed)  # the files are written, the record is not
        with pytest.raises(KeyboardInterrupt):
            run(replace(load_settings(folder.root), cache=CACHE))
    (outcome,) = run(replace(load_settings(folder.root), cache=CACHE))
    assert outcome.status == "built"
    assert not (spot.folder / "reviews").exists()


class Careless:
    """Gives capitals, and loses every number."""

    name = "careless"

    def info(self, source: str, to: str) -> EngineInfo | None:
        return EngineInfo("careless", "Careless", "rule-based", "1")

    def remedy(self, source: str, to: str) -> str:
        return "get another engine"

    def translate(self, jobs: Sequence[Job], source: str, to: str) -> list[Draft]:
        return [Draft("".join(char for char in job.text.upper() if not char.isdigit())) for job in jobs]


@pytest.fixture
def careless(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(choose, "load_engine", lambda name: Careless())
    return


@pytest.mark.usefixtures("careless")
def test_an_edition_that_lost_a_number_is_withheld_and_can_be_mended_in_review(folder: Settings) -> None:
    (outcome,) = run(folder)
    assert outcome.status == "withheld"
    assert any(finding.level is Level.ERROR and "3" in finding.message for finding in outcome.findings)
    spot = place(folder)
    assert not (spot.folder / spot.pdf).exists()
    assert (spot.folder / spot.review).exists()
    (again,) = run(folder)
    assert again.status == "withheld"
    assert any(finding.level is Level.ERROR for _, findings in proof.verify_editions(folder, []) for finding in findings)


@pytest.mark.usefixtures("careless")
def test_an_edition_that_is_withheld_does_not_leave_the_old_one(folder: Settings) -> None:
    spot = place(folder)
    spot.folder.mkdir(parents=True)
    (spot.folder / spot.pdf).write_bytes(b"an edition of last year")
    run(folder)
    assert not (spot.folder / spot.pdf).exists()
    assert [path.read_bytes() for path in (spot.folder / "reviews").iterdir()] == [b"an edition of last year"]


def test_without_any_engine_nothing_is_made_and_the_remedy_is_named(folder: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    class Nothing(Careless):
        def info(self, source: str, to: str) -> EngineInfo | None:
            return None

    monkeypatch.setattr(choose, "load_engine", lambda name: Nothing())
    (outcome,) = run(replace(folder, engine="auto"))
    assert outcome.status == "failed"
    assert isinstance(outcome.error, EngineError)
    assert "get another engine" in outcome.error.hint
    assert not (place(folder).folder / place(folder).pdf).exists()


def test_a_source_in_the_target_language_is_refused_and_the_others_are_made(folder: Settings) -> None:
    (folder.root / "source" / "orchard.toml").write_text('lang = "fr"\n')
    settings = replace(folder, languages=("fr", "es"), engine="apertium")
    outcomes = {outcome.lang: outcome for outcome in run(settings)}
    assert "in fr already" in str(outcomes["fr"].error)


def test_one_bad_source_does_not_stop_the_others(folder: Settings) -> None:
    (folder.sources / "empty.txt").write_text("")
    sources = [str(folder.sources / name) for name in ("empty.txt", "orchard.txt")]
    outcomes = list(make_editions(folder, sources))
    assert [(outcome.slug, outcome.status) for outcome in outcomes] == [("empty", "failed"), ("orchard", "built")]


def test_two_sources_that_would_share_a_folder_are_told_apart(folder: Settings) -> None:
    (folder.sources / "orchard.html").write_text("<p>x</p>")
    sources = [str(folder.sources / name) for name in ("orchard.txt", "orchard.html")]
    outcomes = list(make_editions(folder, sources))
    assert "rename one" in outcomes[0].error.hint  # type: ignore[union-attr]
    assert [outcome.status for outcome in outcomes] == ["failed", "built"]


def test_several_processes_make_what_one_makes(folder: Settings) -> None:
    settings = replace(folder, languages=("fr", "it", "ca"))
    one = {o.lang: [path.read_bytes() for path in o.files] for o in run(settings)}
    many = {o.lang: [path.read_bytes() for path in o.files] for o in run(settings, force=True, jobs=2)}
    assert one == many
    assert list(many) == ["fr", "it", "ca"]


def test_review_status_counts_what_a_person_approved(folder: Settings) -> None:
    run(folder)
    (row,) = review_states(folder.output)
    assert (row["lang"], row["reviewed"], row["changed"]) == ("fr", 0, False)


def test_verify_reads_finished_editions_back_and_sees_a_changed_one(folder: Settings) -> None:
    run(folder)
    assert all(not findings for _, findings in proof.verify_editions(folder, []))
    spot = place(folder)
    other = replace(folder, languages=("it",))
    run(other)
    (spot.folder / spot.pdf).write_bytes((spot.folder / "orchard.it.pdf").read_bytes())
    found = dict(proof.verify_editions(folder, [spot.folder / spot.pdf]))
    assert any(finding.level is Level.ERROR for finding in found[spot.folder / spot.pdf])
    with pytest.raises(InputError, match="no edition"):
        list(proof.verify_editions(folder, [folder.root / "pubpipe.toml"]))


def test_every_engine_of_ours_is_registered() -> None:
    assert {"argos", "apertium", "pseudo"} <= set(engines.names())


@pytest.mark.usefixtures("needs_apertium")
def test_the_sample_becomes_five_editions_without_an_error(tmp_path: Path, sample: Path) -> None:
    settings = replace(load_settings(ROOT), output=tmp_path, engine="apertium", offline=True)
    outcomes = list(make_editions(settings, [str(sample)], jobs=2))
    assert [(o.lang, o.status) for o in outcomes] == [(lang, "built") for lang in ("es", "fr", "it", "pt", "ca")]
    for outcome in outcomes:
        wrong = [finding for finding in outcome.findings if finding.code in ("U-003", "U-004", "U-005")]
        assert not wrong, outcome.lang


@pytest.mark.usefixtures("needs_apertium")
def test_the_real_article_keeps_its_title_authors_notes_and_paragraphs(tmp_path: Path, real_article: Path) -> None:
    settings = replace(load_settings(ROOT), output=tmp_path, engine="apertium", offline=True, languages=("es", "fr", "ca"))
    outcomes = list(make_editions(settings, [str(real_article)], jobs=2))
    assert {outcome.status for outcome in outcomes} == {"built"}
    for outcome in outcomes:
        record = Place(tmp_path, outcome.slug, outcome.lang).read()
        assert record.article is not None
        assert len(record.article.authors) == 3
        assert [str(block.role) for block in record.article.blocks] == ["paragraph"] * 15
        assert [str(note.kind) for note in record.article.notes] == ["affiliation", "disclaimer"]


def test_the_read_back_is_not_blind(folder: Settings) -> None:
    """The same file against an edition with another author must not pass."""
    run(folder)
    spot = place(folder)
    edition = proof.recorded_edition(folder, spot, spot.read())
    data = (spot.folder / spot.pdf).read_bytes()
    assert not [f for f in check_pdf(data, edition) if f.level is Level.ERROR and "author" in f.message.lower()]
    stranger = replace(edition.source, authors=(replace(edition.source.authors[0], name="Ada Nemo"),))
    assert any(f.level is Level.ERROR for f in check_pdf(data, replace(edition, source=stranger)))


# What came back from a person


def edit_docx(path: Path, old: str, new: str) -> None:
    edit_review(path, lambda xml: xml.replace(old, new))


def sentence_of(spot: Place, least: int = 3) -> Unit:
    """A sentence of the body in plain letters, that stands in the XML as it is."""
    units = [unit for unit in spot.read().units if unit.segment.block.startswith("b") and not re.search(r"\d", unit.target)]
    return next(u for u in units if len(u.target.split()) >= least and not set("&<>'’«»\u00a0") & set(u.target))


def test_a_correction_in_the_edition_itself_is_taken_in_like_one_in_the_review_copy(folder: Settings) -> None:
    run(folder)
    spot = place(folder)
    unit = sentence_of(spot)
    edit_docx(spot.folder / spot.docx, unit.target, "La plupart ont dit non, et sont restés.")
    (outcome,) = run(folder)
    assert (outcome.status, outcome.from_memory) == ("built", 1)
    (again,) = [u for u in spot.read().units if u.segment.id == unit.segment.id]
    assert (again.target, again.how) == ("La plupart ont dit non, et sont restés.", "edited")
    assert [path.suffix for path in (spot.folder / "reviews").iterdir()] == [".docx"]
    assert [outcome.status for outcome in run(folder)] == ["current"]


def test_an_edition_that_came_by_mail_is_taken_in_and_an_older_one_is_listed_and_reverts_nothing(
    folder: Settings, tmp_path: Path
) -> None:
    run(folder)
    spot = place(folder)
    unit = sentence_of(spot)
    mailed, old = tmp_path / "mail.docx", tmp_path / "old.docx"
    for path in (mailed, old):
        path.write_bytes((spot.folder / spot.docx).read_bytes())
    edit_docx(mailed, unit.target, "Personne.")
    assert [change.match.target for change in intake.take_in_mail(folder, mailed).changes] == ["Personne."]
    run(folder)
    taken = intake.take_in_mail(folder, old)
    assert (taken.changes, [f.code for f in taken.open_points if f.where == unit.segment.id]) == ((), ["R-016"])


def test_words_typed_beside_a_sentence_of_the_edition_go_with_it(folder: Settings) -> None:
    run(folder)
    spot = place(folder)
    unit = sentence_of(spot)
    name = "seg_" + unit.segment.id.replace(".", "_")

    def append(xml: str) -> str:
        number = re.search(rf'<w:bookmarkStart w:id="(\d+)" w:name="{name}"/>', xml)
        assert number
        end = f'<w:bookmarkEnd w:id="{number[1]}"/>'
        space, word = '<w:r><w:t xml:space="preserve"> </w:t></w:r>', "<w:r><w:t>Voilà.</w:t></w:r>"
        typed = f'<w:ins w:id="9" w:author="Lena Ruiz">{space}{word}</w:ins>'
        return xml.replace(end, end + typed)

    edit_review(spot.folder / spot.docx, append)
    run(folder)
    (again,) = [u for u in spot.read().units if u.segment.id == unit.segment.id]
    assert (again.target, again.origin) == (f"{unit.target} Voilà.", "reviewer:Lena Ruiz")


def test_where_a_bookmark_of_the_edition_is_gone_the_words_are_listed_and_nothing_is_guessed(folder: Settings) -> None:
    run(folder)
    spot = place(folder)
    blocks = [unit.segment.block for unit in spot.read().units]
    block = next(name for name in blocks if blocks.count(name) > 1 and name.startswith("b"))
    first, second = [unit for unit in spot.read().units if unit.segment.block == block][:2]
    gone = re.compile(rf'<w:bookmarkStart w:id="(\d+)" w:name="seg_{second.segment.id.replace(".", "_")}"/>')
    edit_review(spot.folder / spot.docx, lambda xml: gone.sub("", xml))
    run(folder)
    assert not (folder.locales / "fr" / "memory.tmx").exists()
    (reject,) = spot.folder.glob("*.rej")
    assert first.segment.id in reject.read_text("utf-8")
    assert second.target in reject.read_text("utf-8")


def test_a_copy_that_is_open_in_an_office_program_is_left_alone_and_taken_in_when_it_is_closed(
    folder: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    run(folder)
    spot = place(folder)
    unit = sentence_of(spot)
    copy, lock = spot.folder / spot.review, spot.folder / f".~lock.{spot.review}#"
    lock.write_text("Lena")
    edit_review(copy, lambda xml: xml.replace(unit.target, "Personne."))
    before = copy.read_bytes()
    (folder.sources / "orchard.txt").write_text(PASTE.replace("orchard", "grove"), "utf-8")
    run(folder)
    assert copy.read_bytes() == before
    assert "open in an office program" in caplog.text
    assert lock.name in caplog.text
    lock.unlink()
    run(folder)
    assert "Personne." in (folder.locales / "fr" / "memory.tmx").read_text("utf-8")
    assert copy.read_bytes() != before


@pytest.mark.parametrize("lock", ["~$chard.fr.review.docx", ".~lock.orchard.fr.review.docx#"])
def test_the_locks_of_word_and_of_libreoffice_are_known(tmp_path: Path, lock: str) -> None:
    path = tmp_path / "orchard.fr.review.docx"
    assert lock_of(path) is None
    (tmp_path / lock).write_bytes(b"")
    assert lock_of(path) == tmp_path / lock


def test_what_cannot_be_taken_stands_in_a_rej_file_once_with_both_texts(folder: Settings) -> None:
    run(folder)
    spot = place(folder)
    unit = sentence_of(spot)
    copy = spot.folder / spot.review
    edit_review(copy, lambda xml: xml.replace(unit.segment.text, "Another source.").replace(unit.target, "Un autre texte."))
    data = copy.read_bytes()
    run(folder)
    copy.write_bytes(data)
    run(folder)
    told = (spot.folder / f"{spot.review}.rej").read_text("utf-8")
    assert told.count("Un autre texte.") == 1
    assert "R-005" in told
    assert unit.target in told
    assert not (folder.locales / "fr" / "memory.tmx").exists()


def test_a_dry_run_says_what_would_change_and_writes_nothing(folder: Settings, tmp_path: Path) -> None:
    run(folder)
    spot = place(folder)
    unit = sentence_of(spot)
    mailed = tmp_path / "from mail.docx"
    mailed.write_bytes((spot.folder / spot.review).read_bytes())
    edit_review(mailed, lambda xml: xml.replace(unit.target, "Personne."))
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    taken = intake.take_in_mail(folder, mailed, dry_run=True)
    assert [(c.before, c.match.target) for c in taken.changes] == [(unit.target, "Personne.")]
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
    intake.take_in_mail(folder, mailed)
    assert next((spot.folder / "reviews").iterdir()).name.startswith("from mail.20")


def test_two_copies_that_came_by_mail_are_joined_where_they_do_not_meet_and_listed_where_they_do(
    folder: Settings, tmp_path: Path
) -> None:
    run(folder)
    spot = place(folder)
    unit = sentence_of(spot, 5)
    words = unit.target.split()
    texts = [" ".join(["UN", *words[1:]]), " ".join([*words[:-1], "DERNIER."]), " ".join(["AUTRE", *words[1:]])]
    for number, text in enumerate(texts):
        mailed = tmp_path / f"{number}.docx"
        mailed.write_bytes((spot.folder / spot.review).read_bytes())
        edit_review(mailed, lambda xml, text=text: xml.replace(unit.target, text))  # type: ignore[misc]
    taken = [intake.take_in_mail(folder, tmp_path / f"{number}.docx") for number in range(3)]
    (match,) = load_memory(folder.locales / "fr" / "memory.tmx", "en", "fr").units
    assert match.target == " ".join(["UN", *words[1:-1], "DERNIER."])
    assert [finding.code for finding in taken[2].open_points] == ["R-019"]
    assert "AUTRE" in (tmp_path / "2.docx.rej").read_text("utf-8")


def approve_all(path: Path, status: str = "OK") -> None:
    """Every status cell filled, with tracking off."""
    data = part_of(path)
    root = etree.fromstring(data)
    for row in root.iter(f"{{{W}}}tr"):
        cells = row.findall(f"{{{W}}}tc")
        if len(cells) == 5 and row.find(f"{{{W}}}trPr/{{{W}}}tblHeader") is None:
            paragraph = cells[3].find(f"{{{W}}}p")
            for old in paragraph.findall(f"{{{W}}}r"):
                paragraph.remove(old)
            text = etree.SubElement(etree.SubElement(paragraph, f"{{{W}}}r"), f"{{{W}}}t")
            text.text = status
    edit_review(path, lambda _: etree.tostring(root, encoding="unicode"))


def part_of(path: Path) -> bytes:
    with zipfile.ZipFile(path) as archive:
        return archive.read("word/document.xml")


def test_approving_everything_at_once_is_shown_as_such_and_is_no_review(folder: Settings) -> None:
    run(folder)
    spot = place(folder)
    approve_all(spot.folder / spot.review)
    run(folder)
    (row,) = review_states(folder.output)
    assert (row["label"], row["reviewed"], row["bulk"]) == ("approved in bulk", row["segments"], row["segments"])
    assert spot.read().state == "translated"
    assert "Personne n’a encore relu cette édition." in json.loads(spot.record.read_text("utf-8"))["disclosure"]


def set_minutes(path: Path, minutes: int, who: str) -> None:
    """What Word writes of the time a file was open, and of who saved it."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/extended-properties"
    link = f'<Relationship Id="rId99" Type="{kind}" Target="docProps/app.xml"/></Relationships>'
    parts["_rels/.rels"] = parts["_rels/.rels"].replace(b"</Relationships>", link.encode())
    parts["docProps/app.xml"] = f"<Properties><TotalTime>{minutes}</TotalTime></Properties>".encode()
    parts["docProps/core.xml"] = parts["docProps/core.xml"].replace(
        b">pubpipe</cp:lastModifiedBy>", f">{who}</cp:lastModifiedBy>".encode()
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


def test_a_reading_that_took_its_time_is_a_check_and_a_second_person_makes_it_final(folder: Settings) -> None:
    run(folder)
    spot = place(folder)
    approve_all(spot.folder / spot.review)
    set_minutes(spot.folder / spot.review, 90, "Lena Ruiz")
    run(folder)
    (row,) = review_states(folder.output)
    assert (row["label"], row["reviewers"], spot.read().state) == ("checked", "Lena Ruiz", "reviewed")
    approve_all(spot.folder / spot.review, "FINAL")
    set_minutes(spot.folder / spot.review, 60, "Lena Ruiz")
    run(folder)
    assert review_states(folder.output)[0]["label"] == "checked"  # the same person twice is no second person
    approve_all(spot.folder / spot.review, "final")
    set_minutes(spot.folder / spot.review, 60, "Pol Vidal")
    run(folder)
    (row,) = review_states(folder.output)
    assert (row["label"], spot.read().state) == ("revised", "final")
    assert "Seconde relecture\u00a0: Pol Vidal." in json.loads(spot.record.read_text("utf-8"))["disclosure"]


def test_a_similar_text_of_the_memory_is_a_hint_in_the_review_copy_and_never_the_translation(folder: Settings) -> None:
    unit = Match("It asked every family whether it hoped to stay.", "Chacune pouvait rester.")
    remember(folder.locales / "fr" / "memory.tmx", "en", "fr", [unit])
    (outcome,) = run(folder)
    assert outcome.from_memory == 0
    copy = review.read_review((place(folder).folder / place(folder).review).read_bytes())
    (hinted,) = [row for row in copy.rows if row.notes]
    assert hinted.notes.startswith("≈ 9")
    assert hinted.notes.endswith(f"{unit.source} → {unit.target}")
