"""The rows of a file of booths: which fair, employer and posts are meant, and what they come to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from api.fair_begun import BEGUN, state_now
from api.fair_names import find_booth, find_fair, folded, next_number, refuse_unknown_fair
from api.house import House
from data import log
from data.booths import BoothRow
from data.frames import Fault, Reading
from data.store import (
    Session,
    Tally,
    employers_by_id,
    get_fair,
    iter_fairs,
    known_employers,
    lock_sequence,
    posts_naming,
    put_fair,
)
from data.values.lists import read_list
from data.values.reasons import Reason
from data.vault import Vault
from matcher.records import Actor, Booth, Fair, FairState, Post

MOST_NAMED = 10  # posts of an employer that a refusal names


@dataclass(frozen=True, slots=True)
class Settled:
    """A row with what is stored of what it means; None = nothing is."""

    row: BoothRow
    fair: Fair | None
    name: str  # of the employer, as it is stored
    uscc: str | None
    posts: tuple[Post, ...]  # of the employer
    meant: tuple[Post, ...]  # of the row, those that are open on the day
    strange: tuple[str, ...]  # posts that the employer does not have
    over: tuple[str, ...]  # posts that are closed on the day

    @property
    def own(self) -> Booth | None:
        """Give the booth that the employer has at the fair already."""
        return find_booth(self.fair, number=None, employer=self.name, uscc=self.uscc) if self.fair else None


@dataclass(frozen=True, slots=True)
class Placed:
    """A booth and the fair that it is of."""

    fair_id: str
    booth: Booth


@dataclass(slots=True)
class Desk:
    """What the rows of one file are held against."""

    session: Session
    fairs: list[Fair]
    asked: str | None  # the fair that is meant where a row names none

    def settle(self, rows: Iterable[BoothRow]) -> Iterator[Settled]:
        """Look up fair, employer and posts of each row."""
        known = known_employers(self.session)
        for row in rows:
            id = known.find(uscc=row.uscc, name=row.employer)
            stored = employers_by_id(self.session, [id]).get(id) if id else None
            name, uscc = (stored.name, stored.uscc) if stored else (row.employer or "", row.uscc)
            fair = find_fair(self.fairs, row.fair or self.asked)
            posts = tuple(posts_naming(self.session, uscc=uscc, name=name)) if name or uscc else ()
            meant, strange = _meant(row, posts, fair)
            open_ = tuple(one for one in meant if _is_open(one, fair))
            over = tuple(map(_in_full, (one for one in meant if one not in open_))) if row.posts or not open_ else ()
            name = name or (posts[0].employer if posts else "")
            yield Settled(row, fair, name, uscc, posts, open_, strange, over)


def settle_booths(house: House, session: Session, reading: Reading[Any], *, fair: str | None) -> None:
    """
    Settle what each row means, reject those that mean nothing stored, and let the others be booths of their fair.

    Raises:
        NotFound: there is no such *fair*, which is meant where a row names none.
    """
    lock_sequence(session)
    fairs = [_as_by_now(house, session, one.fair) for one in iter_fairs(session, vault=house.vault)]
    desk = Desk(session, fairs, fair)
    refuse_unknown_fair(desk.fairs, fair)
    settled = list(desk.settle(reading.entries))
    moved = {id for one in settled for id in _left(one)}
    faults = [list(_faults(one, moved)) for one in settled]
    _refuse_twice(settled, faults, [row for _, row in reading.origins])
    reading.turn_back(faults)
    kept = [one for one, found in zip(settled, faults, strict=True) if not found]
    reading.entries = list(_placed(kept))


def settle_booth(house: House, session: Session, row: BoothRow, *, fair: str) -> Settled:
    """
    Settle what one employer's booth means, as a row of a file would be; nobody else writes until the session ends.

    Raises:
        NotFound: there is no such fair.
    """
    lock_sequence(session)
    there = _as_by_now(house, session, get_fair(session, fair, vault=house.vault).fair)
    return next(Desk(session, [there], fair).settle([row]))


def put_booth(house: House, session: Session, settled: Settled, *, actor: Actor, at: datetime) -> tuple[Fault, ...]:
    """Put one employer's booth into its fair; give what stands against it, () = it is there."""
    if faults := tuple(_faults(settled, set(_left(settled)))):
        return faults
    keep_booths(session, _placed([settled]), actor=actor, source="page", at=at, vault=house.vault)
    return ()


def _as_by_now(house: House, session: Session, fair: Fair) -> Fair:
    return replace(fair, state=state_now(house, session, fair))


def _meant(row: BoothRow, posts: Sequence[Post], fair: Fair | None) -> tuple[tuple[Post, ...], tuple[str, ...]]:
    """Find the posts that a row names; of several of one title the first that is open on the day is meant."""
    if not row.posts:
        return tuple(posts), ()
    open_last = sorted(reversed(posts), key=lambda one: _is_open(one, fair))
    by_name = {folded(one.title): one for one in open_last}
    by_name |= {folded(name): one for one in posts for name in (_in_full(one), one.id)}
    found = [by_name.get(folded(name)) for name in row.posts]
    strange = tuple(name for name, post in zip(row.posts, found, strict=True) if post is None)
    return tuple(dict.fromkeys(post for post in found if post is not None)), strange


def posts_written(session: Session, booth: Booth) -> str:
    """Write the posts of a booth so that they are read again: by title, with the id where another post has it too."""
    posts = {one.id: one for one in posts_naming(session, uscc=booth.employer_uscc, name=booth.employer)}
    titled = Counter(folded(one.title) for one in posts.values())
    names = []
    for id in booth.post_ids:
        post = posts.get(id)
        name = id if post is None else post.title if titled[folded(post.title)] == 1 else _in_full(post)
        names.append(name if read_list(name) == (name,) and folded(name) not in map(folded, posts) else id)
    return "、".join(names)


def _in_full(post: Post) -> str:
    return f"{post.title}（{post.id}）"


def _is_open(post: Post, fair: Fair | None) -> bool:
    return fair is None or post.closes_on is None or post.closes_on >= fair.on


def _left(one: Settled) -> Iterator[tuple[str, str]]:
    """Name the booth that an employer leaves for another number."""
    if one.fair and one.own and one.row.number not in (None, one.own.id):
        yield one.fair.id, one.own.id


def _faults(one: Settled, moved: Collection[tuple[str, str]]) -> Iterator[Fault]:
    row, fair = one.row, one.fair
    who = "uscc" if row.uscc else "employer"
    if fair is None:
        yield Fault("fair", row.fair or "", (Reason.NO_SUCH_FAIR if row.fair else Reason.NO_FAIR).value)
    elif fair.state in BEGUN:
        yield Fault("fair", row.fair or fair.id, Reason.FAIR_BEGUN.value)
    elif row.number is not None and (fair.id, row.number) not in moved and _is_anothers(one, fair):
        yield Fault("id", row.number, Reason.BOOTH_TAKEN.value)
    if not one.posts:
        yield Fault(who, row.uscc or row.employer or "", Reason.NO_BOOTH_POSTS.value)
    elif one.strange:
        yield Fault("posts", "、".join(one.strange), _no_such_post(one))
    elif one.over:
        yield Fault("posts", "、".join(one.over), Reason.POST_OVER.format(posts="、".join(one.over)))


def _no_such_post(one: Settled) -> str:
    """Say which posts the employer does not have, and which it has on the day of the fair."""
    told = Reason.NO_SUCH_POST.format(posts="、".join(one.strange))
    titles = list(dict.fromkeys(post.title for post in one.posts if _is_open(post, one.fair)))
    if not titles:
        return told
    reason = Reason.HAS_MORE_POSTS if len(titles) > MOST_NAMED else Reason.HAS_POSTS
    return reason.format(reason=told, posts="、".join(titles[:MOST_NAMED]), n=len(titles) - MOST_NAMED)


def _is_anothers(one: Settled, fair: Fair) -> bool:
    there = find_booth(fair, number=one.row.number, employer=None, uscc=None)
    return there is not None and there != one.own


def _refuse_twice(settled: Sequence[Settled], faults: list[list[Fault]], numbers: Sequence[int]) -> None:
    """Refuse the second row of an employer that two rows write differently."""
    seen: dict[tuple[str, str], int] = {}
    for one, found, number in zip(settled, faults, numbers, strict=True):
        if one.fair is None or found:
            continue
        earlier = seen.setdefault((one.fair.id, one.uscc or folded(one.name)), number)
        if earlier != number:
            found.append(Fault("employer", one.row.employer or "", Reason.EMPLOYER_TWICE.format(row=earlier)))


def _placed(kept: Sequence[Settled]) -> Iterator[Placed]:
    """Give each employer its booth: under the number told, the one it had, or the next that is free."""
    taken: dict[str, dict[str, object]] = {}
    for one in kept:
        if one.fair is not None:
            numbers = taken.setdefault(one.fair.id, {booth.id: None for booth in one.fair.booths})
            numbers |= {one.row.number: None} if one.row.number else {}
    for one in kept:
        if one.fair is not None:
            own = one.own
            number = one.row.number or (own.id if own else next_number(taken[one.fair.id]))
            taken[one.fair.id][number] = None
            yield Placed(one.fair.id, _booth(one, number, own))


def _booth(one: Settled, number: str, own: Booth | None) -> Booth:
    """Make the booth of a row; what the row leaves open stays as it was."""
    row = one.row
    return Booth(
        id=number,
        employer=one.name,
        post_ids=tuple(post.id for post in one.meant),
        n_interviewers=row.n_interviewers or (own.n_interviewers if own else 1),
        employer_uscc=one.uscc,
        hall=row.hall or (own.hall if own else None),
        step_free=row.step_free if row.step_free is not None else (own.step_free if own else None),
        breaks=own.breaks if own else (),
    )


def keep_booths(
    session: Session, entries: Iterable[Placed], *, actor: Actor, source: str, at: datetime, vault: Vault
) -> Tally:
    """Put booths into their fairs, each in place of the one that its employer had; their plans are to be made again."""
    by_fair: dict[str, list[Booth]] = {}
    for one in entries:
        by_fair.setdefault(one.fair_id, []).append(one.booth)
    tally = Tally()
    for id, booths in by_fair.items():
        kept = get_fair(session, id, vault=vault)
        counted, fair = _joined(kept.fair, booths)
        tally += counted
        if counted.added or counted.changed:
            put_fair(session, kept.restated(replace(fair, state=FairState.DRAFT)), vault=vault)
            details = {"source": source, "added": counted.added, "changed": counted.changed}
            log.record(session, actor=actor, action="put booths", noun="fair", id=id, details=details, at=at)
    return tally


def _joined(fair: Fair, booths: Sequence[Booth]) -> tuple[Tally, Fair]:
    before = [find_booth(fair, number=None, employer=one.employer, uscc=one.employer_uscc) for one in booths]
    there, tally = {one.id: one for one in fair.booths}, Tally()
    for own in before:
        if own is not None:
            del there[own.id]
    for one, own in zip(booths, before, strict=True):
        tally += Tally(unchanged=1) if own == one else Tally(changed=1) if own else Tally(added=1)
        there[one.id] = one
    return tally, replace(fair, booths=tuple(there[id] for id in sorted(there)))
