//! Faults of a payer's configuration that the shape of its file cannot exclude.
//!
//! They are found when the configuration is read, all at once, before anything is taken in, ordered or written.

use std::ops::RangeInclusive;

use crate::kennzeichen::{bic_gueltig, blz_gueltig, iban, kontonummer_gueltig};
use crate::{Betrag, EntscheidungsArt, Konto, Kostentraeger, VierAugenOptionen, pruefziffer};

/// The Länder by their two letters.
pub const LAENDER: [&str; 16] =
    ["BW", "BY", "BE", "BB", "HB", "HH", "HE", "MV", "NI", "NW", "RP", "SL", "SN", "ST", "SH", "TH"];

/// Bounds of a number of days.
const TAGE: RangeInclusive<u32> = 0..=366;
/// Longest account holder that a bank file holds.
const NAME: RangeInclusive<usize> = 1..=70;

impl Kostentraeger {
    /// Every value that cannot be right, as `key = 'value': what was expected`.
    pub fn maengel(&self) -> Vec<String> {
        let mut maengel = Maengel::default();
        maengel.eine_von("land", &self.land, &LAENDER);
        maengel.muss("ik", &self.ik, pruefziffer::ik_gueltig(&self.ik), "9 digits with the right check digit");
        maengel.muss("name", &self.name, NAME.contains(&self.name.chars().count()), "1 to 70 characters");
        self.unfdat(&mut maengel);
        self.tage(&mut maengel);
        self.konten(&mut maengel);
        self.vier_augen(&mut maengel);
        self.auswertung(&mut maengel);
        let brief = self.brief.maengel().into_iter();
        maengel.0.extend(brief.map(|(key, wert, erwartet)| format!("{key} = '{wert}': expected {erwartet}")));
        maengel.0
    }

    fn unfdat(&self, maengel: &mut Maengel) {
        let unfdat = &self.unfdat;
        maengel.eine_von("unfdat.format", &unfdat.format, &["auto", "dfue", "datentraeger"]);
        maengel.eine_von(
            "unfdat.charset",
            &unfdat.charset,
            &["EDF03DRV", "EDF03IRV", "CP273", "windows-1252", "UTF-8"],
        );
        maengel.eine_von("unfdat.mode", &unfdat.mode, &["full", "delta"]);
        maengel.eine_von("rechnung.charset", &self.rechnung.charset, &["auto", "UTF-8", "windows-1252"]);
        for (key, anteil) in [
            ("unfdat.max_reject_share", unfdat.max_reject_share),
            ("unfdat.max_shrink_share", unfdat.max_shrink_share),
            ("referenz.max_shrink_share", self.referenz.max_shrink_share),
            ("bremse.anteil", self.bremse.anteil),
        ] {
            maengel.muss(key, anteil, (0.0..=1.0).contains(&anteil), "a fraction from 0 to 1");
        }
    }

    fn tage(&self, maengel: &mut Maengel) {
        let fristen = &self.fristen;
        for (key, tage) in [
            ("fristen.zahlungsziel_tage", fristen.zahlungsziel_tage),
            ("fristen.anweisung_tage", fristen.anweisung_tage),
            ("fristen.bestaetigung_tage", fristen.bestaetigung_tage),
            ("leistungen.zahlungsziel_tage", self.leistungen.zahlungsziel_tage),
        ] {
            maengel.muss(key, tage, TAGE.contains(&tage), "a number of days from 0 to 366");
        }
        let jahre = fristen.verjaehrung_jahre;
        maengel.muss("fristen.verjaehrung_jahre", jahre, (0..=100).contains(&jahre), "a number of years from 0 to 100");
        let monate = self.leistungen.pilot_monate;
        maengel.muss("leistungen.pilot_monate", monate, monate <= 120, "a number of months from 0 to 120");
        let sekunden = self.intake.settle_seconds;
        maengel.muss("intake.settle_seconds", sekunden, sekunden <= 86_400, "a number of seconds from 0 to 86400");
    }

    fn vier_augen(&self, maengel: &mut Maengel) {
        let arten = EntscheidungsArt::ALLE.iter().map(|art| art.als_str());
        let bekannt: Vec<&str> = VierAugenOptionen::IMMER.into_iter().chain(arten).collect();
        for was in &self.vier_augen.immer {
            maengel.eine_von("vier_augen.immer", was, &bekannt);
        }
        if let Some(ab) = self.vier_augen.ab_betrag {
            maengel.muss("vier_augen.ab_betrag", ab, ab >= Betrag::NULL, "euro from 0,00, for example \"500,00\"");
        }
    }

    fn auswertung(&self, maengel: &mut Maengel) {
        let (regress, nutzen) = (&self.regress, &self.nutzen);
        let prozent = regress.knapp_prozent;
        maengel.muss("regress.knapp_prozent", prozent, (1..=100).contains(&prozent), "a percentage from 1 to 100");
        let minuten = nutzen.minuten_je_rezept;
        if let Some(minuten) = minuten {
            maengel.muss("nutzen.minuten_je_rezept", minuten, minuten <= 480, "a number of minutes from 0 to 480");
        }
        let grenzen = regress.bagatellgrenze.iter().map(|grenze| ("regress.bagatellgrenze", grenze));
        let nachlass = regress.nachlassgrenzen.iter().map(|grenze| ("regress.nachlassgrenzen", grenze));
        for (key, grenze) in grenzen.chain(nachlass) {
            maengel.muss(key, grenze, *grenze > Betrag::NULL, "euro above 0,00, for example \"500,00\"");
        }
        let saetze = [("nutzen.stundensatz", nutzen.stundensatz), ("nutzen.kosten_je_rezept", nutzen.kosten_je_rezept)];
        for (key, satz) in saetze {
            if let Some(satz) = satz {
                maengel.muss(key, satz, satz >= Betrag::NULL, "euro from 0,00, for example \"48,00\"");
            }
        }
    }

    fn konten(&self, maengel: &mut Maengel) {
        for (nr, konto) in (1..).zip(&self.konto) {
            maengel.eigenes_konto(nr, konto);
        }
        maengel.0.extend(self.zahlungskonto().err());
        if let Some(iban) = self.doppeltes_konto() {
            maengel.0.push(format!("[[konto]] iban = '{iban}' stands there twice: name each own account once"));
        }
        let textschluessel = self.dtaus.textschluessel;
        maengel.muss("dtaus.textschluessel", textschluessel, (51..=69).contains(&textschluessel), "51 to 69");
        for (nr, eintrag) in (1..).zip(&self.iban) {
            let key = |key| format!("[[iban]] {nr}: {key}");
            maengel.iban(&key("iban"), &eintrag.iban);
            maengel.muss(&key("blz"), &eintrag.blz, blz_gueltig(&eintrag.blz), BLZ);
            maengel.muss(&key("konto"), &eintrag.konto, kontonummer_gueltig(&eintrag.konto), KONTO);
        }
    }
}

const BLZ: &str = "8 digits, the first from 1 to 8";
const KONTO: &str = "1 to 10 digits, not all of them 0";

#[derive(Default)]
struct Maengel(Vec<String>);

impl Maengel {
    fn muss(&mut self, key: &str, wert: impl std::fmt::Display, gilt: bool, erwartet: &str) {
        if !gilt {
            self.0.push(format!("{key} = '{wert}': expected {erwartet}"));
        }
    }

    fn eine_von(&mut self, key: &str, wert: &str, bekannt: &[&str]) {
        self.muss(key, wert, bekannt.contains(&wert), &bekannt.join(", "));
    }

    fn iban(&mut self, key: &str, wert: &str) {
        self.muss(key, wert, iban(wert).is_some(), "an IBAN with the right length and check digits");
    }

    fn eigenes_konto(&mut self, nr: usize, konto: &Konto) {
        let Konto { name, bic, iban, blz, konto, .. } = konto;
        let key = |key| format!("[[konto]] {nr}: {key}");
        self.muss(&key("name"), name, NAME.contains(&name.chars().count()), "1 to 70 characters");
        self.muss(&key("bic"), bic, bic.is_empty() || bic_gueltig(bic), "a BIC of 8 or 11 characters, or nothing");
        self.iban(&key("iban"), iban);
        self.muss(&key("blz"), blz, blz_gueltig(blz), BLZ);
        self.muss(&key("konto"), konto, kontonummer_gueltig(konto), KONTO);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GUT: &str = r#"
name = "BG"
ik = "120991009"
land = "BW"

[[konto]]
name = "BG"
bank = "Landesbank"
bic = "SOLADEST600"
iban = "DE02600501010002034304"
blz = "60050101"
konto = "2034304"

[fristen]
zahlungsziel_tage = 10

[dtaus]
textschluessel = 51
"#;

    fn maengel(von: &str, nach: &str) -> Vec<String> {
        assert!(GUT.contains(von), "{von}");
        toml::from_str::<Kostentraeger>(&GUT.replace(von, nach)).expect("a file of the right shape").maengel()
    }

    #[test]
    fn a_sound_configuration_has_no_faults() {
        assert_eq!(maengel("", ""), Vec::<String>::new());
    }

    #[test]
    fn every_value_that_cannot_be_right_is_named_by_its_key() {
        for (von, nach, key) in [
            ("land = \"BW\"", "land = \"XX\"", "land = 'XX'"),
            ("120991009", "120991008", "ik = "),
            ("DE02600501010002034304", "DE02600501010002034305", "[[konto]] 1: iban"),
            ("SOLADEST600", "SOLADEST6", "[[konto]] 1: bic"),
            ("blz = \"60050101\"", "blz = \"6005010\"", "[[konto]] 1: blz"),
            ("konto = \"2034304\"", "konto = \"0\"", "[[konto]] 1: konto"),
            ("textschluessel = 51", "textschluessel = 5", "dtaus.textschluessel"),
            ("zahlungsziel_tage = 10", "zahlungsziel_tage = 4000000000", "fristen.zahlungsziel_tage"),
            ("zahlungsziel_tage = 10", "anweisung_tage = 367", "fristen.anweisung_tage"),
            ("zahlungsziel_tage = 10", "verjaehrung_jahre = -1", "fristen.verjaehrung_jahre"),
            ("[dtaus]", "[unfdat]\nmax_reject_share = nan\n[dtaus]", "unfdat.max_reject_share"),
            ("[dtaus]", "[bremse]\nanteil = 30\n[dtaus]", "bremse.anteil = '30'"),
            ("[dtaus]", "[referenz]\nmax_shrink_share = -0.1\n[dtaus]", "referenz.max_shrink_share"),
            ("[dtaus]", "[vier_augen]\nimmer = [\"kontp\"]\n[dtaus]", "vier_augen.immer = 'kontp'"),
            ("[dtaus]", "[vier_augen]\nab_betrag = \"-1,00\"\n[dtaus]", "vier_augen.ab_betrag"),
            ("[dtaus]", "[unfdat]\ncharset = \"EBCDIC\"\n[dtaus]", "unfdat.charset"),
            ("[dtaus]", "[brief]\nemail = \"a@b\"\n[dtaus]", "brief.email = 'a@b'"),
            ("[dtaus]", "[brief]\ntelefon = \"siehe oben\"\n[dtaus]", "brief.telefon"),
            ("[dtaus]", "[brief]\neinwand_tage = 0\n[dtaus]", "brief.einwand_tage"),
        ] {
            let gefunden = maengel(von, nach);
            assert!(gefunden.len() == 1 && gefunden[0].starts_with(key), "{nach}: {gefunden:?}");
        }
    }

    #[test]
    fn all_faults_are_named_at_once() {
        let kaputt = GUT.replace("DE02600501010002034304", "DE0").replace("BW", "XX").replace("= 51", "= 5");
        assert_eq!(toml::from_str::<Kostentraeger>(&kaputt).expect("a file").maengel().len(), 3);
    }
}
