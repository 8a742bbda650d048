//! The check digit of the Aktenzeichen, by the payer's own method.

use domain::Ablehnung;
use domain::pruefziffer::{Pruefziffer, PzVerfahren};
use formats::edf03::CodePage;
use formats::unfdat::{Gelesen, GelesenerFall};

/// Rejects the cases whose check digit is not the one that the payer's method gives. `inhalt` are the bytes of the
/// delivery.
pub(crate) fn reject_wrong(
    datei: &str,
    inhalt: &[u8],
    (page, verfahren): (CodePage, PzVerfahren),
    gelesen: &mut Gelesen,
) {
    let abgelehnt = &mut gelesen.abgelehnt;
    let before = abgelehnt.len();
    gelesen.faelle.retain(|gelesen| match fault(verfahren, gelesen) {
        None => true,
        Some(grund) => {
            abgelehnt.push(rejection(datei, gelesen.roh(inhalt), page, gelesen, grund));
            false
        }
    });
    gelesen.abgelehnte_saetze += (abgelehnt.len() - before) as u64;
}

/// What is wrong with the check digit.
fn fault(verfahren: PzVerfahren, gelesen: &GelesenerFall) -> Option<String> {
    let (nummer, pz) = (&gelesen.fall.aktenzeichen, &gelesen.fall.pz);
    match verfahren.pruefziffer(nummer) {
        Pruefziffer::Beliebig => None,
        Pruefziffer::Ziffer(ziffer) if pz.as_bytes() == [b'0' + ziffer] => None,
        Pruefziffer::Ziffer(ziffer) => {
            Some(format!("expected {ziffer}, the check digit of {nummer} by {verfahren} ([unfdat] pz)"))
        }
        Pruefziffer::Keine => {
            Some(format!("{nummer} has no check digit by {verfahren} ([unfdat] pz): such a number is never issued"))
        }
    }
}

fn rejection(datei: &str, roh: &[u8], page: CodePage, gelesen: &GelesenerFall, grund: String) -> Ablehnung {
    let first_field = roh.iter().position(|&byte| byte == page.dollar()).unwrap_or_default();
    Ablehnung {
        datei: datei.to_owned(),
        satz: gelesen.satz,
        offset: gelesen.offset + first_field as u64 + 1,
        feld: "pz".into(),
        wert: gelesen.fall.pz.clone(),
        grund,
        roh: Ablehnung::hex(roh),
    }
}
