# Two commands do everything on a fresh Debian or Ubuntu machine: `make editions` and `make test`.
# LANGS="es fr", ENGINE=apertium and SOURCES="a.txt b.html" narrow a run.

VENV := .venv
BIN := $(VENV)/bin
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help editions release test fuzz setup packages venv dev system peers fmt lint types messages quality bench bench-peers clean

empty :=
comma := ,
space := $(empty) $(empty)
LANG_FLAG := $(if $(LANGS),--lang $(subst $(space),$(comma),$(strip $(LANGS))))
ENGINE_FLAG := $(if $(ENGINE),--engine $(ENGINE))

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' Makefile

editions: setup ## take in edited review copies, then make every edition that is out of date
	@$(BIN)/pubpipe editions $(LANG_FLAG) $(ENGINE_FLAG) $(SOURCES)

release: setup ## verify every edition and put them with their pages into dist/editions.zip; ONLY=reviewed, SIGN=ssh narrow and sign
	@$(BIN)/pubpipe release $(if $(ONLY),--only $(ONLY)) $(if $(SIGN),--sign $(SIGN))

test: dev ## run the tests; those whose peer is absent are skipped and say so
	@$(BIN)/python -m pytest -rs

fuzz: dev ## hostile files for every parser of foreign input, MINUTES=20 each; PARSER=tmx alone; guided by coverage where atheris installs
	@$(BIN)/python -m pip install -q -e '.[fuzz]' || echo "atheris was not to be had; the files are made by chance." >&2
	@cd tests && PYTHONPATH=. ../$(BIN)/python -m fuzz --each --seconds $$(( $(or $(MINUTES),20) * 60 )) --keep ../.pubpipe/fuzz \
	  $(if $(PARSER),--only $(PARSER)) $$(../$(BIN)/python -c 'import atheris' 2>/dev/null && echo --guided)

setup: venv ## system packages, a virtual environment, Python packages, fonts

packages:
	@.ci/system editions

venv: packages
	@.ci/venv $(VENV)

dev: venv
	@.ci/venv $(VENV) dev

system: ## the system packages alone; looks again for those that were not to be had
	@rm -f .pubpipe/no-editions .pubpipe/no-peers
	@.ci/system editions

peers: dev ## install what the tests open our files with: LibreOffice, Chromium, OmegaT, axe-core, checkers, East Asian fonts
	@.ci/system peers
	@if command -v npm >/dev/null 2>&1; then npm install --prefix .pubpipe/peers --no-save --no-audit --no-fund --silent \
	  playwright-core@1 axe-core@4; else echo "npm is not there: the tests of the pages in a browser are skipped" >&2; fi
	@$(BIN)/python -m pip install -q -e '.[checkers,cluster]' || echo "The checkers were not to be had; their tests are skipped." >&2
	@$(BIN)/pubpipe fonts add zh-Hans zh-Hant ja ko || echo "Tests of Chinese, Japanese and Korean are skipped." >&2

fmt: dev ## format the code
	@$(BIN)/ruff format src tests benchmarks
	@$(BIN)/ruff check --fix src tests benchmarks

lint: dev ## ruff, as CI runs it
	@$(BIN)/ruff check src tests benchmarks
	@$(BIN)/ruff format --check src tests benchmarks

types: dev ## mypy, strict
	@$(BIN)/mypy

messages: setup ## write locales/pubpipe.pot anew and say which catalogue lacks what
	@$(BIN)/python -m pubpipe.localize.strings locales

quality: dev ## print the quality figures, one a line: NAME value unit
	@$(BIN)/python benchmarks/quality.py
	@$(BIN)/python benchmarks/typeset_quality.py
	@$(BIN)/python benchmarks/mutants.py
	@$(BIN)/python benchmarks/kills.py --trials 30
	@$(BIN)/python benchmarks/kills.py --trials 10 --cluster
	@cd tests && PYTHONPATH=. ../$(BIN)/python -m fuzz --seconds 120 --seed 20261125 --keep ../.pubpipe/fuzz

bench: dev ## print the timings, one a line: NAME value unit; write docs/benchmarks.md with the peers beside them
	@$(BIN)/python benchmarks/suite.py

bench-peers: dev ## fetch the programs that `make bench` compares with into .pubpipe/peers: 300 MB
	@.ci/bench-peers $(BIN)/python

clean: ## take away the environment and the caches; output/ and everything a person wrote stay
	@rm -rf $(VENV) .pubpipe .pytest_cache .mypy_cache .ruff_cache .hypothesis build dist
