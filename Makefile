# Kanaal. `make` alone lists the targets. Needs python3 and make; everything else is brought into .venv, .tools and node_modules.

SHELL       := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help tools run test check format synth deploy provision bench openapi rooms bundle lock clean

PYTHON := .venv/bin/python
PYTEST := $(PYTHON) -m pytest
# The Node that came with the tools, not the machine's own: the CDK's bridge starts whatever `node` it finds first.
export PATH := $(CURDIR)/.tools/node:$(CURDIR)/.venv/bin:$(PATH)
export UV_PYTHON_DOWNLOADS := never
# What runs in Lambda is imported from here, as it is there.
export PYTHONPATH := $(CURDIR)/functions
STAGE  ?= dev
WORKERS ?= 2

help: ## List the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/\1|\2/' | while IFS='|' read -r target does; do printf '  make %-8s %s\n' "$$target" "$$does"; done

tools: ## Bring the tools that everything else uses (done by the other targets)
	@python3 -m infra.local.bootstrap

run: tools ## Start the whole desk on this machine, on a local AWS; Ctrl-C stops it (KANAAL_PORT=4566)
	@$(PYTHON) -m infra.local.run

test: bundle ## Run every test: unit, integration, infra, e2e
	@echo "▸ unit, integration and infra tests"
	@$(PYTEST) tests/unit tests/integration tests/infra -n $(WORKERS) --dist loadgroup --cov --cov-branch --cov-report=
	@echo "▸ e2e tests, on a private local AWS"
	@$(PYTEST) tests/e2e --cov --cov-branch --cov-append --cov-report=term:skip-covered

check: tools ## Format, lint, types, import contracts
	@echo "▸ ruff format" && .venv/bin/ruff format --check .
	@echo "▸ ruff check" && .venv/bin/ruff check .
	@echo "▸ mypy" && .venv/bin/mypy
	@echo "▸ import contracts" && .venv/bin/lint-imports
	@echo "▸ table of rooms" && $(PYTHON) -m infra.rooms --check

format: tools ## Format the code and mend what the linter can mend
	@.venv/bin/ruff check --fix-only --quiet . && .venv/bin/ruff format .

bundle: tools
	@$(PYTHON) -m infra.bundle aws

synth: bundle ## Synthesise the CloudFormation templates for AWS into cdk.out (no credentials needed)
	@echo "▸ cdk synth, stage $(STAGE)"
	@node_modules/.bin/cdk synth --quiet --context stage=$(STAGE) --output cdk.out
	@ls cdk.out/*.template.json

deploy: ## Deploy to the AWS account of your credentials: make deploy STAGE=dev ARGS="--context alarm_email=you@example.com"
	@[[ "$(origin STAGE)" != file ]] || { echo "✗ Which stage? For example: make deploy STAGE=dev" >&2; exit 2; }
	@$(MAKE) --no-print-directory bundle
	@node_modules/.bin/cdk deploy --all --context stage=$(STAGE) $(ARGS)

provision: tools ## Make people, tokens and channel accounts on AWS: make provision STAGE=dev ARGS="person --help"
	@$(PYTHON) -m infra.provision --stage $(STAGE) $(ARGS)

bench: bundle ## Measure what a message costs and how cold a start is
	@$(PYTHON) -m bench

openapi: tools ## Write docs/openapi.json and docs/channel-api.openapi.json anew from the code
	@$(PYTHON) -m tests.integration.test_openapi && echo "✓ docs/openapi.json, docs/channel-api.openapi.json"

rooms: tools ## Write the table of rooms in docs/architecture.md anew from what the rooms say
	@$(PYTHON) -m infra.rooms

lock: tools ## Resolve the lock files anew
	@$(PYTHON) -m infra.local.lock

clean: ## Remove what was built and the local stack's data (the tools stay)
	@rm -rf build cdk.out .local .coverage* coverage.xml .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	@find functions infra tests examples -name __pycache__ -type d -prune -exec rm -rf {} +
	@echo "✓ removed build, cdk.out, .local and caches"
