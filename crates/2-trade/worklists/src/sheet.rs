//! A work list as a spreadsheet: every cell is text, so that no zero is lost and nothing is run.

use domain::{Aufgabe, Tabelle, Zellen};
use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, DocProperties, ExcelDateTime, Format, FormatAlign, Url, Workbook,
    Worksheet, XlsxError,
};

/// The columns that a person fills in.
const TO_FILL_IN: [&str; 4] = ["wert", "bearbeiter", "zeitpunkt", "bemerkung"];
/// The longest list of values that a cell's drop-down can hold, in characters with separators.
const DROP_DOWN: usize = 255;
/// The most links that a spreadsheet opens.
const LINKS: usize = 60_000;
/// The longest text of a cell, in characters.
const CELL: usize = 32_767;
/// Widths of columns in characters; those not named are [`NARROW`].
const WIDE: [(&str, f64); 7] = [
    ("aufgabe", 60.0),
    ("folgen", 60.0),
    ("artikelzeilen", 40.0),
    ("erste_rechnung", 40.0),
    ("anschrift", 30.0),
    ("vorschlag_weil", 30.0),
    ("rechnungssteller", 30.0),
];
const NARROW: f64 = 14.0;

/// The bytes of the spreadsheet. The same tasks give the same bytes.
///
/// # Errors
/// More rows than a sheet holds (1,048,575).
pub fn xlsx(tasks: &[Aufgabe]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // Else the time of writing would stand there.
    let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&created));
    let sheet = workbook.add_worksheet().set_name("Arbeitsliste")?;
    let text = Format::new().set_num_format("@").set_align(FormatAlign::Top);
    header(sheet, &text)?;
    for (row, task) in (1..).zip(tasks) {
        fill(sheet, row, task)?;
    }
    drop_downs(sheet, tasks)?;
    sheet.set_freeze_panes(1, 2)?;
    let last = tasks.len().try_into().map_err(|_| XlsxError::RowColumnLimitError)?;
    sheet.autofilter(0, 0, last, Aufgabe::SPALTEN.len() as u16 - 1)?;
    workbook.save_to_buffer()
}

fn header(sheet: &mut Worksheet, text: &Format) -> Result<(), XlsxError> {
    let plain = text.clone().set_bold().set_background_color(Color::RGB(0xE3_E8_EF));
    let asked = text.clone().set_bold().set_background_color(Color::RGB(0xFF_E2_9A));
    for (column, spalte) in (0..).zip(Aufgabe::SPALTEN) {
        let format = if TO_FILL_IN.contains(&spalte.name) { &asked } else { &plain };
        sheet.write_string_with_format(0, column, spalte.name, format)?;
        let width = WIDE.iter().find(|(name, _)| *name == spalte.name).map_or(NARROW, |(_, width)| *width);
        // Cells that a person adds below are text, too.
        sheet.set_column_width(column, width)?.set_column_format(column, text)?;
    }
    Ok(())
}

fn fill(sheet: &mut Worksheet, row: u32, task: &Aufgabe) -> Result<(), XlsxError> {
    let line = String::from_utf8(task.als_zeile()).map_err(|e| XlsxError::ParameterError(e.to_string()))?;
    let mut cells = Zellen::neu(line.trim_end_matches('\n'));
    for (column, spalte) in (0..).zip(Aufgabe::SPALTEN) {
        let mut cell = cells.text().unwrap_or_default().into_owned();
        if cell.len() > CELL
            && let Some((end, _)) = cell.char_indices().nth(CELL)
        {
            cell.truncate(end);
        }
        if spalte.name == "bild_pfad" && !cell.is_empty() && (row as usize) < LINKS {
            let link = Url::new(format!("file:///../{cell}")).set_text(&cell);
            sheet.write_url(row, column, link)?;
        } else {
            // In the format of its column.
            sheet.write_string(row, column, cell)?;
        }
    }
    Ok(())
}

/// A drop-down for each stretch of rows with the same values. Another value is asked about, not forbidden: the right
/// case may be none of the candidates.
fn drop_downs(sheet: &mut Worksheet, tasks: &[Aufgabe]) -> Result<(), XlsxError> {
    let column = Aufgabe::SPALTEN.iter().position(|spalte| spalte.name == "wert").expect("a column") as u16;
    let mut row = 1;
    for stretch in tasks.chunk_by(|a, b| a.werte == b.werte) {
        let first = row;
        row += stretch.len() as u32;
        let values = short_enough(stretch[0].erlaubt());
        if values.is_empty() {
            continue;
        }
        let asked = DataValidation::new()
            .allow_list_strings(&values)?
            .set_error_style(DataValidationErrorStyle::Warning)
            .set_error_title("Anderer Wert")?
            .set_error_message("Dieser Wert ist keiner der vorgesehenen. Trotzdem eintragen?")?;
        sheet.add_data_validation(first, column, row - 1, column, &asked)?;
    }
    Ok(())
}

fn short_enough<'a>(values: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut length = 0;
    // A comma would make two values of one.
    let fit = values.filter(|value| !value.contains(','));
    fit.take_while(|value| {
        length += value.chars().count() + 1;
        length <= DROP_DOWN
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::as_csv;

    fn task(nr: u32, werte: &str) -> Aufgabe {
        Aufgabe {
            art: "zuordnung".into(),
            pic_nr: format!("{nr:012}"),
            beleg_id: "0000001".into(),
            werte: werte.into(),
            name: "=1+1 <b>".into(),
            bild_pfad: "00-inbox/pictures/a.tif".into(),
            ..Aufgabe::leer()
        }
    }

    #[test]
    fn the_same_tasks_give_the_same_bytes() {
        let tasks = [task(7, "000000011 | keine"), task(8, "")];
        let first = xlsx(&tasks).expect("a sheet");
        std::thread::sleep(std::time::Duration::from_millis(1100));
        assert_eq!(first, xlsx(&tasks).expect("a sheet"));
    }

    #[test]
    fn zeros_stay_and_formulas_are_texts() {
        let bytes = xlsx(&[task(7, "000000011 | keine")]).expect("a sheet");
        let csv = String::from_utf8(as_csv(&bytes).expect("readable")).expect("UTF-8");
        let row = csv.lines().nth(1).expect("a row");
        assert!(row.starts_with("zuordnung;000000000007;"), "{row}");
        assert!(row.contains(";'=1+1 <b>;") && row.contains(";0000001;"), "{row}");
        assert_eq!(csv.lines().next().expect("a header").split(';').count(), Aufgabe::SPALTEN.len());
    }

    #[test]
    fn a_drop_down_holds_what_fits() {
        let values: Vec<String> = (0..40).map(|nr| format!("{nr:09}")).collect();
        assert_eq!(short_enough(values.iter().map(String::as_str)).len(), 25);
        assert_eq!(short_enough(["12,93", "leer"].into_iter()), ["leer"]);
        xlsx(&[task(1, &values.join(Aufgabe::ODER)), task(2, "")]).expect("a sheet");
    }

    #[test]
    fn no_text_is_too_long() {
        let long = Aufgabe { name: "x".repeat(40_000), ..task(1, "") };
        xlsx(&[long]).expect("a sheet");
    }
}
