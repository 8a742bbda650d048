# The pharmacy chain of one payer and business date:
#
#     make pipeline PAYER=BG28 DATE=2005-03-11 DROP=drop WORK=work
#
# TIME=13:30 is the time of day of the run: after 12:00 an order of that day is late. Without it the run is before that.
#
# Every stage decides by the hashes of its inputs whether there is anything to do, so the chain is simply run again
# after a failure: it goes on at the stage that failed. Refused files of a delivery do not stop the rest of it; the
# last step reports them and ends with 65. What follows the orders does not depend on each other: a bank file that
# cannot be written does not hold back the others.

AUDIT := import-invoice-csv audit-stage1 match-cases audit-stage2
EMIT  := confirm-payments emit-dtaus emit-sepa emit-rzs-abrech emit-letters report

# Folders may have blanks, umlauts and apostrophes in their names.
quoted = '$(subst ','\'',$(1))'
BINQ   = $(call quoted,$(BIN))
DROPQ  = $(call quoted,$(DROP))
RUN    = $(call quoted,$(WORK)/$(PAYER)/$(DATE))
FLAGS  = --config $(call quoted,$(CONFIG)) --keep-going $(QUIET)
ORDER  = $(BINQ)/order-payments $(FLAGS) $(TIME:%=--time %)

.PHONY: pipeline pipeline-args register
pipeline: register ## Run the chain: PAYER= DATE= DROP= WORK= (CONFIG= TIME=)
	@set -e; for stage in $(AUDIT); do $(BINQ)/$$stage $(FLAGS) $(RUN); done
	@$(ORDER) $(RUN)
	@failed=0; for stage in $(EMIT); do $(BINQ)/$$stage $(FLAGS) $(RUN) || failed=$$?; done; exit $$failed
	@$(BINQ)/status $(RUN)

# Registers come first: match-cases of one payer looks into the registers of the others.
register: pipeline-args $(if $(BUILT),,build)
	@$(BINQ)/open-run $(FLAGS) $(SETTLE:%=--settle %) --drop $(DROPQ) $(RUN)
	@$(BINQ)/ingest-unfdat $(FLAGS) $(RUN)

pipeline-args:
	@test -n "$(PAYER)" || { echo "PAYER= is missing, for example PAYER=BG28" >&2; exit 64; }
	@test -n "$(DATE)" || { echo "DATE= is missing, the business date, for example DATE=2005-03-11" >&2; exit 64; }
	@test -n $(DROPQ) || { echo "DROP= is missing, the drop folder" >&2; exit 64; }
