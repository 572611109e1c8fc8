"""Families too large to be a dependency: fetched as packages of one version, and kept with the checksum of every face.

Chinese, Japanese and Korean need 15 to 30 MB each, and no font package of Python's has their text faces. The npm package is had
by npm itself, from wherever npm is set up to look; or it is brought along as a file.
"""

import hashlib
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pubpipe.errors import InputError, OutputError

TIMEOUT_S = 1200
LARGEST = 32 << 20  # bytes of one face; the largest has 15 MB
LICENCE = "LICENSE_FONT"
EXTENT = 1.151, 0.286  # of all four families above and below the baseline, in ems (table hhea)


@dataclass(frozen=True, slots=True)
class Family:
    """A family of one script, under the SIL Open Font Licence 1.1.

    Attributes:
        lang: BCP 47 tag that stands for the script on the command line.
        faces: (weight, member of the package, its SHA-256).
    """

    script: str
    lang: str
    name: str
    package: str
    version: str
    faces: tuple[tuple[int, str, str], ...]

    def file(self, weight: int) -> str:
        """Name of the face below `folder`; unique."""
        return f"{self.name.replace(' ', '')}-{weight}.ttf"

    @property
    def folder(self) -> Path:
        """Where its faces are kept."""
        return fonts_folder() / f"{self.name.replace(' ', '-').lower()}-{self.version}"

    @property
    def is_here(self) -> bool:
        """Whether every face is there, to the byte."""
        return all(_digest(self.folder / self.file(weight)) == wanted for weight, _, wanted in self.faces)


def _noto(script: str, lang: str, code: str, version: str, regular: str, bold: str) -> Family:
    name = f"NotoSerif{code}"
    faces = (
        (400, f"package/400Regular/{name}_400Regular.ttf", regular),
        (700, f"package/700Bold/{name}_700Bold.ttf", bold),
    )
    return Family(script, lang, f"Noto Serif {code}", f"@expo-google-fonts/noto-serif-{code.lower()}", version, faces)


FAMILIES = (
    _noto(
        *("hans", "zh-Hans", "SC", "0.4.3"),
        "c358a69de3df5f423a8946a7b03e3126fb6ba116f1130a463455b4e39e1f0742",
        "9c6a2ba736e4b499c84f65ce366bd3625c0401885fd3e585ace50fb738b96ff6",
    ),
    _noto(
        *("hant", "zh-Hant", "TC", "0.4.4"),
        "b0acf9799d5dc656cdeff077d36b2ee9032b762e05b3f8a7b76c81dee4eec08c",
        "98c207d0254a6b0b4b5611dd8d5bcc37af4482494477d43eba6b2409ed083140",
    ),
    _noto(
        *("japanese", "ja", "JP", "0.4.3"),
        "5a04846a0e23acefae825f2f459205036a166f5a63462019ce3492d07bd20e92",
        "370341f60a5a33dff0dd66e9fb04ddb7523846d4800e4e2cd8fba0bf715d44ea",
    ),
    _noto(
        *("korean", "ko", "KR", "0.4.3"),
        "c8c5922208f207214ce01791290621c28fda4ff788bd4dddc511aaebf61f4a74",
        "a73b9f92a4f18ec965695d80653d3e2b760343bd8f8169682bc0c9d26cfaeffd",
    ),
)
BY_SCRIPT = {family.script: family for family in FAMILIES}


def fonts_folder() -> Path:
    """Where fetched fonts are kept, for all edition folders of this user: PUBPIPE_FONTS_DIR, else the XDG data folder."""
    own = os.environ.get("PUBPIPE_FONTS_DIR")
    return Path(own) if own else Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "pubpipe" / "fonts"


def needed(scripts: Sequence[str]) -> tuple[Family, ...]:
    """The families that these scripts are set in, of those that are fetched."""
    return tuple(dict.fromkeys(BY_SCRIPT[script] for script in scripts if script in BY_SCRIPT))


def require(scripts: Sequence[str]) -> tuple[Family, ...]:
    """The same, whole on this machine.

    Raises:
        OutputError: A family is missing or damaged; the command that fetches it is named.
    """
    families = needed(scripts)
    lacking = [family for family in families if not family.is_here]
    if lacking:
        names = ", ".join(family.name for family in lacking)
        raise OutputError(
            f"the text faces of {names} are not here, or damaged",
            where=str(fonts_folder()),
            hint="run: pubpipe fonts add " + " ".join(family.lang for family in lacking),
        )
    return families


def _digest(path: Path) -> str:
    """SHA-256 of a file, "" where there is none; asked often, so remembered by size and time."""
    try:
        stamp = path.stat()
    except OSError:
        return ""
    return _digest_of(path, stamp.st_size, stamp.st_mtime_ns)


@cache
def _digest_of(path: Path, size: int, time: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


# --- Fetching ---------------------------------------------------------------------------------------------------------


def fetch(family: Family) -> None:
    """Have npm fetch the package, and keep its faces where each has its checksum.

    Raises:
        OutputError: There is no npm, it fails, or the package holds other bytes than those that were pinned.
    """
    npm = shutil.which("npm")
    offline = f"on a machine with npm: npm pack {family.package}@{family.version}; then: pubpipe fonts add FILE.tgz"
    if npm is None:
        raise OutputError(f"npm, which fetches {family.name}, is not installed", hint=f"install npm; or {offline}")
    with tempfile.TemporaryDirectory() as folder:
        command = [npm, "pack", f"{family.package}@{family.version}", "--pack-destination", folder]
        try:
            done = subprocess.run(
                [*command, "--ignore-scripts", "--loglevel=error"],
                cwd=folder,
                capture_output=True,
                text=True,
                timeout=TIMEOUT_S,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise OutputError(f"npm did not fetch {family.name} within {TIMEOUT_S // 60} minutes", hint=offline) from error
        found = sorted(Path(folder).glob("*.tgz"))
        if done.returncode or not found:
            said = " ".join(done.stderr.split())[:200] or f"it left with code {done.returncode}"
            raise OutputError(f"npm could not fetch {family.package}@{family.version}: {said}", hint=offline)
        install(family, found[0])


def install(family: Family, archive: Path) -> None:
    """Take the faces out of a package and keep them; nothing is kept where one has another checksum.

    Raises:
        InputError: It is no such package, or not of the pinned version.
    """
    faces = dict(_members(family, archive))
    folder = family.folder
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=".fetched-", dir=folder.parent))
        try:
            for name, data in faces.items():
                (aside / name).write_bytes(data)
            about = {"package": family.package, "version": family.version, "licence": "SIL Open Font License 1.1"}
            (aside / "about.json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")
            if folder.exists():
                os.rename(folder, aside / "before")
            os.rename(aside, folder)
            folder.chmod(0o755)
            shutil.rmtree(folder / "before", ignore_errors=True)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    except OSError as error:
        what = f"the faces cannot be kept ({error.strerror or error})"
        raise OutputError(
            what, where=str(folder), hint="check its permissions, or name another in PUBPIPE_FONTS_DIR"
        ) from error


def _members(family: Family, archive: Path) -> Iterator[tuple[str, bytes]]:
    """File name and bytes of each face and of the licence; only members that are asked for are read, and no more than they may
    hold."""
    hint = f"the file is made by: npm pack {family.package}@{family.version}"
    try:
        with tarfile.open(archive, "r:gz") as package:
            for weight, member, wanted in family.faces:
                data = _read(package, member)
                if hashlib.sha256(data).hexdigest() != wanted:
                    raise InputError(f"{member} is not the file that was pinned", where=str(archive), hint=hint)
                yield family.file(weight), data
            yield LICENCE, _read(package, f"package/{LICENCE}")
    except (OSError, KeyError, EOFError, zlib.error, tarfile.TarError) as error:
        raise InputError(f"it is no package of {family.name} ({error})", where=str(archive), hint=hint) from error


def _read(package: tarfile.TarFile, member: str) -> bytes:
    stream = package.extractfile(member)
    if stream is None:
        raise KeyError(member)
    return stream.read(LARGEST)


def family_of(archive: Path) -> Family:
    """The family that a package file says it holds.

    Raises:
        InputError: It is none of ours.
    """
    try:
        with tarfile.open(archive, "r:gz") as package:
            name = json.loads(_read(package, "package/package.json")[: 1 << 20])["name"]
            return next(family for family in FAMILIES if family.package == name)
    except (OSError, KeyError, EOFError, ValueError, StopIteration, TypeError, zlib.error, tarfile.TarError) as error:
        names = ", ".join(f"{family.package}@{family.version}" for family in FAMILIES)
        raise InputError("it is no font package that pubpipe knows", where=str(archive), hint=f"known are {names}") from error
