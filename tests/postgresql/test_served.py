"""A store in PostgreSQL as operators and programs meet it: by its name, from the program and from C, moved from a file and back, and when
the server says no. On a server of this suite's own; the messages are looked for in both languages.
"""

import ctypes
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "meta"), str(HERE.parent / "support")]
import gate  # noqa: E402
from postgresql_server import Server, server_programs  # noqa: E402

SOURCE = Path(os.environ.get("THOIHAN_SOURCE_DIR", HERE.parents[1])).resolve()
BUILD = Path(os.environ.get("THOIHAN_BUILD_DIR", SOURCE / "build")).resolve()
LIBRARY = "libthoihan-postgresql.so"
PACK = [str(SOURCE / "tests/data/packs/lac-hong"), "--rules", str(SOURCE / "rules")]
KEY = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
PASSWORD = "mật-khẩu-7d1e"
NOW = "2024-06-01T08:00"


def call(*words, program=BUILD / "thoihan", env=None):
    return subprocess.run([str(program), *map(str, words)], capture_output=True, text=True, check=False, timeout=120,
                          env={**os.environ, "LC_ALL": "C.UTF-8", **(env or {})})


class Case(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def done(self, *words, status=0, **options):
        told = call(*words, **options)
        self.assertEqual(told.returncode, status, f"{words}\n{told.stdout}{told.stderr}")
        return told.stdout

    def objects(self, *words, **options):
        return [json.loads(line) for line in self.done(*words, "--json", **options).splitlines()]

    def refused(self, *words, vi, en, **options):
        """Says both, and no password."""
        for lang, expected in (("vi", vi), ("en", en)):
            told = call(*words, "--lang", lang, **options)
            self.assertEqual(told.returncode, 2, told.stdout + told.stderr)
            self.assertIn(expected, told.stderr)
            self.assertNotIn(PASSWORD, told.stdout + told.stderr)

    def key_file(self, name="key", identifier="k-2026"):
        path = self.folder / name
        path.write_text(f"{identifier} {KEY if name == 'key' else KEY[::-1]}\n")
        path.chmod(0o600)
        return path


# What a machine without a server, or a build without libpq, leaves out.
MISSING = ("no PostgreSQL server is installed (postgresql-15)" if server_programs() is None else
           "built without libpq (libpq-dev)" if not (BUILD / LIBRARY).exists() else "")
served = unittest.skipIf(MISSING, MISSING)


def setUpModule():
    global SERVER
    if MISSING:
        return
    SERVER = Server(server_programs())
    unittest.addModuleCleanup(SERVER.stop)
    SERVER.start()
    SERVER.count = 0


def fresh():
    """The name of a store that is not there yet."""
    SERVER.count += 1
    return f"postgresql:schema=served_{SERVER.count} {SERVER.where}"


def schema_of(name):
    return name.split("schema=")[1].split()[0]


class WithoutTheLibrary(Case):
    def test_it_is_said_what_to_install(self):
        shutil.copy(BUILD / "thoihan", self.folder)
        self.refused("verify", "--db", f"postgresql:host=x password={PASSWORD}", program=self.folder / "thoihan", vi="hãy cài gói",
                     en="install the package")


@served
class ByItsName(Case):
    def acts(self):
        """Two cases, one of them late, with a personal text and a notice that is owed."""
        path = self.folder / "acts.jsonl"
        lines = [{"case": case, "key": key, "at": at, "event": event, "by": by, "facts": facts} for case, key, at, event, by, facts in [
            ("LH-1", "k1", "2024-04-25T09:10", "receive", {"role": "operator", "officer": "an"}, {"channel": "phone", "content": "ổ gà"}),
            ("LH-2", "k1", "2024-05-25T09:10", "receive", {"role": "operator", "officer": "an"}, {"channel": "web", "content": "đèn hỏng"})]]
        path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
        return path

    def test_the_program_takes_it_everywhere(self):
        told = {}
        for name in (fresh(), str(self.folder / "file.db")):
            run = ["run", *PACK, "--events", self.acts(), "--db", name, "--key-file", self.key_file(), "--now", NOW]
            told[name] = [self.objects(*run), self.objects(*run), self.objects("late", "--db", name, "--now", NOW),
                          self.objects("next", "--db", name, "--now", "2024-04-26T08:00"), self.objects("case", "--db", name, "LH-1"),
                          self.objects("outbox", "--db", name, "--key-file", self.key_file()), self.objects("verify", "--db", name),
                          self.objects("checkpoint", "--db", name, "--now", NOW)]
        # Salts are random, and so is what is made with them.
        served, filed = (re.sub('[0-9a-f]{64}', "", json.dumps(answers)) for answers in told.values())
        self.assertEqual(served, filed)
        self.assertIn('"late_s"', served)

    def test_c_takes_it(self):
        name = fresh()
        self.done("run", *PACK, "--events", self.acts(), "--db", name)
        library = ctypes.CDLL(str(BUILD / "libthoihan.so"))
        library.tho_text_data.restype = ctypes.c_char_p
        store, text, problem = ctypes.c_void_p(), ctypes.c_void_p(), ctypes.c_void_p()
        words = name.encode()
        self.assertEqual(library.tho_store_open(words, ctypes.c_int64(len(words)), 1, ctypes.byref(store), ctypes.byref(problem)), 0)
        self.assertEqual(library.tho_store_tick(store, ctypes.c_int64(1_720_000_000), ctypes.byref(text), None), 0)
        size = ctypes.c_int64()
        self.assertIn(b'"kind":"late"', library.tho_text_data(text, ctypes.byref(size)))
        library.tho_text_release(text)
        library.tho_store_close(store)
        # What the library behind it throws is an error here.
        wrong = b"postgresql:host=/nowhere"
        self.assertNotEqual(library.tho_store_open(wrong, ctypes.c_int64(len(wrong)), 1, ctypes.byref(store), None), 0)
        self.assertIsNone(store.value)

    def test_a_library_of_another_version(self):
        """It is found beside the program, and nothing of it is used."""
        shutil.copy(BUILD / "thoihan", self.folder)
        soname = next(name for name in os.listdir(BUILD) if name.startswith(LIBRARY + ".") and name.count(".") == 3)
        bytes_ = (BUILD / soname).read_bytes()
        name = fresh()
        (self.folder / soname).write_bytes(bytes_)
        self.refused("verify", "--db", name, program=self.folder / "thoihan", vi="chưa có kho", en="there is no store")
        version = call("--version").stdout.split()[1].encode() + b"/"
        self.assertEqual(bytes_.count(version), 1)
        (self.folder / soname).write_bytes(bytes_.replace(version, b"9" + version[1:]))
        self.refused("verify", "--db", name, program=self.folder / "thoihan", vi="hãy cài gói", en="install the package")

    def test_a_copy_is_not_made_so(self):
        self.done("run", *PACK, "--events", self.acts(), "--db", self.folder / "file.db")
        self.refused("backup", "--db", self.folder / "file.db", "--to", f"postgresql:password={PASSWORD} host=x", vi="thoihan move", en="thoihan move")
        for name in (f"postgresql:host=x password={PASSWORD}", f"postgresql://u:{PASSWORD}@x/portal", f"postgres://u:{PASSWORD}@x/portal"):
            self.refused("verify", "--db", name, vi="tệp mật khẩu", en="password file")


def some_acts(path, count, before=""):
    """Each opens a case of its own, with a thousand bytes."""
    path.write_text("".join(json.dumps({"case": f"LH-{before}{i}", "key": "k1", "at": "2024-04-25T09:10", "event": "receive", "by": {"role": "operator"},
                                        "facts": {"channel": "web", "content": "x" * 1000}}) + "\n" for i in range(count)), encoding="utf-8")
    return path


@served
class Begun(Case):
    def test_several_begin_at_once(self):
        """The tables are made once; each process finds them."""
        name = fresh()
        runs = []
        for number in range(6):
            acts = some_acts(self.folder / f"{number}.jsonl", 3, f"{number}-")
            runs.append(subprocess.Popen([BUILD / "thoihan", "run", *PACK, "--events", acts, "--db", name], stdout=subprocess.DEVNULL,
                                         stderr=subprocess.PIPE, text=True))
        for run in runs:
            words = run.communicate(timeout=60)[1]
            self.assertEqual(run.returncode, 0, words)
        self.assertEqual(self.objects("verify", "--db", name), [{"events": 18, "checkpoints": 0, "problems": []}])
        self.assertEqual(SERVER.sql(f"SELECT value FROM {schema_of(name)}.meta WHERE name = 'format'"), [["2"]])

    def test_tables_of_another_format(self):
        name = fresh()
        run = ["run", *PACK, "--events", some_acts(self.folder / "acts.jsonl", 1), "--db", name]
        self.done(*run)
        for value, vi, en in (("3", "hãy dùng bản thoihan mới hơn", "use a newer thoihan"), ("x", "không phải của thoihan", "not thoihan's")):
            SERVER.sql(f"UPDATE {schema_of(name)}.meta SET value = '{value}' WHERE name = 'format'")
            self.refused(*run, vi=vi, en=en)
            self.refused("late", "--db", name, "--now", NOW, vi=vi, en=en)


@served
class ServerSaysNo(Case):
    def test_no_connection_to_spare(self):
        SERVER.sql("CREATE ROLE crowded LOGIN CONNECTION LIMIT 0")
        self.refused("verify", "--db", f"postgresql:{SERVER.where} user=crowded", vi="hết kết nối", en="no connection to spare")

    def test_every_connection_is_taken(self):
        """All that the server has, taken by others."""
        SERVER.sql("CREATE ROLE portal LOGIN")
        spare = int(SERVER.sql("SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int "
                               "- (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend') + 1")[0][0])
        others = [subprocess.Popen([SERVER.programs / "psql", "-X", "-q", "-d", SERVER.where, "-c", "SELECT pg_sleep(60)"], stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL) for _ in range(spare)]
        try:
            for _ in range(200):
                if call("verify", "--db", f"postgresql:{SERVER.where} user=portal", "--lang", "en").stderr.find("no connection to spare") > 0:
                    break
            self.refused("verify", "--db", f"postgresql:{SERVER.where} user=portal", vi="hết kết nối", en="no connection to spare")
        finally:
            for other in others:
                other.kill()
                other.wait()

    def test_a_database_that_only_reads(self):
        name = fresh()
        acts = some_acts(self.folder / "acts.jsonl", 2)
        self.done("run", *PACK, "--events", acts, "--db", name)
        replica = SERVER.folder / "replica"
        SERVER.run(SERVER.programs / "pg_basebackup", "-h", SERVER.folder, "-p", SERVER.port, "-U", "postgres", "-D", replica, "-R", "-X", "stream",
                   "--checkpoint=fast", "--no-sync")
        with open(replica / "postgresql.conf", "a", encoding="utf-8") as settings:
            settings.write("port = 5434\n")
        SERVER.run(SERVER.programs / "pg_ctl", "-D", replica, "-l", SERVER.folder / "replica.log", "-w", "-t", "60", "start")
        try:
            there = name.replace(f"port={SERVER.port}", "port=5434")
            self.assertEqual(self.objects("verify", "--db", there)[0]["events"], 2)
            self.assertEqual(self.objects("late", "--db", there, "--now", NOW), self.objects("late", "--db", name, "--now", NOW))
            self.refused("run", *PACK, "--events", acts, "--db", there, vi="bản sao chỉ đọc", en="read replica")
            self.refused("checkpoint", "--db", there, vi="máy chủ chính", en="the primary")
        finally:
            SERVER.run(SERVER.programs / "pg_ctl", "-D", replica, "-m", "immediate", "-w", "stop")

    def test_the_disk_is_full(self):
        """A tablespace on a small disk in memory: what was answered before is there, and it goes on once there is room."""
        small = SERVER.folder / "small"
        small.mkdir()
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16m,mode=0777", "tmpfs", small], capture_output=True, check=False).returncode != 0:
            self.skipTest("this machine does not let a small disk be mounted")
        try:
            owner = SERVER.folder.stat()
            os.chown(small, owner.st_uid, owner.st_gid)
            SERVER.sql(f"CREATE TABLESPACE small LOCATION '{small}'")
            SERVER.sql("CREATE DATABASE small_portal TABLESPACE small")
            name = f"postgresql:{SERVER.where} dbname=small_portal"
            ballast = small / "ballast"
            self.done("run", *PACK, "--events", some_acts(self.folder / "few.jsonl", 2, "few-"), "--db", name)
            room = os.statvfs(small)
            ballast.write_bytes(b"x" * (room.f_bavail * room.f_frsize - 800_000))
            acts = some_acts(self.folder / "many.jsonl", 3000)
            self.refused("run", *PACK, "--events", acts, "--db", name, vi="đầy đĩa", en="disk is full")
            before = self.objects("verify", "--db", name)[0]
            self.assertEqual(before["problems"], [])
            ballast.unlink()
            self.assertEqual(self.objects("verify", "--db", name)[0], before)
            self.done("run", *PACK, "--events", some_acts(self.folder / "more.jsonl", 500), "--db", name)
            self.assertGreaterEqual(self.objects("verify", "--db", name)[0]["events"], max(502, before["events"]))
        finally:
            SERVER.sql("DROP DATABASE IF EXISTS small_portal WITH (FORCE)")
            SERVER.sql("DROP TABLESPACE IF EXISTS small")
            subprocess.run(["umount", small], check=False)


if __name__ == "__main__":
    gate.run_unittest()
