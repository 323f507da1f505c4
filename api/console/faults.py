"""What is wrong with what was typed, said at the field itself."""

from __future__ import annotations

from api.language import Translate
from matcher.errors import MatcherError


def fault_at(error: MatcherError, say: Translate, *, otherwise: str) -> dict[str, str]:
    """Give the fault by its field; *otherwise* is the field of an error that names none."""
    field = getattr(error, "field", None)
    told = error.told(say)
    if field is None:
        return {otherwise: told}
    return {field: told.removeprefix(field).lstrip(":： ")}
