"""One peer, one task, one file: what other tools need for the same answer. Run by bench/run.py, each in a process.

    bench/.venv/bin/python bench/peers.py duckdb graph log.parquet

Prints the answer as JSON, so that the run can check that all tools counted the same.
"""

import json
import sys

COLUMNS = ("case", "activity", "timestamp")


def duckdb_read(path):
    import duckdb

    database = duckdb.connect()
    database.execute("SET enable_progress_bar = false")
    reader = f"read_csv('{path}')" if path.endswith(".csv") else f"read_parquet('{path}')"
    return database, reader


PAIRS = """SELECT "case", activity, "timestamp" AS since,
    lead(activity) OVER w AS next, lead("timestamp") OVER w AS next_at
    FROM {} WINDOW w AS (PARTITION BY "case" ORDER BY "timestamp")"""


def duckdb_import(path):
    database, reader = duckdb_read(path)
    database.execute(f"CREATE TABLE log AS SELECT * FROM {reader}")
    return {"touches": database.execute("SELECT count(*) FROM log").fetchone()[0]}


def duckdb_graph(path, waits=""):
    database, reader = duckdb_read(path)
    rows = database.execute(f"""SELECT activity, next, count(*){waits}
        FROM ({PAIRS.format(reader)}) WHERE next IS NOT NULL GROUP BY ALL""").fetchall()
    return {"pairs": len(rows), "transitions": sum(row[2] for row in rows)}


def duckdb_waits(path):
    wait = "(epoch_us(next_at) - epoch_us(since)) / 1e6"
    return duckdb_graph(path, f", avg({wait}), quantile_cont({wait}, [0.5, 0.9, 0.99])")


def duckdb_variants(path):
    database, reader = duckdb_read(path)
    variants = database.execute(f"""SELECT count(DISTINCT way) FROM (SELECT
        string_agg(activity, '>' ORDER BY "timestamp") AS way FROM {reader} GROUP BY "case")""").fetchone()[0]
    repeats = database.execute(f"""SELECT count(*) FROM (SELECT count(*) AS visits FROM {reader}
        GROUP BY "case", activity) WHERE visits > 1""").fetchone()[0]
    return {"variants": variants, "repeats": int(repeats)}


def polars_read(path):
    import polars

    if path.endswith(".csv"):
        return polars, polars.scan_csv(path, try_parse_dates=True)
    return polars, polars.scan_parquet(path)


def polars_import(path):
    _, log = polars_read(path)
    return {"touches": log.collect().height}


def polars_pairs(path):
    polars, log = polars_read(path)
    log = log.select(COLUMNS).sort("case", "timestamp")
    same = polars.col("case") == polars.col("case").shift(-1)
    wait = (polars.col("timestamp").shift(-1) - polars.col("timestamp")).dt.total_microseconds() / 1e6
    pairs = log.select("activity", polars.col("activity").shift(-1).alias("next"), wait.alias("wait"), same.alias("same"))
    return polars, pairs.filter("same").group_by("activity", "next")


def polars_graph(path):
    polars, pairs = polars_pairs(path)
    rows = pairs.agg(polars.len().alias("count")).collect()
    return {"pairs": rows.height, "transitions": rows["count"].sum()}


def polars_waits(path):
    polars, pairs = polars_pairs(path)
    wait = polars.col("wait")
    shares = [wait.quantile(share).alias(f"p{share}") for share in (0.5, 0.9, 0.99)]
    rows = pairs.agg(polars.len().alias("count"), wait.mean().alias("mean"), *shares).collect()
    return {"pairs": rows.height, "transitions": rows["count"].sum()}


def polars_variants(path):
    polars, log = polars_read(path)
    log = log.select(COLUMNS)
    ways = log.sort("case", "timestamp").group_by("case", maintain_order=True).agg("activity")
    variants = ways.select(polars.col("activity").list.join(">").n_unique()).collect().item()
    repeats = log.group_by("case", "activity").len().select((polars.col("len") > 1).sum()).collect().item()
    return {"variants": variants, "repeats": repeats}


def pm4py_read(path):
    import pm4py

    if ".xes" in path:
        return pm4py, pm4py.read_xes(path, variant="rustxes")
    import pandas

    table = pandas.read_csv(path) if path.endswith(".csv") else pandas.read_parquet(path)
    return pm4py, pm4py.format_dataframe(table, case_id="case", activity_key="activity", timestamp_key="timestamp")


def pm4py_import(path):
    _, log = pm4py_read(path)
    return {"touches": len(log)}


def pm4py_graph(path):
    pm4py, log = pm4py_read(path)
    graph, _, _ = pm4py.discover_dfg(log)
    return {"pairs": len(graph), "transitions": int(sum(graph.values()))}


def pm4py_waits(path):
    pm4py, log = pm4py_read(path)
    graph, _, _ = pm4py.discover_performance_dfg(log)
    return {"pairs": len(graph)}


def pm4py_variants(path):
    pm4py, log = pm4py_read(path)
    variants = pm4py.get_variants(log)
    rework = log.groupby(["case:concept:name", "concept:name"], observed=True).size()
    return {"variants": len(variants), "repeats": int((rework > 1).sum())}


if __name__ == "__main__":
    tool, task, file = sys.argv[1:]
    print(json.dumps(globals()[f"{tool}_{task}"](file)))
