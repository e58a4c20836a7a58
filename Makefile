# The set-up needs Python 3.11+, pip, make and git, nothing else; it lives in .venv alone.

# PYTHON=/path/to/python3 chooses the interpreter; else the first of these that is new enough.
PYTHONS := $(or $(PYTHON),python3 python3.14 python3.13 python3.12 python3.11)
UV := uv==0.13.8
AUDIT := pip-audit==2.10.1
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
LOCKED := --quiet --require-hashes --no-build-isolation
COMPILE := $(VENV)/uv/bin/uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest \
	--generate-hashes --custom-compile-command 'make lock' $(if $(UPGRADE),--upgrade)

# Compiled modules are kept, whatever the environment says: the tests and measurements start hundreds of
# processes, and each would compile the whole package again.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test check venv bench docs lock audit clean

help:
	@echo 'make run    serve examples/posts on http://127.0.0.1:8000/'
	@echo 'make test   the tests (ARGS="-k name" chooses)'
	@echo 'make check  ruff, mypy and the import rule'
	@echo 'make venv   only the set-up; $(BIN)/feedsvc is the command'
	@echo 'make bench  the measurements of docs/benchmarks.md'
	@echo 'make docs   the documentation as a site, in dist/docs'
	@echo 'make lock   rebuild the lock files (UPGRADE=1 moves to the newest versions)'
	@echo 'make audit  ask PyPI for known weaknesses of the locked packages (needs the network)'
	@echo 'make clean  remove what the other targets made'

run: $(VENV)/ready
	$(BIN)/feedsvc serve examples/posts --config examples/feedsvc.toml --store sqlite:///$(VENV)/run.db $(ARGS)

test: $(VENV)/ready-dev
	$(BIN)/python -m pytest -n auto --dist worksteal $(ARGS)

check: $(VENV)/ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest tests/test_layout.py

venv: $(VENV)/ready

bench: $(VENV)/ready-bench
	$(BIN)/python -m bench $(ARGS)

# A broken link between pages, and any other warning, is an error.
docs: $(VENV)/ready-docs
	$(BIN)/python -m sphinx --fail-on-warning --keep-going --quiet --builder dirhtml docs dist/docs $(ARGS)

# A second `make` finds the stamp and does nothing; a changed lock or pyproject.toml installs anew. Debian
# without python3-venv has no ensurepip: there the system's pip puts the locked pip into the environment.
$(VENV)/ready: requirements-build.lock requirements.lock pyproject.toml
	@python=; for name in $(PYTHONS); do \
	    if $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; \
	    then python=$$name; break; fi; \
	done; \
	test -n "$$python" || { \
	    echo 'feedsvc needs Python 3.11 or newer (tried: $(PYTHONS)); name one: make PYTHON=/path/to/python3' >&2; \
	    exit 1; }; \
	$(BIN)/python -c '' 2>/dev/null || { \
	    echo "Setting up $(VENV) with $$($$python --version)"; \
	    $$python -m venv --clear --without-pip $(VENV); } || exit 1; \
	$(PIP) --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip >/dev/null 2>&1 || \
	    $$python -m pip install --quiet --require-hashes -r requirements-build.lock --target \
	        "$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')" || { \
	    echo "$$python has neither ensurepip nor pip; install one of them (Debian: python3-venv or python3-pip)" >&2; \
	    exit 1; }
	@$(PIP) install $(LOCKED) -r requirements-build.lock
	@$(PIP) install $(LOCKED) -r requirements.lock
	@$(PIP) install --quiet --no-build-isolation --no-deps --editable .
	@touch $@

$(VENV)/ready-dev: $(VENV)/ready requirements-dev.lock
	@$(PIP) install $(LOCKED) -r requirements-dev.lock
	@touch $@

$(VENV)/ready-bench: $(VENV)/ready-dev requirements-bench.lock
	@$(PIP) install $(LOCKED) -r requirements-bench.lock
	@touch $@

$(VENV)/ready-docs: $(VENV)/ready requirements-docs.lock
	@$(PIP) install $(LOCKED) -r requirements-docs.lock
	@touch $@

lock: $(VENV)/ready
	$(PIP) install --quiet --upgrade --target $(VENV)/uv $(UV)
	$(COMPILE) --group build -o requirements-build.lock
	$(COMPILE) -c requirements-build.lock --extra cluster --extra postgresql --extra s3 --group dev \
	    -o requirements-dev.lock pyproject.toml
	$(COMPILE) -c requirements-build.lock -c requirements-dev.lock -o requirements.lock pyproject.toml
	$(COMPILE) -c requirements-build.lock -c requirements-dev.lock \
	    -o requirements-bench.lock bench/requirements.in
	$(COMPILE) -c requirements-build.lock -c requirements-dev.lock --group docs -o requirements-docs.lock

# --strict: a package that PyPI does not tell of fails, so that nothing unasked passes for sound.
audit: $(VENV)/ready
	$(PIP) install --quiet --upgrade --target $(VENV)/audit $(AUDIT)
	PYTHONPATH=$(VENV)/audit $(BIN)/python -m pip_audit --strict --disable-pip --require-hashes --progress-spinner off \
	    --requirement requirements.lock --requirement requirements-build.lock

clean:
	rm -rf $(VENV) dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
