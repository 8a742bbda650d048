//! Whatever the order of invoices, corrections and reruns: no more is paid for a grant and month than rate times allowed
//! quantity, and no day of a grant is paid twice.

use std::collections::BTreeMap;

use chrono::Days;
use domain::{Betrag, BezahlteLeistung, Einheit, Leistung, Leistungsrechnung, Leistungsurteil, Menge, Tabelle};
use proptest::prelude::*;

use super::muster::{betrag, bewilligung, rechnung, satz, tag, zeile};
use crate::{Eingabe, urteile};

/// A line as a facility may invent it: grant, first day, length, quantity, surcharge on the rate, and the line among all
/// billed before that it says to correct.
type Zufallszeile = (u8, u64, u64, u32, i64, Option<usize>);

/// The allowed quantity of the grants, B0 by the hour and B1 by the day.
const ERLAUBT: u32 = 20;

fn zufallszeile() -> impl Strategy<Value = Zufallszeile> {
    (0..2_u8, 0..31_u64, 0..31_u64, 0..40_u32, -5..10_i64, proptest::option::of(0..12_usize))
}

/// Runs, each with invoices, each with lines.
fn laeufe() -> impl Strategy<Value = Vec<Vec<Vec<Zufallszeile>>>> {
    let rechnung = proptest::collection::vec(zufallszeile(), 1..5);
    let lauf = proptest::collection::vec(rechnung, 1..4);
    proptest::collection::vec(lauf, 1..4)
}

/// `staemme` is what the ledger knows of lines that earlier runs settled.
fn leistung(
    was: &Zufallszeile,
    beleg: usize,
    lfd_nr: u32,
    vorher: &[Leistung],
    staemme: &BTreeMap<String, String>,
) -> Leistung {
    let (grant, von, laenge, menge, aufschlag, korrektur) = was;
    let von = tag("2024-03-01") + Days::new(*von);
    let mut l = Leistung {
        beleg_id: format!("{beleg:07}"),
        rechnungsnummer: format!("R{beleg}"),
        stamm: format!("{beleg:07}:{lfd_nr}"),
        posten: format!("LE1/R{beleg}:{lfd_nr}"),
        bewilligung_nr: format!("B{grant}"),
        von,
        bis: (von + Days::new(*laenge)).min(tag("2024-03-31")),
        menge: Menge::ganz(*menge),
        einheit: if *grant == 0 { Einheit::Stunde } else { Einheit::Tag },
        satz: betrag("42.01") + Betrag::aus_cent(*aufschlag),
        ..zeile(lfd_nr)
    };
    l.betrag = l.menge.mal(l.satz).expect("an amount");
    if let Some(original) = korrektur.and_then(|nr| vorher.get(nr)) {
        l.korrektur_rechnung.clone_from(&original.rechnungsnummer);
        l.korrektur_lfd_nr = Some(original.lfd_nr);
        if let Some(stamm) = staemme.get(&original.posten) {
            l.stamm.clone_from(stamm);
        }
    }
    l
}

/// What orders of a run pay and what it claims back, as the ledger gives it to the next.
fn bezahlt(urteile: &[Leistungsurteil]) -> impl Iterator<Item = BezahlteLeistung> {
    let gezahlt = urteile.iter().filter(|u| u.betrag_anerkannt.is_some_and(|betrag| betrag != Betrag::NULL));
    gezahlt.map(|u| BezahlteLeistung {
        bewilligung_nr: u.bewilligung_nr.clone(),
        von: u.von,
        bis: u.bis,
        abrechnungsmonat: u.abrechnungsmonat.clone(),
        menge: u.menge_anerkannt,
        betrag: u.betrag_anerkannt.unwrap_or_default(),
        posten: u.posten.clone(),
        stamm: u.stamm.clone(),
        beleg_id: u.beleg_id.clone(),
    })
}

fn richte(
    rechnungen: &[Leistungsrechnung],
    leistungen: &[Leistung],
    bezahlt: &[BezahlteLeistung],
) -> Vec<Leistungsurteil> {
    let grant = |nr: &str, einheit| domain::Bewilligung {
        einheit,
        max_menge_monat: Some(Menge::ganz(ERLAUBT)),
        ..bewilligung(nr)
    };
    let stunde = domain::Satz { einheit: Einheit::Stunde, ..satz() };
    let ergebnis = urteile(&Eingabe {
        leistungserbringer: &[super::muster::Fall::neu().le],
        bewilligungen: &[grant("B0", Einheit::Stunde), grant("B1", Einheit::Tag)],
        saetze: &[stunde, satz()],
        papier: &[],
        rechnungen,
        leistungen,
        erledigt: &[],
        bezahlt,
        entscheidungen: &[],
        bremse: &domain::BremseOptionen::default(),
        heute: domain::Datum::MAX,
        gewohnt: None,
    });
    ergebnis.urteile
}

fn pruefe(alle: &[BezahlteLeistung]) {
    let hoechstens = Menge::ganz(ERLAUBT).mal(betrag("42.01")).expect("an amount");
    let mut je_grant: BTreeMap<&str, Vec<&BezahlteLeistung>> = BTreeMap::new();
    for leistung in alle {
        je_grant.entry(&leistung.bewilligung_nr).or_default().push(leistung);
    }
    for (grant, zahlungen) in je_grant {
        let summe: Betrag = zahlungen.iter().map(|z| z.betrag).sum();
        assert!(summe <= hoechstens, "{grant}: {summe} paid, {hoechstens} allowed\n{zahlungen:#?}");
        assert!(summe >= Betrag::NULL, "{grant}: more is claimed back than was paid: {summe}\n{zahlungen:#?}");
        let zahlungen: Vec<_> = zahlungen.into_iter().filter(|z| z.betrag > Betrag::NULL).collect();
        for (nr, a) in zahlungen.iter().enumerate() {
            for b in zahlungen[nr + 1..].iter().filter(|b| b.stamm != a.stamm) {
                assert!(a.bis < b.von || b.bis < a.von, "{grant}: a day is paid twice\n{a:#?}\n{b:#?}");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn no_more_than_granted_and_no_day_twice(laeufe in laeufe(), verspaetet in any::<bool>()) {
        let (mut bisher, mut alle, mut beleg) = (Vec::<BezahlteLeistung>::new(), Vec::<Leistung>::new(), 0);
        let mut staemme = BTreeMap::new();
        for lauf in &laeufe {
            let (mut rechnungen, mut leistungen) = (Vec::new(), Vec::new());
            for zeilen in lauf {
                beleg += 1;
                // Later runs may bring invoices that were received earlier.
                let tage = if verspaetet { 100 - beleg as u64 } else { beleg as u64 };
                rechnungen.push(Leistungsrechnung {
                    beleg_id: format!("{beleg:07}"),
                    rechnungsnummer: format!("R{beleg}"),
                    eingangsdatum: tag("2024-04-01") + Days::new(tage),
                    ..rechnung()
                });
                for (nr, was) in (1..).zip(zeilen) {
                    leistungen.push(leistung(was, beleg, nr, &alle, &staemme));
                }
                alle.extend(leistungen.iter().filter(|l| l.beleg_id == format!("{beleg:07}")).cloned());
            }
            leistungen.sort_by(Leistung::ordnung);
            let urteile = richte(&rechnungen, &leistungen, &bisher);
            rechnungen.reverse();
            prop_assert_eq!(&urteile, &richte(&rechnungen, &leistungen, &bisher), "the order of rows does not matter");
            staemme.extend(urteile.iter().map(|u| (u.posten.clone(), u.stamm.clone())));
            bisher.extend(bezahlt(&urteile));
            bisher.sort_by(Tabelle::ordnung);
            pruefe(&bisher);
        }
    }
}
