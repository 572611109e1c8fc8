"""Turn n texts into n texts in another language; one file per engine."""

from pubpipe.engines.base import Draft, Engine, Job, load_engine, names

__all__ = ["Draft", "Engine", "Job", "load_engine", "names"]
