//! Versions of profiles. What we read is found by element, whatever they say; one that nobody tried yet is worth a note,
//! because it may say in a new place what we would look for in the old one.

use crate::baum::heisst;

/// Profiles, each with the newest minor version of 1 that was tried.
const ERPROBT: [(&str, u32); 5] = [
    ("KBV_PR_ERP_Bundle", 4),
    ("DAV-PR-ERP-AbgabedatenBundle", 5),
    ("GKVSV_PR_TA7_Rechnung_Bundle", 5),
    ("GKVSV_PR_TA7_Sammelrechnung_Bundle", 0),
    ("TA7_Sammelrechnung_Bundle", 0),
];

/// A note on a profile, `URL|VERSION`, that is none that was tried; none for one that was, and where no version is named.
pub(crate) fn hinweis(profil: &str) -> Option<String> {
    let (name, version) = profil.trim().split_once('|')?;
    let neueste = ERPROBT.iter().find(|(bekannt, _)| heisst(name, bekannt)).map(|(_, neueste)| *neueste);
    let mut teile = version.split('.');
    let (haupt, neben) = (teile.next(), teile.next().and_then(|neben| neben.parse::<u32>().ok()));
    if haupt == Some("1") && neben.is_some_and(|neben| neueste.is_some_and(|neueste| neben <= neueste)) {
        return None;
    }
    let profil: String = profil.chars().filter(|c| c.is_ascii_graphic()).take(120).collect();
    Some(format!("profile {profil} was not tried yet: read by element"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_that_was_not_tried_is_noted() {
        for (profil, hinweise) in [
            ("", 0),
            ("https://fhir.kbv.de/StructureDefinition/KBV_PR_ERP_Bundle", 0),
            ("https://fhir.kbv.de/StructureDefinition/KBV_PR_ERP_Bundle|1.0.2", 0),
            ("https://fhir.kbv.de/StructureDefinition/KBV_PR_ERP_Bundle|1.4", 0),
            ("https://fhir.kbv.de/StructureDefinition/KBV_PR_ERP_Bundle|1.5.0", 1),
            ("https://fhir.kbv.de/StructureDefinition/KBV_PR_ERP_Bundle|2.0", 1),
            ("https://fhir.kbv.de/StructureDefinition/KBV_PR_ERP_Bundle|", 1),
            ("https://x/SOMETHING_ELSE|1.0", 1),
        ] {
            assert_eq!(hinweis(profil).iter().len(), hinweise, "{profil}");
        }
    }
}
