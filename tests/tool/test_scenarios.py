"""`thoihan test` as a rule author meets it: the packs of rules/province and their scenarios, the examples of
docs/scenarios.md, and what is said when something fails.

Expected dates are derived by hand from the announced calendar of 2024 (tests/data/holidays.csv): Monday 29 April is off
for Saturday 4 May, 30 April and 1 May are holidays; office hours are 07:30-11:30 and 13:00-17:00, Monday to Friday.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

SOURCE = Path(os.environ.get("THOIHAN_SOURCE_DIR", Path(__file__).parents[2])).resolve()
BUILD = Path(os.environ.get("THOIHAN_BUILD_DIR", SOURCE / "build")).resolve()
PROGRAM = str(BUILD / "thoihan")
RULES = SOURCE / "rules"
LAC_HONG = SOURCE / "tests" / "data" / "packs" / "lac-hong"

RECEIVE = {"event": "receive", "by": "operator", "at": "2024-04-26T16:00", "facts": {"channel": "phone", "field": "roads"}}
FORWARD = {"event": "forward", "by": "operator", "at": "2024-04-26T16:30"}


def scenario(identifier, *steps, cite="3.1", **more):
    return {"id": identifier, "cite": cite, "title": {"vi": "Thử", "en": "A trial"}, "steps": list(steps), **more}


def expecting(step, **expected):
    return {**step, "expect": expected}


class ScenarioCase(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.pack = Path(folder.name) / "lac-hong"
        shutil.copytree(LAC_HONG, self.pack)
        shutil.rmtree(self.pack / "scenarios", ignore_errors=True)
        (self.pack / "scenarios").mkdir()

    def write(self, name, **parts):
        text = json.dumps({"format": 1, "pack": "lac-hong", **parts}, ensure_ascii=False, indent=1)
        (self.pack / "scenarios" / name).write_text(text, encoding="utf-8")
        return text

    def call(self, *arguments, status=0, lang="en"):
        done = subprocess.run([PROGRAM, "test", *map(str, arguments), "--rules", str(RULES), "--lang", lang],
                              capture_output=True, text=True, check=False, timeout=300)
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        return done

    def lines(self, *arguments, **options):
        return self.call(self.pack, *arguments, **options).stdout.splitlines()

    def objects(self, *arguments, **options):
        return [json.loads(line) for line in self.lines(*arguments, "--json", **options)]


class Provinces(ScenarioCase):
    """Each pack that has scenarios: they hold, reach every modelled clause, transition and duty, and notice its mutants."""

    def packs(self):
        return sorted(folder.parent for folder in (RULES / "province").glob("*/scenarios"))

    def test_packs(self):
        self.assertGreater(len(self.packs()), 0)
        for pack in self.packs():
            with self.subTest(pack.name):
                answers = [json.loads(line) for line in
                           self.call(pack, "--coverage", "--mutate", "--json").stdout.splitlines()]
                (run,) = [answer for answer in answers if "expectations" in answer]
                self.assertEqual((run["pack"], run["failed"]), (pack.name, 0))
                self.assertGreater(run["scenarios"], 0)
                covered = {answer["covered"]: answer for answer in answers if "covered" in answer}
                for kind in ("clause", "transition", "duty", "limit", "notice", "routing"):
                    self.assertEqual(covered[kind]["reached"], covered[kind]["all"], kind)
                (mutants,) = [answer for answer in answers if "mutants" in answer]
                self.assertGreaterEqual(mutants["noticed"] * 10, mutants["mutants"] * 9)
                self.assertEqual(mutants["unexplained"], 0)
                print(f"{pack.name}: {run['scenarios']} scenarios, {run['dues']} dues, {run['routes']} routes, "
                      f"{run['expectations']} expectations; {mutants['noticed']} of {mutants['mutants']} mutants noticed")


class Documentation(ScenarioCase):
    """The examples of docs/scenarios.md are scenarios of the invented Lạc Hồng."""

    def test_examples(self):
        text = (SOURCE / "docs" / "scenarios.md").read_text(encoding="utf-8")
        blocks = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", text, re.DOTALL)]
        kept = [block for block in blocks if any(block.get(part) for part in ("scenarios", "dues", "routes", "reports"))]
        self.assertEqual(len(kept), 4)
        for number, block in enumerate(kept):
            self.write(f"{number}.json", **{key: value for key, value in block.items() if key not in ("format", "pack")})
        (survivors,) = [block["survivors"] for block in blocks if "survivors" in block]
        (run,) = self.objects()
        self.assertEqual({key: run[key] for key in ("scenarios", "dues", "routes", "reports", "failed")},
                         {"scenarios": 3, "dues": 5, "routes": 3, "reports": 1, "failed": 0})
        self.write("survivors.json", survivors=survivors)
        answers = self.objects("--mutate", status=1)
        explained = [answer["mutant"] for answer in answers if answer.get("why")]
        self.assertEqual(explained, [survivor["mutant"] for survivor in survivors])


class Running(ScenarioCase):
    def test_everything_holds(self):
        # 1 h on Friday, 1 h from Thursday 2 May 07:30.
        self.write("a.json", scenarios=[scenario("a", expecting(
            RECEIVE, state="received", duties={"forward": {"due": "2024-05-02T08:30", "why": "1 h, 1 h"}}))])
        self.assertEqual(self.lines(), [f"{self.pack}: scenarios: 1, dues: 0, routes: 0, reports: 0, expectations: 2, failed: 0"])

    def test_a_failure_is_told_with_its_place(self):
        text = self.write("a.json", scenarios=[scenario("a", expecting(
            RECEIVE, duties={"forward": {"due": "2024-05-02T09:30", "why": "1 h, 1 h"}}))])
        line = next(number for number, line in enumerate(text.splitlines(), 1) if "09:30" in line)
        column = text.splitlines()[line - 1].index('"2024') + 1
        place = f"{self.pack}/scenarios/a.json:{line}:{column}"
        said, summed = self.lines(status=1)
        self.assertEqual(said, f'{place}: scenario "a": duty "forward": due: expected 2024-05-02T09:30:00+07:00, '
                               'found 2024-05-02T08:30:00+07:00 (2 working hours; 3.1)')
        self.assertTrue(summed.endswith("failed: 1"), summed)
        failure, total = self.objects(status=1)
        self.assertEqual((failure["scenario"], failure["expected"], failure["found"], failure["line"], failure["column"]),
                         ("a", "2024-05-02T09:30:00+07:00", "2024-05-02T08:30:00+07:00", line, column))
        self.assertEqual((failure["pack"], failure["what"]), ("lac-hong", 'duty "forward": due'))
        self.assertEqual((total["failed"], total["expectations"]), (1, 1))

    def test_a_failure_in_vietnamese(self):
        self.write("a.json", scenarios=[scenario("a", expecting(RECEIVE, duties={"forward": "met"}))])
        said, summed = self.lines(status=1, lang="vi")
        self.assertIn('kịch bản "a": nghĩa vụ "forward": tình trạng: trông đợi met, nhận được running', said)
        self.assertIn("sai: 1", summed)

    def test_an_act_that_is_refused(self):
        self.write("a.json", scenarios=[scenario("a", {**FORWARD})])
        said, _ = self.lines(status=1)
        self.assertIn('outcome: expected accepted, found unexpected_event (there is no case a; events that open one: receive)', said)

    def test_no_scenarios(self):
        self.assertEqual(self.lines(status=1), [f"{self.pack}: there are no scenarios"])

    def test_mistakes_of_all_files_at_once(self):
        self.write("a.json", scenarios=[scenario("a", expecting(RECEIVE, state="recieved"))])
        self.write("b.json", dues=[{"duty": "handel", "from": "2024-04-26T16:00", "due": "2024-05-07", "why": "x"}])
        done = self.call(self.pack, status=2)
        self.assertEqual(done.stdout, "")
        first, second, summed = done.stderr.splitlines()
        self.assertRegex(first, r'/scenarios/a\.json:\d+:\d+: error: there is no state "recieved"; did you mean "received"\?$')
        self.assertRegex(second, r'/scenarios/b\.json:\d+:\d+: error: there is no duty "handel"; did you mean "handle"\?$')
        self.assertIn("(2)", summed)

    def test_several_packs_are_all_run(self):
        self.write("a.json", scenarios=[scenario("a", RECEIVE)])
        done = self.call(self.pack, self.pack / "pack.json")
        self.assertEqual(len(done.stdout.splitlines()), 2)

    def test_a_pack_with_errors(self):
        path = self.pack / "pack.json"
        path.write_text(path.read_text(encoding="utf-8").replace('"start": "received"', '"start": "recieved"'), encoding="utf-8")
        self.assertIn("did you mean", self.call(self.pack, status=2).stderr)


class Coverage(ScenarioCase):
    def test_what_is_not_reached(self):
        self.write("a.json", scenarios=[scenario("a", RECEIVE, FORWARD)])
        answers = self.objects("--coverage", status=1)
        unreached = {(answer["unreached"], answer["name"]) for answer in answers if "unreached" in answer}
        self.assertIn(("transition", "refuse (received)"), unreached)
        self.assertIn(("duty", "answer"), unreached)
        self.assertIn(("limit", "forward: {\"amount\":\"now\",\"grace\":\"30 minutes\"}"), unreached)
        self.assertIn(("routing", "buildings"), unreached)
        self.assertIn(("notice", "refused"), unreached)
        self.assertIn(("clause", "3.3"), unreached)
        self.assertIn(("dating", "receive"), unreached)
        self.assertNotIn(("duty", "forward"), unreached)
        self.assertNotIn(("clause", "3.1"), unreached)
        covered = {answer["covered"]: (answer["reached"], answer["all"]) for answer in answers if "covered" in answer}
        # receive and forward, of eight; forward and handle, of four; the roads row, of two.
        self.assertEqual((covered["transition"], covered["duty"], covered["routing"]), ((2, 8), (2, 4), (1, 2)))

    def test_places(self):
        self.write("a.json", scenarios=[scenario("a", RECEIVE, FORWARD)])
        text = (self.pack / "pack.json").read_text(encoding="utf-8")
        line = next(number for number, line in enumerate(text.splitlines(), 1) if '{ "on": "refuse"' in line)
        (place,) = [said for said in self.lines("--coverage", status=1) if 'the transition "refuse (received)"' in said]
        self.assertTrue(place.startswith(f"{self.pack}/pack.json:{line}:5: "), place)


class Mutants(ScenarioCase):
    FULL = [scenario("a", expecting(
        RECEIVE, running=["forward"], duties={"forward": {"due": "2024-05-02T08:30", "why": "1 h, 1 h"}}))]

    def test_survivors_and_reasons(self):
        self.write("a.json", scenarios=self.FULL)
        answers = self.objects("--mutate", status=1)
        survivors = {answer["mutant"]: answer for answer in answers if "mutant" in answer}
        name = "/duties/answer/within/0/limit: 4 working hours -> 5 working hours"
        self.assertEqual((survivors[name]["kind"], survivors[name]["from"], survivors[name]["to"], survivors[name]["why"]),
                         ("number", "4 working hours", "5 working hours", None))
        self.assertNotIn("/duties/forward/within/1/limit: 2 working hours -> 3 working hours", survivors)
        total = answers[-1]
        self.assertEqual(total["mutants"] - total["noticed"], len(survivors))
        self.assertEqual((total["unexplained"], total["explained"]), (len(survivors), 0))

        self.write("survivors.json", survivors=[{"mutant": mutant, "why": {"vi": "Thử", "en": "A trial"}} for mutant in survivors])
        answers = self.objects("--mutate")
        self.assertEqual((answers[-1]["unexplained"], answers[-1]["explained"]), (0, len(survivors)))

    def test_a_reason_without_survivor(self):
        self.write("a.json", scenarios=self.FULL)
        name = "/duties/forward/within/1/limit: 2 working hours -> 3 working hours"
        self.write("survivors.json", survivors=[{"mutant": name, "why": {"vi": "Thử", "en": "A trial"}}])
        (outdated,) = [answer for answer in self.objects("--mutate", status=1) if "outdated" in answer]
        self.assertEqual(outdated["outdated"], name)

    def test_scenarios_must_hold_first(self):
        self.write("a.json", scenarios=[scenario("a", expecting(RECEIVE, state="answered"))])
        self.assertIn("--mutate needs scenarios that hold", self.call(self.pack, "--mutate", status=1).stderr)


if __name__ == "__main__":
    result = unittest.main(exit=False, verbosity=1).result
    red = {getattr(test, "test_case", test) for test, _ in result.failures + result.errors}
    print(f"{result.testsRun - len(red)} passed, {len(red)} failed")
    sys.exit(1 if red or not result.testsRun else 0)
