use charsets::edf03::CodePage;
use domain::Ablehnung;
use mainframe::unfdat::tape::{Container, gliedere};
use mainframe::unfdat::{Carrier, Lieferung, UnfdatFehler, likely_page};

use crate::Options;
use crate::sheet::Sheet;

/// Shows an UnfDat; gives its first fault.
pub(crate) fn show(sheet: &mut Sheet, bytes: &[u8], carrier: Carrier, options: &Options) -> Option<String> {
    match carrier {
        Carrier::Dfue => sheet.value("format", "UnfDat, DFÜ: a stream of fields"),
        Carrier::Datentraeger => show_structure(sheet, bytes),
    }
    let (page, how) = match (options.charset, likely_page(bytes)) {
        (Some(page), _) => (page, "as given"),
        (None, Some(page)) => (page, "recognised"),
        (None, None) => (CodePage::Edf03Drv, "assumed: there is no record to tell"),
    };
    sheet.value("code page", format!("{page} ({how})"));
    match Lieferung::lies("", bytes, page, Some(carrier)) {
        Err(UnfdatFehler::Band { fehler, .. }) => Some(fehler.to_string()),
        Err(UnfdatFehler::AndererZeichensatz { wahrscheinlich, .. }) => {
            Some(format!("byte 0: the file contradicts {page}, it is likely {wahrscheinlich}"))
        }
        Err(UnfdatFehler::KeinTrenner { dollar, .. }) => {
            Some(format!("byte 0: no field separator '$' (byte {dollar:02X}): this is no UnfDat in {page}"))
        }
        Err(UnfdatFehler::Anderes { was, .. }) => Some(format!("byte 0: {was}")),
        Ok(delivery) => show_records(sheet, &delivery, page, options.records),
    }
}

/// Labels, blocks and record counts of a tape image, as far as its structure is sound.
fn show_structure(sheet: &mut Sheet, bytes: &[u8]) {
    let (structure, fault) = gliedere(bytes);
    let container = match structure.container {
        Container::Flach => "flat",
        Container::Awstape => "AWSTAPE",
    };
    sheet.value("format", format!("UnfDat, Datenträger: tape image, {container}"));
    let so_far = if fault.is_some() { " up to the first fault" } else { "" };
    sheet.value("labels", format!("{}{so_far}", structure.labels.len()));
    let lengths = structure.blocklaengen.map(|(least, most)| format!(", BL {least} to {most}")).unwrap_or_default();
    sheet.value("blocks", format!("{}{so_far}{lengths}", structure.bloecke));
    if structure.container == Container::Awstape {
        sheet.value("tape marks", format!("{}{so_far}", structure.bandmarken));
    }
    for label in &structure.labels {
        let page = if label.page.is_ebcdic() { "EBCDIC" } else { "ISO 7-bit" };
        sheet.heading(format!("label {}, byte {}, {page}", label.name, label.offset));
        for (field, value) in label.felder.iter().filter(|(field, _)| field.name != "kennung") {
            sheet.part(field.name, value.trim_end());
        }
    }
    sheet.blank();
}

fn show_records(sheet: &mut Sheet, delivery: &Lieferung<'_>, page: CodePage, count: usize) -> Option<String> {
    let sound = delivery.saetze.len();
    sheet.value("records", format!("{}: {sound} sound, {} with faults", delivery.anzahl, delivery.abgelehnte));
    for satz in delivery.saetze.iter().take(count) {
        let (offset, length) = (delivery.offset(satz), delivery.roh(satz).len());
        sheet.heading(format!("record {}, byte {offset}, {length} bytes", satz.nummer));
        for (field, _, bytes) in delivery.felder(satz) {
            sheet.part(field.name, page.decode_lossy(bytes).trim_end());
        }
    }
    for fault in delivery.abgelehnt.iter().take(count) {
        sheet.heading(format!("fault in record {}, byte {}", fault.satz, fault.offset));
        sheet.part("field", &fault.feld);
        sheet.part("value", &fault.wert);
        sheet.part("reason", &fault.grund);
        sheet.part("raw", &fault.roh);
    }
    delivery.abgelehnt.first().map(first_fault)
}

fn first_fault(row: &Ablehnung) -> String {
    let field = if row.feld.is_empty() { String::new() } else { format!(", field {}", row.feld) };
    format!("byte {}, record {}{field}: '{}': {}", row.offset, row.satz, row.wert, row.grund)
}
