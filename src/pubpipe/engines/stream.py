"""Run an Apertium mode as a chain of processes: n texts in, n texts out, each apart from its neighbours.

The `apertium` script is not used: it goes through bash and gawk, hides which step failed, and looks for markup in plain
text. A mode file is a shell pipeline of plain commands; we start the same commands ourselves and speak the stream format
(https://wiki.apertium.org/wiki/Apertium_stream_format).
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import IO

from pubpipe.errors import EngineError

Command = tuple[str, ...]
Process = subprocess.Popen[bytes]

# What the stream format, or the marks for unknown words, give a meaning to.
SPECIAL = "[]{}^$/\\@<>*#~"
# A superblank goes through every step untouched; the letters keep it apart from one that a pair might make itself.
MARK = re.compile(r"\[(\d+)pp\]")
# How Apertium's own deformatter closes a text that has no full stop: the steps see a sentence end, the reader does not.
STOP = ".[]"
STOPS = re.compile(r"\s*\.?\s*\[\]")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
BREAK = re.compile(r"\s*\n\s*")


def read_mode(path: Path) -> tuple[Command, ...]:
    """The commands of a mode file, first to last, set to mark the words they do not know.

    Raises:
        EngineError: The file cannot be read, or is not a pipeline of commands.
    """
    try:
        lexer = shlex.shlex(path.read_text("utf-8").strip(), posix=True, punctuation_chars="|")
        lexer.whitespace_split, lexer.commenters = True, ""
        words = list(lexer)
    except (OSError, ValueError) as error:
        raise EngineError(f"this Apertium mode cannot be read: {error}", where=str(path), hint=mend(path.stem)) from error
    commands = tuple(step for part in _split(words) for step in _modern(_fill(part)))
    if not all(commands):
        raise EngineError("this Apertium mode is not a pipeline of commands", where=str(path), hint=mend(path.stem))
    return commands


def _split(words: Iterable[str]) -> list[list[str]]:
    parts: list[list[str]] = [[]]
    for word in words:
        if word == "|":
            parts.append([])
        else:
            parts[-1].append(word)
    return parts


def _fill(words: Sequence[str]) -> Command:
    """A mode's "$1" is the generator's option, where -g means "mark what is not known"; its "$2" is for the tagger's own."""
    return tuple("-g" if word == "$1" else word for word in words if word != "$2")


def _modern(command: Command) -> tuple[Command, ...]:
    """A transfer that looks words up by itself, as two steps. Its own way of doing so is broken in apertium 3.9 (Debian 13),
    where the `apertium` script does not use it either (apertium-wblank-mode)."""
    if command[:1] == ("apertium-transfer",) and len(command) == 4 and not command[1].startswith("-"):
        _, rules, compiled, bilingual = command
        return ("lt-proc", "-b", bilingual), ("apertium-transfer", "-b", rules, compiled)
    return (command,)


def mend(mode: str) -> str:
    return f"the data of {mode} seem damaged; reinstall that Apertium pair"


def missing_tools(commands: Iterable[Command]) -> tuple[str, ...]:
    """Names of the programs that are not on the PATH."""
    return tuple(sorted(tool for tool in {command[0] for command in commands} if shutil.which(tool) is None))


def find_mask(texts: Iterable[str]) -> dict[str, str]:
    """A private-use character for each special one, such that none of them occurs in the texts."""
    used = {ord(char) >> 4 for text in texts for char in set(text)}
    blocks = (*range(0xE00, 0xF90), *range(0xF000, 0xFFFF), *range(0x10000, 0x10FFF))
    block = next(number for number in blocks if number not in used)
    return {char: chr((block << 4) + number) for number, char in enumerate(SPECIAL)}


def translate_texts(mode: str, commands: Sequence[Command], texts: Sequence[str], *, limit_s: float = 0) -> list[str]:
    """Send n texts through a mode in one run and give n texts back, in order, with the marks `*`, `#` and `@` in them.

    The texts hold no special characters (see `find_mask`). A blank text stays blank and is not sent.

    Raises:
        EngineError: A command failed, or all took longer than `limit_s` (0: a limit that grows with the texts).
    """
    flat = [_flatten(text) for text in texts]
    wanted = [text for text in flat if text]
    results = iter(_translate(wanted, mode, commands, limit_s or 60 + sum(map(len, wanted)) / 1000))
    return [next(results) if text else "" for text in flat]


def _flatten(text: str) -> str:
    """One paragraph without control characters: to the pipeline a blank line is the end of a text."""
    return BREAK.sub("\n", CONTROL.sub(" ", text)).strip()


def _translate(texts: list[str], mode: str, commands: Sequence[Command], limit_s: float) -> list[str]:
    """All texts at once; in halves where a mark between two of them went astray."""
    if not texts:
        return []
    sent = "".join(f"[{number}pp]{_close(text)}\n\n" for number, text in enumerate(texts))
    before, *parts = MARK.split(run(mode, commands, sent, limit_s))
    numbers, answers = parts[::2], parts[1::2]
    if len(texts) == 1:
        return [_open(before + " ".join(answers))]
    if numbers == [str(number) for number in range(len(texts))] and not before.strip():
        return [_open(answer) for answer in answers]
    half = len(texts) // 2
    return _translate(texts[:half], mode, commands, limit_s) + _translate(texts[half:], mode, commands, limit_s)


def _close(text: str) -> str:
    return text if text[-1] in ".?!" else text + STOP


def _open(answer: str) -> str:
    return STOPS.sub("", answer).strip()


def run(mode: str, commands: Sequence[Command], text: str, limit_s: float) -> str:
    """Run the commands as one pipeline over a text.

    Raises:
        EngineError: With the name of the command that failed and what it said.
    """
    with ExitStack() as stack:
        processes, errors = _start(mode, commands, stack)
        late = threading.Event()
        timer = threading.Timer(limit_s, _give_up, (late, processes))
        stack.callback(timer.cancel)
        timer.start()
        threading.Thread(target=_feed, args=(processes[0], text), daemon=True).start()
        answer = _read(processes[-1])
        codes = [process.wait() for process in processes]
        if late.is_set():
            hint = "close other programs and try again, or " + mend(mode)
            raise EngineError(f"Apertium took longer than {limit_s:.0f} seconds with the pair {mode}", hint=hint)
        _judge(mode, commands, codes, errors)
        return answer.decode("utf-8", "replace")


def _start(mode: str, commands: Sequence[Command], stack: ExitStack) -> tuple[list[Process], list[IO[bytes]]]:
    """Start every command, each reading what the one before it writes; the stack ends them whatever happens."""
    processes: list[Process] = []
    spools: list[IO[bytes]] = []
    stack.callback(_stop, processes)
    for command in commands:
        spool: IO[bytes] = stack.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 - the stack closes it
        feed = processes[-1].stdout if processes else subprocess.PIPE
        try:
            process = subprocess.Popen(command, stdin=feed, stdout=subprocess.PIPE, stderr=spool, env=_environment())
        except OSError as error:
            hint = "install Apertium, or " + mend(mode)
            raise EngineError(f"{command[0]} of the pair {mode} cannot be started: {error.strerror}", hint=hint) from error
        if processes:
            _close_pipe(processes[-1].stdout)
        processes.append(process)
        spools.append(spool)
    return processes, spools


def _environment() -> Mapping[str, str]:
    """Apertium's tools read and write in the charset of the locale, so that must be UTF-8 whatever the user's is."""
    return {**os.environ, "LC_ALL": "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"}


def _feed(process: Process, text: str) -> None:
    """Write from a thread of its own: the last command may answer before the first has read everything."""
    try:
        if process.stdin:
            process.stdin.write(text.encode("utf-8"))
    except OSError:
        return  # the command died; its exit code tells why, and `_judge` reads that
    finally:
        _close_pipe(process.stdin)


def _read(process: Process) -> bytes:
    if process.stdout is None:
        return b""
    with process.stdout as pipe:
        return pipe.read()


def _close_pipe(pipe: IO[bytes] | None) -> None:
    try:
        if pipe:
            pipe.close()
    except OSError:
        return  # what was not yet written goes nowhere: the reader is gone


def _stop(processes: Iterable[Process]) -> None:
    for process in processes:
        if process.poll() is None:
            process.kill()
            process.wait()


def _give_up(late: threading.Event, processes: Iterable[Process]) -> None:
    late.set()
    _stop(processes)


def _judge(mode: str, commands: Sequence[Command], codes: Sequence[int], errors: Sequence[IO[bytes]]) -> None:
    """Blame the last command that failed by itself: those before it often die of a broken pipe only."""
    failed = [n for n, code in enumerate(codes) if code]
    if not failed:
        return
    number = next((n for n in reversed(failed) if codes[n] != -13), failed[-1])
    errors[number].seek(0)
    said = errors[number].read(2000).decode("utf-8", "replace").strip().split("\n")[0]
    ending = f"was killed by signal {-codes[number]}" if codes[number] < 0 else f"stopped with exit code {codes[number]}"
    what = f"{commands[number][0]} of the Apertium pair {mode} {ending}" + (f": {said}" if said else "")
    raise EngineError(what, hint=mend(mode))
