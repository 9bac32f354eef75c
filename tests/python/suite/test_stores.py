"""Stores: a case from receipt to late, kept and told; processes, threads and forks."""

import concurrent.futures
import gc
import multiprocessing
import operator
import os
import shutil
import threading
from datetime import date, datetime, timedelta, timezone

import pytest
import thoihan

ZONE = thoihan.ZONE
RECEIVED = datetime(2024, 4, 26, 16, tzinfo=ZONE)


def receive(case="LH-2024-000001", key="1", at=RECEIVED, **facts):
    said = {"channel": "web", "content": "A street lamp is broken."}
    return {"case": case, "key": key, "at": at, "event": "receive", "by": {"role": "operator", "officer": "an"}, "facts": said | facts}


def forward(case="LH-2024-000001", key="2", at=RECEIVED + timedelta(minutes=30)):
    return {"case": case, "key": key, "at": at, "event": "forward", "by": {"role": "operator"},
            "facts": {"field": "roads"}}


def test_entered_together(cases):
    cases.apply(receive())
    result = {"case": "LH-2024-000001", "key": "3", "at": RECEIVED + timedelta(hours=20), "event": "enter_result",
              "by": {"role": "operator"}, "facts": {"result": "The lamp is mended."}}
    with pytest.raises(thoihan.Error):
        cases.apply_together([forward(), result])
    assert cases.events == 1
    result["by"] = {"role": "authority", "authority": "so-giao-thong"}
    both = cases.apply_together([forward(), result])
    assert [answer["number"] for answer in both] == [2, 3] and both[0]["state"] == both[1]["state"] == "resulted"
    assert [answer["repeated"] for answer in cases.apply_together([forward(), result])] == [True, True]
    with pytest.raises(thoihan.Error):
        cases.apply_together([])


def test_a_case(cases):
    answer = cases.apply(receive())
    duty = answer["duties"][0]
    assert answer["state"] == "received" and answer["number"] == 1 and "content" in answer["unkept"]
    # One working hour on Friday 26 April, one on Thursday 2 May.
    assert duty["duty"] == "forward" and duty["due"] == datetime(2024, 5, 2, 8, 30, tzinfo=ZONE)
    assert duty["late_from"] == datetime(2024, 5, 2, 8, 30, 1, tzinfo=ZONE) and duty["due_date"] == date(2024, 5, 2)
    again = cases.apply(receive())
    assert again["repeated"] and again["seq"] == answer["seq"] and cases.events == 1
    assert cases.open_by_state() == {"received": 1}

    (next_due,) = cases.next(RECEIVED)
    assert next_due["case"] == "LH-2024-000001" and next_due["due"] == duty["due"] and cases.late(duty["due"]) == []
    (late,) = cases.late(datetime(2024, 5, 2, 9, 30, tzinfo=ZONE))
    assert (late["duty"], late["late_s"], late["late_working_s"]) == ("forward", 3600, 3600)
    (breach,) = cases.tick(datetime(2024, 5, 3, tzinfo=ZONE))
    assert breach["kind"] == "late" and breach["at"] == duty["late_from"] and cases.tick(datetime(2024, 5, 4, tzinfo=ZONE)) == []

    kept = cases.case("LH-2024-000001")
    assert kept["state"] == "received" and kept["history"][0]["at"] == RECEIVED and kept["breaches"]
    assert cases.case_ids() == ["LH-2024-000001"]
    assert set(cases.public_view("LH-2024-000001")) >= {"case", "public"}
    parts = cases.ledger("LH-2024-000001", datetime(2024, 5, 2, 9, tzinfo=ZONE))
    assert sum(part["seconds"] for part in parts[:-1]) == parts[-1]["seconds"] == (datetime(2024, 5, 2, 9, tzinfo=ZONE) - RECEIVED).total_seconds()
    assert parts[0]["from"] == RECEIVED


def test_refused_acts(cases):
    cases.apply(receive())
    with pytest.raises(thoihan.ActError) as caught:
        cases.apply({"case": "LH-2024-000001", "key": "2", "at": RECEIVED, "event": "answer", "by": {"role": "operator"}})
    assert caught.value.code == "UNEXPECTED_EVENT" and "forward" in caught.value.candidates
    with pytest.raises(thoihan.StoreError) as caught:
        cases.apply(receive(channel="phone"))
    assert caught.value.code == "DUPLICATE"
    with pytest.raises(thoihan.UnknownNameError):
        cases.case("LH-2024-999999")
    with pytest.raises(thoihan.PackError):
        cases.apply("{")
    with pytest.raises(TypeError, match="no place for object"):
        cases.apply({"case": object()})
    assert cases.events == 1


def test_many_at_once(cases):
    answers = cases.apply_all([receive(), forward(), "{", receive("LH-2", "1"), {"case": "LH-2", "key": "9", "at": RECEIVED, "event": "nothing",
                                                                               "by": {"role": "operator"}}])
    assert [type(one).__name__ for one in answers] == ["dict", "dict", "PackError", "dict", "UnknownNameError"]
    assert answers[1]["state"] == "with_authority" and cases.events == 3


def test_naive_times_are_local_to_the_calendar(cases):
    answer = cases.apply(receive(at=datetime(2024, 4, 26, 16)))
    assert answer["duties"][0]["started_at"] == RECEIVED == datetime(2024, 4, 26, 9, tzinfo=timezone.utc)


def test_reports_and_checks(cases, tmp_path):
    cases.apply_all([receive(), forward()])
    head, *rows = cases.report("month:2024-04", datetime(2024, 6, 1, tzinfo=ZONE))
    assert head["pack"] == "lac-hong" and head["complete"] and {row["table"] for row in rows} >= {"intake", "outcome"}
    assert cases.report_text("month:2024-04", datetime(2024, 6, 1), "html").lstrip().lower().startswith("<!doctype html>")
    assert "month:2024-04" in cases.report_text("month:2024-04", datetime(2024, 6, 1), "csv", lang="en")
    with pytest.raises(thoihan.ArgumentError):
        cases.report("month:2024-13", datetime(2024, 6, 1))
    with pytest.raises(thoihan.ArgumentError, match="expected json, csv or html"):
        cases.report_text("month:2024-04", datetime(2024, 6, 1), "pdf")
    seal = cases.seal_log(datetime(2024, 6, 1))
    assert (seal.number, seal.first, seal.last, len(seal.digest)) == (1, 1, 2, 64)
    assert cases.verify() == thoihan.Verification(2, 1, None, ())
    assert cases.verify(seal.digest).knows_digest and not cases.verify("0" * 64).knows_digest
    with pytest.raises(thoihan.ArgumentError, match="64 hexadecimal digits"):
        cases.verify("abc")
    cases.backup(tmp_path / "copy.db")
    with thoihan.Store(tmp_path / "copy.db", "read_only") as copy:
        assert copy.case_ids() == ["LH-2024-000001"] and not copy.verify().problems
        with pytest.raises(thoihan.StoreError) as caught:
            copy.tick(datetime(2030, 1, 1))
        assert caught.value.code == "READONLY"


def test_opening(tmp_path, pack):
    with pytest.raises(thoihan.StoreError) as caught:
        thoihan.Store(tmp_path / "nothing.db", "existing")
    assert caught.value.code == "IO" and "nothing.db" in str(caught.value)
    with pytest.raises(thoihan.ArgumentError, match="expected create, existing or read_only"):
        thoihan.Store(tmp_path / "nothing.db", "write")
    (tmp_path / "foreign.db").write_bytes(b"not a database at all" * 100)
    with pytest.raises(thoihan.StoreError):
        thoihan.Store(tmp_path / "foreign.db")
    store = thoihan.Store(tmp_path / "a.db", pack=pack)
    assert repr(store) == f"Store({str(tmp_path / 'a.db')!r})"
    store.close()
    store.close()
    assert store.closed and repr(store).endswith(", closed)")
    with pytest.raises(thoihan.ArgumentError, match="closed"):
        store.late(RECEIVED)


def test_a_key_opens_texts(tmp_path, pack):
    key = tmp_path / "portal.key"
    key.write_text(f"2026-a {'7f' * 32}\n", encoding="ascii")
    key.chmod(0o600)
    with thoihan.Store(tmp_path / "a.db", pack=pack, key_file=key) as store:
        assert "unkept" not in store.apply(receive())
        texts = {text["fact"]: text["text"] for text in store.case("LH-2024-000001", texts=True)["texts"]}
        assert texts["content"] == "A street lamp is broken."
    with thoihan.Store(tmp_path / "a.db", "existing") as store:
        assert {text["access"] for text in store.case("LH-2024-000001", texts=True)["texts"]} == {"sealed"}


def test_a_forked_child_is_refused(cases):
    """The child's calls raise; closing and collecting in it leave the parent's database as it is."""
    cases.apply(receive())
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        said = "nothing"
        try:
            cases.apply(forward())
        except thoihan.Error as problem:
            said = f"{type(problem).__name__} {problem.code}"
        try:
            cases.close()
        except BaseException as problem:
            said += f", close: {problem}"
        gc.collect()
        os.write(write, said.encode())
        os._exit(0)
    os.close(write)
    _, status = os.waitpid(child, 0)
    with os.fdopen(read) as told:
        assert told.read() == "ArgumentError MISUSE"
    assert status == 0
    assert cases.apply(forward())["state"] == "with_authority" and not cases.verify().problems


def test_packs_and_calendars_travel_to_workers(pack, office):
    starts = [RECEIVED + timedelta(hours=n) for n in range(20)]
    where = operator.methodcaller("route", {"field": "roads"})
    with concurrent.futures.ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as workers:
        assert list(workers.map(office.add, starts, [7200] * 20)) == [office.add(start, 7200) for start in starts]
        assert workers.submit(where, pack).result() == where(pack)


def test_one_thread_at_a_time(cases):
    """Calls of two threads: each is answered or refused as REENTRANT, and nothing else."""
    seen = set()

    def work(name):
        for n in range(60):
            try:
                cases.apply(receive(f"{name}-{n}", "1"))
                seen.add("done")
            except thoihan.ArgumentError as problem:
                seen.add(problem.code)

    threads = [threading.Thread(target=work, args=(name,)) for name in ("A", "B")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen in ({"done"}, {"done", "REENTRANT"})
    assert cases.events == len(cases.case_ids()) and not cases.verify().problems


def test_shared_by_threads(office, pack):
    """Immutable things, asked by four threads at once, give what one gives."""
    limit = office.limit("5 working days")
    starts = [RECEIVED + timedelta(hours=7 * n) for n in range(400)]
    expected = [(limit.due(start).due, pack.due("forward", start).due) for start in starts]
    found = [None] * 4

    def work(at):
        found[at] = [(limit.due(start).due, pack.due("forward", start).due) for start in starts]

    threads = [threading.Thread(target=work, args=(at,)) for at in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 4


def key_file(path, name, byte):
    path.write_text(f"{name} {byte * 32}\n", encoding="ascii")
    path.chmod(0o600)
    return path


def test_another_key(tmp_path, pack):
    old, new = key_file(tmp_path / "old.key", "2026-a", "7f"), key_file(tmp_path / "new.key", "2026-b", "3c")
    with thoihan.Store(tmp_path / "a.db", pack=pack, key_file=old) as store:
        store.apply(receive())
        assert store.rekey(old, new) == 1
        with pytest.raises(thoihan.Error):
            store.rekey(tmp_path / "none.key", new)
    with thoihan.Store(tmp_path / "a.db", "existing", key_file=new) as store:
        assert {text["access"] for text in store.case("LH-2024-000001", texts=True)["texts"]} == {"readable"}
    with thoihan.Store(tmp_path / "a.db", "existing", key_file=old) as store, pytest.raises(thoihan.StoreError, match="sealed with the key \"2026-b\""):
        store.case("LH-2024-000001", texts=True)


def test_erased(tmp_path, pack):
    with thoihan.Store(tmp_path / "a.db", pack=pack, key_file=key_file(tmp_path / "a.key", "2026-a", "7f")) as store:
        store.apply(receive())
        order = {"key": "e1", "at": RECEIVED + timedelta(days=1), "by": {"role": "operator", "officer": "an"}}
        answer = store.erase("LH-2024-000001", **order)
        assert answer["state"] == "received" and store.erase("LH-2024-000001", **order)["repeated"]
        assert not [text for text in store.case("LH-2024-000001", texts=True).get("texts", []) if text["text"]]
        store.erase("LH-2024-000001", **{**order, "key": "e2"}, facts=True)
        assert "duties" not in store.case("LH-2024-000001") or not store.next(RECEIVED)


def test_the_outbox(tmp_path, source):
    pack = thoihan.Pack.open("tien-giang")
    with thoihan.Store(tmp_path / "a.db", pack=pack) as store:
        store.apply_all((source / "examples/data/tien-giang-2024.jsonl").read_text(encoding="utf-8").splitlines()[:60])
        owed = store.outbox()
        assert owed and all(set(one["text"]) == {"vi", "en"} for one in owed if not isinstance(one, thoihan.Error))
        assert store.outbox(1) == owed[:1]
        ids = [one["id"] for one in owed]
        assert store.acknowledge(ids[:2], datetime(2024, 5, 1, 8)) == [True, True]
        assert store.acknowledge([ids[0], 10**9], datetime(2024, 5, 1, 9)) == [False, False]
        assert [one["id"] for one in store.outbox()] == ids[2:]


def test_moved_by_another_pack(cases, pack, source, tmp_path):
    cases.apply(receive())
    assert cases.moved(pack) == [] and cases.moved(source / "rules") == []
    assert cases.recompute(source / "rules", RECEIVED) == 0
    shutil.copytree(source / "rules/national", tmp_path / "rules/national")
    folder = tmp_path / "rules/province/lac-hong"
    shutil.copytree(source / "tests/data/packs/lac-hong", folder)
    text = (folder / "pack.json").read_text(encoding="utf-8")
    (folder / "pack.json").write_text(text.replace('"2 working hours"', '"3 working hours"'), encoding="utf-8")
    # One working hour on Friday 26 April and two on Thursday 2 May, in the place of one.
    (row,) = cases.moved(thoihan.Pack.open(folder))
    assert (row["case"], row["duty"], row["moved_s"]) == ("LH-2024-000001", "forward", 3600)
    assert (row["was"]["due"], row["is"]["due"]) == (datetime(2024, 5, 2, 8, 30, tzinfo=ZONE), datetime(2024, 5, 2, 9, 30, tzinfo=ZONE))
    with pytest.raises(thoihan.Error):
        cases.moved(source / "nothing")
    assert cases.events == 1
