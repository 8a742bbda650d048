//! The letter about one invoice.

use std::collections::BTreeSet;

use documents::{Blatt, Briefkopf, Spalte, Tabelle};
use domain::brief::{euro, monat};
use domain::datum::deutsch;
use domain::{Anweisung, Betrag, RechnungsPruefung};
use forms::differenzmitteilung::Zeile;
use rules::rechtsgrundlage::{Verbleib, verbleib};

use super::nachtrag::nachtraege;
use super::rechnung::{Posten, Sache};
use super::{Eingabe, geht_zurueck};

/// The letter: the invoice as billed and as found, each cut and addition, what is paid, what goes back, and until when
/// the biller may object.
pub(super) fn brief(eingabe: &Eingabe<'_>, sache: &Sache<'_>) -> Blatt {
    let blatt = Blatt::brief("Differenzmitteilung", kopf(eingabe, sache))
        .absatz("Sehr geehrte Damen und Herren,")
        .absatz(&format!(
            "wir haben Ihre Sammelrechnung {} vom {} für {} im Auftrag des Kostenträgers geprüft. Sie weicht in den \
             folgenden Punkten von dem ab, was anerkannt wird.",
            sache.rechnung.rechnungsnummer,
            deutsch(sache.rechnung.rechnungsdatum),
            monat(&sache.rechnung.abrechnungsmonat)
        ));
    let blatt = nachtraege(zahlung(figuren(blatt, sache), sache), sache);
    let blatt = nicht_geliefert(abweichungen(blatt, sache), sache);
    let blatt = zurueck(blatt, sache);
    blatt
        .ueberschrift("Einwände")
        .absatz(&format!(
            "Einwände richten Sie bitte bis zum {} an uns; nennen Sie dabei den Beleg {} und die PicNr.",
            deutsch(eingabe.kostentraeger.brief.einwand_bis(eingabe.datum)),
            sache.rechnung.beleg_id
        ))
        .zeilen(eingabe.kostentraeger.brief.gruss.iter().cloned())
}

/// Sender, address and references of what goes to a biller.
pub(super) fn kopf(eingabe: &Eingabe<'_>, sache: &Sache<'_>) -> Briefkopf {
    let kopf = kopf_an(eingabe, sache);
    let mut angaben = kopf.angaben;
    angaben.push(("Rechnung".into(), sache.rechnung.rechnungsnummer.clone()));
    angaben.push(("Beleg".into(), sache.rechnung.beleg_id.clone()));
    Briefkopf { angaben, ..kopf }
}

/// The same without an invoice.
pub(super) fn kopf_an(eingabe: &Eingabe<'_>, sache: &Sache<'_>) -> Briefkopf {
    let (rechnung, kostentraeger) = (sache.rechnung, eingabe.kostentraeger);
    let bekannt = eingabe
        .rechnungssteller
        .iter()
        .find(|r| r.ik == rechnung.rechnungssteller_ik && r.gilt_am(eingabe.datum) && !r.ort.is_empty());
    let anschrift = match bekannt {
        Some(r) => vec![r.name.clone(), r.strasse.clone(), format!("{} {}", r.plz, r.ort)],
        None => vec![rechnung.rechnungssteller.clone()],
    };
    let absender = Some(&kostentraeger.brief.absender).filter(|absender| !absender.is_empty());
    Briefkopf {
        absender: absender.unwrap_or(&kostentraeger.name).clone(),
        anschrift: anschrift.into_iter().filter(|zeile| !zeile.trim().is_empty()).collect(),
        angaben: vec![
            ("Ihre IK".into(), rechnung.rechnungssteller_ik.clone()),
            ("Datum".into(), deutsch(eingabe.datum)),
            ("Kostenträger".into(), kostentraeger.name.clone()),
        ],
        kontakt: kostentraeger.brief.kontakt(),
    }
}

/// The figures of the invoice that differ.
fn figuren(blatt: Blatt, sache: &Sache<'_>) -> Blatt {
    if sache.figuren.is_empty() {
        return blatt;
    }
    let spalten = [
        Spalte::links("Angabe der Rechnung"),
        Spalte::rechts("laut Rechnung"),
        Spalte::rechts("festgestellt"),
        Spalte::rechts("Differenz"),
    ];
    let zeile = |tabelle: Tabelle, figur: &&RechnungsPruefung| {
        tabelle.zeile([groesse(&figur.groesse).to_owned(), wert(&figur.soll), wert(&figur.ist), wert(&figur.differenz)])
    };
    blatt.ueberschrift("Angaben der Rechnung").tabelle(sache.figuren.iter().fold(Tabelle::neu(spalten), zeile))
}

/// A count or an amount, as people read it.
fn wert(text: &str) -> String {
    match text.parse::<Betrag>() {
        Ok(betrag) if text.contains('.') => betrag.deutsch(),
        _ => text.to_owned(),
    }
}

/// A figure as people call it.
fn groesse(name: &str) -> &str {
    match name {
        "anzahl_rezepte" => "Anzahl der Rezepte (Einzelpostenliste)",
        "anzahl_geliefert" => "Anzahl der gelieferten Rezepte",
        "brutto" => "Brutto in EUR",
        "zuzahlung" => "Zuzahlung in EUR",
        "ap_rabatt" => "Apothekenrabatt in EUR",
        "hs_rabatt" => "Herstellerrabatt in EUR",
        "netto" => "Netto in EUR",
        andere => andere,
    }
}

/// From what was billed to what is paid.
fn zahlung(blatt: Blatt, sache: &Sache<'_>) -> Blatt {
    let (offen, brutto) = sache.offen;
    let blatt = if sache.posten.is_empty() {
        blatt
    } else {
        let (zusetzung, absetzung) = (sache.zusetzung(), sache.absetzung());
        let tabelle = Tabelle::neu([Spalte::links("Abrechnung"), Spalte::rechts("Betrag in EUR")])
            .zeile([format!("berechnet, netto, {}", rezepte(sache.posten.len())), sache.berechnet().deutsch()])
            .zeile(["abzüglich Absetzungen".to_owned(), (zusetzung - absetzung).deutsch()])
            .zeile(["zuzüglich Zusetzungen".to_owned(), (Betrag::NULL - zusetzung).deutsch()])
            .summe("neuer Nettobetrag", sache.netto().deutsch());
        auftraege(blatt.ueberschrift("Abrechnung und Zahlung").tabelle(tabelle), sache)
    };
    if offen == 0 {
        return blatt;
    }
    let werden = if offen == 1 { "wird" } else { "werden" };
    blatt.absatz(&format!(
        "{} über brutto {} {werden} noch geprüft; darüber erhalten Sie eine eigene Mitteilung.",
        rezepte(offen as usize),
        euro(brutto)
    ))
}

/// So many prescriptions in words.
pub(super) fn rezepte(anzahl: usize) -> String {
    if anzahl == 1 { "1 Rezept".to_owned() } else { format!("{anzahl} Rezepte") }
}

/// The payments, and what is set off in them.
fn auftraege(mut blatt: Blatt, sache: &Sache<'_>) -> Blatt {
    for Anweisung { anweisung_id, zahlungsstatus, betrag, verrechnet, .. } in sache.anweisungen.iter().copied() {
        let abzug = if *verrechnet == Betrag::NULL {
            String::new()
        } else {
            format!(" Darin sind Forderungen aus anderen Rechnungen über {} verrechnet.", euro(verrechnet.absolut()))
        };
        blatt = blatt.absatz(&format!(
            "Angewiesen sind {} mit der Zahlung {anweisung_id} ({zahlungsstatus}).{abzug}",
            euro(*betrag)
        ));
    }
    for verrechnung in &sache.verrechnet {
        blatt = blatt.absatz(&format!(
            "Der Nettobetrag ist eine Forderung an Sie. Wir haben sie über {} mit der Zahlung {} verrechnet.",
            euro(verrechnung.betrag.absolut()),
            verrechnung.anweisung_id
        ));
    }
    if sache.anweisungen.is_empty() && sache.verrechnet.is_empty() && sache.netto() == Betrag::NULL {
        return blatt.absatz("Für diese Rezepte ist nichts zu zahlen.");
    }
    blatt
}

/// Each cut and each addition.
fn abweichungen(blatt: Blatt, sache: &Sache<'_>) -> Blatt {
    let zeilen: Vec<(Zeile<'_>, String)> =
        sache.zeilen().into_iter().filter(|(zeile, _)| !zeile.groesse.is_empty()).collect();
    if zeilen.is_empty() {
        return blatt;
    }
    let tabelle = zeilen.iter().fold(
        Tabelle::neu([
            Spalte::links("PicNr"),
            Spalte::links("Abgabe"),
            Spalte::links("PZN"),
            Spalte::links("Status, Grund und Grundlage"),
            Spalte::rechts("berechnet"),
            Spalte::rechts("anerkannt"),
            Spalte::rechts("abgesetzt"),
        ]),
        |tabelle, (zeile, pzn)| tabelle.zeile(abweichung(zeile, pzn)),
    );
    blatt
        .ueberschrift("Absetzungen und Zusetzungen in EUR")
        .absatz(
            "Berechnet und anerkannt sind der Nettobetrag der Verordnung oder, wo ein Rabatt genannt ist, dieser Rabatt. \
             Ein negativer Betrag in der letzten Spalte ist eine Zusetzung.",
        )
        .tabelle(tabelle.summe("Summe", sache.absetzung().deutsch()))
}

fn abweichung(zeile: &Zeile<'_>, pzn: &str) -> [String; 7] {
    let betrag = |betrag: Option<Betrag>| betrag.map_or_else(|| "nicht lesbar".to_owned(), Betrag::deutsch);
    let was = match zeile.groesse {
        "ap_rabatt" => "Apothekenrabatt: ",
        "hs_rabatt" => "Herstellerrabatt: ",
        _ => "",
    };
    [
        zeile.pic_nr.to_owned(),
        zeile.abgabe_datum.map(deutsch).unwrap_or_default(),
        pzn.to_owned(),
        format!("{} {was}{}; Grundlage: {}", zeile.status, zeile.grund, zeile.grundlage),
        betrag(zeile.berechnet),
        zeile.anerkannt.deutsch(),
        betrag(zeile.absetzung),
    ]
}

/// Prescriptions that are listed and were not delivered.
fn nicht_geliefert(blatt: Blatt, sache: &Sache<'_>) -> Blatt {
    if sache.nicht_geliefert.is_empty() {
        return blatt;
    }
    let spalten = [Spalte::links("PicNr"), Spalte::rechts("brutto in EUR"), Spalte::rechts("Zuzahlung in EUR")];
    let tabelle = sache.nicht_geliefert.iter().fold(Tabelle::neu(spalten), |tabelle, einzel| {
        tabelle.zeile([einzel.pic_nr.clone(), einzel.brutto.deutsch(), einzel.zuzahlung.deutsch()])
    });
    blatt
        .ueberschrift("Gelistet, aber nicht geliefert")
        .absatz(
            "Diese Rezepte stehen auf der Einzelpostenliste, ihre Verordnungen fehlen aber in der Lieferung. Für sie wird \
             nichts gezahlt; reichen Sie sie bitte mit einer neuen Rechnung ein.",
        )
        .tabelle(tabelle)
}

/// The way of returned prescriptions.
fn zurueck(blatt: Blatt, sache: &Sache<'_>) -> Blatt {
    let zurueck: Vec<&Posten<'_>> = sache.posten.iter().filter(|posten| geht_zurueck(posten)).collect();
    if zurueck.is_empty() {
        return blatt;
    }
    let mut saetze = vec![format!(
        "{} nicht bezahlt und auf dem Deckblatt aufgeführt, mit dem wir sie Ihnen zurückgeben.",
        if zurueck.len() == 1 { "1 Rezept ist".to_owned() } else { format!("{} Rezepte sind", zurueck.len()) }
    )];
    for art in zurueck.iter().map(|posten| verbleib(posten.erledigt.status)).collect::<BTreeSet<_>>() {
        saetze.push(
            match art {
                Verbleib::Zurueck => "Berichtigt können Sie sie mit einer neuen Rechnung erneut einreichen.",
                Verbleib::AndererKostentraeger => {
                    "Wo wir nicht zuständig sind, wenden Sie sich bitte an den zuständigen Kostenträger."
                }
                Verbleib::Original => {
                    "Wo nur das Bild nicht lesbar ist, senden Sie uns bitte das Original; wir rechnen es nach."
                }
            }
            .to_owned(),
        );
    }
    blatt.ueberschrift("Zurückgegebene Verordnungen").absatz(&saetze.join(" "))
}
