.PHONY: help setup run test test-slow test-llm check format clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## system packages, virtual environment, emulator, sandbox check
	@scripts/setup.sh

run: setup ## the main job on the example application
	@.venv/bin/accelagent run examples/photo-service/accel.yaml

check: ## ruff and mypy
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy

test: ## set up and run all tests
	@scripts/setup.sh --test
	$(MAKE) --no-print-directory check
	.venv/bin/python -m pytest -q -n 2 -m "not slow"

test-slow: ## tests that take minutes or use the network
	@scripts/setup.sh --test
	.venv/bin/python -m pytest -q -m slow

test-llm: ## a real model on this machine: fetches 1.3 GB, builds its engine, asks it (an hour on two cores)
	@scripts/setup.sh --test
	.venv/bin/python scripts/local_model.py test tests/live

fuzz: ## the emulator's fuzz targets, FUZZ_SECONDS in all (600)
	nice -n 10 .venv/bin/python scripts/fuzz.py $(FUZZ_SECONDS)

format:
	.venv/bin/ruff check --fix . && .venv/bin/ruff format .

clean: ## remove the virtual environment and run output
	rm -rf .venv accel-out build dist src/*.egg-info
