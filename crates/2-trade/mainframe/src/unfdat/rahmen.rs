//! Files that are no UnfDat, or one whose records are framed in a way that is not read: refused by name.

use super::fehler::UnfdatFehler;
use charsets::edf03::CodePage;
use charsets::fremd;

/// Records that must agree before a frame is believed.
const GENUG: usize = 3;
/// A record with twelve separators and the digits of its number.
const KUERZESTER: usize = 20;

/// Refuses what is something else.
///
/// # Errors
/// What it is, and what to do about it.
pub(super) fn pruefe(datei: &str, page: CodePage, bytes: &[u8]) -> Result<(), UnfdatFehler> {
    let was = if let Some(fremd) = fremd::erkenne(bytes) {
        fremd.to_string()
    } else if let Some(wie) = mit_laengen(bytes) {
        format!("its records stand in {wie}; have it sent as a stream without them, or as a tape image with labels")
    } else if let Some(laenge) = feste_laenge(page, bytes) {
        format!("its records have a fixed length of {laenge} bytes, filled up; have it sent without filling")
    } else {
        return Ok(());
    };
    Err(UnfdatFehler::Anderes { datei: datei.to_owned(), was })
}

/// Length fields of IBM variable records: with blocks (BDW and RDW), or without (RDW).
fn mit_laengen(bytes: &[u8]) -> Option<&'static str> {
    let satz = |rest: &[u8]| laengenfeld(rest).filter(|laenge| *laenge >= KUERZESTER);
    // The length of a block is followed by that of its first record.
    let block = laengenfeld(bytes)?;
    if bytes.get(4..block).is_some_and(|inhalt| folgt(inhalt, satz)) {
        return Some("blocks with length fields (BDW and RDW)");
    }
    folgt(bytes, satz).then_some("variable records with length fields (RDW)")
}

/// Returns true if such lengths lead from record to record, far enough or to the very end.
fn folgt(bytes: &[u8], laenge: impl Fn(&[u8]) -> Option<usize>) -> bool {
    let (mut at, mut saetze) = (0, 0);
    while at < bytes.len() && saetze < GENUG {
        match laenge(&bytes[at..]) {
            Some(laenge) if at + laenge <= bytes.len() => at += laenge,
            _ => return false,
        }
        saetze += 1;
    }
    saetze > 0
}

/// Two bytes of length, which count themselves, and two bytes zero.
fn laengenfeld(bytes: &[u8]) -> Option<usize> {
    match *bytes {
        [hoch, tief, 0, 0, ..] => Some(usize::from(hoch) << 8 | usize::from(tief)),
        _ => None,
    }
}

/// The length of records that are filled up with blanks or zeros to always the same one.
fn feste_laenge(page: CodePage, bytes: &[u8]) -> Option<usize> {
    let fuellung = [if page.is_ebcdic() { 0x40 } else { b' ' }, 0];
    let ende = bytes.iter().enumerate().filter(|(_, byte)| **byte == page.dollar()).nth(11).map(|(at, _)| at + 1)?;
    let laenge = ende + bytes[ende..].iter().take_while(|byte| fuellung.contains(byte)).count();
    let ziffer = |byte: &u8| if page.is_ebcdic() { (0xf0..=0xf9).contains(byte) } else { byte.is_ascii_digit() };
    let anfaenge: Vec<usize> = (laenge..bytes.len()).step_by(laenge).take(GENUG).collect();
    let passt = |at: &usize| bytes.get(*at..*at + 8).is_some_and(|nummer| nummer.iter().all(ziffer));
    let gefuellt = |at: &usize| fuellung.contains(&bytes[at - 1]) || bytes[at - 1] == page.dollar();
    (laenge > ende && !anfaenge.is_empty() && anfaenge.iter().all(|at| passt(at) && gefuellt(at))).then_some(laenge)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAETZE: [&str; 3] = [
        "10002536$8$19011979$12062004$Josef$$Meyer$Weg 1$D$89073$Ulm$$",
        "10002537$8$19011979$12062004$Anna$$Beispiel$Weg 12$D$89073$Ulm$J$",
        "10002538$8$$12062004$Erna$$Muster$Gasse 1$D$89073$Ulm$$",
    ];

    fn grund(bytes: &[u8]) -> String {
        pruefe("x", CodePage::Utf8, bytes).map_or_else(|e| e.to_string(), |()| String::new())
    }

    fn mit_rdw(satz: &str) -> Vec<u8> {
        let laenge = (satz.len() + 4) as u16;
        [&laenge.to_be_bytes()[..], &[0, 0], satz.as_bytes()].concat()
    }

    #[test]
    fn frames_are_refused_by_name() {
        let rdw: Vec<u8> = SAETZE.iter().flat_map(|satz| mit_rdw(satz)).collect();
        assert!(grund(&rdw).contains("RDW"), "{}", grund(&rdw));
        let laenge = (rdw.len() + 4) as u16;
        let bdw = [&laenge.to_be_bytes()[..], &[0, 0], &rdw].concat();
        assert!(grund(&bdw).contains("BDW and RDW"), "{}", grund(&bdw));
        let fest: String = SAETZE.iter().map(|satz| format!("{satz:<80}")).collect();
        assert!(grund(fest.as_bytes()).contains("fixed length of 80 bytes"), "{}", grund(fest.as_bytes()));
        assert!(grund(b"\x1f\x8b\x08").contains("this is a gzip file"));
    }

    #[test]
    fn a_stream_is_none() {
        for trenner in ["", "\n", "\r\n"] {
            assert_eq!(grund(SAETZE.map(|satz| format!("{satz}{trenner}")).concat().as_bytes()), "");
        }
        assert_eq!((grund(b""), grund(SAETZE[0].as_bytes())), (String::new(), String::new()));
    }
}
