# `make` prints the verbs. Everything lives in .venv; nothing else of your machine is touched, but for
# Debian packages where you may install them (scripts/system-packages.sh says what and why).
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
TEST_STAMP := $(VENV)/.installed-dev
CLIENT := service/client/dist/index.html

.DEFAULT_GOAL := help
.PHONY: help install up test check fuzz browsers chaos bench eval lock sbom release

help: ## print this
	@grep -E '^[a-z]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 12

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Duologue needs Python 3.11 or newer; this is $$($(PYTHON) --version). Name another: make PYTHON=python3.12 …"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(STAMP): pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "Installing Duologue into $(VENV) (about 1 GB, some minutes the first time) …"
	@scripts/install.sh -e .
	@touch $@

$(TEST_STAMP): $(STAMP)
	@echo "Installing what tests need …"
	@scripts/install.sh -e '.[dev]'
	@touch $@

$(CLIENT): $(shell find service/client/src) service/client/build.mjs service/client/package-lock.json | $(STAMP)
	@echo "Building the chat page …"
	@scripts/client.sh

install: $(STAMP) $(CLIENT) ## make .venv with everything at locked versions
	@scripts/system-packages.sh engines

up: install ## start everything: chat on 8000, dashboard on 8501; Ctrl-C stops it
	@exec $(BIN)/duologue up

SIDE_BY_SIDE ?= 5
# Three more than two cores: tests wait half of the time, for servers, brokers and browsers. Four held 4.5 GB late in
# a run (the one that trains 2.5), servers and browsers not counted: say fewer where memory is short.
# Bytecode is written whatever the environment says: tests start a hundred processes, which would compile all anew.
# How often a test that fails is asked again: never here, once in .ci/run.
AGAIN ?= 0

test: $(TEST_STAMP) $(CLIENT) ## run every test: real Valkey, SQLite, PostgreSQL, models, browser
	@scripts/system-packages.sh engines browser
	@scripts/client.sh test
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n $(SIDE_BY_SIDE) --dist loadgroup --no-loadscope-reorder --reruns $(AGAIN)

check: $(TEST_STAMP) ## ruff, mypy strict, tsc strict, ESLint, secrets, known holes, import direction, size budgets
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	PYTHONPATH=. $(BIN)/python scripts/client_types.py
	@scripts/client.sh check
	@scripts/secrets.sh
	@scripts/audit.sh
	$(BIN)/python -m pytest -q tests/test_architecture.py

CASES ?= 25

fuzz: $(TEST_STAMP) $(CLIENT) ## made-up requests at every door, other ones each time: make fuzz CASES=100
	CASES=$(CASES) $(BIN)/python -m pytest -q -p schemathesis tests/api/fuzz.py

browsers: $(TEST_STAMP) $(CLIENT) ## whole visits in Firefox and GNOME's WebKit, where they are installed
	$(BIN)/python -m pytest -q tests/browser/others/test_others.py tests/browser/others/journeys.py

MINUTES ?= 10
CHAOS ?=
# What else is said to it, as CHAOS="--postgresql --serve 2 --resume FOLDER": docs/reliability.md.

chaos: $(TEST_STAMP) $(CLIENT) ## parts killed, lines broken, streams emptied: make chaos MINUTES=10 SEED=7, and its ledger
	$(BIN)/python -m tests.chaos --minutes $(MINUTES) $(if $(SEED),--seed $(SEED)) $(CHAOS)

PEERS ?= --quick
# Empty for the full run of 12 minutes, which writes docs/performance.md. With BEFORE=COMMIT that commit is measured, too.

bench: $(TEST_STAMP) $(CLIENT) ## figures of speed: latency, wait for translation, throughput; three minutes beside other servers
	$(BIN)/python -m benchmarks
	$(BIN)/python -m benchmarks.everyday
	$(BIN)/python -m benchmarks.lake 100000
	$(BIN)/python -m benchmarks.broker --rounds 1
	$(BIN)/python -m benchmarks.growth connections conversations
	$(BIN)/python -m benchmarks.pages 100000 --tries 1
	$(BIN)/python -m benchmarks.peers $(PEERS)
	$(if $(BEFORE),$(BIN)/python -m benchmarks.compare $(BEFORE))

DATA ?= $(firstword $(wildcard evaluation ../shared/data))

eval: $(TEST_STAMP) ## how good the language engine is, in numbers: make eval DATA=folder (docs/evaluation.md)
	@scripts/system-packages.sh engines
	@mkdir -p .eval
	$(BIN)/duologue eval $(if $(DATA),--data $(DATA)) --json .eval/report.json

lock: $(TEST_STAMP) ## write constraints.txt anew from what is installed
	$(BIN)/python -m pip freeze --exclude-editable | sed 's/+cpu$$//' > constraints.txt

DIST ?= dist

release: $(TEST_STAMP) ## a wheel of the commit that is checked out, built twice and compared: make release DIST=folder
	@scripts/release.sh $(DIST)

SBOM ?= sbom.json

sbom: $(TEST_STAMP) ## what this installation stands on, as CycloneDX: make sbom SBOM=file
	$(BIN)/python scripts/sbom.py $(SBOM)
