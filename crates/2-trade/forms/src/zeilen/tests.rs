use super::*;

fn stellen(bytes: &[u8], zeichensatz: Zeichensatz, nr: usize) -> Vec<(u64, u64, String)> {
    let quelle = Quelle::decode(bytes, "x.csv", zeichensatz).expect("decodable");
    let mut zeilen = quelle.zeilen(b';');
    let mut alle = Vec::new();
    while let Some(zeile) = zeilen.naechste() {
        let ablehnung = zeile.expect("well quoted").feld_ablehnung(nr, "f", "");
        alle.push((ablehnung.satz, ablehnung.offset, ablehnung.wert));
    }
    alle
}

#[test]
fn places_are_those_of_the_delivered_file() {
    let erwartet = |bom: u64, breite: u64| {
        vec![(1, bom + 2, "b".into()), (3, bom + 8 + breite, "d".into()), (4, bom + 15 + breite, "f".into())]
    };
    assert_eq!(stellen("a;b\r\n\r\nä;d\ne;  f\n".as_bytes(), Zeichensatz::Auto, 1)[1], (3, 10, "d".into()));
    for (text, zeichensatz, bom, breite) in [
        ("a;b\r\n\r\n\u{e4};d\r\n\"e\";f".as_bytes(), Zeichensatz::Auto, 0, 2),
        ("\u{feff}a;b\r\n\r\n\u{e4};d\r\n\"e\";f".as_bytes(), Zeichensatz::Windows1252, 3, 2),
        (b"a;b\r\n\r\n\xE4;d\r\n\"e\";f", Zeichensatz::Auto, 0, 1),
        (b"a;b\r\n\r\n\xE4;d\r\n\"e\";f", Zeichensatz::Windows1252, 0, 1),
    ] {
        assert_eq!(stellen(text, zeichensatz, 1), erwartet(bom, breite), "{text:?}");
    }
}

#[test]
fn quoted_fields_may_hold_everything() {
    let quelle = Quelle::decode(b"a;\"x;\"\"y\"\"\r\nz\";c\n;;d", "x.csv", Zeichensatz::Utf8).expect("decodable");
    let mut zeilen = quelle.zeilen(b';');
    let erste = zeilen.naechste().expect("a line").expect("well quoted");
    assert_eq!((erste.feld(1), erste.feld(2), erste.anzahl()), ("x;\"y\"\r\nz", "c", 3));
    assert_eq!(erste.feld_ablehnung(2, "f", "").offset, 15);
    let zweite = zeilen.naechste().expect("a line").expect("well quoted");
    assert_eq!((zweite.satz(), zweite.feld(2)), (3, "d"));
}

#[test]
fn stray_quotation_marks_are_refused() {
    for (text, stelle) in [("a;b\"c\"", 3), ("a;\"b\"c;d", 4), ("a;\"b", 2), ("\"", 0)] {
        let quelle = Quelle::decode(text.as_bytes(), "x.csv", Zeichensatz::Utf8).expect("decodable");
        let ablehnung = quelle.zeilen(b';').naechste().expect("a line").err().expect(text);
        assert_eq!((ablehnung.satz, ablehnung.offset), (1, stelle), "{text}");
    }
}

#[test]
fn undefined_bytes_are_refused_with_their_place() {
    for (bytes, zeichensatz, grund) in [
        (&b"a\nb\xE4"[..], Zeichensatz::Utf8, "not a character of UTF-8"),
        (b"a\nb\x81", Zeichensatz::Windows1252, "not a character of windows-1252"),
        (b"a\nb\x81", Zeichensatz::Auto, "not a character of windows-1252"),
    ] {
        let ablehnung = Quelle::decode(bytes, "x.csv", zeichensatz).err().expect("refused");
        assert_eq!((ablehnung.satz, ablehnung.offset, ablehnung.grund.as_str()), (2, 3, grund));
    }
}

/// Line, offset and reason of every line that is refused, and the first column of the others.
fn gelesen(bytes: &[u8]) -> (Vec<(u64, u64, String)>, Vec<String>) {
    let kodierung = Kodierung::erkenne(bytes, Zeichensatz::Auto).expect("memory can be read");
    let strom = std::io::BufReader::with_capacity(7, bytes);
    let mut zeilen = Zeilen::neu(strom, "x.csv", kodierung, b';').expect("memory can be read");
    let (mut abgelehnt, mut gut) = (Vec::new(), Vec::new());
    while let Some(zeile) = zeilen.naechste() {
        match zeile {
            Ok(zeile) => gut.push(zeile.feld(0).to_owned()),
            Err(ablehnung) => abgelehnt.push((ablehnung.satz, ablehnung.offset, ablehnung.grund)),
        }
    }
    zeilen.zu_ende().expect("memory can be read");
    (abgelehnt, gut)
}

#[test]
fn an_unclosed_quotation_mark_costs_its_line_only() {
    let (abgelehnt, gut) = gelesen("a;b\nc;\"d\ne;f\ng;h\n".as_bytes());
    assert_eq!(abgelehnt.iter().map(|(satz, offset, _)| (*satz, *offset)).collect::<Vec<_>>(), [(2, 6)]);
    assert_eq!(gut, ["a", "e", "g"]);
    let far = format!("a;\"b\n{}\"\nz;\n", "c;d\n".repeat(20_000));
    let (abgelehnt, gut) = gelesen(far.as_bytes());
    assert_eq!(gut.len(), 20_001);
    assert_eq!(abgelehnt.iter().map(|(satz, ..)| *satz).collect::<Vec<_>>(), [1, 20_002]);
}

#[test]
fn a_line_without_end_is_refused_once() {
    let long = format!("a;b\n{}\nc;d\n{}", "x".repeat(200_000), "y;".repeat(100_000));
    let (abgelehnt, gut) = gelesen(long.as_bytes());
    let places: Vec<_> = abgelehnt.iter().map(|(satz, offset, _)| (*satz, *offset)).collect();
    assert_eq!(places, [(2, 4), (4, 200_009)]);
    assert!(abgelehnt[0].2.contains("more than 65536 bytes"), "{}", abgelehnt[0].2);
    assert_eq!(gut, ["a", "c"]);
}

#[test]
fn a_quoted_field_may_go_on_over_many_lines() {
    let text = format!("a;\"{}\";b\r\nc;d", "x;\"\"y\"\"\r\n".repeat(1000));
    assert_eq!(gelesen(text.as_bytes()), (vec![], vec!["a".into(), "c".into()]));
}

#[test]
fn a_carriage_return_ends_no_line() {
    let (abgelehnt, gut) = gelesen(b"a;b\rc;d\r\n\"e\rf\";g\n");
    assert_eq!((abgelehnt.len(), abgelehnt[0].1, gut), (1, 3, vec!["e\rf".to_owned()]));
}

#[test]
fn a_character_may_be_cut_by_the_end_of_a_piece() {
    for length in 0..20 {
        let text = format!("{};äöü€😀", "x".repeat(length));
        let strom = std::io::BufReader::with_capacity(5, text.as_bytes());
        let kodierung = Kodierung::erkenne(strom, Zeichensatz::Auto).expect("memory can be read");
        assert_eq!(kodierung.to_string(), "UTF-8", "{length}");
        for (bytes, name) in
            [(text.as_bytes()[..text.len() - 1].to_vec(), "UTF-8"), (b"gr\xFC\xDFe".to_vec(), "windows-1252")]
        {
            let strom = std::io::BufReader::with_capacity(5, &bytes[..]);
            let kodierung = Kodierung::erkenne(strom, Zeichensatz::Auto).expect("memory can be read");
            assert_eq!(kodierung.to_string(), name, "{length}");
        }
    }
}

#[test]
fn one_bad_byte_makes_no_other_character_set() {
    let name = |bytes: &[u8], zeichensatz| Kodierung::erkenne(bytes, zeichensatz).expect("memory").to_string();
    for (bytes, auto, windows) in [
        // One umlaut in windows-1252 among those in UTF-8, whichever comes first.
        (&b"K\xF6nig;J\xC3\xA4ger"[..], "UTF-8", "UTF-8"),
        (b"J\xC3\xA4ger;K\xF6nig;K\xF6nig;K\xF6nig", "UTF-8", "UTF-8"),
        // Letters of other languages prove it by their number.
        (b"\xC5\x81ukasz;\xC5\x81odz;K\xF6nig", "UTF-8", "UTF-8"),
        // Pairs that stand in windows-1252 by chance: a closing quotation mark after a capital umlaut.
        (b"K\xF6nig;H\xF6fe;B\xD6\x93", "windows-1252", "windows-1252"),
        (b"plain", "UTF-8", "windows-1252"),
        (b"", "UTF-8", "windows-1252"),
    ] {
        assert_eq!(name(bytes, Zeichensatz::Auto), auto, "{bytes:?}");
        assert_eq!(name(bytes, Zeichensatz::Windows1252), windows, "{bytes:?}");
    }
    let mut zeilen = Zeilen::oeffne(
        std::io::Cursor::new(&b"K\xF6nig;b\nJ\xC3\xA4ger;d\n\xFC;e\n"[..]),
        "r.csv",
        Zeichensatz::Auto,
        b';',
    )
    .expect("memory");
    let mut bad = Vec::new();
    while let Some(zeile) = zeilen.naechste() {
        bad.extend(zeile.err().map(|e| (e.satz, e.offset, e.wert)));
    }
    assert_eq!(bad, [(1, 1, "byte F6".to_owned()), (3, 17, "byte FC".to_owned())], "each bad byte is named");
}
