# %% [markdown]
# Dues and simulations on the workers of Dask: here two processes of this machine, elsewhere a cluster. Packs and calendars travel by pickle, with all
# that they need, so that a worker has no files to look for.

# %%
import sys

import numpy
import thoihan
from dask.distributed import Client, LocalCluster

ROWS = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
PLAN = {
    "format": 1, "from": "2025-01-02", "until": "2025-07-01", "arrivals": {"a_day": 15},
    "work": [{"takes": {"median_minutes": 20, "sigma": 0.9}}],
    "waits": [{"takes": {"mean_minutes": 1440}, "hours": "always"}],
}


# %% What a worker does. One thread each: Dask starts as many workers as there are cores.
def late_from(pack, received):
    return pack.due("forward", received).late_from


def simulated(pack, staff, seed):
    return thoihan.simulate(pack, PLAN | {"staff": [{"number": staff}]}, seed=seed, threads=1, progress=False)


# %%
def main():
    pack = thoihan.Pack.open("tien-giang")
    seconds = numpy.random.default_rng(1022).integers(1_704_067_200, 1_735_689_600, ROWS)
    received = seconds.astype("M8[s]")
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster, Client(cluster) as client:
        there = client.scatter(pack, broadcast=True)

        # A column in eight parts.
        parts = client.scatter(numpy.array_split(received, 8))
        dues = numpy.concatenate(client.gather(client.map(late_from, [there] * 8, parts)))
        print(f"{len(dues)} dues by {len(client.scheduler_info()['workers'])} workers; the same as here: {(dues == late_from(pack, received)).all()}")

        # Worlds are spread by seeds, scenarios by staff.
        scenarios = [(staff, seed) for staff in (3, 4) for seed in range(4)]
        years = client.gather(client.map(simulated, [there] * len(scenarios), *zip(*scenarios)))
    for staff in (3, 4):
        own = [year for (number, _), year in zip(scenarios, years) if number == staff]
        on_time, late = sum(year.duties.on_time for year in own), sum(year.duties.late for year in own)
        shares = ", ".join(f"{year.duties.share:.1%}" for year in own)
        print(f"{staff} in each queue: {on_time / (on_time + late):.1%} of {on_time + late} duties in time (worlds: {shares})")
    print(f"the same year as here: {years[0] == simulated(pack, *scenarios[0])}")


if __name__ == "__main__":
    main()
