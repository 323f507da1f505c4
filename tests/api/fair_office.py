"""An office with two employers' posts, some graduates and a fair in two weeks, for the tests of fairs."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

from api.fair_bodies import FairBody
from api.fair_keeping import create_fair
from api.house import House
from api.imports import ImportResult, import_file
from api.seating import plan_seats
from data.store import Session, get_fair, put_candidates, put_employers, put_posts
from matcher.outreach.policy import Offering
from matcher.records import Actor, CandidateEntry, Employer, EmployerEntry, Fair, Person, PostEntry
from tests.api.outreach_office import GRADUATE, POST, phone_of

ORGANISER = Actor("zhao", "organiser")
FAIR_ID = "2023-09"
BOOTHS = "展位,单位,岗位,面试官人数,展厅,无障碍\n01,安泰物业,P1、P2,1,A,是\n02,泉城财务,会计,2,B,否\n"
NAMES = ("王一", "李二", "张三", "赵四", "钱五", "孙六")


def stated(**values: Any) -> FairBody:
    told = {
        "name": "秋季对接会",
        "place": "人力资源市场",
        "on": "2023-09-16",
        "since": "09:00",
        "until": "10:00",
        "slot_min": 10,
        "walks": [{"hall": "A", "other": "B", "minutes": 5}],
        "n_interpreters": 1,
    }
    return FairBody.model_validate(told | values)


def generous(house: House) -> House:
    """Let every chance be worth offering: the small encoder of the tests gives none to speak of."""
    return replace(house, outreach=replace(house.outreach, offers=Offering(n_posts=3, least_chance=0)))


def on_the_day(house: House) -> House:
    """Come back on the day of the fair, half an hour before it begins: whatever the hour of the machine is."""
    tomorrow = datetime.now(UTC).date() + timedelta(days=1)  # after all that was done so far
    morning = datetime.combine(tomorrow, time(0, 30), UTC)
    return replace(house, clock=lambda: morning, settings=house.settings.model_copy(update={"today": stated().on}))


def fill(house: House) -> None:
    """Store two employers, three posts and six graduates, and bring the index up to date."""
    told: dict[str, Any] = {"actor": ORGANISER, "source": "名单.csv", "at": house.clock(), "vault": house.vault}
    posts = [POST, replace(POST, id="P2", title="出纳"), replace(POST, id="P3", employer="泉城财务")]
    people = [
        CandidateEntry(replace(GRADUATE, id=f"C{n}"), Person(name=name, phone=phone_of(n)))
        for n, name in enumerate(NAMES, 1)
    ]
    with house.database.begin() as session:
        put_employers(
            session, [EmployerEntry(Employer(f"E{n}", name)) for n, name in enumerate(("安泰物业", "泉城财务"))], **told
        )
        put_posts(session, [PostEntry(one) for one in posts], **told)
        put_candidates(session, people, **told)
    house.follower.work_off()


def open_fair(house: House, folder: Path, *, booths: str = BOOTHS, **values: Any) -> None:
    """Fill the office, state a fair and bring its booths in."""
    fill(house)
    with house.database.begin() as session:
        create_fair(house, session, FAIR_ID, stated(**values), actor=ORGANISER)
    result = bring(house, folder, "booths", booths)
    assert result.n_rejected == 0, result.first_rejected


def planned_office(house: House, folder: Path) -> House:
    """Give an office whose fair of two hours is planned for its first three graduates."""
    open_fair(house, folder, until="11:00")
    office = generous(house)
    plan_seats(office, FAIR_ID, actor=ORGANISER, ids=["C1", "C2", "C3"])
    return office


def bring(house: House, folder: Path, kind: Any, text: str, *, fair: str | None = None) -> ImportResult:
    path = folder / f"{kind}.csv"
    path.write_text(text, encoding="utf-8")
    return import_file(house, kind, path, actor=ORGANISER, at=house.clock(), fair=fair)


def the_fair(house: House, session: Session, id: str = FAIR_ID) -> Fair:
    return get_fair(session, id, vault=house.vault).fair
