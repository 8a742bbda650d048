//! Named populations in which everybody has somebody beside them who is easily taken for them: hurt on the same day, of
//! the same name, house or birthday. Of each pair the other's case is in the register; the own case is there, is
//! missing, was handed over, or is another payer's.

use chrono::{Datelike, Days};
use domain::{Datum, Fall, JaNein, Lesung};
use register::normalisieren::falte;

use super::bevoelkerung::STICHTAG;
use super::fehler::Raten;
use super::{Probe, blatt};
use crate::generator::personen::Anschrift;
use crate::generator::woerter::Woerter;
use crate::generator::zufall::Zufall;

/// Who the other one is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Art {
    /// A twin of the same sex, hurt in the same accident; every second pair with names a letter or two apart.
    Zwilling,
    /// Somebody of the family, hurt in the same accident.
    Familie,
    /// Father or son of the same name, hurt in the same accident.
    Vater,
    /// A stranger with one of few names, born on a 1 January, hurt on one of two hundred days.
    Neujahr,
    /// The same, living in one of twenty hostels.
    Heim,
    /// The spouse who has one part of the double name, hurt in the same accident.
    Doppelname,
    /// A brother whose first name begins with the same word, both written in more than one way; the same accident.
    Umschrift,
}

/// Twins' names that are similar, and two people's.
const AEHNLICHE: [(&str, &str); 24] = [
    ("Andrea", "Andreas"),
    ("Lara", "Laura"),
    ("Jan", "Jana"),
    ("Lena", "Lea"),
    ("Christian", "Christina"),
    ("Michael", "Michaela"),
    ("Daniel", "Daniela"),
    ("Julia", "Julian"),
    ("Marie", "Maria"),
    ("Paul", "Paula"),
    ("Lina", "Lena"),
    ("Anne", "Anna"),
    ("Jonas", "Jona"),
    ("Mario", "Maria"),
    ("Elena", "Elina"),
    ("Tim", "Tom"),
    ("Stefan", "Stefanie"),
    ("Karl", "Karla"),
    ("Simon", "Simone"),
    ("Leon", "Leo"),
    ("Hanna", "Johanna"),
    ("Alexander", "Alexandra"),
    ("Martin", "Martina"),
    ("Minh", "Linh"),
];

/// Family names and first names that fill a hostel.
const NAMEN: [&str; 10] =
    ["Hassan", "Ahmadi", "Hosseini", "Mohammadi", "Ali", "Ibrahim", "Rahimi", "Nguyen", "Traoré", "Diallo"];
const VORNAMEN: [&str; 8] = ["Ali", "Mohammad", "Ahmad", "Omar", "Yusuf", "Hussein", "Reza", "Ibrahim"];

/// One word, written in two ways.
const UMSCHRIFTEN: [(&str, &str); 10] = [
    ("Mohammad", "Muhammed"),
    ("Hussein", "Husain"),
    ("Yusuf", "Youssef"),
    ("Hassan", "Hasan"),
    ("Hosseini", "Husseini"),
    ("Nguyễn", "Nguyen"),
    ("Ahmad", "Ahmed"),
    ("Omar", "Omer"),
    ("Sergej", "Sergey"),
    ("Tatjana", "Tatiana"),
];

#[derive(Clone, Debug, PartialEq)]
struct Mensch {
    name: String,
    vorname: String,
    geb_datum: Datum,
    strasse: String,
    plz: String,
    ort: String,
}

impl Mensch {
    fn fall(&self, nummer: usize, unf_datum: Datum) -> Fall {
        Fall {
            aktenzeichen: format!("{:08}", 10_000_000 + nummer),
            pz: String::new(),
            geb_datum: Some(self.geb_datum.into()),
            unf_datum: Some(unf_datum),
            vorname: self.vorname.clone(),
            zusatz: String::new(),
            name: self.name.clone(),
            strasse: self.strasse.clone(),
            lkz: "D".into(),
            plz: self.plz.clone(),
            ort: self.ort.clone(),
            abgegeben: JaNein::Nein,
        }
    }
}

/// Makes a population of so many pairs, one sheet of each, with these errors.
pub fn erzeuge(art: Art, saat: u64, blaetter: usize, raten: &Raten) -> Probe {
    let woerter = Woerter::neu();
    let mut probe = Probe::default();
    for nummer in 0..blaetter {
        let mut zufall = Zufall::strom(saat, "paar", nummer as u64);
        let (einer, anderer) = paar(art, &woerter, &mut zufall);
        // Whoever else bears the same name and birthday is somebody else: in a hostel there are such people.
        let (er, der_andere) = (format!("{nummer} einer"), format!("{nummer} anderer"));
        let tage = if matches!(art, Art::Neujahr | Art::Heim) { 200 } else { 1000 };
        let unfall = STICHTAG - Days::new(zufall.zwischen(90..=90 + tage) as u64);
        let (fall, fremder) = (einer.fall(2 * nummer, unfall), anderer.fall(2 * nummer + 1, unfall));
        let mut wahrheit = String::new();
        match zufall.unter(8) {
            0..4 => {
                wahrheit = fall.aktenzeichen9();
                probe.nimm_fall(fall.clone(), er.clone());
            }
            4 => probe.nimm_fall(Fall { abgegeben: JaNein::Ja, ..fall.clone() }, er.clone()),
            5 => probe.fremde.push(fall.clone()),
            _ => {}
        }
        probe.nimm_fall(fremder.clone(), der_andere);
        // One office in fifty copies the number of the other one's file.
        let nummer_auf_dem_blatt = if zufall.promille(20) { fremder.aktenzeichen9() } else { wahrheit.clone() };
        let mut sheet = blatt(nummer, &fall);
        loop {
            let mut versuch = blatt(nummer, &fall);
            raten.verfaelsche(&mut versuch, &nummer_auf_dem_blatt, &woerter, &mut zufall);
            umschreiben(art, &mut versuch.name, &mut versuch.vorname, &mut zufall);
            if !ist_der_andere(&versuch, &einer, &anderer) {
                sheet.clone_from(&versuch);
                break;
            }
        }
        sheet.vo_datum = Lesung::Wert(unfall + Days::new(zufall.zwischen(1..=60) as u64));
        probe.blaetter.push(sheet);
        probe.wahrheit.push(wahrheit);
        probe.wer.push(er.clone());
    }
    probe
}

/// A sheet that an error made say exactly what is the other's, where only that tells them apart, is beyond any program.
fn ist_der_andere(blatt: &domain::Rezept, einer: &Mensch, anderer: &Mensch) -> bool {
    let vorname = |mensch: &Mensch| falte(&mensch.vorname);
    let auf_dem_blatt = blatt.vorname.wert().map(|text| falte(text));
    let verwechselt = auf_dem_blatt == Some(vorname(anderer)) && vorname(einer) != vorname(anderer);
    let geboren = blatt.geb_datum.wert().and_then(|datum| datum.genau());
    verwechselt || geboren == Some(anderer.geb_datum) && einer.geb_datum != anderer.geb_datum
}

/// The other way to write a name, or only the first word of a first name.
fn umschreiben(art: Art, name: &mut Lesung<String>, vorname: &mut Lesung<String>, zufall: &mut Zufall) {
    if art != Art::Umschrift {
        return;
    }
    for feld in [name, vorname] {
        let (anders, kurz) = (zufall.promille(300), zufall.promille(150));
        if let Lesung::Wert(text) = feld {
            for (a, b) in UMSCHRIFTEN.iter().filter(|_| anders) {
                *text = text.replace(a, b);
            }
            if kurz && let Some((erstes, _)) = text.clone().split_once(' ') {
                *text = erstes.to_owned();
            }
        }
    }
}

fn paar(art: Art, woerter: &Woerter, zufall: &mut Zufall) -> (Mensch, Mensch) {
    let anschrift = Anschrift::ziehe(woerter, zufall);
    let (_, plz, ort) = anschrift.ort(woerter);
    let weiblich = zufall.promille(500);
    let vorname = |weiblich: bool, zufall: &mut Zufall| {
        let liste = if weiblich { &woerter.vornamen_w } else { &woerter.vornamen_m };
        liste.wort(liste.ziehe(zufall)).to_owned()
    };
    let einer = Mensch {
        name: woerter.nachnamen.wort(woerter.nachnamen.ziehe(zufall)).to_owned(),
        vorname: vorname(weiblich, zufall),
        geb_datum: STICHTAG - Days::new(zufall.zwischen(18 * 365..=64 * 365) as u64),
        strasse: anschrift.strasse(woerter),
        plz: plz.to_owned(),
        ort: ort.to_owned(),
    };
    let anderer_vorname = |mensch: &Mensch, weiblich: bool, zufall: &mut Zufall| loop {
        let anderer = vorname(weiblich, zufall);
        if falte(&anderer) != falte(&mensch.vorname) {
            return anderer;
        }
    };
    match art {
        Art::Zwilling if zufall.promille(500) => {
            let (a, b) = AEHNLICHE[zufall.stelle(AEHNLICHE.len())];
            let (a, b) = if weiblich { (a, b) } else { (b, a) };
            let mit = |vorname: &str| Mensch { vorname: vorname.into(), ..einer.clone() };
            (mit(a), mit(b))
        }
        Art::Zwilling => {
            let vorname = anderer_vorname(&einer, weiblich, zufall);
            (einer.clone(), Mensch { vorname, ..einer })
        }
        Art::Familie => {
            let (vorname, tage) = (anderer_vorname(&einer, !weiblich, zufall), zufall.zwischen(300..=14_000) as u64);
            let geb_datum = einer.geb_datum + Days::new(tage);
            (einer.clone(), Mensch { vorname, geb_datum, ..einer })
        }
        Art::Vater => {
            // Every fourth pair shares the day, as nothing else would share it.
            let jahre = zufall.zwischen(18..=40) as i32;
            let selber_tag = zufall.promille(250).then(|| einer.geb_datum.with_year(einer.geb_datum.year() + jahre));
            let tage = Days::new(zufall.zwischen(18 * 365..=40 * 365) as u64);
            let sohn = Mensch { geb_datum: selber_tag.flatten().unwrap_or(einer.geb_datum + tage), ..einer.clone() };
            if zufall.promille(500) { (einer, sohn) } else { (sohn, einer) }
        }
        Art::Neujahr | Art::Heim => {
            let fremder = |zufall: &mut Zufall| {
                let haus = Anschrift::ziehe(woerter, zufall);
                let (_, plz, ort) = haus.ort(woerter);
                let heim = format!("Am Lager {}", zufall.unter(20));
                let im_heim = art == Art::Heim;
                Mensch {
                    name: NAMEN[zufall.stelle(NAMEN.len())].into(),
                    vorname: VORNAMEN[zufall.stelle(VORNAMEN.len())].into(),
                    geb_datum: Datum::from_ymd_opt(1960 + zufall.unter(28) as i32, 1, 1).expect("a day"),
                    strasse: if im_heim { heim } else { haus.strasse(woerter) },
                    plz: if im_heim { "89073".into() } else { plz.into() },
                    ort: if im_heim { "Ulm".into() } else { ort.into() },
                }
            };
            (fremder(zufall), fremder(zufall))
        }
        Art::Doppelname => {
            let zweiter = woerter.nachnamen.wort(woerter.nachnamen.ziehe(zufall));
            let doppelt = Mensch { name: format!("{}-{zweiter}", einer.name), ..einer.clone() };
            let vorname = anderer_vorname(&einer, !weiblich, zufall);
            let geb_datum = einer.geb_datum + Days::new(zufall.unter(3000));
            let anderer = Mensch { vorname, geb_datum, ..einer };
            if zufall.promille(500) { (doppelt, anderer) } else { (anderer, doppelt) }
        }
        Art::Umschrift => {
            let wort = |zufall: &mut Zufall| UMSCHRIFTEN[zufall.stelle(UMSCHRIFTEN.len())].0;
            let (name, erstes) = (wort(zufall).to_owned(), wort(zufall));
            let (zweites, drittes) = loop {
                let beide = (wort(zufall), wort(zufall));
                if beide.0 != beide.1 {
                    break beide;
                }
            };
            let mit = |zweites: &str, geb_datum| Mensch {
                name: name.clone(),
                vorname: format!("{erstes} {zweites}"),
                geb_datum,
                ..einer.clone()
            };
            let neujahr = Datum::from_ymd_opt(einer.geb_datum.year(), 1, 1).expect("a day");
            (mit(zweites, neujahr), mit(drittes, neujahr))
        }
    }
}
