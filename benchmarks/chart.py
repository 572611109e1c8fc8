"""Draw ratios as an SVG for light and dark pages: a dot for each comparison on a scale of doublings, its spread as a line."""

import math
import os
from collections.abc import Iterator, Sequence
from html import escape
from typing import NamedTuple

WIDTH, LEFT, RIGHT, TOP, STEP, FOOT = 860, 380, 90, 74, 46, 66  # px
STYLE = (
    "text{font:14px system-ui,sans-serif;fill:#1f2328}.peer,.foot,.tick{font-size:12px;fill:#57606a}.head{font-size:17px;"
    "font-weight:600}.value{font-weight:600}.grid{stroke:#d0d7de}.one{stroke:#57606a;stroke-width:1.5}.faster{fill:#0969da;"
    "stroke:#0969da}.slower{fill:#bc4c00;stroke:#bc4c00}.paper{fill:#fff}"
    "@media(prefers-color-scheme:dark){text{fill:#e6edf3}.peer,.foot,.tick{fill:#9198a1}.grid{stroke:#30363d}.one{stroke:#9198a1}"
    ".faster{fill:#4493f8;stroke:#4493f8}.slower{fill:#f0883e;stroke:#f0883e}.paper{fill:#0d1117}}"
)


class Bar(NamedTuple):
    """One comparison: what the peer takes over what pubpipe takes, and the least and largest of the rounds."""

    what: str
    peer: str
    ratio: float
    least: float
    most: float


def count_cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def draw(bars: Sequence[Bar], foot: str) -> str:
    """The whole picture, with a title and a description for those who do not see it.

    Args:
        bars: At least one; ratios above 0.
        foot: When and on what machine it was measured.
    """
    height = TOP + STEP * len(bars) + FOOT
    low = math.floor(math.log2(min(0.5, *(bar.least for bar in bars))))
    high = math.ceil(math.log2(max(2.0, *(bar.most for bar in bars))))
    said = "; ".join(f"{bar.what}: {bar.peer} takes {bar.ratio:.2f} times as long" for bar in bars)
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
            ' role="img" aria-labelledby="title desc">',
            '<title id="title">What each peer takes over what pubpipe takes</title>',
            f'<desc id="desc">CPU time of the peer divided by that of pubpipe. {escape(said)}.</desc>',
            f"<style>{STYLE}</style>",
            f'<rect class="paper" width="{WIDTH}" height="{height}"/>',
            '<text class="head" x="20" y="30">CPU time of the peer, as a multiple of pubpipe’s</text>',
            *_scale(low, high, height),
            *(line for at, bar in enumerate(bars) for line in _row(bar, TOP + STEP * at + STEP // 2, low, high)),
            f'<text class="foot" x="20" y="{height - 16}">{escape(foot)}</text>',
            "</svg>\n",
        )
    )


def _x(ratio: float, low: int, high: int) -> float:
    return LEFT + (math.log2(ratio) - low) / (high - low) * (WIDTH - LEFT - RIGHT)


def _scale(low: int, high: int, height: int) -> Iterator[str]:
    """A line for each doubling, and words for the two sides of 1."""
    step = 1 if high - low <= 8 else 2
    for power in range(low, high + 1):
        if power % step:
            continue
        x = _x(2.0**power, low, high)
        word = f"{2**power}×" if power >= 0 else f"1/{2**-power}"
        kind = "grid" if power else "one"
        yield f'<line class="{kind}" x1="{x:.1f}" x2="{x:.1f}" y1="{TOP - 8}" y2="{height - FOOT + 4}"/>'
        yield f'<text class="tick" text-anchor="middle" x="{x:.1f}" y="{height - FOOT + 20}">{word}</text>'
    one = _x(1, low, high)
    yield f'<text class="tick" text-anchor="end" x="{one - 8:.1f}" y="{TOP - 14}">← the peer is faster</text>'
    yield f'<text class="tick" x="{one + 8:.1f}" y="{TOP - 14}">pubpipe is faster →</text>'


def _row(bar: Bar, y: int, low: int, high: int) -> Iterator[str]:
    kind = "faster" if bar.ratio >= 1 else "slower"
    x, first, last = (_x(value, low, high) for value in (bar.ratio, bar.least, bar.most))
    yield f'<text x="20" y="{y - 2}">{escape(bar.what)}</text>'
    yield f'<text class="peer" x="20" y="{y + 14}">{escape(bar.peer)}</text>'
    yield f'<line class="{kind}" stroke-width="3" stroke-linecap="round" x1="{first:.1f}" x2="{last:.1f}" y1="{y}" y2="{y}"/>'
    yield f'<circle class="{kind}" cx="{x:.1f}" cy="{y}" r="5.5"/>'
    yield f'<text class="value" x="{WIDTH - RIGHT + 22}" y="{y + 5}">{bar.ratio:.2f}×</text>'
