//! Tables of the report, row by row against what sqlite3 groups. Rows of groups too small for a row of their own are held
//! by the totals.

use std::collections::BTreeMap;

use super::*;

/// Figures by group, in hundredths.
type Groups = BTreeMap<String, Vec<i64>>;

fn hundredths(text: &str) -> i64 {
    if text.is_empty() { 0 } else { (text.parse::<f64>().expect("a number") * 100.0).round() as i64 }
}

fn totals(groups: &Groups) -> Vec<i64> {
    let width = groups.values().map(Vec::len).max().unwrap_or_default();
    (0..width).map(|nr| groups.values().map(|figures| figures[nr]).sum()).collect()
}

/// Holds a table against the answer of sqlite3: the groups that have a row, and the sums over all of them.
fn assert_groups(table: Vec<BTreeMap<String, String>>, keys: &[&str], figures: &[&str], answer: Vec<String>) {
    let what = || format!("{keys:?}: {figures:?}");
    let mut ours = Groups::new();
    for row in table {
        let cells = |names: &[&str]| names.iter().map(|name| row[*name].clone()).collect::<Vec<_>>();
        let figures = cells(figures).iter().map(|text| hundredths(text)).collect();
        assert!(ours.insert(cells(keys).join("|"), figures).is_none(), "{}: two rows of one group", what());
    }
    let mut theirs = Groups::new();
    for line in answer {
        let cells: Vec<&str> = line.split('|').collect();
        let figures = cells[keys.len()..].iter().map(|text| hundredths(text)).collect();
        theirs.insert(cells[..keys.len()].join("|"), figures);
    }
    assert!(!theirs.is_empty(), "{}: nothing to compare", what());
    assert_eq!(totals(&ours), totals(&theirs), "{}: {ours:?} {theirs:?}", what());
    let named = |key: &&String| key.split('|').next_back().is_some_and(|name| !name.is_empty());
    for key in ours.keys().filter(named) {
        assert_eq!(ours.get(key), theirs.get(key), "{}: {key}", what());
    }
}

/// Lines of paid prescriptions in cents, each with the article of its day, else the newest: ATC code, pack and ceiling.
const LINES: &str = "with l as (select q.beleg_id, q.pic_nr, q.pzn, max(1, cast(q.faktor as int)) n,
        cast(round(q.taxe * 100) as int) t,
        (select rowid from a where a.pzn = q.pzn and a.gueltig_ab <= p.abgabe_datum
            and (a.gueltig_bis = '' or a.gueltig_bis >= p.abgabe_datum) limit 1) tag,
        (select rowid from a where a.pzn = q.pzn order by gueltig_ab desc limit 1) neu
        from q join e using (beleg_id, pic_nr) join p using (beleg_id, pic_nr)
        where e.klasse = 'zahlen' and q.pzn not in ('', '?') and q.taxe not in ('', '?')),
    m as (select l.*, coalesce(substr(x.atc, 1, 4), '') g, coalesce(x.atc, '') atc, coalesce(x.packung, '') packung,
        nullif(y.festbetrag, '') fest from l left join a x on x.rowid = coalesce(tag, neu) left join a y on y.rowid = tag)";

#[test]
fn statuses_durations_discounts_and_tasks_are_what_sqlite_groups() {
    let world = example();
    let run = world.run(DATE);
    let held = |file: &str, keys: &[&str], figures: &[&str], query: &str| {
        if let Some(answer) = ask(&run, &[query]) {
            assert_groups(world.table(DATE, &format!("95-report/{file}.csv")), keys, figures, answer);
        }
    };
    held(
        "status",
        &["status"],
        &["anzahl", "brutto", "netto"],
        "select status, count(*), sum(brutto), sum(netto + 0) from e group by status",
    );
    held("dauer", &[], &["anzahl", "netto"], "select count(*), sum(netto) from e where klasse = 'zahlen'");
    held(
        "rabattmonate",
        &["monat"],
        &["faellig", "gewahrt", "verloren"],
        "select substr(erledigt_am, 1, 7), sum(ap_rabatt + hs_rabatt), sum(iif(rabattstand = 'gewahrt', ap_rabatt + hs_rabatt, 0)),
            sum(iif(rabattstand = 'verloren', ap_rabatt + hs_rabatt, 0)) from e where klasse = 'zahlen' group by 1",
    );
    held(
        "rabattgruende",
        &["stand", "grund"],
        &["anzahl", "summe"],
        "select stand, substr(grund, 1, instr(grund || ':', ':') - 1), count(*), sum(rabatt + 0) from v group by 1, 2",
    );
    held(
        "fristen",
        &["anweisungsdatum"],
        &["rabatt"],
        "select anweisungsdatum, sum(rabatt + 0) from v where stand = 'gefaehrdet' group by 1",
    );
    held("aufgaben", &["art"], &["anzahl"], "select art, count(*) from t group by art");
    held(
        "automatik",
        &["monat"],
        &["erledigt", "ohne_hand"],
        "select substr(erledigt_am, 1, 7), count(*), sum(not exists (select 1 from d where d.beleg_id = e.beleg_id
            and d.pic_nr = e.pic_nr)) from e group by 1",
    );
}

#[test]
fn articles_indications_and_savings_are_what_sqlite_adds_up() {
    let world = example();
    let run = world.run(DATE);
    let articles =
        format!("{LINES} select pzn, count(distinct beleg_id || pic_nr), sum(n), sum(t) / 100.0 from m group by pzn");
    let savings = format!(
        "{LINES}, s as (select substr(atc, 1, 4) g, max(0, sum(t) - min((t + n - 1) / n) * sum(n)) saved from m
            where atc <> '' group by atc, packung)
        select g, count(distinct beleg_id || pic_nr), sum(n), sum(t) / 100.0,
            sum(iif(fest is null, 0, max(0, t - n * cast(round(fest * 100) as int)))) / 100.0,
            coalesce((select sum(saved) from s where s.g = m.g), 0) / 100.0 from m group by g"
    );
    let table = |file: &str| world.table(DATE, &format!("95-report/{file}.csv"));
    if let Some(answer) = ask(&run, &[&articles]) {
        assert_groups(table("artikel"), &["pzn"], &["rezepte", "packungen", "taxe"], answer);
    }
    if let Some(answer) = ask(&run, &[&savings]) {
        let figures = ["rezepte", "packungen", "kosten", "ueber_festbetrag", "einsparung"];
        assert_groups(table("indikationen"), &["atc"], &figures, answer);
    }
}

#[test]
fn figures_of_care_services_are_what_sqlite_groups() {
    const DAY: &str = "2024-05-03";
    let drop = repository().join("fixtures/runs/leistungen/drop");
    let mut world = World::services(&drop);
    for day in ["2024-03-01", "2024-03-28", DAY] {
        world.drop = drop.join(day);
        world.must_run(day);
    }
    let run = world.run(DAY);
    let held = |file: &str, keys: &[&str], figures: &[&str], query: &str| {
        if let Some(answer) = ask(&run, &[query]) {
            assert_groups(world.table(DAY, &format!("95-report/{file}.csv")), keys, figures, answer);
        }
    };
    held(
        "leistungsmonate",
        &["abrechnungsmonat", "le_nr"],
        &["positionen", "berechnet", "anerkannt", "netto", "abgewiesen"],
        "select abrechnungsmonat, le_nr, count(*), sum(betrag_berechnet), sum(betrag_anerkannt), sum(netto + 0),
            sum(klasse = 'abweisen') from el group by 1, 2",
    );
    held(
        "leistungsgruende",
        &["code"],
        &["anzahl", "absetzung"],
        "select code, count(*), sum(absetzung) from el where absetzung + 0 <> 0 or klasse = 'abweisen' group by code",
    );
    held(
        "leistungsarten",
        &["einheit", "leistungsart"],
        &["positionen", "menge_hundertstel", "anerkannt"],
        "select b.einheit, coalesce(b.leistungsart, ''), count(*), round(sum(menge_anerkannt) * 100), sum(betrag_anerkannt)
            from el left join b using (bewilligung_nr) group by 1, 2",
    );
    held(
        "bewilligungen",
        &["leistungsart"],
        &["bewilligungen", "genutzt", "laeuft_aus"],
        "select leistungsart, count(*), sum(exists (select 1 from el where el.bewilligung_nr = b.bewilligung_nr
            and el.netto + 0 <> 0)), sum(bis <> '' and julianday(bis) - julianday('2024-05-03') <= 60)
            from b where von <= '2024-05-03' and (bis = '' or bis >= '2024-05-03') group by 1",
    );
    let first =
        "select printf('%.2f', sum(netto + 0)), printf('%.2f', sum(betrag_berechnet - betrag_anerkannt)) from el";
    let Some(said) = ask(&run, &[first]) else { return };
    let values: Vec<String> =
        world.table(DAY, "95-report/kennzahlen.csv").iter().take(2).map(|row| row["wert"].clone()).collect();
    assert_eq!(values.join("|"), said[0]);
}
