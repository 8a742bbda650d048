//! The pharmacy chain in one process: the ledger, the choice of orders and the recording of confirmations are the real
//! ones; what lies between them, from the inbox to the verdicts, is as small as it can be. A run can be broken off at
//! every boundary between the ledger and the files.

use std::collections::{BTreeMap, HashMap};

use confirm_payments::{Meldung, verbuche};
use domain::{Anweisung, Datum, Entscheidung, EntscheidungsArt, ErledigtesRezept, Fristen, Tabelle, Urteil};
use ledger::{Ledger, NeueRechnung, NewDelivery};
use order_payments::stand::Belegstand;
use order_payments::{Auftrag, Beleg, Eingabe, Ergebnis, ordne_an, ruecklaeufer};
use rules::Entscheidungen;
use rules::kalender::Kalender;
use rules::vier_augen::{Anlass, teile};
use stage::Run;
use tempfile::TempDir;

use super::urteile::urteile;
use super::verlust::{Sicherung, veroeffentliche};
use crate::anordnen;

pub const PAYER: &str = "BG28";
pub const ZEIT: &str = "2005-03-11T02:30:00Z";

/// What a sheet says before anybody decided on it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Vorlage {
    /// It is paid with so many cents.
    Klar(i64),
    /// Its amount is unread: it waits for a correction.
    Unlesbar,
    /// It is rejected.
    Mangelhaft,
}

/// An invoice file.
#[derive(Clone, Debug)]
pub struct Rechnungsdatei {
    pub nummer: String,
    pub eingang: Datum,
    pub blaetter: Vec<(String, Vorlage)>,
}

#[derive(Clone, Debug)]
pub enum Inhalt {
    Rechnung(Rechnungsdatei),
    Entscheidungen(Vec<Entscheidung>),
    Meldungen(Vec<Meldung>),
}

impl Inhalt {
    pub fn art(&self) -> &'static str {
        match self {
            Inhalt::Rechnung(_) => "invoices",
            Inhalt::Entscheidungen(_) => "decisions",
            Inhalt::Meldungen(_) => "confirmations",
        }
    }
}

/// A file of the drop folder, where it stays.
#[derive(Clone, Debug)]
pub struct Lieferung {
    pub sha256: String,
    pub inhalt: Inhalt,
}

/// A boundary at which a run is killed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Stelle {
    EingangVermerkt,
    RechnungenRegistriert,
    EntscheidungenVermerkt,
    TabellenGeschrieben,
    VorDerAnweisung,
    NachDerAnweisung,
    AnweisungenGeschrieben,
    RueckmeldungenVermerkt,
}

pub const STELLEN: [Stelle; 8] = [
    Stelle::EingangVermerkt,
    Stelle::RechnungenRegistriert,
    Stelle::EntscheidungenVermerkt,
    Stelle::TabellenGeschrieben,
    Stelle::VorDerAnweisung,
    Stelle::NachDerAnweisung,
    Stelle::AnweisungenGeschrieben,
    Stelle::RueckmeldungenVermerkt,
];

/// Why a run did not come to its end.
#[derive(Debug)]
pub enum Abbruch {
    /// It was killed.
    Kill,
    /// The ledger refused a transaction.
    Ledger(ledger::Error),
}

impl From<ledger::Error> for Abbruch {
    fn from(fehler: ledger::Error) -> Self {
        Abbruch::Ledger(fehler)
    }
}

/// A prescription in the tables of a run.
#[derive(Clone, Debug)]
pub struct Zeile {
    pub beleg_id: String,
    pub pic_nr: String,
    pub vorlage: Vorlage,
    pub schon_berechnet: bool,
    pub erledigt_am: Option<Datum>,
}

/// The tables of 20-invoices.
#[derive(Clone, Debug, Default)]
pub struct Tabellen {
    pub rechnungen: BTreeMap<String, Rechnungsdatei>,
    pub zeilen: Vec<Zeile>,
    pub entscheidungen: Vec<Entscheidung>,
}

/// What a run left on disk: each stage whole or not at all.
#[derive(Clone, Debug, Default)]
pub struct Lauf {
    pub inbox: Vec<usize>,
    pub tabellen: Option<Tabellen>,
    pub urteile: Vec<Urteil>,
    pub anweisungen: Option<Vec<Anweisung>>,
}

/// How a run is started.
#[derive(Clone, Copy, Debug)]
pub struct Aufruf {
    pub datum: Datum,
    /// Regardless of the Anweisungsdatum.
    pub alle: bool,
    /// Only the stages from order-payments on, with `--force`; the earlier ones must be there.
    pub nur_zahlung: bool,
    pub kill: Option<Stelle>,
}

impl Aufruf {
    fn bis(&self, stelle: Stelle) -> Result<(), Abbruch> {
        if self.kill == Some(stelle) { Err(Abbruch::Kill) } else { Ok(()) }
    }
}

pub struct Haus {
    pub(super) dir: TempDir,
    /// By the date that they were opened for: what they know lies in the file, all else is only their speed.
    pub(super) ledger: BTreeMap<Datum, Ledger>,
    /// None only while nobody has the file open.
    pub(super) am_ende: Option<Ledger>,
    /// The ledger as it was at earlier moments.
    pub(super) sicherungen: Vec<Sicherung>,
    /// How often orders were published.
    pub(super) veroeffentlicht: u64,
    /// Claims are set off.
    pub verrechnung: bool,
    pub drop: Vec<Lieferung>,
    pub laeufe: BTreeMap<Datum, Lauf>,
}

impl Haus {
    /// An empty house; in memory where the machine has a place for it, as nobody pulls the plug here.
    pub fn neu(verrechnung: bool) -> Self {
        let shm = std::path::Path::new("/dev/shm");
        let dir = if shm.is_dir() { TempDir::new_in(shm) } else { TempDir::new() }.expect("a temporary folder");
        std::fs::create_dir(dir.path().join(PAYER)).expect("the payer's folder");
        let mut haus = Haus {
            dir,
            ledger: BTreeMap::new(),
            am_ende: None,
            sicherungen: Vec::new(),
            veroeffentlicht: 0,
            verrechnung,
            drop: Vec::new(),
            laeufe: BTreeMap::new(),
        };
        haus.oeffne(&[]);
        haus
    }

    /// Opens the ledger as the runs of these dates see it, and as it is after all of them.
    pub(super) fn oeffne(&mut self, daten: &[Datum]) {
        self.am_ende = Some(ledger(&self.dir, domain::datum::aus_iso("2099-12-31").expect("a day")));
        self.ledger = daten.iter().map(|datum| (*datum, ledger(&self.dir, *datum))).collect();
    }

    /// The ledger of a day after every run: it knows what all of them did.
    pub fn am_ende(&self) -> &Ledger {
        self.am_ende.as_ref().expect("an open ledger")
    }

    /// The ledger as the run of a date saw it last.
    pub fn ledger(&self, datum: Datum) -> &Ledger {
        &self.ledger[&datum]
    }

    /// The same, if the run was ever started.
    pub fn ledger_wenn(&self, datum: Datum) -> Option<&Ledger> {
        self.ledger.get(&datum)
    }

    /// Date of the newest run.
    pub fn neuester(&self) -> Option<Datum> {
        self.laeufe.keys().next_back().copied()
    }

    pub fn lauf(&mut self, aufruf: &Aufruf) -> Result<(), Abbruch> {
        let mut ledger = self.ledger.remove(&aufruf.datum).unwrap_or_else(|| ledger(&self.dir, aufruf.datum));
        let ergebnis = self.stufen(aufruf, &mut ledger);
        self.ledger.insert(aufruf.datum, ledger);
        ergebnis
    }

    fn stufen(&mut self, aufruf: &Aufruf, ledger: &mut Ledger) -> Result<(), Abbruch> {
        let ganz = !(aufruf.nur_zahlung && self.laeufe.get(&aufruf.datum).is_some_and(|lauf| lauf.tabellen.is_some()));
        if ganz {
            // As open-run does, and order-payments once more.
            ledger.vouch()?;
            self.nimm_an(aufruf, ledger)?;
            self.importiere(aufruf, ledger)?;
        }
        ledger.vouch()?;
        self.ordne_an(aufruf, ledger)?;
        self.bestaetige(aufruf, ledger)
    }

    /// As `open-run`: takes what is new and what no stage finished with. A repeat takes nothing once a later run exists.
    fn nimm_an(&mut self, aufruf: &Aufruf, ledger: &mut Ledger) -> Result<(), Abbruch> {
        let run = run(&self.dir, aufruf.datum);
        std::fs::create_dir_all(&run.dir).expect("the run's folder");
        std::fs::write(run.dir.join("run.toml"), "").expect("an opened run");
        let wiederholt = self.neuester().is_some_and(|neuester| neuester > aufruf.datum);
        let lauf = self.laeufe.entry(aufruf.datum).or_default();
        let mut inbox = lauf.inbox.clone();
        if !wiederholt {
            for (nr, lieferung) in self.drop.iter().enumerate() {
                let bekannt = ledger.delivery(lieferung.inhalt.art(), &lieferung.sha256)?;
                if bekannt.is_none_or(|bekannt| !bekannt.verarbeitet) {
                    inbox.push(nr);
                }
            }
            inbox.sort_by_key(|&nr| (self.drop[nr].sha256.clone(), nr));
            inbox.dedup_by_key(|nr| self.drop[*nr].sha256.clone());
            inbox.sort_unstable();
        }
        let neu = |nr: &usize| NewDelivery {
            art: self.drop[*nr].inhalt.art().into(),
            sha256: self.drop[*nr].sha256.clone(),
            name: nr.to_string(),
            groesse: 1,
        };
        ledger.take_deliveries(&inbox.iter().map(neu).collect::<Vec<_>>())?;
        aufruf.bis(Stelle::EingangVermerkt)?;
        lauf.inbox = inbox;
        Ok(())
    }

    /// The files of a kind that are still the run's to take in.
    pub fn eigene(&self, datum: Datum, art: &str, ledger: &Ledger) -> Result<Vec<&Lieferung>, ledger::Error> {
        let mut eigene = Vec::new();
        for &nr in &self.laeufe[&datum].inbox {
            let lieferung = &self.drop[nr];
            if lieferung.inhalt.art() == art {
                let genommen = ledger.delivery(art, &lieferung.sha256)?;
                eigene.extend(genommen.is_some_and(|g| g.lauf == datum.to_string()).then_some(lieferung));
            }
        }
        Ok(eigene)
    }

    /// As `import-invoice-csv`: what earlier runs left, what is new, and the decisions in force.
    fn importiere(&mut self, aufruf: &Aufruf, ledger: &mut Ledger) -> Result<(), Abbruch> {
        let rechnungen = self.eigene(aufruf.datum, "invoices", ledger)?;
        let beschluesse = self.eigene(aufruf.datum, "decisions", ledger)?;
        let mut tabellen = self.uebernommen(aufruf.datum, &rechnungen, ledger)?;
        let dateien: Vec<(&str, &Rechnungsdatei)> = rechnungen
            .iter()
            .filter_map(|l| if let Inhalt::Rechnung(r) = &l.inhalt { Some((l.sha256.as_str(), r)) } else { None })
            .collect();
        let anmeldungen: Vec<NeueRechnung<'_>> = dateien
            .iter()
            .map(|(sha256, datei)| NeueRechnung {
                datei_sha256: sha256,
                rechnungsnummer: &datei.nummer,
                rechnungssteller: "303100245",
                posten: datei.blaetter.iter().map(|(pic_nr, _)| pic_nr.as_str()).collect(),
            })
            .collect();
        let nummern = ledger.register_invoices(&anmeldungen)?;
        aufruf.bis(Stelle::RechnungenRegistriert)?;
        for ((_, datei), nummer) in dateien.iter().zip(nummern) {
            let vorher = nummer.posten_schon_berechnet.iter().map(|beleg| !beleg.is_empty());
            tabellen.zeilen.extend(datei.blaetter.iter().zip(vorher).map(|((pic_nr, vorlage), vorher)| Zeile {
                beleg_id: nummer.beleg_id.clone(),
                pic_nr: pic_nr.clone(),
                vorlage: *vorlage,
                schon_berechnet: vorher || !nummer.schon_berechnet.is_empty(),
                erledigt_am: None,
            }));
            tabellen.rechnungen.insert(nummer.beleg_id, (*datei).clone());
        }
        for lieferung in &beschluesse {
            let Inhalt::Entscheidungen(zeilen) = &lieferung.inhalt else { continue };
            let mut gueltig = Vec::new();
            for e in zeilen {
                if e.art.betrifft_anweisung() {
                    gueltig.extend(zu_auftrag(e, aufruf.datum, ledger)?);
                    continue;
                }
                // A PicNr on several invoices says nothing without its Beleg.
                let orte = ledger.invoices_with(&e.pic_nr)?;
                if let [ort] = &orte[..]
                    && ort.erledigt_am.is_none()
                {
                    gueltig.push(Entscheidung { lauf: aufruf.datum, beleg_id: ort.beleg_id.clone(), ..e.clone() });
                }
            }
            ledger.keep_decisions(&lieferung.sha256, &gueltig, ZEIT)?;
            tabellen.entscheidungen.extend(gueltig);
        }
        let alle = std::mem::take(&mut tabellen.entscheidungen);
        let (gelten, _) = teile(&alle, zu_zweit);
        tabellen.entscheidungen = gelten.into_iter().cloned().collect();
        tabellen.entscheidungen.sort_by(Entscheidung::ordnung);
        aufruf.bis(Stelle::EntscheidungenVermerkt)?;
        let fertig = |l: &[&Lieferung]| l.iter().map(|l| l.sha256.clone()).collect::<Vec<_>>();
        let (rechnungen, beschluesse) = (fertig(&rechnungen), fertig(&beschluesse));
        self.laeufe.entry(aufruf.datum).or_default().tabellen = Some(tabellen);
        aufruf.bis(Stelle::TabellenGeschrieben)?;
        ledger.finish_deliveries("invoices", rechnungen.iter().map(String::as_str))?;
        ledger.finish_deliveries("decisions", beschluesse.iter().map(String::as_str))?;
        Ok(())
    }

    /// The unsettled invoices with all their rows, from the newest earlier run that has tables.
    fn uebernommen(&self, datum: Datum, eigene: &[&Lieferung], ledger: &Ledger) -> Result<Tabellen, ledger::Error> {
        let offen = ledger.unsettled_invoices(eigene.iter().map(|l| l.sha256.as_str()))?;
        let entscheidungen = ledger.decisions_before()?;
        let mut tabellen = Tabellen { entscheidungen, ..Tabellen::default() };
        let frueher = self.laeufe.range(..datum).rev().find_map(|(_, lauf)| lauf.tabellen.as_ref());
        for beleg_id in offen {
            let frueher = frueher.expect("an unsettled invoice was imported by an earlier run");
            let rechnung = frueher.rechnungen.get(&beleg_id).expect("the unsettled invoice is carried forward");
            let erledigt: BTreeMap<String, Datum> = ledger
                .settled_before::<ErledigtesRezept>(&beleg_id)?
                .into_iter()
                .map(|rezept| (rezept.pic_nr, rezept.erledigt_am))
                .collect();
            let zeilen = frueher.zeilen.iter().filter(|zeile| zeile.beleg_id == beleg_id);
            tabellen.zeilen.extend(
                zeilen.map(|zeile| Zeile { erledigt_am: erledigt.get(&zeile.pic_nr).copied(), ..zeile.clone() }),
            );
            tabellen.rechnungen.insert(beleg_id, rechnung.clone());
        }
        Ok(tabellen)
    }

    /// As `order-payments`.
    fn ordne_an(&mut self, aufruf: &Aufruf, ledger: &mut Ledger) -> Result<(), Abbruch> {
        let lauf = self.laeufe.get_mut(&aufruf.datum).expect("an opened run");
        let tabellen = lauf.tabellen.as_ref().expect("tables");
        lauf.urteile = urteile(tabellen);
        let belege: Vec<Beleg> = tabellen.rechnungen.iter().map(beleg).collect();
        let verrechnung = self.verrechnung;
        let ordne_an = |staende: &[_], frueher: &[_]| angeordnet(aufruf, &belege, staende, frueher, verrechnung);
        let mut entschieden = anordnen::entscheide(ledger, &belege, &lauf.urteile, aufruf.datum, ordne_an)?;
        klaere(aufruf, tabellen, ledger, &mut entschieden.ergebnis)?;
        aufruf.bis(Stelle::VorDerAnweisung)?;
        entschieden.buche(ledger, ZEIT)?;
        aufruf.bis(Stelle::NachDerAnweisung)?;
        let anweisungen = ledger.orders_of_run()?;
        let neu = veroeffentliche(ledger, &run(&self.dir, aufruf.datum), &anweisungen)?;
        self.veroeffentlicht += u64::from(neu);
        lauf.anweisungen = Some(anweisungen);
        aufruf.bis(Stelle::AnweisungenGeschrieben)
    }

    /// As `confirm-payments`.
    fn bestaetige(&mut self, aufruf: &Aufruf, ledger: &mut Ledger) -> Result<(), Abbruch> {
        let dateien = self.eigene(aufruf.datum, "confirmations", ledger)?;
        let meldungen = meldungen(&dateien);
        let stand = ledger.order_states(Meldung::auftraege(&meldungen))?;
        ledger.keep_confirmations(&verbuche(&meldungen, &stand, aufruf.datum).neu, ZEIT)?;
        aufruf.bis(Stelle::RueckmeldungenVermerkt)?;
        Ok(ledger.finish_deliveries("confirmations", dateien.iter().map(|l| l.sha256.as_str()))?)
    }
}

fn run(dir: &TempDir, datum: Datum) -> Run {
    Run::from_path(&dir.path().join(PAYER).join(datum.to_string())).expect("a run")
}

fn ledger(dir: &TempDir, datum: Datum) -> Ledger {
    Ledger::open(&run(dir, datum)).expect("a ledger")
}

pub fn meldungen(dateien: &[&Lieferung]) -> Vec<Meldung> {
    let zeilen = |l: &&Lieferung| if let Inhalt::Meldungen(zeilen) = &l.inhalt { zeilen.clone() } else { Vec::new() };
    dateien.iter().flat_map(zeilen).collect()
}

pub fn fristen() -> (Fristen, Kalender) {
    (Fristen::default(), Kalender::fuer_land("BW").expect("a Land"))
}

fn beleg((beleg_id, rechnung): (&String, &Rechnungsdatei)) -> Beleg {
    Beleg {
        beleg_id: beleg_id.clone(),
        rechnungsnummer: rechnung.nummer.clone(),
        rechnungssteller_ik: "303100245".into(),
        rechnungssteller: "Apothekenrechenzentrum Nord".into(),
        le_nr: String::new(),
        iban: "DE08300606010001162268".into(),
        konto: "1162268".into(),
        blz: "29090605".into(),
        eingangsdatum: rechnung.eingang,
    }
}

/// As `import-invoice-csv`: a decision on an order counts while it came back and nothing was decided.
fn zu_auftrag(e: &Entscheidung, datum: Datum, ledger: &Ledger) -> Result<Option<Entscheidung>, ledger::Error> {
    let stand = ledger.order_states([e.feld.as_str()].into())?;
    let offen = stand.into_values().find(|auftrag| {
        auftrag.ruecklauf().is_some() && auftrag.geklaert.as_ref().is_none_or(|k| k.lauf == datum.to_string())
    });
    Ok(offen.map(|auftrag| Entscheidung { lauf: datum, beleg_id: auftrag.anweisung.beleg_id, ..e.clone() }))
}

/// Releases need two people, as orders made anew do.
pub fn zu_zweit(e: &Entscheidung) -> Option<Anlass> {
    let zwei = matches!(e.art, EntscheidungsArt::Freigabe | EntscheidungsArt::Neuanweisung);
    (zwei && !e.nimmt_zurueck()).then_some(Anlass::Art)
}

/// Adds what people decided on orders that came back.
fn klaere(aufruf: &Aufruf, tabellen: &Tabellen, ledger: &Ledger, ergebnis: &mut Ergebnis) -> Result<(), ledger::Error> {
    let zurueck = ledger.undecided_returns()?;
    let mut teile = HashMap::new();
    for r in &zurueck {
        teile.insert(r.anweisung.beleg_id.clone(), ledger.parts_ordered(&r.anweisung.beleg_id)?);
    }
    teile.extend(ergebnis.auftraege.iter().map(|a| (a.anweisung.beleg_id.clone(), a.teil)));
    let geklaert = ruecklaeufer::klaere(ruecklaeufer::Eingabe {
        ruecklaeufe: &zurueck,
        entscheidungen: &Entscheidungen::neu(&tabellen.entscheidungen),
        code: PAYER,
        quellkonto: "",
        datum: aufruf.datum,
        uhrzeit: None,
        teile,
        rabatte: Default::default(),
        konten: &Default::default(),
    });
    let neu = geklaert.neu.into_iter();
    ergebnis.auftraege.extend(neu.map(|(anweisung, teil)| Auftrag { anweisung, teil, anteile: Vec::new() }));
    ergebnis.verzichte = geklaert.verzichte;
    Ok(())
}

fn angeordnet(
    aufruf: &Aufruf,
    belege: &[Beleg],
    staende: &[Belegstand],
    frueher: &[Anweisung],
    verrechnung: bool,
) -> Ergebnis {
    let (fristen, kalender) = fristen();
    ordne_an(&Eingabe {
        code: PAYER,
        quellkonto: "",
        fristen: &fristen,
        kalender: &kalender,
        datum: aufruf.datum,
        uhrzeit: None,
        alle: aufruf.alle,
        verrechnung,
        belege,
        staende,
        anweisungen: frueher,
        konten: &Default::default(),
    })
}
