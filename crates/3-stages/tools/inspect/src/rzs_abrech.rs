use domain::Betrag;
use mainframe::rzs_abrech::{BLOCKLAENGE, Buchung, CODE, LAYOUT, RzsFehler, SATZLAENGE, read};

use crate::Options;
use crate::sheet::Sheet;

/// Digits at the beginning of a record: PicNr, Aktenzeichen and two dates.
const DIGITS: usize = 37;

/// Returns true if these are the bytes of an RZS-Abrech: no other format begins with so many digits of EBCDIC.
pub(crate) fn is(bytes: &[u8]) -> bool {
    bytes.len() >= DIGITS && bytes[..DIGITS].iter().all(|byte| (0xF0..=0xF9).contains(byte))
}

/// Shows an RZS-Abrech; gives its first fault.
pub(crate) fn show(sheet: &mut Sheet, bytes: &[u8], options: &Options) -> Option<String> {
    sheet.value("format", format!("RZS-Abrech: records of {SATZLAENGE} bytes, blocks of {BLOCKLAENGE}"));
    sheet.value("code page", CODE);
    let (records, rest) = (bytes.len() / SATZLAENGE, bytes.len() % SATZLAENGE);
    sheet.value("records", if rest == 0 { records.to_string() } else { format!("{records}, and {rest} bytes") });
    sheet.value("blocks", format!("{}, the last of {} bytes", bytes.len().div_ceil(BLOCKLAENGE), last_block(bytes)));
    let bookings = read(bytes);
    if let Ok(bookings) = &bookings {
        show_sums(sheet, bookings);
    }
    for (nr, record) in bytes.chunks_exact(SATZLAENGE).take(options.records).enumerate() {
        sheet.heading(format!("record {}, byte {}", nr + 1, nr * SATZLAENGE));
        for field in LAYOUT.fields {
            sheet.part(field.name, CODE.decode_lossy(LAYOUT.get(record, field)).trim_end());
        }
    }
    bookings.err().map(|fault| format!("byte {}: {fault}", offset_of(&fault)))
}

fn last_block(bytes: &[u8]) -> usize {
    match bytes.len() % BLOCKLAENGE {
        0 => bytes.len().min(BLOCKLAENGE),
        short => short,
    }
}

fn show_sums(sheet: &mut Sheet, bookings: &[Buchung]) {
    let sum: Betrag = bookings.iter().map(|booking| booking.betrag).sum();
    let with = bookings.iter().filter(|booking| !booking.aktenzeichen.is_empty()).count();
    sheet.value("sum of amounts", sum);
    sheet.value("Aktenzeichen", format!("{with} with, {} without", bookings.len() - with));
}

fn offset_of(fault: &RzsFehler) -> usize {
    match fault {
        RzsFehler::Feld { satz, position, .. } => (satz - 1) * SATZLAENGE + position - 1,
        RzsFehler::Satz { satz, .. } => (satz - 1) * SATZLAENGE,
        // Only writing gives the others.
        RzsFehler::Betrag { .. } | RzsFehler::Wert { .. } => 0,
    }
}
