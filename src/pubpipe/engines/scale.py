"""Words of the short scale, which English has and the Romance languages have not: a billion is mil millones, a milliard.

Apertium's pairs give the word that looks alike (French "billions" is a thousand times as much), which changes a value.
"""

import re
from dataclasses import replace

from pubpipe.article import Term, TermHit
from pubpipe.engines.base import Job

WORD = re.compile(r"(?<=\d)[ \u00a0](billion|trillion)(?!\w)")
ONE = re.compile(r"(?<![\d.,])1$")
# One and many, as the language writes it after a number: 10**9, then 10**12.
WORDS = {
    "es": (("mil millones", "mil millones"), ("billón", "billones")),
    "ca": (("mil milions", "mil milions"), ("bilió", "bilions")),
    "gl": (("mil millóns", "mil millóns"), ("billón", "billóns")),
    "pt": (("mil milhões", "mil milhões"), ("bilião", "biliões")),
    "pt-br": (("bilhão", "bilhões"), ("trilhão", "trilhões")),
    "fr": (("milliard", "milliards"), ("billion", "billions")),
    "it": (("miliardo", "miliardi"), ("bilione", "bilioni")),
}


def with_scale_words(job: Job, source: str, to: str) -> Job:
    """The job with each scale word behind a figure held, unless a term of the termbase has it already."""
    words = WORDS.get(to.lower()) or WORDS.get(to.split("-")[0].lower())
    if not words or source.split("-")[0] != "en":
        return job
    found = [_hit(match, words, job.text) for match in WORD.finditer(job.text)]
    free = [hit for hit in found if all(hit.end <= other.start or other.end <= hit.start for other in job.hits)]
    return replace(job, hits=tuple(sorted((*job.hits, *free), key=lambda hit: hit.start))) if free else job


def _hit(match: re.Match[str], words: tuple[tuple[str, str], tuple[str, str]], text: str) -> TermHit:
    one, many = words[match[1] == "trillion"]
    is_plural = not ONE.search(text[: match.start()])
    return TermHit(match.start(1), match.end(1), Term(match[1], one, "noun", "m", many), is_plural)
