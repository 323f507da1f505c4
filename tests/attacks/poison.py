"""What attackers write into texts, where texts are taken, and the search for a text that came out as anything else."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

from sqlalchemy import text

from data.store import Database
from data.tables import Base

MARK = "Ж注"
"""With what the poison begins, and nothing else in a test's city."""
POISON = f"{MARK}');DROP TABLE posts;--\"{{{{7*7}}}}${{7*7}}{{0.__class__}}{{field}}{{a!r}}%s%n%(x)s{{"
"""SQL, and the places that Jinja, JavaScript, str.format and % would fill; short enough for every field."""
SPELLINGS = (POISON, POISON.replace("'", "\\'"))  # as it is, and as a message quotes it by !r
LEAST = 8  # characters that a sentence quotes at least
BETWEEN_WORDS = dict.fromkeys(map(ord, " 、;."))  # an explanation lists the words of a wish
ENDS = ("…", "'", '"', "）", "”")  # of what a sentence quotes the beginning of

Place = tuple[str | int, ...]  # of a value in a body: ("person", "name"), ("skills", 0)


def places_of_texts(document: Mapping[str, Any], schema: Mapping[str, Any], *, within: Place = ()) -> Iterator[Place]:
    """Give each place of a body at which its schema lets a text stand, whatever the example shows."""
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    for one in (*schema.get("anyOf", ()), *schema.get("oneOf", ()), *schema.get("allOf", ())):
        yield from places_of_texts(document, one, within=within)
    if schema.get("type") == "string":
        yield within
    if schema.get("type") == "array":
        yield from places_of_texts(document, schema.get("items") or {}, within=(*within, 0))
    for name, part in schema.get("properties", {}).items():
        yield from places_of_texts(document, part, within=(*within, name))


def with_value(body: Any, place: Place, value: Any) -> Any:
    """Give a copy of a body in which a value stands at a place; what the place needs around it is made."""
    if not place:
        return value
    first, *rest = place
    if isinstance(first, int):
        items = deepcopy(body) if isinstance(body, list) and body else [{}]
        return [with_value(items[0], tuple(rest), value), *items[1:]]
    fields = deepcopy(body) if isinstance(body, dict) else {}
    return fields | {first: with_value(fields.get(first), tuple(rest), value)}


def value_at(body: Any, place: Place) -> Any:
    """Give what stands at a place of an answer; None = the answer has no such place."""
    for part in place:
        try:
            body = body[part]
        except (KeyError, IndexError, TypeError):
            return None
    return body


def texts_in(value: Any) -> Iterator[str]:
    """Give every text in what JSON can hold; a text that is JSON itself counts by its texts."""
    if isinstance(value, str):
        try:
            inner = json.loads(value) if value[:1] in ("[", "{") else None
        except ValueError:
            inner = None
        yield from [value] if inner is None else texts_in(inner)
    elif isinstance(value, dict):
        yield from texts_in(list(value.items()))
    elif isinstance(value, (list, tuple)):
        for one in value:
            yield from texts_in(one)


def altered(value: Any) -> list[str]:
    """
    Give the texts in which the poison stands and is not what was sent: evaluated, filled in, or changed.

    Args:
        value: what JSON can hold. A sentence may quote the beginning of a text alone.
    """
    return [
        found
        for found in texts_in(value)
        for part in found.split(MARK)[1:]
        if not any(_says(MARK + part, spelled) for spelled in SPELLINGS)
    ]


def _says(said: str, poison: str) -> bool:
    said, poison = (one.translate(BETWEEN_WORDS) for one in (said, poison))
    shared = next((n for n, (own, other) in enumerate(zip(said, poison, strict=False)) if own != other), len(said))
    rest = said[min(shared, len(poison)) :]
    return shared >= len(poison) or (shared >= LEAST and (not rest or rest.startswith(ENDS)))


def stored_texts(database: Database) -> dict[str, list[str]]:
    """Give by table all texts in which the poison stands, as the database keeps them."""
    found: dict[str, list[str]] = {}
    with database.read() as session:
        for table in Base.metadata.sorted_tables:
            for row in session.execute(text(f"SELECT * FROM {table.name}")):
                texts = [one for value in row if isinstance(value, str) for one in texts_in(value) if MARK in one]
                if texts:
                    found.setdefault(table.name, []).extend(texts)
    return found
