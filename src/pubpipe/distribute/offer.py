"""What the pages know of an edition: small values, read from its record once and remembered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from urllib.parse import quote

MEDIA = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "epub": "application/epub+zip",
}


@dataclass(frozen=True, slots=True)
class File:
    """A file of an edition: its name within the article's folder, its bytes counted and hashed."""

    name: str
    size: int
    sha256: str

    @property
    def format(self) -> str:
        """ "PDF", "DOCX", "EPUB"."""
        return self.name.rpartition(".")[2].upper()

    @property
    def is_bilingual(self) -> bool:
        """Whether the source stands on its facing pages."""
        return self.name.endswith(".bilingual.pdf")

    @property
    def media(self) -> str:
        """Media type, as IANA registers it."""
        return MEDIA.get(self.format.lower(), "application/octet-stream")


@dataclass(frozen=True, slots=True)
class Offer:
    """An edition that may be handed out.

    Attributes:
        state: Of XLIFF; "withheld" never comes here.
        reviewed, segments: How many of its segments a person has approved, of how many.
        ai: Value of `ai-disclosure`, or "".
        summary: The first words of the text.
        files: What is handed out, best for reading first; the review copy is not among them.
        record: sha256 of the record that this was read from.
        own_name: The language, named in itself.
        words: House strings in the edition's language.
    """

    slug: str
    lang: str
    state: str
    title: str
    source_title: str
    source_lang: str
    authors: tuple[str, ...] = ()
    byline: str = ""
    section: str = ""
    publication: str = ""
    date: str = ""
    day: str = ""
    disclosure: str = ""
    summary: str = ""
    kind: str = ""
    ai: str = ""
    reviewed: int = 0
    segments: int = 0
    files: tuple[File, ...] = ()
    record: str = ""
    own_name: str = ""
    is_rtl: bool = False
    words: Mapping[str, str] = field(default_factory=dict)

    @property
    def stem(self) -> str:
        return f"{self.slug}.{self.lang}"

    @property
    def page(self) -> str:
        """Address of its reading page, from the top of the output folder."""
        return self.link(f"{self.stem}.html")

    @property
    def cover(self) -> str:
        return self.link(f"{self.stem}.webp")

    @property
    def direction(self) -> str:
        return "rtl" if self.is_rtl else "ltr"

    def link(self, name: str) -> str:
        """Address of a file in the article's folder, from the top of the output folder."""
        return f"{quote(self.slug)}/{quote(name)}"

    def label(self, file: File) -> str:
        """What a file is offered as: "PDF", or "PDF en + es" where both languages stand in it."""
        return f"{file.format} {self.source_lang} + {self.lang}" if file.is_bilingual else file.format

    @property
    def how(self) -> str:
        """How it was made and checked, in two or three words of its language."""
        state = self.words.get("Reviewed" if self.state in ("reviewed", "final") else "Unreviewed", "")
        made = self.words.get("Machine translation", "") if self.kind != "none" else ""
        part = f"{self.reviewed}/{self.segments}" if 0 < self.reviewed < self.segments else ""
        return " · ".join(filter(None, (made, state, part)))


def by_article(offers: Sequence[Offer]) -> list[tuple[Offer, ...]]:
    """The editions of each article together, the newest article first, the languages in the order given."""
    groups = [tuple(group) for _, group in groupby(offers, key=lambda offer: offer.slug)]
    return sorted(groups, key=lambda group: (group[0].date or group[0].day, group[0].slug), reverse=True)


def size_of(size: int) -> str:
    """Bytes as people read them: "84 kB", "1.2 MB" (powers of ten, IEC 80000-13)."""
    return f"{max(1, round(size / 1000))} kB" if size < 999_500 else f"{size / 1e6:.1f} MB"
