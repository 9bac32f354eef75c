"""What the suite shares: the tree's data, the national calendar, a pack."""

import os
from datetime import datetime
from pathlib import Path

import pytest
import thoihan
from hypothesis import settings

settings.register_profile("suite", deadline=None, derandomize=True, database=None, max_examples=150)
settings.load_profile("suite")

SOURCE = Path(os.environ["THOIHAN_SOURCE_DIR"])


@pytest.fixture(scope="session")
def source():
    return SOURCE


@pytest.fixture(scope="session")
def office():
    return thoihan.Calendar.open()


@pytest.fixture(scope="session")
def pack():
    return thoihan.Pack.open(SOURCE / "tests/data/packs/lac-hong", SOURCE / "rules")


@pytest.fixture
def cases(tmp_path, pack):
    with thoihan.Store(tmp_path / "reports.db", pack=pack) as store:
        yield store


@pytest.fixture
def received():
    return datetime(2024, 4, 25, 9, 10)
