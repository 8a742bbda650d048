-- Typed views over a ledger for SQLite, kept nowhere but in the open connection:
--
--     sqlite3 -readonly work/BG28/ledger.sqlite -cmd '.read scripts/audit-ledger.sql'
--
-- SQLite has no DECIMAL and no DATE: amounts are whole cents (betrag_cent) and text with two decimals (betrag), dates are
-- JJJJ-MM-TT, which compare as dates. Numbers that are names are text. One row per prescription over all runs.

-- The verdict is the last one. The net is the sum of all settlements: what was ordered, and what people decided on it since.
CREATE TEMP VIEW rezepte AS
SELECT beleg_id, pic_nr, rechnungsnummer, rechnungssteller_ik, geliefert_am, erledigt_am, anweisung_id, klasse, status, netto_cent,
       printf('%d.%02d', netto_cent / 100, netto_cent % 100) AS netto, rabattstand, nachtraege
FROM (SELECT printf('%07d', z.beleg_id) AS beleg_id, z.pic_nr, r.rechnungsnummer, r.rechnungssteller_ik, r.lauf AS geliefert_am,
             e.lauf AS erledigt_am, e.anweisung_id, json_extract(e.urteil, '$.klasse') AS klasse,
             CAST(json_extract(e.urteil, '$.status') AS INTEGER) AS status,
             (SELECT sum(a.netto) FROM abrechnung AS a WHERE a.beleg_id = z.beleg_id AND a.pic_nr = z.pic_nr) AS netto_cent,
             json_extract(e.urteil, '$.rabattstand') AS rabattstand, coalesce(e.nr, 0) AS nachtraege
      FROM rezept AS z JOIN rechnung AS r USING (beleg_id)
      LEFT JOIN abrechnung AS e ON e.beleg_id = z.beleg_id AND e.pic_nr = z.pic_nr AND NOT EXISTS (
          SELECT 1 FROM nachtrag AS n WHERE n.beleg_id = e.beleg_id AND n.pic_nr = e.pic_nr AND n.nr > e.nr));

CREATE TEMP VIEW anweisungen AS
SELECT a.anweisung_id, printf('%07d', a.beleg_id) AS beleg_id, a.teil, a.lauf AS angewiesen_am, a.betrag AS betrag_cent,
       printf('%d.%02d', a.betrag / 100, a.betrag % 100) AS betrag, json_extract(a.zeile, '$.rechnungsnummer') AS rechnungsnummer,
       json_extract(a.zeile, '$.rechnungssteller') AS rechnungssteller, json_extract(a.zeile, '$.iban') AS iban,
       (SELECT max(b.lauf) FROM bestaetigung AS b WHERE b.anweisung_id = a.anweisung_id AND b.rueckmeldung = 'bestaetigt')
           AS bestaetigt_am,
       (SELECT max(b.lauf) FROM bestaetigung AS b WHERE b.anweisung_id = a.anweisung_id AND b.rueckmeldung = 'zurueckgewiesen')
           AS zurueckgewiesen_am
FROM anweisung AS a;

-- Entries at which the chain is broken, as far as that can be seen without computing a hash: the entry before them is gone, or it was forgotten
-- and the link kept in its place is not the one that they carry. An entry carries the link of the entry before it, which
-- stands in no column (`hash` seals that link together with the time): ledger-backup computes it and walks the whole chain.
CREATE TEMP VIEW journalbruch AS
SELECT j.nr, j.zeit, j.lauf, j.was FROM journal AS j LEFT JOIN journal AS v ON v.nr = j.nr - 1
WHERE (j.nr > 1 AND v.nr IS NULL) OR (j.nr = 1 AND j.vorgaenger <> '') OR (j.nr > 1 AND j.vorgaenger = '')
   OR (v.was = 'entscheidung' AND json_extract(v.eintrag, '$.geloescht') <> j.vorgaenger);
