"""Remember approved translations, and exchange them with other tools."""

from pubpipe.memory.match import Match, normal
from pubpipe.memory.store import Memory, load_memory, make_memory, remember
from pubpipe.memory.tmx import parse_tmx, render_tmx

__all__ = ["Match", "Memory", "load_memory", "make_memory", "normal", "parse_tmx", "remember", "render_tmx"]
