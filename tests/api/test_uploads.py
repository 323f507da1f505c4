"""Files over HTTP: kept before the answer, imported as jobs, once for each key, whatever happens in between."""

from __future__ import annotations

import io
import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from openpyxl import load_workbook

from api import imports, jobs, uploads
from api.house import House, now
from api.jobs import JobRunner
from api.uploaded import NAME_BYTES, folder_of, safe_name, sweep
from api.uploads import HANDLERS
from data.store import count_posts, get_job, lock_sequence, start_job, unfinished_jobs
from matcher.errors import BadInput, NotReady
from matcher.records import Actor
from tests.api.signed_in import signed_in

POSTS = "岗位编号,单位名称,岗位名称,需求人数\nP1,甲公司,软件测试,2\nP2,乙公司,会计,1\nP3,,文员,1\n".encode("gb18030")


def send(client: TestClient, content: bytes = POSTS, *, name: str = "岗位.csv", key: str | None = None) -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    return client.post("/v1/imports/posts", files={"file": (name, content)}, headers=headers)


def wait(client: TestClient, id: str) -> dict[str, Any]:
    for _ in range(300):
        job: dict[str, Any] = client.get(f"/v1/jobs/{id}").json()
        if job["state"] in ("done", "failed"):
            return job
        time.sleep(0.1)
    raise TimeoutError(job)


def uploaded(house: House) -> list[Path]:
    return sorted(path for path in (house.settings.var / "uploads").rglob("*") if path.is_file())


def n_posts(house: House) -> int:
    with house.database.read() as session:
        return count_posts(session)


@pytest.fixture
def runner(house: House) -> Iterator[JobRunner]:
    """A runner beside an application whose own does not run; its leases end at once."""
    runner = JobRunner(house, handlers=HANDLERS, lease=timedelta(seconds=0.3))
    yield runner
    runner.stop()


def test_a_file_is_imported_by_a_job_that_counts_its_rows(live: TestClient) -> None:
    answer = send(live)
    assert answer.status_code == 202
    assert answer.headers["location"] == f"/v1/jobs/{answer.json()['id']}"
    job = wait(live, answer.json()["id"])
    assert (job["state"], job["kind"], job["problem"]) == ("done", "import", None)
    assert {name: job["result"][name] for name in ("n_rows", "n_stored", "n_rejected", "added")} == {
        "n_rows": 3,
        "n_stored": 2,
        "n_rejected": 1,
        "added": 2,
    }
    assert live.get("/v1/posts/P1").json()["title"] == "软件测试"


def test_an_imported_post_is_ranked_soon_after(live: TestClient) -> None:
    wait(live, send(live).json()["id"])
    items = live.post("/v1/matches", json={"profile": {"wish": "软件测试"}}).json()["items"]
    assert {one["post_id"] for one in items} == {"P1", "P2"}


def test_rejected_rows_are_fetched_as_a_table(live: TestClient) -> None:
    id = send(live).json()["id"]
    wait(live, id)
    answer = live.get(f"/v1/jobs/{id}/rejected")
    assert answer.headers["content-disposition"].endswith(".rejected.xlsx")
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    assert "单位名称" in str(list(sheet.values))


def test_a_job_without_rejected_rows_has_no_table_of_them(live: TestClient) -> None:
    id = send(live, "单位名称,岗位名称\n甲公司,会计\n".encode()).json()["id"]
    wait(live, id)
    assert live.get(f"/v1/jobs/{id}/rejected").status_code == 404


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(500), id="a picture"),
        pytest.param("姓名,手机号\n张三,13812345678\n".encode(), id="another table"),
    ],
)
def test_a_file_that_is_no_table_of_posts_fails_the_job_with_one_line(
    live: TestClient, house: House, content: bytes
) -> None:
    job = wait(live, send(live, content, name="x.xlsx").json()["id"])
    assert job["state"] == "failed"
    assert job["problem"].startswith("x.xlsx")
    assert "\n" not in job["problem"]
    assert (n_posts(house), uploaded(house)) == (0, [])


def test_a_file_stays_for_its_owner_alone_and_goes_after_the_import(client: TestClient, house: House) -> None:
    send(client)
    [kept] = uploaded(house)
    assert (kept.stat().st_mode & 0o777, kept.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    with signed_in(house) as live:
        wait(live, kept.parent.name)
        assert [path.name for path in uploaded(house)] == ["rejected.xlsx", "result.json"]


@pytest.mark.parametrize("name", ["rejected.xlsx", "result.json", "upload"])
def test_a_file_may_bear_the_name_of_one_of_the_job(client: TestClient, house: House, name: str) -> None:
    id = send(client, name=name).json()["id"]
    with signed_in(house) as live:
        job = wait(live, id)
        assert (job["state"], job["result"]["n_stored"]) == ("done", 2)
        assert live.get(f"/v1/jobs/{id}/rejected").content.startswith(b"PK")
    assert [path.name for path in uploaded(house)] == ["rejected.xlsx", "result.json"]


def test_rejected_rows_of_a_job_leave_nothing_elsewhere(live: TestClient, house: House) -> None:
    wait(live, send(live).json()["id"])
    assert not list((house.settings.var / "rejected").glob("*"))


@pytest.mark.parametrize("error", [NotReady("the database is busy"), KeyError("张三")])
def test_nothing_personal_stays_of_an_import_that_failed(
    live: TestClient, house: House, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(imports, "merge_posts", fail)
    assert wait(live, send(live).json()["id"])["state"] == "failed"
    assert uploaded(house) == []


def test_rejected_rows_go_when_storing_the_others_fails(
    house: House, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise NotReady("the database is busy")

    monkeypatch.setattr(imports, "merge_posts", fail)
    path = tmp_path / "岗位.csv"
    path.write_bytes(POSTS)
    with pytest.raises(NotReady):
        imports.import_file(house, "posts", path, actor=Actor("test", "admin"), at=house.clock())
    assert not list((house.settings.var / "rejected").glob("*"))


def test_a_request_repeated_under_its_key_makes_one_job(client: TestClient, house: House) -> None:
    first, second = send(client, key="k1"), send(client, key="k1")
    assert (second.status_code, second.json()) == (202, first.json())
    assert second.headers["location"] == first.headers["location"]
    assert len(uploaded(house)) == 1


def test_another_request_under_the_same_key_is_refused(client: TestClient, house: House) -> None:
    send(client, key="k1")
    for answer in (send(client, b"x", key="k1"), send(client, name="other.csv", key="k1")):
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["field"] == "Idempotency-Key"
    assert len(uploaded(house)) == 1


@pytest.mark.parametrize("key", ["a" * 201, "a b", "ü"])
def test_an_odd_key_is_refused(client: TestClient, key: str) -> None:
    answer = client.post("/v1/imports/posts", files={"file": b"x"}, headers={"Idempotency-Key": key.encode()})
    assert answer.status_code == 422


def test_without_a_key_each_request_makes_a_job(client: TestClient) -> None:
    assert send(client).json()["id"] != send(client).json()["id"]


def test_a_file_over_the_limit_is_refused_and_not_kept(client: TestClient, house: House) -> None:
    answer = send(client, b"x" * 400_000)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert f"{house.settings.max_upload_bytes:,}" in answer.json()["detail"]  # and not what a form may add to it
    assert uploaded(house) == []


@pytest.mark.parametrize("path", ["/v1/imports/people", "/v1/imports/posts%00"])
def test_a_kind_that_is_not_imported_is_refused(client: TestClient, path: str) -> None:
    assert client.post(path, files={"file": b"x"}).status_code == 422


def test_a_body_that_is_no_form_is_refused(client: TestClient) -> None:
    assert client.post("/v1/imports/posts", json={}).status_code == 415


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"--x\r\n", id="cut off"),
        pytest.param(b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\ntext\r\n--x--\r\n', id="a text"),
        pytest.param(
            b'--x\r\nContent-Disposition: form-data; name="f"; filename="a"\r\n\r\nb\r\n--x--\r\n', id="no file"
        ),
        pytest.param(b"--x\r\n" + b"A" * 70_000 + b": b\r\n\r\n", id="a long header"),
        pytest.param(
            b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n' * 1_500 + b"--x--\r\n", id="many fields"
        ),
    ],
)
def test_a_form_without_a_file_is_refused(client: TestClient, body: bytes) -> None:
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    answer = client.post("/v1/imports/posts", content=body, headers=headers)
    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("header", ["multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; x"])
def test_a_form_without_a_boundary_is_refused(client: TestClient, header: str) -> None:
    assert client.post("/v1/imports/posts", content=b"x", headers={"Content-Type": header}).status_code in (400, 422)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("岗位.csv", "岗位.csv"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Temp\\posts.xlsx", "posts.xlsx"),
        ("a\0b\n.csv", "ab.csv"),
        ("..", "upload"),
        ("", "upload"),
        (None, "upload"),
        (".csv", "csv"),
    ],
)
def test_a_file_is_kept_under_a_name_that_leads_nowhere(name: str | None, kept: str) -> None:
    assert safe_name(name) == kept


def test_a_long_name_is_cut_and_keeps_its_ending() -> None:
    kept = safe_name("岗" * 500 + ".xlsx")
    assert len(kept.encode()) <= NAME_BYTES + 1
    assert kept.endswith(".xlsx")


def test_a_job_left_queued_is_run_by_the_next_start(client: TestClient, house: House) -> None:
    id = send(client).json()["id"]
    with signed_in(house) as live:
        assert wait(live, id)["state"] == "done"
    assert n_posts(house) == 2


def test_a_job_whose_process_was_killed_is_run_again(client: TestClient, house: House, runner: JobRunner) -> None:
    id = send(client).json()["id"]
    with house.database.begin() as session:
        start_job(session, id, runner="killed", at=house.clock(), lease=timedelta(seconds=1))
    runner.start()
    assert wait(client, id)["state"] == "done"
    assert n_posts(house) == 2


def test_a_job_killed_between_import_and_mark_keeps_its_counts(
    client: TestClient, house: House, runner: JobRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    id = send(client).json()["id"]
    with house.database.begin() as session:
        job = start_job(session, id, runner="killed", at=house.clock(), lease=timedelta(0))
    before = uploads.run_import(house, job, lambda done, total: None)
    runner.start()
    job_after = wait(client, id)
    assert (job_after["state"], job_after["result"]) == ("done", before)


def test_a_job_that_lives_is_not_taken_by_another(client: TestClient, house: House, runner: JobRunner) -> None:
    id = send(client).json()["id"]
    with house.database.begin() as session:
        start_job(session, id, runner="alive", at=house.clock(), lease=timedelta(minutes=1))
    runner.start()
    time.sleep(0.5)
    with house.database.read() as session:
        assert get_job(session, id).runner == "alive"


def test_a_job_that_was_waited_for_begins_with_a_whole_lease(client: TestClient, house: House) -> None:
    id = send(client).json()["id"]
    passed = [timedelta(0)]
    house = replace(house, clock=lambda: now() + passed[0])
    runner = JobRunner(house, handlers=HANDLERS)
    with ThreadPoolExecutor(1) as pool:
        with house.database.begin() as session:  # as an import does, in another process
            lock_sequence(session)
            taken = pool.submit(runner._take)
            time.sleep(0.3)
            passed[0] = timedelta(minutes=1)
        assert taken.result(10) is not None
        with house.database.read() as session:
            assert get_job(session, id).state == "running"
            assert unfinished_jobs(session, at=house.clock()) == []  # nobody else may take it


def test_a_long_job_tells_that_it_lives_and_how_far_it_is(
    client: TestClient, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(_house: House, _job: object, report: Any) -> dict[str, Any]:
        report(3, 10)
        time.sleep(1.5)
        return {}

    id = send(client).json()["id"]
    runner = JobRunner(house, handlers={"import": slow}, lease=timedelta(seconds=0.6))
    runner.start()
    time.sleep(1.0)
    with house.database.read() as session:
        job = get_job(session, id)
    runner.stop()
    assert (job.state, job.done, job.total) == ("running", 3, 10)
    assert wait(client, id)["state"] == "done"


def test_a_fault_in_a_job_fails_it_without_its_text(client: TestClient, house: House) -> None:
    def fail(*_: object) -> dict[str, Any]:
        raise KeyError("张三")

    id = send(client).json()["id"]
    runner = JobRunner(house, handlers={"import": fail})
    runner.start()
    job = wait(client, id)
    runner.stop()
    english = client.get(f"/v1/jobs/{id}", headers={"Accept-Language": "en"}).json()["problem"]
    assert (job["state"], job["problem"]) == ("failed", "程序内部出错（KeyError），出错位置见日志")
    assert english == "a fault of this program (KeyError); its log tells where"


def test_the_runner_goes_on_after_a_job_that_failed(live: TestClient) -> None:
    assert wait(live, send(live, b"").json()["id"])["state"] == "failed"
    assert wait(live, send(live).json()["id"])["state"] == "done"


def test_a_file_that_was_never_queued_is_swept_away_when_it_is_old(client: TestClient, house: House) -> None:
    kept = send(client).json()["id"]
    for name, age_s in (("old", 100_000), ("young", 0), (kept, 100_000)):
        folder = folder_of(house, name)
        folder.mkdir(exist_ok=True)
        os.utime(folder, (time.time() - age_s,) * 2)
    sweep(house)
    assert {path.name for path in (house.settings.var / "uploads").iterdir()} == {kept, "young"}


def test_too_many_waiting_jobs_are_refused(client: TestClient, monkeypatch: pytest.MonkeyPatch, house: House) -> None:
    monkeypatch.setattr("api.uploaded.MAX_WAITING", 2)  # fifty files would only take longer
    assert [send(client).status_code for _ in range(3)] == [202, 202, 429]
    assert len(uploaded(house)) == 2


def test_a_lost_file_fails_the_job(client: TestClient, house: House) -> None:
    id = send(client).json()["id"]
    uploaded(house)[0].unlink()
    with house.database.begin() as session:
        job = start_job(session, id, runner="test", at=house.clock())
    with pytest.raises(BadInput, match="upload it again"):
        HANDLERS["import"](house, job, lambda done, total: None)


def test_the_lease_outlives_several_signs_of_life() -> None:
    assert timedelta(seconds=jobs.LOOK_EVERY_S) < jobs.LEASE


def test_a_job_keeps_no_number_that_the_name_of_its_file_holds(client: TestClient, house: House) -> None:
    id = send(client, name="11010519491231002X 岗位.csv").json()["id"]
    with house.database.read() as session:
        assert get_job(session, id).arguments["file"] == "〔已隐去〕 岗位.csv"
