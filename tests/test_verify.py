"""Every promise of an edition is proved on the finished file; each check finds its fault and is silent on good work."""

import io
import os
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factory import TEXTS, make_edition, make_units
from pubpipe.article import Edition, Finding, Level, Mark, MarkKind, Note, NoteKind, Segment, State, Term, TermHit, Unit
from pubpipe.typeset import running_texts
from pubpipe.typeset.bilingual import write_bilingual
from pubpipe.typeset.docx import write_docx
from pubpipe.typeset.pdf import write_pdf
from pubpipe.verify import check_bilingual, check_consistency, check_docx, check_pdf, check_unit, front_matter
from pubpipe.verify.contract import column, has_number, stands, words

LANGS = ("es", "fr", "ru", "ar", "he", "hi")


# Units


def no_numbers(source: str, target: str, source_lang: str, lang: str) -> tuple[str, ...]:
    """A counter of numbers for tests: the digits of the source that the target has not."""
    return tuple(n for n in re.findall(r"\d+", source) if n not in re.findall(r"\d+", target))


def codes(
    source: str,
    target: str,
    *terms: Term,
    lang: str = "es",
    state: State = State.TRANSLATED,
    origin: str = "engine:apertium",
    unknown: Sequence[str] = (),
) -> list[str]:
    hits = []
    for term in terms:
        at = source.casefold().find(term.source.casefold())
        hits.append(TermHit(at, at + len(term.source), term))
    unit = Unit(Segment("b1.1", "b1", source, "en"), target, lang, state, origin, tuple(hits))
    return [finding.code for finding in check_unit(unit, missing_numbers=no_numbers, unknown=unknown)]


MILL = Term("Old Mill", "Old Mill", "name", match="case", status="keep")
SEEDBED = Term("seed bed", "semillero", gender="m", plural="semilleros")
WALL = Term("dry wall", "mur à sec", gender="m")
LONG_ES = "Las semillas que nadie había pedido fueron devueltas al valle antes de que llegara la nieve."
LONG = "The seeds that nobody asked for were given back to the valley before the snow came."
ASKED = LONG.replace("nobody", "people")  # denies nothing

BAD = [
    ("U-001", {"source": "Seeds were sown.", "target": "  "}),
    ("U-001", {"source": "Four words stand here.", "target": "Four words stand here."}),
    ("U-001", {"source": "Seeds were sown.", "target": "Semillas", "state": State.INITIAL}),
    ("U-002", {"source": "It has 46 rows.", "target": "Tiene 64 filas."}),
    ("U-010", {"source": "Write to ana@mill.example.", "target": "Escriba a ana mill.example."}),
    ("U-010", {"source": "See https://mill.example/a_b.", "target": "Véase https://mill.example/ab."}),
    ("U-006", {"source": "It thaws.", "target": "Se *thaws."}),
    ("U-006", {"source": "It thaws.", "target": "#Deshelar pronto."}),
    ("U-006", {"source": "It thaws.", "target": "@thaw pronto."}),
    ("U-006", {"source": "It thaws.", "target": "Se ZQAB1 pronto."}),
    ("U-006", {"source": "It thaws.", "target": "Se ⟦1⟧ pronto."}),
    ("U-006", {"source": "It thaws.", "target": "Se XQZ7 pronto."}),
    ("U-007", {"source": "It thaws in the spring.", "target": "Deshiela en la la primavera."}),
    ("U-007", {"source": ASKED, "target": "en el valle de la " * 4 + "nieve"}),
    ("U-007", {"source": "It thaws.", "target": "一直一直一直一直一直融化", "lang": "zh"}),
    ("U-014", {"source": "It thaws in the spring.", "target": "Весной всё начинает таять."}),
    ("U-014", {"source": "It thaws in the spring.", "target": "It began to thaw in spring.", "lang": "ru"}),
    ("U-008", {"source": ASKED, "target": "Semillas."}),
    ("U-008", {"source": ASKED, "target": f"{LONG_ES} {LONG_ES[::-1]} {LONG_ES.upper()[1::2]}"}),
    ("U-009", {"source": "It (the wall) stands.", "target": "(El muro sigue en pie."}),
    ("U-009", {"source": "“Stay,” she said.", "target": "«Quédate, dijo."}),
    ("U-011", {"source": "The zilk thaws.", "target": "El zilk se deshiela.", "unknown": ("zilk",)}),
    ("U-020", {"source": "The seeds did not thaw.", "target": "Las semillas se deshielan."}),
    ("U-012", {"source": ASKED, "target": "Las semillas that people asked for were devueltas al valle antes de la nieve."}),
]


@pytest.mark.parametrize(("code", "case"), BAD, ids=[f"{code}-{at}" for at, (code, _) in enumerate(BAD)])
def test_a_fault_is_found_under_its_code(code: str, case: dict[str, object]) -> None:
    assert codes(**case) == [code]  # type: ignore[arg-type]


GOOD = [
    {"source": "The reader writes.", "target": "ते नेता ते नेते ते नेतो लेते हैं और देते हैं", "lang": "hi"},
    {"source": "Four words stand here.", "target": "Aquí hay cuatro palabras."},
    {"source": "They thaw no matter when, and not only there.", "target": "Se deshielan siempre, también allí."},
    {"source": "The Old Mill", "target": "The Old Mill", "state": State.REVIEWED},
    {"source": "Four words stand here.", "target": "Four words stand here.", "origin": "source"},
    {"source": "See #seeds, 5 * 3, and @mill on the net.", "target": "Véase #seeds, 5 * 3 y @mill en la red."},
    {"source": "We meet and we meet again.", "target": "Nous nous retrouvons encore.", "lang": "fr"},
    {"source": "It (the wall) stands.", "target": "Es（墙）站立。", "lang": "zh"},
    {"source": "“Stay,” she said.", "target": "„Bleib“, sagte sie.", "lang": "de"},
    {"source": 'A 12" pipe and a “ring”.', "target": 'Un tubo de 12" y un «anillo».'},
    {"source": LONG, "target": "在下雪之前，没有人要的种子被还给了山谷。", "lang": "zh"},
    {"source": LONG, "target": "أعيدت البذور التي لم يطلبها أحد إلى الوادي قبل أن يهطل الثلج.", "lang": "ar"},
    {"source": "Mail ana@mill.example.", "target": "Escriba a ana@mill.example, por favor."},
]


@pytest.mark.parametrize("case", GOOD, ids=[str(at) for at, _ in enumerate(GOOD)])
def test_good_work_raises_nothing(case: dict[str, object]) -> None:
    assert codes(**case) == []  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("target", "lang", "lost"),
    [
        ("El Old Mill sigue.", "es", False),
        ("El Molino Viejo sigue.", "es", True),
        ("Los Old Mills siguen.", "es", True),
        ("El old mill sigue.", "es", True),
        ("الطاحونة وOld Mill باقية.", "ar", False),
        ("El Old\u00a0Mill sigue.", "es", False),
    ],
)
def test_a_kept_name_stands_letter_by_letter(target: str, lang: str, lost: bool) -> None:
    assert codes("The Old Mill stands.", target, MILL, lang=lang) == (["U-003"] if lost else [])


@pytest.mark.parametrize(
    ("source", "target", "term", "lang", "lost"),
    [
        ("The seed bed is wet.", "El Semillero está húmedo.", SEEDBED, "es", False),
        ("The seed bed is wet.", "Los semilleros están húmedos.", SEEDBED, "es", False),
        ("The seed bed is wet.", "La cama está húmeda.", SEEDBED, "es", True),
        ("The seed bed is wet.", "El semillerote está húmedo.", SEEDBED, "es", True),
        ("A dry wall.", "Des murs à sec.", WALL, "fr", False),
        ("A dry wall.", "Un mur-à-sec.", WALL, "fr", False),
        ("The harvest.", "No final d’a colheita.", Term("harvest", "a colheita"), "pt", False),
        ("The water hub.", "al centre de l’aigua", Term("water", "l'aigua"), "ca", False),
        ("The infection.", "Las infecciones.", Term("infection", "infección"), "es", False),
        ("The dry season.", "y la estación seca", Term("dry", "seco", "adj", plural="secos"), "es", False),
        ("The old seed.", "في البذرة القديمة", Term("old seed", "بذرة قديمة"), "ar", False),
        ("The old seed.", "那些旧种子", Term("old seed", "旧种子"), "zh", False),
    ],
)
def test_a_term_is_known_in_its_agreed_forms_only(source: str, target: str, term: Term, lang: str, lost: bool) -> None:
    assert codes(source, target, term, lang=lang) == (["U-004"] if lost else [])


def found_in(source: str, target: str) -> set[str]:
    unit = Unit(Segment("b1.1", "b1", source, "en"), target, "es", State.TRANSLATED, "engine:argos")
    return {finding.code for finding in check_unit(unit, missing_numbers=no_numbers)}


def test_a_copied_sentence_is_untranslated_however_its_numbers_are_set() -> None:
    assert "U-001" in found_in("The bank lent 1,250 farmers 3.5% of it.", "The bank lent 1250 farmers 3,5 % of it.")


@pytest.mark.parametrize(("target", "lost"), [("El informe RT12 está.", False), ("El informe RT21 está.", True)])
def test_a_label_stands_letter_by_letter(target: str, lost: bool) -> None:
    assert ("U-003" in found_in("The report RT12 is there.", target)) is lost


def test_a_forbidden_rendering_is_found_and_an_allowed_one_is_not() -> None:
    bed = Term("seed bed", "cama de semillas", status="forbidden")
    assert codes("The seed bed.", "La cama de semillas.", bed) == ["U-005"]
    assert codes("The seed bed.", "El semillero.", bed) == []


def test_a_finding_names_the_segment_and_what_to_do() -> None:
    unit = Unit(Segment("b7.3", "b7", "It has 46 rows.", "en"), "Tiene filas.", "es", State.TRANSLATED, "engine:apertium")
    (finding,) = check_unit(unit, missing_numbers=no_numbers)
    assert (finding.code, finding.where, finding.level) == ("U-002", "b7.3", Level.ERROR)
    assert "46" in finding.message
    assert finding.hint


def test_kept_names_and_addresses_are_no_untranslated_text() -> None:
    place = Term("School of the Upper Velda Valley", "School of the Upper Velda Valley", "name", status="keep")
    same = "School of the Upper Velda Valley"
    assert codes(same, same, place) == []
    assert codes(f"She teaches at the {same}.", f"Enseña en la {same}.", place) == []


@settings(deadline=None)
@given(st.text(max_size=80), st.text(max_size=80), st.sampled_from(("es", "ar", "zh", "hi")))
def test_no_text_makes_a_check_fail(source: str, target: str, lang: str) -> None:
    for finding in codes(source, target, MILL, SEEDBED, lang=lang):
        assert re.fullmatch(r"U-0\d\d", finding)


# Finished files


@pytest.fixture(scope="module")
def faces() -> Path:
    """Where the cut fonts are kept; cutting them takes longer than all these tests."""
    return Path(os.environ["PUBPIPE_CACHE"]) / "fonts"


FILES: dict[str, tuple[bytes, bytes]] = {}


def edition_of(lang: str) -> Edition:
    return make_edition(lang, subtitle=TEXTS[lang]["section"])


def files_of(lang: str, faces: Path) -> tuple[bytes, bytes]:
    """PDF and DOCX of the plain edition in that language."""
    if lang not in FILES:
        edition = edition_of(lang)
        FILES[lang] = write_pdf(edition, fonts_dir=faces), write_docx(edition)
    return FILES[lang]


def found(edition: Edition, files: tuple[bytes, bytes]) -> tuple[set[str], set[str]]:
    """Numbers of the checks that speak, in the PDF and in the DOCX."""
    pdf, docx = check_pdf(files[0], edition, running_texts(edition)), check_docx(files[1], edition)
    assert all(finding.level is Level.ERROR for finding in (*pdf, *docx))
    return {finding.code for finding in pdf}, {finding.code for finding in docx}


@pytest.mark.parametrize("lang", LANGS)
def test_a_finished_edition_keeps_every_promise(lang: str, faces: Path) -> None:
    assert found(edition_of(lang), files_of(lang, faces)) == (set(), set())


@pytest.mark.parametrize("lang", ["es", "ar", "hi"])
def test_paragraphs_that_go_over_the_page_are_found_whole(lang: str, faces: Path) -> None:
    texts = TEXTS[lang]["paragraphs"]
    assert isinstance(texts, tuple)
    edition = make_edition(lang, paragraphs=[" ".join(text.split()[turn:]) for turn in range(5) for text in texts])
    data = write_pdf(edition, page="A5", fonts_dir=faces)
    assert check_pdf(data, edition, running_texts(edition)) == ()


@pytest.mark.parametrize("lang", ["es", "ar", "he"])
def test_paragraphs_that_go_over_a_pair_of_facing_pages_are_found_whole(lang: str, faces: Path) -> None:
    texts = TEXTS[lang]["paragraphs"]
    assert isinstance(texts, tuple)
    long = " ".join(f"{text} Kashgar {1990 + turn}." for turn in range(6) for text in texts)
    edition = make_edition(lang, paragraphs=[long, long])
    data = write_bilingual(edition, fonts_dir=faces)
    assert check_bilingual(data, edition) == ()
    blocks = (replace(edition.article.blocks[0], text=long.replace("1993", "1999")), *edition.article.blocks[1:])
    other = replace(edition, article=replace(edition.article, blocks=blocks))
    assert [finding.code for finding in check_bilingual(data, other)] == ["F-011"]


def other_letter(text: str, at: int = 0) -> str:
    """The text with one letter of its word number `at` made another."""
    held = text.split(" ")
    held[at] = held[at][:-1] + ("ž" if held[at][-1] != "ž" else "z")
    return " ".join(held)


def without_word(text: str, at: int) -> str:
    held = text.split(" ")
    return " ".join(held[:at] + held[at + 1 :])


def with_note(edition: Edition, at: int, text: str, *, source: bool = False) -> Edition:
    article = edition.source if source else edition.article
    notes = tuple(replace(note, text=text) if n == at else note for n, note in enumerate(article.notes))
    changed = replace(article, notes=notes)
    return replace(edition, source=changed) if source else replace(edition, article=changed)


def with_block(edition: Edition, at: int, text: str) -> Edition:
    blocks = tuple(replace(block, text=text) if n == at else block for n, block in enumerate(edition.article.blocks))
    article = replace(edition.article, blocks=blocks)
    return replace(edition, article=article, units=make_units(article))


def with_author(edition: Edition, at: int, name: str) -> Edition:
    authors = tuple(replace(author, name=name) if n == at else author for n, author in enumerate(edition.source.authors))
    return replace(edition, source=replace(edition.source, authors=authors), article=replace(edition.article, authors=authors))


def mutants(edition: Edition) -> Iterator[tuple[str, str, Edition]]:
    """Editions that the finished files do not show: what was changed, the check that must speak, the edition."""
    article = edition.article
    yield "title", "005", replace(edition, article=replace(article, title=other_letter(article.title, 1)))
    yield "title", "004", replace(edition, article=replace(article, title=without_word(article.title, 1)))
    yield "subtitle", "006", replace(edition, article=replace(article, subtitle=f"{article.subtitle} {article.subtitle}"))
    for at, author in enumerate(article.authors):
        yield f"author {at}", "007", with_author(edition, at, other_letter(author.name))
        yield (
            f"author {at} in the byline",
            "015",
            replace(edition, byline=edition.byline.replace(author.name, author.name[:-1])),
        )
    for at, number in ((0, "008"), (1, "009")):
        for word in (0, 2, -2):
            yield f"note {at}", number, with_note(edition, at, without_word(article.notes[at].text, word))
        yield f"note {at}", number, with_note(edition, at, other_letter(article.notes[at].text, 1))
    for word in (0, 3, 9):
        text = without_word(edition.source.notes[1].text, word)
        yield "source’s wording", "010", with_note(edition, 1, text, source=True)
    yield "disclosure", "014", replace(edition, disclosure=without_word(edition.disclosure, 3))
    for at, block in enumerate(article.blocks):
        yield f"block {at}", "011", with_block(edition, at, f"{block.text} {block.text.split()[0]} {block.text.split()[1]}")
        for match in re.finditer(r"\d[\d.,]*\d", block.text):
            other = match[0][:-1] + str((int(match[0][-1]) + 5) % 10)
            text = block.text[: match.start()] + other + block.text[match.end() :]
            yield f"number {match[0]}", "012", with_block(edition, at, text)
        for name in edition.names:
            if name in block.text:
                yield f"name {name}", "011", with_block(edition, at, block.text.replace(name, name[:-1]))


@pytest.mark.parametrize("lang", LANGS)
def test_every_mutant_is_found_in_both_files(lang: str, faces: Path) -> None:
    edition, files = edition_of(lang), files_of(lang, faces)
    for what, number, mutant in mutants(edition):
        pdf, docx = found(mutant, files)
        assert f"D-{number}" in docx, what
        assert f"P-{number}" in pdf, what


@pytest.mark.parametrize("lang", ["es", "fr", "ru"])
def test_every_third_word_of_the_body_is_missed_when_it_is_gone(lang: str, faces: Path) -> None:
    edition, files = edition_of(lang), files_of(lang, faces)
    for at, block in enumerate(edition.article.blocks[:3]):
        for word in range(0, len(block.text.split()), 3):
            pdf, docx = found(with_block(edition, at, without_word(block.text, word)), files)
            assert ("P-011" in pdf, "D-011" in docx) == (True, True), block.text.split()[word]


def test_a_file_that_lost_its_disclaimer_or_notes_is_found_from_the_files_side(faces: Path) -> None:
    edition = edition_of("es")
    poorer = replace(edition, article=replace(edition.article, notes=()), source=replace(edition.source, notes=()))
    pdf, docx = found(edition, (write_pdf(poorer, fonts_dir=faces), write_docx(poorer)))
    assert {"P-008", "P-009", "P-010", "P-016"} <= pdf
    assert {"D-008", "D-009", "D-010", "D-016"} <= docx


def test_a_disclaimer_of_one_line_beside_its_source_is_found_and_one_that_lost_a_word_is_not(faces: Path) -> None:
    """Both stand on one line, and PDFium reads them as one."""

    def with_note(target: str, source: str) -> Edition:
        edition = edition_of("es")
        mine, theirs = (Note("n9", "**", NoteKind.DISCLAIMER, text) for text in (target, source))
        return replace(
            edition,
            article=replace(edition.article, notes=(mine,)),
            source=replace(edition.source, notes=(theirs,)),
        )

    edition = with_note("Las opiniones son de su autora.", "The views are those of the author.")
    data = write_pdf(edition, fonts_dir=faces)
    about = {"P-009", "P-010"}
    assert not about & {finding.code for finding in check_pdf(data, edition, running_texts(edition))}
    for other in (
        with_note("Las opiniones no son de su autora.", "The views are those of the author."),
        with_note("Las opiniones son de su autora.", "The views are those of the author alone."),
    ):
        assert about & {finding.code for finding in check_pdf(data, other, running_texts(other))}


def test_the_running_head_is_no_proof_of_the_title_nor_the_foot_of_the_byline(faces: Path) -> None:
    edition = edition_of("es")
    bare = replace(edition, byline="", article=replace(edition.article, authors=(), publication="Otra"))
    pdf = check_pdf(write_pdf(bare, fonts_dir=faces), edition, running_texts(edition))
    assert "P-015" in {finding.code for finding in pdf}
    renamed = replace(edition, article=replace(edition.article, title="Otro título: otra cosa"))
    pdf = check_pdf(write_pdf(renamed, fonts_dir=faces), edition, running_texts(edition))
    assert "P-005" in {finding.code for finding in pdf}


def test_a_file_in_another_language_or_with_another_title_in_its_properties_is_found(faces: Path) -> None:
    edition, files = edition_of("es"), files_of("es", faces)
    pdf, docx = found(replace(edition, lang="fr"), files)
    assert "P-003" in pdf
    assert "D-003" in docx


def test_a_finding_says_where_the_text_departs_from_the_edition(faces: Path) -> None:
    edition, files = edition_of("es"), files_of("es", faces)
    text = edition.article.blocks[1].text.replace("once días", "doce días")
    findings = check_pdf(files[0], with_block(edition, 1, text), running_texts(edition))
    (finding,) = [finding for finding in findings if finding.code == "P-011"]
    assert finding.where == "b2"
    assert "page 1" in finding.message
    assert "doce" in finding.message
    assert "once" in finding.message


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7 nothing", b"hello"])
def test_a_file_that_does_not_open_is_a_finding_and_no_crash(data: bytes) -> None:
    edition = edition_of("es")
    assert [finding.code for finding in check_pdf(data, edition)] == ["P-001"]
    assert [finding.code for finding in check_docx(data, edition)] == ["D-001"]


def test_a_page_without_text_is_found(faces: Path) -> None:
    import pypdfium2

    edition, files = edition_of("es"), files_of("es", faces)
    document, held = pypdfium2.PdfDocument(files[0]), io.BytesIO()
    document.new_page(400, 400)
    document.save(held)
    assert "P-002" in {finding.code for finding in check_pdf(held.getvalue(), edition, running_texts(edition))}


def test_footnotes_of_the_byline_must_lead_somewhere(faces: Path) -> None:
    edition, held = edition_of("es"), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(files_of("es", faces)[1])) as old, zipfile.ZipFile(held, "w") as new:
        for name in old.namelist():
            if name != "word/footnotes.xml":
                new.writestr(name, old.read(name))
    assert "D-016" in {finding.code for finding in check_docx(held.getvalue(), edition)}


def test_names_and_numbers_of_a_unit_are_sought_in_its_own_block(faces: Path) -> None:
    edition, files = edition_of("es"), files_of("es", faces)
    lost = Term("Mill Archive", "Mill Archive", "name", status="keep")
    first = next(unit for unit in edition.units if unit.segment.block == "b1")
    changed = replace(first, target=first.target + " 9999", hits=(TermHit(0, 4, lost),))
    mutant = replace(edition, units=tuple(changed if unit is first else unit for unit in edition.units))
    pdf = [f for f in check_pdf(files[0], mutant, running_texts(mutant)) if f.where == first.segment.id]
    assert [(f.code, f.message.split()[2]) for f in pdf] == [("P-012", "9999"), ("P-013", "Mill")]


# The parts of the comparison


def test_the_contract_lists_front_matter_in_both_wordings() -> None:
    edition = make_edition(
        "es",
        notes=(Note("n1", "**", NoteKind.DISCLAIMER, "Opinión."),),
        source_notes=(Note("n1", "**", NoteKind.DISCLAIMER, "Opinion."),),
    )
    listed = [(promise.number, promise.text) for promise in front_matter(edition)]
    assert ("009", "Opinión.") in listed
    assert ("010", "Opinion.") in listed
    assert [number for number, _ in listed] == ["005", "015", "007", "007", "009", "010", "014"]


@pytest.mark.parametrize(
    ("text", "number", "there"),
    [
        ("son 40 146 casas", "40,146", True),
        ("son 401467", "40146", False),
        ("1.40146", "40146", True),
        ("٤٠", "40", False),
        ("3,5 %", "35", True),
    ],
)
def test_a_number_is_known_by_its_digits(text: str, number: str, there: bool) -> None:
    assert has_number(text, number) is there


def test_a_text_has_lines_of_its_own_or_it_is_not_there() -> None:
    page = column(["• One two", "three. *", "Label four five", "six"], labels=["Label"])
    assert stands("Onetwothree.", [page])
    assert stands("fourfivesix", [page])
    assert not stands("twothree.", [page])
    assert not stands("Onetwo three".replace(" ", "")[:-1], [page])


def test_a_text_may_go_on_over_a_page_but_not_begin_with_a_stray_letter() -> None:
    pages = [column(["alpha beta gamma", "delta", "* a note"]), column(["epsilon zeta", "1 foot"])]
    assert stands("alphabetagammadeltaepsilonzeta", pages)
    assert not stands("alphabetagammaepsilonzeta"[:-1], pages)
    assert not stands("deltaepsilonzetax", pages)


def test_marks_and_stray_letters_do_not_count_in_scripts_that_lose_them() -> None:
    assert words("لم ت ُراجَع") == words("لم تُراجَع")
    assert words("ύकसी ने 46") == words("किसी ने 46")
    assert words("46") != words("64")


@cache
def _codes_in_use() -> frozenset[str]:
    source = Path(check_unit.__code__.co_filename).read_text("utf-8")
    return frozenset(re.findall(r'"(U-\d{3})"', source))


def test_every_code_of_the_units_is_tried_here() -> None:
    tried = {code for code, _ in BAD} | {"U-013", "U-021", "U-022"} | {"U-003", "U-004", "U-005"}
    assert _codes_in_use() == tried
    assert isinstance(Finding("U-001", "", ""), Finding)


def test_a_code_that_is_gone_withholds_and_one_that_was_guessed_is_remarked() -> None:
    marks = (Mark(4, 8, MarkKind.LINK, "https://mill.example/"),)
    segment = Segment("b1.1", "b1", "The mill stands.", "en", marks=marks)
    unit = Unit(segment, "El molino sigue.", "es", State.TRANSLATED, "engine:x")
    (gone,) = check_unit(unit, missing_numbers=no_numbers)
    assert (gone.code, gone.level, "https://mill.example/" in gone.message) == ("U-021", Level.ERROR, True)
    placed = replace(unit, marks=(replace(marks[0], start=3, end=9),))
    (guess,) = check_unit(placed, missing_numbers=no_numbers, guessed=("mill",))
    assert (guess.code, guess.level) == ("U-022", Level.REMARK)
    assert not list(check_unit(placed, missing_numbers=no_numbers))


def test_one_text_in_two_translations_and_two_texts_in_one_are_remarked_at_both_places() -> None:
    texts = [
        ("The old mill stands.", "El molino sigue."),
        ("The old mill stands", "Queda el viejo molino."),
        ("It thaws now.", "El molino sigue."),
    ]
    units = [
        Unit(Segment(f"b{n}.1", f"b{n}", source, "en"), target, "es", State.TRANSLATED, "memory")
        for n, (source, target) in enumerate(texts, 1)
    ]
    found = check_consistency(units)
    assert [(name, [finding.code for finding in findings]) for name, findings in sorted(found.items())] == [
        ("b1.1", ["U-015", "U-016"]), ("b2.1", ["U-015"]), ("b3.1", ["U-016"]),
    ]  # fmt: skip
    assert check_consistency([units[0], replace(units[0], segment=Segment("b9.1", "b9", "The old mill stands.", "en"))]) == {}


@pytest.mark.parametrize(
    ("source", "target", "raised"),
    [
        ("On 8 May", "El 6 de mayo", True),
        ("R0 and HCoV-229E", "R0 y HCoV-279E", True),
        ("On 8 May", "El ocho de mayo", False),
        ("1,200 km in 2.5 years", "1.200 km en 2,5 años", False),
        ("2.5 million", "2 500 000", False),
        ("٨ مايو", "8 de mayo", False),
    ],
)
def test_a_figure_that_became_another_is_found_where_a_missing_one_alone_is_let_pass(
    source: str, target: str, raised: bool
) -> None:
    unit = Unit(Segment("b1.1", "b1", source, "en"), target, "es", State.TRANSLATED, "engine:x")
    found = [finding.code for finding in check_unit(unit, missing_numbers=lambda *_: ())]
    assert ("U-013" in found) is raised
