"""Reads every CSV table of a stage folder with DuckDB on two threads and writes it again: python3 rewrite.py FOLDER OUT"""
import pathlib, sys
import duckdb

folder, out = map(pathlib.Path, sys.argv[1:])
out.mkdir(parents=True, exist_ok=True)
db = duckdb.connect()
db.execute("SET threads = 2")
db.execute("SET preserve_insertion_order = true")
for table in sorted(folder.glob("*.csv")):
    db.execute(f"COPY (FROM read_csv('{table}', header = true, all_varchar = true, delim = ',', quote = '\"', escape = '\"')) TO '{out / table.name}' (HEADER, DELIMITER ',')")
