-- Version 3: a decision is about what stands on one invoice.

CREATE TABLE entscheidung_3 (                   -- what a line of a decision file decides on
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
    beleg_id     INTEGER NOT NULL REFERENCES rechnung,
    PRIMARY KEY (datei_sha256, zeile, beleg_id)
) STRICT;
-- A decision from before then was obeyed on every invoice that had come with its PicNr: so it stays.
INSERT INTO entscheidung_3
SELECT d.*, z.beleg_id FROM entscheidung d JOIN rezept z USING (pic_nr) JOIN rechnung r USING (beleg_id)
WHERE r.lauf <= d.lauf ORDER BY d.rowid, z.beleg_id;
DROP TABLE entscheidung;
ALTER TABLE entscheidung_3 RENAME TO entscheidung;
CREATE INDEX entscheidung_beleg ON entscheidung (beleg_id, pic_nr);
CREATE TRIGGER entscheidung_bleibt BEFORE UPDATE ON entscheidung BEGIN SELECT RAISE(ABORT, 'decisions stay'); END;
CREATE TRIGGER entscheidung_waechst BEFORE DELETE ON entscheidung BEGIN SELECT RAISE(ABORT, 'decisions stay'); END;
