# Secure Base. Two commands are enough: `make run` and `make test`; each is complete by itself.
#
# Rule: every target works on a fresh clone. `make run` uses requirements.txt only.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input --quiet
# Extras stay in the locks: pip 23 looks for the newest of `name[extra]` where only `name` is pinned.
UV_LOCK := $(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header \
	--no-emit-index-url --no-strip-extras
PURE := bot/attachment/*,bot/dialogue/*,bot/journal/*,bot/reflection/*,bot/safety/*
# As many as the cores the suite is made for.
WORKERS ?= 2

.DEFAULT_GOAL := help
.PHONY: help run chat test check prove bench teach install install-dev lock docs clean

help: ## what each target does
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 20

run: install ## install what is needed and start the companion (Telegram with a token, else the terminal)
	@$(BIN)/securebase run

chat: install ## talk to it in the terminal
	@$(BIN)/securebase chat

test: check ## the checks and the whole suite, with coverage (ten to fifteen minutes on two cores)
	@$(BIN)/coverage erase
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal --cov --cov-report=
	@$(BIN)/coverage report
	@echo "The pure rooms (at least 95 %, branches too):"
	@$(BIN)/coverage report --include='$(PURE)' --fail-under=95

check: install-dev ## format, lint, strict types, import layers, dialogues (under 60 s)
	$(BIN)/ruff format --check --quiet
	$(BIN)/ruff check --quiet
	$(BIN)/mypy --strict
	$(BIN)/lint-imports --no-cache
	$(BIN)/securebase dialogues check dialogues

prove: install-dev ## the long runs in full; their table goes into docs/measured.md
	@$(BIN)/python -m tests.prove

bench: install-dev $(VENV)-rivals/.installed ## JSON lines: speed and memory, ours and beside others
	@$(BIN)/python -m tests.benchmarks

teach: install-dev ## learn the second look of screening anew from the messages in tests/safety (minutes)
	@$(BIN)/python -m tests.safety.teaching

docs: install-dev ## write the parts of docs/ that are made from the code
	$(BIN)/python -m tests.setup.written_parts
	$(BIN)/python -m tests.setup.picture

install: $(VENV)/.installed ## .venv with the locked dependencies

install-dev: $(VENV)/.installed-dev ## the same with the tools for development

lock: install-dev ## make both locks anew from pyproject.toml (UPGRADE=--upgrade for the newest versions)
	$(UV_LOCK) $(UPGRADE) pyproject.toml --group build --output-file requirements.txt
	$(UV_LOCK) $(UPGRADE) pyproject.toml --group dev --constraint requirements.txt --output-file requirements-dev.txt
	$(UV_LOCK) $(UPGRADE) --group rivals --output-file requirements-rivals.txt

clean: ## remove the virtual environment and every cache (never data/ or keys/)
	rm -rf $(VENV) $(VENV)-rivals build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage .coverage.*
	find bot tests -name __pycache__ -type d -prune -exec rm -rf {} +

# ensurepip puts pip in last, so pip stands for a whole environment; --clear mends half of one.
$(VENV)/bin/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Secure Base needs Python 3.11 or newer; make PYTHON=/path/to/python3 chooses another one."; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
		|| { echo "Python's venv module is missing: apt install python3-venv"; exit 1; }
	@echo "Making the virtual environment $(VENV) ..."
	@$(PYTHON) -m venv --clear $(VENV)

# `-e .` is refused in a run with hashes, hence the second command; the build backend is in the lock.
$(VENV)/.installed: requirements.txt pyproject.toml | $(VENV)/bin/pip
	@echo "Installing what Secure Base needs (once) ..."
	@$(PIP) install --require-hashes -r requirements.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt pyproject.toml | $(VENV)/bin/pip
	@echo "Installing the tools for development (once) ..."
	@$(PIP) install --require-hashes -r requirements-dev.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@ $(VENV)/.installed

# The rivals want older versions of what we use, so they live in an environment of their own, for `make bench` only.
$(VENV)-rivals/.installed: requirements-rivals.txt | $(VENV)/bin/pip
	@echo "Installing what we are measured beside (once) ..."
	@$(PYTHON) -m venv --clear $(VENV)-rivals
	@$(VENV)-rivals/bin/python -m pip --disable-pip-version-check --no-input --quiet install --require-hashes \
		-r requirements-rivals.txt
	@touch $@
