"""Print how many lines of a Chinese or Japanese title end within a word or a phrase: NAME value unit. `make quality` runs it.

The titles are ours. A bar stands where a line may end: not within a word, not between a number and what it counts, not before a
particle. Of each language the first part was looked at when `phrases.SURE` was chosen; the second was written after.
"""

from pathlib import Path
from sys import argv

from pubpipe.phrases import phrases
from pubpipe.typeset.measure import line_ends

TITLES = Path(__file__).with_name("titles.txt")
ROOMS = (6, 7, 8, 9, 10, 12)  # characters in a line


def read() -> dict[str, dict[str, list[str]]]:
    """Language to part to titles with their bars."""
    made: dict[str, dict[str, list[str]]] = {}
    for line in TITLES.read_text("utf-8").splitlines():
        if line.startswith("["):
            lang, part = line.strip("[]").split()
            made.setdefault(lang, {})[part] = []
        elif line:
            made[lang][part].append(line)
    return made


def ends_of(pieces: list[str]) -> set[int]:
    return {sum(map(len, pieces[:at])) for at in range(1, len(pieces))}


def measure(titles: list[str], lang: str) -> tuple[int, int, int, int]:
    """Lines that end badly, lines that end at all, with phrases kept whole and without."""
    bad = lines = plain_bad = plain_lines = 0
    for title in titles:
        allowed, text = ends_of(title.split("|")), title.replace("|", "")
        for room in ROOMS:
            kept, plain = line_ends(phrases(text, lang), room), line_ends(list(text), room)
            bad, lines = bad + len(set(kept) - allowed), lines + len(kept)
            plain_bad, plain_lines = plain_bad + len(set(plain) - allowed), plain_lines + len(plain)
    return bad, lines, plain_bad, plain_lines


def main() -> None:
    for lang, parts in read().items():
        for part, titles in parts.items():
            bad, lines, plain_bad, plain_lines = measure(titles, lang)
            name = f"typeset_title_lines_broken_badly_{lang}_{part}"
            print(f"{name} {bad / lines:.3f} share", flush=True)
            if "--plain" in argv:
                print(f"{name}_anywhere {plain_bad / plain_lines:.3f} share", flush=True)


if __name__ == "__main__":
    main()
