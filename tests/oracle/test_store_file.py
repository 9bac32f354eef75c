"""A store's file read with Python's sqlite3 by docs/store_format.md alone: chains, checkpoints, facts, texts, running duties.

    THOIHAN_SOURCE_DIR=. THOIHAN_BUILD_DIR=build python3 -B tests/oracle/test_store_file.py

The digests are made by the lines of the document itself. The last line says "N passed, N failed".
"""

import hashlib
import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(os.environ.get("THOIHAN_SOURCE_DIR", Path(__file__).resolve().parents[2])).resolve()
PROGRAM = Path(os.environ.get("THOIHAN_BUILD_DIR", ROOT / "build")).resolve() / "thoihan"
DOCUMENTED = {"hashlib": hashlib}
exec(re.search(r"```python\n(.*?)```", (ROOT / "docs/store_format.md").read_text(encoding="utf-8"), re.S)[1], DOCUMENTED)
NONE = bytes(32)
UNENDED = {"running", "exempted", "paused"}


def program(*arguments, status=0):
    done = subprocess.run([PROGRAM, *map(str, arguments), "--json"], capture_output=True, text=True)
    if done.returncode != status:
        raise AssertionError(f"{arguments}: {done.returncode}\n{done.stdout}{done.stderr}")
    return [json.loads(line) for line in done.stdout.splitlines()]


def round_of(duty):
    return duty.get("began_as", duty["duty"]), duty["started_by"], duty.get("body", "")


class Reader:
    """What is wrong with a file, a line each."""

    def __init__(self, file):
        self.problems = []
        connection = sqlite3.connect(file)
        connection.row_factory = sqlite3.Row
        read = lambda sql: [dict(row) for row in connection.execute(sql)]  # noqa: E731
        self.texts = {row["number"]: row for row in read("SELECT * FROM text")}
        self.cases = {row["number"]: row for row in read("SELECT * FROM case_")}
        self.events = read("SELECT * FROM event ORDER BY sequence")
        self.checkpoints = read("SELECT * FROM checkpoint ORDER BY number")
        connection.close()
        for row in self.texts.values():
            self.expect(hashlib.sha256(row["text"].encode()).hexdigest() == row["hash"], f"text {row['number']}")
        self.read_events()
        self.read_checkpoints()

    def expect(self, good, what):
        if not good:
            self.problems.append(what)

    def read_events(self):
        so_far = {}
        for place, row in enumerate(self.events, 1):
            what = f"event {row['sequence']}"
            self.expect(row["sequence"] == place, what + ": a gap")
            case = so_far.setdefault(row["case_number"], {"number": 0, "sequence": 0, "digest": NONE, "duties": {}})
            self.expect((row["number"], row["previous"]) == (case["number"] + 1, case["sequence"]), what + ": out of order")
            row["pack_hash"] = self.texts[row["pack"]]["hash"]
            row["calendar_hash"] = self.texts[row["calendar"]]["hash"]
            digest = DOCUMENTED["event_digest"](case["digest"], self.cases[row["case_number"]]["case_id"], row)
            self.expect(digest == row["digest"], what + ": digest")
            if row["facts"] is not None:
                self.expect(hashlib.sha256(row["facts"].encode()).digest() == row["facts_digest"], what + ": facts")
            for duty in json.loads(row["decided"]):
                case["duties"].pop(round_of(duty), None)
                if duty["status"] != "annulled":
                    case["duties"][round_of(duty)] = duty
            case.update(number=row["number"], sequence=row["sequence"], digest=row["digest"])
        self.expect(set(so_far) == set(self.cases), "cases")
        for number, case in so_far.items():
            row = self.cases[number]
            what = f"case {row['case_id']}"
            said = (row["events"], row["last_sequence"], row["digest"])
            self.expect(said == (case["number"], case["sequence"], case["digest"]), what + ": its newest event")
            running = {round_of(duty): duty for duty in json.loads(row["running"])}
            folded = {key: duty for key, duty in case["duties"].items() if duty["status"] in UNENDED}
            self.expect(running == folded, what + ": running duties")

    def read_checkpoints(self):
        before, last = NONE, 0
        for row in self.checkpoints:
            events = [event["digest"] for event in self.events if row["first"] <= event["sequence"] <= row["last"]]
            self.expect(row["first"] == last + 1, f"checkpoint {row['number']}: does not follow")
            self.expect(DOCUMENTED["checkpoint_digest"](before, row, events) == row["digest"], f"checkpoint {row['number']}")
            before, last = row["digest"], row["last"]


class StoreFile(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.file = Path(cls.folder.name) / "reports.db"
        key = Path(cls.folder.name) / "host.key"
        key.write_text("k-1 " + "5a" * 32 + "\n")
        key.chmod(0o600)
        data = sorted((ROOT / "examples/data").glob("*-2024.jsonl"))
        assert len(data) == 5
        for file in data:
            province = file.name.removesuffix("-2024.jsonl")
            program("run", ROOT / "rules/province" / province, "--events", file, "--db", cls.file, "--key-file", key,
                    "--now", "2024-06-01T08:00")
            cls.sealed = program("checkpoint", "--db", cls.file, "--now", "2024-06-01T08:00")[0]
        first = json.loads(data[0].read_text(encoding="utf-8").splitlines()[0])["case"]
        program("erase", "--db", cls.file, first, "--key", "e", "--role", cls.role(first), "--officer", "an", "--now",
                "2024-06-02T08:00")
        cls.reader = Reader(cls.file)

    @classmethod
    def role(cls, case):
        return program("case", "--db", cls.file, case)[0]["history"][0]["by"]["role"]

    def test_the_documented_lines_say_the_same(self):
        self.assertEqual(self.reader.problems, [])
        self.assertGreater(len(self.reader.events), 5000)
        self.assertEqual(len(self.reader.checkpoints), 5)
        self.assertEqual(self.reader.checkpoints[-1]["digest"].hex(), self.sealed["digest"])
        self.assertEqual(program("verify", "--db", self.file, "--digest", self.sealed["digest"])[0]["problems"], [])
        self.assertTrue(any(row["facts"] is None for row in self.reader.events))

    def changed(self, *statements):
        """Problems that the reader, and the program, find in a copy after these statements."""
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / "copy.db"
            program("backup", "--db", self.file, "--to", copy)
            connection = sqlite3.connect(copy, isolation_level=None)
            for trigger in ("event_no_update", "event_no_delete", "facts_only_go", "checkpoint_no_update"):
                connection.execute(f"DROP TRIGGER {trigger}")
            for statement in statements:
                connection.execute(statement)
            connection.close()
            theirs = program("verify", "--db", copy, "--digest", self.sealed["digest"], status=1)[0]["problems"]
            theirs = [line for line in theirs if not line.startswith("schema:")]
            return Reader(copy).problems, theirs

    def test_the_first_broken_event_is_named(self):
        for column, value in (("at", "at + 1"), ("officer", "'x'"), ("facts", "'{}'"), ("decided", "'[]'"),
                              ("key", "'x'"), ("recorded_at", "recorded_at - 1"), ("authority", "'x'"),
                              ("engine_version", "'0'"), ("details", "'{}'"), ("kind", "'link'")):
            with self.subTest(column):
                ours, theirs = self.changed(f"UPDATE event SET {column} = {value} WHERE sequence = 777")
                self.assertTrue(ours[0].startswith("event 777:"), ours)
                self.assertTrue(theirs[0].startswith("event 777:"), theirs)
        ours, theirs = self.changed("DELETE FROM event WHERE sequence = 777")
        self.assertTrue(ours[0].startswith("event 778:"), ours)
        self.assertTrue(any(line.startswith("event 778: follows event 776") for line in theirs), theirs)
        # Two neighbours of different cases, swapped.
        at = next(row["previous"] + 1 for row in self.reader.events[777:] if row["previous"] + 2 == row["sequence"]
                  and row["number"] > 1 and self.reader.events[row["previous"]]["previous"] < row["previous"] - 1)
        first, second = (self.reader.events[place - 1] for place in (at, at + 1))
        self.assertNotEqual(first["case_number"], second["case_number"])
        ours, theirs = self.changed(f"UPDATE event SET sequence = 9000000 WHERE sequence = {at}",
                                    f"UPDATE event SET sequence = {at} WHERE sequence = {at + 1}",
                                    f"UPDATE event SET sequence = {at + 1} WHERE sequence = 9000000")
        self.assertTrue(ours[0].startswith(f"event {at}:"), ours)
        self.assertTrue(theirs[0].startswith(f"event {at}:"), theirs)

    def test_what_else_was_changed_is_named(self):
        case = self.reader.cases[5]["case_id"]
        for statement, what in (("UPDATE case_ SET running = '[{\"duty\":\"x\",\"round\":1,\"started_by\":1,\"role\":\"y\","
                                 "\"status\":\"running\",\"started_at\":0}]' WHERE number = 5", f"case {case}:"),
                                ("UPDATE case_ SET events = events + 1 WHERE number = 5", f"case {case}:"),
                                ("UPDATE checkpoint SET digest = zeroblob(32) WHERE number = 2", "checkpoint 2:")):
            with self.subTest(statement[:40]):
                ours, theirs = self.changed(statement)
                self.assertTrue(any((line + ":").startswith(what) for line in ours), ours)
                self.assertTrue(any(line.startswith(what) for line in theirs), theirs)

    def test_a_tail_that_was_cut_off_shows_by_the_digest_kept_elsewhere_alone(self):
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / "copy.db"
            program("backup", "--db", self.file, "--to", copy)
            last = self.reader.checkpoints[-2]["last"]
            connection = sqlite3.connect(copy, isolation_level=None)
            triggers = [row[0] for row in connection.execute("SELECT sql FROM sqlite_schema WHERE type = 'trigger'")]
            for name in ("event_no_delete", "checkpoint_no_delete"):
                connection.execute(f"DROP TRIGGER {name}")
            gone = [row["case_number"] for row in self.reader.events if row["sequence"] > last and row["number"] == 1]
            kept = {row["case_number"] for row in self.reader.events if row["sequence"] <= last}
            erased = [row for row in self.reader.events if row["sequence"] > last and row["case_number"] in kept]
            for row in erased:
                before = next(event for event in self.reader.events if event["sequence"] == row["previous"])
                connection.execute("UPDATE case_ SET events = events - 1, last_sequence = ?, digest = ?, erased = 0 WHERE number = ?",
                                   (before["sequence"], before["digest"], row["case_number"]))
            connection.execute("DELETE FROM breach WHERE case_number IN (%s)" % ",".join(map(str, gone)))
            connection.execute("DELETE FROM outbox WHERE sequence > ?", (last,))
            connection.execute("DELETE FROM sealed_text WHERE sequence > ?", (last,))
            connection.execute("DELETE FROM case_key WHERE case_number IN (%s)" % ",".join(map(str, gone)))
            connection.execute("DELETE FROM event WHERE sequence > ?", (last,))
            connection.execute("DELETE FROM case_ WHERE number IN (%s)" % ",".join(map(str, gone)))
            connection.execute("DELETE FROM checkpoint WHERE last > ?", (last,))
            for sql in triggers:
                if "no_delete" in sql and "text_no" not in sql:
                    connection.execute(sql)
            connection.close()
            self.assertEqual(program("verify", "--db", copy)[0]["problems"], [])
            found = program("verify", "--db", copy, "--digest", self.sealed["digest"], status=1)[0]["problems"]
            self.assertEqual(len(found), 1)
            self.assertIn("the log was cut or rewritten", found[0])


if __name__ == "__main__":
    result = unittest.main(exit=False, verbosity=1).result
    red = {getattr(test, "test_case", test) for test, _ in result.failures + result.errors}
    print(f"{result.testsRun - len(red)} passed, {len(red)} failed")
    sys.exit(1 if red or not result.testsRun else 0)
