# Everything runs in the project's own virtual environment, made on first use.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-virtualenv --no-deps
# Only what a lock names, file by file; no code of a package runs while it is installed.
LOCKED := $(PIP) --require-hashes --only-binary :all:
RUN := $(VENV)/.run
DEV := $(VENV)/.dev
RELEASE := $(VENV)/.release
COMPILE := uv pip compile --quiet --no-header --no-emit-index-url --universal --generate-hashes --python-version 3.11
EXTRAS := $(addprefix --extra ,train store datasets pandas spacy ray notebook)
# Known vulnerabilities that do not concern us, each as `--ignore-vuln ID` with its reason here: none.
ACCEPTED :=
OUT := out

.DEFAULT_GOAL := help
.PHONY: help setup annotate test lint bench model docs site notebooks audit sbom dist lock clean

help: ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: $(DEV) ## make the virtual environment with the locked versions

# What running needs: quick, without torch.
$(RUN): requirements/run.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(LOCKED) --requirement requirements/run.txt
	$(PIP) --no-build-isolation --editable .
	@touch $@

# What testing and training need. torch comes first: its build for CPUs where there is one, else that of PyPI, which on Linux
# needs CUDA's libraries. seqeval alone has no wheel and is built with what first.txt brought.
$(DEV): requirements/dev.txt requirements/first.txt requirements/torch-cpu.txt requirements/cuda.txt $(RUN)
	$(LOCKED) --requirement requirements/torch-cpu.txt 2>/dev/null || echo "No build of torch for CPUs: taking the other one"
	$(LOCKED) --requirement requirements/first.txt
	@$(BIN)/python -c "import torch" 2>/dev/null || $(LOCKED) --requirement requirements/cuda.txt
	$(LOCKED) --no-binary seqeval --no-build-isolation --requirement requirements/dev.txt
	@touch $@

# What makes a release besides: bill of materials, look-up of known vulnerabilities.
$(RELEASE): requirements/release.txt $(DEV)
	$(LOCKED) --requirement requirements/release.txt
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
	$(BIN)/python benchmarks/stages.py
	$(BIN)/python benchmarks/peers.py
	$(BIN)/python benchmarks/model_speed.py
	$(BIN)/python benchmarks/model_stages.py
	$(BIN)/python benchmarks/length.py

model: $(DEV) ## make the shipped model anew: CORPUS=folder TRAIN=folder DEV=folder
	$(BIN)/python training/make_model.py --corpus $(CORPUS) --train $(TRAIN) --dev $(DEV)

docs: $(DEV) ## run every snippet of the documentation and rebuild its generated pages
	$(BIN)/python tools/public_api.py
	$(BIN)/python tools/build_docs.py

notebooks: $(DEV) ## run the notebooks and write their outputs anew
	$(BIN)/python tools/run_notebooks.py

site: $(DEV) ## build the documentation as a site in site/
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build
	@echo "Open site/index.html"

audit: $(RELEASE) ## look the locked versions up among known vulnerabilities (asks the network)
	for lock in run dev cuda release; do \
		$(BIN)/pip-audit --strict --disable-pip --require-hashes $(ACCEPTED) --requirement requirements/$$lock.txt || exit 1; \
	done

sbom: $(RELEASE) ## write bills of materials, with and without extras, into dist/sbom
	$(BIN)/python tools/sbom.py

dist: $(RUN) ## build wheel and source archive, twice, and compare them
	$(BIN)/python tools/build_dist.py

lock: ## write the locked versions anew (needs uv)
	$(COMPILE) $(EXTRAS) --group dev --output-file requirements/dev.txt pyproject.toml
	$(COMPILE) --group build --constraint requirements/dev.txt --output-file requirements/run.txt pyproject.toml
	$(COMPILE) --group first --constraint requirements/dev.txt --output-file requirements/first.txt
	$(COMPILE) --extra segment --group release --constraint requirements/dev.txt --output-file requirements/release.txt pyproject.toml
	grep -o '^torch==[^ ]*' requirements/dev.txt | $(COMPILE) --no-config --constraint requirements/dev.txt --output-file requirements/cuda.txt -

clean: ## remove what the targets made
	rm -rf $(VENV) $(OUT) site dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
