# Every target works from a bare checkout: it makes the environment that it needs first.
PYTHON ?= python3.11
BIN := .venv/bin
STAMP := .venv/.installed

.PHONY: setup demo test tests test-all lint serve bench golden clean

setup: $(STAMP)

$(STAMP): pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	touch $(STAMP)

demo: setup
	$(BIN)/matcher demo

serve: demo
	$(BIN)/matcher serve --demo

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: setup
	$(MAKE) --jobs=2 lint tests  # side by side: types are checked by one process

tests: setup
	$(BIN)/pytest -m "not slow and not benchmark" -n 2 --dist loadfile

test-all: setup
	$(BIN)/pytest -m slow -n 2 --dist loadfile

bench: setup
	$(BIN)/pytest -m benchmark -s tests/benchmarks

golden: setup
	$(BIN)/pytest -k "as_reviewed" --rewrite-golden

clean:
	rm -rf .venv var .mypy_cache .ruff_cache .pytest_cache .hypothesis
