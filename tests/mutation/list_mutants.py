"""Prints the mutants that universalmutator makes of C++ files, as JSON: [[file, line, mutated line], ...].

    <environment with universalmutator>/bin/python tests/mutation/list_mutants.py FILE...

mutate.py calls it. Comments, strings, includes and static_asserts are not mutated: a static_assert is a test itself.
"""

import contextlib
import json
import sys

from universalmutator import mutator

RULES = ["universal.rules", "c_like.rules", "cpp.rules"]
NOT_MUTATED = [r"^\s*#", r"\bstatic_assert\b"]


def main():
    found = []
    for name in sys.argv[1:]:
        with open(name, encoding="utf-8") as file, contextlib.redirect_stdout(sys.stderr):
            mutants = mutator.mutants_regexp(file.readlines(), RULES, ignorePatterns=NOT_MUTATED, ignoreStringOnly=True)
        found += [[name, line, text] for line, text, *_ in mutants]
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
