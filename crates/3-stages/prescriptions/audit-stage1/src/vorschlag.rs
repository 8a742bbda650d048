//! Proposals for amounts that were not read: what sums and the Einzelpostenliste leave no choice about.
//!
//! A proposal is never made where two sources contradict each other, and it is never obeyed by itself: a person looks at
//! the picture and writes it down.

use domain::{Betrag, Rechnungsart};
use rules::Blatt;

use crate::Beleg;

/// A proposal, with what speaks for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vorschlag {
    /// The value, as a person would write it.
    pub wert: String,
    /// Why.
    pub weil: String,
}

/// A figure and where it comes from.
type Quelle = (Betrag, &'static str);

const LISTE: &str = "Einzelpostenliste";

/// The proposal for an unread field (`brutto`, `taxe:2`); none if nothing gives one.
pub fn zu(blatt: &Blatt, beleg: &Beleg, feld: &str) -> Option<Vorschlag> {
    let posten = beleg.posten(&blatt.rezept.pic_nr);
    if feld == "apotheken_ik" {
        // A pharmacy that bills by itself is the one that dispensed.
        let selbst = beleg.rechnung.rechnungsart != Rechnungsart::Arz;
        let (wert, weil) = (beleg.rechnung.rechnungssteller_ik.clone(), "die Apotheke rechnet selbst ab".to_owned());
        return selbst.then_some(Vorschlag { wert, weil });
    }
    let quellen: Vec<Quelle> = match feld {
        "brutto" => {
            [summe_ohne(blatt, feld).map(|summe| (summe, "Σ Taxen und Gebühren")), posten.map(|p| (p.brutto, LISTE))]
                .into_iter()
                .flatten()
                .collect()
        }
        "zuzahlung" => posten.map(|p| (p.zuzahlung, LISTE)).into_iter().collect(),
        _ => rest(blatt, posten.map(|p| p.brutto), feld).into_iter().collect(),
    };
    einig(&quellen)
}

/// An amount of the sheet that is all that is missing to its gross: the fee or Taxe of that name.
fn rest(blatt: &Blatt, gelistet: Option<Betrag>, feld: &str) -> Option<Quelle> {
    let summand = feld.starts_with("taxe:") || ["noctu", "schreibgebuehr", "beschaffungskosten"].contains(&feld);
    let (brutto, weil) = match (blatt.rezept.brutto.wert(), gelistet) {
        (Some(brutto), Some(gelistet)) if *brutto != gelistet => return None,
        (Some(brutto), _) => (*brutto, "Brutto abzüglich der anderen Beträge"),
        (None, gelistet) => (gelistet?, "Brutto der Einzelpostenliste abzüglich der anderen Beträge"),
    };
    let rest = brutto - summe_ohne(blatt, feld).filter(|_| summand)?;
    (rest >= Betrag::NULL).then_some((rest, weil))
}

/// The sum of the lines and fees but for one of them; none while another one is unread.
fn summe_ohne(blatt: &Blatt, feld: &str) -> Option<Betrag> {
    let rezept = blatt.rezept;
    let gebuehren = [
        ("noctu".to_owned(), &rezept.noctu),
        ("schreibgebuehr".to_owned(), &rezept.schreibgebuehr),
        ("beschaffungskosten".to_owned(), &rezept.beschaffungskosten),
    ];
    let taxen = blatt.positionen.iter().map(|p| (format!("taxe:{}", p.lfd_nr), &p.taxe));
    gebuehren.into_iter().chain(taxen).filter(|(name, _)| name != feld).map(|(_, b)| b.oder(Betrag::NULL)).sum()
}

fn einig(quellen: &[Quelle]) -> Option<Vorschlag> {
    let (betrag, _) = quellen.first()?;
    let woher: Vec<&str> = quellen.iter().map(|(_, woher)| *woher).collect();
    let einig = quellen.iter().all(|(anderer, _)| anderer == betrag);
    einig.then(|| Vorschlag { wert: betrag.deutsch().replace('.', ""), weil: woher.join(" und ") })
}

#[cfg(test)]
mod tests {
    use domain::{Einzelposten, Lesung, Position, Rechnung, Rezept};
    use muster::{einzelposten, euro, position, rechnung, rezept};

    use super::*;

    /// The proposal for a field of a sheet of two lines, 82.43 and 10.00, with its list.
    fn vorschlag(
        feld: &str,
        aendere: impl Fn(&mut Rezept, &mut [Position], &mut Rechnung, &mut Vec<Einzelposten>),
    ) -> String {
        let mut rezept = Rezept { brutto: Lesung::Wert(euro("92.43")), ..rezept() };
        let mut zeilen = [position(), Position { lfd_nr: 2, taxe: Lesung::Wert(euro("10.00")), ..position() }];
        let (mut rechnung, mut posten) = (rechnung(), vec![Einzelposten { brutto: euro("92.43"), ..einzelposten() }]);
        aendere(&mut rezept, &mut zeilen, &mut rechnung, &mut posten);
        let blatt = Blatt { rezept: &rezept, positionen: &zeilen };
        let beleg = Beleg { rechnung: &rechnung, posten: &posten, blaetter: &[blatt] };
        zu(&blatt, &beleg, feld).map_or_else(String::new, |v| format!("{} ({})", v.wert, v.weil))
    }

    #[test]
    fn the_gross_is_what_sum_and_list_agree_on() {
        let brutto = |aendere: &dyn Fn(&mut [Position], &mut Vec<Einzelposten>)| {
            vorschlag("brutto", |rezept, zeilen, _, posten| {
                rezept.brutto = Lesung::NichtErkannt;
                aendere(zeilen, posten);
            })
        };
        assert_eq!(brutto(&|_, _| ()), "92,43 (Σ Taxen und Gebühren und Einzelpostenliste)");
        assert_eq!(brutto(&|_, posten| posten.clear()), "92,43 (Σ Taxen und Gebühren)");
        assert_eq!(brutto(&|zeilen, _| zeilen[0].taxe = Lesung::NichtErkannt), "92,43 (Einzelpostenliste)");
        assert_eq!(brutto(&|zeilen, _| zeilen[0].taxe = Lesung::Wert(euro("1.00"))), "", "they contradict each other");
    }

    #[test]
    fn a_lone_amount_is_what_is_left() {
        let taxe = |aendere: &dyn Fn(&mut Rezept, &mut [Position])| {
            vorschlag("taxe:2", |rezept, zeilen, _, _| {
                zeilen[1].taxe = Lesung::NichtErkannt;
                aendere(rezept, zeilen);
            })
        };
        assert_eq!(taxe(&|_, _| ()), "10,00 (Brutto abzüglich der anderen Beträge)");
        let gelistet = "10,00 (Brutto der Einzelpostenliste abzüglich der anderen Beträge)";
        assert_eq!(taxe(&|rezept, _| rezept.brutto = Lesung::NichtErkannt), gelistet);
        assert_eq!(taxe(&|_, zeilen| zeilen[0].taxe = Lesung::NichtErkannt), "", "two are missing");
        assert_eq!(taxe(&|rezept, _| rezept.brutto = Lesung::Wert(euro("92.44"))), "", "gross and list differ");
        assert_eq!(taxe(&|_, zeilen| zeilen[0].taxe = Lesung::Wert(euro("99.00"))), "", "less than nothing");
        assert_eq!(vorschlag("faktor:1", |_, zeilen, _, _| zeilen[0].faktor = Lesung::NichtErkannt), "");
    }

    #[test]
    fn large_amounts_are_written_as_they_are_read() {
        let gross = vorschlag("brutto", |rezept, zeilen, _, posten| {
            rezept.brutto = Lesung::NichtErkannt;
            zeilen[0].taxe = Lesung::Wert(euro("12345.00"));
            posten.clear();
        });
        assert_eq!(gross, "12355,00 (Σ Taxen und Gebühren)");
    }

    #[test]
    fn a_pharmacy_that_bills_by_itself_is_the_one() {
        let ik = |art| vorschlag("apotheken_ik", move |_, _, rechnung, _| rechnung.rechnungsart = art);
        assert_eq!(ik(Rechnungsart::Apo), "303100245 (die Apotheke rechnet selbst ab)");
        assert_eq!(ik(Rechnungsart::Arz), "");
    }
}
