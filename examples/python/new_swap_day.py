# %% [markdown]
# A new swap day, and what it moves.
#
# On 12 April 2024 it was announced that Monday 29 April is a day off and that Saturday 4 May is worked in its place. Reports were open then, with dues
# that nobody had counted that way. Which of them move, and how far?

# %%
import json
import shutil
import tempfile
from pathlib import Path

import thoihan

TREE = Path(__file__).resolve().parents[2]
NOW = "2024-04-26T17:00:00+07:00"

# %% The rules as they stood before: without that swap.
folder = Path(tempfile.mkdtemp())
before = folder / "rules"
shutil.copytree(TREE / "rules", before)
holidays = json.loads((before / "national/holidays.json").read_text(encoding="utf-8"))
swaps = [swap for swap in holidays["swaps"] if swap["off"] != "2024-04-29"]
print(f"swaps taken out: {len(holidays['swaps']) - len(swaps)}")
holidays["swaps"] = swaps
(before / "national/holidays.json").write_text(json.dumps(holidays, ensure_ascii=False), encoding="utf-8")
pack = thoihan.Pack.open(before / "province/tien-giang")

# %% The reports of the year until now, kept by those rules.
reports = (TREE / "examples/data/tien-giang-2024.jsonl").read_text(encoding="utf-8").splitlines()
cases = thoihan.Store(folder / "reports.db", pack=pack)
cases.apply_all([line for line in reports if json.loads(line)["at"] <= NOW])
print(f"open on {NOW[:10]}: {sum(cases.open_by_state().values())}")

# %% What the announcement moves. Nothing is written yet.
moved = cases.moved(TREE / "rules")
print(f"dues that move: {len(moved)}")
for row in moved:
    print(f"{row['case']} {row['duty']:8} {row['was']['due']:%d/%m %H:%M} -> {row['is']['due']:%d/%m %H:%M}")

# %% Now they are: an event of each case, beside the older dates. A second look finds nothing.
print(f"cases written: {cases.recompute(TREE / 'rules', NOW)}")
print(f"dues that move now: {len(cases.moved(TREE / 'rules'))}")

# %%
cases.close()
shutil.rmtree(folder)
