//! The files that shall lie in the inbox.

use std::collections::{BTreeMap, HashMap};

use domain::{Annahme, Eingang};
use stage::{RECEIPT, Receipt, Result, Run, read_table};

use crate::{REFERENCE, UEBERSICHT, Wanted};

/// Files by kind and name.
#[derive(Default)]
pub(crate) struct Inbox {
    files: BTreeMap<(String, String), Wanted>,
    /// Kind and name by kind and content, of deliveries.
    contents: HashMap<(String, String), (String, String)>,
}

impl Inbox {
    pub(crate) fn new(files: Vec<Wanted>) -> Self {
        let mut inbox = Inbox::default();
        for file in files {
            inbox.insert(file);
        }
        inbox
    }

    /// The delivery of this kind and content.
    pub(crate) fn same_content(&self, art: &str, sha256: &str) -> Option<&Wanted> {
        self.files.get(self.contents.get(&(art.to_owned(), sha256.to_owned()))?)
    }

    /// Adds a delivery. Another content of its name gives it a suffix by hash, so that neither replaces the other.
    pub(crate) fn put(&mut self, mut file: Wanted) {
        if self.files.get(&(file.art.clone(), file.name.clone())).is_some_and(|there| there.sha256 != file.sha256) {
            file.name = with_hash(&file);
        }
        self.insert(file);
    }

    /// Adds a file that replaces the one of its name.
    pub(crate) fn replace(&mut self, file: Wanted) {
        self.insert(file);
    }

    fn insert(&mut self, file: Wanted) {
        let key = (file.art.clone(), file.name.clone());
        if file.art != REFERENCE {
            self.contents.insert((file.art.clone(), file.sha256.clone()), key.clone());
        }
        self.files.insert(key, file);
    }

    pub(crate) fn has_name(&self, file: &Wanted) -> bool {
        self.files.contains_key(&(file.art.clone(), file.name.clone()))
    }

    /// The file of the same kind and name.
    pub(crate) fn same_name(&self, file: &Wanted) -> Option<&Wanted> {
        self.files.get(&(file.art.clone(), file.name.clone()))
    }

    /// The files of a kind, by name.
    pub(crate) fn of<'i>(&'i self, art: &'i str) -> impl Iterator<Item = &'i Wanted> {
        self.files.values().filter(move |file| file.art == art)
    }

    pub(crate) fn into_files(self) -> Vec<Wanted> {
        self.files.into_values().collect()
    }
}

/// Bytes of a name that every file system of ours holds.
const NAME_MAX: usize = 255;

/// The name of a file with the beginning of its hash before the extension. A name that would be too long by it loses the
/// end of its stem.
pub(crate) fn with_hash(file: &Wanted) -> String {
    let (folder, name) = file.name.rsplit_once('/').map_or(("", file.name.as_str()), |(folder, name)| (folder, name));
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    let end = format!("-{}.{extension}", &file.sha256[..8]);
    let end = end.trim_end_matches('.');
    let room = NAME_MAX.saturating_sub(end.len());
    let cut = stem.char_indices().map(|(at, c)| at + c.len_utf8()).take_while(|at| *at <= room).last();
    let name = format!("{}{end}", &stem[..cut.unwrap_or_default()]);
    if folder.is_empty() { name } else { format!("{folder}/{name}") }
}

/// What a run took in an earlier execution.
pub(crate) fn already_there(run: &Run) -> Result<Vec<Wanted>> {
    let inbox = run.dir.join("00-inbox");
    let Some(receipt) = Receipt::load(&inbox)? else { return Ok(Vec::new()) };
    // An overview that someone changed is no reason to stop: `start` refuses it, and `--force` writes it anew.
    let rows: Vec<Eingang> = read_table(&inbox.join(UEBERSICHT)).unwrap_or_default();
    let taken = rows.into_iter().filter(|row| row.ergebnis == Annahme::Genommen);
    let mut grund: HashMap<String, String> =
        taken.map(|row| (format!("{}/{}", row.art, row.name), row.grund)).collect();
    let files = receipt.outputs.into_iter().filter(|output| output.path != RECEIPT).filter_map(|output| {
        let (art, name) = output.path.split_once('/')?;
        Some(Wanted {
            art: art.into(),
            name: name.into(),
            source: inbox.join(&output.path),
            sha256: output.sha256.unwrap_or_default(),
            groesse: output.bytes,
            grund: grund.remove(&output.path).unwrap_or_default(),
            gruppe: String::new(),
        })
    });
    Ok(files.collect())
}

/// A content that some run up to this one took, wherever it lies.
pub(crate) fn in_any_run(run: &Run, art: &str, sha256: &str) -> Result<Option<Wanted>> {
    let dates = run.dates_of(&run.kostentraeger)?;
    for date in dates.into_iter().rev().filter(|date| *date <= run.datum) {
        let found =
            already_there(&run.sibling(date))?.into_iter().find(|file| file.art == art && file.sha256 == sha256);
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

/// Takes over the reference data of the payer's newest earlier run that this delivery does not replace.
pub(crate) fn carry_reference(run: &Run, inbox: &mut Inbox) -> Result<()> {
    let mut earlier = run.dates_of(&run.kostentraeger)?.into_iter().filter(|date| *date < run.datum);
    let Some(latest) = earlier.next_back() else { return Ok(()) };
    for file in already_there(&run.sibling(latest))? {
        if file.art == REFERENCE && !inbox.has_name(&file) {
            inbox.replace(Wanted { grund: format!("carried forward from the run of {latest}"), ..file });
        }
    }
    Ok(())
}
