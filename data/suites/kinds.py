"""Judged kinds of posts: adverts with the kind that a reader gave each."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from data.suites.entries import advert_of
from data.suites.files import Line, Manifest, read_lines, read_rows
from data.values.words import read_kind
from matcher.errors import BadInput
from matcher.places import Gazetteer
from matcher.records import Kind, Post
from matcher.text import clean

TASK = "post-kind"


@dataclass(frozen=True, slots=True)
class LabelledPost:
    """An advert, its kind as labelled, and a key that tells this very advert from others."""

    post: Post
    kind: Kind
    key: str


@dataclass(frozen=True, slots=True)
class KindSuite:
    """Adverts of judged kind, in the order of their labels."""

    name: str
    labelled: tuple[LabelledPost, ...]


def read_kind_suite(manifest: Manifest, *, gazetteer: Gazetteer) -> KindSuite:
    """
    Read the labels that *manifest* names, and of its adverts those that are labelled.

    Raises:
        BadInput: a file is missing, a line is faulty, or a label is of an advert that is not there.
    """
    path = manifest.file("labels")
    labels = _read_labels(path)
    lines = {line.id: line for line in read_lines(manifest.file("docs")) if line.id in labels}
    for id_ in labels:
        if id_ not in lines:
            raise BadInput("{file}: advert '{id}' is not in the suite", file=path, id=id_)
    labelled = [
        LabelledPost(advert_of(lines[id_], gazetteer=gazetteer), kind, _key(lines[id_])) for id_, kind in labels.items()
    ]
    return KindSuite(clean(manifest.text("name")) or manifest.path.parent.name, tuple(labelled))


def _read_labels(path: Path) -> dict[str, Kind]:
    found: dict[str, Kind] = {}
    for id_, kind in _labels(path):
        if found.setdefault(id_, kind) is not kind:
            raise BadInput("{file}: advert '{id}' has two kinds", file=path, id=id_)
    if not found:
        raise BadInput("{file} is empty", file=path)
    return found


def _labels(path: Path) -> Iterator[tuple[str, Kind]]:
    for where, text in read_rows(path):
        parts = [part.strip() for part in text.split("\t")]
        if len(parts) < 2 or not parts[0]:
            raise BadInput("{where}: an id and a kind belong here, separated by a tab", where=where)
        yield parts[0], _kind(parts[1], where)


def _kind(written: str, where: str) -> Kind:
    try:
        kind = read_kind(written)
    except ValueError:
        kind = None
    if kind is None:
        raise BadInput("{where}: '{kind}' is no kind of posts", where=where, kind=written[:40], field="kind")
    return kind


def _key(line: Line) -> str:
    """Tell the key of an advert by what stands in its file, however this version cleans and composes texts."""
    written = "\n".join(line.maybe_text(name) or "" for name in ("title", "employer", "description"))
    return hashlib.sha256("".join(written.split()).encode("utf-8", "surrogatepass")).hexdigest()[:24]
