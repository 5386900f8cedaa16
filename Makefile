# Kanaal. `make` alone lists the targets. Needs python3 and make; everything else is installed into .venv, .tools and node_modules.

SHELL       := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help tools run test e2e others quick simulate units check style types descriptions workspace page pictures format synth deploy provision bench openapi rooms bundle audit lock clean

PYTHON := .venv/bin/python
PYTEST := $(PYTHON) -m pytest
# The Node that came with the tools, not the machine's own: the CDK's bridge starts whatever `node` it finds first.
export PATH := $(CURDIR)/.tools/node:$(CURDIR)/.venv/bin:$(PATH)
export UV_PYTHON_DOWNLOADS := never
# What runs in Lambda is imported from here, as it is there.
export PYTHONPATH := $(CURDIR)/functions
# Python keeps its bytecode, whatever the environment says: without it, each process that imports aws_cdk needs 13 seconds
# more. The folder is outside the source tree.
unexport PYTHONDONTWRITEBYTECODE
export PYTHONPYCACHEPREFIX := $(CURDIR)/.tools/pycache
STAGE  ?= dev
WORKERS ?= 2
# Where integration tests run: `one` is in memory, or on Amazon's engine or moto where a test asks for it; `both` is every
# test on both.
BACKENDS ?= one
# Lines are measured in each run, as sys.monitoring does it at little cost. Branches cost two thirds more time before
# Python 3.14, so only the run on both backends measures them.
COVERAGE := --cov --cov-report=term:skip-covered $(if $(filter both,$(BACKENDS)),--cov-branch --cov-fail-under=98)
CLIENT := node_modules/.bin/openapi-typescript ../docs/openapi.json --default-non-nullable=false --output src/api/schema.ts
DESCRIPTIONS := docs/openapi.json docs/channel-api.openapi.json
# A path or a node id of pytest: `make test` runs that alone.
ONLY ?=

help: ## List the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/\1|\2/' | while IFS='|' read -r target does; do printf '  make %-9s %s\n' "$$target" "$$does"; done

tools: ## Install the tools that everything else uses (the other targets do this)
	@python3 -m infra.local.bootstrap

run: tools ## Start the whole desk on this machine, on a local AWS; Ctrl-C stops it (KANAAL_PORT=4566)
	@$(PYTHON) -m infra.local.run

test: bundle ## Run every test; make test ONLY=tests/unit/… runs that alone; BACKENDS=both runs integration tests on moto too
ifneq ($(ONLY),)
	@$(PYTEST) $(ONLY) --backends $(BACKENDS)
else
	@$(MAKE) --no-print-directory --jobs=2 e2e others
endif

# The e2e tests mostly wait for queues and schedules, so they run beside the others, which need the processors.
e2e:
	@mkdir -p build && $(PYTEST) tests/e2e --durations=3 > build/e2e.log 2>&1 && failed=0 || failed=$$?; \
		echo "▸ e2e tests, on a private local AWS" && cat build/e2e.log && exit $$failed

others:
	@echo "▸ unit, integration, infra and simulation tests, with e2e tests beside them (build/e2e.log)"
	@$(PYTEST) tests/unit tests/integration tests/infra tests/simulation -n $(WORKERS) --durations=10 --backends $(BACKENDS) --all-permissions $(COVERAGE)
	@echo "▸ browser tests, on a recorded desk"
	@$(PYTEST) tests/browser -n $(WORKERS) --durations=3

quick: tools ## Run the unit tests with few examples, and what `make check` runs, in under a minute
	@HYPOTHESIS_PROFILE=quick $(MAKE) --no-print-directory --jobs=2 --output-sync=target units style types

units:
	@echo "▸ unit tests" && $(PYTEST) tests/unit -q

RUNS  ?= 1000
FIRST ?= 1
SINGLE ?=
simulate: tools ## Run the pipeline in RUNS schedules with faults, from seed FIRST on; SINGLE=1: one fault, of each kind, at each call
	@$(PYTHON) -m tests.simulation --runs $(RUNS) --first $(FIRST) --workers $(WORKERS) $(if $(SINGLE),--single)

check: tools style types descriptions page ## Format, lint, types, import contracts, the APIs' descriptions, the workspace

style:
	@echo "▸ ruff format" && .venv/bin/ruff format --check .
	@echo "▸ ruff check" && .venv/bin/ruff check .
	@echo "▸ import contracts" && .venv/bin/lint-imports
	@echo "▸ table of rooms" && $(PYTHON) -m infra.rooms --check

types:
	@echo "▸ mypy" && .venv/bin/mypy

# Neither linter reports that it was used, nor looks for a newer one.
descriptions: export REDOCLY_TELEMETRY := off
descriptions: export REDOCLY_SUPPRESS_UPDATE_NOTICE := true
descriptions:
	@echo "▸ spectral" && node_modules/.bin/spectral lint --quiet --fail-severity hint $(DESCRIPTIONS)
	@mkdir -p build && echo "▸ redocly" && node_modules/.bin/redocly lint --max-problems 20 $(DESCRIPTIONS) 2> build/redocly.log || { cat build/redocly.log >&2; exit 1; }

workspace: tools ## Build the workspace's page into workspace/dist, and compare it with its budget of bytes
	@cd workspace && node_modules/.bin/vite build --logLevel warn && node scripts/budget.ts

page: workspace
	@echo "▸ workspace: format" && cd workspace && node_modules/.bin/prettier --check --log-level warn .
	@echo "▸ workspace: types" && cd workspace && node_modules/.bin/tsc
	@echo "▸ workspace: client of the API" && cd workspace && $(CLIENT) --check
	@echo "▸ workspace: tests" && cd workspace && node --test --test-reporter=dot "tests/**/*.test.ts"

pictures: workspace ## Take the pictures in docs/pictures anew; look at them before you commit them
	@RENEW=1 $(PYTEST) tests/browser/test_pictures.py -k looks

format: tools ## Format the code and fix what the linter can fix
	@.venv/bin/ruff check --fix-only --quiet . && .venv/bin/ruff format .
	@cd workspace && node_modules/.bin/prettier --write --log-level warn .

bundle: tools
	@$(PYTHON) -m infra.bundle aws

synth: tools ## Synthesise the CloudFormation templates for AWS into cdk.out (no credentials needed)
	@echo "▸ cdk synth, stage $(STAGE)"
	@node_modules/.bin/cdk synth --quiet --context stage=$(STAGE) $(ARGS) --output cdk.out
	@ls cdk.out/*.template.json

deploy: ## Deploy to the AWS account of your credentials: make deploy STAGE=dev ARGS="--context alarm_email=you@example.com"
	@[[ "$(origin STAGE)" != file ]] || { echo "✗ Which stage? For example: make deploy STAGE=dev" >&2; exit 2; }
	@$(MAKE) --no-print-directory tools
	@node_modules/.bin/cdk deploy --all --context stage=$(STAGE) $(ARGS)

provision: tools ## Create people, apps, tokens and channel accounts on AWS: make provision STAGE=dev ARGS="person --help"
	@$(PYTHON) -m infra.provision --stage $(STAGE) $(ARGS)

bench: bundle ## Measure costs, cold starts, the page, and desks of several sizes: SIZE=1000000 builds one, and measures only that
	@$(PYTHON) -m bench $(if $(SIZE),--size $(SIZE))

openapi: tools ## Regenerate docs/openapi.json, docs/channel-api.openapi.json and the workspace's client from the code
	@$(PYTHON) -m tests.integration.test_openapi && echo "✓ docs/openapi.json, docs/channel-api.openapi.json"
	@cd workspace && $(CLIENT) && echo "✓ workspace/src/api/schema.ts"

rooms: tools ## Regenerate the table of rooms in docs/architecture.md from the docstrings of the packages
	@$(PYTHON) -m infra.rooms

audit: tools ## Look up the locked packages in an advisory source (needs the network)
	@$(PYTHON) -m infra.local.audit

lock: tools ## Resolve the lock files again
	@$(PYTHON) -m infra.local.lock

clean: ## Remove build outputs and the local stack's data, but not the tools
	@rm -rf build cdk.out .local .coverage* coverage.xml .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	@find functions infra tests examples -name __pycache__ -type d -prune -exec rm -rf {} +
	@echo "✓ removed build, cdk.out, .local and caches"
