"""Two employers with one advert each, and people who may be proposed to them, and who may not."""

from __future__ import annotations

from typing import Any

from fastapi.testclient import TestClient
from stdnum.cn import ric

from api.app import app_over
from api.house import House
from matcher.records import Role
from tests.api.signed_in import signed_in, token_for

SCHOOL, WISH, WORDS = "泉城财经学院", "出纳、会计助理，离家近的", "在奶奶的小卖部记过两年账"
MANY = [f"C{n}" for n in range(8)]
"""People who are alike but for what names them."""

STUDIED: dict[str, Any] = {
    "education": "bachelor",
    "education_written": "本科",
    "graduation_status": "毕业",
    "school": SCHOOL,
    "school_kind": "普通本科",
    "major": "会计学",
    "graduated_on": "2023-06-30",
    "birth_on": "2001-03-04",
    "employment_status": "unemployed",
    "home_district": "历下区",
    "districts": ["历下区", "市中区"],
    "skills": ["Excel", "用友"],
    "certificates": ["初级会计"],
    "experience": WORDS,
    "wish": WISH,
    "needs": "轮椅，需要无障碍卫生间",
}
LEFT_OUT: dict[str, dict[str, Any]] = {
    "NOMATCH": {"ranking_consent": False},
    "NOPUSH": {"push_consent": False},
    "NOCALL": {"contact_consent": False},
    "PLACED": {},  # in a traineeship
    "OLD": {"graduated_on": "2015-06-30", "birth_on": "1990-01-01", "employment_status": "employed"},
    "AVERSE": {},  # declined another post because of the employer
}
ADVERT: dict[str, Any] = {
    "title": "会计",
    "description": "做账、报税、开票，会用Excel和用友。",
    "education": "bachelor",
    "majors": ["会计学"],
    "skills": ["Excel", "用友"],
    "certificates": ["初级会计"],
    "kind": "management",
    "headcount": 3,
    "district": "历下区",
}
POSTS = {"P1": "甲公司", "P2": "乙公司", "P3": "甲公司"}


def fill_proposed(house: House) -> House:
    """Put the city into a house."""
    office = signed_in(house)
    for id, name in (("E1", "甲公司"), ("E2", "乙公司")):
        _put(office, f"/v1/employers/{id}", {"name": name})
    for id, employer in POSTS.items():
        _put(office, f"/v1/posts/{id}", ADVERT | {"employer": employer})
    for n, id in enumerate((*MANY, *LEFT_OUT)):
        _put(office, f"/v1/candidates/{id}", STUDIED | LEFT_OUT.get(id, {}) | {"person": person(n, id)})
    placed = {"candidate_id": "PLACED", "employer_id": "E2", "starts_on": "2023-08-01", "planned_end_on": "2024-01-31"}
    _put(office, "/v1/placements/T1", placed)
    tell(office, "AVERSE", "declined", post="P3", reason="employer")
    return house


def person(n: int, id: str) -> dict[str, str]:
    """Give what names somebody."""
    name = "赵钱孙李周吴郑王冯陈褚卫蒋沈"[n] + "泽宇"
    own = {"name": name, "phone": f"139000000{n:02}"}
    if id in LEFT_OUT:
        return own
    number = f"37010220010304{n:03}"
    return own | {"id_number": number + ric.calc_check_digit(number + "0")}


def employer(house: House, id: str = "E1") -> TestClient:
    """Give the door of somebody who speaks for an employer, with the rights of that role alone."""
    token = token_for(house, f"unit.{id}", Role.EMPLOYER, employer=id)
    headers = {"Authorization": f"Bearer {token}", "accept-language": "en"}
    return TestClient(app_over(house), headers=headers)


def listed(door: TestClient, post: str = "P1", **asked: Any) -> list[dict[str, Any]]:
    """Give the candidates whom an employer is shown."""
    answer = door.get(f"/v1/posts/{post}/candidates", params={"limit": 50, **asked})
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def tell(office: TestClient, id: str, event: str, *, post: str = "P1", **more: Any) -> None:
    """Say what became of an offer."""
    body = {"candidate_id": id, "post_id": post, "event": event, **more}
    assert office.post("/v1/feedback", json=body).status_code == 200


def _put(office: TestClient, path: str, body: dict[str, Any]) -> None:
    answer = office.put(path, json=body)
    assert answer.status_code == 201, (path, answer.text)
