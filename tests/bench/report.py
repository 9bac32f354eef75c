"""The tables of docs/benchmarks.md, from what tests/bench/run left in its folder.

    python3 tests/bench/report.py build/bench [--page]

Prints Markdown; with --page it also takes the place of what stands between the page's two marks. Times are the mean of
the two runs' medians, before and after the other libraries; a ratio is the worse of the two runs'.
"""

import argparse
import datetime
import json
import os
import re
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "benchmarks.md"
BEGIN, END = "<!-- figures: tests/bench/run --page -->", "<!-- end of figures -->"
COMMAND = "tests/bench/run --page"
NUMPY_BOUND = 1 / 30
MOST_TO_COMPILE = 10_000_000
MOST_BYTES = 400_000


def table(head, rows):
    align = ["---" if name in ("operation", "calendar", "call", "library", "against", "") else "---:" for name in head]
    return ["| " + " | ".join(cells) + " |" for cells in (head, align, *rows)]


def ratio_text(ratio):
    return f"1/{1 / ratio:.1f}" if ratio < 0.95 else f"{ratio:.2f}"


def bound_text(bound):
    return f"1/{round(1 / bound, 2):g}" if bound < 0.95 else f"{bound:g}"


def verdict(ratio, bound):
    return "ok" if ratio <= bound else "NOT REACHED"


class Results:
    def __init__(self, folder):
        self.runs = [json.loads((folder / name / "bench.json").read_text()) for name in ("before", "after")]
        self.peers = json.loads((folder / "before" / "peers.json").read_text())
        self.counts = json.loads((folder / "counts.json").read_text())
        self.load = (folder / "load").read_text().splitlines()
        self.hours = [entry["hours"] for entry in self.runs[0]["bytes"]]

    def medians(self, hours, order, operation, who):
        wanted = {"hours": hours, "order": order, "operation": operation, "who": who}
        return [figure["ns"] for run in self.runs for figure in run["figures"]
                if all(figure[key] == value for key, value in wanted.items())]

    def ns(self, *wanted):
        medians = self.medians(*wanted)
        return f"{sum(medians) / len(medians):.2f}" if medians else ""

    def worse_ratios(self):
        """Each held ratio with the worse of the two runs."""
        for one, two in zip(*(run["ratios"] for run in self.runs)):
            yield {**one, "ratio": max(one["ratio"], two["ratio"])}


def processor():
    info = Path("/proc/cpuinfo").read_text()

    def of(key):
        return re.search(rf"^{key}\s*:\s*(.*)$", info, re.MULTILINE)[1]
    return (f"{of('model name')} (family {of('cpu family')}, model {of('model')}), {os.cpu_count()} cores"
            + (", virtual machine" if "hypervisor" in of("flags").split() else ""))


def machine(results):
    release = dict(line.split("=", 1) for line in Path("/etc/os-release").read_text().splitlines() if "=" in line)
    lines = [("date", datetime.date.today().isoformat()),
             ("processor", processor()),
             ("system", f"{release['PRETTY_NAME'].strip(chr(34))}, Linux {os.uname().release.split('-')[0]}"),
             ("compiler", f"{results.counts['compiler']}, -O2"),
             ("libraries", ", ".join(results.peers["pinned"])),
             ("load average", f"{results.load[0]} before, {results.load[-1]} after"),
             ("command", f"`{COMMAND}`")]
    return table(["", ""], lines)


def held(results):
    rows = []
    for one in results.worse_ratios():
        operation = one["operation"] + ("" if one["who"] == "thoihan" else f", {one['who']}")
        rows.append([one["hours"], operation, results.ns(one["hours"], one["order"], one["operation"], one["who"]),
                     one["to"], ratio_text(one["ratio"]), bound_text(one["bound"]), verdict(one["ratio"], one["bound"])])
    numpy_ns = next(peer["ns"] for peer in results.peers["peers"] if peer["call"].startswith("busday_offset"))
    for factor, hours in zip((1, 2, 2), results.hours):
        medians = results.medians(hours, "random", "5th working date", "thoihan")
        ratio = max(medians) / numpy_ns
        rows.append([hours, "5th working date", f"{sum(medians) / 2:.2f}", "numpy: busday_offset", ratio_text(ratio),
                     bound_text(NUMPY_BOUND * factor), verdict(ratio, NUMPY_BOUND * factor)])
    rows.sort(key=lambda row: results.hours.index(row[0]))
    return table(["calendar", "operation", "ns", "against", "ratio", "at most", ""], rows)


def figures(results):
    columns = [(hours, "random") for hours in results.hours]
    columns += [(results.hours[0], "sorted"), (f"{results.hours[0]}, swaps", "random")]
    names = []
    for figure in results.runs[0]["figures"]:
        name = (figure["operation"], figure["who"])
        if name not in names:
            names.append(name)
    names.sort(key=lambda name: ("thoihan", "plain loop", "wide", "memcpy", "walk").index(name[1]))
    label = {"thoihan": "", "plain loop": ", plain loop", "wide": ", library", "memcpy": ": memcpy", "walk": ": walk"}
    rows = [[operation + label[who]] + [results.ns(hours, order, operation, who) for hours, order in columns]
            for operation, who in names]
    head = ["operation"] + [hours for hours, _ in columns[:3]] + ["first, sorted", "first, with swaps"]
    return table(head, rows)


def peers(results):
    rows = []
    for peer in results.peers["peers"]:
        ours = results.medians(results.hours[0], "random", peer["operation"], "thoihan")
        times = f"{peer['ns'] / (sum(ours) / len(ours)):,.0f}" if ours else ""
        if "differ" not in peer:
            agreement = ""
        elif peer["differ"] == 0:
            agreement = "all agree"
        else:
            agreement = f"{100 * peer['differ']:.2g} % differ"
            if peer["explained"] == 1:
                agreement += f", all because {peer['why']}"
        rows.append([peer["library"], f"`{peer['call']}`", f"{peer['ns']:,.0f}", times, f"{peer['rows']:,}", agreement])
    return table(["library", "call", "ns", "times ours", "rows", ""], rows)


def sizes(results):
    counted = results.counts["instructions"]
    rows = []
    for hours in results.hours:
        compiled = counted[f"{hours}: compile 40 years"]
        size = results.counts["bytes"][hours]
        rows.append([hours, f"{size:,}", verdict(size, MOST_BYTES), f"{compiled:,.0f}", verdict(compiled, MOST_TO_COMPILE),
                     *(f"{counted[f'{hours}: {name}']:.0f}" for name in ("add 2 h", "elapsed", "batch add 2 h",
                                                                         "wide batch add 2 h"))])
    return table(["calendar", "bytes, 40 years", "400 KB", "instructions to compile", "10 million", "add", "elapsed",
                  "batch add", "batch add, library"], rows)


def page(results):
    forward = results.peers["roll_forward"]
    parts = [machine(results), ["### Ratios and their bounds"], held(results), ["### Nanoseconds a row"], figures(results),
             ["### Other libraries, first calendar"], peers(results),
             [f"numpy with `roll=\"forward\"` instead: {100 * forward['differ']:.2g} % differ; "
              f"{100 * forward['starts_off']:.2g} % of the starts are on a day off."],
             ["### Memory and instructions"], sizes(results)]
    return "\n\n".join("\n".join(part) for part in parts)


def main():
    parser = argparse.ArgumentParser(description="The tables of docs/benchmarks.md")
    parser.add_argument("folder", type=Path, help="what tests/bench/run left")
    parser.add_argument("--page", action="store_true", help="write them into docs/benchmarks.md")
    given = parser.parse_args()
    text = page(Results(given.folder))
    print(text)
    if given.page:
        before, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
        PAGE.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{rest.split(END)[1]}", encoding="utf-8")


if __name__ == "__main__":
    main()
