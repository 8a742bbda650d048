-- Version 7: what facilities were paid too much by their own corrections, found by its grant.

CREATE INDEX leistung_zurueck ON leistung (bewilligung_nr) WHERE betrag < 0;
