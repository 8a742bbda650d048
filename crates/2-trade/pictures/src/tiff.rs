//! The pages of a TIFF file, by its directories.

use std::collections::HashSet;

use crate::NoPicture;
use crate::head::Size;

/// The most pages of one picture.
const PAGES: usize = 50;
/// The tags of width and height.
const WIDTH: u16 = 256;
const HEIGHT: u16 = 257;

/// The size of every page, first to last.
///
/// # Errors
/// It has no page, too many, or is cut or knotted.
pub(crate) fn pages(bytes: &[u8]) -> Result<Vec<Size>, NoPicture> {
    let broken = |why| NoPicture::Broken("TIFF", why);
    let file = File { bytes, little: bytes.first() == Some(&b'I') };
    let mut next = file.long(4).ok_or(broken("it is cut"))?;
    let (mut pages, mut seen) = (Vec::new(), HashSet::new());
    while next != 0 {
        if pages.len() == PAGES || !seen.insert(next) {
            return Err(broken("it has more than 50 pages, or runs in a circle"));
        }
        let directory = next as usize;
        let entries = file.short(directory).ok_or(broken("a page lies behind its end"))? as usize;
        let entry = |tag| (0..entries).map(|nr| directory + 2 + 12 * nr).find(|at| file.short(*at) == Some(tag));
        let width = entry(WIDTH).and_then(|at| file.value(at));
        let height = entry(HEIGHT).and_then(|at| file.value(at));
        pages.push(width.zip(height).ok_or(broken("a page does not say how large it is"))?);
        next = file.long(directory + 2 + 12 * entries).ok_or(broken("it is cut"))?;
    }
    if pages.is_empty() { Err(broken("it has no page")) } else { Ok(pages) }
}

/// A file of either byte order.
struct File<'b> {
    bytes: &'b [u8],
    little: bool,
}

impl File<'_> {
    fn short(&self, at: usize) -> Option<u16> {
        let bytes = self.bytes.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if self.little { u16::from_le_bytes(bytes) } else { u16::from_be_bytes(bytes) })
    }

    fn long(&self, at: usize) -> Option<u32> {
        let bytes = self.bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
        Some(if self.little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) })
    }

    /// The number in an entry: a short (3) or a long (4).
    fn value(&self, entry: usize) -> Option<u32> {
        match self.short(entry + 2)? {
            3 => self.short(entry + 8).map(u32::from),
            4 => self.long(entry + 8),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A TIFF of pages of these sizes, without pixels.
    fn tiff(little: bool, sizes: &[(u16, u16)]) -> Vec<u8> {
        let short = |n: u16| if little { n.to_le_bytes() } else { n.to_be_bytes() };
        let long = |n: u32| if little { n.to_le_bytes() } else { n.to_be_bytes() };
        let mut bytes = if little { b"II\x2a\0".to_vec() } else { b"MM\0\x2a".to_vec() };
        bytes.extend(long(8));
        for (nr, (width, height)) in sizes.iter().enumerate() {
            bytes.extend(short(2));
            for (tag, value) in [(WIDTH, width), (HEIGHT, height)] {
                bytes.extend([short(tag), short(3)].concat());
                bytes.extend(long(1));
                bytes.extend([short(*value), short(0)].concat());
            }
            let next = if nr + 1 == sizes.len() { 0 } else { bytes.len() as u32 + 4 };
            bytes.extend(long(next));
        }
        bytes
    }

    #[test]
    fn every_page_is_measured_in_either_byte_order() {
        for little in [true, false] {
            let bytes = tiff(little, &[(1700, 1200), (800, 600)]);
            assert_eq!(pages(&bytes), Ok(vec![(1700, 1200), (800, 600)]));
            assert_eq!(crate::check("1.tif", &bytes), Ok(crate::Kind::Tiff));
        }
    }

    #[test]
    fn knots_and_cuts_are_found() {
        let mut circle = tiff(true, &[(10, 10)]);
        let end = circle.len();
        circle[end - 4..].copy_from_slice(&8_u32.to_le_bytes());
        let cut = &tiff(true, &[(10, 10)])[..20];
        for bytes in [&circle[..], cut, b"II\x2a\0\0\0\0\0", b"II\x2a\0\xff\xff\xff\xff", b"II\x2a\0"] {
            assert!(pages(bytes).is_err(), "{bytes:?}");
        }
        let many = tiff(true, &[(10, 10); 51]);
        assert!(pages(&many).is_err());
    }
}
