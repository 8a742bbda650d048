//! Discounts kept, at risk and lost.

use std::cmp::Reverse;
use std::fmt::Write as _;

use domain::datum::deutsch;
use domain::{AnweisungsRezept, Betrag, Datum, Offengrund, Rabattstand, Rabattsumme, Rabattverlust};

use crate::seite::kopf;

/// The discounts of a run by what becomes of them: kept by its orders, at risk, lost. An order to which nothing hangs
/// is not counted.
pub fn rabattsummen(bezahlt: &[AnweisungsRezept], verluste: &[Rabattverlust]) -> Vec<Rabattsumme> {
    let gewahrt = bezahlt.iter().filter(|r| r.rabattstand == Some(Rabattstand::Gewahrt)).map(|r| r.rabatt);
    let gewahrt: Vec<Option<Betrag>> = gewahrt.filter(|rabatt| *rabatt != Some(Betrag::NULL)).collect();
    let summe = |stand: &Rabattstand| {
        let rabatte: Vec<Option<Betrag>> = match stand {
            Rabattstand::Gewahrt => gewahrt.clone(),
            Rabattstand::Gefaehrdet | Rabattstand::Verloren => {
                verluste.iter().filter(|v| v.stand == *stand).map(|v| v.rabatt).collect()
            }
        };
        Rabattsumme { stand: *stand, anzahl: rabatte.len() as u32, summe: rabatte.into_iter().flatten().sum() }
    };
    Rabattstand::ALLE.iter().map(summe).collect()
}

/// The page of a payer of prescriptions: what became of discounts, and why people had to find the case.
pub fn rabattseite(kostentraeger: &str, datum: Datum, summen: &[Rabattsumme], gruende: &[Offengrund]) -> String {
    let mut html = kopf(&format!("{kostentraeger}: Rabatte am {}", deutsch(datum)));
    html.push_str("<table>\n<tr><th>Rabatt</th><th>Rezepte</th><th>EUR</th></tr>\n");
    for Rabattsumme { stand, anzahl, summe } in summen {
        let was = match stand {
            Rabattstand::Gewahrt => "gewahrt",
            Rabattstand::Gefaehrdet => "gefährdet",
            Rabattstand::Verloren => "verloren",
        };
        let _ = writeln!(html, "<tr><td>{was}</td><td>{anzahl}</td><td>{}</td></tr>", summe.deutsch());
    }
    html.push_str(
        "</table>\n<p>Zahlen: <a href=\"rabatte.csv\">rabatte.csv</a>; jedes Rezept mit seinem Grund: \
         <a href=\"../60-payments/rabattverlust.csv\">rabattverlust.csv</a></p>\n",
    );
    html.push_str(&offene_zuordnungen(gruende));
    html.push_str("</body>\n</html>\n");
    html
}

/// How often each reason sent a prescription to a person, the most frequent first.
fn offene_zuordnungen(gruende: &[Offengrund]) -> String {
    let mut gruende: Vec<&Offengrund> = gruende.iter().collect();
    gruende.sort_by_key(|grund| Reverse(grund.anzahl));
    let mut html = String::from(
        "<h2>Zuordnungen, die ein Mensch entscheidet</h2>\n<table>\n<tr><th>Warum</th><th>Rezepte</th></tr>\n",
    );
    for Offengrund { anzahl, text, .. } in gruende {
        let _ = writeln!(html, "<tr><td>{text}</td><td>{anzahl}</td></tr>");
    }
    html.push_str("</table>\n<p>Ein Rezept kann mehrere Gründe haben: <a href=\"../40-matches/gruende.csv\">gruende.csv</a></p>\n");
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(text: &str) -> Datum {
        domain::datum::aus_iso(text).expect("a day")
    }

    fn bezahlt(cent: i64, rabattstand: Rabattstand) -> AnweisungsRezept {
        AnweisungsRezept {
            anweisung_id: "BG28-0000001-1".into(),
            pic_nr: cent.to_string(),
            beleg_id: "0000001".into(),
            aktenzeichen: String::new(),
            netto: Betrag::aus_cent(1000),
            rabatt: Some(Betrag::aus_cent(cent)),
            zahlungsziel: Some(tag("2005-03-14")),
            rabattstand: Some(rabattstand),
        }
    }

    fn verlust(cent: Option<i64>, stand: Rabattstand) -> Rabattverlust {
        Rabattverlust {
            pic_nr: "1".into(),
            beleg_id: "0000001".into(),
            rechnungsnummer: "2005-1".into(),
            rechnungssteller_ik: "303100245".into(),
            rabatt: cent.map(Betrag::aus_cent),
            rabattfrist: tag("2005-03-12"),
            anweisungsdatum: tag("2005-03-11"),
            stand,
            grund: String::new(),
        }
    }

    #[test]
    fn each_discount_is_counted_once() {
        use Rabattstand::{Gefaehrdet, Gewahrt, Verloren};
        let bezahlt = [bezahlt(250, Gewahrt), bezahlt(0, Gewahrt), bezahlt(130, Verloren)];
        let verluste = [verlust(Some(130), Verloren), verlust(None, Gefaehrdet)];
        let summen = rabattsummen(&bezahlt, &verluste);
        let ist: Vec<_> = summen.iter().map(|s| (s.stand, s.anzahl, s.summe.cent())).collect();
        assert_eq!(ist, [(Gewahrt, 1, 250), (Gefaehrdet, 1, 0), (Verloren, 1, 130)]);
        let grund = |anzahl, text: &str| Offengrund { grund: text.into(), anzahl, text: text.into() };
        let html = rabattseite("BG28", tag("2005-03-11"), &summen, &[grund(1, "selten"), grund(7, "oft")]);
        let oft = "<tr><td>oft</td><td>7</td></tr>\n<tr><td>selten</td><td>1</td></tr>";
        assert!(html.contains(oft), "{html}");
        assert!(html.contains("<tr><td>verloren</td><td>1</td><td>1,30</td></tr>"), "{html}");
    }
}
