//! Documents of e-prescriptions that came beside the bundle that bills them.

use std::collections::HashMap;
use std::fs::File;
use std::io::BufReader;

use domain::Ablehnung;
use erezept::baum;
use erezept::beigelegt::{Beigelegt, Beigelegte, ist_lose};
use stage::{Delivery, Error, FIRST_ERRORS, report_refused};

use crate::files::Refused;

/// A loose document is one prescription or dispensing; bundles may be of any size.
const AT_MOST: u64 = 8 << 20;
const NOT_BILLED: &str =
    "a loose document, and no TA7 bundle of this run bills its prescription: deliver both together";

/// Refusals of loose documents whose prescription no bundle bills, by E-Rezept-ID.
pub(crate) type Unasked = HashMap<String, Refused>;

/// The loose documents of a delivery.
#[derive(Default)]
pub(crate) struct Loose {
    pub(crate) documents: Beigelegte,
    pub(crate) unasked: Unasked,
}

impl Loose {
    /// Tells loose documents from bundles: those, the bundles, and what is wrong with documents that cannot be read.
    pub(crate) fn of<'d>(files: &[&'d Delivery]) -> Result<(Self, Vec<&'d Delivery>, Refused), Error> {
        let (mut loose, mut bundles, mut refused) = (Loose::default(), Vec::new(), Refused::new());
        for file in files {
            let read = File::open(&file.path).map_err(Error::io(&file.path))?;
            if !ist_lose(BufReader::new(read)) {
                bundles.push(*file);
                continue;
            }
            if let Err(refusal) = loose.take(file)? {
                report_refused(&file.name, &file.path, std::slice::from_ref(&refusal), FIRST_ERRORS);
                refused.push(refusal);
            }
        }
        Ok((loose, bundles, refused))
    }

    fn take(&mut self, file: &Delivery) -> Result<Result<(), Ablehnung>, Error> {
        let no = |why: String| Ok(Err(Ablehnung::der_datei(&file.name, why)));
        let size = std::fs::metadata(&file.path).map_err(Error::io(&file.path))?.len();
        if size > AT_MOST {
            return no(format!("a loose document of more than {} MB", AT_MOST >> 20));
        }
        let bytes = std::fs::read(&file.path).map_err(Error::io(&file.path))?;
        let document = match baum::lies(&bytes).and_then(|tree| Beigelegt::lies(&tree)) {
            Ok(Some(document)) => document,
            Ok(None) => return no("a receipt by itself: the bundle holds it".into()),
            Err(why) => return no(format!("a loose document: {}: {}", why.feld, why.grund)),
        };
        let erezept_id = document.erezept_id().to_owned();
        if !self.documents.nimm(document) {
            return no(format!("a second loose document of its kind of E-Rezept-ID {erezept_id}: send one of them"));
        }
        let refusal = Ablehnung { wert: erezept_id.clone(), ..Ablehnung::der_datei(&file.name, NOT_BILLED) };
        self.unasked.entry(erezept_id).or_default().push(refusal);
        Ok(Ok(()))
    }
}
