"""Which Apertium modes lead from one language to another, and which packages bring them."""

import re
from collections.abc import Collection
from pathlib import Path

MODE = re.compile(r"([a-z]{2,3})(?:_\w+)?-([a-z]{2,3})(?:_(\w+))?")
# ISO 639-3 names that modes use, to BCP 47's shorter ones.
SHORT = {
    "eng": "en", "spa": "es", "cat": "ca", "glg": "gl", "por": "pt", "fra": "fr", "ita": "it", "epo": "eo", "oci": "oc",
    "arg": "an", "ast": "ast", "ron": "ro", "srd": "sc", "eus": "eu", "bre": "br", "afr": "af", "nld": "nl", "dan": "da",
    "swe": "sv", "nob": "nb", "nno": "nn", "nor": "no", "isl": "is", "rus": "ru", "ukr": "uk", "bel": "be", "pol": "pl",
    "mkd": "mk", "bul": "bg", "slv": "sl", "hbs": "sh", "hin": "hi", "urd": "ur", "ind": "id", "zlm": "ms", "deu": "de",
}  # fmt: skip
# Better than the other way round by chrF on NTREX-128, paired bootstrap p <= .01 (pt-BR: a tie); every hop costs quality, so
# a direct mode comes before any of these.
VIA = {"pt": ("gl", "es", "ca"), "pt-BR": ("es", "ca"), "fr": ("ca", "es"), "it": ("es", "ca")}
# The pairs that Debian and Ubuntu pack and that lie on a way from English or between its neighbours here.
PACKAGES = {
    "eng-spa": "apertium-eng-spa", "spa-eng": "apertium-eng-spa", "eng-cat": "apertium-eng-cat", "cat-eng": "apertium-eng-cat",
    "en-gl": "apertium-en-gl", "gl-en": "apertium-en-gl", "en-eo": "apertium-eo-en", "eo-en": "apertium-eo-en",
    "gl-pt": "apertium-pt-gl", "pt-gl": "apertium-pt-gl", "es-pt": "apertium-es-pt", "pt-es": "apertium-es-pt",
    "es-pt_BR": "apertium-es-pt", "cat-fra": "apertium-fra-cat", "fra-cat": "apertium-fra-cat", "spa-ita": "apertium-spa-ita",
    "ita-spa": "apertium-spa-ita", "spa-cat": "apertium-spa-cat", "cat-spa": "apertium-spa-cat", "es-gl": "apertium-es-gl",
    "gl-es": "apertium-es-gl", "es-fr": "apertium-fr-es", "fr-es": "apertium-fr-es", "cat-ita": "apertium-cat-ita",
    "ita-cat": "apertium-cat-ita", "es-ro": "apertium-es-ro", "spa-ast": "apertium-spa-ast", "spa-arg": "apertium-spa-arg",
    "oc-ca": "apertium-oc-ca", "ca-oc": "apertium-oc-ca", "oc-es": "apertium-oc-es", "es-oc": "apertium-oc-es",
    "por-cat": "apertium-por-cat", "cat-por": "apertium-por-cat",
}  # fmt: skip


def base(tag: str) -> str:
    """The language of a BCP 47 tag, in its shortest name: "es" for "es-MX" and for "spa"."""
    language = tag.split("-")[0].lower()
    return SHORT.get(language, language)


def installed(folder: Path) -> frozenset[str]:
    """Names of the modes below Apertium's data folder."""
    try:
        return frozenset(path.stem for path in (folder / "modes").iterdir() if path.suffix == ".mode")
    except OSError:
        return frozenset()


def find_route(source: str, to: str, modes: Collection[str]) -> tuple[str, ...]:
    """The best way from `source` to `to` (BCP 47) through these modes: one hop, or two, or () where there is none."""
    start, end = base(source), base(to)
    known = _by_pair(modes)
    if start == end:
        return ()
    if direct := _choose(known.get((start, end), ()), to):
        return (direct,)
    middles = {left for left, right in known if right == end} & {right for left, right in known if left == start}
    liked = VIA.get(to, VIA.get(end, ()))
    for middle in sorted(middles, key=lambda m: (liked.index(m) if m in liked else len(liked), m != "es", m)):
        hops = _choose(known[start, middle], middle), _choose(known[middle, end], to)
        if all(hops):
            return hops
    return ()


def _by_pair(modes: Collection[str]) -> dict[tuple[str, str], list[str]]:
    known: dict[tuple[str, str], list[str]] = {}
    for mode in sorted(modes):
        if parts := MODE.fullmatch(mode):
            known.setdefault((base(parts[1]), base(parts[2])), []).append(mode)
    return known


def _choose(modes: Collection[str], to: str) -> str:
    """The mode made for the region or variant of the tag ("ca-valencia", "pt-BR"), else the plain one."""
    wishes = [part.lower() for part in to.split("-")[1:]]
    variants = {(parts[3] or "").lower(): mode for mode in modes if (parts := MODE.fullmatch(mode))}
    return next((variants[wish] for wish in wishes if wish in variants), variants.get("", ""))


def packages_for(route: Collection[str]) -> tuple[str, ...]:
    """The distribution's packages for a route, in the order of its hops."""
    return tuple(dict.fromkeys(PACKAGES[mode] for mode in route))
