-- Files that were delivered to other hosts: 'begonnen' before they get their name there, 'abgeliefert' after it.
CREATE TABLE ablieferung (
    lauf TEXT NOT NULL,
    anschluss TEXT NOT NULL,
    stufe TEXT NOT NULL,
    datei TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    stand TEXT NOT NULL CHECK (stand IN ('begonnen', 'abgeliefert')),
    ziel TEXT NOT NULL,
    PRIMARY KEY (lauf, anschluss, stufe, datei, sha256, stand)
) WITHOUT ROWID;
CREATE TRIGGER ablieferung_waechst BEFORE DELETE ON ablieferung BEGIN SELECT RAISE(ABORT, 'what was delivered stays'); END;
CREATE TRIGGER ablieferung_bleibt BEFORE UPDATE ON ablieferung BEGIN SELECT RAISE(ABORT, 'what was delivered stays'); END;
