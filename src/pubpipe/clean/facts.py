"""Read the sidecar file NAME.toml: what the page cannot tell, and what a person decides about its lines."""

import re
import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pubpipe.article import NoteKind, Role
from pubpipe.errors import SettingsError

TEXTS = ("title", "subtitle", "standfirst", "url", "section", "publication", "rights", "lang")
KEYS = (*TEXTS, "authors", "date", "notes", "keep", "drop", "roles", "pull", "picture")
PICTURE_KEYS = ("file", "alt", "caption", "after", "drop")
NOTE_KEYS = ("text", "kind", "marker", "authors")
FRONT_ROLES = ("title", "subtitle", "byline")
ROLES = (*FRONT_ROLES, *(role.value for role in Role), *(kind.value for kind in NoteKind))
ROLE_KEYS = ("role", "marker", "authors")
AUTHOR_KEYS = ("name", "affiliations")
LANG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


def facts_path(address: str | Path) -> Path | None:
    """The sidecar file of a source, or None where there is none."""
    if str(address) == "-":
        return None
    path = Path(address).with_suffix(".toml")
    return path if path.is_file() else None


def read_facts(path: str | Path) -> dict[str, Any]:
    """Read a sidecar file.

    Args:
        path: The sidecar file itself, or the source that it stands beside.

    Returns:
        Its keys, checked; an empty mapping where the source has no such file.

    Raises:
        SettingsError: Not TOML, a key that is not known, or a value of the wrong kind.
    """
    found = Path(path) if Path(path).suffix == ".toml" else facts_path(path)
    if found is None:
        return {}
    try:
        known = tomllib.loads(found.read_bytes().decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:  # a number of 5,000 digits is no TOMLDecodeError
        raise SettingsError(
            f"not TOML: {error}", where=str(found), hint='a line looks like this: title = "The title"'
        ) from error
    except OSError as error:
        raise SettingsError(
            f"cannot be read: {error.strerror}", where=str(found), hint="check its name and permissions"
        ) from error
    return check_facts(known, str(found))


def check_facts(facts: Mapping[str, Any], where: str = "facts") -> dict[str, Any]:
    """The same facts with dates as ISO text, authors and notes as tables; nothing unknown is let through.

    Raises:
        SettingsError: See `read_facts`.
    """
    _check_keys(facts, KEYS, where)
    checked: dict[str, Any] = {key: _text(facts[key], key, where) for key in TEXTS if key in facts}
    if "lang" in checked and not LANG.fullmatch(checked["lang"]):
        raise SettingsError(f"{checked['lang']!r} is not a language tag", where=where, hint='write lang = "en" or "pt-BR"')
    if "date" in facts:
        checked["date"] = _day(facts["date"], where)
    if "authors" in facts:
        checked["authors"] = [_author(author, where) for author in _list(facts["authors"], "authors", where)]
    if "notes" in facts:
        checked["notes"] = [_note(note, where) for note in _list(facts["notes"], "notes", where)]
    for key in ("keep", "drop"):
        if key in facts:
            checked[key] = [_entry(entry, key, where) for entry in _list(facts[key], key, where)]
    if "pull" in facts:
        checked["pull"] = [_text(text, "pull", where) for text in _list(facts["pull"], "pull", where)]
    if "roles" in facts:
        checked["roles"] = _roles(facts["roles"], where)
    if "picture" in facts:
        checked["picture"] = [_picture(picture, where) for picture in _list(facts["picture"], "picture", where)]
    return checked


def _picture(value: object, where: str) -> dict[str, Any]:
    """What a person says of a picture; an empty `alt` says that there is nothing to tell, none at all leaves it to the page."""
    where = f"{where}: [[picture]]"
    if not isinstance(value, Mapping):
        raise SettingsError("a picture has to be a table", where=where, hint='write [[picture]], and below it file = "…"')
    _check_keys(value, PICTURE_KEYS, where)
    checked: dict[str, Any] = {key: _text(value[key], key, where) for key in ("alt", "caption") if key in value}
    checked["file"] = value.get("file")
    if not isinstance(checked["file"], str) or not checked["file"].strip():
        raise SettingsError(
            "a picture has no file", where=where, hint='write file = "…", its path from the folder of the source'
        )
    if "after" in value:
        checked["after"] = _entry(value["after"], "after", where)
    if not isinstance(value.get("drop", False), bool):
        raise SettingsError("'drop' has to be true or false", where=where, hint="write drop = true, or take the line out")
    return checked | ({"drop": True} if value.get("drop") else {})


def _entry(value: object, key: str, where: str) -> str | int:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise SettingsError(
            f"an entry of {key!r} has to be a line's number or its text",
            where=where,
            hint=f'write {key} = [12, "14-16", "the text of a line"]',
        )
    return value


def _roles(value: object, where: str) -> dict[str, dict[str, Any]]:
    if not isinstance(value, Mapping):
        raise SettingsError("'roles' has to be a table", where=where, hint='write [roles], and below it 17 = "heading"')
    return {str(entry): _role(told, str(entry), where) for entry, told in value.items()}


def _role(value: object, entry: str, where: str) -> dict[str, Any]:
    """The role of a line as the fields of `overrides.Order`."""
    where = f"{where}: [roles]"
    table: Mapping[str, Any] = {"role": value} if isinstance(value, str) else value if isinstance(value, Mapping) else {}
    _check_keys(table, ROLE_KEYS, where)
    role = table.get("role")
    if role not in ROLES:
        near = get_close_matches(str(role), ROLES, n=1, cutoff=0.5)
        hint = f"did you mean {near[0]!r}?" if near else "choose one of: " + ", ".join(ROLES)
        raise SettingsError(f"{entry!r} cannot be a {role!r}", where=where, hint=hint)
    is_note = role in [kind.value for kind in NoteKind]
    if not is_note and len(table) > 1:
        raise SettingsError(f"a {role} has no marker and no authors", where=where, hint="only a note has; take them out")
    checked: dict[str, Any] = {"role": role}
    if "marker" in table:
        checked["marker"] = _text(table["marker"], "marker", where)
    if "authors" in table:
        checked["authors"] = tuple(_text(name, "authors", where) for name in _list(table["authors"], "authors", where))
    return checked


def _check_keys(table: Mapping[str, Any], known: tuple[str, ...], where: str) -> None:
    for key in table:
        if key not in known:
            near = get_close_matches(str(key), known, n=1, cutoff=0.5)
            hint = f"did you mean {near[0]!r}?" if near else "known keys: " + ", ".join(known)
            raise SettingsError(f"the key {key!r} is not known", where=where, hint=hint)


def _text(value: object, key: str, where: str) -> str:
    if not isinstance(value, str) or (key == "title" and not value.strip()):
        raise SettingsError(f"{key!r} has to be a text", where=where, hint=f'write {key} = "…"')
    return " ".join(value.split())


def _list(value: object, key: str, where: str) -> list[Any]:
    if not isinstance(value, list | tuple):
        raise SettingsError(f"{key!r} has to be a list", where=where, hint=f'write {key} = ["…", "…"]')
    return list(value)


def _day(value: object, where: str) -> str:
    if isinstance(value, date):
        return (value.date() if isinstance(value, datetime) else value).isoformat()
    try:
        return date.fromisoformat(value).isoformat() if isinstance(value, str) and value else _no_day(value, where)
    except ValueError as error:
        raise SettingsError(f"{value!r} is not a day", where=where, hint="write date = 2026-11-23") from error


def _no_day(value: object, where: str) -> str:
    if value == "":
        return ""  # says that the page's date is not the article's
    raise SettingsError(f"{value!r} is not a day", where=where, hint="write date = 2026-11-23")


def _author(value: object, where: str) -> dict[str, Any]:
    if isinstance(value, str) and value.strip():
        return {"name": " ".join(value.split()), "affiliations": None}
    if not isinstance(value, Mapping) or not str(value.get("name", "")).strip():
        raise SettingsError(
            "an author has to be a name",
            where=where,
            hint='write authors = ["A Name", { name = "B Name", affiliations = ["…"] }]',
        )
    _check_keys(value, AUTHOR_KEYS, where)
    told = value.get("affiliations")  # None leaves it to the page, an empty list says that there are none
    places = None if told is None else [_text(place, "affiliations", where) for place in _list(told, "affiliations", where)]
    return {"name": _text(value["name"], "name", where), "affiliations": places}


def _note(value: object, where: str) -> dict[str, Any]:
    table: Mapping[str, Any] = {"text": value} if isinstance(value, str) else value if isinstance(value, Mapping) else {}
    if not str(table.get("text", "")).strip():
        raise SettingsError("a note has to have a text", where=where, hint='write notes = [{ kind = "editor", text = "…" }]')
    _check_keys(table, NOTE_KEYS, where)
    kinds = [kind.value for kind in NoteKind]
    kind = table.get("kind", NoteKind.EDITOR.value)
    if kind not in kinds:
        raise SettingsError(f"there is no kind of note named {kind!r}", where=where, hint="choose one of: " + ", ".join(kinds))
    authors = tuple(_text(name, "authors", where) for name in _list(table.get("authors", []), "authors", where))
    return {
        "text": _text(table["text"], "text", where),
        "kind": NoteKind(kind),
        "marker": _text(table.get("marker", ""), "marker", where),
        "authors": authors,
    }
