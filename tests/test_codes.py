"""Inline codes: cut with their sentences, sewn again, placed in a translation, carried through every change of the text."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubpipe import codes, segment
from pubpipe.article import Article, Block, Mark, MarkKind, Note, NoteKind, Role

EM, STRONG, LINK, NOTE, BREAK = MarkKind.EMPHASIS, MarkKind.STRONG, MarkKind.LINK, MarkKind.NOTE, MarkKind.BREAK


def words_of(text: str, marks: tuple[Mark, ...]) -> list[str]:
    return [text[mark.start : mark.end] for mark in marks]


def on(text: str, words: str, kind: MarkKind = EM, target: str = "") -> Mark:
    start = text.index(words)
    return Mark(start, start + len(words), kind, target)


def pairs(source: str, target: str, *same: tuple[str, str]) -> list[tuple[int, int, int, int]]:
    found = []
    for left, right in same:
        a, b = source.index(left), target.index(right)
        found.append((a, a + len(left), b, b + len(right)))
    return found


# --- placing in a translation ---------------------------------------------------------------------------------------------

SOURCE = "The new policy moved poor families to Ordos in 2019."
TARGET = "La política nueva trasladó a familias pobres a Ordos en 2019."
ALIGNED = pairs(
    SOURCE, TARGET, ("The", "La"), ("new", "nueva"), ("policy", "política"), ("moved", "trasladó"), ("poor", "pobres"),
    ("families", "familias"), ("Ordos", "Ordos"), ("in", "en"), ("2019", "2019"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("words", "placed"),
    [
        ("new", "nueva"),
        ("new policy", "política nueva"),
        ("poor families", "familias pobres"),
        ("families to Ordos", "familias pobres a Ordos"),
        ("2019", "2019"),
    ],
)
def test_a_mark_goes_where_its_words_went(words: str, placed: str) -> None:
    marks, _ = codes.project([on(SOURCE, words)], SOURCE, TARGET, ALIGNED)
    assert words_of(TARGET, marks) == [placed]


def test_a_code_that_held_another_still_holds_it_where_the_words_came_apart() -> None:
    source, target = "The price floods rose.", "El precio justo de las inundaciones subió."
    known = pairs(source, target, ("price", "precio"), ("floods", "inundaciones"), ("rose", "justo"))
    outer, inner = on(source, "price floods"), on(source, "price", STRONG)
    marks, guesses = codes.project([outer, inner], source, target, known)
    placed = {mark.kind: target[mark.start : mark.end] for mark in marks}
    assert placed[STRONG] == "precio"
    assert placed[EM].startswith("precio")
    assert outer in guesses


def test_a_word_inside_a_phrase_that_is_known_as_a_whole_keeps_its_own_place() -> None:
    known = pairs(SOURCE, TARGET, ("poor families", "familias pobres"), ("families", "familias"))
    marks, _ = codes.project([on(SOURCE, "poor families"), on(SOURCE, "families", STRONG)], SOURCE, TARGET, known)
    assert words_of(TARGET, marks) == ["familias pobres", "familias"]


def test_without_an_alignment_the_same_words_tell() -> None:
    marks, guesses = codes.project([on(SOURCE, "Ordos"), on(SOURCE, "2019", STRONG)], SOURCE, TARGET)
    assert (words_of(TARGET, marks), guesses) == (["Ordos", "2019"], ())


def test_what_nobody_knows_is_placed_on_whole_words_and_said() -> None:
    mark = on(SOURCE, "poor families")
    marks, guesses = codes.project([mark], SOURCE, TARGET)
    assert guesses == (mark,)
    assert set(words_of(TARGET, marks)[0].split()) <= set(TARGET.split())


def test_a_mark_over_the_whole_text_stays_one_without_the_signs_that_it_left_out() -> None:
    source, target = "Nobody asked them.", "Nadie les preguntó."
    marks, guesses = codes.project([Mark(0, 17, EM), Mark(0, 18, STRONG)], source, target)
    assert (words_of(target, marks), guesses) == (["Nadie les preguntó.", "Nadie les preguntó"], ())


def test_quotation_marks_go_along() -> None:
    source, target = "They call it “home” now.", "Lo llaman «hogar» ahora."
    marks, _ = codes.project([on(source, "“home”")], source, target, pairs(source, target, ("home", "hogar"), ("now", "ahora")))
    assert words_of(target, marks) == ["«hogar»"]


@pytest.mark.parametrize(
    ("source", "target", "after"),
    [
        ("The policy| moved families.", "La política movió familias.", "La política"),
        ("The policy moved families.|", "La política movió familias.", "La política movió familias."),
        ("The policy moved families|.", "La política movió familias.", "La política movió familias"),
        ("The policy,| they say, failed.", "La política, dicen, fracasó.", "La política,"),
    ],
)
def test_a_note_reference_follows_the_word_and_the_signs_that_it_followed(source: str, target: str, after: str) -> None:
    at = source.index("|")
    text = source.replace("|", "")
    (mark,), _ = codes.project(
        [Mark(at, at, NOTE, "n1")], text, target, pairs(text, target, ("The", "La"), ("policy", "política"))
    )
    assert target[: mark.start] == after


@given(st.data())
def test_every_mark_comes_out_in_range_and_none_is_lost(data: st.DataObject) -> None:
    source = data.draw(st.text("abc .,“”é1", min_size=1, max_size=40))
    target = data.draw(st.text("xyz .,«»ñ1", min_size=1, max_size=40))
    places = st.integers(0, len(source))
    marks = [
        Mark(min(a, b), max(a, b), kind) if kind is EM and a != b else Mark(a, a, NOTE, "n1")
        for a, b, kind in data.draw(st.lists(st.tuples(places, places, st.sampled_from([EM, NOTE])), max_size=5))
    ]
    stretch = st.tuples(places, places, st.integers(0, len(target)), st.integers(0, len(target)))
    known = [(min(a, b), max(a, b), min(c, d), max(c, d)) for a, b, c, d in data.draw(st.lists(stretch, max_size=4))]
    placed, guesses = codes.project(marks, source, target, [pair for pair in known if pair[0] < pair[1] and pair[2] < pair[3]])
    assert sorted(mark.kind for mark in placed) == sorted(mark.kind for mark in marks)
    assert all(0 <= mark.start <= mark.end <= len(target) for mark in placed)
    assert set(guesses) <= set(marks)
    again = codes.carry(placed, target, data.draw(st.text("xyz .,«»", min_size=1, max_size=40)))
    assert sorted(mark.kind for mark in again) == sorted(mark.kind for mark in marks)


# --- a text that changes --------------------------------------------------------------------------------------------------


def test_typography_moves_the_marks_along() -> None:
    before, after = 'Dijo "no" a 1000 familias', "Dijo «no» a 1.000 familias"
    marks = (on(before, '"no"'), on(before, "1000", STRONG), on(before, "familias", LINK, "https://x.example/"))
    assert words_of(after, codes.carry(marks, before, after)) == ["«no»", "1.000", "familias"]


def test_a_mark_whose_words_were_taken_out_is_not_lost() -> None:
    before, after = "La nueva política", "La política"
    (mark,) = codes.carry((on(before, "nueva"),), before, after)
    assert after[mark.start : mark.end] in ("La", "política")


def test_a_text_without_change_keeps_the_very_marks() -> None:
    marks = (Mark(0, 2, EM),)
    assert codes.carry(marks, "La", "La") is marks


# --- cutting and sewing ---------------------------------------------------------------------------------------------------

TEXT = "One sentence here. And a second one. The third."


def article(*marks: Mark, text: str = TEXT) -> Article:
    return Article("x", "x", "Title", "en", blocks=(Block("b1", Role.PARAGRAPH, text, marks=marks),))


def test_a_mark_over_two_sentences_is_in_both_and_one_again_after_sewing() -> None:
    whole = article(Mark(4, 31, EM), Mark(18, 18, NOTE, "n1"), Mark(len(TEXT), len(TEXT), NOTE, "n2"))
    segments = segment.segment_article(whole)
    body = [found for found in segments if found.block == "b1"]
    assert [words_of(found.text, found.marks) for found in body] == [["sentence here.", ""], ["And a second"], [""]]
    sewn = segment.sew(whole, {found.id: found.text for found in segments}, segments)
    assert sewn.blocks[0].marks == whole.blocks[0].marks


@given(
    st.lists(st.tuples(st.integers(0, len(TEXT)), st.integers(0, len(TEXT)), st.sampled_from([EM, STRONG, LINK, NOTE, BREAK])))
)
def test_cut_and_sewn_again_every_mark_covers_the_same_words(drawn: list[tuple[int, int, MarkKind]]) -> None:
    marks = codes.ordered(
        Mark(a, a, kind, f"n{at}") if kind in codes.POINTS else Mark(min(a, b), max(a, b), kind, str(at))
        for at, (a, b, kind) in enumerate(drawn)
        if kind in codes.POINTS or TEXT[min(a, b) : max(a, b)].strip()
    )
    whole = article(*marks)
    segments = segment.segment_article(whole)
    sewn = segment.sew(whole, {found.id: found.text for found in segments}, segments)
    told = [(mark.kind, mark.target, TEXT[mark.start : mark.end].strip()) for mark in sewn.blocks[0].marks]
    assert sorted(told) == sorted((mark.kind, mark.target, TEXT[mark.start : mark.end].strip()) for mark in marks)


# --- on the page ----------------------------------------------------------------------------------------------------------


def test_marks_that_cross_are_cut_into_a_tree_and_points_stand_where_they_belong() -> None:
    marks = (Mark(0, 6, EM), Mark(4, 9, STRONG), Mark(6, 6, NOTE, "n1"))
    told = [(start, end, [mark.kind for mark in over]) for start, end, over in codes.stretches(0, 12, marks)]
    assert told == [
        (0, 4, [EM]), (4, 6, [EM, STRONG]), (6, 6, [STRONG, NOTE]), (6, 9, [STRONG]), (9, 12, []),
    ]  # fmt: skip


def test_a_reference_reads_as_the_mark_of_its_note_or_its_number() -> None:
    notes = (
        Note("n1", "*", NoteKind.AFFILIATION, "A"),
        Note("n2", "", NoteKind.FOOTNOTE, "B"),
        Note("n3", "", NoteKind.FOOTNOTE, "C"),
    )
    labels = codes.note_labels(replace(article(), notes=notes))
    assert labels == {"n1": "*", "n2": "1", "n3": "2"}
    assert codes.shown("One and two.", (Mark(3, 3, NOTE, "n2"), Mark(12, 12, NOTE, "n3")), labels) == "One1 and two.2"
