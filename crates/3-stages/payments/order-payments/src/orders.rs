//! Orders between ledger and folder: decide, then make or only show them, and write what follows from them.

use std::collections::{BTreeMap, HashSet};

use banking::vorab;
use domain::{
    Anweisung, Aufgabe, Betrag, Datum, Durchgang, Entscheidung, Erledigt, Fristen, Konto, Kontobefund, Kostentraeger,
    OhneAnweisung, Rabattstand, Rechnung, Rezept, Tabelle, Urteil, Verrechnung,
};
use ledger::{Auftrag, Ausgang, Bestand, Ledger};
use order_payments::kontenlage::Kontenlage;
use order_payments::{
    Beleg, Brief, Eingabe, Ergebnis, Posten, konten, ordne_an, rabatt, verrechnung, vorschau, zahlungsanweisung,
};
use rules::kalender::{Kalender, target_tag_ab};
use stage::{Error, JournalHead, Outcome, Session, Stage, clock, of_pass, warn};

use crate::Args;

/// What is decided on: invoices, the verdicts on their parts, and the deadlines that hold for them.
pub(crate) struct Case<U> {
    /// Deadlines.
    pub fristen: Fristen,
    /// The invoices.
    pub belege: Vec<Beleg>,
    /// The verdicts on their parts.
    pub urteile: Vec<U>,
    /// What is known of accounts.
    pub konten: Kontenlage,
}

/// What the ledger knows of the invoices, and what is to be ordered now.
fn decide<U: Posten>(
    session: &Session,
    ledger: &Ledger,
    args: &Args,
    case: &Case<U>,
) -> anyhow::Result<(Bestand, Ergebnis<U::Erledigt>)> {
    let payer = session.payer();
    let bestand = ledger.orders(case.belege.iter().map(|beleg| beleg.beleg_id.as_str()))?;
    let konto = payer.zahlungskonto().map_err(Error::Config)?;
    for eigenes in &payer.konto {
        vorab::eigenes_konto(eigenes).map_err(|grund| Error::Config(format!("{grund}\nnothing was ordered")))?;
    }
    let ergebnis = ordne_an(&Eingabe {
        code: &session.run().kostentraeger,
        quellkonto: &konto.iban,
        fristen: &case.fristen,
        kalender: &calendar(session)?,
        datum: session.datum(),
        uhrzeit: args.time,
        alle: args.all,
        verrechnung: payer.zahlung.verrechnung,
        belege: &case.belege,
        urteile: &case.urteile,
        bestand: &bestand,
        konten: &case.konten,
    });
    ergebnis.widersprueche.iter().for_each(warn);
    let ergebnis = zurueckgehalten(ergebnis, konto, payer, session.datum());
    Ok((bestand, ergebnis))
}

/// Takes back orders that no bank file could carry: they are not ordered and say why.
fn zurueckgehalten<E>(mut ergebnis: Ergebnis<E>, konto: &Konto, payer: &Kostentraeger, datum: Datum) -> Ergebnis<E> {
    let mut auftraege = Vec::with_capacity(ergebnis.auftraege.len());
    for auftrag in ergebnis.auftraege {
        let a = &auftrag.anweisung;
        let gruende = vorab::nicht_schreibbar(a, konto, payer, target_tag_ab(datum));
        if gruende.is_empty() {
            auftraege.push(auftrag);
            continue;
        }
        warn(format!("invoice {} is not ordered: {}", a.beleg_id, gruende.join("; ")));
        ergebnis.ohne.push(OhneAnweisung {
            beleg_id: a.beleg_id.clone(),
            rechnungsnummer: a.rechnungsnummer.clone(),
            betrag: a.betrag,
            anzahl_rezepte: a.anzahl_rezepte,
            anzahl_offen: 0,
            anweisungsdatum: a.anweisungsdatum,
            grund: format!("keine Bankdatei nimmt sie auf: {}", gruende.join("; ")),
        });
    }
    ergebnis.ohne.sort_by(Tabelle::ordnung);
    Ergebnis { auftraege, ..ergebnis }
}

/// Shows what would be ordered; neither ledger nor folder is changed.
pub(crate) fn preview<U: Posten>(
    session: &Session,
    ledger: &Ledger,
    args: &Args,
    case: &Case<U>,
) -> anyhow::Result<Outcome> {
    let (bestand, ergebnis) = decide(session, ledger, args, case)?;
    let blatt = vorschau(&session.run().kostentraeger, session.datum(), &ergebnis, &bestand);
    stage::print(&documents::text(&blatt))?;
    Ok(Outcome::default())
}

/// What is built and not yet committed.
pub(crate) struct Built<E> {
    /// What the ledger knows once it is committed.
    pub bestand: Bestand,
    /// What is not ordered.
    pub ohne: Vec<OhneAnweisung>,
    /// What the run has settled then.
    pub erledigt: Vec<E>,
    auftraege: Vec<Auftrag<E>>,
    zurueck: Vec<E>,
    nachgeholt: Vec<Anweisung>,
}

/// Decides, and writes every table and letter that follows, from the decision and not from the ledger: what cannot be
/// written is not ordered.
pub(crate) fn build<U: Posten>(
    stage: &mut Stage,
    ledger: &Ledger,
    args: &Args,
    case: &Case<U>,
    arten: &[Ausgang],
) -> anyhow::Result<Built<U::Erledigt>>
where
    U::Erledigt: Tabelle + Clone,
{
    let (bestand, ergebnis) = decide(stage.session(), ledger, args, case)?;
    let nachgeholt = ledger.unwritten_before(arten)?;
    let mut passes = ledger.passes()?;
    let fruehere = passes.len() as u32;
    let neu: Vec<Anweisung> = ergebnis.auftraege.iter().map(|auftrag| auftrag.anweisung.clone()).collect();
    if !neu.is_empty() || !nachgeholt.is_empty() {
        let mut pass: Vec<Anweisung> = neu.iter().chain(&nachgeholt).cloned().collect();
        pass.sort_by(Tabelle::ordnung);
        passes.insert(fruehere + 1, pass);
    }
    report_passes(&passes, fruehere, &neu, &nachgeholt);
    let bestand = danach(bestand, &ergebnis.auftraege);
    let angewiesen: Betrag = bestand.anweisungen.iter().map(|anweisung| anweisung.betrag).sum();
    let bezahlt: Betrag = bestand.rezepte.iter().map(|r| r.netto).sum();
    stage.balance("cents of orders and of what they pay", angewiesen, bezahlt)?;
    let verrechnungen = verrechnung::verrechnungen(&bestand, &case.belege);
    let verrechnet: Betrag = verrechnungen.iter().map(|v| v.betrag).sum();
    let abgezogen: Betrag = bestand.anweisungen.iter().map(|anweisung| anweisung.verrechnet).sum();
    stage.balance("cents set off and subtracted from orders", verrechnet, abgezogen)?;
    stage.write("anweisungen.csv", &bestand.anweisungen)?;
    stage.write("durchgaenge.csv", &durchgaenge(&passes))?;
    stage.write("verrechnungen.csv", &verrechnungen)?;
    stage.write("ohne_anweisung.csv", &ergebnis.ohne)?;
    let kontobefunde = account_findings(stage, &bestand, &case.konten, ergebnis.gesperrt)?;
    worklists::write(stage, ergebnis.aufgaben)?;
    let heads = heads(ledger, &passes, fruehere)?;
    letters(stage, &to_ask_for(ledger, &passes)?, &heads, &verrechnungen, &kontobefunde)?;
    if let Some((_, head)) = heads.last_key_value() {
        stage.journal_head(head.clone());
    }
    stage.total_betrag("angewiesen", angewiesen);
    stage.total_betrag("verrechnet", verrechnet);
    stage.total(PASSES, passes.len() as i64);
    let Ergebnis { auftraege, zurueck, ohne, .. } = ergebnis;
    let erledigt = erledigt(ledger, &auftraege, &zurueck)?;
    Ok(Built { bestand, ohne, erledigt, auftraege, zurueck, nachgeholt })
}

/// Commits in the ledger what was built. Called last before the folder is put in place.
pub(crate) fn commit<E: Erledigt>(ledger: &mut Ledger, built: &Built<E>) -> anyhow::Result<()> {
    let mut buchung = ledger.book(&clock::now_utc())?;
    for auftrag in &built.auftraege {
        buchung.order(&auftrag.anweisung, auftrag.teil)?;
        for posten in &auftrag.posten {
            buchung.settle(Some(&auftrag.anweisung.anweisung_id), posten)?;
        }
    }
    for anweisung in &built.nachgeholt {
        buchung.write_in_this_pass(&anweisung.anweisung_id)?;
    }
    for posten in &built.zurueck {
        buchung.settle(None, posten)?;
    }
    Ok(buchung.commit()?)
}

/// The journal as it was before each pass; 0 is the run before it ordered anything.
fn heads(
    ledger: &Ledger,
    passes: &BTreeMap<u32, Vec<Anweisung>>,
    fruehere: u32,
) -> anyhow::Result<BTreeMap<u32, JournalHead>> {
    let mut heads = BTreeMap::new();
    let numbers: Vec<u32> = if passes.is_empty() { vec![0] } else { passes.keys().copied().collect() };
    for pass in numbers {
        let ordered = pass > 0 && pass <= fruehere;
        heads.extend(ledger.head_of_pass(pass, ordered)?.map(|head| (pass, head)));
    }
    Ok(heads)
}

/// What this run has settled when these orders are made and these returns, each once.
fn erledigt<E: Erledigt + Tabelle + Clone>(
    ledger: &Ledger,
    auftraege: &[Auftrag<E>],
    zurueck: &[E],
) -> anyhow::Result<Vec<E>> {
    let mut erledigt: Vec<E> = ledger.settled_by_run()?;
    let neu = auftraege.iter().flat_map(|auftrag| &auftrag.posten).chain(zurueck);
    erledigt.extend(neu.cloned());
    erledigt.sort_by(Tabelle::ordnung);
    erledigt.dedup_by(|b, a| a.ordnung(b).is_eq());
    Ok(erledigt)
}

/// Number of passes whose letters lie in the published folder, as its receipt says.
const PASSES: &str = "durchgaenge";

/// What the ledger will know when these orders are made.
fn danach<E: Erledigt>(mut bestand: Bestand, auftraege: &[Auftrag<E>]) -> Bestand {
    bestand.anweisungen.extend(auftraege.iter().map(|auftrag| auftrag.anweisung.clone()));
    bestand.anweisungen.sort_by(Tabelle::ordnung);
    bestand.rezepte.extend(
        auftraege
            .iter()
            .flat_map(|auftrag| auftrag.posten.iter().map(|posten| posten.bezahlt(&auftrag.anweisung.anweisung_id))),
    );
    bestand.rezepte.sort_by(Tabelle::ordnung);
    bestand
}

fn durchgaenge(passes: &BTreeMap<u32, Vec<Anweisung>>) -> Vec<Durchgang> {
    let zeile = |pass: u32, a: &Anweisung| Durchgang {
        pass,
        anweisung_id: a.anweisung_id.clone(),
        angewiesen_am: a.angewiesen_am,
        betrag: a.betrag,
    };
    passes.iter().flat_map(|(pass, orders)| orders.iter().map(|a| zeile(*pass, a))).collect()
}

/// Says what is new, what is made up for, and what stands.
fn report_passes(passes: &BTreeMap<u32, Vec<Anweisung>>, fruehere: u32, neu: &[Anweisung], nachgeholt: &[Anweisung]) {
    let summe = |orders: &[Anweisung]| orders.iter().map(|a| a.betrag).sum::<Betrag>().deutsch();
    for order in nachgeholt {
        warn(format!(
            "order {} over {} EUR of {} stands in no file yet; this run writes it",
            order.anweisung_id,
            order.betrag.deutsch(),
            order.angewiesen_am
        ));
    }
    let mut said = Vec::new();
    if !neu.is_empty() || fruehere == 0 {
        said.push(format!("pass {}: {} new", fruehere + 1, summe(neu)));
    }
    if !nachgeholt.is_empty() {
        said.push(format!("pass {}: {} of earlier runs", fruehere + 1, summe(nachgeholt)));
    }
    let stehen = passes.iter().filter(|(pass, _)| **pass <= fruehere);
    said.extend(stehen.map(|(pass, orders)| format!("pass {pass} ({}) unchanged", summe(orders))));
    stage::info(format!("order-payments: {}", said.join("; ")));
}

/// The orders of each pass that its letter asks for: not those that the bank file of another run carries, and that only
/// other papers still lack.
fn to_ask_for(
    ledger: &Ledger,
    passes: &BTreeMap<u32, Vec<Anweisung>>,
) -> anyhow::Result<BTreeMap<u32, Vec<Anweisung>>> {
    let elsewhere = ledger.in_bank_files_elsewhere()?;
    let mut passes = passes.clone();
    for orders in passes.values_mut() {
        orders.retain(|order| !elsewhere.contains(&order.anweisung_id));
    }
    Ok(passes)
}

/// Writes the letter of each pass; one that lies there stays as it is.
fn letters(
    stage: &mut Stage,
    passes: &BTreeMap<u32, Vec<Anweisung>>,
    heads: &BTreeMap<u32, JournalHead>,
    verrechnungen: &[Verrechnung],
    kontobefunde: &[Kontobefund],
) -> anyhow::Result<()> {
    let there = stage.published()?.and_then(|receipt| receipt.totals.get(PASSES).copied()).unwrap_or(0);
    let leer = BTreeMap::from([(1, Vec::new())]);
    for (&pass, anweisungen) in if passes.is_empty() { &leer } else { passes } {
        let name = of_pass("zahlungsanweisung", pass);
        if anweisungen.is_empty() && !passes.is_empty() {
            for file in documents::namen(&name) {
                stage.keep(&file)?;
            }
            continue;
        }
        let dabei: HashSet<&str> = anweisungen.iter().map(|a| a.anweisung_id.as_str()).collect();
        let verrechnungen: Vec<Verrechnung> =
            verrechnungen.iter().filter(|v| dabei.contains(v.anweisung_id.as_str())).cloned().collect();
        let kontobefunde: Vec<Kontobefund> =
            kontobefunde.iter().filter(|b| dabei.contains(b.anweisung_id.as_str())).cloned().collect();
        let session = stage.session();
        let brief = zahlungsanweisung(&Brief {
            code: &session.run().kostentraeger,
            kostentraeger: session.payer(),
            datum: session.datum(),
            anweisungen,
            verrechnungen: &verrechnungen,
            kontobefunde: &kontobefunde,
            journal: heads.get(&pass),
        });
        for (file, bytes) in documents::dateien(&name, &brief) {
            if i64::from(pass) > there || !stage.keep(&file)? {
                stage.write_bytes(&file, &bytes)?;
            }
        }
    }
    Ok(())
}

/// Writes what was found about accounts, those not ordered to included; gives the findings about orders.
fn account_findings(
    stage: &mut Stage,
    bestand: &Bestand,
    lage: &Kontenlage,
    gesperrt: Vec<Kontobefund>,
) -> anyhow::Result<Vec<Kontobefund>> {
    let angewiesen = konten::befunde(&bestand.anweisungen, lage);
    for befund in angewiesen.iter().filter(|befund| konten::vor_der_zahlung(befund)) {
        warn(format!(
            "order {}: {} ({}); ask the holder of the account before the letter is signed",
            befund.anweisung_id, befund.text, befund.regel
        ));
    }
    for befund in &gesperrt {
        warn(format!(
            "invoice {} is not ordered: {} ({}); what to do stands in ohne_anweisung.csv",
            befund.beleg_id, befund.text, befund.regel
        ));
    }
    let mut alle: Vec<Kontobefund> = angewiesen.iter().cloned().chain(gesperrt).collect();
    Kontobefund::ordne(&mut alle);
    stage.write("befunde.csv", &alle)?;
    Ok(angewiesen)
}

/// Writes which discounts are lost or at risk.
pub(crate) fn lost_discounts(
    stage: &mut Stage,
    case: &Case<Urteil>,
    bestand: &Bestand,
    ohne: &[OhneAnweisung],
) -> anyhow::Result<()> {
    let mut aufgaben: Vec<Aufgabe> = Vec::new();
    for folder in ["30-stage1", "40-matches", "50-stage2"] {
        aufgaben.extend(stage.read(folder, "arbeitsliste.csv")?);
    }
    let verluste = rabatt::verluste(&rabatt::Eingabe {
        rechnungen: &stage.read::<Rechnung>("20-invoices", "rechnungen.csv")?,
        verlangt: &claimed(stage, &case.urteile)?,
        urteile: &case.urteile,
        entscheidungen: &stage.read::<Entscheidung>("20-invoices", "entscheidungen.csv")?,
        aufgaben: &aufgaben,
        bestand,
        ohne,
        fristen: &case.fristen,
        kalender: &calendar(stage.session())?,
        datum: stage.session().datum(),
    });
    stage.write("rabattverlust.csv", &verluste)?;
    stage.total_betrag("rabatt_verloren", rabatt::summe(&verluste, Rabattstand::Verloren));
    stage.total_betrag("rabatt_gefaehrdet", rabatt::summe(&verluste, Rabattstand::Gefaehrdet));
    Ok(())
}

/// What is claimed on open prescriptions, read sheet by sheet: there are few of them in a large table.
fn claimed(stage: &Stage, urteile: &[Urteil]) -> anyhow::Result<rabatt::Verlangt> {
    let mut offen = rabatt::offene(urteile);
    if !offen.is_empty() {
        stage.session().each("30-stage1", "rezepte.csv", |rezept: Rezept| {
            if let Some(claim) = offen.get_mut(&(rezept.beleg_id.clone(), rezept.pic_nr.clone())) {
                *claim = rules::aufgabe::verlangter_rabatt(&rezept);
            }
        })?;
    }
    Ok(offen)
}

fn calendar(session: &Session) -> Result<Kalender, Error> {
    Kalender::fuer_land(&session.payer().land).map_err(|e| Error::Config(e.to_string()))
}
