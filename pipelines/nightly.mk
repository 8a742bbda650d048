# Every payer of the configuration, for one business date:
#
#     make nightly DATE=2005-03-11 DROP=drop WORK=work JOBS=4
#
# It never builds. What it does stands in pipelines/nightly, which systemd and cron start themselves: its exit code says
# whether a person is needed, and make knows only whether it is 0.

.PHONY: nightly
nightly: ## Run the chain for all payers: DATE= DROP= WORK= (CONFIG= PAYERS= JOBS= TIME= SETTLE= LOG=json)
	@BIN=$(BINQ) CONFIG=$(call quoted,$(CONFIG)) WORK=$(call quoted,$(WORK)) DROP=$(DROPQ) DATE='$(DATE)' \
	  PAYERS='$(PAYERS)' JOBS='$(JOBS)' TIME='$(TIME)' SETTLE='$(SETTLE)' QUIET='$(QUIET)' LOG='$(LOG)' \
	  FETCH='$(FETCH)' DELIVER='$(DELIVER)' WAIT='$(WAIT)' $(call quoted,$(dir $(NIGHTLY_MK))nightly)

NIGHTLY_MK := $(lastword $(MAKEFILE_LIST))
