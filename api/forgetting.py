"""Forgetting people: erased or restricted, kept from coming back, and forgotten again where a backup was restored."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from api.forgotten_file import Line, add_lines, read_lines
from api.house import House
from api.kept_files import CleanedFile, clean_files
from api.vectors import key_of
from data import log
from data.store import Session, iter_candidates, iter_posts, lifted, lock_sequence, need_whole_city
from data.store.changes import CALLED
from data.store.erasing import Erased, erase_person, new_pseudonym, unname_money
from data.store.leftovers import erase_leftovers
from data.store.meeting import people_meant
from data.store.purposes import read_purpose
from data.store.restricted import (
    drop_archive,
    get_archive,
    has_subsidy,
    last_money_on,
    put_archive,
    running_until,
    take_back,
    to_archive,
)
from data.store.tombstones import (
    Forgetting,
    State,
    count_unscrubbed,
    drop_tombstones,
    forgotten_among,
    list_forgettings,
    marks_of,
    new_forgetting_id,
    note_scrubbed,
    put_forgetting,
    set_state,
)
from data.store.traces import Traces, read_traces, rows_of
from data.store.vectors import delete_unused_vectors, delete_vectors
from matcher.errors import Conflict, NotFound
from matcher.months import add_months
from matcher.records import Actor, Candidate, Person
from matcher.text import candidate_texts, post_texts

logger = logging.getLogger(__name__)

NOUN = "forgetting"
BY_PROGRAM = Actor("program", "program")
"""Who forgets again what a restored backup brought back."""
RETURNING = "who comes back was of no district; of what was kept only the id is told, to whom the person registers with"


@dataclass(frozen=True, slots=True)
class Forgot:
    """
    What a forgetting came to.

    Attributes:
        id: of the forgetting; random.
        state: ``erased``, or ``restricted`` where records of money are kept.
        is_new: False = the person was forgotten before.
        kept_until: the day from which a restricted person may be erased; None = not restricted, or no day is said.
        erased: how much went.
        files: the files that the person was taken out of.
        scrubbed: whether freed pages and the index are cleared; False = run the same again.
    """

    id: str
    state: State
    is_new: bool
    kept_until: date | None = None
    erased: Erased = field(default_factory=lambda: Erased(0, 0, 0))
    files: tuple[CleanedFile, ...] = ()
    scrubbed: bool = True


def forget(house: House, id: str, *, actor: Actor) -> Forgot:
    """
    Forget a person: erase what no law requires keeping, and restrict the rest; done again, it changes nothing.

    Args:
        house: whose people they are.
        id: of the person; one that was given up means the same.
        actor: who does it.

    Raises:
        NotFound: nothing is stored of such a person, and nobody of this id was forgotten.
        Conflict: a traineeship of the person is under way: its records are needed until it ends.
    """
    with house.database.read() as session:
        traces = read_traces(session, id, vault=house.vault)
        if not traces.is_stored:
            known = forgotten_among(session, {id: [(id, None, None)]}, vault=house.vault).get(id)
            if known is None:
                raise NotFound("there is no {noun} {id!r}", noun=CALLED["candidate"], id=id)
            done = _told(house, session, known)
        else:
            _refuse_running(house, session, traces)
    if traces.is_stored:
        done = _forget(house, id, actor=actor)
    return replace(done, scrubbed=clear_traces(house))


@dataclass(frozen=True, slots=True)
class Foreseen:
    """
    What forgetting a person would come to.

    Attributes:
        running_until: the last day of a traineeship under way, until which it is refused; None = there is none.
        is_restricted: whether records of subsidy would be kept.
        kept_until: until when; None = nothing is kept, or no day is said.
    """

    running_until: date | None
    is_restricted: bool
    kept_until: date | None


def foresee(house: House, id: str) -> Foreseen:
    """
    Say what forgetting a person would come to; nothing is done.

    Raises:
        NotFound: nothing is stored of such a person.
    """
    with house.database.read() as session:
        traces = read_traces(session, id, vault=house.vault)
        if not traces.is_stored:
            raise NotFound("there is no {noun} {id!r}", noun=CALLED["candidate"], id=id)
        is_restricted = has_subsidy(session, traces.ids)
        return Foreseen(
            running_until(session, traces.ids, on=house.today()),
            is_restricted,
            kept_until_of(house, session, traces.id) if is_restricted else None,
        )


def _refuse_running(house: House, session: Session, traces: Traces) -> None:
    until = running_until(session, traces.ids, on=house.today())
    if until is not None:
        raise Conflict(
            "{id!r} is in a traineeship until {day}: its records are needed until then; note its end first",
            id=traces.id,
            day=until,
        )


def _told(house: House, session: Session, known: Forgetting) -> Forgot:
    kept_until = None if known.pseudonym is None else kept_until_of(house, session, known.pseudonym)
    return Forgot(known.id, known.state, is_new=False, kept_until=kept_until)


def _forget(house: House, id: str, *, actor: Actor, known: Line | None = None) -> Forgot:
    """Forget a person who is stored; *known* = it was done before, in a database that is newer than this one."""
    need_whole_city("forgetting")
    house.spool.drain(house.database)  # lines that wait name people by id
    with house.database.read() as session:
        traces = read_traces(session, id, vault=house.vault)
    files = clean_files(house, traces)
    with house.database.begin() as session:
        lock_sequence(session)
        traces = read_traces(session, id, vault=house.vault)
        is_restricted = has_subsidy(session, traces.ids)
        at, own_id = (house.clock(), new_forgetting_id()) if known is None else (known.at, known.id)
        marks = marks_of(traces.ids, traces.people, vault=house.vault)
        pseudonym = new_pseudonym()
        forgetting = Forgetting(
            own_id, at, "restricted" if is_restricted else "erased", pseudonym if is_restricted else None, None, marks
        )
        erased = _erase(house, session, traces, forgetting, pseudonym=pseudonym)
        put_forgetting(session, forgetting)
        details = {"state": forgetting.state, "again": known is not None}
        log.record(session, actor=actor, action="forget", noun=NOUN, id=own_id, details=details, at=house.clock())
        kept_until = kept_until_of(house, session, pseudonym) if is_restricted else None
        if known is None:  # last before the commit: what the file says is done, here or at the next start
            add_lines(house.settings.forgotten_path, [Line.of(forgetting)])
    logger.info("forgotten", extra={"rows": erased.n_rows, "files": len(files)})
    return Forgot(own_id, forgetting.state, True, kept_until, erased, tuple(files), scrubbed=False)


def _erase(house: House, session: Session, traces: Traces, forgetting: Forgetting, *, pseudonym: str) -> Erased:
    if forgetting.pseudonym is not None:
        put_archive(
            session,
            to_archive(session, traces, id=forgetting.id, pseudonym=pseudonym, vault=house.vault),
            vault=house.vault,
        )
    erase_leftovers(session, traces, pseudonym=forgetting.pseudonym, vault=house.vault)
    erased = erase_person(session, traces, pseudonym=pseudonym, vault=house.vault)
    if forgetting.pseudonym is None:
        unname_money(session, pseudonym, vault=house.vault)
    delete_vectors(session, vectors_of(traces.candidates))
    log.write(session)  # what is still to be written names the person, and would link the name anew
    for id in traces.ids:
        log.forget_name(session, log.PERSON, id)
    return erased


def vectors_of(candidates: Iterable[Candidate]) -> list[bytes]:
    """Give the keys of the vectors of some candidates' texts."""
    return [key_of("candidate", text) for one in candidates for text in candidate_texts(one)]


def kept_until_of(house: House, session: Session, candidate_id: str) -> date | None:
    """Tell until when the law keeps records of money of a person; None = the edition in force says no day."""
    since = last_money_on(session, candidate_id)
    if since is None:
        return None
    rule = house.rulebook.on(house.today()).retention
    return None if rule is None else add_months(since, 12 * rule.years)


def clear_traces(house: House) -> bool:
    """
    Clear what deleted rows leave behind: vectors of texts that nobody has, the index and its files, freed pages.

    False = somebody reads without end, so that the write-ahead log of SQLite could not be cut back.
    """
    with house.database.read() as session:
        if not count_unscrubbed(session):
            return True
        used = {key_of("candidate", text) for one in iter_candidates(session) for text in candidate_texts(one)}
        used |= {key_of("post", text) for one in iter_posts(session) for text in post_texts(one)}
    with house.database.begin() as session:
        delete_unused_vectors(session, used)
    house.follower.forget_gone()
    if not house.database.scrub():
        return False
    with house.database.begin() as session:
        note_scrubbed(session, at=house.clock())
    return True


@dataclass(frozen=True, slots=True)
class Kept:
    """A restricted person, by the random id of the forgetting, and until when the records are kept."""

    id: str
    at: datetime
    kept_until: date | None

    def is_due(self, on: date) -> bool:
        """Tell whether nothing requires keeping it any more."""
        return self.kept_until is not None and self.kept_until < on


def restricted_people(house: House) -> list[Kept]:
    """Give who is restricted, the oldest first; nobody is named."""
    with house.database.read() as session:
        return [
            Kept(one.id, one.at, kept_until_of(house, session, one.pseudonym))
            for one in list_forgettings(session, state="restricted")
            if one.pseudonym is not None
        ]


def erase_due(house: House, *, actor: Actor) -> list[str]:
    """Erase the restricted people whose date has come, and give the ids of their forgettings."""
    due = [one.id for one in restricted_people(house) if one.is_due(house.today())]
    for id in due:
        with house.database.begin() as session:
            lock_sequence(session)
            _erase_restricted(house, session, id)
            log.record(session, actor=actor, action="erase", noun=NOUN, id=id, details={}, at=house.clock())
            add_lines(house.settings.forgotten_path, [Line(id, "erase", house.clock())])
    clear_traces(house)
    return due


def _erase_restricted(house: House, session: Session, id: str) -> None:
    archive = get_archive(session, id, vault=house.vault)
    if archive is not None:
        rows = rows_of(session, [archive.pseudonym])
        nobody = Traces(archive.pseudonym, frozenset({archive.pseudonym}), (), (), rows)
        erase_leftovers(session, nobody, pseudonym=None, vault=house.vault)
        unname_money(session, archive.pseudonym, vault=house.vault)
    drop_archive(session, id)
    set_state(session, id, "erased", pseudonym=None)


def lift(house: House, session: Session, forgetting: Forgetting, *, purpose: str, actor: Actor) -> str | None:
    """
    Let a person who registers again come back, with a line in the log; give the id that records of money stand under.

    The caller calls ``note_lifted`` after the commit.

    Raises:
        BadInput: no purpose is given.
    """
    why = read_purpose(purpose)
    with lifted(session, why=RETURNING):
        archive = get_archive(session, forgetting.id, vault=house.vault)
        if archive is not None:
            take_back(session, archive, vault=house.vault)
        drop_tombstones(session, forgetting.id)
        set_state(session, forgetting.id, "lifted", pseudonym=None)
    at, details = house.clock(), {"purpose": why}
    log.record(session, actor=actor, action="register again", noun=NOUN, id=forgetting.id, details=details, at=at)
    return None if archive is None else archive.candidate_id


def note_lifted(house: House, ids: Sequence[str]) -> None:
    """Note in the file of forgettings what ``lift`` lifted, once it is committed: until then nobody came back."""
    add_lines(house.settings.forgotten_path, [Line(id, "lift", house.clock()) for id in ids])


def stands_in_the_way(
    house: House, session: Session, id: str, person: Person | None, born: date | None
) -> Forgetting | None:
    """Give the forgetting of the person of a record that is to be stored; None = there is none."""
    return forgotten_among(session, {id: [(id, person, born)]}, vault=house.vault).get(id)


def known_as(house: House, session: Session, forgetting: Forgetting) -> str | None:
    """Give the id under which a restricted person was stored, and comes back; None = nothing is kept."""
    with lifted(session, why=RETURNING):
        archive = get_archive(session, forgetting.id, vault=house.vault)
    return None if archive is None else archive.candidate_id


def apply_forgettings(house: House) -> int:
    """
    Forget again whoever the file of forgettings names and the database still holds, and count them.

    For the start of a service and for a restored backup, which may be older than what was forgotten since. What the
    database knows and the file lacks is added to the file. Cheap where both agree.
    """
    path = house.settings.forgotten_path
    lines = read_lines(path)
    with house.database.read() as session:
        known = {one.id: one for one in list_forgettings(session)}
    add_lines(path, _unwritten(known.values(), lines))
    fresh = [one for one in lines if one.op == "forget" and one.id not in known]
    n = sum(_apply(house, one) for one in fresh) if fresh else 0
    for one in lines:
        if one.op != "forget":
            _follow(house, one)
    clear_traces(house)
    return n


def _unwritten(known: Iterable[Forgetting], lines: Sequence[Line]) -> list[Line]:
    """Give the lines that the file lacks: of another machine, or of one that was stopped before it wrote them."""
    there = {(one.id, one.op) for one in lines}
    said = {one.id for one in lines}
    new = [Line.of(one) for one in known if one.state != "lifted" and one.id not in said]
    new += [Line(one.id, "lift", one.at) for one in known if one.state == "lifted" and (one.id, "lift") not in there]
    return new


def _apply(house: House, line: Line) -> int:
    with house.database.read() as session:
        wanted = Forgetting(line.id, line.at, "erased", None, None, line.marks)
        ids = people_meant(session, [wanted], vault=house.vault).get(line.id, [])
    for id in ids:
        with house.database.read() as session:
            is_stored = read_traces(session, id, vault=house.vault).is_stored
        if is_stored:  # not gone with another id of the same person
            _forget(house, id, actor=BY_PROGRAM, known=line)
    with house.database.begin() as session:
        put_forgetting(session, wanted)  # its tombstones too, where the database held nobody
    return len(ids)


def _follow(house: House, line: Line) -> None:
    """Do again what was done to a forgetting since the backup."""
    with house.database.begin() as session:
        known = next((one for one in list_forgettings(session) if one.id == line.id), None)
        if known is None or known.state == "lifted":
            return
        if line.op == "erase" and known.state == "restricted":
            _erase_restricted(house, session, line.id)
        elif line.op == "lift":
            drop_tombstones(session, line.id)
            drop_archive(session, line.id)
            set_state(session, line.id, "lifted", pseudonym=None)
