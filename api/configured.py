"""What is in force in a house, as the log tells it: rules, policies, encoder and ranker, noted whenever one differs."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any

from data import log
from data.log.listing import newest_on
from matcher.errors import NotReady
from matcher.records import Actor

if TYPE_CHECKING:  # the house notes it when it opens
    from api.house import House

ACTION, NOUN, ID = "configure", "house", "configuration"
BY_HOUSE = Actor("house", "system")
DIGITS = 12


def note_configuration(house: House) -> None:
    """Add a line to the log where something in force differs from what was last noted; else nothing is written."""
    present = configuration(house)
    with house.database.read() as session:
        last = newest_on(session, NOUN, ID)
    before = {} if last is None else last.details.get("in_force", {})
    if before == present:
        return
    changed = sorted(name for name in present if before.get(name) != present[name])
    with suppress(NotReady), house.database.begin() as session:  # another writes for long: at the next opening, then
        log.record(
            session,
            actor=BY_HOUSE,
            action=ACTION,
            noun=NOUN,
            id=ID,
            details={"changed": changed, "in_force": present},
            at=house.clock(),
        )


def configuration(house: House) -> dict[str, Any]:
    """Name what is in force, each with a hash of its content, since a file may change and keep its name."""
    return {
        "rules": [f"{one.id} {fingerprint(one)}" for one in house.rulebook.editions],
        "outreach": f"{house.outreach.id} {fingerprint(house.outreach)}",
        "push": f"{house.push.id} {fingerprint(house.push)}",
        "messages": fingerprint(house.messages),
        "encoder": house.settings.encoder,
        "ranker": house.follower.ranker_id,
    }


def fingerprint(value: object) -> str:
    """Hash records, mappings and sets, whatever the order in which they hold their parts."""
    return hashlib.sha256(_told(value).encode()).hexdigest()[:DIGITS]


def _told(value: object) -> str:
    if is_dataclass(value):
        return f"{type(value).__name__}({', '.join(_told(getattr(value, one.name)) for one in fields(value))})"
    if isinstance(value, Mapping):
        return "{" + ", ".join(sorted(f"{_told(name)}: {_told(one)}" for name, one in value.items())) + "}"
    if isinstance(value, (set, frozenset)):
        return "{" + ", ".join(sorted(map(_told, value))) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_told, value)) + "]"
    return repr(value)
