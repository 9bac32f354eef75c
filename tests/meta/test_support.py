"""The scripts below tests/support: what they must refuse, add up and hold back."""

import os
import stat
import subprocess
import tempfile
import unittest
from pathlib import Path

import gate

SUPPORT = Path(__file__).parents[1] / "support"


def bash(text, **environment):
    return gate.run(["bash", "-c", f"set -euo pipefail\n{text}"], env={**os.environ, **environment})


class Suites(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.logs = folder.name

    def finish(self, text):
        """The exit status and the last line of a run with these suites."""
        done = bash(f"source {SUPPORT}/suites.sh; logs={self.logs}\n{text}\nfinish")
        lines = done.stdout.splitlines()
        self.assertEqual(sum(" passed, " in line and line[0].isdigit() for line in lines), 1, done.stdout)
        return done.returncode, lines[-1], done.stdout

    def test_sum(self):
        self.assertEqual(self.finish("suite a echo 3 passed, 0 failed\nsuite b echo 4 passed, 0 failed")[:2],
                         (0, "7 passed, 0 failed"))

    def test_failure_with_status_zero(self):
        self.assertEqual(self.finish("suite a echo 3 passed, 2 failed\nsuite b echo 1 passed, 0 failed")[:2],
                         (1, "4 passed, 2 failed"))

    def test_status_without_failure(self):
        self.assertEqual(self.finish("suite a bash -c 'echo 3 passed, 0 failed; exit 3'")[:2], (1, "3 passed, 1 failed"))

    def test_crash_before_the_count(self):
        self.assertEqual(self.finish("suite a bash -c 'echo 3 passed, 0 failed; echo more; kill -SEGV $$'")[:2],
                         (1, "0 passed, 1 failed"))

    def test_ran_nothing(self):
        for command in ["true", "echo 0 passed, 0 failed", "echo all 3 passed, 0 failed"]:
            with self.subTest(command=command):
                status, last, output = self.finish(f"suite a echo 1 passed, 0 failed\nsuite b {command}")
                self.assertEqual((status, last), (1, "1 passed, 1 failed"))
                self.assertIn("ran nothing", output)

    def test_no_suite(self):
        self.assertEqual(self.finish("")[:2], (1, "0 passed, 0 failed"))

    def test_error_inside_a_function(self):
        status, last, _ = self.finish("f() { false; echo 1 passed, 0 failed; }\nsuite a f")
        self.assertEqual((status, last), (1, "0 passed, 1 failed"))

    def test_step_stops(self):
        status, last, output = self.finish("suite a echo 1 passed, 0 failed\nstep build false\necho not reached")
        self.assertEqual((status, last), (1, "1 passed, 1 failed"))
        self.assertNotIn("not reached", output)

    def test_skipped_is_told_and_counted(self):
        status, last, output = self.finish("suite a printf 'skipped: no compiler\\n1 passed, 0 failed\\n'")
        self.assertEqual((status, last), (0, "1 passed, 0 failed"))
        self.assertIn("skipped: no compiler", output)
        self.assertIn("skipped: 1\n", output)

    def doctest(self, cases, body, marked=0):
        """A stand-in for a doctest program of so many cases, of which `marked` are left out unless asked for."""
        program = Path(self.logs) / "program"
        program.write_text("#!/bin/bash\n"
                           f"count={cases}; [[ \" $* \" == *' --no-skip '* ]] && count={cases + marked}\n"
                           "for word; do [[ $word == --count ]] && { echo \"[doctest] unskipped test cases passing the current filters: $count\"; exit; }\n"
                           "case $word in --first=*) first=${word#*=} ;; --last=*) last=${word#*=} ;; esac; done\n"
                           f"{body}\n")
        program.chmod(0o755)
        return program

    def test_doctest(self):
        program = self.doctest(12, "echo '[doctest] test cases:  12 |   9 passed | 3 failed | 0 skipped'\nexit 1")
        status, last, output = self.finish(f"doctest_suites a 1 {program}")
        self.assertEqual((status, last), (1, "9 passed, 3 failed"))
        self.assertIn("skipped: 0\n", output)

    def test_doctest_parts_are_the_whole(self):
        program = self.doctest(11, "echo \"$first $last\" >>$0.parts\n"
                                   "echo '[doctest] test cases: 11 | 11 passed | 0 failed | 0 skipped'")
        self.assertEqual(self.finish(f"doctest_suites a 4 {program}")[:2], (0, "11 passed, 0 failed"))
        parts = sorted(tuple(map(int, line.split())) for line in Path(f"{program}.parts").read_text().splitlines())
        self.assertEqual([case for first, last in parts for case in range(first, last + 1)], list(range(1, 12)))
        self.assertEqual(len(parts), 4)

    def test_doctest_with_more_parts_than_cases(self):
        program = self.doctest(2, "echo '[doctest] test cases: 2 | 2 passed | 0 failed | 0 skipped'")
        self.assertEqual(self.finish(f"doctest_suites a 4 {program}")[:2], (0, "2 passed, 0 failed"))

    def test_doctest_marked_cases_are_told(self):
        program = self.doctest(3, "echo '[doctest] test cases: 3 | 3 passed | 0 failed | 2 skipped'", marked=2)
        _, last, output = self.finish(f"doctest_suites a 1 {program}")
        self.assertEqual(last, "3 passed, 0 failed")
        self.assertIn("skipped: 2\n", output)

    def test_doctest_without_cases(self):
        program = self.doctest(0, "echo '[doctest] test cases: 0 | 0 passed | 0 failed | 0 skipped'")
        self.assertEqual(self.finish(f"doctest_suites a 1 {program}")[:2], (1, "0 passed, 1 failed"))

    def test_doctest_crash(self):
        self.assertEqual(self.finish(f"doctest_suites a 1 {self.doctest(3, 'kill -SEGV $$')}")[:2], (1, "0 passed, 1 failed"))
        self.assertEqual(self.finish("doctest_suites a 1 false")[:2], (1, "0 passed, 1 failed"))

    def test_suites_run_beside_each_other(self):
        done = self.finish("nproc() { echo 2; }\n"
                           f"wait_for() {{ for i in {{1..300}}; do [[ -e {self.logs}/$1 ]] && echo 1 passed, 0 failed && return; sleep 0.1; done; return 1; }}\n"
                           f"a() {{ touch {self.logs}/a.here; wait_for b.here; }}\nb() {{ touch {self.logs}/b.here; wait_for a.here; }}\n"
                           "suite a a\nsuite b b")
        self.assertEqual(done[:2], (0, "2 passed, 0 failed"))


class Packages(unittest.TestCase):
    """With stand-ins for dpkg-query, apt-get and sudo that write down how they were called."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.calls = self.folder / "calls"
        self.calls.touch()
        self.program("dpkg-query", '[ "$3" = have ] && printf "installed " || exit 1')
        self.program("sudo", '"$@"')

    def program(self, name, text):
        path = self.folder / name
        path.write_text(f"#!/bin/sh\n{text}\n")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)

    def apt_get(self, simulation="", install_status=0):
        self.program("apt-get", f"echo \"$*\" >>{self.calls}\n"
                                f"case \"$*\" in *--simulate*) printf '{simulation}' ;; *install*) exit {install_status} ;; esac")

    def install(self, *names):
        return bash(f"source {SUPPORT}/packages.sh; install_packages {' '.join(names)}",
                    PATH=f"{self.folder}:{os.environ['PATH']}")

    def real_installs(self):
        return [call for call in self.calls.read_text().splitlines() if "install" in call and "--simulate" not in call]

    def test_nothing_to_do(self):
        self.apt_get()
        self.assertEqual(self.install("have").returncode, 0)
        self.assertEqual(self.calls.read_text(), "")

    def test_only_what_is_missing_and_never_with_removal(self):
        self.apt_get(simulation="Inst lack\\n")
        done = self.install("have", "lack", "want")
        self.assertEqual(done.returncode, 0, done.stdout)
        (call,) = self.real_installs()
        self.assertTrue(call.endswith("install --yes --no-install-recommends --no-remove lack want"), call)
        self.assertIn("  lack\n  want\n", done.stdout)

    def test_conflict(self):
        self.apt_get(simulation="Remv libboost1.74-dev [1.74.0]\\nInst lack\\n")
        done = self.install("lack")
        self.assertEqual(done.returncode, 2)
        self.assertEqual(self.real_installs(), [])
        self.assertIn("Nothing was installed", done.stdout)
        self.assertIn("Chưa cài gì", done.stdout)
        self.assertIn("libboost1.74-dev", done.stdout)

    def test_failed_installation(self):
        self.apt_get(install_status=100)
        done = self.install("lack")
        self.assertEqual(done.returncode, 2)
        self.assertIn("could not install", done.stdout)

    def test_commands_that_are_there_need_no_package(self):
        self.program("speaks", "")
        done = bash(f"source {SUPPORT}/packages.sh; packages_of_missing_commands speaks=language silent-here=other-language",
                    PATH=f"{self.folder}:{os.environ['PATH']}")
        self.assertEqual(done.stdout, "other-language\n")


class Unprivileged(unittest.TestCase):
    def test_read_only_file_is_refused(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "read-only"
            path.write_text("before")
            path.chmod(0o444)
            writes = ["sh", "-c", f"echo after >{path}"]
            self.assertNotEqual(gate.run([str(SUPPORT / "unprivileged.sh"), *writes]).returncode, 0)
            self.assertEqual(path.read_text(), "before")
            # The same without the script, so that the refusal is seen to come from it.
            self.assertEqual(subprocess.run(writes, check=False, stderr=subprocess.DEVNULL).returncode == 0, os.geteuid() == 0)


if __name__ == "__main__":
    gate.run_unittest()
