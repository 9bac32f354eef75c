"""Notices, keys and the public's view as the operators of a portal meet them.

The invented regulation of Lạc Hồng, with `result` made personal: its notice "answered" prints it, so that its words need the
key. Lạc Hồng publishes a case once there is a result (clause 6). No key is ever an argument, and none is ever printed.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

SOURCE = Path(os.environ.get("THOIHAN_SOURCE_DIR", Path(__file__).parents[2])).resolve()
BUILD = Path(os.environ.get("THOIHAN_BUILD_DIR", SOURCE / "build")).resolve()
PROGRAM = str(BUILD / "thoihan")
KEY = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"


def event(case, key, at, name, facts=None, role="operator"):
    by = {"role": role, "officer": "Lê Thị Bí Mật"}
    if role == "authority":
        by["authority"] = "so-giao-thong"
    return {"case": case, "key": key, "at": at, "event": name, "by": by, "facts": facts or {}}


def story(case):
    return [event(case, "k1", "2024-04-25T09:10", "receive", {"channel": "web", "field": "roads", "content": "Ổ gà trước nhà"}),
            event(case, "k2", "2024-04-25T10:00", "forward"),
            event(case, "k3", "2024-05-06T10:00", "enter_result", {"result": f"Đã vá cho {case}"}, "authority"),
            event(case, "k4", "2024-05-06T11:00", "answer")]


REFUSED = [event("LH-3", "k1", "2024-04-25T09:10", "receive", {"channel": "phone"}),
           event("LH-3", "k2", "2024-04-25T09:20", "refuse", {"reason": "Không rõ nội dung"})]


class OutboxCase(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.database = str(self.folder / "reports.db")
        self.key = str(self.folder / "thoihan.key")
        self.write_key(self.key, f"2026-a {KEY}\n")
        rules = self.folder / "rules"
        shutil.copytree(SOURCE / "rules" / "national", rules / "national")
        self.pack = rules / "province" / "lac-hong"
        shutil.copytree(SOURCE / "tests" / "data" / "packs" / "lac-hong", self.pack)
        pack = json.loads((self.pack / "pack.json").read_text(encoding="utf-8"))
        del pack["facts"]["result"]["public"]
        (self.pack / "pack.json").write_text(json.dumps(pack, ensure_ascii=False), encoding="utf-8")

    @staticmethod
    def write_key(path, text, mode=0o600):
        Path(path).write_text(text, encoding="utf-8")
        os.chmod(path, mode)

    def call(self, *arguments, stdin=b"", lang="en_US.UTF-8", **options):
        return subprocess.run([PROGRAM, *map(os.fsencode, arguments)], input=stdin, capture_output=True, cwd=self.folder,
                              env={**os.environ, "LANG": lang}, check=False, timeout=60, **options)

    def objects(self, *arguments, status=0, **options):
        done = self.call(*arguments, "--json", **options)
        self.assertEqual(done.returncode, status, done.stderr.decode())
        return [json.loads(line) for line in done.stdout.decode().splitlines()]

    def refused(self, *arguments, **options):
        done = self.call(*arguments, **options)
        self.assertEqual(done.returncode, 2, done.stdout.decode() + done.stderr.decode())
        self.assertEqual(done.stdout, b"")
        self.assertNotIn(KEY, done.stderr.decode())
        return done.stderr.decode()

    def run_events(self, *events, key=None):
        text = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in events)
        done = self.call("run", str(self.pack), "--events", "-", "--db", self.database, "--key-file", key or self.key,
                         stdin=text.encode())
        self.assertEqual(done.returncode, 0, done.stderr.decode())

    def outbox(self, *arguments, **options):
        return self.objects("outbox", "--db", self.database, *arguments, **options)


class Outbox(OutboxCase):
    def setUp(self):
        super().setUp()
        self.run_events(*story("LH-1"), *REFUSED, *story("LH-2"))

    def test_with_the_key(self):
        notices = self.outbox("--key-file", self.key)
        self.assertEqual([(row["case"], row["notice"], row["channels"], row["text"]["vi"]) for row in notices], [
            ("LH-1", "answered", ["phone", "web"], "Kết quả: Đã vá cho LH-1."),
            ("LH-3", "refused", ["phone"], "Không tiếp nhận: Không rõ nội dung."),
            ("LH-2", "answered", ["phone", "web"], "Kết quả: Đã vá cho LH-2.")])
        self.assertEqual(notices[0]["text"]["en"], "Result: Đã vá cho LH-1.")
        self.assertEqual(notices[0]["recipient"], {"vi": "Người gửi", "en": "Reporter"})
        self.assertEqual([row["unreadable"] for row in notices], [[], [], []])
        self.assertEqual(sorted(row["id"] for row in notices), [row["id"] for row in notices])

    def test_without_the_key(self):
        notices = self.outbox()
        self.assertEqual(notices[0]["text"], {"vi": "Kết quả: [đã niêm phong].", "en": "Result: [sealed]."})
        self.assertEqual([row["unreadable"] for row in notices], [["result"], [], ["result"]])
        done = self.call("outbox", "--db", self.database)
        self.assertNotIn("Đã vá", done.stdout.decode())
        self.assertIn("2; give --key-file or --key-fd", done.stderr.decode())

    def test_text(self):
        lines = self.call("outbox", "--db", self.database, "--key-file", self.key, lang="vi_VN.UTF-8").stdout.decode()
        self.assertIn("LH-1  answered → Người gửi (phone, web)\n    Kết quả: Đã vá cho LH-1.\n", lines)
        english = self.call("outbox", "--db", self.database, "--key-file", self.key).stdout.decode()
        self.assertIn("LH-3  refused → Reporter (phone)\n    Not taken in: Không rõ nội dung.\n", english)

    def test_at_least_once_until_acknowledged(self):
        first, second, third = self.outbox("--key-file", self.key)
        self.assertEqual(self.outbox("--key-file", self.key), [first, second, third])
        self.assertEqual(self.outbox("--key-file", self.key, "--most", "2"), [first, second])
        ids = [str(first["id"]), str(third["id"])]
        self.assertEqual(self.outbox("--acknowledge", *ids),
                         [{"id": first["id"], "acknowledged": True}, {"id": third["id"], "acknowledged": True}])
        self.assertEqual(self.outbox("--key-file", self.key), [second])
        self.assertEqual(self.outbox("--acknowledge", *ids, "987654321987"),
                         [{"id": first["id"], "acknowledged": False}, {"id": third["id"], "acknowledged": False},
                          {"id": 987654321987, "acknowledged": False}])
        self.assertEqual(self.outbox("--key-file", self.key), [second])
        # What comes later has a number of its own.
        self.run_events(*story("LH-4"))
        self.assertGreater(self.outbox("--key-file", self.key)[-1]["id"], third["id"])

    def test_wrong_calls(self):
        database = ["outbox", "--db", self.database]
        self.assertIn("x", self.refused(*database, "--acknowledge", "x"))
        self.assertIn("0", self.refused(*database, "--acknowledge", "0"))
        self.assertIn("--most", self.refused(*database, "--acknowledge", "1", "--most", "1"))
        self.assertIn("no key", self.refused(*database, "--acknowledge", "1", "--key-file", self.key))
        self.assertIn("--now", self.refused(*database, "--acknowledge", "1", "--now", "x"))
        self.assertIn("--db", self.refused("outbox"))
        self.assertEqual(len(self.outbox()), 3)

    def test_reading_does_not_write(self):
        before = Path(self.database).read_bytes()
        self.outbox("--key-file", self.key)
        self.assertEqual(Path(self.database).read_bytes(), before)


class Keys(OutboxCase):
    def setUp(self):
        super().setUp()
        self.run_events(*story("LH-1"))

    def test_from_a_descriptor(self):
        read, write = os.pipe()
        try:
            os.write(write, f"2026-a {KEY}".encode())
            os.close(write)
            notices = self.outbox("--key-fd", str(read), pass_fds=[read])
        finally:
            os.close(read)
        self.assertEqual(notices[0]["text"]["vi"], "Kết quả: Đã vá cho LH-1.")
        self.assertEqual(self.outbox("--key-fd", "0", stdin=f"2026-a {KEY}\n".encode()), notices)

    def test_no_key_in_what_others_may_read_of_a_process(self):
        with subprocess.Popen([PROGRAM, "outbox", "--db", self.database, "--key-fd", "0", "--json"], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            # It waits for its key; half of it is read already.
            process.stdin.write(f"2026-a {KEY[:40]}".encode())
            process.stdin.flush()
            time.sleep(0.2)
            for name in ("cmdline", "environ"):
                held = Path(f"/proc/{process.pid}/{name}").read_bytes()
                self.assertNotIn(KEY[:16].encode(), held)
            self.assertIn(b"--key-fd", Path(f"/proc/{process.pid}/cmdline").read_bytes())
            out, problems = process.communicate(KEY[40:].encode() + b"\n", timeout=60)
        self.assertEqual(process.returncode, 0, problems.decode())
        self.assertIn("Đã vá cho LH-1", out.decode())

    def test_a_key_given_as_an_argument_is_refused_and_not_repeated(self):
        for command in (["outbox", "--db", self.database], ["case", "--db", self.database, "LH-1"],
                        ["run", str(self.pack), "--events", "-", "--db", self.database]):
            for wrong in (["--key-file", KEY], ["--key-file", f"2026-a {KEY}"], ["--key-fd", KEY.upper()]):
                done = self.call(*command, *wrong)
                self.assertEqual(done.returncode, 2)
                self.assertNotIn(KEY[:12], done.stderr.decode().lower())
                self.assertIn("everybody on the machine", done.stderr.decode())

    def test_a_folder_may_have_the_form_of_a_key(self):
        folder = self.folder / KEY
        folder.mkdir()
        shutil.copy2(self.key, folder / "k")
        self.assertEqual(self.outbox("--key-file", str(folder / "k"))[0]["unreadable"], [])

    def test_wrong_keys_and_files(self):
        outbox = ["outbox", "--db", self.database]
        self.assertIn("not both", self.refused(*outbox, "--key-file", self.key, "--key-fd", "0"))
        for wrong in ("x", "-1", "3x", "99999999999"):
            self.assertIn("descriptor", self.refused(*outbox, f"--key-fd={wrong}"))
        self.assertIn("987", self.refused(*outbox, "--key-fd", "987"))
        self.assertIn("none.key", self.refused(*outbox, "--key-file", "none.key"))
        bad = str(self.folder / "bad.key")
        self.write_key(bad, KEY)
        self.assertIn("64 hexadecimal", self.refused(*outbox, "--key-file", bad))
        self.write_key(bad, f"2026-a {KEY}", 0o622)
        self.assertIn("chmod 600", self.refused(*outbox, "--key-file", bad))

    def test_a_case_with_and_without_its_key(self):
        case = ["case", "--db", self.database, "LH-1"]
        shown = self.call(*case).stdout.decode()
        self.assertIn("content=[sealed]", shown)
        self.assertNotIn("Ổ gà", shown)
        self.assertIn("content=[đã niêm phong]", self.call(*case, lang="vi_VN.UTF-8").stdout.decode())
        opened = self.call(*case, "--key-file", self.key).stdout.decode()
        self.assertIn("content=Ổ gà trước nhà", opened)
        self.assertIn("result=Đã vá cho LH-1", opened)
        found, = self.objects(*case, "--key-file", self.key)
        self.assertEqual(found["texts"], [
            {"number": 1, "fact": "content", "access": "readable", "text": "Ổ gà trước nhà"},
            {"number": 3, "fact": "result", "access": "readable", "text": "Đã vá cho LH-1"}])
        self.assertNotIn("texts", self.objects(*case)[0])
        for option in ("--public", "--ledger"):
            self.assertIn("take no key", self.refused(*case, option, "--key-file", self.key))
        self.assertIn("take no key", self.refused("case", "--db", self.database, "--summary", "--key-file", self.key))


class Public(OutboxCase):
    def setUp(self):
        super().setUp()
        self.run_events(*story("LH-1"), *story("LH-2")[:3], *story("LH-4")[:2], *REFUSED)

    def public(self, case, *arguments, **options):
        return self.objects("case", "--db", self.database, case, "--public", *arguments, **options)[0]

    def test_public(self):
        # Answered within 4 working hours of 10:00: 10:00-11:30 and 13:00-15:30.
        seen = self.public("LH-2")
        self.assertEqual((seen["case"], seen["public"], seen["state"], seen["cite"]), ("LH-2", True, "resulted", "6"))
        self.assertEqual([(step["at"], step["state"], step["held_by"]) for step in seen["steps"]], [
            ("2024-04-25T09:10:00+07:00", "received", "operator"),
            ("2024-04-25T10:00:00+07:00", "with_authority", "so-giao-thong"),
            ("2024-05-06T10:00:00+07:00", "resulted", "operator")])
        self.assertEqual([(duty["duty"], duty["due"]) for duty in seen["duties"]], [("answer", "2024-05-06T15:30:00+07:00")])
        self.assertEqual({fact["fact"]: fact["value"] for fact in seen["facts"]},
                         {"channel": "web", "field": "roads", "lead": "so-giao-thong", "urgent": False})
        text = self.call("case", "--db", self.database, "LH-2", "--public", lang="vi_VN.UTF-8").stdout.decode()
        for part in ("LH-2: Đã có kết quả", "2024-04-25 10:00", "Sở Giao thông vận tải", "2024-05-06 15:30", "Đường bộ"):
            self.assertIn(part, text)
        for inside in ("Bí Mật", "Ổ gà", "Đã vá", "hmac", "k1"):
            self.assertNotIn(inside, text)
            self.assertNotIn(inside, json.dumps(seen, ensure_ascii=False))

    def test_not_public(self):
        for case in ("LH-4", "LH-3"):
            self.assertEqual(self.public(case), {"case": case, "public": False})
            done = self.call("case", "--db", self.database, case, "--public")
            self.assertEqual(done.stdout.decode(), f"{case}: not public\n")
        self.assertIn("there is no case", self.refused("case", "--db", self.database, "LH-9", "--public"))

    def test_wrong_calls(self):
        for option in ("--ledger", "--summary"):
            arguments = ["case", "--db", self.database, "--public", option] + (["LH-1"] if option == "--ledger" else [])
            self.assertIn("--public", self.refused(*arguments))


if __name__ == "__main__":
    result = unittest.main(exit=False, verbosity=1).result
    red = {getattr(test, "test_case", test) for test, _ in result.failures + result.errors}
    print(f"{result.testsRun - len(red)} passed, {len(red)} failed")
    sys.exit(1 if red or not result.testsRun else 0)
