"""Put an edition together: the article in its language, the byline, the disclosure, the colophon."""

from collections.abc import Mapping, Sequence

from pubpipe.article import Article, Edition, EngineInfo, Imprint, State, Unit
from pubpipe.codes import count_words
from pubpipe.glossary import missing_terms
from pubpipe.localize.numbers import format_share
from pubpipe.localize.strings import format_count, language_name, list_of, long_date
from pubpipe.localize.targets import protected

DONE = (State.REVIEWED, State.FINAL)


def make_edition(
    source: Article,
    article: Article,
    units: Sequence[Unit],
    lang: str,
    *,
    engine: EngineInfo,
    labels: Mapping[str, str],
    faces: Sequence[str],
    day: str,
    imprint: Imprint,
) -> Edition:
    """Gather everything an edition says into final strings.

    Args:
        source, article: The same article in its own language and in `lang`.
        labels: All house strings, in `lang`.
        faces: Names of the type families the pages are set in.
        day: ISO 8601 day the edition is dated.
    """
    names = tuple(dict.fromkeys([author.name for author in source.authors] + [n for u in units for n in protected(u.hits)]))
    language = {"language": language_name(source.lang, inside=lang)}
    wording = dict(labels)
    wording["{language} edition"] = labels["{language} edition"].format(language=language_name(lang, inside=lang))
    made, checked = _how_made(units, engine, labels, language), _how_checked(units, labels, lang)
    governs = labels["The text in {language} is the one that governs."].format(**language)
    authors = [author.name for author in source.authors]
    return Edition(
        source=source,
        article=article,
        lang=lang,
        units=tuple(units),
        engine=engine,
        state=state_of(units),
        byline=labels["By {authors}"].format(authors=list_of(authors, lang)) if authors else "",
        disclosure=_joined(lang, made, checked, governs),
        labels=wording,
        colophon=tuple(_colophon(source, units, labels, lang, engine, checked, faces, day, imprint)),
        date=long_date(source.date, lang) if source.date else "",
        names=names,
        imprint=imprint,
    )


def state_of(units: Sequence[Unit]) -> State:
    """The state of the least finished unit: an edition is reviewed when all of it is, and not in bulk."""
    order = list(State)
    states = (State.TRANSLATED if unit.how == "bulk" else unit.state for unit in units)
    return min(states, key=order.index, default=State.INITIAL)


def _how_made(units: Sequence[Unit], engine: EngineInfo, labels: Mapping[str, str], language: Mapping[str, str]) -> str:
    if not any(unit.origin.startswith("engine:") for unit in units):
        return labels["Translated from {language} with approved translations only; no engine was used."].format(**language)
    if engine.kind == "pseudo":
        return labels["Pseudo-translation from {language}, made to judge the layout; it is not a translation."].format(
            **language
        )
    kind = "neural" if engine.kind == "neural" else "rule-based"
    message = f"Machine translation from {{language}} with {{engine}}, a {kind} engine."
    return labels[message].format(engine=engine_title(engine), **language)


def engine_title(engine: EngineInfo) -> str:
    """The engine as a reader sees it, without the packager's part of its version: "Apertium 3.8.3 (eng-cat, cat-fra)"."""
    route = f" ({', '.join(engine.route)})" if engine.route else ""
    return f"{engine.title} {engine.version.partition('-')[0]}".strip() + route


def _how_checked(units: Sequence[Unit], labels: Mapping[str, str], lang: str) -> str:
    """Who has read how much of it; a person is named only for what that person approved here."""
    total, done = len(units), sum(unit.state in DONE and unit.how != "bulk" for unit in units)
    bulk = _named(labels["Approved as a whole by {names}; no time to read it is on record."], units, lang, "bulk")
    if not done:
        return _joined(lang, labels["No person has reviewed this edition yet."], *bulk)
    said = labels["Every segment of this edition was reviewed by a person."]
    if done < total:
        said = labels["Reviewed in part: {done} of {total} segments."].format(
            done=format_count(done, lang), total=format_count(total, lang)
        )
    by = _named(labels["Reviewed by {names}."], units, lang)
    again = _named(labels["Revised by a second person: {names}."], [unit for unit in units if unit.state is State.FINAL], lang)
    return _joined(lang, said, *by, *again, *bulk)


def _named(message: str, units: Sequence[Unit], lang: str, how: str = "") -> list[str]:
    """A sentence with the names of those who approved units in this way; none where nobody is known by name."""
    chosen = [unit for unit in units if (unit.how == "bulk") == (how == "bulk") and unit.origin.startswith("reviewer:")]
    people = dict.fromkeys(unit.origin.partition(":")[2] for unit in chosen)
    named = [name for name in people if name and name != "unknown"]
    return [message.format(names=list_of(named, lang))] if named else []


def _how_much(units: Sequence[Unit], labels: Mapping[str, str], lang: str) -> list[str]:
    """How much of it a person changed, in segments and in words of the target."""
    edited = [unit for unit in units if unit.how == "edited"]
    if not edited:
        return []
    words, all_words = (sum(count_words(unit.target) for unit in some) for some in (edited, units))
    message = labels["Changed by a person: {done} of {total} segments, {share} of the words."]
    done, total = format_count(len(edited), lang), format_count(len(units), lang)
    return [message.format(done=done, total=total, share=format_share(words / max(all_words, 1), lang))]


def _colophon(
    source: Article,
    units: Sequence[Unit],
    labels: Mapping[str, str],
    lang: str,
    engine: EngineInfo,
    checked: str,
    faces: Sequence[str],
    day: str,
    imprint: Imprint,
) -> list[tuple[str, str]]:
    origin = [
        source.publication,
        long_date(source.date, lang) if source.date else "",
        source.url,
        f"SHA-256 {source.sha256[:16]}",
    ]
    memory = sum(unit.state in DONE for unit in units)
    counted = labels["{memory} segments from the memory, {engine} from the engine."].format(
        memory=format_count(memory, lang), engine=format_count(sum(unit.origin.startswith("engine:") for unit in units), lang)
    )
    reviewed = _joined(lang, checked, *_how_much(units, labels, lang))
    rows = [
        (labels["Original title"], source.title),
        (labels["Source"], " · ".join(filter(None, origin))),
        (labels["Translation"], " · ".join(filter(None, (engine_title(engine), counted)))),
        (labels["Glossary"], _terms(units, labels, lang)),
        (labels["Review"], reviewed if any(unit.state in DONE for unit in units) else labels["Unreviewed"]),
        (labels["Typesetting"], labels["Set in {faces}."].format(faces=list_of(list(faces), lang))),
        (labels["Date of this edition"], long_date(day, lang)),
        (labels["Publisher"], imprint.publisher),
        (labels["Rights"], imprint.rights or source.rights),
        (labels["Contact"], " · ".join(filter(None, (imprint.contact, imprint.url)))),
    ]
    return [(label, text) for label, text in rows if text]


def _terms(units: Sequence[Unit], labels: Mapping[str, str], lang: str) -> str:
    held = [(unit, hit) for unit in units for hit in unit.hits if hit.term.status != "forbidden"]
    kept = sum(not missing_terms([hit], unit.target) for unit, hit in held)
    message = "{found} terms of the glossary occur in the source; {kept} came out as agreed."
    return labels[message].format(found=format_count(len(held), lang), kept=format_count(kept, lang)) if held else ""


def _joined(lang: str, *sentences: str) -> str:
    """Sentences in a row; Chinese and Japanese put no space between them."""
    return ("" if lang.split("-")[0] in ("zh", "ja") else " ").join(sentences)
