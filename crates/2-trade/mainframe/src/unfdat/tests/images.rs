//! Datenträger: what is taken, and every way in which its structure can be broken.

use super::*;
use crate::unfdat::tape::labels::{HDR1, HDR2, LABEL, VOL1};
use crate::unfdat::tape::{Band, BandFehler, BandGrund, Container};

const PAGE: CodePage = CodePage::Edf03Drv;

fn band() -> Band {
    let erstellt = domain::datum::aus_deutsch("10.03.2005").expect("a day");
    Band { blocklaenge: 300, ..Band::neu("BG28.UNFDAT", erstellt) }
}

fn faelle() -> Vec<Fall> {
    ["10000001", "10000002", "10000003", "10000004", "10000005"].map(fall).to_vec()
}

fn image() -> Vec<u8> {
    write_tape(&faelle(), PAGE, &band()).expect("cases that fit")
}

fn awstape() -> Vec<u8> {
    write_tape(&faelle(), PAGE, &Band { container: Container::Awstape, ..band() }).expect("cases that fit")
}

fn refused(bytes: &[u8]) -> BandFehler {
    match read("band", bytes, PAGE, Some(Carrier::Datentraeger)) {
        Err(UnfdatFehler::Band { fehler, .. }) => fehler,
        other => panic!("{other:?}"),
    }
}

/// The image with other bytes at a place.
fn with(mut image: Vec<u8>, at: usize, bytes: &[u8]) -> Vec<u8> {
    image[at..at + bytes.len()].copy_from_slice(bytes);
    image
}

/// The image without these bytes.
fn without(image: &[u8], at: usize, len: usize) -> Vec<u8> {
    [&image[..at], &image[at + len..]].concat()
}

/// Length of the data blocks: the image has three labels before and two after them.
fn data(image: &[u8]) -> std::ops::Range<usize> {
    3 * LABEL..image.len() - 2 * LABEL
}

#[test]
fn the_label_lists_are_those_of_the_layouts() {
    muster::assert_committed(concat!(env!("CARGO_MANIFEST_DIR"), "/src/unfdat/tape/felder-vol1.md"), &VOL1.markdown());
    muster::assert_committed(concat!(env!("CARGO_MANIFEST_DIR"), "/src/unfdat/tape/felder-hdr1.md"), &HDR1.markdown());
    muster::assert_committed(concat!(env!("CARGO_MANIFEST_DIR"), "/src/unfdat/tape/felder-hdr2.md"), &HDR2.markdown());
}

#[test]
fn both_containers_and_both_kinds_of_labels_are_recognised() {
    for container in [Container::Flach, Container::Awstape] {
        for (ascii_labels, letzter_trenner) in [(false, true), (true, true), (false, false), (true, false)] {
            let band = Band { container, ascii_labels, letzter_trenner, ..band() };
            for &page in CodePage::ALL.iter().filter(|&&page| page != CodePage::Edf03Irv) {
                let image = write_tape(&faelle(), page, &band).expect("cases that fit");
                let read = read("band", &image, page, None).expect("a sound image");
                assert_eq!((&read.abgelehnt[..], read.saetze), (&[][..], 5), "{band:?} {page}");
                assert_eq!(cases(read), faelle(), "{band:?} {page}");
            }
        }
    }
}

#[test]
fn labels_are_as_the_norm_has_them() {
    let text = CodePage::Edf03Irv.decode_lossy(&image()[..3 * LABEL]);
    assert!(text.starts_with("VOL1UNF001"));
    assert_eq!(&text[79..80], "3");
    assert!(text[80..].starts_with("HDR1BG28.UNFDAT      UNF0010001000100000"), "{text}");
    assert_eq!((&text[121..127], &text[134..140]), ("005069", "000000"));
    assert!(text[160..].starts_with("HDR2V0030000162"), "{text}");
}

#[test]
fn an_image_without_records_is_an_empty_delivery() {
    for container in [Container::Flach, Container::Awstape] {
        let image = write_tape(&[], PAGE, &Band { container, ..band() }).expect("nothing to fit");
        assert_eq!(read("band", &image, PAGE, None), Ok(Gelesen::default()));
    }
}

#[test]
fn further_labels_and_volumes_belong_to_the_file() {
    let (image, label) = (image(), |name: &str| {
        let mut label = PAGE.encode_exact(name).expect("letters");
        label.resize(LABEL, 0x40);
        label
    });
    let data = data(&image);
    let (hdr, body, eof) = (&image[..data.start], &image[data.clone()], &image[data.end..]);
    let more = [hdr, &label("HDR3"), &label("UHL1"), body, eof, &label("EOF3"), &label("UTL1")].concat();
    assert_eq!(cases(gelesen(&more, PAGE)), faelle());
    let eov = with(eof.to_vec(), 0, &PAGE.encode_exact("EOV1").expect("letters"));
    let eov = with(eov, LABEL, &PAGE.encode_exact("EOV2").expect("letters"));
    let two = gelesen(&[hdr, body, &eov, hdr, body, eof].concat(), PAGE);
    assert_eq!((two.saetze, two.faelle[5].satz), (10, 6));
    let cut = refused(&[hdr, body, &eov].concat());
    assert_eq!(cut, BandFehler { offset: image.len(), grund: BandGrund::Fortsetzung });
}

#[test]
fn a_missing_label_is_named() {
    let image = image();
    let end = data(&image).end;
    for (at, erwartet, place) in [
        (0, "VOL1", 0),
        (LABEL, "HDR1", LABEL),
        (2 * LABEL, "HDR2", 2 * LABEL),
        (end, "EOF1", end),
        (end + LABEL, "EOF2", end + LABEL),
    ] {
        let BandFehler { offset, grund } = refused(&without(&image, at, LABEL));
        assert_eq!(offset, place);
        assert!(matches!(&grund, BandGrund::LabelFehlt { erwartet: e, .. } if *e == erwartet), "{grund:?}");
        let aws = awstape();
        let at = aws.windows(4).position(|w| w == &image[at..at + 4]).expect("the label");
        assert!(refused(&with(aws, at, &[0xC1; 4])).offset <= at);
    }
    assert!(matches!(refused(b"").grund, BandGrund::LabelFehlt { erwartet: "VOL1", .. }));
    let dfue = written(&faelle(), PAGE);
    assert_eq!(refused(&dfue).offset, 0, "a stream forced to be a tape");
}

#[test]
fn a_wrong_block_count_is_named() {
    let image = image();
    let end = data(&image).end;
    let place = end + 54;
    for count in ["000001", "000004", "      ", "00000A", "3     "] {
        let bytes = PAGE.encode_exact(count).expect("characters of the table");
        let BandFehler { offset, grund } = refused(&with(image.clone(), place, &bytes));
        assert_eq!(offset, place);
        assert!(matches!(&grund, BandGrund::Blockzahl { gezaehlt: 2, .. }), "{grund:?}");
        assert!(grund.to_string().contains(&format!("EOF1 says '{count}'")), "{grund}");
    }
}

#[test]
fn wrong_length_fields_are_named_with_their_place() {
    let image = image();
    let block = data(&image).start;
    let bl = u16::from_be_bytes([image[block], image[block + 1]]);
    let sl = u16::from_be_bytes([image[block + 4], image[block + 5]]);
    for (at, value, place) in [
        (block, bl + 1, None),
        (block, bl - 1, None),
        (block, 3, Some(block)),
        (block, 0, Some(block)),
        (block, 32_769, Some(block)),
        (block + 4, sl + 1, None),
        (block + 4, 3, Some(block + 4)),
        (block + 4, bl, Some(block + 4)),
    ] {
        let fault = refused(&with(image.clone(), at, &value.to_be_bytes()));
        assert!(fault.offset >= at && place.is_none_or(|place| place == fault.offset), "{at} = {value}: {fault}");
    }
    for at in [block + 2, block + 3, block + 6, block + 7] {
        let place = at & !3;
        assert_eq!(refused(&with(image.clone(), at, &[1])).offset, place, "{at}");
    }
    let both = with(image.clone(), block, &(bl + 4).to_be_bytes());
    let longer = [&both[..block + usize::from(bl)], &[0, 1, 0, 0], &both[block + usize::from(bl)..]].concat();
    assert!(matches!(refused(&longer).grund, BandGrund::Satzlaenge { laenge: 1, .. }));
}

#[test]
fn a_cut_file_is_refused_wherever_it_is_cut() {
    for image in [image(), awstape()] {
        // The tape marks at the end may be missing.
        let end = image.len() - if image.starts_with(&[LABEL as u8]) { 12 } else { 0 };
        for len in 0..end {
            let fault = refused(&image[..len]);
            assert!(fault.offset <= len, "cut at {len}: {fault}");
        }
    }
}

#[test]
fn nothing_may_follow_the_last_label() {
    let image = image();
    let fault = refused(&[&image[..], &image[..LABEL]].concat());
    assert_eq!(fault.to_string(), format!("byte {}: label VOL1 after the last label of the file", image.len()));
    assert_eq!(refused(&[&image[..], &[0]].concat()).offset, image.len() + 1);
}

#[test]
fn the_headers_of_awstape_must_agree() {
    let image = awstape();
    for (at, value) in [(0, 79), (0, 81), (2, 1), (4, 0x80), (4, 0x20), (4, 0), (4, 0xA1), (5, 1), (86 + 2, 0)] {
        let fault = refused(&with(image.clone(), at, &[value]));
        assert!(fault.offset <= at.max(LABEL + 6 + 2), "{at} = {value:02X}: {fault}");
    }
}

#[test]
fn a_block_that_the_container_splits_is_put_together() {
    let image = awstape();
    let header = |len: usize, before: usize, kind| {
        let (len, before) = (u16::try_from(len).expect("short"), u16::try_from(before).expect("short"));
        [&len.to_le_bytes()[..], &before.to_le_bytes()[..], &[kind, 0]].concat()
    };
    // The first data block follows three labels and a tape mark.
    let at = 3 * (LABEL + 6) + 6;
    let len = usize::from(u16::from_le_bytes([image[at], image[at + 1]]));
    let block = &image[at + 6..at + 6 + len];
    let next = at + 6 + len;
    let split = [
        &image[..at],
        &header(100, 0, 0x80),
        &block[..100],
        &header(50, 100, 0),
        &block[100..150],
        &header(len - 150, 50, 0x20),
        &block[150..],
        &with(image[next..].to_vec(), 2, &((len - 150) as u16).to_le_bytes()),
    ]
    .concat();
    let read = gelesen(&split, PAGE);
    let in_block = 12 + read.faelle[0].laenge;
    let headers = 1 + usize::from(in_block >= 100) + usize::from(in_block >= 150);
    assert_eq!(read.faelle[1].offset as usize, at + 6 * headers + in_block);
    assert_eq!(cases(read), faelle());
}

#[test]
fn damage_in_a_record_costs_that_record() {
    let image = image();
    let block = data(&image).start;
    let first = block + 8;
    let dollars = |n: usize| (first..).filter(|&at| image[at] == 0x5B).nth(n).expect("a separator");
    for n in 0..12 {
        let lost = gelesen(&with(image.clone(), dollars(n), &[0xC1]), PAGE);
        let kept = cases(lost.clone());
        assert_eq!(kept[kept.len() - 4..], faelle()[1..], "separator {n} lost");
        if kept.len() == 4 {
            assert_eq!((lost.abgelehnt[0].satz, lost.abgelehnte_saetze), (1, 1));
        }
    }
    let doubled = gelesen(&with(image.clone(), dollars(4) - 1, &[0x5B]), PAGE);
    let row = &doubled.abgelehnt[0];
    assert_eq!((row.satz, row.offset, row.feld.as_str()), (1, first as u64, ""));
    assert!(row.grund.starts_with("a separator is doubled: 13 of them"), "{}", row.grund);
    assert!(row.roh.starts_with("F1F0F0F0F0F0F0F15BF85B"), "{}", row.roh);
    assert_eq!(cases(doubled), faelle()[1..]);
}
