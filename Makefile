# Two commands set everything up: `make demo` and `make test`.
# Another Python: `make test PYTHON=python3.13` (each has a virtual environment of its own).

PYTHON ?= python3
VENV := $(if $(filter python3,$(PYTHON)),.venv,.venv-$(notdir $(PYTHON)))
BIN := $(VENV)/bin
READY := $(VENV)/ready
JOBS ?= logical

# Without bytecode on disk every process would compile all that it imports.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup demo check test quick docs nightly bench clean

help:  ## show what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(READY)  ## make the virtual environment and install into it

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "error: $(PYTHON) is older than 3.11; try make PYTHON=python3.12"; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	@touch $@

demo: $(READY)  ## grade a simulated class in demo/ and name the pages to open
	$(BIN)/autograder demo demo

check: $(READY)  ## format, lint, types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

test: $(READY)  ## every test, on every core; JOBS=1 is one
	$(BIN)/python -m coverage erase
	$(BIN)/python -m coverage run -m pytest --numprocesses=$(JOBS) --dist=worksteal
	$(BIN)/python -m coverage combine --quiet
	$(BIN)/python -m coverage report --fail-under=95

# Chosen by marks and not by what changed: much of what decides a score runs in workers
# or is a notebook, and a plugin that follows Python lines sees neither.
quick: $(READY)  ## in a minute: tests without workers, nbgrader, a browser
	$(BIN)/python -m pytest --quiet --numprocesses=$(JOBS) --dist=worksteal \
	  -m 'not (sandbox or nbgrader or browser or slow)'

docs: $(READY)  ## the documents as pages, in build/docs/
	$(BIN)/python -m sphinx -q -W --keep-going docs build/docs -d build/doctrees

nightly: $(READY)  ## hours: 20 draws, mutants, other processors, fuzzers, kills
	@failed=0; \
	$(BIN)/autograder certify --seeds 20 --mutants || failed=1; \
	$(BIN)/python -m tests.nightly.break_suites || failed=1; \
	$(BIN)/python -m tests.nightly.name_mistakes || failed=1; \
	$(BIN)/python -m tests.nightly.other_processors || failed=1; \
	$(BIN)/python -m tests.nightly.fuzz_wire || failed=1; \
	$(BIN)/python -m tests.nightly.fuzz_notebook || failed=1; \
	$(BIN)/python -m tests.nightly.mutated_notebooks || failed=1; \
	$(BIN)/python -m tests.nightly.generated_notebooks || failed=1; \
	AUTOGRADER_KILLS=50 $(BIN)/python -m pytest -q tests/autograder/test_durability.py -k killed || failed=1; \
	$(BIN)/python -m benchmarks losses --quick --output /dev/null || failed=1; \
	AUTOGRADER_EVERY_BACKEND=1 $(BIN)/python -m pytest -q tests/autograder/sandbox/test_corpus.py || failed=1; \
	exit $$failed

bench: $(READY)  ## measure against the floor and nbgrader; ARGS="--quick" is short
	$(BIN)/python -m benchmarks $(ARGS)

clean:  ## remove what make made
	rm -rf .venv .venv-* demo build dist .coverage* .mypy_cache .pytest_cache .ruff_cache
