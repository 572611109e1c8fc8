"""The templates of the pages. Every value is escaped; what an article says is never markup, script or address here."""

import base64
import hashlib
from functools import cache
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Any

from pubpipe.colours import ACCENT, INK, NIGHT, RULE, SOFT, TINT, by_night

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).parent / "templates"


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def render(name: str, **values: Any) -> bytes:
    """A page. Its style and its script stand in it, so that one file alone is whole, and its policy lets nothing else in."""
    from markupsafe import Markup

    style, script = style_of(values["imprint"].accent or ACCENT), text_of(name.replace(".html", ".js"))
    own = f"style-src '{_hash(style)}'; script-src '{_hash(script)}'"
    policy = f"default-src 'none'; img-src 'self' file:; {own}; base-uri 'none'; form-action 'none'"
    parts = {"style": Markup(style), "script": Markup(script), "policy": policy}  # noqa: S704  our own files
    return _environment().get_template(name).render(**parts, **values).encode()


def render_xml(name: str, **values: Any) -> bytes:
    """The same for a feed."""
    return _environment().get_template(name).render(**values).encode()


@cache
def style_of(accent: str) -> str:
    """The stylesheet of the pages, in the colours of the editions."""
    colours = {"ink": INK, "soft": SOFT, "rule": RULE, "tint": TINT, "accent": accent, "night": NIGHT}
    return Template(text_of("page.css")).substitute(colours, accentbynight=by_night(accent))


@cache
def text_of(name: str) -> str:
    path = TEMPLATES / name
    return path.read_text("utf-8") if path.is_file() else ""


def _hash(text: str) -> str:
    """For a Content-Security-Policy (CSP level 3, section 2.3.1)."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
