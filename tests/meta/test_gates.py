"""Plants a defect for each gate and asks for its finding: a gate that cannot fail is worth nothing.

Each case takes a small clean tree, on which the gate is green, spoils one thing, and expects that gate's rule, and no
other, to say so.
"""

import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

import check_abi
import check_census
import check_codes
import check_floors
import check_headers
import check_names
import check_symbols
import gate

C_HEADER = """#ifndef THOIHAN_H
#define THOIHAN_H
#include <stdint.h>
#define THO_VERSION_MAJOR 0
#define THO_VERSION_MINOR 3
#ifdef __cplusplus
extern "C" {
#endif
/* tho_nothing() is only mentioned here. */
int32_t tho_version_number(void);
int32_t tho_due_at(int32_t day_index);
#ifdef __cplusplus
}
#endif
#endif
"""


def clean_tree():
    files = {f"include/thoihan/{floor}/{floor}.hpp": "#pragma once\n"
             for floor in check_floors.FLOORS if floor not in ("capi", "tool")}
    files.update({f"src/{floor}/{floor}.hpp": "#pragma once\n" for floor in ("capi", "tool")})
    files.update({
        "include/thoihan/base/one.hpp": "#pragma once\n#include <cstdint>\n"
                                        "namespace thoihan { constexpr std::int32_t one() { return 1; } }\n",
        "include/thoihan/kernel.hpp": "#pragma once\n#include <thoihan/base/one.hpp>\n",
        "include/thoihan/thoihan.h": C_HEADER,
        "src/pack/parse.cpp": "#include <boost/json.hpp>\n#include \"parse.hpp\"\n// #include <thoihan/engine/engine.hpp>\n",
        "src/pack/parse.hpp": "#pragma once\n#include <thoihan/pack/pack.hpp>\n/*\n#include <thoihan/tool/tool.hpp>\n*/\n",
        "src/capi/thoihan.sym": "# symbol version\ntho_version_number 0.1\ntho_due_at 0.3\n",
        "rules/province/lac-hong/pack.json": "{}\n",
        "rules/province/van/pack.json": "{}\n",
        "docs/rule_language.md": "See [the limits](../include/thoihan/limit/limit.hpp), https://example.org/home/page/other.md\n",
        "tests/unit/test_one.cpp": "",
    })
    return files


class GateCase(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name).resolve() / "tree"
        for name, text in clean_tree().items():
            self.write(name, text)

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def append(self, name, text):
        path = self.root / name
        self.write(name, (path.read_text(encoding="utf-8") if path.exists() else "") + text)

    def assert_green(self, results):
        self.assertTrue(results)
        self.assertEqual([finding for findings in results.values() for finding in findings], [])

    def assert_red(self, results, rule, *words):
        """Exactly the one rule is red, with one finding that has all the words."""
        self.assertEqual([name for name, findings in results.items() if findings], [rule])
        self.assertEqual(len(results[rule]), 1, results[rule])
        for word in words:
            self.assertIn(word, results[rule][0])


class Floors(GateCase):
    FLOORS, KERNEL, HEADERS = list(check_floors.findings(Path("/nowhere")))

    def red(self, rule, *words):
        self.assert_red(check_floors.findings(self.root), rule, *words)

    def header(self, floor):
        return f"{'src' if floor in ('capi', 'tool') else 'include/thoihan'}/{floor}/{floor}.hpp"

    def test_clean(self):
        self.assert_green(check_floors.findings(self.root))

    def test_each_floor_reaching_one_up(self):
        for lower, upper in zip(check_floors.FLOORS, check_floors.FLOORS[1:]):
            with self.subTest(lower=lower, upper=upper):
                name = f"src/{upper}/{upper}.hpp" if upper in ("capi", "tool") else f"thoihan/{upper}/{upper}.hpp"
                before = (self.root / self.header(lower)).read_text()
                # No public header may look into src/, so those two are reached for by a source.
                victim = f"src/{lower}/{lower}.cpp" if upper in ("capi", "tool") else self.header(lower)
                self.append(victim, f"#include <{name}>\n")
                self.red(self.FLOORS, f"{victim}:", f"above {lower}")
                self.write(victim, before)

    def test_each_floor_reaching_down(self):
        for upper in range(1, len(check_floors.FLOORS) - 2):
            for lower in check_floors.FLOORS[:upper]:
                self.append(self.header(check_floors.FLOORS[upper]), f"#include <thoihan/{lower}/{lower}.hpp>\n")
        self.assert_green(check_floors.findings(self.root))

    def test_relative_path(self):
        self.append("include/thoihan/base/one.hpp", '#include "../time/time.hpp"\n')
        self.red(self.FLOORS, "one.hpp:4", "above base")

    def test_instructions_of_the_compiler(self):
        self.write("src/limit/wide.cpp", "#include <immintrin.h>\n")
        self.assert_green(check_floors.findings(self.root))
        self.append("include/thoihan/limit/limit.hpp", "#include <immintrin.h>\n")
        self.assertIn("limit.hpp", check_floors.findings(self.root)[self.KERNEL][0])

    def test_odd_spelling(self):
        self.append("include/thoihan/base/one.hpp", " \t#\t include/**/<thoihan/time/time.hpp> // why\n")
        self.red(self.FLOORS, "one.hpp:4", "above base")

    def test_continued_line(self):
        self.append("include/thoihan/base/one.hpp", "#include \\\n<thoihan/time/time.hpp>\n")
        self.red(self.FLOORS, "above base")

    def test_macro(self):
        self.append("src/pack/parse.cpp", "#include HEADER\n")
        self.red(self.FLOORS, "parse.cpp:4", "not spelled out")

    def test_summaries(self):
        self.write("include/thoihan/thoihan.hpp", "#pragma once\n#include <thoihan/engine/engine.hpp>\n")
        self.assert_green(check_floors.findings(self.root))
        for victim, summary in [("base/base.hpp", "kernel.hpp"), ("engine/engine.hpp", "thoihan.hpp"),
                                ("engine/engine.hpp", "thoihan.h"), ("kernel.hpp", "pack/pack.hpp")]:
            with self.subTest(victim=victim, summary=summary):
                path = f"include/thoihan/{victim}"
                before = (self.root / path).read_text()
                self.append(path, f"#include <thoihan/{summary}>\n")
                self.red(self.FLOORS, victim, summary)
                self.write(path, before)

    def test_unknown_floor(self):
        self.write("include/thoihan/util/strings.hpp", "#pragma once\n")
        self.red(self.FLOORS, "util/strings.hpp", "no floor")

    def test_missing_header(self):
        self.append("src/pack/parse.cpp", "#include <thoihan/pack/prase.hpp>\n")
        self.red(self.FLOORS, "prase.hpp", "no such header")

    def test_empty_tree(self):
        with tempfile.TemporaryDirectory() as folder:
            self.assert_red(check_floors.findings(Path(folder)), self.FLOORS, "nothing was read")

    def test_kernel_includes(self):
        for header in ["chrono", "ranges", "clocale", "iostream"]:
            with self.subTest(header=header):
                self.write("include/thoihan/routing/more.hpp", f"#pragma once\n#include <{header}>\n")
                self.red(self.KERNEL, "more.hpp:2", header)

    def test_kernel_source_with_library(self):
        self.write("src/limit/batch.cpp", "#include <fmt/format.h>\n")
        self.red(self.KERNEL, "batch.cpp:1", "fmt/format.h")

    def test_public_header_with_library(self):
        for header in ["boost/json/value.hpp", "fmt/core.h", "sqlite3.h", "CLI/CLI.hpp"]:
            with self.subTest(header=header):
                self.write("include/thoihan/store/more.hpp", f"#pragma once\n#include <{header}>\n")
                self.red(self.HEADERS, "more.hpp:2", header)

    def test_public_header_with_private_one(self):
        self.append("include/thoihan/pack/pack.hpp", "#include \"src/pack/parse.hpp\"\n")
        self.red(self.HEADERS, "pack.hpp:2", "not public")


class Names(GateCase):
    PROVINCES, PATHS, DOCUMENTS = list(check_names.findings(Path("/nowhere")))

    def red(self, rule, *words):
        self.assert_red(check_names.findings(self.root), rule, *words)

    def test_clean(self):
        self.append("include/thoihan/base/one.hpp", "// Asia/Ho_Chi_Minh, the vans of Văn-Lang, advance\n")
        self.write("rules/province/ho-chi-minh/pack.json", "{}\n")
        (self.root / "rules/province/van/pack.json").unlink()
        (self.root / "rules/province/van").rmdir()
        self.assert_green(check_names.findings(self.root))

    def test_each_spelling(self):
        composed, decomposed = "L\u1ea1c H\u1ed3ng", "La\u0323c Ho\u0302\u0300ng"
        for name in [composed, decomposed, composed.upper(), "lac-hong", "lac_hong", "LAC_HONG", "LacHong", "load_lachong_pack",
                     "L\u1ea1c\n// H\u1ed3ng"]:
            with self.subTest(name=name):
                self.write("src/tool/main.cpp", f"\n// {name}\n")
                self.red(self.PROVINCES, "src/tool/main.cpp:2", "lac-hong")

    def test_one_syllable(self):
        self.write("src/tool/main.cpp", "auto v\u00e0n_pack = 1;\n")
        self.red(self.PROVINCES, "main.cpp:1", "van")

    def test_each_folder_of_code(self):
        for folder in check_names.CODE:
            with self.subTest(folder=folder):
                self.write(f"{folder}/more/more.py", "lac_hong = 1\n")
                self.red(self.PROVINCES, f"{folder}/more/more.py:1")
                (self.root / folder / "more/more.py").unlink()

    def test_file_name(self):
        self.write("bindings/python/lac_hong.py", "")
        self.red(self.PROVINCES, "the file's name")

    def test_nothing_to_look_for(self):
        with tempfile.TemporaryDirectory() as folder:
            self.assert_red(check_names.findings(Path(folder)), self.PROVINCES, "no name to look for")

    def test_way_out_of_the_tree(self):
        for name in ["more.txt", "docs/more.txt", "src/pack/more.hpp"]:
            with self.subTest(name=name):
                self.write(name, f"See {'../' * (name.count('/') + 1)}elsewhere/text\n")
                self.red(self.PATHS, f"{name}:1", "leads out of the tree")
                (self.root / name).unlink()

    def test_path_of_one_machine(self):
        for place in ["/" + "home/lan/project", "/" + "work/project", "/" + "root/project", str(self.root)]:
            with self.subTest(place=place):
                self.write("tests/run", f"cd {place}\n")
                self.red(self.PATHS, "tests/run:1", "path of one machine")

    def test_document_of_elsewhere(self):
        self.append("include/thoihan/limit/limit.hpp", "// See section 3 of " + "calculus" + ".md.\n")
        self.red(self.DOCUMENTS, "limit.hpp:2", "no document of this tree")


class Headers(GateCase):
    def red(self, rule_part, *words):
        results, _ = check_headers.findings(self.root)
        red = {name: findings for name, findings in results.items() if findings}
        self.assertTrue(red)
        self.assertTrue(all(rule_part in name for name in red), red)
        for word in words:
            self.assertIn(word, "\n".join(line for findings in red.values() for line in findings))
        return red

    def test_clean(self):
        results, _ = check_headers.findings(self.root)
        self.assert_green(results)
        self.assertIn("kernel.hpp: g++, C++20", results)
        self.assertEqual(sum(name.startswith("thoihan.h: gcc") for name in results), 5)

    def test_kernel_warnings(self):
        for defect, warning in [("inline int f(int a) { return 0; }", "unused-parameter"),
                                ("inline int f(int a) { { int a = 1; (void)a; } return a; }", "shadow"),
                                ("inline short f(int a) { return a; }", "conversion"),
                                ("inline int f(int a) { int b[a]; return b[0]; }", "variable length array"),
                                ("inline auto f() { return std::string_view{}; }", "string_view")]:
            with self.subTest(warning=warning):
                self.write("include/thoihan/kernel.hpp", f"#pragma once\n{defect}\n")
                self.red("kernel.hpp", warning)

    def test_kernel_definition_twice(self):
        self.write("include/thoihan/kernel.hpp", "#pragma once\nint due() { return 1; }\n")
        self.red("kernel.hpp", "multiple definition")

    def test_kernel_without_guard(self):
        self.write("include/thoihan/kernel.hpp", "struct due {};\n")
        self.red("kernel.hpp", "redefinition")

    def test_c_header(self):
        for defect, standards in [("bool tho_due_is_late(void);", {"c99", "c11", "c17"}),
                                  ("typedef struct { union { int a; int b; }; } tho_due;", {"c99"}),
                                  ("int tho_due_new(int class);", {"c++11", "c++20"}),
                                  ("enum tho_due_kind { THO_DUE_BIG = 0x80000000 };", {"c99", "c11", "c17"}),
                                  ("#warning text", {"c99", "c11", "c17", "c++11", "c++20"})]:
            with self.subTest(defect=defect):
                self.write("include/thoihan/thoihan.h", C_HEADER.replace("/* tho_nothing", f"{defect}\n/* tho_nothing"))
                red = self.red("thoihan.h")
                self.assertEqual({name.split(", ")[1] for name in red if ": gcc" in name}, standards)

    def test_second_c_header(self):
        self.write("include/thoihan/thoihan_columns.h", "#include <thoihan/thoihan.h>\nint32_t tho_more(void) { return 0; }\n")
        red = self.red("thoihan_columns.h", "redefinition")
        self.assertEqual(sum(": gcc" in name for name in red), 5)

    def test_flat_twin(self):
        self.write("include/thoihan/thoihan.cdef.h", "int32_t tho_more(void)\n")
        self.red("thoihan.cdef.h")

    def test_header_that_needs_another(self):
        self.write("include/thoihan/limit/limit.hpp", "#pragma once\nnamespace thoihan { inline int f() { return one(); } }\n")
        self.red("limit/limit.hpp: alone", "one")


class Census(GateCase):
    """With a program that lists its cases as doctest does; the real programs are counted by the gate itself."""

    RULE = "census: every test file is built"

    def setUp(self):
        super().setUp()
        self.build = self.root / "build"

    def build_program(self, *names):
        cases = "".join(f'<TestCase name="one" filename="{self.root / name}" line="2"/>' for name in names)
        self.write("build/thoihan_tests", f"#!/bin/sh\necho '<doctest>{cases}</doctest>'\n")
        self.write("build/test_programs", "thoihan_tests\n")
        (self.build / "thoihan_tests").chmod(0o755)

    def test_clean(self):
        self.build_program("tests/unit/test_one.cpp")
        self.assert_green(check_census.findings(self.root, self.build))

    def test_file_left_out(self):
        self.build_program("tests/unit/test_one.cpp")
        self.write("tests/property/deep/test_two.cpp", "")
        self.assert_red(check_census.findings(self.root, self.build), self.RULE, "tests/property/deep/test_two.cpp")

    def test_file_without_a_case(self):
        self.build_program()
        self.assert_red(check_census.findings(self.root, self.build), self.RULE, "tests/unit/test_one.cpp")

    def test_no_file(self):
        self.build_program()
        (self.root / "tests/unit/test_one.cpp").unlink()
        self.assert_red(check_census.findings(self.root, self.build), self.RULE, "nothing was counted")


class Codes(GateCase):
    SOME, WRITTEN, GIVEN = ("codes: some are given", "codes: each is documented", "codes: each documented one is given")

    def setUp(self):
        super().setUp()
        self.write("src/pack/reader.cpp", 'findings_.error("unknown-key", where, text);\ngap("state-without-duty", view, text);\n')
        self.write("docs/checker.md", "| code | what |\n|---|---|\n| `unknown-key` | ... |\n| `state-without-duty` (gap) | ... |\n")

    def red(self, rule, *words):
        self.assert_red(check_codes.findings(self.root), rule, *words)

    def test_clean(self):
        self.assert_green(check_codes.findings(self.root))

    def test_code_that_is_not_documented(self):
        self.append("src/pack/reader.cpp", '  return "bad-session";\n')
        self.red(self.WRITTEN, "bad-session")

    def test_code_that_is_never_given(self):
        self.append("docs/checker.md", "| `bad-luck` | ... |\n")
        self.red(self.GIVEN, "bad-luck")

    def test_nothing_to_compare(self):
        (self.root / "src/pack/reader.cpp").unlink()
        (self.root / "docs/checker.md").unlink()
        self.red(self.SOME)


class Symbols(GateCase):
    EXPORTED, DECLARED, SONAME = ("symbols: exported equals listed", "symbols: declared equals listed",
                                  "symbols: soname of this version")
    CODE = "int tho_version_number(void) { return 1; }\nint tho_due_at(int day_index) { return day_index; }\n"
    VERSIONS = ("THOIHAN_0.1 { global: tho_version_number; local: *; };\n"
                "THOIHAN_0.3 { global: tho_due_at; } THOIHAN_0.1;\n")

    def library(self, code=CODE, versions=VERSIONS, soname="libthoihan.so.0.3"):
        self.write("build/library.c", code)
        self.write("build/library.map", versions)
        subprocess.run(["gcc", "-shared", "-fPIC", "-o", "libthoihan.so", "library.c", f"-Wl,-soname,{soname}",
                        "-Wl,--version-script=library.map"], cwd=self.root / "build", check=True)
        return check_symbols.findings(self.root, self.root / "build")

    def test_clean(self):
        self.assert_green(self.library())

    def test_leaked_symbol(self):
        leaky = self.VERSIONS.replace("local", "helper; local")
        self.assert_red(self.library(code=self.CODE + "int helper(void) { return 2; }\n", versions=leaky),
                        self.EXPORTED, "helper@THOIHAN_0.1: in libthoihan.so, not in thoihan.sym")

    def test_missing_symbol(self):
        self.assert_red(self.library(code=self.CODE.splitlines()[0]), self.EXPORTED,
                        "tho_due_at@THOIHAN_0.3: in thoihan.sym, not in libthoihan.so")

    def test_symbol_of_another_version(self):
        results = self.library(versions="THOIHAN_0.1 { global: tho_*; local: *; };\n")
        self.assertEqual(results[self.EXPORTED], ["tho_due_at@THOIHAN_0.1: in libthoihan.so, not in thoihan.sym",
                                                  "tho_due_at@THOIHAN_0.3: in thoihan.sym, not in libthoihan.so"])

    def test_declared_and_not_listed(self):
        self.write("include/thoihan/thoihan.h", C_HEADER.replace("/* tho_nothing", "void tho_case_free(void);\n/* tho_nothing"))
        self.assert_red(self.library(), self.DECLARED, "tho_case_free: in the headers, not in thoihan.sym")

    def test_declared_for_arrow_and_not_listed(self):
        self.write("include/thoihan/thoihan_arrow.h", "#include <thoihan/thoihan.h>\nvoid tho_arrow_shout(struct ArrowArray* out);\n")
        self.assert_red(self.library(), self.DECLARED, "tho_arrow_shout: in the headers, not in thoihan.sym")

    def test_soname(self):
        self.assert_red(self.library(soname="libthoihan.so.0.2"), self.SONAME, "libthoihan.so.0.3")


class Abi(GateCase):
    HOLDS, RECORDED, TWIN, ABIDIFF = ("abi: what was promised holds", "abi: what is there is recorded",
                                      "abi: the flat twin is the header's", "abi: abidiff against the baseline")
    HEADER = C_HEADER.replace("/* tho_nothing", """#define THO_NTS (-1)
typedef int32_t tho_kind;
enum {
    THO_KIND_ONE = 1,  /* one */
    THO_KIND_TWO = 2
};
typedef struct tho_due {
    uint32_t struct_size;
    uint32_t flags;
    int64_t at;
} tho_due;
/* tho_nothing""").replace("tho_due_at(int32_t day_index)", "tho_due_at(const tho_due* due, tho_kind kind)")

    def setUp(self):
        super().setUp()
        (self.root / "src/capi").mkdir(parents=True, exist_ok=True)
        shutil.copy(Path(__file__).parents[2] / "src/capi/flat_header.py", self.root / "src/capi")
        self.write("include/thoihan/thoihan.h", self.HEADER)
        self.write_twin()
        with tempfile.TemporaryDirectory() as folder:
            self.write(check_abi.LIST, "\n".join(check_abi.promised_now(self.root, folder)) + "\n")
            self.write(check_abi.BASELINE, check_abi.abidw(self.root, folder) if shutil.which("abidw") else "")

    def write_twin(self):
        self.write("include/thoihan/thoihan.cdef.h", check_abi.header_of(self.root).flat)

    def results(self, old, new):
        self.assertIn(old, self.HEADER)
        self.write("include/thoihan/thoihan.h", self.HEADER.replace(old, new))
        self.write_twin()
        results, _ = check_abi.findings(self.root)
        return {name: findings for name, findings in results.items() if findings}

    def red(self, old, new, rule, words, others=()):
        """The rule is red with one finding of these words; of the others, abidiff aside, those that are named are."""
        red = self.results(old, new)
        self.assertEqual(set(red) - {self.ABIDIFF}, {rule, *others} - {self.ABIDIFF})
        self.assertIn(words, "\n".join(red[rule]))
        return red

    def test_clean(self):
        results, _ = check_abi.findings(self.root)
        self.assert_green(results)

    def test_constant_with_another_value(self):
        self.red("THO_KIND_TWO = 2", "THO_KIND_TWO = 3", self.HOLDS, "constant THO_KIND_TWO 2: is now constant THO_KIND_TWO 3")
        self.red("#define THO_NTS (-1)", "#define THO_NTS (-2)", self.HOLDS, "THO_NTS -1: is now")

    def test_constant_that_is_gone(self):
        self.red(",  /* one */\n    THO_KIND_TWO = 2", "", self.HOLDS, "constant THO_KIND_TWO 2: is gone")

    def test_constant_that_is_not_recorded(self):
        self.red("THO_KIND_TWO = 2", "THO_KIND_TWO = 2,\n    THO_KIND_THREE = 3", self.RECORDED, "THO_KIND_THREE 3: is not recorded")

    def test_field_in_the_middle(self):
        red = self.red("    int64_t at;\n", "    int64_t from;\n    int64_t at;\n", self.HOLDS, "tho_due.at at 8 size 8: is now",
                       {self.RECORDED})
        self.assertIn("field tho_due.from at 8 size 8: stands inside", "\n".join(red[self.HOLDS]))

    def test_field_at_the_end(self):
        red = self.red("    int64_t at;\n", "    int64_t at;\n    int64_t until;\n", self.RECORDED, "tho_due.until")
        if shutil.which("abidiff"):
            self.assertIn("tho_due", "\n".join(red[self.ABIDIFF]))

    def test_field_of_another_width(self):
        self.red("    uint32_t flags;\n", "    uint16_t flags;\n", self.HOLDS, "tho_due.flags at 4 size 4: is now")

    def test_function_with_other_parameters(self):
        red = self.red("tho_kind kind)", "int64_t kind)", self.HOLDS, "tho_due_at(const tho_due* due, tho_kind kind);: is now")
        if shutil.which("abidiff"):
            self.assertIn("tho_due_at", "\n".join(red[self.ABIDIFF]))

    def test_function_that_is_gone(self):
        self.red("int32_t tho_version_number(void);\n", "", self.HOLDS, "tho_version_number(void);: is gone")

    ARROW = """#ifndef THOIHAN_THOIHAN_ARROW_H
#define THOIHAN_THOIHAN_ARROW_H
#include <stdint.h>
#include <thoihan/thoihan.h>
struct ArrowArray {
    int64_t length;
    const void** buffers;
    void (*release)(struct ArrowArray* array);
};
int32_t tho_arrow_sum(const struct ArrowArray* array);
#endif
"""

    def test_arrow_header(self):
        """What is in the second header is promised as well."""
        self.write("include/thoihan/thoihan_arrow.h", self.ARROW)
        results, _ = check_abi.findings(self.root)
        self.assertIn("field ArrowArray.release at 16 size 8: is not recorded", "\n".join(results[self.RECORDED]))
        self.assertIn("tho_arrow_sum(const struct ArrowArray* array);: is not recorded", "\n".join(results[self.RECORDED]))
        with tempfile.TemporaryDirectory() as folder:
            self.write(check_abi.LIST, "\n".join(check_abi.promised_now(self.root, folder)) + "\n")
        self.write("include/thoihan/thoihan_arrow.h", self.ARROW.replace("int64_t length;", "int64_t length;\n    int64_t offset;"))
        results, _ = check_abi.findings(self.root)
        self.assertIn("field ArrowArray.release at 16 size 8: is now field ArrowArray.release at 24", "\n".join(results[self.HOLDS]))

    def test_twin_that_was_not_written_anew(self):
        self.append("include/thoihan/thoihan.cdef.h", "int32_t tho_more(void);\n")
        results, _ = check_abi.findings(self.root)
        self.assert_red(results, self.TWIN, "run it")

    def test_twin_made_by_another_script(self):
        script = self.root / "src/capi/flat_header.py"
        script.write_text(script.read_text().replace('return f"{text}', 'text = text.replace("int64_t at", "int32_t at")\n    return f"{text}'))
        self.write_twin()
        results, _ = check_abi.findings(self.root)
        self.assertIn("differs from the preprocessed header at: int64_t at", "\n".join(results[self.TWIN]))

    def test_nothing_recorded(self):
        (self.root / check_abi.LIST).unlink()
        results, _ = check_abi.findings(self.root)
        self.assertIn("is not there", results[self.HOLDS][0])


if __name__ == "__main__":
    gate.run_unittest()
