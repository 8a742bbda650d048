//! Puts what is special about a prescription onto its sheet.

use chrono::{Datelike, Days, Months};
use domain::{Betrag, EntscheidungsArt, GeburtsDatum, JaNein, Lesung, Rabattart, Rezept, UnfallDatum};

use super::Abwandlung;
use super::artikel::{Ware, komma};
use super::blatt::{Blatt, Welt, gelesen, ik};
use super::personen::Person;
use super::register::Akte;
use super::schreibweise::{anders_geschrieben, strasse_abgekuerzt, vertippt};
use super::zufall::Zufall;

/// A sheet being changed.
pub struct Aenderung<'a> {
    /// The sheet.
    pub blatt: &'a mut Blatt,
    /// What all sheets have in common.
    pub welt: &'a Welt,
    /// The case of the person, if there is one.
    pub akte: Option<&'a Akte>,
    /// Random numbers of this sheet.
    pub zufall: &'a mut Zufall,
}

impl Aenderung<'_> {
    /// Makes the sheet one of this kind.
    pub fn wende_an(&mut self, art: Abwandlung) {
        use Abwandlung::*;
        match art {
            Genau | OhneFall | FallAbgegeben | FallBeiAnderem | DoppeltePicNr => {}
            DoppeltePicNrFreigegeben => self.beschliesse(EntscheidungsArt::Freigabe, "", "ja"),
            AndereSchreibweise
            | MitAktenzeichen
            | UnbekanntesAktenzeichen
            | FalschesAktenzeichen
            | Umgezogen
            | VornameFehlt
            | VornameAnders
            | GebDatumFalsch
            | GebDatumFalschUmgezogen
            | UnfDatumFehlt
            | UnfDatumFehltUmgezogen
            | UnfDatumFehltMehrere
            | Tippfehler
            | TippfehlerZugeordnet
            | TippfehlerOhneFall
            | TippfehlerMitStatus
            | PersonUnvollstaendig
            | UnfDatumUnvollstaendig
            | BetriebFehlt => self.person(art),
            NichtGelistet
            | NichtGeliefert
            | BildUnlesbar
            | ApothekeFalsch
            | UnterschriftFehlt
            | UnterschriftNachgereicht
            | VoDatumFehlt
            | AbgabeDatumFehlt
            | PznFalsch
            | PznUngelesen
            | PznKorrigiert
            | TaxeZweimalKorrigiert
            | NameUngelesen
            | BruttoUngelesen => self.erfassung(art),
            BruttoWeichtAb
            | ZuzahlungWeichtAb
            | BruttoUnerklaert
            | MitZuzahlung
            | UeberFestbetrag
            | UeberFestbetragMitKreuz
            | NichtVerordnungsfaehig
            | Rundung
            | RabattFehlt
            | OhneRabattangabe => {
                self.betraege(art);
            }
            FremderTraeger
            | AndererTraeger
            | UnfallVorGeburt
            | VorUnfallAusgestellt
            | VorAusstellungAbgegeben
            | Verfallen
            | Verjaehrt => self.zustaendigkeit_und_daten(art),
        }
    }

    fn person(&mut self, art: Abwandlung) {
        use Abwandlung::*;
        let rezept = &mut self.blatt.rezept;
        match art {
            AndereSchreibweise => self.schreibe_anders(),
            MitAktenzeichen => {
                rezept.aktenzeichen = gelesen(self.akte.map_or_else(String::new, Akte::aktenzeichen));
                if self.zufall.promille(500) {
                    rezept.unf_datum = Lesung::Leer;
                }
            }
            UnbekanntesAktenzeichen => rezept.aktenzeichen = gelesen("999999990"),
            FalschesAktenzeichen => {
                let falsches = self.aktenzeichen_anderer_leute();
                self.blatt.rezept.aktenzeichen = gelesen(falsches);
            }
            Umgezogen => self.zieh_um(),
            VornameFehlt | PersonUnvollstaendig => rezept.vorname = Lesung::Leer,
            VornameAnders => {
                let andere = Person::ziehe(&self.welt.woerter, self.welt.eingang, self.zufall);
                rezept.vorname = gelesen(andere.vorname(&self.welt.woerter));
            }
            GebDatumFalsch => self.verlies_geb_datum(),
            GebDatumFalschUmgezogen => {
                self.verlies_geb_datum();
                self.zieh_um();
            }
            UnfDatumFehlt | UnfDatumFehltMehrere => rezept.unf_datum = Lesung::Leer,
            UnfDatumFehltUmgezogen => {
                rezept.unf_datum = Lesung::Leer;
                self.zieh_um();
            }
            UnfDatumUnvollstaendig => {
                let davor = self.zufall.eines(&["00.10.", "00.00.", "10.", ""]);
                let teil = format!("{davor}{}", self.welt.eingang.year() - 1);
                rezept.unf_datum = Lesung::Wert(UnfallDatum::Unvollstaendig(teil));
            }
            BetriebFehlt => rezept.unfallbetrieb = Lesung::Leer,
            _ => self.vertippe(art),
        }
    }

    fn vertippe(&mut self, art: Abwandlung) {
        let name = self.blatt.rezept.name.wert().cloned().unwrap_or_default();
        self.blatt.rezept.name = gelesen(vertippt(&name, self.zufall));
        match art {
            Abwandlung::TippfehlerZugeordnet => {
                let aktenzeichen = self.akte.map_or_else(String::new, Akte::aktenzeichen);
                self.beschliesse(EntscheidungsArt::Zuordnung, "", &aktenzeichen);
            }
            Abwandlung::TippfehlerOhneFall => self.beschliesse(EntscheidungsArt::Zuordnung, "", "keine"),
            Abwandlung::TippfehlerMitStatus => self.beschliesse(EntscheidungsArt::Status, "", "1005"),
            _ => {}
        }
    }

    fn schreibe_anders(&mut self) {
        let variante = self.zufall.unter(3);
        let Rezept { name, vorname, strasse, ort, .. } = &mut self.blatt.rezept;
        for feld in [name, vorname, &mut *strasse, ort] {
            if let Lesung::Wert(text) = feld {
                *text = anders_geschrieben(text, variante);
            }
        }
        if let Lesung::Wert(text) = strasse {
            *text = strasse_abgekuerzt(text);
        }
    }

    fn zieh_um(&mut self) {
        if let Some(akte) = self.akte {
            let neu = akte.person.anschrift.umgezogen(&self.welt.woerter, self.zufall);
            self.blatt.rezept.strasse = gelesen(neu.strasse(&self.welt.woerter));
        }
    }

    fn verlies_geb_datum(&mut self) {
        if let Lesung::Wert(GeburtsDatum::Genau(datum)) = &mut self.blatt.rezept.geb_datum {
            *datum = *datum - Days::new(self.zufall.zwischen(1..=300) as u64);
        }
    }

    fn aktenzeichen_anderer_leute(&mut self) -> String {
        let akten = &self.welt.register.akten;
        let anfang = self.zufall.stelle(akten.len());
        let mut der_reihe_nach = akten[anfang..].iter().chain(&akten[..anfang]);
        let andere = der_reihe_nach.find(|andere| self.akte.is_none_or(|akte| akte.person != andere.person));
        andere.map_or_else(String::new, Akte::aktenzeichen)
    }

    fn erfassung(&mut self, art: Abwandlung) {
        use Abwandlung::*;
        let blatt = &mut *self.blatt;
        let erste = &mut blatt.positionen[0];
        match art {
            NichtGelistet => blatt.posten = None,
            NichtGeliefert => blatt.geliefert = false,
            BildUnlesbar => blatt.rezept.bild_lesbar = Lesung::Wert(JaNein::Nein),
            ApothekeFalsch => blatt.rezept.apotheken_ik = gelesen(andere_pruefziffer(&ik("30", self.zufall))),
            UnterschriftFehlt => blatt.rezept.arzt_unterschrift = Lesung::Wert(JaNein::Nein),
            UnterschriftNachgereicht => {
                blatt.rezept.arzt_unterschrift = Lesung::Wert(JaNein::Nein);
                self.beschliesse(EntscheidungsArt::Status, "", "0");
            }
            VoDatumFehlt => blatt.rezept.vo_datum = Lesung::Leer,
            AbgabeDatumFehlt => blatt.rezept.abgabe_datum = Lesung::Leer,
            PznFalsch => erste.pzn = gelesen(andere_pruefziffer(erste.pzn.wert().map_or("", String::as_str))),
            PznUngelesen => erste.pzn = Lesung::NichtErkannt,
            PznKorrigiert => {
                if let Lesung::Wert(pzn) = std::mem::replace(&mut erste.pzn, Lesung::NichtErkannt) {
                    self.beschliesse(EntscheidungsArt::Korrektur1, "pzn:1", &pzn);
                }
            }
            TaxeZweimalKorrigiert => {
                if let Lesung::Wert(taxe) = std::mem::replace(&mut erste.taxe, Lesung::NichtErkannt) {
                    let falsch = komma(taxe + Betrag::aus_cent(100));
                    self.beschliesse(EntscheidungsArt::Korrektur1, "taxe:1", &falsch);
                    self.beschliesse(EntscheidungsArt::Korrektur2, "taxe:1", &komma(taxe));
                }
            }
            NameUngelesen => blatt.rezept.name = Lesung::NichtErkannt,
            _ => blatt.rezept.brutto = Lesung::NichtErkannt,
        }
    }

    fn betraege(&mut self, art: Abwandlung) {
        use Abwandlung::*;
        let fuenf = Betrag::aus_cent(500);
        match art {
            BruttoWeichtAb => {
                let abweichung = Betrag::aus_cent(self.zufall.zwischen(1..=900));
                self.blatt.posten.iter_mut().for_each(|posten| posten.brutto += abweichung);
            }
            ZuzahlungWeichtAb => self.blatt.posten.iter_mut().for_each(|posten| posten.zuzahlung = fuenf),
            BruttoUnerklaert => {
                let brutto = self.blatt.rezept.brutto.oder(Betrag::NULL).unwrap_or_default();
                self.blatt.setze_brutto(brutto + Betrag::aus_cent(self.zufall.zwischen(1..=900)));
            }
            MitZuzahlung => {
                self.blatt.rezept.zuzahlung = Lesung::Wert(fuenf);
                self.blatt.posten.iter_mut().for_each(|posten| posten.zuzahlung = fuenf);
            }
            UeberFestbetrag | UeberFestbetragMitKreuz => {
                self.blatt.rezept.aut_idem_kreuz = Lesung::Wert(JaNein::from(art == UeberFestbetragMitKreuz));
                let zu_teuer = Betrag::aus_cent(self.zufall.zwischen(10..=900));
                self.verordne(
                    |ware| ware.verordnungsfaehig && ware.festbetrag.is_some(),
                    |ware| ware.festbetrag.unwrap_or_default() + zu_teuer,
                );
            }
            NichtVerordnungsfaehig => self.verordne(|ware| !ware.verordnungsfaehig, |ware| ware.preis),
            Rundung => {
                self.verordne(|ware| ware.verordnungsfaehig && ware.rabattart == Rabattart::Prozent, |ware| ware.preis);
                if let Lesung::Wert(rabatt) = &mut self.blatt.rezept.ap_rabatt {
                    *rabatt += Betrag::aus_cent(1);
                }
            }
            RabattFehlt => {
                let teuer = |ware: &Ware| ware.rabattart == Rabattart::Fix && ware.preis.cent() >= 1000;
                self.verordne(|ware| ware.verordnungsfaehig && teuer(ware), |ware| ware.preis);
                self.blatt.rezept.ap_rabatt = Lesung::Wert(Betrag::NULL);
            }
            _ => (self.blatt.rezept.ap_rabatt, self.blatt.rezept.hs_rabatt) = (Lesung::Leer, Lesung::Leer),
        }
    }

    /// One pack of an article of a kind, at a price, instead of what stood on the sheet.
    fn verordne(&mut self, passt: impl Fn(&Ware) -> bool, preis: impl Fn(&Ware) -> Betrag) {
        let ware = self.welt.sortiment.ziehe_mit(self.zufall, passt);
        self.blatt.berechne(self.welt, &[(Some(ware), 1, preis(ware))], self.zufall);
    }

    fn zustaendigkeit_und_daten(&mut self, art: Abwandlung) {
        use Abwandlung::*;
        let eingang = self.welt.eingang;
        let rezept = &mut self.blatt.rezept;
        match art {
            // Health insurers have the class 10; no payer of an audit centre for accidents has.
            FremderTraeger => rezept.kostentraeger_ik = gelesen(ik("10", self.zufall)),
            AndererTraeger => rezept.kostentraeger_ik = gelesen(self.welt.anderer.as_ref().map_or("", |(ik, _)| ik)),
            UnfallVorGeburt => {
                if let Lesung::Wert(GeburtsDatum::Genau(geb_datum)) = rezept.geb_datum {
                    rezept.unf_datum = Lesung::Wert(UnfallDatum::Genau(geb_datum - Days::new(400)));
                }
            }
            VorUnfallAusgestellt => {
                if let Some(akte) = self.akte {
                    rezept.vo_datum = Lesung::Wert(akte.unf_datum - Days::new(3));
                    rezept.abgabe_datum = Lesung::Wert(akte.unf_datum - Days::new(1));
                }
            }
            VorAusstellungAbgegeben => {
                if let Lesung::Wert(vo_datum) = rezept.vo_datum {
                    rezept.abgabe_datum = Lesung::Wert(vo_datum - Days::new(2));
                }
            }
            Verfallen => {
                rezept.vo_datum = Lesung::Wert(eingang - Days::new(60));
                rezept.abgabe_datum = Lesung::Wert(eingang - Days::new(10));
            }
            _ => {
                let damals = eingang - Months::new(12 * 5);
                rezept.unf_datum = Lesung::Wert(UnfallDatum::Genau(damals - Days::new(200)));
                rezept.vo_datum = Lesung::Wert(damals - Days::new(2));
                rezept.abgabe_datum = Lesung::Wert(damals);
            }
        }
    }

    fn beschliesse(&mut self, art: EntscheidungsArt, feld: &str, wert: &str) {
        self.blatt.beschluesse.push((art, feld.into(), wert.into()));
    }
}

/// The number with its last digit raised by one: no check digit of ours allows two last digits.
fn andere_pruefziffer(nummer: &str) -> String {
    let (stamm, letzte) = nummer.split_at(nummer.len().saturating_sub(1));
    format!("{stamm}{}", (letzte.parse::<u32>().unwrap_or_default() + 1) % 10)
}
