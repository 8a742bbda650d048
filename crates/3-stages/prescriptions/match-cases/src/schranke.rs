//! What a case can weigh at most, told from numbers: most cases of a block are left aside without touching a text.
//!
//! A bound is never below the weight itself, so no hint is lost by it, and a block of any size is looked through whole.

use register::normalisieren::NAME_HOECHSTENS;
use register::{Eintrag, Gruppe, Register, Suchbild};

use crate::aehnlichkeit::Grad;
use crate::angaben::{Blatt, text};
use crate::gewichte::{self, Gewicht};
use crate::naehe::{Naehe, geburtsdaten, unfalldaten};
use crate::tage::Tage;

/// Letters that two similar names may differ in: two edits, each with one letter less and one more.
const UNGLEICHE_BUCHSTABEN: u32 = 4;
/// Letters by which a similar name may be longer.
const LAENGENUNTERSCHIED: usize = 2;

/// Where the cases come from that are looked through for hints: what they share with the sheet. What several groups
/// have in common is bounded by the widest of them.
pub const GRUPPEN: [Gruppe; 6] =
    [Gruppe::Geburt, Gruppe::NameUnfall, Gruppe::Strasse, Gruppe::NameVorname, Gruppe::NamePlz, Gruppe::VornamePlz];

/// The bounds of one sheet.
pub struct Schranke<'a> {
    blatt: &'a Blatt<'a>,
    bild: Suchbild,
    vertauscht: Suchbild,
    name: i32,
    klang: i32,
    vorname: i32,
    ort: i32,
    nummer: i32,
    nummer_nahe: i32,
    geburten: Tage,
    unfaelle: Tage,
}

impl<'a> Schranke<'a> {
    /// The bounds of a sheet among the cases of a register.
    pub fn neu(blatt: &'a Blatt<'a>, register: &Register) -> Self {
        let a = &blatt.angaben;
        let (name, vorname, ort) = (text(&a.name), text(&a.vorname), text(&a.ort));
        let mit_nummer = |naehe| blatt.nummer.map_or(0, |_| gewichte::nummer(naehe, register));
        Schranke {
            blatt,
            bild: blatt.suchbild(register),
            vertauscht: blatt.vertauschtes_suchbild(register),
            name: gewichte::name(Naehe::Nur(Grad::Identisch), name, register),
            klang: gewichte::name(Naehe::Klang, name, register),
            vorname: gewichte::vorname(Naehe::Nur(Grad::Identisch), vorname, register),
            ort: gewichte::adresse(Naehe::Nur(Grad::Aehnlich), ort, register).max(gewichte::STRASSE_AEHNLICH),
            nummer: mit_nummer(Naehe::Nur(Grad::Identisch)),
            nummer_nahe: mit_nummer(Naehe::EineZiffer),
            geburten: Tage::der_geburt(blatt),
            unfaelle: Tage::des_unfalls(blatt),
        }
    }

    /// The cases, active and handed over, that may weigh so much, by file number, each with its values and its bound.
    pub fn moegliche<'r>(&self, register: &'r Register, schwelle: Gewicht) -> Vec<(Eintrag<'r>, Suchbild, Gewicht)> {
        let mut faelle = Vec::new();
        for (vertauscht, bild) in [(false, &self.bild), (true, &self.vertauscht)] {
            for gruppe in GRUPPEN.into_iter().filter(|g| !vertauscht || !matches!(g, Gruppe::Geburt | Gruppe::Strasse))
            {
                let uebriges = self.uebriges(gruppe, vertauscht);
                let genug = |fall: &Eintrag| {
                    uebriges.is_none_or(|u| Gewicht::hundertstel(u + self.der_daten(*fall)) >= schwelle)
                        && self.erreicht(*fall, schwelle)
                };
                faelle.extend(register.umgebung(gruppe, bild).filter(genug));
            }
        }
        faelle.sort_unstable_by_key(|fall| fall.nummer());
        faelle.dedup_by_key(|fall| fall.nummer());
        let mit_schranke = |fall: Eintrag<'r>| {
            let sein = fall.suchbild();
            (fall, sein, self.fuer(fall, &sein))
        };
        faelle.into_iter().map(mit_schranke).filter(|(_, _, schranke)| *schranke >= schwelle).collect()
    }

    /// False only where numbers alone tell that a case weighs less than that: its texts, which are far away in memory, are
    /// then never touched.
    pub fn erreicht(&self, fall: Eintrag, schwelle: Gewicht) -> bool {
        let namen = fall.namen();
        let uebrig = self.der_daten(fall) + self.nummer.max(self.nummer_nahe) + self.vornamens(&namen);
        let genug = |name: i32, adresse: i32| Gewicht::hundertstel(uebrig + name + adresse) >= schwelle;
        let (still, klingend) = self.namens_hoechstens(&namen);
        if !genug(klingend, gewichte::ADRESSE_IDENTISCH.max(self.ort)) {
            return false;
        }
        let adresse = self.der_adresse_hoechstens(&fall.anschrift());
        genug(still, adresse)
            || genug(klingend, adresse)
                && (self.bild.klang.is_some() && self.bild.klang == fall.klang()
                    || text(&self.blatt.angaben.name).contains(' ')
                    || fall.name().contains(' '))
    }

    /// The most that a name can weigh that does not sound alike, and one that may.
    fn namens_hoechstens(&self, sein: &Suchbild) -> (i32, i32) {
        if sein.name.is_none() || text(&self.blatt.angaben.name).is_empty() {
            return (0, 0);
        }
        if self.bild.name == sein.name {
            return (self.name, self.name);
        }
        let klingend = self.klang.max(gewichte::NAME_AEHNLICH);
        if self.sind_vertauscht(sein) {
            let vertauscht = klingend.max(gewichte::VERTAUSCHT);
            return (vertauscht, vertauscht);
        }
        (gewichte::NAME_AEHNLICH, klingend)
    }

    fn der_adresse_hoechstens(&self, sein: &Suchbild) -> i32 {
        let gleich = |a: Option<u32>, b: Option<u32>| a.is_some() && a == b;
        match (gleich(sein.ort, self.bild.ort), gleich(sein.strasse, self.bild.strasse)) {
            (true, true) => gewichte::ADRESSE_IDENTISCH,
            (true, false) => self.ort,
            (false, true) if gleich(sein.plz, self.bild.plz) => gewichte::plz(true),
            _ => gewichte::ANSCHRIFT_AEHNLICH,
        }
    }

    /// What a case can weigh at most.
    pub fn fuer(&self, fall: Eintrag, sein: &Suchbild) -> Gewicht {
        let numeriert = self.blatt.nummer.is_some_and(|nummer| nummer.nennt(fall));
        let nummer = if numeriert { self.nummer } else { self.nummer_nahe };
        let felder =
            [self.namens(fall, sein), self.vornamens(sein), self.der_daten(fall), self.der_adresse(fall, sein), nummer];
        Gewicht::hundertstel(felder.into_iter().sum())
    }

    /// What beside the dates a case of a group can weigh at most that stands in none of the groups before it; none =
    /// nothing is to be saved.
    fn uebriges(&self, gruppe: Gruppe, vertauscht: bool) -> Option<i32> {
        let (name, vorname) = match (gruppe, vertauscht) {
            (Gruppe::NameVorname | Gruppe::NamePlz | Gruppe::VornamePlz, true) => {
                (gewichte::VERTAUSCHT, gewichte::VERTAUSCHT)
            }
            (Gruppe::NameVorname, _) => (self.name.max(self.klang).max(gewichte::NAME_AEHNLICH), self.vorname),
            (Gruppe::NamePlz, _) => (self.name.max(self.klang).max(gewichte::NAME_AEHNLICH), gewichte::VERTAUSCHT),
            (Gruppe::VornamePlz, _) => (self.klang.max(gewichte::VERTAUSCHT), self.vorname),
            _ => return None,
        };
        Some(name + vorname.max(gewichte::VORNAME_AEHNLICH) + self.ort + self.nummer)
    }

    /// The weight of both dates: it costs no more than its bound.
    fn der_daten(&self, fall: Eintrag) -> i32 {
        let a = &self.blatt.angaben;
        let (geburt, unfall) = fall.tage();
        let geb_datum = geburt.and_then(|tag| self.geburten.gewicht(tag)).unwrap_or_else(|| {
            let grad = match (a.geb_datum.wert(), fall.geb_datum()) {
                (Some(_), Some(_)) => Grad::Unvollstaendig,
                _ => Grad::Fehlt,
            };
            gewichte::geb_datum(geburtsdaten(&a.geb_datum, fall.geb_datum(), grad))
        });
        let unf_datum = self.unfaelle.gewicht(unfall).unwrap_or_else(|| {
            let sein = fall.unf_datum();
            let grad = if sein.is_some() { Grad::Unvollstaendig } else { Grad::Fehlt };
            gewichte::unf_datum(unfalldaten(&a.unf_datum, sein, grad))
        });
        geb_datum + unf_datum
    }

    fn namens(&self, fall: Eintrag, sein: &Suchbild) -> i32 {
        let auf_dem_blatt = text(&self.blatt.angaben.name);
        let Some(sein_name) = sein.name.filter(|_| !auf_dem_blatt.is_empty()) else { return 0 };
        if self.bild.name == Some(sein_name) {
            return self.name;
        }
        if self.sind_vertauscht(sein) {
            return gewichte::VERTAUSCHT.max(self.klang).max(gewichte::NAME_AEHNLICH);
        }
        let mehrteilig = auf_dem_blatt.contains(' ') || fall.name().contains(' ');
        if mehrteilig || self.bild.klang.is_some() && self.bild.klang == sein.klang {
            self.klang.max(gewichte::NAME_AEHNLICH)
        } else if vielleicht_verschrieben(auf_dem_blatt, fall.name())
            || fuellt_das_feld(auf_dem_blatt, fall.name())
            || self.halb_vertauscht(sein)
        {
            gewichte::NAME_AEHNLICH
        } else {
            gewichte::name(Naehe::Nur(Grad::Verschieden), "", fall.register())
        }
    }

    fn vornamens(&self, sein: &Suchbild) -> i32 {
        let fehlt = self.blatt.angaben.vorname.wert().is_none() || sein.vorname.is_none();
        match sein.vorname {
            _ if fehlt => 0,
            vorname if vorname == self.bild.vorname => self.vorname,
            _ if self.sind_vertauscht(sein) => gewichte::VERTAUSCHT,
            _ => gewichte::VORNAME_AEHNLICH,
        }
    }

    fn sind_vertauscht(&self, sein: &Suchbild) -> bool {
        let v = &self.vertauscht;
        v.name.is_some() && v.name == sein.name && v.vorname.is_some() && v.vorname == sein.vorname
    }

    fn halb_vertauscht(&self, sein: &Suchbild) -> bool {
        let v = &self.vertauscht;
        v.name.is_some() && v.name == sein.name || v.vorname.is_some() && v.vorname == sein.vorname
    }

    fn der_adresse(&self, fall: Eintrag, sein: &Suchbild) -> i32 {
        let gleich = |a: Option<u32>, b: Option<u32>| a.is_some() && a == b;
        let (ort, strasse) = (gleich(sein.ort, self.bild.ort), gleich(sein.strasse, self.bild.strasse));
        let gleiche_plz = gleich(sein.plz, self.bild.plz);
        let a = &self.blatt.angaben;
        let aehnliche_strasse = || strasse || vielleicht_dieselbe_strasse(text(&a.strasse), fall.strasse());
        let aehnlicher_ort = || gleiche_plz || vielleicht_verschrieben(text(&a.ort), fall.ort());
        match (ort, strasse) {
            (true, true) => gewichte::ADRESSE_IDENTISCH,
            (true, false) => self.ort,
            (false, true) if gleiche_plz => gewichte::plz(true),
            _ if aehnliche_strasse() && aehnlicher_ort() => gewichte::ANSCHRIFT_AEHNLICH,
            _ if gleiche_plz => gewichte::plz(false),
            _ => 0,
        }
    }
}

/// False only where two streets are more than two edits apart, and neither is the other without its number.
fn vielleicht_dieselbe_strasse(a: &str, b: &str) -> bool {
    vielleicht_verschrieben(a, b) || a.starts_with(b) || b.starts_with(a)
}

/// False only where two names are more than two edits apart.
fn vielleicht_verschrieben(a: &str, b: &str) -> bool {
    if !a.is_ascii() || !b.is_ascii() {
        return true;
    }
    let buchstaben = |text: &str| text.bytes().fold(0_u32, |menge, b| menge | 1 << (b & 31));
    a.len().abs_diff(b.len()) <= LAENGENUNTERSCHIED
        && (buchstaben(a) ^ buchstaben(b)).count_ones() <= UNGLEICHE_BUCHSTABEN
}

/// Returns true if two names are so long that one may be the other, cut where the field ends.
fn fuellt_das_feld(a: &str, b: &str) -> bool {
    a.len().min(b.len()) + LAENGENUNTERSCHIED >= NAME_HOECHSTENS
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use strsim::osa_distance;

    use super::*;

    proptest! {
        #[test]
        fn near_names_are_never_ruled_out(a in "[a-e ]{0,8}", b in "[a-e ]{0,8}") {
            prop_assert!(osa_distance(&a, &b) > 2 || vielleicht_verschrieben(&a, &b));
        }
    }
}
