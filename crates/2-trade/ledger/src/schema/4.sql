-- Version 4: orders that came back, and what a prescription says whatever its number is.

CREATE TABLE klaerung (                         -- what became of an order that came back: decided once, for ever
    anweisung_id TEXT PRIMARY KEY REFERENCES anweisung,
    lauf         TEXT NOT NULL,
    neu          TEXT UNIQUE REFERENCES anweisung,  -- the order in its place; NULL = given up
    verzicht     TEXT                           -- the row of verzichte.csv, as JSON; NULL = ordered anew
) STRICT, WITHOUT ROWID;
CREATE TRIGGER klaerung_bleibt BEFORE UPDATE ON klaerung BEGIN SELECT RAISE(ABORT, 'what became of an order stays'); END;
CREATE TRIGGER klaerung_waechst BEFORE DELETE ON klaerung BEGIN SELECT RAISE(ABORT, 'what became of an order stays'); END;

CREATE TABLE abdruck (                          -- keyed hash of pharmacy, person, dates and articles of a prescription
    beleg_id INTEGER NOT NULL,
    pic_nr   TEXT NOT NULL,
    abdruck  TEXT NOT NULL,                     -- it changes with what people correct
    PRIMARY KEY (beleg_id, pic_nr),
    FOREIGN KEY (pic_nr, beleg_id) REFERENCES rezept (pic_nr, beleg_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX abdruck_gleich ON abdruck (abdruck, beleg_id, pic_nr);

DROP VIEW rabatt;
-- Of each ordered prescription: was it ordered in time, and its discount kept? It is lost with the money that came back
-- and was ordered anew too late, or given up; it is at risk while nobody has decided.
CREATE VIEW rabatt AS
WITH RECURSIVE kette (erste, letzte, verspaetet) AS (
    SELECT anweisung_id, anweisung_id, 0 FROM anweisung
    UNION ALL
    SELECT erste, k.neu, max(verspaetet, json_extract(a.zeile, '$.rechtzeitig') = 'nein')
    FROM kette JOIN klaerung k ON k.anweisung_id = letzte JOIN anweisung a ON a.anweisung_id = k.neu
), stand AS (
    SELECT erste, letzte, verspaetet,
        EXISTS (SELECT 1 FROM klaerung k WHERE k.anweisung_id = letzte AND k.neu IS NULL) AS aufgegeben,
        EXISTS (SELECT 1 FROM bestaetigung z WHERE z.anweisung_id = letzte AND z.rueckmeldung = 'zurueckgewiesen'
                AND NOT EXISTS (SELECT 1 FROM bestaetigung b WHERE b.anweisung_id = letzte AND b.rueckmeldung = 'bestaetigt'
                                AND json_extract(b.inhalt, '$.bestaetigt_am') > json_extract(z.inhalt, '$.bestaetigt_am'))) AS zurueck
    FROM kette WHERE NOT EXISTS (SELECT 1 FROM klaerung k WHERE k.anweisung_id = letzte AND k.neu IS NOT NULL)
)
SELECT printf('%07d', e.beleg_id) AS beleg_id, e.pic_nr, e.anweisung_id, s.letzte AS zuletzt_angewiesen_mit,
       e.lauf AS angewiesen_am, json_extract(e.urteil, '$.zahlungsziel') AS zahlungsziel,
       json_extract(e.urteil, '$.ap_rabatt') AS ap_rabatt, json_extract(e.urteil, '$.hs_rabatt') AS hs_rabatt,
       CASE WHEN s.verspaetet OR s.aufgegeben THEN 'verloren'
            WHEN s.zurueck AND json_extract(e.urteil, '$.rabattstand') = 'gewahrt' THEN 'gefaehrdet'
            ELSE json_extract(e.urteil, '$.rabattstand') END AS rabattstand
FROM erledigt e JOIN stand s ON s.erste = e.anweisung_id
WHERE json_extract(e.urteil, '$.rabattstand') IS NOT NULL;
