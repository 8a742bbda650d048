//! E-prescriptions: TA7 bundles, and loose documents beside them.

use std::collections::HashSet;
use std::fs::File;
use std::io::BufReader;

use domain::kennzeichen::ziffern;
use domain::{
    Ablehnung, Betrag, Datum, ERezept, Einzelposten, JaNein, Position, Rechnung, Rechnungsart, Rechnungssteller,
    Rezept, Rezepturteil, Tabelle, Zellen, Zuabschlag,
};
use erezept::Abgelehnt;
use erezept::beigelegt::Beigelegte;
use erezept::buendel::{self, Eintrag, Kopf};
use erezept::rezept;
use erezept::vertrauen::{Ankerdateien, Vertrauen};
use forms::sammelrechnung::{Empfaenger, Sammler};
use ledger::Ledger;
use spill::{Sorted, Sorter, Spill};
use stage::{Delivery, Error, FIRST_ERRORS, Session, info, report_refused, sha256_hex, warn};

use crate::beyond::Collector;
use crate::files::{BUFFER, Refused};
use crate::invoices::Imported;
use crate::loose::Loose;

/// Bytes of prescriptions of one bundle that wait in memory for their numbers.
const HELD: usize = 1 << 20;
/// The form of our field: a biller's number has twenty characters.
const NUMBER_AT_MOST: usize = 20;

/// A bundle that was read: its prescriptions wait for their numbers.
struct Waiting<'s, 'd> {
    file: &'d Delivery,
    header: Kopf,
    biller: Rechnungssteller,
    rows: Sorted<'s>,
}

/// Everything that reading e-prescriptions needs to know.
pub(crate) struct Receiver<'a> {
    pub(crate) payer: Empfaenger<'a>,
    pub(crate) billers: &'a [Rechnungssteller],
    pub(crate) trust: &'a Vertrauen<'a>,
    /// The day on which the files are taken.
    pub(crate) datum: Datum,
}

/// Reads bundles and loose documents. Bundles get their numbers in the order of their invoice numbers, whatever the order of
/// the files. A prescription that cannot be read is refused by itself; a bundle that is broken, whole.
///
/// Memory does not grow with the prescriptions of a bundle but for a number of eight bytes of each: their rows wait in
/// `room`. It grows with what is refused.
pub(crate) fn read<'s>(
    ledger: &mut Ledger,
    files: &[&Delivery],
    receiver: &Receiver<'_>,
    room: &'s Spill,
) -> anyhow::Result<(Vec<Imported<'s>>, Refused)> {
    let (loose, bundles, mut refused) = Loose::of(files)?;
    let mut waiting = Vec::new();
    for file in bundles {
        let before = refused.len();
        waiting.extend(read_bundle(file, receiver, &loose, room, &mut refused)?);
        if refused.len() > before {
            report_refused(&file.name, &file.path, &refused[before..], FIRST_ERRORS);
        }
    }
    loose.sound()?;
    refused.extend(loose.not_billed());
    waiting.sort_by(|a, b| order(a).cmp(&order(b)));
    let numbers = ledger.picture_numbers()?;
    let mut imported = Vec::new();
    for bundle in waiting {
        let pic_nr = |erezept_id: &str| numbers.pic_nr(erezept_id);
        match numbered(bundle, receiver, room, pic_nr, &mut refused)? {
            Some(invoice) => imported.push(invoice),
            None => continue,
        }
    }
    numbers.commit()?;
    Ok((imported, refused))
}

fn order<'a>(bundle: &'a Waiting<'_, '_>) -> (&'a str, &'a str, &'a str) {
    (&bundle.header.rechnungsnummer, &bundle.header.rechnungssteller_ik, &bundle.file.sha256)
}

fn read_bundle<'s, 'd>(
    file: &'d Delivery,
    receiver: &Receiver<'_>,
    loose: &Loose<'_>,
    room: &'s Spill,
    refused: &mut Refused,
) -> anyhow::Result<Option<Waiting<'s, 'd>>> {
    let stream = BufReader::with_capacity(BUFFER, File::open(&file.path).map_err(Error::io(&file.path))?);
    let mut rows = Sorter::new(room, HELD);
    let before = refused.len();
    let take = |(place, read): Eintrag| match read {
        Ok(prescription) => {
            loose.billed(&prescription.abrechnung.erezept_id);
            let key = [place.belegnummer.as_bytes(), b"\0", &place.nummer.to_be_bytes()].concat();
            rows.push(&key, &packed(&prescription, &place))
        }
        Err(why) => {
            refused.push(refusal(&file.name, &place, why));
            Ok(())
        }
    };
    let header = match buendel::lies(stream, receiver.trust, loose, take) {
        Ok(header) => header,
        Err(buendel::Fehler::Nehmer(source)) => return Err(Error::io(&file.path)(source).into()),
        Err(buendel::Fehler::Buendel(offset, why)) => {
            refused.truncate(before);
            refused.push(Ablehnung {
                offset,
                feld: why.feld,
                wert: why.wert,
                ..Ablehnung::der_datei(&file.name, format!("refused whole: {}", why.grund))
            });
            return Ok(None);
        }
    };
    if let Some(note) = header.hinweis() {
        info(format!("{}: {note}", file.name));
    }
    match accepted(&header, receiver) {
        Ok(biller) => Ok(Some(Waiting { file, header, biller, rows: rows.finish().map_err(Error::io(&file.path))? })),
        Err(why) => {
            refused.truncate(before);
            let whole = Ablehnung::der_datei(&file.name, format!("refused whole: {}", why.grund));
            refused.push(Ablehnung { feld: why.feld, wert: why.wert, ..whole });
            Ok(None)
        }
    }
}

fn refusal(name: &str, place: &buendel::Ort, why: Abgelehnt) -> Ablehnung {
    let grund =
        format!("prescription {} of the bundle, Belegnummer {}: {}", place.nummer, place.belegnummer, why.grund);
    let (satz, offset, feld, wert) = (place.nummer, place.offset, why.feld, why.wert);
    Ablehnung { satz, offset, feld, wert, ..Ablehnung::der_datei(name, grund) }
}

/// Accepts an invoice that is made out to this payer by somebody whose account is known; gives that entry.
fn accepted(header: &Kopf, receiver: &Receiver<'_>) -> Result<Rechnungssteller, Abgelehnt> {
    let no = |feld: &str, wert: &str, grund: String| Err(Abgelehnt { feld: feld.into(), wert: wert.into(), grund });
    if header.rechnungsnummer.chars().count() > NUMBER_AT_MOST {
        return no("rechnungsnummer", &header.rechnungsnummer, "expected 1 to 20 characters".into());
    }
    if header.kostentraeger_ik != receiver.payer.ik {
        let grund = format!("made out to another payer: expected {}", receiver.payer.ik);
        return no("kostentraeger_ik", &header.kostentraeger_ik, grund);
    }
    let ik = header.rechnungssteller_ik.as_str();
    if !ziffern(ik, 9..=9) {
        return no("rechnungssteller_ik", ik, "expected an IK of 9 digits".into());
    }
    let day = header.rechnungsdatum.unwrap_or(receiver.datum);
    match receiver.billers.iter().find(|biller| biller.ik == ik && biller.gilt_am(day)) {
        Some(biller) => Ok(biller.clone()),
        None => {
            let line = format!("{ik};NAME;STRASSE;PLZ;ORT;IBAN;BIC;;;{};", domain::datum::deutsch(day));
            no(
                "rechnungssteller_ik",
                ik,
                format!("no account of this biller on {day}: add to reference/rechnungssteller.csv the line {line}"),
            )
        }
    }
}

/// A prescription with its lines as rows, to be unpacked when it has its number.
fn packed(prescription: &rezept::ERezept, place: &buendel::Ort) -> Vec<u8> {
    let mut bytes = Vec::new();
    let abrechnung = &prescription.abrechnung;
    let (beleg_id, pic_nr) = (String::new(), String::new());
    let rezept = Rezept { zeile: place.nummer.try_into().unwrap_or(u32::MAX), ..prescription.rezept.clone() };
    rezept.schreibe(&mut bytes);
    ERezept {
        beleg_id: beleg_id.clone(),
        pic_nr: pic_nr.clone(),
        erezept_id: abrechnung.erezept_id.clone(),
        belegnummer: place.belegnummer.clone(),
        unterzeichner: one_line(&prescription.unterschrift.wer),
        unterzeichnet_am: prescription.unterschrift.wann,
        unterschrift: JaNein::from(prescription.unterschrift.mangel.is_empty()),
        hinweise: one_line(&prescription.hinweise.join("; ")),
        versicherung: prescription.verordnung.versicherung.clone(),
        unfallkennzeichen: prescription.verordnung.unfallkennzeichen.clone(),
        mehrkosten: prescription.abgabe.mehrkosten,
    }
    .schreibe(&mut bytes);
    prescription.positionen.iter().for_each(|position| position.schreibe(&mut bytes));
    bytes.push(b'\n');
    for (nr, (code, betrag)) in abrechnung.zuabschlaege.iter().enumerate() {
        let (lfd_nr, code, betrag) = (nr as u32 + 1, code.clone(), *betrag);
        Zuabschlag { beleg_id: beleg_id.clone(), pic_nr: pic_nr.clone(), lfd_nr, code, betrag }.schreibe(&mut bytes);
    }
    bytes.push(b'\n');
    for part in &prescription.abgabe.rezepturen {
        let (herstellung, einheit, lfd_nr) = part.nummer;
        Rezepturteil {
            beleg_id: beleg_id.clone(),
            pic_nr: pic_nr.clone(),
            herstellung,
            einheit,
            lfd_nr,
            pzn: part.pzn.clone(),
            faktor: part.faktor.clone(),
            faktorkennzeichen: part.faktorkennzeichen.clone(),
            preis: part.preis,
            preiskennzeichen: part.preiskennzeichen.clone(),
        }
        .schreibe(&mut bytes);
    }
    bytes
}

fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// A prescription with its lines, unpacked. No cell of them holds a line feed.
struct Unpacked {
    rezept: Rezept,
    erezept: ERezept,
    positionen: Vec<Position>,
    zuabschlaege: Vec<Zuabschlag>,
    rezepturen: Vec<Rezepturteil>,
}

fn unpacked(bytes: &[u8]) -> Result<Unpacked, Error> {
    let text = std::str::from_utf8(bytes).map_err(|e| Error::Internal(format!("rows kept aside: {e}")))?;
    let mut lines = text.lines();
    let mut one = || lines.next().unwrap_or_default();
    let (rezept, erezept) = (row(one())?, row(one())?);
    fn until_empty<T: Tabelle>(lines: &mut std::str::Lines<'_>) -> Result<Vec<T>, Error> {
        lines.take_while(|line| !line.is_empty()).map(row).collect()
    }
    let (positionen, zuabschlaege) = (until_empty(&mut lines)?, until_empty(&mut lines)?);
    Ok(Unpacked { rezept, erezept, positionen, zuabschlaege, rezepturen: until_empty(&mut lines)? })
}

fn row<T: Tabelle>(line: &str) -> Result<T, Error> {
    T::lies(&mut Zellen::neu(line)).map_err(|e| Error::Internal(format!("rows kept aside: {e}")))
}

/// Gives the prescriptions of a bundle their numbers; none if nothing of it can be taken.
fn numbered<'s>(
    bundle: Waiting<'_, '_>,
    receiver: &Receiver<'_>,
    room: &'s Spill,
    pic_nr: impl Fn(&str) -> ledger::Result<String>,
    refused: &mut Refused,
) -> anyhow::Result<Option<Imported<'s>>> {
    let failed = |source| Error::io(&bundle.file.path)(source);
    let mut rows = bundle.rows.records().map_err(failed)?;
    let mut invoice = Sammler::neu(room);
    let mut beyond = Collector::new(room);
    // All that is kept in memory of a prescription: its number.
    let mut seen = HashSet::<u64>::new();
    let mut sums = [Betrag::NULL; 4];
    while let Some((_, bytes)) = rows.next().map_err(failed)? {
        let Unpacked { mut rezept, mut erezept, mut positionen, mut zuabschlaege, mut rezepturen } = unpacked(bytes)?;
        let number = pic_nr(&erezept.erezept_id)?;
        if !seen.insert(number.parse()?) {
            let why = format!("Belegnummer {}: its E-Rezept-ID stands twice in the bundle", erezept.belegnummer);
            let wert = erezept.erezept_id;
            refused.push(Ablehnung {
                feld: "E-Rezept-ID".into(),
                wert,
                ..Ablehnung::der_datei(&bundle.file.name, why)
            });
            continue;
        }
        rezept.pic_nr.clone_from(&number);
        positionen.iter_mut().for_each(|position| position.pic_nr.clone_from(&number));
        let amount = |reading: &domain::Lesung<Betrag>| reading.oder(Betrag::NULL).unwrap_or_default();
        let amounts = [&rezept.brutto, &rezept.zuzahlung, &rezept.ap_rabatt, &rezept.hs_rabatt].map(amount);
        sums.iter_mut().zip(amounts).for_each(|(sum, amount)| *sum += amount);
        let (brutto, zuzahlung) = (amounts[0], amounts[1]);
        let zeile = rezept.zeile;
        let listed = Einzelposten { beleg_id: String::new(), pic_nr: number.clone(), brutto, zuzahlung, zeile };
        invoice.rezept(&rezept, &listed, &positionen).map_err(failed)?;
        erezept.pic_nr.clone_from(&number);
        zuabschlaege.iter_mut().for_each(|row| row.pic_nr.clone_from(&number));
        rezepturen.iter_mut().for_each(|row| row.pic_nr.clone_from(&number));
        beyond.take(&erezept, &zuabschlaege, &rezepturen).map_err(failed)?;
    }
    if invoice.anzahl() == 0 {
        warn(format!("{}: no prescription of it can be taken", bundle.file.name));
        return Ok(None);
    }
    let [brutto, zuzahlung, ap_rabatt, hs_rabatt] = sums;
    let Kopf { rechnungsnummer, kostentraeger_ik, rechnungssteller_ik, abrechnungsmonat, rechnungsdatum, .. } =
        bundle.header;
    let rechnungsdatum = rechnungsdatum.unwrap_or(receiver.datum);
    let month = abrechnungsmonat.unwrap_or(rechnungsdatum).to_string().chars().take(7).collect();
    let pharmacy = rechnungssteller_ik.starts_with("30");
    let header = Rechnung {
        beleg_id: String::new(),
        rechnungsnummer,
        kostentraeger: receiver.payer.kostentraeger.to_owned(),
        kostentraeger_ik,
        rechnungssteller: bundle.biller.name.chars().take(40).collect(),
        rechnungsart: if pharmacy { Rechnungsart::Apo } else { Rechnungsart::Arz },
        rechnungssteller_ik,
        abrechnungsmonat: month,
        rechnungsdatum,
        eingangsdatum: receiver.datum,
        anzahl_rezepte: invoice.anzahl() as u32,
        brutto,
        zuzahlung,
        ap_rabatt,
        hs_rabatt,
        netto: brutto - zuzahlung - ap_rabatt - hs_rabatt,
        iban: bundle.biller.iban,
        konto: bundle.biller.konto,
        blz: bundle.biller.blz,
        datei_sha256: String::new(),
        herkunft: Datum::default(),
        schon_berechnet: String::new(),
    };
    let content = invoice.fertig(header).map_err(failed)?;
    let beyond = Some(beyond.finish().map_err(failed)?);
    Ok(Some(Imported { sha256: bundle.file.sha256.clone(), content, beyond }))
}

/// The trust anchors that the payer's configuration names, as an input: others make other tables.
pub fn anchors(session: &mut Session) -> Result<Ankerdateien, Error> {
    let folder = session.payer().erezept.vertrauensanker.clone();
    if folder.is_empty() {
        return Ok(Ankerdateien::default());
    }
    let anchors = Ankerdateien::aus_ordner(&session.config().path(&folder))
        .map_err(|e| Error::Config(format!("[erezept] vertrauensanker: {e}")))?;
    session.reads_content("config:vertrauensanker".into(), sha256_hex(&anchors.bytes()));
    Ok(anchors)
}

/// The dry check of a bundle: its form and its signatures, not the payer or the account.
pub(crate) fn check(stream: BufReader<File>, name: &str) -> std::io::Result<Result<String, Refused>> {
    let (mut sound, mut errors) = (0u64, Refused::new());
    let take = |(place, read): Eintrag| {
        match read {
            Ok(prescription) if prescription.unterschrift.mangel.is_empty() => sound += 1,
            Ok(prescription) => {
                let grund = prescription.unterschrift.mangel;
                errors.push(refusal(name, &place, Abgelehnt { feld: "Verordnung".into(), wert: String::new(), grund }));
            }
            Err(why) => errors.push(refusal(name, &place, why)),
        }
        Ok(())
    };
    match buendel::lies::<std::io::Error>(stream, &Vertrauen::default(), &Beigelegte::default(), take) {
        Err(buendel::Fehler::Nehmer(source)) => return Err(source),
        Err(buendel::Fehler::Buendel(offset, why)) => {
            let whole = Ablehnung::der_datei(name, why.grund);
            errors.push(Ablehnung { offset, feld: why.feld, wert: why.wert, ..whole });
        }
        Ok(_) => {}
    }
    Ok(if errors.is_empty() { Ok(format!("TA7, {sound} e-prescriptions")) } else { Err(errors) })
}
