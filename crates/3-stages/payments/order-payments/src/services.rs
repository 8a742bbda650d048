//! Care services: their tables.

use domain::{
    AnweisungsLeistung, ErledigteLeistung, Leistungserbringer, Leistungsrechnung, Leistungsurteil, Rueckforderung,
};
use ledger::{Ausgang, Ledger};
use order_payments::leistungen;
use order_payments::stand::bezahlte;
use signatures::Signer;
use stage::{Formatted, Outcome, Session, Start, TableWriter};

use crate::Args;
use crate::accounts::accounts;
use crate::orders::{Case, build, preview, sum_up};
use crate::returns::Returns;
use crate::settle::{Settled, Settlement};

/// Orders production invoices of facilities.
pub(crate) fn services(mut session: Session, mut ledger: Ledger, args: &Args) -> anyhow::Result<Outcome> {
    session.reads("10-reference", &["leistungserbringer.csv"])?;
    session.reads("20-invoices", &["entscheidungen.csv", "leistungsrechnungen.csv"])?;
    session.reads("50-services", &["urteile.csv"])?;
    let returns = Returns::read(&mut session, &ledger)?;
    if args.dry_run {
        return preview(&session, &ledger, args, &case(&session, &ledger, returns)?);
    }
    let signer = Signer::open(&mut session)?;
    let mut stage = match session.start(&mut ledger)? {
        Start::UpToDate(outcome) => return Ok(outcome),
        Start::Work(stage) => stage,
    };
    let case = case(stage.session(), &ledger, returns)?;
    let decided = build(&mut stage, &ledger, args, &case, &[Ausgang::Dtaus, Ausgang::Sepa])?;
    let mut bezahlt: TableWriter<AnweisungsLeistung> = stage.table("anweisung_leistungen.csv")?;
    let mut erledigt: TableWriter<ErledigteLeistung> = stage.table("erledigte_leistungen.csv")?;
    let mut zurueck: TableWriter<Rueckforderung> = stage.table("rueckforderungen.csv")?;
    let settlement = Settlement { stage: &stage, case: &case, decided: &decided, folder: "50-services" };
    let buchung = settlement.run(
        &mut ledger,
        |_| Ok(()),
        |settled: &Settled<Leistungsurteil>, ()| {
            let paid = leistungen::bezahlte(&bezahlte(&settled.erledigt));
            let settled_lines = Formatted::of(settled.erledigt.iter().map(|e| &e.posten))?;
            Ok((Formatted::of(&paid)?, settled_lines, Formatted::of(&leistungen::rueckforderungen(&settled.erledigt))?))
        },
        |(paid, settled, claims)| {
            bezahlt.append(paid)?;
            zurueck.append(claims)?;
            Ok(erledigt.append(settled)?)
        },
    )?;
    stage.take(bezahlt)?;
    stage.take(erledigt)?;
    stage.take(zurueck)?;
    signer.warn_unsigned();
    signer.seal(&mut stage)?;
    buchung.commit()?;
    stage.close(&mut ledger)
}

fn case(session: &Session, ledger: &Ledger, returns: Returns) -> anyhow::Result<Case> {
    let rechnungen: Vec<Leistungsrechnung> = session.read("20-invoices", "leistungsrechnungen.csv")?;
    let facilities: Vec<Leistungserbringer> = session.read("10-reference", "leistungserbringer.csv")?;
    let belege = leistungen::belege(&rechnungen, &facilities);
    let (staende, _) = sum_up(session, ledger, "50-services", &belege, |_: &[Leistungsurteil]| false)?;
    let konten = accounts(session, ledger, &[])?;
    Ok(Case { fristen: leistungen::fristen(session.payer()), belege, staende, konten, returns })
}
