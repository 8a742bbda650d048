# Installing: after this no cargo is needed, and no file of the repository.
#
#     make install PREFIX=/usr/local DESTDIR=          binaries, chains, rules, configuration, units, manuals, completions
#     make deb                                         the same as a Debian package, in target/
#
# What stands in /etc/zahlbar stays as it is, but for the tables of the law (rules/), whose old ones are kept as *~.

PREFIX     ?= /usr/local
SYSCONFDIR ?= /etc
UNITDIR    ?= $(if $(filter /usr,$(PREFIX)),/lib,$(PREFIX)/lib)/systemd/system
DEB        ?= $(or $(CARGO_TARGET_DIR),target)/deb
# How hard dpkg-deb compresses: its words.
DEB_COMPRESS ?= -Zxz

BINARIES := archive-run audit-services audit-stage1 audit-stage2 check-config confirm-payments emit-avis emit-dtaus \
  emit-letters emit-rzs-abrech emit-sepa explain import-invoice-csv import-reference ingest-unfdat inspect \
  ledger-backup ledger-rebuild match-cases offer-services open-run order-payments purge report review status \
  verify-run

# Installed where it was built: it needs headers of OpenSSL, or perl to build OpenSSL.
OPTIONAL ?= sync-dropfolder

SHARE = $(DESTDIR)$(PREFIX)/share/zahlbar
ETC   = $(DESTDIR)$(SYSCONFDIR)/zahlbar
FILL  = sed -e 's|@BIN@|$(PREFIX)/bin|g' -e 's|@SHARE@|$(PREFIX)/share/zahlbar|g' -e 's|@ETC@|$(SYSCONFDIR)/zahlbar|g'

.PHONY: install deb sync
sync: ## Build sync-dropfolder, the one tool with an SSH library
	$(CARGO) build --release --locked -p sync-dropfolder $(WITH_SYNC)

install: $(if $(BUILT),,build sync) ## Install binaries, chains, configuration, units, manuals: PREFIX= DESTDIR=
	@install -d "$(DESTDIR)$(PREFIX)/bin" "$(SHARE)/pipelines" "$(DESTDIR)$(UNITDIR)" \
	  "$(DESTDIR)$(PREFIX)/lib/sysusers.d" "$(DESTDIR)$(PREFIX)/lib/tmpfiles.d" "$(DESTDIR)$(PREFIX)/share/doc/zahlbar"
	@install -d -m 0750 "$(ETC)" "$(ETC)/payers" "$(ETC)/rules"
	@for tool in $(BINARIES) $(OPTIONAL); do install -m 0755 "$(BIN)/$$tool" "$(DESTDIR)$(PREFIX)/bin/" || exit; done
	@$(FILL) pipelines/zahlbar > "$(DESTDIR)$(PREFIX)/bin/zahlbar" && chmod 0755 "$(DESTDIR)$(PREFIX)/bin/zahlbar"
	@install -m 0755 scripts/verify-delivery "$(DESTDIR)$(PREFIX)/bin/verify-delivery"
	@install -m 0644 pipelines/pharmacy.mk pipelines/services.mk pipelines/nightly.mk "$(SHARE)/pipelines/"
	@install -m 0755 pipelines/nightly "$(SHARE)/pipelines/"
	@install -m 0644 pipelines/installed.mk "$(SHARE)/pipelines/Makefile"
	@install -m 0640 -b pipelines/rules/*.csv "$(ETC)/rules/"
	@for file in payers/*.toml remotes.toml.example; do for there in pipelines/$$file; do \
	  test -e "$(ETC)/$${there#pipelines/}" || install -m 0640 "$$there" "$(ETC)/$${there#pipelines/}" || exit; \
	done; done
	@for unit in pipelines/systemd/*.service pipelines/systemd/*.timer; do \
	  $(FILL) $$unit > "$(DESTDIR)$(UNITDIR)/$${unit##*/}" || exit; chmod 0644 "$(DESTDIR)$(UNITDIR)/$${unit##*/}"; done
	@install -m 0644 pipelines/systemd/zahlbar.sysusers "$(DESTDIR)$(PREFIX)/lib/sysusers.d/zahlbar.conf"
	@install -m 0644 pipelines/systemd/zahlbar.tmpfiles "$(DESTDIR)$(PREFIX)/lib/tmpfiles.d/zahlbar.conf"
	@install -m 0644 README.md crates/beside/testkit/handbook/*.md pipelines/zahlbar.crontab "$(DESTDIR)$(PREFIX)/share/doc/zahlbar/"
	@for tool in $(BINARIES) $(OPTIONAL); do "$(BIN)/$$tool" --papers "$(DESTDIR)$(PREFIX)/share" || exit; done

deb: $(if $(BUILT),,build sync) ## Make a Debian package of it, in target/
	@rm -rf "$(DEB)" && mkdir -p "$(DEB)/DEBIAN"
	@$(MAKE) --no-print-directory install BUILT=1 PREFIX=/usr DESTDIR="$(DEB)"
	@version=$$("$(BIN)/status" --version | cut -d' ' -f2); arch=$$(dpkg --print-architecture); \
	  size=$$(du -sk "$(DEB)" | cut -f1); \
	  sed -e "s/@VERSION@/$$version/;s/@ARCH@/$$arch/;s/@SIZE@/$$size/" pipelines/debian/control > "$(DEB)/DEBIAN/control"; \
	  install -m 0755 pipelines/debian/postinst pipelines/debian/prerm "$(DEB)/DEBIAN/"; \
	  (cd "$(DEB)" && find etc -type f | sed 's|^|/|' | sort) > "$(DEB)/DEBIAN/conffiles"; \
	  dpkg-deb $(DEB_COMPRESS) --root-owner-group --build "$(DEB)" "$(DEB)/../zahlbar_$${version}_$$arch.deb" >&2 \
	  && echo "$(DEB)/../zahlbar_$${version}_$$arch.deb"
