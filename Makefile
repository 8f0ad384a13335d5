# Everything runs in the project's own virtual environment, made on first use.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
OUT := out

.DEFAULT_GOAL := help
.PHONY: help setup annotate test lint bench docs lock clean

help: ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: $(STAMP) ## make the virtual environment with the locked versions

$(STAMP): requirements/dev.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-virtualenv -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

annotate: $(STAMP) ## annotate the example documents and show what was read
	$(BIN)/vnpolice-ie annotate examples -o $(OUT)/examples.jsonl --html $(OUT)/html --force

test: $(STAMP) ## run all tests
	$(BIN)/python -m pytest -n auto

lint: $(STAMP) ## check style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(STAMP) ## measure speed and growth
	$(BIN)/python benchmarks/throughput.py

docs: $(STAMP) ## run every snippet of the documentation and rebuild its generated pages
	$(BIN)/python tools/build_docs.py

lock: ## write the locked versions anew (needs uv)
	uv pip compile --quiet --no-header --no-emit-index-url --python-version 3.11 --group dev pyproject.toml -o requirements/dev.txt

clean: ## remove what the targets made
	rm -rf $(VENV) $(OUT) site .pytest_cache .mypy_cache .ruff_cache .hypothesis
