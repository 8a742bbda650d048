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
