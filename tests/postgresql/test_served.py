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


if __name__ == "__main__":
    gate.run_unittest()
