//! Pictures as a browser shows them. No browser shows TIFF: its pages become PNG.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::io::Cursor;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::Bild;
use pictures::Kind;
use serde::Serialize;
use stage::{Run, warn};
use tiff::ColorType;
use tiff::decoder::{Decoder, DecodingResult, Limits};

/// A picture of the page: embedded, or where it lies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Image {
    /// `png`, `jpg` or `pdf`; `tif` where it is only linked.
    art: &'static str,
    /// Base64 of its content.
    #[serde(skip_serializing_if = "Option::is_none")]
    daten: Option<String>,
    /// Where it lies, seen from the page.
    pfad: String,
}

/// The pictures of a run.
pub struct Images<'r> {
    run: &'r Run,
    by_number: BTreeMap<String, Vec<String>>,
}

impl<'r> Images<'r> {
    /// The pictures by PicNr.
    pub fn new(run: &'r Run, rows: Vec<Bild>) -> Self {
        let mut by_number: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for Bild { pic_nr, pfad } in rows {
            by_number.entry(pic_nr).or_default().push(pfad);
        }
        Images { run, by_number }
    }

    /// The pictures of these prescriptions, embedded in this order as long as there is room.
    pub fn of(&self, order: &[&str], mut room: u64) -> BTreeMap<String, Vec<Image>> {
        let mut shown = BTreeMap::new();
        let mut seen = HashSet::new();
        for number in order.iter().filter(|number| seen.insert(**number)) {
            let Some(paths) = self.by_number.get(*number) else { continue };
            let images: Vec<Image> = paths.iter().flat_map(|path| self.images(path, &mut room)).collect();
            shown.insert((*number).to_owned(), images);
        }
        shown
    }

    /// A picture file, page by page; linked where there is no room or it cannot be shown. One that is gone is left out.
    fn images(&self, path: &str, room: &mut u64) -> Vec<Image> {
        let Ok(bytes) = fs::read(self.run.dir.join(path)) else { return Vec::new() };
        let name = path.rsplit('/').next().unwrap_or(path);
        let kind = match pictures::check(name, &bytes) {
            Ok(kind) => kind,
            Err(why) => {
                warn(format!("{path} is not shown: {why}"));
                return Vec::new();
            }
        };
        let link = |art| vec![Image { art, daten: None, pfad: path.to_owned() }];
        let (art, pages) = match kind {
            Kind::Png => ("png", Some(vec![bytes])),
            Kind::Jpeg => ("jpg", Some(vec![bytes])),
            Kind::Pdf => ("pdf", Some(vec![bytes])),
            Kind::Tiff => ("png", (bytes.len() as u64 <= *room).then(|| pages_as_png(&bytes)).flatten()),
        };
        let Some(pages) = pages else { return link("tif") };
        let size: u64 = pages.iter().map(|page| page.len() as u64).sum();
        if size > *room {
            return link(if kind == Kind::Tiff { "tif" } else { art });
        }
        *room -= size;
        pages.iter().map(|page| Image { art, daten: Some(STANDARD.encode(page)), pfad: path.to_owned() }).collect()
    }
}

/// Every page of a TIFF as PNG; none if one cannot be decoded.
fn pages_as_png(bytes: &[u8]) -> Option<Vec<Vec<u8>>> {
    let mut decoder = Decoder::new(Cursor::new(bytes)).ok()?.with_limits(Limits::default());
    let mut pages = Vec::new();
    loop {
        pages.push(page_as_png(&mut decoder)?);
        if !decoder.more_images() {
            return Some(pages);
        }
        decoder.next_image().ok()?;
    }
}

fn page_as_png(decoder: &mut Decoder<Cursor<&[u8]>>) -> Option<Vec<u8>> {
    let (width, height) = decoder.dimensions().ok()?;
    let (color, depth) = match decoder.colortype().ok()? {
        ColorType::Gray(1) => (png::ColorType::Grayscale, png::BitDepth::One),
        ColorType::Gray(8) => (png::ColorType::Grayscale, png::BitDepth::Eight),
        ColorType::RGB(8) => (png::ColorType::Rgb, png::BitDepth::Eight),
        ColorType::RGBA(8) => (png::ColorType::Rgba, png::BitDepth::Eight),
        _ => return None,
    };
    let DecodingResult::U8(pixels) = decoder.read_image().ok()? else { return None };
    let mut page = Vec::new();
    let mut encoder = png::Encoder::new(&mut page, width, height);
    encoder.set_color(color);
    encoder.set_depth(depth);
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(&pixels).ok()?;
    writer.finish().ok()?;
    Some(page)
}

#[cfg(test)]
mod tests {
    use tiff::encoder::{TiffEncoder, colortype};

    use super::*;

    fn tiff(pages: u32) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        let mut encoder = TiffEncoder::new(&mut bytes).expect("an encoder");
        for _ in 0..pages {
            encoder.write_image::<colortype::Gray8>(3, 2, &[0, 50, 100, 150, 200, 250]).expect("a page");
        }
        bytes.into_inner()
    }

    fn world(files: &[(&str, &[u8])]) -> (tempfile::TempDir, Run, Vec<Bild>) {
        let dir = tempfile::TempDir::new().expect("a folder");
        let run = dir.path().join("BG28/2005-03-11");
        fs::create_dir_all(run.join("00-inbox/pictures")).expect("a folder");
        let mut rows = Vec::new();
        for (name, bytes) in files {
            let pfad = format!("00-inbox/pictures/{name}");
            fs::write(run.join(&pfad), bytes).expect("a picture");
            rows.push(Bild { pic_nr: pictures::pic_nr_of(name).expect("a number"), pfad });
        }
        let run = Run::from_path(&run).expect("a run");
        (dir, run, rows)
    }

    #[test]
    fn every_page_of_a_tiff_becomes_a_png() {
        let (_dir, run, rows) = world(&[("503305647430.tif", &tiff(3))]);
        let shown = Images::new(&run, rows).of(&["503305647430", "503305647430"], 1 << 20);
        let images = &shown["503305647430"];
        assert_eq!(images.len(), 3);
        let png = STANDARD.decode(images[0].daten.as_deref().expect("embedded")).expect("base64");
        let reader = png::Decoder::new(Cursor::new(png)).read_info().expect("a PNG");
        assert_eq!((reader.info().width, reader.info().height), (3, 2));
    }

    #[test]
    fn what_has_no_room_is_linked_and_what_is_gone_is_left_out() {
        let (_dir, run, mut rows) = world(&[("1.tif", &tiff(1)), ("2.tif", &tiff(1))]);
        rows.push(Bild { pic_nr: "000000000003".into(), pfad: "../2005-03-01/00-inbox/pictures/3.tif".into() });
        let order = ["000000000002", "000000000001", "000000000003"];
        let shown = Images::new(&run, rows).of(&order, tiff(1).len() as u64);
        assert!(shown["000000000002"][0].daten.is_some(), "the first has room");
        assert_eq!(shown["000000000001"], [Image { art: "tif", daten: None, pfad: "00-inbox/pictures/1.tif".into() }]);
        assert!(shown["000000000003"].is_empty());
    }
}
