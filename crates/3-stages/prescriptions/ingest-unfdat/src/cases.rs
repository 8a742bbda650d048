//! A register in memory: the bytes that its cases stand in, and where each case stands.
//!
//! A million cases as values would take several times the memory of the delivery that brought them, and more time than
//! all work on them. So a case stays what it came as, a record of a delivery or a row of the earlier register, until
//! somebody asks for it: nearly always for its row, to compare or to write it.

use std::hint::black_box;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread::Scope;

use domain::{Fall, FallZeile};
use mainframe::unfdat::{Lieferung, Puffer};
use rayon::prelude::*;
use register::{Register, RegisterFehler, Teil};
use stage::{Piece, Rows, parse_rows};

use crate::Mode;
use crate::order::Key;

/// Cases whose rows are formatted together: so few that they are written and hashed from the cache.
const PIECE: usize = 1 << 11;
/// Pieces that a thread may format ahead of their writing.
const AHEAD: usize = 8;
/// Bytes of a row, roughly.
const ROW: usize = 112;
/// Cases whose bytes are fetched from memory together.
const FETCHED: usize = 16;

/// Cases by Aktenzeichen, each once.
#[derive(Debug, Default)]
pub struct Cases<'a> {
    sources: Vec<Source<'a>>,
    entries: Vec<Entry>,
}

/// What cases came as.
#[derive(Debug)]
enum Source<'a> {
    /// Rows of an earlier register.
    Rows(Rows<Fall>),
    /// Records of a delivery.
    Delivery(Box<Lieferung<'a>>),
}

/// Where a case stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    pub(crate) aktenzeichen: u32,
    /// Number of the source.
    source: u32,
    /// Number of the row or record in it, from 0.
    nr: u32,
    /// Whether it is handed over to another insurer.
    abgegeben: bool,
}

impl Source<'_> {
    fn append_row(&self, nr: usize, buffer: &mut Puffer, row: &mut Vec<u8>) {
        match self {
            Source::Rows(rows) => row.extend_from_slice(rows.row(nr)),
            Source::Delivery(delivery) => delivery.schreibe_zeile(&delivery.saetze[nr], buffer, row),
        }
    }

    fn bytes(&self, nr: usize) -> &[u8] {
        match self {
            Source::Rows(rows) => rows.row(nr),
            Source::Delivery(delivery) => delivery.roh(&delivery.saetze[nr]),
        }
    }
}

impl<'a> Cases<'a> {
    /// The cases of an earlier register.
    ///
    /// # Errors
    /// A row without an Aktenzeichen of eight digits, by its line.
    pub fn of_rows(rows: Rows<Fall>) -> Result<Self, usize> {
        let entry = |nr: usize| match rows.row(nr).split_first_chunk::<8>() {
            Some((digits, [b',', ..])) if digits.iter().all(u8::is_ascii_digit) => {
                let aktenzeichen = digits.iter().fold(0, |number, digit| 10 * number + u32::from(digit - b'0'));
                Ok(Entry { aktenzeichen, source: 0, nr: nr as u32, abgegeben: rows.row(nr).ends_with(b",ja\n") })
            }
            _ => Err(nr + 2),
        };
        let entries = (0..rows.len()).map(entry).collect::<Result<_, _>>()?;
        Ok(Cases { sources: vec![Source::Rows(rows)], entries })
    }

    /// Those records of a delivery, by Aktenzeichen, each once.
    pub(crate) fn of_delivery(delivery: Lieferung<'a>, records: &[Key]) -> Self {
        let entry =
            |key: &Key| Entry { aktenzeichen: key.aktenzeichen(), source: 0, nr: key.nr(), abgegeben: key.abgegeben() };
        let entries = records.par_iter().map(entry).collect();
        Cases { sources: vec![Source::Delivery(Box::new(delivery))], entries }
    }

    /// Number of cases.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Returns true if there is no case.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    pub(crate) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Appends the row of a case as it stands in `faelle.csv`.
    pub(crate) fn append_row(&self, entry: &Entry, buffer: &mut Puffer, row: &mut Vec<u8>) {
        self.sources[entry.source as usize].append_row(entry.nr as usize, buffer, row);
    }

    /// A case by itself.
    pub(crate) fn fall(&self, entry: &Entry) -> Fall {
        self.records(std::slice::from_ref(entry)).swap_remove(0)
    }

    /// Every case by itself.
    pub fn faelle(&self) -> Vec<Fall> {
        self.entries.par_chunks(PIECE).flat_map_iter(|entries| self.records(entries)).collect()
    }

    fn records(&self, entries: &[Entry]) -> Vec<Fall> {
        parse_rows(self.piece(entries).text()).expect("rows of the register are formatted as its declaration says")
    }

    /// The cases prepared for matching, in parts side by side.
    ///
    /// # Errors
    /// A check digit of more than one character: the earlier register was changed.
    pub fn register(&self) -> Result<Register, RegisterFehler> {
        let part = self.entries.len().div_ceil(rayon::current_num_threads()).max(PIECE);
        let parts = self.entries.par_chunks(part).map(|entries| {
            let (mut buffer, mut row, mut teil) = (Puffer::default(), Vec::new(), Teil::mit_platz(entries.len()));
            for group in entries.chunks(FETCHED) {
                self.fetch(group);
                for entry in group {
                    row.clear();
                    self.append_row(entry, &mut buffer, &mut row);
                    match std::str::from_utf8(&row).ok().and_then(|row| FallZeile::lies(row.trim_end_matches('\n'))) {
                        Some(zeile) => teil.nimm(&zeile)?,
                        None => teil.nimm(&self.fall(entry).zeile())?,
                    }
                }
            }
            Ok::<Teil, RegisterFehler>(teil)
        });
        Ok(Register::aus_teilen(parts.collect::<Result<_, RegisterFehler>>()?))
    }

    /// The same cases without the deliveries that they came in.
    pub(crate) fn detached(self) -> stage::Result<Cases<'static>> {
        let rows = match &self.sources[..] {
            [Source::Rows(_)] | [] => None,
            _ => Some(std::thread::scope(|scope| Rows::of_pieces(self.pieces(scope)))?),
        };
        let Cases { mut sources, entries } = self;
        match (rows, sources.pop()) {
            (Some(rows), _) => Ok(Cases::of_rows(rows).expect("every row begins with an Aktenzeichen")),
            (None, Some(Source::Rows(rows))) => Ok(Cases { sources: vec![Source::Rows(rows)], entries }),
            (None, _) => Ok(Cases::default()),
        }
    }

    /// Number of cases that are handed over to another insurer.
    pub(crate) fn handed_over(&self) -> u64 {
        self.entries.iter().filter(|entry| entry.abgegeben).count() as u64
    }

    /// The rows of `faelle.csv` in pieces, in order. Each thread formats every so manieth of them.
    pub fn pieces<'s>(&'s self, scope: &'s Scope<'s, '_>) -> impl Iterator<Item = Piece> + use<'s> {
        let threads = rayon::current_num_threads();
        let formatted = |thread: usize| {
            let (send, pieces) = sync_channel(AHEAD);
            scope.spawn(move || {
                let mut own = self.entries.chunks(PIECE).skip(thread).step_by(threads);
                own.all(|entries| send.send(self.piece(entries)).is_ok()) // nobody takes pieces after a failure to write
            });
            pieces
        };
        let threads: Vec<Receiver<Piece>> = (0..threads).map(formatted).collect();
        (0..).map_while(move |nr: usize| threads[nr % threads.len()].recv().ok())
    }

    fn piece(&self, entries: &[Entry]) -> Piece {
        let (mut buffer, mut piece) = (Puffer::default(), Piece::with_capacity(ROW * entries.len()));
        for group in entries.chunks(FETCHED) {
            self.fetch(group);
            group.iter().for_each(|entry| piece.row(|text| self.append_row(entry, &mut buffer, text)));
        }
        piece
    }

    /// Looks at cases that will be asked for next. Cases by Aktenzeichen lie anywhere in their source: their bytes come
    /// from memory at the same time if they are looked at together, else one after another. So there must be no branch
    /// that depends on what is looked at: first where each lies, then its first, middle and last byte.
    fn fetch(&self, entries: &[Entry]) {
        let mut bytes = [&[][..]; FETCHED];
        for (bytes, entry) in bytes.iter_mut().zip(entries) {
            *bytes = self.sources[entry.source as usize].bytes(entry.nr as usize);
        }
        let at = |bytes: &[u8], at: usize| bytes.get(at).copied().unwrap_or_default();
        let look = |seen: u8, bytes: &&[u8]| {
            let end = bytes.len().wrapping_sub(1);
            seen ^ at(bytes, 0) ^ at(bytes, end / 2) ^ at(bytes, end)
        };
        black_box(bytes.iter().fold(0, look));
    }

    /// The register after a delivery. In a delta the cases that it does not name stay.
    pub(crate) fn after(mut self, delivered: Cases<'a>, mode: Mode) -> Self {
        if mode == Mode::Full || self.is_empty() {
            return delivered;
        }
        let before = self.sources.len() as u32;
        self.sources.extend(delivered.sources);
        let mut entries = Vec::with_capacity(self.entries.len() + delivered.entries.len());
        let mut older = self.entries.into_iter().peekable();
        for entry in delivered.entries {
            while let Some(older) = older.next_if(|older| older.aktenzeichen < entry.aktenzeichen) {
                entries.push(older);
            }
            older.next_if(|older| older.aktenzeichen == entry.aktenzeichen);
            entries.push(Entry { source: entry.source + before, ..entry });
        }
        entries.extend(older);
        Cases { sources: self.sources, entries }
    }
}
