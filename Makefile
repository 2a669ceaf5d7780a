# HOST is not taken from the environment: some shells and conda set it to something else.
HOST = 127.0.0.1
PORT ?= 8000
BIN = .venv/bin

.PHONY: help run test check lock clean
.DEFAULT_GOAL := help

help: ## Say what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-7s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: .venv/installed-run ## Install, load the samples and serve (HOST=127.0.0.1 PORT=8000)
	@$(BIN)/callboard ide fetch || true # optional: says itself what is missing without it
	@$(BIN)/callboard sample
	@exec $(BIN)/callboard serve --host $(HOST) --port $(PORT)

test: check ## Run the checks and the tests
	@bash .ci/test

check: .venv/installed-dev ## Check format, lint, types, layers and the version
	@bash .ci/check

lock: ## Pin the dependencies anew (needs uv)
	uv pip compile $(PIN) --extra dev --output-file .ci/requirements-dev.txt pyproject.toml
	uv pip compile $(PIN) --constraints .ci/requirements-dev.txt --output-file .ci/requirements.txt pyproject.toml

clean: ## Remove the environment, the builds and the caches
	rm -rf .venv build dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# One file for every system and Python: versions and hashes, no address.
PIN = --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-annotate --custom-compile-command "make lock"

.venv/installed-run: pyproject.toml .ci/requirements.txt .ci/install
	@bash .ci/install .venv .ci/requirements.txt -e .
	@touch $@

.venv/installed-dev: pyproject.toml .ci/requirements-dev.txt .ci/install
	@bash .ci/install .venv .ci/requirements-dev.txt -e .
	@touch .venv/installed-run $@
