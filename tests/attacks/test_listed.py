"""The page of attacks and the tests that there are say the same."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "attacks.md").read_text(encoding="utf-8")
HERE = Path(__file__)
ROWS = re.findall(r"^\| (\d+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", PAGE, re.M)


def names_in(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {one.name for one in tree.body if isinstance(one, ast.FunctionDef) and one.name.startswith("test_")}


def listed() -> Iterator[str]:
    for *_, cell in ROWS:
        yield from re.findall(r"`(tests/[\w/]+\.py::test_\w+)`", cell)


def test_every_row_has_a_number_and_a_test_that_exists() -> None:
    assert [int(number) for number, *_ in ROWS] == list(range(1, len(ROWS) + 1))
    assert len(ROWS) >= 30
    assert [row for row in ROWS if "`tests/" not in row[3]] == []
    assert [name for name in listed() if (found := name.partition("::"))[2] not in names_in(ROOT / found[0])] == []


def test_every_attack_stands_in_the_page() -> None:
    there = {
        f"tests/attacks/{path.name}::{name}"
        for path in HERE.parent.glob("test_*.py")
        if path != HERE
        for name in names_in(path)
    }
    assert there - set(listed()) == set()
    assert len(list(listed())) == len(set(listed()))
