"""Rotation of the keys, step by step: a run that was killed at any moment is gone on with by the next."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from api.house import House
from api.keys import KEY_SETTING, has_key_in_settings
from data.store import (
    KEPT,
    RingState,
    Rotated,
    add_master,
    begin_rotation,
    drop_other_masters,
    finish_rotation,
    masters,
    refill,
    refuse_other_key,
    ring_state,
)
from data.vault import DataKey, Master, make_key, read_master
from matcher.errors import BadInput, Conflict
from matcher.records import Actor

Progress = Callable[[int, int], None]  # values made anew, values in all


@dataclass(frozen=True, slots=True)
class NewMaster:
    """How far a rotation of the master has come."""

    new: Path | str  # the key file, or the setting, that holds the new key
    kept: Path | None  # where the old key file is; None = it stood in the settings
    done: bool  # False = the new key is still to be put into the settings


def read_state(house: House) -> RingState:
    """Tell how the keys stand."""
    with house.database.read() as session:
        refuse_other_key(session, house.vault)
        return ring_state(session, vault=house.vault)


def rotate_data(house: House, *, actor: Actor, on_progress: Progress | None = None) -> Rotated:
    """
    Encrypt and hash every personal value under a new data key and forget the old one.

    Killed, it loses one transaction, everything goes on under the old key, and the next run goes on where it was.

    Raises:
        Conflict: the master is being rotated, or another process finished this at the same time.
        NotReady: the database cannot be reached.
    """
    with house.database.begin() as session:
        key = begin_rotation(session, vault=house.vault, at=house.clock())
    _refill_all(house, key, on_progress)
    with house.database.begin() as session:
        done = finish_rotation(session, key, vault=house.vault, actor=actor, at=house.clock())
    if done is None:
        raise Conflict("another process has just finished this rotation; 'matcher vault status' tells")
    return done


def _refill_all(house: House, key: DataKey, on_progress: Progress | None) -> None:
    state = read_state(house)
    total, done = state.n_fields + state.n_records, state.n_refilled or 0
    for kept in KEPT:
        after: tuple[str, ...] | None = None
        while True:
            with house.database.begin() as session:
                filled = refill(session, kept, key, vault=house.vault, after=after)
            if filled.last is None:
                break
            after, done = filled.last, done + filled.n
            if on_progress is not None:
                on_progress(min(done, total), total)


def rotate_master(house: House, *, actor: Actor, out: Path | None = None) -> NewMaster:
    """
    Replace the master key by a new one; the old key file is kept under another name.

    A key in the settings cannot be replaced by a program: the new one is written to *out*, both open the database,
    and once the settings hold the new one the same call forgets the old.

    Raises:
        BadInput: *out* is missing, or is not wanted.
        Conflict: the data key is the master's own bytes, or the key file of an earlier rotation is in the way.
        NotReady: a file cannot be used.
    """
    if has_key_in_settings(house.settings):
        return _rotate_setting(house, out, actor=actor)
    if out is not None:
        raise BadInput("{field}: only for a key that stands in the settings; a key file is replaced", field="--out")
    current = house.settings.key_path
    new, old = current.with_name(current.name + ".new"), current.with_name(current.name + ".old")
    if new.exists() or not _is_under_way(house):
        _refuse_to_lose(old, current)
        _take_in(house, _made(new))
        _put_in_place(new, current, old)
        house.vault.read_again()
    _forget_others(house, actor)
    return NewMaster(current, old, done=True)


def _rotate_setting(house: House, out: Path | None, *, actor: Actor) -> NewMaster:
    if out is not None:
        _take_in(house, _made(out))
        return NewMaster(out, None, done=False)
    if not _is_under_way(house):
        raise BadInput("{field}: say into which file the new key is to be written", field="--out")
    with house.database.read() as session:
        newest = masters(session)[-1]
    if newest != house.vault.check:
        raise Conflict("{name} still holds the old key; set it to the new one first", name=KEY_SETTING)
    _forget_others(house, actor)
    return NewMaster(KEY_SETTING, None, done=True)


def _is_under_way(house: House) -> bool:
    return read_state(house).n_masters > 1


def _made(path: Path) -> Master:
    with suppress(Conflict):  # of a run that was killed
        make_key(path)
    return read_master(path)


def _take_in(house: House, master: Master) -> None:
    with house.database.begin() as session:
        add_master(session, master, vault=house.vault, at=house.clock())


def _refuse_to_lose(old: Path, current: Path) -> None:
    if old.exists() and old.read_bytes() != current.read_bytes():
        raise Conflict("{file}: the key of an earlier rotation lies here; move it to a safe place first", file=old)


def _put_in_place(new: Path, current: Path, old: Path) -> None:
    """Let *new* take the place of *current*, which stays beside as *old*; at no moment is there no key file."""
    draft = old.with_name(f".{old.name}")
    draft.unlink(missing_ok=True)
    os.link(current, draft)
    os.replace(draft, old)
    os.replace(new, current)
    folder = os.open(current.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _forget_others(house: House, actor: Actor) -> None:
    with house.database.begin() as session:
        drop_other_masters(session, vault=house.vault, actor=actor, at=house.clock())
