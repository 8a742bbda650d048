//! The template of every page: paper, margins, type sizes. DIN 5008 form B for letters; sheets use its margins.

/// A length in thousandths of a point: whole numbers, so that a page comes out the same on every machine.
pub(super) type Mass = i32;

/// A length given in hundredths of a millimetre (1 mm = 72/25.4 points).
const fn hmm(hundredths: i32) -> Mass {
    (hundredths as i64 * 72_000 / 2_540) as Mass
}

const fn punkt(zehntel: i32) -> Mass {
    zehntel * 100
}

/// Paper: A4.
pub(super) const BLATT_BREITE: Mass = hmm(21_000);
pub(super) const BLATT_HOEHE: Mass = hmm(29_700);

/// Left and right edge of what is written.
pub(super) const LINKS: Mass = hmm(2_500);
pub(super) const RECHTS: Mass = BLATT_BREITE - hmm(2_000);
pub(super) const BREITE: Mass = RECHTS - LINKS;

/// Upper edge of a sheet and of a following page, lower edge of every page.
pub(super) const OBEN: Mass = hmm(2_000);
pub(super) const OBEN_FOLGESEITE: Mass = hmm(1_500);
pub(super) const UNTEN: Mass = hmm(27_200);
/// Upper edge of the foot of every page.
pub(super) const FUSSZEILE: Mass = hmm(28_000);

/// Type sizes.
pub(super) const TITEL: Mass = punkt(140);
pub(super) const BETREFF: Mass = punkt(120);
pub(super) const UEBERSCHRIFT: Mass = punkt(110);
pub(super) const TEXT: Mass = punkt(100);
pub(super) const KLEIN: Mass = punkt(80);
pub(super) const ABSENDER: Mass = punkt(70);
/// Sizes of a table, the largest that holds it first.
pub(super) const TABELLE: [Mass; 5] = [punkt(90), punkt(85), punkt(80), punkt(70), punkt(60)];

/// From baseline to baseline, for a type size.
pub(super) const fn zeilenabstand(groesse: Mass) -> Mass {
    groesse * 13 / 10
}

/// Between two rows of a table, beside the distance of their lines.
pub(super) const fn luft(groesse: Mass) -> Mass {
    groesse / 5
}

/// Between the parts of a sheet.
pub(super) const ABSTAND: Mass = punkt(120);
/// Between a name and its value, between columns.
pub(super) const SPALT: Mass = punkt(80);
/// Above a line to write on.
pub(super) const SCHREIBHOEHE: Mass = hmm(1_400);
/// Between the frame of a field and what stands in it.
pub(super) const RAND_FELD: Mass = hmm(400);

/// Thickness of lines.
pub(super) const FEIN: Mass = punkt(4);
pub(super) const STARK: Mass = punkt(9);

/// A letter: window with sender and address, block of references, first line of the subject, marks at the edge.
pub(super) const FENSTER_BREITE: Mass = hmm(8_000);
pub(super) const ABSENDER_OBEN: Mass = hmm(5_800);
pub(super) const ANSCHRIFT_OBEN: Mass = hmm(6_270);
pub(super) const INFO_LINKS: Mass = hmm(12_500);
pub(super) const INFO_BREITE: Mass = RECHTS - INFO_LINKS;
pub(super) const INFO_OBEN: Mass = hmm(5_000);
pub(super) const BETREFF_OBEN: Mass = hmm(9_846);
pub(super) const FALZMARKEN: [Mass; 2] = [hmm(10_500), hmm(21_000)];
pub(super) const LOCHMARKE: Mass = hmm(14_850);
pub(super) const MARKE_LINKS: Mass = hmm(400);
pub(super) const MARKE_BREITE: Mass = hmm(400);
