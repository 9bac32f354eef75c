#!/usr/bin/env python3
"""Writes tests/data/dues.tsv: dues of duties and their answers, for every language to check itself against.

    python3 tests/oracle/due_vectors.py

Each answer is the oracle's (limits_oracle.py), which shares nothing with the library; that of a golden row beside a pack was
counted by hand as well. One question a line, fields between tabs:

    pack  duty  facts  start  due  late_from  due_date  provisional

`pack` is a folder of rules/province, `facts` a JSON object or "-", `due` and `late_from` are as tho_time_format writes
them, `due_date` is the last date, `provisional` 0 or 1. Lines that begin with "#" are not questions.
"""

import json
import random
import sys
from datetime import datetime, timedelta
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import limits_oracle as oracle  # noqa: E402

PROVINCES = oracle.ROOT / "rules" / "province"
TARGET = oracle.ROOT / "tests" / "data" / "dues.tsv"
HEADING = "# Made by tests/oracle/due_vectors.py, which says what the fields are.\n"
STARTS_A_QUESTION = 6
EDGES = ["07:30", "11:30", "13:00", "17:00", "00:00", "23:59"]


def golden_rows(folder):
    """The rows of `dues` beside a pack that ask for a duty."""
    for path in sorted((folder / "scenarios").glob("*.json")):
        for row in json.loads(path.read_text(encoding="utf-8")).get("dues", []):
            if "duty" in row:
                yield row


def random_start(dice):
    day = datetime(2023, 1, 2) + timedelta(days=dice.randrange(4 * 365))
    return f"{day:%Y-%m-%d}T{dice.choice([*EDGES, f'{dice.randrange(6, 19):02}:{dice.randrange(60):02}'])}"


def questions(folder):
    """(duty, facts, start), the golden ones first, then starts that chance has chosen for each of their duties and facts."""
    dice = random.Random(folder.name)
    asked = {}  # in their order
    for row in golden_rows(folder):
        facts = json.dumps(row.get("facts", {}), ensure_ascii=False, sort_keys=True)
        asked.setdefault((row["duty"], facts), []).append(row["from"])
    for (duty, facts), starts in asked.items():
        for start in dict.fromkeys(starts + [random_start(dice) for _ in range(STARTS_A_QUESTION)]):
            yield duty, json.loads(facts), start


def written_time(moment):
    return f"{moment:%Y-%m-%dT%H:%M:%S}+07:00"


def line_of(pack, folder, duty, facts, start):
    begin = oracle.read_instant(start)
    answer = pack.due("duty", duty, None, begin, facts)
    at_day_end = not isinstance(answer.due, datetime)
    due = oracle.midnight(answer.due) + oracle.DAY if at_day_end else answer.due
    due_date = answer.due if at_day_end else answer.due.date()
    return "\t".join([folder.name, duty, json.dumps(facts, ensure_ascii=False, sort_keys=True) if facts else "-", start, written_time(due),
                      written_time(answer.late_from), f"{due_date}", str(int(answer.provisional))])


def vectors():
    """The whole text of the file."""
    lines = []
    for folder in sorted(path.parent for path in PROVINCES.glob("*/scenarios")):
        pack = oracle.Pack(folder)
        lines += [line_of(pack, folder, *question) for question in questions(folder)]
    return HEADING + "\n".join(lines) + "\n"


if __name__ == "__main__":
    TARGET.write_text(vectors(), encoding="utf-8")
