"""An office whose data are worth keeping: people, posts, a sealed record and vectors, over either kind of database."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np

from api.beginning import begin
from api.house import House
from api.settings import Settings
from data.store import (
    Database,
    SealedRecord,
    add_vectors,
    get_sealed,
    iter_candidates,
    iter_posts,
    merge_candidates,
    put_posts,
    put_sealed,
    read_person,
    text_hash,
)
from matcher.records import Actor, Candidate, CandidateEntry, Person, Post, PostEntry

DAY = date(2023, 9, 1)
AT = datetime(2023, 9, 1, 8, tzinfo=UTC)
ACTOR = Actor("officer-1", "admin")
N_PEOPLE = 20
RECORD = SealedRecord("membership", "M1", "active", {"group": "low_income"}, ("C1",))


def person(n: int) -> Person:
    return Person(name=f"张{chr(0x4E00 + n)}", phone=f"138{n:08d}", bank_card=f"622202{n:013d}")


@dataclass(frozen=True)
class Office:
    """One installation, and what it holds."""

    settings: Settings

    @classmethod
    def begun(cls, var: Path, url: str | None = None, *, like: Path | None = None) -> Office:
        """Begin one, with the key of another where one is named."""
        var.mkdir(parents=True)
        if like is not None:
            shutil.copy(like, var / "matcher.key")
        return cls(Settings(var=var, database_url=url, today=DAY))

    def filled(self) -> Office:
        begin(self.settings)
        self.change(lambda house: fill(house))
        return self

    def change(self, what: Callable[[House], None]) -> None:
        house = House.open(self.settings)
        try:
            what(house)
        finally:
            house.close()

    def add_post(self, id: str) -> None:
        """Do one thing more, so that the state is another."""

        def put(house: House) -> None:
            with house.database.begin() as session:
                entries = [PostEntry(Post(id, "会计", "某公司"), Person(name="李主任"))]
                put_posts(session, entries, actor=ACTOR, source="test", at=AT, vault=house.vault)

        self.change(put)

    def contents(self) -> tuple[object, ...]:
        """Everything as a reader sees it, people in clear."""
        house = House.open(self.settings)
        try:
            with house.database.begin() as session:
                people = list(iter_candidates(session))
                why = {"vault": house.vault, "actor": ACTOR, "purpose": "test", "at": AT}
                clear = [read_person(session, "candidate", one.id, "self", **why) for one in people]  # type: ignore[arg-type]
                return (
                    list(iter_posts(session)),
                    people,
                    clear,
                    get_sealed(session, "membership", ["M1"], vault=house.vault),
                )
        finally:
            house.close()

    def revision(self) -> str | None:
        """The version of the tables."""
        database = Database(self.settings.database)
        try:
            return database.revision()
        finally:
            database.close()


def fill(house: House) -> None:
    with house.database.begin() as session:
        entries = [CandidateEntry(Candidate(f"C{n}"), person(n)) for n in range(N_PEOPLE)]
        told = {"actor": ACTOR, "source": "test", "at": AT, "vault": house.vault}
        merge_candidates(session, entries, **told)  # type: ignore[arg-type]
        put_posts(session, [PostEntry(Post("P1", "会计", "某公司"), Person(name="李主任"))], **told)  # type: ignore[arg-type]
        put_sealed(session, [RECORD], vault=house.vault)
        noise = np.random.default_rng(1).normal(size=(400, 384)).astype(np.float32)
        add_vectors(session, "tiny", [text_hash(str(n)) for n in range(len(noise))], noise)
