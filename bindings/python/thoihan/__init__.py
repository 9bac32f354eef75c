"""Time limits of citizens' reports in Viet Nam: working time, deadlines with their derivation, cases.

    >>> import thoihan
    >>> from datetime import datetime
    >>> office = thoihan.Calendar.open()
    >>> due = office.limit("5 working days").due(datetime(2024, 4, 25, 9, 10))
    >>> due
    Due(24:00 of 2024-05-06: 5 working days)
    >>> due.late_from
    datetime.datetime(2024, 5, 7, 0, 0)

Times. A naive datetime is local to the calendar, which is UTC+7 (`thoihan.ZONE`); an aware one is converted. The answer is of the
same kind: naive for naive, aware and in ZONE for aware; whole numbers are seconds since 1970-01-01T00:00:00Z. A fraction of a
second is refused: the law counts whole seconds. Supported are 1990 to 2099.

Columns. What takes one time takes many: numpy arrays, pandas, Polars and PyArrow columns, anything with the Arrow C data
interface; the answer is of the same kind (docs/python.md). numpy is imported when the first column comes, not before.

On time means t < late_from. `provisional` says that an answer rests on dates that nobody has decided yet; beyond the calendar there
is a HorizonError and never a guess.

Calendars, limits, dues and packs are immutable and may be used by many threads; calendars, limits and packs are pickled, with all that
they need. A Store is for one thread at a time and for one process.
"""

from ._thoihan import ZONE, Due, __version__

TYPE_CHECKING = False  # as that of `typing`, which is not loaded for it
if TYPE_CHECKING:
    from .calendars import Calendar, Day
    from .clocks import Clock, TimeLeft
    from .errors import (
        ActError,
        ArgumentError,
        ColumnError,
        Error,
        HorizonError,
        PackError,
        StoreError,
        UnknownNameError,
    )
    from .limits import Dues, Limit
    from .rule_packs import RULES, Clause, Duty, Finding, OpenWait, Pack, Route, WorstTime, check, packs
    from .simulations import OnTime, Simulation, Table, compare_simulations, observed_work, simulate
    from .stores import Checkpoint, Store, Verification

__all__ = [
    "RULES",
    "ZONE",
    "ActError",
    "ArgumentError",
    "Calendar",
    "Checkpoint",
    "Clause",
    "Clock",
    "ColumnError",
    "Day",
    "Due",
    "Dues",
    "Duty",
    "Error",
    "Finding",
    "HorizonError",
    "Limit",
    "OnTime",
    "OpenWait",
    "Pack",
    "PackError",
    "Route",
    "Simulation",
    "Store",
    "StoreError",
    "Table",
    "TimeLeft",
    "UnknownNameError",
    "Verification",
    "WorstTime",
    "__version__",
    "check",
    "compare_simulations",
    "observed_work",
    "packs",
    "simulate",
]

if not TYPE_CHECKING:
    # What stands in which module. A module comes when something of it is first asked for: with `typing`, which each of them needs, they
    # take longer to load than the library.
    _MODULES = {
        "calendars": {"Calendar", "Day"},
        "clocks": {"Clock", "TimeLeft"},
        "errors": {"ActError", "ArgumentError", "ColumnError", "Error", "HorizonError", "PackError", "StoreError", "UnknownNameError"},
        "limits": {"Dues", "Limit"},
        "rule_packs": {"RULES", "Clause", "Duty", "Finding", "OpenWait", "Pack", "Route", "WorstTime", "check", "packs"},
        "simulations": {"OnTime", "Simulation", "Table", "compare_simulations", "observed_work", "simulate"},
        "stores": {"Checkpoint", "Store", "Verification"},
    }

    def __getattr__(name):
        from importlib import import_module

        for module, names in _MODULES.items():
            if name in names:
                found = globals()[name] = getattr(import_module(f"{__name__}.{module}"), name)
                return found
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

    def __dir__():
        return __all__
