"""Pages of the reference, made from the sources: what stands above and inside each header.

    import reference
    for name, text in reference.pages(root).items():      # "reference/calendar.rst" -> its text
        ...

A header begins with a comment that is its manual (purpose, an example, units, errors, cost); what follows are declarations with comments
of their own. The comments are plain `//` and `/* */` for people who read the header, not a tool's dialect, so that this reader
is short: it sets the manual as prose and shows the declarations without bodies, private parts and `detail`. Those of the C header become
entries of Sphinx's C domain, each with its own anchor. For the Python package there is autodoc (conf.py).
"""

import ast
import re
from pathlib import Path

FLOORS = {
    "base": "Status, text, digests", "time": "Time", "guard": "Facts and conditions", "calendar": "Calendars", "limit": "Limits", "clock": "Clocks",
    "workflow": "Workflow", "routing": "Routing", "pack": "Rule packs", "store": "The store", "engine": "Cases", "simulate": "Simulation",
    "postgresql": "The store in PostgreSQL",
}
TAG = re.compile(r"^@(\w+)\s*(.*)$")
C_BLOCK = re.compile(r"/\*(.*?)\*/|([^;{}/]*?\{[^{}]*\}[^;]*;|(?:[^;{}/]|/(?!\*))+;)", re.S)


def escaped(text):
    """Plain text with `code` as reStructuredText."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        parts[-2:] = ["`".join(parts[-2:])]
    out = []
    for number, part in enumerate(parts):
        if number % 2:
            out.append(f"\\ ``{part}``\\ " if part.strip() == part and part else part)
        else:
            part = re.sub(r"([\\*|`]|_(?!\w))", r"\\\1", part)
            out.append(re.sub(r"(?<!\w)\\\*(\w[\w ]*?)\\\*(?!\w)", r"*\1*", part))  # a stressed word
    return "".join(out).removeprefix("\\ ")


def prose(lines, language):
    """The lines of a comment as reStructuredText: paragraphs, lists, and what is set in by four as an example."""
    out = []
    for paragraph in re.split(r"\n(?:[ \t]*\n)+", "\n".join(line.rstrip() for line in lines).strip("\n")):
        rows = paragraph.split("\n")
        if all(row.startswith("    ") for row in rows):
            code = "\n".join(f"   {row[4:]}" for row in rows)
            if out and out[-1].startswith(".. code-block::"):
                out[-1] += f"\n\n{code}"
            else:
                out.append(f".. code-block:: {language}\n\n{code}")
            continue
        items = []
        for row in rows:
            if not items or re.match(r"\s*(\d+\.|-)\s", row):
                items.append(row.strip())
            else:
                items[-1] += f" {row.strip()}"
        for item in items:
            listed = re.match(r"(\d+\.|-)\s+(.*)", item)
            out.append(f"{listed[1]} {escaped(listed[2])}" if listed else escaped(item))
    return "\n\n".join(out)


def title(text, line="="):
    return f"{text}\n{line * (2 * len(text))}\n\n"


# ---- C++ --------------------------------------------------------------------------------------------------------------

def manual(text):
    """(the comment at the header's beginning as lines, the rest)."""
    lines = text.split("\n")
    end = next(number for number, line in enumerate(lines) if not line.startswith("//"))
    return [line[2:].removeprefix(" ") for line in lines[:end]], "\n".join(lines[end:])


def tokens(text):
    """The text in pieces: comments, quoted texts, directives, and single characters of the rest."""
    return re.findall(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])\'|^#(?:[^\n]*\\\n)*[^\n]*|.', text, re.S | re.M)


def declarations(text):
    """What a header declares for others: no body, nothing of `namespace detail`, nothing private, no directive."""
    out, depth_left_out, depth_of_member, head, kinds = [], 0, 0, "", []
    for token in tokens(text):
        if token.startswith("#"):
            continue
        if depth_left_out:
            depth_left_out += {"{": 1, "}": -1}.get(token, 0)
            if not depth_left_out:
                head = ""
            continue
        if depth_of_member:
            depth_of_member += {"{": 1, "}": -1}.get(token, 0)
            out += token
            head += token
            continue
        if token == "{":
            plain = re.sub(r"<[^<>]*>", "", head)
            if re.search(r"\bnamespace detail\s*$", head) or re.search(r"\bnamespace\s*$", head):
                out = out[:len(out) - len(head)]
                depth_left_out = 1
                continue
            body = "(" in plain and not re.match(r"\s*(?:template\s*)?(?:struct|class|enum|union|namespace)\b", plain) and not plain.rstrip().endswith(("=", ",", "("))
            if body:
                cut = re.search(r"\)\s*(?:const|noexcept|\s)*(\s:\s(?!:).*)$", head, re.S)  # what a constructor begins with
                if cut and re.search(r"\w$", head):  # a member's braces
                    depth_of_member = 1
                    out += token
                    head += token
                    continue
                keep = head[:cut.start(1)] if cut else head
                out = out[:len(out) - len(head)] + list(keep.rstrip()) + [";"]
                depth_left_out, head = 1, ""
                continue
            kinds.append(head)
            out.append(token)
            head = ""
            continue
        if token == "}" and kinds:
            kinds.pop()
        out.extend(token if token.startswith(("//", "/*")) else [token])
        head = "" if token in ";}" or token.startswith("//") else head + token if len(token) == 1 else head
        if len(token) > 1 and not token.startswith(("//", "/*")):
            out[-1:] = list(token)
            head += token
    shown = "".join(out)
    # Access inside classes: what follows `private:` up to the next word of access or the end of the class.
    shown = re.sub(r"^ private:\n.*?(?=^ (?:public|protected):|^\};)", "", shown, flags=re.S | re.M)
    shown = re.sub(r"^ +private:\n.*?(?=^ +(?:public|protected):|^ *\};)", "", shown, flags=re.S | re.M)
    shown = re.sub(r"namespace thoihan(?:::\w+)? \{|\}?\s*//\s*namespace [\w:]+", "", shown)
    shown = re.sub(r";[ \t]*;", ";", shown)
    shown = re.sub(r"\n\s*\n(\s*\};)", r"\n\1", shown)
    return re.sub(r"\n\s*\n\s*\n+", "\n\n", shown).strip("\n")


NAMED = re.compile(r"^(?:template <[^\n]*>\s*)?(?:struct|class|enum class)\s+(\w+)(?!\w*\s*;)|^[^\s/}][^\n=({]*?\b(\w+)\((?!\*)", re.M)


def header_page(path, name):
    lines, rest = manual(path.read_text(encoding="utf-8"))
    first, _, more = "\n".join(lines).partition("\n")
    declared = declarations(rest)
    names = dict.fromkeys(found[1] or found[2] for found in NAMED.finditer(declared))
    out = f".. _{name}:\n\n" + title(f"<thoihan/{name}>", "-")
    if names:
        out += ".. index:: " + ", ".join(f"single: {word}" for word in names).replace(", single", "\n   single") + "\n\n"
    out += prose([first, *more.split("\n")], "cpp") + "\n\n"
    if declared.strip():
        out += ".. code-block:: cpp\n\n" + "\n".join(f"   {line}".rstrip() for line in declared.split("\n")) + "\n\n"
    return out


def cpp_pages(include):
    out = {}
    for floor, label in FLOORS.items():
        headers = sorted((include / floor).glob("*.hpp"))
        out[f"reference/cpp_{floor}.rst"] = title(f"C++: {label}") + "".join(header_page(path, f"{floor}/{path.name}") for path in headers)
    missing = {path.name for path in include.iterdir() if path.is_dir()} - set(FLOORS)
    if missing:
        raise SystemExit(f"docs/site/reference.py: no title for {', '.join(sorted(missing))}")
    return out


# ---- C ----------------------------------------------------------------------------------------------------------------

def comment_lines(text):
    return [re.sub(r"^\s?\*? ?", "", line, count=1) if number else line.removeprefix(" ") for number, line in enumerate(text.split("\n"))]


def described(comment):
    """(prose, fields) of a function's comment."""
    words, fields = [], []
    for line in comment_lines(comment):
        tag = TAG.match(line.strip())
        if tag:
            fields.append([tag[1], tag[2]])
        elif fields:
            fields[-1][1] += f" {line.strip()}"
        else:
            words.append(line)
    return prose(words, "c"), fields


def function_entry(declaration, comment):
    words, fields = described(comment)
    signature = " ".join(re.sub(r"\bTHO_(API|CALL)\b", "", declaration).split()).rstrip(";")
    rows = []
    for kind, text in fields:
        text = escaped(text.strip())
        if kind == "param":
            name, _, rest = text.partition(" ")
            rows.append(f"   :param {name.replace(chr(92), '')}: {rest}")
        elif kind == "return":
            rows.append(f"   :return: {text}")
        else:
            label = {"since": "Since", "thread": "Threads", "post": "Afterwards", "complexity": "Cost", "example": "Example"}.get(kind, kind)
            rows.append(f"   :{label}: {text}")
    body = "\n".join(f"   {line}".rstrip() for line in words.split("\n"))
    return f".. c:function:: {signature}\n\n{body}\n\n" + "\n".join(rows) + "\n\n"


def enumeration_entry(block, comment, alias):
    out = ""
    if alias:
        out += f".. c:type:: int32_t {alias}\n\n"
    out += "\n".join(f"   {line}".rstrip() if alias else line for line in prose(comment_lines(comment), "c").split("\n")) + "\n\n" if comment else ""
    for name, value, words in re.findall(r"(\w+) = (-?\w+),?\s*(?:/\*(.*?)\*/)?", block, re.S):
        out += f".. c:macro:: {name}\n\n   ``{value}``" + (f": {escaped(' '.join(words.split()))}" if words else "") + "\n\n"
    return out


def struct_entry(name, block, comment):
    out = f".. c:struct:: {name}\n\n"
    out += "\n".join(f"   {line}".rstrip() for line in prose(comment_lines(comment), "c").split("\n")) + "\n\n" if comment else ""
    for declaration, words in re.findall(r"^\s*([^;\n]+);\s*(?:/\*(.*?)\*/)?", block, re.S | re.M):
        out += f"   .. c:member:: {' '.join(declaration.split())}\n\n" + (f"      {escaped(' '.join(words.split()))}\n\n" if words else "")
    return out


def c_page(path):
    """A C header: its manual, then one entry for each declaration, in the header's order."""
    text = path.read_text(encoding="utf-8")
    whole = re.match(r"/\*(.*?)\*/", text, re.S)
    out = title(f"<thoihan/{path.name}>") + prose(comment_lines(whole[1]), "c") + "\n\n"
    rest = re.sub(r"^#(?:[^\n]*\\\n)*[^\n]*$", "", text[whole.end():], flags=re.M)
    rest = rest.replace('extern "C" {', "")
    comment, alias = "", None
    pattern = re.compile(
        r"/\*(?P<comment>.*?)\*/"
        r"|typedef int32_t (?P<alias>\w+);\s*"
        r"|enum \{(?P<enum>.*?)\};"
        r"|(?:typedef )?struct (?P<struct>\w+) \{(?P<fields>.*?)\}[^;]*;"
        r"|typedef struct \w+ (?P<handle>\w+);[ ]*(?:/\*(?P<handle_words>.*?)\*/)?"
        r"|(?P<function>THO_API [^;]*;)", re.S)
    for found in pattern.finditer(rest):
        if found["comment"] is not None:
            section = re.match(r"\s*---- (.*?) -+", found["comment"])
            if section:
                out += title(section[1], "-")
            comment = "" if section else found["comment"]
            continue
        if found["alias"]:
            alias = found["alias"]
            if not rest[found.end():].lstrip().startswith("enum {"):
                out += f".. c:type:: int32_t {alias}\n\n"
                alias = None
            continue
        if found["enum"] is not None:
            out += enumeration_entry(found["enum"], comment, alias)
            alias = None
        elif found["struct"]:
            out += struct_entry(found["struct"], found["fields"], comment)
        elif found["handle"]:
            out += f".. c:type:: {found['handle']}\n\n   {escaped(' '.join((found['handle_words'] or '').split()))}\n\n"
        else:
            out += function_entry(found["function"], comment)
        comment = ""
    return out


# ---- Python -----------------------------------------------------------------------------------------------------------

def python_page(path):
    """The package's manual, then for autodoc what it shows to others, in the order of its modules; what may go wrong comes last."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    modules = [(node.module, [name.name for name in node.names]) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.level]
    names = [name for module, shown in sorted(modules, key=lambda pair: ("_thoihan", "errors").index(pair[0]) + 1 if pair[0] in ("_thoihan", "errors") else 0) for name in shown if name[0].isupper() and not name.isupper()]
    functions = [name for _, shown in modules for name in shown if name.islower() and name[0] != "_"]
    return (title("The Python package") + ".. automodule:: thoihan\n   :no-members:\n\n"
            + "".join(f".. autoclass:: thoihan.{name}\n   :members:\n   :member-order: bysource\n\n" for name in names)
            + "".join(f".. autofunction:: thoihan.{name}\n\n" for name in functions))


def pages(root):
    include = Path(root) / "include/thoihan"
    out = {f"reference/c_{path.stem}.rst": c_page(path) for path in (include / "thoihan.h", include / "thoihan_arrow.h")}
    out.update(cpp_pages(include))
    out["reference/python.rst"] = python_page(Path(root) / "bindings/python/thoihan/__init__.py")
    return out
