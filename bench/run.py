#!/usr/bin/env python3
"""Measures Waterline, the floor and (with --peers) pm4py, DuckDB and polars, and prints one table.

Every cell is a process of its own: CPU seconds (user and system, all threads), wall seconds, peak memory. The generated
log is kept in bench/data and made again only when it is missing. Standard library only.

    python3 bench/run.py --touches 1000000 --peers
    python3 bench/run.py --grow 1000000,5000000,20000000,100000000
"""

import argparse
import json
import math
import os
import pathlib
import shutil
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
DATA = HERE / "data"
PEERS = ("duckdb", "polars", "pm4py")


class Cell:
    """What one process cost, and what it said."""

    def __init__(self, command, environment=None):
        begun = time.monotonic()
        with open(DATA / "said", "w+b") as said, open(DATA / "complained", "w+b") as complained:
            process = subprocess.Popen([str(part) for part in command], stdout=said, stderr=complained,
                                       stdin=subprocess.DEVNULL, env={**os.environ, **(environment or {})})
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            said.seek(0)
            complained.seek(0)
            self.said, self.complained = said.read(), complained.read().decode(errors="replace")
        self.wall = time.monotonic() - begun
        self.cpu = used.ru_utime + used.ru_stime
        self.memory = used.ru_maxrss / 1024
        self.failed = process.returncode != 0

    def answer(self):
        try:
            return json.loads(self.said)
        except ValueError:
            return {}

    def __str__(self):
        if self.failed:
            return "failed"
        return f"{self.cpu:8.2f} {self.wall:8.2f} {self.memory:7.0f}"


class Bench:
    """Runs cells, prints their lines, and remembers what each tool counted."""

    def __init__(self, settings):
        self.settings = settings
        self.waterline = settings.waterline or ROOT / "target/release/waterline"
        self.bench = settings.bench or ROOT / "target/release/bench"
        self.counted = {}

    def log(self, touches, kind):
        path = DATA / f"{touches}.{kind}"
        if not path.exists():
            print(f"Writing {path.relative_to(ROOT)}.", file=sys.stderr)
            part = path.with_suffix(".part")
            subprocess.run([self.bench, "generate", "--touches", str(touches), "--format", kind, "--out", part], check=True)
            part.rename(path)
        return path

    def line(self, what, who, command):
        cell = Cell(command)
        print(f"{what:<34} {who:<10} {cell}", flush=True)
        if cell.failed:
            print(cell.complained.strip()[-600:], file=sys.stderr)
        for name, figure in cell.answer().items():
            figure = len(figure) if name == "transitions" and isinstance(figure, list) else figure
            name = "pairs" if name == "transitions" and figure != cell.answer()[name] else name
            if name in ("touches", "journeys", "pairs", "variants", "repeats") and isinstance(figure, int):
                self.counted.setdefault(name, {}).setdefault(figure, set()).add(who)
        return cell

    def peers(self, what, task, path):
        if self.settings.peers:
            if ".xes" in path.suffixes:
                self.line(what, "process_mining", [HERE / "xes_peer/target/release/xes_peer", path])
            for peer in PEERS:
                if ".xes" in path.suffixes and peer != "pm4py":
                    continue
                self.line(what, peer, [HERE / ".venv/bin/python", HERE / "peers.py", peer, task, path])

    def ours(self, what, *command):
        memory = ["--memory", str(self.settings.memory)] if self.settings.memory else []
        return self.line(what, "waterline", [self.waterline, *command, "--json", "--quiet", *memory])

    def table(self, touches):
        print(f"\n{touches:,} touches{'':<27} {'':<10} {'CPU s':>8} {'wall s':>8} {'MB':>7}")
        for kind in self.settings.formats.split(","):
            self.import_from(touches, kind)
        store = DATA / "store"
        parquet = self.log(touches, "parquet")
        self.line("graph", "floor", [self.bench, "floor", self.log(touches, "columns")])
        graph = self.ours("graph, waits, customers", "graph", "--data", store)
        self.peers("graph", "graph", parquet)
        self.peers("graph, waits", "waits", parquet)
        self.ours("variants", "variants", "--data", store)
        self.peers("variants, repeats", "variants", parquet)
        noise = self.ours("noise: every signal, every test", "noise", "--data", store)
        self.ratio(graph, noise)
        self.disagreements()

    def import_from(self, touches, kind):
        return self.import_file(self.log(touches, kind), kind)

    def import_file(self, path, kind):
        store = DATA / "store"
        shutil.rmtree(store, ignore_errors=True)
        mapping = ["--map", HERE / "mapping.toml"] if kind != "xes" else []
        cell = self.ours(f"import {kind}, {path.stat().st_size / 1e6:,.0f} MB", "import", path, "--data", store, *mapping)
        self.peers(f"read {kind} into memory", "import", path)
        return cell

    @staticmethod
    def ratio(graph, noise):
        if not graph.failed and not noise.failed and graph.cpu > 0:
            print(f"Noise takes {noise.cpu / graph.cpu:.1f} times the CPU of the plain graph (target: at most 3).")

    def disagreements(self):
        agreed = [name for name, figures in self.counted.items() if len(figures) == 1]
        print(f"All that told them agree on: {', '.join(agreed)}.")
        for name, figures in self.counted.items():
            if len(figures) > 1:
                print(f"They do not agree on {name}: {figures}")

    def grow(self, sizes):
        """How cost grows: microseconds of CPU for each touch, and the exponent between the smallest and the largest."""
        costs = {}
        for touches in sizes:
            store = DATA / "store"
            cells = {"import parquet": self.import_from(touches, "parquet")}
            cells["graph"] = self.ours("graph, waits, customers", "graph", "--data", store)
            cells["noise"] = self.ours("noise", "noise", "--data", store)
            cells["floor"] = self.line("graph", "floor", [self.bench, "floor", self.log(touches, "columns")])
            for what, cell in cells.items():
                costs.setdefault(what, []).append((touches, cell.cpu, cell.memory))
            self.ratio(cells["graph"], cells["noise"])
        for what, line in costs.items():
            each = ", ".join(f"{touches / 1e6:g} M: {cpu / touches * 1e6:.2f} us/touch {memory:.0f} MB" for touches, cpu, memory in line)
            (few, cheap, _), (many, dear, _) = line[0], line[-1]
            power = math.log(dear / cheap) / math.log(many / few) if many > few and cheap > 0 else float("nan")
            print(f"{what:<15} grows as touches^{power:.2f}: {each}")


def main():
    parser = argparse.ArgumentParser(description="Measures Waterline, the floor and its peers.")
    parser.add_argument("--touches", type=int, default=1_000_000)
    parser.add_argument("--peers", action="store_true", help="measure pm4py, DuckDB and polars too")
    parser.add_argument("--formats", default="csv,xes,parquet", help="what to import; the last one is measured further")
    parser.add_argument("--grow", help="sizes, comma-separated: print how cost grows instead of the table")
    parser.add_argument("--memory", type=int, help="megabytes Waterline may use, as its --memory")
    parser.add_argument("--waterline", type=pathlib.Path, help="another binary than target/release/waterline")
    parser.add_argument("--bench", type=pathlib.Path, help="another binary than target/release/bench")
    parser.add_argument("--log", type=pathlib.Path, help="only import this log (XES), beside the peers")
    settings = parser.parse_args()
    DATA.mkdir(exist_ok=True)
    bench = Bench(settings)
    if settings.log:
        bench.import_file(settings.log, "xes")
    elif settings.grow:
        bench.grow([int(size) for size in settings.grow.split(",")])
    else:
        bench.table(settings.touches)


if __name__ == "__main__":
    main()
