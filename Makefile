# `make` with nothing but Python 3.11 or later: every target makes the environment it needs.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
ARGS   ?=

RUNTIME_STAMP := $(VENV)/.runtime-installed
DEV_STAMP     := $(VENV)/.dev-installed
INSTALL       := $(BIN)/python -m pip install --quiet --disable-pip-version-check
UV            := uv==0.13.8
COMPILE       := $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url \
                 --no-emit-find-links --python-version 3.11 --custom-compile-command 'make lock'

# What a shell says of it would have every process compile all of us anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help up test check bench chaos docs lock clean

help: ## what there is
	@sed -n 's/^\([a-z]*\):.*## /\1|/p' $(MAKEFILE_LIST) | while IFS='|' read -r name what; do \
		printf '  make %-7s %s\n' "$$name" "$$what"; done

# Through the tether, the stack stops even when make itself is killed.
up: $(RUNTIME_STAMP) ## run the whole system; ARGS="--host H --port P --data-dir DIR --workers N"
	@exec $(BIN)/python -IS tvdbproxy/embedded/tether.py $$PPID $(BIN)/python -m tvdbproxy up $(ARGS)

test: $(DEV_STAMP) ## the whole test suite, against real servers
	@$(BIN)/python -m pytest $(ARGS)

check: $(DEV_STAMP) ## lint, format, types, import floors
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy --strict
	@$(BIN)/lint-imports

bench: $(DEV_STAMP) ## measure what the documentation claims
	@$(BIN)/python -m benchmarks $(ARGS)

chaos: $(DEV_STAMP) ## strike everything, and see what survives
	@$(BIN)/python -m chaos $(ARGS)

docs: $(DEV_STAMP) ## the documentation as a site, in site/; ARGS=serve shows it while you write
	@NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs $(or $(ARGS),build)

lock: $(VENV)/.made ## choose dependencies anew: requirements.lock, requirements-dev.lock
	@$(INSTALL) $(UV)
	@printf 'hatchling\neditables\n' | $(COMPILE) --upgrade pyproject.toml - --extra embedded \
		--output-file requirements.lock
	@printf 'hatchling\neditables\n' | $(COMPILE) --upgrade pyproject.toml - --extra embedded \
		--group dev --group docs --constraints requirements.lock --output-file requirements-dev.lock

clean: ## remove the environment and all caches; data stays
	rm -rf $(VENV) build dist site .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Our own package is linked, not copied; its build backend is in the lock file, so that
# everything that is installed is known by its hash.
$(RUNTIME_STAMP): requirements.lock pyproject.toml $(VENV)/.made
	@echo "installing dependencies (once)"
	@$(INSTALL) --require-hashes --only-binary :all: --requirement requirements.lock
	@$(INSTALL) --no-build-isolation --no-deps --editable .
	@touch $@

$(DEV_STAMP): requirements-dev.lock $(RUNTIME_STAMP)
	@echo "installing development tools (once)"
	@$(INSTALL) --require-hashes --only-binary :all: --requirement requirements-dev.lock
	@touch $@

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "tvdbproxy needs Python 3.11 or later: make PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { \
		echo "Python cannot make virtual environments: install its venv package (python3-venv)"; exit 1; }
	@touch $@
