"""The mutation run: would the kernel's tests notice a mistake in the kernel?

    python3 tests/mutation/mutate.py [--mutants 400] [--seed 1022] [--workers 2]
    python3 tests/mutation/mutate.py --only 3f2a90c1            # one mutant again, with all that the tests say of it

Draws mutants of the kernel's headers by seed. Each stands for one mistake in one line; the kernel's tests that include the
header are built with it and run, one file after another, until one notices: it fails, crashes or hangs, or a static_assert
fails. What none of them notices is counted under callgrind as tests/bench/test_counts.py does, beside the original: an operation
that takes 5 % more or fewer instructions, other bytes or an allocation is noticed too. Not counted, and replaced by the next drawn: a mutant that does not compile otherwise, and one whose code is the
original's byte for byte (witness.cpp). What survives is either explained in survivors.json (header, line, mutant, reason) or
a failure. What stands there counts as survived without being tried again; --only tries it.

Everything is kept in build/mutation: a run that was stopped goes on where it stood. A result holds as long as nothing has changed
that it rests on: the files of the test that decided it, for a survivor those of all tests of its header. The last line is
"N passed, N failed".

Needs g++, clang, valgrind and the tests' libraries (tests/run installs them), python3-venv, and PyPI for the tool itself.
"""

import argparse
import hashlib
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import asdict, dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
FOLDER = Path(os.environ.get("THOIHAN_BUILD_DIR", ROOT / "build")) / "mutation"
TOOL = "universalmutator==1.14.1"
ENOUGH = 0.95

KERNEL = ["base", "time", "guard", "calendar", "limit", "clock", "workflow", "routing"]
TESTS = ["unit", "exhaustive", "property"]
COPIED = ["include", "src", "tests/support", "tests/data", "tests/bench", "tests/meta", *(f"tests/{folder}" for folder in TESTS)]
# Sources that a test needs beside itself, by the header that declares what is in them.
COMPANIONS = {"include/thoihan/limit/wide_batch.hpp": "src/limit/wide_batch.cpp"}
# The span oracle compares thirty million answers by itself; a tenth of them is enough to notice a mutant.
FEWER = {"THOIHAN_SPAN_COMPARISONS": "3000000"}

STANDARD = ["-std=c++20", "-w"]
COMPILERS = ["clang++", "g++"]  # clang builds unoptimised tests in half the time
COMPILE_CPU_S = 300
MEMORY_BYTES = 4 << 30
PRECOMPILED = """\
#include <doctest/doctest.h>
#include <algorithm>
#include <array>
#include <fstream>
#include <functional>
#include <limits>
#include <map>
#include <numeric>
#include <optional>
#include <random>
#include <set>
#include <span>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>
"""
# Names of <unistd.h>, which Boost includes, stand in the way of the kernel's in files that do not.
PRECOMPILED_WITH = {"plain": "", "boost": "#include <boost/date_time/gregorian/gregorian.hpp>\n",
                    "rapidcheck": "#include <rapidcheck.h>\n"}

# The program that test_counts.py counts, as CMake builds it.
COUNTED = ["tests/bench/count.cpp", "tests/support/allocation_count.cpp", "src/limit/wide_batch.cpp"]
COUNTS = "bench/test_counts.py"

STATIC_ASSERT = re.compile(r"error: static_assert|error: static assertion failed|error: non-constant condition for static")


@dataclass
class Mutant:
    header: str  # below include/thoihan
    line: int
    original: str
    mutated: str
    key: str

    def is_explained_by(self, entry):
        return (entry["header"] == self.header and entry["line"] == self.original.strip()
                and entry["mutant"] == self.mutated.strip())

    def difference(self):
        lines = [f"{self.key}  {self.header}:{self.line}", f"  - {self.original.strip()}"]
        return "\n".join(lines + [f"  + {line}" for line in self.mutated.strip().splitlines()])


@dataclass
class Test:
    name: str  # below tests/
    sources: list  # below the tree; the test first
    headers: set  # of the kernel, below include/thoihan
    direct: set
    state: str  # a digest of all its files, headers included
    optimised: bool
    precompiled: str
    libraries: list
    compiler: str = ""  # the first of COMPILERS that can
    cost_s: float = 0.0
    run_s: float = 0.0
    objects: list = field(default_factory=list)  # digests, with the original headers


def run(command, cpu_s=COMPILE_CPU_S):
    """(exit status, output). Who uses more processor time is ended by SIGXCPU: time on the wall says nothing on a busy machine."""
    def limits():
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s + 5))

    done = subprocess.run([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          errors="replace", check=False, env={**os.environ, **FEWER}, preexec_fn=limits)
    return done.returncode, done.stdout


def must(command):
    status, output = run(command)
    if status != 0:
        sys.exit(f"{' '.join(map(str, command))}: exit status {status}\n{output}")
    return output


def digest_of(*parts):
    sha = hashlib.sha256()
    for part in parts:
        sha.update(hashlib.sha256(part if isinstance(part, bytes) else str(part).encode()).digest())
    return sha.hexdigest()


class Tree:
    """A copy of headers and tests, so that nobody's changes reach a run, with what can be built once."""

    def __init__(self):
        self.root = FOLDER / "tree"
        self.built = FOLDER / "built"
        for folder in (self.root, self.built):
            shutil.rmtree(folder, ignore_errors=True)
        self.built.mkdir(parents=True)
        for name in COPIED:
            shutil.copytree(ROOT / name, self.root / name)
        self.include = self.root / "include"
        self.headers = sorted(path.relative_to(self.include / "thoihan").as_posix()
                              for floor in KERNEL for path in (self.include / "thoihan" / floor).glob("*.hpp"))
        self.fixed_objects = []

    def flags(self, overlay):
        return [*STANDARD, f'-DTHOIHAN_SOURCE_DIR="{self.root}"', f'-DTHOIHAN_BUILD_DIR="{self.built}"',
                *([f"-I{overlay}"] if overlay else []), f"-I{self.root}", f"-I{self.include}"]

    def optimisation(self, test):
        return "-O1" if test.optimised else "-O0"

    def build(self, test, overlay, folder):
        """Compiles a test's sources; (objects, digests of them), or what the compiler said instead."""
        precompiled = self.built / f"{test.precompiled}{self.optimisation(test)}.pch"
        objects = []
        for number, source in enumerate(test.sources):
            objects.append(folder / f"{test.name.replace('/', '-')}-{number}.o")
            use = ["-include-pch", precompiled] if number == 0 and test.compiler == "clang++" else []
            status, output = run([test.compiler, self.optimisation(test), *use, *self.flags(overlay),
                                  "-c", self.root / source, "-o", objects[-1]])
            if status != 0:
                return None, output
        return (objects, [digest_of(path.read_bytes()) for path in objects]), None

    def witness_command(self, overlay, target):
        return ["g++", "-O2", "-fkeep-inline-functions", *self.flags(overlay), "-c", HERE / "witness.cpp", "-o", target]

    def link_command(self, test, objects, target):
        return ["clang++", "-fuse-ld=gold", *objects, *self.fixed_objects, *test.libraries, "-o", target]

    def prepare(self):
        for name, more in PRECOMPILED_WITH.items():
            source = self.built / f"{name}.hpp"
            source.write_text(PRECOMPILED + more)
            for optimisation in ("-O0", "-O1"):
                must(["clang++", optimisation, *self.flags(None), "-x", "c++-header", source,
                      "-o", self.built / f"{name}{optimisation}.pch"])
        for name in ("doctest_main", "allocation_count"):
            target = self.built / f"{name}.o"
            must(["clang++", "-O1", *self.flags(None), "-c", self.root / f"tests/support/{name}.cpp", "-o", target])
            self.fixed_objects.append(target)
        must(self.witness_command(None, self.built / "witness.o"))
        self.witness = digest_of((self.built / "witness.o").read_bytes())
        headers = ((self.include / "thoihan" / header).read_bytes() for header in self.headers)
        self.witness_state = digest_of((HERE / "witness.cpp").read_bytes(), *headers)

    def find_test(self, source):
        """The test of that file, or why it is none of the kernel's."""
        status, rule = run(["clang++", "-MM", *self.flags(None), source])
        if status != 0:
            return None, rule
        files = {Path(word).resolve() for word in rule.replace("\\\n", " ").split()[1:]}
        below = {path.relative_to(self.root).as_posix() for path in files if path.is_relative_to(self.root)}
        headers = {name.removeprefix("include/thoihan/") for name in below if name.startswith("include/thoihan/")}
        headers.discard("kernel.hpp")
        beyond = sorted(headers - set(self.headers)) + sorted(name for name in below if name.startswith("src/"))
        if beyond:
            return None, f"needs more than the kernel: {beyond[0]}"
        text = "".join((self.root / name).read_text(encoding="utf-8") for name in below if name.startswith("tests/"))
        own_text = source.read_text(encoding="utf-8")
        relative = source.relative_to(self.root).as_posix()
        with_rapidcheck = "<rapidcheck" in text
        sources = [relative, *(COMPANIONS[name] for name in sorted(below & COMPANIONS.keys()))]
        return Test(name=relative.removeprefix("tests/"),
                    sources=sources,
                    headers=headers,
                    direct=set(re.findall(r'#include ["<]thoihan/([^">]+)[">]', own_text)),
                    state=digest_of(*((self.root / name).read_bytes() for name in [*sorted(below), *sources[1:]])),
                    optimised=not relative.startswith("tests/unit/"),
                    precompiled="rapidcheck" if with_rapidcheck else "boost" if "<boost/" in text else "plain",
                    libraries=["-lrapidcheck"] if with_rapidcheck else []), None

    def try_original(self, test):
        """Builds and runs a test with the original headers; what is wrong, if anything."""
        begun = time.monotonic()
        for test.compiler in COMPILERS:
            built, why_not = self.build(test, None, self.built)
            if built is not None:
                break
        else:
            return why_not
        objects, test.objects = built
        program = objects[0].with_suffix("")
        must(self.link_command(test, objects, program))
        before_run = time.monotonic()
        status, output = run([program, "--no-colors=true"])
        test.run_s = time.monotonic() - before_run
        test.cost_s = time.monotonic() - begun
        program.unlink()
        return None if status == 0 else output

    def tests(self, workers):
        sources = sorted(path for folder in TESTS for path in (self.root / "tests" / folder).glob("test_*.cpp"))

        def tried(source):
            test, why_not = self.find_test(source)
            return test, self.try_original(test) if test is not None else why_not
        with ThreadPoolExecutor(workers) as pool:
            results = list(pool.map(tried, sources))
        found = []
        for source, (test, why_not) in zip(sources, results):
            if why_not is None:
                found.append(test)
            elif "needs more than the kernel" not in why_not:
                first = "\n".join(why_not.splitlines()[:6])
                print(f"left out: {source.relative_to(self.root)} fails with the original headers\n{first}", flush=True)
        return found


def tool_environment():
    """The Python of an environment that has the tool, made on first use."""
    environment = FOLDER / re.sub(r"\W+", "-", TOOL)
    python = environment / "bin" / "python"
    if not (environment / "complete").exists():
        shutil.rmtree(environment, ignore_errors=True)
        must([sys.executable, "-m", "venv", environment])
        must([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", TOOL])
        (environment / "complete").touch()
    return python


def without_comment(line):
    return "".join(line.split("//")[0].split())


def drawn_mutants(tree, seed):
    """All mutants, in the order in which they are drawn: by a hash of seed and content, so that a change of one line of a
    header leaves the others where they are."""
    listing = must([tool_environment(), "-B", HERE / "list_mutants.py",
                    *(tree.include / "thoihan" / header for header in tree.headers)])
    mutants = {}
    same_line = Counter()
    lines_of = {}
    for name, number, mutated in json.loads(listing[listing.index("[["):]):
        header = Path(name).relative_to(tree.include / "thoihan").as_posix()
        if header not in lines_of:
            lines_of[header] = Path(name).read_text(encoding="utf-8").splitlines()
        original = lines_of[header][number - 1]
        if without_comment(mutated) == without_comment(original):
            continue
        content = (header, original.strip(), without_comment(mutated))
        once = (*content, number)
        if once in mutants:
            continue
        same_line[content] += 1
        key = digest_of(seed, *content, same_line[content])
        mutants[once] = Mutant(header, number, original, mutated.rstrip("\n"), key[:12])
    return sorted(mutants.values(), key=lambda mutant: mutant.key)


class Counts:
    """Instructions, allocations and bytes of the kernel's operations, with the original headers and with others."""

    def __init__(self, tree):
        sys.path.insert(0, str(tree.root / "tests/bench"))
        import test_counts  # from the copy
        self.judge = test_counts
        self.tree = tree
        rule = must(["g++", "-MM", *tree.flags(None), *(tree.root / name for name in COUNTED)])
        files = {Path(word).resolve() for word in rule.replace("\\\n", " ").split() if not word.endswith(":")}
        self.files = sorted(path for path in files if path.is_relative_to(tree.root))
        self.state = digest_of(*(path.read_bytes() for path in self.files), Path(test_counts.__file__).read_bytes())
        self.digests = {}
        self.original, why_not = self.measured(None, tree.built)
        if self.original is None:
            sys.exit(f"{COUNTS} with the original headers: {why_not}")

    def is_about(self, header):
        return self.tree.include / "thoihan" / header in self.files

    def measured(self, overlay, folder):
        """What was counted, None where the code is the original's, or what went wrong."""
        objects = []
        for number, source in enumerate(COUNTED):
            objects.append(folder / f"counts-{number}.o")
            status, output = run(["g++", "-O2", *self.tree.flags(overlay), "-c", self.tree.root / source, "-o", objects[-1]])
            if status != 0:
                return None, output
        digests = [digest_of(path.read_bytes()) for path in objects]
        if digests == self.digests:
            return None, None
        self.digests = self.digests or digests
        program = folder / "thoihan_counts"
        must(["g++", *objects, "-o", program])
        asking = ("import json, pathlib, sys; sys.path.insert(0, sys.argv[1]); import test_counts; "
                  "test_counts.PROGRAM = pathlib.Path(sys.argv[2]); print(json.dumps(test_counts.measure()))")
        status, output = run([sys.executable, "-B", "-c", asking, self.tree.root / "tests/bench", program])
        return (json.loads(output), None) if status == 0 else (None, output)

    def verdict(self, overlay, folder):
        """As Judge.judge, or None where nothing is noticed."""
        measured, why_not = self.measured(overlay, folder)
        if measured is None:
            return why_not and {"result": "noticed", "by": COUNTS, "how": "failed"}
        found = [*self.judge.differences(measured["instructions"], self.original["instructions"]),
                 *self.judge.differences(measured["bytes"], self.original["bytes"]), *self.judge.allocating(measured)]
        return {"result": "noticed", "by": COUNTS, "how": "counted"} if found else None


def in_order(tests, header):
    """The tests that include the header: the unit test of its noun, those that ask for it, the others; the quick first."""
    noun = Path(header).stem

    def place(test):
        stem = Path(test.name).stem.removeprefix("test_")
        return (test.optimised, stem != noun, not stem.startswith(noun), header not in test.direct, test.cost_s)
    return sorted((test for test in tests if header in test.headers), key=place)


class Judge:
    """Tries mutants in a folder of its own."""

    def __init__(self, tree, tests, counts, number, talkative=False):
        self.tree = tree
        self.tests = tests
        self.counts = counts
        self.folder = FOLDER / f"worker-{number}"
        self.overlay = self.folder / "include"
        self.talkative = talkative

    def judge(self, mutant):
        """{"result": noticed, survived, invalid or equivalent, "by": test, "how": ...}."""
        shutil.rmtree(self.folder, ignore_errors=True)
        changed = self.overlay / "thoihan" / mutant.header
        changed.parent.mkdir(parents=True)
        original = (self.tree.include / "thoihan" / mutant.header).read_text(encoding="utf-8").splitlines()
        changed.write_text("\n".join([*original[:mutant.line - 1], mutant.mutated, *original[mutant.line:]]) + "\n",
                           encoding="utf-8")
        asked_witness = False
        for number, test in enumerate(in_order(self.tests, mutant.header)):
            if test.optimised and not asked_witness:
                asked_witness = True
                if (verdict := self.ask_witness()) is not None:
                    return verdict
            verdict = self.try_test(test)
            if self.talkative:
                print(f"{test.name}: {verdict or 'nothing noticed'}")
            if isinstance(verdict, dict):
                return verdict
            if number == 0 and verdict == "same code":
                asked_witness = True
                if (verdict := self.ask_witness()) is not None:
                    return verdict
        if not asked_witness and (verdict := self.ask_witness()) is not None:
            return verdict
        verdict = self.counts.verdict(self.overlay, self.folder) if self.counts.is_about(mutant.header) else None
        if self.talkative:
            print(f"{COUNTS}: {verdict or 'nothing noticed'}")
        return verdict or {"result": "survived"}

    def refused(self, output, by):
        errors = [line for line in output.splitlines() if " error: " in line or line.startswith("error: ")]
        if errors and all(STATIC_ASSERT.search(line) for line in errors):
            return {"result": "noticed", "by": by, "how": "static_assert"}
        return {"result": "invalid", "by": by, "how": errors[0][-200:] if errors else "the compiler gave up"}

    def ask_witness(self):
        target = self.folder / "witness.o"
        status, output = run(self.tree.witness_command(self.overlay, target))
        if status != 0:
            return self.refused(output, "witness")
        if digest_of(target.read_bytes()) == self.tree.witness:
            return {"result": "equivalent", "by": "witness"}
        return None

    def try_test(self, test):
        built, why_not = self.tree.build(test, self.overlay, self.folder)
        if built is None:
            return self.refused(why_not, test.name)
        objects, digests = built
        if digests == test.objects:
            return "same code"
        program = self.folder / "program"
        status, output = run(self.tree.link_command(test, objects, program))
        if status != 0:
            return {"result": "invalid", "by": test.name, "how": "does not link"}
        stop = [] if self.talkative else ["--abort-after=1"]
        status, output = run([program, "--no-colors=true", *stop], cpu_s=10 + round(10 * test.run_s))
        if self.talkative and status != 0:
            print(output)
        if status == 0:
            return None
        how = "hung" if status in (-signal.SIGXCPU, -signal.SIGKILL) else "failed" if status == 1 else "crashed"
        return {"result": "noticed", "by": test.name, "how": how}


class Run:
    """One campaign: what is known of each mutant, on disk and in memory."""

    def __init__(self, tree, tests, counts, options):
        self.tree = tree
        self.tests = tests
        self.counts = counts
        self.options = options
        self.mutants = drawn_mutants(tree, options.seed)
        self.explained = explained_survivors()
        self.states = {"witness": tree.witness_state, COUNTS: counts.state, **{test.name: test.state for test in tests}}
        self.path = FOLDER / f"results-{options.seed}.jsonl"
        self.known = {}
        if self.path.exists():
            for line in self.path.read_text(encoding="utf-8").splitlines():
                record = json.loads(line)
                self.known[record["key"]] = record
        self.begun = self.told = time.monotonic()
        self.lock = threading.Lock()

    def state_behind(self, mutant, verdict):
        if verdict["result"] != "survived":
            return self.states.get(verdict["by"])
        return digest_of(self.tree.witness_state, self.counts.state, *sorted(test.state for test in in_order(self.tests, mutant.header)))

    def record_of(self, mutant):
        if any(map(mutant.is_explained_by, self.explained)):
            return {**asdict(mutant), "result": "survived"}
        record = self.known.get(mutant.key)
        return record if record is not None and record["state"] == self.state_behind(mutant, record) else None

    def keep(self, mutant, verdict, seconds):
        record = {**asdict(mutant), **verdict, "state": self.state_behind(mutant, verdict), "seconds": round(seconds, 1)}
        with self.lock:
            self.known[mutant.key] = record
            with self.path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(record, ensure_ascii=False) + "\n")

    def try_one(self, mutant, judges):
        judge = judges.pop()
        begun = time.monotonic()
        self.keep(mutant, judge.judge(mutant), time.monotonic() - begun)
        judges.append(judge)

    def draw(self):
        """Tries mutants in their order until enough are valid; the records of all that were drawn."""
        judges = [Judge(self.tree, self.tests, self.counts, number) for number in range(self.options.workers)]
        drawn = []
        waiting = iter(self.mutants)
        running = set()
        with ThreadPoolExecutor(self.options.workers) as pool:
            while True:
                valid = sum(self.is_valid(mutant) for mutant in drawn)
                if valid >= self.options.mutants:
                    break
                while len(running) < self.options.workers and valid + len(running) < self.options.mutants:
                    mutant = next(waiting, None)
                    if mutant is None:
                        break
                    drawn.append(mutant)
                    if self.record_of(mutant) is None:
                        running.add(pool.submit(self.try_one, mutant, judges))
                    else:
                        valid += self.is_valid(mutant)
                if not running:
                    if mutant is None:
                        break
                    continue
                done, running = wait(running, timeout=60, return_when=FIRST_COMPLETED)
                for future in done:
                    future.result()
                self.tell(drawn)
        return [(mutant, self.record_of(mutant)) for mutant in drawn]

    def is_valid(self, mutant):
        record = self.record_of(mutant)
        return record is not None and record["result"] in ("noticed", "survived")

    def tell(self, drawn):
        if time.monotonic() - self.told < 60:
            return
        self.told = time.monotonic()
        counts = Counter(record["result"] for record in map(self.record_of, drawn) if record is not None)
        print(f"{counts['noticed'] + counts['survived']} of {self.options.mutants}: {counts['noticed']} noticed, "
              f"{counts['survived']} survived; {counts['invalid']} do not compile, {counts['equivalent']} are the same code; "
              f"{(self.told - self.begun) / 60:.0f} min", flush=True)


def explained_survivors():
    return json.loads((HERE / "survivors.json").read_text(encoding="utf-8"))


def report(records, tree, seconds):
    """Prints table, survivors and counts; the exit status."""
    results = ["noticed", "survived", "invalid", "equivalent"]
    by_header = {}
    for mutant, record in records:
        by_header.setdefault(mutant.header, Counter())[record["result"]] += 1
    print(f"\n{'header':28}" + "".join(f"{result:>12}" for result in results))
    total = Counter()
    for header, counts in sorted(by_header.items()):
        total += counts
        print(f"{header:28}" + "".join(f"{counts[result]:12}" for result in results))
    print(f"{'all':28}" + "".join(f"{total[result]:12}" for result in results))
    how = Counter(record["how"] for _, record in records if record["result"] == "noticed")
    print("\nnoticed: " + ", ".join(f"{how[word]} {word}" for word in sorted(how)))

    entries = explained_survivors()
    unexplained = 0
    for mutant, record in records:
        if record["result"] != "survived":
            continue
        reasons = [entry["reason"] for entry in entries if mutant.is_explained_by(entry)]
        unexplained += not reasons
        print(f"\nsurvived: {mutant.difference()}\n  {reasons[0] if reasons else 'NOT EXPLAINED'}")
    outdated = 0
    for entry in entries:
        lines = (tree.include / "thoihan" / entry["header"]).read_text(encoding="utf-8").splitlines()
        if entry["line"] not in map(str.strip, lines):
            outdated += 1
            print(f"\nsurvivors.json: {entry['header']} has no such line any more: {entry['line']}")
    valid = total["noticed"] + total["survived"]
    share = total["noticed"] / valid if valid else 0.0
    print(f"\n{share:.1%} of {valid} noticed (at least {ENOUGH:.0%}); {seconds / 60:.0f} min in this run")
    too_few = share < ENOUGH
    print(f"{total['noticed']} passed, {unexplained + outdated + too_few} failed")
    return 1 if unexplained or outdated or too_few else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mutants", type=int, default=400, help="how many valid ones (default 400)")
    parser.add_argument("--seed", type=int, default=1022, help="of the draw (default 1022)")
    parser.add_argument("--workers", type=int, default=2, help="mutants tried at a time (default 2)")
    parser.add_argument("--only", nargs="+", default=[], metavar="KEY", help="these mutants alone, again")
    options = parser.parse_args()
    begun = time.monotonic()
    FOLDER.mkdir(parents=True, exist_ok=True)
    tree = Tree()
    tree.prepare()
    tests = tree.tests(options.workers)
    counts = Counts(tree)
    campaign = Run(tree, tests, counts, options)
    print(f"{len(tests)} test files, {len(tree.headers)} headers, {len(campaign.mutants)} mutants of {TOOL}; "
          f"ready after {(time.monotonic() - begun) / 60:.1f} min", flush=True)
    if options.only:
        judge = Judge(tree, tests, counts, 0, talkative=True)
        chosen = [mutant for mutant in campaign.mutants if any(mutant.key.startswith(key) for key in options.only)]
        for mutant in chosen:
            print(f"\n{mutant.difference()}")
            campaign.keep(mutant, judge.judge(mutant), 0.0)
        records = [(mutant, campaign.known[mutant.key]) for mutant in chosen]
    else:
        records = campaign.draw()
    sys.exit(report(records, tree, time.monotonic() - begun))


if __name__ == "__main__":
    main()
