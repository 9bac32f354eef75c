"""The keys of the rule language, twice: as the loader's sources ask for them, and as the JSON Schemas know them.

    python3 -B tests/oracle/schema_keys.py [ROOT]

A loader's function reads an object with an `object_reader` and names its keys in string literals; what a helper asks of
the reader that it was given belongs to the caller's object. Each object that is read must be an object of a schema, key by
key, and the other way round; what the loader needs, the schema must require, at least under a condition. `note`, which
every object may have, is left out.
"""

import json
import re
import sys
from collections import defaultdict
from pathlib import Path

FINDS = {"find", "text_if", "date_if", "flag_or"}
NEEDS = {"need", "text", "words", "date", "flag"}
LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"')
WORD = re.compile(r"\w+")


def without_comments(text):
    """The same text with blanks for comments; strings and line ends stay."""
    def blank(match):
        return match[0] if match[0][0] in "\"'" else re.sub(r"[^\n]", " ", match[0])

    return re.sub(r'"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'|//[^\n]*|/\*.*?\*/', blank, text, flags=re.S)


def closing(text, at):
    """The place of the bracket that closes the one at `at`; brackets in strings do not count."""
    depth = 0
    for token in re.compile(r'"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'|[()\[\]{}]').finditer(text, at):
        depth += {"(": 1, "[": 1, "{": 1}.get(token[0], 0) - {")": 1, "]": 1, "}": 1}.get(token[0], 0)
        if depth == 0:
            return token.start()
    raise ValueError("a bracket is not closed")


def arguments(text):
    """What stands between the commas of an argument list."""
    out, start, at = [], 0, 0
    while at < len(text):
        if text[at] in "([{":
            at = closing(text, at)
        elif text[at] == '"':
            at = LITERAL.match(text, at).end() - 1
        elif text[at] == ",":
            out.append(text[start:at].strip())
            start = at + 1
        at += 1
    return [*out, text[start:].strip()]


def functions(text):
    """(class, name, parameters, body) of each function that a source defines."""
    at, start, found, inside = 0, 0, [], []
    token_form = re.compile(r'"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'|[;{}]')
    while True:
        token = token_form.search(text, at)
        if token is None:
            return found
        at = token.end()
        if token[0] == "}":
            inside = inside[:-1]
        if token[0] != "{":
            start = at if token[0] in ";}" else start
            continue
        head = text[start:token.start()]
        named = re.search(r"(?:(\w+)::)?(~?\w+)\s*\(", head)
        if named is None or re.search(r"\b(namespace|class|struct|enum|union)\b[^()]*$", head):
            kind = re.search(r"\b(?:class|struct)\s+(\w+)", head)
            inside.append(kind[1] if kind else "")  # its inside is walked, too
            start = at
            continue
        end = closing(text, token.start())
        if closing(text, start + named.end() - 1) > token.start():  # the {} of a parameter
            at = end + 1
            continue
        owner = named[1] or next((name for name in reversed(inside) if name), "")
        parameters = head[named.end():closing(head, named.end() - 1)]
        found.append((owner, named[2], arguments(parameters), text[token.end():end]))
        at = start = end + 1


class Object:
    """The keys that one reader is asked for: key -> how (`find`, `need`, `maybe` where it depends)."""

    def __init__(self, where):
        self.where = where
        self.keys = defaultdict(set)


class Source:
    """One source: what its functions ask of the readers that they make or were given."""

    def __init__(self, name, text):
        self.name = name
        self.objects = []   # of readers made here
        self.given = {}     # (class, function) -> parameter's place -> [(how, literal or place of the key's parameter)]
        self.calls = []     # (object or ((class, function), place), called function, place of the reader, arguments)
        self.unread = []
        self.mentioned = []  # looked for without a reader
        for function in functions(without_comments(text)):
            self.read(*function)

    def read(self, owner, name, parameters, body):
        here = f"{self.name}: {name}"
        function = (owner, name)
        made = [(m.end(), m[1], Object(here)) for m in re.finditer(r"\bobject_reader\s+(\w+)\s*[{(]", body)]
        self.objects += [made_here for _, _, made_here in made]
        names = [WORD.findall(parameter)[-1] if WORD.search(parameter) else "" for parameter in parameters]
        takes = {name: i for i, name in enumerate(names) if "object_reader&" in parameters[i]}
        known = set(takes) | {name for _, name, _ in made}

        def holder(reader, at):
            before = [made_here for place, made_name, made_here in made if made_name == reader and place <= at]
            return before[-1] if before else (function, takes[reader])

        for match in re.finditer(r"\b(\w+)\.(\w+)\(", body):
            if match[1] not in known or match[2] not in FINDS | NEEDS:
                if match[1] in known and not re.match(r"\w+\.(good|view|abandon|where|" + "|".join(METHODS) + r")\(", match[0]):
                    self.unread.append(f"{here}: {match[0]}...) is no way to read a key that is known here")
                elif match[1] in known and match[2] in METHODS:
                    for key in METHODS[match[2]]:
                        self.ask(holder(match[1], match.start()), "need", key)
                continue
            first = arguments(body[match.end():closing(body, match.end() - 1)])[0]
            either = re.search(r"[?:] $", body[:match.start()])  # need or find, as it turns out
            how = "find" if match[2] in FINDS else "maybe" if either else "need"
            for key in self.keys_of(first, names, body, here):
                self.ask(holder(match[1], match.start()), how, key)
        for match in re.finditer(r"(?<![.\w])(\w+)\(", body):
            given = arguments(body[match.end():closing(body, match.end() - 1)])
            for place, argument in enumerate(given):
                if argument in known and match[1] not in ("if", "while", "return"):
                    self.calls.append((holder(argument, match.start()), (owner, match[1]), place, given))
        self.mentioned += [(here, key) for key in re.findall(r'\b(?:if_)?contains\("(\w+)"\)', body)]
        # Conditions are read member by member.
        words = re.findall(r'\bkey == "(\w+)"', body)
        if words and "read_members(" in body:
            self.objects.append(Object(here))
            for word in words:
                self.ask(self.objects[-1], "find", word)

    def keys_of(self, argument, names, body, here):
        """A literal; the place of the parameter that brings the key; the literals that a loop goes through."""
        literal = LITERAL.fullmatch(argument)
        if literal:
            return [literal[1]]
        if argument in names:
            return [names.index(argument)]
        loop = re.search(rf"for \(const auto& \[{re.escape(argument)}\b[^\]]*\] : (\w+)\)", body)
        table = loop and re.search(rf"\b{loop[1]}\[\] = \{{", body)
        if table:
            return re.findall(r'\{"(\w+)"', body[table.end() - 1:closing(body, table.end() - 1)])
        self.unread.append(f"{here}: the key {argument} is neither a literal nor followed here")
        return []

    def ask(self, holder, how, key):
        if isinstance(holder, Object):
            holder.keys[key].add(how)
        else:
            self.given.setdefault(holder[0], {}).setdefault(holder[1], []).append((how, key))


# Methods of the reader itself that read a fixed key.
METHODS = {"format": ["format"]}


def asked_keys(sources):
    """(objects, problems, other keys): every object that the sources (name -> text) read."""
    read = [Source(name, text) for name, text in sorted(sources.items())]
    problems = [problem for source in read for problem in source.unread]

    def helper(function):
        """Of the caller's class, or of none."""
        found = [other.given[name] for name in (function, ("", function[1])) for other in read if name in other.given]
        return found[0] if found else {}

    grown = True
    while grown:
        grown = False
        for source in read:
            for holder, called, place, given in source.calls:
                for how, key in list(helper(called).get(place, [])):
                    if isinstance(key, int):
                        literal = LITERAL.fullmatch(given[key]) if key < len(given) else None
                        if literal is None:
                            problem = f"{source.name}: {called[1]}({', '.join(given)}): the key is no literal"
                            problems += [] if problem in problems else [problem]
                            continue
                        key = literal[1]
                    known = (holder.keys[key] if isinstance(holder, Object) else
                             [h for h, k in source.given.get(holder[0], {}).get(holder[1], []) if k == key])
                    if how not in known:
                        source.ask(holder, how, key)
                        grown = True
    return [o for source in read for o in source.objects if o.keys], problems, [m for source in read for m in source.mentioned]


def required_anywhere(schema):
    """Keys that some `required` of this object names, conditions included; not those of the values."""
    found = set(schema.get("required", []))
    for word in ("if", "then", "else", "not"):
        found |= required_anywhere(schema[word]) if isinstance(schema.get(word), dict) else set()
    for word in ("anyOf", "allOf", "oneOf"):
        for part in schema.get(word, []):
            found |= required_anywhere(part)
    return found


class Known:
    def __init__(self, where, schema):
        self.where = where
        self.keys = set(schema["properties"]) - {"note"}
        self.required = set(schema.get("required", []))
        self.conditional = required_anywhere(schema)


def known_keys(schemas):
    """Every object of the schemas (name -> schema) that has keys of its own."""
    found = []

    def walk(where, value):
        if isinstance(value, dict):
            if value.get("type") == "object" and set(value.get("properties", {})) - {"note"}:
                found.append(Known(where, value))
            for key, part in value.items():
                walk(f"{where}/{key}", part)
        elif isinstance(value, list):
            for i, part in enumerate(value):
                walk(f"{where}/{i}", part)

    for name, schema in sorted(schemas.items()):
        walk(f"{name}#", schema)
    return found


def difference(one, other):
    return ", ".join(f'"{key}"' for key in sorted(set(one) - set(other)))


def nearest(keys, others):
    return min(others, key=lambda other: len(set(keys) ^ set(other.keys)), default=None)


def findings(sources, schemas):
    """What the loader reads and the schemas do not say, and the other way round; one line each."""
    objects, found, mentioned = asked_keys(sources)
    known = known_keys(schemas)
    # What joins a pack to its base is read before the readers are.
    joining = {key for _, key in mentioned} - {key for asked in objects for key in asked.keys}
    found += [f'{where} looks for "{key}", which no schema knows' for where, key in mentioned
              if not any(key in k.keys for k in known)]
    for asked in objects:
        twins = [k for k in known if k.keys - joining == set(asked.keys)]
        if not twins:
            near = nearest(asked.keys, known)
            if near is None:
                found.append(f"{asked.where} reads an object, and there is no schema")
                continue
            missing, more = difference(asked.keys, near.keys), difference(near.keys, asked.keys)
            found.append(f"{asked.where} reads an object that no schema has; nearest is {near.where}"
                         + (f", which lacks {missing}" if missing else "") + (f", which has {more} too many" if more else ""))
            continue
        needed = {key for key, how in asked.keys.items() if "need" in how}
        at_times = {key for key, how in asked.keys.items() if how & {"need", "maybe"}}
        wrong = [(needed - k.conditional, k.required - at_times, k) for k in twins]
        if all(lax or strict for lax, strict, _ in wrong):
            lax, strict, twin = min(wrong, key=lambda row: len(row[0]) + len(row[1]))
            found.append(f"{asked.where} and {twin.where}: "
                         + "; ".join(([f"needed, but nowhere required: {difference(lax, ())}"] if lax else [])
                                     + ([f"required, but never needed: {difference(strict, ())}"] if strict else [])))
    for twin in known:
        if twin.where.startswith("vocabulary.schema.json#/definitions/"):
            continue  # parts of the pack's own objects: test_schema.py holds them against those
        taken_away = len(twin.keys - joining) == 1 < len(twin.keys)  # a row that names another and says so
        if not taken_away and not any(twin.keys - joining == set(asked.keys) for asked in objects):
            near = nearest(twin.keys, objects)
            found.append(f"{twin.where} is an object that no loader reads; nearest is {near.where}"
                         + (f", which does not ask for {difference(twin.keys, near.keys)}" if twin.keys - set(near.keys) else ""))
    return found


def loader_sources(root):
    paths = [*sorted((root / "src/pack").glob("load_*.cpp")), root / "src/pack/extend.cpp", root / "src/pack/vocabulary.cpp",
             root / "src/pack/reader.cpp",
             root / "src/engine/scenario_read.cpp", root / "src/engine/golden_report.cpp", root / "src/engine/pack_mutants.cpp"]
    return {path.relative_to(root).as_posix(): path.read_text(encoding="utf-8") for path in paths}


def published_schemas(root):
    return {path.name: json.loads(path.read_text(encoding="utf-8")) for path in sorted((root / "rules/schema").glob("*.schema.json"))}


if __name__ == "__main__":
    tree = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parents[2]).resolve()
    lines = findings(loader_sources(tree), published_schemas(tree))
    print("\n".join(lines) or "the loader and the schemas know the same keys")
    sys.exit(1 if lines else 0)
