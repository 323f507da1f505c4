"""A city in which one person has left traces everywhere, and the search for what is left of that one."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import text

from api.house import House
from api.imports import import_file
from api.linking import link_all
from api.registering import import_registry
from api.vectors import key_of
from data.store import Database, put_candidates, put_claims, put_employers, put_placements, put_posts
from data.tables import Base
from matcher.records import (
    Actor,
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
from matcher.text import candidate_texts
from tests.api.marked import number_of
from tests.api.signed_in import signed_in

ACTOR = Actor("officer-1", "admin")
DAY = date(2023, 9, 1)
LEAVER, STAYER = "KLV-0001", "KST-0002"
NAME, PHONE, ADDRESS = "欧阳疏影", "13877776666", "历下区泺源大街九号"
NUMBER = number_of("CA")
MISTYPED = NUMBER[:-1] + ("1" if NUMBER.endswith("0") else "0")  # its check digit is wrong
MAJOR, WISH, SCHOOL, SKILL = "量子养蜂学", "想做蜂巢力学测试", "泰山蜂业学院", "蜂语翻译"
OTHER_NUMBER = number_of("CB")


@dataclass(frozen=True, slots=True)
class Pieces:
    """What may be found nowhere."""

    words: tuple[str, ...] = (NAME, PHONE, NUMBER, ADDRESS, LEAVER, MAJOR, WISH, SCHOOL, SKILL)

    def encoded(self) -> list[bytes]:
        """Give each word in every spelling of bytes in which a file may hold it."""
        codes = ("utf-8", "gb18030", "utf-16-le", "utf-32-le")
        escaped = [json.dumps(word)[1:-1].encode() for word in self.words]
        return [*escaped, *(word.encode(code) for word in self.words for code in codes)]


def leaver() -> Candidate:
    return Candidate(
        LEAVER,
        education=Education.BACHELOR,
        education_written="本科",
        graduation_status="毕业",
        graduated_on=date(2022, 6, 30),
        birth_on=date(2001, 3, 7),
        sex="male",
        school=SCHOOL,
        major=MAJOR,
        employment_status=EmploymentStatus.UNEMPLOYED,
        home_district="历下区",
        districts=("历下区",),
        skills=(SKILL,),
        experience="在蜂场做过两年的蜂箱维护",
        wish=WISH,
        push_consent=True,
        contact_consent=True,
    )


def settle_in(house: House) -> None:
    """Store posts, an employer, the person who will leave, and one who stays."""
    told: dict[str, Any] = {"actor": ACTOR, "source": "名单.csv", "at": house.clock(), "vault": house.vault}
    posts = [
        Post(
            f"P{n}",
            "软件测试工程师",
            "甲公司",
            kind=Kind.TECHNICAL,
            headcount=2,
            description=f"执行第{n}组功能测试。",
            education=Education.COLLEGE,
            district="历下区",
            place="历下区",
            published_on=date(2023, 8, n),
        )
        for n in range(1, 4)
    ]
    people = [
        CandidateEntry(leaver(), Person(name=NAME, id_number=NUMBER, phone=PHONE, address=ADDRESS)),
        CandidateEntry(
            Candidate(
                STAYER,
                birth_on=date(2001, 3, 8),
                wish="软件测试",
                home_district="历下区",
                push_consent=True,
                contact_consent=True,
                major="软件工程",
                education=Education.BACHELOR,
                graduation_status="毕业",
                graduated_on=date(2022, 6, 30),
            ),
            Person(name="周强", id_number=OTHER_NUMBER, phone="13900000001"),
        ),
    ]
    with house.database.begin() as session:
        put_employers(session, [EmployerEntry(Employer("E1", "甲公司", district="历下区"))], **told)
        put_posts(session, [PostEntry(one) for one in posts], **told)
        put_candidates(session, people, **told)
    house.follower.work_off()


def fill_with_traces(house: House, folder: Path) -> House:
    """Let the person who will leave have been paid subsidy for, and have left traces everywhere."""
    settle_in(house)
    place(house, with_claim=True)
    leave_traces(house, folder)
    return house


def place(house: House, *, with_claim: bool) -> None:
    """Let the person have been in a traineeship, perhaps one that subsidy was paid for."""
    told: dict[str, Any] = {"actor": ACTOR, "source": "见习.csv", "at": house.clock(), "vault": house.vault}
    placement = Placement("T-KLV-1", LEAVER, "E1", date(2023, 2, 1), date(2023, 6, 30), post_id="P1")
    trainee, mentor = Person(bank_card="6222021602001234567"), Person(name="孙师傅")
    with house.database.begin() as session:
        put_placements(session, [PlacementEntry(placement, mentor=mentor, trainee=trainee)], **told)
        if with_claim:
            claim = Claim(
                "B-KLV-1",
                LEAVER,
                "E1",
                ClaimKind.MONTHLY,
                date(2023, 3, 1),
                Decimal(1260),
                claimed_on=date(2023, 4, 2),
                paid_on=date(2023, 5, 4),
            )
            put_claims(session, [ClaimEntry(claim, Person(id_number=NUMBER))], **told)


def leave_traces(house: House, folder: Path) -> None:
    """Do with the person whatever an office does: register, link, rank, contact, push, invite, reject."""
    registry = folder / "low_income.csv"
    registry.write_text(
        f"姓名,身份证号码,户主姓名\n{NAME},{NUMBER},{NAME}\n周强,{OTHER_NUMBER},周大\n", encoding="utf-8"
    )
    import_registry(house, "low_income", registry, as_of=DAY, force=False, actor=ACTOR, at=house.clock())
    link_all(house, actor=ACTOR, at=house.clock())
    bad = folder / "求职者.csv"
    bad.write_text(
        f"编号,姓名,身份证号,手机号,求职意向\n,{NAME},{MISTYPED},{PHONE},{WISH}\n,王小二,12,,测试\n",
        encoding="utf-8",
    )
    assert import_file(house, "candidates", bad, actor=ACTOR, at=house.moment()).n_rejected == 2
    employment = folder / "参保.csv"
    employment.write_text(f"身份证号,单位,参保起,参保止\n{NUMBER},甲公司,2019-01-01,2019-02-01\n", encoding="utf-8")
    import_file(house, "employment", employment, actor=ACTOR, at=house.moment())
    client = signed_in(house)
    for n, (method, path, body) in enumerate(_requests()):
        answer = client.request(method, path, json=body, headers={"Idempotency-Key": f"k{n}"})
        assert answer.status_code < 300, (path, answer.text)
    body = client.get(f"/v1/candidates/{LEAVER}").json()
    for wish in (WISH, WISH + "二"):  # the first text keeps its vector when nobody has it any more
        assert client.put(f"/v1/candidates/{LEAVER}", json=body | {"wish": wish}).status_code == 200
    house.follower.work_off()


def _requests() -> list[tuple[str, str, Any]]:
    own = f"/v1/candidates/{LEAVER}"
    return [
        ("POST", "/v1/candidates/find", {"text": NAME}),
        ("GET", f"{own}/matches", None),
        ("POST", "/v1/feedback", [{"candidate_id": LEAVER, "post_id": "P1", "event": "shown", "note": f"{NAME}来过"}]),
        ("POST", f"/v1/outreach/{LEAVER}/attempts", {"channel": "phone", "result": "interested", "post_id": "P1"}),
        ("POST", f"/v1/outreach/{LEAVER}/claim", {}),
        ("POST", "/v1/outreach/caseloads", {"candidate_ids": [LEAVER], "caseworker": "li"}),
        ("GET", f"{own}/memberships?purpose=核对", None),
        ("POST", "/v1/pushes", {}),
    ]


def dump(database: Database) -> bytes:
    """Give every value of every table."""
    found = []
    with database.read() as session:
        for table in Base.metadata.sorted_tables:
            for row in session.execute(text(f"SELECT * FROM {table.name}")):
                found += [
                    value if isinstance(value, bytes) else str(value).encode() for value in row if value is not None
                ]
    return b"\n".join(found)


def left_in(content: bytes, pieces: Pieces) -> list[str]:
    """Name the words of which some bytes hold a spelling."""
    return sorted({one.decode("utf-8", "replace") for one in pieces.encoded() if one in content})


def left_in_files(root: Path, pieces: Pieces) -> dict[str, list[str]]:
    """Name the files under a folder that hold a word, unpacked where they are packed."""
    return {
        str(path.relative_to(root)): found
        for path in sorted(root.rglob("*"))
        if path.is_file() and (found := left_in(_unpacked(path), pieces))
    }


def _unpacked(path: Path) -> bytes:
    import zipfile

    content = path.read_bytes()
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as packed:
            content += b"\n".join(packed.read(name) for name in packed.namelist())
    return content


def vectors_left(house: House, candidates: Iterable[Candidate]) -> int:
    """Count the vectors of the texts of some candidates, in the database and in the index."""
    keys = {key_of("candidate", one) for candidate in candidates for one in candidate_texts(candidate)}
    with house.database.read() as session:
        stored = session.execute(text("SELECT text_hash FROM vectors")).scalars().all()
    n = sum(bytes(key) in keys for key in stored)
    own = house.follower.keeper.passing("candidate", [one for who in candidates for one in candidate_texts(who)])
    for path in (house.settings.var / "index").glob("*.npz"):
        with np.load(path, allow_pickle=False) as state:
            for name in state.files:
                if name.startswith("candidates/") and "/vectors/" in name:
                    n += sum((state[name] == vector.astype(np.float16)).all(axis=1).sum() for vector in own.values())
    return n
