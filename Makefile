# Two commands for a newcomer: `make demo` and `make test`. Everything else is for builders.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test test-long check format bench docs lock clean

demo: $(VENV)/ready
	$(BIN)/isogloss demo

test: $(VENV)/ready-dev
	$(BIN)/python -m pytest -n 2 --dist loadfile -m "not long"

# Clusters, workers, kills, a million rows: minutes more, and before every merge.
test-long: $(VENV)/ready-dev
	$(BIN)/python -m pytest -n 2 --dist loadfile -m long

check: $(VENV)/ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python docs/check_house.py
	$(BIN)/python docs/check_words.py
	$(BIN)/python docs/make_reference.py --check

format: $(VENV)/ready-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/ready-dev
	$(BIN)/python -m pytest tests/benchmark/bench_*.py -s -q

docs: $(VENV)/ready-dev
	$(BIN)/python docs/make_reference.py

# Pins for every extra, for all Pythons we support, with hashes; no index is named.
COMPILE = $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 \
  --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate -q

lock:
	$(BIN)/python -m pip install -q uv
	$(COMPILE) --all-extras -o requirements.lock
	$(COMPILE) --extra asr --extra build -c requirements.lock -o requirements-demo.lock

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(0 if (3, 11) <= v < (3, 14) else f"Python {v[0]}.{v[1]} found; Isogloss needs 3.11, 3.12 or 3.13: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/ready: requirements-demo.lock | $(VENV)/bin/python
	$(BIN)/python -m pip install -q --require-hashes --no-deps -r requirements-demo.lock
	$(BIN)/python -m pip install -q --no-deps --no-build-isolation -e .
	touch $@

$(VENV)/ready-dev: requirements.lock | $(VENV)/bin/python
	$(BIN)/python -m pip install -q --require-hashes --no-deps -r requirements.lock
	$(BIN)/python -m pip install -q --no-deps --no-build-isolation -e .
	touch $@ $(VENV)/ready

clean:
	rm -rf $(VENV) build *.egg-info
