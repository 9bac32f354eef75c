"""The tables of docs/benchmarks.md about cases, from what tests/bench/run_cases left in its folder.

    python3 tests/bench/case_report.py build/bench/cases [--page]

Prints Markdown; with --page it also takes the place of what stands between the page's two marks. Times are the mean of
the two runs' medians, a ratio is the worse of the two runs'.
"""

import argparse
import datetime
import json
from pathlib import Path

from report import PAGE, bound_text, processor, table, verdict

BEGIN, END = "<!-- case figures: tests/bench/run_cases --page -->", "<!-- end of case figures -->"
# What is timed, and the operation that is counted beside it.
COUNTED = {("step", "table"): "step by a table", ("step", "thoihan"): "step", ("command to act", "thoihan"): "command to act",
           ("command to effects", "thoihan"): "command to effects, a stream of reports",
           ("case to snapshot", "thoihan"): "case to snapshot", ("snapshot to case", "thoihan"): "snapshot to case"}


def page(runs, counts, load):
    first = runs[0]
    machine = table(["", ""], [("date", datetime.date.today().isoformat()), ("processor", processor()),
                               ("compiler", f"{counts['compiler']}, -O2"),
                               ("load average", f"{load[0]} before, {load[-1]} after"),
                               ("command", "`tests/bench/run_cases --page`")])
    held = []
    for one, two in zip(*(run["bounds"] for run in runs)):
        ratio = max(one["ratio"], two["ratio"])
        held.append([one["operation"], one["to"], f"{ratio:.2f}", bound_text(one["bound"]), verdict(ratio, one["bound"])])
    rows = []
    for one, two in zip(*(run["figures"] for run in runs)):
        name = COUNTED[one["operation"], one["who"]]
        ns = (one["ns"] + two["ns"]) / 2
        rows.append([one["operation"] + ("" if one["who"] == "thoihan" else ": table by hand"), f"{ns:,.1f}", f"{1e9 / ns:,.0f}",
                     f"{counts['instructions'][name]:,.0f}", f"{counts['allocations'].get(name, 0):,}"])
    plain = "command to effects, no duty started"
    rows.append([plain, "", "", f"{counts['instructions'][plain]:,.0f}", f"{counts['allocations'].get(plain, 0):,}"])
    return "\n\n".join(["\n".join(machine), "\n".join(table(["operation", "against", "ratio", "at most", ""], held)),
                        "\n".join(table(["operation", "ns", "a second", "instructions", "allocations, all rows"], rows)),
                        f"{first['commands']:,} commands on {first['cases']:,} cases; a snapshot of a case at its end takes "
                        f"{first['snapshot_bytes']} bytes, a round of a duty {first['round_bytes']} in memory."])


def main():
    parser = argparse.ArgumentParser(description="The tables of docs/benchmarks.md about cases")
    parser.add_argument("folder", type=Path, help="what tests/bench/run_cases left")
    parser.add_argument("--page", action="store_true", help="write them into docs/benchmarks.md")
    given = parser.parse_args()
    runs = [json.loads((given.folder / name).read_text()) for name in ("before.json", "after.json")]
    text = page(runs, json.loads((given.folder / "counts.json").read_text()), (given.folder / "load").read_text().splitlines())
    print(text)
    if given.page:
        before, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
        PAGE.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{rest.split(END)[1]}", encoding="utf-8")


if __name__ == "__main__":
    main()
