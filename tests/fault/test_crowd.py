"""A crowd on one database: processes of threads, each with a handle of its own, on the same cases at the same time.

    python3 -B tests/fault/test_crowd.py [COMMANDS [FOLDER]]        # 8000, in memory where the system has a folder for that

The threads live in build/thoihan_crowd (crowd.cpp), which logs every answer. Judged is the file, read by Python's sqlite3, against
these logs: every answered command is there once and where the answer said; nobody's number was lost; who came too late was told
so, and so was who used a key again; what became late was told by one tick and stands once, as the duties that the events
decided say. The last line says "N passed, N failed".
"""
import collections
import contextlib
import json
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "meta"))

import gate  # noqa: E402

SOURCE = pathlib.Path(os.environ.get("THOIHAN_SOURCE_DIR", HERE.parents[1])).resolve()
BUILD = pathlib.Path(os.environ.get("THOIHAN_BUILD_DIR", SOURCE / "build")).resolve()
COMMANDS = int(sys.argv[1]) if len(sys.argv) > 1 else 8000
PROCESSES, THREADS = 4, 8
# They are to wait for each other, not for the disk.
MEMORY = "/dev/shm"
FOLDER = sys.argv[2] if len(sys.argv) > 2 else MEMORY if os.access(MEMORY, os.W_OK) else None
SECONDS_EACH = 0.05  # a command may take: whoever is slower hangs


class Crowd:
    """What a crowd left: its database, its logs by kind, what went wrong while it worked."""

    def __init__(self, folder, database=None, processes=PROCESSES, threads=THREADS):
        self.database = database or folder / "crowd.db"
        key, log = folder / "key", folder / "log"
        key.write_text(f"2026-a {'5a' * 32}\n")
        key.chmod(0o600)
        begin, epoch = time.monotonic(), time.monotonic_ns()
        members = [subprocess.Popen(
            [BUILD / "thoihan_crowd", SOURCE / "tests/data/packs/crowded", SOURCE / "rules", self.database, key, log, str(number),
             str(processes), str(threads), str(COMMANDS // processes // threads), str(epoch)],
            stderr=subprocess.PIPE, text=True) for number in range(processes)]
        self.trouble = []
        for process in members:
            try:
                words = process.communicate(timeout=60 + COMMANDS * SECONDS_EACH - (time.monotonic() - begin))[1]
                if process.returncode:
                    self.trouble.append(f"exit status {process.returncode}: {words}")
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                self.trouble.append("a process hangs")
        self.seconds = time.monotonic() - begin
        self.logs = collections.defaultdict(list)
        for path in sorted(folder.glob("log.*")):
            for line in path.read_text().splitlines():
                told = json.loads(line)
                self.logs[told["is"]].append(told)


def rows(database, sql):
    with contextlib.closing(sqlite3.connect(database)) as connection:
        connection.row_factory = sqlite3.Row
        return connection.execute(sql).fetchall()


def rounds_of(events):
    """{(case, duty, started_by): as the newest event decided it}"""
    newest = {}
    for event in events:
        for duty in json.loads(event["decided"] or "[]"):
            newest[event["case_id"], duty.get("began_as") or duty["duty"], duty["started_by"]] = duty
    return newest


def judge_events(database, logs):
    events = rows(database, "SELECT event.*, case_id FROM event JOIN case_ ON case_.number = case_number ORDER BY sequence")
    by_key = {(event["case_id"], event["key"]): event for event in events}
    by_number = {(event["case_id"], event["number"]): event for event in events}
    if [event["sequence"] for event in events] != list(range(1, len(events) + 1)):
        yield "the log has a gap"
    if not len(by_key) == len(by_number) == len(events):
        yield "a key or a number is there twice"
    numbers = collections.defaultdict(list)
    for event in events:
        numbers[event["case_id"]].append(event["number"])
    for case in rows(database, "SELECT case_id, events FROM case_"):
        if numbers[case["case_id"]] != list(range(1, case["events"] + 1)):
            yield f"{case['case_id']}: numbers with a gap"
    added = set()
    for answer in logs["answer"]:
        name = answer["case"], answer["key"]
        event = by_key.get(name)
        if event is None or (event["number"], event["sequence"]) != (answer["number"], answer["sequence"]):
            yield f"{name}: answered, and not there, or elsewhere"
            continue
        if answer["calls"] is not None and json.loads(event["facts"])["calls"] != answer["calls"]:
            yield f"{name}: there with another content"
        if not answer["repeated"]:
            if name in added:
                yield f"{name}: added by two"
            added.add(name)
            if answer["expected"] is not None and answer["number"] != answer["expected"] + 1:
                yield f"{name}: version {answer['expected']} was expected, {answer['number'] - 1} met"
    if added != by_key.keys():
        yield f"{len(by_key.keys() - added)} events that nobody heard of"
    calls = collections.defaultdict(list)
    for event in events:
        if event["event"] in ("call", "note"):
            calls[event["case_id"]].append(json.loads(event["facts"])["calls"])
    for case, found in calls.items():
        if found != list(range(1, len(found) + 1)):
            yield f"{case}: an update was lost"
    for refused in logs["refused"]:
        name = refused["case"], refused["key"]
        if refused["status"] == "STALE":
            faster = by_number.get((refused["case"], refused["expected"] + 1))
            if faster is None or faster["key"] == refused["key"]:
                yield f"{name}: told that somebody was faster, and nobody was"
        elif refused["status"] != "DUPLICATE" or name not in by_key:
            yield f"{name}: {refused['status']} for a key that is not there"


def judge_breaches(database, logs):
    kept = rows(database, "SELECT breach.*, case_id FROM breach JOIN case_ ON case_.number = case_number")
    names = {(row["case_id"], row["duty"], row["started_by"], row["kind"]): row for row in kept}
    if len(names) != len(kept):
        yield "a breach is there twice"
    all_told = [tuple(breach) for tick in logs["tick"] for breach in tick["told"]]
    told = set(all_told)
    if len(told) != len(all_told):
        yield "a breach was told by two ticks"
    if told - names.keys():
        yield "a breach was told and is not there"
    events = rows(database, "SELECT event.*, case_id FROM event JOIN case_ ON case_.number = case_number ORDER BY sequence")
    end = max(tick["now"] for tick in logs["tick"])
    late = set()
    for name, duty in rounds_of(events).items():
        if duty["status"] == "met_late" or duty["status"] == "running" and duty["late_from"] <= end:
            late.add((*name, "late"))
    standing = {name for name, row in names.items() if name[3] == "late" and row["annulled_by"] == 0}
    for name in sorted(late - standing):
        yield f"{name}: late, and no breach of it"
    for name in sorted(standing - late):
        yield f"{name}: a breach, and it was not late"
    for name in sorted(names.keys() - standing):
        if name[3] == "late" and name not in told:
            yield f"{name}: annulled, and nobody had told it"


def judge(database, logs):
    return [*judge_events(database, logs), *judge_breaches(database, logs)]


def verify(database):
    return subprocess.run([BUILD / "thoihan", "verify", "--db", database, "--lang", "en"], capture_output=True, text=True, check=False)


class Together(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(dir=FOLDER)
        cls.crowd = Crowd(pathlib.Path(cls.folder.name))

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def test_nobody_failed_or_hung(self):
        self.assertEqual(self.crowd.trouble, [])

    def test_the_file_says_what_was_answered(self):
        self.assertEqual(judge(self.crowd.database, self.crowd.logs)[:10], [])

    def test_the_chains_hold(self):
        done = verify(self.crowd.database)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_they_met(self):
        """A crowd whose members never met would prove nothing."""
        logs = self.crowd.logs
        refused = collections.Counter(refused["status"] for refused in logs["refused"])
        repeated = sum(answer["repeated"] for answer in logs["answer"])
        told = sum(len(tick["told"]) for tick in logs["tick"])
        print(f"{PROCESSES} processes with {THREADS} threads, {self.crowd.seconds:.0f} s: {len(logs['answer'])} commands answered, {repeated} "
              f"of them again, {refused['STALE']} too late, {refused['DUPLICATE']} keys used for something else, {len(logs['tick'])} ticks told of {told}")
        self.assertGreaterEqual(len(logs["answer"]), COMMANDS // PROCESSES // THREADS * PROCESSES * THREADS)
        self.assertEqual(min(refused["STALE"], 10), 10)
        self.assertGreater(refused["DUPLICATE"], 0)
        self.assertGreater(repeated, COMMANDS // 20)
        self.assertGreater(told, 10)

    def test_the_judge_sees(self):
        """Each mistake planted in the file or the logs is found."""
        def planted(sql):
            copy = pathlib.Path(self.folder.name) / "planted.db"
            shutil.copyfile(self.crowd.database, copy)
            with contextlib.closing(sqlite3.connect(copy)) as connection:
                for (trigger,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                    connection.execute(f'DROP TRIGGER "{trigger}"')
                self.assertEqual(connection.execute(sql).rowcount, 1)
                connection.commit()
            return " ".join(judge(copy, self.crowd.logs))

        last = "(SELECT max(sequence) FROM event WHERE event = 'call')"
        first_late = """(case_number, duty, started_by, kind) =
            (SELECT case_number, duty, started_by, kind FROM breach WHERE kind = 'late' AND annulled_by = 0 LIMIT 1)"""
        self.assertIn("not there", planted(f"DELETE FROM event WHERE sequence = {last}"))
        self.assertIn("lost", planted(f"""UPDATE event SET facts = replace(facts, '"calls":', '"calls":1') WHERE sequence = {last}"""))
        self.assertIn("elsewhere", planted(f"UPDATE event SET number = number + 1 WHERE sequence = {last}"))
        self.assertIn("no breach of it", planted(f"DELETE FROM breach WHERE {first_late}"))
        self.assertIn("was not late", planted(f"UPDATE breach SET started_by = 999999 WHERE {first_late}"))
        logs = self.crowd.logs
        twice = {**logs, "tick": [*logs["tick"], next(tick for tick in logs["tick"] if tick["told"])]}
        self.assertIn("told by two", " ".join(judge(self.crowd.database, twice)))
        both = {**logs, "answer": [*logs["answer"], next(answer for answer in logs["answer"] if not answer["repeated"])]}
        self.assertIn("added by two", " ".join(judge(self.crowd.database, both)))


if __name__ == "__main__":
    del sys.argv[1:]
    gate.run_unittest()
