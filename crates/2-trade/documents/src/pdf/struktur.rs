//! Writes the order of reading into the file: the tree of parts, and which marked texts of which page belong to each.
//!
//! Only what PDF 1.4 knows is used, so that the file is PDF/A-1a as well as PDF/UA-1.

use std::collections::BTreeMap;

use pdf_writer::types::{StructRole, TableHeaderScope};
use pdf_writer::writers::{StructElement, StructTreeRoot};
use pdf_writer::{Finish, Pdf, Ref};

use super::baum::{Baum, Rolle};
use super::datei::Nummern;

/// The marked texts of a page: to which part each belongs, by its number on the page.
pub(super) type Marken = Vec<usize>;

/// The name of a part in the file.
pub(super) fn rolle(rolle: Rolle) -> StructRole {
    match rolle {
        Rolle::Dokument => StructRole::Document,
        Rolle::Titel => StructRole::H1,
        Rolle::Ueberschrift => StructRole::H2,
        Rolle::Absatz => StructRole::P,
        Rolle::Liste => StructRole::L,
        Rolle::Eintrag => StructRole::LI,
        Rolle::Name => StructRole::Lbl,
        Rolle::Wert => StructRole::LBody,
        Rolle::Tabelle => StructRole::Table,
        Rolle::Reihe => StructRole::TR,
        Rolle::Spaltenkopf | Rolle::Reihenkopf(_) => StructRole::TH,
        Rolle::Zelle => StructRole::TD,
        Rolle::Feld => StructRole::Div,
    }
}

/// Where the texts of a part stand: pages, and the number of the marked text on each.
type Stellen = BTreeMap<usize, Vec<(usize, i32)>>;

/// Writes the tree. `wurzel` is its object, `blaetter` are those of the pages.
pub(super) fn geschrieben(
    pdf: &mut Pdf,
    nummern: &mut Nummern,
    wurzel: Ref,
    baum: &Baum,
    blaetter: &[Ref],
    marken: &[Marken],
) {
    let teile: Vec<Ref> = baum.teile.iter().map(|_| nummern.naechste()).collect();
    let listen: Vec<Ref> = marken.iter().map(|_| nummern.naechste()).collect();
    let mut root = pdf.indirect(wurzel).start::<StructTreeRoot<'_>>();
    root.child(teile[0]);
    let mut je_seite = root.parent_tree();
    let mut zahlen = je_seite.nums();
    for (seite, liste) in (0..).zip(&listen) {
        zahlen.insert(seite, *liste);
    }
    zahlen.finish();
    je_seite.finish();
    root.parent_tree_next_key(zahl(listen.len()));
    root.finish();
    let mut stellen = Stellen::new();
    for (seite, (liste, marken)) in listen.iter().zip(marken).enumerate() {
        pdf.indirect(*liste).array().items(marken.iter().map(|teil| teile[*teil]));
        for (nr, teil) in (0..).zip(marken) {
            stellen.entry(*teil).or_default().push((seite, nr));
        }
    }
    for (nr, teil) in baum.teile.iter().enumerate() {
        let mut element = pdf.struct_element(teile[nr]);
        element.kind(rolle(teil.rolle));
        element.parent(if nr == 0 { wurzel } else { teile[teil.in_teil] });
        attribute(&mut element, teil.rolle);
        let texte = stellen.get(&nr).map(Vec::as_slice).unwrap_or_default();
        kinder(&mut element, texte, teil.teile.iter().map(|teil| teile[*teil]), blaetter);
    }
}

/// The texts and parts of a part; the page of its first text is its own.
fn kinder(
    element: &mut StructElement<'_>,
    texte: &[(usize, i32)],
    teile: impl ExactSizeIterator<Item = Ref>,
    blaetter: &[Ref],
) {
    if texte.is_empty() && teile.len() == 0 {
        return;
    }
    let eigene = texte.first().map(|(seite, _)| *seite);
    if let Some(seite) = eigene {
        element.page(blaetter[seite]);
    }
    let mut kinder = element.children();
    for (seite, nr) in texte {
        if Some(*seite) == eigene {
            kinder.marked_content_id(*nr);
        } else {
            kinder.marked_content_ref().page(blaetter[*seite]).marked_content_id(*nr);
        }
    }
    for teil in teile {
        kinder.struct_element(teil);
    }
}

fn attribute(element: &mut StructElement<'_>, rolle: Rolle) {
    match rolle {
        Rolle::Spaltenkopf => {
            element.attributes().push().table().scope(TableHeaderScope::Column);
        }
        Rolle::Reihenkopf(spalten) => {
            element.attributes().push().table().scope(TableHeaderScope::Row).col_span(zahl(spalten));
        }
        _ => {}
    }
}

fn zahl(anzahl: usize) -> i32 {
    i32::try_from(anzahl).expect("fewer parts than a file has bytes")
}
