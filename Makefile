# Every target works from a bare checkout: it makes the environment that it needs first.
PYTHON ?= python3.11
BIN := .venv/bin
STAMP := .venv/.installed
TOOLS := var/tools

INSTALL := $(BIN)/python -m pip install --quiet --no-deps

.PHONY: setup demo test tests test-all lint serve bench golden lock list audit bundle clean

setup: $(STAMP)

# every file is compared with its hash; of the two builds of torch the small one is taken where an index in reach has it
$(STAMP): pyproject.toml requirements-dev.lock torch-cpu.lock torch-cuda.lock
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(INSTALL) --require-hashes --requirement torch-cpu.lock 2>.venv/torch-cpu.log \
		|| { echo "no CPU build of torch in reach (docs/installing.md): taking the build with CUDA, some 3 GB" \
		&& $(INSTALL) --require-hashes --requirement torch-cuda.lock; }
	$(INSTALL) --require-hashes --requirement requirements-dev.lock
	$(INSTALL) --no-build-isolation --editable .
	touch $(STAMP)

# beside the checkout, wherever the shell of the demonstration points
demo: setup
	env -u MATCHER_VAR -u MATCHER_TODAY $(BIN)/matcher demo

var/demo/reports/openings.html: # the last that the demonstration writes
	$(MAKE) demo

PORT = 8000
serve: setup | var/demo/reports/openings.html
	env -u MATCHER_VAR -u MATCHER_TODAY $(BIN)/matcher serve --demo --port $(PORT)

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: setup
	$(MAKE) --jobs=2 lint tests  # side by side: types are checked by one process

# a file of tests stays in one process, for what its tests share (loadgroup groups nothing with pytest 9.2)
PROCESSES := -n 2 --dist loadfile --no-loadscope-reorder

tests: setup
	$(BIN)/pytest -m "not slow and not benchmark" $(PROCESSES)

# what wants other versions of our libraries than we do: a generator of typed clients
$(TOOLS)/.installed: requirements-tools.lock
	test -x $(TOOLS)/bin/python || $(PYTHON) -m venv $(TOOLS)
	$(TOOLS)/bin/python -m pip install --quiet --no-deps --require-hashes --requirement requirements-tools.lock
	touch $(TOOLS)/.installed

test-all: setup $(TOOLS)/.installed
	$(BIN)/pytest -m slow $(PROCESSES)

bench: setup
	$(BIN)/pytest -m benchmark -s tests/benchmarks

golden: setup
	$(BIN)/pytest -k "as_reviewed" --rewrite-golden

# what pyproject.toml asks for, resolved; pins that still fit are kept: make lock LOCK=--upgrade renews them all
lock: setup
	$(BIN)/python -m bundle.locking $(LOCK)
	$(MAKE) list

list: setup
	$(BIN)/python -m bundle.listing

audit: setup
	$(BIN)/python -m bundle.auditing

bundle: setup
	$(BIN)/python -m bundle.making

clean:
	rm -rf .venv var .mypy_cache .ruff_cache .pytest_cache .hypothesis
