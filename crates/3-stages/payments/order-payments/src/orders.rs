//! Orders between ledger and folder: decide, then make or only show them, and write what follows from them.

use std::io::Write;

use domain::{
    Aufgabe, Betrag, Entscheidung, Fristen, Kontobefund, OhneAnweisung, Rabattstand, Rechnung, Rezept, Tabelle, Urteil,
};
use ledger::{Bestand, Ledger};
use order_payments::{
    Beleg, Brief, Eingabe, Ergebnis, Posten, konten, ordne_an, rabatt, verrechnung, vorschau, zahlungsanweisung,
};
use rules::kalender::Kalender;
use stage::{Error, Outcome, Session, Stage, clock, warn};

use crate::Args;

/// What is decided on: invoices, the verdicts on their parts, and the deadlines that hold for them.
pub(crate) struct Case<U> {
    /// Deadlines.
    pub fristen: Fristen,
    /// The invoices.
    pub belege: Vec<Beleg>,
    /// The verdicts on their parts.
    pub urteile: Vec<U>,
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
    let ergebnis = ordne_an(&Eingabe {
        code: &session.run().kostentraeger,
        quellkonto: &payer.zahlungskonto().map_err(Error::Config)?.iban,
        fristen: &case.fristen,
        kalender: &calendar(session)?,
        datum: session.datum(),
        uhrzeit: args.time,
        alle: args.all,
        verrechnung: payer.zahlung.verrechnung,
        belege: &case.belege,
        urteile: &case.urteile,
        bestand: &bestand,
    });
    ergebnis.widersprueche.iter().for_each(warn);
    Ok((bestand, ergebnis))
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
    std::io::stdout().write_all(documents::text(&blatt).as_bytes())?;
    Ok(Outcome::default())
}

/// Orders what is due in the ledger; writes what this run ordered and the letter from it. Gives what the ledger then
/// knows, and what was not ordered.
pub(crate) fn order<U: Posten>(
    stage: &mut Stage,
    ledger: &mut Ledger,
    args: &Args,
    case: &Case<U>,
) -> anyhow::Result<(Bestand, Vec<OhneAnweisung>)> {
    let (_, ergebnis) = decide(stage.session(), ledger, args, case)?;
    let neu: Betrag = ergebnis.auftraege.iter().map(|auftrag| auftrag.anweisung.betrag).sum();
    ledger.order(&ergebnis.auftraege, &ergebnis.zurueck, &clock::now_utc())?;

    let bestand = ledger.orders(case.belege.iter().map(|beleg| beleg.beleg_id.as_str()))?;
    let angewiesen: Betrag = bestand.anweisungen.iter().map(|anweisung| anweisung.betrag).sum();
    let bezahlt: Betrag = bestand.rezepte.iter().map(|r| r.netto).sum();
    stage.balance("cents of orders and of what they pay", angewiesen, bezahlt)?;
    let verrechnungen = verrechnung::verrechnungen(&bestand, &case.belege);
    let verrechnet: Betrag = verrechnungen.iter().map(|v| v.betrag).sum();
    let abgezogen: Betrag = bestand.anweisungen.iter().map(|anweisung| anweisung.verrechnet).sum();
    stage.balance("cents set off and subtracted from orders", verrechnet, abgezogen)?;
    stage.write("anweisungen.csv", &bestand.anweisungen)?;
    stage.write("verrechnungen.csv", &verrechnungen)?;
    stage.write("ohne_anweisung.csv", &ergebnis.ohne)?;
    let kontobefunde = account_findings(stage, &bestand, ergebnis.gesperrt)?;
    let session = stage.session();
    let brief = zahlungsanweisung(&Brief {
        code: &session.run().kostentraeger,
        kostentraeger: session.payer(),
        datum: session.datum(),
        anweisungen: &bestand.anweisungen,
        verrechnungen: &verrechnungen,
        kontobefunde: &kontobefunde,
    });
    for (file, bytes) in documents::dateien("zahlungsanweisung", &brief) {
        stage.write_bytes(&file, &bytes)?;
    }
    stage.total_betrag("angewiesen", angewiesen);
    stage.total_betrag("verrechnet", verrechnet);
    stage::info(format!("order-payments: {neu} euro newly ordered, {angewiesen} euro ordered by this run in all"));
    Ok((bestand, ergebnis.ohne))
}

/// Writes what was found about accounts, those not ordered to included; gives the findings about orders.
fn account_findings(
    stage: &mut Stage,
    bestand: &Bestand,
    gesperrt: Vec<Kontobefund>,
) -> anyhow::Result<Vec<Kontobefund>> {
    let angewiesen = konten::befunde(&bestand.anweisungen);
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
    alle.sort_by(Tabelle::ordnung);
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
        rezepte: &stage.read::<Rezept>("30-stage1", "rezepte.csv")?,
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

fn calendar(session: &Session) -> Result<Kalender, Error> {
    Kalender::fuer_land(&session.payer().land).map_err(|e| Error::Config(e.to_string()))
}
