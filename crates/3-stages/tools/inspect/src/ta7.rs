//! E-prescriptions. Names and addresses are shown as of any other file: whoever inspects it has it.

use std::convert::Infallible;

use erezept::baum::{self, Knoten};
use erezept::buendel::{self, Fehler, Ort};
use erezept::rezept::{Teil, art, zerlege};
use erezept::vertrauen::Vertrauen;

use crate::Options;
use crate::sheet::Sheet;

/// Shows a bundle with each signed document of its first prescriptions, or a loose document; gives its first fault.
pub(crate) fn show(sheet: &mut Sheet, bytes: &[u8], options: &Options) -> Option<String> {
    if let Some((teil, tree)) = loose(bytes) {
        sheet.value("format", format!("loose document of an e-prescription: {}", teil.name()));
        document(sheet, &tree);
        return None;
    }
    sheet.value("format", "TA7, an invoice of e-prescriptions");
    let (mut count, mut fault) = (0u64, None);
    let read = buendel::zerlege(bytes, |prescriptions| {
        for (place, bundle) in prescriptions {
            count += 1;
            let shown = (count <= options.records as u64).then_some(&mut *sheet);
            let wrong = prescription(shown, place, bundle);
            fault = fault.take().or(wrong);
        }
        Ok::<_, Infallible>(())
    });
    sheet.blank();
    match read {
        Ok(header) => {
            sheet.heading("invoice".to_owned());
            let day = |day: Option<domain::Datum>| day.map(|day| day.to_string()).unwrap_or_default();
            for (name, value) in [
                ("profile", header.profil),
                ("file name", header.dateiname),
                ("Rechnungsnummer", header.rechnungsnummer),
                ("Rechnungsdatum", day(header.rechnungsdatum)),
                ("month billed, to", day(header.abrechnungsmonat)),
                ("IK Kostentraeger", header.kostentraeger_ik),
                ("IK Rechnungssteller", header.rechnungssteller_ik),
                ("prescriptions", count.to_string()),
            ] {
                sheet.part(name, value);
            }
            fault
        }
        Err(Fehler::Buendel(offset, why)) => {
            Some(format!("byte {offset}, {}: '{}': {}", why.feld, why.wert, why.grund))
        }
        Err(Fehler::Nehmer(never)) => match never {},
    }
}

fn loose(bytes: &[u8]) -> Option<(Teil, Knoten)> {
    let tree = baum::lies(bytes).ok()?;
    Some((art(&tree)?, tree))
}

/// One prescription: what the clearing centre says, and each signed document. Gives what is wrong with it first.
fn prescription(mut sheet: Option<&mut Sheet>, place: &Ort, bundle: &Knoten) -> Option<String> {
    let parts = zerlege(bundle, &Vertrauen::default());
    let mut fault = parts.abrechnung.as_ref().err().map(ToString::to_string);
    if let Some(sheet) = sheet.as_deref_mut() {
        sheet.heading(format!(
            "prescription {}, byte {}, Belegnummer {}",
            place.nummer, place.offset, place.belegnummer
        ));
        if let Ok(billing) = &parts.abrechnung {
            sheet.part("E-Rezept-ID", &billing.erezept_id);
            sheet.part("IK of the pharmacy", &billing.apotheken_ik);
            sheet.part("Irrlaeufer", if billing.irrlaeufer { "yes" } else { "no" });
            for (code, amount) in &billing.zuabschlaege {
                sheet.part(code, amount.to_string());
            }
        }
    }
    for (part, read) in parts.dokumente {
        let (holds, tree) = match read {
            Ok(read) => {
                let signer = format!(
                    "{} on {}",
                    read.signiert.unterzeichner,
                    read.signiert.unterzeichnet_am.map_or_else(|| "an unknown day".to_owned(), |day| day.to_string())
                );
                let holds = match &read.signiert.unterschrift {
                    Ok(()) => format!("signed by {signer}; the signature holds"),
                    Err(why) => format!("signed by {signer}; the signature does not hold: {why}"),
                };
                let wrong = read.signiert.unterschrift.err();
                fault = fault.or(wrong.map(|why| format!("{}: {why}", part.name())));
                (holds, Some(read.baum))
            }
            Err(why) => {
                fault = fault.or(Some(why.to_string()));
                (why.grund, None)
            }
        };
        if let Some(sheet) = sheet.as_deref_mut() {
            sheet.heading(format!("{}: {holds}", part.name()));
            tree.iter().for_each(|tree| document(sheet, tree));
        }
    }
    fault.map(|fault| format!("byte {}, prescription {}: {fault}", place.offset, place.nummer))
}

/// A document value by value: the path of each element that has one.
fn document(sheet: &mut Sheet, tree: &Knoten) {
    for entry in tree.alle("entry").filter_map(|entry| entry.unter("resource")).flat_map(|resource| &resource.kinder) {
        values(sheet, &entry.name, entry);
    }
}

fn values(sheet: &mut Sheet, path: &str, tree: &Knoten) {
    for child in &tree.kinder {
        if matches!(child.name.as_str(), "meta" | "id" | "text") {
            continue;
        }
        let name = if child.url.is_empty() {
            format!("{path}/{}", child.name)
        } else {
            format!("{path}/{}", child.url.rsplit('/').next().unwrap_or_default())
        };
        if !child.value.is_empty() {
            sheet.part(&name, &child.value);
        }
        values(sheet, &name, child);
    }
}
