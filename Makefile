# make setup && make demo: all that is needed besides is Python 3.11 with venv, on Linux or macOS.
SHELL := /bin/sh
BIN := .venv/bin
PYTHON_OF_VENV := $(BIN)/python
HOME_OF_LVV := $(or $(LVV_HOME),.local)
CATALOGUES := $(wildcard locale/*/LC_MESSAGES/*.po)
STATIC := $(shell find static -type f)
COLLECTED := $(or $(LVV_STATIC),$(HOME_OF_LVV)/static)/staticfiles.json
MIGRATIONS := $(wildcard apps/*/migrations/*.py) lvv/roles.sql

.PHONY: bench setup setup-test demo test soak check audit sbom restore-drill check-office check-api lock vendor stop clean
.DELETE_ON_ERROR:

setup: .make/installed .make/translated $(COLLECTED) $(HOME_OF_LVV)/migrated

setup-test: .make/installed-test .make/translated .make/browser

demo: setup
	@$(PYTHON_OF_VENV) -m lvv.demo

test: setup-test
	$(PYTHON_OF_VENV) -m pytest

# What takes long: killed at many moments, asked ten thousand times. See docs/assurance.md.
soak: setup-test
	$(PYTHON_OF_VENV) -m pytest -p no:randomly tests/soak/soak_*.py

check: setup-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	find templates apps -name '*.html' | xargs -r $(BIN)/djade --check --target-version 5.2
	$(PYTHON_OF_VENV) manage.py makemigrations --check --dry-run
	$(PYTHON_OF_VENV) manage.py check
	$(PYTHON_OF_VENV) -m scripts.licences check

# Known vulnerabilities in what others made. Where their database cannot be reached it fails, and says so.
audit: setup-test
	scripts/audit

# What the system is made of, as CycloneDX.
sbom: setup-test
	$(PYTHON_OF_VENV) -m scripts.sbom sbom.json

# Of the database that the settings point at, which it only reads: it does not migrate.
restore-drill: .make/installed
	@$(PYTHON_OF_VENV) -m scripts.restore_drill $(if $(ON),--on $(ON))

# That the spreadsheets open in LibreOffice, and with the same figures.
check-office: setup-test
	@command -v soffice >/dev/null || { echo "NOT CHECKED: the spreadsheets were not opened in an office, since soffice (LibreOffice) is not installed. Install libreoffice-calc." >&2; exit 1; }
	$(PYTHON_OF_VENV) -m pytest tests/monitor/check_office.py tests/foundation/check_office.py

# The description of the API against the Dutch API Design Rules: ADR_RULESET names their file.
check-api: setup-test
	scripts/check_api

# What is measured, and beside what: docs/benchmarks.md. SIZE=10000 measures that size alone.
bench: setup-test .make/installed-bench
	$(PYTHON_OF_VENV) -m bench everything $(SIZE)

.make/installed-bench: requirements-bench.txt .make/installed-test
	scripts/install requirements-bench.txt
	@touch $@

lock:
	scripts/lock

# Only to copy other versions of what others made: what is served lies in static/vendor.
vendor: .make/installed-test
	PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --no-audit --no-fund
	$(PYTHON_OF_VENV) scripts/vendor_static.py vendor

stop:
	@if [ -d .venv ]; then $(PYTHON_OF_VENV) -m lvv.embedded stop; fi

clean: stop
	@if [ -d .venv ]; then $(PYTHON_OF_VENV) -m lvv.embedded remove; fi
	rm -rf .local .make .venv node_modules

.make/installed: requirements.txt scripts/install
	scripts/install requirements.txt
	$(PYTHON_OF_VENV) -m lvv.redis_download
	@mkdir -p .make && touch $@

.make/installed-test: requirements-dev.txt scripts/install
	scripts/install requirements-dev.txt
	$(PYTHON_OF_VENV) -m lvv.redis_download
	@mkdir -p .make && touch $@ .make/installed

.make/translated: $(CATALOGUES) | .make/installed
	@if [ -n "$(CATALOGUES)" ]; then $(BIN)/pybabel --quiet compile -D django -d locale; fi
	@touch $@

.make/browser: tests/browser.py .make/installed-test
	$(PYTHON_OF_VENV) -m tests.browser
	@touch $@

$(COLLECTED): $(STATIC) lvv/static_files.py | .make/installed
	$(PYTHON_OF_VENV) -m lvv.static_files

$(HOME_OF_LVV)/migrated: $(MIGRATIONS) | .make/installed
	$(PYTHON_OF_VENV) manage.py migrate --verbosity 0
	@touch $@
