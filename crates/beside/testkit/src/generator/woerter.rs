//! The names of people, streets and towns, drawn with the frequencies of a real population.

use super::zufall::Zufall;

/// Words in order of frequency, drawn by Zipf's law: the word of rank r with a weight of 1 / (r + flattening).
#[derive(Clone, Debug)]
pub struct Wortliste {
    woerter: Vec<String>,
    /// Running sums of the weights.
    summen: Vec<u64>,
}

impl Wortliste {
    /// At most 65,536 words, most frequent first. The larger `abflachung`, the less the first words stand out.
    fn nach_rang(woerter: Vec<String>, abflachung: u64) -> Self {
        let gewichte = (1..=woerter.len() as u64).map(|rang| (1 << 32) / (rang + abflachung));
        let summen = gewichte.scan(0, |summe, gewicht| {
            *summe += gewicht;
            Some(*summe)
        });
        Wortliste { summen: summen.collect(), woerter }
    }

    /// Draws a word and gives its number.
    pub fn ziehe(&self, zufall: &mut Zufall) -> u16 {
        let alle = *self.summen.last().expect("a list is never empty");
        let punkt = zufall.unter(alle);
        u16::try_from(self.summen.partition_point(|summe| *summe <= punkt)).expect("at most 65,536 words")
    }

    /// The word of a number.
    pub fn wort(&self, nummer: u16) -> &str {
        &self.woerter[usize::from(nummer)]
    }
}

/// Every list that people are made of.
#[derive(Clone, Debug)]
pub struct Woerter {
    /// Family names: two hundred of the most frequent, then three thousand put together from parts.
    pub nachnamen: Wortliste,
    /// First names of men.
    pub vornamen_m: Wortliste,
    /// First names of women.
    pub vornamen_w: Wortliste,
    /// Streets without number.
    pub strassen: Wortliste,
    /// Towns as `lkz;plz;ort`.
    pub orte: Wortliste,
    /// Employers.
    pub betriebe: Wortliste,
}

impl Woerter {
    /// The lists as shipped.
    pub fn neu() -> Self {
        let nachnamen = zeilen(include_str!("daten/nachnamen.txt")).into_iter().chain(zusammengesetzt()).collect();
        Woerter {
            nachnamen: Wortliste::nach_rang(nachnamen, 16),
            vornamen_m: Wortliste::nach_rang(zeilen(include_str!("daten/vornamen_m.txt")), 10),
            vornamen_w: Wortliste::nach_rang(zeilen(include_str!("daten/vornamen_w.txt")), 10),
            strassen: Wortliste::nach_rang(zeilen(include_str!("daten/strassen.txt")), 10),
            orte: Wortliste::nach_rang(zeilen(include_str!("daten/orte.txt")), 5),
            betriebe: Wortliste::nach_rang(zeilen(include_str!("daten/betriebe.txt")), 10),
        }
    }
}

fn zeilen(text: &str) -> Vec<String> {
    text.lines().map(str::to_owned).collect()
}

/// Every beginning with every ending, in an order that favours neither.
fn zusammengesetzt() -> impl Iterator<Item = String> {
    const SCHRITT: usize = 1009; // prime, so that every pair is met once
    let anfaenge = zeilen(include_str!("daten/nachnamen_anfang.txt"));
    let enden = zeilen(include_str!("daten/nachnamen_ende.txt"));
    let alle = anfaenge.len() * enden.len();
    (0..alle).map(move |nr| {
        let paar = nr * SCHRITT % alle;
        format!("{}{}", anfaenge[paar / enden.len()], enden[paar % enden.len()])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frequent_words_come_first_and_every_word_can_come() {
        let liste = Wortliste::nach_rang(zeilen("eins\nzwei\ndrei"), 0);
        let mut zufall = Zufall::strom(1, "probe", 0);
        let mut anzahl = [0; 3];
        for _ in 0..11_000 {
            anzahl[usize::from(liste.ziehe(&mut zufall))] += 1;
        }
        for (gefunden, erwartet) in anzahl.into_iter().zip([6000_i32, 3000, 2000]) {
            assert!((gefunden - erwartet).abs() < 300, "{anzahl:?}");
        }
    }

    #[test]
    fn most_frequent_family_name_has_about_one_percent() {
        let woerter = Woerter::neu();
        let mut zufall = Zufall::strom(1, "probe", 0);
        let mueller = (0..100_000).filter(|_| woerter.nachnamen.ziehe(&mut zufall) == 0).count();
        assert!((800..1200).contains(&mueller), "{mueller}");
        assert_eq!(woerter.nachnamen.wort(0), "Müller");
    }

    #[test]
    fn every_word_fits_its_field() {
        let woerter = Woerter::neu();
        for (liste, laenge) in [
            (&woerter.nachnamen, 27),
            (&woerter.vornamen_m, 15),
            (&woerter.vornamen_w, 15),
            (&woerter.strassen, 25),
            (&woerter.betriebe, 40),
        ] {
            assert!(liste.woerter.iter().all(|wort| (2..=laenge).contains(&wort.chars().count())));
        }
        for ort in &woerter.orte.woerter {
            let teile: Vec<&str> = ort.split(';').collect();
            assert!(teile.len() == 3 && teile[0].len() <= 3 && teile[1].len() <= 5 && teile[2].len() <= 30, "{ort}");
        }
    }
}
