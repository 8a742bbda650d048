# Every payer of the configuration, for one business date:
#
#     make nightly DATE=2005-03-11 DROP=drop WORK=work
#
# All registers are taken in before any prescription is matched. A payer that fails does not stop the others; the
# command fails at the end if any did. PAYERS= restricts it.

PAYERS ?= $(basename $(notdir $(wildcard $(CONFIG)/payers/*.toml)))

.PHONY: nightly
nightly: build ## Run the chain for all payers: DATE= DROP= WORK= (CONFIG= PAYERS=)
	@failed=; for target in register pipeline; do for payer in $(PAYERS); do \
	  $(MAKE) --no-print-directory $$target PAYER=$$payer BUILT=1 || failed="$$failed $$target:$$payer"; \
	done; done; \
	test -z "$$failed" || { echo "failed:$$failed" >&2; exit 1; }
