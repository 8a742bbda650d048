-- Files of other hosts that were fetched: never again, as long as they are the same.
CREATE TABLE abholung (
    anschluss TEXT NOT NULL,
    pfad TEXT NOT NULL,
    groesse INTEGER NOT NULL,
    geaendert INTEGER NOT NULL,
    PRIMARY KEY (anschluss, pfad, groesse, geaendert)
) WITHOUT ROWID;
CREATE TRIGGER abholung_waechst BEFORE DELETE ON abholung BEGIN SELECT RAISE(ABORT, 'what was fetched stays'); END;
CREATE TRIGGER abholung_bleibt BEFORE UPDATE ON abholung BEGIN SELECT RAISE(ABORT, 'what was fetched stays'); END;
