//! The sheet that accompanies the bank file, to be signed.

use documents::Blatt;
use domain::datum::deutsch;

use crate::{Bankdatei, DATEI};

/// The sheet; `sha256` is the checksum of the file in hexadecimal digits.
pub fn begleitzettel(datei: &Bankdatei, sha256: &str) -> Blatt {
    let konto = &datei.konto;
    Blatt::neu("Begleitzettel: Belegloser Datenträgeraustausch, Sammelüberweisungsauftrag")
        .angaben([("Datei", DATEI), ("SHA-256", sha256), ("Logische Datei", "1 von 1 (GK, Gutschriften)")])
        .angaben([
            ("Erstellungsdatum", deutsch(datei.erstellt)),
            ("Ausführungsdatum", deutsch(datei.ausfuehrung)),
            ("Anzahl der Datensätze C", datei.summen.anzahl.to_string()),
            ("Summe EUR der Datensätze C", datei.summen.betrag.deutsch()),
            ("Kontrollsumme der Kontonummern", datei.summen.konten.to_string()),
            ("Kontrollsumme der Bankleitzahlen", datei.summen.bankleitzahlen.to_string()),
        ])
        .angaben([
            ("Auftraggeber", &konto.name),
            ("Bankleitzahl des Auftraggebers", &konto.blz),
            ("Kontonummer des Auftraggebers", &konto.konto),
            ("Beauftragtes Kreditinstitut", &konto.bank),
        ])
        .unterschrift(["Ort, Datum", "Firma, Unterschrift"])
}
