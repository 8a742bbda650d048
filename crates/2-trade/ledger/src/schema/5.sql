-- Version 5: what was settled, and settled anew because people decided on it afterwards.

CREATE TABLE nachtrag (                         -- a prescription settled anew; the order that settled it before stands
    beleg_id     INTEGER NOT NULL,
    pic_nr       TEXT NOT NULL,
    nr           INTEGER NOT NULL CHECK (nr > 0),   -- 1 = the first time
    lauf         TEXT NOT NULL,
    anweisung_id TEXT REFERENCES anweisung,     -- the order that pays the difference or sets it off; NULL = none does
    netto        INTEGER NOT NULL,              -- the difference to all that was settled before; below 0 = a claim
    urteil       TEXT NOT NULL,                 -- the row of erledigt.csv, as JSON
    PRIMARY KEY (beleg_id, pic_nr, nr),
    FOREIGN KEY (beleg_id, pic_nr) REFERENCES erledigt (beleg_id, pic_nr)
) STRICT, WITHOUT ROWID;
CREATE INDEX nachtrag_anweisung ON nachtrag (anweisung_id, beleg_id, pic_nr) WHERE anweisung_id IS NOT NULL;
CREATE INDEX nachtrag_ohne ON nachtrag (lauf) WHERE anweisung_id IS NULL;

CREATE TRIGGER nachtrag_bleibt BEFORE UPDATE ON nachtrag BEGIN SELECT RAISE(ABORT, 'what is settled stays'); END;
-- As with what is returned: a repeat of the newest run may judge anew what no order settles.
CREATE TRIGGER nachtrag_waechst BEFORE DELETE ON nachtrag
WHEN OLD.anweisung_id IS NOT NULL OR EXISTS (SELECT 1 FROM rechnung WHERE lauf > OLD.lauf)
BEGIN SELECT RAISE(ABORT, 'what is settled stays'); END;

-- Every settlement of a prescription or line: the first (nr 0), and those that followed it. The sum of netto is what it
-- came to; the last verdict holds.
CREATE VIEW abrechnung AS
SELECT beleg_id, pic_nr, 0 AS nr, lauf, anweisung_id, netto, urteil FROM erledigt
UNION ALL SELECT beleg_id, pic_nr, nr, lauf, anweisung_id, netto, urteil FROM nachtrag;

DROP VIEW rabatt;
-- Of each ordered prescription: was it ordered in time, and its discount kept? It is lost with the money that came back
-- and was ordered anew too late, or given up; it is at risk while nobody has decided. A prescription that is paid in
-- several parts keeps its discount if the last of them was in time.
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
FROM abrechnung e JOIN stand s ON s.erste = e.anweisung_id
WHERE json_extract(e.urteil, '$.rabattstand') IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM nachtrag n WHERE n.beleg_id = e.beleg_id AND n.pic_nr = e.pic_nr AND n.nr > e.nr
    AND json_extract(n.urteil, '$.rabattstand') IS NOT NULL);
