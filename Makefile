# Setup, run and test need nothing but Python 3.11-3.13, make and a package registry.

UV_VERSION := 0.13.8
UV := .tools/bin/uv
BIN := .venv/bin
SCALE ?= universe
# Processes that share the tests out; 0 is none but pytest's own.
WORKERS ?= 2

.PHONY: help setup run up down test lint format bench docs

help: ## Say what there is to make
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: .venv/.stamp ## Make the environment in .venv from the lock file

# A Python that is named with PYTHON=… wins; else the first of 3.12, 3.13, 3.11 that is there.
.venv/.stamp: pyproject.toml uv.lock
	@set -e; for name in $(PYTHON) python3.12 python3.13 python3.11 python3 python; do \
	  if "$$name" -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' \
	     >/dev/null 2>&1; then found="$$name"; break; fi; done; \
	if [ -z "$$found" ]; then \
	  echo "movie-assets needs Python 3.11, 3.12 or 3.13 with venv; found none. Install one, or name it: make PYTHON=/path/to/python3.12 $(MAKECMDGOALS)" >&2; \
	  exit 1; fi; \
	[ -x $(UV) ] || { "$$found" -m venv .tools && .tools/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION); }; \
	$(UV) sync --quiet --locked --no-python-downloads --python "$$("$$found" -c 'import sys; print(sys.executable)')"; \
	touch $@

run: setup ## Set everything up and materialise the whole graph
	@$(BIN)/movie-assets run

up: setup ## Postgres, Dagster's webserver and daemon, until Ctrl-C
	@$(BIN)/movie-assets up

down: setup ## Stop the embedded Postgres
	@$(BIN)/movie-assets down

test: setup ## Run the tests
	@$(BIN)/pytest -n $(WORKERS)

lint: setup ## Style, types, and which room may import which
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright
	$(BIN)/lint-imports

format: setup ## Put the code into its one style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: setup ## Time the runs: make bench, make bench SCALE=full (or 0.01)
	$(BIN)/python -m movie_assets_tests.benchmarks.$(if $(filter universe,$(SCALE)),run_twice,full_scale) --scale $(SCALE)

docs: setup ## dbt's documentation of the served views as one page
	@$(BIN)/movie-assets up --only postgres
	@set -a; . ./.env; set +a; cd dbt_project && ../$(BIN)/dbt docs generate --static --profiles-dir .
	@echo "Open dbt_project/target/static_index.html"
