//! What was prescribed and what it may cost, by the article list on the day of dispensing.

use domain::pruefziffer::pzn_gueltig;
use domain::{Betrag, JaNein, Lesung, Rechnungsart};
use rules::blatt::positionsfeld;
use rules::{Fund, Regel};

use crate::Akte;

/// 994: the Taxe of a line exceeds Festbetrag × quantity, and the doctor did not mark a medical need. Hospital
/// pharmacies have no Festbetrag.
pub fn festbetrag(akte: &Akte) -> Vec<Fund> {
    let kreuz = &akte.blatt.rezept.aut_idem_kreuz;
    if akte.rechnung.rechnungsart == Rechnungsart::Kha || kreuz.nicht_erkannt() || *kreuz == Lesung::Wert(JaNein::Ja) {
        return Vec::new();
    }
    let ueberschritten = akte.artikel().filter_map(|(position, _, artikel)| {
        let (taxe, faktor) = (*position.taxe.wert()?, *position.faktor.wert()?);
        let hoechstens: Betrag = artikel?.festbetrag?.mal(faktor);
        (taxe > hoechstens).then(|| Fund::neu(positionsfeld("taxe", position), taxe, format!("bis {hoechstens}")))
    });
    ueberschritten.collect()
}

/// 995: an article may not be prescribed at a work accident.
pub fn verordnungsfaehigkeit(akte: &Akte) -> Vec<Fund> {
    let verboten = akte.artikel().filter(|(.., artikel)| artikel.is_some_and(|a| !a.verordnungsfaehig.ist_ja()));
    verboten.map(|(position, pzn, _)| Fund::neu(positionsfeld("pzn", position), pzn, "verordnungsfähig")).collect()
}

/// The note on articles that are not in the list.
pub const PZN_UNBEKANNT: Regel = Regel::hinweis(
    "pzn_unbekannt",
    "PZN am Abgabetag nicht in der Artikelliste: kein Rabatt, kein Festbetrag",
    "Artikelliste",
);

/// Note: an article with a right PZN is not in the list on the day of dispensing.
pub fn pzn_unbekannt(akte: &Akte) -> Vec<Fund> {
    let unbekannt = akte.artikel().filter(|(_, pzn, artikel)| artikel.is_none() && pzn_gueltig(pzn));
    unbekannt.map(|(position, pzn, _)| Fund::neu(positionsfeld("pzn", position), pzn, "in der Artikelliste")).collect()
}

#[cfg(test)]
mod tests {
    use muster::{euro, tag};

    use super::super::probe::anzahl;
    use super::*;

    #[test]
    fn rule_994() {
        let mit = |festbetrag, kreuz, art| {
            anzahl(super::festbetrag, |p| {
                p.artikel[0].festbetrag = Some(euro(festbetrag));
                p.positionen[0].faktor = Lesung::Wert(2);
                p.rezept.aut_idem_kreuz = kreuz;
                p.rechnung.rechnungsart = art;
            })
        };
        let (ja, nein) = (Lesung::Wert(JaNein::Ja), Lesung::Wert(JaNein::Nein));
        assert_eq!(mit("41.21", Lesung::Leer, Rechnungsart::Arz), 1); // 82.43 > 2 × 41.21
        assert_eq!(mit("41.21", nein.clone(), Rechnungsart::Apo), 1);
        assert_eq!(mit("41.22", nein, Rechnungsart::Arz), 0);
        assert_eq!(mit("41.21", ja, Rechnungsart::Arz), 0);
        assert_eq!(mit("41.21", Lesung::NichtErkannt, Rechnungsart::Arz), 0);
        assert_eq!(mit("41.21", Lesung::Leer, Rechnungsart::Kha), 0);
    }

    #[test]
    fn rule_995() {
        assert_eq!(anzahl(verordnungsfaehigkeit, |p| p.artikel[0].verordnungsfaehig = JaNein::Nein), 1);
        assert_eq!(anzahl(verordnungsfaehigkeit, |_| {}), 0);
    }

    #[test]
    fn the_list_counts_on_the_day_of_dispensing() {
        let frueher = |p: &mut super::super::probe::Probe| {
            p.artikel[0].gueltig_bis = Some(tag("2005-02-03"));
            p.artikel[0].verordnungsfaehig = JaNein::Nein;
            p.artikel[0].festbetrag = Some(euro("1.00"));
        };
        assert_eq!(anzahl(super::festbetrag, frueher), 0);
        assert_eq!(anzahl(verordnungsfaehigkeit, frueher), 0);
        assert_eq!(anzahl(pzn_unbekannt, frueher), 1);
    }

    #[test]
    fn note_on_unknown_articles() {
        let mit = |pzn: &str| anzahl(pzn_unbekannt, |p| p.positionen[0].pzn = Lesung::aus_text(pzn).expect("any text"));
        assert_eq!(mit("04908802"), 1);
        assert_eq!([mit("02619100"), mit("04908803"), mit("?"), mit("")], [0, 0, 0, 0]);
    }
}
