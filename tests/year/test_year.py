"""The year of a province: thousands of invented reports through each of the five packs, and every sum of what is told of them.

    python3 tests/year/test_year.py [REPORTS]      in all (20000), a fifth through each pack; `tests/long year` for the whole year

The generators of examples/data invent the reports, seed by seed; each of a pack's reports goes through several times, as a case of its own, so
that the whole is an exact multiple of what the judge counts. The judge is tests/oracle/report_oracle.py: it reads the acts of the first
of each out of the database, and uses nothing of the engine. Parts are held against the whole: outcomes, rounds, the months of the
year, and every second of every case. A report of figures takes no more memory than one bound, which holds for 20,000 reports as for 300,000.
"""

import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

ROOT = Path(os.environ.get("THOIHAN_SOURCE_DIR", Path(__file__).resolve().parents[2])).resolve()
BUILD = Path(os.environ.get("THOIHAN_BUILD_DIR", ROOT / "build")).resolve()
sys.dont_write_bytecode = True
sys.path += [str(ROOT / "tests/oracle"), str(ROOT / "examples/data")]

import generate_province_reports  # noqa: E402
import generate_reports  # noqa: E402
import report_oracle  # noqa: E402
from report_oracle import OUTCOMES, ROUNDS, TIMINGS  # noqa: E402

# Reports that a seed invents, and how many seeds at least.
BASE = {"ben-tre": 200, "hau-giang": 200, "ho-chi-minh": 200, "hoa-binh": 200, "tien-giang": 601}
LEAST_DISTINCT = 800
NOW = "2025-01-15T12:00"
# What a report of figures may take, whatever the number of cases: 8 MiB of it are pages of the database.
MOST_MIB = 32
# The peak of a process is not below that of the one that started it; this one is small.
LAUNCHER = """import os, sys
child = os.posix_spawn(sys.argv[2], sys.argv[2:], os.environ)
_, status, used = os.wait4(child, 0)
open(sys.argv[1], "w").write(str(used.ru_maxrss))
sys.exit(os.waitstatus_to_exitcode(status))
"""


def stories_of(name, seed):
    """The acts of a seed's reports, one a line, in the order of their recording."""
    if name == "tien-giang":
        stories = generate_reports.generate(report_oracle.Rules(ROOT, "province/tien-giang"), seed)
    else:
        province = next(one for one in generate_province_reports.provinces() if one.name == name)
        stories = generate_province_reports.generate(province, seed).stories
    return [line for *_, line in sorted((entry for story in stories for entry in story.lines), key=lambda entry: entry[:3])]


class Year:
    def __init__(self, name, reports, folder):
        self.name, self.folder = name, folder
        self.seeds = max(-(-LEAST_DISTINCT // BASE[name]), reports // 20 // BASE[name])
        self.distinct = self.seeds * BASE[name]
        self.copies = -(-reports // self.distinct)
        self.rules = report_oracle.Rules(ROOT, f"province/{name}")
        self.peaks = {}

    def write(self, path, copies):
        with path.open("w", encoding="utf-8") as file:
            for seed in range(self.seeds):
                for line in stories_of(self.name, seed):
                    for copy in range(copies):
                        file.write(json.dumps({**line, "case": f"{line['case']}.{seed}.{copy}"}, ensure_ascii=False) + "\n")

    def program(self, what, *words):
        """(what it printed, as objects); notes the peak of memory under `what`."""
        peak = self.folder / "peak"
        done = subprocess.run([sys.executable, "-I", "-S", "-c", LAUNCHER, str(peak), str(BUILD / "thoihan"), *map(str, words), "--lang", "en"],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT, check=False)
        assert done.returncode == 0, done.stderr.decode()[-2000:]
        self.peaks[what] = int(peak.read_text()) / 1024
        return done.stdout

    def fill(self, database, copies):
        events = self.folder / "events.jsonl"
        self.write(events, copies)
        self.program("run", "run", self.name, "--events", events, "--db", database, "--now", NOW)
        events.unlink()

    def report(self, what, database, period, *more):
        """(table -> its rows without the sum, table -> the sum)."""
        lines = self.program(what, "report", "--db", database, "--period", period, "--now", NOW, "--json", *more).splitlines()
        tables, sums = {}, {}
        for line in lines[1:]:
            row = json.loads(line)
            name = row.pop("table")
            if row.pop("sum", False):
                sums[name] = row
            else:
                tables.setdefault(name, []).append(row)
        return tables, sums

    def acts(self, database):
        """The acts of the first of each, as the log has them: (those of cases that are no state secrets, how many in all, how many secrets)."""
        def clock(seconds):
            return (datetime(1970, 1, 1, 7) + timedelta(seconds=seconds)).isoformat()

        connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
        rows = connection.execute("SELECT case_id, at, recorded_at, event, role, authority, facts FROM event JOIN case_ ON case_.number = case_number "
                                  "WHERE case_id LIKE '%.0' ORDER BY sequence").fetchall()
        counts = connection.execute("SELECT (SELECT count(*) FROM event), (SELECT count(*) FROM case_)").fetchone()
        connection.close()
        secrets, acts = {row[0] for row in rows if row[-1] is None}, []

        def value_of(value):
            """A personal text stands in the log as its fingerprint."""
            return value["hmac"] if isinstance(value, dict) else value

        for case, at, recorded_at, event, role, authority, facts in rows:
            if case in secrets:
                continue
            by = {"role": role, **({"authority": authority} if authority else {})}
            acts.append({"case": case, "at": clock(at), "recorded_at": clock(recorded_at), "event": event, "by": by,
                         "facts": {name: value_of(value) for name, value in json.loads(facts).items()}})
        return acts, len(rows), len(secrets), counts

    def run(self):
        """What is wrong, and nothing else."""
        large = self.folder / "year.db"
        started = time.monotonic()
        self.fill(large, self.copies)
        filled = time.monotonic()
        self.program("verify", "verify", "--db", large)
        tables, sums = self.report("figures", large, "year:2024", "--without-lists")
        whole = self.report("lists", large, "year:2024")[0]
        told = time.monotonic()
        acts, distinct_events, self.secrets, (events, cases) = self.acts(large)
        start, end, now = datetime(2024, 1, 1), datetime(2025, 1, 1), report_oracle.local(NOW)
        expected = report_oracle.Figures(self.rules, acts, start, end, now, ("lead", "channel"))
        late_lines = whole.pop("late", [])
        wrong = [text for good, text in [
            (cases == self.distinct * self.copies, f"{cases} cases"),
            (events == distinct_events * self.copies, f"{events} events of {distinct_events} x {self.copies}"),
            (whole == tables, "the lists change the figures"),
            *self.judged(tables, sums, expected), *self.listed(late_lines, expected), *self.months(large, tables), *self.memory()] if not good]
        print(f"{self.name}: {cases} reports ({self.distinct} different), {events} events, {len(late_lines)} late; filled in {filled - started:.0f} s, "
              f"told in {told - filled:.0f} s; peak MiB: " + ", ".join(f"{what} {mib:.0f}" for what, mib in self.peaks.items()), flush=True)
        large.unlink()
        return wrong

    def judged(self, tables, sums, expected):
        times = self.copies

        def rows(table, key):
            return {row[key]: row for row in tables.get(table, [])}

        intake, outcome, marks = rows("intake", "kind"), rows("outcome", "outcome"), rows("marks", "kind")
        for kind in ("carried", "received", "reopened"):
            yield intake[kind]["cases"] == times * expected.cases[kind], f"intake {kind}"
        yield sums["intake"]["cases"] == sums["outcome"]["cases"] == times * expected.cases["cases"], "cases in all"
        for what in OUTCOMES:
            for timing in TIMINGS:
                yield outcome[what][timing] == times * expected.matrix[what, timing], f"outcome {what} {timing}"
        for kind in ("extended", "returned", "returns"):
            yield marks[kind]["count"] == times * expected.marks[kind], f"marks {kind}"
        yield marks["secret"]["count"] == times * self.secrets, "marks secret"
        for table, key, wanted in (("owners", "owed_by", expected.owners), ("duties", "duty", expected.duties)):
            found = rows(table, key)
            yield found.keys() == wanted.keys(), f"{table}: {found.keys() ^ wanted.keys()}"
            for name, counts in wanted.items():
                for column in ("rounds", "carried", "started", *ROUNDS, "extended"):
                    yield found[name][column] == times * counts[column], f"{table} {name} {column}"
            for column in ("rounds", "carried", "started", *ROUNDS):
                yield sums[table][column] == sum(row[column] for row in found.values()), f"{table}: sum of {column}"
        for fact in ("lead", "channel"):
            found = rows(f"by_{fact}", "value")
            yield found.keys() == expected.by[fact].keys(), f"by {fact}"
            for value, counts in expected.by[fact].items():
                yield all(found[value][column] == times * counts[column] for column in ("cases", *OUTCOMES, *TIMINGS)), f"by {fact}: {value}"
        rated = {row["level"]: row["cases"] for row in tables.get("satisfaction", []) if row["cases"]}
        yield rated == {level: times * count for level, count in expected.ratings.items()}, "satisfaction"
        ranked = {row["authority"]: (row["rank"], row["met"], row["late"]) for row in tables["ranking"]}
        yield ranked == {name: (rank, times * met, times * late) for name, (rank, met, late) in expected.ranking().items()}, "ranking"
        for table, key, shares in (("shares_by_duty", "duty", expected.shares_by_duty), ("shares_by_owner", "owed_by", expected.shares_by_owner)):
            found = {row[key]: [row[column] for column in ("rounds", "p50", "p75", "p90", "p95", "most")] for row in tables.get(table, [])}
            wanted = {name: [times * counts[0], *counts[1:]] for name, counts in expected.percentiles(shares).items()}
            yield found == wanted, table
        # Every second of every case is one party's.
        seconds = sum(row["seconds"] for row in tables["time"])
        yield seconds == sums["time"]["seconds"] == times * expected.seconds, f"time: {seconds} s of {times * expected.seconds}"

    def listed(self, lines, expected):
        columns = ("duty", "owed_by", "outcome", "late_s", "late_working_s")
        found = Counter((row["case"].rsplit(".", 1)[0], *(row[column] for column in columns)) for row in lines)
        wanted = Counter((row["case"].rsplit(".", 1)[0], *(row[column] for column in columns)) for row in expected.late)
        yield found == Counter({row: self.copies * count for row, count in wanted.items()}), "the late list"
        late = [row["late_s"] for row in lines]
        yield late == sorted(late, reverse=True), "the order of the late list"

    def months(self, database, year):
        over, received = 0, 0
        for month in range(1, 13):
            tables, _ = self.report("month", database, f"month:2024-{month:02}", "--without-lists")
            intake = {row["kind"]: row["cases"] for row in tables["intake"]}
            outcome = {row["outcome"]: row["cases"] for row in tables["outcome"]}
            yield intake["carried"] == over, f"month {month}: {intake['carried']} carried over, {over} left over"
            yield sum(intake.values()) == sum(outcome.values()), f"month {month}: cases and outcomes"
            over, received = outcome["open"] + outcome["handled"], received + intake["received"]
        yield received == next(row["cases"] for row in year["intake"] if row["kind"] == "received"), "the months of the year"

    def memory(self):
        yield self.peaks["figures"] <= MOST_MIB, f"a report of figures takes {self.peaks['figures']:.1f} MiB"


def main(reports):
    passed, failed = 0, 0
    for name in BASE:
        with tempfile.TemporaryDirectory() as folder:
            try:
                wrong = Year(name, -(-reports // len(BASE)), Path(folder)).run()
            except Exception:  # the other packs go on
                wrong = [traceback.format_exc()]
        for text in wrong[:20]:
            print(f"{name}: {text}")
        passed, failed = passed + (not wrong), failed + bool(wrong)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 20000))
