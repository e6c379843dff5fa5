# One word per thing to do; each does its own set-up first and skips it when nothing has changed.
.DEFAULT_GOAL := help
.PHONY: help demo test bench words lock clean
PYTHON := .venv/bin/python

help: ## what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

demo: ## a whole city on this machine: backend, cameras, duty desk, wall (ARGS="--help" lists options)
	@tools/setup/start run
	@exec $(PYTHON) -m demo $(ARGS)

test: export QT_QPA_PLATFORM = offscreen
test: ## everything that must hold; stops at the first failure
	@tools/setup/start test
	@echo "── ruff: habits" && $(PYTHON) -m ruff check .
	@echo "── ruff: layout" && $(PYTHON) -m ruff format --check .
	@echo "── mypy: types" && $(PYTHON) -m mypy
	@echo "── import-linter: floors" && .venv/bin/lint-imports
ifdef ARGS
	@echo "── pytest: promises" && $(PYTHON) -m pytest $(ARGS)
else
	@echo "── pytest: promises, several at a time" && $(PYTHON) -m pytest -m "not alone" -n auto --dist worksteal
	@echo "── pytest: promises about time, one at a time" && $(PYTHON) -m pytest -m alone
endif

bench: ## what is claimed about speed, measured here (ARGS="mosaic --json FILE" runs one)
	@tools/setup/start run
	@exec $(PYTHON) -m bench $(ARGS)

words: ## bring the .po files up to date with the program's text
	@tools/setup/start test
	@$(PYTHON) -m tools.words update

lock: ## choose the newest packages that pyproject.toml allows and write requirements/*.txt
	@tools/setup/start run
	@$(PYTHON) -m tools.lock

clean: ## remove what was made, except .venv (rm -r .venv makes the next set-up a fresh one)
	rm -rf .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache demo-output
	find . -path ./.venv -prune -o -name __pycache__ -type d -exec rm -rf {} +
	find resources/locale -name '*.mo' -delete
