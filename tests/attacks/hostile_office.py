"""An office in which every text that is printed or exported is hostile."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fastapi.testclient import TestClient

from api.house import House
from data.store import put_candidates, put_employers, put_posts
from matcher.records import Actor, CandidateEntry, Employer, EmployerEntry, Person, PostEntry
from tests.api.fair_office import generous
from tests.api.outreach_office import GRADUATE, POST, phone_of
from tests.api.signed_in import signed_in

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PRINTS = ("employers", "candidates", "signs", "overview", "door")
FAIR = "/v1/fairs/F1"


def hostile_office(house: House, word: str, *, hall: str | None = None, booth: str = "01") -> TestClient:
    """
    Fill a house with people, posts and employers whose every text is *word*, and plan a fair of that name.

    Args:
        house: empty.
        word: one line.
        hall: of the first booth; *word* by default.
        booth: the number of the first one.
    """
    office, units = generous(house), (f"{word}甲", f"{word}乙")
    told: dict[str, Any] = {"actor": Actor("zhao", "admin"), "source": word, "at": house.clock(), "vault": house.vault}
    own = {
        "school": word,
        "skills": (word, "会计"),
        "experience": word,
        "wish": f"会计 {word}",
        "education_written": word,
    }
    post = {"title": word, "description": word, "place": word, "skills": (word, "会计")}
    with office.database.begin() as session:
        put_employers(
            session, [EmployerEntry(Employer(f"E{n}", name, district="历下区")) for n, name in enumerate(units)], **told
        )
        posts = [replace(POST, id=f"P{n}", employer=units[n % 2], **post) for n in range(4)]
        put_posts(session, [PostEntry(one) for one in posts], **told)
        people = [
            CandidateEntry(replace(GRADUATE, id=f"C{n}", **own), Person(name=word, phone=phone_of(n), address=word))
            for n in range(6)
        ]
        put_candidates(session, people, **told)
    office.follower.work_off()
    client = signed_in(office)
    booths = [
        {"id": id, "employer": unit, "post_ids": [f"P{n}", f"P{n + 2}"], "hall": word if hall is None else hall}
        for n, (id, unit) in enumerate(zip((booth, "02"), units, strict=True))
    ]
    hours = {"on": "2023-09-16", "since": "09:00", "until": "10:00"}
    stated = client.post("/v1/fairs", json={"id": "F1", "name": word, "place": word, **hours, "booths": booths})
    assert stated.status_code == 201, stated.text
    planned = client.post(f"{FAIR}/plan", json={"candidate_ids": [f"C{n}" for n in range(6)]})
    assert (planned.status_code, planned.json()["conflicts"]) == (200, 0), planned.text
    needs = client.put(f"{FAIR}/guests/C1/needs", json={"needs": ["quiet"]})
    assert needs.status_code == 200
    client.post(f"{FAIR}/plan", json={})
    return client


def printed(client: TestClient, name: str, *, accept: str = "text/html", **asked: str) -> Any:
    """Fetch a print with the names in it."""
    answer = client.get(f"{FAIR}/prints/{name}", params={"purpose": "对接会", **asked}, headers={"Accept": accept})
    assert answer.status_code == 200, answer.text
    return answer
