//! Invented people in households: couples, father and son of one name, twins, people living alone.

use chrono::Days;
use domain::Datum;

use super::woerter::Woerter;
use super::zufall::Zufall;

/// Titles and prefixes of names, as they stand in `zusatz`.
const ZUSAETZE: [&str; 8] = ["Dr.", "von", "Dr. med.", "Prof. Dr.", "van", "zu", "Freiherr", "Graf"];

/// Where somebody lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Anschrift {
    strasse: u16,
    hausnummer: u8,
    ort: u16,
}

/// A person. Words are numbers into [`Woerter`], so that a million of them need little room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Person {
    name: u16,
    /// Second part of a double name.
    zweitname: Option<u16>,
    vorname: u16,
    weiblich: bool,
    /// Number in [`ZUSAETZE`].
    zusatz: Option<u8>,
    /// Date of birth.
    pub geb_datum: Datum,
    /// Address.
    pub anschrift: Anschrift,
    /// Whether somebody else has the same name, address and date of birth.
    pub zwilling: bool,
}

impl Anschrift {
    /// Draws an address.
    pub fn ziehe(woerter: &Woerter, zufall: &mut Zufall) -> Self {
        Anschrift {
            strasse: woerter.strassen.ziehe(zufall),
            hausnummer: zufall.zwischen(1..=150) as u8,
            ort: woerter.orte.ziehe(zufall),
        }
    }

    /// Another house of another street in the same town.
    pub fn umgezogen(self, woerter: &Woerter, zufall: &mut Zufall) -> Self {
        loop {
            let neu = Anschrift { ort: self.ort, ..Anschrift::ziehe(woerter, zufall) };
            if neu.strasse != self.strasse && neu.hausnummer != self.hausnummer {
                return neu;
            }
        }
    }

    /// Street with house number.
    pub fn strasse(&self, woerter: &Woerter) -> String {
        format!("{} {}", woerter.strassen.wort(self.strasse), self.hausnummer)
    }

    /// Country code, postcode and town.
    pub fn ort<'w>(&self, woerter: &'w Woerter) -> (&'w str, &'w str, &'w str) {
        let mut teile = woerter.orte.wort(self.ort).split(';');
        let mut teil = || teile.next().expect("lkz;plz;ort");
        (teil(), teil(), teil())
    }
}

impl Person {
    /// Draws somebody of working age on a day.
    pub fn ziehe(woerter: &Woerter, stichtag: Datum, zufall: &mut Zufall) -> Self {
        let weiblich = zufall.promille(420);
        Person {
            name: woerter.nachnamen.ziehe(zufall),
            zweitname: zufall.promille(20).then(|| woerter.nachnamen.ziehe(zufall)),
            vorname: vorname(woerter, weiblich, zufall),
            weiblich,
            zusatz: zufall.promille(25).then(|| zufall.stelle(ZUSAETZE.len()).min(zufall.stelle(ZUSAETZE.len())) as u8),
            geb_datum: stichtag - Days::new(zufall.zwischen(18 * 365..=64 * 365) as u64),
            anschrift: Anschrift::ziehe(woerter, zufall),
            zwilling: false,
        }
        .ohne_ueberlangen_namen(woerter)
    }

    fn ohne_ueberlangen_namen(mut self, woerter: &Woerter) -> Self {
        if self.zweitname == Some(self.name) || self.name(woerter).chars().count() > 27 {
            self.zweitname = None;
        }
        self
    }

    /// Family name.
    pub fn name(&self, woerter: &Woerter) -> String {
        let name = woerter.nachnamen.wort(self.name);
        match self.zweitname {
            Some(zweiter) => format!("{name}-{}", woerter.nachnamen.wort(zweiter)),
            None => name.to_owned(),
        }
    }

    /// First name.
    pub fn vorname<'w>(&self, woerter: &'w Woerter) -> &'w str {
        if self.weiblich { woerter.vornamen_w.wort(self.vorname) } else { woerter.vornamen_m.wort(self.vorname) }
    }

    /// Title or prefix; mostly empty.
    pub fn zusatz(&self) -> &'static str {
        self.zusatz.map_or("", |nr| ZUSAETZE[usize::from(nr)])
    }

    /// A twin under another first name.
    pub fn zwilling(self, woerter: &Woerter, zufall: &mut Zufall) -> Self {
        let weiblich = zufall.promille(500);
        let vorname = vorname(woerter, weiblich, zufall);
        Person { weiblich, vorname, zusatz: None, ..self }
    }

    /// A child of the same name: what tells them apart is the date of birth alone.
    pub fn gleichnamiges_kind(self, zufall: &mut Zufall) -> Self {
        let geb_datum = self.geb_datum + Days::new(zufall.zwischen(20 * 365..=35 * 365) as u64);
        Person { zusatz: None, geb_datum, ..self }
    }

    /// Somebody at the same address under the same name, sometimes with a name of their own before it.
    pub fn angehoeriger(self, woerter: &Woerter, stichtag: Datum, zufall: &mut Zufall) -> Self {
        let mut person = Person::ziehe(woerter, stichtag, zufall);
        (person.zweitname, person.anschrift) = (None, self.anschrift);
        if zufall.promille(150) {
            person.zweitname = Some(self.name);
        } else {
            person.name = self.name;
        }
        person.ohne_ueberlangen_namen(woerter)
    }
}

fn vorname(woerter: &Woerter, weiblich: bool, zufall: &mut Zufall) -> u16 {
    if weiblich { woerter.vornamen_w.ziehe(zufall) } else { woerter.vornamen_m.ziehe(zufall) }
}

/// Draws the people of one address who had accidents: mostly one.
pub fn haushalt(woerter: &Woerter, stichtag: Datum, zufall: &mut Zufall) -> Vec<Person> {
    let person = Person::ziehe(woerter, stichtag, zufall);
    match zufall.unter(1000) {
        0..20 => vec![person, person.angehoeriger(woerter, stichtag, zufall)],
        20..26 => {
            let zwilling = person.zwilling(woerter, zufall);
            [person, zwilling].map(|person| Person { zwilling: true, ..person }).into()
        }
        26..34 if person.geb_datum + Days::new(53 * 365) < stichtag => {
            vec![person, person.gleichnamiges_kind(zufall)]
        }
        34..36 => {
            let zweite = person.angehoeriger(woerter, stichtag, zufall);
            vec![person, zweite, person.angehoeriger(woerter, stichtag, zufall)]
        }
        _ => vec![person],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_fit_the_register_and_are_of_working_age() {
        let woerter = Woerter::neu();
        let stichtag = Datum::from_ymd_opt(2005, 3, 2).expect("a day");
        let mut zufall = Zufall::strom(7, "probe", 0);
        let personen: Vec<Person> = (0..20_000).flat_map(|_| haushalt(&woerter, stichtag, &mut zufall)).collect();
        for person in &personen {
            let alter = stichtag.years_since(person.geb_datum).expect("born before");
            assert!((17..=64).contains(&alter), "{alter}");
            assert!(person.name(&woerter).chars().count() <= 27);
            assert!(person.zusatz().len() <= 10);
        }
        assert!(personen.iter().any(|person| person.zwilling));
        assert!(personen.iter().any(|person| person.name(&woerter).contains('-')));
        assert!(personen.windows(2).any(|p| p[0].name == p[1].name
            && p[0].vorname == p[1].vorname
            && p[0].anschrift == p[1].anschrift
            && p[0].geb_datum != p[1].geb_datum));
    }
}
