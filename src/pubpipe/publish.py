"""Keep the pages that editions are handed out from in step with the editions, and say of every file what it is."""

import hashlib
import json
import logging
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from pubpipe.article import ENDINGS
from pubpipe.catalogue import Holding, Memo, facts_of, holdings
from pubpipe.distribute import File, Offer, draw_cover, write_feed, write_index, write_reading
from pubpipe.errors import PubpipeError
from pubpipe.files import is_blank, write_atomic
from pubpipe.inputs import builtin_locales, code_hash, hash_of
from pubpipe.ledger import Ledger, open_ledger
from pubpipe.record import Record, read_record, sha256_of
from pubpipe.settings import Settings
from pubpipe.shelf import Place, file_of, keep_aside
from pubpipe.stamps import Stamp, Survey, dotted, stamp_of

log = logging.getLogger(__name__)
WORDS = ("Reviewed", "Unreviewed", "Machine translation")
ORDER = ("pdf", "epub", "docx")  # as a reader wants them
ALL = "*"  # under this name stands the state of the whole folder in which every page was as it should be
BESIDE = (("How the page was cleaned", "cleaning.html"), ("Glossary", "terms.html"), ("Glossary", "{stem}.terms.html"))


@dataclass(slots=True)
class Published:
    """What one run did to the pages.

    Attributes:
        offered: Editions that may be handed out.
        names: Files written anew, from the top of the output folder.
    """

    offered: int = 0
    names: list[str] = field(default_factory=list)


def publish(settings: Settings, ledger: Ledger | None = None, survey: Survey | None = None) -> Published:
    """Write `index.html`, `feed.xml`, a reading page and a cover for each edition that is not withheld, `manifest.json` and
    `SHA256SUMS`. What is as it should be is left alone; a page that a person changed is kept aside before it is replaced.

    Args:
        ledger: Of the output folder, where it is open already.
        survey: What stands there now, where that was looked up already.
    """
    ledger = ledger or open_ledger(settings.cache, settings.output)
    survey = survey or Survey(settings.output)
    stood = ledger.pages().get(ALL, "").split()
    if len(stood) == 2 and stood[0] == _state(settings, survey):
        return Published(int(stood[1]))
    memo = Memo(ledger)
    held = tuple(holdings(settings.output, memo, survey))
    shop = _Shop(settings, memo, _before(settings.output, memo), survey)
    offered = [group for group in _articles(held, settings.order or settings.languages) if shop.covers(group)]
    for group in offered:
        shop.pages(group)
    shop.lists([holding for group in offered for holding in group])
    shop.clear()
    _keep_sums(settings.output, held, shop, memo)
    done = Published(sum(map(len, offered)), shop.written)
    if done.names:
        time.sleep(0.06)  # so that a later change of a page that was just written would show
        survey = Survey(settings.output)
    shop.remember(survey)
    if memo.is_whole and survey.is_settled(time.time_ns()):
        memo.keys[ALL] = f"{_state(settings, survey)} {done.offered}"
    memo.save()
    return done


def _state(settings: Settings, survey: Survey) -> str:
    """Hash of all that the pages depend on, by the stamps of what stands in the output folder."""
    said = (code_hash(), repr(settings.imprint), settings.source_language, settings.order or settings.languages)
    return hash_of((said, survey.digest()))


def _articles(held: Sequence[Holding], languages: Sequence[str]) -> Iterator[list[Holding]]:
    """What may be handed out, an article at a time, its languages in the order of pubpipe.toml."""
    order = {lang: at for at, lang in enumerate(languages)}
    for _, group in groupby(held, key=lambda holding: holding.slug):
        offered = [holding for holding in group if holding.is_offered]
        if offered:
            yield sorted(offered, key=lambda holding: (order.get(holding.lang, len(order)), holding.lang))


def _before(output: Path, memo: Memo) -> dict[str, dict[str, Any]]:
    """What the last run wrote beside the editions: name to size and sha256, as the ledger has it, else the manifest. One that
    is damaged tells nothing."""
    if any(name not in (ALL, "sums") for name in memo.was):
        told = ((name, body.split()) for name, body in memo.was.items() if name not in (ALL, "sums"))
        found = {name: {"size": int(parts[1]), "sha256": parts[2]} for name, parts in told if len(parts) in (3, 4)}
        return {name: page for name, page in found.items() if _is_ours(name)}
    pages = _pages_told(output)
    memo.was = {name: " ".join(map(str, (page["made_of"], page["size"], page["sha256"]))) for name, page in pages.items()}
    return read_ledger(output)


def read_ledger(output: Path) -> dict[str, dict[str, Any]]:
    """What the last run wrote beside the editions: name to size and sha256. A manifest that is damaged tells nothing."""
    pages = _pages_told(output)
    return {name: {"size": page["size"], "sha256": page["sha256"]} for name, page in pages.items() if _is_ours(name)}


def _pages_told(output: Path) -> dict[str, dict[str, Any]]:
    """Name of each page to its size, sha256 and what it was made of, by the manifest."""
    try:
        pages = json.loads((output / "manifest.json").read_bytes())["pages"]
        keys = ("made_of", "size", "sha256")
        told = {
            str(page["name"]): dict(zip(keys, (page.get("made_of"), int(page["size"]), str(page["sha256"])), strict=True))
            for page in pages
        }
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return {}
    return told


def _is_ours(name: str) -> bool:
    """A name that pages have: at the top or one folder below, ending as ours end. A manifest may claim anything."""
    parts = name.split("/")
    safe = all(part not in ("", ".", "..") and "\\" not in part and "\0" not in part for part in parts)
    return safe and (
        name in ("index.html", "feed.xml")
        or (len(parts) == 2 and parts[1].endswith((".html", ".webp", *(f".{ending}" for ending in ENDINGS.values()))))
    )


class _Shop:
    """The pages of one output folder, while they are being brought up to date."""

    def __init__(self, settings: Settings, memo: Memo, before: dict[str, dict[str, Any]], survey: Survey) -> None:
        self._settings, self._memo, self._before, self._survey = settings, memo, before, survey
        self._is_remembered = memo.is_remembered
        self._words: dict[str, Mapping[str, str]] = {}
        self._common = (code_hash(), repr(settings.imprint), settings.source_language)
        self.pages_now: dict[str, dict[str, Any]] = {}
        self.written: list[str] = []
        self._stamps: dict[str, Stamp | None] = {}
        self._told: dict[str, dict[str, Any]] | None = None

    def covers(self, group: list[Holding]) -> bool:
        """Draw the covers of an article; an edition whose PDF cannot be drawn is taken out of the group.

        Returns:
            Whether anything is left to hand out.
        """
        for holding in list(group):
            pdf = f"{holding.stem}.pdf"
            name = f"{holding.slug}/{holding.stem}.webp"
            key = _key(self._common[0], holding.facts["files"].get(pdf, ""))
            if pdf not in holding.files or (self._is_as_made(holding, pdf) and self._is_current(name, key)):
                continue
            try:
                picture = draw_cover((self._settings.output / holding.slug / pdf).read_bytes())
            except (PubpipeError, OSError) as error:
                log.warning("%s is not offered: %s", holding.stem, error)
                group.remove(holding)
                continue
            self._put(name, key, picture)
        return bool(group)

    def _is_as_made(self, holding: Holding, name: str) -> bool:
        """Whether a file may be taken for what the record says: looked at where the ledger does not know the folder."""
        path = self._settings.output / holding.slug / name
        return self._is_remembered or sha256_of(path) == holding.facts["files"].get(name)

    def pages(self, group: Sequence[Holding]) -> None:
        """Write the reading pages of an article that are out of date."""
        folder = self._settings.output / group[0].slug
        self._pictures(group)
        siblings = tuple((holding.lang, holding.facts["title"], tuple(holding.sizes.items())) for holding in group)
        for holding in group:
            name = f"{holding.slug}/{holding.stem}.html"
            beside = _beside(folder, holding.stem)
            key = _key(self._common, holding.record, siblings, sorted(beside.items()))
            if not self._is_current(name, key):
                self._put(name, key, self._reading(holding, [self.offer(one) for one in group], beside))

    def _pictures(self, group: Sequence[Holding]) -> None:
        """Count the pictures of an article among what is handed out; they were written when it was cleaned."""
        for name in sorted({name for holding in group for name in holding.facts["pictures"]}):
            path = self._settings.output / group[0].slug / name
            key, entry = _key("picture", name), self._before.get(f"{group[0].slug}/{name}")
            if self._is_current(f"{group[0].slug}/{name}", key):
                continue
            if not path.is_file():
                log.warning("%s is missing: run `pubpipe editions --force` with the source of %s", path.name, group[0].slug)
                continue
            digest, size = sha256_of(path), path.stat().st_size
            self._memo.keys[f"{group[0].slug}/{name}"] = f"{key} {size} {digest}"
            self.pages_now[f"{group[0].slug}/{name}"] = {"size": size, "sha256": digest}
            if entry is None:
                self.written.append(f"{group[0].slug}/{name}")

    def _reading(self, holding: Holding, siblings: Sequence[Offer], beside: Mapping[str, str]) -> bytes:
        place = Place(self._settings.output, holding.slug, holding.lang)
        own = next(offer for offer in siblings if offer.lang == holding.lang)
        return _page(self._settings, place, read_record(place.record), own, siblings, beside)

    def lists(self, offered: Sequence[Holding]) -> None:
        """Write the list of editions and the feed."""
        key = _key(self._common, [(holding.stem, holding.record, tuple(holding.sizes.items())) for holding in offered])
        if self._is_current("index.html", key) and self._is_current("feed.xml", key):
            return
        from pubpipe.localize.strings import is_rtl

        offers = [self.offer(holding) for holding in offered]
        lang, words = self._house()
        imprint = self._settings.imprint
        page = write_index(offers, lang=lang, is_rtl=is_rtl(lang), words=words, imprint=imprint)
        self._put("index.html", key, page)
        title = imprint.publisher or words["All editions"]
        self._put("feed.xml", key, write_feed(offers, title=title, lang=lang, imprint=imprint))

    def offer(self, holding: Holding) -> Offer:
        """An edition as the pages know it."""
        return _offer(holding, self._strings(holding.lang))

    def _house(self) -> tuple[str, Mapping[str, str]]:
        """The language of the list: that of the articles, or English."""
        lang = self._settings.source_language
        try:
            return lang, self._strings(lang)
        except PubpipeError:
            return "en", self._strings("en")

    def _strings(self, lang: str) -> Mapping[str, str]:
        from pubpipe.localize.strings import load_strings

        if lang not in self._words:
            self._words[lang] = load_strings(lang, self._settings.locales, builtin_locales())
        return self._words[lang]

    def _is_current(self, name: str, key: str) -> bool:
        """Whether a page stands there as it was made of the same things; if so, it stays on the list.

        The ledger and the manifest say only what was written: a page whose stamp is another now is read, for it may have been
        changed, restored, or have lost its content.
        """
        path, entry, (made_of, *known) = (
            self._settings.output / name,
            self._before.get(name),
            self._memo.was.get(name, "").split(" "),
        )
        stamp = self._stamp(self._survey, name)
        if made_of != key or entry is None or stamp is None:
            return False
        if known[2:] != [dotted(stamp)]:
            if sha256_of(path) != entry["sha256"]:
                return False
            self._stamps[name] = stamp
        self._memo.keys[name], self.pages_now[name] = self._memo.was[name], entry
        return True

    @staticmethod
    def _stamp(survey: Survey, name: str) -> Stamp | None:
        slug, _, file = name.rpartition("/")
        return survey.folder(slug).get(file)

    def _put(self, name: str, key: str, data: bytes) -> None:
        path, digest = self._settings.output / name, hashlib.sha256(data).hexdigest()
        stands = sha256_of(path)
        self._memo.keys[name], self.pages_now[name] = f"{key} {len(data)} {digest}", {"size": len(data), "sha256": digest}
        if stands != digest:
            if stands and name in self._before and not self._was_written(name, stands) and not is_blank(path):
                log.warning("%s was changed by hand; that version is %s", name, keep_aside(path)[0])
            write_atomic(path, data)
            self.written.append(name)
        self._stamps[name] = stamp_of(path)

    def _was_written(self, name: str, digest: str) -> bool:
        """Whether a page is one that we wrote: by the ledger, or by the manifest of a folder that was restored."""
        if digest == self._before[name]["sha256"]:
            return True
        if self._told is None:
            self._told = read_ledger(self._settings.output)
        return digest == self._told.get(name, {}).get("sha256")

    def remember(self, survey: Survey) -> None:
        """Let the ledger know by which stamps the pages are what they should be, once a later change would show."""
        now = time.time_ns()
        for name, stamp in self._stamps.items():
            if stamp and stamp.is_settled(now) and self._stamp(survey, name) == stamp:
                self._memo.keys[name] = " ".join((*self._memo.keys[name].split(" ")[:3], dotted(stamp)))

    def made_of(self, name: str) -> str:
        """Hash of all that a page was made of."""
        return self._memo.keys[name].split(" ")[0]

    def clear(self) -> None:
        """Take away the pages of editions that are not offered any more, if they are as we wrote them."""
        for name, entry in self._before.items():
            path = self._settings.output / name
            if name not in self.pages_now and sha256_of(path) == entry["sha256"]:
                path.unlink(missing_ok=True)


def _offer(holding: Holding, words: Mapping[str, str]) -> Offer:
    from pubpipe.localize.strings import is_rtl, language_name

    own = language_name(holding.lang, holding.lang)
    facts = {name: holding.facts[name] for name in Offer.__dataclass_fields__ if name in holding.facts and name != "files"}
    digests = holding.facts["files"]
    files = tuple(File(name, holding.sizes[name], digests[name]) for name in sorted(holding.files, key=_rank))
    return Offer(
        slug=holding.slug,
        lang=holding.lang,
        **(facts | {"authors": tuple(facts["authors"])}),
        files=files,
        record=holding.record,
        own_name=own[:1].upper() + own[1:],
        is_rtl=is_rtl(holding.lang),
        words={word: words[word] for word in WORDS},
    )


def _beside(folder: Path, stem: str) -> dict[str, str]:
    names = ((word, pattern.format(stem=stem)) for word, pattern in BESIDE)
    return {word: name for word, name in names if (folder / name).is_file()}


def _page(
    settings: Settings, place: Place, record: Record, own: Offer, siblings: Sequence[Offer], beside: Mapping[str, str]
) -> bytes:
    from pubpipe.remake import recorded_edition

    edition = recorded_edition(settings, place, record)
    shown = {one.sha256: file_of(place.slug, one) for one in edition.source.pictures}
    findings, imprint, logo = record.findings, settings.imprint, _logo_of(settings.imprint.logo)
    return write_reading(edition, own, siblings, imprint=imprint, findings=findings, beside=beside, pictures=shown, logo=logo)


@cache
def _logo_of(svg: str) -> str:
    """A publisher's logo as the editions have it, on a plate that keeps it legible on any colour."""
    from pubpipe.typeset.logo import clean_logo, plated

    return plated(clean_logo(svg)) if svg else ""


def page_again(settings: Settings, place: Place, record: Record) -> bytes:
    """The reading page of an edition as its record gives it, with the files that lie in its folder and no other language."""
    from pubpipe.localize.strings import load_strings

    sizes = {name: (place.folder / name).stat().st_size for name in record.files if (place.folder / name).is_file()}
    holding = Holding(place.slug, place.lang, "", facts_of(record), sizes)
    own = _offer(holding, load_strings(place.lang, settings.locales, builtin_locales()))
    return _page(settings, place, record, own, [own], _beside(place.folder, holding.stem))


def _rank(name: str) -> tuple[int, int, str]:
    """As a reader wants them; of two PDFs the plain one first."""
    kind = name.rpartition(".")[2]
    return (ORDER.index(kind) if kind in ORDER else len(ORDER)), name.count("."), name


def _key(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]


# The manifest


SUMS = ("manifest.json", "SHA256SUMS")


def _keep_sums(output: Path, held: Sequence[Holding], shop: _Shop, memo: Memo) -> None:
    """Write `manifest.json` and `SHA256SUMS` anew where something changed, or where they are not as they were written."""
    made_of = _key([(h.stem, h.record, tuple(h.sizes.items())) for h in held], sorted(shop.pages_now.items(), key=str))
    if memo.was.get("sums") != f"{made_of} {' '.join(sha256_of(output / name) for name in SUMS)}":
        _write_sums(output, held, shop)
    memo.keys["sums"] = f"{made_of} {' '.join(sha256_of(output / name) for name in SUMS)}"


def _write_sums(output: Path, held: Sequence[Holding], shop: _Shop) -> None:
    """Both; untouched where they say the same already."""
    tools: list[Any] = []
    engines: list[Any] = []
    editions = [_entry(holding, tools, engines) for holding in held]
    made = {name: shop.made_of(name) for name in shop.pages_now}
    pages = [{"name": name, **entry, "made_of": made[name]} for name, entry in sorted(shop.pages_now.items())]
    manifest = _listed({"tools": tools, "engines": engines, "editions": editions, "pages": pages})
    offered = [file for edition in editions if edition["state"] != "withheld" for file in edition["files"]]
    sums = [(file["sha256"], file["name"]) for file in (*offered, *pages) if not file["name"].endswith(".review.docx")]
    sums += [(edition["record"]["sha256"], edition["record"]["name"]) for edition in editions if edition["state"] != "withheld"]
    sums.append((hashlib.sha256(manifest).hexdigest(), "manifest.json"))
    listed = "".join(f"{digest}  {name}\n" for digest, name in sorted(sums, key=lambda row: row[1]))
    for name, data in zip(SUMS, (manifest, listed.encode()), strict=True):
        if sha256_of(output / name) != hashlib.sha256(data).hexdigest():
            write_atomic(output / name, data)


def _listed(lists: Mapping[str, Sequence[Any]]) -> bytes:
    """JSON with an entry of each list a line: of an archive it is written ten times as fast as with one fact a line."""
    parts = (
        f' "{name}": [\n  ' + ",\n  ".join(json.dumps(one, ensure_ascii=False) for one in rows) + "\n ]"
        for name, rows in lists.items()
    )
    return ("{\n" + ",\n".join(parts) + "\n}\n").encode()


def _entry(holding: Holding, tools: list[Any], engines: list[Any]) -> dict[str, Any]:
    facts = holding.facts
    names = sorted(facts["files"])
    return {
        "slug": holding.slug,
        "lang": holding.lang,
        "state": facts["state"],
        "date": facts["day"],
        "source": facts["source"],
        "receipt": facts["receipt"],
        "inputs": facts["inputs"],
        "engine": _number(facts["engine"], engines),
        "tools": _number(facts["tools"], tools),
        "record": {"name": f"{holding.slug}/{holding.stem}.json", "sha256": holding.record},
        "files": [
            {"name": f"{holding.slug}/{name}", "size": holding.sizes.get(name, 0), "sha256": facts["files"][name]}
            for name in names
        ],
    }


def _number(value: Any, known: list[Any]) -> int:
    """Its place in a list of what many editions have in common."""
    if value not in known:
        known.append(value)
    return known.index(value)
