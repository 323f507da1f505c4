"""Hostile files and names of files: nothing climbs out of its folder, nothing swells, nothing is followed."""

from __future__ import annotations

import gzip
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.house import House
from tests.api.signed_in import signed_in
from tests.attacks.books import (
    FILE,
    LAUGHS,
    STRINGS,
    bomb,
    broken_book,
    cyclic_book,
    plain_book,
    rebuilt,
    with_entities,
)
from tests.attacks.hostile_office import hostile_office

SOON_S = 20.0
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture(scope="module")
def live(shared_house: House) -> Iterator[TestClient]:
    """One running application for all files of this module."""
    with signed_in(shared_house, headers={"accept-language": "en"}) as client:
        yield client


def files_of(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def brought(live: TestClient, name: str, content: bytes, *, kind: str = "posts") -> dict[str, Any]:
    """Send a file and wait for what became of it."""
    sent = live.post(f"/v1/imports/{kind}", files={"file": (name, content)})
    assert sent.status_code == 202, sent.text
    deadline = time.monotonic() + SOON_S
    while time.monotonic() < deadline:
        job: dict[str, Any] = live.get(f"/v1/jobs/{sent.json()['id']}").json()
        if job["state"] in ("done", "failed"):
            return job
        time.sleep(0.02)
    raise TimeoutError(job)


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


NAMES = {
    "climbing": "../../../../tmp/evil.csv",
    "climbing as Windows does": "..\\..\\evil.csv",
    "encoded": "..%2f..%2fevil.csv",
    "of the house": "/proc/self/environ",
    "of the database": "../../matcher.db",
    "with NUL": "岗位.csv\x00.exe",
    "of a device": "CON.csv",
    "hidden": ".bashrc",
    "with a bell": "a\x07\x1b[31m.csv",
    "from right to left": "岗\u202ecsv.exe",
    "very long": "长" * 300 + ".csv",
    "a command": "$(touch evil).csv",
    "an option": "--help.csv",
    "a template": "{name}{{7*7}}%s.csv",
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
def test_a_file_of_any_name_lies_in_its_own_folder_alone(live: TestClient, shared_house: House, name: str) -> None:
    folder = shared_house.settings.var
    around = {path: path.stat().st_mtime_ns for path in folder.parent.iterdir() if path != folder}
    before = files_of(folder) - {"matcher.db-wal", "matcher.db-shm"}
    job = brought(live, name, "岗位编号,单位名称,岗位名称\nPN,甲公司,会计\n,,文员\n".encode())
    assert (job["state"], job["result"]["n_stored"], job["result"]["n_rejected"]) == ("done", 1, 1)
    new = files_of(folder) - before - {"matcher.db-wal", "matcher.db-shm"}
    own = f"uploads/{job['id']}"
    assert {one for one in new if not one.startswith(("uploads", "index"))} == set()
    assert {one for one in new if one.startswith("uploads/")} == {own, f"{own}/rejected.xlsx", f"{own}/result.json"}
    assert around == {path: path.stat().st_mtime_ns for path in folder.parent.iterdir() if path != folder}
    told = live.get(f"/v1/jobs/{job['id']}/rejected").headers["content-disposition"]
    assert not {sign for sign in ("/", "\\", "\x00", "..", "\u202e") if sign in told.replace("..%25", "")}


IDS = [
    "..%2F..%2Fmatcher.db",
    "%2e%2e%2f%2e%2e%2fmatcher.key",
    "..%5C..%5Cmatcher.key",
    "%2Fetc%2Fpasswd",
    "%00",
    "a%00b",
]


@pytest.mark.parametrize("id", [*IDS, "....%2F%2Fmatcher.key", "%252e%252e%252fmatcher.key", "a" * 4_000, "~root", "*"])
def test_no_address_reads_a_file(live: TestClient, id: str) -> None:
    for path in (
        f"/v1/jobs/{id}/rejected",
        f"/v1/jobs/{id}",
        f"/docs/assets/{id}",
        f"/docs/assets/x/../{id}",
        f"/v1/reports/{id}",
        f"/v1/fairs/F1/prints/{id}?purpose=x",
        f"/v1/registries/{id}/difference",
        f"/v1/rankings/{id}/replay",
        f"/v1/candidates/C1/eligibility?edition={id}",
        f"/v1/imports/{id}",
    ):
        answer = live.get(path)
        assert answer.status_code in (400, 404, 405, 414, 422), path
        assert "root:" not in answer.text
        assert "SQLite" not in answer.text
    assert live.get("/docs/assets/swagger-ui.css").status_code == 200


def test_no_name_of_rules_reads_a_file(live: TestClient, tmp_path: Path) -> None:
    """The command line reads rules from files; who asks over HTTP names one of those that are kept."""
    (tmp_path / "own.toml").write_text('id = "own"', encoding="utf-8")
    live.put("/v1/candidates/C1", json={"birth_on": "2000-01-01"})
    for name in (str(tmp_path / "own.toml"), str(tmp_path), "/etc/passwd", "../../data/rules/jinan-2023", "."):
        answer = live.get("/v1/candidates/C1/eligibility", params={"edition": name})
        assert answer.status_code in (404, 422)
    assert live.get("/v1/candidates/C1/eligibility", params={"edition": "jinan-2023"}).status_code == 200


BOOKS: dict[str, Callable[[], bytes]] = {
    "a billion laughs in the texts": lambda: with_entities(STRINGS, LAUGHS),
    "a billion laughs in the names of sheets": lambda: with_entities("xl/workbook.xml", LAUGHS),
    "a file of this machine": lambda: with_entities(STRINGS, FILE),
    "blanks that unpack to 100 MB": lambda: bomb(100 << 20),
    "a gzip bomb": lambda: gzip.compress(b"\0" * (50 << 20)),
}


@pytest.mark.parametrize("made", BOOKS.values(), ids=BOOKS.keys())
def test_a_workbook_that_swells_is_refused_and_takes_nothing(live: TestClient, made: Callable[[], bytes]) -> None:
    content = made()
    before = peak_mb()
    job = brought(live, "岗位.xlsx", content)
    assert peak_mb() - before < 400
    said = json.dumps(job, ensure_ascii=False)
    assert "root:" not in said
    assert "haha" not in said
    if job["state"] == "done":  # the entity came to nothing
        assert "haha" not in live.get("/v1/posts/P1").text
        assert "root:" not in live.get("/v1/posts/P1").text
    assert brought(live, "岗位.xlsx", plain_book())["result"]["n_stored"] == 1


def test_an_old_workbook_whose_sectors_have_no_end_is_refused(live: TestClient, tmp_path: Path) -> None:
    """A reader that followed them took all memory of the machine, and the service with it."""
    path = tmp_path / "岗位.xls"
    path.write_bytes(cyclic_book())
    read = (
        "import resource, sys; from pathlib import Path; from data.files import open_sheets, Limits\n"
        "resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))\n"  # so that a test that fails kills nobody else
        "open_sheets(Path(sys.argv[1]), name='a', limits=Limits())"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", read, str(path)], cwd=root, capture_output=True, timeout=60, check=False
    )
    assert b"BadInput" in done.stderr.splitlines()[-1], done.stderr[-500:]
    assert brought(live, "岗位.xls", cyclic_book())["state"] == "failed"
    assert brought(live, "岗位.xlsx", plain_book())["result"]["n_stored"] == 1


def test_a_workbook_at_which_the_reader_breaks_off_stops_no_other_job(live: TestClient) -> None:
    """A panic in the library that reads workbooks is no ordinary error, and once ended the thread of all jobs."""
    job = brought(live, "岗位.xls", broken_book())
    assert (job["state"], "cannot be read as a workbook" in job["problem"] or "工作簿" in job["problem"]) == (
        "failed",
        True,
    )
    assert brought(live, "岗位.xlsx", plain_book())["result"]["n_stored"] == 1


def test_a_part_of_a_workbook_that_climbs_is_written_nowhere(
    live: TestClient, shared_house: House, tmp_path: Path
) -> None:
    outside = tmp_path.with_name("evil-of-a-workbook.xml")
    names = (
        "../../../evil.xml",
        str(outside),
        "..\\..\\evil.xml",
        f"{tmp_path}/evil.xml",
        "xl/\0.xml",
    )
    content = rebuilt({}, more={name: b"<evil/>" for name in names})
    job = brought(live, "岗位.xlsx", content)
    assert job["state"] == "done", job
    assert not [path for path in shared_house.settings.var.parent.rglob("*evil*")]
    assert not list(tmp_path.iterdir())
    assert not outside.exists()


def test_a_link_between_sheets_and_files_is_not_followed(live: TestClient) -> None:
    """A relation of a workbook may name a part outside of it, or a place in the net."""
    relations = (
        b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        b'<Relationship Id="rId1" Target="../../../../etc/passwd" TargetMode="External" Type="http://schemas.'
        b'openxmlformats.org/officeDocument/2006/relationships/worksheet"/></Relationships>'
    )
    job = brought(live, "岗位.xlsx", rebuilt({"xl/_rels/workbook.xml.rels": relations}))
    assert job["state"] == "failed"
    assert "root:" not in json.dumps(job)


def test_a_body_that_is_packed_is_not_unpacked(live: TestClient) -> None:
    body = gzip.compress(json.dumps({"title": "会" * (20 << 20), "employer": "甲"}).encode())
    assert len(body) < 1_000_000
    for encoding in ("gzip", "deflate", "br", "gzip, gzip"):
        headers = {"Content-Type": "application/json", "Content-Encoding": encoding}
        before = peak_mb()
        assert live.put("/v1/posts/PG", content=body, headers=headers).status_code in (400, 413, 415)
        assert peak_mb() - before < 50
    assert live.get("/v1/posts/PG").status_code == 404


def test_prints_follow_no_link_and_stay_in_their_folder(house: House, run: Callable[..., Any], tmp_path: Path) -> None:
    hostile_office(house, "注", booth="../../../evil")
    victim, out = tmp_path / "victim", tmp_path / "prints"
    victim.write_text("as it was", encoding="utf-8")
    out.mkdir()
    for name in ("employers.html", "calendar.ics"):
        (out / name).symlink_to(victim)
    before = files_of(tmp_path)
    for form in ("html", "ics", "xlsx"):
        told = run("fair", "print", "F1", "--out", "prints", "--format", form, "--purpose", "对接会")
        assert told.status == 0, told.errors
    assert victim.read_text(encoding="utf-8") == "as it was"
    assert not [path for path in out.iterdir() if path.is_symlink()]
    assert {one for one in files_of(tmp_path) - before if not one.startswith(("prints/", "var/"))} == set()
    assert not [path for path in tmp_path.parent.rglob("evil*")]
    assert len(list(out.glob("booth-*.ics"))) == 2


@pytest.mark.parametrize("booth", ["长" * 100, "0/2", "0.2", "CON"])
def test_a_booth_of_any_number_gets_a_calendar_of_its_own(
    house: House, run: Callable[..., Any], tmp_path: Path, booth: str
) -> None:
    hostile_office(house, "注", booth=booth)
    told = run("fair", "print", "F1", "--out", "prints", "--format", "ics")
    assert told.status == 0, told.errors
    assert len(list((tmp_path / "prints").glob("booth-*.ics"))) == 2
