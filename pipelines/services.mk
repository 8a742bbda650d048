# The chain of care services of one payer and business date:
#
#     make services PAYER=LWL DATE=2024-05-03 DROP=drop WORK=work
#
# It goes on after a failure, and reports refused files, like the pharmacy chain. What a facility with `weg = angebot`
# is to fill in for a month is written by itself, before the month is billed:
#
#     make offers PAYER=LWL DATE=2024-04-02 MONTH=2024-03 DROP=drop WORK=work

SERVICES := import-reference import-invoice-csv audit-services
ANSWERS  := confirm-payments emit-dtaus emit-sepa emit-avis emit-letters report

.PHONY: services offers
services: pipeline-args $(if $(BUILT),,build) ## Run the chain of care services: PAYER= DATE= DROP= WORK= (CONFIG= TIME=)
	@$(BINQ)/open-run $(FLAGS) $(SETTLE:%=--settle %) --drop $(DROPQ) $(RUN)
	@set -e; for stage in $(SERVICES); do $(BINQ)/$$stage $(FLAGS) $(RUN); done
	@$(ORDER) $(RUN)
	@failed=0; for stage in $(ANSWERS); do $(BINQ)/$$stage $(FLAGS) $(RUN) || failed=$$?; done; exit $$failed
	@$(BINQ)/status $(RUN)

offers: pipeline-args $(if $(BUILT),,build) ## Write the lists that facilities fill in: PAYER= DATE= MONTH= DROP= WORK=
	@test -n "$(MONTH)" || { echo "MONTH= is missing, the month to be billed, for example MONTH=2024-03" >&2; exit 64; }
	@$(BINQ)/open-run $(FLAGS) $(SETTLE:%=--settle %) --drop $(DROPQ) $(RUN)
	@$(BINQ)/import-reference $(FLAGS) $(RUN)
	@$(BINQ)/offer-services $(FLAGS) --month $(MONTH) $(RUN)
