use super::*;
use crate::rueckmeldung::{Rueckmeldung, lies};

fn auszug(version: &str, eintraege: &str) -> String {
    let (art, wurzel, teil) = match &version[..8] {
        "camt.053" => ("camt.053", "BkToCstmrStmt", "Stmt"),
        _ => ("camt.054", "BkToCstmrDbtCdtNtfctn", "Ntfctn"),
    };
    assert!(version.starts_with(art));
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:{version}\"><{wurzel}>\
         <GrpHdr><MsgId>S1</MsgId><CreDtTm>2005-03-15T20:00:00</CreDtTm></GrpHdr><{teil}><Id>1</Id>\
         <Acct><Id><IBAN>DE02600501010002034304</IBAN></Id></Acct>{eintraege}</{teil}></{wurzel}></Document>"
    )
}

fn eintrag(richtung: &str, cent: &str, einzelheiten: &str) -> String {
    format!(
        "<Ntry><Amt Ccy=\"EUR\">{cent}</Amt><CdtDbtInd>{richtung}</CdtDbtInd><Sts>BOOK</Sts>\
         <BookgDt><Dt>2005-03-15</Dt></BookgDt><ValDt><Dt>2005-03-16</Dt></ValDt>{einzelheiten}</Ntry>"
    )
}

fn gelesen(text: &str) -> Vec<Umsatz> {
    match lies(text.as_bytes()).unwrap_or_else(|fehler| panic!("{fehler}: {text}")) {
        Rueckmeldung::Umsaetze(umsaetze) => umsaetze,
        Rueckmeldung::Status(_) => panic!("a statement"),
    }
}

fn buchung(id: &str, mehr: &str) -> String {
    format!("<TxDtls><Refs><MsgId>M</MsgId><EndToEndId>{id}</EndToEndId></Refs>{mehr}</TxDtls>")
}

#[test]
fn a_transfer_by_itself() {
    let text = eintrag("DBIT", "76159.50", &format!("<NtryDtls>{}</NtryDtls>", buchung("BG28-1-1", "")));
    for version in ["camt.053.001.02", "camt.053.001.08", "camt.054.001.02", "camt.054.001.08"] {
        let alle = gelesen(&auszug(version, &text));
        let [u] = &alle[..] else { panic!("one: {alle:?}") };
        assert_eq!((u.auftrag.as_str(), u.nachricht_id.as_str(), u.belastung), ("BG28-1-1", "M", true), "{version}");
        assert_eq!((u.betrag, u.am.to_string().as_str()), (Some(Betrag::aus_cent(7_615_950)), "2005-03-15"));
        assert!(u.gebucht && !u.storno && !u.rueckgabe);
    }
}

#[test]
fn the_transfers_of_one_entry_have_amounts_of_their_own() {
    let betrag = |euro: &str| format!("<AmtDtls><TxAmt><Amt Ccy=\"EUR\">{euro}</Amt></TxAmt></AmtDtls>");
    let einzelheiten = format!(
        "<NtryDtls><Btch><PmtInfId>M-1</PmtInfId></Btch>{}{}{}</NtryDtls>",
        buchung("A", &betrag("1.00")),
        buchung("B", "<Amt Ccy=\"EUR\">2.5</Amt><CdtDbtInd>DBIT</CdtDbtInd>"),
        buchung("NOTPROVIDED", &betrag("3.00"))
    );
    let alle = gelesen(&auszug("camt.053.001.08", &eintrag("DBIT", "6.50", &einzelheiten)));
    let kurz: Vec<_> =
        alle.iter().map(|u| (u.auftrag.as_str(), u.betrag.map(Betrag::cent), u.sammler_id.as_str())).collect();
    assert_eq!(kurz, [("A", Some(100), "M-1"), ("B", Some(250), "M-1")]);
}

#[test]
fn a_payment_block_booked_as_a_sum() {
    for einzelheiten in [
        "<NtryDtls><Btch><PmtInfId>M-1</PmtInfId><NbOfTxs>2</NbOfTxs></Btch></NtryDtls>",
        "<NtryDtls><TxDtls><Refs><PmtInfId>M-1</PmtInfId><EndToEndId>NOTPROVIDED</EndToEndId></Refs></TxDtls></NtryDtls>",
    ] {
        let alle = gelesen(&auszug("camt.053.001.02", &eintrag("DBIT", "30.00", einzelheiten)));
        let [u] = &alle[..] else { panic!("one: {alle:?}") };
        assert_eq!((u.sammler_id.as_str(), u.auftrag.as_str(), u.betrag), ("M-1", "", Some(Betrag::aus_cent(3000))));
    }
}

#[test]
fn what_came_back_says_why() {
    let zurueck = "<AmtDtls><InstdAmt><Amt Ccy=\"EUR\">10.00</Amt></InstdAmt><TxAmt><Amt Ccy=\"EUR\">9.50</Amt></TxAmt></AmtDtls>\
                   <RtrInf><Rsn><Cd>AC04</Cd></Rsn><AddtlInf>Konto erloschen&#x1b;</AddtlInf></RtrInf>";
    let text = eintrag("CRDT", "9.50", &format!("<NtryDtls>{}</NtryDtls>", buchung("A", zurueck)));
    let alle = gelesen(&auszug("camt.054.001.08", &text.replace("<Sts>BOOK</Sts>", "<Sts><Cd>BOOK</Cd></Sts>")));
    assert_eq!((alle[0].belastung, alle[0].rueckgabe, alle[0].betrag), (false, true, Some(Betrag::aus_cent(1000))));
    assert_eq!(alle[0].gruende, "AC04 Konto erloschen\\x1b");
    let storno = eintrag("CRDT", "1.00", "<RvslInd>true</RvslInd>");
    assert!(gelesen(&auszug("camt.053.001.02", &storno))[0].storno);
}

#[test]
fn what_is_not_booked_or_not_in_euro_is_said_to_be_so() {
    let text = eintrag("DBIT", "1.00", "");
    assert!(!gelesen(&auszug("camt.054.001.02", &text.replace("BOOK<", "PDNG<")))[0].gebucht);
    assert_eq!(gelesen(&auszug("camt.054.001.02", &text.replace("EUR", "CHF")))[0].betrag, None);
}

#[test]
fn what_is_none_is_refused() {
    let gut = auszug("camt.053.001.02", &eintrag("DBIT", "1.00", ""));
    for (text, feld) in [
        (gut.replace("camt.053.001.02", "camt.052.001.02"), "Document"),
        (gut.replace("BkToCstmrStmt", "BkToCstmrAcctRpt"), "Document"),
        (gut.replace("<Sts>BOOK</Sts>", ""), "Sts"),
        (gut.replace("1.00", "1,00"), "Amt"),
        (gut.replace("2005-03-15<", "15.03.2005<"), "Dt"),
        (gut.replace("<BookgDt><Dt>2005-03-15</Dt></BookgDt><ValDt><Dt>2005-03-16</Dt></ValDt>", ""), "BookgDt"),
        (gut.replace("<Document", "<!DOCTYPE x><Document"), ""),
    ] {
        assert_eq!(lies(text.as_bytes()).expect_err(feld).feld, feld, "{text}");
    }
    assert_eq!(gelesen(&auszug("camt.053.001.02", "")), []);
}
