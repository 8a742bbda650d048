# Zahlbar. The two commands to know: `make run` and `make test`.

CARGO  ?= cargo
BIN    ?= $(or $(CARGO_TARGET_DIR),target)/release
CONFIG ?= pipelines
WORK   ?= work
DEMO   ?= demo

# sync-dropfolder alone needs OpenSSL: of the system, else built from its source by perl, else it is left out.
HAS_OPENSSL := $(shell pkg-config --exists openssl 2>/dev/null && echo yes)
HAS_PERL    := $(shell command -v perl)
WITH_SYNC   := $(if $(HAS_OPENSSL),,$(if $(HAS_PERL),--features sync-dropfolder/vendored-openssl))
ALL_CRATES  := --workspace $(if $(HAS_OPENSSL)$(HAS_PERL),$(WITH_SYNC),--exclude sync-dropfolder)

.DEFAULT_GOAL := help
.PHONY: help build run demo test lint sbom golden bench check-config clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 12

build: ## Build every binary
	@test -e $(BIN)/status || echo "building 26 tools and their libraries: a few minutes the first time, seconds after that" >&2
	$(CARGO) build --release --locked --bins

run: build ## Run both chains on the shipped examples, in WORK (default work/)
	@for payer in BG10 BG28; do \
	  $(MAKE) --no-print-directory pipeline PAYER=$$payer DATE=2005-03-11 DROP=fixtures/runs/apotheke/drop WORK=$(WORK) QUIET=-q BUILT=1 || exit; \
	done
	@for date in 2026-03-13 2026-03-20; do \
	  $(MAKE) --no-print-directory pipeline PAYER=BG10 DATE=$$date DROP=fixtures/runs/erezept/drop WORK=$(WORK) QUIET=-q BUILT=1 || exit; \
	done
	@for date in 2024-03-01 2024-03-28 2024-05-03; do \
	  $(MAKE) --no-print-directory services PAYER=LWL DATE=$$date DROP=fixtures/runs/leistungen/drop/$$date WORK=$(WORK) QUIET=-q BUILT=1 || exit; \
	done

demo: $(if $(BUILT),,build) ## Make 1,000 invented prescriptions in ./demo, run the chain on them, and say what to open
	@rm -rf $(DEMO)/drop $(DEMO)/work
	@$(BIN)/generate-delivery --seed 1 --cases 2000 --prescriptions 1000 --all-statuses --out $(DEMO)/drop
	@$(MAKE) --no-print-directory pipeline PAYER=BG28 DATE=2005-03-11 DROP=$(DEMO)/drop WORK=$(DEMO)/work QUIET=-q BUILT=1
	@echo '  also: $(DEMO)/work/BG28/2005-03-11/60-payments/zahlungsanweisung.pdf'

test: build ## Run every test; what cannot run here says SKIPPED (ZAHLBAR_STRICT=1: fails)
	$(CARGO) test --release --locked $(ALL_CRATES)

lint: ## Format, clippy and documentation, warnings denied
	$(CARGO) fmt --all --check
	$(CARGO) clippy --release --locked $(ALL_CRATES) --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --release --locked $(ALL_CRATES) --no-deps --document-private-items
	@if command -v python3 >/dev/null; then scripts/sbom.py --check; else echo "SKIPPED: licences: no python3" >&2; fi
	@if $(CARGO) deny --version >/dev/null 2>&1; then $(CARGO) deny --locked check --config .ci/deny.toml; \
	  else echo "SKIPPED: advisories: no cargo-deny" >&2; fi

sbom: ## Write what the programs are made of to target/zahlbar.cdx.json (CycloneDX); needs python3
	@mkdir -p target && scripts/sbom.py > target/zahlbar.cdx.json && echo target/zahlbar.cdx.json

golden: build ## Rewrite expected outputs and generated lists; review the diff line by line
	ZAHLBAR_GOLDEN=write $(CARGO) test --release --locked -p domain -p mainframe -p banking -p forms -p erezept -p testkit
	git --no-pager diff --stat

bench: build ## Time each stage against a reference program, as ratios
	scripts/bench

check-config: build ## Check the configuration of every payer: CONFIG=
	@$(BINQ)/check-config --config $(call quoted,$(CONFIG))

clean: ## Remove what was built
	$(CARGO) clean

include pipelines/pharmacy.mk
include pipelines/services.mk
include pipelines/nightly.mk
include pipelines/install.mk
