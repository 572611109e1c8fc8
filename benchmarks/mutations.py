"""Alter one thing at a time in a finished edition: the mutants that `mutants.py` holds up to `pubpipe verify`.

Each maker yields what was altered and the bytes of the altered file; where there was nothing to alter, those of the edition.
"""

import io
import json
import random
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from html import escape, unescape
from pathlib import Path

from pubpipe.article import Edition
from pubpipe.claim import attachments
from pubpipe.disclosure import IPTC
from pubpipe.settings import Settings
from pubpipe.shelf import Place
from pubpipe.typeset import pdf

CODE = 4  # hexadecimal digits of a glyph in a page's text
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
Change = Callable[[str, random.Random], str]


@dataclass(frozen=True)
class Finished:
    """An edition as it stands in an output folder."""

    settings: Settings
    place: Place
    edition: Edition

    def path(self, kind: str) -> Path:
        return self.place.folder / f"{self.place.slug}.{self.place.lang}.{kind}"

    def data(self, kind: str) -> bytes:
        return self.path(kind).read_bytes()


# Mutants of the DOCX, in its own XML


def altered(text: str, dice: random.Random) -> str:
    """The text with one letter another, or two letters in each other's place."""
    places = [at for at, sign in enumerate(text) if sign.isalpha()]
    at = dice.choice(places)
    if dice.random() < 0.3 and at + 1 < len(text) and text[at + 1].isalpha() and text[at] != text[at + 1]:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    others = [sign for sign in sorted(set(text)) if sign.isalpha() and sign.casefold() != text[at].casefold()]
    return text[:at] + dice.choice(others or ["x"]) + text[at + 1 :]


def other_digit(text: str, dice: random.Random) -> str:
    at = dice.choice([at for at, sign in enumerate(text) if sign.isdigit()])
    return text[:at] + str((int(text[at]) + dice.randrange(1, 10)) % 10) + text[at + 1 :]


def docx_with(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """The DOCX with one of its parts changed; itself where the change finds nothing to change."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        parts = {name: before.read(name) for name in before.namelist()}
        changed = change(parts[part])
        if changed == parts[part]:
            return data
        for name, content in parts.items():
            after.writestr(name, changed if name == part else content)
    return out.getvalue()


def in_text(needle: str, change: Callable[[str, random.Random], str], dice: random.Random) -> Callable[[bytes], bytes]:
    """Change one of the text nodes that hold a part of the needle; a part of the file without one stays as it is."""
    return _in_node(lambda text: _fits(text, needle), change, dice)


def _in_node(
    fits: Callable[[str], bool], change: Callable[[str, random.Random], str], dice: random.Random
) -> Callable[[bytes], bytes]:
    from lxml import etree

    def work(xml: bytes) -> bytes:
        root = etree.fromstring(xml)
        nodes = [node for node in root.iter(f"{W}t") if node.text and fits(node.text)]
        if not nodes:
            return xml
        node = dice.choice(nodes)
        node.text = change(node.text, dice)
        return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)

    return work


def _fits(text: str, needle: str) -> bool:
    bare = text.strip()
    return len(bare) > 2 and any(map(str.isalpha, bare)) and (bare in needle or needle in text)


def without_segment(dice: random.Random) -> Callable[[bytes], bytes]:
    """Take out what stands between the bookmarks of one segment of the body."""
    from lxml import etree

    def work(xml: bytes) -> bytes:
        root = etree.fromstring(xml)
        starts = [mark for mark in root.iter(f"{W}bookmarkStart") if (mark.get(f"{W}name") or "").startswith("seg_b")]
        node = dice.choice(starts).getnext()
        while node is not None and node.tag != f"{W}bookmarkEnd":
            after = node.getnext()
            node.getparent().remove(node)
            node = after
        return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)

    return work


def mutants_of_docx(done: Finished, dice: random.Random, rounds: int) -> Iterator[tuple[str, bytes]]:
    data, edition = done.data("docx"), done.edition
    document, notes = "word/document.xml", "word/footnotes.xml"
    words = edition.article.notes
    for _ in range(rounds):
        author = dice.choice(edition.source.authors).name
        yield "name", docx_with(data, document, in_text(author, altered, dice))
        yield "affiliation", docx_with(data, notes, in_text(words[0].text, altered, dice))
        yield "disclaimer", docx_with(data, document, in_text(words[1].text, altered, dice))
        yield "source wording", docx_with(data, document, in_text(edition.source.notes[1].text, altered, dice))
        yield "disclosure", docx_with(data, document, in_text(edition.disclosure, altered, dice))
        block = dice.choice(edition.article.blocks)
        yield "letter", docx_with(data, document, in_text(block.text, altered, dice))
        digits = [unit.target for unit in edition.units if re.search(r"\d", unit.target)]
        yield "digit", docx_with(data, document, _digit_in(dice.choice(digits), dice))
        yield "segment", docx_with(data, document, without_segment(dice))
    for part, old in ((document, b">*<"), (document, b">**<"), (document, b" **<"), (notes, b"*")):
        yield "mark", docx_with(data, part, lambda xml, old=old: xml.replace(old, old.replace(b"*", "§".encode()), 1))  # type: ignore[misc]
    yield "order", docx_with(data, document, _two_swapped)
    author = edition.source.authors[0].name
    core, custom = "docProps/core.xml", "docProps/custom.xml"
    yield "name", docx_with(data, core, lambda xml: xml.replace(author.encode(), altered(author, dice).encode()))
    yield "disclosure", docx_with(data, custom, lambda xml: xml.replace(IPTC.encode(), b"http://x.example/"))
    tag = edition.lang.encode()
    yield "language tag", docx_with(data, "docProps/core.xml", lambda xml: xml.replace(b">" + tag + b"<", b">nl<"))
    yield "language tag", docx_with(data, "word/styles.xml", lambda xml: xml.replace(b'="' + tag + b'"', b'="nl"'))


def _two_swapped(xml: bytes) -> bytes:
    """Two paragraphs of the body in each other's place."""
    from lxml import etree

    root = etree.fromstring(xml)
    names = {f"seg_b{number}_1" for number in (1, 2)}
    marks = (mark for mark in root.iter(f"{W}bookmarkStart") if mark.get(f"{W}name") in names)
    one, two = (next(mark.iterancestors(f"{W}p")) for mark in marks)
    two.addnext(one)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _digit_in(needle: str, dice: random.Random) -> Callable[[bytes], bytes]:
    return _in_node(lambda text: text.strip() in needle and re.search(r"\d", text) is not None, other_digit, dice)


# Mutants of the PDF


def set_anew(done: Finished, edition: Edition) -> bytes:
    """An altered edition as a PDF, with the record of the true one attached."""
    told = json.loads(record_in(done))
    return pdf.write_pdf(edition, page=done.settings.page, fonts_dir=done.settings.cache / "fonts", carried=lambda draft: told)


def record_in(done: Finished) -> bytes:
    """The record that the PDF carries."""
    return dict(attachments(done.data("pdf")))[f"{done.place.slug}.{done.place.lang}.json"]


def altered_editions(edition: Edition, dice: random.Random) -> Iterator[tuple[str, Edition]]:
    """The edition with one thing another, before it is set."""
    at = dice.randrange(len(edition.source.authors))
    name = edition.source.authors[at].name
    other = altered(name, dice)
    authors = tuple(replace(a, name=other) if n == at else a for n, a in enumerate(edition.source.authors))
    names = tuple(other if n == name else n for n in edition.names)
    fresh = replace(edition, byline=edition.byline.replace(name, other), names=names)
    yield (
        "name",
        replace(fresh, source=replace(edition.source, authors=authors), article=replace(edition.article, authors=authors)),
    )
    yield "affiliation", _with_note(edition, 0, altered(edition.article.notes[0].text, dice))
    yield "disclaimer", _with_note(edition, 1, altered(edition.article.notes[1].text, dice))
    yield "source wording", _with_note(edition, 1, altered(edition.source.notes[1].text, dice), source=True)
    yield "disclosure", replace(edition, disclosure=altered(edition.disclosure, dice))
    yield "mark", _with_note(edition, 0, edition.article.notes[0].text, marker="§")
    block = dice.randrange(len(edition.article.blocks))
    yield "letter", _with_block(edition, block, altered(edition.article.blocks[block].text, dice))
    with_digits = [n for n, b in enumerate(edition.article.blocks) if re.search(r"\d", b.text)]
    block = dice.choice(with_digits)
    yield "digit", _with_block(edition, block, other_digit(edition.article.blocks[block].text, dice))
    units = [u for u in edition.units if u.segment.block.startswith("b")]
    unit = dice.choice(units)
    block = next(n for n, b in enumerate(edition.article.blocks) if b.id == unit.segment.block)
    text = edition.article.blocks[block].text.replace(unit.target, "", 1).strip()
    yield "segment", _with_block(edition, block, text or "…")


def _with_note(edition: Edition, at: int, text: str, *, source: bool = False, marker: str | None = None) -> Edition:
    article = edition.source if source else edition.article
    notes = tuple(
        replace(note, text=text, marker=note.marker if marker is None else marker) if n == at else note
        for n, note in enumerate(article.notes)
    )
    changed = replace(article, notes=notes)
    return replace(edition, source=changed) if source else replace(edition, article=changed)


def _with_block(edition: Edition, at: int, text: str) -> Edition:
    blocks = tuple(replace(block, text=text, marks=()) if n == at else block for n, block in enumerate(edition.article.blocks))
    return replace(edition, article=replace(edition.article, blocks=blocks))


def other_glyph(data: bytes, dice: random.Random) -> bytes:
    """The PDF with one glyph of one page exchanged for another that the same line has."""
    import pypdf
    from pypdf.generic import NameObject, StreamObject

    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    page = dice.choice(writer.pages)
    content = page.get_contents().get_data()  # type: ignore[union-attr]
    words = [_codes(match) for match in re.finditer(rb"\[[^\]]+\] TJ", content)]
    word = dice.choice([codes for codes in words if len(set(codes.values())) > 1])
    at = dice.choice(sorted(word))
    new = dice.choice(sorted(set(word.values()) - {word[at]}))
    stream = StreamObject()
    stream._data = content[:at] + new + content[at + CODE :]
    page[NameObject("/Contents")] = writer._add_object(stream)
    return written(writer)


def _codes(shown: re.Match[bytes]) -> dict[int, bytes]:
    """Place to code of each glyph that a TJ shows."""
    runs = re.finditer(rb"<([0-9a-f]+)>", shown[0])
    return {shown.start() + run.start(1) + at: run[1][at : at + CODE] for run in runs for at in range(0, len(run[1]), CODE)}


def written(writer: "object") -> bytes:
    out = io.BytesIO()
    writer.write(out)  # type: ignore[attr-defined]
    return out.getvalue()


def with_language(data: bytes, lang: str) -> bytes:
    import pypdf
    from pypdf.generic import NameObject, TextStringObject

    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    writer.root_object[NameObject("/Lang")] = TextStringObject(lang)
    return written(writer)


def with_record(data: bytes, record: bytes) -> bytes:
    """The PDF with this record attached and no other file."""
    import pypdf

    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    writer.root_object["/Names"].pop("/EmbeddedFiles", None)  # type: ignore[union-attr]
    writer.add_attachment("edition.json", record)
    return written(writer)


def other_record(record: bytes, dice: random.Random) -> bytes:
    """The record with one digit of one hash, or one letter of one target, another."""
    told = json.loads(record)
    if dice.random() < 0.6:
        hashes = told["hashes"]["files"] if dice.random() < 0.5 and told["hashes"]["files"] else told["hashes"]["inputs"]
        name = dice.choice([name for name, digest in hashes.items() if digest])
        at = dice.randrange(len(hashes[name]))
        hashes[name] = hashes[name][:at] + ("0" if hashes[name][at] != "0" else "1") + hashes[name][at + 1 :]
    else:
        segment = dice.choice([s for s in told["segments"] if any(map(str.isalpha, s["target"]))])
        segment["target"] = altered(segment["target"], dice)
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()


def mutants_of_pdf(done: Finished, dice: random.Random, rounds: int) -> Iterator[tuple[str, bytes]]:
    data, record = done.data("pdf"), record_in(done)
    for _ in range(rounds):
        for what, edition in altered_editions(done.edition, dice):
            yield what, set_anew(done, edition)
        for _ in range(12):
            yield "glyph", other_glyph(data, dice)
        yield "attached hash", with_record(data, other_record(record, dice))
    yield "language tag", with_language(data, "nl")
    author, said = done.edition.source.authors[0].name, done.edition.disclosure
    yield "name", with_metadata(data, author, altered(author, dice))
    yield "disclosure", with_metadata(data, said, altered(said, dice))
    yield "disclosure", with_metadata(data, IPTC, "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCreation?")


def with_metadata(data: bytes, old: str, new: str) -> bytes:
    """The PDF with other words in its XMP."""
    import pypdf
    from pypdf.generic import NameObject, StreamObject

    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    stream, told = StreamObject(), writer.root_object["/Metadata"].get_object()
    stream.update({NameObject(key): told[key] for key in ("/Type", "/Subtype")})
    stream._data = told.get_data().replace(escape(old).encode(), escape(new).encode())
    writer.root_object[NameObject("/Metadata")] = writer._add_object(stream)
    return written(writer)


# Mutants of the EPUB and of the reading page, in their markup


def in_markup(text: str, needle: str, change: Change, dice: random.Random) -> str:
    """Change one of the texts between two tags that hold a part of the needle; itself where there is none."""
    places = [match for match in re.finditer(r">([^<>&]+)<", text.split("<script>")[0]) if _fits(unescape(match[1]), needle)]
    if not places:
        return text
    match = dice.choice(places)
    return text[: match.start(1)] + change(match[1], dice) + text[match.end(1) :]


def _digit_of_markup(text: str, needle: str, dice: random.Random) -> str:
    places = [
        match
        for match in re.finditer(r">([^<>&]+)<", text.split("<script>")[0])
        if re.search(r"\d", match[1]) and match[1].strip() in needle
    ]
    if not places:
        return text
    match = dice.choice(places)
    return text[: match.start(1)] + other_digit(match[1], dice) + text[match.end(1) :]


def _without_sentence(text: str, dice: random.Random) -> str:
    """Of an e-book, one text between two tags of the body taken out; of a page, one segment with its name."""
    spans = list(re.finditer(r'<span class="s[^"]*" id="t-b[^"]*"[^>]*>.*?</span>', text))
    spans = spans or list(re.finditer(r"(?<=>)[^<>]{12,}(?=<)", text[text.find('<section class="body"') :]))
    shift = 0 if text.find('id="t-b') >= 0 else max(0, text.find('<section class="body"'))
    match = dice.choice(spans)
    return text[: match.start() + shift] + text[match.end() + shift :]


def _swapped(text: str, pattern: str) -> str:
    """Two paragraphs of the body in each other's place."""
    one, two = list(re.finditer(pattern, text, re.DOTALL))[:2]
    return text[: one.start()] + two[0] + text[one.end() : two.start()] + one[0] + text[two.end() :]


def altered_markup(text: str, edition: Edition, dice: random.Random) -> Iterator[tuple[str, str]]:
    """What an e-book and a page have in common."""
    words, source = edition.article.notes, edition.source
    yield "name", in_markup(text, dice.choice(source.authors).name, altered, dice)
    yield "affiliation", in_markup(text, words[0].text, altered, dice)
    yield "disclaimer", in_markup(text, words[1].text, altered, dice)
    yield "source wording", in_markup(text, source.notes[1].text, altered, dice)
    yield "disclosure", in_markup(text, edition.disclosure, altered, dice)
    yield "letter", in_markup(text, dice.choice(edition.article.blocks).text, altered, dice)
    digits = [block.text for block in edition.article.blocks if re.search(r"\d", block.text)]
    yield "digit", _digit_of_markup(text, dice.choice(digits), dice)
    yield "segment", _without_sentence(text, dice)


def mutants_of_epub(done: Finished, dice: random.Random, rounds: int) -> Iterator[tuple[str, bytes]]:
    data, edition = done.data("epub"), done.edition
    text, package, record = "EPUB/text.xhtml", "EPUB/package.opf", "META-INF/pubpipe.json"
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        body, about, told = (book.read(name) for name in (text, package, record))

    def book_with(part: str, content: str | bytes) -> bytes:
        return docx_with(data, part, lambda _: content.encode() if isinstance(content, str) else content)

    for _ in range(rounds):
        for what, changed in altered_markup(body.decode(), edition, dice):
            yield what, book_with(text, changed)
        name = dice.choice(edition.source.authors).name
        yield "name", book_with(package, about.decode().replace(name, altered(name, dice), 1))
        said = edition.disclosure
        yield "disclosure", book_with(package, about.decode().replace(said, altered(said, dice), 1))
        yield "attached hash", book_with(record, other_record(told, dice))
    for old in (">*<", ">**<"):
        yield "mark", book_with(text, body.decode().replace(old, old.replace("*", "§"), 1))
    tag = edition.lang
    yield "language tag", book_with(text, body.decode().replace(f'lang="{tag}"', 'lang="nl"'))
    yield "language tag", book_with(package, about.decode().replace(f"<dc:language>{tag}<", "<dc:language>nl<"))
    yield "order", book_with(text, _swapped(body.decode(), r"<p(?: class=\"end\")?>[^*]{40,}?</p>"))


def mutants_of_page(done: Finished, dice: random.Random, rounds: int) -> Iterator[tuple[str, bytes]]:
    text, edition = done.data("html").decode(), done.edition
    for _ in range(rounds):
        for what, changed in altered_markup(text, edition, dice):
            yield what, changed.encode()
        name = dice.choice(edition.source.authors).name
        yield "name", text.replace(f'content="{name}"', f'content="{altered(name, dice)}"', 1).encode()
        yield "attached hash", _other_hash(text, dice).encode()
    yield "mark", text.replace(">*<", ">§<", 1).encode()
    yield "mark", text.replace(">**<", ">§§<", 1).encode()
    tag = edition.lang
    yield "language tag", text.replace(f'<html lang="{tag}"', '<html lang="nl"').encode()
    yield "language tag", text.replace(f'"inLanguage": "{tag}"', '"inLanguage": "nl"').encode()
    source = edition.source.lang
    yield "language tag", text.replace(f'class="source" lang="{source}"', 'class="source" lang="nl"', 1).encode()
    yield "order", _swapped(text, r'<div class="row paragraph">.*?</div>\n</div>').encode()


def _other_hash(text: str, dice: random.Random) -> str:
    """One digit of one digest in the page's own description another."""
    match = dice.choice(list(re.finditer(r"[0-9a-f]{64}", text)))
    at = dice.randrange(*match.span())
    return text[:at] + ("0" if text[at] != "0" else "1") + text[at + 1 :]


MAKERS = {"pdf": mutants_of_pdf, "docx": mutants_of_docx, "epub": mutants_of_epub, "html": mutants_of_page}
