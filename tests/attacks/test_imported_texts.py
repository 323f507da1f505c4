"""SQL and templates in every column of every kind of file: stored or rejected as they were written."""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any, get_args

import openpyxl
import pytest

from api.house import House
from api.imports import import_file
from api.registering import import_registry
from api.settling import ImportKind
from data.reference import load_priority_groups
from matcher.errors import BadInput
from models import Encoder
from tests.api.conftest import TinyEncoder
from tests.api.fair_office import generous
from tests.api.marked import ACTOR, DAY, MARKED, fill, number_of
from tests.api.marked_plans import fairs_of
from tests.api.signed_in import signed_in
from tests.attacks.poison import MARK, POISON, altered, stored_texts

COLUMNS: dict[str, dict[str, list[str]]] = tomllib.loads(
    files("data.reference").joinpath("headers.toml").read_text(encoding="utf-8")
)
HONEST = {
    "employer": "甲公司",
    "title": "会计",
    "name": "秦明",
    "id_number": number_of(MARKED),
    "phone": "13800009999",
    "birth_on": "2001-03-07",
    "candidate_id": MARKED,
    "employer_id": "E1",
    "month": "2023-07",
    "kind": "按月",
    "starts_on": "2023-09-01",
    "planned_end_on": "2024-02-29",
    "amount": "1260",
    "insured_from": "2019-01-01",
    "fair": "F1",
    "booth": "01",
    "posts": "P1",
    "post": "P1",
    "attendance": "是",
    "outcome": "感兴趣",
    "on": "2023-08-30",
}
"""What stands in the columns beside the poisoned one, where the kind of file has them."""


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory, new_house: Callable[[Path, Encoder], House]) -> House:
    folder = tmp_path_factory.mktemp("imported")
    house = generous(new_house(folder, TinyEncoder()))
    fill(house, folder)
    fairs_of(signed_in(house))
    return house


def table_of(kind: str) -> str:
    """Give a file with a row for each column in which that one is poisoned, and one in which all are."""
    columns, out = COLUMNS[kind], io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([names[0] for names in columns.values()])
    for n, poisoned in enumerate(columns):
        own = (
            HONEST
            | {"id": f"{kind}-{n}"}
            | ({"name": "赵敏", "id_number": "", "phone": f"1391234{n:04d}"} if n else {})
        )
        writer.writerow([POISON if name == poisoned else own.get(name, "") for name in columns])
    writer.writerow([POISON for _ in columns])
    return out.getvalue()


def check_rejected(file: Path | None) -> int:
    """Assert that each cell of the rejected rows is as it was, and give in how many the poison stands."""
    if file is None:
        return 0
    cells = [cell for sheet in openpyxl.load_workbook(file) for row in sheet.iter_rows() for cell in row]
    values = [str(cell.value) for cell in cells if cell.value is not None and MARK in str(cell.value)]
    assert altered(values) == []
    assert {cell.data_type for cell in cells if cell.value is not None} <= {"s", "n"}
    return len(values)


NAME = "{0}{name}{{7*7}}%s.csv"


STORED = {"posts", "candidates", "employers", "courses"}
"""Kinds whose rows stand by themselves: of them some are stored with the poison in a text."""


def _stored(house: House) -> list[str]:
    return [one for found in stored_texts(house.database).values() for one in found]


def _changed(house: House) -> list[str]:
    """Give what is stored that is neither the poison nor a part of it, as where a cell holds a list."""
    return [one for one in _stored(house) if POISON not in one and one not in POISON]


@pytest.mark.parametrize("kind", get_args(ImportKind))
def test_a_text_in_any_column_stays_a_text(city: House, tmp_path: Path, kind: Any) -> None:
    file = tmp_path / NAME
    file.write_text(table_of(kind), encoding="utf-8")
    done = import_file(
        city, kind, file, actor=ACTOR, at=city.moment(), fair="F1" if kind in ("booths", "attendance") else None
    )
    assert done.n_stored + done.n_rejected == done.n_rows > len(COLUMNS[kind]) / 2
    assert check_rejected(done.rejected_file) > 0
    assert altered(list(done.first_rejected)) == []
    assert [one for one in done.first_rejected if NAME not in one and "{" in one.replace(POISON, "")] == []
    if kind in STORED:
        assert done.n_stored > 2
        assert _stored(city)
    assert _changed(city) == []
    assert signed_in(city).get("/v1/posts/P1").json()["title"] == "软件测试工程师"


@pytest.mark.parametrize("registry", sorted(load_priority_groups().kinds))
def test_a_text_in_any_column_of_a_registry_stays_a_text(city: House, tmp_path: Path, registry: str) -> None:
    file = tmp_path / "名册.csv"
    file.write_text(table_of("registries"), encoding="utf-8")
    said = ""
    try:
        import_registry(city, registry, file, as_of=DAY, force=True, actor=ACTOR, at=city.clock())
    except BadInput as refused:
        said = str(refused)
    assert altered(said) == []
    assert _changed(city) == []


@pytest.mark.parametrize("kind", ["posts", "candidates"])
def test_a_text_for_a_header_is_told_as_it_was_written(city: House, tmp_path: Path, kind: Any) -> None:
    file = tmp_path / "a.csv"
    file.write_text(f'"{POISON.replace(chr(34), chr(34) * 2)}",乙\n1,2\n', encoding="utf-8")
    with pytest.raises(BadInput) as refused:
        import_file(city, kind, file, actor=ACTOR, at=city.moment())
    assert altered(str(refused.value)) == []
