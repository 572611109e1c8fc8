"""The pages that editions are handed out from: what they offer, what they escape, what they leave alone."""

import hashlib
import io
import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree, html
from PIL import Image

from factory import make_edition
from pubpipe.article import Author, Block, EngineInfo, Finding, Imprint, Level, Mark, MarkKind, Note, NoteKind, Role, State
from pubpipe.disclosure import ai_disclosure, digital_source
from pubpipe.distribute import File, Offer, draw_cover, write_feed, write_index, write_reading
from pubpipe.errors import InputError
from pubpipe.inputs import builtin_locales
from pubpipe.localize.strings import load_strings
from pubpipe.publish import publish
from pubpipe.settings import Settings

EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{ 7 * 7 }}"
ATOM = {"a": "http://www.w3.org/2005/Atom"}


def words(lang: str) -> dict[str, str]:
    return dict(load_strings(lang, builtin_locales(), builtin_locales()))


def offer(lang: str = "es", slug: str = "seeds", **changes: object) -> Offer:
    files = (File(f"{slug}.{lang}.pdf", 84_321, "a" * 64), File(f"{slug}.{lang}.docx", 1_234_567, "b" * 64))
    made = Offer(
        slug, lang, "translated", f"Título {lang}", "The library", "en", ("Ana Flórez",), files=files, own_name=lang.upper()
    )
    return replace(made, kind="neural", ai="ai-autonomous", words=words(lang), **changes)  # type: ignore[arg-type]


def index(*offers: Offer, imprint: Imprint | None = None) -> html.HtmlElement:
    data = write_index(offers, lang="en", is_rtl=False, words=words("en"), imprint=imprint or Imprint())
    return html.document_fromstring(data.decode())


def reading(edition, own: Offer | None = None, **named: object) -> html.HtmlElement:
    own = own or offer(edition.lang)
    edition = replace(edition, labels=words(edition.lang))
    data = write_reading(edition, own, [own], imprint=named.pop("imprint", Imprint()), **named)  # type: ignore[arg-type]
    return html.document_fromstring(data.decode())


def text_of(tree: html.HtmlElement, path: str) -> list[str]:
    return [" ".join(node.text_content().split()) for node in tree.xpath(path)]


# The list


def test_a_card_names_the_article_and_offers_each_edition_in_its_own_language() -> None:
    page = index(offer("es"), offer("ar", is_rtl=True))
    assert text_of(page, "//article/div/h2") == ["The library"]
    rows = page.xpath("//article//li")
    assert [(row.get("lang"), row.get("dir")) for row in rows] == [("es", "ltr"), ("ar", "rtl")]
    assert text_of(page, "//li[1]//span[@class='files']/a") == ["PDF 84 kB", "DOCX 1.2 MB"]
    assert text_of(page, "//li[1]/span[@class='how']") == ["Traducción automática · Sin revisar"]
    assert rows[0].get("ai-disclosure") == "ai-autonomous"
    assert rows[0].xpath(".//a/@href") == ["seeds/seeds.es.html", "seeds/seeds.es.pdf", "seeds/seeds.es.docx"]


def test_the_search_stands_there_from_the_first_moment_so_that_nothing_moves() -> None:
    """What it costs where it appears with the script is measured in benchmarks/page.py: a layout shift of 0.18 on a phone."""
    page = index(offer())
    assert page.xpath("//form[@id='find']")
    assert not page.xpath("//form[@id='find']/@hidden")
    assert "scripting: none" in page.xpath("string(//style)")  # test_browser looks whether that works


def test_the_newest_article_comes_first() -> None:
    page = index(
        offer(slug="old", source_title="Old", date="2020-01-01"), offer(slug="young", source_title="Young", date="2026-01-01")
    )
    assert text_of(page, "//h2") == ["Young", "Old"]


def test_an_edition_read_in_part_says_how_far() -> None:
    page = index(offer("es", reviewed=3, segments=9))
    assert text_of(page, "//span[@class='how']") == ["Traducción automática · Sin revisar · 3/9"]


@pytest.mark.parametrize("field", ["title", "source_title", "authors", "publication", "own_name"])
def test_nothing_that_an_article_says_is_markup_on_the_list(field: str) -> None:
    value = (EVIL,) if field == "authors" else EVIL
    page = index(offer(**{field: value}))
    assert len(page.xpath("//script")) == 1
    assert len(page.xpath("//img")) == 1
    assert EVIL in page.text_content()


def test_the_policy_of_a_page_lets_in_its_own_style_and_script_alone() -> None:
    page = index(offer())
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    (script,) = page.xpath("//script/text()")
    assert "default-src 'none'" in policy
    digest = hashlib.sha256(script.encode()).digest()
    import base64

    assert f"script-src 'sha256-{base64.b64encode(digest).decode()}'" in policy


def test_a_publisher_with_an_address_gets_canonical_links_and_one_without_none() -> None:
    assert not index(offer()).xpath("//link[@rel='canonical']")
    page = index(offer(), imprint=Imprint("Terrace House", url="https://terrace.example/e"))
    assert page.xpath("//link[@rel='canonical']/@href") == ["https://terrace.example/e/"]
    assert not index(offer(), imprint=Imprint(url="javascript:alert(1)")).xpath("//link[@rel='canonical']")


# The feed


def test_the_feed_is_atom_and_keeps_the_name_of_an_edition_that_was_corrected() -> None:
    def entries(one: Offer) -> list[etree._Element]:
        root = etree.fromstring(write_feed([one], title="T & U", lang="en", imprint=Imprint(url="https://terrace.example")))
        assert root.tag == "{http://www.w3.org/2005/Atom}feed"
        return root.findall("a:entry", ATOM)

    (before,), (after,) = entries(offer(day="2026-01-01")), entries(offer(day="2026-02-01", title=EVIL))
    assert before.findtext("a:id", None, ATOM) == after.findtext("a:id", None, ATOM)
    assert after.findtext("a:title", None, ATOM) == EVIL
    assert after.findtext("a:updated", None, ATOM) == "2026-02-01T00:00:00Z"
    links = [(link.get("rel"), link.get("href")) for link in after.findall("a:link", ATOM)]
    assert ("alternate", "https://terrace.example/seeds/seeds.es.html") in links
    assert ("enclosure", "https://terrace.example/seeds/seeds.es.pdf") in links


# The reading page


@pytest.mark.parametrize("lang", ["es", "ar", "he", "ru", "hi"])
def test_each_segment_of_the_translation_stands_beside_that_of_the_source(lang: str) -> None:
    edition = make_edition(lang)
    page = reading(edition)
    pairs = {node.get("data-p") for node in page.xpath("//div[@class='target']//span[@data-p]")}
    assert {unit.segment.id for unit in edition.units if unit.segment.block.startswith("b")} <= pairs
    assert page.xpath("//html/@lang") == [lang]
    assert set(page.xpath("//div[@class='source']/@lang")) == {"en"}
    for block in edition.article.blocks:
        assert any(" ".join(block.text.split()) == said for said in text_of(page, "//div[@class='target']/*"))


def test_affiliations_and_disclaimer_stand_on_the_page_in_both_wordings_with_their_marks() -> None:
    edition = make_edition("es")
    page = reading(edition)
    for note, source in zip(edition.article.notes, edition.source.notes, strict=True):
        assert f"{note.marker} {note.text}" in text_of(page, "//section[@class='notes']//div[@class='target']/p")
        assert f"{note.marker} {source.text}" in text_of(page, "//section[@class='notes']//div[@class='source']/p")
    assert edition.disclosure in text_of(page, "//aside[@class='disclosure']/p")


def test_inline_codes_come_out_as_elements_and_a_hostile_address_as_none() -> None:
    text = "Un texto con enlace y otro."
    marks = (
        Mark(3, 8, MarkKind.EMPHASIS),
        Mark(13, 19, MarkKind.LINK, "https://a.example/?x=1&y=2"),
        Mark(22, 26, MarkKind.LINK, "javascript:alert(1)"),
    )
    edition = make_edition("es", blocks=(Block("b1", Role.PARAGRAPH, text, marks=marks),), units=())
    page = reading(edition)
    assert text_of(page, "//div[@class='target']/p/em") == ["texto"]
    assert page.xpath("//div[@class='target']/p/a/@href") == ["https://a.example/?x=1&y=2"]


def test_findings_are_numbered_in_the_text_and_lead_to_their_sentences() -> None:
    edition = make_edition("es")
    units = tuple(
        replace(u, findings=(Finding("U-008", u.segment.id, "too <short>", Level.WARNING),)) if u.segment.id == "b2.1" else u
        for u in edition.units
    )
    page = reading(replace(edition, units=units))
    assert page.xpath("//a[@class='flag']/@href") == ["#f1"]
    assert page.xpath("//li[@id='f1']/a/@href") == ["#t-b2.1"]
    assert "too <short>" in page.xpath("//li[@id='f1']")[0].text_content()


def test_nothing_that_an_article_says_is_markup_on_its_page() -> None:
    blocks = (
        Block("b1", Role.PARAGRAPH, EVIL),
        Block("b2", Role.HEADING, EVIL, level=2),
        Block("b3", Role.LIST_ITEM, EVIL, level=1),
    )
    notes = (Note("n1", EVIL, NoteKind.AFFILIATION, EVIL), Note("n2", "", NoteKind.FOOTNOTE, EVIL))
    edition = make_edition(
        "es", blocks=blocks, notes=notes, title=EVIL, authors=(Author(EVIL, (EVIL,)),), byline=EVIL, disclosure=EVIL
    )
    page = reading(edition, offer(title=EVIL, summary=EVIL, authors=(EVIL,)), imprint=Imprint(EVIL, EVIL, EVIL, EVIL))
    assert len(page.xpath("//script")) == 2
    assert not page.xpath("//img")
    assert not page.xpath("//@onerror")


def test_the_page_tells_machines_whose_translation_it_is() -> None:
    edition = make_edition("es", engine=EngineInfo("argos", "Argos Translate", "neural", "1.9"))
    units = tuple(replace(unit, origin="engine:argos") for unit in edition.units)
    page = reading(replace(edition, units=units))
    assert page.xpath("//meta[@name='ai-disclosure']/@content") == ["ai-autonomous"]
    (script,) = page.xpath("//script[@type='application/ld+json']/text()")
    told = json.loads(script)
    assert (told["inLanguage"], told["translationOfWork"]["inLanguage"]) == ("es", "en")
    assert told["translationOfWork"]["headline"] == edition.source.title
    assert told["digitalSourceType"].endswith("/trainedAlgorithmicMedia")
    assert {file["sha256"] for file in told["encoding"]} == {"a" * 64, "b" * 64}


def test_each_segment_says_who_made_and_who_revised_it_in_the_words_of_its() -> None:
    units = make_edition("es").units
    rest = [unit for unit in units if not unit.segment.block.startswith("b")]
    first, second, third = [unit for unit in units if unit not in rest][:3]
    units = (
        replace(first, origin="engine:apertium"),
        replace(second, origin='reviewer:Ana "A" Flórez', state=State.REVIEWED),
        replace(third, origin="memory", state=State.REVIEWED),
        *rest,
    )
    page = reading(replace(make_edition("es"), units=units))
    (tool,) = page.xpath(f"//*[@id='t-{first.segment.id}']/@its-tool")
    assert tool == "Apertium 3.8.3"
    assert page.xpath(f"//*[@id='t-{second.segment.id}']/@its-rev-person") == ['Ana "A" Flórez']
    assert not page.xpath(f"//*[@id='t-{second.segment.id}']/@its-tool")
    assert not page.xpath(f"//*[@id='t-{third.segment.id}']/@*[starts-with(name(), 'its-')]")
    assert not page.xpath("//div[@class='source']//@its-tool")


def test_a_pdf_with_both_languages_is_told_from_the_one_with_the_translation(book_files: tuple[File, ...]) -> None:
    page = reading(make_edition("es"), offer(files=book_files))
    assert text_of(page, "//p[@class='files']/a") == ["PDF 1 kB", "PDF en + es 1 kB", "EPUB 1 kB"]


@pytest.fixture
def book_files() -> tuple[File, ...]:
    return tuple(File(f"seeds.es.{kind}", 1_000, "a" * 64) for kind in ("pdf", "bilingual.pdf", "epub"))


def test_a_name_in_the_byline_is_held_together_with_what_is_joined_to_it() -> None:
    edition = make_edition("ar")
    page = reading(replace(edition, byline="بقلم Mara Oyelaran وTomás Quiroga-Lind <b>"))
    assert text_of(page, "//p[@class='byline']/span[@class='name']") == ["Mara Oyelaran", "وTomás Quiroga-Lind"]
    assert text_of(page, "//p[@class='byline']") == ["بقلم Mara Oyelaran وTomás Quiroga-Lind <b>"]


@pytest.mark.parametrize(
    ("kind", "reviewed", "ai", "source"),
    [
        ("neural", 0, "ai-autonomous", "trainedAlgorithmicMedia"),
        ("neural", 1, "mixed", "compositeWithTrainedAlgorithmicMedia"),
        ("neural", 2, "ai-assisted", "compositeWithTrainedAlgorithmicMedia"),
        ("rule-based", 0, "", "algorithmicMedia"),
        ("rule-based", 2, "", "humanEdits"),
    ],
)
def test_how_it_was_made_and_checked_has_a_word_of_a_standard(kind: str, reviewed: int, ai: str, source: str) -> None:
    engine = EngineInfo("x", "X", kind, "1")
    units = tuple(
        replace(unit, origin="engine:x", state=State.REVIEWED if at < reviewed else State.TRANSLATED)
        for at, unit in enumerate(make_edition("es").units[:2])
    )
    assert (ai_disclosure(engine, units), digital_source(engine, units)) == (ai, source)


def test_a_translation_from_memory_alone_is_a_persons() -> None:
    units = tuple(replace(unit, origin="memory", state=State.REVIEWED) for unit in make_edition("es").units)
    engine = EngineInfo("none", "", "none", "")
    assert (ai_disclosure(engine, units), digital_source(engine, units)) == ("", "digitalCreation")


# The cover


def test_a_cover_is_the_first_page_as_a_small_picture(shelf: Settings) -> None:
    picture = Image.open(io.BytesIO(draw_cover((shelf.output / "orchard" / "orchard.es.pdf").read_bytes())))
    assert (picture.format, picture.width) == ("WEBP", 360)
    assert len(picture.getcolors(1 << 24) or []) > 20


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7 nothing", b"\0" * 100])
def test_what_is_no_pdf_has_no_cover(data: bytes) -> None:
    with pytest.raises(InputError):
        draw_cover(data)


# The output folder


def test_every_edition_is_on_the_list_with_its_page_and_cover(shelf: Settings) -> None:
    page = html.document_fromstring((shelf.output / "index.html").read_text("utf-8"))
    links = [link for link in page.xpath("//@href | //@src") if not re.match(r"https?:|#", link)]
    assert [link for link in links if not (shelf.output / link).is_file()] == []
    assert page.xpath("//li/@lang") == ["es", "ar", "ru", "he"]
    assert set(page.xpath("//select/option/@value")) == {"", "es", "ar", "ru", "he"}
    for lang in ("es", "ar", "ru", "he"):
        own = html.document_fromstring((shelf.output / "orchard" / f"orchard.{lang}.html").read_text("utf-8"))
        assert own.xpath("//link[@rel='alternate'][@hreflang]/@hreflang") == ["es", "ar", "ru", "he"]
        assert own.xpath("//link[@rel='canonical']/@href") == [f"https://terrace.example/editions/orchard/orchard.{lang}.html"]


def test_the_sums_hold_for_every_file_that_is_handed_out(shelf: Settings) -> None:
    rows = dict(reversed(line.split("  ")) for line in (shelf.output / "SHA256SUMS").read_text("utf-8").splitlines())
    assert {"index.html", "feed.xml", "manifest.json", "orchard/orchard.ar.pdf", "orchard/orchard.ar.json"} <= set(rows)
    assert not any(name.endswith(".review.docx") for name in rows)
    assert all(hashlib.sha256((shelf.output / name).read_bytes()).hexdigest() == digest for name, digest in rows.items())


def test_the_manifest_says_of_every_file_what_it_is_and_was_made_of(shelf: Settings) -> None:
    manifest = json.loads((shelf.output / "manifest.json").read_bytes())
    edition = next(edition for edition in manifest["editions"] if edition["lang"] == "ar")
    record = json.loads((shelf.output / "orchard" / "orchard.ar.json").read_bytes())
    assert edition["source"] == hashlib.sha256((shelf.root / "source" / "orchard.txt").read_bytes()).hexdigest()
    assert edition["receipt"] == hashlib.sha256((shelf.output / "orchard" / "cleaning.json").read_bytes()).hexdigest()
    assert edition["inputs"] == record["hashes"]["inputs"]
    assert {"glossary", "memory", "engine", "code"} <= set(edition["inputs"])
    assert manifest["engines"][edition["engine"]]["name"] == "pseudo"
    assert {"pango", "weasyprint", "fontpkg-amiri"} <= set(manifest["tools"][edition["tools"]])
    sizes = {file["name"]: file["size"] for file in edition["files"]}
    assert sizes["orchard/orchard.ar.pdf"] == (shelf.output / "orchard" / "orchard.ar.pdf").stat().st_size


def stamps(output: Path) -> dict[str, int]:
    return {str(path.relative_to(output)): path.stat().st_mtime_ns for path in output.rglob("*") if path.is_file()}


def test_nothing_is_written_where_nothing_changed_with_a_cache_and_without(folder_of_editions: Settings) -> None:
    before = stamps(folder_of_editions.output)
    assert publish(folder_of_editions).names == []
    assert publish(folder_of_editions).names == []
    assert stamps(folder_of_editions.output) == before


def withhold(record: Path) -> None:
    """Make the record say what it would say of an edition with an error."""
    text = record.read_text("utf-8")
    assert '"state": "translated",\n "day"' in text
    record.write_text(text.replace('"state": "translated",\n "day"', '"state": "withheld",\n "day"'), "utf-8")


def test_an_edition_that_is_withheld_is_offered_nowhere_and_its_page_goes(folder_of_editions: Settings) -> None:
    output = folder_of_editions.output
    record = output / "orchard" / "orchard.ru.json"
    withhold(record)
    publish(folder_of_editions)
    assert "orchard.ru" not in (output / "index.html").read_text("utf-8")
    assert "orchard.ru" not in (output / "orchard" / "orchard.es.html").read_text("utf-8")
    assert "orchard.ru" not in (output / "SHA256SUMS").read_text("utf-8")
    assert not (output / "orchard" / "orchard.ru.html").exists()
    assert not (output / "orchard" / "orchard.ru.webp").exists()


def test_a_changed_page_of_an_edition_that_is_withheld_now_is_left_to_the_person(folder_of_editions: Settings) -> None:
    page = folder_of_editions.output / "orchard" / "orchard.ru.html"
    page.write_text("my own words", "utf-8")
    record = page.with_suffix(".json")
    withhold(record)
    publish(folder_of_editions)
    assert page.read_text("utf-8") == "my own words"


def test_a_page_that_a_person_changed_is_kept_before_it_is_written_anew(folder_of_editions: Settings) -> None:
    page = folder_of_editions.output / "orchard" / "orchard.es.html"
    page.write_text("my own words", "utf-8")
    publish(folder_of_editions)  # another cache: every page is made again
    assert "my own words" in [path.read_text("utf-8") for path in (page.parent / "reviews").iterdir()]
    assert page.read_text("utf-8").startswith("<!doctype html>")


def test_a_manifest_that_lies_makes_nothing_disappear_outside_the_folder(folder_of_editions: Settings) -> None:
    output = folder_of_editions.output
    victims = [output.parent / "victim.html", output / "orchard" / "orchard.es.pdf"]
    victims[0].write_text("mine")
    manifest = json.loads((output / "manifest.json").read_bytes())
    for name, path in (("../victim.html", victims[0]), ("orchard/orchard.es.pdf", victims[1])):
        manifest["pages"].append({"name": name, "size": 4, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()})
    (output / "manifest.json").write_text(json.dumps(manifest))
    publish(folder_of_editions)
    assert all(path.is_file() for path in victims)


@pytest.mark.parametrize("name", ["../../etc/passwd", "other/x.pdf", "orchard.es.pdf/../../x"])
def test_a_record_that_names_files_elsewhere_is_not_offered(folder_of_editions: Settings, name: str) -> None:
    record = folder_of_editions.output / "orchard" / "orchard.es.json"
    told = json.loads(record.read_bytes())
    told["hashes"]["files"][name] = "0" * 64
    record.write_text(json.dumps(told))
    publish(folder_of_editions)
    assert "orchard.es" not in (folder_of_editions.output / "index.html").read_text("utf-8")


def test_an_edition_whose_pdf_does_not_open_is_not_offered_and_the_others_are(folder_of_editions: Settings) -> None:
    pdf = folder_of_editions.output / "orchard" / "orchard.es.pdf"
    pdf.write_bytes(b"%PDF-1.7 broken")
    publish(folder_of_editions)
    page = html.document_fromstring((folder_of_editions.output / "index.html").read_text("utf-8"))
    assert page.xpath("//li/@lang") == ["ar", "ru", "he"]


def test_two_articles_with_one_slug_cannot_share_a_page(folder_of_editions: Settings) -> None:
    copy = folder_of_editions.output / "orchard-2"
    shutil.copytree(folder_of_editions.output / "orchard", copy)
    publish(folder_of_editions)  # the copied records are those of another folder: nothing there is named as an edition of it
    assert "orchard-2" not in (folder_of_editions.output / "index.html").read_text("utf-8")


def test_an_empty_output_folder_has_a_page_that_says_so(tmp_path: Path) -> None:
    settings = Settings(tmp_path, output=tmp_path / "output", cache=tmp_path / "cache")
    settings.output.mkdir()
    assert publish(settings).offered == 0
    assert "Articles: 0" in (settings.output / "index.html").read_text("utf-8")
