//! R10: what is billed again under another number waits for a release, as what is billed again under its own does (R09).

use domain::{Befund, Doppel};

/// The name of the rule.
pub const REGEL: &str = "R10";

const TEXT: &str = "unter anderer Nummer schon berechnet: Apotheke, Person, Daten und Artikel sind gleich";

/// The finding.
pub fn befund(doppel: &Doppel) -> Befund {
    Befund {
        pic_nr: doppel.pic_nr.clone(),
        rechnungsnummer: doppel.rechnungsnummer.clone(),
        regel: REGEL.to_owned(),
        status: None,
        feld: "pic_nr".to_owned(),
        ist: doppel.pic_nr.clone(),
        soll: String::new(),
        text: format!("{TEXT} (Beleg {}, PicNr {})", doppel.erster_beleg_id, doppel.erste_pic_nr),
        quelle: String::new(),
        beleg_id: doppel.beleg_id.clone(),
    }
}

/// What a person is asked.
pub fn frage(doppel: &Doppel) -> String {
    format!(
        "{REGEL}: {TEXT} wie bei Beleg {}, PicNr {}; ja = trotzdem abrechnen, sonst Status vergeben",
        doppel.erster_beleg_id, doppel.erste_pic_nr
    )
}

/// Why a prescription waits, if this is the finding that holds it.
pub fn grund(befund: &Befund) -> Option<String> {
    (befund.regel == REGEL).then(|| format!("{REGEL}: {}, Freigabe fehlt", befund.text))
}
