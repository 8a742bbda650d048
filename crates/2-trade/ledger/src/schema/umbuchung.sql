-- Rebookings: a table that only the ledgers of payers have who decided on one.

CREATE TABLE IF NOT EXISTS umbuchung (          -- a prescription paid without a case, and what a person decided afterwards
    beleg_id     INTEGER NOT NULL,
    pic_nr       TEXT NOT NULL,
    aktenzeichen TEXT NOT NULL,                 -- 9 digits; empty = it stays without a case
    lauf         TEXT NOT NULL,
    PRIMARY KEY (beleg_id, pic_nr),
    FOREIGN KEY (pic_nr, beleg_id) REFERENCES rezept (pic_nr, beleg_id)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER IF NOT EXISTS umbuchung_bleibt BEFORE UPDATE ON umbuchung
BEGIN SELECT RAISE(ABORT, 'rebookings stay'); END;
