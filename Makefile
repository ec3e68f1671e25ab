# make run    set up, build, serve on port 8501 (or PORT); TEXTS=folder reads those texts instead of the shipped corpus
# make test   everything, in two processes (or TEST_PROCESSES), one of which has all that drives a browser; says what it could not run
# make check  linters, types, data files
# make bench  speed and memory

PYTHON ?= python3
PORT ?= 8501
VENV ?= .venv
TEST_PROCESSES ?= 2
BIN := $(VENV)/bin
ATLAS := $(if $(TEXTS),build/texts.gpkg,atlas.gpkg)

.PHONY: run build test check bench shapes clean

$(VENV)/.run: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; name it with PYTHON=..."; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements.txt requirements-dev.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $(VENV)/.run $@

run: $(VENV)/.run
	$(if $(TEXTS),@mkdir -p build && $(BIN)/python -m geo build --texts "$(TEXTS)" --out $(ATLAS) || test $$? -eq 1 -a -s $(ATLAS))
	@test -s $(ATLAS) || PASSAGE_ATLAS_ATLAS_FILE=$(ATLAS) $(BIN)/python -m geo build
	PASSAGE_ATLAS_ATLAS_FILE=$(ATLAS) $(BIN)/python -m streamlit run app.py --server.port $(PORT)

build: $(VENV)/.run
	$(BIN)/python -m geo build

test: $(VENV)/.dev
	@$(BIN)/python tests/chromium.py
	$(BIN)/python -m pytest -n $(TEST_PROCESSES)

check: $(VENV)/.dev
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m mypy
	$(BIN)/python -m geo check

bench: $(VENV)/.dev
	$(BIN)/python tests/bench.py

shapes: $(VENV)/.run
	$(BIN)/python data/make_border.py
	$(BIN)/python data/make_districts.py
	$(BIN)/python data/make_shapes.py

clean:
	rm -rf $(VENV) build atlas.gpkg .mypy_cache .ruff_cache .pytest_cache
