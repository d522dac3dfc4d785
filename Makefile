# make graph   set up and build the example graph into outputs/
# make test    run the tests
# make spark   add what `kg build --engine spark` needs
# make renew   write the answers and pages that are generated anew
# make check   the rest of what CI runs: format, lint, types, an install from the wheel alone

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
TRAINING := .venv-training
SOURCES := kg tests training benchmarks docs/screenshots.py

.PHONY: graph install spark test renew check format bench screenshots train lock clean

graph: install
	$(BIN)/kg build examples -o outputs

install: $(VENV)/.installed

# KeyBERT asks for sentence-transformers and so for torch; kg hands it an encoder of its own, so what
# is installed is what the lock names and nothing that is asked for beyond it.
$(VENV)/.installed: requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -r requirements.lock -e .
	touch $@

# What `kg build --engine spark` and its tests need beside Java: 430 MB that nobody else has to take.
spark: $(VENV)/.spark

$(VENV)/.spark: requirements.spark.lock $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -r requirements.spark.lock
	touch $@

test: install
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile --durations 15

# Look at what changes before it is committed.
renew: install
	$(BIN)/python -m pytest --renew tests/test_questions.py tests/test_reference.py

check: install
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/mypy
	tests/bare_install.sh $(PYTHON)

format: install
	$(BIN)/ruff format $(SOURCES)
	$(BIN)/ruff check --fix $(SOURCES)

bench: install
	$(BIN)/python benchmarks/run.py
	$(BIN)/python benchmarks/growth.py --sizes 250,500,1000

# The pictures of docs/, taken of the example's page.
screenshots: graph
	$(BIN)/python docs/screenshots.py

# Hours on one core; KG_GOLD is the folder of the gold data.
train: $(TRAINING)/.installed
	mkdir -p build/training
	$(TRAINING)/bin/python training/measure_trust.py $(KG_GOLD) > build/training/trust.tsv
	cp build/training/trust.tsv kg/extract/words/
	$(TRAINING)/bin/python training/fit_tagger.py $(KG_GOLD) build/training
	cp build/training/encoder.onnx build/training/tokenizer.json kg/models/
	$(TRAINING)/bin/python training/fit_entity_classifier.py $(KG_GOLD) build/training/tags.pickle kg/models
	$(TRAINING)/bin/python training/fit_keyword_ranker.py $(KG_GOLD)/author_keywords_dev.jsonl kg/models

$(TRAINING)/.installed: requirements.lock pyproject.toml
	$(PYTHON) -m venv $(TRAINING)
	$(TRAINING)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps -r requirements.lock -e .
	$(TRAINING)/bin/python -m pip install --quiet --disable-pip-version-check -c requirements.lock -e '.[training]'
	touch $@

# Names, versions and markers only; torch and what hangs on it are overridden away.
lock:
	uv pip compile pyproject.toml --extra dev --override requirements.override --universal --python-version 3.11 \
	  --no-header --no-annotate --no-emit-index-url --quiet --output-file requirements.full
	grep -v "== 'never'" requirements.full > requirements.lock
	rm requirements.full

clean:
	rm -rf $(VENV) outputs dist
