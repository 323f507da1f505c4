"""The rules of the house, as tests: what the linters cannot say."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parent.parent
FLOORS = ("matcher", "models", "data", "api")
MODULES = sorted(path for floor in FLOORS for path in (ROOT / floor).rglob("*.py"))
SOURCES = sorted([*MODULES, *(ROOT / "tests").rglob("*.py")])
HEAVY = ("torch", "faiss", "sklearn", "pandas", "scipy", "sentence_transformers", "openvino")


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


class Told(NamedTuple):
    """What a module says of itself, and what it names and calls."""

    docstring: str | None
    attributes: set[str]
    calls: set[str]

    @classmethod
    def of(cls, path: Path) -> Told:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        nodes = list(ast.walk(tree))
        called = [node.func for node in nodes if isinstance(node, ast.Call)]
        return cls(
            ast.get_docstring(tree),
            {node.attr for node in nodes if isinstance(node, ast.Attribute)},
            {one.id for one in called if isinstance(one, ast.Name)}
            | {one.attr for one in called if isinstance(one, ast.Attribute)},
        )


@pytest.fixture(scope="module")
def modules() -> dict[Path, Told]:
    """Give what is to be known of every module of the floors."""
    return {path: Told.of(path) for path in MODULES}


def test_no_file_is_longer_than_400_lines() -> None:
    long = [name_of(path) for path in SOURCES if len(path.read_text(encoding="utf-8").splitlines()) > 400]
    assert long == []


def test_no_file_has_a_name_that_says_nothing() -> None:
    empty = {"util", "utils", "helper", "helpers", "common", "misc", "base"}
    assert [name_of(path) for path in SOURCES if path.stem in empty] == []


def test_every_module_says_first_what_it_owns(modules: dict[Path, Told]) -> None:
    assert [name_of(path) for path, told in modules.items() if not told.docstring] == []


def test_only_the_settings_read_the_environment(modules: dict[Path, Told]) -> None:
    readers = [path for path, told in modules.items() if "getenv" in told.attributes]
    assert [name_of(path) for path in readers if path.name != "settings.py"] == []


def test_the_core_reads_no_clock_and_no_file(modules: dict[Path, Told]) -> None:
    from_outside = {"open", "now", "today", "utcnow", "read_text", "write_text", "getenv", "print"}
    core = {name_of(path): told.calls & from_outside for path, told in modules.items() if path.parts[-2] == "matcher"}
    assert {name: found for name, found in core.items() if found} == {}


@pytest.mark.parametrize("floor", FLOORS)
def test_importing_a_floor_is_light(floor: str) -> None:
    seen = f"import sys, {floor}; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", seen], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"


def test_the_core_offers_fifteen_names_at_most() -> None:
    import matcher

    assert len(matcher.__all__) <= 15


def test_a_test_sees_no_setting() -> None:
    assert [name for name in os.environ if name.startswith("MATCHER_")] == []


def test_the_shell_gives_the_tests_no_settings() -> None:
    command = [sys.executable, "-m", "pytest", "-q", f"{Path(__file__)}::{test_a_test_sees_no_setting.__name__}"]
    shell = {**os.environ, "MATCHER_VAR": "/nonexistent", "MATCHER_LANGUAGE": "en"}
    done = subprocess.run(command, env=shell, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
