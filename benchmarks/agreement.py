"""Fifty sentences a language with a term of the glossary: is it there once, and do article, adjective and preposition agree?

Ten frames (subject, object, compound, genitive, plural, article with adjective …) with five terms: feminine and masculine,
with a vowel or a hard onset. What is expected was written down from each language's school grammar before anything was run;
after the first run three slips of ours were mended: a comma that the tenth sentence needs, Italian su + le, a space after d’.
"""

import re
import sys
from collections.abc import Iterator

from pubpipe.article import Segment, Term
from pubpipe.engines.apertium import Apertium
from pubpipe.engines.grammar import describe
from pubpipe.glossary import make_termbase
from pubpipe.localize.targets import localize
from pubpipe.memory import make_memory

FRAMES = (
    ("{One} was expensive.", "{the} {t}", "{dear}"),
    ("{Many} were expensive.", "{thes} {ts}", "{dears}"),
    ("They support the {one}.", "{the} {t}", ""),
    ("A new {one} began.", "{a} (?:{new} {t}|{t} {new})", ""),
    ("These {many} are old.", "{these} {ts}", "{olds}"),
    ("The {one} policy failed.", "{policy} (?:{of}|{of_the} ?){t}", ""),
    ("The {one}’s cost grew.", "{cost} {of_the} ?{t}", ""),
    ("Several {many} failed.", "{several} {ts}", ""),
    ("He wrote about the new {many}.", "{about}{thes} (?:{news} {ts}|{ts} {news})", ""),
    ("In the {one}, people met.", "{in_the} ?{t}", ""),
)
SOURCES = ("ex situ relocation", "resettlement scheme", "dike pond", "water council", "hill farm")
# Singular, plural, gender, and how it begins: v a vowel that elides, s a hard onset of Italian.
TERMS = {
    "es": (
        ("reubicación ex situ", "reubicaciones ex situ", "f", ""),
        ("plan de reasentamiento", "planes de reasentamiento", "m", ""),
        ("estanque con dique", "estanques con dique", "m", ""),
        ("asamblea del agua", "asambleas del agua", "f", ""),
        ("granja de ladera", "granjas de ladera", "f", ""),
    ),
    "ca": (
        ("reubicació ex situ", "reubicacions ex situ", "f", ""),
        ("pla de reassentament", "plans de reassentament", "m", ""),
        ("estany amb dic", "estanys amb dic", "m", "v"),
        ("assemblea de l'aigua", "assemblees de l'aigua", "f", "v"),
        ("granja de vessant", "granges de vessant", "f", ""),
    ),
    "gl": (
        ("reubicación ex situ", "reubicacións ex situ", "f", ""),
        ("plan de reasentamento", "plans de reasentamento", "m", ""),
        ("estanque con dique", "estanques con dique", "m", ""),
        ("asemblea da auga", "asembleas da auga", "f", ""),
        ("granxa de ladeira", "granxas de ladeira", "f", ""),
    ),
    "pt": (
        ("relocalização ex situ", "relocalizações ex situ", "f", ""),
        ("plano de reassentamento", "planos de reassentamento", "m", ""),
        ("tanque com dique", "tanques com dique", "m", ""),
        ("assembleia da água", "assembleias da água", "f", ""),
        ("quinta de encosta", "quintas de encosta", "f", ""),
    ),
    "fr": (
        ("relocalisation ex situ", "relocalisations ex situ", "f", ""),
        ("programme de réinstallation", "programmes de réinstallation", "m", ""),
        ("étang endigué", "étangs endigués", "m", "v"),
        ("assemblée de l'eau", "assemblées de l'eau", "f", "v"),
        ("ferme de versant", "fermes de versant", "f", ""),
    ),
    "it": (
        ("ricollocazione ex situ", "ricollocazioni ex situ", "f", ""),
        ("piano di reinsediamento", "piani di reinsediamento", "m", ""),
        ("stagno arginato", "stagni arginati", "m", "s"),
        ("assemblea dell'acqua", "assemblee dell'acqua", "f", "v"),
        ("fattoria collinare", "fattorie collinari", "f", ""),
    ),
}  # fmt: skip
# By gender: "m|f". What stands behind a slash is the form before a vowel (v) or a hard onset (s); in capitals nothing agrees.
GRAMMAR = {
    "es": {
        "the": "el|la", "thes": "los|las", "a": "un|una", "of_the": "del|de la", "in_the": "en el|en la",
        "these": "estos|estas", "several": "varios|varias", "new": "nuevo|nueva", "news": "nuevos|nuevas",
        "dear": "(?:caro|costoso)|(?:cara|costosa)", "dears": "(?:caros|costosos)|(?:caras|costosas)",
        "olds": "(?:viejos|antiguos)|(?:viejas|antiguas)",
        "POLICY": "(?:política|póliza)", "COST": "(?:coste|costo)", "OF": "de ",
    },
    "ca": {
        "the": "el/v:l'|la/v:l'", "thes": "els|les", "a": "un|una", "of_the": "del/v:de l'|de la/v:de l'",
        "in_the": "(?:en el|al)/v:(?:en l'|a l')|(?:en la|a la)/v:(?:en l'|a l')", "these": "aquests|aquestes",
        "several": "(?:diversos|uns quants|alguns)|(?:diverses|unes quantes|algunes)", "new": "nou|nova", "news": "nous|noves",
        "dear": "car|cara", "dears": "cars|cares", "olds": "(?:vells|antics)|(?:velles|antigues)",
        "POLICY": "(?:política|pòlissa)", "COST": "cost", "OF": "(?:de |d')",
    },
    "gl": {
        "the": "o|a", "thes": "os|as", "a": "un|unha", "of_the": "do|da", "in_the": "no|na", "these": "estes|estas",
        "several": "varios|varias", "new": "novo|nova", "news": "novos|novas", "dear": "(?:caro|custoso)|(?:cara|custosa)",
        "dears": "(?:caros|custosos)|(?:caras|custosas)", "olds": "(?:vellos|antigos)|(?:vellas|antigas)",
        "POLICY": "(?:política|póliza)", "COST": "custo", "OF": "de ",
    },
    "pt": {
        "the": "o|a", "thes": "os|as", "a": "um|uma", "of_the": "do|da", "in_the": "no|na", "these": "estes|estas",
        "several": "vários|várias", "new": "novo|nova", "news": "novos|novas",
        "dear": "(?:caro|custoso|dispendioso)|(?:cara|custosa|dispendiosa)",
        "dears": "(?:caros|custosos|dispendiosos)|(?:caras|custosas|dispendiosas)",
        "olds": "(?:velhos|antigos)|(?:velhas|antigas)", "POLICY": "(?:política|apólice)", "COST": "custo", "OF": "de ",
    },
    "fr": {
        "the": "le/v:l'|la/v:l'", "thes": "les|les", "a": "un|une", "of_the": "du/v:de l'|de la/v:de l'",
        "in_the": "(?:dans|en) (?:le/v:(?:dans|en) l'|(?:dans|en) la/v:(?:dans|en) l'", "these": "ces|ces",
        "several": "(?:plusieurs|divers|quelques)|(?:plusieurs|diverses|quelques)", "new": "(?:nouveau|nouvel)|nouvelle",
        "news": "nouveaux|nouvelles", "dear": "(?:cher|coûteux)|(?:chère|coûteuse)",
        "dears": "(?:chers|coûteux)|(?:chères|coûteuses)", "olds": "(?:vieux|anciens|âgés)|(?:vieilles|anciennes|âgées)",
        "POLICY": "(?:politique|police)", "COST": "(?:coût|prix)", "OF": "(?:de |d')",
    },
    "it": {
        "the": "il/s:lo|la/v:l'", "thes": "i/s:gli|le", "a": "un/s:uno|una/v:un'", "of_the": "del/s:dello|della/v:dell'",
        "in_the": "nel/s:nello|nella/v:nell'", "these": "(?:questi)|(?:queste)",
        "several": "(?:vari|diversi|alcuni|parecchi)|(?:varie|diverse|alcune|parecchie)", "new": "nuovo|nuova",
        "news": "nuovi|nuove", "dear": "(?:caro|costoso)|(?:cara|costosa)", "dears": "(?:cari|costosi)|(?:care|costose)",
        "olds": "(?:vecchi|antichi)|(?:vecchie|antiche)", "POLICY": "(?:politica|polizza)", "COST": "(?:costo|prezzo)",
        "OF": "(?:di |d')",
    },
}  # fmt: skip
GRAMMAR["fr"]["in_the"] = "(?:dans|en) le/v:(?:dans|en) l'|(?:dans|en) la/v:(?:dans|en) l'"


def _form(said: str, gender: str, onset: str) -> str:
    """One form of a "m|f" entry; bars within round brackets part alternatives of one gender."""
    depth, cut = 0, 0
    for at, char in enumerate(said):
        depth += (char == "(") - (char == ")")
        if char == "|" and not depth:
            cut = at
    half = said[:cut] if gender == "m" else said[cut + 1 :]
    plain, *others = re.split(r"/(?=[vs]:)", half)
    return next((other[2:] for other in others if other[0] == onset), plain)


def cases(lang: str) -> Iterator[tuple[str, str, str, str]]:
    """Sentence, what must stand in its translation (two patterns), and a pattern of the term in either number."""
    for source, (one, many, gender, onset) in zip(SOURCES, TERMS[lang], strict=True):
        words = {key.lower(): said if key.isupper() else _form(said, gender, onset) for key, said in GRAMMAR[lang].items()}
        words |= {"about": "(?:su|de|a)?l?" if lang == "it" else ""}
        words |= {"t": re.escape(one), "ts": re.escape(many)}
        for frame, first, second in FRAMES:
            text = frame.format(One=f"The {source}", Many=f"The {source}s", one=source, many=f"{source}s")
            yield text, first.format(**words), second.format(**words), f"{words['t']}|{words['ts']}"


def spaced(pattern: str) -> str:
    """An elided word stands close to the next."""
    return re.sub(r"(?<=') ", "", pattern)


def judge(lang: str, *, verbose: bool = False) -> tuple[int, int]:
    """How many of the sentences are right, of how many."""
    terms = [Term(source, one, pos="") for source, (one, *_) in zip(SOURCES, TERMS[lang], strict=True)]
    found = list(cases(lang))
    segments = [Segment(f"b{n}.1", f"b{n}", text, "en") for n, (text, *_) in enumerate(found)]
    units = localize(
        segments, lang, engine=Apertium(), termbase=make_termbase(terms), memory=make_memory([]), slug="x", describe=describe
    ).units
    right = 0
    for unit, (text, first, second, term) in zip(units, found, strict=True):
        target = re.sub(r"\s+", " ", unit.target.replace("’", "'")).casefold()
        once = len(re.findall(rf"(?<!\w)(?:{term})(?!\w)", target)) == 1
        agrees = all(re.search(rf"(?<!\w){spaced(pattern)}(?!\w)", target) for pattern in (first, second) if pattern)
        right += once and agrees
        if verbose and not (once and agrees):
            print(f"{lang}: {text} → {unit.target}\n    wanted: {spaced(first)} {second}")
    return right, len(found)


def main(*, verbose: bool = False) -> None:
    for lang in TERMS:
        if Apertium().info("en", lang) is not None:
            right, total = judge(lang, verbose=verbose)
            print(f"terms_agree_{lang}_apertium {right} of {total}", flush=True)


if __name__ == "__main__":
    main(verbose="-v" in sys.argv)
