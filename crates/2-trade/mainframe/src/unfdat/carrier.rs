use super::tape;

/// How the records of a delivery are carried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carrier {
    /// File transfer: one stream of fields.
    Dfue,
    /// Tape image: labels and blocks.
    Datentraeger,
}

impl Carrier {
    /// The carrier, recognised from the first bytes: a tape image begins with its label VOL1, plain or in an AWSTAPE
    /// container. A broken image is recognised by what else stands there, so that its fault can be named.
    pub fn recognise(bytes: &[u8]) -> Self {
        if tape::recognise(bytes).is_some() { Carrier::Datentraeger } else { Carrier::Dfue }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tape_is_known_by_its_label_or_its_first_block() {
        for tape in [
            &b"VOL1BG28"[..],
            &[0xE5, 0xD6, 0xD3, 0xF1, 0xC2],
            b"\x50\0\0\0\xA0\0VOL1BG28",
            b"\x50\0\0\0\xA0\0XOL1BG28",
            b"\x50\0\0\0\xA1\0VOL1BG28",
            b"HDR1",
            b"\0\x0C\0\0\0\x08\0\0ABCD",
            &[&[b'x'; 80][..], b"HDR1"].concat(),
        ] {
            assert_eq!(Carrier::recognise(tape), Carrier::Datentraeger, "{tape:?}");
        }
        for stream in [&b""[..], b"VOL", b"10002536$8$", &[0xF1, 0xF0], b"VOLKER$", &[0; 8], b"\n\n\n\n\n\n\n\n"] {
            assert_eq!(Carrier::recognise(stream), Carrier::Dfue, "{stream:?}");
        }
    }
}
