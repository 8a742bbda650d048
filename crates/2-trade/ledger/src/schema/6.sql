-- Version 6: what a prescription says takes a quarter of the room, so that the index of a large day stays in memory.

CREATE TABLE abdruck_6 (                        -- keyed hash of pharmacy, person, dates and articles of a prescription
    beleg_id INTEGER NOT NULL,
    pic_nr   TEXT NOT NULL,
    abdruck  BLOB NOT NULL,                     -- its first 16 bytes; it changes with what people correct
    PRIMARY KEY (beleg_id, pic_nr),
    FOREIGN KEY (pic_nr, beleg_id) REFERENCES rezept (pic_nr, beleg_id)
) STRICT, WITHOUT ROWID;
INSERT INTO abdruck_6 SELECT beleg_id, pic_nr, unhex(substr(abdruck, 1, 32)) FROM abdruck ORDER BY beleg_id, pic_nr;
DROP TABLE abdruck;
ALTER TABLE abdruck_6 RENAME TO abdruck;
CREATE INDEX abdruck_gleich ON abdruck (abdruck, beleg_id, pic_nr);
