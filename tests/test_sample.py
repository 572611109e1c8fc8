"""The sample article in source/ and the termbases in locales/: what a fresh clone builds from."""

import csv
import re
from pathlib import Path

import pytest

from pubpipe.article import Term
from pubpipe.glossary import COLUMNS, load_termbase, read_terms
from pubpipe.ingest import open_page

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "source" / "fragile-land-hard-choices.txt"
LANGUAGES = ("es", "fr", "it", "pt", "ca")
COMMON = ROOT / "locales" / "glossary.csv"
TERMBASES = (COMMON, *(ROOT / "locales" / lang / "glossary.csv" for lang in LANGUAGES))
AUTHORS = ("Marta Quilindo", "Tobias Arnesvik", "Leilani Fakatou")
INSTITUTIONS = (
    "Vallorne Institute for Land and Livelihoods",
    "University of Northmere",
    "Oluvanga Academy of Island Studies",
)
FAMILY = (
    "ex situ relocation",
    "ex situ poverty alleviation and relocation",
    "poverty alleviation",
    "resettlement area",
    "resettlement site",
    "land degradation",
    "arable land",
    "livelihood",
    "host community",
    "planned relocation",
    "informed consent",
)  # fmt: skip
GENDERS = {"m", "f"}


def lines() -> list[str]:
    return SAMPLE.read_text("utf-8").split("\n")


def blocks() -> list[str]:
    """The non-blank lines, in order, without the white space that pasting left around them."""
    return [line.strip() for line in lines() if line.strip()]


def body() -> list[str]:
    """From the line after the byline to the affiliations."""
    found = blocks()
    notes = next(number for number, line in enumerate(found) if line.startswith("*"))
    return found[3:notes]


def terms(path: Path) -> list[Term]:
    return read_terms(path.read_bytes(), path.name).terms


def own(lang: str) -> list[Term]:
    return terms(ROOT / "locales" / lang / "glossary.csv")


def test_the_body_has_between_900_and_1200_words() -> None:
    assert 900 <= len(" ".join(body()).split()) <= 1200


def test_the_body_has_paragraphs_of_varied_length() -> None:
    sizes = [len(text.split()) for text in body()]
    assert 13 <= len(sizes) <= 16
    assert min(sizes) < 10
    assert max(sizes) > 70


def test_the_page_is_as_messy_as_a_pasted_one() -> None:
    first, title, byline, *rest = blocks()
    assert "’" in title
    assert first == "HomeAnalysisEnvironment" + title.replace("’", "'")
    assert byline == "{}, {}, & {}".format(*AUTHORS)
    assert "\u00a0" in SAMPLE.read_text("utf-8"), "the invisible spaces of a web page"
    assert "Follow us" in rest
    assert "Most Popular" in rest
    assert "\n\n\n" in SAMPLE.read_text("utf-8"), "the gaps where pictures stood"


def test_the_notes_name_every_author_institution_and_the_magazine() -> None:
    (affiliations,) = [text for text in blocks() if text.startswith("*") and not text.startswith("**")]
    (disclaimer,) = [text for text in blocks() if text.startswith("**")]
    for name in (*AUTHORS, *INSTITUTIONS):
        assert name in affiliations
    assert "The Ninth Meridian" in disclaimer


def test_the_blurb_opens_with_the_magazine_and_ends_as_an_advertisement() -> None:
    blurb = blocks()[blocks().index("Follow us") - 1]
    assert blurb.startswith("The Ninth Meridian, ")
    assert "now offering" in blurb


@pytest.mark.parametrize("term", FAMILY)
def test_the_sample_uses_the_term(term: str) -> None:
    assert term in " ".join(body())


@pytest.mark.parametrize(
    "shape",
    [
        r"\d\d,\d{3}",
        r"\d\.\d%",
        r"\d\.\d million",
        r"\d{4}–\d{4}",
        r"\$\d+–\d+",
        r"US\$\d",
        r"€\d",
        r"“[^”]+”",
        r" — ",
        r"\?",
        r"\w’s ",
    ],
)
def test_the_sample_tries_what_an_edition_has_to_set(shape: str) -> None:
    assert re.search(shape, " ".join(body()))


@pytest.mark.parametrize("path", TERMBASES, ids=lambda path: path.parent.name)
def test_a_termbase_is_read_without_complaint_and_has_the_full_header(path: Path) -> None:
    assert terms(path)
    with path.open(encoding="utf-8", newline="") as file:
        assert tuple(next(csv.reader(file))) == COLUMNS


@pytest.mark.parametrize("path", TERMBASES, ids=lambda path: path.parent.name)
def test_no_source_stands_twice_with_two_renderings(path: Path) -> None:
    seen = [(term.source.casefold(), term.match) for term in terms(path) if term.status != "forbidden"]
    assert len(seen) == len(set(seen))


@pytest.mark.parametrize("path", TERMBASES, ids=lambda path: path.parent.name)
def test_no_cell_has_loose_white_space_or_an_invisible_character(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert [cell for cell in cells if cell != cell.strip() or "  " in cell or not cell.isprintable()] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_noun_has_the_gender_that_its_article_needs(lang: str) -> None:
    nouns = [term for term in own(lang) if term.pos == "noun" and term.status == "preferred"]
    assert [term.source for term in nouns if term.gender not in GENDERS] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_only_nouns_match_in_both_numbers(lang: str) -> None:
    """Another word would stand in one form for all."""
    assert [term.source for term in own(lang) if term.match == "lemma" and term.pos != "noun"] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_forbidden_rendering_has_a_preferred_one_beside_it(lang: str) -> None:
    preferred = {term.source: term.target for term in own(lang) if term.status == "preferred"}
    forbidden = [term for term in own(lang) if term.status == "forbidden"]
    assert forbidden
    assert [term for term in forbidden if preferred.get(term.source, term.target) == term.target] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_language_has_the_family_of_relocation(lang: str) -> None:
    sources = {term.source for term in own(lang) if term.status == "preferred"}
    assert set(FAMILY) - sources == set()


def test_all_languages_agree_on_what_is_a_term() -> None:
    """A noun or name that is settled in one language is settled in the others, save where an engine needs no help."""
    nouns = {
        lang: {term.source for term in own(lang) if term.pos == "noun" and term.status == "preferred"} for lang in LANGUAGES
    }
    everywhere = set.intersection(*nouns.values())
    assert [(lang, found - everywhere) for lang, found in nouns.items() if len(found - everywhere) > 5] == []


def test_authors_institutions_and_the_magazine_are_kept_as_they_are() -> None:
    kept = {term.source for term in terms(COMMON)}
    assert all(term.status == "keep" and term.target == term.source for term in terms(COMMON))
    assert {*AUTHORS, *INSTITUTIONS, "The Ninth Meridian"} <= kept


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_rendering_does_not_drop_a_kept_name_or_a_number(lang: str) -> None:
    kept = [term.source for term in terms(COMMON)]
    for term in own(lang):
        if term.status == "preferred" and term.source not in kept:
            names = [name for name in kept if re.search(rf"\b{re.escape(name)}\b", term.source)]
            lost = [name for name in names if name not in term.target and (lang, name) != ("fr", "Kashgar")]
            assert lost == [], term.source
            assert re.findall(r"\d+", term.source) == re.findall(r"\d+", term.target)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_longest_term_is_found_in_the_sample(lang: str) -> None:
    termbase = load_termbase(ROOT / "locales" / lang / "glossary.csv", COMMON)
    text = next(text for text in body() if "ex situ poverty alleviation" in text)
    found = [text[hit.start : hit.end] for hit in termbase.find(text) if hit.term.status != "forbidden"]
    assert "ex situ poverty alleviation and relocation" in found
    assert "resettlement areas" in found
    assert "relocation" not in found


def test_the_sample_shows_one_picture_with_a_caption_and_an_alternate_text() -> None:
    from pubpipe.pipeline import clean_article
    from pubpipe.settings import load_settings

    article = clean_article(load_settings(ROOT), open_page(SAMPLE))
    (block,) = [block for block in article.blocks if block.picture]
    assert block.picture is not None
    assert (block.picture.media, article.unshown) == ("image/svg+xml", ())
    assert block.text.endswith(".")
    assert len(block.picture.alt.split()) > 10
