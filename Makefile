# `make synth` and `make test` need Python 3.11+ and make, and set up everything else themselves.
# A second run finds everything in place and sets up nothing.

PYTHON ?= python3
VENV   := .venv
PY     := $(VENV)/bin/python
# .venv/nodejs holds links to the Node.js that tools/set_up_node.py chose; both stand first, so no activation is needed.
export PATH      := $(CURDIR)/$(VENV)/nodejs:$(CURDIR)/$(VENV)/bin:$(CURDIR)/node_modules/.bin:$(PATH)
export JSII_NODE := $(CURDIR)/$(VENV)/nodejs/node
# Without .pyc files every synth compiles aws_cdk anew, which doubles its time; Node's compile cache only leaks files with jsii.
unexport PYTHONDONTWRITEBYTECODE NODE_COMPILE_CACHE VIRTUAL_ENV PYTHONPATH PYTHONHOME

CDK := cdk

.PHONY: setup synth test lint format docs bench fuzz diff deploy lock clean help
.DEFAULT_GOAL := help

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 18

setup: $(VENV)/.ready ## virtual environment, Node.js, CDK command line, warm caches

$(VENV)/.python: requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit(0 if v >= (3, 11) else f"make: Python 3.11 or newer is needed, $(PYTHON) is {v[0]}.{v[1]}. Next: make PYTHON=python3.13")'
	$(PYTHON) -m venv $(VENV)
	$(PY) -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes -r requirements/dev.txt
	$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.node: $(VENV)/.python requirements/node.txt tools/set_up_node.py
	$(PY) tools/set_up_node.py $(VENV)/nodejs
	@touch $@

node_modules/.installed: $(VENV)/.node package-lock.json .npmrc
	npm ci --no-progress --loglevel=error
	@touch $@

$(VENV)/.ready: node_modules/.installed tools/warm_jsii.py
	$(PY) tools/warm_jsii.py
	@touch $@

synth: setup ## synthesize the reference fleet into cdk.out, with every baseline on
	$(CDK) synth --quiet --strict $(ARGS)
	@$(PY) -m cdk_secure_iot.summary cdk.out

test: setup ## run the whole test suite, in parallel and in random order
	$(PY) -m pytest -n auto --dist worksteal $(ARGS)

lint: setup ## ruff, mypy, the floors, and that generated docs are up to date
	ruff check .
	ruff format --check .
	mypy
	lint-imports
	$(PY) -m tools.generate_docs --check

format: setup ## let ruff format and mend what it can
	ruff check --fix .
	ruff format .

docs: setup ## write the generated pages of docs/
	$(PY) -m tools.generate_docs

$(VENV)/.bench: $(VENV)/.ready requirements/bench.txt requirements/bench-checkov.txt
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bench.txt
	$(PYTHON) -m venv $(VENV)/checkov
	$(VENV)/checkov/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bench-checkov.txt
	@touch $@

bench: setup $(VENV)/.bench ## measure, interleaved in one run; ARGS=... passes through
	$(PY) -m benchmarks $(ARGS)

fuzz: setup ## throw hostile input at the policy language for a minute; ARGS=300 for five
	$(PY) -m fuzz.policy_text $(ARGS)

diff: setup ## cdk diff; ARGS=... passes through
	$(CDK) diff $(ARGS)

deploy: setup ## cdk deploy of every stack; ARGS=... passes through instead of --all
	$(CDK) deploy --strict $(or $(ARGS),--all)

lock: setup ## resolve requirements/*.in anew into hashed lock files
	$(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --upgrade --generate-hashes --no-emit-index-url --no-emit-find-links --no-header pyproject.toml requirements/dev.in -o requirements/dev.txt
	$(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --upgrade --generate-hashes --no-emit-index-url --no-emit-find-links --no-header requirements/node.in -o requirements/node.txt
	$(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --upgrade --generate-hashes --no-emit-index-url --no-emit-find-links --no-header requirements/bench.in -o requirements/bench.txt
	$(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --upgrade --generate-hashes --no-emit-index-url --no-emit-find-links --no-header requirements/bench-checkov.in -o requirements/bench-checkov.txt
	npm install --package-lock-only --silent

clean: ## remove what the other targets made
	rm -rf $(VENV) node_modules cdk.out .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
