//! Line by line what is paid: article, discount, by what law and since when, and how the net comes about.

use domain::anzeige::sichtbar;
use domain::{Betrag, Datum, Rabattart};
use rules::Apothekenabschlag;
use stage::{Error, Result};

use crate::geschichte::{Abschnitt, Art, Blick, Punkt};
use crate::worte::{betrag, datum, spalte, wert};
use crate::zeilen::{Zeile, zeilen};

/// Lines with their articles and rates, then the sum and each deviation from what was billed.
pub(crate) fn abschnitt(blick: &Blick<'_>) -> Result<Abschnitt> {
    let abschlaege = Apothekenabschlag::aus_konfiguration(blick.config.rule_table("apothekenabschlag.csv"))
        .map_err(|fehler| Error::Config(fehler.to_string()))?;
    let abgegeben = domain::datum::aus_iso(blick.rezept.wert("abgabe_datum"));
    let mut positionen = blick.zeilen("30-stage1/positionen.csv")?;
    if positionen.is_empty() {
        positionen = blick.zeilen("20-invoices/positionen.csv")?;
    }
    let mut punkte = Vec::new();
    for position in &positionen {
        punkte.push(zeile(blick, position, abgegeben, &abschlaege)?);
    }
    for spalte in ["noctu", "schreibgebuehr", "beschaffungskosten"] {
        let gebuehr = blick.rezept.wert(spalte);
        if !matches!(gebuehr, "" | "0.00") {
            punkte.push(Punkt::angabe(spalte, format!("{}, ohne Abschlag", betrag(gebuehr))));
        }
    }
    for zeile in blick.zeilen("20-invoices/zuabschlaege.csv")? {
        punkte.push(Punkt::angabe(format!("geltend gemacht: {}", zeile.wert("code")), betrag(zeile.wert("betrag"))));
    }
    punkte.extend(netto(&blick.urteil));
    for zeile in blick.zeilen("50-stage2/abweichungen.csv")? {
        punkte.push(Punkt::neu(
            Art::Schlecht,
            format!("Absetzung {}", betrag(zeile.wert("absetzung"))),
            format!(
                "{}: berechnet {}, anerkannt {}; {}",
                spalte(zeile.wert("groesse")),
                betrag(zeile.wert("berechnet")),
                betrag(zeile.wert("anerkannt")),
                sichtbar(zeile.wert("grund"))
            ),
        ));
    }
    Ok(Abschnitt { titel: "Beträge und Rabatte", quelle: blick.quelle("30-stage1/positionen.csv"), punkte })
}

/// A line: article, Taxe, and the rate of its discount with law and validity.
fn zeile(
    blick: &Blick<'_>,
    position: &Zeile,
    abgegeben: Option<Datum>,
    abschlaege: &Apothekenabschlag,
) -> Result<Punkt> {
    let pzn = position.wert("pzn");
    let was = format!("Zeile {}: PZN {}", position.wert("lfd_nr"), sichtbar(&wert(pzn)));
    let mut text = format!("Faktor {}, Taxe {}", wert(position.wert("faktor")), wert(position.wert("taxe")));
    let gilt = |artikel: &Zeile| {
        let tag = abgegeben.map(|tag| tag.to_string()).unwrap_or_default();
        artikel.wert("gueltig_ab") <= tag.as_str()
            && (artikel.wert("gueltig_bis").is_empty() || tag.as_str() <= artikel.wert("gueltig_bis"))
    };
    let artikel = zeilen(blick.lauf, "20-invoices/artikel.csv", &[("pzn", pzn)])?.into_iter().find(gilt);
    let Some(artikel) = artikel else {
        return Ok(Punkt::angabe(was, format!("{text}; nicht in der Artikelliste: kein Abschlag, kein Festbetrag")));
    };
    text += &format!("; {}", sichtbar(artikel.wert("bezeichnung")));
    if !artikel.wert("festbetrag").is_empty() {
        text += &format!(", Festbetrag {} je Packung", betrag(artikel.wert("festbetrag")));
    }
    let satz = artikel.wert("rabattart").parse::<Rabattart>().ok().zip(abgegeben);
    text += &match satz.map(|(art, tag)| abschlaege.grundlage(art, tag)) {
        Some(Ok(Some(satz))) => {
            let bis = satz.gueltig_bis.map_or("offen".to_owned(), domain::datum::deutsch);
            format!(
                "; Abschlag {} ({}, gültig {} bis {bis})",
                satz.wert,
                satz.rechtsgrundlage,
                domain::datum::deutsch(satz.gueltig_ab)
            )
        }
        Some(Ok(None)) => "; kein Abschlag".to_owned(),
        Some(Err(fehler)) => format!("; Abschlag nicht geregelt: {fehler}"),
        None => "; Abschlag nicht berechenbar".to_owned(),
    };
    if !matches!(artikel.wert("hs_rabatt"), "" | "0.00") {
        text += &format!("; Hersteller {} je Packung", betrag(artikel.wert("hs_rabatt")));
    }
    text += &format!(" [Artikel gültig ab {}]", datum(artikel.wert("gueltig_ab")));
    Ok(Punkt::angabe(was, text))
}

/// How the net comes about.
fn netto(urteil: &Zeile) -> Option<Punkt> {
    let teil = |spalte: &str| urteil.wert(spalte).parse::<Betrag>().ok();
    let netto = teil("netto")?;
    let text = format!(
        "{} brutto − {} Apothekenabschlag − {} Herstellerabschlag − {} Zuzahlung = {}",
        teil("brutto")?.deutsch(),
        teil("ap_rabatt").unwrap_or_default().deutsch(),
        teil("hs_rabatt").unwrap_or_default().deutsch(),
        teil("zuzahlung").unwrap_or_default().deutsch(),
        betrag(&netto.to_string()),
    );
    Some(Punkt::neu(Art::Gut, "Netto", text))
}
