//! camt.053 and camt.054: what was booked on an account, entry by entry. This is what most payers really get.
//!
//! Of a statement only what can concern our orders is read: which references an entry carries, how much was booked, when,
//! and in which direction. An entry that says it of several transfers one by one gives one row for each; one that books a
//! payment block as a sum gives one row for the block.

use domain::{Betrag, Datum};

use crate::pain002::genannt;
use crate::xml::{Art, Knoten, XmlFehler, betrag, datum, gruende, muss};

/// Statements.
pub(crate) const AUSZUG: Art = Art { name: "camt.053.001", versionen: (2, 13) };
/// Notifications of single bookings.
pub(crate) const ANZEIGE: Art = Art { name: "camt.054.001", versionen: (2, 13) };
/// The element that is an entry.
pub(crate) const EINZELN: &str = "Ntry";

/// Something booked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Umsatz {
    /// Where its entry stands in the text.
    pub offset: u64,
    /// Whether it is booked for good.
    pub gebucht: bool,
    /// Whether the money left the account.
    pub belastung: bool,
    /// Whether it undoes an earlier booking.
    pub storno: bool,
    /// Whether it gives the reason of a return.
    pub rueckgabe: bool,
    /// Day of the booking.
    pub am: Datum,
    /// Amount; none = not in euro.
    pub betrag: Option<Betrag>,
    /// The order (`EndToEndId`); empty = not said.
    pub auftrag: String,
    /// The payment block (`PmtInfId`); empty = not said.
    pub sammler_id: String,
    /// The message (`MsgId`); empty = not said.
    pub nachricht_id: String,
    /// Codes and texts of the reasons.
    pub gruende: String,
}

/// Whether a document element is a statement or a notification.
///
/// # Errors
/// It is neither.
pub(crate) fn ist_auszug(dokument: &Knoten) -> Result<(), XmlFehler> {
    let wurzel = ["BkToCstmrStmt", "BkToCstmrDbtCdtNtfctn"].into_iter().find_map(|name| dokument.unter(&[name]));
    let wurzel = wurzel.ok_or_else(|| {
        XmlFehler::neu(dokument.offset, "Document", "expected BkToCstmrStmt or BkToCstmrDbtCdtNtfctn in it")
    })?;
    muss(wurzel, &["GrpHdr", "MsgId"]).map(drop)
}

/// What an entry books.
pub(crate) fn umsaetze(eintrag: &Knoten) -> Result<Vec<Umsatz>, XmlFehler> {
    let kopf = Kopf::aus(eintrag)?;
    let mut umsaetze = Vec::new();
    for einzelheiten in eintrag.alle("NtryDtls") {
        let sammler = einzelheiten.unter(&["Btch"]);
        let buchungen: Vec<&Knoten> = einzelheiten.alle("TxDtls").collect();
        let einzeln: Vec<&Knoten> = buchungen.iter().copied().filter(|b| genannt(ende_zu_ende(b))).collect();
        if einzeln.is_empty() {
            umsaetze.push(kopf.summe(sammler, &buchungen)?);
        }
        for buchung in &einzeln {
            umsaetze.push(kopf.einzeln(buchung, sammler, buchungen.len() == 1)?);
        }
    }
    if umsaetze.is_empty() {
        umsaetze.push(kopf.summe(None, &[])?);
    }
    Ok(umsaetze)
}

fn ende_zu_ende(buchung: &Knoten) -> &str {
    buchung.text_unter(&["Refs", "EndToEndId"])
}

/// What holds for everything in an entry.
struct Kopf<'a> {
    eintrag: &'a Knoten,
    gebucht: bool,
    storno: bool,
    am: Datum,
}

impl Kopf<'_> {
    fn aus(eintrag: &Knoten) -> Result<Kopf<'_>, XmlFehler> {
        let status = muss(eintrag, &["Sts"])?;
        // Version .02 says it in the element itself, later ones in a code in it.
        let status = status.unter(&["Cd"]).unwrap_or(status);
        let tag = [["BookgDt", "Dt"], ["BookgDt", "DtTm"], ["ValDt", "Dt"], ["ValDt", "DtTm"]];
        let tag = tag.iter().find_map(|pfad| eintrag.unter(pfad));
        let tag = tag.ok_or_else(|| XmlFehler::neu(eintrag.offset, "BookgDt", "missing in Ntry"))?;
        Ok(Kopf {
            eintrag,
            gebucht: status.text == "BOOK",
            storno: eintrag.text_unter(&["RvslInd"]) == "true",
            am: datum(tag)?,
        })
    }

    /// The entry as one sum: of a payment block or message, or of something else.
    fn summe(&self, sammler: Option<&Knoten>, buchungen: &[&Knoten]) -> Result<Umsatz, XmlFehler> {
        let verweis = |name: &str| {
            let genannte = buchungen.iter().map(|buchung| buchung.text_unter(&["Refs", name]));
            sammler.into_iter().map(|sammler| sammler.text_unter(&[name])).chain(genannte).find(|id| genannt(id))
        };
        let betrag = sammler.and_then(|sammler| sammler.unter(&["TtlAmt"])).or_else(|| self.eintrag.unter(&["Amt"]));
        Ok(Umsatz {
            sammler_id: verweis("PmtInfId").unwrap_or_default().to_owned(),
            nachricht_id: verweis("MsgId").unwrap_or_default().to_owned(),
            ..self.umsatz(buchungen.first().copied(), betrag)?
        })
    }

    /// One of the transfers of an entry; `allein` if it is the only one.
    fn einzeln(&self, buchung: &Knoten, sammler: Option<&Knoten>, allein: bool) -> Result<Umsatz, XmlFehler> {
        let gebucht = [&["AmtDtls", "TxAmt", "Amt"][..], &["Amt"]];
        let beauftragt = ["AmtDtls", "InstdAmt", "Amt"];
        let betrag = gebucht.iter().find_map(|pfad| buchung.unter(pfad)).or_else(|| buchung.unter(&beauftragt));
        // A bank that keeps a fee of what comes back says what it was sent for.
        let betrag = if self.belastung(Some(buchung)) { betrag } else { buchung.unter(&beauftragt).or(betrag) };
        let betrag = betrag.or_else(|| self.eintrag.unter(&["Amt"]).filter(|_| allein));
        let verweis = |name: &str| {
            let von_ihr = buchung.text_unter(&["Refs", name]);
            if genannt(von_ihr) { von_ihr } else { sammler.map_or("", |sammler| sammler.text_unter(&[name])) }
                .to_owned()
        };
        Ok(Umsatz {
            auftrag: ende_zu_ende(buchung).to_owned(),
            sammler_id: verweis("PmtInfId"),
            nachricht_id: verweis("MsgId"),
            ..self.umsatz(Some(buchung), betrag)?
        })
    }

    fn belastung(&self, buchung: Option<&Knoten>) -> bool {
        let richtung = buchung.map_or("", |buchung| buchung.text_unter(&["CdtDbtInd"]));
        let richtung = if richtung.is_empty() { self.eintrag.text_unter(&["CdtDbtInd"]) } else { richtung };
        richtung == "DBIT"
    }

    fn umsatz(&self, buchung: Option<&Knoten>, geld: Option<&Knoten>) -> Result<Umsatz, XmlFehler> {
        let ruecknahmen: Vec<&Knoten> = buchung.into_iter().flat_map(|b| b.alle("RtrInf")).collect();
        let euro = geld.filter(|geld| matches!(geld.waehrung.as_str(), "EUR" | ""));
        Ok(Umsatz {
            offset: self.eintrag.offset,
            gebucht: self.gebucht,
            belastung: self.belastung(buchung),
            storno: self.storno,
            rueckgabe: !ruecknahmen.is_empty(),
            am: self.am,
            betrag: euro.map(betrag).transpose()?,
            auftrag: String::new(),
            sammler_id: String::new(),
            nachricht_id: String::new(),
            gruende: gruende(ruecknahmen.into_iter()),
        })
    }
}

#[cfg(test)]
mod tests;
