"""Pull quotes: whole sentences of the article, shown once more to the eye and to nobody else."""

import re
import zipfile
from dataclasses import replace
from io import BytesIO

import pypdf
import pypdfium2
import pytest

from factory import specimen, with_pull
from pubpipe.article import SourcePage
from pubpipe.clean import clean_page
from pubpipe.errors import SettingsError
from pubpipe.pulls import check_pulls, pulls_of
from pubpipe.segment import segment_article
from pubpipe.typeset.docx import write_docx
from pubpipe.typeset.epub import write_epub
from pubpipe.typeset.pdf import write_pdf
from pubpipe.verify import check_epub, check_pdf
from test_typeset_scripts import flat, have_faces, read_by_pdfium, read_by_pypdf

TEXT = "The Mill\n\nBy Ada Moreno\n\nIt stands by the river. Nobody goes there now. The wheel is gone.\n\nA second paragraph."


@pytest.mark.parametrize("lang", ["es", "ar", "hi", "ja"])
def test_a_pull_quote_is_seen_and_neither_copied_nor_heard_a_second_time(lang, fonts_dir) -> None:
    have_faces(lang)
    edition = with_pull(lang)
    ((_, said),) = pulls_of(edition)
    data, plain = write_pdf(edition, fonts_dir=fonts_dir), write_pdf(specimen(lang), fonts_dir=fonts_dir)
    for read in (read_by_pdfium, read_by_pypdf):
        assert flat(read(data)).count(flat(said)) == 1
    (drawn,) = LAYOUT.findall(pypdf.PdfReader(BytesIO(data)).pages[0].get_contents().get_data())  # type: ignore[union-attr]
    assert b" c\n" in drawn
    assert not re.search(rb"T[jJ]|BDC|BMC", drawn)  # neither text nor a tag
    assert check_pdf(data, edition) == ()
    red = [shades_of_accent(each) for each in (data, plain)]
    assert red[0] > red[1] + 300


LAYOUT = re.compile(rb"/Artifact\s*<</Type\s*/Layout>>\s*BDC(.*?)EMC", re.DOTALL)


def shades_of_accent(data: bytes) -> int:
    """Dots in the colour of pull quotes on all pages."""
    pages = (page.render(scale=1).to_pil().convert("RGB") for page in pypdfium2.PdfDocument(data))
    return sum(r - b > 60 and r > 100 for page in pages for r, _, b in zip(*[iter(page.tobytes())] * 3, strict=True))


def test_an_e_book_hides_it_from_screen_readers() -> None:
    edition = with_pull("es")
    ((_, said),) = pulls_of(edition)
    book = write_epub(edition)
    with zipfile.ZipFile(BytesIO(book)) as package:
        asides = re.findall(
            r'<aside class="pull"[^>]*aria-hidden="true"><p>([^<]*)</p>', package.read("EPUB/text.xhtml").decode()
        )
    assert asides == [said]
    assert check_epub(book, edition) == ()


def test_the_docx_that_editors_work_in_has_every_sentence_once() -> None:
    edition = with_pull("es")
    assert write_docx(edition) == write_docx(specimen("es"))


def test_a_pull_quote_is_the_edition_s_own_words_for_whole_sentences() -> None:
    edition = with_pull("es")
    units = [replace(unit, target=f"{unit.target} ya") if unit.target.startswith("Nadie") else unit for unit in edition.units]
    changed = [replace(block, text=block.text.replace("idea.", "idea. ya")) for block in edition.article.blocks]
    reviewed = replace(edition, units=tuple(units), article=replace(edition.article, blocks=tuple(changed)))
    assert pulls_of(edition) == (("b2", "Nadie recuerda quién tuvo la idea."),)
    assert pulls_of(reviewed) == (("b2", "Nadie recuerda quién tuvo la idea. ya"),)
    assert pulls_of(replace(reviewed, article=edition.article)) == ()  # the article does not say that


def opened(*pulls: str):
    return clean_page(SourcePage("mill.txt", TEXT.encode(), TEXT, "text", "0" * 64), facts={"pull": list(pulls)})


def test_several_sentences_may_be_pulled_and_white_space_does_not_count() -> None:
    article = opened("It stands by the  river. Nobody goes there now.", "A second paragraph.")
    check_pulls(article, segment_article(article))


@pytest.mark.parametrize(
    ("said", "what"),
    [
        ("Nobody ever goes there.", "not in the text"),
        ("Nobody goes", "no whole sentence"),
        ("The wheel is gone. A second paragraph.", "not in the text"),
        ("The Mill", "not in the text"),
    ],
)
def test_what_the_article_does_not_say_in_whole_sentences_is_refused(said, what) -> None:
    article = opened(said)
    with pytest.raises(SettingsError, match=what):
        check_pulls(article, segment_article(article))


def test_a_sidecar_s_pull_is_a_list_of_texts() -> None:
    with pytest.raises(SettingsError, match="list"):
        clean_page(SourcePage("mill.txt", TEXT.encode(), TEXT, "text", "0" * 64), facts={"pull": "Nobody goes there now."})
