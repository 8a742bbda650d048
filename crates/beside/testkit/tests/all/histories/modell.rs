//! What must hold whatever happened: a few maps that grow beside the ledger, and are compared with it after every step.

use std::collections::{BTreeMap, BTreeSet};

use confirm_payments::Aussage;
use domain::{Anweisung, Betrag, Datum, Entscheidung, EntscheidungsArt, ErledigtesRezept, Klasse};
use ledger::Ledger;
use rules::fristen::{anweisungsdatum, zahlungsziel};

use super::geschichte::Ausgang;
use super::haus::{Aufruf, Haus, Inhalt, Lauf, PAYER, fristen, meldungen};

/// Beleg-ID and PicNr.
type Blatt = (String, String);

#[derive(Debug, Default)]
pub struct Modell {
    /// Orders by identity.
    auftraege: BTreeMap<String, Anweisung>,
    /// What each prescription was ordered with, and by which order.
    bezahlt: BTreeMap<Blatt, (String, Betrag)>,
    /// Everything settled, returned prescriptions too.
    erledigt: BTreeMap<Blatt, ErledigtesRezept>,
    /// What whole runs were told of each order, and could believe: by day, and whether it came back.
    gesagt: BTreeMap<String, BTreeSet<(Datum, bool)>>,
    /// Orders whose money left for good, or that came back and were decided on.
    erledigte_auftraege: BTreeSet<String>,
    /// Orders that came back and are open.
    zurueck: BTreeSet<String>,
    /// Orders that were given up.
    verzichtet: BTreeSet<String>,
    /// The orders of each pass of each run.
    durchgaenge: BTreeMap<(Datum, u32), Vec<String>>,
}

impl Modell {
    /// Every order made so far.
    pub fn auftraege(&self) -> Vec<Anweisung> {
        self.auftraege.values().cloned().collect()
    }

    /// Orders that came back and are open.
    pub fn zurueckgekommen(&self) -> Vec<String> {
        self.zurueck.iter().cloned().collect()
    }

    /// How much happened.
    pub fn ausgang(&self) -> Ausgang {
        let zahl = |n: usize| n as u64;
        let mit = |was: fn(&Anweisung) -> bool| zahl(self.auftraege.values().filter(|a| was(a)).count());
        Ausgang {
            auftraege: zahl(self.auftraege.len()),
            bestaetigt: zahl(self.erledigte_auftraege.len()),
            zurueckgekommen: zahl(self.gesagt.values().filter(|g| g.iter().any(|(_, zurueck)| *zurueck)).count()),
            neu_angewiesen: mit(|a| !a.ersetzt.is_empty()),
            verzichtet: zahl(self.verzichtet.len()),
            verrechnet: mit(|a| a.verrechnet != Betrag::NULL),
            spaetere_paesse: zahl(self.durchgaenge.keys().filter(|(_, pass)| *pass > 1).count()),
            ..Ausgang::default()
        }
    }

    /// Compares ledger and files after a run, whole or broken off, and takes in what it added.
    pub fn pruefe(&mut self, haus: &Haus, aufruf: &Aufruf, fertig: bool) {
        let Some(lauf) = haus.laeufe.get(&aufruf.datum) else { return };
        let (ledger, alles) = (haus.ledger(aufruf.datum), haus.am_ende());
        self.auftraege_bleiben(lauf, aufruf, fertig, ledger, alles);
        self.durchgaenge_bleiben(aufruf, ledger);
        self.bezahlt_wird_das_urteil(haus, lauf, aufruf, ledger);
        self.erledigtes_bleibt(haus, aufruf, alles);
        self.ersetzt_wird_was_zurueckkam(haus, alles);
        self.gesagtes_zaehlt(haus, aufruf, fertig, alles);
        if fertig && haus.neuester() == Some(aufruf.datum) {
            self.nichts_geht_verloren(haus, lauf, aufruf);
            self.was_faellig_ist_ist_angewiesen(lauf, aufruf);
        }
        assert_eq!(alles.verify_journal().expect("a journal"), None, "the journal is a chain");
    }

    /// Orders never change, new ones belong to this run, their numbers have no gap, and the files hold them all.
    fn auftraege_bleiben(&mut self, lauf: &Lauf, aufruf: &Aufruf, fertig: bool, ledger: &Ledger, alles: &Ledger) {
        let vom_lauf = ledger.orders_of_run().expect("orders");
        for anweisung in &vom_lauf {
            let bekannt = self.auftraege.insert(anweisung.anweisung_id.clone(), anweisung.clone());
            assert!(bekannt.is_none_or(|bekannt| bekannt == *anweisung), "an order was changed: {anweisung:?}");
            assert_eq!(anweisung.angewiesen_am, aufruf.datum);
            assert!(anweisung.betrag > Betrag::NULL, "{anweisung:?}");
        }
        let ids = self.auftraege.keys().map(String::as_str).collect();
        let stand = alles.order_states(ids).expect("orders");
        for (id, anweisung) in &self.auftraege {
            assert_eq!(stand.get(id.as_str()).map(|s| &s.anweisung), Some(anweisung), "{id} stands");
        }
        let mut teile: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for anweisung in self.auftraege.values() {
            teile.entry(&anweisung.beleg_id).or_default().push(&anweisung.anweisung_id);
        }
        for (beleg, ids) in teile {
            for teil in 1..=ids.len() {
                assert!(ids.contains(&format!("{PAYER}-{beleg}-{teil}").as_str()), "{ids:?} has no part {teil}");
            }
        }
        let geschrieben = lauf.anweisungen.as_deref().unwrap_or_default();
        assert!(geschrieben.iter().all(|a| vom_lauf.contains(a)), "a file holds an order that the ledger does not");
        if fertig {
            assert_eq!(geschrieben, vom_lauf, "anweisungen.csv of {}", aufruf.datum);
        }
    }

    /// Each order of a run is in one of its passes, and a pass stays as it is: later orders make a later one.
    fn durchgaenge_bleiben(&mut self, aufruf: &Aufruf, ledger: &Ledger) {
        let passes = ledger.passes().expect("passes");
        let mut alle = Vec::new();
        for (nr, (pass, anweisungen)) in (1..).zip(passes) {
            assert_eq!(pass, nr, "passes have no gap");
            let ids: Vec<String> = anweisungen.into_iter().map(|a| a.anweisung_id).collect();
            alle.extend(ids.clone());
            let bekannt = self.durchgaenge.insert((aufruf.datum, pass), ids.clone());
            assert!(bekannt.is_none_or(|bekannt| bekannt == ids), "pass {pass} of {} was changed", aufruf.datum);
        }
        alle.sort();
        let vom_lauf = ledger.orders_of_run().expect("orders");
        assert_eq!(alle, vom_lauf.into_iter().map(|a| a.anweisung_id).collect::<Vec<_>>(), "each order in one pass");
    }

    /// What an order pays was released with that net in its run, was not settled before, and adds up.
    fn bezahlt_wird_das_urteil(&mut self, haus: &Haus, lauf: &Lauf, aufruf: &Aufruf, ledger: &Ledger) {
        let mut summen: BTreeMap<String, Betrag> = BTreeMap::new();
        let vom_lauf = ledger.orders_of_run().expect("orders");
        for rezept in ledger.paid_by(&vom_lauf).expect("what they pay") {
            *summen.entry(rezept.anweisung_id.clone()).or_default() += rezept.netto;
            let blatt = (rezept.beleg_id.clone(), rezept.pic_nr.clone());
            let neu = (rezept.anweisung_id.clone(), rezept.netto);
            match self.bezahlt.insert(blatt.clone(), neu.clone()) {
                Some(bekannt) => assert_eq!(bekannt, neu, "{blatt:?} was ordered once"),
                None => self.darf_bezahlt_werden(haus, lauf, aufruf, &blatt, rezept.netto),
            }
        }
        let vom_lauf = self.auftraege.iter().filter(|(_, a)| a.angewiesen_am == aufruf.datum);
        for (id, anweisung) in vom_lauf.filter(|(_, a)| a.ersetzt.is_empty()) {
            assert_eq!(summen.get(id), Some(&anweisung.betrag), "{id} is the sum of what it pays");
        }
    }

    fn darf_bezahlt_werden(&self, haus: &Haus, lauf: &Lauf, aufruf: &Aufruf, blatt: &Blatt, netto: Betrag) {
        let urteil = lauf.urteile.iter().find(|u| (&u.beleg_id, &u.pic_nr) == (&blatt.0, &blatt.1));
        let urteil = urteil.unwrap_or_else(|| panic!("{blatt:?} was ordered without a verdict"));
        assert_eq!((urteil.klasse, urteil.netto), (Klasse::Zahlen, Some(netto)), "{blatt:?}");
        if let Some(erledigt) = self.erledigt.get(blatt) {
            let am = erledigt.erledigt_am;
            let wieder = am == aufruf.datum && haus.neuester() == Some(am);
            assert!(wieder, "{blatt:?} was returned on {am} and is ordered on {}", aufruf.datum);
        }
        let zeilen = || haus.laeufe.values().filter_map(|lauf| lauf.tabellen.as_ref()).flat_map(|t| &t.zeilen);
        if zeilen().any(|zeile| zeile.pic_nr == blatt.1 && zeile.beleg_id < blatt.0) {
            let freigaben = haus.drop.iter().filter_map(|l| match &l.inhalt {
                Inhalt::Entscheidungen(zeilen) => Some(zeilen),
                _ => None,
            });
            let ja = |e: &&Entscheidung| e.art == EntscheidungsArt::Freigabe && e.pic_nr == blatt.1 && e.wert == "ja";
            let wer: BTreeSet<String> = freigaben.flatten().filter(ja).map(|e| e.bearbeiter.to_lowercase()).collect();
            assert!(wer.len() > 1, "{blatt:?} was billed before, and no two people released it: {wer:?}");
        }
    }

    /// What is settled stays as it is; only what the newest run returned may be judged anew by its own repeat.
    fn erledigtes_bleibt(&mut self, haus: &Haus, aufruf: &Aufruf, alles: &Ledger) {
        let mut jetzt = BTreeMap::new();
        let belege: BTreeSet<&String> =
            haus.laeufe.values().filter_map(|lauf| lauf.tabellen.as_ref()).flat_map(|t| t.rechnungen.keys()).collect();
        for beleg in belege {
            for rezept in alles.settled_before::<ErledigtesRezept>(beleg).expect("settled prescriptions") {
                jetzt.insert((beleg.clone(), rezept.pic_nr.clone()), rezept);
            }
        }
        for (blatt, rezept) in &self.erledigt {
            let eigenes = rezept.erledigt_am == aufruf.datum && haus.neuester() == Some(aufruf.datum);
            if self.bezahlt.contains_key(blatt) && rezept.klasse == Klasse::Zahlen || !eigenes {
                assert_eq!(
                    jetzt.get(blatt),
                    Some(rezept),
                    "{blatt:?} was settled by the run of {}",
                    rezept.erledigt_am
                );
            }
        }
        for (blatt, rezept) in &jetzt {
            let netto = self.bezahlt.get(blatt).map(|(_, netto)| *netto);
            assert_eq!(netto, rezept.netto, "{blatt:?}: what is settled as paid is what an order pays");
            let bekannt = self.erledigt.contains_key(blatt);
            assert!(bekannt || rezept.erledigt_am == aufruf.datum, "{blatt:?} is settled by another run than this one");
        }
        self.erledigt = jetzt;
    }

    /// An order is made anew once at most, over the same amount, when it came back and two people said so. So what was
    /// ordered less what came back and was ordered anew is what the prescriptions are worth.
    fn ersetzt_wird_was_zurueckkam(&mut self, haus: &Haus, alles: &Ledger) {
        let mut ersetzt = BTreeSet::new();
        for neu in self.auftraege.values().filter(|a| !a.ersetzt.is_empty()) {
            let alt = &self.auftraege[&neu.ersetzt];
            assert!(ersetzt.insert(&alt.anweisung_id), "{} is made anew twice", alt.anweisung_id);
            assert_eq!((alt.betrag, &alt.beleg_id), (neu.betrag, &neu.beleg_id), "{neu:?} in the place of {alt:?}");
            let beschluesse = haus.drop.iter().filter_map(|l| match &l.inhalt {
                Inhalt::Entscheidungen(zeilen) => Some(zeilen),
                _ => None,
            });
            let gemeint = |e: &&Entscheidung| e.art == EntscheidungsArt::Neuanweisung && e.feld == alt.anweisung_id;
            let wer: BTreeSet<String> =
                beschluesse.flatten().filter(gemeint).map(|e| e.bearbeiter.to_lowercase()).collect();
            assert!(wer.len() > 1, "{} is made anew, and no two people said so: {wer:?}", alt.anweisung_id);
        }
        for datum in haus.laeufe.keys() {
            if let Some(ledger) = haus.ledger_wenn(*datum) {
                let given_up = ledger.given_up().expect("orders");
                self.verzichtet.extend(given_up.into_iter().map(|verzicht| verzicht.anweisung_id));
            }
        }
        assert!(self.verzichtet.iter().all(|id| !ersetzt.contains(id)), "given up, and made anew");
        let summe = |ids: &mut dyn Iterator<Item = &Anweisung>| ids.map(|a| a.betrag).sum::<Betrag>();
        let angewiesen = summe(&mut self.auftraege.values());
        let zurueck = summe(&mut ersetzt.iter().map(|id| &self.auftraege[*id]));
        let wert: Betrag = self.bezahlt.values().map(|(_, netto)| *netto).sum();
        assert_eq!(angewiesen - zurueck, wert, "Σ ordered − Σ rejected is what the prescriptions are worth");
        let stand = alles.order_states(ersetzt.iter().map(|id| id.as_str()).collect()).expect("orders");
        assert!(stand.values().all(|s| !s.zurueckgewiesen.is_empty()), "what is made anew came back: {stand:?}");
    }

    /// What is said of an order counts by its day, if it names the order, its amount and no impossible day.
    fn gesagtes_zaehlt(&mut self, haus: &Haus, aufruf: &Aufruf, fertig: bool, alles: &Ledger) {
        let offen: BTreeSet<String> =
            alles.unconfirmed().expect("orders").into_iter().map(|anweisung| anweisung.anweisung_id).collect();
        self.erledigte_auftraege = self.auftraege.keys().filter(|id| !offen.contains(*id)).cloned().collect();
        let zurueck = alles.open_returns().expect("orders");
        self.zurueck = zurueck.into_iter().map(|r| r.anweisung.anweisung_id).collect();
        assert!(self.zurueck.is_subset(&offen), "what came back is open money");
        if !fertig {
            return;
        }
        for meldung in meldungen(&haus.eigene(aufruf.datum, "confirmations", alles).expect("deliveries")) {
            let Some(a) = self.auftraege.get(&meldung.anweisung_id) else { continue };
            let zurueck = meldung.aussage == Aussage::Zurueckgewiesen;
            let stimmt = a.angewiesen_am <= aufruf.datum
                && meldung.betrag.is_none_or(|betrag| betrag == a.betrag)
                && (zurueck || (a.angewiesen_am..=aufruf.datum).contains(&meldung.am));
            if stimmt {
                self.gesagt.entry(meldung.anweisung_id).or_default().insert((meldung.am, zurueck));
            }
        }
        if haus.neuester() != Some(aufruf.datum) {
            return;
        }
        for id in self.auftraege.keys() {
            let geklaert = self.verzichtet.contains(id) || self.auftraege.values().any(|a| a.ersetzt == *id);
            let gesagt = self.gesagt.get(id);
            let tage = |zurueck: bool| gesagt.into_iter().flatten().filter(move |g| g.1 == zurueck).map(|g| g.0);
            let (bezahlt, zuletzt) = (tage(false).max(), tage(true).max());
            match (bezahlt, zuletzt) {
                _ if geklaert => assert!(!offen.contains(id), "{id} is decided on"),
                (None, None) => assert!(offen.contains(id), "{id}: nobody said that it was paid"),
                (Some(_), None) => assert!(!offen.contains(id), "{id} was paid"),
                (bezahlt, Some(zuletzt)) if bezahlt.is_none_or(|bezahlt| bezahlt <= zuletzt) => {
                    assert!(self.zurueck.contains(id), "{id} came back on {zuletzt}: {gesagt:?}");
                }
                // Paid after it came back: unless it was confirmed before, too, and a person has to look.
                (Some(_), Some(zuletzt)) if tage(false).all(|tag| tag > zuletzt) => {
                    assert!(!offen.contains(id), "{id} was paid after it came back: {gesagt:?}");
                }
                _ => {}
            }
        }
    }

    /// Every prescription ever taken in is settled, or stands in the newest run's tables.
    fn nichts_geht_verloren(&self, haus: &Haus, lauf: &Lauf, aufruf: &Aufruf) {
        let heute = lauf.tabellen.as_ref().expect("tables");
        for zeile in haus.laeufe.values().filter_map(|lauf| lauf.tabellen.as_ref()).flat_map(|t| &t.zeilen) {
            let blatt = (zeile.beleg_id.clone(), zeile.pic_nr.clone());
            let da = heute.zeilen.iter().any(|z| (&z.beleg_id, &z.pic_nr) == (&blatt.0, &blatt.1));
            assert!(da || self.erledigt.contains_key(&blatt), "{blatt:?} is lost");
        }
        let rechnungen = haus.drop.iter().filter(|l| matches!(l.inhalt, Inhalt::Rechnung(_)));
        let inhalte: BTreeSet<&String> = rechnungen.map(|l| &l.sha256).collect();
        let belege: BTreeSet<&String> =
            haus.laeufe.values().filter_map(|lauf| lauf.tabellen.as_ref()).flat_map(|t| t.rechnungen.keys()).collect();
        let neu_genommen = !aufruf.nur_zahlung;
        assert!(belege.len() <= inhalte.len(), "a content is one invoice");
        assert!(!neu_genommen || belege.len() == inhalte.len(), "every content is an invoice");
    }

    /// After a whole run nothing is left that is released and due, unless an invoice comes to nothing or less.
    fn was_faellig_ist_ist_angewiesen(&self, lauf: &Lauf, aufruf: &Aufruf) {
        let (fristen, kalender) = fristen();
        let tabellen = lauf.tabellen.as_ref().expect("tables");
        for (beleg, rechnung) in &tabellen.rechnungen {
            let am = anweisungsdatum(zahlungsziel(rechnung.eingang, &fristen, &kalender), &fristen, &kalender);
            let frei = lauf.urteile.iter().filter(|u| u.beleg_id == *beleg && u.klasse == Klasse::Zahlen);
            let rest: Vec<Betrag> = frei
                .filter(|u| !self.bezahlt.contains_key(&(beleg.clone(), u.pic_nr.clone())) && u.erledigt_am.is_none())
                .filter_map(|u| u.netto)
                .collect();
            let summe: Betrag = rest.iter().copied().sum();
            let faellig = aufruf.alle || aufruf.datum >= am;
            assert!(!faellig || summe <= Betrag::NULL, "{beleg}: {summe} is due since {am} and not ordered");
        }
    }
}
