"""The receipt of a cleaning: it gives the page back to the byte, says why, and a sidecar file turns any line round."""

import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pubpipe import clean
from pubpipe.article import Article, NoteKind, Role, SourcePage
from pubpipe.clean.facts import check_facts
from pubpipe.errors import InputError, PubpipeError, SettingsError, UsageError
from pubpipe.ingest import open_page

PROSE = "The county counted its sheep, its wells and its families, and found that the last had been counted twice over."
TEXT = f"""Home > Opinion
Counting sheep
By Ana Ruiz

{PROSE} {PROSE}

Follow us on social media

{PROSE}

* Ana Ruiz is a professor at the Steppe Institute, since its inception in 2009.
Subscribe to our newsletter
"""


def page(text: str, media: str = "text") -> SourcePage:
    return SourcePage("sheep.txt", text.encode(), text, media, hashlib.sha256(text.encode()).hexdigest())


def cleaned(**facts: object) -> Article:
    return clean.clean_page(page(TEXT), facts=check_facts(facts), default_lang="en")


# --- undo -----------------------------------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    [
        PROSE,
        "By Ana Ruiz",
        "Counting sheep",
        "",
        "  ",
        "\t",
        "* a note",
        "Follow us",
        "\u200bx\u00a0",
        "שלום",
        "Advertisement",
        "é\u0301",
        "\x0c",
    ]
)


@settings(deadline=None)
@given(st.lists(PIECES, max_size=12), st.sampled_from(["\n", "\r\n", "\r"]), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_the_receipt_of_a_text_gives_its_bytes_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[str], end: str, encoding: str
) -> None:
    path = tmp_path_factory.mktemp("undo") / "a.txt"
    path.write_bytes(end.join(["Counting sheep", "", PROSE, *rows]).encode(encoding))
    try:
        source = open_page(str(path))
        article, trail = clean.clean_with_trail(source)
    except PubpipeError:
        return
    told = json.loads(json.dumps(clean.receipt_json(article, trail, source)))
    assert clean.undo(told, "x") == path.read_bytes()


def test_a_receipt_that_was_changed_is_refused() -> None:
    source = page(TEXT)
    article, trail = clean.clean_with_trail(source)
    told = clean.receipt_json(article, trail, source)
    told["blocks"][0]["text"] += "!"
    with pytest.raises(InputError, match="was changed"):
        clean.undo(told, "cleaning.json")
    for bad in ({}, [], None, {"page": {"kind": "bytes", "data": "%"}}, {"page": {"kind": "lines"}, "blocks": 3}):
        with pytest.raises(InputError):
            clean.undo(bad, "cleaning.json")


def test_the_receipt_of_a_web_page_gives_its_visible_lines() -> None:
    text = f"<html><body><nav>Home</nav><article><h1>Sheep</h1><p>{PROSE}</p><p>{PROSE} Twice.</p></article></body></html>"
    source = page(text, "html")
    article, trail = clean.clean_with_trail(source)
    assert clean.undo(clean.receipt_json(article, trail, source), "x").decode().splitlines() == list(clean.source_lines(source))


# --- the sidecar file -----------------------------------------------------------------------------------------------------


def test_a_dropped_line_is_kept_by_its_number_or_its_text() -> None:
    for entry in (7, "7", "Follow us on social media", "text: Follow us on…"):
        article = cleaned(keep=[entry])
        assert "Follow us on social media" in [block.text for block in article.blocks]
        assert all("Follow us" not in line.text for line in article.dropped)


def test_a_kept_line_is_dropped_and_says_who_did_it() -> None:
    article = cleaned(drop=["9"])
    (line,) = [line for line in article.dropped if line.lines == (9,)]
    assert (line.rule, line.reason) == ("sidecar", "your sidecar file says so")


def test_a_role_is_what_the_sidecar_says() -> None:
    article = cleaned(roles={"7": "quote", "12": "disclaimer"})
    assert next(block for block in article.blocks if block.lines == (7,)).role is Role.QUOTE
    assert [note.kind for note in article.notes if note.lines == (12,)] == [NoteKind.DISCLAIMER]


@pytest.mark.parametrize(
    "facts",
    [
        {"keep": [99]},
        {"keep": [4]},
        {"keep": ["no such line"]},
        {"drop": [7], "keep": [7]},
        {"roles": {"7": "king"}},
        {"roles": {"2": "title", "7": "title"}},
        {"keep": "7"},
    ],
)
def test_what_a_sidecar_cannot_mean_is_said(facts: dict[str, object]) -> None:
    with pytest.raises(SettingsError) as caught:
        cleaned(**facts)
    assert caught.value.hint


def test_every_proposal_of_the_receipt_does_what_it_says() -> None:
    import tomllib

    source = page(TEXT)
    _, trail = clean.clean_with_trail(source)
    for step in trail.steps:
        facts = check_facts(tomllib.loads(step.change))
        if step.part in ("title", "byline"):
            continue
        again, _ = clean.clean_with_trail(source, facts=facts)
        dropped = {number for line in again.dropped for number in line.lines}
        assert (step.lines[0] in dropped) is step.is_kept, step.change


# --- why ------------------------------------------------------------------------------------------------------------------


def test_a_year_in_a_note_is_no_date_and_every_fact_says_where_it_was_read() -> None:
    article, trail = clean.clean_with_trail(page(TEXT))
    assert article.date == ""
    told = {fact.name: fact.source for fact in trail.facts}
    assert "line 2" in told["title"]
    assert "line 3" in told["authors"]
    assert "date" not in told


def test_each_line_is_in_one_step_and_explains_itself() -> None:
    article, trail = clean.clean_with_trail(page(TEXT))
    numbers = sorted(number for step in trail.steps for number in step.lines)
    assert numbers == [number for number, row in enumerate(TEXT.split("\n"), 1) if row.strip()]
    (why,) = clean.explain(article, trail, ["7"])
    assert why["became"] == "dropped"
    assert why["rule"]
    assert why["change"].startswith("keep = ")
    (blank,) = clean.explain(article, trail, ["4"])
    assert blank["became"] == "blank"
    for bad in ("x", "0", "99", "3-2"):
        with pytest.raises(UsageError):
            clean.explain(article, trail, [bad])


def test_the_receipt_is_one_page_that_asks_for_nothing() -> None:
    source = page(TEXT.replace("Follow us on social media", "Follow us <script>alert(1)</script>"))
    told = clean.receipt_html(*clean.clean_with_trail(source))
    assert "<script" not in told
    assert not re.search(r"(?:src|href)=[\"'](?!#)", told)
    assert 'id="L7"' in told
    assert "keep = [" in told


def test_the_command_explains_and_undoes(tmp_path: Path) -> None:
    path = tmp_path / "sheep.txt"
    path.write_bytes(TEXT.replace("\n", "\r\n").encode())
    source = open_page(str(path))
    (tmp_path / "cleaning.json").write_text(json.dumps(clean.receipt_json(*clean.clean_with_trail(source), source)))
    run = [sys.executable, "-m", "pubpipe", "clean"]
    why = subprocess.run([*run, str(path), "--explain", "7"], capture_output=True, text=True, check=True).stdout
    assert "Follow us" in why
    assert "because" in why
    back = subprocess.run([*run, str(tmp_path / "cleaning.json"), "--undo"], capture_output=True, check=True).stdout
    assert back == path.read_bytes()


# --- a quotation that stands alone ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line", ["“Nobody asked us where to go.”", "«Nobody asked us where to go» — Ana Ruiz", '"Nobody asked us where to go."']
)
def test_a_line_that_is_one_quotation_is_a_quote_and_a_dialogue_is_not(line: str) -> None:
    alone = clean.clean_page(page(TEXT.replace("Follow us on social media", line)))
    assert next(block for block in alone.blocks if block.text == line).role is Role.QUOTE
    talk = clean.clean_page(page(TEXT.replace("Follow us on social media", f"{line}\n\n“We did ask all of you.”")))
    assert next(block for block in talk.blocks if block.text == line).role is not Role.QUOTE
