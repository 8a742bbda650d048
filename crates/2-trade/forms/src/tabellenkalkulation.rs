//! What a spreadsheet makes of values that people typed, read back.
//!
//! A spreadsheet reads `01.03.2005` as a date and shows it as it likes, `01.03.05` or `03/01/05`; it takes zeros away and
//! writes amounts with a point. What can mean one thing only is read; what can mean two is left as it is, so that the
//! reader of the value refuses it by name.

use chrono::Datelike;
use domain::Datum;
use domain::datum::aus_iso;
use domain::kennzeichen::ziffern;

/// Days before the business date within which a decision is likely: they tell 03/02 from 02/03.
const UEBLICH: i64 = 60;
/// Years that somebody may live.
const ALTER: i32 = 110;

/// The time of a decision as `JJJJ-MM-TTTHH:MM:SS`, so that texts sort by time. A date alone is the end of that day: it
/// must not lose against the same day's morning. A day after the business date is a slip, and would win for ever.
pub(crate) fn zeitpunkt(text: &str, lauf: Datum) -> Result<String, &'static str> {
    let form = "expected JJJJ-MM-TTTHH:MM:SS or TT.MM.JJJJ HH:MM";
    let (tag, zeit) = match text.split_once(['T', ' ']) {
        Some((tag, zeit)) => (tag, Some(zeit)),
        None => (text, None),
    };
    let zeit = zeit.map_or_else(|| Some("23:59:59".to_owned()), |zeit| uhrzeit(zeit.trim())).ok_or(form)?;
    let tage = tage(tag, lauf.year());
    let moeglich: Vec<Datum> = tage.iter().copied().filter(|tag| *tag <= lauf).collect();
    let ueblich: Vec<Datum> = moeglich.iter().copied().filter(|tag| (lauf - *tag).num_days() <= UEBLICH).collect();
    match (tage.as_slice(), moeglich.as_slice(), ueblich.as_slice()) {
        ([], ..) => Err(form),
        (_, [], _) => Err("after the business date: expected when it was decided"),
        (_, [tag], _) | (_, _, [tag]) => Ok(format!("{tag}T{zeit}")),
        _ => Err("day and month can be exchanged: expected JJJJ-MM-TTTHH:MM:SS or TT.MM.JJJJ HH:MM"),
    }
}

/// A corrected value of a field in the form of a billers' file, where a spreadsheet wrote it otherwise.
pub(crate) fn wert(feld: &str, text: &str, lauf: Datum) -> String {
    let name = feld.split(':').next().unwrap_or(feld);
    let gelesen = match name {
        "geb_datum" | "unf_datum" | "vo_datum" | "abgabe_datum" => tag(name, text, lauf),
        "brutto" | "zuzahlung" | "noctu" | "schreibgebuehr" | "beschaffungskosten" | "ap_rabatt" | "hs_rabatt"
        | "taxe" => betrag(text),
        "arzt_unterschrift" | "bild_lesbar" | "aut_idem_kreuz" => ja_nein(text),
        _ => None,
    };
    gelesen.unwrap_or_else(|| text.to_owned())
}

/// The number of an invoice as text that compares: without the zeros that a spreadsheet takes away; a number that it
/// takes for a date (`2005-1-1`) is that date, however it is shown.
pub fn gleiche_nummer(eine: &str, andere: &str) -> bool {
    let ohne_nullen = |text: &str| ziffern(text, 1..=40).then(|| text.trim_start_matches('0').to_owned());
    let als_tag = |text: &str| -> Vec<Datum> { tage(&text.replace('T', " ").replace(" 00:00:00", ""), 2000) };
    eine == andere
        || ohne_nullen(eine).is_some_and(|nummer| ohne_nullen(andere) == Some(nummer))
        || als_tag(eine).iter().any(|tag| als_tag(andere).contains(tag))
}

/// Every day that a text can mean. Two digits are a year of the century of `jahr`.
fn tage(text: &str, jahr: i32) -> Vec<Datum> {
    let teile = |trenner: char| -> Option<[&str; 3]> { text.split(trenner).collect::<Vec<_>>().try_into().ok() };
    let tag = |jahr_text: &str, monat: &str, tag: &str| {
        let gut =
            ziffern(tag, 1..=2) && ziffern(monat, 1..=2) && (ziffern(jahr_text, 2..=2) || ziffern(jahr_text, 4..=4));
        let voll = if jahr_text.len() == 2 { format!("{:02}{jahr_text}", jahr / 100) } else { jahr_text.to_owned() };
        gut.then(|| aus_iso(&format!("{voll}-{monat:0>2}-{tag:0>2}")))?
    };
    let mut tage: Vec<Datum> = Vec::new();
    if let Some([jahr, monat, t]) = teile('-').filter(|[jahr, ..]| jahr.len() == 4) {
        tage.extend(tag(jahr, monat, t));
    } else if let Some([t, monat, jahr]) = teile('.') {
        tage.extend(tag(jahr, monat, t));
    } else if let Some([erster, zweiter, jahr]) = teile('/') {
        tage.extend(tag(jahr, erster, zweiter));
        tage.extend(tag(jahr, zweiter, erster));
    }
    tage.sort_unstable();
    tage.dedup();
    tage
}

/// `HH:MM`, with or without seconds, the hour also with one digit or of twelve.
fn uhrzeit(text: &str) -> Option<String> {
    let gross = text.to_ascii_uppercase();
    let (text, halber_tag) = match (gross.strip_suffix("AM"), gross.strip_suffix("PM")) {
        (Some(vormittags), _) => (vormittags.trim(), Some(0)),
        (_, Some(nachmittags)) => (nachmittags.trim(), Some(12)),
        _ => (text, None),
    };
    let teile: Vec<&str> = text.split(':').collect();
    let zahl =
        |teil: &str, ab, unter| ziffern(teil, ab..=2).then(|| teil.parse().ok()).flatten().filter(|z| *z < unter);
    let (2 | 3) = teile.len() else { return None };
    let stunde: u32 = zahl(teile[0], 1, 24)?;
    let (minute, sekunde) = (zahl(teile[1], 2, 60)?, zahl(teile.get(2).unwrap_or(&"00"), 2, 60)?);
    let stunde = match halber_tag {
        Some(dazu) => (1..=12).contains(&stunde).then_some(stunde % 12 + dazu)?,
        None => stunde,
    };
    Some(format!("{stunde:02}:{minute:02}:{sekunde:02}"))
}

/// A date with a year of two digits or in the English order, if one day alone can be meant. Nobody is dispensed to or
/// born after the business date.
fn tag(feld: &str, text: &str, lauf: Datum) -> Option<String> {
    datum(feld, text, lauf).map(domain::datum::deutsch)
}

/// The day of a field, if one alone can be meant.
pub(crate) fn datum(feld: &str, text: &str, lauf: Datum) -> Option<Datum> {
    let nackt = text.strip_suffix("T00:00:00").unwrap_or(text);
    let jahrhunderte = [lauf.year(), lauf.year() - 100];
    let mut alle: Vec<Datum> = jahrhunderte.iter().flat_map(|jahr| tage(nackt, *jahr)).filter(|t| *t <= lauf).collect();
    let aeltester = if feld == "geb_datum" { ALTER } else { 40 };
    alle.retain(|tag| lauf.year() - tag.year() <= aeltester);
    alle.sort_unstable();
    alle.dedup();
    match alle.as_slice() {
        [tag] => Some(*tag),
        _ => None,
    }
}

/// `12.93`, `1,234.50` and `1.234,50` as `12,93`, `1234,50`: the last separator with two digits behind it is the comma.
fn betrag(text: &str) -> Option<String> {
    let text = text.trim().trim_end_matches('€').trim_end();
    let (euro, cent) = match text.rfind([',', '.']) {
        Some(stelle) if text.len() - stelle == 3 => (&text[..stelle], &text[stelle + 1..]),
        _ => return None,
    };
    let gruppen: Vec<&str> = euro.split([',', '.']).collect();
    let eine_art = euro.chars().filter(|z| !z.is_ascii_digit()).collect::<std::collections::BTreeSet<_>>().len() <= 1;
    let anders = !euro.contains(text.chars().nth_back(2)?);
    let gut = ziffern(gruppen[0], 1..=9) && gruppen[1..].iter().all(|gruppe| ziffern(gruppe, 3..=3));
    (gut && eine_art && anders && ziffern(cent, 2..=2)).then(|| format!("{},{cent}", gruppen.concat()))
}

fn ja_nein(text: &str) -> Option<String> {
    let wert = match text.to_lowercase().as_str() {
        "j" | "ja" | "wahr" | "true" => "J",
        "n" | "nein" | "falsch" | "false" => "N",
        _ => return None,
    };
    Some(wert.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lauf() -> Datum {
        aus_iso("2005-03-11").expect("a day")
    }

    #[test]
    fn times_as_spreadsheets_show_them() {
        for (text, soll) in [
            ("2005-03-11T08:00:00", Ok("2005-03-11T08:00:00")),
            ("11.03.2005 08:00", Ok("2005-03-11T08:00:00")),
            ("11.03.05 08:00", Ok("2005-03-11T08:00:00")),
            ("1.3.2005", Ok("2005-03-01T23:59:59")),
            ("03/11/05 08:00", Ok("2005-03-11T08:00:00")),
            ("03/11/2005 01:30 PM", Ok("2005-03-11T13:30:00")),
            ("3/11/2005 12:05 am", Ok("2005-03-11T00:05:00")),
            ("02/13/2005 8:00:30", Ok("2005-02-13T08:00:30")),
            // Of 2 March and 3 February, only one may be: the other was not yet, or both were.
            ("03/04/2005", Ok("2005-03-04T23:59:59")),
            ("02/03/2005", Err("day and month can be exchanged: expected JJJJ-MM-TTTHH:MM:SS or TT.MM.JJJJ HH:MM")),
            ("12.03.2005", Err("after the business date: expected when it was decided")),
            ("11.03.2050 08:00", Err("after the business date: expected when it was decided")),
        ] {
            assert_eq!(zeitpunkt(text, lauf()), soll.map(str::to_owned), "{text}");
        }
        for text in
            ["", "31.02.2005", "2005-02-30T08:05:00", "2005-03-11T24:05", "2005-03-11T08", "13:00 PM", "38422.5"]
        {
            assert!(zeitpunkt(text, lauf()).is_err(), "{text}");
        }
    }

    #[test]
    fn values_as_spreadsheets_show_them() {
        for (feld, text, soll) in [
            ("vo_datum", "01.03.05", "01.03.2005"),
            ("vo_datum", "2005-03-01T00:00:00", "01.03.2005"),
            ("vo_datum", "02/13/05", "13.02.2005"),
            ("vo_datum", "02/03/05", "02/03/05"),
            ("geb_datum", "12.05.54", "12.05.1954"),
            ("geb_datum", "12.05.03", "12.05.03"), // a child or an old man
            ("unf_datum", "00.03.2005", "00.03.2005"),
            ("brutto", "12.93", "12,93"),
            ("brutto", "1,234.50", "1234,50"),
            ("taxe:2", "1.234,50 €", "1234,50"),
            ("brutto", "12,93", "12,93"),
            ("brutto", "1.234", "1.234"),
            ("brutto", "1,2,34", "1,2,34"),
            ("name", "12.93", "12.93"),
            ("arzt_unterschrift", "WAHR", "J"),
            ("arzt_unterschrift", "x", "x"),
        ] {
            assert_eq!(wert(feld, text, lauf()), soll, "{feld} {text}");
        }
    }

    #[test]
    fn numbers_of_invoices_compare_as_people_mean_them() {
        for (eine, andere, gleich) in [
            ("2005-1-1", "01.01.05", true),
            ("2005-1-1", "01/01/05", true),
            ("2005-1-1", "2005-01-01", true),
            ("2005-1-1", "2005-01-01T00:00:00", true),
            ("00123", "123", true),
            ("2005-1-1", "2005-1-2", false),
            ("A", "B", false),
            ("123", "1230", false),
        ] {
            assert_eq!(gleiche_nummer(eine, andere), gleich, "{eine} {andere}");
            assert_eq!(gleiche_nummer(andere, eine), gleich, "{andere} {eine}");
        }
    }
}
