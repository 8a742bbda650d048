//! The bytes of a file from a host: a large one over two connections, a half by each, put together here.

use std::io::{Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;

use stage::{Error, info};

use crate::empfang::{Fehlschlag, receive};
use crate::fehler::on_remote;
use crate::lokal::{Summe, Unfertig, unfinished};
use crate::verbindung::{self, Linie};
use crate::{Anschluss, Bewegt, Fehler};

/// A file that is fetched.
pub(crate) struct Transfer<'a> {
    pub(crate) anschluss: &'a Anschluss,
    /// Its path on the host.
    pub(crate) path: &'a str,
    /// Its size when it was listed.
    pub(crate) groesse: u64,
}

impl Transfer<'_> {
    /// Fetches what is not here yet; gives the unfinished file with its sum. What came before a fault stays here. A file that
    /// grew meanwhile comes out longer than it was, one that shrank shorter.
    pub(crate) fn fetch(
        &self,
        line: &Linie,
        here: &Path,
        changed: u64,
        bewegt: &mut Bewegt,
    ) -> Result<(Unfertig, Summe), Fehler> {
        let mark = format!("{} {changed}", self.groesse);
        let mut part = unfinished(here, &mark, self.groesse)?;
        let mut summe = Summe::of_file(&part.path, part.there)?;
        if self.groesse >= self.anschluss.two_lines_from {
            let half = self.groesse / 2;
            let mut second = unfinished(here, &format!("{mark} 2"), self.groesse - half)?;
            if part.there < half {
                summe = self.both_halves(line, &mut part, summe, &mut second, bewegt)?;
            }
            if let Some(from) = part.there.checked_sub(half) {
                part.append(&second, from, &mut summe)?;
            }
            // What a second connection did not bring is asked for below.
            let summe = self.rest(line, &mut part, summe, bewegt)?;
            second.remove()?;
            return Ok((part, summe));
        }
        let summe = self.rest(line, &mut part, summe, bewegt)?;
        Ok((part, summe))
    }

    /// Everything from what is there to the end, and further if the file grew.
    fn rest(&self, line: &Linie, part: &mut Unfertig, summe: Summe, bewegt: &mut Bewegt) -> Result<Summe, Fehler> {
        let came = AtomicU64::new(0);
        let done = self.stretch(line, part, Some(summe), part.there..u64::MAX, &came, &AtomicBool::new(false));
        bewegt.bytes += came.into_inner();
        Ok(done?.expect("asked for"))
    }

    /// The first half over the connection that is there, and beside it the second over another. A second connection that is
    /// refused or cut is no fault.
    fn both_halves(
        &self,
        line: &Linie,
        part: &mut Unfertig,
        summe: Summe,
        second: &mut Unfertig,
        bewegt: &mut Bewegt,
    ) -> Result<Summe, Fehler> {
        let half = self.groesse / 2;
        let begin = half + second.there;
        let (stop, came) = (AtomicBool::new(false), [AtomicU64::new(0), AtomicU64::new(0)]);
        let done = thread::scope(|scope| {
            let other = (begin < self.groesse).then(|| {
                scope.spawn(|| {
                    let line = verbindung::connect(self.anschluss)?;
                    self.stretch(&line, second, None, begin..self.groesse, &came[1], &stop)
                })
            });
            let first = self.stretch(line, part, Some(summe), part.there..half, &came[0], &stop);
            if first.is_err() {
                stop.store(true, Ordering::Relaxed);
            }
            match other.map(|other| other.join().expect("fetching does not panic")) {
                Some(Err(Fehler::Leitung(why))) => info(format!("{}: second connection: {why}", self.anschluss.name)),
                Some(Err(Fehler::Haus(why))) => info(format!("{}: second connection: {why}", self.anschluss.name)),
                Some(Ok(_)) | None => {}
            }
            first
        });
        bewegt.bytes += came.into_iter().map(AtomicU64::into_inner).sum::<u64>();
        Ok(done?.expect("asked for"))
    }

    /// A stretch of the file, appended to a part whose sum is made if there is one, until it is told to stop.
    fn stretch(
        &self,
        line: &Linie,
        part: &mut Unfertig,
        summe: Option<Summe>,
        stretch: Range<u64>,
        came: &AtomicU64,
        stop: &AtomicBool,
    ) -> Result<Option<Summe>, Fehler> {
        let cut = |e: std::io::Error| {
            line.give_up();
            Fehler::Leitung(format!("reading {}: {e}", self.path))
        };
        let failed = |e: ssh2::Error| on_remote(self.anschluss, self.path, "reading", &e);
        let mut remote = line.open(Path::new(self.path)).map_err(failed)?;
        if stretch.start > 0 {
            remote.seek(SeekFrom::Start(stretch.start)).map_err(cut)?;
        }
        let (mut at, there) = (stretch.start, part.there);
        let received = receive(&part.file, summe, |piece| {
            if at > self.groesse || stop.load(Ordering::Relaxed) {
                return Ok(0); // it grows, or the other half failed
            }
            let wanted = usize::try_from(stretch.end - at).unwrap_or(usize::MAX).min(piece.len());
            let n = remote.read(&mut piece[..wanted])?;
            at += n as u64;
            came.fetch_add(n as u64, Ordering::Relaxed);
            Ok(n)
        });
        part.there = there + (at - stretch.start);
        received.map_err(|e| match e {
            Fehlschlag::Leitung(e) => cut(e),
            Fehlschlag::Platte(e) => Fehler::Haus(Error::io(&part.path)(e)),
        })
    }
}
