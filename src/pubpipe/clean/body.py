"""Find where the article ends, take the site's lines out of it, and give each block its role."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from pubpipe.article import NoteKind, Role
from pubpipe.clean.classify import Verdict, classify
from pubpipe.clean.lines import Line, ends_sentence, key_of
from pubpipe.clean.notes import ABOUT_HEADING, NOTES_HEADING, Found, is_referred_to, note_as, read_note, read_tail, why_note
from pubpipe.clean.sitelines import (
    PLEDGE,
    SECTION_HEAD,
    SELF_PRAISE,
    SELLS,
    Chrome,
    chrome_of,
    is_appeal,
    is_caption,
    is_cookie_banner,
    is_credit,
    is_plain_appeal,
)
from pubpipe.clean.sorting import Sorting
from pubpipe.clean.tailwords import other_kind
from pubpipe.clean.weight import heaviest
from pubpipe.clean.worded import drop_worded, goes_on, heads_comments, note_by_wording, settle_front, text_span, why_worded

BULLET = re.compile(r"(?:[•‣▪●◦■□➢➤✓✔·]\s*|[-–*+]\s+)(?=\S)")
NUMBER = re.compile(r"(?:\(?\d{1,2}[.)]|\(?[a-z]\))\s+(?=\S)")
MARKDOWN_HEADING = re.compile(r"(#{1,6})\s+(.+?)\s*#*")
# One quotation from end to end, perhaps with who said it behind a dash; two in a row are a dialogue.
STANDS_QUOTED = re.compile(
    r"(?:“[^“”]+”|«[^«»]+»|„[^„“”]+[“”]|\"[^\"]+\"|「[^「」]+」|『[^『』]+』)\s*(?:[—–-]{1,2}\s*[^“”«»\".!?]{2,60})?"
)
MARKDOWN_QUOTE = re.compile(r">\s*(?=\S)")
REFERENCES = re.compile(
    r"(?:references|bibliography|sources|works cited|further reading|bibliograf[íi]a|literatur|références)\W*", re.IGNORECASE
)
END_MARK = re.compile(r"\W*(?:ends?|fin|###|-30-)\W*", re.IGNORECASE)
SENTENCES = re.compile(r"(?:(?<=[.!?…])|(?<=[.!?…][”’\"')]))\s+|(?<=[。！？])")
QUOTED = re.compile(r"[“«„]([^“”«»„]{30,400})[”»“]")
LOST_WORDS = 20  # of running text above the title, before it is taken for text of the article
LINKED = 0.95  # share of a line that is link, from which it is nothing else
NEAR_TEXT = 4  # lines above the text in which a heading of it is looked for
FAR_BELOW = 12  # lines below the article's end, from which a disclaimer is the site's own
SURELY_NOT = 0.1  # the classifier's score of what is no text of the article, beyond doubt
FOREIGN = 12  # lines that the end of an article is judged over

FOOTNOTE_LABEL = re.compile(r"^(?:[\[(]?(?:\d{1,3}|[*†‡§¶]{1,3})[\])]?[.:]?|\^)\s+")


def heading_of_text(sort: Sorting) -> str:
    """Where no rule finds a title: the last line that can be one, just above what the classifier takes for the text; or ""."""
    verdict = _verdict(sort, 0)
    if not verdict:
        return ""
    kept = [at for at, keep in enumerate(verdict.keeps) if keep]
    text = next((at for at in kept if sort.lines[at].is_prose), kept[0])
    above = [sort.lines[at] for at in range(max(0, text - NEAR_TEXT), text)]
    likely = [line.text for line in above if 4 <= line.words <= 25 and not chrome_of(line.text, line.words)]
    return likely[-1] if likely else ""


def take_footnotes(sort: Sorting) -> list[tuple[int, Found]]:
    """Settle the footnotes that references of the page lead to; (place, note) in page order."""
    notes = []
    for at, line in enumerate(sort.lines):
        if line.anchor and sort.is_open(at):
            text = FOOTNOTE_LABEL.sub("", line.text, count=1) or line.text
            notes.append((at, Found(line.label, NoteKind.FOOTNOTE, text, (), False)))
            sort.settle(at, "note")
    return notes


def take_notes(sort: Sorting, start: int, names: Sequence[str]) -> list[tuple[int, Found]]:
    """Settle the notes, wherever they stand; (place, note) in page order."""
    places = [at for at in range(len(sort.lines)) if sort.is_open(at)]
    words = _words_above(sort, start)
    total = words[-1] or 1
    notes: list[tuple[int, Found]] = []
    rest = "\n".join(line.text for line in sort.lines)
    is_referred = cache(lambda marker: is_referred_to(marker, rest))  # a thousand notes may bear the same mark
    numbered = about = talked = False
    span = text_span(sort, start)
    for at in places:
        line = sort.lines[at]
        late = at >= start and words[at] >= total * 0.5 and (line.inside is not False or "near" in line.hints)
        if late and (heading := _notes_heading(line)):
            numbered, about = heading == "notes", heading == "about"
            sort.drop(at, "notes-heading", "heads the notes, which are kept as notes")
            continue
        found = read_note(line.text, names, late=late, numbered=numbered, about=about, is_referred=is_referred)
        if found is None and not late:
            found = _bio_below_byline(sort, at, names)
        talked = talked or (late and heads_comments(line))
        worded = None if found or talked else note_by_wording(sort, at, names, span, late=late)
        is_item = found is not None and bool(line.number) and not numbered and found.marker.isdigit()
        if found and not is_item and not (found.marker == "*" and _is_list(sort, at)):
            notes.append((at, found))
            sort.settle(at, "note", *why_note(found, line.text))
        elif worded:
            notes.append((at, worded))
            sort.settle(at, "note", *why_worded(line.text))
        about = about and not found and line.words < 6
    return sorted([*notes, *_tail_notes(sort, start, names, words)], key=lambda pair: pair[0])


def _tail_notes(sort: Sorting, start: int, names: Sequence[str], words: Sequence[int]) -> Iterator[tuple[int, Found]]:
    """The lines that speak of the piece and have nothing but notes and the site below them, from the last one up."""
    gapped = _is_gapped(sort, start)
    found_at: set[int] = set()
    counts = Counter(line.text for line in sort.lines)
    for at in reversed(sort.open_after(start)):
        line = sort.lines[at]
        if words[at] < words[-1] * 0.6 or line.inside is False:
            return
        if is_appeal(line.text, line.words) or chrome_of(line.text, line.words) or is_credit(line.text, line.words) or line.tag:
            continue
        if len(SELF_PRAISE.findall(line.text)) > 1 or counts[line.text] > 1:
            continue  # the publisher's word about itself
        if found := read_tail(line.text, names):
            if not _is_boxed(sort, at):
                sort.settle(at, "note", *why_note(found, line.text))
                yield at, found
        elif gapped and _is_beside_note(sort, at, found_at):
            found = note_as(line.text, other_kind(line.text), names)
            sort.settle(at, "note", "note-block", "stands in one block with notes to the article")
            yield at, found
        elif line.is_prose and not (gapped and _is_boxed(sort, at)):
            return
        if found:
            found_at.add(at)


def _is_beside_note(sort: Sorting, at: int, found: set[int]) -> bool:
    """Whether a line stands in a block of notes, with nothing of the site in it."""
    line = sort.lines[at]
    box = _box_of(sort, at)
    is_note = any(place in found or (place in sort.fates and sort.fates[place].kind == "note") for place in box if place != at)
    is_said = ends_sentence(line.text) and not line.text.endswith(("?", "!"))
    return is_note and is_said and line.words <= MOST_BOXED and line.words >= 3 and len(box) <= 8 and not _is_boxed(sort, at)


def _is_gapped(sort: Sorting, start: int) -> bool:
    """Whether blank lines stand between the paragraphs, so that lines without one between them belong together."""
    lines = (
        (at, sort.lines[at])
        for at in range(start + 1, len(sort.lines))
        if at not in sort.fates or sort.fates[at].kind == "body"
    )
    prose = [at for at, line in lines if line.is_prose and not is_appeal(line.text, line.words)]
    return len(prose) >= 2 and sum(sort.lines[at].gap > 0 for at in prose) >= 0.6 * len(prose)


REACH = 12  # lines of a box that are looked at on either side; a page may be one box of ten thousand


def _box_of(sort: Sorting, at: int) -> range:
    """The lines around one that no blank line parts from it."""
    first = last = at
    while first > max(0, at - REACH) and sort.lines[first].gap == 0:
        first -= 1
    while last + 1 < min(len(sort.lines), at + REACH) and sort.lines[last + 1].gap == 0:
        last += 1
    return range(first, last + 1)


def _is_boxed(sort: Sorting, at: int) -> bool:
    """Whether a line stands in a box of the site: a line of the box is the site's by its wording."""
    return any(_is_sites(sort, place) for place in _box_of(sort, at) if place != at)


def _is_sites(sort: Sorting, at: int) -> bool:
    line = sort.lines[at]
    if (fate := sort.fates.get(at)) and (fate.kind != "dropped" or fate.rule in BOX_RULES):
        return fate.kind == "dropped"
    kind = chrome_of(line.text, line.words)
    return (
        (kind is not None and kind.rule in BOX_RULES)
        or is_appeal(line.text, line.words)
        or is_cookie_banner(line.text, line.words)
    )


BOX_RULES = frozenset(
    (
        "newsletter",
        "navigation",
        "share-line",
        "follow-line",
        "comments",
        "related-links",
        "read-more",
        "copyright",
        "cookie-banner",
        "advertisement",
        "publisher-blurb",
        "boilerplate",
    )
)
MOST_LINES = 8  # of a box within the text
SURE = 0.95  # what the classifier gives a line that only a wording it was trained with can take from the text


def _is_surely_text(sort: Sorting, at: int) -> bool:
    return bool(sort.scores) and sort.scores[at] >= SURE


MOST_BOXED = 40  # words of a line that goes with its box


def _drop_boxes(sort: Sorting, start: int) -> None:
    """Drop what stands in one box with a line of the site, on a page that parts its paragraphs by blank lines."""
    if not _is_gapped(sort, start):
        return
    first = next((at for at in sort.open_after(start) if sort.lines[at].is_prose and not _is_boxed(sort, at)), len(sort.lines))
    for at in sort.open_after(first):
        line = sort.lines[at]
        if line.tag or line.words > MOST_BOXED or BULLET.match(line.text) or _is_surely_text(sort, at):
            continue
        if not 2 <= len(_box_of(sort, at)) <= MOST_LINES:
            continue
        if _is_boxed(sort, at):
            sort.drop(at, "site-box", "stands in one block with a line of the site")


def _bio_below_byline(sort: Sorting, at: int, names: Sequence[str]) -> Found | None:
    """What a page tells of an author right below the byline."""
    before = sort.fates.get(at - 1)
    if before is None or before.kind not in ("byline", "note") or sort.lines[at].words > 60:
        return None
    found = read_note(sort.lines[at].text, names, late=True)
    is_life = found is not None and found.kind in (NoteKind.BIO, NoteKind.AFFILIATION) and bool(found.authors)
    return found._replace(is_end=False) if found and is_life else None


def _notes_heading(line: Line) -> str:
    if NOTES_HEADING.fullmatch(line.text.strip(" :")):
        return "notes"
    return "about" if ABOUT_HEADING.fullmatch(line.text.strip(" :")) else ""


def _is_list(sort: Sorting, at: int) -> bool:
    """Whether a line with "*" is an item of a list: its neighbours begin the same way."""
    near = [sort.lines[place].text for place in (at - 1, at + 1) if 0 <= place < len(sort.lines)]
    return bool(re.match(r"\*\s", sort.lines[at].text)) and any(re.match(r"\*\s", text) for text in near)


def _words_above(sort: Sorting, start: int) -> list[int]:
    """Words of running text from the article's start up to each line, the line itself not counted; the total comes last."""
    above, total = [], 0
    for at, line in enumerate(sort.lines):
        above.append(total)
        total += line.words if at >= start and line.inside is not False and (line.is_prose or ends_sentence(line.text)) else 0
    return [*above, total]


def drop_site(
    sort: Sorting, start: int, notes: Sequence[tuple[int, Found]], publication: str, standfirst: Sequence[int] = ()
) -> None:
    """Settle as dropped what stands in the body and after it and is not the article's.

    Args:
        standfirst: Places of lines that the front has named; the classifier is not asked about them.
    """
    _drop_blurbs(sort, start, notes, publication)
    _drop_boilerplate(sort, start)
    verdict = _verdict(sort, start)
    if verdict:
        sort.scores = verdict.scores
        _drop_far_notices(sort, verdict, notes)
        _take_back(sort, verdict)
        _drop_by_model(sort, start, verdict, standfirst)
    _drop_boxes(sort, start)
    _drop_after_end(sort, start, notes, judged=verdict is not None)
    _drop_outside(sort, start)
    _drop_within(sort, start, judged=verdict is not None)
    _drop_links(sort, start)
    _drop_pull_quotes(sort, start)
    if verdict:
        settle_front(sort, start)
        drop_worded(sort, start)


def _drop_blurbs(sort: Sorting, start: int, notes: Sequence[tuple[int, Found]], publication: str) -> None:
    """The publisher's word about itself: it begins with the magazine's name, praises and sells, and stands at the end."""
    words = _words_above(sort, start)
    for at in sort.open_after(start):
        text = sort.lines[at].text
        if words[at] < words[-1] * 0.5 or sort.lines[at].words < 12:
            continue
        named = (
            bool(publication) and re.match(rf"\W*(?:about\s+)?{re.escape(publication)}(?!\w)", text, re.IGNORECASE) is not None
        )
        after_notes = any(found.is_end and place < at for place, found in notes)
        if not (named or after_notes):
            continue
        praise, sells = (len({hit.lower() for hit in pattern.findall(text)}) for pattern in (SELF_PRAISE, SELLS))
        if named and ((praise and sells) or praise > 1 or (after_notes and praise + sells)):
            sort.drop(at, "publisher-blurb", f"is what {publication} says about itself and sells, not the article")
        elif after_notes and praise >= 2 and sells >= 2:
            sort.drop(
                at, "publisher-blurb", "is what the publisher says about itself and sells, after the notes to the article"
            )


def _drop_boilerplate(sort: Sorting, start: int) -> None:
    """What a press release says of its sender, at its end: "About X", and a paragraph that begins with X."""
    words = _words_above(sort, start)
    places = sort.open_after(start)
    for at, below in pairwise(places):
        head = ABOUT.fullmatch(sort.lines[at].text)
        if not head or words[at] < words[-1] * 0.5 or sort.lines[at].words > 12:
            continue
        if re.match(
            rf"\W*(?:(?:the|la|el|le|die|der|das|il|o|a)\s+|l['’])?{re.escape(head[1])}", sort.lines[below].text, re.IGNORECASE
        ):
            sort.drop(at, "boilerplate", "heads what the sender of a press release says of itself")
            sort.drop(below, "boilerplate", f"is what {head[1]} says of itself, below the article")


ABOUT = re.compile(
    r"(?:about|über|à propos d(?:e la |e l['’]|e |u )|acerca de(?:l| la)? |sobre (?:el |la |o |a )?|informazioni su |chi è |"
    r"о (?:компании |фонде |проекте )?|об |عن |نبذة عن |关于)\s*(?:the |la |el |le |die |der |"
    r"das )?(.{3,60}?)(?: के बारे में)?\W*",
    re.IGNORECASE,
)


def _verdict(sort: Sorting, start: int) -> Verdict | None:
    """The classifier's word on a pasted page; None for HTML, for a plain text, and where it sees the article elsewhere."""
    if any(line.tag or line.inside is not None for line in sort.lines):
        return None
    verdict = classify(sort.lines)
    agreed = verdict and any(
        verdict.keeps[at] and sort.lines[at].words >= 10 for at in [*sort.open_after(start), *_lost(sort, verdict)]
    )
    return verdict if agreed else None


def _drop_far_notices(sort: Sorting, verdict: Verdict, notes: Sequence[tuple[int, Found]]) -> None:
    """Drop the site's own terms: a disclaimer without a mark, far below the article's end, that is surely no text of it."""
    for at, found in notes:
        told = sort.fates[at].rule == "sidecar" or at in sort.held
        if found.kind is not NoteKind.DISCLAIMER or found.marker or told:
            continue
        if at > verdict.last + FAR_BELOW and verdict.scores[at] < SURELY_NOT:
            del sort.fates[at]
            sort.drop(at, "site-terms", f"is the site's own notice, {at - verdict.last} lines below the end of the article")


def _take_back(sort: Sorting, verdict: Verdict) -> None:
    """Reopen paragraphs above the title where the classifier sees a good part of the article: a heading was taken for it."""
    for at in _lost(sort, verdict):
        del sort.fates[at]


def _lost(sort: Sorting, verdict: Verdict) -> list[int]:
    """The lines of the article that the title was found below, where they are more than a few words of running text."""
    lost = [at for at in sort.of("dropped") if sort.fates[at].rule == "above-title" and verdict.keeps[at]]
    words = sum(sort.lines[at].words for at in lost if sort.lines[at].is_prose)
    return lost if words >= LOST_WORDS else []


def _drop_by_model(sort: Sorting, start: int, verdict: Verdict, standfirst: Sequence[int]) -> None:
    closing = _before_notes(sort, start, verdict) | _references(sort, start) | goes_on(sort, start, verdict.last)
    for at in sort.open_after(0):
        line = sort.lines[at]
        if at in closing or at in standfirst:
            continue
        if verdict.keeps[at] or (start <= at <= verdict.last and _is_of_text(sort, at, line)):
            continue
        kind = chrome_of(line.text, line.words)
        sort.drop(at, *((kind.rule, kind.reason) if kind else _where(at, verdict)))


def _before_notes(sort: Sorting, start: int, verdict: Verdict) -> frozenset[int]:
    """The paragraphs between where the classifier sees the end and a note to the article, where nothing of the site is."""
    notes = [at for at in sort.of("note") if at > verdict.last]
    if not notes or not _is_gapped(sort, start):
        return frozenset()
    between = list(range(verdict.last + 1, notes[0]))
    prose = [at for at in between if sort.is_open(at) and sort.lines[at].words >= 15 and sort.lines[at].gap > 0]
    clean = len(between) <= 3 and all(at in prose and not _is_sites(sort, at) for at in between)
    return frozenset(between) if clean else frozenset()


MOST_CITED = 4  # a longer list is left to the classifier: the labels of the paste set drop most of them
CITATION = re.compile(r"(?:19|20)\d\d|\bdoi\b|https?://", re.IGNORECASE)


def _references(sort: Sorting, start: int) -> frozenset[int]:
    """A heading such as "References" below the text, and the citations below it."""
    found: list[int] = []
    for at in sort.open_after(start):
        text = sort.lines[at].text
        if REFERENCES.fullmatch(text) and sort.lines[at].gap > 0:
            found = [at]
        elif found and CITATION.search(text) and not chrome_of(text, sort.lines[at].words):
            found.append(at)
        elif len(found) > 1:
            break
        else:
            found = []
    return frozenset(found if 1 < len(found) <= MOST_CITED + 1 else ())


def _is_of_text(sort: Sorting, at: int, line: Line) -> bool:
    """A caption, or the heading of an article's first part ("Abstract"): short lines of the text, wherever it begins."""
    follows = sort.lines[at + 1] if at + 1 < len(sort.lines) else line
    head = SECTION_HEAD.fullmatch(line.text) is not None and (follows.words >= 8 or bool(BULLET.match(follows.text)))
    numbered = (
        NUMBER.match(line.text) is not None and line.words <= 14 and follows.is_prose and line.gap > 0 and follows.gap > 0
    )
    return head or numbered or is_caption(line.text, line.words)


def _where(at: int, verdict: Verdict) -> tuple[str, str]:
    score = f"the classifier gives it {verdict.scores[at]:.2f} of 1"
    if at > verdict.last:
        return "after-the-end", f"stands after what reads like the end of the article; {score}"
    if at < verdict.first:
        return "before-the-start", f"stands before what reads like the beginning of the article; {score}"
    return "not-article", f"does not read like text of the article; {score}"


def _drop_after_end(sort: Sorting, start: int, notes: Sequence[tuple[int, Found]], *, judged: bool) -> None:
    """By the notes that close the article; and where the classifier has not found the end, by weight and by comments."""
    places = [at for at in sort.open_after(start) if sort.lines[at].inside is not False]
    if not places or (judged and _end_by_notes(sort, places, notes) is None):
        return
    end, reason = _end(sort, places, notes)
    for at in places:
        if at > end:
            kind = chrome_of(sort.lines[at].text, sort.lines[at].words)
            sort.drop(at, kind.rule if kind else "after-end", kind.reason if kind else reason)


def _end(sort: Sorting, places: Sequence[int], notes: Sequence[tuple[int, Found]]) -> tuple[int, str]:
    """The last line of the article, and why what follows is not part of it."""
    by_notes = _end_by_notes(sort, places, notes)
    if by_notes is not None:
        return by_notes, "stands after the notes that close the article"
    if sort.lines[places[0]].inside is not None:
        return _hard_end(sort, places), "stands after the article, with the readers' comments"
    return min(
        _end_by_weight(sort, places), _hard_end(sort, places)
    ), "stands after the end of the article, among lines of the site"


def _end_by_notes(sort: Sorting, places: Sequence[int], notes: Sequence[tuple[int, Found]]) -> int | None:
    """After an affiliation, a bio or a disclaimer comes only the site, unless more than a third of the text does."""
    ends = [place for place, found in notes if found.is_end or (place >= places[0] and _closes(sort, places, place))]
    if not ends:
        return None
    total = sum(sort.lines[at].words for at in places) or 1
    after = sum(sort.lines[at].words for at in places if at > ends[0] and sort.lines[at].is_prose)
    end = ends[0] if after <= total / 3 else ends[-1]
    if sum(sort.lines[at].words for at in places if at > end and sort.lines[at].is_prose) > total / 3:
        return None
    return _with_references(sort, places, end)


def _closes(sort: Sorting, places: Sequence[int], note: int) -> bool:
    """Whether only the site follows a note of any kind: no running text before the readers' comments begin."""
    above = sum(sort.lines[at].words for at in places if at < note)
    below = [sort.lines[at] for at in places if at > note]
    if not below or above < sum(line.words for line in below if line.is_prose):
        return False
    for line in below:
        kind = chrome_of(line.text, line.words)
        if kind and kind.ends_article:
            return True
        if not kind and line.is_prose and not is_appeal(line.text, line.words) and not is_caption(line.text, line.words):
            return False
        if REFERENCES.fullmatch(line.text) or SECTION_HEAD.fullmatch(line.text):
            return False
    return True


def _with_references(sort: Sorting, places: Sequence[int], end: int) -> int:
    """A list of references after the notes belongs to the article."""
    inside = False
    for at in places:
        line = sort.lines[at]
        if at <= end or not (inside or REFERENCES.fullmatch(line.text)):
            if at > end:
                break
            continue
        if chrome_of(line.text, line.words):
            break
        inside, end = True, at
    return end


def _hard_end(sort: Sorting, places: Sequence[int]) -> int:
    """The line before the readers' comments, where a fair piece of text stands above them."""
    words = 0
    for before, at in zip([places[0], *places], places, strict=False):
        line = sort.lines[at]
        kind = chrome_of(line.text, line.words)
        if (
            kind
            and kind.ends_article
            and words >= 120
            and not re.fullmatch(r"(?:view |show )?(?:\d+ |no )?comments?\W*(?:\(?\d*\)?)?", line.text, re.IGNORECASE)
        ):
            return before
        words += line.words if line.is_prose else 0
    return places[-1]


def _end_by_weight(sort: Sorting, places: Sequence[int]) -> int:
    """Where the heaviest stretch of running text ends; the page's last line where nothing after that says "site"."""
    _, end = heaviest([sort.lines[at] for at in places])
    tail = [sort.lines[at] for at in places[end + 1 :]]
    known = any(chrome_of(line.text, line.words) for line in tail)
    return places[end] if known or len(tail) >= FOREIGN else places[-1]


def _drop_outside(sort: Sorting, start: int) -> None:
    for at in range(len(sort.lines)):
        line = sort.lines[at]
        if sort.is_open(at) and line.inside is False:
            kind = chrome_of(line.text, line.words)
            sort.drop(
                at,
                kind.rule if kind else "outside-article",
                kind.reason if kind else "stands outside the article's part of the page",
            )


def _drop_within(sort: Sorting, start: int, *, judged: bool) -> None:
    """Advertisements, buttons, teasers, credits between the paragraphs.

    Args:
        judged: The classifier has kept the lines that are left; those below a heading of such links are then text.
    """
    places = sort.open_after(start)
    opened: Chrome | None = None
    for index, at in enumerate(places):
        line = sort.lines[at]
        kind = None if line.tag in ("blockquote", "pre") else chrome_of(line.text, line.words)
        if kind and not _is_answered(sort, places, index, kind):
            sort.drop(at, kind.rule, kind.reason)
            opened = kind if kind.opens_list and not judged else None
        elif opened and not ends_sentence(line.text) and not _is_heading_shape(line, sort, places, index):
            sort.drop(at, opened.rule, "is a link to another article, below such a heading")
        elif reason := _sentence_of_site(line, _is_surely_text(sort, at)):
            sort.drop(at, *reason)
            opened = None
            if line.gap == 0 and index and _heads_box(sort, places[index - 1]):
                sort.drop(places[index - 1], "newsletter", "heads a request to the reader")
        elif END_MARK.fullmatch(line.text) and at == places[-1]:
            sort.drop(at, "end-mark", "says that the article ends here")
        else:
            opened = None


def _drop_links(sort: Sorting, start: int) -> None:
    """Of HTML: links to other articles that stand alone between two paragraphs or after the last, and headings of nothing.

    What a text cites is a list of links too: one that is numbered, or stands below a heading that says so, is kept.
    """
    places = [at for at in sort.open_after(start) if sort.lines[at].tag]
    prose = {at for at in places if sort.lines[at].is_prose and sort.lines[at].linked < LINKED}
    last = max(prose, default=len(sort.lines))  # without running text the links are the article
    cited = False
    for index, at in enumerate(places):
        if sort.lines[at].tag[0] == "h" or REFERENCES.fullmatch(sort.lines[at].text):
            cited = REFERENCES.fullmatch(sort.lines[at].text) is not None
        beside = {*places[max(0, index - 1) : index + 2]} - {at}
        if not cited and _is_link(sort.lines[at]) and (at > last or beside <= prose):
            sort.drop(at, "read-more", "is a link to another article and nothing else")
    for at in reversed([at for at in places if sort.is_open(at)]):
        if not re.fullmatch(r"h[1-6]", sort.lines[at].tag):
            break
        sort.drop(at, "empty-heading", "is a heading with no text below it")


def _is_link(line: Line) -> bool:
    """Nothing but the title of another page, as a link; an address is none, and a sentence neither."""
    least = {"li": 4, "p": 7}.get(line.tag, 0)
    is_title = line.words >= least and not line.number and not line.text.endswith((".", ":"))
    return bool(least) and line.linked >= LINKED and is_title


def _heads_box(sort: Sorting, at: int) -> bool:
    """Whether a short line that closes no sentence stands on top of a box: a blank line above it, none below."""
    line = sort.lines[at]
    is_open = sort.is_open(at) and not _is_surely_text(sort, at) and not NUMBER.match(line.text)
    return is_open and not line.tag and line.gap > 0 and line.words <= 14 and not ends_sentence(line.text)


def _is_answered(sort: Sorting, places: Sequence[int], index: int, kind: Chrome) -> bool:
    """Whether a word such as "Help" or "FAQ" heads a part of the article: text stands above and below it."""
    line = sort.lines[places[index]]
    follows = sort.lines[places[index + 1]] if index + 1 < len(places) else None
    return (
        kind.rule in ("navigation", "page-data") and line.tag in ("h2", "h3", "h4") and follows is not None and follows.is_prose
    )


def _sentence_of_site(line: Line, is_surely_text: bool) -> tuple[str, str] | None:
    words = line.words
    if is_cookie_banner(line.text, words):
        return "cookie-banner", "asks for consent to cookies"
    if is_plain_appeal(line.text, words) or (
        is_appeal(line.text, words) and not (is_surely_text and not PLEDGE.search(line.text))
    ):
        return "newsletter", "asks the reader to subscribe or to pay"
    if is_credit(line.text, words) and line.tag != "figcaption":
        return "picture-credit", "names the source of a picture that is not in the text"
    return None


def _drop_pull_quotes(sort: Sorting, start: int) -> None:
    """Drop a line that repeats a sentence of a paragraph, set large beside it, and the second copy of a paragraph."""
    places = sort.open_after(start)
    keys = {at: key_of(sort.lines[at].text) for at in places}
    counts = Counter(keys.values())
    sentences = {key for at in places for key in _sentence_keys(sort.lines[at].text)}
    seen: dict[str, int] = {}
    for at in places:
        key, words = keys[at], sort.lines[at].words
        if words >= 25 and key in seen and counts[key] == 2:
            sort.drop(at, "doubled-paragraph", f"is there already, on line {sort.lines[seen[key]].numbers[0]}")
        elif words >= 7 and key in sentences:
            sort.drop(at, "pull-quote", "repeats a sentence of the article, set large")
        else:
            seen.setdefault(key, at)


def _sentence_keys(text: str) -> Iterator[str]:
    """Keys of what a paragraph quotes, and of every run of one to three sentences that is shorter than the paragraph."""
    own = key_of(text)
    yield from (key for quoted in QUOTED.findall(text) if (key := key_of(quoted)) != own)
    parts = [key for part in SENTENCES.split(text) if (key := key_of(part))]
    for length in (1, 2, 3):
        if len(parts) > length:
            yield from ("".join(parts[at : at + length]) for at in range(len(parts) - length + 1))


def roles(sort: Sorting, places: Sequence[int]) -> Iterator[tuple[int, Role, int, str]]:
    """(place, role, level, text) of each line of the body; marks of lists, quotes and headings taken off the text."""
    headed = any(
        _is_heading_shape(sort.lines[at], sort, places, index) and not sort.lines[at].text.endswith(("?", "!"))
        for index, at in enumerate(places)
    )
    for index, at in enumerate(places):
        line = sort.lines[at]
        yield at, *(_tagged_role(line) if line.tag else _plain_role(sort, places, index, headed))


def _tagged_role(line: Line) -> tuple[Role, int, str]:
    if re.fullmatch(r"h[1-6]", line.tag):
        return Role.HEADING, max(2, int(line.tag[1])), line.text
    named = {"li": Role.LIST_ITEM, "blockquote": Role.QUOTE, "figcaption": Role.CAPTION}
    return named.get(line.tag, Role.PARAGRAPH), 0, line.text


def _plain_role(sort: Sorting, places: Sequence[int], index: int, headed: bool) -> tuple[Role, int, str]:
    line = sort.lines[places[index]]
    if heading := MARKDOWN_HEADING.fullmatch(line.text):
        return Role.HEADING, max(2, len(heading[1])), heading[2]
    if quote := MARKDOWN_QUOTE.match(line.text):
        return Role.QUOTE, 0, line.text[quote.end() :]
    if (bullet := BULLET.match(line.text)) and (line.text[0] in "•‣▪●◦■□➢➤✓✔" or _is_beside(sort, places, index, BULLET)):
        return Role.LIST_ITEM, 0, line.text[bullet.end() :]
    if NUMBER.match(line.text) and _is_beside(sort, places, index, NUMBER):
        return Role.LIST_ITEM, 0, line.text
    if is_caption(line.text, line.words):
        return Role.CAPTION, 0, line.text
    if STANDS_QUOTED.fullmatch(line.text) and line.words >= 4 and not _is_beside(sort, places, index, STANDS_QUOTED):
        return Role.QUOTE, 0, line.text
    if _is_heading_shape(line, sort, places, index) and (headed or not line.text.endswith(("?", "!"))):
        return Role.HEADING, 2, line.text
    return Role.PARAGRAPH, 0, line.text


def _is_beside(sort: Sorting, places: Sequence[int], index: int, pattern: re.Pattern[str]) -> bool:
    return any(0 <= near < len(places) and pattern.match(sort.lines[places[near]].text) for near in (index - 1, index + 1))


def _is_heading_shape(line: Line, sort: Sorting, places: Sequence[int], index: int) -> bool:
    """A short line with a capital that does not close like a sentence and has running text below it."""
    if line.tag:
        return bool(re.fullmatch(r"h[1-6]", line.tag))
    if (
        not 1 <= line.words <= 14
        or index + 1 >= len(places)
        or (
            not line.text[0].isupper()
            and not line.text[0].isdigit()
            and line.text[0].isalpha()
            and line.text[0].lower() != line.text[0].upper()
        )
    ):
        return False
    closes = ends_sentence(line.text) and not line.text.endswith(("?", "!"))
    return not closes and line.text[-1] not in ",)’”\"'" and sort.lines[places[index + 1]].is_prose
