"""What a line is by its wording alone, and what the clean room makes of that."""

from importlib.resources import files

import numpy as np
import pytest

from pubpipe.article import NoteKind, SourcePage
from pubpipe.clean import clean_page, clean_with_trail, explain, worded
from pubpipe.clean.wording import CLASSES, Weights, features, pack, read_weights, wording_of

TEXT = (
    "The ferry crosses twice a day, and whoever misses it has time to look at the water, which is brown in spring and green "
    "in autumn.",
    "Its captain has kept a book of all passengers since 1988, with their names, their animals and the weather that they "
    "complained of.",
    "When the bridge opens in May the book will go to the museum, and the captain says that he will go with it and turn the "
    "pages.",
)


def page(*lines: str) -> SourcePage:
    text = "\n\n".join(lines)
    return SourcePage("a.txt", text.encode(), text, "text", "0" * 64)


# None of these lines is among those that the model learned from.
UNSEEN = {
    "Petra Nagy holds the chair of river engineering at the Technical University of Szolvar.": NoteKind.AFFILIATION,
    "What is said in this essay commits nobody but its author.": NoteKind.DISCLAIMER,
    "Cette recherche a pu être menée grâce à une bourse de la Fondation du Lac.": NoteKind.FUNDING,
    "La versione originale di questo testo è uscita sul mensile Onda.": NoteKind.SOURCE,
    "Wir haben eine falsche Jahreszahl im dritten Absatz berichtigt.": NoteKind.CORRECTION,
    "Перевод с венгерского: Юлия Сабо": NoteKind.EDITOR,
    "本研究由河流基金会资助。": NoteKind.FUNDING,
}


def test_formulas_that_no_one_wrote_down_are_known_by_their_relatives() -> None:
    missed = [line for line, kind in UNSEEN.items() if wording_of(line).kind is not kind]
    assert len(missed) <= 1


def test_text_and_the_sites_lines_are_no_notes() -> None:
    assert min(wording_of(line).text for line in TEXT) > worded.TEXT
    assert (
        min(wording_of(line).site for line in ("Sign up to our weekly newsletter", "Related articles", "Cookie settings")) > 0.7
    )


def test_the_shares_of_a_line_add_up_whatever_the_line_is() -> None:
    for line in ("", " ", "\ud800", "\x00", "א" * 5000, "1234567890"):
        assert sum(wording_of(line).shares.values()) == pytest.approx(1)


def test_a_models_file_gives_the_model_back() -> None:
    rows = np.arange(-127, 128).astype(np.int8).repeat(2000)[: len(CLASSES) << 15].reshape(-1, len(CLASSES))
    weights = Weights(rows[: 1 << 15], np.linspace(0.1, 1, len(CLASSES)), np.zeros(len(CLASSES)))
    full = Weights(np.resize(weights.rows, (1 << 15, len(CLASSES))), weights.scale, weights.offset)
    again = read_weights(pack(full))
    assert (again.rows == full.rows).all()
    assert (again.scale == full.scale).all()


def test_the_model_weighs_less_than_two_megabytes() -> None:
    assert files("pubpipe.clean").joinpath("wording.bin").stat().st_size < 2_000_000  # type: ignore[attr-defined]


def test_a_longer_line_costs_no_more_than_its_first_six_hundred_letters() -> None:
    assert features("a bc " * 120) == features("a bc " * 100_000)


def test_a_note_in_words_of_its_own_is_kept_and_the_receipt_says_by_what() -> None:
    note = "Cette recherche a pu être menée grâce à une bourse de la Fondation du Lac."
    article, trail = clean_with_trail(page("The Last Ferry", "By Petra Nagy", *TEXT, note))
    assert [(found.kind, found.text) for found in article.notes] == [(NoteKind.FUNDING, note)]
    (said,) = explain(article, trail, [str(article.notes[0].lines[0])])
    assert "funding" in said["reason"]


def test_the_same_words_between_two_paragraphs_are_text() -> None:
    said = "The ferry was paid for by a grant from the Fund for Inland Shipping."
    article = clean_page(page("The Last Ferry", "By Petra Nagy", TEXT[0], said, *TEXT[1:]))
    assert said in [block.text for block in article.blocks]
    assert article.notes == ()
