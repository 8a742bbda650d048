//! Every figure of the report, the benefit statement, the recourse list and the invoices at a glance, computed again by
//! sqlite3 from the tables of the stages and from the ledger.

use std::fs;
use std::path::Path;
use std::process::Command;

use testkit::world::{Blatt, World, repository};

mod tables;

const DATE: &str = "2005-03-11";

/// The tables of a run by the names that queries give them; one that a run does not have is left out.
const TABLES: [(&str, &str); 13] = [
    ("e", "60-payments/erledigt.csv"),
    ("el", "60-payments/erledigte_leistungen.csv"),
    ("d", "20-invoices/entscheidungen.csv"),
    ("r", "20-invoices/rechnungen.csv"),
    ("u", "50-stage2/urteile.csv"),
    ("f", "30-stage1/rechnungen.csv"),
    ("p", "30-stage1/rezepte.csv"),
    ("q", "30-stage1/positionen.csv"),
    ("a", "20-invoices/artikel.csv"),
    ("b", "10-reference/bewilligungen.csv"),
    ("v", "60-payments/rabattverlust.csv"),
    ("z", "60-payments/anweisungen.csv"),
    ("t", "20-invoices/arbeitsliste.csv"),
];

/// The answers of sqlite3 to these queries, one line each; the tables of a run are [`TABLES`], `t` its work lists of all
/// stages, and the ledger is attached. None, loudly, if it is not installed.
fn ask(run: &Path, queries: &[&str]) -> Option<Vec<String>> {
    let mut script = String::from(".mode csv\n");
    for (table, file) in TABLES.iter().filter(|(_, file)| run.join(file).exists()) {
        script += &format!(".import {file} {table}\n");
    }
    for stage in ["30-stage1", "40-matches", "50-stage2", "60-payments"] {
        let list = format!("{stage}/arbeitsliste.csv");
        if run.join(&list).exists() {
            script += &format!(".import --skip 1 {list} t\n");
        }
    }
    script += ".mode list\n.separator |\nattach 'file:../ledger.sqlite?mode=ro' as ledger;\n";
    queries.iter().for_each(|query| script += &format!("{query};\n"));
    let file = tempfile::NamedTempFile::new().expect("a temporary file");
    fs::write(file.path(), script).expect("a script");
    let read = format!(".read {}", file.path().display());
    let output = match Command::new("sqlite3").args([":memory:", &read]).current_dir(run).output() {
        Ok(output) => output,
        Err(e) => {
            muster::skipped(&format!("sqlite3 cannot be started ({e}); it would add up the report"));
            return None;
        }
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8_lossy(&output.stdout).lines().map(|line| line.trim_end().to_owned()).collect())
}

fn example() -> World {
    let world = World::on(&repository().join("fixtures/runs/apotheke/drop"));
    world.must_run(DATE);
    world
}

fn values(world: &World, file: &str) -> Vec<String> {
    world.table(DATE, file).into_iter().map(|row| row["wert"].clone()).collect()
}

const PAID: &str = "select printf('%.2f', sum(netto)) from e where klasse = 'zahlen'";
const CUT: &str = "select printf('%.2f', (select sum(brutto) from e where klasse = 'abweisen')
    + (select sum(absetzung) from e where klasse = 'zahlen'))";
const KEPT: &str =
    "select printf('%.2f', sum(ap_rabatt + hs_rabatt)) from e where klasse = 'zahlen' and rabattstand = 'gewahrt'";
const SHARE_KEPT: &str =
    "select printf('%.1f', 100.0 * sum(case when rabattstand = 'gewahrt' then ap_rabatt + hs_rabatt else 0 end)
    / sum(ap_rabatt + hs_rabatt)) from e where klasse = 'zahlen'";
/// Settled prescriptions, and those of them on which nobody decided anything.
const BY_HAND: &str =
    "select count(*), sum(not exists (select 1 from d where d.beleg_id = e.beleg_id and d.pic_nr = e.pic_nr)) from e";
const MEDIAN: &str = "with t as (select cast(julianday(erledigt_am) - julianday(eingangsdatum) as int) tage from e
    join r using (beleg_id) where klasse = 'zahlen') select min(tage) from t a
    where 2 * (select count(*) from t b where b.tage <= a.tage) >= (select count(*) from t)";
const REJECTED: &str = "select printf('%.2f', sum(brutto)) from e where klasse = 'abweisen'";
const DEDUCTED: &str = "select printf('%.2f', sum(absetzung)) from e where klasse = 'zahlen'";
const NEWLY_CROSSED: &str =
    "select count(*) from (select sum(netto) s from e where klasse = 'zahlen' and aktenzeichen <> ''
    group by aktenzeichen having s >= 250)";

#[test]
fn the_first_screen_and_the_benefit_statement_are_what_sqlite_computes() {
    let world = example();
    let queries = [PAID, CUT, SHARE_KEPT, BY_HAND, MEDIAN, KEPT, REJECTED, DEDUCTED, NEWLY_CROSSED];
    let Some(said) = ask(&world.run(DATE), &queries) else { return };
    let [paid, cut, share_kept, by_hand, median, kept, rejected, deducted, crossed] = said.as_slice() else {
        panic!("{said:?}")
    };
    let (settled, untouched) = by_hand.split_once('|').expect("two counts");
    let (settled, untouched): (i64, i64) = (settled.parse().expect("a count"), untouched.parse().expect("a count"));
    let share = format!("{:.1}", 100.0 * untouched as f64 / settled as f64);
    assert_eq!(values(&world, "95-report/kennzahlen.csv"), [paid, cut, share_kept, &share, median].map(String::clone));
    // Rates of the shipped payer: 4 minutes, 48.00 an hour, 0.45 for each prescription.
    let cents = |text: &str| text.replace('.', "").parse::<i64>().expect("an amount");
    let hours = format!("{:.1}", untouched as f64 * 4.0 / 60.0);
    let (staff, cost) = (untouched * 4 * 4800 / 60, settled * 45);
    let benefit = cents(kept) + cents(rejected) + cents(deducted) + staff - cost;
    let euro = |cents: i64| format!("{}.{:02}", cents / 100, cents % 100);
    let expected = [&hours, &euro(staff), kept, rejected, deducted, crossed, &euro(cost), &euro(benefit)];
    assert_eq!(values(&world, "95-report/nutzen.csv"), expected.map(String::clone));
}

/// Settled prescriptions: those paid and those returned, of the figures by month.
fn by_biller_count(month: &str) -> f64 {
    let cells: Vec<&str> = month.split('|').collect();
    [cells[1], cells[3]].iter().map(|cell| cell.parse::<f64>().expect("a count")).sum()
}

#[test]
fn every_table_of_the_report_is_what_sqlite_groups() {
    let world = example();
    let by_biller = "select substr(e.erledigt_am, 1, 7), sum(klasse = 'zahlen'), printf('%.2f', sum(iif(klasse = 'zahlen', e.netto, 0))),
        sum(klasse = 'abweisen'), printf('%.2f', sum(iif(klasse = 'abweisen', e.brutto, 0))),
        printf('%.2f', sum(iif(klasse = 'zahlen', absetzung, 0))), sum(klasse = 'zahlen' and absetzung + 0 <> 0)
        from e join r using (beleg_id) group by 1";
    let delivered =
        "select count(*), printf('%.2f', sum(p.brutto)) from p join r using (beleg_id) where r.herkunft = '2005-03-11'";
    let tiers = "select group_concat(t, ' ') from (select stufe || '/' || entscheidung || '=' || count(*) t from e
        group by stufe, entscheidung having count(*) >= 5)";
    let prices = "select group_concat(t, ' ') from (select case when brutto + 0 <= 10 then 1 when brutto + 0 <= 25 then 2
        when brutto + 0 <= 50 then 3 when brutto + 0 <= 100 then 4 when brutto + 0 <= 500 then 5 when brutto + 0 <= 1000 then 6 else 7 end k,
        count(*) || '=' || printf('%.2f', sum(brutto)) t from e group by k order by k)";
    let discounts =
        "select printf('%.2f', sum(ap_rabatt + hs_rabatt)) from p where exists (select 1 from e where klasse = 'zahlen'
        and e.beleg_id = p.beleg_id and e.pic_nr = p.pic_nr)";
    let Some(said) = ask(&world.run(DATE), &[by_biller, delivered, tiers, prices, discounts]) else { return };
    let sum = |file: &str, column: &str| -> f64 {
        world.table(DATE, file).iter().map(|row| row[column].parse::<f64>().expect("a number")).sum()
    };
    let billers = |column: &str| sum("95-report/rechnungssteller.csv", column);
    let ours = format!(
        "2005-03|{}|{:.2}|{}|{:.2}|{:.2}|{}",
        billers("bezahlt"),
        billers("netto"),
        billers("abgewiesen"),
        billers("brutto_abgewiesen"),
        billers("absetzung"),
        billers("abweichend")
    );
    assert_eq!(ours, said[0]);
    assert_eq!(format!("{}|{:.2}", billers("geliefert"), billers("brutto_geliefert")), said[1]);
    let joined = |file: &str, cell: fn(&std::collections::BTreeMap<String, String>) -> String| {
        world.table(DATE, file).iter().map(cell).collect::<Vec<_>>().join(" ")
    };
    // Tiers of fewer than five stand together, with the next larger one if they are fewer than five themselves.
    let tiers =
        joined("95-report/stufen.csv", |row| format!("{}/{}={}", row["stufe"], row["entscheidung"], row["anzahl"]));
    let (rest, named): (Vec<&str>, Vec<&str>) = tiers.split(' ').partition(|tier| tier.starts_with("/="));
    assert!(
        rest.len() < 2 && named.len() > 1 && named.iter().all(|tier| said[2].split(' ').any(|t| t == *tier)),
        "{tiers}"
    );
    let settled: f64 = by_biller_count(&said[0]);
    assert_eq!(sum("95-report/stufen.csv", "anzahl"), settled);
    assert_eq!(joined("95-report/preisklassen.csv", |row| format!("{}={}", row["anzahl"], row["brutto"])), said[3]);
    assert_eq!(format!("{:.2}", sum("95-report/rabattmonate.csv", "berechnet")), said[4]);
}

#[test]
fn recourse_is_what_sqlite_adds_up_by_case_and_orders_are_those_of_the_ledger() {
    let world = example();
    let cases =
        "select aktenzeichen || '=' || printf('%.2f', sum(netto)) || '=' || count(*) from e where klasse = 'zahlen'
        and aktenzeichen <> '' group by aktenzeichen having sum(netto) >= 0.8 * 250 order by 1";
    let Some(said) = ask(&world.run(DATE), &[cases]) else { return };
    let rows = world.table(DATE, "95-report/regress.csv").into_iter().filter(|row| row["art"] == "bagatellgrenze");
    let mut ours: Vec<String> =
        rows.map(|row| format!("{}={}={}", row["aktenzeichen"], row["summe"], row["anzahl"])).collect();
    ours.sort();
    assert!(!ours.is_empty());
    assert_eq!(ours, said);
    let ordered = [
        "select printf('%.2f', sum(betrag)) from z",
        "select printf('%.2f', sum(betrag) / 100.0) from ledger.anweisung",
        PAID,
        "select printf('%.2f', sum(json_extract(urteil, '$.netto'))) from ledger.erledigt where anweisung_id is not null",
    ];
    let Some(said) = ask(&world.run(DATE), &ordered) else { return };
    assert_eq!(said[0], said[1], "orders of the table and of the ledger");
    assert_eq!(said[2], said[3], "settled net of the table and of the ledger");
}

#[test]
fn an_invoice_at_a_glance_is_what_sqlite_counts() {
    let world = World::new();
    let sheets = [
        Blatt::neu("1", 1000),
        Blatt::neu("2", 2000).ohne_unterschrift(),
        Blatt::neu("3", 700).unf_datum("?"),
        Blatt::neu("4", 900).unf_datum("?"),
    ];
    world.invoice("a.csv", "7119", "02.03.2005", &sheets);
    let korrektur =
        |art: &str, pic: &str, hour: u32| format!("{art};{pic};unf_datum;10.12.2004;mm;2005-03-11T{hour:02}:00:00;");
    world.decide("d.csv", &[korrektur("korrektur1", "3", 8), korrektur("korrektur2", "3", 9)].join("\n"));
    world.must_run(DATE);
    let classes = "select count(*), sum(klasse = 'zahlen'), sum(klasse = 'abweisen'), sum(klasse = 'offen'),
        printf('%.2f', sum(nullif(netto, ''))) from u";
    let corrected = "select count(distinct pic_nr), count(distinct iif(art = 'korrektur1', pic_nr, null)),
        count(distinct iif(art = 'korrektur2', pic_nr, null)) from d where art like 'korrektur%'";
    let amounts = "select group_concat(soll || '/' || ist, ' ') from (select soll, ist from f where groesse in
        ('brutto', 'zuzahlung', 'ap_rabatt', 'hs_rabatt', 'netto') order by cast(nr as int))";
    let Some(said) = ask(&world.run(DATE), &[classes, corrected, amounts]) else { return };
    let row = world.table(DATE, "50-stage2/rechnungsstand.csv").swap_remove(0);
    let cells = |names: &[&str], by: &str| names.iter().map(|name| row[*name].as_str()).collect::<Vec<_>>().join(by);
    assert_eq!(cells(&["geliefert_ist", "bezahlt", "abgewiesen", "offen", "netto_bezahlt"], "|"), said[0]);
    assert_eq!(cells(&["korrigiert", "erstkorrektur", "zweitkorrektur"], "|"), said[1]);
    assert_eq!((said[1].as_str(), row["offen"].as_str()), ("1|1|1", "1"));
    let pairs = ["brutto", "zuzahlung", "ap_rabatt", "hs_rabatt", "netto"];
    let pairs = pairs.map(|name| format!("{}/{}", row[&format!("{name}_soll")], row[&format!("{name}_ist")]));
    assert_eq!(pairs.join(" "), said[2]);
}
