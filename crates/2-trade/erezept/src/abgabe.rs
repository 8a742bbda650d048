//! The dispensing of the pharmacy (DAV-PR-ERP-AbgabedatenBundle), 1.0 to 1.5, by element.

use domain::{Betrag, Datum};

use crate::Abgelehnt;
use crate::baum::{Knoten, heisst};
use crate::lesen::{betrag, datum, faktor, text};
use crate::verordnung::EREZEPT_ID;

/// Names under which an IK stands.
pub(crate) const IK: &[&str] = &["iknr"];
/// Special codes of the pharmacies' tariff that have a column of their own.
const NOCTU: &str = "02567018";
const DOKUMENTATION: [&str; 2] = ["02567001", "06460688"];
const BESCHAFFUNG: &str = "09999637";

/// A dispensing, and its costs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Abgabe {
    /// E-Rezept-ID.
    pub erezept_id: String,
    /// IK of the pharmacy.
    pub apotheken_ik: String,
    /// Date of dispensing.
    pub abgabe_datum: Option<Datum>,
    /// Gross, without what the insured paid beyond the fixed price.
    pub brutto: Betrag,
    /// Copayment of the insured.
    pub zuzahlung: Betrag,
    /// Mehrkosten, paid by the insured beyond the fixed price: subtracted from line and gross.
    pub mehrkosten: Betrag,
    /// Night service fee.
    pub noctu: Betrag,
    /// Fees for documentation, narcotics and T prescriptions.
    pub schreibgebuehr: Betrag,
    /// Procurement costs.
    pub beschaffungskosten: Betrag,
    /// The other lines.
    pub zeilen: Vec<Zeile>,
    /// Parts of compounded medicines.
    pub rezepturen: Vec<Teil>,
}

/// A line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zeile {
    /// Number of the line.
    pub lfd_nr: u32,
    /// Article number, or special code in its place; eight digits where it has seven.
    pub pzn: String,
    /// Quantity; none = it is no whole number from 1 to 999.
    pub faktor: Option<u32>,
    /// Gross of the line, without Mehrkosten.
    pub taxe: Betrag,
}

/// A part of a compounded medicine. What counts for money is the line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Teil {
    /// Which making, unit and part: the counters of the dispensing.
    pub nummer: (u32, u32, u32),
    /// Article number or special code.
    pub pzn: String,
    /// Quantity in thousandths of a pack, as written.
    pub faktor: String,
    /// Mark of the quantity.
    pub faktorkennzeichen: String,
    /// Mark of the price.
    pub preiskennzeichen: String,
    /// Price in euro.
    pub preis: Betrag,
}

/// Reads a dispensing.
///
/// # Errors
/// It has no E-Rezept-ID, no invoice, or an amount that is none.
pub fn lies(bundle: &Knoten) -> Result<Abgabe, Abgelehnt> {
    let fehlt = |was: &str| Abgelehnt::neu(was, format!("the dispensing has no {was}"));
    let abgaben = || bundle.ressourcen("MedicationDispense").map(|(_, abgabe)| abgabe);
    let rechnung = rechnung(bundle).ok_or_else(|| fehlt("Invoice of Abrechnungszeilen"))?;
    let abgabe = abgaben().find(|abgabe| art(abgabe) != "ZusatzdatenHerstellung");
    let abgabe = abgabe.ok_or_else(|| fehlt("MedicationDispense"))?;
    let erezept_id = match bundle.kennung(EREZEPT_ID) {
        "" => abgabe.unter("authorizingPrescription").map_or("", |v| v.kennung(EREZEPT_ID)),
        id => id,
    };
    if erezept_id.is_empty() {
        return Err(fehlt("E-Rezept-ID"));
    }
    let apotheke = bundle.ressourcen("Organization").map(|(_, apotheke)| apotheke.kennung(IK)).next();
    let mut gelesen = Abgabe {
        erezept_id: text(erezept_id),
        apotheken_ik: text(apotheke.unwrap_or_default()),
        abgabe_datum: datum(abgabe.wert("whenHandedOver")),
        rezepturen: rezepturen(bundle)?,
        ..Abgabe::default()
    };
    zeilen(rechnung, &mut gelesen)?;
    Ok(gelesen)
}

/// The code of the type of an invoice or dispensing.
fn art(ressource: &Knoten) -> &str {
    ressource.wert("type/coding/code")
}

fn rechnung(bundle: &Knoten) -> Option<&Knoten> {
    bundle.ressourcen("Invoice").map(|(_, rechnung)| rechnung).find(|rechnung| art(rechnung) != "ZusatzdatenEinheit")
}

fn zeilen(rechnung: &Knoten, abgabe: &mut Abgabe) -> Result<(), Abgelehnt> {
    let gesamt = rechnung.bei("totalGross");
    abgabe.brutto = geld("totalGross", gesamt.wert("value"))?;
    // What the insured paid, by kind: 0 copayment, 1 beyond the fixed price, 2 own share.
    let mut versicherter = [Betrag::NULL; 3];
    for (nr, zeile) in rechnung.alle("lineItem").enumerate() {
        let preis = zeile.bei("priceComponent");
        let kosten = kosten(preis)?;
        for (summe, betrag) in versicherter.iter_mut().zip(kosten) {
            *summe += betrag;
        }
        let taxe = geld("amount", preis.wert("amount/value"))? - kosten[1];
        let (nur_sonderkennzeichen, code) = code(zeile);
        match code.as_str() {
            NOCTU if nur_sonderkennzeichen => abgabe.noctu += taxe,
            BESCHAFFUNG if nur_sonderkennzeichen => abgabe.beschaffungskosten += taxe,
            fee if nur_sonderkennzeichen && DOKUMENTATION.contains(&fee) => abgabe.schreibgebuehr += taxe,
            _ => {
                let lfd_nr = zeile.wert("sequence").parse().unwrap_or(nr as u32 + 1);
                let faktor = faktor(preis.wert("factor"));
                abgabe.zeilen.push(Zeile { lfd_nr, pzn: code, faktor, taxe });
            }
        }
    }
    abgabe.zeilen.sort_by_key(|zeile| zeile.lfd_nr);
    if abgabe.zeilen.windows(2).any(|paar| paar[0].lfd_nr == paar[1].lfd_nr) {
        for (nr, zeile) in abgabe.zeilen.iter_mut().enumerate() {
            zeile.lfd_nr = nr as u32 + 1;
        }
    }
    abgabe.mehrkosten = versicherter[1];
    abgabe.brutto -= versicherter[1];
    abgabe.zuzahlung = zuzahlung(gesamt, versicherter)?;
    Ok(())
}

/// The sum of copayments as the dispensing says; where it leaves out the own share of the insured, with that.
fn zuzahlung(gesamt: &Knoten, [zuzahlung, _, eigenanteil]: [Betrag; 3]) -> Result<Betrag, Abgelehnt> {
    let summe = gesamt.erweiterung("DAV-EX-ERP-Gesamtzuzahlung").map(|e| e.wert("valueMoney/value"));
    Ok(match summe {
        Some(summe) => match geld("Gesamtzuzahlung", summe)? {
            ohne if ohne == zuzahlung => ohne + eigenanteil,
            summe => summe,
        },
        None => zuzahlung + eigenanteil,
    })
}

/// The share of the insured in a line, by kind.
fn kosten(preis: &Knoten) -> Result<[Betrag; 3], Abgelehnt> {
    let mut summen = [Betrag::NULL; 3];
    for kosten in preis.alle("extension").filter(|e| heisst(&e.url, "DAV-EX-ERP-KostenVersicherter")) {
        let kategorie = kosten.erweiterung("Kategorie").map_or("", |k| k.wert("valueCodeableConcept/coding/code"));
        let betrag = kosten.erweiterung("Kostenbetrag").map_or("", |k| k.wert("valueMoney/value"));
        let stelle = kategorie.parse::<usize>().ok().filter(|stelle| *stelle < 3);
        let stelle = stelle.ok_or_else(|| {
            Abgelehnt::neu("KostenVersicherter", "expected a kind 0, 1 or 2 of what the insured pays").wert(kategorie)
        })?;
        summen[stelle] += geld("KostenVersicherter", betrag)?;
    }
    Ok(summen)
}

/// The code of a line: whether it is a special code of the tariff, and its digits.
fn code(zeile: &Knoten) -> (bool, String) {
    let codes = || zeile.unter("chargeItemCodeableConcept").into_iter().flat_map(|c| c.alle("coding"));
    let von = |system: &str| codes().find(|c| c.wert("system").trim_end_matches('/').ends_with(system));
    let gefunden = von("ifa/pzn").or_else(|| von("TA1.abda.de")).or_else(|| codes().next());
    let sonder = gefunden.is_some_and(|c| c.wert("system").contains("TA1.abda.de"));
    let ziffern = text(gefunden.map_or("", |c| c.wert("code")));
    let sieben = ziffern.len() == 7 && ziffern.bytes().all(|b| b.is_ascii_digit());
    (sonder, if sieben { format!("0{ziffern}") } else { ziffern })
}

fn rezepturen(bundle: &Knoten) -> Result<Vec<Teil>, Abgelehnt> {
    let zaehler = |knoten: &Knoten| knoten.erweiterungswert("DAV-EX-ERP-Zaehler").parse().unwrap_or(0);
    let mut teile = Vec::new();
    let (mut herstellung, mut einheiten) = (0, 0);
    for eintrag in bundle.alle("entry").filter_map(|e| e.unter("resource")) {
        if let Some(abgabe) = eintrag.unter("MedicationDispense").filter(|a| art(a) == "ZusatzdatenHerstellung") {
            (herstellung, einheiten) = (zaehler(abgabe).max(herstellung + 1), 0);
        }
        let Some(einheit) = eintrag.unter("Invoice").filter(|i| art(i) == "ZusatzdatenEinheit") else { continue };
        einheiten += 1;
        for (nr, zeile) in einheit.alle("lineItem").enumerate() {
            let preis = zeile.bei("priceComponent");
            let kennzeichen =
                |name: &str| text(preis.erweiterung(name).map_or("", |e| e.wert("valueCodeableConcept/coding/code")));
            teile.push(Teil {
                nummer: (herstellung, einheiten, nr as u32 + 1),
                pzn: code(zeile).1,
                faktor: text(preis.wert("factor")),
                faktorkennzeichen: kennzeichen("DAV-EX-ERP-ZusatzdatenFaktorkennzeichen"),
                preiskennzeichen: kennzeichen("DAV-EX-ERP-ZusatzdatenPreiskennzeichen"),
                preis: geld("amount", preis.wert("amount/value"))?,
            });
        }
    }
    Ok(teile)
}

/// No more than any prescription costs: sums of amounts cannot run over.
const HOECHSTENS: Betrag = Betrag::aus_cent(99_999_999_999);

/// An amount that must be there.
pub(crate) fn geld(feld: &str, wert: &str) -> Result<Betrag, Abgelehnt> {
    let betrag = betrag(wert).filter(|betrag| betrag.absolut() <= HOECHSTENS);
    betrag.ok_or_else(|| Abgelehnt::neu(feld, "expected euro with two decimals, for example 12.93").wert(wert))
}
