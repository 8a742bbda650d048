/// How the records of a delivery are carried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carrier {
    /// File transfer: one stream of fields.
    Dfue,
    /// Tape image: labels and blocks.
    Datentraeger,
}

/// The first label of a tape, in EBCDIC and in ASCII.
const VOL1: [&[u8]; 2] = [&[0xE5, 0xD6, 0xD3, 0xF1], b"VOL1"];
/// What stands before each block in an AWSTAPE container.
const AWSTAPE_HEADER: usize = 6;

impl Carrier {
    /// The carrier, recognised from the first bytes: a tape image begins with its label VOL1, plain or in an AWSTAPE
    /// container.
    pub fn recognise(bytes: &[u8]) -> Self {
        let label_at = |offset| bytes.get(offset..).is_some_and(|rest| VOL1.iter().any(|vol1| rest.starts_with(vol1)));
        if label_at(0) || label_at(AWSTAPE_HEADER) { Carrier::Datentraeger } else { Carrier::Dfue }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tape_is_known_by_its_label() {
        for tape in [&b"VOL1BG28"[..], &[0xE5, 0xD6, 0xD3, 0xF1, 0xC2], b"\x50\0\0\0\xA0\0VOL1BG28"] {
            assert_eq!(Carrier::recognise(tape), Carrier::Datentraeger);
        }
        for stream in [&b""[..], b"VOL", b"10002536$8$", &[0xF1, 0xF0]] {
            assert_eq!(Carrier::recognise(stream), Carrier::Dfue);
        }
    }
}
