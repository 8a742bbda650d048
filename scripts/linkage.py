#!/usr/bin/env python3
"""Reference programs for match-cases, on the same two files (Python packages duckdb and splink).

    linkage.py duckdb FAELLE REZEPTE OUT       the exact tiers, by hand in SQL
    linkage.py splink FAELLE REZEPTE OUT       Splink, DuckDB backend: its best case for each prescription
    linkage.py score  TRUTH OUT ZUORDNUNG      precision of OUT at the recall that the program's decisions reach, and
                                               its recall at their number of wrong ones

OUT: CSV with pic_nr, aktenzeichen, weight. TRUTH: CSV with pic_nr, aktenzeichen (9 digits, empty = no case).
"""

import sys

import duckdb

# What both programs get: names, streets and towns folded as far as SQL does it without a table of rules.
FOLD = """CREATE MACRO fold(t) AS nullif(trim(regexp_replace(strip_accents(replace(replace(replace(replace(
  lower(nullif(t, '?')), 'ä', 'ae'), 'ö', 'oe'), 'ü', 'ue'), 'ß', 'ss')), '[^a-z0-9]+', ' ', 'g')), '');
CREATE MACRO street(t) AS regexp_replace(fold(t), '(str|strasse) ?([0-9])', 'strasse \\2');
CREATE MACRO day(t) AS try_cast(nullif(t, '?') AS date)"""
COLUMNS = """fold(name) AS name, fold(vorname) AS vorname, day(geb_datum) AS geb, day(unf_datum) AS unf,
  street(strasse) AS strasse, fold(ort) AS ort, nullif(plz, '?') AS plz"""


def database(faelle, rezepte):
    db = duckdb.connect()
    db.execute("SET enable_progress_bar = false")
    db.execute(FOLD)
    db.execute(f"""CREATE TABLE f AS SELECT aktenzeichen || coalesce(pz, '') AS unique_id, aktenzeichen AS az, {COLUMNS}
      FROM read_csv('{faelle}', all_varchar = true) WHERE abgegeben = 'nein'""")
    db.execute(f"""CREATE TABLE r AS SELECT pic_nr AS unique_id, nullif(aktenzeichen, '?') AS az,
      unf_datum IS NULL AS ohne_unf, {COLUMNS} FROM read_csv('{rezepte}', all_varchar = true)""")
    return db


def exact_tiers(faelle, rezepte, out):
    db = database(faelle, rezepte)
    tiers = [
        "r.az IN (f.az, f.unique_id) AND r.name = f.name AND r.geb = f.geb",
        "r.name = f.name AND r.vorname = f.vorname AND r.geb = f.geb AND r.unf = f.unf",
        "r.name = f.name AND r.geb = f.geb AND r.unf = f.unf",
        "r.name = f.name AND r.vorname = f.vorname AND r.unf = f.unf AND r.ort = f.ort AND r.strasse = f.strasse",
        "r.name = f.name AND r.vorname = f.vorname AND r.geb = f.geb AND r.ort = f.ort AND r.strasse = f.strasse"
        " AND r.ohne_unf",
    ]
    # Z0 joins on one column, which a hash join can use.
    tiers[0] = "left(r.az, 8) = f.az AND " + tiers[0]
    union = " UNION ALL ".join(
        f"SELECT {nr} AS tier, r.unique_id AS pic_nr, f.unique_id AS az FROM r JOIN f ON {on}" for nr, on in enumerate(tiers)
    )
    db.execute(f"""COPY (WITH hits AS ({union}), best AS (SELECT pic_nr, min(tier) AS tier FROM hits GROUP BY 1)
      SELECT pic_nr, min(az) AS aktenzeichen, 9 - any_value(tier) AS weight FROM hits JOIN best USING (pic_nr, tier)
      GROUP BY 1 HAVING count(*) = 1 ORDER BY 1) TO '{out}' (HEADER)""")


def splink_model(faelle, rezepte, out):
    import logging

    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    logging.getLogger("splink").setLevel(logging.ERROR)
    db = database(faelle, rezepte)
    for table in "fr":
        db.execute(f"""CREATE TABLE s{table} AS SELECT unique_id, name, vorname, strftime(geb, '%Y-%m-%d') AS geb,
          strftime(unf, '%Y-%m-%d') AS unf, strasse || ' ' || ort AS adresse, ort, plz FROM {table}""")
    api = DuckDBAPI(connection=db)
    date = {"input_is_string": True, "datetime_thresholds": [1, 1], "datetime_metrics": ["month", "year"]}
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[
            cl.NameComparison("name").configure(term_frequency_adjustments=True),
            cl.NameComparison("vorname").configure(term_frequency_adjustments=True),
            cl.DateOfBirthComparison("geb", **date),
            cl.DateOfBirthComparison("unf", **date),
            cl.JaroWinklerAtThresholds("adresse", [0.95, 0.85]),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("name", "geb"),
            block_on("name", "unf"),
            block_on("geb", "unf"),
            block_on("vorname", "geb"),
            block_on("name", "vorname", "ort"),
        ],
        retain_matching_columns=False,
    )
    linker = Linker([api.register(t, dataset_display_name=t) for t in ("sf", "sr")], settings, log_level=40)
    linker.training.estimate_probability_two_random_records_match(
        [block_on("name", "vorname", "geb", "unf")], recall=0.75
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
    linker.training.estimate_parameters_using_expectation_maximisation(
        block_on("name", "geb"), record_sample_proportion=0.2
    )
    linker.training.estimate_parameters_using_expectation_maximisation(
        block_on("vorname", "unf"), record_sample_proportion=0.2
    )
    pairs = linker.inference.predict(threshold_match_weight=-5)
    db.execute(f"""COPY (WITH p AS (SELECT CASE WHEN source_dataset_l = 'sr' THEN unique_id_l ELSE unique_id_r END AS pic_nr,
        CASE WHEN source_dataset_l = 'sf' THEN unique_id_l ELSE unique_id_r END AS aktenzeichen, match_weight AS weight
        FROM {pairs.physical_name})
      SELECT pic_nr, aktenzeichen, weight FROM p
      QUALIFY row_number() OVER (PARTITION BY pic_nr ORDER BY weight DESC, aktenzeichen) = 1 ORDER BY 1)
      TO '{out}' (HEADER)""")


def score(truth, out, zuordnung):
    db = duckdb.connect()
    for name, path in [("t", truth), ("o", out), ("z", zuordnung)]:
        db.execute(f"CREATE TABLE {name} AS SELECT * FROM read_csv('{path}', all_varchar = true)")
    known = db.execute("SELECT count(*) FROM t WHERE aktenzeichen <> ''").fetchone()[0]
    right = """SELECT count(*) FILTER (t.aktenzeichen = x.aktenzeichen), count(*)
      FROM ({}) x JOIN t USING (pic_nr)"""
    ours = db.execute(right.format("SELECT * FROM z WHERE entscheidung = 'programm'")).fetchone()
    # The strongest pairs of the other program, until as many of them are right.
    ranked = """SELECT (t.aktenzeichen = o.aktenzeichen)::int AS ok, coalesce(sum(ok) OVER (ORDER BY weight::double DESC,
      pic_nr ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before FROM o JOIN t USING (pic_nr)"""
    theirs = db.execute(f"SELECT sum(ok)::int, count(*) FROM ({ranked}) WHERE before < {ours[0]}").fetchone()
    # Its strongest pairs, until one more would be wrong than of ours.
    cautious = f"""SELECT count(*) FILTER (ok = 1), count(*) FROM (SELECT ok, sum(1 - ok) OVER (ORDER BY weight DESC, ok,
      pic_nr) AS wrong FROM (SELECT (t.aktenzeichen = o.aktenzeichen)::int AS ok, o.weight::double AS weight, pic_nr
      FROM o JOIN t USING (pic_nr))) WHERE wrong <= {ours[1] - ours[0]}"""
    as_wrong = db.execute(cautious).fetchone()
    for who, (right, pairs) in [("match-cases", ours), ("as many right", (theirs[0] or 0, theirs[1])), ("as many wrong", as_wrong)]:
        share = right / pairs if pairs else 0
        print(f"{who:<14} {pairs:>8} pairs, {pairs - right:>6} wrong, precision {share:.5%}, recall {right / known:.3%}")


commands = {"duckdb": exact_tiers, "splink": splink_model, "score": score}
if len(sys.argv) != 5 or sys.argv[1] not in commands:
    sys.exit(__doc__)
commands[sys.argv[1]](*sys.argv[2:])
