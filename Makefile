# make app   installs into .venv and opens the page
# make test  installs into .venv and runs the tests; make test-all the slow ones too
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: app test test-all check eval bench lock clean

app: $(STAMP)
	$(BIN)/python app.py

test: $(STAMP)
	$(BIN)/python -m pytest

test-all: $(STAMP)
	SLOW_TESTS=1 $(BIN)/python -m pytest

check: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

eval: $(STAMP)
	$(BIN)/python -m eval

bench: $(STAMP)
	$(BIN)/python -m eval.bench

# requirements.lock holds exact versions of everything; the project itself goes in without
# asking for any other.
$(STAMP): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	touch $@

# Writes requirements.lock anew from pyproject.toml, in an environment of its own.
lock:
	rm -rf .lockenv && $(PYTHON) -m venv .lockenv
	.lockenv/bin/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	{ echo "# Exact versions, written by make lock."; \
	  .lockenv/bin/python -m pip freeze --exclude-editable | sed 's/ @ file:.*torch-\([0-9.]*\).*/==\1/; s/+cpu$$//'; } > requirements.lock
	rm -rf .lockenv

clean:
	rm -rf $(VENV) .lockenv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache build *.egg-info
