"""tests/data/dues.tsv against the oracle that it was made by, and against the golden rows beside the packs.

The file is what the oracle says today, so that no answer in it comes from the library; each golden row of a duty is in it with the
due that its author counted; and it has days, hours, months' ends and provisional dues, facts and none.
"""

import json
import sys
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "meta")]
import due_vectors  # noqa: E402
import gate  # noqa: E402
import limits_oracle as oracle  # noqa: E402


class DueVectors(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.text = due_vectors.TARGET.read_text(encoding="utf-8")
        cls.rows = [line.split("\t") for line in cls.text.splitlines() if not line.startswith("#")]

    def test_is_what_the_oracle_says(self):
        self.assertEqual(self.text, due_vectors.vectors(), "run: python3 tests/oracle/due_vectors.py")

    def test_has_the_golden_rows(self):
        answers = {tuple(row[:4]): row for row in self.rows}
        count = 0
        for folder in sorted(path.parent for path in due_vectors.PROVINCES.glob("*/scenarios")):
            for row in due_vectors.golden_rows(folder):
                facts = json.dumps(row["facts"], ensure_ascii=False, sort_keys=True) if row.get("facts") else "-"
                found = answers[folder.name, row["duty"], facts, row["from"]]
                at_day_end = "T" not in row["due"]
                due = oracle.midnight(oracle.date.fromisoformat(row["due"])) + oracle.DAY if at_day_end \
                    else oracle.read_instant(row["due"])
                self.assertEqual(found[4], due_vectors.written_time(due), row)
                count += 1
        self.assertGreater(count, 100)

    def test_has_all_kinds(self):
        self.assertEqual({len(row) for row in self.rows}, {8})
        self.assertGreater(len({row[0] for row in self.rows}), 3)
        self.assertGreater(len({row[1] for row in self.rows}), 10)
        self.assertEqual({row[7] for row in self.rows}, {"0", "1"})
        self.assertTrue(any(row[2] == "-" for row in self.rows) and any(row[2] != "-" for row in self.rows))
        self.assertTrue(any(row[4] == row[5] for row in self.rows) and any(row[4] != row[5] for row in self.rows))


if __name__ == "__main__":
    gate.run_unittest()
