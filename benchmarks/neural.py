"""Time the neural engine against stock Argos Translate and against one bare call of CTranslate2: NAME value unit, a line each.

The model has the size of Argos's own (6 and 6 layers, width 512, 32,000 pieces, int8) and is made by hand: it writes one word
for each, so that what comes out is as long as what went in, and its cost is that of a real one. CPU seconds of one thread, the
contenders in turns, the median of the ratios: wall times of a busy machine say little. `make bench` runs it.
"""

import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / "tests")]
SIZE = {"size": 512, "layers": 6, "heads": 8, "inner": 2048, "entries": 32_000}
ROUNDS = 3
DENIALS = {"not", "no", "never", "none", "without", "nor", "neither", "nobody", "nothing", "cannot"}
REAL = ROOT.parent / "shared" / "articles"


def show(name: str, value: float, unit: str) -> None:
    print(f"{name} {value:.3f} {unit}", flush=True)


def segments() -> list[str]:
    """Sentences of the real article where it is at hand, else of our sample."""
    from pubpipe import clean, ingest, segment

    path = next(iter(sorted(REAL.glob("*.txt"))), ROOT / "source" / "fragile-land-hard-choices.txt")
    article = clean.clean_page(ingest.open_page(str(path)), facts=None, default_lang="en")
    return [found.text for found in segment.segment_article(article)]


def cpu(work: Callable[[], Any]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def in_turns(contenders: dict[str, Callable[[], Any]], rounds: int = ROUNDS) -> dict[str, list[float]]:
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, work in contenders.items():
            times[name].append(cpu(work))
    return times


def ratio(times: dict[str, list[float]], one: str, other: str) -> float:
    return statistics.median(a / b for a, b in zip(times[one], times[other], strict=True))


def stock(folder: Path, texts: Sequence[str]) -> Callable[[], Any]:
    """Argos Translate as it is, one call for each paragraph; only its sentence splitter is ours, since its own goes online."""
    from argostranslate import package, settings, translate

    class Whole:
        def split_sentences(self, text: str) -> list[str]:
            return [text]

    settings.intra_threads, settings.inter_threads = 1, 1
    found = next(pkg for pkg in package.get_installed_packages() if pkg.to_code == "es")
    english, spanish = translate.Language("en", "English"), translate.Language("es", "Spanish")
    engine = translate.PackageTranslation(english, spanish, found)
    engine.sentencizer = Whole()
    return lambda: [engine.hypotheses(text, 1) for text in texts]


def speed(folder: Path, texts: list[str]) -> None:
    from pubpipe.engines import decode, packages
    from pubpipe.engines.argos import Argos
    from pubpipe.engines.base import Job

    decode.load_model(packages.installed(folder)[0]).translate(["Hello."])
    bare = decode.load_model(packages.installed(folder)[0])
    unique = list(dict.fromkeys(texts))
    tokens = [bare.pieces.encode(text) for text in unique]

    def ours(quality: str, jobs: Sequence[str]) -> Callable[[], Any]:
        def run() -> None:
            (Path(os.environ["PUBPIPE_CACHE"]) / "argos" / "drafts.sqlite").unlink(missing_ok=True)
            Argos(folder, quality).translate([Job(text) for text in jobs], "en", "es")

        return run

    def one_call() -> None:
        bare.translator.translate_batch(
            tokens, beam_size=2, length_penalty=0.2, replace_unknowns=True, max_batch_size=1024, batch_type="tokens"
        )

    times = in_turns(
        {"stock": stock(folder, texts), "fine": ours("fine", texts), "standard": ours("standard", texts),
         "draft": ours("draft", texts), "bare": one_call}
    )  # fmt: skip
    for name in ("fine", "standard", "draft"):
        show(f"neural_{name}_over_stock", ratio(times, name, "stock"), "x")
    show("neural_standard_over_bare_call", ratio(times, "standard", "bare"), "x")
    ten = [re.sub(r"\w+", lambda word: word[0], text) + f" {n}" for n in range(10) for text in unique]
    grown = in_turns({"one": ours("standard", unique), "ten": ours("standard", ten)}, 2)
    show("neural_ten_times_the_text", ratio(grown, "ten", "one"), "x")


def one_sentence_changed(folder: Path, texts: list[str]) -> None:
    from pubpipe.engines import decode
    from pubpipe.engines.argos import Argos
    from pubpipe.engines.base import Job

    Argos(folder).translate([Job(text) for text in texts], "en", "es")
    seen: list[str] = []
    real = decode.Model._decode
    decode.Model._decode = lambda self, new, *rest: (seen.extend(new), real(self, new, *rest))[1]  # type: ignore[method-assign]
    Argos(folder).translate([Job(text) for text in (*texts[:-1], texts[-1] + " Once more.")], "en", "es")
    decode.Model._decode = real  # type: ignore[method-assign]
    show("neural_segments_decoded_after_one_change", len(set(seen)), "segments")


MEMORY = r"""
import os, re
from pathlib import Path
from pubpipe.engines.argos import Argos
from pubpipe.engines.base import Job
import ctranslate2, sentencepiece
peak = lambda: int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1]) / 1024
bare = peak()
for to in {langs!r}:
    os.environ["PUBPIPE_CACHE"] = {cache!r} + to  # the same model under six names: none may live on another's drafts
    Argos({folder!r}).translate([Job(text) for text in {texts!r}], "en", to)
print(peak() - bare)
"""


def memory(folder: Path, texts: list[str], langs: Sequence[str]) -> None:
    """Most memory above the bare process that six languages in turn take."""
    code = MEMORY.format(folder=str(folder), texts=texts, langs=list(langs), cache=f"{folder}.cache-")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    show("neural_memory_of_six_languages", float(done.stdout), "MB")


def main() -> None:
    import models
    from pubpipe.engines import install

    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:1])  # one core, so that CPU seconds are comparable
    texts = segments()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "packages"
        os.environ |= {"ARGOS_PACKAGES_DIR": str(folder), "PUBPIPE_CACHE": f"{name}/cache", "HOME": name, "XDG_DATA_HOME": name}
        words = list(dict.fromkeys(re.findall(r"[^\W_]+|[^\w\s]", " ".join(texts))))
        strange = {word: "no" if word.lower() in DENIALS else f"{word}o" for word in words if word.isalpha()}
        langs = ("es", "fr", "it", "pt", "ca", "de")
        path = models.build_package(Path(name) / "en.argosmodel", "en", "es", strange, text=" ".join(words), **SIZE)
        install.install(path, packages_dir=folder)
        speed(folder, texts)
        one_sentence_changed(folder, texts)
        for lang in langs[1:]:
            _copy(folder, lang)
        memory(folder, texts, langs)


def _copy(folder: Path, lang: str) -> None:
    """The same model for another language: another file, as a real one would be."""
    import json
    import shutil

    place = folder / f"en_{lang}"
    shutil.copytree(folder / "en_es", place)
    data = json.loads((place / "metadata.json").read_text("utf-8"))
    (place / "metadata.json").write_text(json.dumps(data | {"to_code": lang, "to_name": lang}), "utf-8")


if __name__ == "__main__":
    main()
