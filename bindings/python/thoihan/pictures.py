"""Pictures of calendars, cases and simulations with matplotlib, in Vietnamese or English: `pip install 'thoihan[pictures]'`.

    from thoihan import pictures
    pictures.calendar_year(office, 2024)
    pictures.case_timeline(cases, pack, "LH-2024-000001", now, lang="en")
    pictures.on_time_shares(year.by_authority, goal=0.95)
    pictures.used_limits(pictures.used_share(office, frame.received, frame.answered, frame.due))
    pictures.queue_lengths(year)

Each draws into `ax`, or into a new figure, and returns the axes. Colours are those of Okabe and Ito, which most colour-blind people tell
apart; where two could be one in a grey print, hatches, markers and line styles tell them apart as well. docs/pictures.md shows them all.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from textwrap import fill
from typing import Any, Literal

import numpy as np
from matplotlib import dates as axis_dates  # type: ignore[import]
from matplotlib import pyplot
from matplotlib.lines import Line2D  # type: ignore[import]
from matplotlib.patches import Patch, Rectangle  # type: ignore[import]

from . import _thoihan
from .calendars import Calendar, Day
from .errors import ArgumentError
from .rule_packs import Pack
from .simulations import Simulation
from .stores import Moment, Store

__all__ = ["calendar_year", "case_timeline", "on_time_shares", "queue_lengths", "used_limits", "used_share"]

Lang = Literal["vi", "en"]
Axes = Any  # matplotlib.axes.Axes, which has no types everywhere

BLACK, ORANGE, SKY, GREEN, YELLOW, BLUE, RED, PURPLE = "#000000", "#E69F00", "#56B4E9", "#009E73", "#F0E442", "#0072B2", "#D55E00", "#CC79A7"
PALE, GREY, DARK = "#E4E4E4", "#8C8C8C", "#404040"

# Kinds of days: face, hatch, colour of the number, and the words.
KINDS = {
    "working": ("white", "", BLACK, "ngày làm việc", "working day"),
    "weekend": (PALE, "", DARK, "nghỉ hằng tuần", "weekend"),
    "holiday": (RED, "", "white", "nghỉ lễ, tết", "holiday"),
    "compensatory": (ORANGE, "////", BLACK, "nghỉ bù", "compensatory rest"),
    "swapped_off": (YELLOW, "....", BLACK, "nghỉ hoán đổi", "swapped off"),
    "swapped_to_work": (SKY, "", BLACK, "làm bù", "swapped to work"),
    "closed": (DARK, "", "white", "đóng cửa", "closed"),
}
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
WEEKDAYS = {"vi": ("T2", "T3", "T4", "T5", "T6", "T7", "CN"), "en": ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")}
# A line each: colour, style, marker.
LINES = ((BLUE, "-", "o"), (RED, "--", "s"), (GREEN, "-.", "^"), (BLACK, ":", "D"), (PURPLE, "-", "v"), (ORANGE, "--", "P"), (SKY, "-.", "X"))


def _said(lang: Lang, vi: str, en: str) -> str:
    if lang not in ("vi", "en"):
        raise ArgumentError(-1, "INVALID", f"lang: cần \"vi\" hoặc \"en\", nhận được {lang!r}",
                            f"lang: expected \"vi\" or \"en\", found {lang!r}", ("", 0, 0, ""), ("lang",))
    return vi if lang == "vi" else en


def _axes(ax: Axes | None, width: float, height: float) -> Axes:
    return pyplot.subplots(figsize=(width, height), layout="constrained")[1] if ax is None else ax


def _plain(ax: Axes) -> None:
    ax.spines[["top", "right"]].set_visible(False)


def _percent(share: float, lang: Lang, digits: int = 1) -> str:
    text = f"{100 * share:.{digits}f} %"
    return text.replace(".", ",") if lang == "vi" else text


def calendar_year(calendar: Calendar, year: int, *, lang: Lang = "vi", ax: Axes | None = None) -> Axes:
    """The twelve months of a year, each date by what it is; an asterisk is on dates that nobody has decided yet.

    Raises HorizonError for a year that the calendar does not know.
    """
    title = _said(lang, f"Lịch làm việc năm {year}", f"Working calendar of {year}")
    days = [calendar.day(date(year, 1, 1) + timedelta(days=n)) for n in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)]
    ax = _axes(ax, 9, 8.2)
    for month in range(12):
        left, top = month % 4 * 8, month // 4 * 8.6
        name = f"Tháng {month + 1}" if lang == "vi" else MONTHS[month]
        ax.text(left + 3.5, top - 1.15, name, ha="center", va="center", weight="bold", size=10)
        for column, weekday in enumerate(WEEKDAYS[lang]):
            ax.text(left + column + 0.5, top - 0.4, weekday, ha="center", va="center", size=7, color=DARK)
    for day in days:
        _draw_day(ax, day)
    used = [kind for kind in KINDS if any(day.kind == kind for day in days)]
    handles: list[Any] = [Patch(facecolor=KINDS[kind][0], hatch=KINDS[kind][1], edgecolor=GREY, label=KINDS[kind][3 if lang == "vi" else 4])
                          for kind in used]
    if any(day.provisional for day in days):
        handles.append(Line2D([], [], linestyle="", label=_said(lang, "*: chưa quyết định", "*: not decided yet")))
    ax.legend(handles=handles, loc="upper center", bbox_to_anchor=(0.5, 0.0), ncol=len(handles), frameon=False, fontsize=8, handlelength=1.4)
    ax.set(xlim=(-0.3, 31.3), ylim=(24, -2.2), aspect="equal", title=title)
    ax.axis("off")
    return ax


def _draw_day(ax: Axes, day: Day) -> None:
    face, hatch, ink, _, _ = KINDS[day.kind]
    month, weekday = day.date.month - 1, day.date.weekday()
    week = (day.date.day - 1 + day.date.replace(day=1).weekday()) // 7
    left, top = month % 4 * 8 + weekday, month // 4 * 8.6 + week
    ax.add_patch(Rectangle((left + 0.04, top + 0.04), 0.92, 0.92, facecolor=face, hatch=hatch, edgecolor=GREY, linewidth=0.4, gid=day.date.isoformat()))
    ax.text(left + 0.5, top + 0.52, f"{day.date.day}{'*' if day.provisional else ''}", ha="center", va="center", size=7, color=ink,
            bbox={"facecolor": face, "edgecolor": "none", "pad": 0.6} if hatch else None)


def case_timeline(cases: Store, pack: Pack, case_id: str, now: Moment, *, lang: Lang = "vi", ax: Axes | None = None) -> Axes:
    """A case's duties, one below another: from start to end or now, dues, what was late, pauses, acts, and days off of the main calendar.

    pack: the case's own. Raises UnknownNameError for a case that is not there.
    """
    title = _said(lang, f"Hồ sơ {case_id}", f"Case {case_id}")
    case, ledger = cases.case(case_id, lang=lang), cases.ledger(case_id, now, lang)
    until, rounds = ledger[-1]["to"], case["duties"]
    duties = {one.id: one for one in pack.duties}
    ax = _axes(ax, 9, 2.1 + 0.55 * len(rounds))
    for row, one in enumerate(rounds):
        stood_still = [part for part in ledger[:-1] if one["duty"] in part["beside"] and part["duty"] is None
                       and not duties[one["duty"]].runs_through_pauses]
        _draw_round(ax, row, one, stood_still, until)
    first = case["opened_at"]
    # What is waited for once nothing is owed any more is beside the point.
    last = max([case["last_at"], *(one.get("ended_at", until) for one in rounds), *(one["due"] for one in rounds if one["due"])])
    _draw_days_off(ax, pack.calendar(), _local(first), _local(last))
    ax.set_xlim(_local(first) - (last - first) / 100, _local(last) + (last - first) / 100)
    _draw_acts(ax, [(_local(act["at"]), act["event"]) for act in case["history"] if "event" in act])
    names = [(duties[one["duty"]].label_vi if lang == "vi" else duties[one["duty"]].label_en) + (f" ({one['round']})" if one["round"] > 1 else "")
             for one in rounds]
    ax.set_yticks(range(len(rounds)), [f"{name}\n{one['owed_by']}" for name, one in zip(names, rounds)], size=8)
    ax.set_ylim(len(rounds) - 0.4, -0.6)
    ax.set_title(title, pad=60, loc="left", size=11)
    ax.xaxis.set_major_locator(axis_dates.AutoDateLocator(maxticks=7))
    ax.xaxis.set_major_formatter(axis_dates.DateFormatter("%d/%m/%Y" if last - first > timedelta(days=3) else "%d/%m %H:%M"))
    ax.legend(handles=[Patch(facecolor=BLUE, label=_said(lang, "trong hạn", "in time")),
                       Patch(facecolor=RED, hatch="////", edgecolor="white", label=_said(lang, "trễ hạn", "late")),
                       Patch(facecolor="white", hatch="....", edgecolor=BLUE, label=_said(lang, "tạm dừng", "pause")),
                       Line2D([], [], marker="D", color="white", markeredgecolor=BLACK, markersize=6, label=_said(lang, "hạn", "due")),
                       Patch(facecolor=PALE, label=_said(lang, "ngày nghỉ", "day off"))],
              loc="upper center", bbox_to_anchor=(0.5, -0.14 - 0.25 / max(1, len(rounds))), ncol=5, frameon=False, fontsize=8)
    _plain(ax)
    return ax


def _draw_days_off(ax: Axes, calendar: Calendar, first: datetime, last: datetime) -> None:
    for n in range((last.date() - first.date()).days + 1):
        day = first.date() + timedelta(days=n)
        if not calendar.is_working_day(day):
            ax.axvspan(day, day + timedelta(days=1), color=PALE, linewidth=0, zorder=0)


def _draw_acts(ax: Axes, acts: list[tuple[datetime, str]]) -> None:
    """A line each; the names stand a little apart where the acts do not."""
    low, high = ax.get_xlim()
    place = 0.0
    for at, event in acts:
        here = (axis_dates.date2num(at) - low) / (high - low)
        place = max(here, place + 0.024)
        ax.axvline(at, color=DARK, linewidth=0.6, linestyle=(0, (1, 2)), zorder=1)
        ax.annotate(event, (here, 1), xycoords="axes fraction", xytext=(place, 1.06), textcoords="axes fraction", rotation=40, rotation_mode="anchor",
                    size=7, ha="left", va="center", color=DARK, annotation_clip=False, arrowprops={"arrowstyle": "-", "color": DARK, "linewidth": 0.6})


def _local(at: datetime) -> datetime:
    """As matplotlib takes it: without a zone."""
    return at.astimezone(_thoihan.ZONE).replace(tzinfo=None)


def _draw_round(ax: Axes, row: int, one: dict[str, Any], pauses: list[dict[str, Any]], until: datetime) -> None:
    begin, end = one["started_at"], one.get("ended_at", until)
    turn = min(max(one["late_from"] or end, begin), end)
    off = [part for part in pauses if part["to"] > begin and part["from"] < end]
    spans = [(begin, turn, {"facecolor": BLUE, "gid": "in time"}), (turn, end, {"facecolor": RED, "hatch": "////", "edgecolor": "white", "gid": "late"})]
    spans += [(max(part["from"], begin), min(part["to"], end), {"facecolor": "white", "hatch": "....", "edgecolor": BLUE, "gid": "pause"}) for part in off]
    for left, right, look in spans:
        if right > left:
            ax.barh(row, axis_dates.date2num(_local(right)) - axis_dates.date2num(_local(left)), 0.5, axis_dates.date2num(_local(left)), zorder=2,
                    **look)
    if one["due"] is not None:
        ax.plot(_local(one["due"]), row, "D", color="white", markeredgecolor=BLACK, markersize=6, zorder=3)


def on_time_shares(table: Mapping[str, Any], *, goal: float | None = None, label: str | None = None, most: int | None = None, lang: Lang = "vi",
                   ax: Axes | None = None) -> Axes:
    """Shares in time with the interval in which each lies with 95 of 100, the best on top.

    table: columns share, low and high of 1, and on_time and late: Simulation.by_authority, by_clause, by_world and the like. label: the column
    of the names; by default the body in this language. goal: a share to be reached, drawn as a line. most: that many of the worst.
    """
    axis = _said(lang, "đúng hạn (khoảng tin cậy 95 %)", "in time (95 % confidence interval)")
    name = label or f"body_{lang}"
    rows = [dict(zip(table, row)) for row in zip(*(np.asarray(column).tolist() for column in table.values()))]
    rows = sorted((row for row in rows if row["share"] == row["share"]), key=lambda row: (row["share"], row["low"]))[:most]
    ax = _axes(ax, 7.5, 1.1 + 0.36 * len(rows))
    places = range(len(rows))
    share = np.array([row["share"] for row in rows])
    reach = np.array([share - [row["low"] for row in rows], [row["high"] for row in rows] - share]).clip(0).reshape(2, -1)
    ax.errorbar(share, places, xerr=reach, fmt="none", ecolor=DARK, elinewidth=1.4, capsize=5, zorder=2)
    reached = [goal is None or row["share"] >= goal for row in rows]
    for place, row, good in zip(places, rows, reached):
        ax.plot(row["share"], place, "o" if good else "s", color=BLUE if good else RED, markersize=5, zorder=3)
        ax.annotate(f"{_percent(row['share'], lang)} ({row['on_time']}/{row['on_time'] + row['late']})", (1.01, place),
                    xycoords=("axes fraction", "data"), va="center", size=8, annotation_clip=False)
    if goal is not None:
        ax.axvline(goal, color=BLACK, linestyle="--", linewidth=1, zorder=1)
        ax.annotate(_said(lang, f"mục tiêu {_percent(goal, lang, 0)}", f"goal {_percent(goal, lang, 0)}"), (goal, 1), xycoords=("data", "axes fraction"),
                    xytext=(0, 2), textcoords="offset points", ha="center", va="bottom", size=8)
    ax.set_yticks(places, [fill(str(row[name]), 44) for row in rows], size=8)
    ax.set_ylim(-0.6, len(rows) - 0.4)
    ax.set_xlabel(axis)
    ax.xaxis.set_major_formatter(lambda value, _: _percent(value, lang, 0))
    ax.grid(axis="x", color=PALE, linewidth=0.8, zorder=0)
    _plain(ax)
    return ax


def used_share(calendar: Calendar, start: Any, end: Any, due: Any) -> Any:
    """How much of a limit was used, of 1: the working time from start to end as a share of that from start to due. Columns, row by row.

    An array of floats; NaN where a time is missing or the limit has no working time.
    """
    seconds = [np.asarray(calendar.elapsed(np.asarray(start), np.asarray(until), errors="coerce")) for until in (end, due)]
    missing = np.iinfo(np.int64).min
    used, allowed = (np.where(one.astype("i8") == missing, np.nan, one.astype("m8[s]").astype("i8") if one.dtype.kind == "m" else one) for one in seconds)
    shares: np.ndarray[Any, Any] = np.divide(used, allowed, out=np.full(used.shape, np.nan), where=allowed > 0)
    return shares


def used_limits(used: Any, *, most: float = 2.0, lang: Lang = "vi", ax: Axes | None = None) -> Axes:
    """How much of their limits duties used: of each tenth how many; what used more than `most` stands in the last one.

    used: shares of 1, such as used_share gives; NaN is left out.
    """
    axis = _said(lang, "phần thời hạn đã dùng", "share of the limit that was used")
    shares = np.asarray(used, float)
    shares = shares[~np.isnan(shares)]
    edges = np.arange(0, most + 0.1500001, 0.1)
    # A share of exactly 1 is in time.
    counts, _ = np.histogram(np.clip(np.nextafter(shares, -np.inf), 0, most + 0.05), edges)
    ax = _axes(ax, 7.5, 3.6)
    for left, count in zip(edges[:-1], counts):
        late = left > 0.95
        ax.bar(left, count, 0.1, align="edge", facecolor=RED if late else BLUE, hatch="////" if late else "", edgecolor="white", linewidth=0.5, zorder=2)
    ax.axvline(1, color=BLACK, linestyle="--", linewidth=1, zorder=3)
    good = int((shares <= 1).sum())
    ax.annotate(_said(lang, "đúng hạn", "in time") + (f" {_percent(good / len(shares), lang)}" if len(shares) else ""), (1, 1),
                xycoords=("data", "axes fraction"), xytext=(-5, -2), textcoords="offset points", ha="right", va="top", size=9)
    ax.annotate(_said(lang, "trễ hạn", "late") + (f" {_percent(1 - good / len(shares), lang)}" if len(shares) else ""), (1, 1),
                xycoords=("data", "axes fraction"), xytext=(5, -2), textcoords="offset points", ha="left", va="top", size=9)
    ax.set_xticks([tick for tick in np.arange(0, most + 0.01, 0.25)])
    ax.xaxis.set_major_formatter(lambda value, _: ("≥ " if value > most - 0.01 else "") + _percent(value, lang, 0))
    ax.set(xlabel=axis, ylabel=_said(lang, "số nghĩa vụ", "duties"), xlim=(0, edges[-1]), ylim=(0, max(1, counts.max()) * 1.18))
    ax.yaxis.get_major_locator().set_params(integer=True)
    ax.grid(axis="y", color=PALE, linewidth=0.8, zorder=0)
    _plain(ax)
    return ax


def queue_lengths(simulation: Simulation, *, most: int = 5, lang: Lang = "vi", ax: Axes | None = None) -> Axes:
    """How many pieces of work wait, day by day on the mean of the worlds, in the `most` queues that are longest on the mean (seven at most)."""
    axis = _said(lang, "việc đang chờ", "pieces of work that wait")
    queues, days = simulation.by_queue, simulation.by_day
    ax = _axes(ax, 9, 3.8)
    count = len(queues.get("role", ()))
    if count:
        lengths = days["mean_queue"].reshape(-1, count)
        when = days["day"].reshape(-1, count)[:, 0]
        longest = np.argsort(-lengths.mean(axis=0), kind="stable")[:min(most, len(LINES))]
        for row, (colour, style, marker) in zip(longest, LINES):
            ax.plot(when, lengths[:, row], color=colour, linestyle=style, marker=marker, markevery=max(1, len(when) // 12), markersize=4.5, linewidth=1.4,
                    label=queues[f"body_{lang}"][row])
        ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.16), ncol=2, frameon=False, fontsize=8)
    locator = axis_dates.AutoDateLocator(maxticks=9)
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(axis_dates.DateFormatter("%d/%m/%Y"))
    ax.set(ylabel=axis)
    ax.set_ylim(bottom=0)
    ax.margins(x=0.01)
    ax.grid(color=PALE, linewidth=0.8, zorder=0)
    _plain(ax)
    return ax
