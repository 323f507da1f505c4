"""When the posts are looked at anew for signs of a trap: whenever anything changed that may decide a flag."""

from __future__ import annotations

import py_compile
import shutil
import zipfile
from importlib.resources import files
from pathlib import Path

import pytest

from api.flagging import version_of
from api.house import House
from data.store import flags_seen, latest_sequence, put_posts
from matcher.records import Actor, Post, PostEntry


@pytest.fixture
def core(tmp_path: Path) -> Path:
    """A copy of the core, without what interpreters left in it."""
    origin = Path(str(files("matcher")))
    return Path(shutil.copytree(origin, tmp_path / "matcher", ignore=shutil.ignore_patterns("__pycache__")))


@pytest.mark.parametrize(
    ("file", "constant"),
    [
        pytest.param("traps/rules.py", "_FEES = (", id="words of a rule"),
        pytest.param("traps/reading.py", "HIGH_PAY_MONTH_YUAN = ", id="pay out of proportion"),
        pytest.param("traps/copies.py", "_ALIKE = ", id="how like copies are"),
        pytest.param("traps/signs.py", "N_WEAK = ", id="how many weak signs suffice"),
        pytest.param("signatures.py", "LEAST_LETTERS = ", id="letters of a text that is one's own"),
    ],
)
def test_another_constant_is_another_version(core: Path, file: str, constant: str) -> None:
    before = version_of(core)
    changed = (core / file).read_text(encoding="utf-8").replace(constant, f"{constant}0 or ")
    (core / file).write_text(changed, encoding="utf-8")
    assert version_of(core) != before


def test_a_version_is_told_by_sixteen_digits_wherever_it_lies(core: Path) -> None:
    assert version_of(core) == version_of(files("matcher"))
    assert len(version_of(core)) == 16


def test_an_archive_is_of_the_version_of_its_files(core: Path, tmp_path: Path) -> None:
    archive = shutil.make_archive(str(tmp_path / "core"), "zip", tmp_path, "matcher")
    with zipfile.ZipFile(archive) as opened:
        assert version_of(zipfile.Path(opened, "matcher/")) == version_of(core)


def test_what_an_interpreter_leaves_is_of_no_version(core: Path) -> None:
    before = version_of(core)
    py_compile.compile(str(core / "traps" / "rules.py"))
    assert version_of(core) == before


def test_without_sources_bytecode_tells_the_version(core: Path) -> None:
    reading = core / "traps" / "reading.py"
    versions = set()
    for most in ("20_000.0", "30_000.0"):
        reading.write_text(f"HIGH_PAY_MONTH_YUAN = {most}\n", encoding="utf-8")
        py_compile.compile(
            str(reading),
            cfile=str(reading.with_suffix(".pyc")),
            invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
        )
        reading.unlink()
        versions.add(version_of(core))
    assert len(versions) == 2


def test_what_was_looked_at_is_noted_under_the_version_of_the_core(house: House) -> None:
    post = PostEntry(Post(id="P1", title="保安", employer="春晓安保"))
    actor = Actor("test", "admin")
    with house.database.begin() as session:
        put_posts(session, [post], actor=actor, source="test", at=house.clock(), vault=house.vault)
    house.follower.follow_flags()
    with house.database.read() as session:
        assert flags_seen(session, rules=version_of(files("matcher"))) == latest_sequence(session)
