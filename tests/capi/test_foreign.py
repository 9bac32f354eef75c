"""The C API from another language, and beside the C++ library.

Python's ctypes knows nothing of C headers: what it calls is read out of thoihan.h by two regular expressions, as binding
generators do. Its answers must be, byte for byte, those of the program `thoihan`, which is the C++ library at work: on
thousands of random starts, on every duty, on a month of cases.
"""

import ctypes
import datetime
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

SOURCE = Path(os.environ.get("THOIHAN_SOURCE_DIR", Path(__file__).parents[2])).resolve()
BUILD = Path(os.environ.get("THOIHAN_BUILD_DIR", SOURCE / "build")).resolve()
sys.path.insert(0, str(SOURCE / "tests" / "meta"))
import gate  # noqa: E402

PACK = SOURCE / "rules" / "province" / "tien-giang"
EVENTS = SOURCE / "examples" / "data" / "tien-giang-2024.jsonl"
HEADER = re.sub(r"/\*.*?\*/", "", (SOURCE / "include/thoihan/thoihan.h").read_text(encoding="utf-8"), flags=re.DOTALL)
NTS = -1
LANGUAGES = {"vi": 1, "en": 2}
VIET_NAM = datetime.timezone(datetime.timedelta(hours=7))

LIMITS = ["5 working days", "1 working day", "2 working hours", "90 working minutes", "24 hours", "10 days", "2 weeks", "1 month",
          "1 year", "now", '{"amount":"3 working days","cut_off":"15:00"}', '{"amount":"15 days","roll":"none"}',
          '{"amount":"5 working days","end":"last_session"}', '{"then":["1 working day","2 working hours"]}',
          '{"amount":"4 working days","make_up_saturdays":"do_not_count"}', '{"later_of":["10 days","5 working days"]}']


class Deadline(ctypes.Structure):
    _fields_ = [("struct_size", ctypes.c_uint32), ("flags", ctypes.c_uint32), ("due", ctypes.c_int64), ("late_from", ctypes.c_int64),
                ("due_day", ctypes.c_int32), ("reserved0", ctypes.c_int32)]


class Failure(Exception):
    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


class Library:
    """Every function of the header, with its types; a failing call raises Failure."""

    NUMBERS = {"int32_t": ctypes.c_int32, "uint32_t": ctypes.c_uint32, "int64_t": ctypes.c_int64}
    WORDS = ["tho_status", "tho_language", "tho_working_dates", "tho_store_mode"]

    def __init__(self, path):
        self.library = ctypes.CDLL(str(path))
        for returns, name, parameters in re.findall(r"^THO_API ([^;(]*?) ?THO_CALL (\w+)\(([^)]*)\);", HEADER, re.MULTILINE):
            function = getattr(self.library, name)
            function.restype = self.type_of(returns)
            listed = [] if parameters.split() == ["void"] else parameters.split(",")
            function.argtypes = [self.type_of(re.match(r"\s*(.*?)\w+(\[\d+\])?\s*$", p, re.DOTALL)[1] + ("*" if "[" in p else ""))
                                 for p in listed]

    def type_of(self, written):
        kind = written.replace("const ", "").strip()
        if kind == "void":
            return None
        if kind == "char*":
            return ctypes.c_char_p
        if kind in self.NUMBERS:
            return self.NUMBERS[kind]
        return ctypes.c_int32 if kind in self.WORDS else ctypes.c_void_p

    def __getattr__(self, name):
        function = getattr(self.library, "tho_" + name)
        if len(function.argtypes) == 0 or "tho_error** err" not in re.search(rf"tho_{name}\(([^)]*)\)", HEADER)[1]:
            return function

        def call(*arguments):
            err = ctypes.c_void_p(1)
            code = function(*arguments, ctypes.byref(err))
            if code >= 0:
                assert err.value is None
                return code
            message = self.library.tho_error_message(err, 2, None).decode()
            name_of_code = self.library.tho_status_name(code).decode()
            self.library.tho_error_release(err)
            raise Failure(name_of_code, message)
        return call

    def made(self, name, *arguments):
        """The handle that a call makes."""
        out = ctypes.c_void_p()
        getattr(self, name)(*arguments, ctypes.byref(out))
        return out

    def text(self, name, *arguments):
        """The text that a call makes."""
        out = self.made(name, *arguments)
        size = ctypes.c_int64()
        data = self.text_data(out, ctypes.byref(size))
        assert len(data) == size.value
        self.text_release(out)
        return data.decode()

    def number(self, kind, name, *arguments):
        out = kind(77)
        getattr(self, name)(*arguments, ctypes.byref(out))
        return out.value

    def time(self, text):
        return self.number(ctypes.c_int64, "time_parse", text.encode(), NTS)


def program(*arguments, lines=()):
    done = subprocess.run([str(BUILD / "thoihan"), *map(str, arguments), "--json", "--lang", "en"], input="\n".join(lines), text=True,
                          capture_output=True, check=False, timeout=300)
    return done.stdout.splitlines()


def random_start(dice, first="2013-02-01", last="2050-12-01"):
    """Mostly by day, on the edges of sessions more often than chance has it."""
    days = (datetime.date.fromisoformat(last) - datetime.date.fromisoformat(first)).days
    day = datetime.date.fromisoformat(first) + datetime.timedelta(dice.randrange(days))
    hour = dice.choice(["07:30", "11:30", "13:00", "17:00", "00:00", "23:59:59", f"{dice.randrange(24):02}:{dice.randrange(60):02}"])
    return f"{day}T{hour}"


class Foreign(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.tho = Library(BUILD / "libthoihan.so")
        cls.pack = cls.tho.made("pack_open", str(PACK).encode(), NTS)
        cls.office = cls.tho.made("calendar_from_pack", cls.pack, None, 0)

    @classmethod
    def tearDownClass(cls):
        cls.tho.pack_release(cls.pack)
        cls.tho.calendar_release(cls.office)

    def test_limits(self):
        dice = random.Random(1022)
        questions = [(random_start(dice), dice.choice(LIMITS)) for _ in range(2000)]
        answers = program("add", PACK, "-", "--explain", lines=[f"{start}\t{limit}" for start, limit in questions])
        self.assertEqual(len(answers), len(questions))
        parsed = {text: self.tho.made("limit_parse", self.pack, text.encode(), NTS) for text in LIMITS}
        for (start, text), expected in zip(questions, answers):
            time = self.tho.time(start)
            self.assertEqual(self.tho.text("limit_explain", parsed[text], None, time, LANGUAGES["en"]), expected)
            told = json.loads(expected)
            due = Deadline(struct_size=ctypes.sizeof(Deadline))
            self.tho.limit_evaluate(parsed[text], self.office, time, ctypes.byref(due))
            instant = [datetime.datetime.fromtimestamp(t, VIET_NAM).isoformat() for t in (due.due, due.late_from)]
            self.assertEqual(instant, [told["due"], told["late_from"]])
            self.assertEqual(str(datetime.date(1970, 1, 1) + datetime.timedelta(due.due_day)), told["due_date"])
            flags = [told["end"] == "day", told["provisional"], *(told.get(key, False) for key in ("rolled", "clamped", "cut_off", "before_start"))]
            self.assertEqual(due.flags, sum(flag << bit for bit, flag in enumerate(flags)))
        for limit in parsed.values():
            self.tho.limit_release(limit)

    def test_elapsed(self):
        dice = random.Random(1863)
        questions = [(random_start(dice), random_start(dice)) for _ in range(2000)]
        answers = program("elapsed", PACK, "-", lines=["\t".join(pair) for pair in questions])
        self.assertEqual(len(answers), len(questions))
        for (start, end), expected in zip(questions, answers):
            told = json.loads(expected)
            seconds = self.tho.number(ctypes.c_int64, "calendar_elapsed", self.office, self.tho.time(start), self.tho.time(end))
            self.assertEqual(seconds, told["working_seconds"])
            days = [self.tho.number(ctypes.c_int32, "day_parse", text[:10].encode(), NTS) for text in (start, end)]
            self.assertEqual(self.tho.number(ctypes.c_int32, "calendar_working_days_between", self.office, *days, 1), told["working_days"])

    def test_duties(self):
        facts = {"urgent": "true", "channel": "phone", "reputation": "false"}
        given = [part for item in facts.items() for part in ("--fact", "=".join(item))]
        written = json.dumps({"urgent": True, "channel": "phone", "reputation": False}).encode()
        seen = {"due": 0, "no limit": 0, "horizon": 0}
        for duty in json.loads((PACK / "pack.json").read_text(encoding="utf-8"))["duties"]:
            for start in ["2024-04-26T16:00", "2025-01-24T10:00", "2060-01-05T10:00"]:
                for arguments, mine in [([], None), (given, written)]:
                    with self.subTest(duty=duty, start=start, facts=mine):
                        expected = program("due", PACK, duty, start, "--explain", *arguments)
                        question = [self.pack, duty.encode(), NTS, mine, NTS, self.tho.time(start), LANGUAGES["en"]]
                        if not expected:
                            with self.assertRaises(Failure) as caught:
                                self.tho.made("duty_explain", *question)
                            self.assertEqual(caught.exception.code, "HORIZON")
                            seen["horizon"] += 1
                        elif json.loads(expected[0])["due"] is None:
                            none = ctypes.c_void_p(1)
                            self.assertEqual(self.tho.duty_explain(*question, ctypes.byref(none)), 2)
                            self.assertIsNone(none.value)
                            seen["no limit"] += 1
                        else:
                            self.assertEqual(self.tho.text("duty_explain", *question), expected[0])
                            seen["due"] += 1
        self.assertTrue(all(seen.values()), seen)

    def test_what_packs_say(self):
        other = PACK.parent / "ben-tre"
        newer = self.tho.made("pack_open", str(other).encode(), NTS)
        english = LANGUAGES["en"]
        told = {"check": (self.tho.text("pack_check", str(PACK).encode(), NTS, english, None), ["check", PACK]),
                "clauses": (self.tho.text("pack_clauses", self.pack, english), ["clauses", PACK]),
                "diff": (self.tho.text("pack_diff", self.pack, newer, 2024, english), ["diff", PACK, other, "--year", 2024])}
        self.tho.pack_release(newer)
        for name, (mine, command) in told.items():
            with self.subTest(name=name):
                lines = program(*command)
                self.assertGreater(len(lines), 10)
                self.assertEqual(mine.splitlines(), lines)
        day = self.tho.number(ctypes.c_int32, "day_parse", b"2024-05-06", NTS)
        for facts in [{"field": "roads", "level": "province"}, {"field": "roads"}, {}]:
            with self.subTest(facts=facts):
                given = [part for item in facts.items() for part in ("--fact", "=".join(item))]
                mine = self.tho.text("pack_route", self.pack, json.dumps(facts).encode(), NTS, day, english)
                self.assertEqual([mine], program("route", PACK, "--at", "2024-05-06", *given))

    def test_cases(self):
        lines = EVENTS.read_text(encoding="utf-8").splitlines()[:400]
        with tempfile.TemporaryDirectory() as folder:
            events = Path(folder) / "events.jsonl"
            events.write_text("\n".join(lines) + "\n", encoding="utf-8")
            expected = program("run", PACK, "--events", events, "--db", Path(folder) / "program.db")
            self.assertEqual(len(expected), len(lines))
            store = self.tho.made("store_open", str(Path(folder) / "library.db").encode(), NTS, 1)
            self.tho.store_use_pack(store, self.pack)
            for line, answer in zip(lines, expected):
                try:
                    self.assertEqual(self.tho.text("store_apply", store, line.encode(), NTS), answer)
                except Failure as failure:
                    told = json.loads(answer)["error"]
                    self.assertEqual((failure.code, str(failure)), (told["code"], told["message"]))
            self.tho.store_close(store)


if __name__ == "__main__":
    gate.run_unittest()
