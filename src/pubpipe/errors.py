"""The one family of errors that pubpipe raises on purpose; the terminal prints them without a traceback."""

LONGEST = 1200  # characters of each part; a path may have 4,096, of which nobody reads the rest


class PubpipeError(Exception):
    """What went wrong, where, and what the reader can do about it.

    Exit codes: 1 is kept for findings of level error, 2 for misuse; the named failures start at 3.
    """

    exit_code = 3

    def __init__(self, what: str, *, where: str = "", hint: str = "") -> None:
        super().__init__(what)
        self.what, self.where, self.hint = what, where, hint

    def __str__(self) -> str:
        place = f"{_short(self.where)}: " if self.where else ""
        said = place + _short(self.what) + (f"\n  hint: {_short(self.hint)}" if self.hint else "")
        return said.encode("utf-8", "backslashreplace").decode()  # a file's name, or what it says, need not be Unicode

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.what, self.where, self.hint)


def _short(text: str) -> str:
    """At most `LONGEST` characters: a hostile file is quoted, not recited."""
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _rebuild(kind: type[PubpipeError], what: str, where: str, hint: str) -> PubpipeError:
    """Make an error again on the other side of a process boundary (keyword arguments do not pickle by themselves)."""
    return kind(what, where=where, hint=hint)


class UsageError(PubpipeError):
    """The command, an option or a language tag makes no sense."""

    exit_code = 2


class InputError(PubpipeError):
    """A source, glossary, memory or review copy cannot be read as what it claims to be."""

    exit_code = 3


class EngineError(PubpipeError):
    """An engine is missing, failed, or broke its contract."""

    exit_code = 4


class SettingsError(PubpipeError):
    """pubpipe.toml or a sidecar file holds something that is not understood."""

    exit_code = 5


class OutputError(PubpipeError):
    """An edition cannot be written: no permission, no space, no font for its script."""

    exit_code = 6


class FullError(OutputError):
    """Nothing more can be written there: the disk is full, the quota used up, or the disk has become read-only."""
