# The chains as they are installed: `zahlbar pipeline PAYER=BG28 DATE=2005-03-11 DROP=drop WORK=work`.

here   := $(dir $(lastword $(MAKEFILE_LIST)))
BIN    ?= $(here)../../../bin
CONFIG ?= /etc/zahlbar
BUILT  := 1

.DEFAULT_GOAL := help
.PHONY: help check-config

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 14

check-config: ## Check the configuration of every payer: CONFIG=
	@$(BINQ)/check-config --config $(call quoted,$(CONFIG))

include $(here)pharmacy.mk
include $(here)services.mk
include $(here)nightly.mk
