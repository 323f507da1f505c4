"""What people's data is needed for, as the log keeps it: said in words that tell nobody's priority group."""

from __future__ import annotations

from data.reference import load_priority_groups
from data.store.crossing import check_text
from matcher.errors import BadInput
from matcher.outreach.wording import group_word


def read_purpose(purpose: str) -> str:
    """
    Give a purpose as it may stand in the log.

    Raises:
        BadInput: it is blank, cannot be stored, or names a priority group: the log is read by people who may not know.
    """
    why = check_text(purpose.strip(), "purpose")
    if not why:
        raise BadInput("{field}: say what the names are needed for", field="purpose")
    word = group_word(why, more=[one.name for one in load_priority_groups().groups.values()])
    if word is not None:
        raise BadInput(
            "{field}: “{word}” would tell a priority group to whoever reads the log; say it without",
            field="purpose",
            word=word,
        )
    return why
