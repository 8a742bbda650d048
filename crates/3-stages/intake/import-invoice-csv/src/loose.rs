//! Documents of e-prescriptions that came beside the bundle that bills them. Only where each lies is kept: it is read again
//! when its prescription is put together, so that a month of them needs no memory.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufReader};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use domain::Ablehnung;
use erezept::baum;
use erezept::beigelegt::{Beigelegt, Beilagen, Beiliegend, ist_lose};
use stage::{Delivery, Error, FIRST_ERRORS, report_refused};

use crate::files::Refused;

/// A loose document is one prescription or dispensing; bundles may be of any size.
const AT_MOST: u64 = 8 << 20;
const NOT_BILLED: &str =
    "a loose document, and no TA7 bundle of this run bills its prescription: deliver both together";

/// The loose documents of a delivery, by E-Rezept-ID.
#[derive(Default)]
pub(crate) struct Loose<'d> {
    places: HashMap<String, Place<'d>>,
    /// The first that could be read once and not again.
    fault: Mutex<Option<Error>>,
}

/// The documents of one prescription: where they lie, and whether a bundle bills it.
#[derive(Default)]
struct Place<'d> {
    verordnung: Option<&'d Delivery>,
    abgabe: Option<&'d Delivery>,
    billed: AtomicBool,
}

impl<'d> Loose<'d> {
    /// Tells loose documents from bundles: those, the bundles, and what is wrong with documents that cannot be read.
    pub(crate) fn of(files: &[&'d Delivery]) -> Result<(Self, Vec<&'d Delivery>, Refused), Error> {
        let (mut loose, mut bundles, mut refused) = (Loose::default(), Vec::new(), Refused::new());
        for file in files {
            let read = File::open(&file.path).map_err(Error::io(&file.path))?;
            if !ist_lose(BufReader::new(read)) {
                bundles.push(*file);
                continue;
            }
            if let Err(why) = loose.take(file)? {
                let refusal = Ablehnung::der_datei(&file.name, why);
                report_refused(&file.name, &file.path, std::slice::from_ref(&refusal), FIRST_ERRORS);
                refused.push(refusal);
            }
        }
        Ok((loose, bundles, refused))
    }

    fn take(&mut self, file: &'d Delivery) -> Result<Result<(), String>, Error> {
        let document = match read(file).map_err(Error::io(&file.path))? {
            Ok(document) => document,
            Err(why) => return Ok(Err(why)),
        };
        let place = self.places.entry(document.erezept_id().to_owned()).or_default();
        let seat = match document {
            Beigelegt::Verordnung(_) => &mut place.verordnung,
            Beigelegt::Abgabe(_) => &mut place.abgabe,
        };
        if seat.is_some() {
            let id = document.erezept_id();
            return Ok(Err(format!("a second loose document of its kind of E-Rezept-ID {id}: send one of them")));
        }
        *seat = Some(file);
        Ok(Ok(()))
    }

    /// Notes that a bundle bills this prescription.
    pub(crate) fn billed(&self, erezept_id: &str) {
        if let Some(place) = self.places.get(erezept_id) {
            place.billed.store(true, Ordering::Relaxed);
        }
    }

    /// Fails if a document could not be read again.
    pub(crate) fn sound(&self) -> Result<(), Error> {
        self.fault.lock().expect("no reader panics").take().map_or(Ok(()), Err)
    }

    /// Refusals of the documents whose prescription no bundle bills.
    pub(crate) fn not_billed(self) -> Refused {
        let idle = self.places.into_iter().filter(|(_, place)| !place.billed.load(Ordering::Relaxed));
        let refusal = |id: &str, file: &Delivery| Ablehnung {
            wert: id.to_owned(),
            ..Ablehnung::der_datei(&file.name, NOT_BILLED)
        };
        idle.flat_map(|(id, place)| {
            let files = [place.verordnung, place.abgabe].into_iter().flatten();
            files.map(|file| refusal(&id, file)).collect::<Refused>()
        })
        .collect()
    }
}

impl Beilagen for Loose<'_> {
    fn zu(&self, erezept_id: &str) -> Beiliegend {
        let mut found = Beiliegend::default();
        let Some(place) = self.places.get(erezept_id) else { return found };
        for file in [place.verordnung, place.abgabe].into_iter().flatten() {
            match read(file) {
                Ok(Ok(document)) => drop(found.nimm(document)),
                Ok(Err(why)) => self.failed(Error::Data(format!("{}: it changed while it was read: {why}", file.name))),
                Err(source) => self.failed(Error::io(&file.path)(source)),
            }
        }
        found
    }
}

impl Loose<'_> {
    fn failed(&self, why: Error) {
        self.fault.lock().expect("no reader panics").get_or_insert(why);
    }
}

/// Reads a loose document, or says why it is none that we take.
fn read(file: &Delivery) -> io::Result<Result<Beigelegt, String>> {
    if std::fs::metadata(&file.path)?.len() > AT_MOST {
        return Ok(Err(format!("a loose document of more than {} MB", AT_MOST >> 20)));
    }
    let bytes = std::fs::read(&file.path)?;
    Ok(match baum::lies(&bytes).and_then(|tree| Beigelegt::lies(&tree)) {
        Ok(Some(document)) => Ok(document),
        Ok(None) => Err("a receipt by itself: the bundle holds it".into()),
        Err(why) => Err(format!("a loose document: {}: {}", why.feld, why.grund)),
    })
}
