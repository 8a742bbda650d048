-- Version 1, the schema of ledgers from before versions were kept: made if it is not there yet. It never changes.
-- What must be remembered of one payer from run to run. Dates are JJJJ-MM-TT, amounts whole cents.

CREATE TABLE IF NOT EXISTS lieferung (          -- a file taken from the drop folder, once per content
    art         TEXT NOT NULL,                  -- unfdat, invoices, decisions, confirmations, reference
    sha256      TEXT NOT NULL,
    name        TEXT NOT NULL,
    groesse     INTEGER NOT NULL,
    lauf        TEXT NOT NULL,                  -- run that holds it in its inbox
    verarbeitet TEXT,                           -- run whose stage took it in or refused it; NULL = still to do
    PRIMARY KEY (art, sha256)
) STRICT;

CREATE TABLE IF NOT EXISTS rechnung (           -- an invoice ever imported, once per content
    beleg_id            INTEGER PRIMARY KEY,
    datei_sha256        TEXT NOT NULL UNIQUE,
    rechnungsnummer     TEXT NOT NULL,
    rechnungssteller_ik TEXT NOT NULL,
    lauf                TEXT NOT NULL           -- run that imported it
) STRICT;
CREATE INDEX IF NOT EXISTS rechnung_nummer ON rechnung (rechnungssteller_ik, rechnungsnummer);

CREATE TABLE IF NOT EXISTS rezept (             -- a prescription, or a line of a facility, ever billed
    pic_nr   TEXT NOT NULL,                     -- of a line: le_nr/rechnungsnummer:lfd_nr
    beleg_id INTEGER NOT NULL REFERENCES rechnung,
    PRIMARY KEY (pic_nr, beleg_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS rezept_beleg ON rezept (beleg_id);

CREATE TABLE IF NOT EXISTS entscheidung (       -- a line of a decision file
    datei_sha256 TEXT NOT NULL,
    zeile        INTEGER NOT NULL,
    datei        TEXT NOT NULL,
    art          TEXT NOT NULL,
    pic_nr       TEXT NOT NULL,
    feld         TEXT NOT NULL,
    wert         TEXT NOT NULL,
    bearbeiter   TEXT NOT NULL,
    zeitpunkt    TEXT NOT NULL,
    bemerkung    TEXT NOT NULL,
    lauf         TEXT NOT NULL,
    PRIMARY KEY (datei_sha256, zeile)
) STRICT;
CREATE INDEX IF NOT EXISTS entscheidung_pic ON entscheidung (pic_nr);

CREATE TABLE IF NOT EXISTS anweisung (          -- a payment order; one per invoice and part
    anweisung_id TEXT PRIMARY KEY,
    beleg_id     INTEGER NOT NULL REFERENCES rechnung,
    teil         INTEGER NOT NULL,
    lauf         TEXT NOT NULL,
    betrag       INTEGER NOT NULL CHECK (betrag > 0),
    zeile        TEXT NOT NULL,                 -- the row of anweisungen.csv, as JSON
    UNIQUE (beleg_id, teil)
) STRICT;

CREATE TABLE IF NOT EXISTS erledigt (           -- a prescription or line ordered or returned: at most once, by this key
    beleg_id     INTEGER NOT NULL,
    pic_nr       TEXT NOT NULL,
    lauf         TEXT NOT NULL,
    anweisung_id TEXT REFERENCES anweisung,     -- NULL = returned to the biller
    netto        INTEGER,
    urteil       TEXT NOT NULL,                 -- the row of erledigt.csv, as JSON
    PRIMARY KEY (beleg_id, pic_nr),
    FOREIGN KEY (pic_nr, beleg_id) REFERENCES rezept (pic_nr, beleg_id)
) STRICT;
CREATE INDEX IF NOT EXISTS erledigt_anweisung ON erledigt (anweisung_id);

CREATE VIEW IF NOT EXISTS rabatt AS             -- of each ordered prescription: was it ordered in time, and its discount kept?
SELECT printf('%07d', beleg_id) AS beleg_id, pic_nr, anweisung_id, lauf AS angewiesen_am,
       json_extract(urteil, '$.zahlungsziel') AS zahlungsziel,
       json_extract(urteil, '$.ap_rabatt') AS ap_rabatt, json_extract(urteil, '$.hs_rabatt') AS hs_rabatt,
       json_extract(urteil, '$.rabattstand') AS rabattstand
FROM erledigt WHERE anweisung_id IS NOT NULL AND json_extract(urteil, '$.rabattstand') IS NOT NULL;

CREATE TABLE IF NOT EXISTS leistung (           -- the service of a settled line of a facility
    beleg_id         INTEGER NOT NULL,
    posten           TEXT NOT NULL,
    bewilligung_nr   TEXT NOT NULL,
    von              TEXT NOT NULL,
    bis              TEXT NOT NULL,
    abrechnungsmonat TEXT NOT NULL,
    menge            TEXT NOT NULL,
    betrag           INTEGER NOT NULL,          -- accepted
    stamm            TEXT NOT NULL,             -- identity of the line with which a chain of corrections began
    pilot            INTEGER NOT NULL,          -- 1 = line of a pilot invoice
    bezahlt          INTEGER NOT NULL,          -- 1 = an order pays it, 0 = returned, or a pilot
    lauf             TEXT NOT NULL,
    PRIMARY KEY (beleg_id, posten),
    FOREIGN KEY (beleg_id, posten) REFERENCES erledigt (beleg_id, pic_nr) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS leistung_bezahlt ON leistung (bewilligung_nr, von) WHERE bezahlt = 1;
CREATE INDEX IF NOT EXISTS leistung_posten ON leistung (posten);
CREATE INDEX IF NOT EXISTS leistung_pilot ON leistung (abrechnungsmonat) WHERE pilot = 1;

CREATE TRIGGER IF NOT EXISTS tag_nur_einmal BEFORE INSERT ON leistung
WHEN NEW.bezahlt = 1 AND EXISTS (
    SELECT 1 FROM leistung WHERE bezahlt = 1 AND bewilligung_nr = NEW.bewilligung_nr
    AND von <= NEW.bis AND bis >= NEW.von AND stamm <> NEW.stamm)
BEGIN SELECT RAISE(ABORT, 'a day of this grant is paid already'); END;

CREATE TABLE IF NOT EXISTS journal (            -- every stage run, decision and order; each entry carries the hash before it
    nr         INTEGER PRIMARY KEY,
    zeit       TEXT NOT NULL,
    lauf       TEXT NOT NULL,
    was        TEXT NOT NULL,
    eintrag    TEXT NOT NULL,
    vorgaenger TEXT NOT NULL,
    hash       TEXT NOT NULL UNIQUE
) STRICT;
CREATE INDEX IF NOT EXISTS journal_was ON journal (lauf, was);

CREATE TRIGGER IF NOT EXISTS journal_bleibt BEFORE UPDATE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER IF NOT EXISTS journal_waechst BEFORE DELETE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER IF NOT EXISTS anweisung_bleibt BEFORE UPDATE ON anweisung BEGIN SELECT RAISE(ABORT, 'a payment order never changes'); END;
CREATE TRIGGER IF NOT EXISTS anweisung_waechst BEFORE DELETE ON anweisung BEGIN SELECT RAISE(ABORT, 'a payment order never changes'); END;
CREATE TRIGGER IF NOT EXISTS entscheidung_bleibt BEFORE UPDATE ON entscheidung BEGIN SELECT RAISE(ABORT, 'decisions stay'); END;
CREATE TRIGGER IF NOT EXISTS entscheidung_waechst BEFORE DELETE ON entscheidung BEGIN SELECT RAISE(ABORT, 'decisions stay'); END;

CREATE TABLE IF NOT EXISTS bestaetigung (       -- what a payer or bank said of an order
    anweisung_id TEXT NOT NULL REFERENCES anweisung,
    rueckmeldung TEXT NOT NULL,                 -- bestaetigt, zurueckgewiesen
    datei_sha256 TEXT NOT NULL,
    zeile        INTEGER NOT NULL,
    lauf         TEXT NOT NULL,
    inhalt       TEXT NOT NULL,                 -- the row of bestaetigungen.csv, as JSON
    PRIMARY KEY (anweisung_id, datei_sha256, zeile)
) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS bestaetigt_einmal ON bestaetigung (anweisung_id) WHERE rueckmeldung = 'bestaetigt';

CREATE TABLE IF NOT EXISTS nachricht (          -- which orders a pain.001 message contains, and in which payment block
    nachricht_id TEXT NOT NULL,
    sammler_id   TEXT NOT NULL,
    anweisung_id TEXT NOT NULL REFERENCES anweisung,
    PRIMARY KEY (nachricht_id, anweisung_id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER IF NOT EXISTS bestaetigung_bleibt BEFORE UPDATE ON bestaetigung BEGIN SELECT RAISE(ABORT, 'confirmations stay'); END;
CREATE TRIGGER IF NOT EXISTS bestaetigung_waechst BEFORE DELETE ON bestaetigung BEGIN SELECT RAISE(ABORT, 'confirmations stay'); END;
