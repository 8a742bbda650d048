//! Which invoice a decision is about.

use domain::EntscheidungsArt;
use forms::entscheidungen::Gesagt;
use forms::tabellenkalkulation::gleiche_nummer;
use ledger::Fundstelle;

use crate::decisions::Objection;

/// The one invoice that a line is about, of those on which its PicNr stands: what the line says again must be right,
/// and without it there must be no other.
///
/// # Errors
/// The column that is wrong, and why.
pub fn about<'f>(said: &Gesagt, places: &'f [Fundstelle]) -> Result<&'f Fundstelle, Objection> {
    if places.is_empty() {
        let why = "no prescription or line of this number in this run; it is tried again when its invoice has come";
        return Err(Objection::passing("pic_nr", why));
    }
    let belongs = |column, wanted: &str, of: fn(&Fundstelle) -> &str, places: Vec<&'f Fundstelle>| {
        let left: Vec<_> =
            places.iter().copied().filter(|place| wanted.is_empty() || gleiche_nummer(of(place), wanted)).collect();
        if left.is_empty() { Err(Objection::new(column, foreign(wanted, column, &places, of))) } else { Ok(left) }
    };
    let left = belongs("beleg_id", &said.beleg_id, |place| &place.beleg_id, places.iter().collect())?;
    let left = belongs("rechnungsnummer", &said.rechnungsnummer, |place| &place.rechnungsnummer, left)?;
    match (&left[..], &asking(said, &left)[..]) {
        ([one], _) | (_, [one]) => Ok(one),
        _ => {
            let belege: Vec<_> = left.iter().map(|place| place.beleg_id.as_str()).collect();
            let why = format!("it stands on the invoices {}: say which in a column beleg_id", belege.join(", "));
            Err(Objection::new("pic_nr", why))
        }
    }
}

/// Those that ask for the release that the line gives: of several prescriptions of one PicNr it is what answers R09.
fn asking<'f>(said: &Gesagt, places: &[&'f Fundstelle]) -> Vec<&'f Fundstelle> {
    let release = said.entscheidung.art == EntscheidungsArt::Freigabe && said.entscheidung.feld.is_empty();
    let asks = |place: &&&Fundstelle| release && place.schon_berechnet && place.erledigt_am.is_none();
    places.iter().filter(asks).copied().collect()
}

fn foreign(wanted: &str, column: &str, places: &[&Fundstelle], of: fn(&Fundstelle) -> &str) -> String {
    let right: Vec<&str> = places.iter().map(|place| of(place)).collect();
    format!("{column} {wanted} is not that of this pic_nr ({}): was a column sorted alone?", right.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster::entscheidung;

    fn said(beleg_id: &str, rechnungsnummer: &str) -> Gesagt {
        Gesagt {
            entscheidung: entscheidung(EntscheidungsArt::Status, "", "0"),
            beleg_id: beleg_id.into(),
            rechnungsnummer: rechnungsnummer.into(),
            bild: String::new(),
        }
    }

    fn place(beleg_id: &str, rechnungsnummer: &str) -> Fundstelle {
        Fundstelle {
            beleg_id: beleg_id.into(),
            rechnungsnummer: rechnungsnummer.into(),
            erledigt_am: None,
            schon_berechnet: beleg_id != "0000001",
            ohne_fall: false,
        }
    }

    #[test]
    fn one_invoice_or_none() {
        let places = [place("0000001", "A"), place("0000002", "B")];
        for (places, beleg_id, number, expected) in [
            (&places[..1], "", "", Ok("0000001")),
            (&places[..], "0000002", "", Ok("0000002")),
            (&places[..], "", "A", Ok("0000001")),
            (&places[..], "0000002", "B", Ok("0000002")),
            (&places[..], "", "", Err("pic_nr")),
            (&places[..1], "0000002", "", Err("beleg_id")),
            (&places[..1], "", "B", Err("rechnungsnummer")),
            (&places[..], "0000002", "A", Err("rechnungsnummer")),
            (&[], "", "", Err("pic_nr")),
        ] {
            let found = about(&said(beleg_id, number), places);
            assert_eq!(
                found.map(|f| f.beleg_id.as_str()).map_err(|objection| objection.column),
                expected,
                "{beleg_id} {number}"
            );
        }
        let mut release = said("", "");
        release.entscheidung.art = EntscheidungsArt::Freigabe;
        assert_eq!(
            about(&release, &places).map(|place| place.beleg_id.as_str()),
            Ok("0000002"),
            "it alone asks for one"
        );
        let Objection { why, passes, .. } = about(&said("", ""), &places).expect_err("two");
        assert!(!passes && about(&said("", ""), &[]).is_err_and(|objection| objection.passes));
        assert!(why.contains("0000001, 0000002"), "{why}");
    }
}
