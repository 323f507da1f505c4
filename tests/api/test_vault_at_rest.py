"""A copy of the database without the key reveals nobody: searched for everybody of a small city, in every form."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import select

from api.backing_up import back_up, check_backup
from api.beginning import begin
from api.finding import find
from api.house import House
from api.imports import import_file
from api.rotating import rotate_data
from api.settings import Settings
from data.backup import Content
from data.store import SealedRecord, put_sealed
from data.synthetic import make_city
from data.tables import Base
from data.vault import PART_LENGTH, part_of
from matcher.records import Actor

DAY = date(2023, 9, 1)
AT = datetime(2023, 9, 1, 8, tzinfo=UTC)
ACTOR = Actor("officer-1", "admin")
KINDS = ("employers", "posts", "candidates", "placements", "claims", "employment")
REGISTRIES = {"low_income": "低保", "out_of_poverty": "脱贫", "disabled": "残疾"}
FIELD_OF = {
    "姓名": "name",
    "成员姓名": "name",
    "联系人": "name",
    "带教老师": "name",
    "身份证号": "id_number",
    "身份证号码": "id_number",
    "公民身份号码": "id_number",
    "残疾人证号": "id_number",
    "手机号": "phone",
    "联系电话": "phone",
    "银行卡号": "bank_card",
    "户编号": "evidence",
}
RELATIVE = "上官某某"


@dataclass(frozen=True, slots=True)
class Secrets:
    """What must stand nowhere, and what may because it is no secret."""

    whole: frozenset[str]
    parts: frozenset[str]  # last four, initials: too short to be sought among random bytes
    open_text: str


def read_rows(file: Path) -> list[dict[str, str]]:
    registry = file.name.startswith("registry")
    with file.open(encoding="gb18030" if registry else "utf-8-sig", newline="") as stream:
        if registry:
            next(stream)  # the title
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("city")
    make_city(folder, posts=60, candidates=200, seed=3, on=DAY)
    return folder


@pytest.fixture(scope="module")
def secrets(city: Path) -> Secrets:
    told, text = list[tuple[str, str]](), list[str]()
    for file in city.glob("*.csv"):
        for row in read_rows(file):
            personal = {column: value for column, value in row.items() if column in FIELD_OF and value}
            told += [(FIELD_OF[column], value) for column, value in personal.items()]
            if not file.name.startswith("registry"):
                text += [value for column, value in row.items() if column not in FIELD_OF and value]
    open_text = "\n".join(text)
    whole = {value for _field, value in told} | {RELATIVE, *REGISTRIES, *REGISTRIES.values()}
    parts = {part_of(field, value).upper() for field, value in told}
    return Secrets(
        frozenset(value for value in whole if len(value) > 1 and value not in open_text),
        frozenset(part for part in parts if 2 <= len(part) <= PART_LENGTH) - tokens(open_text) - {"2023", "08", "00"},
        open_text,
    )


def tokens(text: str) -> set[str]:
    return set(re.findall(r"[0-9A-Z]+", text.upper()))


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'db' / 'matcher.db'}"
    made: str = request.getfixturevalue("new_postgresql")()
    return made


@pytest.fixture
def filled(url: str, tmp_path: Path, city: Path) -> Iterator[House]:
    """A house that took in the whole city, registries too, and looked somebody up."""
    settings = Settings(var=tmp_path / "var", database_url=url, today=DAY)
    begin(settings)
    house = House.open(settings)
    for kind in KINDS:
        import_file(house, kind, city / f"{kind}.csv", actor=ACTOR, at=AT)
    with house.database.begin() as session:
        put_sealed(session, registered(city), vault=house.vault)
    find(house, read_rows(city / "candidates.csv")[0]["手机号"], actor=ACTOR)
    yield house
    house.close()


def registered(city: Path) -> Iterator[SealedRecord]:
    for kind, word in REGISTRIES.items():
        for n, row in enumerate(read_rows(city / f"registry_{kind}.csv")):
            content: dict[str, Any] = row | {"group": kind, "relative": RELATIVE, "word": word}
            keys = tuple(value for column, value in row.items() if FIELD_OF.get(column) in ("name", "id_number"))
            yield SealedRecord("registry_entry", f"E{kind[0]}{n}", "X1", content, keys)


def at_rest(url: str) -> bytes:
    """All bytes of the files of SQLite, or of every row of PostgreSQL."""
    if url.startswith("sqlite:///"):
        folder = Path(url.removeprefix("sqlite:///")).parent
        return b"".join(file.read_bytes() for file in folder.glob("matcher.db*"))
    rows: list[bytes] = []
    with psycopg.connect(url) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        for (name,) in tables:
            with connection.cursor().copy(f"COPY {name} TO STDOUT (FORMAT binary)") as stream:  # type: ignore[arg-type]
                rows += [bytes(block) for block in stream]
    return b"".join(rows)


def open_tokens(house: House) -> set[str]:
    """The words and numbers of every cell that is no bytes, without days and moments: birth days are open."""
    found = set[str]()
    with house.database.read() as session:
        for table in Base.metadata.tables.values():
            for row in session.execute(select(table)):
                said = [one for one in row if not isinstance(one, (bytes, date, float))]
                text = json.dumps(said, ensure_ascii=False, default=str)
                found |= tokens(re.sub(r"\d{4}-\d\d-\d\dT[\d:.+]+", " ", text))
    return found


def revealed(house: House, url: str, secrets: Secrets) -> set[str]:
    raw = at_rest(url)
    whole = {one for one in secrets.whole if any(one.encode(coding) in raw for coding in ("utf-8", "utf-16-le"))}
    escaped = {one for one in secrets.whole if not one.isascii() and json.dumps(one)[1:-1].encode() in raw}
    return whole | escaped | (secrets.parts & open_tokens(house))


def test_a_copy_of_the_database_reveals_nobody(filled: House, url: str, secrets: Secrets) -> None:
    assert len(secrets.whole) > 700
    assert len(secrets.parts) > 300
    assert "济南".encode() in at_rest(url)  # what is not personal can be found, so the search works
    assert revealed(filled, url, secrets) == set()


def test_a_copy_made_in_the_midst_of_a_rotation_reveals_nobody(
    filled: House, url: str, secrets: Secrets, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object, **__: object) -> None:
        raise InterruptedError

    monkeypatch.setattr("api.rotating.finish_rotation", stop)
    with pytest.raises(InterruptedError):
        rotate_data(filled, actor=ACTOR)
    assert revealed(filled, url, secrets) == set()


def test_a_backup_reveals_nobody_to_one_who_has_the_file_or_even_its_content(
    filled: House, tmp_path: Path, secrets: Secrets
) -> None:
    file, lines = tmp_path / "a.backup", list[str]()
    back_up(file, settings=filled.settings, actor=ACTOR)
    sealed = file.read_bytes()
    assert {one for one in secrets.whole if len(one) > 2 and one.encode() in sealed} == set()
    assert "济南".encode() not in sealed  # not even what is open in the database
    keep = Content(rows=lambda shape, rows: lines.append(json.dumps(rows, ensure_ascii=False)))
    check_backup(file, master=filled.vault.master, content=keep)
    content = "".join(lines)
    assert "济南" in content  # the search works
    assert {one for one in secrets.whole if one in content} == set()
    assert filled.vault.master.key.hex() not in content


def test_two_databases_of_the_same_people_have_no_hash_in_common(filled: House, tmp_path: Path, city: Path) -> None:
    other = Settings(var=tmp_path / "other", today=DAY)
    begin(other)
    again = House.open(other)
    import_file(again, "candidates", city / "candidates.csv", actor=ACTOR, at=AT)
    assert hashes(filled) & hashes(again) == set()
    again.close()


def hashes(house: House) -> set[bytes]:
    table = Base.metadata.tables["personal_fields"]
    with house.database.read() as session:
        rows = session.execute(select(table.c.lookup, table.c.part_lookup, table.c.ciphertext)).all()
    return {bytes(one) for row in rows for one in row if one}
