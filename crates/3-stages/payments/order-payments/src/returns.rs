//! Orders that came back, between ledger and folder.

use std::collections::HashMap;

use domain::{Anweisung, AnweisungsRezept, Bestaetigung, Betrag, Entscheidung, Kontobefund, Rabattverlust, Tabelle};
use ledger::{Gesagt, Ledger, Ruecklauf};
use order_payments::kontenlage::Kontenlage;
use order_payments::{Auftrag, Ergebnis, ruecklaeufer};
use rules::Entscheidungen;
use stage::{Session, warn};

use crate::Args;

/// What came back, and what people decided on it.
pub(crate) struct Returns {
    /// Everything of which no earlier run decided what becomes of it.
    all: Vec<Ruecklauf>,
    /// What of it earlier runs recorded.
    before: Vec<Ruecklauf>,
    /// What nobody has decided on, this run included.
    open: Vec<Ruecklauf>,
    /// What of it no later run has decided on, either.
    undecided: Vec<Ruecklauf>,
    said: Vec<Entscheidung>,
}

impl Returns {
    /// Asks the ledger, and names what it said as an input: what this run itself recorded counts once people decided on it.
    pub(crate) fn read(session: &mut Session, ledger: &Ledger) -> anyhow::Result<Self> {
        let said: Vec<Entscheidung> = session.read("20-invoices", "entscheidungen.csv")?;
        let said: Vec<Entscheidung> = said.into_iter().filter(|e| e.art.betrifft_anweisung()).collect();
        let (all, before, open) =
            (ledger.returned(Gesagt::Bisher)?, ledger.returned(Gesagt::Vorher)?, ledger.open_returns()?);
        let named = |r: &&Ruecklauf| before.contains(*r) || said.iter().any(|e| e.feld == r.anweisung.anweisung_id);
        let mut rows: Vec<Bestaetigung> = all.iter().filter(named).map(|r| r.zurueckweisung.clone()).collect();
        rows.sort_by(Tabelle::ordnung);
        session.reads_view("zurueckgekommen", &rows)?;
        Ok(Returns { all, before, open, undecided: ledger.undecided_returns()?, said })
    }

    /// Adds what people decided to what is ordered.
    pub(crate) fn clear(
        &self,
        session: &Session,
        ledger: &Ledger,
        args: &Args,
        (konten, quellkonto): (&Kontenlage, &str),
        ergebnis: &mut Ergebnis,
    ) -> anyhow::Result<()> {
        let mut teile = HashMap::new();
        for r in &self.undecided {
            let beleg_id = &r.anweisung.beleg_id;
            teile.insert(beleg_id.clone(), ledger.parts_ordered(beleg_id)?);
        }
        for auftrag in &ergebnis.auftraege {
            teile.insert(auftrag.anweisung.beleg_id.clone(), auftrag.teil);
        }
        let mut rabatte = HashMap::new();
        for r in &self.undecided {
            let bezahlt = ledger.paid_through(&r.anweisung)?;
            rabatte.insert(r.anweisung.anweisung_id.clone(), bezahlt.iter().filter_map(|b| b.rabatt).sum::<Betrag>());
        }
        let geklaert = ruecklaeufer::klaere(ruecklaeufer::Eingabe {
            ruecklaeufe: &self.undecided,
            entscheidungen: &Entscheidungen::neu(&self.said),
            code: &session.run().kostentraeger,
            quellkonto,
            datum: session.datum(),
            uhrzeit: args.time,
            teile,
            rabatte,
            konten,
        });
        for id in &geklaert.beides {
            warn(format!("order {id}: decided to be ordered anew and to be given up; take one back, nothing was done"));
        }
        for verzicht in &geklaert.verzichte {
            let (id, betrag) = (&verzicht.anweisung_id, verzicht.betrag.deutsch());
            warn(format!("order {id} over {betrag} EUR came back and is given up, see verzichte.csv"));
        }
        let neu = geklaert.neu.into_iter();
        ergebnis.auftraege.extend(neu.map(|(anweisung, teil)| Auftrag { anweisung, teil, anteile: Vec::new() }));
        ergebnis.gesperrt.extend(geklaert.gesperrt);
        ergebnis.verzichte = geklaert.verzichte;
        Ok(())
    }

    /// What orders that were made anew say of themselves.
    pub(crate) fn findings(&self, anweisungen: &[Anweisung]) -> Vec<Kontobefund> {
        let neue = anweisungen.iter().filter(|a| !a.ersetzt.is_empty());
        neue.filter_map(|neu| ruecklaeufer::befund(neu, &self.all)).collect()
    }

    /// Discounts of what came back: before this run, or made anew by it.
    pub(crate) fn lost_discounts(
        &self,
        session: &Session,
        ledger: &Ledger,
        anweisungen: &[Anweisung],
    ) -> anyhow::Result<Vec<Rabattverlust>> {
        let mut verluste = Vec::new();
        for r in &self.all {
            let neu = anweisungen.iter().find(|a| a.ersetzt == r.anweisung.anweisung_id);
            let given_up = !self.open.contains(r) && neu.is_none();
            if neu.is_none() && (given_up || !self.before.contains(r)) {
                continue;
            }
            let bezahlt: Vec<AnweisungsRezept> = ledger.paid_through(&r.anweisung)?;
            verluste.extend(ruecklaeufer::rabattverluste(r, neu, &bezahlt, session.datum()));
        }
        Rabattverlust::ordne(&mut verluste);
        Ok(verluste)
    }
}

/// Returns true if an order pays what it settles itself, and takes no other's place.
pub(crate) fn of_its_own(a: &&Anweisung) -> bool {
    a.ersetzt.is_empty()
}
