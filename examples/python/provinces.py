# %% [markdown]
# Provinces compared: the same reports under each regulation that came with the package.
#
# First the law alone: how long may a report lawfully wait for its answer? Then the same year of reports with the same staff, simulated: who is in time?

# %%
import thoihan

PACKS = {name: thoihan.Pack.open(name) for name in thoihan.packs()}
DAY = 86_400

# %% The longest lawful way to an answer, without a comeback, over every receipt of 2025: days of the calendar, and waits that nothing ends.
print("longest lawful time to an answer, days")
for name, pack in PACKS.items():
    for worst in pack.worst(2025):
        if (worst.goal, worst.comebacks, worst.by) == ("answer", 0, "calendar"):
            waits = ", ".join(sorted({wait.duty or wait.state or wait.kind for wait in worst.waits}))
            print(f"  {name:12} {worst.elapsed_s / DAY:6.2f}  {'and without end in ' + waits if waits else ''}".rstrip())

# %% The same year under each: a plan that names nothing of a pack goes with all of them.
PLAN = {
    "format": 1, "seed": 1022, "from": "2025-01-02", "until": "2025-12-31", "worlds": 2,
    "arrivals": {"a_day": 25, "hours": [0] * 6 + [2, 5, 8, 8, 7, 5, 3, 5, 8, 7, 5, 3, 2, 2, 2, 1, 1, 0],
                 "weekdays": {"mon": 12, "tue": 10, "wed": 10, "thu": 10, "fri": 10, "sat": 5, "sun": 4}},
    "work": [{"takes": {"median_minutes": 15, "sigma": 0.9}}],
    "staff": [{"number": 4}],
    "waits": [{"takes": {"mean_minutes": 1440}, "hours": "always"}],
}
years = {name: thoihan.simulate(pack, PLAN, progress=False) for name, pack in PACKS.items()}

# %%
print("\nsimulated: in time, of duties; where the least time is left")
for row in thoihan.compare_simulations(years).rows:
    print(f"  {row['scenario']:12} {row['arrived']:6} reports  {row['duties_share']:7.2%} ({row['duties_low']:.2%} to {row['duties_high']:.2%})  "
          f"{row['bottleneck']} {row['utilisation']:.0%}")
