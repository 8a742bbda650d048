-- Typed views over a WORK for DuckDB. Start it in the folder WORK:
--
--     cd work && duckdb -init ../scripts/audit.sql
--
-- Amounts are DECIMAL, dates DATE, numbers that are names (PicNr, IK, PZN, Aktenzeichen, Beleg) text. A prescription is one
-- row over all runs, the newest that judged it, so that a sum counts each once. The ledger: audit-ledger.sql.

-- A table of all runs, every cell as it stands, with its payer and run.
CREATE OR REPLACE MACRO tabelle(muster) AS TABLE
SELECT split_part(filename, '/', -4) AS kt, CAST(split_part(filename, '/', -3) AS DATE) AS im_lauf, * EXCLUDE (filename)
FROM read_csv(muster, all_varchar = true, filename = true, union_by_name = true, header = true, delim = ',', quote = '"',
              escape = '"');

-- Prescriptions: the verdict that holds.
CREATE OR REPLACE VIEW rezepte AS
SELECT kt AS kostentraeger, im_lauf AS lauf, beleg_id, pic_nr, rechnungsnummer, klasse, CAST(nullif(status, '') AS INTEGER) AS status, vergabe,
       CAST(nullif(brutto, '') AS DECIMAL(12, 2)) AS brutto, CAST(nullif(zuzahlung, '') AS DECIMAL(12, 2)) AS zuzahlung,
       CAST(nullif(ap_rabatt, '') AS DECIMAL(12, 2)) AS ap_rabatt, CAST(nullif(hs_rabatt, '') AS DECIMAL(12, 2)) AS hs_rabatt,
       CAST(nullif(absetzung, '') AS DECIMAL(12, 2)) AS absetzung, CAST(nullif(netto, '') AS DECIMAL(12, 2)) AS netto,
       stufe, entscheidung, nullif(aktenzeichen, '') AS aktenzeichen, CAST(nullif(erledigt_am, '') AS DATE) AS erledigt_am,
       offen_weil
FROM tabelle('*/*/50-stage2/urteile.csv')
QUALIFY row_number() OVER (PARTITION BY kt, beleg_id, pic_nr ORDER BY im_lauf DESC) = 1;

-- Invoices: their header.
CREATE OR REPLACE VIEW rechnungen AS
SELECT kt AS kostentraeger, im_lauf AS lauf, beleg_id, rechnungsnummer, rechnungssteller_ik, rechnungssteller, rechnungsart, abrechnungsmonat,
       CAST(rechnungsdatum AS DATE) AS rechnungsdatum, CAST(eingangsdatum AS DATE) AS eingangsdatum,
       CAST(anzahl_rezepte AS INTEGER) AS anzahl_rezepte, CAST(brutto AS DECIMAL(12, 2)) AS brutto,
       CAST(zuzahlung AS DECIMAL(12, 2)) AS zuzahlung, CAST(ap_rabatt AS DECIMAL(12, 2)) AS ap_rabatt,
       CAST(hs_rabatt AS DECIMAL(12, 2)) AS hs_rabatt, CAST(netto AS DECIMAL(12, 2)) AS netto, iban, konto, blz
FROM tabelle('*/*/20-invoices/rechnungen.csv')
QUALIFY row_number() OVER (PARTITION BY kt, beleg_id ORDER BY im_lauf DESC) = 1;

-- Figures of invoices: as billed (Soll), as found (Ist).
CREATE OR REPLACE VIEW rechnungspruefung AS
SELECT kt AS kostentraeger, im_lauf AS lauf, beleg_id, rechnungsnummer, CAST(nr AS INTEGER) AS nr, groesse,
       CAST(nullif(soll, '') AS DECIMAL(12, 2)) AS soll, CAST(nullif(ist, '') AS DECIMAL(12, 2)) AS ist,
       CAST(nullif(differenz, '') AS DECIMAL(12, 2)) AS differenz, nullif(regel, '') AS regel
FROM tabelle('*/*/30-stage1/rechnungen.csv')
QUALIFY row_number() OVER (PARTITION BY kt, beleg_id, nr ORDER BY im_lauf DESC) = 1;

-- Findings on prescriptions, those of the verdict that holds; and on invoices as a whole (pic_nr NULL).
CREATE OR REPLACE VIEW befunde AS
SELECT b.kt AS kostentraeger, b.im_lauf AS lauf, b.beleg_id, nullif(b.pic_nr, '') AS pic_nr, b.rechnungsnummer, b.regel,
       CAST(nullif(b.status, '') AS INTEGER) AS status, b.feld, b.ist, b.soll, b.text, b.quelle
FROM tabelle('*/*/50-stage2/befunde.csv') AS b
LEFT JOIN rezepte AS r ON r.kostentraeger = b.kt AND r.beleg_id = b.beleg_id AND r.pic_nr = b.pic_nr
LEFT JOIN rechnungen AS k ON k.kostentraeger = b.kt AND k.beleg_id = b.beleg_id
WHERE b.im_lauf = coalesce(r.erledigt_am, r.lauf, k.lauf);

-- What was cut or added, and why, by the verdict that holds.
CREATE OR REPLACE VIEW abweichungen AS
SELECT a.kt AS kostentraeger, a.im_lauf AS lauf, a.beleg_id, a.pic_nr, a.rechnungsnummer, a.groesse,
       CAST(a.berechnet AS DECIMAL(12, 2)) AS berechnet, CAST(a.anerkannt AS DECIMAL(12, 2)) AS anerkannt,
       CAST(a.absetzung AS DECIMAL(12, 2)) AS absetzung, a.grund
FROM tabelle('*/*/50-stage2/abweichungen.csv') AS a
JOIN rezepte AS r ON r.kostentraeger = a.kt AND r.beleg_id = a.beleg_id AND r.pic_nr = a.pic_nr
WHERE a.im_lauf = coalesce(r.erledigt_am, r.lauf);

-- Payment orders, each in the run that made it.
CREATE OR REPLACE VIEW anweisungen AS
SELECT kt AS kostentraeger, im_lauf AS lauf, anweisung_id, zahlungsstatus, beleg_id, rechnungsnummer, rechnungssteller_ik, rechnungssteller,
       nullif(iban, '') AS iban, nullif(konto, '') AS konto, nullif(blz, '') AS blz, CAST(betrag AS DECIMAL(12, 2)) AS betrag,
       CAST(anzahl_rezepte AS INTEGER) AS anzahl_rezepte, CAST(zahlungsziel AS DATE) AS zahlungsziel,
       CAST(anweisungsdatum AS DATE) AS anweisungsdatum, CAST(angewiesen_am AS DATE) AS angewiesen_am, rechtzeitig
FROM tabelle('*/*/60-payments/anweisungen.csv');

-- What people decided on after it was settled: what was paid before, what is due by the run of that date, and what became of the
-- difference. A prescription can be there several times, once for each time that it was settled anew.
CREATE OR REPLACE VIEW nachtraege AS
SELECT kt AS kostentraeger, im_lauf AS lauf, beleg_id, pic_nr, rechnungsnummer, rechnungssteller_ik, CAST(status AS INTEGER) AS status,
       CAST(bisher AS DECIMAL(12, 2)) AS bisher, CAST(netto AS DECIMAL(12, 2)) AS netto,
       CAST(unterschied AS DECIMAL(12, 2)) AS unterschied, weg, nullif(anweisung_id, '') AS anweisung_id
FROM tabelle('*/*/60-payments/nachtraege.csv');

-- The prescriptions that an order pays.
CREATE OR REPLACE VIEW anweisung_rezepte AS
SELECT kt AS kostentraeger, im_lauf AS lauf, anweisung_id, beleg_id, pic_nr, nullif(aktenzeichen, '') AS aktenzeichen,
       CAST(netto AS DECIMAL(12, 2)) AS netto, CAST(nullif(rabatt, '') AS DECIMAL(12, 2)) AS rabatt,
       CAST(nullif(zahlungsziel, '') AS DATE) AS zahlungsziel, nullif(rabattstand, '') AS rabattstand
FROM tabelle('*/*/60-payments/anweisung_rezepte.csv');

-- Discounts lost, in whichever run that was; and at risk, as the newest run of a payer sees them.
CREATE OR REPLACE VIEW rabattverlust AS
SELECT kt AS kostentraeger, im_lauf AS lauf, beleg_id, pic_nr, rechnungsnummer, rechnungssteller_ik,
       CAST(nullif(rabatt, '') AS DECIMAL(12, 2)) AS rabatt, CAST(anweisungsdatum AS DATE) AS anweisungsdatum, stand, grund
FROM tabelle('*/*/60-payments/rabattverlust.csv')
QUALIFY row_number() OVER (PARTITION BY kt, beleg_id, pic_nr ORDER BY im_lauf DESC) = 1
    AND (stand = 'verloren' OR im_lauf = (SELECT max(r.lauf) FROM rezepte AS r WHERE r.kostentraeger = kt));

-- Decisions by people, each once, however many runs carried it.
CREATE OR REPLACE VIEW entscheidungen AS
SELECT DISTINCT kt AS kostentraeger, CAST(lauf AS DATE) AS lauf, beleg_id, pic_nr, art, nullif(feld, '') AS feld, wert, bearbeiter,
       CAST(replace(zeitpunkt, 'T', ' ') AS TIMESTAMP) AS zeitpunkt, bemerkung, datei, CAST(zeile AS INTEGER) AS zeile
FROM tabelle('*/*/20-invoices/entscheidungen.csv');

-- Tasks that wait for a person, of the newest run of each payer.
CREATE OR REPLACE VIEW aufgaben AS
SELECT kt AS kostentraeger, im_lauf AS lauf, art, pic_nr, nullif(feld, '') AS feld, aufgabe, beleg_id, rechnungsnummer,
       CAST(nullif(anweisungsdatum, '') AS DATE) AS anweisungsdatum, CAST(nullif(brutto, '') AS DECIMAL(12, 2)) AS brutto,
       CAST(nullif(rabatt, '') AS DECIMAL(12, 2)) AS rabatt
FROM tabelle('*/*/*/arbeitsliste.csv')
QUALIFY im_lauf = max(im_lauf) OVER (PARTITION BY kt);
