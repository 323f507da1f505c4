"""A synthetic city of any size: employers, posts, candidates and registries as the files that offices hand over."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from data.synthetic import candidates as candidate_files
from data.synthetic import employers as employer_files
from data.synthetic import posts as post_files
from data.synthetic import registries as registry_files
from data.synthetic.chance import Chance
from data.synthetic.people import IdNumbers
from data.synthetic.profiles import Profile, invent_profiles
from matcher.errors import BadInput

__all__ = ["City", "make_city"]


@dataclass(frozen=True, slots=True)
class City:
    """What was written: rows by file, people by registry."""

    n_employers: int
    n_posts: int
    n_candidates: int
    n_candidate_rows: int  # some people stand in two registers
    n_registered: dict[str, int]  # rows of each registry
    n_links: int  # registry rows that are candidates


def make_city(folder: Path, *, posts: int, candidates: int, seed: int, on: date) -> City:
    """
    Write a synthetic city into a folder as the files of PRODUCT.md; the same arguments give the same bytes.

    Posts do not depend on the number of candidates, nor candidates on the number of posts. Files that are there
    already are overwritten. People, numbers, employers and schools are invented.

    Raises:
        BadInput: a number is negative.
    """
    for name, number in (("posts", posts), ("candidates", candidates), ("seed", seed)):
        if number < 0:
            raise BadInput("{field} {n} is negative: give 0 or more", field=name, n=number)
    folder.mkdir(parents=True, exist_ok=True)
    n_employers = _write_posts(folder, posts=posts, seed=seed, on=on)
    numbers = IdNumbers()
    registries = registry_files.open_registries(Chance(seed, "registries"))
    people = invent_profiles(Chance(seed, "candidates"), numbers, candidates=candidates, on=on)
    columns = Chance(seed, "candidate columns")
    rows = candidate_files.candidate_rows(columns, _enrolled(people, registries))
    n_rows = _write(folder / "candidates.csv", candidate_files.COLUMNS, rows)
    closed = registry_files.close_registries(registries, numbers=numbers, on=on)
    n_links = _write_registries(folder, closed, seed=seed, on=on)
    return City(
        n_employers=n_employers,
        n_posts=posts,
        n_candidates=candidates,
        n_candidate_rows=n_rows,
        n_registered={kind: len(members) for kind, members in closed.items()},
        n_links=n_links,
    )


def _write(
    path: Path, columns: tuple[str, ...], rows: Iterable[tuple[str, ...]], *, encoding: str = "utf-8-sig"
) -> int:
    n = 0
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        for n, row in enumerate(rows, 1):  # noqa: B007 - the count is the result
            writer.writerow(row)
    return n


def _write_posts(folder: Path, *, posts: int, seed: int, on: date) -> int:
    units = employer_files.invent_units(Chance(seed, "employers"), posts=posts, on=on)
    _write(folder / "employers.csv", employer_files.COLUMNS, employer_files.employer_rows(units))
    adverts = post_files.invent_adverts(Chance(seed, "posts"), units, posts=posts, on=on)
    _write(folder / "posts.csv", post_files.COLUMNS, post_files.post_rows(Chance(seed, "post columns"), adverts))
    return len(units)


def _enrolled(people: Iterator[Profile], registries: registry_files.Registries) -> Iterator[Profile]:
    for profile in people:
        registry_files.enrol(registries, profile)
        yield profile


def _write_registries(folder: Path, closed: dict[str, list[registry_files.Member]], *, seed: int, on: date) -> int:
    truth: list[tuple[str, str, str]] = []
    for kind, members in closed.items():
        title, *rows = registry_files.registry_rows(Chance(seed, f"registry {kind}"), kind, members, on=on)
        _write(folder / f"registry_{kind}.csv", title, rows, encoding="gb18030")
        truth += [(kind, str(n), f"JN{m.candidate:07d}") for n, m in enumerate(members, 1) if m.candidate is not None]
    with (folder / "truth.tsv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter="\t", lineterminator="\n").writerows([("registry", "row", "candidate"), *truth])
    return len(truth)
