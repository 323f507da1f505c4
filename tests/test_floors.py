"""The rules of the house, as tests: what the linters cannot say."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FLOORS = ("matcher", "models", "data", "api")
MODULES = sorted(path for floor in FLOORS for path in (ROOT / floor).rglob("*.py"))
SOURCES = sorted([*MODULES, *(ROOT / "tests").rglob("*.py")])
HEAVY = ("torch", "faiss", "sklearn", "pandas", "scipy", "sentence_transformers", "openvino")


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_no_file_is_longer_than_400_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_no_file_has_a_name_that_says_nothing(path: Path) -> None:
    assert path.stem not in {"util", "utils", "helper", "helpers", "common", "misc", "base"}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_every_module_says_first_what_it_owns(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_only_the_settings_read_the_environment(path: Path) -> None:
    names = {
        node.attr for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Attribute)
    }
    assert path.name == "settings.py" or not names & {"getenv"}


@pytest.mark.parametrize("path", [path for path in MODULES if path.parts[-2] == "matcher"], ids=name_of)
def test_the_core_reads_no_clock_and_no_file(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    named = {call.id for call in calls if isinstance(call, ast.Name)} | {
        call.attr for call in calls if isinstance(call, ast.Attribute)
    }
    assert not named & {"open", "now", "today", "utcnow", "read_text", "write_text", "getenv", "print"}


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
