PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet install
NEW_ENOUGH := import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))

.PHONY: run test quick bench attack addresses lock

run: $(VENV)/.run
	@exec $(BIN)/forum serve --demo

$(BIN)/python:
	@$(PYTHON) -c '$(NEW_ENOUGH)' 2>/dev/null || { echo "Il faut Python 3.11 ou plus récent, avec venv (sur Debian : apt install python3-venv). Un autre : make run PYTHON=python3.13" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements/run.txt pyproject.toml | $(BIN)/python
	@echo "Installation des bibliothèques (la première fois, une minute)…"
	@$(PIP) --require-hashes --only-binary :all: -r requirements/run.txt
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.run
	@$(PIP) --require-hashes --only-binary :all: -r requirements/dev.txt
	@touch $@

test: $(VENV)/.dev
	@$(BIN)/python requirements/everything.py

quick: $(VENV)/.dev
	@$(BIN)/python -m pytest -n 2 -m "not browser and not slow and not postgres and not journey"

bench: $(VENV)/.dev
	@$(BIN)/python -m bench

attack: $(VENV)/.dev
	@$(BIN)/python -m tests.attack

addresses: $(VENV)/.dev
	@$(BIN)/python -m tests.addresses

lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url requirements/run.in -o requirements/run.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url requirements/dev.in -o requirements/dev.txt

include bench/targets.mk
