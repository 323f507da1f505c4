"""A synthetic city of any size: its posts, people, registries and traineeships as the files that offices hand over."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from data.rulebook import read_rulebook
from data.synthetic import candidates as candidate_files
from data.synthetic import employers as employer_files
from data.synthetic import fairs as fair_files
from data.synthetic import posts as post_files
from data.synthetic import programme
from data.synthetic import registries as registry_files
from data.synthetic import rolls as roll_files
from data.synthetic.chance import Chance
from data.synthetic.later import AFTER, Roll, later_rolls
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
    n_placements: int
    n_claims: int
    n_employments: int
    n_courses: int
    n_booths: int
    n_attendances: int  # rows


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
    vacancies: list[programme.Vacancy] = []
    units = _write_posts(folder, vacancies, posts=posts, seed=seed, on=on)
    numbers = IdNumbers()
    registries = [
        registry_files.open_registries(Chance(seed, "registries")),
        registry_files.open_registries(Chance(seed, "smaller registries"), roll_files.SHARES),
    ]
    people = invent_profiles(Chance(seed, "candidates"), numbers, candidates=candidates, on=on)
    columns = Chance(seed, "candidate columns")
    applicants: list[programme.Applicant] = []
    noted = _noted(people, applicants, Chance(seed, "applicants"))
    rows = candidate_files.candidate_rows(columns, _enrolled(noted, registries))
    n_rows = _write(folder / "candidates.csv", candidate_files.COLUMNS, rows)
    closed = _closed(registries, numbers=numbers, on=on)
    n_links = _write_registries(folder, closed, numbers=numbers, seed=seed, on=on)
    chance = Chance(seed, "placements")
    edition = read_rulebook(programme.RULES).on(on)
    placed = programme.invent_placed(chance, vacancies, applicants, candidates=candidates, edition=edition, on=on)
    return City(
        n_employers=len(units),
        n_posts=posts,
        n_candidates=candidates,
        n_candidate_rows=n_rows,
        n_registered={kind: len(members) for kind, members in closed.items()},
        n_links=n_links,
        n_placements=len(placed),
        **_write_programme(folder, placed, units, seed=seed, on=on),
        **_write_fairs(folder, vacancies, candidates=candidates, seed=seed, on=on),
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


def _write_posts(
    folder: Path, vacancies: list[programme.Vacancy], *, posts: int, seed: int, on: date
) -> list[employer_files.Unit]:
    units = employer_files.invent_units(Chance(seed, "employers"), posts=posts, on=on)
    _write(folder / "employers.csv", employer_files.COLUMNS, employer_files.employer_rows(units))
    adverts = _offered(post_files.invent_adverts(Chance(seed, "posts"), units, posts=posts, on=on), vacancies)
    _write(folder / "posts.csv", post_files.COLUMNS, post_files.post_rows(Chance(seed, "post columns"), adverts))
    return units


def _offered(adverts: Iterator[post_files.Advert], vacancies: list[programme.Vacancy]) -> Iterator[post_files.Advert]:
    for n, advert in enumerate(adverts, 1):
        vacancies.append(programme.note_vacancy(n, advert))
        yield advert


def _noted(people: Iterator[Profile], applicants: list[programme.Applicant], chance: Chance) -> Iterator[Profile]:
    for profile in people:
        applicant = programme.note_applicant(chance, profile)
        if applicant is not None:
            applicants.append(applicant)
        yield profile


def _write_programme(
    folder: Path, placed: list[programme.Placed], units: list[employer_files.Unit], *, seed: int, on: date
) -> dict[str, int]:
    edition = read_rulebook(programme.RULES).on(on)
    claims = programme.claim_rows(Chance(seed, "claims"), placed, edition=edition, on=on)
    spells = programme.spell_rows(Chance(seed, "employment"), placed, units, on=on)
    courses = programme.course_rows(Chance(seed, "courses"), on=on)
    _write(folder / "placements.csv", programme.PLACED_COLUMNS, programme.placed_rows(placed))
    return {
        "n_claims": _write(folder / "claims.csv", programme.CLAIM_COLUMNS, claims),
        "n_employments": _write(folder / "employment.csv", programme.SPELL_COLUMNS, spells),
        "n_courses": _write(folder / "courses.csv", programme.COURSE_COLUMNS, courses),
    }


def _write_fairs(
    folder: Path, vacancies: list[programme.Vacancy], *, candidates: int, seed: int, on: date
) -> dict[str, int]:
    (folder / "fair.toml").write_text(fair_files.state_fair(on=on), encoding="utf-8")
    (folder / "fair_before.toml").write_text(fair_files.state_past_fair(on=on), encoding="utf-8")
    booths = fair_files.booth_rows(Chance(seed, "booths"), vacancies, on=on)
    came = fair_files.attendance_rows(Chance(seed, "attendance"), booths, candidates=candidates)
    return {
        "n_booths": _write(folder / "booths.csv", fair_files.BOOTH_COLUMNS, booths),
        "n_attendances": _write(folder / "attendance.csv", fair_files.ATTENDANCE_COLUMNS, came),
    }


def _enrolled(people: Iterator[Profile], registries: list[registry_files.Registries]) -> Iterator[Profile]:
    for profile in people:
        for one in registries:
            registry_files.enrol(one, profile)
        yield profile


def _closed(
    registries: list[registry_files.Registries], *, numbers: IdNumbers, on: date
) -> dict[str, list[registry_files.Member]]:
    closed: dict[str, list[registry_files.Member]] = {}
    for one in registries:
        n = sum(map(len, closed.values()))
        closed |= registry_files.close_registries(one, numbers=numbers, on=on, n=n)
    return closed


def _write_registries(
    folder: Path, closed: dict[str, list[registry_files.Member]], *, numbers: IdNumbers, seed: int, on: date
) -> int:
    """Write the registries of the day and, into a folder of their own, those of a month on."""
    rolls = {
        kind: Roll(members, roll_files.people_rows(Chance(seed, f"registry {kind}"), kind, members, on=on))
        for kind, members in closed.items()
    }
    n = sum(map(len, closed.values()))
    (folder / "later").mkdir(exist_ok=True)
    later = later_rolls(rolls, seed=seed, numbers=numbers, on=on + AFTER, n=n)
    _write_rolls(folder / "later", later, on=on + AFTER)
    return _write_rolls(folder, rolls, on=on)


def _write_rolls(folder: Path, rolls: dict[str, Roll], *, on: date) -> int:
    truth: list[tuple[str, str, str]] = []
    for kind, roll in rolls.items():
        title, *rows = roll_files.whole_registry(kind, roll.rows, on=on)
        _write(folder / f"registry_{kind}.csv", title, rows, encoding="gb18030")
        members = enumerate(roll.members, 1)
        truth += [(kind, str(n), f"JN{m.candidate:07d}") for n, m in members if m.candidate is not None]
    with (folder / "truth.tsv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter="\t", lineterminator="\n").writerows([("registry", "row", "candidate"), *truth])
    return len(truth)
