-- Picture numbers of e-prescriptions: a table that only the ledgers of payers have who are billed some.

CREATE TABLE IF NOT EXISTS erezept (            -- which e-prescription has which picture number: given once
    erezept_id TEXT PRIMARY KEY,
    pic_nr     TEXT NOT NULL UNIQUE             -- 8, two digits of the year of the run, nine digits running
) STRICT, WITHOUT ROWID;
CREATE TRIGGER IF NOT EXISTS erezept_bleibt BEFORE UPDATE ON erezept
BEGIN SELECT RAISE(ABORT, 'picture numbers stay'); END;
CREATE TRIGGER IF NOT EXISTS erezept_waechst BEFORE DELETE ON erezept
BEGIN SELECT RAISE(ABORT, 'picture numbers stay'); END;
