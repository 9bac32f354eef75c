"""What well-known libraries take for the same questions, and how far their answers agree.

    build/thoihan_bench --out build/bench/before
    python3 tests/bench/peers.py build/bench/before --environment build/bench/peers [--seconds 10]

Reads the questions and answers that thoihan_bench wrote (07:30-11:30 and 13:00-17:00, holidays without swaps) and writes
peers.json beside them. Each library is asked the first questions for so many seconds of processor time, in rounds that
take turns; numpy, which takes arrays, is asked all of them in every round. Inputs are the library's own types already:
nothing is parsed in the time. Every answer is compared with the walk's; differences that come from a documented rule of
the library are checked to be just that.

The libraries come from PyPI in pinned versions, into an environment of their own that is made when it is missing; the
machine's Python stays as it is.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

PINNED = ["numpy==2.4.6", "pandas==3.1.1", "python-dateutil==4.0.0", "tzdata==2026.6", "QuantLib==1.44"]

ROUNDS = 5
CHUNK = 500
ZONE_S = 7 * 3600
DAY_S = 86400
SESSIONS = ((27000, 41400), (46800, 61200))
SERIAL_OF_1970 = 25569  # QuantLib counts dates from the end of 1899


def enter_environment(folder):
    """Goes on in the environment with the pinned libraries; makes it first when it is not there."""
    python = folder / "bin" / "python"
    pinned = folder / "pinned"
    if Path(sys.prefix).resolve() == folder.resolve():
        return
    if not pinned.is_file() or pinned.read_text() != "\n".join(PINNED):
        print(f"installing from PyPI into {folder}: {', '.join(PINNED)}", flush=True)
        subprocess.run(["/usr/bin/python3", "-m", "venv", "--clear", folder], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--no-deps", *PINNED], check=True)
        pinned.write_text("\n".join(PINNED))
    os.execv(python, [str(python), "-B", *sys.argv])


class Questions:
    """The arrays of thoihan_bench, in local time."""

    def __init__(self, folder):
        import numpy

        def read(name):
            return numpy.fromfile(folder / f"{name}.i64", dtype=numpy.int64)

        self.starts = read("starts") + ZONE_S
        self.ends = read("ends") + ZONE_S
        self.closed = read("closed").astype("datetime64[D]")
        self.answers = {"add 2 h": read("add_2h") + ZONE_S, "add 16 h": read("add_16h") + ZONE_S,
                        "5th working date": read("working_date"), "working dates between": read("dates_between")}
        self.start_days = (self.starts // DAY_S).astype("datetime64[D]")
        self.end_days = (self.ends // DAY_S).astype("datetime64[D]")


class Peer:
    """One operation of one library: `ask(row)` for each row, or `ask_all()` for all rows at once."""

    def __init__(self, library, call, operation, questions, why=""):
        self.library, self.call, self.operation, self.why = library, call, operation, why
        self.wanted = questions.answers.get(operation)
        self.ns, self.got = [], []

    def result(self, explained=None):
        """`explained(wanted)`: the answers that the library's own rule gives where it differs."""
        import numpy
        got = numpy.array(self.got, dtype=numpy.int64)
        row = {"library": self.library, "call": self.call, "operation": self.operation, "rows": len(got),
               "ns": statistics.median(self.ns), "low_ns": min(self.ns), "high_ns": max(self.ns)}
        if self.wanted is not None:
            wanted = self.wanted[:len(got)]
            differ = got != wanted
            row["differ"] = float(differ.mean())
            row["explained"] = 0.0
            if explained and differ.any():
                row["explained"] = float((got[differ] == explained(wanted)[differ]).mean())
            row["why"] = self.why if differ.any() else ""
        return row


class OneByOne(Peer):
    def __init__(self, *arguments, inputs, ask, number, **options):
        super().__init__(*arguments, **options)
        self.inputs, self.ask, self.number = inputs, ask, number

    def round(self, seconds, rows):
        done, spent = 0, 0.0
        while spent < seconds and len(self.got) < rows:
            inputs = self.inputs(len(self.got), min(len(self.got) + CHUNK, rows))
            begin = time.thread_time()
            answers = [self.ask(*given) for given in inputs]
            spent += time.thread_time() - begin
            self.got += [self.number(answer) for answer in answers]
            done += len(answers)
        if done:
            self.ns.append(spent / done * 1e9)


class AllAtOnce(Peer):
    def __init__(self, *arguments, ask_all, **options):
        super().__init__(*arguments, **options)
        self.ask_all = ask_all

    def round(self, seconds, rows):
        begin = time.thread_time()
        answers = self.ask_all()
        self.ns.append((time.thread_time() - begin) / len(answers) * 1e9)
        self.got = answers.astype("int64")


def numpy_peers(questions):
    import numpy
    calendar = numpy.busdaycalendar(weekmask="1111100", holidays=questions.closed)
    version = f"numpy {numpy.__version__}"
    yield AllAtOnce(version, 'busday_offset(dates, 5, roll="backward")', "5th working date", questions,
                    ask_all=lambda: numpy.busday_offset(questions.start_days, 5, roll="backward", busdaycal=calendar))
    yield AllAtOnce(version, "busday_count(from + 1, until + 1)", "working dates between", questions,
                    ask_all=lambda: numpy.busday_count(questions.start_days + 1, questions.end_days + 1,
                                                       busdaycal=calendar))


def pandas_peers(questions):
    import datetime
    import numpy
    import pandas
    version = f"pandas {pandas.__version__}"
    holidays = list(questions.closed)

    def timestamps(begin, end):
        return [(t,) for t in pandas.DatetimeIndex(questions.starts[begin:end].astype("datetime64[s]"))]

    def seconds_of(timestamp):
        return int((timestamp - pandas.Timestamp(0)).total_seconds())

    def clock(second):
        return datetime.time(second // 3600, second % 3600 // 60)

    for name, hours in (("add 2 h", 2), ("add 16 h", 16)):
        step = pandas.offsets.CustomBusinessHour(hours, start=[clock(open_s) for open_s, _ in SESSIONS],
                                                 end=[clock(close_s) for _, close_s in SESSIONS],
                                                 weekmask="1111100", holidays=holidays)
        yield OneByOne(version, f"start + CustomBusinessHour({hours})", name, questions,
                       why="hours used up at a close end at the next opening", inputs=timestamps,
                       ask=lambda t, step=step: t + step, number=seconds_of)
    five = pandas.offsets.CustomBusinessDay(5, weekmask="1111100", holidays=holidays)
    yield OneByOne(version, "start + CustomBusinessDay(5)", "5th working date", questions, inputs=timestamps,
                   ask=lambda t: t + five, number=lambda t: seconds_of(t) // DAY_S)


def quantlib_peers(questions):
    import QuantLib
    version = f"QuantLib {QuantLib.__version__}"
    calendar = QuantLib.BespokeCalendar("office")
    for weekday in (QuantLib.Saturday, QuantLib.Sunday):
        calendar.addWeekend(weekday)
    for day in questions.closed.astype("int64").tolist():
        calendar.addHoliday(QuantLib.Date(day + SERIAL_OF_1970))

    def dates(days, begin, end):
        return [QuantLib.Date(day + SERIAL_OF_1970) for day in days[begin:end].astype("int64").tolist()]

    def starts(begin, end):
        return [(date,) for date in dates(questions.start_days, begin, end)]

    def both(begin, end):
        return list(zip(dates(questions.start_days, begin, end), dates(questions.end_days, begin, end)))

    yield OneByOne(version, "advance(date, 5, Days)", "5th working date", questions, inputs=starts,
                   ask=lambda date: calendar.advance(date, 5, QuantLib.Days),
                   number=lambda date: date.serialNumber() - SERIAL_OF_1970)
    yield OneByOne(version, "businessDaysBetween(from, until, False, True)", "working dates between", questions,
                   inputs=both, ask=lambda begin, end: calendar.businessDaysBetween(begin, end, False, True),
                   number=int)
    yield OneByOne(version, "date.serialNumber()", "an empty call", questions, inputs=starts,
                   ask=lambda date: date.serialNumber(), number=int)


def next_opening(questions):
    """Closes of a session -> the next opening; all other instants stay."""
    import numpy

    def of(instants):
        day, second = instants // DAY_S, instants % DAY_S
        next_day = numpy.busday_offset(day.astype("datetime64[D]"), 1, roll="backward", weekmask="1111100",
                                       holidays=questions.closed).astype("int64")
        (_, noon), (afternoon, evening) = SESSIONS
        out = numpy.where(second == noon, day * DAY_S + afternoon, instants)
        return numpy.where(second == evening, next_day * DAY_S + SESSIONS[0][0], out)
    return of


def roll_forward(questions):
    """What numpy's other way to begin would answer: a share of the questions, and the share that starts on a day off."""
    import numpy
    calendar = numpy.busdaycalendar(weekmask="1111100", holidays=questions.closed)
    forward = numpy.busday_offset(questions.start_days, 5, roll="forward", busdaycal=calendar).astype("int64")
    return {"differ": float((forward != questions.answers["5th working date"]).mean()),
            "starts_off": float((~numpy.is_busday(questions.start_days, busdaycal=calendar)).mean())}


def main():
    parser = argparse.ArgumentParser(description="Other libraries on the questions of thoihan_bench")
    parser.add_argument("folder", type=Path, help="where thoihan_bench --out wrote")
    parser.add_argument("--environment", type=Path, required=True, help="the virtual environment with the libraries")
    parser.add_argument("--seconds", type=float, default=10, help="for each operation of each library (default 10)")
    given = parser.parse_args()
    enter_environment(given.environment.resolve())

    questions = Questions(given.folder)
    peers = [*numpy_peers(questions), *pandas_peers(questions), *quantlib_peers(questions)]
    for _ in range(ROUNDS):
        for peer in peers:
            peer.round(given.seconds / ROUNDS, len(questions.starts))
    opening = next_opening(questions)
    results = [peer.result(opening if peer.operation.startswith("add") else None) for peer in peers]
    for row in results:
        agreement = ""
        if "differ" in row:
            agreement = f"{row['differ']:.4%} differ"
            if row["why"]:
                agreement += f", {row['explained']:.2%} of these because {row['why']}"
        print(f"{row['library']:14} {row['call']:46} {row['ns']:10.1f} ns {row['rows']:8} rows  {agreement}")
    (given.folder / "peers.json").write_text(
        json.dumps({"peers": results, "roll_forward": roll_forward(questions), "pinned": PINNED}, indent=1) + "\n")


if __name__ == "__main__":
    main()
