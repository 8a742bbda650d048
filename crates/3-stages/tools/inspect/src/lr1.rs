use forms::leistungsrechnung::{Zeichensatz, lies};

use crate::Options;
use crate::sheet::Sheet;
use crate::sr1::{fault, lines};

/// Shows an invoice of a facility; gives its first fault. Whether payer and facility are known, only a run can tell.
pub(crate) fn show(sheet: &mut Sheet, bytes: &[u8], options: &Options) -> Option<String> {
    sheet.value("format", "Leistungsrechnung LR1");
    lines(sheet, bytes, options);
    fault(&lies(bytes, "", Zeichensatz::Auto, None).err()?)
}
