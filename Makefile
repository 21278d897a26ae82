# The product on one machine. `make` alone lists what it can do.

PYTHON ?= python3
PORT ?= 8000
SMTP_PORT ?= 2525
INBOX_PORT ?= 8025
PY := .venv/bin/python
COMPILE := $(PY) -m uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-annotate --no-header \
	--python-version 3.11 pyproject.toml
# Where the environment forbids it (many containers do), every process would compile all our modules again.
unexport PYTHONDONTWRITEBYTECODE
# For the checks: the settings of a house that is open to the world. Nothing is sent or stored with them.
OPEN_HOUSE := BASE_URL=https://kis.example.org ALLOWED_HOSTS=kis.example.org \
	SECRET_KEY=only-for-make-check-kT7vX2mQ9bL4nW8cR5hJ1fZ6dG3sP0aYeUiO
DEMO_HOUSE := KIS_DEMO=1 SECRET_KEY=only-to-read-the-settings-with

.PHONY: help demo demo-reset test check walk looks bench lock messages clean

help: ## List what you can do
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' Makefile

demo: .venv/demo.ok ## Start everything with example data; PORT=8001 chooses another port, Ctrl-C stops
	@exec $(PY) -m demo --port $(PORT) --smtp-port $(SMTP_PORT) --inbox-port $(INBOX_PORT)

demo-reset: .venv/demo.ok ## Remove the example data, and all you changed in it
	@$(PY) -m demo reset

test: .venv/dev.ok ## Run the tests, also in a browser; ARGS="tests/post -x" chooses
	@$(PY) -m demo.chromium
	@$(DEMO_HOUSE) $(PY) -m config.translations
	@$(PY) -m pytest $(ARGS)

check: .venv/dev.ok ## Check style, types, walls between rooms, templates, settings, migrations, translations
	$(PY) -m ruff check
	$(PY) -m ruff format --check
	$(DEMO_HOUSE) $(PY) -m mypy .
	.venv/bin/lint-imports
	$(PY) -m djlint --quiet --lint templates
	$(OPEN_HOUSE) $(PY) manage.py check --deploy --fail-level WARNING
	$(OPEN_HOUSE) $(PY) -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run
	$(DEMO_HOUSE) $(PY) -m config.translations --check

walk: .venv/dev.ok ## Walk through the product in a browser, in the demo that runs or one of its own
	@$(PY) -m demo.chromium
	@$(PY) -m demo with -- $(PY) -m walk $(ARGS)

looks: .venv/dev.ok ## Look at every page, in a quarter of an hour: pictures, axe, where the focus is; ARGS="--quick taken" chooses
	@$(PY) -m demo.chromium
	@$(PY) -m demo with -- $(PY) -m looks $(ARGS)

bench: .venv/dev.ok build/rivals/bench.ok ## Measure; NAME=post chooses one
	@$(PY) -m bench $(NAME)

lock: .venv/dev.ok ## Choose the newest allowed dependencies again; needs the network
	$(COMPILE) --upgrade -o requirements/base.txt
	$(COMPILE) --upgrade -c requirements/base.txt --extra demo -o requirements/demo.txt
	$(COMPILE) --upgrade -c requirements/demo.txt --extra demo --extra dev -o requirements/dev.txt
	$(COMPILE) --upgrade -c requirements/base.txt --extra bench -o requirements/bench.txt

messages: .venv/dev.ok ## Collect the texts to translate; needs GNU gettext
	$(DEMO_HOUSE) $(PY) manage.py makemessages --locale nl --no-location --no-obsolete --ignore build --ignore .venv

clean: ## Remove all that make can make again, except the data of the demo
	rm -rf .venv build staticfiles .services/test .services/bench
	rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Installing: one stamp for each set of requirements, so that it is done again when the set changed.

.venv/demo.ok: SIZE := 400 MB, a minute or two
.venv/dev.ok: SIZE := 1 GB, a few minutes
.venv/%.ok: requirements/%.txt | .venv/bin/python
	@echo "Installing $< in .venv ($(SIZE); once)."
	@$(PY) -m pip install -qq --disable-pip-version-check --no-input --require-hashes --only-binary :all: -r $< || \
		{ echo "Installing did not succeed; the lines above say why, and after mending it make goes on."; exit 1; }
	@touch $@

# What we only compare with lives apart: one of them has a module with the name of a room of ours.
build/rivals/bench.ok: requirements/bench.txt | .venv/bin/python
	@echo "Installing $< in build/rivals (300 MB, a minute; once)."
	@$(PY) -m venv --clear build/rivals
	@build/rivals/bin/python -m pip install -qq --disable-pip-version-check --no-input --require-hashes --only-binary :all: -r $<
	@touch $@

.venv/bin/python:
	@PYTHON="$(PYTHON)" sh demo/check_machine.sh
	@$(PYTHON) -m venv --clear .venv
