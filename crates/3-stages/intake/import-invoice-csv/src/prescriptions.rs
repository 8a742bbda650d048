//! The tables of invoices for prescriptions: what is new joins what is carried forward, invoice by invoice.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::PathBuf;
use std::thread;

use domain::datum::schreibe_iso;
use domain::{Datum, Einzelposten, Entscheidung, ErledigtesRezept, Position, Rechnung, Rezept};
use forms::sammelrechnung::{Reihe, Reihen, Umgebung};
use ledger::{Anmeldung, Ledger};
use register::lies_nummern;
use stage::{Error, Result, Row, Run, Stage, TableWriter, read_table};

use crate::beyond::{self, Source};
use crate::invoices::Imported;
use crate::known::{CaseNumbers, Key, Named, Sheet, named_cases, names_a_case};
use crate::past::Past;

/// Columns of `rezepte.csv` that are asked for by number.
const PIC_NR: usize = 2;
const BRUTTO: usize = 20;
const BILD: usize = 27;

/// An invoice of this run.
struct Invoice<'a> {
    header: Rechnung,
    /// Where its rows come from; none: from the earlier run's tables.
    new: Option<&'a Imported<'a>>,
}

/// Writes `rechnungen.csv`, `einzelposten.csv`, `rezepte.csv` and `positionen.csv`. New invoices are registered in the
/// ledger. Gives the headers, and what decisions may say of the prescriptions `named` by them.
pub fn write_tables(
    stage: &mut Stage,
    ledger: &mut Ledger,
    new: &[Imported<'_>],
    past: &Past<ErledigtesRezept>,
    named: &HashSet<&str>,
) -> anyhow::Result<(Vec<Rechnung>, Named)> {
    let anmeldung = ledger.register()?;
    let invoices = invoices(&anmeldung, new, past, stage.session().datum())?;
    let mut einzelposten = stage.table::<Einzelposten>("einzelposten.csv")?;
    let mut positionen = stage.table::<Position>("positionen.csv")?;
    let mut rezepte = stage.table::<Rezept>("rezepte.csv")?;
    let (open, lines) = thread::scope(|scope| {
        let listed = scope.spawn(|| write_listed(&mut einzelposten, &invoices, past));
        let lines = scope.spawn(|| write_lines(&mut positionen, &invoices, past, named));
        let open = write_prescriptions(&mut rezepte, &invoices, &anmeldung, past, named);
        listed.join().expect("writing does not panic")?;
        anyhow::Ok((open?, lines.join().expect("writing does not panic")?))
    })?;
    anmeldung.commit()?;
    write_beyond(stage, &invoices, past)?;
    let headers: Vec<Rechnung> = invoices.into_values().map(|invoice| invoice.header).collect();
    stage.write("rechnungen.csv", &headers)?;
    stage.take(einzelposten)?;
    stage.take(rezepte)?;
    stage.take(positionen)?;
    Ok((headers, Named::new(open, lines)))
}

/// Every invoice of this run by its Beleg-ID, the new ones registered.
fn invoices<'a>(
    anmeldung: &Anmeldung<'_>,
    new: &'a [Imported<'_>],
    past: &Past<ErledigtesRezept>,
    datum: Datum,
) -> anyhow::Result<BTreeMap<String, Invoice<'a>>> {
    let mut invoices = BTreeMap::new();
    for (folder, belege) in past.folders() {
        let mut carried = read_table::<Rechnung>(&folder.join("rechnungen.csv"))?;
        carried.retain(|rechnung| belege.contains(rechnung.beleg_id.as_str()));
        invoices.extend(carried.into_iter().map(|header| (header.beleg_id.clone(), Invoice { header, new: None })));
    }
    past.complete(invoices.keys().map(String::as_str))?;
    for imported in new {
        let header = imported.register(anmeldung, datum)?;
        invoices.insert(header.beleg_id.clone(), Invoice { header, new: Some(imported) });
    }
    Ok(invoices)
}

/// Writes what e-prescriptions say beyond these tables. An invoice of paper has no part in it, whether new or carried forward.
fn write_beyond(
    stage: &mut Stage,
    invoices: &BTreeMap<String, Invoice<'_>>,
    past: &Past<ErledigtesRezept>,
) -> Result<()> {
    let sources = invoices.iter().filter_map(|(beleg_id, invoice)| match invoice.new {
        Some(new) => Some((beleg_id.as_str(), Source::New(new.beyond.as_ref()?))),
        None => Some((beleg_id.as_str(), Source::Carried)),
    });
    beyond::write(stage, &sources.collect(), past)
}

fn write_listed(
    table: &mut TableWriter<Einzelposten>,
    invoices: &BTreeMap<String, Invoice<'_>>,
    past: &Past<ErledigtesRezept>,
) -> Result<()> {
    let mut carried = past.carried::<Einzelposten>("einzelposten.csv")?;
    let mut text = Vec::new();
    for (beleg_id, invoice) in invoices {
        match invoice.new {
            Some(new) => each(&new.content.einzelposten, |row| {
                text.clear();
                row.schreibe(beleg_id, &mut text);
                table.row(&key(beleg_id, row.pic_nr().as_bytes(), 0), &text)
            })?,
            None => carried.invoice(beleg_id, |row| {
                let key = key(beleg_id, row.cell(1), 0);
                carry(row, &mut text);
                table.row(&key, &text)
            })?,
        }
    }
    Ok(())
}

/// Writes the lines of prescriptions; gives those of the prescriptions named.
fn write_lines(
    table: &mut TableWriter<Position>,
    invoices: &BTreeMap<String, Invoice<'_>>,
    past: &Past<ErledigtesRezept>,
    named: &HashSet<&str>,
) -> Result<HashSet<(Key, u32)>> {
    let mut carried = past.carried::<Position>("positionen.csv")?;
    let (mut text, mut lines) = (Vec::new(), HashSet::new());
    let mut note = |beleg_id: &str, pic_nr: &str, lfd_nr: u32| {
        if !named.is_empty() && named.contains(pic_nr) {
            lines.insert(((beleg_id.to_owned(), pic_nr.to_owned()), lfd_nr));
        }
    };
    for (beleg_id, invoice) in invoices {
        match invoice.new {
            Some(new) => each(&new.content.positionen, |row| {
                note(beleg_id, row.pic_nr(), row.lfd_nr());
                text.clear();
                row.schreibe(beleg_id, &mut text);
                table.row(&key(beleg_id, row.pic_nr().as_bytes(), row.lfd_nr()), &text)
            })?,
            None => carried.invoice(beleg_id, |row| {
                let lfd_nr = text_of(row, 2).parse().unwrap_or_default();
                note(beleg_id, text_of(row, 1), lfd_nr);
                let key = key(beleg_id, row.cell(1), lfd_nr);
                carry(row, &mut text);
                table.row(&key, &text)
            })?,
        }
    }
    Ok(lines)
}

/// Writes the prescriptions, registers those of new invoices and marks what earlier runs settled of the others and is not
/// judged anew; gives which of those named are open.
fn write_prescriptions(
    table: &mut TableWriter<Rezept>,
    invoices: &BTreeMap<String, Invoice<'_>>,
    anmeldung: &Anmeldung<'_>,
    past: &Past<ErledigtesRezept>,
    named: &HashSet<&str>,
) -> anyhow::Result<HashMap<Key, Sheet>> {
    let mut carried = past.carried::<Rezept>("rezepte.csv")?;
    let mut settled = past.settled.iter().peekable();
    let (mut text, mut open) = (Vec::new(), HashMap::new());
    let mut note = |beleg_id: &str, row: Row<'_>| {
        let pic_nr = text_of(row, PIC_NR);
        if !named.is_empty() && named.contains(pic_nr) {
            let pictures = vec![Row::text(row.cell(BILD)).into_owned()];
            let sheet = Sheet { pictures, brutto: text_of(row, BRUTTO).parse().ok() };
            open.insert((beleg_id.to_owned(), pic_nr.to_owned()), sheet);
        }
    };
    for (beleg_id, invoice) in invoices {
        let Some(new) = invoice.new else {
            carried.invoice(beleg_id, |row| {
                let pic_nr = text_of(row, PIC_NR);
                while settled.next_if(|e| (e.beleg_id.as_str(), e.pic_nr.as_str()) < (beleg_id, pic_nr)).is_some() {}
                let settled = settled.next_if(|e| (e.beleg_id.as_str(), e.pic_nr.as_str()) == (beleg_id, pic_nr));
                let settled = settled.filter(|e| !past.anew.contains(&(e.beleg_id.clone(), e.pic_nr.clone())));
                if settled.is_none() {
                    note(beleg_id, row);
                }
                carry_settled(row, settled.map(|e| e.erledigt_am), &mut text);
                table.row(&key(beleg_id, pic_nr.as_bytes(), 0), &text)
            })?;
            continue;
        };
        let Rechnung { rechnungsnummer, herkunft, .. } = &invoice.header;
        let umgebung = Umgebung { beleg_id, rechnungsnummer, herkunft: *herkunft };
        let mut posten = anmeldung.posten(beleg_id)?;
        each_with(&new.content.rezepte, |row| {
            let earlier = posten.register(row.pic_nr())?;
            text.clear();
            row.schreibe_rezept(&umgebung, earlier.as_deref().unwrap_or_default(), &mut text);
            note(beleg_id, Row(&text));
            anyhow::Ok(table.row(&key(beleg_id, row.pic_nr().as_bytes(), 0), &text)?)
        })?;
    }
    Ok(open)
}

fn each(rows: &Reihen<'_>, take: impl FnMut(Reihe<'_>) -> Result<()>) -> Result<()> {
    each_with(rows, take)
}

fn each_with<E: From<Error>>(rows: &Reihen<'_>, mut take: impl FnMut(Reihe<'_>) -> Result<(), E>) -> Result<(), E> {
    let kept_aside = |source| Error::Io { path: PathBuf::from("the rows kept aside"), source };
    let mut rows = rows.lies().map_err(kept_aside)?;
    while let Some(row) = rows.naechste().map_err(kept_aside)? {
        take(row)?;
    }
    Ok(())
}

/// What rows are ordered by, in bytes that compare as that does.
fn key(beleg_id: &str, pic_nr: &[u8], lfd_nr: u32) -> Vec<u8> {
    [beleg_id.as_bytes(), b",", pic_nr, &lfd_nr.to_be_bytes()].concat()
}

/// A cell that is never quoted.
fn text_of(row: Row<'_>, nr: usize) -> &str {
    std::str::from_utf8(row.cell(nr)).unwrap_or_default()
}

fn carry(row: Row<'_>, text: &mut Vec<u8>) {
    text.clear();
    text.extend_from_slice(row.0);
    text.push(b'\n');
}

/// A prescription with the last of its columns, `erledigt_am`, as it is now.
fn carry_settled(row: Row<'_>, erledigt_am: Option<Datum>, text: &mut Vec<u8>) {
    let end = row.0.iter().rposition(|&byte| byte == b',').map_or(0, |comma| comma + 1);
    text.clear();
    text.extend_from_slice(&row.0[..end]);
    if let Some(datum) = erledigt_am {
        schreibe_iso(datum, text);
    }
    text.push(b'\n');
}

/// The cases that decisions name, looked up in the prepared register.
pub fn cases<'d>(run: &Run, decisions: impl Iterator<Item = &'d Entscheidung> + Clone) -> Result<CaseNumbers> {
    if !decisions.clone().any(names_a_case) {
        return Ok(CaseNumbers::new());
    }
    let numbers = lies_nummern(run)?;
    Ok(named_cases(decisions, |number| numbers.fall(number)))
}

#[cfg(test)]
mod tests {
    use domain::Tabelle;

    use super::*;

    #[test]
    fn the_columns_stand_where_they_are_looked_for() {
        assert_eq!([PIC_NR, BRUTTO, BILD].map(|nr| Rezept::SPALTEN[nr].name), ["pic_nr", "brutto", "bild"]);
        assert_eq!(Rezept::SPALTEN.last().map(|spalte| spalte.name), Some("erledigt_am"));
        assert_eq!(Einzelposten::SPALTEN[1].name, "pic_nr");
        assert_eq!([Position::SPALTEN[1].name, Position::SPALTEN[2].name], ["pic_nr", "lfd_nr"]);
    }

    #[test]
    fn only_the_last_column_of_what_is_carried_changes() {
        let mut text = Vec::new();
        let datum = domain::datum::aus_iso("2005-03-11");
        carry_settled(Row(b"0000001,\"a,b\",2005-03-01"), datum, &mut text);
        assert_eq!(text, b"0000001,\"a,b\",2005-03-11\n");
        carry_settled(Row(b"0000001,\"a,b\",2005-03-01"), None, &mut text);
        assert_eq!(text, b"0000001,\"a,b\",\n");
    }

    #[test]
    fn keys_compare_as_rows_do() {
        assert!(key("0000001", b"000000000002", 9) < key("0000001", b"000000000002", 10));
        assert!(key("0000001", b"000000000009", 1) < key("0000002", b"000000000001", 1));
    }
}
