"""Words that packs share (docs/rule_language.md), spelt out: for oracles that read a pack by themselves.

    pack = spelt_out(json.loads(text), rules)     # rules: the rules root
"""

import json

SECTIONS = ("roles", "channels", "facts", "states", "notices")


def spelt_out(pack, rules):
    """The pack with the words of its `as` references in their places; its own keys stand above them."""
    out = dict(pack)
    for section in SECTIONS:
        members = pack.get(section)
        if not isinstance(members, dict):
            continue
        out[section] = {}
        for name, member in members.items():
            if isinstance(member, dict) and "as" in member:
                shared = json.loads((rules / f"{member['as']}.json").read_text(encoding="utf-8"))[section][name]
                member = {**{key: value for key, value in shared.items() if key != "note"},
                          **{key: value for key, value in member.items() if key != "as"}}
            out[section][name] = member
    return out
