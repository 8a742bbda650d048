//! The check digit of the Aktenzeichen, by the payer's own method.

use domain::Ablehnung;
use domain::pruefziffer::{Pruefziffer, PzVerfahren};
use mainframe::unfdat::{Lieferung, Puffer, Satz};

/// Rejects the cases whose check digit is not the one that the payer's method gives.
pub(crate) fn reject_wrong(datei: &str, verfahren: PzVerfahren, delivery: &mut Lieferung<'_>) {
    if verfahren == PzVerfahren::Keines {
        return;
    }
    let mut saetze = std::mem::take(&mut delivery.saetze);
    let (mut buffer, mut rows) = (Puffer::default(), Vec::new());
    saetze.retain(|satz| {
        let zeile = delivery.zeile(satz, &mut buffer);
        let Some(grund) = fault(verfahren, zeile.aktenzeichen, zeile.pz) else { return true };
        rows.push(rejection(datei, delivery, satz, zeile.pz.to_owned(), grund));
        false
    });
    delivery.saetze = saetze;
    delivery.abgelehnte += rows.len() as u64;
    delivery.abgelehnt.extend(rows);
}

/// What is wrong with the check digit.
fn fault(verfahren: PzVerfahren, nummer: &str, pz: &str) -> Option<String> {
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

fn rejection(datei: &str, delivery: &Lieferung<'_>, satz: &Satz, wert: String, grund: String) -> Ablehnung {
    let place = delivery.felder(satz).find(|(field, ..)| field.name == "pz").map_or(0, |(_, offset, _)| offset);
    Ablehnung {
        datei: datei.to_owned(),
        satz: u64::from(satz.nummer),
        offset: delivery.offset(satz) + place as u64,
        feld: "pz".into(),
        wert,
        grund,
        roh: Ablehnung::hex(delivery.roh(satz)),
    }
}
