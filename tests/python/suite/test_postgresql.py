"""A store in PostgreSQL, by its name: the same class, the same answers, the same errors. On a server of its own, where one is installed."""

import ctypes
import os
import sys
from pathlib import Path

import pytest

import thoihan

SOURCE = Path(os.environ["THOIHAN_SOURCE_DIR"])
BUILD = Path(os.environ["THOIHAN_BUILD_DIR"])
sys.path.insert(0, str(SOURCE / "tests/support"))
from postgresql_server import Server, server_programs  # noqa: E402

LIBRARY = next(iter(sorted(BUILD.glob("libthoihan-postgresql.so.?.?"))), None)


@pytest.fixture(scope="module")
def where():
    if server_programs() is None or LIBRARY is None:
        pytest.skip("no PostgreSQL server (postgresql-15) is installed, or thoihan was built without libpq")
    ctypes.CDLL(str(LIBRARY))  # as if it were installed
    server = Server(server_programs())
    try:
        yield server.start()
    finally:
        server.stop()


def test_a_store_by_its_name(where, tmp_path, pack, received):
    answers = []
    for name in (f"postgresql:{where}", tmp_path / "reports.db"):
        with thoihan.Store(name, pack=pack) as cases:
            answers.append([cases.apply({"case": "LH-1", "key": "1", "at": received, "event": "receive", "by": {"role": "operator"},
                                         "facts": {"channel": "web", "content": "x"}}), cases.late("2024-05-20T08:00")])
            assert cases.verify().problems == ()
    assert answers[0] == answers[1]
    assert answers[0][1]


def test_errors_are_the_same_class(where):
    for name in ("postgresql:host=/nowhere", f"postgresql:schema=nothing {where}"):
        with pytest.raises(thoihan.Error):
            thoihan.Store(name, "existing")
