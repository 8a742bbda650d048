use std::collections::BTreeMap;

use banking::dtaus::{Leser, Satz, Satzart, Traeger};
use domain::Betrag;

use crate::Options;
use crate::sheet::Sheet;

/// Returns true if these are the bytes of a DTAUS, be it broken at its beginning.
pub(crate) fn is(bytes: &[u8]) -> bool {
    Traeger::passt_zu(bytes)
}

/// Shows a DTAUS file; gives its first fault.
pub(crate) fn show(sheet: &mut Sheet, bytes: &[u8], options: &Options) -> Option<String> {
    let reader = Leser::neu(bytes);
    let (name, page) = match reader.traeger() {
        Traeger::Dtaus0 => ("DTAUS0: segments of 128 bytes", "DIN 66003"),
        Traeger::Dtaus1 => ("DTAUS1: records with a binary length, as on tape", "EBCDIC"),
    };
    sheet.value("format", name);
    sheet.value("code page", page);
    let marks = reader.dateiende_marken();
    let mut blanks: BTreeMap<&str, (usize, u64)> = BTreeMap::new();
    let (mut files, mut transfers, mut sum, mut fault, mut shown) = (0, 0, 0, None, Vec::new());
    for (nr, record) in (1..).zip(reader) {
        match record {
            Err(error) => fault = Some(format!("byte {}, field {}: {}", error.offset, error.feld, error.grund)),
            Ok(record) => {
                files += u64::from(record.art == Satzart::A);
                transfers += u64::from(record.art == Satzart::C);
                sum += if record.art == Satzart::C { record.zahl("C12") } else { 0 };
                for field in record.felder.iter().filter(|field| field.blank && field.name != "A10") {
                    blanks.entry(field.name).or_insert((field.offset, 0)).1 += 1;
                }
                if shown.len() < options.records {
                    shown.push((nr, record));
                }
            }
        }
    }
    sheet.value("logical files", files);
    sheet.value("transfers", format!("{transfers}, {} EUR", Betrag::aus_cent(i64::try_from(sum).unwrap_or(i64::MAX))));
    for (name, (offset, times)) in blanks {
        let note =
            format!("field {name} is blank, first at byte {offset}: expected zeros, counts as such ({times} in all)");
        sheet.value("note", note);
    }
    if marks > 0 {
        sheet.value("note", format!("{marks} marks of the end of a file (1A) stand at the end: DTAUS has none"));
    }
    shown.iter().for_each(|(nr, record)| show_record(sheet, *nr, record));
    fault
}

fn show_record(sheet: &mut Sheet, nr: u64, record: &Satz) {
    sheet.heading(format!("record {nr}: {:?}, byte {}, {} bytes", record.art, record.offset, record.laenge));
    for field in &record.felder {
        sheet.part(field.name, &field.wert);
    }
    for extension in &record.erweiterungen {
        sheet.part(&format!("extension {}", extension.art), &extension.text);
    }
}
