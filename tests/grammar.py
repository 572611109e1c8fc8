"""A grammar of policy English with its Spanish and French: sentences for training, testing and judging small models.

Each sentence is drawn as a tree without a language and spelt out three times, so that number, gender, article and adjective
agree, and every word knows what it stands for: which word of one language became which of another is given, not guessed.
A noun may have several translations of different gender; the first is the usual one, the others are rare (`alternatives`).
"""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import NamedTuple

from lexicon import ADJECTIVES, AGENTS, FAMILY, GIVEN, MONTHS, PEOPLE, PLACES, SYLLABLES, THINGS, VERBS, VERBS_ALONE

LANGS = ("en", "es", "fr")
USUAL = 0.72  # how often the first translation of a noun is taken
VOWELS = tuple("aeiouyâàéèêëîïôœhAEIOUÉÈÊÂÎÔŒH")
ASPIRATED = ("hameau", "hausse", "haut", "huit", "onz", "yuan", "hors")
CLOSES, OPENS = tuple(".,:;?!)”%"), tuple("(¿“")
SMALL = {"the", "a", "an", "of", "in", "for", "and", "with", "to", "without", "against", "near", "after", "before", "during"}


class Tok(NamedTuple):
    """A word and what it stands for; a word without a key has no counterpart."""

    text: str
    keys: frozenset[int] = frozenset()


class Place(NamedTuple):
    """Where a word stands in a spelt text, in code points."""

    start: int
    end: int
    keys: frozenset[int]


@dataclass(frozen=True)
class Sentence:
    """One sentence in three languages.

    Attributes:
        text: The sentence by language.
        places: Its words by language, where they stand.
        parts: Sets of keys that make a phrase, such as an adjective, a noun, both, or all with the article.
        nouns: The English nouns that have several translations, with the one that stands there by language.
    """

    text: Mapping[str, str]
    places: Mapping[str, tuple[Place, ...]]
    parts: tuple[frozenset[int], ...]
    nouns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def links(self, to: str) -> list[tuple[int, int]]:
        """Which English word became which of the other language, by their numbers."""
        return [
            (one, two)
            for two, there in enumerate(self.places[to])
            for one, here in enumerate(self.places["en"])
            if here.keys & there.keys
        ]


@dataclass(frozen=True)
class Noun:
    """A noun: English, and by language its translations as (singular, plural, gender)."""

    en: tuple[str, str]
    to: Mapping[str, tuple[tuple[str, str, str], ...]]


def _plural_en(word: str) -> str:
    if word.endswith("y") and word[-2] not in "aeiou":
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "x", "ch", "sh")) else "s")


def _plural_es(word: str) -> str:
    head, _, rest = word.partition(" ")
    for old, new in (("ión", "iones"), ("án", "anes"), ("én", "enes"), ("ón", "ones"), ("z", "ces")):
        if head.endswith(old):
            head = head.removesuffix(old) + new
            break
    else:
        head += "s" if head[-1] in "aeiouáéó" else "es"
    return f"{head} {rest}".strip()


def _plural_fr(word: str) -> str:
    head, _, rest = word.partition(" ")
    if head.endswith("al") and head not in ("festival", "final", "local "):
        head = head[:-2] + "aux"
    elif head.endswith(("eau", "eu")):
        head += "x"
    elif not head.endswith(("s", "x", "z")):
        head += "s"
    return f"{head} {rest}".strip()


PLURALS: dict[str, Callable[[str], str]] = {"en": _plural_en, "es": _plural_es, "fr": _plural_fr}


def _form(lang: str, told: str) -> tuple[str, str, str]:
    lemma, gender = told.rsplit("/", 1)
    one, _, many = lemma.partition(":")
    return one, many or PLURALS[lang](one), gender


def _noun(line: str) -> Noun:
    english, spanish, french = (part.strip() for part in line.split("|"))
    one, _, many = english.partition(":")
    to = {
        lang: tuple(_form(lang, told.strip()) for told in part.split(",")) for lang, part in (("es", spanish), ("fr", french))
    }
    return Noun((one, many or _plural_en(one)), to)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.strip().splitlines()]


NOUNS = {
    name: [_noun(line) for line in _lines(text)] for name, text in (("agent", AGENTS), ("person", PEOPLE), ("thing", THINGS))
}
ALL = [noun for group in NOUNS.values() for noun in group]


def alternatives() -> dict[str, dict[str, tuple[tuple[str, str, str], ...]]]:
    """English nouns that have several translations: by language (singular, plural, gender), the usual one first."""
    return {noun.en[0]: dict(noun.to) for noun in ALL if any(len(forms) > 1 for forms in noun.to.values())}


def _adjective_es(word: str, gender: str, plural: bool) -> str:
    if word.endswith("o"):
        word = word[:-1] + ("o" if gender == "m" else "a")
    elif word.endswith("or") and gender == "f":
        word += "a"
    return _plural_es(word) if plural else word


def _adjective_fr(masculine: str, feminine: str, gender: str, plural: bool) -> str:
    word = masculine if gender == "m" else feminine
    return _plural_fr(word) if plural else word


def _adjectives() -> list[tuple[str, str, str, str, bool]]:
    """English, Spanish, French masculine and feminine, and whether French sets it before the noun."""
    found = []
    for line in _lines(ADJECTIVES):
        english, spanish, french = (part.strip() for part in line.split("|"))
        before = french.startswith("<")
        masculine, _, feminine = french.lstrip("<").partition("/")
        found.append((english, spanish, masculine, feminine or masculine + ("" if masculine.endswith("e") else "e"), before))
    return found


ADJECTIVE_LIST = _adjectives()


class Verb(NamedTuple):
    """Forms of the third person: English (base, third, past, participle); es and fr (six finite ones and the participle)."""

    en: tuple[str, str, str, str]
    es: tuple[str, ...]
    fr: tuple[str, ...]


def _verb_en(told: str) -> tuple[str, str, str, str]:
    words = told.split()
    base = words[0]
    third = _plural_en(base)
    past = words[1] if len(words) > 1 else (base[:-1] + "ied" if third.endswith("ies") else base.removesuffix("e") + "ed")
    return base, third, past, words[2] if len(words) > 2 else past


def _verb_es(told: str) -> tuple[str, ...]:
    if " " in told:
        return tuple(told.split())
    stem, ending = told[:-2], told[-2:]
    now, then, done = ("a an", "ó aron", "ado") if ending == "ar" else ("e en", "ió ieron", "ido")
    return (*(stem + e for e in now.split()), *(stem + e for e in then.split()), told + "á", told + "án", stem + done)


def _verb_fr(told: str) -> tuple[str, ...]:
    if " " in told:
        one, many, later, all_later, done = told.split()
    elif told.endswith("er"):
        one, many, later, all_later, done = told[:-1], told[:-1] + "nt", told + "a", told + "ont", told[:-2] + "é"
    else:
        one, many, later, all_later, done = told[:-1] + "t", told[:-1] + "ssent", told + "a", told + "ont", told[:-1]
    return one, many, f"a {done}", f"ont {done}", later, all_later, done


def _verbs(text: str) -> list[Verb]:
    return [
        Verb(_verb_en(en.strip()), _verb_es(es.strip()), _verb_fr(fr.strip()))
        for en, es, fr in (line.split("|") for line in _lines(text))
    ]


WITH_OBJECT, ALONE = _verbs(VERBS), _verbs(VERBS_ALONE)


@dataclass(frozen=True)
class Phrase:
    """Words in three languages, with the gender and number that others agree with."""

    en: tuple[Tok, ...]
    es: tuple[Tok, ...]
    fr: tuple[Tok, ...]
    gender: Mapping[str, str] = field(default_factory=dict)
    plural: bool = False

    def __add__(self, other: "Phrase") -> "Phrase":
        return Phrase(self.en + other.en, self.es + other.es, self.fr + other.fr, self.gender, self.plural)

    @property
    def keys(self) -> frozenset[int]:
        return frozenset(key for tok in self.en for key in tok.keys)


DETERMINERS = {  # by the English: Spanish and French as (m, f, m plural, f plural); which numbers it takes
    "the": (("el", "la", "los", "las"), ("le", "la", "les", "les"), "both"),
    "a": (("un", "una", "", ""), ("un", "une", "", ""), "one"),
    "this": (("este", "esta", "", ""), ("ce", "cette", "", ""), "one"),
    "these": (("", "", "estos", "estas"), ("", "", "ces", "ces"), "many"),
    "some": (("", "", "algunos", "algunas"), ("", "", "quelques", "quelques"), "many"),
    "many": (("", "", "muchos", "muchas"), ("", "", "beaucoup de", "beaucoup de"), "many"),
    "several": (("", "", "varios", "varias"), ("", "", "plusieurs", "plusieurs"), "many"),
    "each": (("cada", "cada", "", ""), ("chaque", "chaque", "", ""), "one"),
    "all the": (("", "", "todos los", "todas las"), ("", "", "tous les", "toutes les"), "many"),
    "its": (("su", "su", "sus", "sus"), ("son", "sa", "ses", "ses"), "both"),
    "their": (("su", "su", "sus", "sus"), ("leur", "leur", "leurs", "leurs"), "both"),
}
NONE = (("ningún", "ninguna", "", ""), ("aucun", "aucune", "", ""), "one")
NUMERALS = (
    "two dos deux", "three tres trois", "four cuatro quatre", "five cinco cinq", "six seis six", "seven siete sept",
    "nine nueve neuf", "ten diez dix", "twelve doce douze",
)  # fmt: skip
PREPOSITIONS = (
    "in|en|dans", "for|para|pour", "with|con|avec", "without|sin|sans", "near|cerca de|près de", "after|después de|après",
    "before|antes de|avant", "during|durante|pendant", "against|contra|contre", "under|bajo|sous", "to|a|à",
    "from|desde|depuis",
)  # fmt: skip
OPENERS = (
    "however|sin embargo|cependant", "in general|en general|en général", "as a result|como resultado|par conséquent",
    "for example|por ejemplo|par exemple", "first|primero|d'abord", "today|hoy|aujourd'hui", "therefore|por lo tanto|donc",
    "in practice|en la práctica|dans la pratique", "since then|desde entonces|depuis lors", "finally|finalmente|enfin",
)  # fmt: skip
LINKS = (
    "because|porque|parce que", "while|mientras|tandis que", "and|y|et", "but|pero|mais", "when|cuando|quand",
    "although|aunque|même si",
)  # fmt: skip


class Maker:
    """Draws one sentence. The trees come from one stream of chance, the choice among translations from another."""

    def __init__(self, seed: str, choose: Mapping[str, int], *, usual: bool) -> None:
        self.random, self.picks = random.Random(seed), random.Random(seed + "*")  # noqa: S311 - no secret
        self.choose, self.usual = choose, usual
        self.number = count(1)
        self.parts: list[frozenset[int]] = []
        self.nouns: dict[str, dict[str, str]] = {}

    def words(self, en: str, es: str, fr: str, key: int | None = None) -> Phrase:
        keys = frozenset([next(self.number) if key is None else key])
        return Phrase(*(tuple(Tok(word, keys) for word in text.split()) for text in (en, es, fr)))

    def told(self, line: str) -> Phrase:
        return self.words(*line.split("|"))

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def noun(self, noun: Noun, plural: bool) -> Phrase:
        chosen = {}
        for lang, forms in noun.to.items():
            rare = self.picks.random() > USUAL and not self.usual
            other = self.picks.randrange(1, len(forms)) if len(forms) > 1 else 0
            chosen[lang] = forms[self.choose.get(noun.en[0], other if rare else 0) % len(forms)]
        if any(len(forms) > 1 for forms in noun.to.values()):
            self.nouns[noun.en[0]] = {lang: form[0] for lang, form in chosen.items()}
        made = self.words(noun.en[plural], chosen["es"][plural], chosen["fr"][plural])
        return Phrase(made.en, made.es, made.fr, {lang: form[2] for lang, form in chosen.items()}, plural)

    def adjective(self, gender: Mapping[str, str], plural: bool) -> tuple[Phrase, bool]:
        english, spanish, masculine, feminine, before = self.random.choice(ADJECTIVE_LIST)
        es = _adjective_es(spanish, gender["es"], plural)
        return self.words(english, es, _adjective_fr(masculine, feminine, gender["fr"], plural)), before

    def core(self, noun: Noun, plural: bool) -> Phrase:
        """A noun, perhaps with adjectives or another noun that says what kind it is."""
        made = self.noun(noun, plural)
        self.parts.append(made.keys)
        if self.chance(0.12):
            made = self._of_kind(made)
        for _ in range(self.random.choices((0, 1, 2), (55, 38, 7))[0]):
            adjective, before = self.adjective(made.gender, plural)
            fr = adjective.fr + made.fr if before else made.fr + adjective.fr
            made = Phrase(adjective.en + made.en, made.es + adjective.es, fr, made.gender, plural)
            self.parts += [adjective.keys, made.keys]
        return made

    def _of_kind(self, made: Phrase) -> Phrase:
        """relocation policy → política de reubicación."""
        kind = self.noun(self.random.choice(NOUNS["thing"]), False)
        of = (Tok("de"),)
        both = Phrase(kind.en + made.en, made.es + of + kind.es, made.fr + of + kind.fr, made.gender, made.plural)
        self.parts += [kind.keys, both.keys]
        return both

    def determined(self, core: Phrase, name: str = "") -> Phrase:
        fits = [d for d, (_, _, takes) in DETERMINERS.items() if takes in ("both", "many" if core.plural else "one")]
        drawn = "the" if self.chance(0.6) else self.random.choice(fits)
        name = name or drawn
        spanish, french, _ = NONE if name == "no" else DETERMINERS[name]
        form = {lang: (gender == "f") + 2 * core.plural for lang, gender in core.gender.items()}
        english = "an" if name == "a" and core.en[0].text[0] in "aeiou" else name
        whole = self.words(english, spanish[form["es"]], french[form["fr"]]) + core
        made = Phrase(whole.en, whole.es, whole.fr, core.gender, core.plural)
        self.parts.append(made.keys)
        return made

    def counted(self, core: Phrase) -> Phrase:
        if self.chance(0.5):
            figure = self.words(*self.random.choice(NUMERALS).split())
        else:
            figure = self.words(*figures(self.random.choice((self.random.randint(11, 99), self.random.randint(100, 99_999)))))
        made = figure + core
        self.parts += [figure.keys, made.keys]
        return Phrase(made.en, made.es, made.fr, core.gender, True)

    def name(self) -> Phrase:
        if self.chance(0.3):
            given, family = invented(self.random), invented(self.random)
        else:
            given, family = self.random.choice(GIVEN.split()), self.random.choice(FAMILY.split())
        made = self.words(given, given, given) + self.words(family, family, family)
        self.parts.append(made.keys)
        return Phrase(made.en, made.es, made.fr, {"es": "m", "fr": "m"}, False)

    def place(self) -> Phrase:
        town = invented(self.random) if self.chance(0.25) else self.random.choice(PLACES.split())
        made = self.words("in", "en", "à") + self.words(town, town, town)
        self.parts.append(made.keys)
        return made

    def noun_phrase(self, group: str = "", depth: int = 0) -> Phrase:
        group = group or self.random.choices(("agent", "person", "thing"), (2, 2, 6))[0]
        plural = self.chance(0.45)
        core = self.core(self.random.choice(NOUNS[group]), plural)
        made = self.counted(core) if plural and self.chance(0.25) else self.determined(core)
        if depth < 1 and self.chance(0.2):
            made = self._with_complement(made, depth)
        if depth < 1 and self.chance(0.07):
            made = self._with_aside(made)
        elif not plural and self.chance(0.04):
            made = made + self.code()
        return made

    def _with_complement(self, made: Phrase, depth: int) -> Phrase:
        kind = self.random.choices(("of", "relative", "place", "quote"), (5, 3, 2, 1))[0]
        if kind == "of":
            other = self.noun_phrase(depth=depth + 1)
            if self.chance(0.25) and not other.plural and other.en[0].text == "the" and made.en[0].text == "the":
                english = (*other.en[:-1], Tok(other.en[-1].text + "’s", other.en[-1].keys), *made.en[1:])
                return Phrase(
                    english, (*made.es, Tok("de"), *other.es), (*made.fr, Tok("de"), *other.fr), made.gender, made.plural
                )
            whole = made + self.told("of|de|de") + other
        elif kind == "relative":
            whole = made + self.told("that|que|qui" if self.chance(0.7) else "which|que|qui") + self.predicate(made)
        elif kind == "place":
            whole = made + self.place()
        else:
            whole = self.words("“", "“", "“") + made + self.words("”", "”", "”")
            return Phrase(whole.en, whole.es, whole.fr, made.gender, made.plural)
        self.parts.append(whole.keys)
        return whole

    def _with_aside(self, made: Phrase) -> Phrase:
        inner = self.random.choice(
            (
                lambda: self.words(*self.percent()),
                lambda: self.told("see table|véase la tabla|voir le tableau") + self.figure(self.random.randint(1, 30)),
                lambda: self.told("see|véase|voir") + self.name(),
                lambda: self.told("see document|véase el documento|voir le document") + self.code(),
                lambda: self.figure(self.random.randint(1950, 2026)),
            )
        )()
        return made + self.words("(", "(", "(") + inner + self.words(")", ")", ")")

    def code(self) -> Phrase:
        """A label such as RT12: a model learns to copy it, whatever its letters."""
        letters = "".join(self.random.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ", k=self.random.randint(2, 4)))
        label = letters + (str(self.random.randint(1, 99)) if self.chance(0.7) else "")
        return self.words(label, label, label)

    def figure(self, number: int) -> Phrase:
        return self.words(str(number), str(number), str(number))

    def percent(self) -> tuple[str, str, str]:
        whole, part = self.random.randint(1, 99), self.random.randint(1, 9)
        value = f"{whole}.{part}" if self.chance(0.5) else str(whole)
        comma = value.replace(".", ",")
        return f"{value}%", f"{comma} %", f"{comma} %"

    def listed(self, *, is_object: bool = False) -> Phrase:
        """land, seeds and new roads"""
        items = [self.core(self.random.choice(NOUNS["thing"]), True) for _ in range(self.random.randint(2, 4))]
        if is_object:  # French has no bare noun there
            items = [Phrase(item.en, item.es, (Tok("des"), *item.fr), item.gender, True) for item in items]
        made = items[0]
        for item in items[1:-1]:
            made = made + self.words(",", ",", ",") + item
        made = made + self.told("and|y|et") + items[-1]
        return Phrase(made.en, made.es, made.fr, items[0].gender, True)

    def pair(self) -> Phrase:
        """the county and the farmers; masculine if one of them is"""
        one, two = self.noun_phrase("agent", 1), self.noun_phrase("person", 1)
        gender = {lang: "m" if "m" in (one.gender[lang], two.gender[lang]) else "f" for lang in one.gender}
        made = one + self.told("and|y|et") + two
        return Phrase(made.en, made.es, made.fr, gender, True)

    def verb(self, verb: Verb, plural: bool, how: str, tense: int) -> Phrase:
        """A finite verb. `how`: "yes", "not" or "never"; tense 0 present, 1 past, 2 future."""
        key = next(self.number)
        es = verb.es[2 * tense + plural]
        fr = verb.fr[2 * tense + plural].split()
        base, third, past, _ = verb.en
        if how == "yes":
            english = ((base if plural else third), past, f"will {base}")[tense]
            made = self.words(english, es, " ".join(fr), key)
            self.parts.append(made.keys)
            return made
        no = frozenset([next(self.number)])
        own = frozenset([key])
        helper = (("do" if plural else "does"), "did", "will")[tense]
        if how == "never":
            told = (base if plural else third), past, base
            english_toks = [Tok("will", own)] * (tense == 2) + [Tok("never", no), Tok(told[tense], own)]
        elif tense < 2 and self.chance(0.25):
            english_toks = [Tok(f"{helper}n’t", own | no), Tok(base, own)]
        else:
            english_toks = [Tok(helper, own), Tok("not", no), Tok(base, own)]
        spanish = [Tok("nunca" if how == "never" else "no", no), Tok(es, own)]
        after = Tok("jamais" if how == "never" else "pas", no)
        french = [Tok("ne", no), Tok(fr[0], own), after, *(Tok(word, own) for word in fr[1:])]
        return Phrase(tuple(english_toks), tuple(spanish), tuple(french))

    def object(self, depth: int = 1) -> Phrase:
        if self.chance(0.1):
            return self.listed(is_object=True)
        group = self.random.choices(("agent", "person", "thing"), (1, 2, 6))[0]
        made = self.noun_phrase(group, depth)
        if group == "person":
            made = Phrase(made.en, (Tok("a"), *made.es), made.fr, made.gender, made.plural)
        return made

    def how(self) -> str:
        return self.random.choices(("yes", "not", "never"), (84, 13, 3))[0]

    def predicate(self, subject: Phrase, depth: int = 1) -> Phrase:
        tense = self.random.choices((0, 1, 2), (4, 5, 2))[0]
        return self.verb(self.random.choice(WITH_OBJECT), subject.plural, self.how(), tense) + self.object(depth)

    def subject(self, depth: int = 0) -> Phrase:
        kind = self.random.choices(("np", "name", "percent", "none"), (78, 12, 6, 4))[0]
        if kind == "name":
            return self.name()
        if kind == "none":
            return self.pair()
        if kind == "percent":
            core = self.determined(self.core(self.random.choice(NOUNS["person"]), True), "the")
            value = self.words(*self.percent())
            value = Phrase(value.en, (Tok("el"), *value.es), value.fr)
            self.parts.append(value.keys)
            whole = value + self.told("of|de|de") + core
            return Phrase(whole.en, whole.es, whole.fr, {"es": "m", "fr": "m"}, True)
        return self.noun_phrase(self.random.choices(("agent", "person", "thing"), (5, 4, 1))[0], depth)

    def clause(self, depth: int = 0) -> Phrase:
        kind = self.random.choices(("active", "copula", "passive", "alone", "said", "nobody"), (50, 14, 16, 10, 6, 4))[0]
        if kind == "said" and depth == 0:
            who = self.name() if self.chance(0.5) else self.noun_phrase("agent", 1)
            says = (
                "say|dicen|disent" if who.plural else "says|dice|dit",
                "said|dijeron|ont dit" if who.plural else "said|dijo|a dit",
            )
            return who + self.told(self.random.choice(says)) + self.told("that|que|que") + self.clause(1)
        if kind == "copula":
            return self.copula(self.noun_phrase("", 1))
        if kind == "passive":
            return self.passive(self.noun_phrase("thing", depth))
        if kind == "nobody":
            return self.nobody()
        subject = self.subject(depth)
        if kind == "alone":
            return (
                subject
                + self.verb(self.random.choice(ALONE), subject.plural, self.how(), self.random.randrange(3))
                + self.place()
            )
        return subject + self.predicate(subject, depth)

    def nobody(self) -> Phrase:
        subject = self.determined(self.core(self.random.choice(NOUNS["agent"]), False), "no")
        verb = self.random.choice(WITH_OBJECT)
        tense = self.random.randrange(3)
        made = self.verb(verb, False, "yes", tense)
        made = Phrase(made.en, made.es, (Tok("ne", subject.en[0].keys), *made.fr), {}, False)
        return subject + made + self.object()

    def copula(self, subject: Phrase) -> Phrase:
        tense = self.random.randrange(3)
        many = subject.plural
        be = ("are|son|sont" if many else "is|es|est", "were|eran|étaient" if many else "was|era|était",
              "will be|serán|seront" if many else "will be|será|sera")[tense]  # fmt: skip
        made = self.told(be)
        if self.chance(0.15) and tense < 2:
            no, keys = frozenset([next(self.number)]), made.en[0].keys
            made = Phrase(
                (made.en[0], Tok("not", no)),
                (Tok("no", no), *made.es),
                (Tok("ne", no), Tok(made.fr[0].text, keys), Tok("pas", no)),
            )
        adjective, _ = self.adjective(subject.gender, many)
        self.parts.append(adjective.keys)
        more = self.told("more|más|plus") if self.chance(0.2) else None
        whole = subject + made + (more + adjective if more else adjective)
        if more:
            whole = whole + self.told("than|que|que") + self.noun_phrase("", 1)
        elif self.chance(0.3):
            whole = whole + self.told("for|para|pour") + self.noun_phrase("person", 1)
        return whole

    def passive(self, subject: Phrase) -> Phrase:
        verb = self.random.choice(WITH_OBJECT)
        tense = self.random.randrange(3)
        many = subject.plural
        be = (("is", "are"), ("was", "were"), ("will be", "will be"))[tense][many]
        es = (("es", "son"), ("fue", "fueron"), ("será", "serán"))[tense][many]
        fr = (("est", "sont"), ("a été", "ont été"), ("sera", "seront"))[tense][many]
        done = verb.fr[6]
        french = _adjective_fr(done, done + "e", subject.gender["fr"], many)
        made = self.words(be, es, fr) + self.words(verb.en[3], _adjective_es(verb.es[6], subject.gender["es"], many), french)
        self.parts.append(made.keys)
        whole = subject + made
        if self.chance(0.6):
            whole = whole + self.told("by|por|par") + self.noun_phrase("agent", 1)
        return whole

    def question(self) -> Phrase:
        if self.chance(0.35):
            verb = self.random.choice(WITH_OBJECT)
            made = self.verb(verb, False, "yes", self.random.randrange(3))
            return self.told("who|quién|qui") + made + self.object()
        subject = self.noun_phrase("agent", 1)
        verb = self.random.choice(WITH_OBJECT)
        tense = self.random.randrange(3)
        key = frozenset([next(self.number)])
        helper = (("does", "do"), ("did", "did"), ("will", "will"))[tense][subject.plural]
        fr = verb.fr[2 * tense + subject.plural].split()
        english = (Tok(helper, key), *subject.en, Tok(verb.en[0], key))
        spanish = (Tok(verb.es[2 * tense + subject.plural], key), *subject.es)
        french = (Tok("est-ce"), Tok("que"), *subject.fr, *(Tok(word, key) for word in fr))
        return Phrase(english, spanish, french) + self.object()

    def date(self) -> Phrase:
        year = str(self.random.randint(1949, 2030))
        month = self.random.choice(MONTHS.split()).split("|")
        day = str(self.random.randint(2, 28))
        kind = self.random.randrange(3)
        if kind == 0:
            return self.words("in", "en", "en") + self.words(year, year, year)
        at = self.words(*month)
        if kind == 1:
            return self.words("in", "en", "en") + at + Phrase((), (Tok("de"),), ()) + self.words(year, year, year)
        de = Phrase((), (Tok("de"),), ())
        return self.words("on", "el", "le") + self.words(day, day, day) + de + at + de + self.words(year, year, year)

    def sentence(self) -> Sentence:
        kind = self.random.choices(("plain", "question", "title", "fragment"), (84, 5, 6, 5))[0]
        if kind == "question":
            body = self.question()
            return self._finish(Phrase((), (Tok("¿"),), ()) + body + self.words("?", "?", "?"))
        if kind == "title":
            return self._title()
        if kind == "fragment":
            return self._finish(self.listed() if self.chance(0.3) else self.noun_phrase(), capital=self.chance(0.3))
        body = self.clause()
        if self.chance(0.22):
            body = body + self._preposition()
        if self.chance(0.14):
            comma = self.chance(0.5)
            link = self.told(self.random.choice(LINKS))
            body = body + ((self.words(",", ",", ",") + link) if comma else link) + self.clause(1)
        if self.chance(0.18):
            opener = self.told(self.random.choice(OPENERS)) if self.chance(0.5) else self.date()
            body = opener + self.words(",", ",", ",") + body
        return self._finish(body + self.words(".", ".", ".") if self.chance(0.97) else body)

    def _preposition(self) -> Phrase:
        made = self.told(self.random.choice(PREPOSITIONS)) + self.noun_phrase("", 1)
        self.parts.append(made.keys)
        return made

    def _title(self) -> Sentence:
        core = self.core(self.random.choice(NOUNS["thing"]), self.chance(0.5))
        made = core if self.chance(0.5) else self.determined(core, "the")
        made = made + self.told("of|de|de") + self.core(self.random.choice(ALL), True)
        if self.chance(0.4):
            made = made + self.place()
        if self.chance(0.2):
            made = (
                made + self.words(":", ":", ":") + self.determined(self.core(self.random.choice(NOUNS["thing"]), False), "the")
            )
        english = tuple(tok if tok.text in SMALL else Tok(tok.text[:1].upper() + tok.text[1:], tok.keys) for tok in made.en)
        return self._finish(Phrase(english, made.es, made.fr))

    def _finish(self, body: Phrase, *, capital: bool = True) -> Sentence:
        spelt = {lang: spell(getattr(body, lang), lang, capital=capital) for lang in LANGS}
        return Sentence(
            {lang: text for lang, (text, _) in spelt.items()},
            {lang: places for lang, (_, places) in spelt.items()},
            tuple(dict.fromkeys(self.parts)),
            self.nouns,
        )


def figures(number: int) -> tuple[str, str, str]:
    """A number as each language groups its digits."""
    grouped = f"{number:,}"
    return grouped, grouped.replace(",", "."), grouped.replace(",", "\u2009")


def invented(chance: random.Random) -> str:
    """A name that nobody has, so that a model learns to copy what it does not know."""
    return "".join(chance.choices(SYLLABLES.split(), k=chance.randint(2, 3))).capitalize()


def spell(toks: Sequence[Tok], lang: str, *, capital: bool = True) -> tuple[str, tuple[Place, ...]]:
    """Words to text, contracted and elided as the language does, with the place of each."""
    joined = {"es": _contract_es, "fr": _contract_fr}.get(lang, list)(toks)
    text, places = "", []
    for tok in joined:
        glued = (
            not text
            or (tok.text.startswith(CLOSES) and (tok.text, lang == "en") != ("%", False))
            or text.endswith((*OPENS, "'"))
        )
        text += "" if glued else " "
        word = tok.text
        if capital and not any(map(str.isalnum, text)):
            word = word[:1].upper() + word[1:]
        places.append(Place(len(text), len(text) + len(word), tok.keys))
        text += word
    return text.replace("\u2009", " "), tuple(places)


def _contract_es(toks: Sequence[Tok]) -> list[Tok]:
    done: list[Tok] = []
    for tok in toks:
        last = done[-1] if done else Tok("")
        if tok.text == "el" and last.text in ("de", "a"):
            done[-1] = Tok(last.text + "l", last.keys | tok.keys)
            continue
        if last.text == "y" and tok.text.startswith(("i", "hi")):
            done[-1] = Tok("e", last.keys)
        done.append(tok)
    return done


def _is_vowel(word: str) -> bool:
    return word.startswith(VOWELS) and not word.lower().startswith(ASPIRATED)


def _contract_fr(toks: Sequence[Tok]) -> list[Tok]:
    done: list[Tok] = []
    for at, tok in enumerate(toks):
        word, after = tok.text, toks[at + 1].text if at + 1 < len(toks) else ""
        before_vowel = bool(after) and _is_vowel(after)
        last = done[-1] if done else Tok("")
        if before_vowel and word in ("le", "la", "de", "que", "ne"):
            word = word[:-1] + "'"
        elif before_vowel and word in ("ce", "sa", "nouveau"):
            word = {"ce": "cet", "sa": "son", "nouveau": "nouvel"}[word]
        fused = {("de", "le"): "du", ("de", "les"): "des", ("à", "le"): "au", ("à", "les"): "aux"}.get((last.text, word))
        if fused:
            done[-1] = Tok(fused, last.keys | tok.keys)
        else:
            done.append(Tok(word, tok.keys))
    return done


def sentence(seed: int | str, number: int, *, choose: Mapping[str, int] | None = None, usual: bool = False) -> Sentence:
    """Sentence `number` of a stream; the same arguments give the same sentence on every machine.

    Args:
        choose: By English noun, which of its translations stands there (0 the usual one); the rest of the sentence stays.
        usual: Every other noun has its usual translation, as a model that chooses the likeliest would write.
    """
    return Maker(f"{seed}/{number}", choose or {}, usual=usual).sentence()


def sentences(
    seed: int | str, amount: int, *, choose: Mapping[str, int] | None = None, usual: bool = False
) -> Iterator[Sentence]:
    """The first sentences of a stream that differ in English, up to `amount` of them."""
    seen: set[str] = set()
    for number in count():
        made = sentence(seed, number, choose=choose, usual=usual)
        if made.text["en"] not in seen:
            seen.add(made.text["en"])
            yield made
            if len(seen) == amount:
                return


# --- inline codes ---------------------------------------------------------------------------------------------------------


def stretch(told: Sentence, lang: str, part: frozenset[int]) -> tuple[int, int] | None:
    """Where a phrase stands, in code points; None where it is not in one piece, or has other words in it."""
    own = [n for n, place in enumerate(told.places[lang]) if place.keys and place.keys <= part]
    if not own or any(told.places[lang][n].keys - part for n in range(own[0], own[-1] + 1)):
        return None
    found = {key for n in own for key in told.places[lang][n].keys}
    fused = {key for place in told.places[lang] if place.keys - part for key in place.keys & part}
    return (told.places[lang][own[0]].start, told.places[lang][own[-1]].end) if found | fused >= part else None


def coded(told: Sentence, to: str, seed: int) -> tuple[frozenset[int], ...]:
    """Phrases to put codes on: two of which one holds the other, and one that touches it; () where there are no such."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    spans = {part: (stretch(told, "en", part), stretch(told, to, part)) for part in told.parts}
    usable = {part: here for part, (here, there) in spans.items() if here and there}
    outer = [part for part in usable if any(other < part for other in usable)]
    chance.shuffle(outer)
    for whole in outer:
        inner = [part for part in usable if part < whole]
        start, end = usable[whole]
        beside = [part for part, (a, b) in usable.items() if not part & whole and (a == end + 1 or b + 1 == start)]
        within = [part for part in inner for other in inner if not part & other and usable[other][0] == usable[part][1] + 1]
        if beside:
            return whole, chance.choice(inner), chance.choice(beside)
        if within:
            one = chance.choice(within)
            return whole, one, next(p for p in inner if not p & one and usable[p][0] == usable[one][1] + 1)
    return ()
