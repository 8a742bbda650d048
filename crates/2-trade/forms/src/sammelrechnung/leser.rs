//! Reads SR1.

use std::collections::HashMap;
use std::io::{self, BufRead, Cursor, Seek};
use std::ops::RangeInclusive;

use domain::datum::aus_deutsch;
use domain::{Ablehnung, Datum, Einzelposten, Position, Rechnung, Rechnungsart, Rezept, UnfallDatum, pruefziffer};

use super::spalten::{EP, FORMATVERSION, PO, RE, RZ};
use super::{Empfaenger, Sammelrechnung, Zeichensatz};
use crate::felder::{Felder, betrag, betrag_oder_null, ja_nein, kennung, pzn, summe, summe_oder_null, zahl};
use crate::satzart::{FEHLER_HOECHSTENS, Zeilenleser, felder, geordnet, lies_zeilen, monat, schon_da};
use crate::zeilen::Zeile;
use domain::kennzeichen::{self, pic_nr, ziffern};

/// What reading an invoice file gives: its content, or every breach of the form.
pub type Ergebnis = Result<Sammelrechnung, Vec<Ablehnung>>;

/// Reads an invoice file in memory, as [`lies_strom`] does.
///
/// # Errors
/// Every breach of the form.
pub fn lies(bytes: &[u8], datei: &str, zeichensatz: Zeichensatz, empfaenger: Empfaenger<'_>) -> Ergebnis {
    lies_strom(Cursor::new(bytes), datei, zeichensatz, empfaenger).expect("memory can be read")
}

/// Reads an invoice file line by line, never holding it whole.
///
/// The content is every line of it, or every breach of the form, each with line, byte offset, column, value and what
/// was expected; nothing of such a file is taken.
///
/// # Errors
/// What reading the stream gives.
pub fn lies_strom(
    strom: impl BufRead + Seek,
    datei: &str,
    zeichensatz: Zeichensatz,
    empfaenger: Empfaenger<'_>,
) -> io::Result<Ergebnis> {
    let mut leser = Leser::neu(empfaenger);
    lies_zeilen(strom, datei, zeichensatz, &mut leser)?;
    Ok(leser.abschluss(datei))
}

struct Leser<'a> {
    empfaenger: Empfaenger<'a>,
    rechnung: Option<Rechnung>,
    einzelposten: Vec<Einzelposten>,
    rezepte: Vec<Rezept>,
    positionen: Vec<Position>,
    fehler: Vec<Ablehnung>,
    /// Whether a line `RE` was seen, readable or not.
    kopf_da: bool,
    /// Line of every PicNr listed, delivered, and of every line of a prescription, to name the first of a double.
    gelistet: HashMap<u64, u64>,
    geliefert: HashMap<u64, u64>,
    nummeriert: HashMap<(u64, u32), u64>,
    /// `PO` whose `RZ` had not been seen when they were read: it may still come.
    verwaist: Vec<(u64, Ort)>,
}

/// Where a PicNr stands, and how it is written there.
struct Ort {
    satz: u64,
    offset: u64,
    pic_nr: String,
}

impl Zeilenleser for Leser<'_> {
    fn zeile(&mut self, zeile: Zeile<'_>, erste: bool) {
        match zeile.feld(0) {
            "RE" => self.re(zeile, erste),
            "EP" => self.ep(zeile),
            "RZ" => self.rz(zeile),
            "PO" => self.po(zeile),
            _ => self.fehler.push(zeile.feld_ablehnung(0, "satzart", "expected RE, EP, RZ or PO")),
        }
    }

    fn fehler(&mut self) -> &mut Vec<Ablehnung> {
        &mut self.fehler
    }
}

impl<'a> Leser<'a> {
    fn neu(empfaenger: Empfaenger<'a>) -> Self {
        Leser {
            empfaenger,
            rechnung: None,
            einzelposten: Vec::new(),
            rezepte: Vec::new(),
            positionen: Vec::new(),
            fehler: Vec::new(),
            kopf_da: false,
            gelistet: HashMap::new(),
            geliefert: HashMap::new(),
            nummeriert: HashMap::new(),
            verwaist: Vec::new(),
        }
    }

    fn re(&mut self, zeile: Zeile<'_>, erste: bool) {
        if !erste {
            self.fehler.push(zeile.ablehnung("RE must stand once, in the first line"));
        }
        self.kopf_da = true;
        if let Some(mut felder) = felder(zeile, &RE, &mut self.fehler) {
            self.rechnung = Some(rechnung(&mut felder, self.empfaenger));
        }
    }

    fn ep(&mut self, zeile: Zeile<'_>) {
        doppelt(&mut self.gelistet, pic_zahl(zeile), zeile, "listed", &mut self.fehler);
        let Some(mut felder) = felder(zeile, &EP, &mut self.fehler) else { return };
        self.einzelposten.push(Einzelposten {
            beleg_id: String::new(),
            pic_nr: felder.wert(pic_nr),
            brutto: felder.wert(betrag),
            zuzahlung: felder.wert(betrag_oder_null),
        });
    }

    fn rz(&mut self, zeile: Zeile<'_>) {
        doppelt(&mut self.geliefert, pic_zahl(zeile), zeile, "delivered", &mut self.fehler);
        let Some(mut felder) = felder(zeile, &RZ, &mut self.fehler) else { return };
        let rechnungsnummer = self.rechnung.as_ref().map_or("", |rechnung| &rechnung.rechnungsnummer);
        self.rezepte.push(rezept(&mut felder, rechnungsnummer));
    }

    fn po(&mut self, zeile: Zeile<'_>) {
        let bild = pic_zahl(zeile);
        if let Some(bild) = bild.filter(|bild| !self.geliefert.contains_key(bild)) {
            let ort = Ort { satz: zeile.satz(), offset: zeile.feld_offset(1), pic_nr: zeile.feld(1).to_owned() };
            self.verwaist.push((bild, ort));
        }
        let Some(mut felder) = felder(zeile, &PO, &mut self.fehler) else { return };
        let position = position(&mut felder);
        let schluessel = bild.filter(|_| position.lfd_nr > 0).map(|bild| (bild, position.lfd_nr));
        if let Some(erste) = schon_da(&mut self.nummeriert, schluessel, zeile.satz()) {
            let grund = format!("lfd_nr twice on one prescription: first in line {erste}");
            self.fehler.push(zeile.feld_ablehnung(2, "lfd_nr", grund));
        }
        self.positionen.push(position);
    }

    fn abschluss(mut self, datei: &str) -> Ergebnis {
        let (geliefert, frei) = (&self.geliefert, FEHLER_HOECHSTENS.saturating_sub(self.fehler.len()));
        let verwaist = self.verwaist.into_iter().filter(|(pic_nr, _)| !geliefert.contains_key(pic_nr)).take(frei);
        self.fehler.extend(verwaist.map(|(_, ort)| ohne_rezept(datei, ort)));
        if !self.kopf_da {
            self.fehler.push(Ablehnung::der_datei(datei, "no line RE: an invoice begins with its header"));
        }
        if self.fehler.len() >= FEHLER_HOECHSTENS {
            let grund = format!("more than {FEHLER_HOECHSTENS} errors: the others are not listed");
            self.fehler.push(Ablehnung::der_datei(datei, grund));
        }
        match self.rechnung {
            Some(rechnung) if self.fehler.is_empty() => Ok(Sammelrechnung {
                rechnung,
                einzelposten: self.einzelposten,
                rezepte: self.rezepte,
                positionen: self.positionen,
            }),
            _ => Err(geordnet(self.fehler)),
        }
    }
}

fn ohne_rezept(datei: &str, ort: Ort) -> Ablehnung {
    Ablehnung {
        satz: ort.satz,
        offset: ort.offset,
        feld: "pic_nr".to_owned(),
        wert: ort.pic_nr,
        ..Ablehnung::der_datei(datei, "no line RZ with this PicNr: a line PO needs its prescription")
    }
}

/// The PicNr as a number, if it is one: lines are told apart by it even where the rest of them is broken.
fn pic_zahl(zeile: Zeile<'_>) -> Option<u64> {
    let text = zeile.feld(1);
    if ziffern(text, 1..=12) { text.parse().ok() } else { None }
}

fn doppelt(
    gesehen: &mut HashMap<u64, u64>,
    bild: Option<u64>,
    zeile: Zeile<'_>,
    wie: &str,
    fehler: &mut Vec<Ablehnung>,
) {
    if let Some(erste) = schon_da(gesehen, bild, zeile.satz()) {
        fehler.push(zeile.feld_ablehnung(1, "pic_nr", format!("{wie} twice: first in line {erste}")));
    }
}

fn rechnung(felder: &mut Felder<'_>, empfaenger: Empfaenger<'_>) -> Rechnung {
    felder.wert(|text| (text == FORMATVERSION).then_some(()));
    let mut rechnung = Rechnung {
        beleg_id: String::new(),
        rechnungsnummer: felder.wert(|text| kennung(text, 20)),
        kostentraeger: eigen(felder, empfaenger.kostentraeger),
        kostentraeger_ik: eigen(felder, empfaenger.ik),
        rechnungssteller_ik: felder.wert(|text| pruefziffer::ik_gueltig(text).then(|| text.to_owned())),
        rechnungssteller: felder.wert(|text| kennung(text, 40)),
        rechnungsart: felder.wert(|text| text.parse().ok().map(Some)).unwrap_or(Rechnungsart::Arz),
        abrechnungsmonat: felder.wert(monat),
        rechnungsdatum: felder.wert(aus_deutsch),
        eingangsdatum: felder.wert(aus_deutsch),
        anzahl_rezepte: felder.wert(|text| zahl(text, 0, u32::MAX)),
        brutto: felder.wert(summe),
        zuzahlung: felder.wert(summe_oder_null),
        ap_rabatt: felder.wert(summe),
        hs_rabatt: felder.wert(summe),
        netto: felder.wert(summe),
        iban: String::new(),
        konto: String::new(),
        blz: String::new(),
        datei_sha256: String::new(),
        herkunft: Datum::default(),
        schon_berechnet: String::new(),
    };
    bankverbindung(felder, &mut rechnung);
    rechnung
}

fn eigen(felder: &mut Felder<'_>, erwartet: &str) -> String {
    let text = felder.naechstes();
    if !erwartet.is_empty() && text != erwartet {
        felder.beanstande(format!("not the payer of this run: expected {erwartet}"));
    }
    text.to_owned()
}

/// Either the IBAN, or account number and bank code.
fn bankverbindung(felder: &mut Felder<'_>, rechnung: &mut Rechnung) {
    let zahl = |anzahl: RangeInclusive<usize>| move |text: &str| ziffern(text, anzahl.clone()).then(|| text.to_owned());
    let (iban, iban_da) = felder.wenn_da(kennzeichen::iban);
    let (konto, konto_da) = felder.wenn_da(zahl(1..=10));
    let (blz, blz_da) = felder.wenn_da(zahl(8..=8));
    if konto_da != blz_da || iban_da == blz_da {
        felder.beanstande("expected either iban, or konto and blz".to_owned());
    }
    (rechnung.iban, rechnung.konto, rechnung.blz) = (iban, konto, blz);
}

fn rezept(felder: &mut Felder<'_>, rechnungsnummer: &str) -> Rezept {
    Rezept {
        beleg_id: String::new(),
        rechnungsnummer: rechnungsnummer.to_owned(),
        pic_nr: felder.wert(pic_nr),
        kostentraeger_ik: felder.text(),
        aktenzeichen: felder.text(),
        name: felder.text(),
        vorname: felder.text(),
        zusatz: felder.text(),
        geb_datum: felder.lesung(aus_deutsch),
        strasse: felder.text(),
        lkz: felder.text(),
        plz: felder.text(),
        ort: felder.text(),
        unf_datum: felder.lesung(UnfallDatum::aus_deutsch),
        unfallbetrieb: felder.text(),
        arzt_nr: felder.text(),
        arzt_unterschrift: felder.lesung(ja_nein),
        apotheken_ik: felder.text(),
        vo_datum: felder.lesung(aus_deutsch),
        abgabe_datum: felder.lesung(aus_deutsch),
        brutto: felder.pflicht(betrag),
        zuzahlung: felder.pflicht(betrag_oder_null),
        noctu: felder.pflicht(betrag_oder_null),
        schreibgebuehr: felder.pflicht(betrag_oder_null),
        beschaffungskosten: felder.pflicht(betrag_oder_null),
        ap_rabatt: felder.lesung(betrag),
        hs_rabatt: felder.lesung(betrag),
        bild: felder.text(),
        bild_lesbar: felder.lesung(ja_nein),
        aut_idem_kreuz: felder.lesung(ja_nein),
        herkunft: Datum::default(),
        schon_berechnet: String::new(),
        erledigt_am: None,
    }
}

fn position(felder: &mut Felder<'_>) -> Position {
    Position {
        beleg_id: String::new(),
        pic_nr: felder.wert(pic_nr),
        lfd_nr: felder.wert(|text| zahl(text, 1, 9999)),
        pzn: felder.lesung(|text| Some(pzn(text))),
        faktor: felder.pflicht(|text| zahl(text, 1, 999)),
        taxe: felder.pflicht(betrag),
    }
}
