//! What is to be told of an invoice.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::{
    Abweichung, Anweisung, Betrag, Datum, Einzelposten, Erledigt, ErledigtesRezept, Mitteilung, Rechnung,
    RechnungsPruefung, Verrechnung,
};
use forms::differenzmitteilung::{Zeile, schreibe};
use rules::rechtsgrundlage::{rabatt, rechtsgrundlage};
use rules::statuses;

use super::{Eingabe, Sendung, geht_zurueck};

/// A prescription that this run settled, and how that deviates from what was billed.
pub(super) struct Posten<'a> {
    pub(super) erledigt: &'a ErledigtesRezept,
    pub(super) abweichungen: Vec<&'a Abweichung>,
    pub(super) sendung: Sendung,
}

/// An invoice of which something is to be told.
pub(super) struct Sache<'a> {
    pub(super) rechnung: &'a Rechnung,
    /// Everything of it that this run settled, told of now for the first time.
    pub(super) posten: Vec<Posten<'a>>,
    /// The figures of it that differ; empty if they were told before.
    pub(super) figuren: Vec<&'a RechnungsPruefung>,
    pub(super) nicht_geliefert: Vec<&'a Einzelposten>,
    /// Orders that pay it.
    pub(super) anweisungen: Vec<&'a Anweisung>,
    /// Set-offs in which it is the claim.
    pub(super) verrechnet: Vec<&'a Verrechnung>,
    /// Order that sets off what is claimed back of it; none = there is no claim, or the biller pays it back.
    pub(super) zurueckgefordert_mit: Option<&'a str>,
    /// Prescriptions that wait, with their gross.
    pub(super) offen: (u32, Betrag),
    datum: Datum,
}

/// The invoices of which something is to be told, in the order of the run.
pub(super) fn sachen<'a>(eingabe: &Eingabe<'a>) -> Vec<Sache<'a>> {
    let neu = |beleg: &str, pic: &str| !eingabe.gesagt.contains(&(beleg.to_owned(), pic.to_owned()));
    let mut abweichungen: HashMap<(&str, &str), Vec<&Abweichung>> = HashMap::new();
    for abweichung in eingabe.abweichungen {
        abweichungen.entry((&abweichung.beleg_id, &abweichung.pic_nr)).or_default().push(abweichung);
    }
    let mut posten: HashMap<&str, Vec<Posten<'_>>> = HashMap::new();
    let unerwaehnt = |e: &ErledigtesRezept| match e.bisher {
        None => neu(&e.beleg_id, &e.pic_nr),
        // What was settled anew is told once more, each time that it was.
        Some(_) => !eingabe.gesagt_am.contains(&(e.beleg_id.clone(), e.pic_nr.clone(), e.erledigt_am)),
    };
    for erledigt in eingabe.erledigt.iter().filter(|e| unerwaehnt(e)) {
        let schluessel = (erledigt.beleg_id.as_str(), erledigt.pic_nr.as_str());
        let abweichungen = abweichungen.remove(&schluessel).unwrap_or_default();
        // A repeat may judge anew what is settled already: then its rows do not explain what was settled.
        let erklaert =
            abweichungen.iter().map(|a| a.absetzung).sum::<Betrag>() == erledigt.absetzung.unwrap_or_default();
        posten.entry(&erledigt.beleg_id).or_default().push(Posten {
            erledigt,
            abweichungen: if erklaert { abweichungen } else { Vec::new() },
            sendung: sendung(eingabe, erledigt),
        });
    }
    let eine = |rechnung: &'a Rechnung| {
        let beleg = rechnung.beleg_id.as_str();
        let posten = posten.remove(beleg).unwrap_or_default();
        let figuren = eingabe.pruefungen.iter().filter(|figur| figur.beleg_id == beleg && !figur.regel.is_empty());
        let fehlt = |einzel: &&Einzelposten| einzel.beleg_id == beleg && neu(beleg, &einzel.pic_nr);
        let ids: BTreeSet<&str> = auftraege(eingabe, beleg, &posten);
        Some(Sache {
            rechnung,
            figuren: figuren.filter(|_| neu(beleg, "")).collect(),
            nicht_geliefert: eingabe.nicht_geliefert.iter().filter(fehlt).collect(),
            anweisungen: eingabe
                .anweisungen
                .iter()
                .filter(|a| a.beleg_id == beleg && ids.contains(a.anweisung_id.as_str()))
                .collect(),
            verrechnet: eingabe
                .verrechnungen
                .iter()
                .filter(|v| v.beleg_id == beleg && ids.contains(v.anweisung_id.as_str()))
                .collect(),
            zurueckgefordert_mit: eingabe
                .bezahlt
                .iter()
                .find(|b| b.beleg_id == beleg && b.netto < Betrag::NULL && ids.contains(b.anweisung_id.as_str()))
                .map(|b| b.anweisung_id.as_str()),
            offen: eingabe.offen.get(beleg).copied().unwrap_or_default(),
            datum: eingabe.datum,
            posten,
        })
        .filter(Sache::weicht_ab)
    };
    eingabe.rechnungen.iter().filter_map(eine).collect()
}

/// The orders that pay these prescriptions.
fn auftraege<'a>(eingabe: &Eingabe<'a>, beleg: &str, posten: &[Posten<'a>]) -> BTreeSet<&'a str> {
    let pics: BTreeSet<&str> = posten.iter().map(|posten| posten.erledigt.pic_nr.as_str()).collect();
    let bezahlt = eingabe.bezahlt.iter().filter(|b| b.beleg_id == beleg && pics.contains(b.pic_nr.as_str()));
    bezahlt.map(|b| b.anweisung_id.as_str()).collect()
}

fn sendung(eingabe: &Eingabe<'_>, erledigt: &ErledigtesRezept) -> Sendung {
    let schluessel = (erledigt.beleg_id.clone(), erledigt.pic_nr.clone());
    eingabe.blaetter.get(&schluessel).cloned().unwrap_or_default()
}

impl Posten<'_> {
    /// The amount cut of it, less what is added; none if what was billed cannot be read.
    pub(super) fn absetzung(&self) -> Option<Betrag> {
        self.erledigt.absetzung
    }

    /// The amount paid for it.
    pub(super) fn netto(&self) -> Betrag {
        self.erledigt.netto.unwrap_or_default()
    }

    pub(super) fn weicht_ab(&self) -> bool {
        let ohne = self.absetzung().is_none_or(|absetzung| absetzung == Betrag::NULL);
        if self.nachtrag().is_some_and(|unterschied| unterschied != Betrag::NULL) {
            return true;
        }
        geht_zurueck(self) || !self.abweichungen.is_empty() || !ohne
    }

    /// What is paid for it anew, below zero what is claimed back; none if it is settled for the first time.
    pub(super) fn nachtrag(&self) -> Option<Betrag> {
        self.erledigt.bisher.and_then(|_| self.erledigt.netto())
    }

    /// Why it goes back.
    pub(super) fn grund(&self) -> &'static str {
        statuses::zeile(self.erledigt.status).map_or("", |zeile| zeile.text)
    }
}

/// The article numbers of a sheet as letters write them.
pub(super) fn pzn(sendung: &Sendung) -> String {
    sendung.pzn.join(" ")
}

impl<'a> Sache<'a> {
    fn weicht_ab(&self) -> bool {
        !self.figuren.is_empty() || !self.nicht_geliefert.is_empty() || self.posten.iter().any(Posten::weicht_ab)
    }

    /// Net as billed of what was settled, as far as it can be read.
    pub(super) fn berechnet(&self) -> Betrag {
        self.absetzung() + self.netto()
    }

    /// Cuts less additions.
    pub(super) fn absetzung(&self) -> Betrag {
        self.posten.iter().filter_map(Posten::absetzung).sum()
    }

    /// Additions alone, below zero.
    pub(super) fn zusetzung(&self) -> Betrag {
        self.posten.iter().filter_map(Posten::absetzung).filter(|betrag| *betrag < Betrag::NULL).sum()
    }

    /// The amount paid of those settled.
    pub(super) fn netto(&self) -> Betrag {
        self.posten.iter().map(Posten::netto).sum()
    }

    /// What was settled anew over another amount.
    pub(super) fn nachtraege(&self) -> impl Iterator<Item = &Posten<'a>> {
        self.posten.iter().filter(|posten| posten.nachtrag().is_some_and(|unterschied| unterschied != Betrag::NULL))
    }

    /// Returns true if an order of the run sets off what is claimed back of it.
    pub(super) fn wird_verrechnet(&self) -> bool {
        self.zurueckgefordert_mit.is_some()
    }

    /// Every deviation, in the order of the sheets, then what was listed and not delivered.
    pub(super) fn zeilen(&self) -> Vec<(Zeile<'a>, String)> {
        let mut zeilen = Vec::new();
        for posten in self.posten.iter().filter(|posten| posten.weicht_ab()) {
            if posten.abweichungen.is_empty() {
                zeilen.push((self.im_ganzen(posten), pzn(&posten.sendung)));
            }
            for abweichung in &posten.abweichungen {
                zeilen.push((self.zeile(posten, abweichung), pzn(&posten.sendung)));
            }
        }
        zeilen.extend(self.nicht_geliefert.iter().map(|einzel| (self.fehlt(einzel), String::new())));
        zeilen
    }

    fn zeile(&self, posten: &Posten<'a>, abweichung: &'a Abweichung) -> Zeile<'a> {
        let zurueck = geht_zurueck(posten);
        Zeile {
            beleg_id: &self.rechnung.beleg_id,
            rechnungsnummer: &self.rechnung.rechnungsnummer,
            pic_nr: &posten.erledigt.pic_nr,
            abgabe_datum: posten.sendung.abgabe_datum,
            pzn: "",
            groesse: &abweichung.groesse,
            berechnet: Some(abweichung.berechnet),
            anerkannt: abweichung.anerkannt,
            absetzung: Some(abweichung.absetzung),
            status: posten.erledigt.status.to_string(),
            grund: &abweichung.grund,
            grundlage: if zurueck { rechtsgrundlage(posten.erledigt.status) } else { rabatt(&abweichung.groesse) },
            zurueck,
        }
    }

    /// A prescription as a whole: its billed amount is 0 or cannot be read, or what was settled has no rows.
    fn im_ganzen(&self, posten: &Posten<'a>) -> Zeile<'a> {
        Zeile {
            beleg_id: &self.rechnung.beleg_id,
            rechnungsnummer: &self.rechnung.rechnungsnummer,
            pic_nr: &posten.erledigt.pic_nr,
            abgabe_datum: posten.sendung.abgabe_datum,
            pzn: "",
            groesse: "netto",
            berechnet: posten.absetzung().map(|absetzung| absetzung + posten.netto()),
            anerkannt: posten.netto(),
            absetzung: posten.absetzung(),
            status: posten.erledigt.status.to_string(),
            grund: posten.grund(),
            grundlage: rechtsgrundlage(posten.erledigt.status),
            zurueck: geht_zurueck(posten),
        }
    }

    fn fehlt(&self, einzel: &'a Einzelposten) -> Zeile<'a> {
        Zeile {
            beleg_id: &self.rechnung.beleg_id,
            rechnungsnummer: &self.rechnung.rechnungsnummer,
            pic_nr: &einzel.pic_nr,
            abgabe_datum: None,
            pzn: "",
            groesse: "",
            berechnet: Some(einzel.brutto - einzel.zuzahlung),
            anerkannt: Betrag::NULL,
            absetzung: None,
            status: String::new(),
            grund: "auf der Einzelpostenliste, aber nicht geliefert",
            grundlage: "Einzelpostenliste",
            zurueck: false,
        }
    }

    /// The deviations for the biller's system.
    pub(super) fn csv(&self) -> Vec<u8> {
        let zeilen = self.zeilen();
        let mit_pzn: Vec<Zeile<'_>> =
            zeilen.iter().map(|(zeile, pzn)| Zeile { pzn: pzn.as_str(), ..zeile.clone() }).collect();
        schreibe(&mit_pzn)
    }

    /// The rows that this letter tells, so that no other does.
    pub(super) fn mitgeteilt(&self) -> Vec<Mitteilung> {
        let mut gesagt: BTreeMap<&str, (Datum, Betrag)> = BTreeMap::new();
        for posten in &self.posten {
            let erledigt = posten.erledigt;
            gesagt.insert(&erledigt.pic_nr, (erledigt.erledigt_am, posten.absetzung().unwrap_or_default()));
        }
        let ohne_betrag = (self.datum, Betrag::NULL);
        gesagt.extend(self.nicht_geliefert.iter().map(|einzel| (einzel.pic_nr.as_str(), ohne_betrag)));
        gesagt.extend((!self.figuren.is_empty()).then_some(("", ohne_betrag)));
        let zeile = |(pic_nr, (erledigt_am, absetzung)): (&str, (Datum, Betrag))| Mitteilung {
            rechnungssteller_ik: self.rechnung.rechnungssteller_ik.clone(),
            beleg_id: self.rechnung.beleg_id.clone(),
            rechnungsnummer: self.rechnung.rechnungsnummer.clone(),
            pic_nr: pic_nr.to_owned(),
            erledigt_am,
            absetzung,
            auflage: 0,
        };
        gesagt.into_iter().map(zeile).collect()
    }
}
