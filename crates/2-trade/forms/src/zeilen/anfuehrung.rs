//! RFC 4180: where fields begin and end, and what quotation marks mean. Stray ones could silently glue columns
//! together, so every line that holds any is checked.

use std::ops::Range;

/// Where the fields of a line stand, each with the quotation marks around it; an error is the place of one that opens
/// or closes nothing, or of a carriage return outside of them.
pub(super) fn feldgrenzen(zeile: &str, trenner: u8, grenzen: &mut Vec<Range<usize>>) -> Result<(), usize> {
    grenzen.clear();
    let mut anfang = 0;
    // Most lines hold neither quotation marks nor a carriage return: only separators are looked for in them.
    if memchr::memchr2(b'"', b'\r', zeile.as_bytes()).is_none() {
        for ende in memchr::memchr_iter(trenner, zeile.as_bytes()) {
            grenzen.push(anfang..ende);
            anfang = ende + 1;
        }
        grenzen.push(anfang..zeile.len());
        return Ok(());
    }
    loop {
        let ende = feldende(zeile.as_bytes(), anfang, trenner)?;
        grenzen.push(anfang..ende);
        if ende == zeile.len() {
            return Ok(());
        }
        anfang = ende + 1;
    }
}

/// The end of the field that begins at `anfang`.
fn feldende(zeile: &[u8], anfang: usize, trenner: u8) -> Result<usize, usize> {
    if zeile.get(anfang) != Some(&b'"') {
        let laenge = zeile[anfang..].iter().position(|&b| b == trenner).unwrap_or(zeile.len() - anfang);
        let feld = &zeile[anfang..anfang + laenge];
        let falsch = feld.iter().position(|&b| b == b'"' || b == b'\r');
        return falsch.map_or(Ok(anfang + laenge), |stelle| Err(anfang + stelle));
    }
    let mut i = anfang + 1;
    loop {
        match (zeile.get(i), zeile.get(i + 1)) {
            (Some(b'"'), Some(b'"')) => i += 2,
            (Some(b'"'), naechstes) => {
                return if naechstes.is_none_or(|&b| b == trenner) { Ok(i + 1) } else { Err(i) };
            }
            (Some(_), _) => i += 1,
            (None, _) => return Err(anfang),
        }
    }
}

/// Where reading stands among fields and quotation marks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Stand {
    /// At the beginning of a field.
    #[default]
    Anfang,
    /// In a field without quotation marks.
    Frei,
    /// In a quoted field.
    Angefuehrt,
    /// After a quotation mark in such a field: its end, or the first of two.
    Schluss,
}

impl Stand {
    /// Where it stands after a further piece of the line.
    pub(super) fn danach(self, stueck: &[u8], trenner: u8) -> Self {
        stueck.iter().fold(self, |stand, &byte| match (stand, byte) {
            (Stand::Anfang | Stand::Schluss, b'"') => Stand::Angefuehrt,
            (Stand::Angefuehrt, b'"') => Stand::Schluss,
            (Stand::Angefuehrt, _) => Stand::Angefuehrt,
            (_, byte) if byte == trenner => Stand::Anfang,
            _ => Stand::Frei,
        })
    }
}
