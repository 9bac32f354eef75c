# %% [markdown]
# The pictures of `thoihan.pictures`, as docs/pictures.md shows them.
#
#     python3 examples/python/gallery.py docs/pictures
#
# Run in the tree, whose packs and reports it draws. The same bytes come out wherever matplotlib is the same.

# %%
import sys
import tempfile
from datetime import datetime
from pathlib import Path

import matplotlib

matplotlib.use("Agg")

import thoihan
from matplotlib import pyplot
from thoihan import pictures

TREE = Path(__file__).resolve().parents[2]
FOLDER = Path(sys.argv[1]) if len(sys.argv) > 1 else Path("pictures")
FOLDER.mkdir(parents=True, exist_ok=True)


def keep(ax, name):
    """A file that does not say when and by which version it was made."""
    ax.figure.savefig(FOLDER / f"{name}.png", dpi=80, metadata={"Software": None}, pil_kwargs={"optimize": True})
    pyplot.close(ax.figure)
    print(f"{name}.png")


# %% A year with two swaps and dates that are not decided.
office = thoihan.Calendar.open()
keep(pictures.calendar_year(office, 2026), "calendar-year")

# %% A case of an invented regulation: it waits for a supplement, its limit is extended, and its answer is late.
STORY = [
    ("receive", "desk", "2024-06-03T09:00", {"channel": "portal", "content": "...", "address": "...", "field": "land"}),
    ("give_receipt", "desk", "2024-06-03T10:00", {}),
    ("ask_supplement", "desk", "2024-06-04T10:00", {"reason": "..."}),
    ("supplement", "petitioner", "2024-06-10T09:00", {"content": "..."}),
    ("assign", "desk", "2024-06-11T10:00", {"field": "land"}),
    ("ask_extension", "department", "2024-07-10T16:00", {"reason": "..."}),
    ("grant_extension", "office", "2024-07-12T09:00", {}),
    ("answer", "department", "2024-07-31T16:30", {"answer": "..."}),
]
regulation = thoihan.Pack.open(TREE / "examples/packs/dong-may", TREE / "rules")
with tempfile.TemporaryDirectory() as folder, thoihan.Store(Path(folder) / "petitions.db", pack=regulation) as petitions:
    for event, role, at, facts in STORY:
        by = {"role": role} | ({"authority": "so-tai-nguyen"} if role == "department" else {})
        petitions.apply({"case": "DM-2024-000031", "key": at, "at": at, "event": event, "by": by, "facts": facts})
    for lang in ("vi", "en"):
        keep(pictures.case_timeline(petitions, regulation, "DM-2024-000031", "2024-08-05T08:00", lang=lang), f"case-timeline-{lang}")

# %% How much of their limits the duties of a year of invented reports used.
pack = thoihan.Pack.open(TREE / "rules/province/tien-giang")
with tempfile.TemporaryDirectory() as folder, thoihan.Store(Path(folder) / "reports.db", pack=pack) as cases:
    cases.apply_all((TREE / "examples/data/tien-giang-2024.jsonl").read_text(encoding="utf-8").splitlines())
    told = [cases.case(case) for case in cases.case_ids()]
# A case that is secret tells nothing of its duties.
ended = [duty for case in told for duty in case.get("duties", ()) if duty["due"] and "ended_at" in duty]
columns = [[int(duty[key].timestamp()) for duty in ended] for key in ("started_at", "ended_at", "due")]
keep(pictures.used_limits(pictures.used_share(office, *columns), lang="en"), "used-limits")

# %% A year with few operators and a storm, simulated: who is in time, and where the work stands.
plan = {
    "format": 1, "seed": 1022, "from": "2024-01-02", "until": "2024-12-31", "worlds": 2,
    "arrivals": {"a_day": 40, "hours": [0] * 6 + [2, 5, 8, 8, 7, 5, 3, 5, 8, 7, 5, 3, 2, 2, 2, 1, 1, 0],
                 "bursts": [{"from": datetime(2024, 9, 7, 18), "until": datetime(2024, 9, 10), "times": 6}]},
    "work": [{"role": "operator", "takes": {"median_minutes": 12, "sigma": 0.7}}, {"takes": {"median_minutes": 240, "sigma": 1.0}}],
    "staff": [{"role": "operator", "number": 3, "hours": "always"}, {"number": 5}],
    "waits": [{"takes": {"mean_minutes": 1440}, "hours": "always"}],
}
year = thoihan.simulate(pack, plan, progress=False)
keep(pictures.on_time_shares(year.by_authority, goal=0.95, most=12, lang="en"), "on-time-shares")
keep(pictures.queue_lengths(year, lang="en"), "queue-lengths")
