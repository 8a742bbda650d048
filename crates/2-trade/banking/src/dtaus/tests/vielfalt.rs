//! Files of a writer of its own, field by field from the table of the format: every form that is valid, and every field
//! wrong once.

use super::*;
use charsets::edf03::CodePage;

/// What foreign writers do differently, all of it valid.
#[derive(Clone, Copy, Debug)]
struct Stil {
    traeger: Traeger,
    /// Kind of an extension that is not used.
    leer: &'static str,
    /// Field A10.
    referenz: &'static str,
    /// Field A11b.
    ausfuehrung: &'static str,
    /// The recipient.
    name: &'static str,
}

const STILE: [Stil; 4] = [
    Stil { traeger: Traeger::Dtaus0, leer: "", referenz: "0000000000", ausfuehrung: "27082012", name: "MUELLER" },
    Stil { traeger: Traeger::Dtaus0, leer: "00", referenz: "          ", ausfuehrung: "        ", name: "M]LLER ~[\\" },
    Stil { traeger: Traeger::Dtaus1, leer: "", referenz: "0000000000", ausfuehrung: "27082012", name: "MUELLER" },
    Stil {
        traeger: Traeger::Dtaus1, leer: "", referenz: "          ", ausfuehrung: "        ", name: "MÜLLER ßÄÖ"
    },
];

impl Stil {
    /// Digits with leading zeros; packed on tape, where `breite` is the number of halves of bytes with the sign.
    fn n(self, zahl: u64, breite: usize, band: usize, vorzeichen: bool) -> Vec<u8> {
        if self.traeger == Traeger::Dtaus0 {
            return format!("{zahl:0breite$}").into_bytes();
        }
        let ziffern =
            format!("{zahl:0width$}{}", if vorzeichen { "C" } else { "" }, width = 2 * band - vorzeichen as usize);
        let haelften: Vec<u8> = ziffern.bytes().map(|b| if b == b'C' { 0xC } else { b - b'0' }).collect();
        haelften.chunks(2).map(|h| h[0] << 4 | h[1]).collect()
    }

    fn a(self, text: &str, breite: usize) -> Vec<u8> {
        let text = format!("{text:breite$}");
        match self.traeger {
            Traeger::Dtaus0 => text.into_bytes(),
            Traeger::Dtaus1 => CodePage::Cp273.encode_exact(&text).expect("characters of EBCDIC"),
        }
    }

    fn laenge(self, laenge: usize) -> Vec<u8> {
        match self.traeger {
            Traeger::Dtaus0 => format!("{laenge:04}").into_bytes(),
            Traeger::Dtaus1 => vec![(laenge / 256) as u8, (laenge % 256) as u8, 0, 0],
        }
    }

    fn band(self) -> bool {
        self.traeger == Traeger::Dtaus1
    }

    fn satz_a(self) -> Vec<u8> {
        [
            self.laenge(if self.band() { 150 } else { 128 }),
            self.a("AGK", 3),
            self.n(60_050_101, 8, 5, true),
            self.n(0, 8, 5, true),
            self.a("BERUFSGENOSSENSCHAFT 28", 27),
            self.n(240_812, 6, 4, true),
            self.a("", 4),
            self.n(2_034_304, 10, 6, true),
            self.a(self.referenz, 10),
            self.a("", 15),
            self.a(self.ausfuehrung, 8),
            self.a("", if self.band() { 58 } else { 24 }),
            self.a("1", 1),
        ]
        .concat()
    }

    fn satz_c(self, erweiterungen: usize) -> Vec<u8> {
        let (fest, band) = (if self.band() { 150 } else { 187 }, self.band());
        let interne =
            if band { [self.n(0, 0, 6, false), self.n(0, 0, 7, true)].concat() } else { self.n(0, 13, 0, true) };
        let mut satz = [
            self.laenge(fest + 29 * erweiterungen),
            self.a("C", 1),
            self.n(0, 8, 5, true),
            self.n(29_090_605, 8, 5, true),
            self.n(1_162_268, 10, 6, true),
            interne,
            self.n(51, 2, 1, false),
            self.n(0, 3, 2, true),
            self.a("", 1),
            self.n(0, 11, 6, true),
            self.n(60_050_101, 8, 5, true),
            self.n(2_034_304, 10, 6, true),
            self.n(7_615_950, 11, 6, true),
            self.a("", 3),
            self.a(self.name, 27),
            self.a("", if band { 0 } else { 8 }),
            self.a("BERUFSGENOSSENSCHAFT 28", 27),
            self.a("20715180-00100", 27),
            self.a("1", 1),
            self.a("", 2),
            self.n(erweiterungen as u64, 2, 2, true),
        ]
        .concat();
        // The first goes on with the recipient, the last, if there are more than 13 others, with the orderer.
        for nr in 0..erweiterungen {
            let art = if nr == 0 {
                "01"
            } else if nr == 14 {
                "03"
            } else {
                "02"
            };
            self.erweitere(&mut satz, art, &format!("TEXT {nr}"));
        }
        while !band && satz.len() % 128 != 0 {
            let platz = 128 - satz.len() % 128;
            if platz >= 29 && satz.len() < 640 {
                self.erweitere(&mut satz, self.leer, "")
            } else {
                satz.extend(vec![b' '; platz])
            }
        }
        satz
    }

    /// Adds an extension, in the next segment if this one has no room.
    fn erweitere(self, satz: &mut Vec<u8>, art: &str, text: &str) {
        let platz = 128 - satz.len() % 128;
        if !self.band() && platz < 29 {
            satz.extend(vec![b' '; platz]);
        }
        satz.extend([self.a(art, 2), self.a(text, 27)].concat());
    }

    fn satz_e(self, anzahl: u64) -> Vec<u8> {
        [
            self.laenge(if self.band() { 150 } else { 128 }),
            self.a("E", 1),
            self.a("", 5),
            self.n(anzahl, 7, 4, true),
            self.n(0, 13, 7, false),
            self.n(1_162_268 * anzahl, 17, 9, true),
            self.n(29_090_605 * anzahl, 17, 9, true),
            self.n(7_615_950 * anzahl, 13, 7, true),
            self.a("", if self.band() { 104 } else { 51 }),
        ]
        .concat()
    }

    /// A logical file with a transfer for each of these numbers of extensions.
    fn datei(self, erweiterungen: &[usize]) -> Vec<u8> {
        let saetze = erweiterungen.iter().map(|&n| self.satz_c(n));
        std::iter::once(self.satz_a())
            .chain(saetze)
            .chain([self.satz_e(erweiterungen.len() as u64)])
            .flatten()
            .collect()
    }
}

#[test]
fn every_valid_form_is_read() {
    for stil in STILE {
        for anzahl in 0..=15 {
            let bytes = [stil.datei(&[anzahl]), stil.datei(&[]), stil.datei(&[0, anzahl, 15])].concat();
            let dateien = lies(&bytes).unwrap_or_else(|e| panic!("{stil:?}, {anzahl} extensions: {e}"));
            assert_eq!(dateien.iter().map(|d| d.summen.anzahl).collect::<Vec<_>>(), [1, 0, 3]);
            let satz = &dateien[0].saetze[0];
            assert_eq!((satz.blz.as_str(), satz.konto.as_str()), ("29090605", "0001162268"));
            let zeilen = satz.name.len() + satz.zweck.len() + satz.auftraggeber.len() - 3;
            assert_eq!((satz.betrag.cent(), zeilen), (7_615_950, anzahl), "{stil:?}");
            assert_eq!(satz.name[0].starts_with("MÜLLER ß"), stil.name.len() > 7, "{stil:?}");
        }
    }
}

#[test]
fn what_says_nothing_may_be_blank_and_a_file_may_have_an_end() {
    let blank = |bytes: &mut [u8], felder: &[(usize, usize)]| {
        felder.iter().for_each(|&(stelle, laenge)| bytes[stelle..stelle + laenge].fill(b' '));
    };
    let mut bytes = STILE[0].datei(&[1]);
    blank(&mut bytes, &[(15, 8), (128 + 5, 8), (128 + 31, 13), (128 + 50, 11), (384 + 17, 13)]);
    bytes.extend([0x1A, 0x1A]);
    let leser = Leser::neu(&bytes);
    assert_eq!(leser.dateiende_marken(), 2);
    let saetze: Vec<Satz> = leser.collect::<Result<_, _>>().expect("well formed");
    let blanke: Vec<&str> = saetze.iter().flat_map(|s| &s.felder).filter(|f| f.blank).map(|f| f.name).collect();
    assert_eq!(blanke, ["A5", "C3", "C6", "C9", "E5"]);
    bytes.splice(512..512, *b"01280");
    assert_eq!(lies(&bytes).expect_err("something after the file").offset, 516);
}

/// The field of digits is no number, the field of text holds what DTAUS has not: each field of each record, each carrier.
#[test]
fn every_field_wrong_once() {
    for stil in STILE {
        let gut = stil.datei(&[2]);
        for satz in Leser::neu(&gut).map(|satz| satz.expect("well formed")) {
            for (feld, tabelle) in satz.felder.iter().zip(stil.traeger.layout(satz.art).fields) {
                for falsch in [0xFF, 0x00, 0xFA] {
                    let mut bytes = gut.clone();
                    bytes[feld.offset + tabelle.len - 1] = falsch;
                    // Zeros are digits of a packed number, and the length field of a tape ends in them.
                    let Err(fehler) = lies(&bytes) else {
                        assert!(stil.band() && falsch == 0, "{stil:?}: {} with {falsch:02X}", feld.name);
                        continue;
                    };
                    assert!(fehler.feld.contains(feld.name), "{} with {falsch:02X}: {fehler}", feld.name);
                    let bis = feld.offset + tabelle.len;
                    assert!((feld.offset..bis).contains(&fehler.offset), "{} with {falsch:02X}: {fehler}", feld.name);
                }
            }
        }
    }
}

#[test]
fn lengths_and_numbers_of_extensions_must_agree() {
    for stil in STILE {
        let (c, fest) = if stil.band() { (150, 150) } else { (128, 187) };
        for anzahl in 0..=15_usize {
            let gut = stil.datei(&[anzahl, 1]);
            for falsch in (0..=16).filter(|&falsch| falsch != anzahl) {
                for (stelle, wert, feld) in [
                    (c, stil.laenge(fest + 29 * falsch), "C1"),
                    (c + fest - 2, stil.n(falsch as u64, 2, 2, true), "C18"),
                ] {
                    let mut bytes = gut.clone();
                    bytes[stelle..stelle + wert.len()].copy_from_slice(&wert);
                    let fehler = lies(&bytes).expect_err("they disagree");
                    assert_eq!(
                        (fehler.offset, fehler.feld.as_str()),
                        (stelle, feld),
                        "{stil:?}: {anzahl} extensions, {feld} says {falsch}: {fehler}"
                    );
                }
            }
        }
    }
}

#[test]
fn a_file_cut_anywhere_ends_where_it_is_cut() {
    for stil in STILE {
        let gut = stil.datei(&[3, 0]);
        for laenge in 5..gut.len() {
            let fehler = lies(&gut[..laenge]).expect_err("cut");
            assert_eq!(fehler.offset, laenge, "{stil:?}: {fehler}");
        }
    }
}

#[test]
fn a_sum_or_a_count_off_by_one_is_named() {
    for stil in STILE {
        let gut = stil.datei(&[0, 1]);
        let saetze: Vec<Satz> = Leser::neu(&gut).map(|satz| satz.expect("well formed")).collect();
        let e = saetze.last().expect("a record E");
        for (feld, zahl, breite, band) in
            [("E4", 2, 7, 4), ("E6", 2 * 1_162_268, 17, 9), ("E7", 2 * 29_090_605, 17, 9), ("E8", 2 * 7_615_950, 13, 7)]
        {
            let stelle = e.felder.iter().find(|f| f.name == feld).expect("a field").offset;
            for falsch in [zahl - 1, zahl + 1, 0, 10 * zahl] {
                let (mut bytes, wert) = (gut.clone(), stil.n(falsch, breite, band, true));
                bytes[stelle..stelle + wert.len()].copy_from_slice(&wert);
                let fehler = lies(&bytes).expect_err(feld);
                assert_eq!((fehler.offset, fehler.feld.as_str()), (stelle, feld), "{stil:?}: {fehler}");
                assert!(fehler.grund.contains(&zahl.to_string()), "says what was counted: {fehler}");
            }
        }
    }
}
