PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test quick lock clean

run: $(VENV)/.run
	@$(BIN)/forum serve --demo

$(VENV)/.run: requirements/run.txt pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r requirements/run.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.run
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r requirements/dev.txt
	@touch $@

quick: $(VENV)/.dev
	@$(BIN)/python -m pytest -n 2 -m "not browser and not slow"
