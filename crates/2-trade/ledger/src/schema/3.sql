-- Version 3: picture numbers of e-prescriptions.

CREATE TABLE erezept (                          -- which e-prescription has which picture number: given once
    erezept_id TEXT PRIMARY KEY,
    pic_nr     TEXT NOT NULL UNIQUE             -- 8, two digits of the year of the run, nine digits running
) STRICT, WITHOUT ROWID;
CREATE TRIGGER erezept_bleibt BEFORE UPDATE ON erezept BEGIN SELECT RAISE(ABORT, 'picture numbers stay'); END;
CREATE TRIGGER erezept_waechst BEFORE DELETE ON erezept BEGIN SELECT RAISE(ABORT, 'picture numbers stay'); END;
