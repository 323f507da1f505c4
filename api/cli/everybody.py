"""Everybody's lists in one CSV file: checked before the work begins, whole or not there at all."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from api.cli.lists import MARKS
from api.cli.terminal import Terminal, actor
from api.criterion_names import criterion_name
from api.language import Translate
from api.verdict_names import verdict_note, verdict_word
from matcher.errors import BadInput
from matcher.records import Finding, Listed, PostFilter, Status

if TYPE_CHECKING:
    from api.house import House


def refuse_target(out: Path, *, force: bool) -> None:
    """Raise BadInput where the file cannot be written, or would replace another; nothing is written yet."""
    if out.is_dir():
        raise BadInput("{out}: this is a folder; name a file in it", out=out)
    if not out.parent.is_dir():
        raise BadInput("{out}: the folder {folder} does not exist", out=out, folder=out.parent)
    if out.exists() and not force:
        raise BadInput("{out}: there is such a file already; --force replaces it", out=out)


def write_everybody(
    terminal: Terminal, house: House, out: Path, *, on: date, limit: int, as_json: bool, force: bool
) -> None:
    """Rank posts for every candidate into a CSV file."""
    from api.matching import everybody
    from api.rankings import Asking, Digest, note_everybody
    from data.papers.plain import harmless

    refuse_target(out, force=force)
    n_candidates, n_rows, digest = 0, 0, Digest()
    with whole(out) as part, part.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(_header(terminal.say))
        facts = _facts_of_posts(house)
        with terminal.progress(out.name) as report:
            verdicts = _verdicts(house, terminal.say, on=on)
            for candidate_id, listed in everybody(house, on=on, limit=limit):
                n_candidates += 1
                n_rows += len(listed)
                digest.add(candidate_id, [(one.scored.post_id, one.scored.score) for one in listed])
                rows = _rows(candidate_id, listed, facts, verdicts.get(candidate_id, ("", "")), terminal.say)
                writer.writerows(map(harmless, row) for row in rows)
                report(n_candidates, house.follower.matcher.n_candidates)
        asking = Asking(on, limit, PostFilter())
        list_id = note_everybody(house, str(digest), asking, n=n_candidates, n_rows=n_rows, actor=actor())
    if as_json:
        terminal.print_json({"candidates": n_candidates, "rows": n_rows, "out": out, "list_id": list_id})
    else:
        text = terminal.say("{candidates:,} candidates, {rows:,} rows: {out}")
        terminal.print(text.format(candidates=n_candidates, rows=n_rows, out=out))


@contextmanager
def whole(out: Path) -> Iterator[Path]:
    """Give the file to write; it gets its name at the end, and is removed where something fails before."""
    part = out.with_name(out.name + ".part")
    try:
        yield part
        part.replace(out)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


@contextmanager
def whole_for_owner(out: Path) -> Iterator[Path]:
    """Give the file to write as ``whole`` does; it is about people, so nobody but its owner can read it."""
    with whole(out) as part:
        part.touch(mode=0o600)
        part.chmod(0o600)
        yield part


def _header(_: Translate) -> tuple[str, ...]:
    return (
        _("candidate_id"),
        _("rank"),
        _("post_id"),
        _("score"),
        _("title"),
        _("employer"),
        _("district"),
        _("reasons"),
        _("alike"),
        _("programme"),
        _("about the programme"),
    )


def _rows(
    candidate_id: str,
    listed: Sequence[Listed],
    facts: dict[str, tuple[str, str, str]],
    verdict: tuple[str, str],
    _: Translate,
) -> Iterator[tuple[object, ...]]:
    for rank, one in enumerate(listed, start=1):
        pair = one.scored
        title, employer, district = facts.get(pair.post_id, ("", "", ""))
        told = (title, employer, district, reasons_text(pair.findings, _), " ".join(one.alike_ids))
        yield candidate_id, rank, pair.post_id, f"{pair.score:.6f}", *told, *verdict


def reasons_text(findings: Iterable[Finding], _: Translate) -> str:
    """Name what counts in one cell: what stands against the pair, then what speaks for it, the weightiest first."""
    told = [
        one
        for one in findings
        if one.status is Status.NOT_MET or (one.status is Status.MET and (one.contribution > 0 or one.hard))
    ]
    told.sort(key=lambda one: (one.status is not Status.NOT_MET, -abs(one.contribution)))
    return " ".join(MARKS[one.status] + criterion_name(one.code, _) for one in told)


def _facts_of_posts(house: House) -> dict[str, tuple[str, str, str]]:
    from data.store import iter_posts

    with house.database.read() as session:
        return {post.id: (post.title, post.employer, post.district or "") for post in iter_posts(session)}


def _verdicts(house: House, _: Translate, *, on: date) -> dict[str, tuple[str, str]]:
    """Tell of each stored candidate the verdict under the programme, and what goes with it."""
    from data.store import iter_candidates
    from matcher.eligibility.programme import judge

    edition = house.rulebook.on(on)
    with house.database.read() as session:
        judged = (judge(person, edition=edition, on=on) for person in iter_candidates(session))
        return {one.candidate_id: (verdict_word(one.verdict, _), verdict_note(one, _)) for one in judged}
