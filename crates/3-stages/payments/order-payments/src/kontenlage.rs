//! Which accounts are known: own ones, those of the master data, and those that orders were paid to before.
//!
//! An account has two names, an IBAN or bank code and number, and bank files use either. Two names reach the same account
//! if they are equal, if the payer's table says so, or if a German IBAN holds just this bank code and number. An invoice
//! that names its account twice must reach the known one both ways: each bank file takes another name.

use std::collections::{BTreeSet, HashMap, HashSet};

use domain::datum::deutsch;
use domain::kennzeichen::{self, blz_und_konto};
use domain::{Anweisung, Datum, ErstesKonto, Kostentraeger, Rechnungssteller};

use crate::Beleg;

/// An account as somebody names it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Konto<'a> {
    /// IBAN; empty = not named.
    pub iban: &'a str,
    /// Account number; empty = not named.
    pub konto: &'a str,
    /// Bank code.
    pub blz: &'a str,
}

impl<'a> From<&'a Beleg> for Konto<'a> {
    fn from(beleg: &'a Beleg) -> Self {
        Konto { iban: &beleg.iban, konto: &beleg.konto, blz: &beleg.blz }
    }
}

impl<'a> From<&'a Anweisung> for Konto<'a> {
    fn from(a: &'a Anweisung) -> Self {
        Konto { iban: &a.iban, konto: &a.konto, blz: &a.blz }
    }
}

impl<'a> From<&'a Rechnungssteller> for Konto<'a> {
    fn from(steller: &'a Rechnungssteller) -> Self {
        Konto { iban: &steller.iban, konto: &steller.konto, blz: &steller.blz }
    }
}

impl std::fmt::Display for Konto<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.iban.is_empty(), self.konto.is_empty()) {
            (false, _) => write!(f, "IBAN {}", self.iban),
            (true, false) => write!(f, "Konto {} bei BLZ {}", self.konto, self.blz),
            (true, true) => write!(f, "kein Konto"),
        }
    }
}

/// A name by which a bank file reaches an account, in the one form in which names are compared.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Name {
    Iban(String),
    Nummer { blz: String, konto: String },
}

impl Name {
    fn iban(text: &str) -> Self {
        Name::Iban(kennzeichen::iban(text).unwrap_or_else(|| text.to_owned()))
    }

    fn nummer(konto: &str, blz: &str) -> Self {
        Name::Nummer { blz: blz.to_owned(), konto: konto.trim_start_matches('0').to_owned() }
    }
}

/// An account that is known for a biller, and from where.
#[derive(Clone, Debug)]
struct Bekannt {
    namen: BTreeSet<Name>,
    text: String,
}

/// Everything that an account is compared with.
#[derive(Clone, Debug, Default)]
pub struct Kontenlage {
    /// The payer's table of IBANs.
    tabelle: HashMap<Name, Name>,
    eigene: BTreeSet<Name>,
    /// By IK: the account that holds on the day; none of the billers' list if the list has the biller, but not on that day.
    stamm: HashMap<String, Option<Bekannt>>,
    /// By IK: the account that earlier runs paid first, and those that two people released since.
    bezahlt: HashMap<String, Vec<Bekannt>>,
    freigegeben: HashSet<String>,
    erstes_konto: ErstesKonto,
}

/// How an account stands to what is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Befund {
    /// It is the known one.
    Bekannt,
    /// Nothing is known of its biller.
    Erstes,
    /// Another one is known, in words.
    Anders(String),
}

impl Kontenlage {
    /// What is known on `datum`: the payer's table, the own accounts of all `kostentraeger`, and the master data.
    pub fn neu<'a>(
        payer: &'a Kostentraeger,
        kostentraeger: impl Iterator<Item = &'a Kostentraeger>,
        stamm: &[Rechnungssteller],
        datum: Datum,
    ) -> Self {
        let tabelle = payer.iban.iter().map(|e| (Name::nummer(&e.konto, &e.blz), Name::iban(&e.iban))).collect();
        let mut lage = Kontenlage { tabelle, erstes_konto: payer.zahlung.erstes_konto, ..Kontenlage::default() };
        let eigene = kostentraeger.chain([payer]).flat_map(|payer| &payer.konto);
        lage.eigene = eigene
            .flat_map(|konto| lage.namen(Konto { iban: &konto.iban, konto: &konto.konto, blz: &konto.blz }))
            .collect();
        for steller in stamm {
            let konto = Konto::from(steller);
            let text = format!("{konto} laut Stammdaten, gültig ab {}", deutsch(steller.gueltig_ab));
            let bekannt = Bekannt { namen: lage.namen(konto), text };
            let eintrag = lage.stamm.entry(steller.ik.clone()).or_default();
            if steller.gilt_am(datum) {
                *eintrag = Some(bekannt);
            }
        }
        lage
    }

    /// Adds an account that an earlier run paid to. Of those after the first only `freigegeben` ones count.
    pub fn bezahlt(&mut self, a: &Anweisung, freigegeben: bool) {
        let konto = Konto::from(a);
        let zuerst = !self.bezahlt.contains_key(&a.rechnungssteller_ik);
        if a.le_nr.is_empty() && (zuerst || freigegeben) {
            let wie = if zuerst { "zuerst bezahlt" } else { "freigegeben und bezahlt" };
            let text = format!("{konto}, {wie} mit {} am {}", a.anweisung_id, deutsch(a.angewiesen_am));
            let bekannt = Bekannt { namen: self.namen(konto), text };
            self.bezahlt.entry(a.rechnungssteller_ik.clone()).or_default().push(bekannt);
        }
    }

    /// Adds an invoice whose account two people released.
    pub fn freigabe(&mut self, beleg_id: &str) {
        self.freigegeben.insert(beleg_id.to_owned());
    }

    pub(crate) fn ist_freigegeben(&self, beleg_id: &str) -> bool {
        self.freigegeben.contains(beleg_id)
    }

    pub(crate) fn erstes_konto(&self) -> ErstesKonto {
        self.erstes_konto
    }

    /// Returns true if it is an own account of a payer, by any of its names.
    pub(crate) fn ist_eigenes(&self, konto: Konto<'_>) -> bool {
        !self.namen(konto).is_disjoint(&self.eigene)
    }

    /// How an account stands to what is known of its biller. A facility is always paid to its master data.
    pub(crate) fn befund(&self, rechnungssteller_ik: &str, konto: Konto<'_>) -> Befund {
        let bekannte: Vec<&Bekannt> = match (self.stamm.get(rechnungssteller_ik), self.bezahlt.get(rechnungssteller_ik))
        {
            _ if rechnungssteller_ik.is_empty() => return Befund::Bekannt,
            (Some(Some(stamm)), _) => vec![stamm],
            (Some(None), None) => return Befund::Anders("kein an diesem Tag gültiges Konto in den Stammdaten".into()),
            (_, Some(bezahlt)) => bezahlt.iter().collect(),
            (None, None) => return Befund::Erstes,
        };
        if bekannte.iter().any(|bekannt| self.erreicht(konto, bekannt)) {
            return Befund::Bekannt;
        }
        Befund::Anders(bekannte.iter().map(|bekannt| bekannt.text.as_str()).collect::<Vec<_>>().join(" oder "))
    }

    /// Returns true if each name of an account reaches the known one.
    fn erreicht(&self, konto: Konto<'_>, bekannt: &Bekannt) -> bool {
        let genannt = genannt(konto);
        !genannt.is_empty() && genannt.into_iter().all(|name| !self.alle([name]).is_disjoint(&bekannt.namen))
    }

    fn namen(&self, konto: Konto<'_>) -> BTreeSet<Name> {
        self.alle(genannt(konto))
    }

    /// These names and every other by which the same account is reached.
    fn alle(&self, namen: impl IntoIterator<Item = Name>) -> BTreeSet<Name> {
        let mut alle: BTreeSet<Name> = namen.into_iter().collect();
        let ibans: Vec<Name> = alle.iter().filter_map(|name| self.tabelle.get(name).cloned()).collect();
        alle.extend(ibans);
        let nummern: Vec<Name> = alle.iter().filter_map(|name| self.nummer_in(name)).collect();
        alle.extend(nummern);
        alle
    }

    /// Bank code and number that a German IBAN holds, unless the table gives that account another IBAN.
    fn nummer_in(&self, name: &Name) -> Option<Name> {
        let Name::Iban(iban) = name else { return None };
        let (blz, konto) = blz_und_konto(iban)?;
        Some(Name::nummer(&konto, &blz)).filter(|nummer| self.tabelle.get(nummer).is_none_or(|richtig| richtig == name))
    }
}

/// The names that are named.
fn genannt(Konto { iban, konto, blz }: Konto<'_>) -> Vec<Name> {
    let iban = (!iban.is_empty()).then(|| Name::iban(iban));
    let nummer = (!konto.is_empty()).then(|| Name::nummer(konto, blz));
    iban.into_iter().chain(nummer).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const IK: &str = "303100245";
    const ALT: Konto<'_> = Konto { iban: "DE08300606010001162268", konto: "1162268", blz: "29090605" };

    fn lage(stamm: &[Rechnungssteller]) -> Kontenlage {
        let payer = toml::from_str(
            r#"
            name = "BG"
            ik = "120991009"
            konto = [{ name = "BG", bank = "B", iban = "DE02600501010002034304", blz = "60050101", konto = "2034304" }]
            iban = [{ konto = "1162268", blz = "29090605", iban = "DE08300606010001162268" }]
            "#,
        )
        .expect("a payer");
        Kontenlage::neu(&payer, std::iter::empty(), stamm, tag("2005-03-14"))
    }

    fn tag(text: &str) -> Datum {
        domain::datum::aus_iso(text).expect("a day")
    }

    fn steller(Konto { iban, konto, blz }: Konto<'_>) -> Rechnungssteller {
        Rechnungssteller {
            ik: IK.into(),
            name: "ARZ".into(),
            strasse: String::new(),
            plz: String::new(),
            ort: String::new(),
            iban: iban.into(),
            bic: String::new(),
            konto: konto.into(),
            blz: blz.into(),
            gueltig_ab: tag("2000-01-01"),
            gueltig_bis: None,
        }
    }

    fn konto<'a>(iban: &'a str, konto: &'a str, blz: &'a str) -> Konto<'a> {
        Konto { iban, konto, blz }
    }

    #[test]
    fn one_account_by_whatever_name() {
        let namen = [
            ALT,
            konto("DE08 3006 0601 0001 1622 68", "", ""),
            konto("", "1162268", "29090605"),
            konto("", "0001162268", "29090605"),
            konto("", "1162268", "30060601"),
        ];
        for bekannt in [ALT, konto("", "1162268", "29090605"), konto("DE08300606010001162268", "", "")] {
            for (nr, genannt) in namen.iter().enumerate() {
                let befund = lage(&[steller(bekannt)]).befund(IK, *genannt);
                assert_eq!(befund, Befund::Bekannt, "{bekannt} {nr}");
            }
        }
    }

    #[test]
    fn another_account_is_another_by_either_name() {
        let lage = lage(&[steller(ALT)]);
        for anders in [
            konto("DE44840800000867750501", "", ""),
            konto("", "867750501", "84080000"),
            // One name of the known account does not cover for the other: SEPA pays to the IBAN, DTAUS to the number.
            konto("DE44840800000867750501", "1162268", "29090605"),
            konto("DE08300606010001162268", "867750501", "84080000"),
            konto("", "1162269", "29090605"),
            konto("", "1162268", "29090606"),
            // What a computed IBAN names is not what the payer's table says of this account.
            konto("DE51290906050001162268", "", ""),
        ] {
            let Befund::Anders(text) = lage.befund(IK, anders) else { panic!("{anders} is another account") };
            assert!(text.contains("laut Stammdaten, gültig ab 01.01.2000"), "{text}");
        }
    }

    #[test]
    fn a_biller_whose_entry_is_over_has_no_account() {
        let mut alt = steller(ALT);
        alt.gueltig_bis = Some(tag("2005-03-13"));
        assert!(matches!(lage(&[alt]).befund(IK, ALT), Befund::Anders(_)));
        assert_eq!(lage(&[]).befund(IK, ALT), Befund::Erstes);
    }

    #[test]
    fn own_accounts_are_known_by_every_name() {
        let lage = lage(&[]);
        for eigenes in [
            konto("DE02600501010002034304", "", ""),
            konto("", "0002034304", "60050101"),
            konto("DE08300606010001162268", "2034304", "60050101"),
        ] {
            assert!(lage.ist_eigenes(eigenes), "{eigenes}");
        }
        assert!(!lage.ist_eigenes(ALT));
    }
}
