"""The crowd of tests/fault/test_crowd.py on one store in PostgreSQL, and judged by the same judge.

    python3 -B tests/postgresql/test_served_crowd.py [COMMANDS]        # 2000

Three processes with three workers each, every one with a connection of its own. What became of it is moved into a file, which the judge
reads: no update lost, no breach twice, nothing answered that is not there. Numbers that refused commands gave back go to new cases
first, which are entered for them.
"""

import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "meta"), str(HERE.parent / "support"), str(HERE.parent / "fault")]
if len(sys.argv) < 2:
    sys.argv.append("2000")
import gate  # noqa: E402
import test_crowd  # noqa: E402
from postgresql_server import Server, server_programs  # noqa: E402

PROCESSES, WORKERS = 3, 3
MISSING = ("no PostgreSQL server is installed (postgresql-15)" if server_programs() is None else
           "built without libpq (libpq-dev)" if not (test_crowd.BUILD / "libthoihan-postgresql.so").exists() else "")
GAPS = """SELECT count(*) FROM thoihan.free_number WHERE number < (SELECT max(sequence) FROM thoihan.event)"""


def program(*words):
    return subprocess.run([test_crowd.BUILD / "thoihan", *map(str, words), "--lang", "en"], capture_output=True, text=True, check=False)


class Judge(unittest.TestCase):
    def test_there_is_something_to_judge(self):
        self.assertTrue((test_crowd.BUILD / "thoihan_crowd").exists())


@unittest.skipIf(MISSING, MISSING)
class Served(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server(server_programs())
        cls.addClassCleanup(cls.server.stop)
        cls.name = f"postgresql:{cls.server.start()}"
        cls.folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.crowd = test_crowd.Crowd(cls.folder, cls.name, PROCESSES, WORKERS)

    def close_gaps(self):
        """By cases of a later year: nobody ticks any more, and none of them may be late by then."""
        gaps = int(self.server.sql(GAPS)[0][0])
        lines = [json.dumps({"case": f"gap-{i}", "key": "open", "at": "2029-01-02T08:00", "event": "receive", "by": {"role": "clerk"}, "facts": {}})
                 for i in range(gaps)]
        events = self.folder / "gaps.jsonl"
        events.write_text("\n".join(lines) + "\n")
        done = program("run", test_crowd.SOURCE / "tests/data/packs/crowded", "--rules", test_crowd.SOURCE / "rules", "--events", events, "--db",
                       self.name, "--json")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        for line in done.stdout.splitlines():
            told = json.loads(line)
            self.crowd.logs["answer"].append({"case": told["case"], "key": "open", "number": told["number"], "sequence": told["seq"],
                                              "calls": None, "repeated": False, "expected": None})
        return gaps

    def test_a_crowd(self):
        self.assertEqual(self.crowd.trouble, [])
        gaps = self.close_gaps()
        self.assertEqual(self.server.sql(GAPS), [["0"]])
        file = self.folder / "moved.db"
        moved = program("move", "--db", self.name, "--to", file)
        self.assertEqual(moved.returncode, 0, moved.stdout + moved.stderr)
        self.assertEqual(test_crowd.judge(file, self.crowd.logs)[:10], [])
        logs = self.crowd.logs
        told = sum(len(tick["told"]) for tick in logs["tick"])
        late = sum(answer["repeated"] for answer in logs["answer"])
        stale = sum(refused["status"] == "STALE" for refused in logs["refused"])
        print(f"{PROCESSES} processes with {WORKERS} workers, {self.crowd.seconds:.0f} s: {len(logs['answer'])} commands answered, {late} of them again, "
              f"{stale} too late, {len(logs['tick'])} ticks told of {told}, {gaps} numbers given back")
        self.assertGreaterEqual(len(logs["answer"]), test_crowd.COMMANDS // 9 * 9)
        self.assertGreater(min(stale, told), 0)


if __name__ == "__main__":
    del sys.argv[1:]
    gate.run_unittest()
