//! Record layouts declared once, as tables; knows bytes, not the trade.
//!
//! A layout is a `const` table of [`Field`]s. Its constructor is a `const fn` that panics on a gap, an overlap or a
//! wrong total, so **a wrong table does not compile**. Writer, reader, error messages and the Markdown field list
//! ([`Layout::markdown`]) all come from that one table.
//!
//! Two kinds of records exist:
//!
//! * [`Layout::fixed`]: every field stands at its position; the fields tile the record (RZS-Abrech, DTAUS0).
//! * [`Layout::separated`]: fields follow each other behind separators; positions are nominal and only the greatest
//!   length of a field binds (UnfDat).
//!
//! ```
//! use layout::{EBCDIC, Field, Layout};
//!
//! const FIELDS: &[Field] = &[Field::n("nummer", 1, 4, "running number"), Field::a("name", 5, 6, "name")];
//! const SATZ: Layout = Layout::fixed("Beispiel", 1, 10, FIELDS);
//! const NUMMER: &Field = SATZ.field("nummer"); // an unknown name does not compile
//! const NAME: &Field = SATZ.field("name");
//!
//! let mut satz = SATZ.empty_record(EBCDIC);
//! SATZ.put(&mut satz, NUMMER, &[0xF7], EBCDIC).unwrap();
//! SATZ.put(&mut satz, NAME, &[0xC1, 0xC2], EBCDIC).unwrap();
//! assert_eq!(satz, [0xF0, 0xF0, 0xF0, 0xF7, 0xC1, 0xC2, 0x40, 0x40, 0x40, 0x40]);
//! assert_eq!(SATZ.text(&satz, NAME, EBCDIC), &[0xC1, 0xC2]);
//! ```

mod error;
mod field;
mod record;
mod table;

pub use error::LayoutError;
pub use field::{Field, Kind};
pub use record::{ASCII, EBCDIC, Fill};
pub use table::Layout;
