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

CREATE TABLE IF NOT EXISTS rezept (             -- a prescription ever delivered
    pic_nr   TEXT NOT NULL,
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

CREATE TABLE IF NOT EXISTS erledigt (           -- a prescription ordered or returned: at most once, by this key
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
