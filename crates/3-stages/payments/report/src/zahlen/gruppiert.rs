//! How rows of one group are added, and what names a group.

use domain::{
    Artikelsumme, Bewilligungssumme, Dauerklasse, Indikation, Leistungsartsumme, Leistungsgrund, Leistungsmonat,
    Preisklasse, Rabattgrund, Rechnungsstellermonat, Statussumme, Stufensumme,
};

use crate::gruppen::{Gruppe, Klasse};

impl Klasse for Preisklasse {
    fn anzahl(&self) -> u32 {
        self.anzahl
    }

    fn samt_der_naechsten(&mut self, naechste: &Self) {
        self.hoechstens = naechste.hoechstens;
        self.anzahl += naechste.anzahl;
        self.brutto += naechste.brutto;
        self.netto += naechste.netto;
    }
}

impl Klasse for Dauerklasse {
    fn anzahl(&self) -> u32 {
        self.anzahl
    }

    fn samt_der_naechsten(&mut self, naechste: &Self) {
        self.bis_tag = naechste.bis_tag;
        self.anzahl += naechste.anzahl;
        self.netto += naechste.netto;
    }
}

/// Of each row: what counts its members, what names it, and what is added up.
macro_rules! gruppen {
    ($($zeile:ident: $anzahl:expr, ohne [$($name:ident),*], summe [$($summe:ident),*];)*) => {$(
        impl Gruppe for $zeile {
            fn anzahl(&self) -> u32 {
                let anzahl: fn(&$zeile) -> u32 = $anzahl;
                anzahl(self)
            }

            fn dazu(&mut self, andere: &Self) {
                $(self.$summe += andere.$summe;)*
            }

            fn ohne_namen(&mut self) {
                $(self.$name = Default::default();)*
            }

            fn namenlos(&self) -> bool {
                let mut ohne = self.clone();
                ohne.ohne_namen();
                $(self.$name == ohne.$name)&&*
            }
        }
    )*};
}

gruppen! {
    Rechnungsstellermonat: |m| m.geliefert.max(m.bezahlt + m.abgewiesen), ohne [rechnungssteller, rechnungssteller_ik],
        summe [geliefert, brutto_geliefert, bezahlt, netto, abgewiesen, brutto_abgewiesen, abweichend, absetzung];
    Statussumme: |s| s.anzahl, ohne [klasse, status, text], summe [anzahl, brutto, netto];
    Stufensumme: |s| s.anzahl, ohne [stufe, entscheidung], summe [anzahl];
    Rabattgrund: |g| g.anzahl, ohne [grund], summe [anzahl, summe];
    Artikelsumme: |a| a.rezepte, ohne [pzn, bezeichnung, wirkstoff, atc, hersteller], summe [rezepte, packungen, taxe];
    Indikation: |i| i.rezepte, ohne [atc, bezeichnung],
        summe [rezepte, packungen, kosten, ueber_festbetrag, einsparung];
    Leistungsmonat: |m| m.positionen, ohne [le_nr], summe [positionen, berechnet, anerkannt, netto, abgewiesen];
    Leistungsgrund: |g| g.anzahl, ohne [code, text], summe [anzahl, absetzung];
    Leistungsartsumme: |l| l.positionen, ohne [leistungsart, einheit], summe [positionen, menge_hundertstel, anerkannt];
    Bewilligungssumme: |b| b.bewilligungen, ohne [leistungsart], summe [bewilligungen, genutzt, laeuft_aus];
}
