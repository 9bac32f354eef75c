"""The JSON Schemas of rules/schema: they take every file of the tree, refuse what the program refuses, and know its keys.

    python3 -B tests/oracle/test_schema.py

An editor shows their descriptions and refuses what they refuse (docs/writing_a_pack.md). The loader is the truth: each
mutation of a small pack is given to the schema and to `thoihan check`, of its scenarios to `thoihan test`, and schema_keys.py
compares the keys with the loader's sources. python3-jsonschema is a Debian package, so that Debian's Python runs this.
"""

import copy
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

DEBIAN = "/usr/bin/python3"
try:
    import jsonschema
except ImportError:
    if os.environ.get("THOIHAN_SCHEMA_PYTHON"):
        raise
    os.environ["THOIHAN_SCHEMA_PYTHON"] = DEBIAN
    os.execv(DEBIAN, [DEBIAN, "-B", *sys.argv])

HERE = Path(__file__).resolve().parent
ROOT = Path(os.environ.get("THOIHAN_SOURCE_DIR", HERE.parents[1])).resolve()
PROGRAM = Path(os.environ.get("THOIHAN_BUILD_DIR", ROOT / "build")).resolve() / "thoihan"
RULES = ROOT / "rules"
PACKS = ROOT / "tests/data/packs"
LAC_HONG = PACKS / "lac-hong"
sys.path[:0] = [str(HERE), str(HERE.parent / "meta")]

import gate  # noqa: E402
import schema_keys  # noqa: E402

SCHEMAS = schema_keys.published_schemas(ROOT)
KINDS = ("authorities", "calendar", "holidays", "pack", "scenarios", "survivors", "vocabulary")


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


def validator(kind):
    return jsonschema.Draft7Validator(SCHEMAS[f"{kind}.schema.json"])


def mistakes(kind, document):
    return [f"/{'/'.join(map(str, error.absolute_path))}: {error.message}"
            for error in validator(kind).iter_errors(document)]


def files_of_the_tree():
    """(kind, path) of each pack below rules/, examples/ and tests/data/packs, of its scenarios, and of all that it refers to."""
    found = {}
    for pack in sorted(path for folder in (RULES, ROOT / "examples", PACKS) for path in folder.rglob("pack.json")):
        found[pack] = "pack"
        document = read(pack)
        found[pack.parent / document["authorities"]] = "authorities"
        for path in (pack.parent / "scenarios").glob("*.json"):
            found[path] = "survivors" if path.name == "survivors.json" else "scenarios"
        for section in ("roles", "channels", "facts", "states", "notices"):
            for member in document.get(section, {}).values():
                if isinstance(member, dict) and "as" in member:
                    found[RULES / f"{member['as']}.json"] = "vocabulary"
        for reference in document["calendars"].values():
            calendar = RULES / f"{reference}.json"
            found[calendar] = "calendar"
            if "holidays" in read(calendar):
                found[RULES / f"{read(calendar)['holidays']}.json"] = "holidays"
    return sorted((kind, path) for path, kind in found.items())


def at(document, pointer):
    for step in pointer:
        document = document[step]
    return document


def changed(document, pointer, value=None, *, remove=False):
    """A copy with another value at `pointer`, or without that member."""
    out = copy.deepcopy(document)
    holder = at(out, pointer[:-1])
    if remove:
        del holder[pointer[-1]]
    else:
        holder[pointer[-1]] = value
    return out


class Form(unittest.TestCase):
    """The schemas themselves."""

    def test_are_schemas(self):
        self.assertEqual(sorted(SCHEMAS), [f"{kind}.schema.json" for kind in KINDS])
        for schema in SCHEMAS.values():
            self.assertEqual(schema["$schema"], "http://json-schema.org/draft-07/schema#")
            jsonschema.Draft7Validator.check_schema(schema)

    def described(self, schema, value):
        while "description" not in value and "$ref" in value:
            value = at(schema, value["$ref"].split("/")[1:])
        return value.get("description", "")

    def test_every_key_is_explained_in_both_languages(self):
        keys = 0

        def walk(name, schema, value, where):
            nonlocal keys
            if isinstance(value, list):
                for i, part in enumerate(value):
                    walk(name, schema, part, f"{where}/{i}")
                return
            if not isinstance(value, dict):
                return
            if value.get("type") == "object":  # its own keys, not those of a condition
                for key, part in value.get("properties", {}).items():
                    if part is False:  # a key that is none
                        continue
                    lines = self.described(schema, part).split("\n")
                    self.assertTrue(len(lines) == 2 and all(lines), f"{name}{where}: {key}: {lines}")
                    keys += 1
            if "enumDescriptions" in value:
                self.assertEqual(len(value["enum"]), len(value["enumDescriptions"]), f"{name}{where}")
                for line in value["enumDescriptions"]:
                    self.assertRegex(line, r"^[^\n]+(\n[^\n]+)?$")
            for key, part in value.items():
                walk(name, schema, part, f"{where}/{key}")

        for name, schema in SCHEMAS.items():
            walk(name, schema, schema, "")
        self.assertGreater(keys, 150)

    def test_every_object_has_a_closed_list_of_keys_and_a_note(self):
        """Of the facts and duties of a scenario each key is a name, and there is no note."""
        bare = []

        def walk(value, where):
            if isinstance(value, dict):
                if value.get("type") == "object":
                    self.assertIn("additionalProperties", value, where)
                    self.assertIn("note", value["properties"], where)
                    bare.extend([where] if value["properties"]["note"] is False else [])
                for key, part in value.items():
                    walk(part, f"{where}/{key}")
            elif isinstance(value, list):
                for i, part in enumerate(value):
                    walk(part, f"{where}/{i}")

        for name, schema in SCHEMAS.items():
            walk(schema, name)
        inside = "scenarios.schema.json/definitions"
        self.assertEqual(bare, [f"{inside}/given_facts", f"{inside}/expectation/properties/duties", f"{inside}/expected_facts"])

    def test_shared_words_are_parts_of_a_pack(self):
        """An entry has the keys of the pack's object, but for its basis and the reference to itself, and none is required."""
        for kind in ("role", "channel", "fact", "state", "notice"):
            with self.subTest(kind):
                of_pack = SCHEMAS["pack.schema.json"]["definitions"][kind]["properties"]
                shared = SCHEMAS["vocabulary.schema.json"]["definitions"][kind]
                self.assertEqual(shared["properties"], {key: part for key, part in of_pack.items() if key not in ("as", "cite", "assume")})
                self.assertNotIn("required", shared)

    def test_every_definition_is_used(self):
        for name, schema in SCHEMAS.items():
            text = json.dumps(schema)
            for definition in schema["definitions"]:
                self.assertIn(f'"#/definitions/{definition}"', text, name)
            for target in re.findall(r'"#/definitions/(\w+)"', text):
                self.assertIn(target, schema["definitions"], name)


class Files(unittest.TestCase):
    def test_every_file_of_the_tree(self):
        files = files_of_the_tree()
        for kind, path in files:
            with self.subTest(str(path.relative_to(ROOT))):
                self.assertEqual(mistakes(kind, read(path)), [])
        kinds = [kind for kind, _ in files]
        self.assertGreaterEqual(kinds.count("pack"), 6)
        self.assertEqual(kinds.count("authorities"), kinds.count("pack"))
        self.assertEqual(set(kinds), set(KINDS))
        self.assertGreaterEqual(kinds.count("scenarios"), 40)
        self.assertGreaterEqual(kinds.count("survivors"), 5)

    def test_the_examples_of_the_page(self):
        for document in examples_of_the_page():
            self.assertEqual(mistakes("survivors" if "survivors" in document else "scenarios", document), [])


def examples_of_the_page():
    """The files that docs/scenarios.md shows."""
    text = (ROOT / "docs/scenarios.md").read_text(encoding="utf-8")
    return [json.loads(block) for block in re.findall(r"```json\n(.*?)```", text, re.S)]


def all_scenarios():
    """One file with every example of the page, and with every key that they do without."""
    out = {"format": 1, "pack": "lac-hong", "scenarios": [], "dues": [], "routes": [], "reports": []}
    for document in examples_of_the_page():
        for part in ("scenarios", "dues", "routes", "reports"):
            out[part] += document.get(part, [])
    words = {"vi": "x", "en": "x"}
    out["scenarios"].append({"id": "every-key", "cite": "4.3", "title": words, "after": "forwarded", "steps": [
        {"event": "return", "by": {"role": "authority", "authority": "so-giao-thong", "officer": "an"}, "at": "2024-05-02T10:00:00+07:00",
         "recorded_at": "2024-05-02T10:01", "override": ["ended", "not-in-office"], "facts": {"reason": "x"},
         "expect": {"state": "received", "holder": "operator", "lead": None, "row": None, "support": ["so-giao-thong"],
                    "late_act": False, "publication": "private", "running": ["forward"], "accepts": ["forward"],
                    "notices": ["refused", {"notice": "refused", "to": "reporter", "channel": ["web"]}],
                    "facts": {"urgent": False, "attempts": 1, "field": "roads", "reason": True, "result": None},
                    "duties": {"forward": [{"round": 1, "status": "met"}, "running"],
                               "handle": {"status": "cancelled", "owed_by": "so-giao-thong", "round": 1, "due": None,
                                          "late_from": "2024-05-08T00:00", "provisional": False, "warnings": ["2024-05-07T07:30"], "cite": ["4.1"], "why": "x"}}}},
        {"at": "2024-05-02T11:00", "expect": {"duties": {"forward": "running"}}}]})
    out["dues"].append({"until": "return", "state": "with_authority", "facts": {"urgent": True, "field": "roads"}, "shows": "midnight",
                        "from": "2024-04-26T09:00", "due": "2024-05-02", "late_from": "2024-05-03T00:00:00", "provisional": True,
                        "cite": ["4.3"], "why": "x"})
    out["routes"].append({"facts": {"field": "roads"}, "row": "roads", "lead": None, "support": [], "cite": "4.1"})
    out["reports"].append({"report": "monthly", "period": "2024-05-01..2024-05-11", "from": "2024-05-01T00:00", "until": "2024-05-11T00:00",
                           "before": "2024-05-20", "owed_by": "operator", "by": ["lead"], "contents": ["received", "late"], "cite": ["8"],
                           "why": "x"})
    return out


# What is wrong, where, and in its stead what; None: the member is taken out.
PACK_MISTAKES = [
    ("an unknown key", ["states", "received", "lable"], {"vi": "Đã nhận", "en": "Received"}),
    ("an unknown key at the top", ["transition"], []),
    ("a missing key", ["duties", "forward", "met_by"], None),
    ("a missing key at the top", ["publication"], None),
    ("a missing language", ["title"], {"vi": "Quy chế"}),
    ("empty words", ["title"], {"vi": "", "en": "Regulation"}),
    ("a wrong type", ["states", "answered", "end"], "yes"),
    ("a list for an object", ["duties"], []),
    ("another format", ["format"], 2),
    ("a clause without its reason", ["clauses", 0, "why"], None),
    ("an unknown word", ["clauses", 1, "is"], "open"),
    ("no basis", ["roles", "operator", "cite"], None),
    ("a state without holder", ["states", "received", "holder"], None),
    ("an id with a space", ["transitions", 0, "on"], "take in"),
    ("an id with a capital", ["pack"], "Lac-Hong"),
    ("a name that the language keeps", ["states", "same"], {"label": {"vi": "x", "en": "x"}, "holder": "operator", "cite": "2"}),
    ("a zero amount", ["duties", "handle", "within", 0, "limit"], "0 days"),
    ("a signed amount", ["duties", "handle", "within", 0, "limit"], "-5 days"),
    ("a fraction", ["duties", "handle", "within", 0, "limit"], "1.5 hours"),
    ("an amount without unit", ["duties", "handle", "within", 0, "limit"], "5"),
    ("an amount that is too large", ["duties", "handle", "within", 0, "limit"], "1000001 days"),
    ("an unknown unit", ["duties", "handle", "within", 0, "limit"], "5 bank days"),
    ("a bare number", ["duties", "handle", "within", 0, "limit"], 5),
    ("no such date", ["instrument", "signed"], "2023-02-30"),
    ("a date of another form", ["instrument", "signed"], "01/03/2023"),
    ("a date too early", ["instrument", "signed"], "1989-12-31"),
    ("no such time of day", ["duties", "handle", "within", 0, "limit"], {"amount": "5 working days", "cut_off": "24:01"}),
    ("a policy without effect", ["duties", "forward", "within", 1, "limit"], {"amount": "2 working hours", "roll": "none"}),
    ("roll back without before", ["duties", "handle", "within", 0, "limit"], {"amount": "5 days", "roll": "back"}),
    ("a grace in days", ["duties", "forward", "within", 0, "limit", "grace"], "1 day"),
    ("a composition with an amount", ["duties", "handle", "within", 0, "limit"], {"then": ["1 day", "2 days"], "amount": "1 day"}),
    ("a composition of one", ["duties", "handle", "within", 0, "limit"], {"then": ["1 day"]}),
    ("an empty condition", ["duties", "forward", "within", 0, "when"], {}),
    ("an empty list", ["duties", "forward", "met_by"], []),
    ("a name twice", ["duties", "forward", "met_by"], ["forward", "forward"]),
    ("a choice without values", ["facts", "field", "values"], None),
    ("values without a choice", ["facts", "urgent", "values"], {"a": {"vi": "x", "en": "x"}}),
    ("an integer without range", ["facts", "attempts", "range"], None),
    ("half a range", ["facts", "attempts", "range"], [0]),
    ("public left out", ["facts", "urgent", "public"], None),
    ("a default of another type", ["facts", "urgent", "default"], "no"),
    ("a text with a default", ["facts", "content", "default"], "x"),
    ("a set of authorities with a default", ["facts", "several"],
     {"type": "authorities", "public": True, "default": "so-giao-thong", "label": {"vi": "x", "en": "x"}, "cite": "2"}),
    ("a count of events and of rounds", ["facts", "attempts", "counts"], {"event": "return", "running": "handle"}),
    ("a count of rounds that begins anew", ["facts", "attempts", "counts"], {"running": "handle", "anew": "return"}),
    ("a count of nothing", ["facts", "attempts", "counts"], {"anew": "return"}),
    ("a count of no event", ["facts", "attempts", "counts"], {"event": []}),
    ("in and not in", ["duties", "forward", "within", 1, "received"], {"in": "session", "not_in": "session"}),
    ("no times", ["duties", "handle", "extended_by", "times"], 0),
    ("a role for two bodies", ["roles", "authority", "acts_for"], "lead"),
    ("an erased case that goes on", ["states", "received", "erases"], True),
    ("no warning in a list of them", ["duties", "handle", "warn"], []),
    ("a warning at no time", ["duties", "handle", "warn"], {"cite": "4.1"}),
    ("a warning at two times", ["duties", "handle", "warn"], {"used": "3/4", "before": "1 day", "cite": "4.1"}),
    ("a warning at a percentage", ["duties", "handle", "warn"], {"used": "75%", "cite": "4.1"}),
    ("a warning at the due", ["duties", "handle", "warn"], {"before": "now", "cite": "4.1"}),
    ("a warning that stands on nothing", ["duties", "handle", "warn"], {"used": "3/4"}),
    ("figures without what is answered", ["figures", "answered"], None),
    ("a scale without its levels", ["figures", "rating"], "field"),
    ("levels without their scale", ["figures", "levels"], ["roads"]),
    ("an unknown figure", ["figures", "closed"], "answered"),
    ("a report of no period", ["reports", "monthly", "every"], None),
    ("a report of an unknown period", ["reports", "monthly", "every"], ["month", "decade"]),
    ("a period twice", ["reports", "monthly", "every"], ["month", "month"]),
    ("a report to nobody", ["reports", "monthly", "to"], None),
    ("a report of nothing", ["reports", "monthly", "contents"], []),
    ("an unknown content", ["reports", "monthly", "contents"], "weather"),
    ("a day that not every month has", ["reports", "monthly", "before_day"], 29),
    ("no day", ["reports", "monthly", "figures_before_day"], 0),
    ("a report without basis", ["reports", "monthly", "cite"], None),
]

CALENDAR_MISTAKES = [
    ("a session that never closes", ["weekly", 0, "sessions", 0], "07:30"),
    ("a session that opens too late", ["weekly", 0, "sessions", 0], "24:00-25:00"),
    ("a session that closes too late", ["weekly", 0, "sessions", 0], "22:00-48:01"),
    ("no reason", ["weekly", 0, "assume"], None),
    ("an unknown weekday", ["weekly", 0, "days", 0], "monday"),
    ("an unknown key", ["weekly", 0, "hours"], "07:30-11:30"),
    ("sessions on a closed date", ["dates"], [{"date": "2024-06-03", "kind": "closed", "sessions": [], "cause": {"vi": "x", "en": "x"}, "source": "x"}]),
    ("a date without hours", ["dates"], [{"date": "2024-06-03", "kind": "hours", "working_day": True, "cause": {"vi": "x", "en": "x"}, "source": "x"}]),
    ("a season beyond the month", ["weekly", 0, "season"], {"from": "04-31", "until": "10-15"}),
    ("no revision", ["revision"], None),
    ("a revision of zero", ["revision"], 0),
]

HOLIDAY_MISTAKES = [
    ("solar and lunar", ["days", 0, "on"], {"solar": "01-01", "lunar": "01-01"}),
    ("neither", ["days", 0, "on"], {"first": 0}),
    ("a lunar 31st", ["days", 0, "on"], {"lunar": "01-31"}),
    ("an unknown status", ["days", 0, "status"], "sure"),
    ("another who fixes", ["days", 0, "fixed_by"], "province"),
    ("half a swap", ["swaps", 0, "work"], None),
    ("a source that is no name", ["swaps", 0, "source"], [1]),
    ("no basis", ["compensatory", "basis"], None),
]

AUTHORITY_MISTAKES = [
    ("an unknown level", ["authorities", "so-xay-dung", "level"], "city"),
    ("no basis", ["authorities", "so-xay-dung", "assume"], None),
    ("no name", ["authorities", "so-xay-dung", "name"], None),
    ("an unknown key", ["authorities", "so-xay-dung", "form"], "2024-01-01"),
    ("a successor that is no name", ["authorities", "so-xay-dung", "succeeded_by"], ["so-giao-thong"]),
    ("a list of officers with nobody in it", ["authorities", "so-xay-dung", "officers"], []),
    ("an officer by his name alone", ["authorities", "so-xay-dung", "officers"], ["an"]),
    ("an officer whom no document names", ["authorities", "so-xay-dung", "officers"], [{"id": "an"}]),
    ("an officer without a name", ["authorities", "so-xay-dung", "officers"], [{"id": "", "source": "7/QĐ"}]),
    ("an officer by an empty document", ["authorities", "so-xay-dung", "officers"], [{"id": "an", "source": ""}]),
    ("an unknown key of an officer", ["authorities", "so-xay-dung", "officers"], [{"id": "an", "source": "7/QĐ", "role": "authority"}]),
    ("officers of roles in a list", ["officers"], [{"id": "an", "source": "7/QĐ"}]),
    ("nobody for a role", ["officers"], {"operator": []}),
]


STEP = ["scenarios", 0, "steps", 0]
LOOK = ["scenarios", 0, "steps", 1]
REFUSED = ["scenarios", 1, "steps", 0]
DUTY = [*STEP, "expect", "duties", "forward"]

SCENARIO_MISTAKES = [
    ("an editor's schema", ["$schema"], "scenarios.schema.json"),
    ("an unknown key at the top", ["scenario"], []),
    ("no format", ["format"], None),
    ("another format", ["format"], 2),
    ("no pack", ["pack"], None),
    ("an object for the list", ["scenarios"], {}),
    ("no title", ["scenarios", 0, "title"], None),
    ("a missing language", ["scenarios", 0, "title"], {"vi": "x"}),
    ("no clause", ["scenarios", 0, "cite"], None),
    ("an id with a space", ["scenarios", 0, "id"], "two words"),
    ("after several", ["scenarios", 1, "after"], ["forwarded"]),
    ("no steps", ["scenarios", 0, "steps"], []),
    ("no time", [*STEP, "at"], None),
    ("a date for a time", [*STEP, "at"], "2024-04-26"),
    ("a time of day that is none", [*STEP, "at"], "2024-04-26T24:01"),
    ("a fraction of a second", [*STEP, "at"], "2024-04-26T16:00:00.5"),
    ("an event that nobody does", [*STEP, "by"], None),
    ("an authority without its role", [*REFUSED, "by"], {"authority": "so-giao-thong"}),
    ("an unknown key of who acts", [*REFUSED, "by", "name"], "an"),
    ("an officer by number", [*REFUSED, "by", "officer"], 7),
    ("an array of numbers for a fact", [*STEP, "facts", "channel"], [1]),
    ("an empty array for a fact", [*STEP, "facts", "channel"], []),
    ("a body twice in a fact", [*STEP, "facts", "channel"], ["so-giao-thong", "so-giao-thong"]),
    ("a fraction for a fact", [*STEP, "facts", "attempts"], 1.5),
    ("a note among the facts", [*STEP, "facts", "note"], "x"),
    ("an unknown word to go over", [*STEP, "override"], ["late"]),
    ("a flag to go over", [*STEP, "override"], True),
    ("an unknown key of a step", [*STEP, "expects"], {}),
    ("a look that expects nothing", [*LOOK, "expect"], None),
    ("facts of a look", [*LOOK, "facts"], {}),
    ("who looks", [*LOOK, "by"], "operator"),
    ("a look that goes over something", [*LOOK, "override"], ["ended"]),
    ("a look that is refused", [*LOOK, "expect", "refused"], "guard"),
    ("the notices of a look", [*LOOK, "expect", "notices"], []),
    ("the notices of what is refused", [*REFUSED, "expect", "notices"], []),
    ("the row of what is refused", [*REFUSED, "expect", "row"], "roads"),
    ("an unknown refusal", [*REFUSED, "expect", "refused"], "late"),
    ("an unknown key of what is expected", [*STEP, "expect", "status"], "received"),
    ("a duty for the list", [*STEP, "expect", "running"], "forward"),
    ("an unknown publication", [*STEP, "expect", "publication"], "secret"),
    ("an unknown status", [*DUTY, "status"], "done"),
    ("a date that nothing derives", [*DUTY, "why"], None),
    ("an empty derivation", [*DUTY, "why"], ""),
    ("a warning on a date", [*DUTY, "warnings"], ["2024-05-02"]),
    ("one warning for the list", [*DUTY, "warnings"], "2024-05-02T07:30"),
    ("a due in words", [*DUTY, "due"], "5 working days"),
    ("the round zero", [*DUTY, "round"], 0),
    ("an unknown key of a duty", [*DUTY, "from"], "2024-04-26T16:00"),
    ("a notice without its name", ["scenarios", 2, "steps", 1, "expect", "notices", 0, "notice"], None),
    ("an unknown key of a notice", ["scenarios", 2, "steps", 1, "expect", "notices", 0, "template"], "x"),
    ("two limits in a row", ["dues", 0, "until"], "return"),
    ("no limit in a row", ["dues", 0, "duty"], None),
    ("a row without its beginning", ["dues", 0, "from"], None),
    ("a row without its end", ["dues", 0, "due"], None),
    ("a row that nothing derives", ["dues", 0, "why"], None),
    ("a row good for an unknown thing", ["dues", 0, "shows"], "weekend"),
    ("a status in a row", ["dues", 0, "status"], "met"),
    ("a route without facts", ["routes", 0, "facts"], None),
    ("a route without its row", ["routes", 0, "row"], None),
    ("one authority for the list", ["routes", 0, "support"], "so-xay-dung"),
    ("a report without its name", ["reports", 0, "report"], None),
    ("a report without its period", ["reports", 0, "period"], None),
    ("a period of no form", ["reports", 0, "period"], "may"),
    ("a thirteenth month", ["reports", 0, "period"], 13),
    ("a report's day that nothing derives", ["reports", 0, "why"], None),
    ("an unknown key of a report", ["reports", 0, "due"], "2024-05-20"),
]

SURVIVOR_MISTAKES = [
    ("no survivors", ["survivors"], None),
    ("an object for the list", ["survivors"], {}),
    ("a mutant without its reason", ["survivors", 0, "why"], None),
    ("a reason in one language", ["survivors", 0, "why"], {"vi": "x"}),
    ("a reason without a mutant", ["survivors", 0, "mutant"], None),
    ("an unknown key", ["survivors", 0, "kind"], "unit"),
    ("another format", ["format"], 2),
]


class Mistakes(unittest.TestCase):
    def refused(self, kind, path, table):
        document = read(path)
        self.assertEqual(mistakes(kind, document), [])
        for what, pointer, value in table:
            with self.subTest(what):
                self.assertNotEqual(mistakes(kind, changed(document, pointer, value, remove=value is None)), [])

    def test_packs(self):
        self.refused("pack", LAC_HONG / "pack.json", PACK_MISTAKES)

    def test_authorities(self):
        self.refused("authorities", LAC_HONG / "authorities.json", AUTHORITY_MISTAKES)

    def test_calendars(self):
        self.refused("calendar", RULES / "national/office.json", CALENDAR_MISTAKES)

    def test_holidays(self):
        self.refused("holidays", RULES / "national/holidays.json", HOLIDAY_MISTAKES)


class Extends(unittest.TestCase):
    """A pack that extends another says only what it changes."""

    BASE = {"pack": "province/lac-hong", "version": "2023-03-01"}

    def test_says_what_it_changes(self):
        self.assertEqual(mistakes("pack", {"extends": self.BASE}), [])
        own = {"format": 1, "pack": "dong-may", "extends": {**self.BASE, "hash": "0f" * 32},
               "duties": {"answer": None, "forward": read(LAC_HONG / "pack.json")["duties"]["forward"]},
               "clauses": [{"id": "5", "removed": True}], "routing": [{"id": "roads", "removed": True}],
               "transitions": [{"on": "return", "removed": True}]}
        self.assertEqual(mistakes("pack", own), [])
        for what, pointer, value in [
                ("another key", ["extends", "of"], "x"), ("no version", ["extends", "version"], None),
                ("a short hash", ["extends", "hash"], "0f"), ("an absolute path", ["extends", "pack"], "/etc"),
                ("a row kept", ["clauses", 0, "removed"], False), ("a row with more", ["clauses", 0, "is"], "modelled"),
                ("an event by its id", ["transitions", 0], {"id": "return", "removed": True}),
                ("a wrong member", ["duties", "forward", "owed_by"], None)]:
            with self.subTest(what):
                self.assertNotEqual(mistakes("pack", changed(own, pointer, value, remove=value is None)), [])

    def test_only_such_a_pack_takes_away(self):
        pack = read(LAC_HONG / "pack.json")
        for key, value in self.takes_away().items():
            with self.subTest(key):
                self.assertNotEqual(mistakes("pack", {**pack, key: value}), [])
                self.assertEqual(mistakes("pack", {**pack, key: value, "extends": self.BASE}), [])

    def takes_away(self):
        """Something taken away in each part of a pack that can be joined, as src/pack/extend.cpp lists them."""
        text = (ROOT / "src/pack/extend.cpp").read_text(encoding="utf-8")

        def names(table):
            (inside,) = re.findall(rf"\b{table} = {{(.*?)}};", text, re.S)
            return re.findall(r'"(\w+)"', inside)

        out = {key: {"x": None} for key in names("by_name")}
        out |= {key: [{"id": "x", "removed": True}] for key in names("by_id")}
        self.assertEqual(len(out), 12)
        return out | {"transitions": [{"on": "x", "removed": True}]}


# Findings about the form of one value, which a schema can see.
OF_FORM = {"missing-key", "unknown-key", "wrong-type", "unknown-word", "bad-id", "empty-text", "empty-list", "bad-time",
           "bad-session", "bad-amount", "format", "out-of-range", "missing-basis", "policy-without-effect"}


# What a schema cannot see: the declaration of the fact that is asked about, or one number beside another.
BEYOND_FORM = re.compile(r"/(when|sets)/.* = |/range/1 = ")

# The members of these are names of the pack.
NAMED = {"calendars", "assumptions", "roles", "channels", "facts", "values", "states", "duties", "notices", "sets", "when"}


def mutations(document):
    """(where, what, change): each object with a key more, each member taken out, each value of another kind or form."""
    def others(value):
        if isinstance(value, bool):
            return [1, "true", None]
        if isinstance(value, int):
            return [-1, str(value), 1.5, 10_000_000_000]
        if isinstance(value, str):
            out = [7, "", None, {}, []]
            if re.match(r"\d{4}-\d\d-\d\d$", value):
                out += ["2024-02-30", "2024-13-01", "2024-1-1", "1989-12-31"]
            if re.match(r"(now|\d+ )", value):
                out += ["0 days", "-1 day", "+1 day", "1.5 hours", "2 moons", "5", "5  days", "now ", "1000001 days", "1 working week"]
            return out + (["UPPER", "a b", "ô"] if re.match(r"[a-z][a-z_-]*$", value) else [])
        return [[], "x", 7] if isinstance(value, dict) else [{}, 7]

    def walk(pointer):
        value = at(document, pointer)
        if isinstance(value, dict):
            yield pointer, "+ planted", ([*pointer, "planted"], 1)
        for step in list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else []:
            here = [*pointer, step]
            yield here, "taken out", (here,)
            for other in others(value[step]):
                yield here, f"= {json.dumps(other)}", (here, other)
            yield from walk(here)

    return walk([])


def one_of_each_shape(documents):
    """(source, what, document): mutations of the documents (source -> document), one of a kind; names and numbers in a
    list make no new kind."""
    seen, out = set(), []
    for source, document in documents.items():
        for pointer, what, change in mutations(document):
            shape = (what, *("*" if isinstance(step, int) or i and pointer[i - 1] in NAMED else step
                             for i, step in enumerate(pointer)))
            if shape not in seen:
                seen.add(shape)
                mutant = changed(document, *change, remove=len(change) == 1)
                out.append((source, f"/{'/'.join(map(str, pointer))} {what}", mutant))
    return out


class Program(unittest.TestCase):
    """The schema beside `thoihan check`."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def codes(self, packs):
        """The codes of the errors of each (source, document), as `check` says them; the rest of a pack is its source's."""
        out = []
        for begin in range(0, len(packs), 400):
            part = packs[begin:begin + 400]
            for number, (source, document) in enumerate(part):
                target = self.folder / str(number)
                target.mkdir(exist_ok=True)
                shutil.copy(source / "authorities.json", target)
                (target / "pack.json").write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
            done = subprocess.run([PROGRAM, "check", "--json", "--rules", RULES, *map(str, range(len(part)))], cwd=self.folder,
                                  stdout=subprocess.PIPE, encoding="utf-8", check=False)
            self.assertIn(done.returncode, (0, 1))
            found = [[] for _ in part]
            for line in map(json.loads, done.stdout.splitlines()):
                if line["severity"] == "error":
                    found[int(line["file"].split("/")[0])].append(line["code"])
            out += found
        return out

    def test_refuses_what_the_program_refuses(self):
        packs = [LAC_HONG, *sorted(set(path.parent for path in PACKS.glob("*/pack.json")) - {LAC_HONG})]
        made = one_of_each_shape({pack: read(pack / "pack.json") for pack in packs})
        self.assertGreater(len(made), 800)
        judge = validator("pack")
        refused = 0
        for (_, what, mutant), codes in zip(made, self.codes([(pack, mutant) for pack, _, mutant in made])):
            with self.subTest(what):
                valid = judge.is_valid(mutant)
                refused += not valid
                if not valid:
                    self.assertNotEqual(codes, [], "the schema refuses what the program takes")
                elif not BEYOND_FORM.search(what):
                    self.assertEqual(OF_FORM & set(codes), set(), "the schema takes what the program refuses")
        self.assertGreater(refused, 600)

    def test_a_note_may_stand_everywhere(self):
        def noted(value, bare=frozenset(), key=None):
            if isinstance(value, dict):
                own = {name: noted(part, bare, name) for name, part in value.items()}
                return own if key in bare else {**own, "note": "x"}
            return [noted(part, bare) for part in value] if isinstance(value, list) else value

        for pack in sorted(PACKS.glob("*/pack.json")):
            with self.subTest(pack.parent.name):
                document = noted(read(pack))
                self.assertEqual(mistakes("pack", document), [])
                self.assertEqual(self.codes([(pack.parent, document)]), [[]])
        for kind, path in files_of_the_tree():
            bare = frozenset({"facts", "duties"} if kind == "scenarios" else ())
            self.assertEqual(mistakes(kind, noted(read(path), bare)), [], path)


# What `test` says of the names and values of the pack, which a schema cannot see.
OF_NAMES = re.compile(r"there is no (?!key )[a-z ]+ \"|the event \".*\" has |this file is of the pack |"
                      r"the scenario \".*\" stands already |scenarios follow each other")


class Scenarios(unittest.TestCase):
    """The schemas of what stands beside a pack, next to `thoihan test`."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def told(self, kind, documents):
        """The mistakes that `test` finds in each document, told apart from expectations that fail."""
        for number, document in enumerate(documents):
            pack = self.folder / str(number)
            (pack / "scenarios").mkdir(parents=True)
            for name in ("pack.json", "authorities.json"):
                (pack / name).symlink_to(LAC_HONG / name)
            (pack / "scenarios" / f"{kind}.json").write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
        done = subprocess.run([PROGRAM, "test", "--lang", "en", "--rules", RULES, *map(str, range(len(documents)))],
                              cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, encoding="utf-8", check=False)
        self.assertIn(done.returncode, (0, 1, 2))
        out = [[] for _ in documents]
        for line in done.stderr.splitlines():
            said = re.match(rf"(\d+)/scenarios/{kind}\.json:\d+:\d+: error: (.*)", line)
            if said:
                out[int(said[1])].append(said[2])
            else:
                self.assertRegex(line, r"^\d+: the scenarios have errors \(\d+\)")
        return out

    def base(self, kind):
        if kind == "scenarios":
            return all_scenarios()
        return next(document for document in examples_of_the_page() if "survivors" in document)

    def test_the_base_is_good(self):
        for kind in ("scenarios", "survivors"):
            self.assertEqual(mistakes(kind, self.base(kind)), [])
        self.assertEqual(self.told("scenarios", [self.base("scenarios")]), [[]])

    def planted(self, kind, table):
        base = self.base(kind)
        made = [(what, changed(base, pointer, value, remove=value is None)) for what, pointer, value in table]
        for (what, document), codes in zip(made, self.told(kind, [document for _, document in made])):
            with self.subTest(what):
                self.assertNotEqual(mistakes(kind, document), [])
                self.assertNotEqual(codes, [])

    def test_planted_mistakes_in_scenarios(self):
        self.planted("scenarios", SCENARIO_MISTAKES)

    def test_planted_mistakes_in_survivors(self):
        self.planted("survivors", SURVIVOR_MISTAKES)

    def agree(self, kind):
        """How many mutants the schema refuses; of each it says what the program says."""
        made = one_of_each_shape({kind: self.base(kind)})
        judge = validator(kind)
        refused = 0
        for (_, what, mutant), told in zip(made, self.told(kind, [mutant for *_, mutant in made])):
            with self.subTest(what):
                valid = judge.is_valid(mutant)
                refused += not valid
                if not valid:
                    self.assertNotEqual(told, [], "the schema refuses what the program takes")
                elif not re.search(r"/facts/\S+ = ", what):  # the type of that fact
                    self.assertEqual([words for words in told if not OF_NAMES.match(words)], [],
                                     "the schema takes what the program refuses")
        return refused

    def test_scenarios_as_the_program_reads_them(self):
        self.assertGreater(self.agree("scenarios"), 450)

    def test_survivors_as_the_program_reads_them(self):
        self.assertGreater(self.agree("survivors"), 30)


class Keys(unittest.TestCase):
    """The drift gate, and that it can fail."""

    def setUp(self):
        self.sources = schema_keys.loader_sources(ROOT)

    def found(self, schemas=None):
        return schema_keys.findings(self.sources, schemas or SCHEMAS)

    def plant(self, file, old, new, floor="pack"):
        path = f"src/{floor}/{file}"
        self.assertIn(old, self.sources[path])
        self.sources[path] = self.sources[path].replace(old, new, 1)

    def only(self, lines, *words):
        """Every word stands in one of the findings, and there are some."""
        self.assertNotEqual(lines, [])
        for word in words:
            self.assertTrue(any(word in line for line in lines), (word, lines))

    def test_no_drift(self):
        self.assertEqual(self.found(), [])

    def test_a_key_that_the_loader_alone_knows(self):
        self.plant("load_rules.cpp", 'reader.find("when")', 'reader.find("when"); reader.find("planted")')
        self.only(self.found(), "read_transition", '"planted"')

    def test_a_key_of_a_helper(self):
        self.plant("load_rules.cpp", 'reader.find("assume")', 'reader.find("assume"); reader.find("planted")')
        self.only(self.found(), "read_duty", "read_channels", '"planted"')

    def test_a_key_of_another_object(self):
        # "until" is a key of many objects, and of a role it is none.
        self.plant("load_declarations.cpp", 'row.flag_or("of_authority", false)', 'row.date_if("until")')
        self.only(self.found(), "read_roles", '"until"', '"of_authority"')

    def test_an_object_that_the_loader_alone_knows(self):
        self.plant("load_rules.cpp", "void pack_loader::read_duties(",
                   'void pack_loader::read_planted(const json_view& view) {\n  object_reader row{view, findings_};\n'
                   '  row.need("planted");\n}\n\nvoid pack_loader::read_duties(')
        self.only(self.found(), "read_planted reads an object that no schema has")

    def test_a_key_of_scenarios(self):
        self.plant("scenario_read.cpp", 'reader.find("after")', 'reader.find("before")', "engine")
        self.only(self.found(), "read_scenario", '"before"', '"after"')

    def test_a_key_of_two_rows_of_scenarios(self):
        self.plant("scenario_read.cpp", 'reader.find("late_from")', 'reader.find("late_from"); reader.find("planted")', "engine")
        self.only(self.found(), "read_due ", "expect_duty", '"planted"')

    def test_a_key_of_survivors(self):
        self.plant("pack_mutants.cpp", 'reader.text("mutant")', 'reader.text("change")', "engine")
        self.only(self.found(), "read_survivors", '"change"')

    def test_a_key_that_is_no_literal(self):
        self.plant("load_rules.cpp", 'reader.find("when")', "reader.find(planted)")
        self.only(self.found(), "the key planted is neither a literal nor followed here")

    def test_another_way_to_read(self):
        self.plant("load_rules.cpp", 'reader.find("when")', 'reader.instant_if("when")')
        self.only(self.found(), "reader.instant_if(")

    def test_a_key_without_a_reader(self):
        self.plant("load_rules.cpp", 'if_contains("on")', 'if_contains("planted")')
        self.only(self.found(), '"planted", which no schema knows')

    def test_a_key_that_a_comment_names(self):
        self.plant("load_rules.cpp", "out.id = id;", 'out.id = id;  // not reader.find("planted")')
        self.assertEqual(self.found(), [])

    def test_a_key_that_joins_packs(self):
        found = self.planted_schema(lambda known: known.pop("extends"), lambda top: top["properties"].pop("extends"))
        self.only(found, '"extends", which no schema knows')

    def planted_schema(self, change, change_top=lambda top: None, kind="pack"):
        schemas = copy.deepcopy(SCHEMAS)
        change(schemas[f"{kind}.schema.json"]["definitions"])
        change_top(schemas[f"{kind}.schema.json"])
        return self.found(schemas)

    def test_a_key_that_the_schema_alone_knows(self):
        found = self.planted_schema(lambda known: known["duty"]["properties"].update(planted={"type": "string"}))
        self.only(found, "definitions/duty", '"planted"')

    def test_a_key_that_the_schema_lacks(self):
        found = self.planted_schema(lambda known: known["duty"]["properties"].pop("ended_by"))
        self.only(found, "read_duty", 'lacks "ended_by"')

    def test_a_key_required_too_little(self):
        found = self.planted_schema(lambda known: known["duty"]["required"].remove("owed_by"))
        self.only(found, 'nowhere required: "owed_by"')

    def test_a_key_required_too_much(self):
        found = self.planted_schema(lambda known: known["duty"]["required"].append("within"))
        self.only(found, 'never needed: "within"')

    def test_keys_of_the_schema_of_scenarios(self):
        for change, words in [
                (lambda known: known["expectation"]["properties"].update(planted={"type": "string"}), ("read_expect", '"planted"')),
                (lambda known: known["step"]["properties"].pop("override"), ("read_step", 'lacks "override"')),
                (lambda known: known["golden_route"]["required"].remove("row"), ('nowhere required: "row"',)),
                (lambda known: known["expected_notice"]["required"].append("to"), ('never needed: "to"',))]:
            self.only(self.planted_schema(change, kind="scenarios"), *words)


if __name__ == "__main__":
    gate.run_unittest()
