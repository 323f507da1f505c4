"""Judged suites: folders of posts, candidates and grades, read into records."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from data.suites.entries import advert_of, major_of, post_of_major, profile_of, title_of, wish_of
from data.suites.files import Line, read_grades, read_lines, read_manifest
from data.suites.kinds import TASK as KINDS_TASK
from data.suites.kinds import KindSuite, LabelledPost, read_kind_suite
from data.suites.linking import TASK as LINKING_TASK
from data.suites.linking import LinkSuite, read_link_suite
from data.suites.numbering import numbering_of
from matcher.errors import BadInput
from matcher.majors import Numbering
from matcher.places import Gazetteer
from matcher.records import Candidate, Post
from matcher.text import clean

__all__ = ["LEAST_RELEVANT", "KindSuite", "LabelledPost", "LinkSuite", "Suite", "read_any_suite", "read_suite"]

LEAST_RELEVANT = {
    "candidate-to-post": 2,  # grades 0-3: from 2 on a caseworker would recommend the post
    "title-to-title": 1,
    "title-to-occupation": 1,
    "major-to-post": 1,
}
"""The tasks that this version measures, and the least grade that counts as relevant in each."""


@dataclass(frozen=True, slots=True)
class Suite:
    """A judged suite; a title is a post with nothing but a title, or a candidate with nothing but a wish."""

    name: str
    task: str  # a key of LEAST_RELEVANT
    posts: tuple[Post, ...]
    candidates: tuple[Candidate, ...]
    judged: Mapping[str, Mapping[str, int]]  # candidate id → post id → grade
    numbering: Numbering | None = None  # whose codes the ids of the candidates are; None = they are no codes

    @property
    def least_relevant(self) -> int:
        """The least grade that counts as relevant."""
        return LEAST_RELEVANT[self.task]


def read_any_suite(folder: Path, *, gazetteer: Gazetteer) -> Suite | KindSuite | LinkSuite:
    """Read a judged suite as ``read_suite`` does, or one of kinds of posts, or one of links."""
    manifest = read_manifest(folder)
    if manifest.text("task") == LINKING_TASK:
        return read_link_suite(manifest, gazetteer=gazetteer)
    if manifest.text("task") == KINDS_TASK:
        return read_kind_suite(manifest, gazetteer=gazetteer)
    return read_suite(folder, gazetteer=gazetteer)


def read_suite(folder: Path, *, gazetteer: Gazetteer) -> Suite:
    """
    Read a judged suite of queries.

    Args:
        folder: holds ``suite.json``; the paths in it are relative to the folder.
        gazetteer: recognises districts and zones in places of work.

    Raises:
        BadInput: a file is missing or a line is faulty; the text names file and line.
    """
    manifest = read_manifest(folder)
    task = manifest.text("task")
    if task not in LEAST_RELEVANT:
        raise BadInput(
            "{file}: unknown {field} {task!r}; known are {tasks}",
            field="task",
            file=manifest.path,
            task=task,
            tasks=tuple(LEAST_RELEVANT),
        )
    to_post, to_candidate = _converters(task, gazetteer)
    posts = {line.id: to_post(line) for line in read_lines(manifest.file("docs"))}
    candidates = {line.id: to_candidate(line) for line in read_lines(manifest.file("queries"))}
    grades = manifest.file("qrels")
    judged = read_grades(grades, queries=candidates.keys(), docs=posts.keys())
    if not any(grade >= LEAST_RELEVANT[task] for of in judged.values() for grade in of.values()):
        raise BadInput(
            "{file}: no document is graded {grade} or better, so there is nothing to find",
            file=grades,
            grade=LEAST_RELEVANT[task],
        )
    name = clean(manifest.text("name")) or folder.name
    numbering = numbering_of(manifest, ids=candidates.keys()) if task == "major-to-post" else None
    return Suite(name, task, tuple(posts.values()), tuple(candidates.values()), judged, numbering)


def _converters(task: str, gazetteer: Gazetteer) -> tuple[Callable[[Line], Post], Callable[[Line], Candidate]]:
    if task == "candidate-to-post":
        return lambda line: advert_of(line, gazetteer=gazetteer), profile_of
    if task == "major-to-post":
        return post_of_major, major_of
    return title_of, wish_of
