# Everything that a developer does here, one line each: `make help`.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
RUN := $(BIN)/python manage.py
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Containers set it: every process that the site or the suite starts would compile all modules again.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help demo test check bench bench-large offline format screenshots messages lock clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*?## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 20

demo: $(VENV)/base translations ## Fill and run the example network (PORT=8000, RESET=1 starts afresh)
	@$(MAKE) --no-print-directory offline || echo "The check as one file (/check/offline/) could not be built; all the rest works without it."
	@$(MAKE) --no-print-directory browser-packages || echo "Blocks and the arm in 3D could not be installed; robot exercises do with steps and drawings."
	@$(RUN) demo --port $(PORT) $(if $(RESET),--reset)

test: $(VENV)/dev translations browser packages ## Run the suite (DATABASE_URL=… CELERY_BROKER_URL=… for other servers; ARGS=… for pytest)
	@$(BIN)/pytest -n auto $(ARGS)

check: $(VENV)/dev translations ## Lint, types, import contracts, house rules, migrations, translations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint themes/templates --lint --quiet
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(RUN) check --fail-level WARNING
	$(RUN) makemigrations --check --dry-run
	$(BIN)/python tests/architecture/messages.py --check

bench: $(VENV)/dev translations ## Measure, and print ratios against a named peer or limit in the same run
	@$(BIN)/python -m tests.benchmarks $(ARGS)

bench-large: $(VENV)/dev translations ## The record store at 10,000,000 statements (BENCH_STATEMENTS=…), partitioned too, and killed under 100,000
	@BENCH_KEEP=1 BENCH_STATEMENTS=$${BENCH_STATEMENTS:-10000000} BENCH_ROUNDS=$${BENCH_ROUNDS:-1} $(BIN)/python -m tests.benchmarks record_store partitions
	@KILLED_STATEMENTS=$${KILLED_STATEMENTS:-100000} $(BIN)/pytest tests/journeys/test_killed_record_store.py -q

offline: credentials/verify/offline/dist/page.js ## Build the page that checks credentials without a network

format: $(VENV)/dev ## Format Python
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

screenshots: $(VENV)/dev translations browser browser-packages ## Photograph every screen of the example network into screenshots/
	@$(BIN)/python -m tests.journeys.screenshots

messages: $(VENV)/dev ## Bring the translation files up to date with the source (needs GNU gettext)
	@$(BIN)/python tests/architecture/messages.py

lock: $(VENV)/dev ## Lock the Python dependencies again
	$(BIN)/pip install --quiet uv
	cd requirements && for name in base dev node; do ../$(BIN)/uv pip compile --quiet --upgrade --universal --generate-hashes \
	  --python-version 3.11 --no-emit-index-url --no-emit-find-links --no-header $$name.in --output-file $$name.txt; done
	cd tests/conformance/ralph && ../../../$(BIN)/uv pip compile --quiet --upgrade --universal --generate-hashes \
	  --python-version 3.11 --no-emit-index-url --no-emit-find-links --no-header requirements.in --output-file requirements.txt

clean: ## Remove the environment, and the example network with its database
	rm -rf $(VENV) var

.PHONY: python node translations browser browser-packages packages
python:
	@command -v $(PYTHON) >/dev/null || { echo "skillslab needs Python 3.11 or newer: $(PYTHON) was not found."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "skillslab needs Python 3.11 or newer;" \
	  "$$($(PYTHON) --version) is too old. Say which to use with: make PYTHON=/path/to/python3.11 …"; exit 1; }

# A lock names all there is to install, so pip resolves nothing: a newer release of a part can't creep in.
$(VENV)/base: requirements/base.txt | python
	@test -x $(BIN)/python || { echo "Creating the environment …"; $(PYTHON) -m venv $(VENV); }
	@echo "Installing what the site runs on …"
	@$(BIN)/pip install --quiet --no-deps --require-hashes --requirement requirements/base.txt
	@touch $@

$(VENV)/dev: requirements/dev.txt $(VENV)/base
	@echo "Installing what tests and checks need …"
	@$(BIN)/pip install --quiet --no-deps --require-hashes --requirement requirements/dev.txt
	@touch $@

translations: $(VENV)/base
	@$(BIN)/pybabel --quiet compile --domain django --directory themes/locale

# Debian's Chromium where it is, else by apt where that may, else Playwright's own, else without journeys.
browser: $(VENV)/dev
	@command -v chromium >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
	  && apt-get -qq update && apt-get -qq install -y chromium >/dev/null; } 2>/dev/null \
	  || $(BIN)/playwright install chromium >/dev/null 2>&1 || true

# Node comes with pip where the machine has none.
node: $(VENV)/base
	@command -v npm >/dev/null || test -x $(BIN)/npm \
	  || $(BIN)/pip install --quiet --no-deps --require-hashes --requirement requirements/node.txt

# What browsers get of others' JavaScript (themes/packages.py).
browser-packages: themes/node_modules/.installed

# JavaScript that only tests use.
packages: offline browser-packages $(patsubst %/package-lock.json,%/node_modules/.installed,$(wildcard tests/*/package-lock.json tests/*/*/package-lock.json)) var/ralph/.installed

# A record store that is not ours, in an environment of its own: it pins what we have newer.
var/ralph/.installed: tests/conformance/ralph/requirements.txt | $(VENV)/dev
	@echo "Installing the record store that forwarding is tested with …"
	@$(PYTHON) -m venv var/ralph && var/ralph/bin/pip install --quiet --no-deps --require-hashes --requirement $<
	@touch $@

# Built in place: the site offers the page where this file is.
credentials/verify/offline/dist/page.js: $(wildcard credentials/verify/offline/src/*.js) credentials/verify/offline/node_modules/.installed
	@PATH="$$PATH:$(CURDIR)/$(BIN)" npm run --prefix credentials/verify/offline --silent build

%/node_modules/.installed: %/package-lock.json | node
	@echo "Installing the JavaScript that $* uses …"
	@PATH="$$PATH:$(CURDIR)/$(BIN)" npm ci --prefix $* --silent --no-audit --no-fund
	@touch $@
