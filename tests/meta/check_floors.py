"""Reads the includes of include/ and src/: a floor uses its own and lower floors, never a higher one.

    python3 tests/meta/check_floors.py [ROOT]

Three rules. Floors: a file includes only its own floor and lower ones. Kernel: the floors from base to routing include
nothing but each other and the standard library, and of that neither clock, locale, threads nor what the oldest supported
library lacks. Headers: what stands in include/ shows no third-party library to its users.
"""

import os
import re
import sys

import gate

FLOORS = ["base", "time", "guard", "calendar", "limit", "clock", "workflow", "routing",
          "pack", "store", "engine", "simulate", "capi", "wasm", "tool"]
RANK = {floor: rank for rank, floor in enumerate(FLOORS)}
# A library of its own that stands on a floor: it uses that floor and lower ones, and nothing else uses it.
BESIDE = {"postgresql": "store"}
RANK.update({name: RANK[floor] + 0.25 for name, floor in BESIDE.items()})

# Headers above the folders: the kernel as a whole, the C++ library as a whole, the C API.
SUMMARY_RANK = {
    "kernel.hpp": RANK["routing"] + 0.5,
    "thoihan.hpp": RANK["simulate"] + 0.5,
    "thoihan.h": RANK["capi"],
    "thoihan.cdef.h": RANK["capi"],
    "thoihan_arrow.h": RANK["capi"],
}

STANDARD = set("""
    algorithm any array atomic barrier bit bitset charconv chrono codecvt compare complex concepts condition_variable
    coroutine deque exception execution filesystem format forward_list fstream functional future initializer_list iomanip
    ios iosfwd iostream istream iterator latch limits list locale map memory memory_resource mutex new numbers numeric
    optional ostream queue random ranges ratio regex scoped_allocator semaphore set shared_mutex source_location span
    sstream stack stdexcept stop_token streambuf string string_view strstream syncstream system_error thread tuple
    type_traits typeindex typeinfo unordered_map unordered_set utility valarray variant vector version
    cassert cctype cerrno cfenv cfloat cinttypes climits clocale cmath csetjmp csignal cstdarg cstddef cstdint cstdio
    cstdlib cstring ctime cuchar cwchar cwctype
    assert.h ctype.h errno.h fenv.h float.h inttypes.h limits.h locale.h math.h setjmp.h signal.h stdalign.h stdarg.h
    stdatomic.h stdbool.h stddef.h stdint.h stdio.h stdlib.h string.h tgmath.h threads.h time.h uchar.h wchar.h wctype.h
""".split())

NOT_IN_KERNEL = set("""
    chrono clocale cmath codecvt condition_variable coroutine cstdio ctime execution filesystem format fstream future
    iomanip ios iostream istream locale math.h mutex ostream random ranges regex sstream stdio.h strstream syncstream
    thread time.h locale.h
""".split())

# What a compiled file of the kernel may use beside the standard library: which instructions there are, and the instructions.
COMPILED_KERNEL = {"cpuid.h", "immintrin.h"}

INCLUDE = re.compile(r"^[ \t]*(?:#|%:)[ \t]*include(?:_next)?\b[ \t]*(.*?)[ \t]*$", re.MULTILINE)
NAMED = re.compile(r"""<([^>]+)>|"([^"]+)\"""")
COMMENT_OR_STRING = re.compile(r"""//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'""", re.DOTALL)


def without_comments(text):
    """The text with comments blanked, lines kept, and continued lines joined."""
    def blank(match):
        return match[0] if match[0][0] in "\"'" else re.sub(r"[^\n]", " ", match[0])
    return COMMENT_OR_STRING.sub(blank, text.replace("\\\n", ""))


def includes(text):
    """(line, name, quoted) of each include; a name of None where it is not spelled out."""
    for match in INCLUDE.finditer(without_comments(text)):
        line = text.count("\n", 0, match.start()) + 1
        named = NAMED.match(match[1])
        yield (line, named[1] or named[2], bool(named[2])) if named else (line, None, False)


def rank_of(relative):
    """The rank of a file of the tree, None if it stands on no floor."""
    parts = relative.split("/")
    if parts[:2] == ["include", "thoihan"] and len(parts) == 3:
        return SUMMARY_RANK.get(parts[2])
    return RANK.get(floor_of(relative))


def resolve(root, includer, name, quoted):
    """The tree's file that an include means, None if it means something outside the tree."""
    candidates = [f"include/{name}", name]
    if quoted:
        candidates.insert(0, os.path.normpath(os.path.join(os.path.dirname(includer), name)))
    for candidate in candidates:
        if candidate.startswith(("include/", "src/")) and (root / candidate).is_file():
            return candidate
    return None


def floor_of(relative):
    parts = relative.split("/")
    return parts[2] if parts[:2] == ["include", "thoihan"] else parts[1]


def floor_name(rank):
    return FLOORS[int(rank)] if rank == int(rank) else f"{FLOORS[int(rank)]}, as a whole"


def findings(root):
    by_rule = {"floors: includes go down only": [],
               "kernel: the standard library and lower kernel floors": [],
               "headers: no third-party library in include/": []}
    floors, kernel, headers = by_rule.values()
    sources = [path for path in gate.files(root, "include", "src") if path.suffix in {".h", ".hpp", ".cpp", ".c", ".inc"}]
    if not sources:
        floors.append("no source below include/ and src/: nothing was read")
    for path in sources:
        relative = path.relative_to(root).as_posix()
        rank = rank_of(relative)
        if rank is None:
            floors.append(f"{relative}: stands on no floor; expected one of {', '.join(FLOORS)}")
            continue
        in_kernel = rank < RANK["pack"]
        public = relative.startswith("include/")
        for line, name, quoted in includes(path.read_text(encoding="utf-8")):
            place = f"{relative}:{line}"
            if name is None:
                floors.append(f"{place}: an include that is not spelled out")
                continue
            target = resolve(root, relative, name, quoted)
            if target is not None:
                target_rank = rank_of(target)
                if target_rank is None:
                    floors.append(f"{place}: {name} stands on no floor")
                elif floor_of(target) in BESIDE and floor_of(target) != floor_of(relative):
                    floors.append(f"{place}: {name} is of {floor_of(target)}, a library of its own")
                elif target_rank > rank:
                    floors.append(f"{place}: {name} is of {floor_name(target_rank)}, above {floor_name(rank)}")
                if public and not target.startswith("include/"):
                    headers.append(f"{place}: {name} is not public")
            elif name.startswith("thoihan/") or (quoted and name not in STANDARD):
                floors.append(f"{place}: no such header: {name}")
            elif name not in STANDARD:
                if in_kernel and (public or name not in COMPILED_KERNEL):
                    kernel.append(f"{place}: <{name}> is not of the standard library")
                if public:
                    headers.append(f"{place}: <{name}> is shown to the library's users")
            elif in_kernel and name in NOT_IN_KERNEL:
                kernel.append(f"{place}: <{name}> has no place in the kernel")
    return by_rule


if __name__ == "__main__":
    sys.exit(gate.report(findings(gate.root_and_build()[0])))
