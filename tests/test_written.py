"""Markdown and Word documents as sources: structure, emphasis, footnotes; every line accounted for; nothing hostile let in."""

import io
import zipfile
from pathlib import Path

import pytest

from pubpipe import clean, ingest
from pubpipe.article import Article, MarkKind, NoteKind, Role
from pubpipe.clean import written
from pubpipe.clean.lines import key_of
from pubpipe.errors import InputError, PubpipeError

PROSE = (
    "The county counted its sheep, its wells and its families, and found that the last of these had been counted twice over."
)
TEXT = f"""---
title: "Counting: sheep"
authors:
  - Ana Ruiz
  - Mio Ono
date: 2026-03-04
lang: en
layout: post
---

# Counting: sheep

{PROSE} Nobody *asked* the **herders of _Ordos_**, says [a report](https://x.example/r "t").[^1]

## The wells

{PROSE}
{PROSE}

3. Count the sheep.
4. Count the wells.
   - Dry ones too.

> Nobody asked us.

| a | b |
|---|---|
| 1 | 2 |

First line\\
second line of the same paragraph. [bad](javascript:alert(1))

---

[^1]: See the *report* of 2020.

[ref]: https://x.example
"""


def opened(tmp_path: Path, name: str, data: bytes) -> Article:
    path = tmp_path / name
    path.write_bytes(data)
    return clean.clean_page(ingest.open_page(str(path)), facts=None, default_lang="en")


def lines_of(article: Article) -> list[int]:
    parts = (*article.blocks, *article.notes, *article.dropped)
    return sorted([*article.title_lines, *article.byline_lines, *(n for part in parts for n in part.lines)])


def test_markdown_keeps_structure_emphasis_and_footnotes(tmp_path: Path) -> None:
    article = opened(tmp_path, "sheep.md", TEXT.encode())
    assert (article.title, article.date, article.lang) == ("Counting: sheep", "2026-03-04", "en")
    assert [author.name for author in article.authors] == ["Ana Ruiz", "Mio Ono"]
    shape = [(block.role, block.number, block.level) for block in article.blocks]
    assert shape[:7] == [
        (Role.PARAGRAPH, 0, 0), (Role.HEADING, 0, 2), (Role.PARAGRAPH, 0, 0), (Role.LIST_ITEM, 3, 1), (Role.LIST_ITEM, 4, 1),
        (Role.LIST_ITEM, 0, 2), (Role.QUOTE, 0, 0),
    ]  # fmt: skip
    first = article.blocks[0]
    told = [(mark.kind.value, first.text[mark.start : mark.end], mark.target) for mark in first.marks]
    assert told == [
        ("em", "asked", ""), ("strong", "herders of Ordos", ""), ("em", "Ordos", ""), ("link", "a report", "https://x.example/r"),
        ("note", "", "n1"),
    ]  # fmt: skip
    (note,) = article.notes_of(NoteKind.FOOTNOTE)
    assert (note.text, note.text[note.marks[0].start : note.marks[0].end]) == ("See the report of 2020.", "report")
    last = article.blocks[-1]
    assert [mark.kind for mark in last.marks] == [MarkKind.BREAK]
    assert last.text.startswith("First line second line")


def test_every_line_of_a_markdown_source_is_accounted_for_once(tmp_path: Path) -> None:
    article = opened(tmp_path, "sheep.md", TEXT.encode())
    assert lines_of(article) == [number for number, row in enumerate(TEXT.split("\n"), 1) if row.strip()]


def test_a_markdown_article_may_hold_no_more_than_a_title_and_a_line(tmp_path: Path) -> None:
    article = opened(tmp_path, "short.md", b"# Sheep\n\nThey are few.\n")
    assert (article.title, [block.text for block in article.blocks]) == ("Sheep", ["They are few."])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("---\ntitle: a: b\n---\n\n# x\n\ny\n", "front matter is not YAML"),
        ("---\nx: !!python/object:os.system []\n---\n# t\n\nu\n", "front matter"),
        ("---\n\n---\n", "no text"),
    ],
)
def test_what_cannot_be_read_is_said(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        opened(tmp_path, "bad.md", text.encode())


@pytest.mark.parametrize(
    "piece",
    [">" * 20_000, "[" * 20_000, "*a " * 20_000, "- " * 5_000, "`" * 20_000, "<b>" * 3_000, "![" * 9_000, "a\n" * 9_000],
)
def test_hostile_markdown_ends_in_an_article_or_a_sentence(tmp_path: Path, piece: str) -> None:
    said = ("", "")
    try:
        article: Article | None = opened(tmp_path, "hostile.md", f"# Title\n\n{PROSE}\n\n{piece * 5_000}\n".encode())
    except PubpipeError as error:
        article, said = None, (error.what, error.hint)
    assert all(said) if article is None else article.title == "Title"


# --- Word -----------------------------------------------------------------------------------------------------------------


def test_a_paragraph_is_read_a_few_times_and_not_once_a_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    monkeypatch.setattr(written, "key_of", lambda text: read.append(len(text)) or key_of(text))
    rows = "\n".join(f"The growers counted row {number} of the beds, and then they rested." for number in range(400))
    opened(tmp_path, "rows.md", f"# Beds\n\n{rows}\n\nAll of it was counted twice.\n".encode())
    assert sum(read) < 3 * len(rows)


def document() -> bytes:
    from docx import Document
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = Document()
    made.core_properties.author = "python-docx"
    made.add_paragraph("Counting sheep", style="Title")
    made.add_paragraph("By Ana Ruiz and Mio Ono")
    first = made.add_paragraph(f"{PROSE} Nobody ")
    first.add_run("asked").italic = True
    first.add_run(" the ")
    first.add_run("herders").bold = True
    first.add_run(", in 5 km")
    first.add_run("2").font.superscript = True
    first.add_run(". ")
    inserted, deleted = OxmlElement("w:ins"), OxmlElement("w:del")
    for change, tag, text in ((inserted, "w:t", "It was added."), (deleted, "w:delText", "It was removed.")):
        change.set(qn("w:author"), "R")
        run, said = OxmlElement("w:r"), OxmlElement(tag)
        said.text = text
        run.append(said)
        change.append(run)
        first._p.append(change)
    made.add_paragraph("The wells", style="Heading 2")
    made.add_paragraph(PROSE)
    made.add_paragraph("Count the sheep.", style="List Number")
    made.add_paragraph("Count the wells.", style="List Number")
    made.add_paragraph("Nobody asked us.", style="Quote")
    made.add_paragraph("The mill in winter.", style="Caption")
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_a_word_document_keeps_structure_and_emphasis(tmp_path: Path) -> None:
    article = opened(tmp_path, "sheep.docx", document())
    assert article.title == "Counting sheep"
    assert [author.name for author in article.authors] == ["Ana Ruiz", "Mio Ono"]
    assert [(block.role, block.number) for block in article.blocks] == [
        (Role.PARAGRAPH, 0), (Role.HEADING, 0), (Role.PARAGRAPH, 0), (Role.LIST_ITEM, 1), (Role.LIST_ITEM, 2), (Role.QUOTE, 0),
        (Role.CAPTION, 0),
    ]  # fmt: skip
    first = article.blocks[0]
    assert [(mark.kind.value, first.text[mark.start : mark.end]) for mark in first.marks] == [
        ("em", "asked"), ("strong", "herders"), ("sup", "2"),
    ]  # fmt: skip
    assert "It was added." in first.text
    assert "removed" not in first.text


def changed(data: bytes, name: str, new: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for entry in old.namelist():
            if entry != name:
                made.writestr(entry, old.read(entry))
        if new:
            made.writestr(name, new)
    return out.getvalue()


BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>'


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"PK\x03\x04 half a file", "damaged"),
        (b"\xd0\xcf\x11\xe0 old", "old format, or has a password"),
        (b"hello", "not a DOCX"),
        (changed(document(), "word/document.xml", b""), "no text of Word"),
        (changed(document(), "word/document.xml", b"<x"), "not well-formed"),
        (changed(document(), "word/document.xml", BOMB), "document type"),
        (changed(document(), "word/media/x.xml", b"<x>" + b" " * 40_000_000 + b"</x>"), "unpacks to more"),
    ],
)
def test_a_hostile_document_is_refused_with_a_sentence(tmp_path: Path, data: bytes, said: str) -> None:
    with pytest.raises(InputError, match=said) as caught:
        opened(tmp_path, "bad.docx", data)
    assert caught.value.hint


def test_the_lock_file_of_word_is_no_source(tmp_path: Path) -> None:
    from pubpipe.cli import _all_sources
    from pubpipe.settings import Settings

    (tmp_path / "source").mkdir()
    for name in ("a.md", "b.docx", "~$b.docx", ".c.txt", "d.pdf"):
        (tmp_path / "source" / name).write_text("x")
    assert [Path(path).name for path in _all_sources(Settings(tmp_path), None)] == ["a.md", "b.docx"]
