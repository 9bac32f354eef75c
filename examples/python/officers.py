# %% [markdown]
# How many officers does a district need to stay at 95 % in time?
#
# One body's officers are counted up; everybody else has enough of them, so that what is seen is the work of these alone. All plans have the same reports.

# %%
import thoihan

GOAL = 0.95
BODY = "ubnd-huyen-chau-thanh"
pack = thoihan.Pack.open("tien-giang")


def year_with(officers):
    return thoihan.simulate(pack, {
        "format": 1, "seed": 7, "from": "2025-01-02", "until": "2025-12-31", "worlds": 2,
        "arrivals": {"a_day": 60, "weekdays": {"mon": 12, "tue": 10, "wed": 10, "thu": 10, "fri": 10, "sat": 5, "sun": 4}},
        "work": [{"authority": BODY, "takes": {"median_minutes": 150, "sigma": 1.0}}, {"takes": {"median_minutes": 10, "sigma": 0.7}}],
        "staff": [{"authority": BODY, "number": officers}, {"number": 1000}],
        "waits": [{"takes": {"mean_minutes": 1440}, "hours": "always"}],
    }, progress=False)


# %% One more at a time, until even the low end of the interval has reached the goal.
officers = 0
while True:
    officers += 1
    year = year_with(officers)
    (own,) = (row for row in year.by_authority.rows if row["authority"] == BODY)
    (queue,) = (row for row in year.by_queue.rows if row["authority"] == BODY)
    print(f"{officers:2} officers: {own['share']:7.2%} in time ({own['low']:.2%} to {own['high']:.2%}), busy {queue['utilisation']:.0%}, "
          f"at most {queue['longest_queue']} waiting")
    if own["low"] >= GOAL:
        break
print(f"{officers} officers are needed")
