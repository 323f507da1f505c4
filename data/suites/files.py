"""The files of a suite: JSON and tab-separated lines, each fault named by file and line."""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matcher.errors import BadInput, why_refused


@dataclass(frozen=True, slots=True)
class Line:
    """One object of a file, with where it stands."""

    where: str  # docs.jsonl line 17
    values: dict[str, Any]

    @property
    def id(self) -> str:
        """The id that the grades speak of."""
        return self.text("id")

    def text(self, name: str) -> str:
        """Give a text that must be there and not be blank."""
        value = self.maybe_text(name)
        if value is None:
            raise BadInput("{where}: '{field}' is missing", field=name, where=self.where)
        return value

    def maybe_text(self, name: str) -> str | None:
        """Give a text; None where it is absent, null or blank."""
        value = self.values.get(name)
        if value is not None and not isinstance(value, str):
            raise BadInput(
                "{where}: '{field}' should be a text, not {value}", field=name, where=self.where, value=_shown(value)
            )
        return value.strip() or None if value else None

    def maybe_number(self, name: str) -> float | None:
        """Give a number, finite and at least 0; None where it is absent or null."""
        value = self.values.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < math.inf:
            raise BadInput(
                "{where}: '{field}' should be a number from 0 on, not {value}",
                field=name,
                where=self.where,
                value=_shown(value),
            )
        return float(value)

    def texts(self, name: str) -> tuple[str, ...]:
        """Give a list of texts; () where it is absent or null."""
        value = self.values.get(name)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise BadInput(
                "{where}: '{field}' should be a list of texts, not {value}",
                field=name,
                where=self.where,
                value=_shown(value),
            )
        return tuple(item.strip() for item in value if item.strip())


@dataclass(frozen=True, slots=True)
class Manifest(Line):
    """What ``suite.json`` says; its paths are relative to its folder."""

    path: Path

    def file(self, name: str) -> Path:
        """Give the path of a file that the suite names."""
        return self.path.parent / self.text(name)


def read_manifest(folder: Path) -> Manifest:
    """
    Read ``suite.json`` of a suite's folder.

    Raises:
        BadInput: there is no such folder or file, or it is not one JSON object.
    """
    path = folder / "suite.json"
    if not folder.is_dir():
        raise BadInput("{folder} is not a folder; --suite takes the folder that holds suite.json", folder=folder)
    return Manifest(str(path), _object(_read(path), str(path)), path)


def read_lines(path: Path) -> Iterator[Line]:
    """
    Read a file of one JSON object a line; blank lines count but say nothing.

    Raises:
        BadInput: the file cannot be read or holds no object, a line is no object, or an id is missing or given twice.
    """
    seen: set[str] = set()
    for where, text in read_rows(path):
        line = Line(where, _object(text, where))
        if line.id in seen:
            raise BadInput("{where}: id '{id}' stands on a line above too", field="id", where=where, id=line.id)
        seen.add(line.id)
        yield line
    if not seen:
        raise BadInput("{file} is empty", file=path)


def read_grades(path: Path, *, queries: Collection[str], docs: Collection[str]) -> dict[str, dict[str, int]]:
    """
    Read grades: query, document and grade, separated by tabs, without a header.

    Returns:
        query id → document id → grade.

    Raises:
        BadInput: the file cannot be read or is empty, or a line is faulty, names what is not in the suite, or
            contradicts a line above.
    """
    judged: dict[str, dict[str, int]] = {}
    for where, text in read_rows(path):
        parts = text.split("\t")
        if len(parts) != 3:
            raise BadInput(
                "{where}: {n} column(s) where query, document and grade belong, separated by tabs",
                where=where,
                n=len(parts),
            )
        query, doc, written = (part.strip() for part in parts)
        if query not in queries:
            raise BadInput("{where}: query '{id}' is not in the suite", where=where, id=query)
        if doc not in docs:
            raise BadInput("{where}: document '{id}' is not in the suite", where=where, id=doc)
        grade = _grade(written, where)
        if judged.setdefault(query, {}).setdefault(doc, grade) != grade:
            raise BadInput(
                "{where}: '{query}' and '{doc}' have another grade on a line above", where=where, query=query, doc=doc
            )
    if not judged:
        raise BadInput("{file} is empty", file=path)
    return judged


def _grade(written: str, where: str) -> int:
    # one digit: gain is 2^grade - 1, and no scale of judgement reaches ten
    if len(written) != 1 or written not in "0123456789":
        raise BadInput(
            "{where}: grade '{value}' is not a number from 0 to 9", field="grade", where=where, value=_shown(written)
        )
    return int(written)


def read_rows(path: Path) -> Iterator[tuple[str, str]]:
    """Read the lines of a file that are not blank, each with where it stands."""
    for number, text in enumerate(_read(path).split("\n"), start=1):
        if text.strip():
            yield f"{path} line {number}", text


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise BadInput("{file}: there is no such file", file=path) from error
    except OSError as error:
        raise BadInput("{file}: the file cannot be read ({why})", file=path, why=why_refused(error)) from error
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise BadInput("{file} line {line}: not UTF-8", file=path, line=line) from error


def _object(text: str, where: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        if isinstance(error, json.JSONDecodeError):
            raise BadInput("{where}: not JSON (see character {n})", where=where, n=error.pos + 1) from error
        raise BadInput("{where}: not JSON that can be read", where=where) from error
    if not isinstance(value, dict):
        raise BadInput("{where}: not a JSON object", where=where)
    return value


def _shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=True) if not isinstance(value, str) else value
    return text if len(text) <= 40 else f"{text[:40]}…"
