//! The sheet that accompanies the bank file, to be signed.

use banking::ausgang::dtaus::{Bankdatei, LogischerTeil};
use documents::Blatt;
use domain::datum::deutsch;

/// The sheet of the file of that name; `sha256` is the checksum of the file in hexadecimal digits.
pub fn begleitzettel(datei: &Bankdatei, name: &str, sha256: &str) -> Blatt {
    let anzahl = datei.teile.len();
    let kopf = Blatt::neu("Begleitzettel: Belegloser Datenträgeraustausch, Sammelüberweisungsauftrag")
        .angaben([("Datei", name), ("SHA-256", sha256)]);
    let teile = (1..).zip(&datei.teile).fold(kopf, |blatt, (nr, teil)| logische_datei(blatt, nr, anzahl, teil));
    teile.unterschrift(["Ort, Datum", "Firma, Unterschrift"])
}

fn logische_datei(blatt: Blatt, nr: usize, anzahl: usize, teil: &LogischerTeil) -> Blatt {
    let LogischerTeil { konto, erstellt, ausfuehrung, summen } = teil;
    blatt
        .angaben([
            ("Logische Datei", format!("{nr} von {anzahl} (GK, Gutschriften)")),
            ("Erstellungsdatum", deutsch(*erstellt)),
            ("Ausführungsdatum", deutsch(*ausfuehrung)),
            ("Anzahl der Datensätze C", summen.anzahl.to_string()),
            ("Summe EUR der Datensätze C", summen.betrag.deutsch()),
            ("Kontrollsumme der Kontonummern", summen.konten.to_string()),
            ("Kontrollsumme der Bankleitzahlen", summen.bankleitzahlen.to_string()),
        ])
        .angaben([
            ("Auftraggeber", &konto.name),
            ("Bankleitzahl des Auftraggebers", &konto.blz),
            ("Kontonummer des Auftraggebers", &konto.konto),
            ("Beauftragtes Kreditinstitut", &konto.bank),
        ])
}
