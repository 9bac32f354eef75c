"""What a compiled caller of the C API has built in, read out of a header and a list of symbols.

    header = c_abi.Header(root / "include/thoihan/thoihan.h")
    header.lines()                                  # every constant, struct, field and function, a line each
    c_abi.stub_library(header, symbols, folder)     # a shared library that has these functions and does nothing

The compiler says what the numbers are; the declarations are those of the flat twin. The stub is what abidw and the linker see
of the library: its interface and nothing of what stands behind, so that reading it takes no time.
"""

import importlib.util
import re
from pathlib import Path

import gate

# Versions move by themselves.
MOVING = re.compile(r"THO_(ABI_VERSION|VERSION_\w+)$")
INTEGER_MACRO = re.compile(r"^#define (THO_\w+) (\(?-?\d+\)?|INT64_M\w+)$", re.MULTILINE)
ENUMERATION = re.compile(r"enum \{([^}]*)\}")
STRUCT = re.compile(r"^(?:typedef )?struct (\w+) \{([^}]*)\}", re.MULTILINE)
FIELD = re.compile(r"\(\*(\w+)\)\(.*\)$|(\w+)(?:\[\w+\])*$")  # a pointer to a function, or what ends with its name
FUNCTION = re.compile(r"^(.*?)\b(tho_\w+)\((.*)\);$", re.MULTILINE)


def flat_twin(root):
    """The function that makes the flat twin, from the tree."""
    spec = importlib.util.spec_from_file_location("flat_header", Path(root) / "src/capi/flat_header.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.flat


class Header:
    def __init__(self, path, flat):
        self.path = Path(path)
        self.text = self.path.read_text(encoding="utf-8")
        self.flat = flat(self.text)
        self.functions = [(match[2], match[0]) for match in FUNCTION.finditer(self.flat)]
        self.structs = [(match[1], [found[1] or found[2] for found in (FIELD.search(field.strip()) for field in match[2].split(";")) if found])
                        for match in STRUCT.finditer(self.flat)]
        constants = [name for block in ENUMERATION.findall(self.flat) for name in re.findall(r"(THO_\w+) =", block)]
        constants += [name for name, _ in INTEGER_MACRO.findall(self.text)]
        self.constants = [name for name in dict.fromkeys(constants) if not MOVING.match(name)]

    def lines(self, folder):
        """Constants, structs, fields and functions in the header's order."""
        rows = [f'printf("constant {name} %lld\\n", (long long){name});' for name in self.constants]
        for name, fields in self.structs:
            rows.append(f'printf("struct {name} %zu\\n", sizeof(struct {name}));')
            rows += [f'printf("field {name}.{field} at %zu size %zu\\n", offsetof(struct {name}, {field}), sizeof(((struct {name}*)0)->{field}));'
                     for field in fields]
        program = Path(folder) / "numbers"
        program.with_suffix(".c").write_text(
            f'#include "{self.path}"\n#include <stddef.h>\n#include <stdio.h>\nint main(void) {{\n' + "\n".join(rows) + "\nreturn 0;\n}\n")
        done = gate.run(["gcc", f"-I{self.path.parents[1]}", "-o", str(program), f"{program}.c"])
        if done.returncode != 0:
            raise RuntimeError(done.stdout)
        return gate.run([str(program)]).stdout.splitlines() + [f"function {text}" for _, text in self.functions]


def symbol_versions(path):
    """{symbol: version} of a thoihan.sym."""
    return {line.split()[0]: line.split()[1] for line in Path(path).read_text(encoding="utf-8").splitlines()
            if line and not line.startswith("#")}


def stub_library(headers, versions, folder, soname):
    """A library with the functions of the headers, each under its version; the path of it."""
    folder = Path(folder)
    body = "".join(text[:-1] + (" {}\n" if text.startswith("void ") else " { return 0; }\n")
                   for header in headers for name, text in header.functions if name in versions)
    (folder / "stub.c").write_text("".join(f'#include "{header.path}"\n' for header in headers) + body)
    nodes, before = "", ""
    for version in sorted(set(versions.values()), key=lambda text: [int(part) for part in text.split(".")]):
        names = "".join(f"{name};" for name in versions if versions[name] == version)
        nodes += f"THOIHAN_{version} {{ global: {names}{'' if before else ' local: *;'} }}{before};\n"
        before = f" THOIHAN_{version}"
    (folder / "stub.map").write_text(nodes)
    library = folder / "libthoihan.so"
    done = gate.run(["gcc", "-g", "-shared", "-fPIC", "-w", f"-I{headers[0].path.parents[1]}", "-o", str(library), "stub.c", f"-Wl,-soname,{soname}",
                     "-Wl,--version-script=stub.map"], cwd=folder)
    if done.returncode != 0:
        raise RuntimeError(done.stdout)
    return library


def soname_of(header):
    number = dict(re.findall(r"^#define THO_VERSION_(MAJOR|MINOR) +(\d+)", header.text, re.MULTILINE))
    return f"libthoihan.so.{number['MAJOR']}.{number['MINOR']}"
