use std::io::Cursor;

use domain::Ablehnung;
use forms::ansicht::{Ansicht, ansicht};
use forms::sammelrechnung::{Empfaenger, Zeichensatz, lies};

use crate::Options;
use crate::sheet::Sheet;

/// Shows a collective invoice; gives its first fault. Whether it is made out to the right payer, only a run can tell.
pub(crate) fn show(sheet: &mut Sheet, bytes: &[u8], options: &Options) -> Option<String> {
    sheet.value("format", "Sammelrechnung SR1");
    let shown = lines(sheet, bytes, options);
    let payer = Empfaenger { kostentraeger: header(&shown, 2), ik: header(&shown, 3) };
    fault(&lies(bytes, "", Zeichensatz::Auto, payer).err()?)
}

/// Shows the character set of an invoice file, counts its lines, and shows the first of them.
pub(crate) fn lines(sheet: &mut Sheet, bytes: &[u8], options: &Options) -> Ansicht {
    let shown = ansicht(Cursor::new(bytes), Zeichensatz::Auto, options.records.max(1)).expect("memory can be read");
    sheet.value("code page", format!("{} (recognised)", shown.kodierung));
    let counts: Vec<String> = shown.anzahl.iter().map(|(satzart, count)| format!("{satzart} {count}")).collect();
    sheet.value("lines", counts.join(", "));
    for line in shown.zeilen.iter().take(options.records) {
        sheet.heading(format!("line {}, byte {}, {}", line.satz, line.offset, line.satzart));
        for (name, value) in &line.felder {
            sheet.part(if name.is_empty() { "(one too many)" } else { name }, value);
        }
    }
    shown
}

/// The first of the errors of an invoice file, and how many more there are.
pub(crate) fn fault(errors: &[Ablehnung]) -> Option<String> {
    let more = match errors.len() - 1 {
        0 => String::new(),
        more => format!(" (and {more} more)"),
    };
    let e = errors.first()?;
    let field = if e.feld.is_empty() { String::new() } else { format!(", column {}", e.feld) };
    Some(format!("byte {}, line {}{field}: '{}': {}{more}", e.offset, e.satz, e.wert, e.grund))
}

/// A column of the header line after the Satzart, from 0: the payer that the invoice itself names.
fn header(shown: &Ansicht, nr: usize) -> &str {
    let header = shown.zeilen.first().filter(|line| line.satzart == "RE");
    header.and_then(|line| line.felder.get(nr)).map_or("", |(_, value)| value)
}
