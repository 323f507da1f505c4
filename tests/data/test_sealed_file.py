"""A sealed file: what is not exactly what was written is refused in one line that says what happened to it."""

from __future__ import annotations

import secrets
import struct
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.backup import read_header
from data.backup.sealed_file import PART_BYTES, SealedWriter, open_parts
from data.vault import Master
from matcher.errors import BadInput, MatcherError, NotReady

AT = datetime(2023, 9, 1, 8, tzinfo=UTC)
MASTER = Master(secrets.token_bytes(32), "matcher.key")
TEXT = "张伟 138".encode()
HEAD = struct.Struct(">Q?I")


def sealed(file: Path, content: bytes, *, master: Master = MASTER) -> Path:
    with file.open("wb") as stream:
        writer = SealedWriter(stream, master, at=AT)
        for start in range(0, len(content), 100_000):
            writer.write(content[start : start + 100_000])
        writer.end()
    return file


def unsealed(file: Path, *, master: Master = MASTER) -> bytes:
    with file.open("rb") as stream:
        header = read_header(stream, name=file.name)
        return b"".join(open_parts(stream, header, master, name=file.name))


def split(raw: bytes) -> list[bytes]:
    """The header, then each part with its head."""
    (length,) = struct.unpack_from(">I", raw, 22)
    at = 26 + length
    pieces = [raw[:at]]
    while at < len(raw):
        _, _, n = HEAD.unpack_from(raw, at)
        pieces.append(raw[at : at + HEAD.size + n])
        at += HEAD.size + n
    return pieces


@pytest.fixture(scope="module")
def pieces(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    content = secrets.token_bytes(3 * PART_BYTES) + TEXT
    pieces = split(sealed(tmp_path_factory.mktemp("sealed") / "a.backup", content).read_bytes())
    assert len(pieces) == 5
    return pieces


@pytest.mark.parametrize("n", [0, 1, PART_BYTES - 1, PART_BYTES, PART_BYTES + 1, 3 * PART_BYTES + 17])
def test_what_was_written_is_read(tmp_path: Path, n: int) -> None:
    content = secrets.token_bytes(n)
    assert unsealed(sealed(tmp_path / "a.backup", content)) == content


def test_nothing_of_the_content_can_be_seen(tmp_path: Path) -> None:
    raw = sealed(tmp_path / "a.backup", TEXT * 1_000).read_bytes()
    assert TEXT not in raw
    assert MASTER.key not in raw
    assert MASTER.key.hex().encode() not in raw


def test_the_same_again_gives_other_bytes(tmp_path: Path) -> None:
    first, second = (split(sealed(tmp_path / name, TEXT).read_bytes())[1] for name in ("a", "b"))
    assert first != second


Spoil = Callable[[list[bytes]], bytes]
SPOILT: dict[str, tuple[Spoil, str]] = {
    "empty": (lambda p: b"", "the file is empty"),
    "something else": (lambda p: b"PK\x03\x04" + b"".join(p), "this is no backup"),
    "cut off in its header": (lambda p: p[0][:60], "its beginning is damaged"),
    "cut off before the first part": (lambda p: p[0], "cut off after"),
    "cut off within a part": (lambda p: b"".join(p)[:-5], "cut off after"),
    "cut off between parts": (lambda p: b"".join(p[:-1]), "cut off after"),
    "cut off within a head": (lambda p: b"".join(p[:2]) + p[2][:4], "cut off after"),
    "two parts in each other's place": (lambda p: b"".join([p[0], p[2], p[1], *p[3:]]), "part 2 stands where part 1"),
    "a part left out": (lambda p: b"".join([p[0], p[1], *p[3:]]), "part 3 stands where part 2"),
    "a part twice": (lambda p: b"".join([*p[:2], p[1], *p[2:]]), "part 1 stands where part 2"),
    "something behind its end": (lambda p: b"".join(p) + b"x", "something follows its end"),
    "a part renumbered": (lambda p: b"".join([p[0], HEAD.pack(1, *HEAD.unpack_from(p[1])[1:]), p[1][13:]]), "part 1"),
    "an early end": (lambda p: b"".join([p[0], HEAD.pack(0, True, PART_BYTES + 16), p[1][13:]]), "part 1 is damaged"),
}


@pytest.mark.parametrize("spoilt", SPOILT)
def test_what_was_spoilt_is_refused_and_told(tmp_path: Path, pieces: list[bytes], spoilt: str) -> None:
    spoil, said = SPOILT[spoilt]
    file = tmp_path / "a.backup"
    file.write_bytes(spoil(pieces))
    with pytest.raises(BadInput, match=said) as refused:
        unsealed(file)
    assert str(refused.value).startswith("a.backup: ")


@given(at=st.integers(0, 10_000), flip=st.integers(1, 255))
def test_no_byte_can_be_altered(small: tuple[Path, bytes], at: int, flip: int) -> None:
    file, raw = small
    altered = bytearray(raw)
    altered[at % len(raw)] ^= flip
    file.write_bytes(altered)
    with pytest.raises(MatcherError):
        unsealed(file)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    file = sealed(tmp_path_factory.mktemp("small") / "a.backup", TEXT)
    return file, file.read_bytes()


def test_another_master_key_is_told_from_damage(tmp_path: Path) -> None:
    other = Master(secrets.token_bytes(32), "other.key")
    file = sealed(tmp_path / "a.backup", TEXT)
    with pytest.raises(NotReady, match=rf"master key {MASTER.check[:8]}, and other.key holds {other.check[:8]}"):
        unsealed(file, master=other)


def test_parts_of_another_backup_do_not_fit(tmp_path: Path) -> None:
    ours, theirs = (split(sealed(tmp_path / name, TEXT).read_bytes()) for name in ("a", "b"))
    file = tmp_path / "mixed.backup"
    file.write_bytes(ours[0] + theirs[1])
    with pytest.raises(BadInput, match="part 1 is damaged or was altered"):
        unsealed(file)
