//! Receiving: while the next bytes are on the line, those before are hashed and written by another thread and made durable
//! by a third, so that a fast line waits for neither.

use std::fs::File;
use std::io::{Result, Write};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use crate::lokal::{PIECE, Summe};

/// Bytes that are handed over together, and how often that before the line waits for the disk.
const TOGETHER: usize = 1 << 20;
const WAITING: usize = 16;
/// Bytes that are made durable together.
const DURABLE: usize = 64 << 20;

/// Why something was not received.
pub(crate) enum Fehlschlag<E> {
    /// The line.
    Leitung(E),
    /// The disk.
    Platte(std::io::Error),
}

/// Writes everything that `read` gives behind what is in the file, whose sum so far is `summe`; gives the sum of all. What
/// came before a fault of the line is in the file.
pub(crate) fn receive<E>(
    file: &File,
    summe: Summe,
    read: impl FnMut(&mut [u8]) -> std::result::Result<usize, E>,
) -> std::result::Result<Summe, Fehlschlag<E>> {
    thread::scope(|scope| {
        let (pieces, written) = sync_channel(WAITING);
        let (tick, ticks) = sync_channel(0);
        let writer = scope.spawn(move || write(file, summe, &written, &tick));
        let syncer = scope.spawn(move || ticks.into_iter().try_for_each(|()| file.sync_data()));
        let came = all(read, &pieces);
        drop(pieces);
        let summe = writer.join().expect("writing does not panic").map_err(Fehlschlag::Platte)?;
        // A fault of the disk is reported once, to whichever sync meets it.
        syncer.join().expect("syncing does not panic").map_err(Fehlschlag::Platte)?;
        came.map(|()| summe).map_err(Fehlschlag::Leitung)
    })
}

/// Hands over what comes. The line is always asked for a whole piece, because it asks ahead for what it is asked for.
fn all<E>(
    mut read: impl FnMut(&mut [u8]) -> std::result::Result<usize, E>,
    pieces: &SyncSender<Vec<u8>>,
) -> std::result::Result<(), E> {
    let mut buffer = vec![0; PIECE];
    let mut piece = Vec::with_capacity(TOGETHER);
    let came = loop {
        match read(&mut buffer) {
            Ok(0) => break Ok(()),
            Ok(n) => piece.extend_from_slice(&buffer[..n]),
            Err(fault) => break Err(fault),
        }
        // Nobody takes it any more: the disk failed, and says so itself.
        if piece.len() >= TOGETHER && pieces.send(std::mem::replace(&mut piece, Vec::with_capacity(TOGETHER))).is_err()
        {
            return Ok(());
        }
    };
    if !piece.is_empty() {
        let _ = pieces.send(piece);
    }
    came
}

fn write(mut file: &File, mut summe: Summe, pieces: &Receiver<Vec<u8>>, tick: &SyncSender<()>) -> Result<Summe> {
    let mut waiting = 0;
    for piece in pieces {
        file.write_all(&piece)?;
        summe.update(&piece);
        waiting += piece.len();
        if waiting >= DURABLE && tick.try_send(()).is_ok() {
            waiting = 0;
        }
    }
    Ok(summe)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// Gives so many bytes in pieces of a line, then nothing more or a fault.
    fn line(bytes: usize, cut: bool) -> impl FnMut(&mut [u8]) -> std::result::Result<usize, &'static str> {
        let mut given = 0;
        move |buffer| {
            let n = buffer.len().min(30_000).min(bytes - given);
            (given..given + n).zip(buffer.iter_mut()).for_each(|(nr, byte)| *byte = (nr % 251) as u8);
            given += n;
            if n == 0 && cut { Err("cut") } else { Ok(n) }
        }
    }

    #[test]
    fn what_came_is_in_the_file_with_its_sum_also_before_a_cut() {
        for (bytes, cut) in [(0, false), (1, false), (5 << 20, false), ((70 << 20) + 7, true)] {
            let dir = tempfile::tempdir().expect("a folder");
            let path = dir.path().join("a");
            let file = File::create(&path).expect("a file");
            match receive(&file, Summe::default(), line(bytes, cut)) {
                Ok(summe) => {
                    let expected = stage::sha256_of_file(&path).expect("its sum");
                    assert_eq!((summe.hex(), cut), (expected, false));
                }
                Err(Fehlschlag::Leitung(why)) => assert!(cut && why == "cut"),
                Err(Fehlschlag::Platte(e)) => panic!("{e}"),
            }
            let written = fs::read(&path).expect("a file");
            assert_eq!(written.len(), bytes);
            assert!(written.iter().enumerate().all(|(nr, byte)| *byte == (nr % 251) as u8));
        }
    }

    #[test]
    fn a_disk_that_fails_ends_it() {
        let full = File::options().write(true).open("/dev/full").expect("a full disk");
        let ended = receive(&full, Summe::default(), line(200 << 20, false));
        assert!(matches!(ended, Err(Fehlschlag::Platte(_))));
    }
}
