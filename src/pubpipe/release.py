"""Gather what may be handed out into a folder or a zip, ready to upload, after every edition in it was read back."""

import hashlib
import logging
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

from pubpipe.catalogue import Holding, Memo, holdings
from pubpipe.errors import InputError, OutputError, UsageError
from pubpipe.files import make_folder, write_atomic
from pubpipe.ledger import open_ledger
from pubpipe.proof import SAME, Proof, prove
from pubpipe.publish import publish
from pubpipe.settings import Settings

log = logging.getLogger(__name__)
EPOCH = (1980, 1, 1, 0, 0, 0)
REVIEWED = ("reviewed", "final")
TEMPORARY = ".release"
UNREVIEWED = "no person has reviewed all of it"


@dataclass(frozen=True, slots=True)
class Release:
    """What was put together.

    Attributes:
        target: The folder or the zip.
        editions: Stems of the editions in it.
        refused: Stem of each edition that should be in it and is not, with the reason.
        files: How many files it has.
    """

    target: Path
    editions: tuple[str, ...]
    refused: tuple[tuple[str, str], ...]
    files: int


def make_release(settings: Settings, target: Path, *, only_reviewed: bool = False, sign: str = "") -> Release:
    """Put every edition that was not withheld, as it was made, with its pages, into `target`.

    Args:
        target: A folder that is not there yet or holds an earlier release, or a name that ends in .zip.
        only_reviewed: Leave out what no person has reviewed as a whole.
        sign: "minisign" or "ssh", with the key that these programs find by themselves, or "ssh:KEYFILE", "minisign:KEYFILE".

    Raises:
        InputError: There is nothing to release.
        OutputError: The folder holds something else, or the signature failed.
    """
    signer = signer_of(sign)
    held = tuple(holdings(settings.output, Memo(open_ledger(settings.cache, settings.output))))
    wrong = {proof.path: _fault(proof) for proof in _proofs(settings, held) if _fault(proof)}
    judged = [(holding, _refusal(settings, holding, wrong, only_reviewed)) for holding in held]
    good = [holding for holding, reason in judged if not reason]
    refused = tuple((holding.stem, reason) for holding, reason in judged if reason and reason != UNREVIEWED)
    for stem, reason in refused:
        log.warning("%s is left out: %s", stem, reason)
    if not good:
        hint = "review one, or leave --only out" if only_reviewed else "`pubpipe verify` says what is wrong"
        raise InputError("there is no edition to release", where=str(settings.output), hint=hint)
    staging = settings.cache / TEMPORARY
    shutil.rmtree(staging, ignore_errors=True)
    try:
        files = _stage(settings, good, staging)
        if signer:
            files += signer(staging / "SHA256SUMS")
        _put(staging, target)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return Release(target, tuple(holding.stem for holding in good), refused, len(files))


def _proofs(settings: Settings, held: Sequence[Holding]) -> Iterator[Proof]:
    paths = [settings.output / holding.slug / name for holding in held if holding.is_offered for name in holding.files]
    return prove(settings, paths) if paths else iter(())


def _fault(proof: Proof) -> str:
    errors = [finding for finding in proof.findings if finding.level.value == "error"]
    if errors:
        return f"{errors[0].code} {errors[0].message}"
    return "" if proof.verdict == SAME else "it was changed since it was made"


def _refusal(settings: Settings, holding: Holding, wrong: dict[Path, str], only_reviewed: bool) -> str:
    """Why an edition is not released, or ""."""
    if holding.facts["state"] == "withheld":
        return "it was withheld"
    if not holding.is_offered:
        return "none of its files is there"
    if only_reviewed and holding.facts["state"] not in REVIEWED:
        return UNREVIEWED
    missing = [name for name in holding.facts["files"] if name not in holding.sizes and not name.endswith(".review.docx")]
    if missing:
        return f"{missing[0]} is missing"
    faults = (wrong.get((settings.output / holding.slug / name).absolute(), "") for name in holding.files)
    return next((f"{name}: {fault}" for name, fault in zip(holding.files, faults, strict=True) if fault), "")


def _stage(settings: Settings, good: Sequence[Holding], staging: Path) -> list[Path]:
    """Copy the editions with their records and receipts, and write the pages of just these."""
    for holding in good:
        folder = settings.output / holding.slug
        for name in (
            *holding.files,
            f"{holding.stem}.json",
            "cleaning.html",
            "terms.html",
            f"{holding.stem}.terms.html",
            *holding.facts["pictures"],
        ):
            if (folder / name).is_file():
                write_atomic(staging / holding.slug / name, (folder / name).read_bytes())
    publish(replace(settings, output=staging, cache=staging / ".pubpipe"))
    shutil.rmtree(staging / ".pubpipe", ignore_errors=True)
    return [path for path in sorted(staging.rglob("*")) if path.is_file()]


def _put(staging: Path, target: Path) -> None:
    """Move what was staged to its place, in one step."""
    if target.suffix.lower() == ".zip":
        write_atomic(target, zipped(staging))
        return
    if not _is_free(target):
        raise OutputError("is there already, and is no release", where=str(target), hint="name a folder that is not there")
    make_folder(target.parent)
    old = target.with_name(f".{target.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    try:
        if target.exists():
            target.rename(old)
        shutil.move(staging, target)
    except OSError as error:
        if old.exists() and not target.exists():
            old.rename(target)
        raise OutputError(f"cannot be written ({error.strerror})", where=str(target), hint="choose another place") from error
    shutil.rmtree(old, ignore_errors=True)


def _is_free(target: Path) -> bool:
    """Whether nothing stands there, or an empty folder, or a release, which a new one may replace."""
    if not target.exists():
        return True
    is_release = (target / "SHA256SUMS").is_file() and (target / "index.html").is_file()
    return target.is_dir() and ((is_release and not _has_work(target)) or not any(target.iterdir()))


def _has_work(folder: Path) -> bool:
    """Whether a folder holds what no release holds and a person works on: an output folder is no place for a release."""
    return any(folder.glob("*/*.review.docx")) or any(folder.glob("*/kept"))


def zipped(folder: Path) -> bytes:
    """All files of a folder as a zip; the same files give the same bytes."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), EPOCH)
            packed = path.suffix in (".pdf", ".docx", ".epub", ".webp")
            entry.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, path.read_bytes())
    return out.getvalue()


# Signatures


def signer_of(how: str) -> Callable[[Path], list[Path]] | None:
    """What signs a file: a function from its path to the signature's; None where nobody asked for one.

    Raises:
        UsageError: There is no such way to sign, or its program is not installed.
    """
    if not how:
        return None
    program, _, key = how.partition(":")
    if program not in ("minisign", "ssh"):
        raise UsageError(f"there is no way to sign named {program!r}", hint="minisign, ssh, minisign:KEYFILE or ssh:KEYFILE")
    command = "minisign" if program == "minisign" else "ssh-keygen"
    if not shutil.which(command):
        raise UsageError(f"{command} is not installed", hint=f"install {command}, or leave --sign out")
    return lambda path: _sign(path, program, key)


def _sign(path: Path, program: str, key: str) -> list[Path]:
    """Sign a file with the user's own program and key; whatever it asks, it asks the user.

    minisign asks for a password on stderr and reads it from the terminal, so that both are left to it; ssh-keygen opens the
    terminal by itself.
    """
    if program == "minisign":
        command = ["minisign", "-S", *(["-s", key] if key else []), "-m", str(path)]
        signature = path.with_name(path.name + ".minisig")
        done = subprocess.run(command, stdout=2, text=True, check=False)  # stdout is for results
    else:
        command = ["ssh-keygen", "-Y", "sign", "-n", "file", "-f", key or _ssh_key(), str(path)]
        signature = path.with_name(path.name + ".sig")
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode or not signature.is_file():
        said = (done.stderr or done.stdout or "its reason stands above").strip().splitlines()[-1:] or ["no reason given"]
        hint = f"name the key: --sign {program}:KEYFILE"
        raise OutputError(f"{command[0]} did not sign: {said[0]}", where=path.name, hint=hint)
    return [signature]


def _ssh_key() -> str:
    folder = Path.home() / ".ssh"
    for name in ("id_ed25519", "id_ecdsa", "id_rsa"):
        if (folder / name).is_file():
            return str(folder / name)
    raise UsageError("there is no key in ~/.ssh", hint="make one with ssh-keygen, or name it: --sign ssh:KEYFILE")


def check_sums(folder: Path) -> Iterator[str]:
    """Names in SHA256SUMS of a folder whose file is absent or another; a name that climbs out of it is one of them."""
    for line in (folder / "SHA256SUMS").read_text("utf-8").splitlines():
        digest, _, name = line.partition("  ")
        path = folder / name
        inside = path.resolve().is_relative_to(folder.resolve())
        if not inside or not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            yield name
