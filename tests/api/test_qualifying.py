"""Who is eligible, as a process keeps it: in step with the database, whatever happens to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

from api.house import House
from data.store import merge_candidates
from matcher.records import Actor, Candidate, CandidateEntry, Education, EmploymentStatus
from models import Encoder

OFFICE = Actor("office", "admin")


def test_everybody_is_judged_anew_where_a_database_was_brought_back(
    tmp_path: Path, new_house: Callable[..., House], tiny: Encoder
) -> None:
    house, before = (new_house(tmp_path / name, tiny) for name in ("house", "before"))
    edition, day = house.rulebook.on(house.today()), house.today()
    graduate = Candidate("C1", education=Education.BACHELOR, graduation_status="毕业", graduated_on=date(2022, 6, 30))
    people = [replace(graduate, id=id, employment_status=EmploymentStatus.UNEMPLOYED) for id in ("C1", "C2")]
    with house.database.begin() as session:
        merge_candidates(
            session, map(CandidateEntry, people), actor=OFFICE, source="test", at=house.clock(), vault=house.vault
        )
    with house.database.read() as session:
        assert house.qualifying.count(session, edition, on=day).ids == ("C1", "C2")
    with before.database.read() as session:  # whose changes are fewer
        assert house.qualifying.count(session, edition, on=day).ids == ()
