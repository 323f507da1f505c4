"""What the check of a field found, in our words: one phrase for each kind of fault that pydantic knows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from matcher.errors import Phrase

PHRASES: dict[str, Phrase] = {
    "missing": Phrase("is missing"),
    "extra_forbidden": Phrase("there is no such field"),
    "unexpected_keyword_argument": Phrase("there is no such field"),
    "string_type": Phrase("must be a text"),
    "string_unicode": Phrase("must be a text of whole characters"),
    "string_too_short": Phrase("must have {min_length} or more characters"),
    "string_too_long": Phrase("must have {max_length} or fewer characters"),
    "string_pattern_mismatch": Phrase("must have the form {pattern}"),
    "int_type": Phrase("must be a whole number"),
    "int_parsing": Phrase("must be a whole number"),
    "int_parsing_size": Phrase("the number is too large"),
    "int_from_float": Phrase("must be a whole number"),
    "float_type": Phrase("must be a number"),
    "float_parsing": Phrase("must be a number"),
    "decimal_type": Phrase("must be a number"),
    "decimal_parsing": Phrase("must be a number"),
    "decimal_max_digits": Phrase("must be an amount in yuan and fen"),
    "decimal_max_places": Phrase("must be an amount in yuan and fen"),
    "decimal_whole_digits": Phrase("must be an amount in yuan and fen"),
    "finite_number": Phrase("must be a finite number"),
    "greater_than": Phrase("must be more than {gt}"),
    "greater_than_equal": Phrase("must be {ge} or more"),
    "less_than": Phrase("must be less than {lt}"),
    "less_than_equal": Phrase("must be {le} or less"),
    "bool_type": Phrase("must be true or false"),
    "bool_parsing": Phrase("must be true or false"),
    "enum": Phrase("must be one of {expected}"),
    "literal_error": Phrase("must be one of {expected}"),
    "list_type": Phrase("must be a list"),
    "tuple_type": Phrase("must be a list"),
    "too_short": Phrase("must have {min_length} or more entries"),
    "too_long": Phrase("must have {max_length} or fewer entries"),
    "dict_type": Phrase("must be an object with named fields"),
    "dataclass_type": Phrase("must be an object with named fields"),
    "model_type": Phrase("must be an object with named fields"),
    "model_attributes_type": Phrase("must be an object with named fields"),
    "json_invalid": Phrase("is not JSON"),
    "date_type": Phrase("must be a date like 2023-07-01"),
    "date_parsing": Phrase("must be a date like 2023-07-01"),
    "date_from_datetime_parsing": Phrase("must be a date like 2023-07-01"),
    "date_from_datetime_inexact": Phrase("must be a date like 2023-07-01"),
    "datetime_type": Phrase("must be a date like 2023-07-01"),
    "datetime_parsing": Phrase("must be a date like 2023-07-01"),
    "datetime_from_date_parsing": Phrase("must be a date like 2023-07-01"),
}
"""The places are filled from what pydantic tells beside the kind."""

EMPTY = Phrase("must not be empty")

Texts = tuple[tuple[re.Pattern[str], Phrase], ...]  # what libraries say, each with our words for it

FOREIGN: Texts = (
    (re.compile(r".* does not match the formats .*"), Phrase("must be a date like 2023-07-01")),  # Typer
    (re.compile(r"'.*' is not one of (?P<expected>.*)\."), Phrase("must be one of {expected}")),  # Typer
    (re.compile(r"Expected UploadFile, received: .*"), Phrase("must be a file")),  # FastAPI
)
"""Texts of the libraries that come as a plain ValueError."""


def phrase_of(fault: Mapping[str, Any]) -> Phrase:
    """Tell a fault of pydantic's ``errors()``; one that we have no words for in pydantic's."""
    context = dict(fault.get("ctx") or {})
    if fault["type"] == "value_error":
        return _raised(context.get("error"), str(fault["msg"]).removeprefix("Value error, "))
    if fault["type"] == "string_too_short" and context.get("min_length") == 1:
        return EMPTY
    if (ours := PHRASES.get(fault["type"])) is None:
        return Phrase(str(fault["msg"]))
    return _filled(ours, context)


def _raised(error: object, text: str) -> Phrase:
    """Give the phrase of a ValueError that was raised with one, as our own checks do."""
    if isinstance(error, ValueError) and error.args and isinstance(error.args[0], Phrase):
        return error.args[0]
    return in_our_words(text, FOREIGN)


def in_our_words(text: str, known: Texts) -> Phrase:
    """Give the phrase for a text of a library; one that is not *known* as it is."""
    for pattern, phrase in known:
        if found := pattern.fullmatch(text):
            return _filled(phrase, found.groupdict())
    return Phrase(text)


def _filled(phrase: Phrase, values: Mapping[str, Any]) -> Phrase:
    listed = {name: re.findall(r"'([^']*)'", value) for name, value in values.items() if name == "expected"}
    bounds = {name: int(value) for name, value in values.items() if isinstance(value, float) and value.is_integer()}
    return Phrase(phrase.template, {**values, **listed, **bounds})  # expected: 'a', 'b' or 'c'; a bound of 1.0 is 1
