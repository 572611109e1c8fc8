"""The line classifier finds the article in a pasted page, and leaves plain texts whole."""

import random
import zlib
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pubpipe.article import Article, SourcePage
from pubpipe.clean import clean_page, source_lines
from pubpipe.clean.classify import Verdict, classify, judge, load_model, read_model
from pubpipe.clean.features import MEASURED, best_run, measure, since
from pubpipe.clean.forest import plant
from pubpipe.clean.lines import Line, text_lines

PARAGRAPHS = (
    "The ferry to the outer islands has run every morning since the old quay was rebuilt, and in all that time it has been "
    "late on eleven days, four of them because of seals that lay on the slipway and would not be moved by anyone.",
    "Captain Ruiz keeps the list of those days in a blue notebook, with the weather and the name of whoever complained first, "
    "and she reads from it with some pleasure when visitors ask her whether the boat can be trusted in winter.",
    "The islanders need it for more than visits. Bread, letters, school books and the vet all come by the same boat, and the "
    "council worked out last spring that a day without it costs the shops about as much as a week of rain.",
    "What will happen when the engine has to be replaced is another matter. A new one has been ordered, but the yard that "
    "builds it has closed for the season, and nobody there has answered the telephone since the second week of May.",
)
ABOVE = (
    "Skip to content", "Menu", "Home", "News", "Sport", "Opinion", "Subscribe", "Log in", "Search", "Advertisement",
)  # fmt: skip
BELOW = (
    "Share this article", "Facebook", "Twitter", "Tags: ferries, islands", "Related articles", "Ten harbours to see this year",
    "Why the lighthouse was painted green", "Where the eels have gone", "Comments", "Leave a comment",
    "anna_k 3 days ago", "I took that boat in June and it was lovely, nobody was late and the captain told us about the seals.",
    "Reply", "peter 2 days ago", "My uncle built the first quay and he always said that it would not last for very long.",
    "Reply", "Newsletter", "Privacy policy", "Terms of use", "© 2024 The Harbour Post",
)  # fmt: skip
TITLE, BYLINE = "The boat that is never late", "By Ines Marlow"


def clean(text: str) -> tuple[Article, SourcePage]:
    source = SourcePage("a.txt", text.encode("utf-8", "replace"), text, "text", "0" * 64)
    return clean_page(source), source


def kept(text: str) -> list[str]:
    return [block.text for block in clean(text)[0].blocks]


def site_page() -> str:
    return "\n".join([*ABOVE, "", TITLE, BYLINE, "", *(f"{text}\n" for text in PARAGRAPHS), *BELOW])


def assert_one_fate(article: Article, source: SourcePage) -> None:
    parts = (*article.blocks, *article.notes, *article.dropped)
    found = Counter([*article.title_lines, *article.byline_lines, *(number for part in parts for number in part.lines)])
    assert found == Counter(number for number, line in enumerate(source_lines(source), 1) if line.strip())


# A page of a site


def test_the_article_is_kept_and_what_stands_around_it_is_dropped() -> None:
    article, source = clean(site_page())
    assert article.title == TITLE
    assert [block.text for block in article.blocks] == list(PARAGRAPHS)
    assert_one_fate(article, source)


def test_the_end_is_found_before_comments_that_read_like_text() -> None:
    verdict = classify(text_lines(site_page()))
    assert verdict is not None
    lines = [line.text for line in text_lines(site_page())]
    assert lines[verdict.last] == PARAGRAPHS[-1]
    assert not any(verdict.keeps[verdict.last + 1 :])


def test_a_drop_of_the_classifier_gives_its_score_in_plain_words() -> None:
    article, _ = clean(site_page())
    judged = [drop for drop in article.dropped if drop.rule in ("after-the-end", "before-the-start", "not-article")]
    assert judged
    assert all("the classifier gives it 0." in drop.reason for drop in judged)


def test_a_paragraph_between_start_and_end_is_never_dropped() -> None:
    strange = "zq " * 45
    text = site_page().replace(PARAGRAPHS[1], f"{PARAGRAPHS[1]}\n\n{strange.strip()}")
    assert strange.strip() in kept(text)


def test_a_cleaned_article_stays_as_it_is() -> None:
    once, _ = clean(site_page())
    again, _ = clean("\n\n".join([once.title, BYLINE, *(block.text for block in once.blocks)]))
    assert again.blocks
    assert [block.text for block in again.blocks] == [block.text for block in once.blocks]


def test_the_terms_of_the_site_far_below_are_no_note_and_a_disclaimer_beside_the_article_is() -> None:
    terms = "The views expressed on this website are those of the authors and do not necessarily reflect the views of the Post."
    article, source = clean(f"{site_page()}\n\n{terms}")
    assert (terms, "site-terms") in [(line.text, line.rule) for line in article.dropped]
    assert_one_fate(article, source)
    beside, _ = clean(site_page().replace(PARAGRAPHS[-1], f"{PARAGRAPHS[-1]}\n\n{terms}"))
    assert [note.text for note in beside.notes] == [terms]


def test_a_page_with_little_of_a_site_loses_only_what_is_surely_the_sites(monkeypatch: pytest.MonkeyPatch) -> None:
    unsure, sure = "Two bridges over the sound", "Ferry tickets online"
    text = "\n\n".join([TITLE, BYLINE, *PARAGRAPHS, unsure, sure, "Author of the week", "Tags: ferries, seals"])
    lines = text_lines(text)
    scores = tuple(0.3 if line.text == unsure else 0.9 if line.text in PARAGRAPHS else 0.1 for line in lines)
    verdict = Verdict(2, 5, scores, tuple(score > 0.5 for score in scores))
    monkeypatch.setattr("pubpipe.clean.classify.judge", lambda *_: verdict)
    assert kept(text) == [*PARAGRAPHS, unsure]


def test_a_line_between_byline_and_text_is_judged_too(monkeypatch: pytest.MonkeyPatch) -> None:
    page = site_page().replace(BYLINE, f"{BYLINE}\n\nTen things that we learnt\n\n3 May 2024\n")
    lines = [line.text for line in text_lines(page)]
    first, last = lines.index(PARAGRAPHS[0]), lines.index(PARAGRAPHS[-1])
    keeps = tuple(first <= at <= last for at in range(len(lines)))
    verdict = Verdict(first, last, tuple(0.9 if keep else 0.1 for keep in keeps), keeps)
    monkeypatch.setattr("pubpipe.clean.body.classify", lambda _: verdict)
    assert kept(page) == list(PARAGRAPHS)


def test_the_heading_of_the_text_is_the_title_where_menus_read_like_text() -> None:
    menu = (
        "Boats and bookings. See the timetable of every crossing, with prices for families, groups and bicycles of all kinds.",
        "Islands and beaches. Read about the nine islands that we serve, from the largest to the one on which nobody lives.",
    )
    article, _ = clean("\n".join(["Skip to content", *menu, "Search", "Log in", TITLE, *PARAGRAPHS, *BELOW]))
    assert article.title == TITLE
    assert [block.text for block in article.blocks] == list(PARAGRAPHS)


# Plain texts


PLAIN = {
    "two paragraphs": PARAGRAPHS[:2],
    "a poem": (
        "I went to the harbour", "and no one was there,", "only a gull", "and the smell of tar.", "I asked for the boat,",
        "the gull turned its head:", "next year, perhaps,", "or the year after that.", "So I walked home", "along the wall.",
    ),
    "a list": (
        "What to bring to the island:", "- a warm coat", "- two pairs of shoes", "- bread for three days", "- a torch",
        "- the key to the hut", "- a book that you have not read", "That is all you need.",
    ),
    "Russian": (
        "Паром выходит в море каждое утро, и за все эти годы он опоздал только одиннадцать раз.",
        "Капитан ведёт список таких дней в синей тетради и охотно читает из неё гостям.",
        "Что будет, когда придётся менять двигатель, никто пока сказать не может.",
    ),
    "Arabic": (
        "تبحر العبارة كل صباح إلى الجزر البعيدة، ولم تتأخر في كل هذه السنوات إلا أحد عشر يوما.",
        "تحتفظ القبطانة بقائمة تلك الأيام في دفتر أزرق وتقرأ منه للزوار بسرور.",
    ),
    "Chinese": (
        "渡轮每天早晨开往外岛,这些年来只晚点过十一次。", "船长把那些日子记在一本蓝色的笔记本里,客人问起时就念给他们听。",
        "发动机要换的时候会怎么样,现在还没有人知道。",
    ),
    "Hindi": (
        "नाव हर सुबह बाहरी द्वीपों के लिए निकलती है और इतने वर्षों में केवल ग्यारह बार देर से पहुँची है।",
        "कप्तान उन दिनों की सूची एक नीली कॉपी में रखती हैं और मेहमानों को पढ़कर सुनाती हैं।",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PLAIN)
def test_a_plain_text_is_kept_whole(name: str) -> None:
    assert classify(text_lines("\n".join(PLAIN[name]))) is None
    text = "\n\n".join([TITLE, *PLAIN[name]])
    article, source = clean(text)
    assert not article.dropped
    assert_one_fate(article, source)


def test_a_long_plain_text_with_headings_is_kept_whole() -> None:
    parts = [piece for number in range(6) for piece in (f"Part {number + 1} of the story", *PARAGRAPHS)]
    assert classify(text_lines("\n\n".join(parts))) is None


def test_no_lines_are_no_page() -> None:
    assert classify(()) is None


# Figures


def test_every_figure_is_there_for_every_line() -> None:
    for lines in (text_lines(site_page()), text_lines("one"), text_lines("\n".join("x" * 3 for _ in range(40)))):
        columns = measure(lines)
        assert {len(column) for column in columns} == {len(lines)}
        assert len(columns) == len(measure(text_lines("another page")))


def test_a_line_of_millions_of_characters_is_measured_by_its_beginning() -> None:
    long, longer = (Line((1,), "@." * size) for size in (MEASURED, 2 * MEASURED))
    assert measure([long])[:3] == measure([longer])[:3]


def test_distances_are_counted_from_the_nearest_hit_on_either_side() -> None:
    above, below = since([False, True, False, False])
    assert above == [99, 99, 1, 2]
    assert below == [1, 99, 99, 99]


def test_the_best_run_is_the_one_with_the_largest_sum() -> None:
    assert best_run([1, -5, 2, 3, -1, 4, -9, 5]) == (2, 5)
    assert best_run([-1, -2]) == (0, 1)


# Trees


def test_a_forest_answers_like_its_trees_one_by_one() -> None:
    random_ = random.Random(5)  # noqa: S311 -- figures to compare with, not a secret
    trees = [_tree(random_, 6) for _ in range(17)]
    columns = [[random_.choice([-1.0, 0.0, 0.5, 1.0, 2.5]) for _ in range(80)] for _ in range(6)]
    forest = plant([_flat(tree) for tree in trees])
    expected = [sum(_ask(tree, [column[at] for column in columns]) for tree in trees) for at in range(80)]
    assert forest.scores(columns) == pytest.approx(expected)


def _tree(random_: random.Random, leaves: int) -> object:
    if leaves == 1:
        return random_.uniform(-1, 1)
    left = random_.randint(1, leaves - 1)
    cut = random_.choice([-1.0, 0.0, 0.5, 1.0])
    return (random_.randrange(6), cut, _tree(random_, left), _tree(random_, leaves - left))


def _ask(tree: object, row: list[float]) -> float:
    while isinstance(tree, tuple):
        tree = tree[2] if row[tree[0]] <= tree[1] else tree[3]
    assert isinstance(tree, float)
    return tree


def _flat(tree: object) -> list[object]:
    nodes: list[object] = []
    values: list[object] = []

    def walk(part: object) -> None:
        if not isinstance(part, tuple):
            values.append(part)
            return
        begin = len(values)
        walk(part[2])
        nodes.append([part[0], part[1], begin, len(values)])
        walk(part[3])

    walk(tree)
    return [nodes, values]


def test_the_model_is_small_and_says_how_it_was_judged() -> None:
    model = load_model()
    assert 0.94 < model.figures["token_f1"] < 1
    assert 0.88 < model.figures["line_f1"] < 1
    assert all(len(forest.values) >= 50 for forest in (model.first, model.line, model.span))


def test_a_broken_model_file_is_not_read_as_a_model() -> None:
    with pytest.raises(zlib.error):
        read_model(b"not a model")


# Whatever is pasted

WORDS = st.sampled_from(
    ["Share", "Comments", "Related articles", "Home", "© 2024", "Tags: a, b", "Read more", *PARAGRAPHS, "By A. Bell", "x", "—"]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS | st.text(max_size=60), min_size=1, max_size=60))
def test_any_lines_get_a_verdict_and_never_a_crash(rows: list[str]) -> None:
    lines = text_lines("\n".join(rows))
    if not lines:
        return
    verdict = judge(measure(lines), load_model())
    assert len(verdict.scores) == len(verdict.keeps) == len(lines)
    assert 0 <= verdict.first <= verdict.last < len(lines)
    assert all(0 <= score <= 1 for score in verdict.scores)


@settings(max_examples=40, deadline=None)
@given(st.lists(WORDS, min_size=12, max_size=50))
def test_every_line_of_a_site_has_one_fate(rows: list[str]) -> None:
    article, source = clean("\n".join([TITLE, BYLINE, "", PARAGRAPHS[0], *rows]))
    assert_one_fate(article, source)
