//! Which record stands in which intermediate file, and the list of all columns.

use crate::{
    Ablehnung, Abweichung, Aenderung, Anweisung, AnweisungsLeistung, AnweisungsRezept, Artikel, Artikelsumme, Aufgabe,
    Aufgabensumme, Ausgabe, Automatikmonat, Bankdatei, Befund, Bestaetigung, Bewilligung, Bewilligungssumme,
    BezahlteLeistung, Bild, Dauerklasse, Doppel, Durchgang, ERezept, Eingang, Einzelposten, Entscheidung,
    ErledigteLeistung, ErledigtesRezept, Fall, Fristtag, Gemerkt, Indikation, Kandidat, Kennzahl, Kontobefund,
    Leistung, Leistungsabweichung, Leistungsartsumme, Leistungsbefund, Leistungserbringer, Leistungsgrund,
    Leistungsmonat, Leistungsrechnung, Leistungsurteil, Mitteilung, Nachtrag, Offengrund, OhneAnweisung,
    Papierrechnung, Pilotmonat, Position, Preisklasse, Rabattgrund, Rabattmonat, Rabattsumme, Rabattverlust, Rechnung,
    RechnungsPruefung, Rechnungsstand, Rechnungssteller, Rechnungsstellermonat, Regressfall, Rezept, Rezepturteil,
    Rueckforderung, Rueckgabezeile, Rueckmeldesumme, Satz, Spalte, Statussumme, Stufensumme, Tabelle, Umbuchung,
    Umgebucht, UnbestaetigteAnweisung, Urteil, Verrechnung, Verzicht, Zuabschlag, Zuordnung, Zurueckgewiesen,
};

/// The declaration of an intermediate file.
#[derive(Clone, Copy, Debug)]
pub struct Datei {
    /// Paths within a run at which such a file stands.
    pub pfade: &'static [&'static str],
    /// What a row is.
    pub bedeutung: &'static str,
    /// The columns.
    pub spalten: &'static [Spalte],
    /// The columns of the row order.
    pub ordnung: &'static [&'static str],
    /// A set: see [`Tabelle::MENGE`].
    pub menge: bool,
    /// People open it: see [`Tabelle::FUER_MENSCHEN`].
    pub fuer_menschen: bool,
    #[cfg(test)]
    gesetz: fn(),
}

const fn datei<T: Tabelle>(pfade: &'static [&'static str]) -> Datei {
    Datei {
        pfade,
        bedeutung: T::BEDEUTUNG,
        spalten: T::SPALTEN,
        ordnung: T::ORDNUNG,
        menge: T::MENGE,
        fuer_menschen: T::FUER_MENSCHEN,
        #[cfg(test)]
        gesetz: tests::rows_are_told_apart::<T>,
    }
}

/// Every intermediate file, in the order of the stages.
pub const DATEIEN: &[Datei] = &[
    datei::<Eingang>(&["00-inbox/uebersicht.csv"]),
    datei::<Bild>(&["00-inbox/bilder.csv"]),
    datei::<Fall>(&["10-unfdat/faelle.csv", "40-matches/zugeordnete_faelle.csv"]),
    datei::<Ablehnung>(&["10-unfdat/abgelehnt.csv", "20-invoices/abgelehnt.csv", "65-confirmations/abgelehnt.csv"]),
    datei::<Aenderung>(&["10-unfdat/aenderungen.csv"]),
    datei::<Leistungserbringer>(&["10-reference/leistungserbringer.csv"]),
    datei::<Bewilligung>(&["10-reference/bewilligungen.csv"]),
    datei::<Satz>(&["10-reference/saetze.csv"]),
    datei::<Papierrechnung>(&["10-reference/papier.csv"]),
    datei::<Zurueckgewiesen>(&["20-invoices/zurueckgewiesen.csv"]),
    datei::<Rechnung>(&["20-invoices/rechnungen.csv"]),
    datei::<Einzelposten>(&["20-invoices/einzelposten.csv"]),
    datei::<Rezept>(&["20-invoices/rezepte.csv", "30-stage1/rezepte.csv", "40-matches/ohne_fall.csv"]),
    datei::<Position>(&["20-invoices/positionen.csv", "30-stage1/positionen.csv"]),
    datei::<ERezept>(&["20-invoices/erezepte.csv"]),
    datei::<Zuabschlag>(&["20-invoices/zuabschlaege.csv"]),
    datei::<Rezepturteil>(&["20-invoices/rezepturen.csv"]),
    datei::<Entscheidung>(&["20-invoices/entscheidungen.csv", "20-invoices/ohne_wirkung.csv"]),
    datei::<ErledigtesRezept>(&["20-invoices/erledigt.csv", "60-payments/erledigt.csv"]),
    datei::<Artikel>(&["20-invoices/artikel.csv"]),
    datei::<Rechnungssteller>(&["20-invoices/rechnungssteller.csv"]),
    datei::<Leistungsrechnung>(&["20-invoices/leistungsrechnungen.csv"]),
    datei::<Leistung>(&["20-invoices/leistungen.csv"]),
    datei::<ErledigteLeistung>(&["20-invoices/erledigte_leistungen.csv", "60-payments/erledigte_leistungen.csv"]),
    datei::<BezahlteLeistung>(&["20-invoices/bezahlt.csv"]),
    datei::<RechnungsPruefung>(&["30-stage1/rechnungen.csv"]),
    datei::<Befund>(&["30-stage1/befunde.csv", "50-stage2/befunde.csv"]),
    datei::<Doppel>(&["30-stage1/doppelte.csv"]),
    datei::<Aufgabe>(&[
        "20-invoices/arbeitsliste.csv",
        "30-stage1/arbeitsliste.csv",
        "40-matches/arbeitsliste.csv",
        "50-stage2/arbeitsliste.csv",
        "50-services/arbeitsliste.csv",
        "60-payments/arbeitsliste.csv",
        "65-confirmations/arbeitsliste.csv",
    ]),
    datei::<Zuordnung>(&["40-matches/zuordnung.csv"]),
    datei::<Kandidat>(&["40-matches/kandidaten.csv"]),
    datei::<Offengrund>(&["40-matches/gruende.csv", "95-report/offengruende.csv"]),
    datei::<Umbuchung>(&["40-matches/umbuchung.csv"]),
    datei::<Gemerkt>(&["40-matches/gemerkt.csv"]),
    datei::<Urteil>(&["50-stage2/urteile.csv"]),
    datei::<Abweichung>(&["50-stage2/abweichungen.csv"]),
    datei::<Rechnungsstand>(&["50-stage2/rechnungsstand.csv"]),
    datei::<Leistungsurteil>(&["50-services/urteile.csv"]),
    datei::<Leistungsbefund>(&["50-services/befunde.csv"]),
    datei::<Leistungsabweichung>(&["50-services/abweichungen.csv"]),
    datei::<Anweisung>(&["60-payments/anweisungen.csv"]),
    datei::<AnweisungsRezept>(&["60-payments/anweisung_rezepte.csv"]),
    datei::<AnweisungsLeistung>(&["60-payments/anweisung_leistungen.csv"]),
    datei::<OhneAnweisung>(&["60-payments/ohne_anweisung.csv"]),
    datei::<Durchgang>(&["60-payments/durchgaenge.csv"]),
    datei::<Bankdatei>(&["60-payments/bankdateien.csv"]),
    datei::<Verrechnung>(&["60-payments/verrechnungen.csv"]),
    datei::<Verzicht>(&["60-payments/verzichte.csv"]),
    datei::<Kontobefund>(&["60-payments/befunde.csv"]),
    datei::<Nachtrag>(&["60-payments/nachtraege.csv"]),
    datei::<Rueckforderung>(&["60-payments/rueckforderungen.csv"]),
    datei::<Rabattverlust>(&["60-payments/rabattverlust.csv"]),
    datei::<Bestaetigung>(&["65-confirmations/bestaetigungen.csv"]),
    datei::<UnbestaetigteAnweisung>(&["65-confirmations/offen.csv"]),
    datei::<Ausgabe>(&[
        "70-dtaus/ausgabe.csv",
        "75-sepa/ausgabe.csv",
        "80-rzs-abrech/ausgabe.csv",
        "85-avis/ausgabe.csv",
    ]),
    datei::<Umgebucht>(&["80-rzs-abrech/umgebucht.csv"]),
    datei::<Rueckgabezeile>(&["90-letters/zurueckgegeben.csv"]),
    datei::<Mitteilung>(&["90-letters/mitgeteilt.csv"]),
    datei::<Rabattsumme>(&["95-report/rabatte.csv"]),
    datei::<Pilotmonat>(&["95-report/pilot.csv"]),
    datei::<Kennzahl>(&["95-report/kennzahlen.csv", "95-report/nutzen.csv"]),
    datei::<Rechnungsstellermonat>(&["95-report/rechnungssteller.csv"]),
    datei::<Statussumme>(&["95-report/status.csv"]),
    datei::<Rabattmonat>(&["95-report/rabattmonate.csv"]),
    datei::<Rabattgrund>(&["95-report/rabattgruende.csv"]),
    datei::<Dauerklasse>(&["95-report/dauer.csv"]),
    datei::<Automatikmonat>(&["95-report/automatik.csv"]),
    datei::<Aufgabensumme>(&["95-report/aufgaben.csv"]),
    datei::<Stufensumme>(&["95-report/stufen.csv"]),
    datei::<Preisklasse>(&["95-report/preisklassen.csv"]),
    datei::<Artikelsumme>(&["95-report/artikel.csv"]),
    datei::<Indikation>(&["95-report/indikationen.csv"]),
    datei::<Fristtag>(&["95-report/fristen.csv"]),
    datei::<Rueckmeldesumme>(&["95-report/rueckmeldungen.csv"]),
    datei::<Regressfall>(&["95-report/regress.csv"]),
    datei::<Leistungsmonat>(&["95-report/leistungsmonate.csv"]),
    datei::<Leistungsgrund>(&["95-report/leistungsgruende.csv"]),
    datei::<Leistungsartsumme>(&["95-report/leistungsarten.csv"]),
    datei::<Bewilligungssumme>(&["95-report/bewilligungen.csv"]),
];

/// The list of all files and columns as Markdown.
pub fn markdown() -> String {
    let mut text = String::from(
        "# Intermediate files\n\nGenerated from the declarations in `crates/1-ground/domain`; a test holds it against them.\n\
         UTF-8 CSV, comma, header, LF; dates `JJJJ-MM-TT`, amounts in euro with two decimals, `ja`/`nein`, empty = unknown.\n",
    );
    for datei in DATEIEN {
        let pfade: Vec<String> = datei.pfade.iter().map(|pfad| format!("`{pfad}`")).collect();
        text.push_str(&format!("\n## {}\n\n{}\n", pfade.join(", "), datei.bedeutung.trim()));
        let menge = if datei.menge { ", then all others; each row once" } else { "" };
        let menschen =
            if datei.fuer_menschen { " For people: a text like a formula has an apostrophe in front." } else { "" };
        text.push_str(&format!(
            "Rows by {}{menge}.{menschen}\n\n| column | meaning |\n|---|---|\n",
            datei.ordnung.join(", ")
        ));
        for spalte in datei.spalten {
            text.push_str(&format!("| {} | {} |\n", spalte.name, spalte.bedeutung.trim().replace('|', "\\|")));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::DATEIEN;
    use crate::{Tabelle, Zellen};

    /// Texts that together hold at least two values of every type of column.
    const WERTE: [&str; 45] = [
        "",
        "nachzahlung",
        "verrechnung",
        "0",
        "1",
        "2",
        "988",
        "0.00",
        "1.00",
        "2005-03-11",
        "2005-03-12",
        "ja",
        "nein",
        "a",
        "b",
        "genommen",
        "liegen_gelassen",
        "korrektur1",
        "korrektur2",
        "zahlen",
        "abweisen",
        "automatisch",
        "manuell",
        "Z1",
        "Z2",
        "programm",
        "person",
        "L01",
        "L02",
        "datei",
        "angebot",
        "FIX",
        "PROZENT",
        "gewahrt",
        "verloren",
        "bestaetigt",
        "zurueckgewiesen",
        "neu",
        "geaendert",
        "TAG",
        "STUNDE",
        "ARZ",
        "APO",
        "Abschlagszahlung",
        "Abschlusszahlung",
    ];

    fn zeile<T: Tabelle>(zellen: &[&str]) -> Result<T, String> {
        T::lies(&mut Zellen::neu(&zellen.join(",")))
    }

    /// A row of the table: the first value that each column takes.
    fn erste<T: Tabelle>() -> Vec<&'static str> {
        let mut zellen = vec![""; T::SPALTEN.len()];
        while let Err(fehler) = zeile::<T>(&zellen) {
            let falsch = T::SPALTEN.iter().position(|spalte| fehler.starts_with(&format!("column {}:", spalte.name)));
            let zelle = &mut zellen[falsch.unwrap_or_else(|| panic!("{fehler}"))];
            let stelle = WERTE.iter().position(|wert| wert == zelle).expect("one of them");
            *zelle = WERTE.get(stelle + 1).unwrap_or_else(|| panic!("none of WERTE: {fehler}"));
        }
        zellen
    }

    /// Rows that differ in one column only have different keys exactly if the column belongs to the key; of a set they
    /// always have.
    pub(super) fn rows_are_told_apart<T: Tabelle>() {
        let erste = erste::<T>();
        let vorbild: T = zeile(&erste).expect("a row");
        for (nr, spalte) in T::SPALTEN.iter().enumerate() {
            let anders = |wert| {
                let mut zellen = erste.clone();
                zellen[nr] = wert;
                zeile::<T>(&zellen).ok().filter(|andere| andere.als_zeile() != vorbild.als_zeile())
            };
            let mut andere = WERTE.into_iter().filter_map(anders).peekable();
            assert!(andere.peek().is_some(), "{}: WERTE hold one value of {} only", T::BEDEUTUNG, spalte.name);
            for andere in andere {
                let folge = vorbild.ordnung(&andere);
                let verschieden = T::MENGE || T::ORDNUNG.contains(&spalte.name);
                assert_eq!(folge.is_ne(), verschieden, "{}: {}", T::BEDEUTUNG, spalte.name);
                assert_eq!(andere.ordnung(&vorbild), folge.reverse());
                if T::MENGE {
                    let mut zeilen = vec![andere, zeile(&erste).expect("a row"), zeile(&erste).expect("a row")];
                    T::ordne(&mut zeilen);
                    assert_eq!(zeilen.len(), 2, "{}: {}", T::BEDEUTUNG, spalte.name);
                    assert!(zeilen[0].ordnung(&zeilen[1]).is_lt());
                }
            }
        }
    }

    #[test]
    fn no_data_break_the_row_order_of_a_table() {
        DATEIEN.iter().for_each(|datei| (datei.gesetz)());
    }

    #[test]
    fn tables_of_prescriptions_and_lines_have_one_row_order() {
        // Work lists are for people: what is due first stands first.
        let tabellen = DATEIEN.iter().filter(|datei| !datei.pfade[0].ends_with("arbeitsliste.csv"));
        for datei in tabellen.filter(|datei| ("20-".."70-").contains(&datei.pfade[0])) {
            let hat = |name: &&str| datei.spalten.iter().any(|spalte| spalte.name == *name);
            if let (Some(beleg), Some(posten)) =
                (Some("beleg_id").filter(hat), ["pic_nr", "lfd_nr"].into_iter().find(hat))
            {
                assert!(datei.ordnung.starts_with(&[beleg, posten]), "{:?}: {:?}", datei.pfade, datei.ordnung);
            }
        }
    }

    /// `ZAHLBAR_GOLDEN=write` writes the list anew.
    #[test]
    fn the_committed_list_is_the_declared_one() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("spalten.md");
        if std::env::var_os("ZAHLBAR_GOLDEN").is_some() {
            std::fs::write(&path, super::markdown()).expect("the list can be written");
        }
        let committed = std::fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(committed, super::markdown(), "run the test once with ZAHLBAR_GOLDEN=write");
    }
}
