//! Both files of a work list.

use std::collections::BTreeMap;
use std::panic::resume_unwind;
use std::thread;

use domain::{Aufgabe, Bild};
use stage::{Error, Receipt, Result, Session, Stage};

use crate::xlsx;

/// The work list as a table.
pub const LIST: &str = "arbeitsliste.csv";
/// The same rows as a spreadsheet.
pub const SHEET: &str = "arbeitsliste.xlsx";

/// The folder of deliveries, and its list of pictures.
const INBOX: &str = "00-inbox";
const PICTURES: &str = "bilder.csv";

/// Names what a work list is made from beside the tasks: the list of pictures. An inbox of an earlier version has none.
///
/// # Errors
/// The inbox is not what its receipt says.
pub fn reads(session: &mut Session) -> Result<()> {
    let inbox = Receipt::load(&session.run().dir.join(INBOX))?;
    match inbox.is_some_and(|receipt| receipt.output(PICTURES).is_some()) {
        true => session.reads(INBOX, &[PICTURES]),
        false => Ok(()),
    }
}

/// Where the first picture of each PicNr lies.
fn pictures(stage: &Stage) -> Result<BTreeMap<String, String>> {
    if !stage.session().run().dir.join(INBOX).join(PICTURES).is_file() {
        return Ok(BTreeMap::new());
    }
    let mut first = BTreeMap::new();
    for Bild { pic_nr, pfad } in stage.read(INBOX, PICTURES)? {
        first.entry(pic_nr).or_insert(pfad);
    }
    Ok(first)
}

/// Writes the work list of a stage: as [`LIST`] and as [`SHEET`].
///
/// # Errors
/// A file cannot be written; more rows than a spreadsheet holds.
pub fn write(stage: &mut Stage, tasks: Vec<Aufgabe>) -> Result<()> {
    write_beside(stage, tasks, |_| Ok(()))
}

/// The same, while something else is done: a spreadsheet takes its time.
///
/// # Errors
/// Those of [`write()`], and what went wrong meanwhile.
pub fn write_beside<E: From<Error>>(
    stage: &mut Stage,
    tasks: Vec<Aufgabe>,
    meanwhile: impl FnOnce(&mut Stage) -> std::result::Result<(), E>,
) -> std::result::Result<(), E> {
    let pictures = pictures(stage)?;
    let with_picture = tasks.into_iter().map(|task| match pictures.get(&task.pic_nr) {
        Some(pfad) => Aufgabe { bild_pfad: pfad.clone(), ..task },
        None => task,
    });
    let rows = Aufgabe::fuer_menschen(with_picture.collect());
    let sheet = thread::scope(|scope| {
        let sheet = scope.spawn(|| xlsx(&rows).map_err(|e| Error::Internal(format!("{SHEET}: {e}"))));
        stage.write(LIST, &rows)?;
        meanwhile(stage)?;
        Ok::<_, E>(sheet.join().unwrap_or_else(|panic| resume_unwind(panic))?)
    })?;
    Ok(stage.write_bytes(SHEET, &sheet)?)
}
