//! Orders between ledger and folder: decide, then make or only show them, and write what follows from them.

use std::collections::{BTreeMap, HashMap, HashSet};

use banking::vorab;
use domain::brief::euro;
use domain::{
    Anweisung, Bankdatei, Betrag, Datum, Durchgang, Fristen, Konto, Kontobefund, Kostentraeger, OhneAnweisung,
    Rabattverlust, Tabelle, Verrechnung, Verzicht,
};
use ledger::{Ausgang, Ledger, Vermerk};
use order_payments::kontenlage::Kontenlage;
use order_payments::stand::{Anordnung, Belegstand};
use order_payments::{
    Auftrag, Beleg, Brief, Eingabe, Ergebnis, Posten, konten, ordne_an, verrechnung, vorschau, zahlungsanweisung,
};
use rules::kalender::{Kalender, target_tag_ab};
use stage::{BelegRows, BelegTable, Error, JournalHead, Outcome, Session, Stage, in_order, of_pass, warn};

use crate::Args;
use crate::bank_files::bank_files;
use crate::returns::{Returns, of_its_own};

/// What is decided on: invoices, what each comes to, and the deadlines that hold for them.
pub(crate) struct Case {
    /// Deadlines.
    pub fristen: Fristen,
    /// The invoices.
    pub belege: Vec<Beleg>,
    /// What each of them comes to.
    pub staende: Vec<Belegstand>,
    /// What is known of accounts.
    pub konten: Kontenlage,
    /// Orders that came back.
    pub returns: Returns,
}

/// Sums up each invoice by the verdicts on its parts, and gives the invoices that `are` so by their verdicts.
pub(crate) fn sum_up<U: Posten + Tabelle>(
    session: &Session,
    ledger: &Ledger,
    folder: &str,
    belege: &[Beleg],
    are: impl Fn(&[U]) -> bool + Sync,
) -> anyhow::Result<(Vec<Belegstand>, Vec<String>)> {
    let mut table: BelegTable<U> = session.by_beleg(folder, "urteile.csv")?;
    let (mut staende, mut found) = (Vec::with_capacity(belege.len()), Vec::new());
    let read = |beleg: &Beleg| {
        let id = beleg.beleg_id.as_str();
        anyhow::Ok((id.to_owned(), table.rows_of(id)?, ledger.parts_ordered(id)?, ledger.settled(id)?))
    };
    let sum_up = |(id, rows, teile, vermerke): (String, BelegRows<U>, u32, Vec<Vermerk>)| {
        let urteile = rows.records()?;
        anyhow::Ok((Belegstand::von(&urteile, teile, &vermerke)?, are(&urteile).then_some(id)))
    };
    in_order(belege.iter().map(read), sum_up, |(stand, id)| {
        staende.push(stand);
        found.extend(id);
        Ok(())
    })?;
    table.finish()?;
    Ok((staende, found))
}

/// What is to be ordered now.
fn decide(
    session: &Session,
    ledger: &Ledger,
    args: &Args,
    case: &Case,
    anweisungen: &[Anweisung],
) -> anyhow::Result<Ergebnis> {
    let payer = session.payer();
    let konto = payer.zahlungskonto().map_err(Error::Config)?;
    for eigenes in &payer.konto {
        vorab::eigenes_konto(eigenes).map_err(|grund| Error::Config(format!("{grund}\nnothing was ordered")))?;
    }
    let mut ergebnis = ordne_an(&Eingabe {
        code: &session.run().kostentraeger,
        quellkonto: &konto.iban,
        fristen: &case.fristen,
        kalender: &calendar(session)?,
        datum: session.datum(),
        uhrzeit: args.time,
        alle: args.all,
        verrechnung: payer.zahlung.verrechnung,
        belege: &case.belege,
        staende: &case.staende,
        anweisungen,
        konten: &case.konten,
    });
    case.staende.iter().flat_map(|stand| &stand.widersprueche).for_each(warn);
    case.returns.clear(session, ledger, args, (&case.konten, &konto.iban), &mut ergebnis)?;
    Ok(zurueckgehalten(ergebnis, konto, payer, session.datum()))
}

/// Takes back orders that no bank file could carry: they are not ordered and say why.
fn zurueckgehalten(mut ergebnis: Ergebnis, konto: &Konto, payer: &Kostentraeger, datum: Datum) -> Ergebnis {
    let mut auftraege = Vec::with_capacity(ergebnis.auftraege.len());
    for auftrag in ergebnis.auftraege {
        let a = &auftrag.anweisung;
        let gruende = vorab::nicht_schreibbar(a, konto, payer, target_tag_ab(datum));
        if gruende.is_empty() {
            auftraege.push(auftrag);
            continue;
        }
        warn(format!("invoice {} is not ordered: {}", a.beleg_id, gruende.join("; ")));
        if !of_its_own(&a) {
            let text =
                format!("{} nicht neu angewiesen, keine Bankdatei nimmt es auf: {}", a.ersetzt, gruende.join("; "));
            ergebnis.gesperrt.push(Kontobefund { anweisung_id: String::new(), ..konten::zu_anweisung(a, "K02", text) });
            continue;
        }
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
pub(crate) fn preview(session: &Session, ledger: &Ledger, args: &Args, case: &Case) -> anyhow::Result<Outcome> {
    let anweisungen = ledger.orders_of_run()?;
    let ergebnis = decide(session, ledger, args, case, &anweisungen)?;
    let blatt = vorschau(&session.run().kostentraeger, session.datum(), &ergebnis, &anweisungen);
    stage::print(&documents::text(&blatt))?;
    Ok(Outcome::default())
}

/// What is decided and not yet ordered.
pub(crate) struct Decided {
    /// What is not ordered.
    pub ohne: Vec<OhneAnweisung>,
    /// New orders.
    pub auftraege: Vec<Auftrag>,
    /// What becomes of the released parts of each invoice.
    pub anordnungen: HashMap<String, Anordnung>,
    /// Orders of earlier runs that this pass writes.
    pub nachgeholt: Vec<Anweisung>,
    /// Orders that came back and are given up.
    pub verzichte: Vec<Verzicht>,
    /// Discounts of orders that came back, in the order of their table.
    pub verluste: Vec<Rabattverlust>,
    /// Sum of all orders of the run that pay what they settle.
    pub eigene: Betrag,
}

/// Decides, and writes what follows for orders and letters, from the decision and not from the ledger: what cannot be
/// written is not ordered.
pub(crate) fn build(
    stage: &mut Stage,
    ledger: &Ledger,
    args: &Args,
    case: &Case,
    arten: &[Ausgang],
) -> anyhow::Result<Decided> {
    let mut anweisungen = ledger.orders_of_run()?;
    let ergebnis = decide(stage.session(), ledger, args, case, &anweisungen)?;
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
    anweisungen.extend(neu);
    Anweisung::ordne(&mut anweisungen);
    let angewiesen: Betrag = anweisungen.iter().map(|anweisung| anweisung.betrag).sum();
    let verrechnungen = verrechnung::verrechnungen(ledger.set_off()?, &ergebnis.auftraege, &case.belege);
    let verrechnet: Betrag = verrechnungen.iter().map(|v| v.betrag).sum();
    let eigene: Betrag = anweisungen.iter().filter(of_its_own).map(|anweisung| anweisung.betrag).sum();
    let abgezogen: Betrag = anweisungen.iter().filter(of_its_own).map(|anweisung| anweisung.verrechnet).sum();
    stage.balance("cents set off and subtracted from orders", verrechnet, abgezogen)?;
    stage.write("anweisungen.csv", &anweisungen)?;
    stage.write("durchgaenge.csv", &durchgaenge(&passes))?;
    stage.write("verrechnungen.csv", &verrechnungen)?;
    stage.write("ohne_anweisung.csv", &ergebnis.ohne)?;
    let mut verzichte = ledger.given_up()?;
    verzichte.extend(ergebnis.verzichte.iter().cloned());
    Verzicht::ordne(&mut verzichte);
    stage.write("verzichte.csv", &verzichte)?;
    let anordnungen = ergebnis.anordnungen();
    let kontobefunde = account_findings(stage, &anweisungen, case, ergebnis.gesperrt)?;
    worklists::write(stage, ergebnis.aufgaben)?;
    let heads = heads(ledger, &passes, fruehere)?;
    let asked_for = to_ask_for(ledger, &passes)?;
    let bankdateien = bank_files(stage, ledger, &passes, &asked_for)?;
    letters(stage, &asked_for, &heads, &verrechnungen, &kontobefunde, &bankdateien)?;
    if let Some((_, head)) = heads.last_key_value() {
        stage.journal_head(head.clone());
    }
    stage.total_betrag("angewiesen", angewiesen);
    stage.total_betrag("neu_angewiesen", angewiesen - eigene);
    stage.total_betrag("verzichtet", verzichte.iter().map(|v| v.betrag).sum());
    stage.total_betrag("verrechnet", verrechnet);
    stage.total(PASSES, passes.len() as i64);
    let verluste = case.returns.lost_discounts(stage.session(), ledger, &anweisungen)?;
    let Ergebnis { auftraege, ohne, verzichte, .. } = ergebnis;
    Ok(Decided { ohne, auftraege, anordnungen, nachgeholt, verzichte, verluste, eigene })
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

/// Number of passes whose letters lie in the published folder, as its receipt says.
pub(crate) const PASSES: &str = "durchgaenge";

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
    let summe = |orders: &[Anweisung]| euro(orders.iter().map(|a| a.betrag).sum::<Betrag>());
    for order in nachgeholt {
        warn(format!(
            "order {} over {} of {} stands in no file yet; this run writes it",
            order.anweisung_id,
            euro(order.betrag),
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

/// Writes the letter of each pass; one that lies there stays as it is. Where nothing is ordered there is none.
fn letters(
    stage: &mut Stage,
    passes: &BTreeMap<u32, Vec<Anweisung>>,
    heads: &BTreeMap<u32, JournalHead>,
    verrechnungen: &[Verrechnung],
    kontobefunde: &[Kontobefund],
    bankdateien: &[Bankdatei],
) -> anyhow::Result<()> {
    let there = stage.published_total(PASSES);
    for (&pass, anweisungen) in passes {
        let name = of_pass("zahlungsanweisung", pass);
        if anweisungen.is_empty() {
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
        let bankdateien: Vec<Bankdatei> = bankdateien.iter().filter(|datei| datei.pass == pass).cloned().collect();
        let session = stage.session();
        let brief = zahlungsanweisung(&Brief {
            code: &session.run().kostentraeger,
            kostentraeger: session.payer(),
            datum: session.datum(),
            pass,
            anweisungen,
            verrechnungen: &verrechnungen,
            kontobefunde: &kontobefunde,
            bankdateien: &bankdateien,
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
    anweisungen: &[Anweisung],
    case: &Case,
    gesperrt: Vec<Kontobefund>,
) -> anyhow::Result<Vec<Kontobefund>> {
    let mut angewiesen = konten::befunde(anweisungen, &case.konten);
    angewiesen.extend(case.returns.findings(anweisungen));
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

pub(crate) fn calendar(session: &Session) -> Result<Kalender, Error> {
    Kalender::fuer_land(&session.payer().land).map_err(|e| Error::Config(e.to_string()))
}
