"""What is left when the server dies or the connection is cut, in the middle of `thoihan run`.

    python3 -B tests/postgresql/test_served_faults.py [KILLS [SEED]]        # 2 1022

Killed: events go to the program one at a time, and the server is ended by SIGKILL at random moments, and started again. Cut: a proxy on
the Unix socket counts the client's messages and cuts the connection at each of those that an act takes, once before the server has it and
once before the client has the answer. After each: an event that was answered is there; one that is said not to be written is not; one
that is in doubt is there or not; none is there in part (`verify`); and the same event sent again ends as if nothing had happened.
"""

import json
import os
import random
import select
import socket
import subprocess
import sys
import threading
import time
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "meta"), str(HERE.parent / "support")]
import gate  # noqa: E402
from postgresql_server import Server, server_programs  # noqa: E402

SOURCE = Path(os.environ.get("THOIHAN_SOURCE_DIR", HERE.parents[1])).resolve()
BUILD = Path(os.environ.get("THOIHAN_BUILD_DIR", SOURCE / "build")).resolve()
PACK = SOURCE / "rules/province/tien-giang"
EVENTS = (SOURCE / "examples/data/tien-giang-2024.jsonl").read_text(encoding="utf-8").splitlines()
KILLS, SEED = (int(word) for word in (sys.argv[1:] + ["2", "1022"][len(sys.argv) - 1:]))
MISSING = ("no PostgreSQL server is installed (postgresql-15)" if server_programs() is None else
           "built without libpq (libpq-dev)" if not (BUILD / "libthoihan-postgresql.so").exists() else "")
IN_DOUBT, NOTHING = "in doubt", "nothing was written"
# What a client says while it has no connection is about no event.
NO_SERVER = ("no PostgreSQL server answers", "starting up or recovering", "cannot connect")


def command(name):
    return [BUILD / "thoihan", "run", PACK, "--events", "-", "--db", name, "--json", "--lang", "en"]


def outcome(words):
    """Of a run that failed: what it says of the event that was not answered."""
    if IN_DOUBT in words:
        return IN_DOUBT
    if NOTHING in words or any(one in words for one in NO_SERVER):
        return NOTHING
    return words


class Judge(unittest.TestCase):
    def test_what_is_said(self):
        self.assertEqual(outcome("x: the connection was lost while committing, so that it is in doubt"), IN_DOUBT)
        self.assertEqual(outcome("error: something else"), "error: something else")


@unittest.skipIf(MISSING, MISSING)
class Faults(unittest.TestCase):
    def setUp(self):
        self.server = Server(server_programs())
        self.addCleanup(self.server.stop)
        self.name = f"postgresql:{self.server.start()}"
        self.seen = {IN_DOUBT: 0, NOTHING: 0, "answered": 0, "done before it failed": 0}

    def keys(self):
        return {(case, key): int(sequence) for case, key, sequence in
                self.server.sql("SELECT case_id, key, sequence FROM thoihan.event JOIN thoihan.case_ ON case_.number = case_number")}

    def verify(self):
        done = subprocess.run([BUILD / "thoihan", "verify", "--db", self.name], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


class Killed(Faults):
    def feed(self, events, answered, killer=None, acts=0):
        """Gives the events one by one to one run, until it fails or all are taken; what it said when it failed. The killer, a timer, is started when
        so many acts were answered."""
        with subprocess.Popen(command(self.name), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as run:
            given = 0
            while events:
                if killer and given == acts:
                    killer.start()
                given += 1
                try:
                    run.stdin.write(events[0] + "\n")
                    run.stdin.flush()
                except BrokenPipeError:
                    break
                line = run.stdout.readline()
                if not line:
                    break
                told = json.loads(line)
                event = json.loads(events.pop(0))
                answered[told["case"], event["key"]] = told["seq"]
                self.seen["answered"] += 1
            try:
                run.stdin.close()
            except BrokenPipeError:
                pass
            words = run.stderr.read()
            return "" if run.wait(timeout=60) == 0 else words

    def test_the_server_is_killed(self):
        pause = random.Random(SEED)
        events, answered = list(EVENTS), {}
        first = list(events[:1])
        self.assertEqual(self.feed(first, answered), "")
        events.pop(0)
        kills = 0
        while kills < KILLS:
            self.assertGreater(len(events), 100, "the events ran out before the kills did")
            killer = threading.Timer(pause.uniform(0, 0.01), self.server.kill)
            words = self.feed(events, answered, killer, pause.randrange(1, 100))
            killer.join()
            kills += 1
            self.server.start_again()
            said = outcome(words)
            self.assertIn(said, (IN_DOUBT, NOTHING))
            self.seen[said] += 1
            there = self.keys()
            self.assertEqual({name: sequence for name, sequence in there.items() if name in answered}, answered)
            event = json.loads(events[0])
            written = (event["case"], event["key"]) in there
            if said == NOTHING:
                self.assertFalse(written)
            self.assertEqual(len(there), len(answered) + written)
            self.verify()
            one = [events[0]]
            self.assertEqual(self.feed(one, answered), "")
            if written:
                self.assertEqual(answered[event["case"], event["key"]], there[event["case"], event["key"]])
                self.seen["done before it failed"] += 1
            events.pop(0)
        self.assertEqual(self.keys(), answered)
        self.verify()
        print(f"{kills} times killed: {self.seen}")


class Proxy(threading.Thread):
    """A socket like the server's. The first connection is cut at the client's message number `at`, counted from the first Bind: before it goes
    on, or when the server has it (`after`). Later ones are not. `messages`: how many there were on it."""

    def __init__(self, server, at, after):
        super().__init__(daemon=True)
        self.target = str(server.folder / f".s.PGSQL.{server.port}")
        self.folder = server.folder / "proxy"
        self.folder.mkdir(exist_ok=True)
        self.at, self.after, self.messages, self.cut = at, after, 0, False
        path = self.folder / f".s.PGSQL.{server.port}"
        path.unlink(missing_ok=True)
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(path))
        self.listener.listen(8)
        self.where = f"host={self.folder} port={server.port} dbname=portal user=postgres"
        self.start()

    def run(self):
        first = True
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            if first:
                self.serve(client, True)
            else:
                threading.Thread(target=self.serve, args=(client, False), daemon=True).start()
            first = False

    def serve(self, client, counted):
        server = socket.socket(socket.AF_UNIX)
        server.connect(self.target)
        waiting, begun, bound = b"", False, False
        with client, server:
            while True:
                readable, _, _ = select.select([client, server], [], [])
                if server in readable:
                    data = server.recv(1 << 16)
                    if not data:
                        return
                    client.sendall(data)
                if client not in readable:
                    continue
                data = client.recv(1 << 16)
                if not data:
                    return
                if not counted:
                    server.sendall(data)
                    continue
                waiting += data
                while len(waiting) >= 5:
                    head = 1 if begun else 0
                    size = int.from_bytes(waiting[head:head + 4], "big") + head
                    if len(waiting) < size:
                        break
                    message, waiting = waiting[:size], waiting[size:]
                    begun = True
                    bound = bound or head and message[:1] == b"B"
                    if bound and message[:1] in b"ES":  # a statement, or the end of those that are sent together
                        self.messages += 1
                        if self.messages == self.at:
                            self.cut = True
                            if self.after:
                                server.sendall(message)
                                time.sleep(0.02)
                            return
                    server.sendall(message)

    def close(self):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()


class Cut(Faults):
    def act(self, where, event):
        return subprocess.run(command(f"postgresql:{where}"), input=event + "\n", capture_output=True, text=True, check=False, timeout=60)

    def wait_for_sessions(self):
        """Who was cut off may still be at what he had heard."""
        end = time.monotonic() + 20
        while self.server.sql("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'thoihan'") != [["0"]]:
            self.assertLess(time.monotonic(), end, "a session does not end")
            time.sleep(0.005)

    def test_the_connection_is_cut_at_each_statement(self):
        events = [line for line in EVENTS if json.loads(line)["event"] == "receive"]
        used = [events.pop(0), events.pop(0)]
        self.assertEqual(self.act(self.server.where, used[0]).returncode, 0)  # the rules' texts, once
        proxy = Proxy(self.server, 0, False)
        self.assertEqual(self.act(proxy.where, used[1]).returncode, 0)
        proxy.close()
        statements = proxy.messages
        self.assertGreater(statements, 8)
        there = [True, True]
        for at, after in [(at, after) for after in (False, True) for at in range(1, statements + 1)]:
            used.append(events.pop(0))
            name = tuple(json.loads(used[-1])[word] for word in ("case", "key"))
            proxy = Proxy(self.server, at, after)
            done = self.act(proxy.where, used[-1])
            self.assertTrue(proxy.cut, f"{at} of {statements}")
            proxy.close()
            self.wait_for_sessions()
            there.append(name in self.keys())
            if done.returncode == 0:
                self.seen["answered"] += 1
                self.assertTrue(there[-1])
                continue
            said = outcome(done.stderr)
            self.assertIn(said, (IN_DOUBT, NOTHING), f"{at} of {statements}: {done.stderr}")
            self.seen[said] += 1
            self.seen["done before it failed"] += there[-1]
            self.assertFalse(said == NOTHING and there[-1])
        self.verify()
        again = self.act(self.server.where, "\n".join(used))
        self.assertEqual([json.loads(line).get("repeated", False) for line in again.stdout.splitlines()], there)
        self.assertEqual(len(self.keys()), len(used))
        self.verify()
        print(f"cut at each of {statements} statements, twice: {self.seen}")
        # What was cut before its commit ran again by itself.
        self.assertGreater(min(self.seen["answered"], self.seen[IN_DOUBT], self.seen["done before it failed"]), 0)
        self.assertLess(self.seen["done before it failed"], self.seen[IN_DOUBT])


if __name__ == "__main__":
    del sys.argv[1:]
    gate.run_unittest()
