# Everything runs in the project's own virtual environment, made on first use.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-virtualenv
RUN := $(VENV)/.run
DEV := $(VENV)/.dev
COMPILE := uv pip compile --quiet --no-header --no-emit-index-url --python-version 3.11 pyproject.toml
EXTRAS := $(addprefix --extra ,train store datasets pandas spacy ray notebook)
OUT := out

.DEFAULT_GOAL := help
.PHONY: help setup annotate test lint bench model docs site notebooks lock clean

help: ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: $(DEV) ## make the virtual environment with the locked versions

# What running needs: quick, without torch.
$(RUN): requirements/run.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(PIP) --requirement requirements/run.txt
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

# What testing and training need. torch comes alone first: so its CPU build is taken where there is one.
$(DEV): requirements/dev.txt $(RUN)
	$(PIP) --constraint requirements/dev.txt $$(grep '^torch==' requirements/dev.txt)
	$(PIP) --requirement requirements/dev.txt
	@touch $@

annotate: $(RUN) ## annotate the example documents and show what was read
	$(BIN)/vnpolice-ie annotate examples -o $(OUT)/examples.jsonl --html $(OUT)/html --force

test: $(DEV) ## run all tests
	$(BIN)/python -m pytest -n auto

lint: $(DEV) ## check style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(DEV) ## measure speed and growth
	$(BIN)/python benchmarks/throughput.py
	$(BIN)/python benchmarks/model_speed.py

model: $(DEV) ## make the shipped model anew: CORPUS=folder TRAIN=folder DEV=folder
	$(BIN)/python training/make_model.py --corpus $(CORPUS) --train $(TRAIN) --dev $(DEV)

docs: $(DEV) ## run every snippet of the documentation and rebuild its generated pages
	$(BIN)/python tools/build_docs.py

notebooks: $(DEV) ## run the notebooks and write their outputs anew
	$(BIN)/python tools/run_notebooks.py

site: $(DEV) ## build the documentation as a site in site/
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build
	@echo "Open site/index.html"

lock: ## write the locked versions anew (needs uv)
	$(COMPILE) $(EXTRAS) --group dev --output-file requirements/dev.txt
	$(COMPILE) --group build --constraint requirements/dev.txt --output-file requirements/run.txt

clean: ## remove what the targets made
	rm -rf $(VENV) $(OUT) site .pytest_cache .mypy_cache .ruff_cache .hypothesis
