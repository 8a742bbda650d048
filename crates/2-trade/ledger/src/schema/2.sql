-- Version 2: explicit order of deliveries and confirmations, settled rows that stay, and the outbox.

DROP VIEW rabatt;

CREATE TABLE lieferung_2 (                      -- a file taken from the drop folder, once per content
    lfd         INTEGER PRIMARY KEY,            -- order in which the files came
    art         TEXT NOT NULL,                  -- unfdat, invoices, decisions, confirmations, reference
    sha256      TEXT NOT NULL,
    name        TEXT NOT NULL,
    groesse     INTEGER NOT NULL,
    lauf        TEXT NOT NULL,                  -- run that holds it in its inbox
    verarbeitet TEXT,                           -- run whose stage took it in or refused it; NULL = still to do
    UNIQUE (art, sha256)
) STRICT;
INSERT INTO lieferung_2 (art, sha256, name, groesse, lauf, verarbeitet)
SELECT art, sha256, name, groesse, lauf, verarbeitet FROM lieferung ORDER BY rowid;
DROP TABLE lieferung;
ALTER TABLE lieferung_2 RENAME TO lieferung;
CREATE INDEX lieferung_offen ON lieferung (lauf) WHERE verarbeitet IS NULL;

CREATE TABLE erledigt_2 (                       -- a prescription or line ordered or returned: at most once, by this key
    beleg_id     INTEGER NOT NULL,
    pic_nr       TEXT NOT NULL,
    lauf         TEXT NOT NULL,
    anweisung_id TEXT REFERENCES anweisung,     -- NULL = returned to the biller
    netto        INTEGER,
    urteil       TEXT NOT NULL,                 -- the row of erledigt.csv, as JSON
    PRIMARY KEY (beleg_id, pic_nr),
    FOREIGN KEY (pic_nr, beleg_id) REFERENCES rezept (pic_nr, beleg_id)
) STRICT, WITHOUT ROWID;
INSERT INTO erledigt_2 SELECT beleg_id, pic_nr, lauf, anweisung_id, netto, urteil FROM erledigt ORDER BY beleg_id, pic_nr;
DROP TABLE erledigt;
ALTER TABLE erledigt_2 RENAME TO erledigt;
CREATE INDEX erledigt_anweisung ON erledigt (anweisung_id, beleg_id, pic_nr) WHERE anweisung_id IS NOT NULL;
CREATE INDEX erledigt_zurueck ON erledigt (lauf) WHERE anweisung_id IS NULL;

CREATE VIEW rabatt AS                           -- of each ordered prescription: was it ordered in time, and its discount kept?
SELECT printf('%07d', beleg_id) AS beleg_id, pic_nr, anweisung_id, lauf AS angewiesen_am,
       json_extract(urteil, '$.zahlungsziel') AS zahlungsziel,
       json_extract(urteil, '$.ap_rabatt') AS ap_rabatt, json_extract(urteil, '$.hs_rabatt') AS hs_rabatt,
       json_extract(urteil, '$.rabattstand') AS rabattstand
FROM erledigt WHERE anweisung_id IS NOT NULL AND json_extract(urteil, '$.rabattstand') IS NOT NULL;

CREATE TABLE bestaetigung_2 (                   -- what a payer or bank said of an order
    lfd          INTEGER PRIMARY KEY,           -- order in which it was recorded
    anweisung_id TEXT NOT NULL REFERENCES anweisung,
    rueckmeldung TEXT NOT NULL,                 -- bestaetigt, zurueckgewiesen
    datei_sha256 TEXT NOT NULL,
    zeile        INTEGER NOT NULL,
    lauf         TEXT NOT NULL,
    inhalt       TEXT NOT NULL,                 -- the row of bestaetigungen.csv, as JSON
    UNIQUE (anweisung_id, datei_sha256, zeile)
) STRICT;
INSERT INTO bestaetigung_2 (anweisung_id, rueckmeldung, datei_sha256, zeile, lauf, inhalt)
SELECT anweisung_id, rueckmeldung, datei_sha256, zeile, lauf, inhalt FROM bestaetigung ORDER BY rowid;
DROP TABLE bestaetigung;
ALTER TABLE bestaetigung_2 RENAME TO bestaetigung;
CREATE UNIQUE INDEX bestaetigt_einmal ON bestaetigung (anweisung_id) WHERE rueckmeldung = 'bestaetigt';

CREATE TABLE durchgang (                        -- in which pass of which run an order goes out
    lauf         TEXT NOT NULL,
    anweisung_id TEXT NOT NULL REFERENCES anweisung,
    pass         INTEGER NOT NULL CHECK (pass > 0),
    PRIMARY KEY (lauf, anweisung_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE ausgabe (                          -- which file of which run and pass carries an order
    anweisung_id TEXT NOT NULL REFERENCES anweisung,
    art          TEXT NOT NULL,                 -- dtaus, sepa, rzs
    lauf         TEXT NOT NULL,
    pass         INTEGER NOT NULL,
    datei_sha256 TEXT NOT NULL,                 -- it counts once a published receipt of the run names it; empty = from before
    PRIMARY KEY (anweisung_id, art, lauf, datei_sha256)
) STRICT, WITHOUT ROWID;

-- Orders from before the outbox went out, or people saw to them: nobody knows any more, so none goes out again.
INSERT INTO durchgang (lauf, anweisung_id, pass) SELECT lauf, anweisung_id, 1 FROM anweisung;
INSERT INTO ausgabe (anweisung_id, art, lauf, pass, datei_sha256)
SELECT anweisung_id, art, lauf, 1, '' FROM anweisung, (SELECT 'dtaus' AS art UNION SELECT 'sepa' UNION SELECT 'rzs');

CREATE INDEX anweisung_lauf ON anweisung (lauf);
CREATE INDEX rechnung_lauf ON rechnung (lauf);

CREATE TRIGGER bestaetigung_bleibt BEFORE UPDATE ON bestaetigung BEGIN SELECT RAISE(ABORT, 'confirmations stay'); END;
CREATE TRIGGER bestaetigung_waechst BEFORE DELETE ON bestaetigung BEGIN SELECT RAISE(ABORT, 'confirmations stay'); END;
CREATE TRIGGER durchgang_bleibt BEFORE UPDATE ON durchgang BEGIN SELECT RAISE(ABORT, 'a pass never changes'); END;
CREATE TRIGGER durchgang_waechst BEFORE DELETE ON durchgang BEGIN SELECT RAISE(ABORT, 'a pass never changes'); END;
CREATE TRIGGER ausgabe_bleibt BEFORE UPDATE ON ausgabe BEGIN SELECT RAISE(ABORT, 'the outbox is append-only'); END;
CREATE TRIGGER ausgabe_waechst BEFORE DELETE ON ausgabe BEGIN SELECT RAISE(ABORT, 'the outbox is append-only'); END;
CREATE TRIGGER nachricht_bleibt BEFORE UPDATE ON nachricht BEGIN SELECT RAISE(ABORT, 'messages stay'); END;
CREATE TRIGGER nachricht_waechst BEFORE DELETE ON nachricht BEGIN SELECT RAISE(ABORT, 'messages stay'); END;
CREATE TRIGGER rechnung_waechst BEFORE DELETE ON rechnung BEGIN SELECT RAISE(ABORT, 'invoices stay'); END;
CREATE TRIGGER rechnung_bleibt BEFORE UPDATE OF beleg_id, datei_sha256, rechnungsnummer, rechnungssteller_ik ON rechnung
BEGIN SELECT RAISE(ABORT, 'invoices stay'); END;
CREATE TRIGGER rezept_waechst BEFORE DELETE ON rezept BEGIN SELECT RAISE(ABORT, 'what was billed stays'); END;
CREATE TRIGGER rezept_bleibt BEFORE UPDATE ON rezept BEGIN SELECT RAISE(ABORT, 'what was billed stays'); END;
CREATE TRIGGER lieferung_waechst BEFORE DELETE ON lieferung BEGIN SELECT RAISE(ABORT, 'deliveries stay'); END;
CREATE TRIGGER erledigt_bleibt BEFORE UPDATE ON erledigt BEGIN SELECT RAISE(ABORT, 'what is settled stays'); END;
-- What the newest run returned may be judged anew by a repeat of it; what is ordered stays for ever.
CREATE TRIGGER erledigt_waechst BEFORE DELETE ON erledigt
WHEN OLD.anweisung_id IS NOT NULL OR EXISTS (SELECT 1 FROM rechnung WHERE lauf > OLD.lauf)
BEGIN SELECT RAISE(ABORT, 'what is settled stays'); END;
CREATE TRIGGER leistung_bleibt BEFORE UPDATE ON leistung BEGIN SELECT RAISE(ABORT, 'what is settled stays'); END;
CREATE TRIGGER leistung_waechst BEFORE DELETE ON leistung WHEN OLD.bezahlt = 1
BEGIN SELECT RAISE(ABORT, 'what is settled stays'); END;
