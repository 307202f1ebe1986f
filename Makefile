# make demo     install what is missing, build, judge the example problems and HumanEval, write HTML reports to out/
# make test     install what tests need, build, run all tests
# make install  put the commands into PREFIX/bin (default /usr/local), with the Swift library inside them
# make format   rewrite the Swift sources in the project's style;  make lint  only say where they differ
# make clean    remove what was built
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

PREFIX ?= /usr/local
DESTDIR ?=
SWIFT ?= swift
# The two commands lie side by side: the judge looks for its launcher beside itself.
COMMANDS := klear-judge klear-launcher
INSTALL_BUILD = $(SWIFT) build -c release --static-swift-stdlib --scratch-path .build-install
# The interpreter that programs are judged with.
PYTHON := $(or $(wildcard /usr/bin/python3),python3)
SWIFT_FOLDERS := Package.swift Sources Tests

.PHONY: help demo test install format lint clean testdata

help:
	@grep '^# make' Makefile | cut -c 3-

demo:
	scripts/setup.sh demo
	$(SWIFT) build -c release
	scripts/demo.sh

# swift test comes last, so that its closing lines are the last ones.
test:
	scripts/setup.sh test
	scripts/build-testdata.py --check
	$(SWIFT) build --build-tests
	PYTHONDONTWRITEBYTECODE=1 $(PYTHON) -m unittest discover --start-directory Tests/HarnessTests --buffer
	$(SWIFT) test --skip-build

install:
	for name in $(COMMANDS); do $(INSTALL_BUILD) --product $$name; done
	install -d "$(DESTDIR)$(PREFIX)/bin"
	folder=$$($(INSTALL_BUILD) --show-bin-path); \
	for name in $(COMMANDS); do install -m 755 "$$folder/$$name" "$(DESTDIR)$(PREFIX)/bin/$$name"; done

testdata:
	scripts/build-testdata.py

format:
	$(SWIFT) format --in-place --recursive --configuration .swift-format $(SWIFT_FOLDERS)

lint:
	$(SWIFT) format lint --strict --recursive --configuration .swift-format $(SWIFT_FOLDERS)

clean:
	rm -rf .build .build-install out .venv
