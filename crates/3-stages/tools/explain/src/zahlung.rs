//! Orders, the files by which they went, and what became of them.

use std::fs;

use domain::anzeige::sichtbar;
use stage::Result;

use crate::bestand::Lauf;
use crate::geschichte::{Abschnitt, Art, Blick, Punkt};
use crate::worte::{betrag, datum};
use crate::zeilen::{Zeile, eine, zeilen};

/// Bytes of a booking record; it begins with the picture number.
const BUCHUNGSSATZ: usize = 175;
const PIC_NR: usize = 12;

/// The order with its files and confirmations, and letters; nothing where nothing was paid or written.
pub(crate) fn abschnitte(blick: &Blick<'_>) -> Result<Vec<Abschnitt>> {
    let (mut zahlung, mut schreiben) = (Vec::new(), Vec::new());
    for lauf in &blick.bestand.laeufe {
        for teil in blick.in_lauf(lauf, "60-payments/anweisung_rezepte.csv")? {
            zahlung.extend(anweisung(blick, lauf, &teil)?);
        }
        for nachtrag in blick.in_lauf(lauf, "60-payments/nachtraege.csv")? {
            zahlung.push(nachgetragen(lauf, &nachtrag));
        }
        for verloren in blick.in_lauf(lauf, "60-payments/rabattverlust.csv")? {
            let text = format!("{}; {}", verloren.wert("stand"), sichtbar(verloren.wert("grund")));
            zahlung.push(Punkt::neu(Art::Schlecht, format!("Rabatt {}", betrag(verloren.wert("rabatt"))), text));
        }
        for brief in blick.in_lauf(lauf, "90-letters/zurueckgegeben.csv")? {
            schreiben.push(Punkt::angabe(
                format!("Lauf vom {}", datum(&lauf.datum.to_string())),
                sichtbar(brief.wert("grund")),
            ));
        }
    }
    if zahlung.is_empty() {
        zahlung.push(nicht_angewiesen(blick)?);
    }
    let mut abschnitte = vec![Abschnitt { titel: "Zahlung", quelle: blick.quelle("60-payments"), punkte: zahlung }];
    if !schreiben.is_empty() {
        abschnitte.push(Abschnitt { titel: "Schreiben", quelle: "90-letters".into(), punkte: schreiben });
    }
    Ok(abschnitte)
}

/// Decisions of people after it was settled: what was paid before, what is due now, and what became of the difference.
fn nachgetragen(lauf: &Lauf, nachtrag: &Zeile) -> Punkt {
    let weg = match nachtrag.wert("weg") {
        "nachzahlung" => format!("nachgezahlt mit {}", nachtrag.wert("anweisung_id")),
        "verrechnung" => format!("verrechnet mit {}", nachtrag.wert("anweisung_id")),
        "rueckforderung" => "mit Brief zurückgefordert".to_owned(),
        _ => "der Betrag bleibt".to_owned(),
    };
    let text = format!(
        "am {}: Status {}, bisher {}, jetzt {}, Unterschied {}: {weg}",
        datum(&lauf.datum.to_string()),
        nachtrag.wert("status"),
        betrag(nachtrag.wert("bisher")),
        betrag(nachtrag.wert("netto")),
        betrag(nachtrag.wert("unterschied")),
    );
    Punkt::neu(if nachtrag.wert("weg") == "rueckforderung" { Art::Schlecht } else { Art::Gut }, "Nachtrag", text)
}

/// One order: amount, account and days; bank files and booking record; what the bank or payer said.
fn anweisung(blick: &Blick<'_>, lauf: &Lauf, teil: &Zeile) -> Result<Vec<Punkt>> {
    let id = teil.wert("anweisung_id");
    let mit = [("anweisung_id", id)];
    let kopf = eine(lauf, "60-payments/anweisungen.csv", &mit)?.unwrap_or_default();
    let pass = eine(lauf, "60-payments/durchgaenge.csv", &mit)?.unwrap_or_default();
    let mut punkte = vec![Punkt::neu(
        Art::Gut,
        format!("Anweisung {id}"),
        format!(
            "{} am {}, Pass {}, {} über {} an {} ({}); Zahlungsziel {}",
            betrag(teil.wert("netto")),
            datum(kopf.wert("angewiesen_am")),
            pass.wert("pass"),
            kopf.wert("zahlungsstatus"),
            betrag(kopf.wert("betrag")),
            sichtbar(kopf.wert("rechnungssteller")),
            konto(&kopf),
            datum(teil.wert("zahlungsziel")),
        ),
    )];
    if !teil.wert("rabattstand").is_empty() {
        let art = if teil.wert("rabattstand") == "verloren" { Art::Schlecht } else { Art::Gut };
        punkte.push(Punkt::neu(art, "Rabatt", format!("{} {}", betrag(teil.wert("rabatt")), teil.wert("rabattstand"))));
    }
    for ordner in ["70-dtaus", "75-sepa", "80-rzs-abrech"] {
        for ausgabe in zeilen(lauf, &format!("{ordner}/ausgabe.csv"), &mit)? {
            let datei = ausgabe.wert("datei");
            let mut text = format!("{ordner}/{datei}");
            if !ausgabe.wert("nachricht_id").is_empty() {
                text += &format!(", MsgId {}, {}", ausgabe.wert("nachricht_id"), ausgabe.wert("sammler_id"));
            }
            if ordner == "80-rzs-abrech"
                && let Some(nummer) = buchungssatz(lauf, datei, &blick.fund.pic_nr)
            {
                text += &format!(", Buchungssatz {nummer}");
            }
            punkte.push(Punkt::angabe("Datei", text));
        }
    }
    for spaeterer in blick.bestand.laeufe.iter().filter(|spaeterer| spaeterer.datum >= lauf.datum) {
        for gesagt in zeilen(spaeterer, "65-confirmations/bestaetigungen.csv", &mit)? {
            let punkt = rueckmeldung(&gesagt);
            if !punkte.contains(&punkt) {
                punkte.push(punkt);
            }
        }
    }
    Ok(punkte)
}

fn konto(kopf: &Zeile) -> String {
    match kopf.wert("iban") {
        "" => format!("Konto {}, BLZ {}", kopf.wert("konto"), kopf.wert("blz")),
        iban => format!("IBAN {iban}"),
    }
}

fn rueckmeldung(gesagt: &Zeile) -> Punkt {
    let bestaetigt = gesagt.wert("rueckmeldung").starts_with("best");
    let (art, was) = if bestaetigt { (Art::Gut, "bestätigt") } else { (Art::Schlecht, "zurückgewiesen") };
    let text = format!(
        "am {}, {}; {} Zeile {} {}",
        datum(gesagt.wert("bestaetigt_am")),
        betrag(gesagt.wert("betrag")),
        sichtbar(gesagt.wert("datei")),
        gesagt.wert("zeile"),
        sichtbar(gesagt.wert("bemerkung")),
    );
    Punkt::neu(art, was, text.trim())
}

/// The number of the record of a picture number in a booking file, from 1. Its digits are those of every EBCDIC.
fn buchungssatz(lauf: &Lauf, datei: &str, pic_nr: &str) -> Option<usize> {
    if datei.contains('/') {
        return None;
    }
    let bytes = fs::read(lauf.ordner.join("80-rzs-abrech").join(datei)).ok()?;
    let gesucht: Vec<u8> = pic_nr.bytes().map(|ziffer| 0xF0 | (ziffer & 0x0F)).collect();
    let stelle = bytes.chunks_exact(BUCHUNGSSATZ).position(|satz| satz[..PIC_NR] == gesucht[..]);
    stelle.map(|stelle| stelle + 1)
}

fn nicht_angewiesen(blick: &Blick<'_>) -> Result<Punkt> {
    let rest = eine(blick.lauf, "60-payments/ohne_anweisung.csv", &[("beleg_id", &blick.fund.beleg_id)])?;
    Ok(match (blick.urteil.wert("klasse"), rest) {
        ("abweisen", _) => Punkt::neu(Art::Entfaellt, "keine", "abgewiesen: nichts wird bezahlt"),
        (_, Some(rest)) => Punkt::neu(
            Art::Offen,
            "noch keine",
            format!("{}; Anweisung bis {}", sichtbar(rest.wert("grund")), datum(rest.wert("anweisungsdatum"))),
        ),
        _ => Punkt::neu(Art::Offen, "noch keine", "nicht angewiesen"),
    })
}
