"""Fetch Argos's models from its index. The only file of the engines that uses the network, and only when asked to."""

import functools
import http.client
import json
import re
import socket
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from ipaddress import ip_address
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from pubpipe.engines.install import MAX_BYTES, install_locked, locked
from pubpipe.engines.packages import Package, find_route, installed, packages_folder, setting
from pubpipe.engines.partial import Partial, partial_of, seal_of
from pubpipe.errors import EngineError, InputError

Progress = Callable[[str], None]
Limits = tuple[float, float]  # seconds until somebody answers, seconds until data come

INDEX = "https://raw.githubusercontent.com/argosopentech/argospm-index/main/"
OFFLINE = "check the network, or install a .argosmodel file with: pubpipe models add FILE"
MAX_INDEX = 16 << 20
CHUNK = 1 << 16
PATIENCE_S = 8
RESUMED = 8  # times that a download which broke off is taken up again, as long as each brings more of it


@dataclass(frozen=True, slots=True)
class Offer:
    """A package in the index; `bytes` is 0 where the server does not tell."""

    package: Package
    links: tuple[str, ...]
    bytes: int = 0

    def to_json(self) -> dict[str, Any]:
        """A row of `pubpipe models list --available`."""
        package = self.package
        return {"pair": package.pair, "version": package.version, "bytes": self.bytes, "state": "available", "folder": ""}


def available(source: str, to: str, *, index_url: str = "", packages_dir: Path | None = None) -> tuple[Offer, ...] | None:
    """What `fetch` would download, with sizes; () where nothing is missing or nothing is offered, None without a network.

    It takes no longer than `PATIENCE_S`, whatever hangs: a name server, a handshake, an index that comes letter by letter.
    """
    found: list[tuple[Offer, ...] | None] = []

    def look() -> None:
        try:
            offers = _missing(source, to, index_url, installed(packages_dir), (5, 5))
            found.append(tuple(replace(offer, bytes=_size(offer.links[0], (5, 5))) for offer in offers))
        except EngineError:
            found.append(None)

    looking = threading.Thread(target=look, daemon=True)  # nobody can interrupt a call that looks up a name
    looking.start()
    looking.join(PATIENCE_S)
    return found[0] if found else None


def fetch(
    source: str,
    to: str,
    *,
    index_url: str = "",
    packages_dir: Path | None = None,
    progress: Progress = lambda text: None,
    connect_s: float = 5,
    read_s: float = 30,
) -> tuple[Path, ...]:
    """Download and install what is missing between two languages; the folders of the whole route.

    Raises:
        EngineError: No network, no such package, a broken or foreign file; nothing is left behind.
    """
    home, limits = packages_dir or packages_folder(), (connect_s, read_s)
    with locked(home):
        for offer in _missing(source, to, index_url, installed(home), limits):
            _fetch_one(offer, home, progress, limits)
        route = find_route(source, to, installed(home))
    if not route:
        what = f"Argos's index has no model from {source} to {to}"
        raise EngineError(what, hint="choose another engine, or install a .argosmodel file of your own")
    return tuple(package.folder for package in route)


def _missing(source: str, to: str, index_url: str, have: Sequence[Package], limits: Limits) -> tuple[Offer, ...]:
    """The offers that complete the best route; a package that is already there counts as one of no cost."""
    if find_route(source, to, have):
        return ()
    offers = _read_index(index_url, limits)
    sound = [package for package in have if not package.problem]
    route = find_route(source, to, [*(offer.package for offer in offers), *sound])
    return tuple(next(offer for offer in offers if offer.package == package) for package in route if package not in sound)


def _read_index(index_url: str, limits: Limits) -> tuple[Offer, ...]:
    place = index_url or setting("ARGOS_PACKAGE_INDEX") or INDEX
    url = place if place.endswith(".json") else place.rstrip("/") + "/index.json"
    try:
        rows = json.loads(_get(url, limits))
    except ValueError as error:
        raise EngineError("Argos's index cannot be read: it is not JSON", where=url, hint=OFFLINE) from error
    return tuple(offer for row in rows if isinstance(row, dict) and (offer := _offer(row))) if isinstance(rows, list) else ()


def _offer(row: dict[str, Any]) -> Offer | None:
    links = row.get("links")
    ours = tuple(link for link in links if isinstance(link, str) and _is_safe(link)) if isinstance(links, list) else ()
    source, to, version = (str(row.get(key) or "") for key in ("from_code", "to_code", "package_version"))
    if not (ours and source and to) or row.get("type", "translate") != "translate":
        return None
    return Offer(Package(Path(f"{source}_{to}"), source, to, version), ours)


def _is_safe(url: str) -> bool:
    """Whether the address is one we may open: https, or http on this machine itself."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        local = host == "localhost" or ((host.replace(".", "").isdigit() or ":" in host) and ip_address(host).is_loopback)
    except ValueError:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and local)


def _fetch_one(offer: Offer, home: Path, progress: Progress, limits: Limits) -> None:
    """Try each link; what broke off is kept for the next run, what was fetched is deleted, installed or not."""
    name = f"{offer.package.pair} {offer.package.version}".strip()
    failure = EngineError(f"the model {name} cannot be fetched", hint=OFFLINE)
    for link in offer.links:
        try:
            found = _fetch_from(link, name, home, progress, limits)
        except InputError as error:
            failure = EngineError(f"the model {name} is not usable: {error.what}", where=link, hint=OFFLINE)
        except EngineError as error:
            failure = error
        else:
            progress(f"{name}: installed in {found}")
            return
    raise failure


def _fetch_from(link: str, name: str, home: Path, progress: Progress, limits: Limits) -> Path:
    """From one link; a file that two runs have brought together and that is not usable is fetched once more, whole.

    Raises:
        InputError: What came is no package that can be used.
        EngineError: It did not come.
    """
    with partial_of(link) as partial:
        if partial.is_resumed:
            progress(f"{name}: going on after {partial.size / 1e6:.0f} of {partial.total / 1e6:.0f} MB")
        tell = functools.partial(_tell, progress, name)
        _download(link, partial, tell, limits)
        try:
            return install_locked(partial.path, home, link)
        except InputError:
            if not partial.is_resumed:
                raise
        partial.restart("", 0)
        _download(link, partial, tell, limits)
        return install_locked(partial.path, home, link)


def _tell(progress: Progress, name: str, done: int, total: int) -> None:
    progress(f"{name}: {done / 1e6:.0f} of {total / 1e6:.0f} MB" if total else f"{name}: {done / 1e6:.0f} MB")


class BrokenOff(EngineError):
    """The connection broke, or fell silent, before the whole body was there."""


def _download(url: str, partial: Partial, tell: Any, limits: Limits) -> None:
    """Write the body to the file; what breaks off is taken up where it broke, as long as each time brings more.

    Raises:
        EngineError: Cut short, too long, too slow, or not what it should be.
    """
    for attempt in range(RESUMED + 1):
        furthest = partial.size
        try:
            with _open_rest(url, partial, limits) as answer:
                _pour(answer, partial, url, tell)
            return
        except BrokenOff:
            if attempt == RESUMED or partial.size <= furthest:
                raise


def _open_rest(url: str, partial: Partial, limits: Limits) -> Any:
    """The answer with the rest, or with the whole where the server does not give that part, or gives another."""
    asked = partial.asked()
    try:
        answer = _open(url, limits, headers=asked)
    except EngineError as error:
        if not asked or getattr(error.__cause__, "code", 0) != 416:
            raise
        answer = None
    place = f"bytes {partial.size}-{partial.total - 1}/{partial.total}"
    if answer is not None and (answer.status != 206 or answer.headers.get("Content-Range") == place):
        return answer
    if answer is not None:
        answer.close()
    partial.restart("", 0)
    return _open(url, limits)


def _pour(answer: Any, partial: Partial, url: str, tell: Any) -> None:
    """One answer into the file: on from its end where it is the rest (RFC 9110, section 14), else from the beginning."""
    if answer.headers.get_content_type().startswith("text/html"):
        raise EngineError("the server sent a web page in place of the model", where=url, hint=OFFLINE)
    try:
        if answer.status != 206:
            partial.restart(seal_of(answer.headers), _length(answer))
        _write(answer, partial, url, tell)
    except OSError as error:
        what = f"the download cannot be kept: {error.strerror or error}"
        raise EngineError(
            what, where=str(partial.path), hint="free some space, or name another folder in PUBPIPE_CACHE"
        ) from error


def _write(answer: Any, partial: Partial, url: str, tell: Any) -> None:
    done, total = partial.size, partial.total
    told = done * 10 // max(1, total)
    while chunk := _read(answer, CHUNK, url):
        partial.add(chunk)
        done += len(chunk)
        if done > MAX_BYTES:
            partial.restart("", 0)
            raise EngineError("the file is larger than any model", where=url, hint=OFFLINE)
        if total and done * 10 // total > told:
            told = done * 10 // total
            tell(done, total)
    if total and done != total:
        raise BrokenOff(f"the download broke off after {done} of {total} bytes", where=url, hint="try again")


def _length(answer: Any) -> int:
    """Bytes of a body as its server says; 0 where it does not, or says no number."""
    told = answer.headers.get("Content-Length") or ""
    return int(told) if re.fullmatch("[0-9]{1,15}", told) else 0


def _get(url: str, limits: Limits) -> bytes:
    with _open(url, limits) as answer:
        return _read(answer, MAX_INDEX, url)


def _size(url: str, limits: Limits) -> int:
    """Bytes of a file; 0 where its server does not tell, or refuses the question but may well give the file."""
    try:
        with _open(url, limits, "HEAD") as answer:
            return _length(answer)
    except EngineError as error:
        if isinstance(error.__cause__, urllib.error.HTTPError):
            return 0
        raise


def _read(answer: Any, count: int, url: str) -> bytes:
    try:
        data: bytes = answer.read(count)
    except (OSError, http.client.HTTPException) as error:
        raise BrokenOff(f"the download stopped: {_why(error)}", where=url, hint="try again") from error
    return data


def _open(url: str, limits: Limits, method: str = "GET", headers: Mapping[str, str] = MappingProxyType({})) -> Any:
    if not _is_safe(url):
        raise EngineError("this address is not https", where=url, hint="use an address that begins with https://")
    handlers = (_SafeRedirect(), _Http(limits), _Https(limits))
    request = urllib.request.Request(url, headers={"User-Agent": "pubpipe", **headers}, method=method)  # noqa: S310 - checked above
    try:
        return urllib.request.build_opener(*handlers).open(request, timeout=limits[0])
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise EngineError(f"the model's server cannot be asked: {_why(error)}", where=url, hint=OFFLINE) from error


def _why(error: Exception) -> str:
    if isinstance(error, urllib.error.HTTPError):
        return f"{error.code} {error.reason}".split("\n")[0].strip()
    reason = getattr(error, "reason", None) or error
    if isinstance(reason, TimeoutError):
        return "it does not answer"
    return str(getattr(reason, "strerror", None) or reason)


class _SafeRedirect(urllib.request.HTTPRedirectHandler):
    """Follows only to addresses that we would have opened ourselves."""

    max_redirections = 5

    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:
        if not _is_safe(newurl):
            raise urllib.error.URLError(f"it points to {newurl}, which is not https")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _dial(address: tuple[str, int], limit_s: float, source: Any = None) -> socket.socket:
    """Try the addresses of a host, all of them together for no longer than the limit: a dead one must not use up all of it."""
    places = socket.getaddrinfo(*address, type=socket.SOCK_STREAM)
    end, failure = time.monotonic() + limit_s, OSError("it has no address")
    for left, (_, _, _, _, place) in zip(range(len(places), 0, -1), places, strict=True):
        host, port = str(place[0]), int(place[1])
        try:
            return socket.create_connection((host, port), max(0.1, (end - time.monotonic()) / left), source)
        except OSError as error:
            failure = error
    raise failure


def _connect(base: type[http.client.HTTPConnection], read_s: float, *args: Any, **options: Any) -> http.client.HTTPConnection:
    """A connection that gives up soon when nobody answers, yet waits longer for data."""

    class Patient(base):  # type: ignore[misc, valid-type]
        def connect(self) -> None:
            self._create_connection = _dial
            super().connect()
            self.sock.settimeout(read_s)

    connection: http.client.HTTPConnection = Patient(*args, **options)
    return connection


class _Http(urllib.request.HTTPHandler):
    def __init__(self, limits: Limits) -> None:
        super().__init__()
        self.read_s = limits[1]

    def http_open(self, req: Any) -> Any:
        return self.do_open(functools.partial(_connect, http.client.HTTPConnection, self.read_s), req)


class _Https(urllib.request.HTTPSHandler):
    def __init__(self, limits: Limits) -> None:
        super().__init__()
        self.read_s = limits[1]

    def https_open(self, req: Any) -> Any:
        return self.do_open(functools.partial(_connect, http.client.HTTPSConnection, self.read_s), req)
