"""What goes wrong, as exceptions with a code, a place and candidates.

    try:
        pack.due("forwrd", received)
    except thoihan.UnknownNameError as problem:
        problem.code          # "REFERENCE"
        problem.candidates    # ("handle", "forward", ...)
        problem.text("vi")    # 'không có nghĩa vụ "forwrd"; ...'

Every exception of the library is an Error; its class says of which family it is, its code is the C library's name (docs/c_api.md).
Errors travel between processes.
"""

from __future__ import annotations

from typing import Any, Literal

__all__ = ["ActError", "ArgumentError", "ColumnError", "Error", "HorizonError", "PackError", "StoreError", "UnknownNameError"]

Place = tuple[str, int, int, str]


class Error(Exception):
    """A failure of the library.

    code: the name of the status, "HORIZON"; it never changes its meaning. status: its number, below 0.
    file, line, column, pointer: the place in a text, "" and 0 where there is none; lines and columns count from 1, columns in bytes.
    details: what a program may want: known names, every mistake of a pack, the name of a parameter.
    """

    def __init__(self, status: int, code: str, text_vi: str, text_en: str, place: Place = ("", 0, 0, ""),
                 details: tuple[str, ...] = ()) -> None:
        super().__init__(status, code, text_vi, text_en, place, details)
        self.status = status
        self.code = code
        self.file, self.line, self.column, self.pointer = place
        self.details = details
        self._texts = {"vi": text_vi, "en": text_en}

    def text(self, lang: Literal["vi", "en"] = "en") -> str:
        """The message without its place, in Vietnamese or English."""
        return self._texts[lang]

    @property
    def candidates(self) -> tuple[str, ...]:
        """The names that would have been known, or the events that a state takes; else empty."""
        return self.details if self.code in ("REFERENCE", "UNEXPECTED_EVENT") else ()

    def __str__(self) -> str:
        spot = "" if self.line == 0 else f"{self.line}:{self.column}"
        place = ":".join(part for part in (self.file, spot) if part)
        return f"{place}: {self._texts['en']}" if place else self._texts["en"]

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), self.args


class ArgumentError(Error, ValueError):
    """A value that is never right, or outside 1990 to 2099; the first of details is the parameter's name."""


class PackError(Error):
    """Rules as data: wrong JSON, an unknown key, a contradiction. details: a line for each mistake."""


class UnknownNameError(Error, LookupError):
    """A name that nobody declared, a case that is not there; candidates are the known names."""


class HorizonError(Error):
    """The answer needs a date that the calendar does not know."""


class ActError(Error):
    """The case does not take this act: its state, a fact, a role, a time, a time-bar that has run out."""


class StoreError(Error):
    """The database: input and output, damage, another process's lock, another content under the same key."""


class ColumnError(Error):
    """Rows of a column that have no answer.

    rows: the numbers of the first of them, from 0; failed: how many there are; total: of how many.
    """

    rows: tuple[int, ...] = ()
    failed: int = 0
    total: int = 0

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), self.args, {"rows": self.rows, "failed": self.failed, "total": self.total}


def _class_of(status: int) -> type[Error]:
    if status == -23:
        return UnknownNameError
    if status == -40:
        return HorizonError
    for low, family in ((-19, ArgumentError), (-39, PackError), (-59, ActError), (-79, StoreError)):
        if status >= low:
            return family
    return Error


def _of_library(status: int, code: str, text_vi: str, text_en: str, place: Place, details: list[str]) -> Error:
    """The extension module's way to an exception."""
    return _class_of(status)(status, code, text_vi, text_en, place, tuple(details))
