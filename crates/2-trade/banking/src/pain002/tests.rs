use super::*;
use crate::rueckmeldung::{Rueckmeldung, lies};

/// A report on the message `M`, with the parts given.
fn bericht(gruppe: &str, sammler: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.002.001.10\"><CstmrPmtStsRpt>\
         <GrpHdr><MsgId>B1</MsgId><CreDtTm>2012-08-28T09:30:00+02:00</CreDtTm></GrpHdr>\
         <OrgnlGrpInfAndSts><OrgnlMsgId>M</OrgnlMsgId><OrgnlMsgNmId>pain.001</OrgnlMsgNmId>{gruppe}</OrgnlGrpInfAndSts>\
         {sammler}</CstmrPmtStsRpt></Document>"
    )
}

fn auftrag(inhalt: &str) -> String {
    let sammler = format!("<OrgnlPmtInfAndSts><OrgnlPmtInfId>M-1</OrgnlPmtInfId>{inhalt}</OrgnlPmtInfAndSts>");
    bericht("<GrpSts>PART</GrpSts>", &sammler)
}

fn gelesen(text: &str) -> Statusbericht {
    match lies(text.as_bytes()).unwrap_or_else(|fehler| panic!("{fehler}: {text}")) {
        Rueckmeldung::Status(bericht) => bericht,
        Rueckmeldung::Umsaetze(_) => panic!("a report"),
    }
}

#[test]
fn single_orders_are_read_with_amount_day_and_reasons() {
    let text = auftrag(
        "<PmtInfSts>PART</PmtInfSts>\
         <TxInfAndSts><OrgnlEndToEndId>BG28-1-1</OrgnlEndToEndId><TxSts>ACSC</TxSts>\
         <AccptncDtTm>2012-08-27T00:00:00</AccptncDtTm>\
         <OrgnlTxRef><Amt><InstdAmt Ccy=\"EUR\">76159.50</InstdAmt></Amt></OrgnlTxRef></TxInfAndSts>\
         <TxInfAndSts><OrgnlEndToEndId>BG28-2-1</OrgnlEndToEndId><TxSts>RJCT</TxSts>\
         <StsRsnInf><Rsn><Cd>AC04</Cd></Rsn><AddtlInf>M&#xFC;ller &amp; S&#246;hne</AddtlInf></StsRsnInf></TxInfAndSts>",
    );
    let bericht = gelesen(&text);
    assert_eq!((bericht.nachricht_id.as_str(), bericht.erstellt.to_string().as_str()), ("M", "2012-08-28"));
    let [erster, zweiter] = &bericht.sammler[0].auftraege[..] else { panic!("two orders: {bericht:?}") };
    assert_eq!((erster.auftrag.as_str(), erster.betrag), ("BG28-1-1", Some(Betrag::aus_cent(7_615_950))));
    assert_eq!(erster.am.map(|am| am.to_string()).as_deref(), Some("2012-08-27"));
    assert_eq!(erster.status.as_ref().map(|s| s.art), Some(Statusart::Ausgefuehrt));
    let status = zweiter.status.as_ref().expect("a status");
    assert_eq!((status.art, status.gruende.as_str()), (Statusart::Zurueckgewiesen, "AC04 Müller & Söhne"));
    assert_eq!((zweiter.betrag, zweiter.am), (None, None));
    assert!(text[zweiter.offset as usize..].starts_with("<TxInfAndSts><OrgnlEndToEndId>BG28-2"));
}

#[test]
fn a_message_can_be_answered_as_a_whole() {
    let abgelehnt = gelesen(&bericht("<GrpSts>RJCT</GrpSts><StsRsnInf><Rsn><Prtry>X1</Prtry></Rsn></StsRsnInf>", ""));
    let status = abgelehnt.status.expect("a status");
    assert_eq!((status.art, status.code.as_str(), status.gruende.as_str()), (Statusart::Zurueckgewiesen, "RJCT", "X1"));
    assert_eq!(gelesen(&bericht("", "")).status, None);
}

#[test]
fn every_status_has_its_meaning() {
    for (codes, art) in [
        (&["ACSC", "ACCC"][..], Statusart::Ausgefuehrt),
        (&["RJCT", "CANC"], Statusart::Zurueckgewiesen),
        (&["ACTC", "ACCP", "ACSP", "ACWC", "ACWP", "PART", "PDNG", "RCVD"], Statusart::Offen),
    ] {
        for code in codes {
            let status = gelesen(&bericht(&format!("<GrpSts>{code}</GrpSts>"), "")).status;
            assert_eq!(status.map(|status| status.art), Some(art), "{code}");
        }
    }
}

#[test]
fn prefixes_comments_and_a_byte_order_mark_do_not_matter() {
    let text = bericht("<GrpSts>ACSC</GrpSts><!-- x -->", "")
        .replace("<", "<p:")
        .replace("<p:/", "</p:")
        .replace("<p:?", "<?")
        .replace("<p:!", "<!")
        .replace("xmlns=", "xmlns:p=");
    let mit_marke = gelesen(&format!("\u{feff}{text}"));
    assert_eq!(mit_marke.offset, gelesen(&text).offset + 3);
}

#[test]
fn every_version_that_banks_send_is_read_alike() {
    let text = bericht("<GrpSts>RJCT</GrpSts>", "");
    for version in ["03", "09", "10", "14"] {
        let other = text.replace("pain.002.001.10", &format!("pain.002.001.{version}"));
        assert_eq!(gelesen(&other), gelesen(&text), "{version}");
    }
}

#[test]
fn a_code_of_a_later_list_says_neither_paid_nor_rejected() {
    let status = gelesen(&bericht("<GrpSts>BLCK</GrpSts>", "")).status;
    assert_eq!(status.map(|status| status.art), Some(Statusart::Offen));
}

#[test]
fn what_is_none_is_refused_with_its_place() {
    let gut = bericht("<GrpSts>ACSC</GrpSts>", "");
    for (text, feld) in [
        (String::new(), ""),
        ("anweisung_id;x".into(), ""),
        (gut.replace("pain.002.001.10", "pain.002.001.02"), "Document"),
        (gut.replace("CstmrPmtStsRpt", "FIToFIPmtStsRpt"), "CstmrPmtStsRpt"),
        (gut.replace("2012-08-28", "28.08.2012"), "CreDtTm"),
        (gut.replace("ACSC", "GUT"), "GrpSts"),
        (gut.replace("</GrpSts>", "</GrpSta>"), ""),
        (gut.replace("</Document>", ""), ""),
        (gut.replace(">M<", ">&geheim;<"), ""),
        (gut.replace("<Document", "<!DOCTYPE x><Document"), ""),
        ("<a>".repeat(40), "a"),
        (gut.replace(">M<", &format!(">{}<", "M".repeat(5000))), "OrgnlMsgId"),
    ] {
        assert_eq!(lies(text.as_bytes()).expect_err(feld).feld, feld, "{text}");
    }
    assert_eq!(lies(b"<Document>\xFF").map_err(|fehler| fehler.offset), Err(10));
}

#[test]
fn what_banks_leave_out_or_put_in_does_not_matter() {
    let ohne = auftrag("<TxInfAndSts><OrgnlInstrId>BG28-1-1</OrgnlInstrId><TxSts>RJCT</TxSts></TxInfAndSts>");
    assert_eq!(gelesen(&ohne).sammler[0].auftraege[0].auftrag, "BG28-1-1");
    let platzhalter =
        ohne.replace("<OrgnlInstrId>BG28-1-1</OrgnlInstrId>", "<OrgnlEndToEndId>NOTPROVIDED</OrgnlEndToEndId>");
    assert_eq!(gelesen(&platzhalter).sammler[0].auftraege[0].auftrag, "");
    let fremd = ohne
        .replace("<TxSts>", "<SplmtryData><x:Envlp xmlns:x=\"urn:bank\"><x:a>1</x:a></x:Envlp></SplmtryData><TxSts>");
    assert_eq!(gelesen(&fremd).sammler[0].auftraege[0].auftrag, "BG28-1-1");
    let ohne_gruppe = ohne.replace("OrgnlGrpInfAndSts", "Unbekannt").replace("OrgnlPmtInfId", "Unbekannt");
    let bericht = gelesen(&ohne_gruppe);
    assert_eq!((bericht.nachricht_id.as_str(), bericht.sammler[0].sammler_id.as_str()), ("", ""));
}

#[test]
fn a_reason_is_shown_as_one_harmless_line() {
    let lang = format!("&#x1b;[31m{}", "x".repeat(4000));
    let text = bericht(&format!("<GrpSts>RJCT</GrpSts><StsRsnInf><AddtlInf>{lang}</AddtlInf></StsRsnInf>"), "");
    let gruende = gelesen(&text).status.expect("a status").gruende;
    assert!(gruende.starts_with("\\x1b[31mxxx") && gruende.ends_with(" …") && gruende.len() < 250, "{gruende}");
}
