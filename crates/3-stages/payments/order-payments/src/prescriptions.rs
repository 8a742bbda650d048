//! Prescriptions: their tables, and the discounts that are lost with them.

use std::collections::HashMap;

use domain::brief::euro;
use domain::{
    AnweisungsRezept, Aufgabe, Betrag, Entscheidung, ErledigtesRezept, Nachtrag, Rabattstand, Rabattverlust, Rechnung,
    Rechnungssteller, Rezept, Tabelle, Urteil,
};
use ledger::{Ausgang, Ledger};
use order_payments::nachtraege::nachtraege;
use order_payments::stand::bezahlte;
use order_payments::{rabatt, rezepte};
use rules::kalender::Kalender;
use signatures::Signer;
use stage::{BelegRows, BelegTable, Formatted, Outcome, Session, Stage, Start, TableWriter, warn};

use crate::Args;
use crate::accounts::{Releases, accounts};
use crate::orders::{Case, Decided, build, calendar, preview, sum_up};
use crate::returns::Returns;
use crate::settle::{Settled, Settlement};

/// Where people's tasks stand.
const TASKS: [&str; 3] = ["30-stage1", "40-matches", "50-stage2"];

/// Names what is read.
fn reads(session: &mut Session) -> Result<(), stage::Error> {
    session.reads("20-invoices", &["entscheidungen.csv", "rechnungen.csv", "rechnungssteller.csv"])?;
    session.reads("30-stage1", &["arbeitsliste.csv", "rezepte.csv"])?;
    session.reads("40-matches", &["arbeitsliste.csv"])?;
    session.reads("50-stage2", &["arbeitsliste.csv", "urteile.csv"])
}

/// Orders prescriptions.
pub(crate) fn prescriptions(mut session: Session, mut ledger: Ledger, args: &Args) -> anyhow::Result<Outcome> {
    reads(&mut session)?;
    let returns = Returns::read(&mut session, &ledger)?;
    if args.dry_run {
        let lists = Lists::read(&session)?;
        return preview(&session, &ledger, args, &case(&session, &ledger, &lists, returns)?);
    }
    let signer = Signer::open(&mut session)?;
    let mut stage = match session.start(&mut ledger)? {
        Start::UpToDate(outcome) => return Ok(outcome),
        Start::Work(stage) => stage,
    };
    let lists = Lists::read(stage.session())?;
    let case = case(stage.session(), &ledger, &lists, returns)?;
    let decided = build(&mut stage, &ledger, args, &case, &[Ausgang::Dtaus, Ausgang::Sepa, Ausgang::Rzs])?;
    let losses = Losses::new(&stage, &lists, &case, &decided)?;
    let (mut sheets, mut tables) = (open_sheets(stage.session(), &case)?, Tables::create(&stage)?);
    let settlement = Settlement { stage: &stage, case: &case, decided: &decided, folder: "50-stage2" };
    let buchung = settlement.run(
        &mut ledger,
        |beleg_id| Ok(sheets.as_mut().map(|table| table.rows_of(beleg_id)).transpose()?),
        |settled, sheets: Option<BelegRows<Rezept>>| losses.rows(settled, sheets.as_ref()),
        |rows| tables.take(rows),
    )?;
    sheets.map_or(Ok(()), BelegTable::finish)?;
    tables.close(&mut stage)?;
    signer.warn_unsigned();
    signer.seal(&mut stage)?;
    buchung.commit()?;
    stage.close(&mut ledger)
}

/// Short tables, which are held whole.
struct Lists {
    rechnungen: Vec<Rechnung>,
    entscheidungen: Vec<Entscheidung>,
    /// Tasks that wait, by invoice.
    aufgaben: HashMap<String, Vec<Aufgabe>>,
}

impl Lists {
    fn read(session: &Session) -> anyhow::Result<Self> {
        let rechnungen = session.read("20-invoices", "rechnungen.csv")?;
        let entscheidungen = session.read("20-invoices", "entscheidungen.csv")?;
        // Work lists stand in the order of their deadlines.
        let mut aufgaben: HashMap<String, Vec<Aufgabe>> = HashMap::new();
        for folder in TASKS {
            for aufgabe in session.read::<Aufgabe>(folder, "arbeitsliste.csv")? {
                aufgaben.entry(aufgabe.beleg_id.clone()).or_default().push(aufgabe);
            }
        }
        Ok(Lists { rechnungen, entscheidungen, aufgaben })
    }
}

fn case(session: &Session, ledger: &Ledger, lists: &Lists, returns: Returns) -> anyhow::Result<Case> {
    let payer = session.payer();
    let billers: Vec<Rechnungssteller> = session.read("20-invoices", "rechnungssteller.csv")?;
    let mut konten = accounts(session, ledger, &billers)?;
    let belege: Vec<_> = lists.rechnungen.iter().map(|rechnung| rezepte::beleg(rechnung, payer)).collect();
    let releases = Releases::of(&lists.entscheidungen);
    let (staende, released) = sum_up(session, ledger, "50-stage2", &belege, |urteile| releases.hold_for(urteile))?;
    released.iter().for_each(|beleg_id| konten.freigabe(beleg_id));
    Ok(Case { fristen: payer.fristen.clone(), belege, staende, konten, returns })
}

/// The sheets, invoice by invoice; none if no prescription is open.
fn open_sheets(session: &Session, case: &Case) -> anyhow::Result<Option<BelegTable<Rezept>>> {
    let open = case.staende.iter().any(|stand| stand.offen > 0);
    Ok(open.then(|| session.by_beleg("30-stage1", "rezepte.csv")).transpose()?)
}

/// What lost discounts are found from, whatever the invoice.
struct Losses<'a> {
    rechnungen: HashMap<&'a str, &'a Rechnung>,
    entscheidungen: &'a [Entscheidung],
    aufgaben: &'a HashMap<String, Vec<Aufgabe>>,
    case: &'a Case,
    decided: &'a Decided,
    kalender: Kalender,
    datum: domain::Datum,
}

impl<'a> Losses<'a> {
    fn new(stage: &Stage, lists: &'a Lists, case: &'a Case, decided: &'a Decided) -> anyhow::Result<Self> {
        let session = stage.session();
        Ok(Losses {
            rechnungen: lists.rechnungen.iter().map(|r| (r.beleg_id.as_str(), r)).collect(),
            entscheidungen: &lists.entscheidungen,
            aufgaben: &lists.aufgaben,
            case,
            decided,
            kalender: calendar(session)?,
            datum: session.datum(),
        })
    }

    /// The rows of an invoice.
    fn rows(&self, settled: &Settled<Urteil>, sheets: Option<&BelegRows<Rezept>>) -> anyhow::Result<Rows> {
        let bezahlt = bezahlte(&settled.erledigt);
        let mut verluste = self.verluste(settled, sheets, &bezahlt)?;
        verluste.extend_from_slice(of_beleg(&self.decided.verluste, &settled.beleg_id, |v| &v.beleg_id));
        verluste.sort_by(Tabelle::ordnung);
        verluste.dedup_by(|b, a| a.ordnung(b).is_eq());
        let nachtraege = match self.rechnungen.get(settled.beleg_id.as_str()) {
            Some(rechnung) => nachtraege(rechnung, &settled.erledigt),
            None => Vec::new(),
        };
        Ok(Rows {
            bezahlt: Formatted::of(&bezahlt)?,
            erledigt: Formatted::of(settled.erledigt.iter().map(|e| &e.posten))?,
            verloren: rabatt::summe(&verluste, Rabattstand::Verloren),
            gefaehrdet: rabatt::summe(&verluste, Rabattstand::Gefaehrdet),
            verluste: Formatted::of(&verluste)?,
            gefordert: nachtraege.iter().filter(|n| n.anweisung_id.is_empty()).map(|n| n.unterschied).sum(),
            nachtraege: Formatted::of(&nachtraege)?,
        })
    }

    /// The discounts of an invoice that are lost or at risk.
    fn verluste(
        &self,
        settled: &Settled<Urteil>,
        sheets: Option<&BelegRows<Rezept>>,
        bezahlt: &[AnweisungsRezept],
    ) -> anyhow::Result<Vec<Rabattverlust>> {
        let beleg_id = settled.beleg_id.as_str();
        let Some(rechnung) = self.rechnungen.get(beleg_id) else { return Ok(Vec::new()) };
        Ok(rabatt::verluste(&rabatt::Eingabe {
            rechnungen: std::slice::from_ref(rechnung),
            verlangt: &claimed(&settled.urteile, sheets)?,
            urteile: &settled.urteile,
            entscheidungen: of_beleg(self.entscheidungen, beleg_id, |e| &e.beleg_id),
            aufgaben: self.aufgaben.get(beleg_id).map_or(&[], Vec::as_slice),
            bezahlt,
            ohne: of_beleg(&self.decided.ohne, beleg_id, |o| &o.beleg_id),
            fristen: &self.case.fristen,
            kalender: &self.kalender,
            datum: self.datum,
        }))
    }
}

/// The rows of an invoice in a table that is ordered by invoice.
fn of_beleg<'r, T>(rows: &'r [T], beleg_id: &str, id: impl Fn(&T) -> &String) -> &'r [T] {
    let begin = rows.partition_point(|row| id(row).as_str() < beleg_id);
    let rows = &rows[begin..];
    &rows[..rows.partition_point(|row| id(row) == beleg_id)]
}

/// What is claimed on open prescriptions, read sheet by sheet: there are few of them.
fn claimed(urteile: &[Urteil], sheets: Option<&BelegRows<Rezept>>) -> anyhow::Result<rabatt::Verlangt> {
    let mut offen = rabatt::offene(urteile);
    let Some(sheets) = sheets.filter(|_| !offen.is_empty()) else { return Ok(offen) };
    for rezept in sheets.records()? {
        if let Some(claim) = offen.get_mut(&(rezept.beleg_id.clone(), rezept.pic_nr.clone())) {
            *claim = rules::aufgabe::verlangter_rabatt(&rezept);
        }
    }
    Ok(offen)
}

/// Rows of an invoice.
struct Rows {
    bezahlt: Formatted<AnweisungsRezept>,
    erledigt: Formatted<ErledigtesRezept>,
    verluste: Formatted<Rabattverlust>,
    nachtraege: Formatted<Nachtrag>,
    verloren: Betrag,
    gefaehrdet: Betrag,
    gefordert: Betrag,
}

/// Tables that are written side by side.
struct Tables {
    bezahlt: TableWriter<AnweisungsRezept>,
    erledigt: TableWriter<ErledigtesRezept>,
    verluste: TableWriter<Rabattverlust>,
    nachtraege: TableWriter<Nachtrag>,
    verloren: Betrag,
    gefaehrdet: Betrag,
    gefordert: Betrag,
}

impl Tables {
    fn create(stage: &Stage) -> anyhow::Result<Self> {
        Ok(Tables {
            bezahlt: stage.table("anweisung_rezepte.csv")?,
            erledigt: stage.table("erledigt.csv")?,
            verluste: stage.table("rabattverlust.csv")?,
            nachtraege: stage.table("nachtraege.csv")?,
            verloren: Betrag::NULL,
            gefaehrdet: Betrag::NULL,
            gefordert: Betrag::NULL,
        })
    }

    fn take(&mut self, rows: Rows) -> anyhow::Result<()> {
        self.bezahlt.append(rows.bezahlt)?;
        self.erledigt.append(rows.erledigt)?;
        self.verluste.append(rows.verluste)?;
        self.nachtraege.append(rows.nachtraege)?;
        self.gefordert += rows.gefordert;
        self.verloren += rows.verloren;
        self.gefaehrdet += rows.gefaehrdet;
        Ok(())
    }

    fn close(self, stage: &mut Stage) -> anyhow::Result<()> {
        stage.take(self.bezahlt)?;
        stage.take(self.erledigt)?;
        stage.take(self.verluste)?;
        if self.gefordert != Betrag::NULL {
            warn(format!(
                "{} were paid that are not due by what people decided since: billers are asked for them by letter \
                 (nachtraege.csv)",
                euro(-self.gefordert)
            ));
        }
        stage.take(self.nachtraege)?;
        stage.total_betrag("zurueckgefordert", self.gefordert);
        stage.total_betrag("rabatt_verloren", self.verloren);
        stage.total_betrag("rabatt_gefaehrdet", self.gefaehrdet);
        Ok(())
    }
}
