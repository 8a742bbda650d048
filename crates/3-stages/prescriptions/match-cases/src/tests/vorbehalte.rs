//! What turns a program's decision into a person's, each with its smallest sheet and the one beside it that stays.

use Stufe::{H, Z0, Z1, Z2, Z3, Z4, Z9};
use Vorbehalt::{Allerweltswert, AndererFall, FastSoGut, Geburtsdatum, NachVerordnung, Unfalldatum, Vorname};
use ZuordnungsEntscheidung::{Keine, Offen, Person, Programm};
use domain::{Fall, JaNein, Lesung, Rezept, Stufe, VornameRegel, ZuordnungOptionen, ZuordnungsEntscheidung};

use super::muster::{fall, fremdes, geboren, person, register, rezept, tag, tage_nach};
use super::regeln::{blatt, decision};
use crate::vorbehalte::Vorbehalt;
use crate::{Eingabe, Ergebnis, ordne_zu};

fn ordne_mit(rezept: Rezept, faelle: &[Fall], andere: &[Fall], wert: Option<&str>) -> Ergebnis {
    ordne_zu(&Eingabe {
        kostentraeger: "BG28",
        rezepte: &[rezept],
        register: &register(faelle),
        fremde: &[fremdes("BG10", andere)],
        entscheidungen: &wert.map(decision).into_iter().collect::<Vec<_>>(),
        erledigt: &[],
        gemerkt: &[],
        optionen: &person(),
    })
}

pub fn ordne(rezept: Rezept, faelle: &[Fall]) -> Ergebnis {
    ordne_mit(rezept, faelle, &[], None)
}

/// Tier, who decides, and why a person does.
fn ergebnis(aenderungen: &str, faelle: &[Fall]) -> (Stufe, ZuordnungsEntscheidung, Vec<Vorbehalt>) {
    let ergebnis = ordne(blatt(aenderungen), faelle);
    let zeile = &ergebnis.zuordnung[0];
    for vorbehalt in ergebnis.vorbehalte.keys() {
        let gesagt = |wo: &str| *vorbehalt == Vorbehalt::NummerStrittig || wo.contains(vorbehalt.satz());
        assert!(gesagt(&zeile.hinweis), "{aenderungen}: {}", zeile.hinweis);
        assert!(gesagt(&ergebnis.aufgaben[0].aufgabe), "{aenderungen}");
        assert!(!vorbehalt.nimmt_dem_programm() || ergebnis.aufgaben[0].vorschlag.is_empty(), "{aenderungen}");
    }
    assert_eq!(zeile.entscheidung == Offen, !ergebnis.vorbehalte.is_empty(), "an open one has a reason: {aenderungen}");
    let nimmt = |warum: &Vorbehalt| warum.nimmt_dem_programm();
    (zeile.stufe, zeile.entscheidung, ergebnis.vorbehalte.into_keys().filter(nimmt).collect())
}

fn andere(nummer: u32, aendere: impl FnOnce(&mut Fall)) -> Fall {
    let mut anderer = Fall { aktenzeichen: (20_000_000 + nummer).to_string(), ..fall() };
    aendere(&mut anderer);
    anderer
}

#[test]
fn each_reason_leaves_the_tier_and_asks_a_person() {
    let sohn = "geb=1987-03-03";
    for (aenderungen, stufe, entscheidung, warum) in [
        ("vorname=Uwe", Z2, Offen, vec![Vorname]),
        ("az=10000001;vorname=Uwe", Z0, Offen, vec![Vorname]),
        ("vorname=Carl", Z2, Programm, vec![]),
        ("vorname=K.", Z2, Offen, vec![Vorname]),
        ("vorname=Karla", Z2, Offen, vec![Vorname]),
        ("az=10000001;vorname=K.", Z0, Offen, vec![Vorname]),
        ("vorname=", Z2, Programm, vec![]),
        ("vorname=;strasse=", Z2, Offen, vec![Vorname]),
        ("az=10000001;vorname=;strasse=", Z0, Programm, vec![]),
        (sohn, Z3, Offen, vec![Geburtsdatum]),
        ("geb=1954-05-21", Z3, Programm, vec![]),
        ("geb=1954-12-05", Z3, Programm, vec![]),
        ("geb=1984-05-12", Z3, Offen, vec![Geburtsdatum]), // one digit, and a generation
        ("geb=", Z3, Offen, vec![Geburtsdatum]),
        ("geb=?", Z3, Offen, vec![Geburtsdatum]),
        ("az=10000001;unf=2001-05-01", Z0, Offen, vec![Unfalldatum]),
        ("az=10000001;unf=", Z0, Programm, vec![]),
        ("az=10000001;unf=2004", Z0, Programm, vec![]),
        ("vo=2004-12-09", Z1, Programm, vec![]), // the sheet itself names that accident: status 1007
        ("az=10000001;unf=;vo=2004-12-09", Z0, Offen, vec![NachVerordnung]),
        ("unf=;vo=2004-12-09", Z4, Offen, vec![NachVerordnung]),
        ("vo=2004-12-10", Z1, Programm, vec![]),
        ("az=10000001;vorname=Uwe;unf=;vo=2004-12-09", Z0, Offen, vec![Vorname, NachVerordnung]),
    ] {
        assert_eq!(ergebnis(aenderungen, &[fall()]), (stufe, entscheidung, warum), "{aenderungen}");
    }
}

#[test]
fn a_case_elsewhere_that_fits_better_asks_a_person() {
    let zwilling = andere(1, |f| f.vorname = "Carl".into()); // similar, so that the first name alone asks nobody
    let abgegeben = andere(2, |f| f.abgegeben = JaNein::Ja);
    assert_eq!(ergebnis("", &[zwilling.clone(), abgegeben.clone()]), (Z2, Offen, vec![AndererFall]));
    assert_eq!(ergebnis("", &[fall(), abgegeben.clone()]), (Z1, Programm, vec![]));
    let beim_anderen = ordne_mit(rezept(), std::slice::from_ref(&zwilling), &[andere(2, |_| ())], None);
    assert_eq!(beim_anderen.vorbehalte.into_keys().collect::<Vec<_>>(), [AndererFall]);
    // No active case fits: Z3 to Z5 of one handed over is a person's, too.
    assert_eq!(ergebnis("unf=", std::slice::from_ref(&abgegeben)), (Z9, Offen, vec![AndererFall]));
    assert_eq!(ergebnis("", &[abgegeben]), (Z9, Keine, vec![]));
}

#[test]
fn where_the_first_name_is_misspelt_a_case_elsewhere_need_only_be_as_good() {
    let andreas = |nummer: u32, vorname: &str, abgegeben| {
        andere(nummer, |f| (f.vorname, f.abgegeben) = (vorname.into(), abgegeben))
    };
    let (michael, abgegebener) = (andreas(1, "Michael", JaNein::Nein), andreas(2, "Mischael", JaNein::Ja));
    assert_eq!(ergebnis("vorname=Mixhael", std::slice::from_ref(&michael)), (Z2, Programm, vec![]));
    assert_eq!(ergebnis("vorname=Mixhael", &[michael, abgegebener]), (Z2, Offen, vec![AndererFall]));
    // The number of Lena on a sheet without first name: Laura's own case is of the same day.
    let (lena, laura) = (andreas(3, "Lena", JaNein::Nein), andreas(4, "Laura", JaNein::Nein));
    assert_eq!(ergebnis("az=20000003;vorname=", std::slice::from_ref(&lena)), (Z0, Programm, vec![]));
    assert_eq!(ergebnis("az=20000003;vorname=", &[lena, laura]), (Z0, Offen, vec![AndererFall]));
}

#[test]
fn a_strict_payer_assigns_nobody_without_a_first_name() {
    let streng = ZuordnungOptionen { z2_vorname: VornameRegel::Streng, ..ZuordnungOptionen::default() };
    let register = register(&[fall()]);
    assert_eq!(streng, ZuordnungOptionen::default());
    for (aenderungen, warum) in [
        ("vorname=", Vorname),
        ("vorname=?", Vorname),
        ("az=10000001;vorname=", Vorname),
        ("geb=1953-05-12", Geburtsdatum), // a digit, but another year: the father's, or the son's misread
    ] {
        let rezepte = [blatt(aenderungen)];
        let ergebnis = ordne_zu(&Eingabe { optionen: &streng, ..super::regeln::eingabe(&rezepte, &register, &[]) });
        assert_eq!(ergebnis.vorbehalte.into_keys().collect::<Vec<_>>(), [warum], "{aenderungen}");
    }
    let rezepte = [blatt("geb=1954-05-13")];
    let ergebnis = ordne_zu(&Eingabe { optionen: &streng, ..super::regeln::eingabe(&rezepte, &register, &[]) });
    assert_eq!(ergebnis.zuordnung[0].entscheidung, Programm);
}

#[test]
fn an_incomplete_birth_date_is_near_what_agrees_with_it() {
    let mit = |geb: &str| andere(1, |f| f.geb_datum = geboren(geb));
    for (auf_dem_blatt, im_fall, entscheidung, warum) in [
        ("00.05.1954", "12.05.1954", Programm, vec![]),
        ("00.00.1954", "12.05.1954", Programm, vec![]),
        ("00.00.1954", "00.00.1954", Programm, vec![]),
        ("1954-05-12", "00.05.1954", Programm, vec![]),
        ("00.06.1954", "12.05.1954", Offen, vec![Geburtsdatum]),
        ("00.00.1987", "12.05.1954", Offen, vec![Geburtsdatum]),
    ] {
        let gefunden = ergebnis(&format!("geb={auf_dem_blatt}"), &[mit(im_fall)]);
        assert_eq!(gefunden, (Z3, entscheidung, warum), "{auf_dem_blatt} {im_fall}");
    }
    assert_eq!(ergebnis("geb=00.00.1954;unf=", &[mit("00.00.1954")]).0, H, "never identical, so no Z4");
}

#[test]
fn a_birth_date_of_many_proves_nothing_by_itself() {
    let neujahr = |nummer: u32| {
        andere(nummer, |f| {
            f.name = format!("Fremd{nummer}");
            f.strasse = format!("Weg {nummer}");
        })
    };
    let viele = |anzahl| [fall()].into_iter().chain((1..anzahl).map(neujahr)).collect::<Vec<_>>();
    assert_eq!(ergebnis("", &viele(20)), (Z1, Programm, vec![]), "everything agrees, the address too");
    assert_eq!(ergebnis("strasse=Ahornsteig 77", &viele(19)), (Z1, Programm, vec![]));
    assert_eq!(ergebnis("strasse=Ahornsteig 77", &viele(20)), (Z1, Offen, vec![Allerweltswert]));
    assert_eq!(ergebnis("az=10000001;strasse=Ahornsteig 77", &viele(20)), (Z0, Programm, vec![]));
    assert_eq!(ergebnis("unf=", &viele(20)), (Z4, Offen, vec![Allerweltswert]));
    let geboren_an_neujahr = andere(1, |f| f.geb_datum = geboren("01.01.1990"));
    assert_eq!(ergebnis("geb=1990-01-01", std::slice::from_ref(&geboren_an_neujahr)), (Z1, Programm, vec![]));
    let umgezogen = "geb=1990-01-01;strasse=Ahornsteig 77";
    assert_eq!(ergebnis(umgezogen, std::slice::from_ref(&geboren_an_neujahr)), (Z1, Offen, vec![Allerweltswert]));
    assert_eq!(ergebnis("geb=1990-01-01;unf=", &[geboren_an_neujahr]), (Z4, Offen, vec![Allerweltswert]));
    assert_eq!(ergebnis("geb=1954-05-13", &viele(20)), (Z3, Programm, vec![]), "Z3 does not rest on it");
}

#[test]
fn an_address_of_many_families_proves_nothing_by_itself() {
    let bewohner = |nummer: u32| {
        andere(nummer, |f| {
            f.name = format!("Fremd{nummer}");
            f.geb_datum = tage_nach(f.geb_datum, u64::from(nummer) * 31);
        })
    };
    let haus = |familien| [fall()].into_iter().chain((1..familien).map(bewohner)).collect::<Vec<_>>();
    assert_eq!(ergebnis("unf=", &haus(20)), (Z4, Programm, vec![]));
    assert_eq!(ergebnis("unf=", &haus(21)), (Z4, Offen, vec![Allerweltswert]));
    let mitbewohner = |nummer: u32| {
        andere(nummer, |f| {
            f.geb_datum = tage_nach(f.geb_datum, u64::from(nummer) * 31);
            f.unf_datum = f.unf_datum.map(|tag| tag - chrono::Days::new(u64::from(nummer)));
        })
    };
    let heim = |menschen| [fall()].into_iter().chain((1..menschen).map(mitbewohner)).collect::<Vec<_>>();
    assert_eq!(ergebnis("geb=1954-05-13", &heim(40)), (Z3, Programm, vec![]));
    assert_eq!(ergebnis("geb=1954-05-13", &heim(41)), (Z3, Offen, vec![Allerweltswert]), "many of one name");
    assert_eq!(ergebnis("geb=1954-05-13", &haus(20)), (Z3, Programm, vec![]));
    assert_eq!(ergebnis("geb=1954-05-13", &haus(21)), (Z3, Offen, vec![Allerweltswert]));
    assert_eq!(ergebnis("", &haus(21)), (Z1, Programm, vec![]), "Z1 does not rest on it");
}

#[test]
fn a_second_case_that_only_lacks_a_value_asks_a_person() {
    let ohne_unfall = andere(1, |f| f.unf_datum = None);
    let ohne_anschrift = andere(2, |f| (f.strasse, f.ort) = Default::default());
    let ohne_geburt = andere(5, |f| (f.geb_datum, f.unf_datum) = (None, Some(tag("01.06.2003"))));
    let anderer_unfall = andere(3, |f| f.unf_datum = Some(tag("01.06.2003")));
    let bruder = andere(4, |f| (f.vorname, f.unf_datum) = ("Uwe".into(), None));
    for (aenderungen, anderer, erwartet) in [
        ("", &ohne_unfall, (Z1, Offen, vec![FastSoGut])),
        ("unf=", &ohne_anschrift, (Z4, Offen, vec![FastSoGut])),
        ("unf=", &ohne_geburt, (Z4, Offen, vec![FastSoGut])),
        ("", &anderer_unfall, (Z1, Programm, vec![])),
        ("", &bruder, (Z1, Programm, vec![])),
        ("az=10000001", &ohne_unfall, (Z0, Programm, vec![])),
    ] {
        assert_eq!(ergebnis(aenderungen, &[fall(), anderer.clone()]), erwartet, "{aenderungen} {anderer:?}");
    }
}

#[test]
fn the_bare_rule_for_first_names_is_an_option() {
    let optionen = ZuordnungOptionen { z2_vorname: VornameRegel::Programm, ..ZuordnungOptionen::default() };
    let register = register(&[fall()]);
    for (aenderungen, erwartet) in [("vorname=Uwe", Programm), ("az=10000001;vorname=Uwe", Offen)] {
        let rezepte = [blatt(aenderungen)];
        let ergebnis = ordne_zu(&Eingabe { optionen: &optionen, ..super::regeln::eingabe(&rezepte, &register, &[]) });
        assert_eq!(ergebnis.zuordnung[0].entscheidung, erwartet, "{aenderungen}");
    }
}

/// The case of [`rezept`] among many others, so that its values are rare.
pub fn grosses_register(weitere: &[Fall]) -> Vec<Fall> {
    let fremd = |nummer: u32| {
        andere(nummer, |f| {
            (f.name, f.vorname) = (format!("Fremd{nummer}"), format!("Vor{nummer}"));
            (f.strasse, f.ort) = (format!("Weg {nummer}"), format!("Ort{nummer}"));
            f.geb_datum = tage_nach(f.geb_datum, u64::from(nummer));
        })
    };
    [fall()].into_iter().chain(weitere.iter().cloned()).chain((100..3_000).map(fremd)).collect()
}

#[test]
fn a_hint_that_stands_out_waits_for_a_person() {
    let vertauscht = "name=Karl;vorname=Meyer;unf=";
    let allein = ordne(blatt(vertauscht), &grosses_register(&[]));
    let (zeile, aufgabe) = (&allein.zuordnung[0], &allein.aufgaben[0]);
    assert_eq!((zeile.stufe, zeile.entscheidung, zeile.anzahl_kandidaten), (H, Offen, 0));
    assert_eq!((aufgabe.vorschlag.as_str(), allein.kandidaten[0].stufe.as_str()), ("100000015", "H"));
    let zweiter = andere(1, |f| f.unf_datum = Some(tag("01.06.2004")));
    assert_eq!(ordne(blatt(vertauscht), &grosses_register(&[zweiter])).zuordnung[0].entscheidung, Keine);
    let spaeter = format!("{vertauscht};vo=2004-12-09");
    assert_eq!(ordne(blatt(&spaeter), &grosses_register(&[])).zuordnung[0].entscheidung, Keine);
    let optionen = ZuordnungOptionen { hinweis_ab: 0, ..ZuordnungOptionen::default() };
    let (rezepte, register) = ([blatt(vertauscht)], register(&grosses_register(&[])));
    let aus = ordne_zu(&Eingabe { optionen: &optionen, ..super::regeln::eingabe(&rezepte, &register, &[]) });
    assert_eq!((aus.zuordnung[0].stufe, aus.zuordnung[0].entscheidung), (Z9, Keine));
    assert_eq!(aus.kandidaten.len(), 1, "it still is a hint");
}

#[test]
fn a_hint_goes_on_waiting_when_its_case_is_handed_over() {
    let mut faelle = grosses_register(&[]);
    faelle[0].abgegeben = JaNein::Ja;
    let ergebnis = ordne(blatt("name=Karl;vorname=Meyer;unf="), &faelle);
    let (zeile, aufgabe) = (&ergebnis.zuordnung[0], &ergebnis.aufgaben[0]);
    assert_eq!((zeile.stufe, zeile.entscheidung), (H, Offen));
    assert!(zeile.hinweis.contains(AndererFall.satz()), "{}", zeile.hinweis);
    assert_eq!((aufgabe.vorschlag.as_str(), ergebnis.kandidaten[0].aktenzeichen.as_str()), ("", "100000015"));
    let entschieden = ordne_mit(blatt("name=Karl;vorname=Meyer;unf="), &faelle, &[], Some("100000015"));
    assert_eq!((entschieden.zuordnung[0].fremd.as_str(), entschieden.zuordnung[0].entscheidung), ("abgegeben", Keine));
    let eigener = andere(1, |f| f.unf_datum = Some(tag("01.06.2004")));
    let beide: Vec<Fall> = faelle.into_iter().chain([eigener]).collect();
    let ergebnis = ordne(blatt("name=Karl;vorname=Meyer;unf="), &beide);
    assert_eq!(ergebnis.aufgaben[0].vorschlag, "200000015", "the active case stands out among the active ones");
}

#[test]
fn exchanged_names_and_the_birth_date_are_enough_for_a_hint() {
    let ergebnis = ordne(blatt("name=Karl;vorname=Meyer;unf=;strasse=;ort="), &grosses_register(&[]));
    assert_eq!(ergebnis.kandidaten.iter().map(|k| k.aktenzeichen.as_str()).collect::<Vec<_>>(), ["100000015"]);
    assert!(ergebnis.kandidaten[0].name_punkte.contains("vertauscht"), "{}", ergebnis.kandidaten[0].name_punkte);
}

#[test]
fn the_own_case_is_shown_beside_a_relative_that_fits_a_tier() {
    let schwester =
        andere(1, |f| (f.name, f.vorname, f.geb_datum) = ("Meier".into(), "Ute".into(), geboren("12.05.1956")));
    let ergebnis = ordne(blatt("geb=1956-05-12;vorname=K."), &grosses_register(&[schwester]));
    let stufen: Vec<(&str, &str)> =
        ergebnis.kandidaten.iter().map(|k| (k.aktenzeichen.as_str(), k.stufe.as_str())).collect();
    assert_eq!(stufen[..2], [("100000015", "H"), ("200000015", "Z5")]);
}

#[test]
fn the_last_accident_before_the_prescription_is_suggested() {
    let unfaelle = ["01.02.2003", "01.06.2004", "03.02.2005"];
    let faelle: Vec<Fall> =
        (1..).zip(unfaelle).map(|(nr, unfall)| andere(nr, |f| f.unf_datum = Some(tag(unfall)))).collect();
    let ergebnis = ordne(blatt("unf="), &faelle);
    let reihe: Vec<&str> = ergebnis.kandidaten.iter().map(|k| k.aktenzeichen.as_str()).collect();
    assert_eq!(reihe, ["200000025", "200000015", "200000035"]);
    assert_eq!(ergebnis.aufgaben[0].vorschlag, "200000025");
    let ohne_verordnungsdatum = ordne(blatt("unf=;vo="), &faelle);
    assert_eq!(ohne_verordnungsdatum.aufgaben[0].vorschlag, "", "nobody knows which was the last before it");
}

#[test]
fn an_accident_after_the_prescription_is_never_ranked_first() {
    let faelle = [andere(1, |f| f.unf_datum = Some(tag("03.02.2005")))];
    let ergebnis = ordne(blatt("unf="), &faelle);
    assert_eq!(ergebnis.kandidaten.iter().map(|k| k.rang).collect::<Vec<_>>(), [2]);
    assert_eq!(ergebnis.aufgaben[0].vorschlag, "");
}

#[test]
fn a_case_handed_over_after_the_decision_is_never_paid_without_one() {
    let abgegeben = andere(1, |f| (f.abgegeben, f.name) = (JaNein::Ja, "Schulze".into()));
    let nach_entscheidung =
        |faelle: &[Fall]| ordne_mit(blatt("unf=?"), faelle, &[], Some("200000015")).zuordnung.remove(0);
    let z = nach_entscheidung(std::slice::from_ref(&abgegeben));
    assert_eq!((z.entscheidung, z.fremd.as_str(), z.aktenzeichen.as_str()), (Keine, "abgegeben", ""));
    let mit_kandidat = ordne_mit(blatt(""), &[abgegeben, fall()], &[], Some("200000015")).zuordnung.remove(0);
    assert_eq!((mit_kandidat.entscheidung, mit_kandidat.fremd.as_str()), (Offen, ""));
    // Waiting for a person goes on where the only candidate is handed over.
    let wartend = andere(2, |f| f.abgegeben = JaNein::Ja);
    assert_eq!(ergebnis("name=Meier", &[wartend]), (Z9, Offen, vec![AndererFall]));
}

#[test]
fn no_case_of_ours_may_be_another_payers() {
    let (relative, eigener) = (andere(1, |f| f.name = "Meier".into()), andere(2, |_| ()));
    let z = ordne_mit(rezept(), std::slice::from_ref(&relative), &[eigener], Some("keine")).zuordnung.remove(0);
    assert_eq!((z.entscheidung, z.fremd.as_str(), z.kostentraeger.as_str()), (Keine, "anderes_register", "BG10"));
    let z = ordne_mit(rezept(), &[relative], &[], Some("keine")).zuordnung.remove(0);
    assert_eq!((z.entscheidung, z.fremd.as_str()), (Person, ""));
}

#[test]
fn a_sheet_without_prescription_date_rules_no_case_out() {
    let r = Rezept { vo_datum: Lesung::Leer, ..rezept() };
    assert_eq!(ordne(r, &[fall()]).zuordnung[0].entscheidung, Programm);
}
