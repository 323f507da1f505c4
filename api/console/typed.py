"""What was typed into a form and is wrong: each fault at its field, in the visitor's language."""

from __future__ import annotations

import re
import unicodedata

from pydantic import ValidationError

from api.errors import told_alone
from api.language import Translate
from data.faults import phrase_of
from matcher.errors import MatcherError

YUAN = re.compile(r"[¥￥]?([0-9]{1,9})(?:元|块|yuan)?(?:[/每]?个?月)?", re.IGNORECASE)
MOST_YUAN = 10_000_000


class Faults(dict[str, str]):
    """What is wrong with a form, by field; under "" what is no single field's. A field without fault has none."""

    def __missing__(self, field: str) -> str:
        """Give nothing for a field that is well."""
        return ""


def faults_told(error: ValidationError | MatcherError, say: Translate, *, otherwise: str = "") -> Faults:
    """Give the faults of a form; *otherwise* is the field of an error that names none."""
    if isinstance(error, ValidationError):
        return Faults({str(one["loc"][0]) if one["loc"] else "": phrase_of(one).told(say) for one in error.errors()})
    if error.faults:
        return Faults({field: phrase.told(say) for field, phrase in error.faults})
    return Faults({getattr(error, "field", None) or otherwise: told_alone(error, say)})


def read_yuan(text: str) -> float | None:
    """Read an amount of yuan a month as people type it: 3000, 3,000, ３０００, 3000元, 3000元/月; None = it is none."""
    found = YUAN.fullmatch(re.sub(r"[\s,，]", "", unicodedata.normalize("NFKC", text)))
    return None if found is None or int(found[1]) > MOST_YUAN else float(found[1])
