# Every payer of the configuration, for one business date:
#
#     make nightly DATE=2005-03-11 DROP=drop WORK=work
#
# All registers are taken in before any prescription is matched; payers of care services (`verfahren = "leistungen"`)
# have none and run their own chain. A payer that fails does not stop the others; the
# command fails at the end if any did. PAYERS= restricts it.

PAYERS ?= $(basename $(notdir $(wildcard $(CONFIG)/payers/*.toml)))

CARE := $(basename $(notdir $(shell grep -lsE '^verfahren *= *"leistungen"' $(CONFIG)/payers/*.toml)))

.PHONY: nightly
nightly: $(if $(BUILT),,build) ## Run the chain for all payers: DATE= DROP= WORK= (CONFIG= PAYERS= TIME=)
	@failed=; run() { for payer in $$2; do \
	  $(MAKE) --no-print-directory $$1 PAYER=$$payer BUILT=1 || failed="$$failed $$1:$$payer"; \
	done; }; \
	run register "$(filter-out $(CARE),$(PAYERS))"; \
	run pipeline "$(filter-out $(CARE),$(PAYERS))"; \
	run services "$(filter $(CARE),$(PAYERS))"; \
	test -z "$$failed" || { echo "failed:$$failed" >&2; exit 1; }
