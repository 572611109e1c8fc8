"""Termbases in and out: TBX in three styles, OmegaT's tab format, DeepL's CSV; what a person keeps is never rewritten."""

import os
import subprocess
from pathlib import Path

import pytest
from lxml import etree

from pubpipe.article import Term
from pubpipe.errors import InputError, UsageError
from pubpipe.glossary import read_terms
from pubpipe.glossary.exchange import read_file
from pubpipe.glossary.tbx import read_tbx, write_tbx
from pubpipe.glossary.write import merge_rows, write_omegat, write_rows
from pubpipe.settings import Settings
from pubpipe.termbases import export_terms, import_terms

TERMS = (
    Term("water council", "asamblea del agua", "noun", "f", "asambleas del agua", domain="law"),
    Term("water council", "consejo del agua", "noun", "m", status="admitted", domain="law"),
    Term("water council", "junta", "noun", "f", status="forbidden", domain="law"),
    Term("Old Mill", "Old Mill", "name", status="keep"),
    Term("dry", "seco", "adj", match="exact", note="of land"),
    Term("spectacles", "gafas", "noun", "f", "gafas"),
)
DCA = """<?xml version="1.0"?><tbx type="TBX-Basic" style="dca" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2"><tbxHeader/>
<text><body>
<conceptEntry id="c1"><descripGrp><descrip type="subjectField">law</descrip></descripGrp>
<langSec xml:lang="en-GB"><termSec><term>dike pond</term><termNote type="partOfSpeech">noun</termNote></termSec></langSec>
<langSec xml:lang="es"><termSec><term>estanque</term><termNote type="grammaticalGender">masculine</termNote></termSec>
<termSec><term>charca</term><termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote></termSec></langSec>
<langSec xml:lang="fr"><termSec><term>étang</term></termSec></langSec></conceptEntry></body></text></tbx>"""
DCT = """<tbx type="TBX-Min" style="dct" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2"
xmlns:min="http://www.tbxinfo.net/ns/min" xmlns:basic="http://www.tbxinfo.net/ns/basic"><text><body><conceptEntry id="1">
<min:subjectField>law</min:subjectField><langSec xml:lang="en"><termSec><term>dike pond</term></termSec></langSec>
<langSec xml:lang="es"><termSec><term>estanque</term><min:partOfSpeech>noun</min:partOfSpeech>
<basic:grammaticalGender>masculine</basic:grammaticalGender></termSec><termSec><term>charca</term>
<min:administrativeStatus>deprecated</min:administrativeStatus></termSec></langSec></conceptEntry></body></text></tbx>"""
MARTIF = """<!DOCTYPE martif SYSTEM "TBXcoreStructV02.dtd"><martif type="TBX" xml:lang="en"><text><body><termEntry>
<descrip type="subjectField">law</descrip><langSet xml:lang="en"><tig><term>dike pond</term></tig></langSet>
<langSet xml:lang="es"><ntig><termGrp><term>estanque</term><termNote type="grammaticalGender">masculine</termNote></termGrp>
</ntig>
<tig><term>charca</term><termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote></tig></langSet>
</termEntry></body></text></martif>"""


@pytest.mark.parametrize("text", [DCA, DCT, MARTIF], ids=["2019-dca", "2019-dct", "2008"])
def test_tbx_of_both_years_and_styles_says_the_same(text: str) -> None:
    read = read_tbx(text.encode(), "x.tbx", "en", ["es"])["es"]
    assert [(t.source, t.target, t.gender, t.status, t.domain) for t in read.terms] == [
        ("dike pond", "estanque", "m", "preferred", "law"),
        ("dike pond", "charca", "", "forbidden", "law"),
    ]
    assert read.findings == ()


def test_a_tbx_of_several_languages_gives_those_that_are_wanted() -> None:
    found = read_tbx(DCA.encode(), "x.tbx", "en", ["fr", "de"])
    assert {lang: [term.target for term in read.terms] for lang, read in found.items()} == {"fr": ["étang"]}


def test_what_is_written_as_tbx_is_read_back_the_same() -> None:
    data = write_tbx({"es": TERMS, "pt-BR": TERMS[3:4]}, "en")
    read = read_tbx(data, "x.tbx", "en", ["es", "pt-BR"])
    assert set(read["es"].terms) == set(TERMS)
    assert read["pt-BR"].terms == TERMS[3:4]


def test_our_tbx_has_the_root_style_and_order_of_the_standard() -> None:
    root = etree.fromstring(write_tbx({"es": TERMS}, "en"))
    assert root.tag == "{urn:iso:std:iso:30042:ed-2}tbx"
    assert (root.get("type"), root.get("style")) == ("TBX-Basic", "dca")
    assert [etree.QName(child).localname for child in root] == ["tbxHeader", "text"]
    entry = next(node for node in root.iter() if etree.QName(node).localname == "conceptEntry")
    assert [etree.QName(child).localname for child in entry] == ["descrip", "langSec", "langSec"]


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE tbx [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>' + DCT.replace("estanque", "&b;&b;"),
        '<!DOCTYPE tbx [<!ENTITY x SYSTEM "file:///etc/hostname">]>' + DCT.replace("estanque", "&x;"),
    ],
    ids=["bomb", "file"],
)
def test_entities_are_neither_expanded_nor_fetched(text: str) -> None:
    read = read_tbx(text.encode(), "x.tbx", "en", ["es"]).get("es")
    assert read is not None
    assert [term.target for term in read.terms] == ["charca"]


@pytest.mark.parametrize("text", ["<tbx><text>", "<html><body/></html>", "<tbx>" * 5000, "\0<tbx/>"])
def test_what_is_no_tbx_is_refused_in_a_sentence(text: str, tmp_path: Path) -> None:
    path = tmp_path / "x.tbx"
    path.write_text(text)
    with pytest.raises(InputError) as caught:
        read_file(path, "en", ["es"])
    assert caught.value.hint


def test_an_entry_without_a_target_is_named_and_the_rest_is_used() -> None:
    text = DCA.replace(
        "</body>", '<conceptEntry><langSec xml:lang="en"><termSec><term>x y</term></termSec></langSec></conceptEntry></body>'
    )
    read = read_tbx(text.encode(), "x.tbx", "en", ["es"])["es"]
    assert [finding.code for finding in read.findings] == ["G-004"]
    assert read.findings[0].where.startswith("x.tbx:")
    assert len(read.terms) == 2


def test_deepls_table_without_a_header_names_its_languages(tmp_path: Path) -> None:
    path = tmp_path / "deepl.csv"
    path.write_text('dike pond,estanque,en,es\ndike pond,étang,EN,FR\n"a, b",c,en,es\n', "utf-8")
    read = read_file(path, "en", ["es", "fr"])
    assert [term.target for term in read["es"].terms] == ["estanque", "c"]
    assert [term.target for term in read["fr"].terms] == ["étang"]


def test_a_table_that_names_no_language_wants_one(tmp_path: Path) -> None:
    path = tmp_path / "short.csv"
    path.write_text("dike pond,estanque\nhill farm,granja de ladera\n", "utf-8")
    with pytest.raises(InputError, match="which language") as caught:
        read_file(path, "en", ["es", "fr"])
    assert "--lang" in caught.value.hint
    assert [term.source for term in read_file(path, "en", ["es"])["es"].terms] == ["dike pond", "hill farm"]


def test_omegats_format_goes_out_and_comes_in(tmp_path: Path) -> None:
    path = tmp_path / "glossary.txt"
    path.write_bytes(b"# a comment\n" + write_omegat(TERMS))
    terms = read_file(path, "en", ["es"])["es"].terms
    assert [(term.source, term.target, term.note) for term in terms][:2] == [
        ("water council", "asamblea del agua", ""), ("water council", "consejo del agua", ""),
    ]  # fmt: skip
    assert "junta" not in path.read_text("utf-8")
    assert ("dry", "seco", "of land") in [(term.source, term.target, term.note) for term in terms]


OMEGAT, GROOVY = Path("/usr/share/omegat"), Path("/usr/share/java/groovy-all.jar")
READ = """import org.omegat.gui.glossary.GlossaryReaderTSV
GlossaryReaderTSV.read(new File(args[0]), false).each {
  println([it.srcText, it.locText, it.commentText].join('|').replace('\\n', ' / '))
}
"""


@pytest.mark.skipif(not (OMEGAT.is_dir() and GROOVY.is_file()), reason="OmegaT is not installed: make peers")
def test_omegat_itself_reads_every_term_that_it_may_propose(tmp_path: Path) -> None:
    odd = (Term("# of wells", "n.º de pozos", note='a "note", with a comma'), Term("tab\there", "«á é»\nñ"))
    (tmp_path / "glossary.utf8").write_bytes(write_omegat((*TERMS, *odd)))
    (tmp_path / "read.groovy").write_text(READ, "utf-8")
    jars = f"{OMEGAT}/OmegaT.jar:{OMEGAT}/lib/*:{GROOVY}"
    command = ["java", "-Dfile.encoding=UTF-8", "-cp", jars, "groovy.ui.GroovyMain", "read.groovy", "glossary.utf8"]
    home = {"HOME": str(tmp_path), "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
    done = subprocess.run(command, cwd=tmp_path, env=home, capture_output=True, timeout=120, check=True)
    assert [line.strip() for line in done.stdout.decode("utf-8").splitlines()] == [
        "water council|asamblea del agua|", "water council|consejo del agua|", "Old Mill|Old Mill|", "dry|seco|of land",
        "spectacles|gafas|", '# of wells|n.º de pozos|a "note", with a comma', "tab here|«á é» ñ|",
    ]  # fmt: skip
    back = read_file(tmp_path / "glossary.utf8", "en", ["es"])["es"].terms
    assert [term.source for term in back][-2:] == ["# of wells", "tab here"]


def test_our_own_table_is_read_back_the_same() -> None:
    read = read_terms(write_rows(TERMS), "x.csv")
    assert read.terms == TERMS
    assert read.findings == ()


def test_rows_are_added_and_what_stands_there_stays_byte_for_byte() -> None:
    mine = b'target,source,note\r\n"estanque",dike pond,mine  \r\n'
    new = [Term("dike pond", "charca"), Term("hill farm", "granja", gender="f")]
    data, count, findings = merge_rows(mine, "es.csv", new)
    assert data.startswith(b"target,source,note,gender,status\r\n" + mine.split(b"\r\n", 1)[1])
    assert count == 2
    assert [finding.code for finding in findings] == ["G-010"]
    read = read_terms(data, "es.csv")
    assert [(t.source, t.target, t.status) for t in read.terms] == [
        ("dike pond", "estanque", "preferred"), ("dike pond", "charca", "admitted"), ("hill farm", "granja", "preferred"),
    ]  # fmt: skip
    assert merge_rows(data, "es.csv", new)[:2] == (data, 0)


def test_a_file_is_taken_in_once_for_every_language_it_has(tmp_path: Path) -> None:
    settings = Settings(root=tmp_path, languages=("es", "pt-BR"))
    path = tmp_path / "in.tbx"
    path.write_bytes(write_tbx({"es": TERMS, "pt-BR": TERMS[3:4]}, "en"))
    done = import_terms(settings, path)
    assert [(home.parent.name, count) for home, count, _ in done] == [("es", 6), ("pt_BR", 1)]
    assert [count for _, count, _ in import_terms(settings, path)] == [0, 0]
    assert export_terms(settings, tmp_path / "out.tbx")[0] >= 5
    with pytest.raises(UsageError, match="one language"):
        export_terms(settings, tmp_path / "out.csv")
    with pytest.raises(UsageError, match="no format"):
        export_terms(settings, tmp_path / "out.doc")


def test_a_file_without_a_term_of_these_languages_says_so(tmp_path: Path) -> None:
    path = tmp_path / "in.tbx"
    path.write_text(DCA, "utf-8")
    with pytest.raises(InputError, match="no term was found"):
        import_terms(Settings(root=tmp_path, languages=("ja",)), path)
