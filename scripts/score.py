#!/usr/bin/env python3
"""Holds the noise report against simulated companies and writes docs/score.md. Standard library only.

    python3 scripts/score.py 400:50 4000:50 40000:3      customers of a company : seeds
"""

import json
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/score.md"

HEAD = """# The score

What the noise report finds of what is there, and what it finds that is not. `make score` writes this page anew.

Companies are simulated (`waterline simulate`): an airline, a hotel group and a shop, and a telecom whose mechanics differ
and on which nothing was ever tuned; it stands apart. Their truth is known: about thirty noise points each, places that
look bad and harm nobody, harm that has another cause, rare accidents. The program sees the touches and nothing else.

* **Large ones found**: of planted points that over 1,000 journeys came by and that add at least 8 points to the chance of
  leaving, how many are on the list. **All found**: of all planted points a signal in the log can show.
* **Oracle**: what somebody finds who is told the places, tests those alone, and controls false findings in the same way.
* **False**: listed points behind which the planted troubles add less than half a point, and rare accidents; mean over
  companies, and in the worst company.
* **Order**: rank correlation (Spearman) of estimated with true damage over planted points.
* **Intervals**: share of 95 % intervals that hold the true harm.
* **Fixes**: of fixes that made a trouble rarer, how many `prove` proves; of those that did nothing, or only looked so
  (regression to the mean, a trend), how many it proves all the same. **Milder**: the same of fixes after which as many meet
  it, and fewer leave.
* **By count** lists as many points as we do, those that happen most often. **p < 0.05** lists whatever is significant by
  itself.

Broken promises, retelling, canned replies and expectation gaps show in words: customers and agents of the companies talk, and
what they say is read as any text is. What is not understood counts among the unhurt, so that fewer points are found and their
effects look smaller than they are; nothing is corrected for that. What shows only by how a journey ends is planted too and is
no part of these figures.
"""


def share(value):
    return "–" if value is None else f"{100 * value:.1f} %"


def number(value):
    return "–" if value is None else f"{value:.2f}"


def row(name, ranking, oracle=None, covered=None):
    cells = [name, share(ranking["recall"]), share(ranking["recall_all"]), share(oracle), share(ranking["false_share"]),
             share(ranking["false_share_worst"]), number(ranking["spearman"]), share(covered)]
    return "| " + " | ".join(cells) + " |"


def table(customers, seeds):
    command = [ROOT / "target/release/waterline", "evaluate", "--json", "--quiet", "--customers", str(customers),
               "--seeds", str(seeds)]
    found = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    each = found["touches"] / (len(found["companies"]) * seeds)
    lines = [f"\n## {customers:,} customers, about {each:,.0f} touches, {seeds} seeds of each company\n",
             "| | large ones found | all found | oracle | false | false at worst | order | intervals |",
             "|---|---|---|---|---|---|---|---|",
             row("**airline, hotel, shop**", found, found["recall_oracle"], found["coverage"]["damage"])]
    for name, score in found["companies"].items():
        lines.append(row(name, score, score["recall_oracle"], score["coverage"]["damage"]))
    lines.append(row("by count", found["naive"]["by_count"]))
    lines.append(row("p < 0.05", found["naive"]["uncorrected"]))
    lines += ["", "| | fixes proved | milder proved | others proved | intervals: spared | intervals: silent |",
              "|---|---|---|---|---|---|"]
    for name, score in {"**airline, hotel, shop**": found, **found["companies"]}.items():
        figures = [score["fixes_proved"], score["milder_proved"], score["decoys_proved"], score["coverage"]["fix"],
                   score["coverage"]["silent"]]
        lines.append("| " + " | ".join([name, *map(share, figures)]) + " |")
    recall = found["recall_by_kind"]
    read = [f"{kind.replace('_', ' ')} {share(part)} ({share(recall.get(kind))})"
            for kind, part in found["read_by_kind"].items()]
    lines += ["", f"Read, of the journeys that show it in words (and points of the kind found): {', '.join(read)}."]
    return "\n".join(lines) + "\n"


def main():
    page = HEAD
    for size in sys.argv[1:]:
        customers, seeds = map(int, size.split(":"))
        print(f"{seeds} seeds of companies with {customers:,} customers", file=sys.stderr)
        page += table(customers, seeds)
    PAGE.write_text(page)
    print(f"The score is in {PAGE.relative_to(ROOT)}.")


if __name__ == "__main__":
    main()
