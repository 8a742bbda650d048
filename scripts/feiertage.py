#!/usr/bin/env python3
"""Public holidays, days without TARGET and deadlines by other means than ours.

crates/rules/tests/kalender.rs holds us to these tables.

    pip install holidays==0.109 && scripts/feiertage.py

Writes crates/rules/tests/feiertage.csv and crates/rules/tests/fristen.csv. Needed only when the law changes or the
years run out; the tables are in the repository.
"""

import random
from datetime import date, timedelta
from pathlib import Path

import holidays

TESTS = Path(__file__).resolve().parent.parent / "crates/rules/tests"
LAENDER = "BB BE BW BY HB HE HH MV NI NW RP SH SL SN ST TH".split()
JAHRE = range(2002, 2031)
SAMPLES = 150  # receipt days, each in every Land

# Days of the receipt next to which a deadline is most likely to go wrong: ten days on they meet Easter, Whitsun,
# 1 May, the end of the year, 3 October and the days that only some Laender keep.
EDGES = [(2, 26), (3, 20), (4, 10), (4, 21), (5, 5), (5, 16), (6, 1), (8, 5), (9, 10), (9, 23), (10, 21), (11, 8),
         (12, 14), (12, 22), (12, 27)]


# 15 August is a holiday in the Bavarian municipalities with more Catholic than Protestant inhabitants (Art. 1 (1)
# no. 2 FTG), about 1,700 of 2,056 and Munich among them, so we keep it for the whole Land. The package counts it under
# "catholic". What holds in a minority of municipalities, Fronleichnam in Saxony and Thuringia and the Friedensfest of
# Augsburg, is a working day with us.
CATEGORIES = {"BY": ("public", "catholic")}


def calendar(land):
    # One year more at the end: a receipt of December is due in January.
    years = range(JAHRE[0], JAHRE[-1] + 2)
    if land == "TARGET":
        return holidays.financial_holidays("ECB", years=years)
    return holidays.country_holidays("DE", subdiv=land, years=years, categories=CATEGORIES.get(land, ("public",)))


def step(day, days, free):
    """The day itself, or the nearest one in the direction of `days` (+1 or -1), that is a working day."""
    while day.weekday() >= 5 or day in free:
        day += timedelta(days=days)
    return day


def deadlines(receipt, free):
    """Zahlungsziel, Anweisungsdatum, Anweisungsdatum with `strict`."""
    due = step(receipt + timedelta(days=10), +1, free)
    order = step(due - timedelta(days=3), -1, free)
    second = due
    for _ in range(2):
        second = step(second - timedelta(days=1), -1, free)
    return due, order, min(order, second)


def receipts():
    rng = random.Random(2002)
    days = (date(JAHRE[-1], 12, 31) - date(JAHRE[0], 1, 1)).days
    picked = {date(JAHRE[0], 1, 1) + timedelta(days=rng.randrange(days)) for _ in range(SAMPLES)}
    picked |= {date(year, month, day) for year in JAHRE for month, day in EDGES}
    return sorted(picked)


def write(name, header, rows):
    note = f"# Python package holidays {holidays.__version__}, BY with its Catholic category; scripts/feiertage.py\n"
    (TESTS / name).write_text(note + header + "\n" + "".join(row + "\n" for row in rows), encoding="utf-8")


def main():
    free = {land: calendar(land) for land in [*LAENDER, "TARGET"]}
    everyday = {}
    for land in free:
        for day in free[land]:
            if day.year in JAHRE and day.weekday() < 5:
                everyday.setdefault(day, []).append(land)
    write("feiertage.csv", "datum,frei_in", (f"{day},{' '.join(kept_by)}" for day, kept_by in sorted(everyday.items())))

    rows = []
    for receipt in receipts():
        by_dates = {}
        for land in LAENDER:
            by_dates.setdefault(deadlines(receipt, free[land]), []).append(land)
        for dates, laender in sorted(by_dates.items()):
            rows.append(f"{receipt},{','.join(map(str, dates))},{' '.join(laender)}")
    write("fristen.csv", "eingang,zahlungsziel,anweisungsdatum,strict,laender", rows)


if __name__ == "__main__":
    main()
