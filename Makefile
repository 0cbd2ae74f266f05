# Needs python3 (3.11 or newer, with venv), make and git; everything else goes into .venv.

PYTHON ?= python3
PORT ?= 8000
export PORT

VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check --quiet install --no-deps --require-hashes
TEMPLATES = $(shell find templates -name '*.html')
CHROMIUM := chromium chromium-browser google-chrome google-chrome-stable

# The site's address follows PORT for as long as it is this machine's.
HERE = $(patsubst http://127.0.0.1:%,http://127.0.0.1:$(PORT),$(or $(SITE_URL),$(shell sed -n 's/^SITE_URL=//p' .env)))

.PHONY: help setup run test browser dev lint format bench lock chromium

help:  ## Say what there is
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | while IFS="$$(printf '\t')" read -r name what; do \
		printf '  make %-8s %s\n' "$$name" "$$what"; done

setup: $(VENV)/dev.stamp  ## Make .venv and install everything into it

run: $(VENV)/run.stamp .env  ## Run the site with its demo conference on 127.0.0.1:8000 (PORT=… for another port)
	@$(PY) manage.py migrate --verbosity 0
	@$(PY) manage.py collectstatic --no-input --verbosity 0
	@SITE_URL=$(HERE) $(PY) manage.py load_demo --unless-others
	@SITE_URL=$(HERE) exec $(PY) manage.py serve

test: $(VENV)/dev.stamp chromium  ## Run the quick tests (APP=schedule for that app and what stands above it)
	@folders=$$($(if $(APP),$(PY) -m tests.above $(APP),true)) && \
		$(PY) -m pytest -q -n 2 -m "not slow and (smoke or not browser)" $$folders

browser: $(VENV)/dev.stamp chromium  ## Run all tests in a real browser
	@$(PY) -m pytest -q -n 2 -m browser

dev: $(VENV)/dev.stamp .env  ## Run Django's development server, which reloads what you change
	@DEBUG=1 $(PY) manage.py migrate --verbosity 0
	@DEBUG=1 SITE_URL=$(HERE) $(PY) manage.py load_demo --unless-others
	@DEBUG=1 SITE_URL=$(HERE) exec $(PY) manage.py runserver 127.0.0.1:$(PORT)

lint: $(VENV)/dev.stamp  ## Check style, types, imports and templates
	@$(VENV)/bin/ruff check
	@$(VENV)/bin/ruff format --check
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports
	@$(VENV)/bin/djlint templates --lint --quiet
	@$(VENV)/bin/djade --check --target-version 5.2 $(TEMPLATES)

format: $(VENV)/dev.stamp  ## Put code into shape
	@$(VENV)/bin/ruff check --fix-only --quiet
	@$(VENV)/bin/ruff format
	@$(VENV)/bin/djade --target-version 5.2 $(TEMPLATES) || true

bench: $(VENV)/dev.stamp  ## Measure what must be fast
	@$(PY) -m bench

lock: $(VENV)/dev.stamp  ## Pin the newest versions that requirements*.in allow and that are 14 days old
	@for list in requirements requirements-dev; do \
		$(VENV)/bin/uv pip compile $$list.in --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
			--exclude-newer "$$($(PY) -c 'import datetime as d; print(d.date.today() - d.timedelta(days=14))')" \
			--no-header --no-emit-index-url --no-emit-find-links --output-file $$list.txt || exit 1; done

$(PY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Plenary needs Python 3.11 or newer: make PYTHON=/path/to/python3.11")'
	@echo "Making $(VENV)"
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

$(VENV)/run.stamp: requirements.txt | $(PY)
	@echo "Installing what Plenary needs"
	@$(PIP) -r requirements.txt
	@touch $@

$(VENV)/dev.stamp: requirements-dev.txt $(VENV)/run.stamp
	@echo "Installing what the tests and tools need"
	@$(PIP) -r requirements-dev.txt
	@touch $@

.env: | $(VENV)/run.stamp
	@DEBUG=1 $(PY) manage.py write_env --port $(PORT)

# The browser tests take the Chromium that they find; only on Debian, and only as root, one is installed.
chromium:
	@for name in $(CHROMIUM); do command -v $$name >/dev/null && exit 0; done; \
	if [ "$$(id -u)" = 0 ] && grep -qs '^ID=debian' /etc/os-release; then \
		echo "Installing chromium for the browser tests"; \
		export DEBIAN_FRONTEND=noninteractive; \
		{ apt-get -qq update && apt-get -qq install --yes --no-install-recommends chromium; } >/dev/null 2>&1 || true; \
	fi
