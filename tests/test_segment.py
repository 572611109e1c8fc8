"""Segments are sentences, and sewing gives back every character."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pubpipe.article import Article, Author, Block, Note, NoteKind, Role
from pubpipe.segment import segment_article, segment_text, sew, to_json

SPACE = st.sampled_from([" ", "  ", "\n", "\u00a0", "\u3000", "\t"])
PIECES = st.one_of(
    st.text(max_size=12),
    SPACE,
    st.sampled_from([". ", "! ", "? ", "… ", "。", "”", "P. R. China", "https://a.b/c?d=1", "Dr. ", "۔ ", "। "]),
)
TEXTS = st.lists(PIECES, max_size=12).map("".join)
LANGS = st.sampled_from(["en", "es", "fr", "pt-BR", "de", "ar", "ur", "zh", "ja", "hi", "sw", "he", "xx"])


def article(*texts: str, lang: str = "en") -> Article:
    blocks = tuple(Block(f"b{n}", Role.PARAGRAPH, text, (n,)) for n, text in enumerate(texts, 1))
    return Article("a.txt", "a", "Foxes. At dawn?", lang, authors=(Author("Ada Example"),), blocks=blocks)


def sentences(text: str, lang: str = "en") -> list[str]:
    return [segment.text for segment in segment_text(text, lang)]


@settings(max_examples=150, deadline=None)
@given(TEXTS, LANGS)
def test_the_segments_of_a_text_are_the_text(text: str, lang: str) -> None:
    segments = segment_text(text, lang)
    assert "".join(s.lead + s.text + s.tail for s in segments) == (text if text.strip() else "")
    assert all(s.text and s.text == s.text.strip() for s in segments)


@settings(max_examples=80, deadline=None)
@given(st.lists(TEXTS, max_size=4), LANGS)
def test_sewing_the_source_texts_gives_back_the_article(texts: list[str], lang: str) -> None:
    whole = replace(
        article(*texts, lang=lang), subtitle="A note", section="Nature", notes=(Note("n1", "*", NoteKind.BIO, "A. B."),)
    )
    segments = segment_article(whole)
    assert sew(whole, {s.id: s.text for s in segments}, segments) == whole
    assert len({s.id for s in segments}) == len(segments)


def test_segments_come_in_reading_order_with_their_ids() -> None:
    whole = replace(
        article("One. Two.", "Three."), subtitle="Sub", section="Nature", notes=(Note("n1", "*", NoteKind.BIO, "Four."),)
    )
    ids = [segment.id for segment in segment_article(whole)]
    assert ids == ["title.1", "subtitle.1", "section.1", "b1.1", "b1.2", "b2.1", "n1.1"]


def test_titles_and_headings_are_one_segment() -> None:
    whole = replace(
        article(), blocks=(Block("b1", Role.HEADING, "Who? And why?", level=2), Block("b2", Role.PARAGRAPH, "Who? And why?"))
    )
    assert [segment.text for segment in segment_article(whole)] == ["Foxes. At dawn?", "Who? And why?", "Who?", "And why?"]


@pytest.mark.parametrize(
    "text",
    [
        "She works at the Institute, P. R. China, and lives there.",
        "J. R. R. Tolkien wrote of foxes once.",
        "See https://a.b/c?d=1 for the count.",
        "Dr. Smith et al. (2019) counted 3.5 foxes a lane.",
        "“It was hard!” he said.",
        "It went on . . . and on.",
        "1. Foxes sleep by day.",
    ],
)
def test_one_sentence_stays_one(text: str) -> None:
    assert sentences(text) == [text]


def test_sentences_are_cut_in_every_kind_of_script() -> None:
    assert sentences("The law of P. R. China. Foxes sleep.") == ["The law of P. R. China.", "Foxes sleep."]
    assert sentences("これは文です。これも文です。", "ja") == ["これは文です。", "これも文です。"]
    assert sentences("他说：“好的。”然后走了。", "zh")[0].endswith("”")
    assert sentences("यह एक वाक्य है। यह दूसरा है।", "hi") == ["यह एक वाक्य है।", "यह दूसरा है।"]
    assert sentences("یہ ایک جملہ ہے۔ یہ دوسرا ہے۔", "ur") == ["یہ ایک جملہ ہے۔", "یہ دوسرا ہے۔"]
    assert sentences("Hii ni sentensi. Hii ni ya pili.", "sw") == ["Hii ni sentensi.", "Hii ni ya pili."]
    assert sentences("זה משפט אחד. זה משפט שני.", "he") == ["זה משפט אחד.", "זה משפט שני."]


def test_chinese_sentences_join_without_a_space_and_part_with_one() -> None:
    english, chinese = article("One.  Two."), article("一。二。", lang="zh")
    there = sew(english, {"title.1": "狐", "b1.1": "一。", "b1.2": "二。"}, segment_article(english), to="zh")
    back = sew(chinese, {"title.1": "Fox", "b1.1": "One.", "b1.2": "Two."}, segment_article(chinese), to="en")
    assert (there.blocks[0].text, there.lang) == ("一。二。", "zh")
    assert (back.blocks[0].text, back.lang, back.title) == ("One. Two.", "en", "Fox")


def test_a_missing_target_is_an_error_and_no_silence() -> None:
    whole = article("One. Two.")
    with pytest.raises(ValueError, match=r"b1\.2"):
        sew(whole, {"title.1": "a", "b1.1": "b"}, segment_article(whole))
    with pytest.raises(ValueError, match="b1"):
        sew(replace(whole, blocks=()), {s.id: "x" for s in segment_article(whole)}, segment_article(whole))


def test_a_segment_as_json_has_the_keys_of_the_interface() -> None:
    (segment,) = segment_text("Fox.", "en", "b7")
    assert to_json(segment) == {"id": "b7.1", "block": "b7", "text": "Fox.", "lang": "en"}


def test_the_real_article_has_forty_sentences_in_its_body(real_article: Path) -> None:
    from pubpipe.clean import clean_page
    from pubpipe.ingest import open_page

    segments = segment_article(clean_page(open_page(real_article)))
    (first, *_) = [s for s in segments if s.block == "n1"]
    assert first.text.endswith("P. R. China.")
    assert sum(s.block.startswith("b") for s in segments) == 40
    assert [s.block for s in segments].count("n1") == 2
