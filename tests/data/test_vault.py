"""The key of the house and what is done with it."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.vault import Vault, make_key, mask
from data.vault.ring import KeyRing
from matcher.errors import Conflict, NotReady

TEXT = st.text(st.characters(exclude_categories=["Cs"]))


def test_a_new_key_is_for_its_owners_eyes_only(tmp_path: Path) -> None:
    make_key(tmp_path / "var" / "key")
    assert stat.S_IMODE((tmp_path / "var" / "key").stat().st_mode) == 0o600
    assert [file.name for file in (tmp_path / "var").iterdir()] == ["key"]


def test_a_key_is_never_overwritten(tmp_path: Path) -> None:
    make_key(tmp_path / "key")
    before = (tmp_path / "key").read_bytes()
    with pytest.raises(Conflict, match="never overwritten"):
        make_key(tmp_path / "key")
    assert (tmp_path / "key").read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["key"]


def test_no_two_keys_are_alike(tmp_path: Path) -> None:
    make_key(tmp_path / "one")
    make_key(tmp_path / "two")
    assert Vault(tmp_path / "one").check != Vault(tmp_path / "two").check


@pytest.mark.parametrize(
    ("content", "mode", "says"),
    [
        pytest.param(None, 0, "matcher init", id="absent"),
        pytest.param("ab" * 32, 0o644, "chmod 600", id="open to others"),
        pytest.param("ab" * 31, 0o600, "backup", id="short"),
        pytest.param("ab" * 33, 0o600, "backup", id="long"),
        pytest.param("", 0o600, "backup", id="empty"),
        pytest.param("xy" * 32, 0o600, "backup", id="not hexadecimal"),
    ],
)
def test_a_key_file_that_cannot_be_used_is_refused_in_one_line(
    tmp_path: Path, content: str | None, mode: int, says: str
) -> None:
    path = tmp_path / "key"
    if content is not None:
        path.write_text(content)
        path.chmod(mode)
    with pytest.raises(NotReady, match=says) as refused:
        Vault(path)
    assert str(path) in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_folder_is_no_key(tmp_path: Path) -> None:
    with pytest.raises(NotReady, match="matcher init"):
        Vault(tmp_path)


@given(value=TEXT, context=st.binary())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_was_encrypted_is_read_again(vault: Vault, value: str, context: bytes) -> None:
    assert vault.decrypt(vault.encrypt(value, context=context), context=context) == value


def test_the_same_value_is_encrypted_differently_each_time(vault: Vault) -> None:
    assert len({vault.encrypt("张三", context=b"") for _ in range(100)}) == 100


@given(at=st.integers(0, 34), bit=st.integers(0, 7))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_changed_bit_is_noticed(vault: Vault, at: int, bit: int) -> None:
    changed = bytearray(vault.encrypt("张三", context=b"here"))
    changed[at] ^= 1 << bit
    with pytest.raises(NotReady):
        vault.decrypt(bytes(changed), context=b"here")


def test_a_value_is_read_in_its_own_place_only(vault: Vault) -> None:
    with pytest.raises(NotReady, match="cannot be decrypted"):
        vault.decrypt(vault.encrypt("张三", context=b"here"), context=b"there")


@pytest.mark.parametrize("ciphertext", [b"", b"\x01", b"\x01" + b"0" * 12, b"\x02" + b"0" * 60])
def test_bytes_that_are_no_ciphertext_are_refused(vault: Vault, ciphertext: bytes) -> None:
    with pytest.raises(NotReady):
        vault.decrypt(ciphertext, context=b"")


@pytest.mark.parametrize(
    ("field", "one", "other"),
    [
        ("id_number", "11010519491231002x", "１１０１０５ 19491231 002X"),
        ("phone", "13869170042", "+86-138 6917 0042"),
        ("phone", "13869170042", "008613869170042"),
        ("name", "买买提·艾力", "买买提 • 艾力"),
        ("name", "买买提·艾力", "买买提．艾力"),
        ("name", "买买提·艾力", "买买提. 艾力"),
        ("bank_card", "6222 0216 0298 7654 321", "6222021602987654321"),
    ],
)
def test_spellings_of_one_value_have_one_hash(vault: Vault, field: str, one: str, other: str) -> None:
    assert vault.keyed_hash(field, one) == vault.keyed_hash(field, other)


def test_dots_stand_for_something_outside_names(vault: Vault) -> None:
    assert vault.keyed_hash("address", "3.5号") != vault.keyed_hash("address", "35号")


def test_a_hash_depends_on_field_value_and_key(vault: Vault, tmp_path: Path) -> None:
    make_key(tmp_path / "key")
    hashes = {
        vault.keyed_hash("phone", "13869170042"),
        vault.keyed_hash("phone", "13869170043"),
        vault.keyed_hash("bank_card", "13869170042"),
        Vault(tmp_path / "key").keyed_hash("phone", "13869170042"),
    }
    assert len(hashes) == 4
    assert {len(one) for one in hashes} == {16}


def test_an_id_is_stable_and_differs_between_people(vault: Vault, key_file: Path) -> None:
    one = vault.identify("11010519491231002X")
    assert one == Vault(key_file).identify("11010519491231002x")
    assert one.startswith("C")
    assert len(one) == 17
    assert one != vault.identify("110105194912310011")


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        ("id_number", "370102199901011552", "3701**********1552"),
        ("id_number", "37010219990101155243", "3701**********1552"),
        ("id_number", "3701021999010115 52 43B1", "3701**********1552"),
        ("id_number", "3701021999010115543", "**********"),  # a certificate one digit short
        ("id_number", "370102199901011543", "**********"),  # two digits short: as long as an ID number
        ("id_number", "370102199901011234", "**********"),  # what no check digit speaks for may be one
        ("id_number", "370102199901011234 43", "**********"),
        ("phone", "13812345678、0531-55501234", "138****5678、053****1234"),
        ("id_number", "3701", "**********"),
        ("phone", "13812345678", "138****5678"),
        ("phone", "85550000", "****"),
        ("name", "张三", "张**"),
        ("name", "张", "张**"),
        ("bank_card", "6222021602987654321", "************4321"),
        ("address", "济南市历下区某某街道某某小区3号楼", "济南市历下****"),
        ("address", "某村", "****"),
    ],
)
def test_a_mask_shows_what_tells_people_apart_and_no_more(field: str, value: str, shown: str) -> None:
    assert mask(field, value) == shown


def test_a_pseudonym_is_each_readers_own_and_says_nothing_without_the_key() -> None:
    ring = KeyRing.made()
    names = [ring.identity.pseudonym(parts) for parts in (b"E1\0P1\0~a", b"E2\0P1\0~a", b"E1\0P2\0~a", b"E1\0P1\0~b")]
    assert len(set(names)) == 4
    assert all(re.fullmatch("[a-z2-7]{12}", name) for name in names)
    assert ring.identity.pseudonym(b"E1\0P1\0~a") == names[0]
    assert KeyRing.made().identity.pseudonym(b"E1\0P1\0~a") != names[0]
