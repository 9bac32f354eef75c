"""Reads thoihan.h and thoihan_arrow.h as a person would who has nothing else: is every function described, parameter by parameter?

And what goes with it: each example that a description names calls the function, each definition passes through the
guard that keeps exceptions in, and each pointer that may not be NULL has a test that gives NULL. Each rule is shown to
notice a planted defect.
"""

import os
import re
import sys
import unittest
from pathlib import Path

SOURCE = Path(os.environ.get("THOIHAN_SOURCE_DIR", Path(__file__).parents[2])).resolve()
sys.path.insert(0, str(SOURCE / "tests" / "meta"))
import gate  # noqa: E402

DECLARATION = re.compile(r"^THO_API ([\w ]+?\*?) THO_CALL (tho_\w+)\(([^()]*)\);$", re.MULTILINE)
BLOCK = re.compile(r"/\*(?:(?!\*/).)*\*/\s*$", re.DOTALL)
PARAMETER = re.compile(r"(.*?[\s*])(\w+)(\[\d+\])?$")
ORDER = ["since", "thread", "param", "return", "post", "complexity", "example"]
MARK = re.compile(r"\((?:nullable,)?(?:out|inout|out,owned:tho_\w+)\) |\(nullable\) ")
# What a function writes to, where it is not a handle.
WRITTEN = ("int64_t*", "int32_t*", "tho_deadline*", "tho_status*", "tho_outcome*", "struct ArrowSchema*", "struct ArrowArray*", "char[40]")
BORROWED = re.compile(r"\(borrowed:\w+\) ")


class Function:
    def __init__(self, match, header):
        self.returns, self.name, parameters = match[1], match[2], " ".join(match[3].split())
        self.parameters = []  # (type, name)
        for parameter in [] if parameters == "void" else parameters.split(", "):
            parts = PARAMETER.fullmatch(parameter)
            self.parameters.append((parts[1].strip() + (parts[3] or ""), parts[2]))
        block = BLOCK.search(header[:match.start()])
        text = re.sub(r"^ ?\* ?", "", block[0].strip()[2:-2].strip(), flags=re.MULTILINE) if block else ""
        self.summary, _, tags = text.partition("\n@")
        self.tags = []  # (tag, text)
        for tag in ("\n@" + tags).split("\n@")[1:] if tags else []:
            word, _, rest = tag.partition(" ")
            self.tags.append((word, " ".join(rest.split())))

    def of(self, tag):
        return [text for word, text in self.tags if word == tag]


def functions(header):
    return [Function(match, header) for match in DECLARATION.finditer(header)]


def mark_findings(function, kind, name, text, all_names):
    """What is wrong with the description of one parameter."""
    if not text:
        return [f"{name}: no meaning"]
    mark = MARK.match(text)
    mark = mark[0].strip("() ") if mark else ""
    words = mark.split(",")
    found = []
    if kind == "tho_error**":
        if mark != "nullable,out,owned:tho_error_release":
            found.append(f"{name}: expected (nullable,out,owned:tho_error_release)")
    elif kind.endswith("**"):
        released = next((word[6:] for word in words if word.startswith("owned:")), None)
        if released not in all_names:
            found.append(f"{name}: expected (out,owned:<function that releases it>)")
    elif kind in WRITTEN:
        if not {"out", "inout"} & set(words):
            found.append(f"{name}: expected (out) or (inout)")
    elif not kind.endswith("*"):
        if mark:
            found.append(f"{name}: a value has no mark")
    elif {"out", "inout"} & set(words):
        found.append(f"{name}: {kind} is read only")
    if kind == "const char*" and not name.endswith("_size") and (f"{name}_size" not in [n for _, n in function.parameters]):
        found.append(f"{name}: text without {name}_size")
    return found


def description_findings(header, examples):
    """One line for each thing that a description lacks. `examples`: text by path."""
    all_functions = functions(header)
    all_names = {function.name for function in all_functions}
    found = []
    mentioned = set(re.findall(r"^[^*/\n]*\b(tho_\w+)\(", header, re.MULTILINE))
    found += [f"{name}: not declared in the form 'THO_API <type> THO_CALL <name>(...);'" for name in mentioned - all_names]
    for function in all_functions:
        own = []
        words = [word for word, _ in function.tags]
        if not function.summary.strip().endswith((".", "?", "...")) and ":" not in function.summary:
            own.append("no summary")
        unknown = set(words) - set(ORDER)
        own += [f"unknown tag @{word}" for word in sorted(unknown)]
        if not unknown and words != sorted(words, key=ORDER.index):
            own.append("tags in another order than " + ", ".join(ORDER))
        for tag in ("since", "thread", "post", "complexity", "example"):
            if len(function.of(tag)) != 1 or not function.of(tag)[0]:
                own.append(f"@{tag} once, with a text")
        if not re.fullmatch(r"\d+\.\d+", "".join(function.of("since"))):
            own.append("@since is a version")
        if function.of("thread") not in (["any"], ["confined"]):
            own.append("@thread is any or confined")
        if bool(function.of("return")) == (function.returns == "void"):
            own.append("@return, unless nothing is returned")
        if function.returns == "const char*" and function.parameters and function.name != "tho_status_name":
            if not BORROWED.match("".join(function.of("return"))):
                own.append("@return (borrowed:<handle>)")
        described = [text.partition(" ") for text in function.of("param")]
        if [name for name, _, _ in described] != [name for _, name in function.parameters]:
            own.append("a @param for each parameter, in their order")
        else:
            for (kind, name), (_, _, text) in zip(function.parameters, described):
                own += mark_findings(function, kind, name, text, all_names)
        if (function.returns == "tho_status") != ("tho_error**" in [kind for kind, _ in function.parameters[-1:]]) \
                and function.name != "tho_error_code":
            own.append("a tho_status and `tho_error** err` at the end go together")
        example = examples.get("".join(function.of("example")))
        if example is None or f"{function.name}(" not in example:
            own.append("@example names no example that calls it")
        found += [f"{function.name}: {text}" for text in own]
    return found


def guard_findings(header, sources):
    """Functions whose definition does not begin with the guard."""
    found = []
    for function in functions(header):
        bodies = [match[1] for text in sources.values()
                  for match in re.finditer(rf"^[\w ]+\*? ?{function.name}\([^()]*\) \{{\n(.*?)^\}}$", text, re.DOTALL | re.MULTILINE)]
        if len(bodies) != 1:
            found.append(f"{function.name}: defined {len(bodies)} times")
            continue
        statements = re.sub(r"^\s*//.*\n", "", bodies[0], flags=re.MULTILINE)
        guard = r"\s*(?:return )?(?:thoihan::)?guarded(?:_value|_release)?(?:<\w+>)?\("
        if not re.match(guard, statements) or not statements.rstrip().endswith("});"):
            found.append(f"{function.name}: its body is not the guard's")
    return found


def null_findings(header, tests):
    """Pointers that may not be NULL and are never NULL in a test."""
    found = []
    for function in functions(header):
        if function.returns != "tho_status":
            continue
        for (kind, name), text in zip(function.parameters, function.of("param")):
            may_be_null = "(nullable" in text
            if (kind.endswith("*") or "[" in kind) and not may_be_null and f'{{"{function.name}", "{name}"' not in tests:
                found.append(f"{function.name}: no test gives NULL as {name}")
    return found


def texts(folder, suffix):
    return {path.relative_to(SOURCE).as_posix(): path.read_text(encoding="utf-8") for path in sorted((SOURCE / folder).glob(f"*{suffix}"))}


class Header(unittest.TestCase):
    FIRST = (SOURCE / "include/thoihan/thoihan.h").read_text(encoding="utf-8")
    ARROW = (SOURCE / "include/thoihan/thoihan_arrow.h").read_text(encoding="utf-8")
    HEADER = FIRST + ARROW
    EXAMPLES = texts("examples/c", ".c")
    SOURCES = texts("src/capi", ".cpp")
    TESTS = (SOURCE / "tests/capi/test_tho_arguments.cpp").read_text(encoding="utf-8")

    def planted(self, old, new):
        self.assertIn(old, self.HEADER)
        return self.HEADER.replace(old, new, 1)

    def red(self, findings, *words):
        self.assertTrue(findings)
        for word in words:
            self.assertTrue(any(word in finding for finding in findings), findings)

    def test_every_function_is_described(self):
        self.assertEqual(description_findings(self.HEADER, self.EXAMPLES), [])
        listed = [line.split()[0] for line in (SOURCE / "src/capi/thoihan.sym").read_text().splitlines() if line[:1] == "t"]
        self.assertEqual(sorted(function.name for function in functions(self.HEADER)), listed)

    def test_every_definition_is_guarded(self):
        self.assertEqual(guard_findings(self.HEADER, self.SOURCES), [])

    def test_every_pointer_is_tested_with_null(self):
        self.assertEqual(null_findings(self.HEADER, self.TESTS), [])

    def test_nothing_that_other_languages_cannot_read(self):
        for header, includes in [(self.FIRST, ["<stdint.h>"]), (self.ARROW, ["<stdint.h>", "<thoihan/thoihan.h>"])]:
            with self.subTest(includes=includes):
                self.plain(re.sub(r"/\*.*?\*/", "", header, flags=re.DOTALL), includes)

    def plain(self, code, includes):
        self.assertEqual(re.findall(r"#include (.*)", code), includes)
        for word in ["size_t", "long", "bool", "time_t", "wchar_t", "FILE", "va_list", "union", "inline", "...", "double", "float"]:
            self.assertIsNone(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", code), word)
        self.assertNotRegex(code, r"typedef void ?\*")
        self.assertLess(code.index("#include"), code.index('extern "C"'))

    def test_planted_in_a_description(self):
        for old, new, words in [
                (" * @param path_size bytes of path, or THO_NTS\n", "", "a @param for each"),
                ("@param name (nullable) the calendar's name", "@param nome (nullable) the calendar's name", "a @param for each"),
                ("@param out (out,owned:tho_pack_release) the pack", "@param out (out) the pack", "out: expected (out,owned"),
                ("@param out (out,owned:tho_pack_release) the pack", "@param out (out,owned:tho_pack_free) the pack", "out: expected (out,owned"),
                ("@param out (out) seconds since", "@param out seconds since", "out: expected (out)"),
                ("@param calendar the calendar", "@param calendar (out) the calendar", "calendar: const tho_calendar* is read only"),
                ("@param language of the steps", "@param language (nullable) of the steps", "language: a value has no mark"),
                ("@return (borrowed:error) the message", "@return the message", "@return (borrowed"),
                (" * @since 0.1\n", "", "@since once"),
                (" * @since 0.1\n", " * @since ever\n", "@since is a version"),
                (" * @thread confined\n", " * @thread some\n", "@thread is any"),
                (" * @post none\n", "", "@post once"),
                (" * @complexity constant\n", " * @complexity\n", "@complexity once"),
                (" * @example examples/c/working_time.c", " * @example examples/c/case_story.c", "@example names no"),
                (" * @example examples/c/working_time.c", " * @example examples/c/none.c", "@example names no"),
                (" * @return THO_OK; THO_E_RANGE\n", "", "@return, unless"),
                (" * @since 0.1\n", " * @author me\n * @since 0.1\n", "unknown tag @author"),
                (" * @post none\n * @complexity constant\n", " * @complexity constant\n * @post none\n", "another order"),
                ("int64_t* size);", "int64_t* bytes);", "a @param for each"),
                ("THO_API int32_t THO_CALL tho_version_number(void);", "THO_API int32_t tho_version_number(void);", "not declared in the form"),
                (", tho_error** err);", ");", "go together")]:
            with self.subTest(new=new, old=old):
                self.red(description_findings(self.planted(old, new), self.EXAMPLES), words)

    def test_planted_function_without_a_description(self):
        header = self.HEADER.replace("#ifdef __cplusplus\n}", "THO_API void THO_CALL tho_text_shout(tho_text* text);\n\n#ifdef __cplusplus\n}")
        self.red(description_findings(header, self.EXAMPLES), "tho_text_shout: @since once", "tho_text_shout: a @param for each")
        self.red(guard_findings(header, self.SOURCES), "tho_text_shout: defined 0 times")

    def test_planted_definition_beside_the_guard(self):
        name = "src/capi/tho_text.cpp"
        for old, new in [("void tho_text_release(tho_text* text) {\n", "void tho_text_release(tho_text* text) {\n  delete text;\n"),
                         ("  thoihan::guarded_release([&] { thoihan::release(text); });\n", "  thoihan::release(text);\n"),
                         ("thoihan::release(text); });\n", "thoihan::release(text); });\n  abort();\n")]:
            self.assertIn(old, self.SOURCES[name])
            self.red(guard_findings(self.HEADER, {**self.SOURCES, name: self.SOURCES[name].replace(old, new)}), "tho_text_release")

    def test_planted_untested_pointer(self):
        self.red(null_findings(self.HEADER, self.TESTS.replace('{"tho_store_open", "path"', '{"tho_store_open", "pfad"')), "as path")
        self.red(null_findings(self.planted("@param name (nullable) the calendar's", "@param name the calendar's"), self.TESTS), "as name")


if __name__ == "__main__":
    gate.run_unittest()
