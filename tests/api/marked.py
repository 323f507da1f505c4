"""A small city in which one person stands in every registry and another, alike in all else, in none."""

from __future__ import annotations

import csv
import json
import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import select

from api.house import House
from api.linking import link_all
from api.registering import import_registry
from data.reference import load_priority_groups
from data.store import add_application, put_candidates, put_claims, put_employers, put_placements, put_posts
from data.tables import CandidateRow, LogRow
from matcher.records import (
    Actor,
    Application,
    ApplicationEvent,
    ApplicationKind,
    ApplicationState,
    Candidate,
    CandidateEntry,
    Claim,
    ClaimEntry,
    ClaimKind,
    Education,
    Employer,
    EmployerEntry,
    EmploymentStatus,
    Kind,
    Person,
    Placement,
    PlacementEntry,
    Post,
    PostEntry,
)

ACTOR = Actor("officer-1", "admin")
DAY = date(2023, 9, 1)
MARKED, PLAIN = "CA", "CB"
NUMBERS = {MARKED: "370102200103071235", PLAIN: "370102200103071251"}
PROOFS = ("欧阳守密", "SP0099417")
"""A relative and a household that stand in the registries and nowhere else."""
WORDS = (
    *("低保", "特困", "孤儿", "脱贫", "返贫", "零就业", "残疾", "听力", "助学贷款", "贫困", "困难"),
    *("dibao", "canji", "tuopin", "poverty", "disab", "orphan", "destitute"),
)
"""What nobody may read who has not asked for a person's memberships with a purpose."""


def words_of_the_table() -> tuple[str, ...]:
    """The codes and names of all groups, as the dated table has them."""
    groups = load_priority_groups().groups.values()
    return tuple({one for group in groups for one in (group.code, group.name, group.english)})


def leaks(text: str) -> list[str]:
    """Give the words of *text* that tell of a membership, a disability or poverty, or that prove one."""
    lower = text.lower()
    told = {word for word in (*WORDS, *words_of_the_table(), *PROOFS) if word.lower() in lower}
    return sorted(told)


def _with_check_digit(number: str) -> str:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return number[:17] + "10X98765432"[sum(int(d) * w for d, w in zip(number[:17], weights, strict=True)) % 11]


def number_of(id: str) -> str:
    return _with_check_digit(NUMBERS[id])


def candidate(id: str) -> Candidate:
    return Candidate(
        id,
        education=Education.BACHELOR,
        education_written="本科",
        graduation_status="毕业",
        graduated_on=date(2022, 6, 30),
        birth_on=date(2001, 3, 7),
        sex="male",
        major="软件工程",
        employment_status=EmploymentStatus.UNEMPLOYED,
        unemployment_registered_on=date(2023, 8, 1),  # not for so long that it makes a group
        home_district="历下区",
        districts=("历下区",),
        skills=("Java",),
        wish="软件测试",
        push_consent=True,
        contact_consent=True,
    )


def fill(house: House, folder: Path) -> None:
    """Store the city, its registries too, link them, and bring the index up to date."""
    told: dict[str, Any] = {"actor": ACTOR, "source": "名单.csv", "at": house.clock(), "vault": house.vault}
    posts = [
        Post(
            f"P{n}",
            "软件测试工程师",
            "甲公司",
            kind=Kind.TECHNICAL,
            headcount=2,
            description=f"编写测试用例，执行第{n}组功能测试，记录缺陷。",
            education=Education.COLLEGE,
            district="历下区",
            place="历下区",
            published_on=date(2023, 8, n),
        )
        for n in range(1, 7)
    ]
    people = [
        CandidateEntry(candidate(id), Person(name=f"秦{name}", id_number=number_of(id), phone=f"138000000{n}0"))
        for n, (id, name) in enumerate([(MARKED, "明"), (PLAIN, "亮")])
    ]
    others = [
        CandidateEntry(Candidate(id, birth_on=date(2000, 2, 2), sex="male"), Person(name="周强", phone="13900000001"))
        for id in ("CT", "CU")  # perhaps one person
    ]
    claim = Claim("B1", "CT", "E1", ClaimKind.MONTHLY, date(2023, 8, 1), Decimal(1260))
    late = Claim(
        "B2", "CT", "E1", ClaimKind.MONTHLY, date(2023, 9, 1), Decimal(1260)
    )  # the watch has something to find
    placement = Placement("T1", "CT", "E1", date(2023, 3, 1), date(2023, 8, 15), post_id="P1")
    received = ApplicationEvent(next(iter(ApplicationState)), DAY, ACTOR, house.clock())
    application = Application("A1", "E1", ApplicationKind.RECOGNITION, "jinan-2023", events=(received,))
    with house.database.begin() as session:
        put_employers(session, [EmployerEntry(Employer("E1", "甲公司", district="历下区"))], **told)
        put_posts(session, [PostEntry(one) for one in posts], **told)
        put_candidates(session, [*people, *others], **told)
        put_placements(session, [PlacementEntry(placement)], **told)
        put_claims(session, [ClaimEntry(claim), ClaimEntry(late)], **told)
        add_application(session, application, at=house.clock())
    register(house, folder)
    house.follower.work_off()


def register(house: House, folder: Path) -> None:
    """Enter the marked person into every registry, and link."""
    for registry in load_priority_groups().kinds.values():
        file = folder / f"{registry.code}.csv"
        is_certificate = registry.code == "disabled"
        columns = {
            "姓名": "秦明",
            "残疾人证号" if is_certificate else "身份证号码": number_of(MARKED) + ("24" if is_certificate else ""),
            "性别": "男",
            "出生日期": "2001-03-07",
            "户主姓名": PROOFS[0],
            "户编号": PROOFS[1],
            "所属区县": "历下区",
        }
        with file.open("w", encoding="utf-8-sig", newline="") as stream:
            csv.writer(stream).writerows([columns.keys(), columns.values()])
        import_registry(house, registry.code, file, as_of=DAY, force=False, actor=ACTOR, at=house.clock())
    link_all(house, actor=ACTOR, at=house.clock())


def people_named(house: House) -> list[str]:
    """Give the lines of the log, as they are stored, that name a candidate by id and not by the log's name."""
    with house.database.read() as session:
        people = set(session.execute(select(CandidateRow.id)).scalars())
        return [
            f"{line.action} {line.noun}"
            for line in session.execute(select(LogRow)).scalars()
            if (line.record_id in people and line.noun != "placement")
            or people & set(re.findall(r'"([^"]*)"', json.dumps(line.details)))
        ]
