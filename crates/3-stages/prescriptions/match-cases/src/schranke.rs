//! What a case can weigh at most, told from numbers: most cases of a block are left aside without touching a text.
//!
//! A bound is never below the weight itself, so no hint is lost by it, and a block of any size is looked through whole.

use register::normalisieren::NAME_HOECHSTENS;
use register::{Eintrag, Gruppe, Suchbild, Wert};

use crate::abstand::{LAENGENUNTERSCHIED, vielleicht_verschrieben};
use crate::aehnlichkeit::Grad;
use crate::angaben::{Blatt, text};
use crate::gewichte::{self, Gewicht};
use crate::naehe::{Naehe, geburtsdaten, unfalldaten};
use crate::tage::Tage;

/// Where the cases come from that are looked through for hints: what they share with the sheet. What several groups
/// have in common is bounded by the widest of them.
pub const GRUPPEN: [Gruppe; 6] =
    [Gruppe::Geburt, Gruppe::NameUnfall, Gruppe::Strasse, Gruppe::NameVorname, Gruppe::NamePlz, Gruppe::VornamePlz];

/// The bounds of one sheet.
pub struct Schranke<'b, 'a> {
    blatt: &'b Blatt<'a>,
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

impl<'b, 'a> Schranke<'b, 'a> {
    /// The bounds of a sheet among the cases of its register.
    pub fn neu(blatt: &'b Blatt<'a>) -> Self {
        let mit_nummer = |naehe| blatt.nummer.map_or(0, |_| gewichte::nummer(naehe, blatt.register));
        Schranke {
            blatt,
            vertauscht: blatt.vertauschtes_bild(),
            name: gewichte::name(Naehe::Nur(Grad::Identisch), blatt),
            klang: gewichte::name(Naehe::Klang, blatt),
            vorname: gewichte::vorname(Naehe::Nur(Grad::Identisch), blatt),
            ort: gewichte::adresse(Naehe::Nur(Grad::Aehnlich), blatt).max(gewichte::STRASSE_AEHNLICH),
            nummer: mit_nummer(Naehe::Nur(Grad::Identisch)),
            nummer_nahe: mit_nummer(Naehe::EineZiffer),
            geburten: Tage::der_geburt(blatt),
            unfaelle: Tage::des_unfalls(blatt),
        }
    }

    /// The cases, active and handed over, that may weigh so much, by file number, each with its values and its bound.
    pub fn moegliche(&self, schwelle: Gewicht) -> Vec<(Eintrag<'a>, &'a Suchbild, Gewicht)> {
        let register = self.blatt.register;
        let mut faelle = Vec::new();
        for (vertauscht, bild) in [(false, &self.blatt.bild), (true, &self.vertauscht)] {
            for gruppe in GRUPPEN.into_iter().filter(|g| !vertauscht || !matches!(g, Gruppe::Geburt | Gruppe::Strasse))
            {
                let uebriges = self.uebriges(gruppe, vertauscht);
                let genug = |fall: &Eintrag| {
                    let (fall, sein) = (*fall, fall.suchbild());
                    let daten = self.der_daten(fall, sein);
                    uebriges.is_none_or(|u| Gewicht::hundertstel(u + daten) >= schwelle)
                        && self.erreicht(fall, sein, daten, schwelle)
                };
                faelle.extend(register.umgebung(gruppe, bild).filter(genug));
            }
        }
        faelle.sort_unstable_by_key(|fall| fall.nummer());
        faelle.dedup_by_key(|fall| fall.nummer());
        let mit_schranke = |fall: Eintrag<'a>| {
            let sein = fall.suchbild();
            (fall, sein, self.fuer(fall, sein))
        };
        faelle.into_iter().map(mit_schranke).filter(|(_, _, schranke)| *schranke >= schwelle).collect()
    }

    /// False only where numbers alone tell that a case, whose dates weigh `daten`, weighs less than that: its texts, which
    /// are far away in memory, are then never touched.
    pub fn erreicht(&self, fall: Eintrag, sein: &Suchbild, daten: i32, schwelle: Gewicht) -> bool {
        let uebrig = daten + self.nummer.max(self.nummer_nahe) + self.vornamens(sein);
        let genug = |name: i32, adresse: i32| Gewicht::hundertstel(uebrig + name + adresse) >= schwelle;
        let (still, klingend) = self.namens_hoechstens(sein);
        if !genug(klingend, gewichte::ADRESSE_IDENTISCH.max(self.ort)) {
            return false;
        }
        let adresse = self.der_adresse_hoechstens(sein);
        genug(still, adresse)
            || genug(klingend, adresse)
                && (self.blatt.bild.klang.is_some() && self.blatt.bild.klang == sein.klang
                    || text(&self.blatt.angaben.name).contains(' ')
                    || fall.name().contains(' '))
    }

    /// The most that a name can weigh that does not sound alike, and one that may.
    fn namens_hoechstens(&self, sein: &Suchbild) -> (i32, i32) {
        if sein.name.is_none() || text(&self.blatt.angaben.name).is_empty() {
            return (0, 0);
        }
        if self.blatt.bild.name == sein.name {
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
        let gleich = |a: Option<Wert>, b: Option<Wert>| a.is_some() && a == b;
        match (gleich(sein.ort, self.blatt.bild.ort), gleich(sein.strasse, self.blatt.bild.strasse)) {
            (true, true) => gewichte::ADRESSE_IDENTISCH,
            (true, false) => self.ort,
            (false, true) if gleich(sein.plz, self.blatt.bild.plz) => gewichte::plz(true),
            _ => gewichte::ANSCHRIFT_AEHNLICH,
        }
    }

    /// What a case can weigh at most.
    pub fn fuer(&self, fall: Eintrag, sein: &Suchbild) -> Gewicht {
        let numeriert = self.blatt.nummer.is_some_and(|nummer| nummer.nennt(fall));
        let nummer = if numeriert { self.nummer } else { self.nummer_nahe };
        let felder = [
            self.namens(fall, sein),
            self.vornamens(sein),
            self.der_daten(fall, sein),
            self.der_adresse(fall, sein),
            nummer,
        ];
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
    pub(crate) fn der_daten(&self, fall: Eintrag, sein: &Suchbild) -> i32 {
        let a = &self.blatt.angaben;
        let (geburt, unfall) = sein.tage();
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
        if self.blatt.bild.name == Some(sein_name) {
            return self.name;
        }
        if self.sind_vertauscht(sein) {
            return gewichte::VERTAUSCHT.max(self.klang).max(gewichte::NAME_AEHNLICH);
        }
        let mehrteilig = auf_dem_blatt.contains(' ') || fall.name().contains(' ');
        if mehrteilig || self.blatt.bild.klang.is_some() && self.blatt.bild.klang == sein.klang {
            self.klang.max(gewichte::NAME_AEHNLICH)
        } else if vielleicht_verschrieben(auf_dem_blatt, fall.name())
            || fuellt_das_feld(auf_dem_blatt, fall.name())
            || self.halb_vertauscht(sein)
        {
            gewichte::NAME_AEHNLICH
        } else {
            gewichte::name(Naehe::Nur(Grad::Verschieden), self.blatt)
        }
    }

    fn vornamens(&self, sein: &Suchbild) -> i32 {
        let fehlt = self.blatt.angaben.vorname.wert().is_none() || sein.vorname.is_none();
        match sein.vorname {
            _ if fehlt => 0,
            vorname if vorname == self.blatt.bild.vorname => self.vorname,
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
        let gleich = |a: Option<Wert>, b: Option<Wert>| a.is_some() && a == b;
        let (ort, strasse) = (gleich(sein.ort, self.blatt.bild.ort), gleich(sein.strasse, self.blatt.bild.strasse));
        let gleiche_plz = gleich(sein.plz, self.blatt.bild.plz);
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

/// Returns true if two names are so long that one may be the other, cut where the field ends.
fn fuellt_das_feld(a: &str, b: &str) -> bool {
    a.len().min(b.len()) + LAENGENUNTERSCHIED >= NAME_HOECHSTENS
}
