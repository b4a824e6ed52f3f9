# The two commands: `make run` shows the product, `make test` checks it; `.ci/run` checks all of it. The rest is for those who work on it.
.DEFAULT_GOAL := help
.PHONY: help run dev test bench lighthouse lint messages lock clean

PORT ?= 8000
export PORT

# Linters and the lock need no secrets, yet the settings want them named.
CHECK_ENV := CME_MODE=test SECRET_KEY=only-for-checks ALLOWED_HOSTS=localhost

COMPILE = UV_CUSTOM_COMPILE_COMMAND="make lock" .venv/bin/python -m uv pip compile --quiet \
	--generate-hashes --universal --python-version 3.11 $(LOCK)

help: ## say what each target does
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile | expand -t 16

run: ## install, load the demonstration and serve it on 127.0.0.1 (PORT=8000)
	@sh deploy/serve.sh demonstration

dev: ## the same with Django's development server, which reloads on every change
	@sh deploy/serve.sh development

test: ## the tests but the slow ones (.ci/run has all), on SQLite and on PostgreSQL where one answers on 127.0.0.1:5432
	@sh deploy/test.sh

bench: ## the benchmarks
	@sh deploy/install.sh requirements-dev.txt
	@.venv/bin/python -m bench

lighthouse: ## grades of Lighthouse, the median of five
	@sh deploy/install.sh requirements-dev.txt
	@.venv/bin/python -m bench lighthouse

lint: ## ruff, djlint and mypy
	@sh deploy/install.sh requirements-dev.txt
	.venv/bin/python -m ruff check
	.venv/bin/python -m ruff format --check
	.venv/bin/python -m djlint --lint --quiet templates
	$(CHECK_ENV) .venv/bin/python -m mypy

messages: ## collect the words of the interface into locale/ (NEW=fr begins a language)
	@sh deploy/install.sh requirements-dev.txt
	@sh deploy/gettext.sh
	@$(CHECK_ENV) .venv/bin/python manage.py makemessages --verbosity 0 $(if $(NEW),--locale $(NEW))

lock: ## make the lock files anew from requirements*.in (LOCK=--upgrade for newer versions)
	@sh deploy/install.sh requirements-dev.txt
	$(COMPILE) requirements.in -o requirements.txt
	$(COMPILE) -c requirements.txt requirements-dev.in -o requirements-dev.txt

clean: ## remove .venv and all caches; var/ with its database stays
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis var/static
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
