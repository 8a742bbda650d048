//! The articles that are prescribed, and the reference list of them.

use chrono::Datelike;
use domain::datum::deutsch;
use domain::{Betrag, Datum, Rabattart, pruefziffer};
use forms::artikel::SPALTEN;

use super::zufall::Zufall;

/// Active substances with their ATC codes and a form of dispensing.
const WIRKSTOFFE: [(&str, &str, &str); 16] = [
    ("Diclofenac", "M01AB05", "Tabl."),
    ("Ibuprofen", "M01AE01", "Tabl."),
    ("Paracetamol", "N02BE01", "Tabl."),
    ("Tramadol", "N02AX02", "Tropfen"),
    ("Metamizol", "N02BB02", "Tropfen"),
    ("Enoxaparin", "B01AB05", "Fertigspr."),
    ("Certoparin", "B01AB13", "Fertigspr."),
    ("Pantoprazol", "A02BC02", "Tabl."),
    ("Omeprazol", "A02BC01", "Kaps."),
    ("Amoxicillin", "J01CA04", "Tabl."),
    ("Cefuroxim", "J01DC02", "Tabl."),
    ("Dexpanthenol", "D03AX03", "Salbe"),
    ("Povidon-Iod", "D08AG02", "Lösung"),
    ("Prednisolon", "H02AB06", "Tabl."),
    ("Baclofen", "M03BX01", "Tabl."),
    ("Ciclopirox", "D01AE14", "Creme"),
];

const HERSTELLER: [&str; 4] = ["Muster Pharma", "Beispiel Arznei GmbH", "Fiktiv AG", "Probe & Söhne"];
const ANZAHL: usize = 240;

/// An article.
#[derive(Clone, Debug)]
pub struct Ware {
    /// Article number, 8 digits.
    pub pzn: String,
    /// How its pharmacy discount is computed.
    pub rabattart: Rabattart,
    /// Manufacturer discount per pack.
    pub hs_rabatt: Betrag,
    /// Ceiling per pack; never below the price.
    pub festbetrag: Option<Betrag>,
    /// Whether it may be prescribed at a work accident.
    pub verordnungsfaehig: bool,
    /// Price per pack.
    pub preis: Betrag,
    /// The columns from `bezeichnung` to `packung`.
    beschreibung: [String; 5],
    /// Manufacturer discount per pack until the end of the year before last, where it was another one.
    frueherer_hs_rabatt: Option<Betrag>,
}

/// Every article of the reference list.
#[derive(Clone, Debug)]
pub struct Sortiment {
    waren: Vec<Ware>,
}

impl Sortiment {
    /// Draws the articles. Every kind of them is there under every seed.
    pub fn neu(zufall: &mut Zufall) -> Self {
        let mut waren: Vec<Ware> = Vec::with_capacity(ANZAHL);
        while waren.len() < ANZAHL {
            let ware = ware(waren.len(), zufall);
            if waren.iter().all(|andere| andere.pzn != ware.pzn) {
                waren.push(ware);
            }
        }
        Sortiment { waren }
    }

    /// Draws an article that may be prescribed.
    pub fn ziehe(&self, zufall: &mut Zufall) -> &Ware {
        self.ziehe_mit(zufall, |ware| ware.verordnungsfaehig)
    }

    /// Draws an article of a kind, of which there must be one.
    pub fn ziehe_mit(&self, zufall: &mut Zufall, passt: impl Fn(&Ware) -> bool) -> &Ware {
        let anfang = zufall.stelle(self.waren.len());
        let der_reihe_nach = self.waren[anfang..].iter().chain(&self.waren[..anfang]);
        der_reihe_nach.into_iter().find(|ware| passt(ware)).expect("every kind of article is in the list")
    }

    /// The reference list `artikel.csv`, for business dates of the year of `lauf`.
    pub fn csv(&self, lauf: Datum) -> Vec<u8> {
        let mut ziel =
            csv::WriterBuilder::new().delimiter(b';').terminator(csv::Terminator::CRLF).from_writer(Vec::new());
        let kopf = SPALTEN.iter().map(|spalte| spalte.name);
        ziel.write_record(kopf).expect("memory takes every line");
        for ware in &self.waren {
            for zeile in zeilen(ware, lauf.year()) {
                ziel.write_record(zeile).expect("memory takes every line");
            }
        }
        ziel.into_inner().expect("memory takes every line")
    }
}

/// A PZN with the right check digit that is in no list of ours: they begin with 99.
pub fn unbekannte_pzn(zufall: &mut Zufall) -> String {
    pzn("99", zufall)
}

fn pzn(anfang: &str, zufall: &mut Zufall) -> String {
    loop {
        let stamm = format!("{anfang}{:05}", zufall.unter(100_000));
        let gueltig = (0..10).map(|ziffer| format!("{stamm}{ziffer}")).find(|pzn| pruefziffer::pzn_gueltig(pzn));
        if let Some(pzn) = gueltig {
            return pzn;
        }
    }
}

fn ware(nr: usize, zufall: &mut Zufall) -> Ware {
    let rabattart = match nr % 20 {
        0..12 => Rabattart::Fix,
        12..17 => Rabattart::Prozent,
        _ => Rabattart::Kein,
    };
    // Every sixtieth is cheaper than the fixed discount, which then is the price itself.
    let preis = if nr.is_multiple_of(60) { Betrag::aus_cent(zufall.zwischen(95..=190)) } else { preis(zufall) };
    let mit_hs_rabatt = rabattart == Rabattart::Fix && preis.cent() >= 1500 && zufall.promille(250);
    let hs_rabatt = Betrag::aus_cent(if mit_hs_rabatt { preis.cent() * zufall.zwischen(2..=8) / 100 } else { 0 });
    Ware {
        pzn: pzn(&format!("0{}", zufall.zwischen(1..=9)), zufall),
        rabattart,
        hs_rabatt,
        festbetrag: (nr % 3 == 1).then(|| preis + Betrag::aus_cent(zufall.zwischen(0..=500))),
        verordnungsfaehig: nr % 40 != 39,
        preis,
        beschreibung: beschreibung(nr, zufall),
        frueherer_hs_rabatt: (nr % 16 == 2).then(|| hs_rabatt + Betrag::aus_cent(50)),
    }
}

/// Two thirds of what is prescribed after accidents costs at most EUR 25.
fn preis(zufall: &mut Zufall) -> Betrag {
    Betrag::aus_cent(match zufall.unter(100) {
        0..45 => zufall.zwischen(250..=1199),
        45..75 => zufall.zwischen(1200..=2499),
        75..94 => zufall.zwischen(2500..=8999),
        _ => zufall.zwischen(9000..=34_999),
    })
}

fn beschreibung(nr: usize, zufall: &mut Zufall) -> [String; 5] {
    let (wirkstoff, atc, form) = WIRKSTOFFE[nr % WIRKSTOFFE.len()];
    let (groesse, stueck) = zufall.eines(&[("N1", 10), ("N1", 20), ("N2", 30), ("N2", 50), ("N3", 100)]);
    let hersteller = zufall.eines(&HERSTELLER);
    let marke = hersteller.split(' ').next().unwrap_or_default();
    let staerke = zufall.eines(&[5, 10, 20, 50, 75, 100, 250, 400, 500]);
    [
        format!("{wirkstoff}-{marke} {staerke} {form} {groesse}"),
        wirkstoff.into(),
        atc.into(),
        hersteller.into(),
        format!("{stueck} St"),
    ]
}

/// The periods of an article, each a line.
fn zeilen(ware: &Ware, jahr: i32) -> Vec<Vec<String>> {
    let tag = |jahr, monat, tag| Datum::from_ymd_opt(jahr, monat, tag).map_or_else(String::new, deutsch);
    let (anfang, wechsel, ende) = (tag(jahr - 10, 1, 1), tag(jahr - 1, 1, 1), tag(jahr - 2, 12, 31));
    match ware.frueherer_hs_rabatt {
        Some(frueher) => vec![zeile(ware, anfang, ende, frueher), zeile(ware, wechsel, String::new(), ware.hs_rabatt)],
        None => vec![zeile(ware, anfang, String::new(), ware.hs_rabatt)],
    }
}

fn zeile(ware: &Ware, gueltig_ab: String, gueltig_bis: String, hs_rabatt: Betrag) -> Vec<String> {
    let mut zeile = vec![ware.pzn.clone(), gueltig_ab, gueltig_bis];
    zeile.extend_from_slice(&ware.beschreibung);
    zeile.push(ware.rabattart.to_string());
    zeile.push(komma(hs_rabatt));
    zeile.push(ware.festbetrag.map_or_else(String::new, komma));
    zeile.push(if ware.verordnungsfaehig { "J" } else { "N" }.into());
    zeile
}

/// An amount as billers write it: `12,93`.
pub fn komma(betrag: Betrag) -> String {
    betrag.to_string().replace('.', ",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn list_has_the_form_of_the_reference_data() {
        let sortiment = Sortiment::neu(&mut Zufall::strom(1, "probe", 0));
        let lauf = Datum::from_ymd_opt(2005, 3, 11).expect("a day");
        let artikel = forms::artikel::lies(&sortiment.csv(lauf), "artikel.csv").expect("good form");
        assert!(artikel.len() > ANZAHL);
        for art in Rabattart::ALLE {
            assert!(artikel.iter().any(|artikel| artikel.rabattart == *art));
        }
    }

    #[test]
    fn prices_keep_their_ceilings_and_unknown_articles_are_not_in_the_list() {
        let mut zufall = Zufall::strom(1, "probe", 0);
        let sortiment = Sortiment::neu(&mut zufall);
        assert!(sortiment.waren.iter().all(|ware| ware.festbetrag.is_none_or(|fest| ware.preis <= fest)));
        assert!(sortiment.waren.iter().any(|ware| ware.preis < Betrag::aus_cent(200)));
        let unbekannt = unbekannte_pzn(&mut zufall);
        assert!(pruefziffer::pzn_gueltig(&unbekannt));
        assert!(sortiment.waren.iter().all(|ware| ware.pzn != unbekannt));
    }
}
