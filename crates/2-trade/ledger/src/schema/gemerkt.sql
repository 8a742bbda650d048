-- Decisions of people about persons: a table that only the ledgers of payers have who decided on an assignment.

CREATE TABLE IF NOT EXISTS gemerkt (            -- the decision on the case of a prescription, by what its sheet says of the person
    beleg_id     INTEGER NOT NULL,
    pic_nr       TEXT NOT NULL,
    lauf         TEXT NOT NULL,
    abdruck      TEXT NOT NULL,                 -- keyed hash of the values in normal form
    aktenzeichen TEXT NOT NULL,                 -- 9 digits; empty = there is no case
    bearbeiter   TEXT NOT NULL,
    zeitpunkt    TEXT NOT NULL,
    PRIMARY KEY (beleg_id, pic_nr, lauf),
    FOREIGN KEY (pic_nr, beleg_id) REFERENCES rezept (pic_nr, beleg_id)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER IF NOT EXISTS gemerkt_bleibt BEFORE UPDATE ON gemerkt
BEGIN SELECT RAISE(ABORT, 'decisions stay'); END;
