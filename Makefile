# What people do with this repository. Each target installs what it is missing and says so; run any of them twice.

DATA ?= ./data
CUSTOMERS ?= 4000
LISTEN ?= 127.0.0.1:8080
PAGE ?= ./report.html
FUZZ_SECONDS ?= 600
TOUCHES ?= 1000000
GROW ?= 1000000,5000000,20000000,100000000
STORED ?= 10000000
SCORED ?= 400:50 4000:50 40000:3
SAMPLE := fixtures/company/chat.jsonl fixtures/company/hotline.jsonl fixtures/company/office.jsonl \
          fixtures/company/shop.jsonl fixtures/company/web.jsonl
WATERLINE := target/release/waterline

.DEFAULT_GOAL := help
.PHONY: help build run report pages types browser sample page score test format lint unit doc-tests deny bench bench-build bench-peers bench-grow bench-store bench-intake bench-language bench-live contract fuzz language-train language-score

help:
	@echo "make run          build Waterline, simulate an airline, serve its pages, print the address and a sign-in link"
	@echo "make report       the same airline's noise report in the terminal and as one page"
	@echo "make sample       the same with the bilingual sample log in fixtures/company"
	@echo "make page         only write the page again"
	@echo "make score        hold the report against companies whose truth is known; writes docs/score.md"
	@echo "make test         everything a change must pass; CI runs this"
	@echo "make types        the types of the pages' client, from the interface's own description"
	@echo "make deny         licences, sources and duplicates of dependencies, with cargo-deny"
	@echo "make bench        our speed over TOUCHES=$(TOUCHES), and the floor"
	@echo "make bench-peers  the same beside pm4py, DuckDB and polars"
	@echo "make bench-grow   how cost grows over GROW=$(GROW)"
	@echo "make bench-store  appends a second, and timelines among STORED=$(STORED) touches, on both databases"
	@echo "make bench-language  how fast messages are read, beside SnowNLP and VADER"
	@echo "make language-train  the shipped model of causes and emotion, from its codebook"
	@echo "make language-score  how good it is, and the heads on public sets; writes docs/reference/language.md"
	@echo "make bench-intake touches over HTTP, beside django-helpdesk"
	@echo "make bench-live   how fast a thousand open pages hear of a touch"
	@echo "make contract     the server held to its own OpenAPI description, with schemathesis"
	@echo "make fuzz         every reader for FUZZ_SECONDS=$(FUZZ_SECONDS) each"

build:
	@scripts/need build node
	@echo "Building Waterline; the first time takes minutes."
	@cargo build --quiet --release --locked --package waterline

run: build
	@echo "Simulating two years of an airline with $(CUSTOMERS) customers into $(DATA); what is there already is not added again."
	@$(WATERLINE) simulate --company airline --customers $(CUSTOMERS) --data $(DATA)
	@echo "Serving; Ctrl-C stops. The first line is the address, the second signs you in once."
	@$(WATERLINE) serve --link --data $(DATA) --listen $(LISTEN)

report: build
	@echo "Simulating two years of an airline with $(CUSTOMERS) customers into $(DATA); what is there already is not added again."
	@$(WATERLINE) simulate --company airline --customers $(CUSTOMERS) --data $(DATA)
	@$(WATERLINE) noise --data $(DATA)
	@$(WATERLINE) iceberg --data $(DATA)
	@$(WATERLINE) report --data $(DATA) --out $(PAGE)
	@echo "The report lies at $(abspath $(PAGE)); open it in a browser."

sample: build
	@echo "Importing the bilingual sample log (fixtures/company) into $(DATA)/sample; what is there already is not added again."
	@$(WATERLINE) import --data $(DATA)/sample $(SAMPLE)
	@$(WATERLINE) noise --data $(DATA)/sample
	@$(WATERLINE) report --data $(DATA)/sample --out $(PAGE)
	@echo "The report lies at $(abspath $(PAGE)); open it in a browser."

page: build
	@$(WATERLINE) report --data $(DATA) --out $(PAGE)
	@echo "The report lies at $(abspath $(PAGE)); open it in a browser."

score: build
	@echo "Simulating companies and holding the noise report against them; this takes about an hour."
	@python3 scripts/score.py $(SCORED)

test: format lint pages unit doc-tests contract browser
	@echo "All tests passed."

pages:
	@scripts/need node
	@echo "Checking the pages: types, texts, layout."
	@npm --prefix web ci --silent --no-audit --no-fund
	@npm --prefix web run --silent check
	@npm --prefix web run --silent test

types: build
	@$(WATERLINE) openapi > web/openapi.json
	@npm --prefix web run --silent types

browser:
	@scripts/need build node chromium
	@echo "Walking through the pages in a real browser; pictures go to target/pictures."
	@cargo build --quiet --locked
	@node tests/e2e/run.mjs target/debug/waterline target/pictures

contract:
	@scripts/need build node contract
	@echo "Holding the server to its description with schemathesis."
	@cargo build --quiet --locked
	@tests/contract/.venv/bin/python tests/contract/run.py target/debug/waterline

format:
	@scripts/need build
	@echo "Checking the layout of the code."
	@cargo fmt --all --check

lint:
	@scripts/need build
	@echo "Checking the code with clippy."
	@cargo clippy --quiet --workspace --all-targets --locked -- --deny warnings

unit:
	@scripts/need build postgres venv node
	@echo "Running the tests; the store's start a PostgreSQL of their own in a temporary folder."
	@if command -v cargo-nextest >/dev/null; \
	then cargo nextest run --workspace --locked --no-fail-fast --status-level fail --final-status-level slow; \
	else cargo test --quiet --workspace --locked --lib --bins --tests --no-fail-fast; fi

doc-tests:
	@echo "Running the examples in the documentation."
	@cargo test --quiet --workspace --locked --doc

deny:
	@scripts/need build cargo-deny
	@cargo deny --offline check licenses bans sources

bench-build: build
	@scripts/need python
	@echo "Building the bench."
	@cargo build --quiet --release --locked --package bench

bench: bench-build
	@python3 bench/run.py --touches $(TOUCHES)

bench-peers: bench-build
	@scripts/need peers
	@python3 bench/run.py --touches $(TOUCHES) --peers

bench-grow: bench-build
	@python3 bench/run.py --grow $(GROW)

bench-store: bench-build
	@scripts/need postgres
	@target/release/bench store --touches $(STORED)

bench-language:
	@scripts/need build language-peers
	@cargo build --quiet --release --locked --package language --example speed
	@bench/.venv/bin/python bench/language.py $${CARGO_TARGET_DIR:-target}/release/examples/speed

language-train:
	@scripts/need build
	@cargo run --quiet --release --locked --package language --example train

language-score:
	@scripts/need build
	@echo "Training and testing on the public sets; this takes about a quarter of an hour."
	@cargo run --quiet --release --locked --package language --example score -- docs/reference/language.md
bench-intake: build
	@scripts/need intake-peer
	@python3 bench/intake/run.py

bench-live: bench-build
	@ulimit -n $$(ulimit -H -n); target/release/bench live $(WATERLINE)

fuzz:
	@scripts/need build fuzz
	@scripts/fuzz $(FUZZ_SECONDS)
