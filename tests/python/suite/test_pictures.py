"""Pictures: what is drawn is what was asked, read back from the axes; both languages; no warning."""

import math
import subprocess
import sys
from datetime import date, datetime

import numpy
import pytest
import thoihan

matplotlib = pytest.importorskip("matplotlib")
matplotlib.use("Agg")

from matplotlib import colors, dates, image, pyplot  # noqa: E402
from thoihan import pictures  # noqa: E402

PLAN = {"format": 1, "seed": 3, "from": "2024-01-02", "until": "2024-03-01", "worlds": 2, "arrivals": {"a_day": 25},
        "work": [{"takes": {"median_minutes": 25, "sigma": 0.8}}], "staff": [{"number": 2}], "waits": [{"takes": {"mean_minutes": 600}}]}


@pytest.fixture(autouse=True)
def drawn():
    """Everything is drawn, for a warning may come as late as that."""
    yield
    for number in pyplot.get_fignums():
        pyplot.figure(number).canvas.draw()
    pyplot.close("all")


def texts(ax):
    return [text.get_text() for text in ax.texts]


def legend(ax):
    return [text.get_text() for text in ax.get_legend().get_texts()]


def at(number):
    return dates.num2date(number).replace(tzinfo=None, microsecond=0)


def test_a_calendar_year(office):
    ax = pictures.calendar_year(office, 2024, lang="en")
    cells = {patch.get_gid(): patch for patch in ax.patches}
    assert len(cells) == len(ax.patches) == 366
    for name, patch in cells.items():
        day = office.day(name)
        face, hatch = pictures.KINDS[day.kind][:2]
        assert (patch.get_facecolor(), patch.get_hatch() or "") == (colors.to_rgba(face), hatch)
    # Monday 29 April was off for Saturday 4 May: its week is the month's fifth row, and it is the first column.
    april = cells["2024-04-29"]
    assert colors.to_hex(april.get_facecolor()).upper() == pictures.YELLOW and april.get_hatch()
    assert colors.to_hex(cells["2024-05-04"].get_facecolor()).upper() == pictures.SKY
    assert (april.get_x() - cells["2024-04-01"].get_x(), april.get_y() - cells["2024-04-01"].get_y()) == pytest.approx((0, 4))
    assert cells["2024-04-30"].get_x() > april.get_x() and cells["2024-04-30"].get_y() == april.get_y()
    assert "swapped to work" in legend(ax) and "April" in texts(ax) and ax.get_title() == "Working calendar of 2024"
    vietnamese = pictures.calendar_year(office, 2024)
    assert "làm bù" in legend(vietnamese) and "Tháng 4" in texts(vietnamese) and not any("*" in text for text in texts(vietnamese))
    undecided = office.decided_until.year + 1
    later = pictures.calendar_year(office, undecided)
    marked = sum(text.endswith("*") for text in texts(later))
    assert marked == sum(office.day(date.fromisoformat(name)).provisional for name in (patch.get_gid() for patch in later.patches)) > 0
    assert legend(later)[-1] == "*: chưa quyết định"
    with pytest.raises(thoihan.HorizonError):
        pictures.calendar_year(office, office.last_day.year + 1)


@pytest.fixture
def paused(source, tmp_path):
    """A case that waits for its reporter, and whose handling is late."""
    pack = thoihan.Pack.open(source / "tests/data/packs/reported", source / "rules")
    operator, body = {"role": "operator"}, {"role": "authority", "authority": "so-giao-thong"}
    acts = [("2024-04-19T09:00", "receive", operator, {"channel": "web", "content": "..."}), ("2024-04-19T13:30", "forward", operator, {"field": "roads"}),
            ("2024-04-22T10:00", "ask_reporter", body, {}), ("2024-04-24T15:00", "supplement", {"role": "reporter"}, {}),
            ("2024-05-07T09:00", "enter_result", body, {"result": "..."}), ("2024-05-07T10:00", "answer", operator, {})]
    with thoihan.Store(tmp_path / "reports.db", pack=pack) as store:
        for when, event, by, facts in acts:
            store.apply({"case": "LH-1", "key": when, "at": when, "event": event, "by": by, "facts": facts})
        yield store, pack


def test_a_case(paused):
    store, pack = paused
    ax = pictures.case_timeline(store, pack, "LH-1", "2024-05-20T08:00", lang="en")
    rows = [label.get_text().partition("\n")[0] for label in ax.get_yticklabels()]
    assert sorted(rows) == ["Answer", "Forward", "Handle"]
    spans = {}
    for bar in ax.patches:
        if bar.get_gid():
            row = rows[round(bar.get_y() + bar.get_height() / 2)]
            spans.setdefault((row, bar.get_gid()), []).append((at(bar.get_x()), at(bar.get_x() + bar.get_width())))
    # Five working days from Friday 19 April end on 26 April; two days of pause, from 22 to 24 April, move that to 3 May.
    late_from = datetime(2024, 5, 4)
    assert spans["Handle", "in time"] == [(datetime(2024, 4, 19, 13, 30), late_from)]
    assert spans["Handle", "late"] == [(late_from, datetime(2024, 5, 7, 9))]
    assert spans["Handle", "pause"] == [(datetime(2024, 4, 22, 10), datetime(2024, 4, 24, 15))]
    assert spans["Forward", "late"] == [(datetime(2024, 4, 19, 11, 0, 1), datetime(2024, 4, 19, 13, 30))] and ("Answer", "late") not in spans
    dues = {rows[int(line.get_ydata()[0])]: line.get_xdata()[0] for line in ax.lines if line.get_marker() == "D"}
    assert dues["Forward"] == datetime(2024, 4, 19, 11) and len(dues) == 3
    assert texts(ax) == ["receive", "forward", "ask_reporter", "supplement", "enter_result", "answer"]
    off = sum(patch.get_facecolor() == colors.to_rgba(pictures.PALE) for patch in ax.patches)
    assert off == 8  # 20, 21, 27 to 30 April, 1 and 5 May; Saturday 4 May was worked
    assert "tạm dừng" in legend(pictures.case_timeline(store, pack, "LH-1", "2024-05-20T08:00"))
    with pytest.raises(thoihan.UnknownNameError):
        pictures.case_timeline(store, pack, "LH-2", "2024-05-20T08:00")


def test_shares_in_time(pack):
    year = thoihan.simulate(pack, PLAN)
    ax = pictures.on_time_shares(year.by_authority, goal=0.9, lang="en")
    rows = sorted((row for row in year.by_authority.rows), key=lambda row: (row["share"], row["low"]))
    points = [line for line in ax.lines if line.get_marker() in ("o", "s")]
    assert [(line.get_xdata()[0], line.get_ydata()[0]) for line in points] == [(row["share"], place) for place, row in enumerate(rows)]
    assert [line.get_marker() == "o" for line in points] == [row["share"] >= 0.9 for row in rows]
    (reach,) = [collection for collection in ax.collections]
    assert numpy.allclose([segment[:, 0] for segment in reach.get_segments()], [(row["low"], row["high"]) for row in rows])
    assert [label.get_text() for label in ax.get_yticklabels()] == [row["body_en"] for row in rows]
    assert "goal 90 %" in texts(ax) and f"({rows[0]['on_time']}/{rows[0]['on_time'] + rows[0]['late']})" in texts(ax)[0]
    worst = pictures.on_time_shares(year.by_clause, label="cite", most=1)
    assert len(worst.get_yticklabels()) == 1 and "," in texts(worst)[0]
    none = pictures.on_time_shares({name: [] for name in ("body_vi", "share", "low", "high", "on_time", "late")})
    assert not none.texts


def test_used_shares(office):
    start = numpy.array(["2024-04-25T09:00", "2024-04-25T09:00", "NaT", "2024-04-25T18:00"], "M8[s]")
    end = numpy.array(["2024-04-25T10:00", "2024-04-26T09:00", "2024-04-26T09:00", "2024-04-25T19:00"], "M8[s]")
    due = numpy.array(["2024-04-25T11:00", "2024-04-25T11:00", "2024-04-26T09:00", "2024-04-25T19:00"], "M8[s]")
    # One of two hours; eight of two; nothing known; no working time at all.
    for unit in ("s", "ns"):
        used = pictures.used_share(office, *(column.astype(f"M8[{unit}]") for column in (start, end, due)))
        numpy.testing.assert_array_equal(used, [0.5, 4, math.nan, math.nan])
    seconds = [1_714_010_400, 1_714_014_000, 1_714_017_600]
    assert pictures.used_share(office, *([one] for one in seconds)).tolist() == [0.5]


def test_the_distribution_of_used_shares():
    ax = pictures.used_limits([0, 0.05, 0.1, 0.55, 1.0, 1.001, 1.999, 2.0, 7, math.nan], lang="en")
    heights = {round(bar.get_x(), 1): bar.get_height() for bar in ax.patches}
    assert {left: count for left, count in heights.items() if count} == {0: 3, 0.5: 1, 0.9: 1, 1.0: 1, 1.9: 2, 2.0: 1}
    assert all((colors.to_hex(bar.get_facecolor()).upper() == pictures.RED) == (round(bar.get_x(), 1) >= 1) for bar in ax.patches)
    assert texts(ax) == ["in time 55.6 %", "late 44.4 %"]
    assert texts(pictures.used_limits([])) == ["đúng hạn", "trễ hạn"]


def test_queues(pack):
    year = thoihan.simulate(pack, PLAN)
    ax = pictures.queue_lengths(year, most=2, lang="en")
    lines = [line for line in ax.lines if len(line.get_xdata()) > 1]
    assert len(lines) == 2 and legend(ax) == [line.get_label() for line in lines]
    mean = {}
    for row in year.by_day.rows:
        mean.setdefault((row["authority"], row["role"]), []).append(row["mean_queue"])
    names = {(row["authority"], row["role"]): row["body_en"] for row in year.by_queue.rows}
    longest = sorted(mean, key=lambda queue: -sum(mean[queue]))[:2]
    assert [line.get_label() for line in lines] == [names[queue] for queue in longest]
    for line, queue in zip(lines, longest):
        assert line.get_ydata().tolist() == mean[queue] and line.get_xdata()[0] == numpy.datetime64("2024-01-02") and len(mean[queue]) == 59
    empty = thoihan.simulate(pack, {**PLAN, "arrivals": {"at": []}})
    assert not pictures.queue_lengths(empty).lines


def test_into_axes_of_ones_own(office):
    figure, (left, right) = pyplot.subplots(1, 2)
    assert pictures.calendar_year(office, 2024, ax=left) is left and pictures.used_limits([0.5], ax=right) is right
    assert len(pyplot.get_fignums()) == 1 and left.figure is figure


def test_wrong_language(office):
    with pytest.raises(thoihan.ArgumentError, match="expected \"vi\" or \"en\""):
        pictures.calendar_year(office, 2024, lang="fr")


def test_they_come_with_their_own_import_alone():
    code = "import sys, thoihan; print([name for name in ('matplotlib', 'numpy', 'thoihan.pictures') if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.strip() == "[]"


def test_the_gallery(source, tmp_path):
    """What the documents show is what the command makes, to the look: fonts may be drawn a little otherwise elsewhere."""
    subprocess.run([sys.executable, "-B", "-W", "error", source / "examples/python/gallery.py", tmp_path], check=True, capture_output=True)
    made = {path.name: image.imread(path) for path in tmp_path.iterdir()}
    shown = {path.name: image.imread(path) for path in (source / "docs/pictures").iterdir()}
    assert made.keys() == shown.keys()
    for name, picture in made.items():
        assert picture.shape == shown[name].shape and numpy.abs(picture - shown[name]).mean() < 0.01, name
