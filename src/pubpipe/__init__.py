"""pubpipe turns an article into publishable editions in several languages, on the editor's own machine."""

__version__ = "2026.11.0"
