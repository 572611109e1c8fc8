"""Take the site's lines out of the article, and name each drop's rule and reason."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pubpipe.article import NoteKind
from pubpipe.clean.boxes import drop_boxes, is_gapped, is_sites, is_surely_text
from pubpipe.clean.classify import Verdict, classify
from pubpipe.clean.ends import REFERENCES, drop_after_end
from pubpipe.clean.gather import words_above
from pubpipe.clean.lines import Line, ends_sentence, key_of
from pubpipe.clean.notes import Found
from pubpipe.clean.shapes import BULLET, NUMBER, is_heading_shape
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
from pubpipe.clean.worded import drop_worded, goes_on, settle_front

END_MARK = re.compile(r"\W*(?:ends?|fin|###|-30-)\W*", re.IGNORECASE)
SENTENCES = re.compile(r"(?:(?<=[.!?…])|(?<=[.!?…][”’\"')]))\s+|(?<=[。！？])")
QUOTED = re.compile(r"[“«„]([^“”«»„]{30,400})[”»“]")
LOST_WORDS = 20  # of running text above the title, before it is taken for text of the article
LINKED = 0.95  # share of a line that is link, from which it is nothing else
NEAR_TEXT = 4  # lines above the text in which a heading of it is looked for
FAR_BELOW = 12  # lines below the article's end, from which a disclaimer is the site's own
SURELY_NOT = 0.1  # the classifier's score of what is no text of the article, beyond doubt


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
    drop_boxes(sort, start)
    drop_after_end(sort, start, notes, judged=verdict is not None)
    _drop_outside(sort, start)
    _drop_within(sort, start, judged=verdict is not None)
    _drop_links(sort, start)
    _drop_pull_quotes(sort, start)
    if verdict:
        settle_front(sort, start)
        drop_worded(sort, start)


def _drop_blurbs(sort: Sorting, start: int, notes: Sequence[tuple[int, Found]], publication: str) -> None:
    """The publisher's word about itself: it begins with the magazine's name, praises and sells, and stands at the end."""
    words = words_above(sort, start)
    first_end = min((place for place, found in notes if found.is_end), default=len(sort.lines))
    for at in sort.open_after(start):
        text = sort.lines[at].text
        if words[at] < words[-1] * 0.5 or sort.lines[at].words < 6:
            continue
        if sort.lines[at].words <= 40 and INDEPENDENT.search(text) and MEDIUM.search(text) and _is_beside_note(sort, at):
            sort.drop(at, "publisher-blurb", "is what a magazine says of itself, beside the notes to the article")
            continue
        if sort.lines[at].words < 12:
            continue
        named = (
            bool(publication) and re.match(rf"\W*(?:about\s+)?{re.escape(publication)}(?!\w)", text, re.IGNORECASE) is not None
        )
        after_notes = first_end < at
        if not (named or after_notes):
            continue
        praise, sells = (len({hit.lower() for hit in pattern.findall(text)}) for pattern in (SELF_PRAISE, SELLS))
        if named and ((praise and sells) or praise > 1 or (after_notes and praise + sells)):
            sort.drop(at, "publisher-blurb", f"is what {publication} says about itself and sells, not the article")
        elif after_notes and praise >= 2 and sells >= 2:
            sort.drop(
                at, "publisher-blurb", "is what the publisher says about itself and sells, after the notes to the article"
            )


# "X is an independent magazine": what a medium is, by its own account.
INDEPENDENT = re.compile(
    r"\b(?:independent|indépendante?s?|independientes?|independentes?|indipendent[ei]|unabhängig\w*|независим\w+|non-?profit|"
    r"reader-(?:funded|supported))\b|مستقلّ?ة?|独立|獨立|स्वतंत्र",
    re.IGNORECASE,
)
MEDIUM = re.compile(
    r"\b(?:magazine|newspaper|journal|publication|newsroom|outlet|platform|revue|média|revista|medio|periódico|diario|rivista|"
    r"giornale|testata|zeitschrift|zeitung|magazin|medium|plattform|jornal|veículo|журнал|издание|газета|проект)\b|"
    r"مجلّ?ة|منصّ?ة|صحيفة|平台|媒体|媒體|杂志|雜誌|पत्रिका|मंच",
    re.IGNORECASE,
)


def _is_beside_note(sort: Sorting, at: int) -> bool:
    """Whether a note to the article is one of the two lines above or below."""
    near = (sort.fates.get(place) for place in (at - 2, at - 1, at + 1, at + 2))
    return any(fate is not None and fate.kind == "note" for fate in near)


def _drop_boilerplate(sort: Sorting, start: int) -> None:
    """What a press release says of its sender, at its end: "About X", and a paragraph that begins with X."""
    words = words_above(sort, start)
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
    closing = _before_notes(sort, start, verdict) | _references(sort, start) | goes_on(sort, start, verdict.first, verdict.last)
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
    if not notes or not is_gapped(sort, start):
        return frozenset()
    between = list(range(verdict.last + 1, notes[0]))
    prose = [at for at in between if sort.is_open(at) and sort.lines[at].words >= 15 and sort.lines[at].gap > 0]
    clean = len(between) <= 3 and all(at in prose and not is_sites(sort, at) for at in between)
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
        if _is_advert(sort, at):
            sort.drop(at, "advertisement", "stands below the word for an advertisement, speaks to the reader and sells")
            continue
        kind = None if line.tag in ("blockquote", "pre") else chrome_of(line.text, line.words)
        if kind and not _is_answered(sort, places, index, kind):
            sort.drop(at, kind.rule, kind.reason)
            opened = kind if kind.opens_list and not judged else None
        elif opened and not ends_sentence(line.text) and not is_heading_shape(line, sort, places, index):
            sort.drop(at, opened.rule, "is a link to another article, below such a heading")
        elif reason := _sentence_of_site(line, is_surely_text(sort, at)):
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


# What an advertisement in running text says, below the word that marks its place.
TO_READER = re.compile(
    r"\b(?:you|your|you['’]re|vous|votre|vos|ihnen|ihre[nmrs]?|dein\w*|usted|te|tu|ti|tuo|tua|suo|você|seu|sua|вы|вам|ваш\w*)\b|"
    r"[您你]|आप|ك\b|[?？؟]",
    re.IGNORECASE,
)
OFFERS = re.compile(
    r"\b(?:free|offers?|discounts?|save|trial|prices?|deals?|book (?:a|your|now)|from (?:only )?[£$€]|try|customers?|"
    r"gratis|gratuit\w*|oferta\w*|descuento\w*|prueba|desde (?:solo )?\d|precio\w*|offre\w*|remises?|tarifs?|profitez|"
    r"kostenlos\w*|angebot\w*|rabatt\w*|jetzt|ab \d|sparen|sconto|sconti|offert[ae]|prova|approfitta\w*|"
    r"grátis|desconto\w*|simulação|promoç\w+|aproveite|бесплатн\w*|скидк\w*|акци[яи]|предложени\w*)\b|"
    r"免费|優惠|优惠|折扣|试吃|限时|名额|立即|مجان|خصم|عرض|العروض|التسجيل|احجز|मुफ़्त|मुफ्त|छूट|ऑफ़र|ऑफर",
    re.IGNORECASE,
)


def _is_advert(sort: Sorting, at: int) -> bool:
    fate = sort.fates.get(at - 1)
    text = sort.lines[at].text
    is_marked = fate is not None and fate.rule == "advertisement" and sort.lines[at - 1].words <= 4
    return is_marked and sort.lines[at].words <= 60 and bool(TO_READER.search(text) and OFFERS.search(text))


def _heads_box(sort: Sorting, at: int) -> bool:
    """Whether a short line that closes no sentence stands on top of a box: a blank line above it, none below."""
    line = sort.lines[at]
    is_open = sort.is_open(at) and not is_surely_text(sort, at) and not NUMBER.match(line.text)
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
