# OrderHub: every command a newcomer needs. `make` with no target lists them.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
PATH := $(CURDIR)/$(BIN):$(PATH)
STAMPS := .make
# Compiled files are kept: the product and its tests start many processes.
unexport PYTHONDONTWRITEBYTECODE
WEB_SOURCES := $(shell find web/src web/public web/index.html web/vite.config.ts -type f 2>/dev/null)

.DEFAULT_GOAL := help
.PHONY: help setup run test check format bench contract new-connector openapi asyncapi lock clean

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

setup: $(STAMPS)/python web/dist/index.html ## install everything into .venv and build the console

run: setup ## the product with eight demo shops, on http://127.0.0.1:8000
	$(BIN)/orderhub up --demo $(ARGS)

test: setup $(STAMPS)/browser $(STAMPS)/broker ## every test, browser and broker included
	cd web && npm run --silent test
	$(BIN)/python -m pytest -n 3 $(ARGS)

check: setup ## format, lint, strict types, import contracts, web lint and types
	$(BIN)/ruff format --check . && $(BIN)/ruff check .
	$(BIN)/basedpyright && $(BIN)/lint-imports && $(BIN)/python scripts/registry_hosts.py
	cd web && npm run --silent lint && npm run --silent typecheck

format: $(STAMPS)/python ## format and mend what can be mended
	$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

bench: setup ## the budgets of the architecture, measured on this machine
	$(BIN)/orderhub bench all $(ARGS)

contract: setup ## one channel's promises: make contract NAME=jd
	$(BIN)/python -m pytest tests/contract -k "$(NAME)" $(ARGS)

new-connector: $(STAMPS)/python ## a new channel from the template: make new-connector NAME=xiaohongshu
	$(BIN)/python scripts/new_connector.py $(NAME)

openapi: $(STAMPS)/python ## write web/openapi.json and the console's types from the routes
	$(BIN)/python scripts/openapi.py && cd web && npm run --silent api

asyncapi: $(STAMPS)/python ## write docs/asyncapi.json from the events
	$(BIN)/python scripts/asyncapi.py

lock: $(STAMPS)/python ## refresh requirements.lock from pyproject.toml
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-annotate -q -o requirements.lock

clean: ## remove what set-up made
	rm -rf .venv $(STAMPS) web/node_modules web/dist

$(STAMPS)/python: requirements.lock pyproject.toml scripts/setup.sh
	bash scripts/setup.sh $(PYTHON)
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/web: $(STAMPS)/python web/package-lock.json
	cd web && npm ci --silent
	@touch $@

web/dist/index.html: $(STAMPS)/web $(WEB_SOURCES)
	cd web && npm run --silent build

$(STAMPS)/browser: $(STAMPS)/python
	bash scripts/browser.sh
	@touch $@

$(STAMPS)/broker:
	bash scripts/broker.sh
	@mkdir -p $(STAMPS) && touch $@
