# Two commands on a fresh machine with Python >= 3.11 and make: `make demo` and `make test`.
PYTHON ?= python3
BIN := .venv/bin
OUT ?= build
.DEFAULT_GOAL := help
.PHONY: help demo test lint types unit docs tools field field-photos bench bench-line bench-watch bench-photos specimens clean

help:
	@echo "make demo       check the sample phone and its traffic, end with the answer and an HTML report"
	@echo "make test       lint, types, tests, freshness of the generated docs"
	@echo "make field TREES=/folder/of/extracted/system/trees   check real phones that you have"
	@echo "make field-photos PHOTOS=/folder   read public photos beside ExifTool and say what was missed"
	@echo "make bench APK=app.apk TREE=/tree   the measured claims, each against its peer"
	@echo "make bench-line CAPTURES=/folder   the same of traffic;  make bench-watch CAPTURES=/folder   as it passes, as root"
	@echo "make bench-photos PHOTOS=/folder   the same of photos"
	@echo "make docs       write the generated docs anew;  make specimens   build samples and fixtures anew"

$(BIN)/.ready: pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@$(BIN)/python -m compileall -q src  # where Python may not keep what it compiles, each run would pay 0.2 s for it
	@touch $@

demo: $(BIN)/.ready
	@mkdir -p $(OUT)
	@$(BIN)/gifthorse check samples/gift-phone/tree samples/gift-phone/line --case $(OUT)/gift-phone.case --html $(OUT)/gift-phone.html \
	  || test $$? -eq 1
	@echo "The report: $(CURDIR)/$(OUT)/gift-phone.html"

test: $(BIN)/.ready tools lint types unit

tools:
	@sh tools/debian-packages.sh

lint: $(BIN)/.ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(BIN)/.ready
	$(BIN)/mypy

unit: $(BIN)/.ready
	$(BIN)/pytest

docs: $(BIN)/.ready
	$(BIN)/python -m gifthorse.docs

field: $(BIN)/.ready
	@test -n "$(TREES)" || { echo "Name a folder of extracted system trees: make field TREES=..."; exit 2; }
	$(BIN)/python -m bench.field "$(TREES)"

field-photos: $(BIN)/.ready
	@test -n "$(PHOTOS)" || { echo "Name a folder of public photos: make field-photos PHOTOS=..."; exit 2; }
	$(BIN)/python -m bench.field_photos "$(PHOTOS)"

# The peer lives in an environment of its own: it is no dependency. APK: appium-uiautomator2-server's, from npm.
.venv-bench/.ready:
	$(PYTHON) -m venv .venv-bench
	.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check androguard==4.1.4
	@touch $@

bench: $(BIN)/.ready .venv-bench/.ready
	@test -n "$(APK)" || { echo "Name what to measure on: make bench APK=app.apk [TREE=/extracted/system/tree]"; exit 2; }
	@$(BIN)/python -m compileall -q src
	$(BIN)/python -m bench.apps $(APK) $(TREE) --peer .venv-bench/bin/python
	@test -z "$(TREE)" || $(BIN)/python -m bench.linear $(TREE)

.venv-bench-line/.ready:
	$(PYTHON) -m venv .venv-bench-line
	.venv-bench-line/bin/python -m pip install --quiet --disable-pip-version-check dpkt==1.9.8 nfstream==6.6.0
	@touch $@

bench-line: $(BIN)/.ready .venv-bench-line/.ready
	@test -n "$(CAPTURES)" || { echo "Name a folder of captures: make bench-line CAPTURES=/folder"; exit 2; }
	@$(BIN)/python -m compileall -q src
	$(BIN)/python -m bench.line $(CAPTURES) --peer .venv-bench-line/bin/python

# prnu-python is no package: its files are in the folder of photos, and it needs a numpy as old as it is.
.venv-bench-photos/.ready:
	$(PYTHON) -m venv .venv-bench-photos
	.venv-bench-photos/bin/python -m pip install --quiet --disable-pip-version-check \
	  numpy==1.23.5 scipy==1.10.1 PyWavelets==1.4.1 scikit-learn==1.7.2 pillow tqdm
	@touch $@

bench-photos: $(BIN)/.ready .venv-bench-photos/.ready
	@test -n "$(PHOTOS)" || { echo "Name a folder of public photos: make bench-photos PHOTOS=/folder"; exit 2; }
	@for script in bench/photos_*.py; do \
	  $(BIN)/python -m bench.$$(basename $$script .py) "$(PHOTOS)" --peer .venv-bench-photos/bin/python || exit; done

bench-watch: $(BIN)/.ready
	@test -n "$(CAPTURES)" || { echo "Name a folder of captures: make bench-watch CAPTURES=/folder"; exit 2; }
	$(BIN)/python -m bench.watch $(CAPTURES)

specimens: $(BIN)/.ready tools
	$(BIN)/python -m samples.build

clean:
	rm -rf $(OUT) .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis
