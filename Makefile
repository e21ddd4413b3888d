# `make serve` and `make test` work on a fresh machine: they make the virtual environment and install what is pinned.

VENV := .venv
PYTHON := $(VENV)/bin/python
PIP := $(PYTHON) -m pip install --quiet --disable-pip-version-check
PORT ?= 8000
TEST_PACKAGES := chromium fonts-noto-cjk libatomic1 curl openssl
# The chat server of one test, which is AGPL, has an environment of its own; without it that test is left out.
MATRIX_ENVIRONMENT ?= $(CURDIR)/.matrix
export MATRIX_ENVIRONMENT

.PHONY: serve test packages matrix clean

serve: $(VENV)/.runtime
	$(PYTHON) -m service serve --host 127.0.0.1 --port $(PORT)

test: packages $(VENV)/.tests
	$(PYTHON) -m pytest -n 2 --dist loadfile

$(VENV)/bin/pip:
	python3 -m venv --clear $(VENV)

$(VENV)/.runtime: requirements.txt | $(VENV)/bin/pip
	$(PIP) -r requirements.txt
	touch $@

$(VENV)/.tests: requirements.txt service/bots/requirements.txt tests/requirements.txt | $(VENV)/bin/pip
	$(PIP) -r tests/requirements.txt
	touch $@ $(VENV)/.runtime

# The browser, what its driver links to and the fonts that the tests of the pages need: installed where that is allowed, else named.
packages:
	@missing=$$(for name in $(TEST_PACKAGES); do \
		dpkg-query -W -f='$${Status}' $$name 2>/dev/null | grep -q 'ok installed' || echo $$name; done); \
	if [ -z "$$missing" ]; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ]; then apt-get update -q && apt-get install -y -q --no-install-recommends $$missing; \
	else echo "The tests need these packages: sudo apt-get install -y" $$missing >&2; exit 1; fi

matrix:
	tests/matrix/make_environment.sh $(MATRIX_ENVIRONMENT)

clean:
	rm -rf $(VENV) $(MATRIX_ENVIRONMENT)
