"""Suites of majors whose queries are codes: which numbering the codes are of."""

from __future__ import annotations

from collections.abc import Collection

from data.reference.majors import load_numberings
from data.suites.files import Manifest
from matcher.errors import BadInput
from matcher.majors import Numbering

CODE_DIGITS = 6


def numbering_of(manifest: Manifest, *, ids: Collection[str]) -> Numbering | None:
    """
    Tell which numbering the *ids* of a suite's queries are codes of; None where they are no codes.

    The key ``numbering`` of ``suite.json`` says so by name. Where it is absent, the ids are codes if each has six
    digits and ``source`` names the place of a numbering: whoever grades by the codes of a notice counts as it does.

    Raises:
        BadInput: the key names no numbering that is known, or an id is no code.
    """
    named = manifest.maybe_text("numbering")
    coded = all(_is_code(id_) for id_ in ids)
    if named is None:
        source = manifest.maybe_text("source") or ""
        return next((of for of in load_numberings() if coded and of.is_named_in(source)), None)
    known = {numbering.name: numbering for numbering in load_numberings()}
    if named not in known:
        raise BadInput(
            "{file}: unknown {field} {task!r}; known are {tasks}",
            field="numbering",
            file=manifest.path,
            task=named,
            tasks=tuple(known),
        )
    if not coded:
        raise BadInput(
            "{file}: query '{id}' is no code of six digits, as '{field}' says",
            field="numbering",
            file=manifest.path,
            id=next(id_ for id_ in ids if not _is_code(id_)),
        )
    return known[named]


def _is_code(id_: str) -> bool:
    return len(id_) == CODE_DIGITS and id_.isascii() and id_.isdigit()
