"""What `cmake --install` puts down and `cpack` packs, used as strangers use it.

The tree is installed and then moved, so that nothing may rest on the place where it was. Consumers find it by find_package and
by pkg-config, in C, in C++ and with the headers alone; the program finds its rules; the Debian packages are unpacked and
their content runs. No installed file has a path of the build in it.
"""

import gzip
import os
import re
import sys
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "meta"), str(HERE.parent / "support")]
import gate  # noqa: E402
from installed_tree import BUILD, SOURCE, InstalledTree, only, run  # noqa: E402

STORY = (SOURCE / "tests/examples/report_story.txt").read_text(encoding="utf-8")
ACTS = SOURCE / "examples/data/report_story.jsonl"
VECTORS = SOURCE / "tests/data/dues.tsv"
AGREEMENT = f"{sum(line[0] != '#' for line in VECTORS.read_text(encoding='utf-8').splitlines())} dues agree, 0 differ\n"
# "2 MB", stripped.
MOST_BYTES = 2_000_000
# The library may add this much to the cheapest of many starts of a program.
MOST_LOAD_S = 0.004
VERSION = run([BUILD / "thoihan", "--version"]).split()[1]
POSTGRESQL = (BUILD / "libthoihan-postgresql.so").exists()
WITH_POSTGRESQL = unittest.skipUnless(POSTGRESQL, "built without libpq (libpq-dev)")
SONAME = f"libthoihan.so.{VERSION.rpartition('.')[0]}"


def names_below(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file() or path.is_symlink())


def help_commands(program):
    """The commands that --help lists."""
    text = run([program, "--help", "--lang", "en"])
    return re.findall(r"^  ([a-z_]+) ", text.partition("Commands:\n")[2], re.MULTILINE)


class Installed(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.tree = InstalledTree(cls.folder.name)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.work = Path(folder.name)

    def assert_tells_the_story(self, program):
        told = self.tree.run([program, self.tree.rules / "province/tien-giang", ACTS, self.work / f"{Path(program).name}.db"])
        self.assertEqual(told, STORY)

    def build(self, project):
        build = self.work / "build"
        self.tree.run(["cmake", "-S", HERE / project, "-B", build, f"-DEXAMPLES={SOURCE / 'examples'}", "-DCMAKE_BUILD_TYPE=Debug"])
        self.tree.run(["cmake", "--build", build, "-j2"])
        return build

    def test_files(self):
        for name in [SONAME, f"libthoihan.so.{VERSION}", "libthoihan.a", "pkgconfig/thoihan.pc", "cmake/thoihan/thoihan-config.cmake"]:
            self.assertTrue((self.tree.library / name).is_file(), name)
        self.assertEqual(names_below(self.tree.prefix / "include"), names_below(SOURCE / "include"))
        self.assertEqual(names_below(self.tree.rules), names_below(SOURCE / "rules"))
        self.assertIn(f" {SONAME} ", " ".join(run(["objdump", "-p", self.tree.library / "libthoihan.so"]).split()))
        for name in names_below(self.tree.rules):
            self.assertEqual((self.tree.rules / name).read_bytes(), (SOURCE / "rules" / name).read_bytes(), name)

    def test_symbols_after_stripping(self):
        listed = {line.split()[0] for line in (SOURCE / "src/capi/thoihan.sym").read_text().splitlines() if line[:1] == "t"}
        rows = run(["nm", "-D", "--defined-only", self.tree.library / "libthoihan.so"]).splitlines()
        self.assertEqual({row.split()[-1].partition("@")[0] for row in rows if row.split()[1] != "A"}, listed)

    def test_size(self):
        size = (self.tree.library / "libthoihan.so").stat().st_size
        print(f"libthoihan.so, stripped: {size} bytes")
        self.assertLess(size, MOST_BYTES)

    def test_load_time(self):
        source = self.work / "main.c"
        source.write_text("#include <thoihan/thoihan.h>\n"
                          "int main(void) {\n#ifdef USED\n  return tho_version_check(THO_VERSION_NUMBER, 0);\n#endif\n  return 0;\n}\n")
        flags = self.tree.run(["pkg-config", "--cflags", "--libs", "thoihan"]).split()
        for name, words in [("empty", []), ("used", ["-DUSED"])]:
            self.tree.run(["gcc", *words, source, "-Wl,--as-needed", *flags, "-o", self.work / name])
        least = {"empty": 9.0, "used": 9.0}
        for _ in range(20):
            for name in least:
                # Time of the processor, not of the clock: others may be using the machine.
                child = os.posix_spawn(self.work / name, [name], self.tree.environment)
                _, status, used = os.wait4(child, 0)
                self.assertEqual(status, 0)
                least[name] = min(least[name], used.ru_utime + used.ru_stime)
        added = least["used"] - least["empty"]
        print(f"the library adds {added * 1000:.2f} ms to the start of a program")
        self.assertLess(added, MOST_LOAD_S)

    def test_man_pages(self):
        """One for each command, with each of its options; one for the program, with each command."""
        pages = self.tree.prefix / "share/man/man1"
        commands = help_commands(self.tree.program)
        self.assertIn("check", commands)
        self.assertEqual(names_below(pages), sorted(["thoihan.1.gz", *(f"thoihan-{command}.1.gz" for command in commands)]))
        whole = gzip.decompress((pages / "thoihan.1.gz").read_bytes()).decode()
        self.assertEqual([name for name in commands if f"\n{name}\n" not in whole or f"thoihan\\-{name} (1)" not in whole], [])
        for command in commands:
            text = gzip.decompress((pages / f"thoihan-{command}.1.gz").read_bytes()).decode()
            self.assertTrue(text.splitlines()[1].startswith(f'.TH THOIHAN-{command.upper()} "1"'), text[:200])
            options = re.findall(r"^  (?:-\w,)?(--[a-z-]+)", self.tree.run([self.tree.program, command, "--help"]), re.MULTILINE)
            plain = text.replace("\\-", "-").replace("\\fB", "").replace("\\fR", "")
            self.assertEqual([option for option in options if option not in plain], [], command)

    def test_the_program_finds_its_rules(self):
        asked = ["due", "tien-giang", "forward", "2024-04-26T16:00", "--json"]
        self.assertIn('"due":"2024-05-02T08:30:00+07:00"', self.tree.run([self.tree.program, *asked], cwd=self.work))
        # By a link, as some put programs into a PATH.
        (self.work / "link").symlink_to(self.tree.program)
        self.assertIn('"due":"2024-05-02T08:30:00+07:00"', self.tree.run([self.work / "link", *asked], cwd=self.work))
        # The rules where somebody stands go first.
        (self.work / "rules/province").mkdir(parents=True)
        with self.assertRaisesRegex(AssertionError, "there is no rule pack"):
            self.tree.run([self.tree.program, *asked], cwd=self.work)

    def test_find_package(self):
        build = self.build("consumer")
        self.assert_tells_the_story(build / "by_c")
        self.assert_tells_the_story(build / "by_cpp")
        self.assertEqual(run([build / "by_kernel"]), "2024-05-02T08:30:00+07:00\n")
        self.assertEqual(Path((build / "rules_dir").read_text()), self.tree.rules)
        self.assertNotIn("thoihan", run(["objdump", "-p", build / "by_cpp"]).partition("NEEDED")[2])
        self.assertNotIn("thoihan", run(["objdump", "-p", build / "by_kernel"]).partition("NEEDED")[2])

    def test_find_package_in_c_alone(self):
        build = self.build("c_consumer")
        self.assertEqual(run([build / "by_c", self.tree.rules / "province", VECTORS]), AGREEMENT)

    def test_find_package_of_another_version(self):
        for words, message in [("thoihan 0.2 REQUIRED", "compatible"), ("thoihan REQUIRED COMPONENTS java", "java")]:
            (self.work / "CMakeLists.txt").write_text(
                f"cmake_minimum_required(VERSION 3.25)\nproject(p LANGUAGES C)\nfind_package({words})\n")
            with self.assertRaisesRegex(AssertionError, message):
                self.tree.run(["cmake", "-S", self.work, "-B", self.work / "build"])

    def test_as_part_of_another_tree(self):
        """The same targets, nothing to install, and no setting of the other tree's changed."""
        (self.work / "CMakeLists.txt").write_text(
            "cmake_minimum_required(VERSION 3.25)\nproject(portal LANGUAGES C CXX)\n"
            f"add_subdirectory({SOURCE} thoihan)\n"
            "if(DEFINED CACHE{CMAKE_INSTALL_LIBDIR} AND NOT \"$CACHE{CMAKE_INSTALL_LIBDIR}\" STREQUAL lib)\n  message(FATAL_ERROR libdir)\nendif()\n"
            "foreach(name IN ITEMS c kernel thoihan)\n  if(NOT TARGET thoihan::${name})\n    message(FATAL_ERROR ${name})\n  endif()\nendforeach()\n")
        run(["cmake", "-S", self.work, "-B", self.work / "build"])
        run(["cmake", "--install", self.work / "build", "--prefix", self.work / "tree"])
        self.assertFalse((self.work / "tree").exists())

    def test_one_component(self):
        run(["cmake", "--install", BUILD, "--prefix", self.work / "tree", "--component", "library"])
        names = [Path(name).name for name in names_below(self.work / "tree")]
        self.assertEqual(sorted(names), sorted(["copyright", SONAME, f"libthoihan.so.{VERSION}"]))

    @WITH_POSTGRESQL
    def test_the_store_in_postgresql(self):
        """Linked by name, and opened by a name of a store: from the place where the tree was moved."""
        opened = "postgresql:host=/nowhere"
        (self.work / "CMakeLists.txt").write_text(
            "cmake_minimum_required(VERSION 3.25)\nproject(portal LANGUAGES CXX)\n"
            "find_package(thoihan REQUIRED COMPONENTS cpp postgresql)\nadd_executable(linked linked.cpp)\n"
            "target_link_libraries(linked PRIVATE thoihan::thoihan thoihan::postgresql)\n")
        (self.work / "linked.cpp").write_text(
            "#include <iostream>\n#include <thoihan/pack/error.hpp>\n#include <thoihan/postgresql/open_postgresql.hpp>\n"
            "int main() {\n  try {\n    thoihan::open_postgresql(\"host=/nowhere\", thoihan::store_mode::existing);\n"
            "  } catch (const thoihan::error& e) {\n    std::cout << e.text().en;\n  }\n}\n")
        self.tree.run(["cmake", "-S", self.work, "-B", self.work / "build"])
        self.tree.run(["cmake", "--build", self.work / "build"])
        self.assertIn("no PostgreSQL server answers", self.tree.run([self.work / "build/linked"]))
        self.tree.run(["g++", "-std=c++20", self.work / "linked.cpp", *self.flags("thoihan-postgresql"), "-o", self.work / "by_pkg_config"])
        self.assertIn("no PostgreSQL server answers", self.tree.run([self.work / "by_pkg_config"]))
        # Without the loader's path: the program looks beside itself.
        for environment in (self.tree.environment, {key: value for key, value in self.tree.environment.items() if key != "LD_LIBRARY_PATH"}):
            told = gate.run([str(self.tree.program), "verify", "--db", opened], env=environment)
            self.assertIn("no PostgreSQL server answers", told.stdout)
        run(["cmake", "--install", BUILD, "--prefix", self.work / "tree", "--component", "postgresql"])
        names = [Path(name).name for name in names_below(self.work / "tree")]
        self.assertEqual(sorted(names), sorted(["copyright", f"libthoihan-postgresql.so.{VERSION.rpartition('.')[0]}", f"libthoihan-postgresql.so.{VERSION}"]))

    def test_the_document_compiles(self):
        text = (SOURCE / "docs/c_api.md").read_text(encoding="utf-8")
        include, _, body = re.search(r"```c\n(#include [^\n]*\n)(.*?)```", text, re.DOTALL)[0][5:-3].partition("\n")
        (self.work / "main.c").write_text(f"#include <stdio.h>\n{include}\nint main(void) {{\n"
                                          "int64_t received = 0, forwarded_at = 0;\nint on_time = 0;\n" + body + "return on_time;\n}\n")
        self.tree.run(["gcc", "-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Werror", self.work / "main.c", *self.flags("thoihan"),
                       "-o", self.work / "main"])

    def flags(self, name):
        return self.tree.run(["pkg-config", "--cflags", "--libs", name]).split()

    def test_pkg_config(self):
        self.tree.run(["gcc", "-std=c99", SOURCE / "examples/c/report_story.c", *self.flags("thoihan"), "-o", self.work / "by_c"])
        self.assert_tells_the_story(self.work / "by_c")
        self.tree.run(["g++", "-std=c++20", HERE / "consumer/kernel_due.cpp", *self.flags("thoihan-kernel"), "-o", self.work / "by_kernel"])
        self.assertEqual(run([self.work / "by_kernel"]), "2024-05-02T08:30:00+07:00\n")
        self.tree.run(["g++", "-std=c++20", SOURCE / "examples/cpp/due_vectors.cpp", *self.flags("thoihan-cpp"), "-o", self.work / "by_cpp"])
        self.assertEqual(run([self.work / "by_cpp", self.tree.rules / "province", VECTORS]), AGREEMENT)
        rules = self.tree.run(["pkg-config", "--variable=rulesdir", "thoihan"]).strip()
        self.assertEqual(Path(rules).resolve(), self.tree.rules)
        for name in ["thoihan", "thoihan-kernel", "thoihan-cpp"]:
            self.assertEqual(self.tree.run(["pkg-config", "--modversion", name]).strip(), VERSION)


class Traces(unittest.TestCase):
    def test_no_path_of_the_build(self):
        """Neither in what was written nor in what was compiled, debug information included."""
        with tempfile.TemporaryDirectory() as folder:
            tree = InstalledTree(folder, strip=False)
            found = gate.run(["grep", "-rlaF", "-e", str(SOURCE), "-e", str(BUILD), "-e", f"{folder}/first", str(tree.prefix)])
            self.assertEqual(found.stdout.splitlines(), [])
            # The search would see it: the libraries that were not installed have such paths.
            planted = tree.prefix / "share/planted"
            planted.write_bytes(b"\0" + str(BUILD).encode() + b"\0")
            self.assertIn("planted", gate.run(["grep", "-rlaF", str(SOURCE), str(tree.prefix / "share")]).stdout)


class DebianPackages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.packages = Path(cls.folder.name) / "packages"
        run(["cpack", "-G", "DEB", "-B", cls.packages, "--config", BUILD / "CPackConfig.cmake"], cwd=cls.folder.name)
        cls.root = Path(cls.folder.name) / "root"
        for path in cls.packages.glob("*.deb"):
            run(["dpkg-deb", "--extract", path, cls.root])

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def field(self, package, name):
        return run(["dpkg-deb", "--field", only(self.packages.glob(f"{package}_{VERSION}_*.deb")), name]).strip()

    def test_dependencies(self):
        library = f"libthoihan{VERSION.rpartition('.')[0]}"
        needed = ["libboost-json1.81.0", "libc6", "libfmt9", "libgcc-s1", "libsodium23", "libsqlite3-0", "libstdc++6"]
        for package, more in [(library, []), ("thoihan", ["thoihan-rules"])]:
            depends = [one.split()[0] for one in self.field(package, "Depends").split(", ")]
            self.assertEqual(sorted(depends), sorted(needed + more))
        if POSTGRESQL:
            depends = [one.split()[0] for one in self.field(f"libthoihan-postgresql{VERSION.rpartition('.')[0]}", "Depends").split(", ")]
            self.assertEqual(sorted(depends), ["libboost-json1.81.0", "libc6", "libfmt9", "libgcc-s1", "libpq5", "libstdc++6"])
        self.assertEqual(self.field("libthoihan-dev", "Depends"), f"{library} (= {VERSION})")
        self.assertEqual(self.field("thoihan-rules", "Depends"), "")
        self.assertEqual(self.field("thoihan-rules", "Architecture"), "all")
        control = Path(self.folder.name) / "control"
        run(["dpkg-deb", "--control", only(self.packages.glob(f"{library}_*.deb")), control])
        self.assertTrue((control / "shlibs").read_text().startswith(f"libthoihan {VERSION.rpartition('.')[0]} {library} (>= {VERSION})"))

    def test_content(self):
        files = names_below(self.root)
        self.assertEqual([name for name in files if not name.startswith("usr/")], [])
        for package in ["thoihan", "thoihan-rules", "libthoihan-dev", f"libthoihan{VERSION.rpartition('.')[0]}"]:
            self.assertIn(f"usr/share/doc/{package}/copyright", files)
        with self.assertRaises(AssertionError):
            run(["grep", "-rlaF", "-e", SOURCE, "-e", self.folder.name, self.root])

    def test_the_program_runs(self):
        program = self.root / "usr/bin/thoihan"
        self.assertEqual(run([program, "--version"]), f"thoihan {VERSION}\n")
        told = run([program, "due", "tien-giang", "forward", "2024-04-26T16:00", "--json"], cwd=self.folder.name)
        self.assertIn('"due":"2024-05-02T08:30:00+07:00"', told)

    def test_the_library_is_found(self):
        library = only(self.root.glob(f"usr/lib/*/{SONAME}"))
        self.assertFalse(library.parent.joinpath("libthoihan.so.0").exists())
        self.assertEqual(run(["readelf", "-d", library]).count("RUNPATH"), 0)


if __name__ == "__main__":
    gate.run_unittest()
