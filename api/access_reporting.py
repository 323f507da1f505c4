"""The access report of one person, gathered: everything stored, from where, who looked, what was decided by program."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from api.access_words import action_word, fields_text, ground_lines, purpose_word, rights_lines, source_word, value_text
from api.contact_names import result_word
from api.duplicate_names import known_word
from api.feedback_names import event_word
from api.house import House
from api.language import Translate
from api.link_names import how_word
from api.outreach_names import channel_word
from api.role_names import known_role_word
from data import log
from data.log.looking import entries_on
from data.reference import load_priority_groups
from data.scope import lifted
from data.store import (
    Session,
    attempts_of,
    caseloads_of,
    claimed_by_candidate,
    employers_by_id,
    employments_of,
    get_candidate,
    list_feedback,
    memberships_of,
    posts_by_id,
    read_purpose,
)
from data.store.people import FIELDS, read_person
from data.store.restricted import records_of
from data.store.sealed import find_sealed
from data.store.sources import field_sources
from matcher.access import AccessReport, Section
from matcher.outreach.situation import in_local_time
from matcher.records import Actor, Candidate, Person

MOST_EVENTS = 100_000
NEVER_TOLD = frozenset({"id"})


@dataclass(frozen=True, slots=True)
class Asked:
    """For whom a report is made, by whom, why, and in whose words."""

    id: str
    actor: Actor
    purpose: str
    say: Translate
    office: str | None = None


@dataclass(frozen=True, slots=True)
class Gathering:
    """What every section is made from."""

    house: House
    session: Session
    asked: Asked
    candidate: Candidate
    person: Person | None

    def day(self, moment: datetime | str) -> str:
        """Write a moment as the city's day and time."""
        at = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
        return f"{in_local_time(at, self.house.outreach):%Y-%m-%d %H:%M}"

    def titles(self, ids: Iterable[str | None]) -> dict[str, str]:
        """Give posts by id as they are called."""
        found = posts_by_id(self.session, {id for id in ids if id})
        return {id: f"{one.title} · {one.employer}" for id, one in found.items()}


def access_report(house: House, asked: Asked) -> AccessReport:
    """
    Gather all that is stored of a person, to be handed to that person; a line in the log says who did and why.

    Raises:
        NotFound: there is no such candidate.
        BadInput: no purpose is given.
    """
    _ = asked.say
    with house.database.begin() as session:
        candidate = get_candidate(session, asked.id)
        told = {"purpose": read_purpose(asked.purpose)}
        with lifted(session, why="who looked at a person is the person's to know, wherever whoever looked works"):
            earlier = entries_on(session, candidate.id, seal=house.vault.seal)
        person = read_person(
            session,
            "candidate",
            candidate.id,
            "self",
            vault=house.vault,
            actor=asked.actor,
            purpose=asked.purpose,
            at=house.clock(),
        )
        log.record(
            session,
            actor=asked.actor,
            action="access report",
            noun="candidate",
            id=candidate.id,
            details=told,
            at=house.clock(),
        )
        own = Gathering(house, session, asked, candidate, person)
        sections = (*(make(own) for make in SECTIONS), _looked(own, earlier))
    sections += (_grounds(own), _rights(own))
    return AccessReport(
        language=_("en"),  # of the page
        title=_("What is stored about you"),
        office=asked.office or _("{city} public employment service").format(city=house.gazetteer.city),
        on=house.today(),
        opening=(
            _("This paper is for you alone. It tells everything that the matching service here keeps of you."),
            _("What you find wrong will be corrected at once; ask whoever handed you the paper."),
        ),
        sections=sections,
        nothing=_("There is nothing."),
    )


def _who(own: Gathering) -> Section:
    _ = own.asked.say
    values = {f"self.{name}": value for name in FIELDS if (value := getattr(own.person, name, None)) is not None}
    return _fields(
        own, "person", _("Who you are"), (_("These values are encrypted; officers see them covered."),), values
    )


def _profile(own: Gathering) -> Section:
    _ = own.asked.say
    known = {name: getattr(own.candidate, name) for name in own.candidate.__slots__ if name not in NEVER_TOLD}
    values = {name: value for name, value in known.items() if value not in (None, ())}
    if "education_written" in values:
        values.pop("education", None)  # the level that was read from it
    lines = (
        _("Posts are compared with this. Sex and age are in no score."),
        _("Your number in this service: {id}").format(id=own.candidate.id),
    )
    return _fields(own, "profile", _("What you told, or offices told of you"), lines, values)


def _fields(own: Gathering, key: str, title: str, lines: tuple[str, ...], values: dict[str, object]) -> Section:
    _, origins = own.asked.say, field_sources(own.session, "candidate", own.candidate.id)
    rows = []
    for name, value in values.items():
        source, since = origins.get(name, ("", ""))
        rows.append(
            (known_word(name, _), value_text(value, _), source_word(source, _), own.day(since) if since else "")
        )
    heads = _("field"), _("value"), _("source"), _("since")
    return Section(key, title, lines, ("field", "value", "source", "since"), heads, tuple(rows))


def _groups(own: Gathering) -> Section:
    _, names = own.asked.say, load_priority_groups()
    held = memberships_of(own.session, [own.candidate.id], vault=own.house.vault).get(own.candidate.id, [])
    rows = [
        (
            names.groups[one.group].name,
            names.kinds[one.registry].name if one.registry else _("your own record"),
            one.as_of.isoformat(),
            how_word(one.how, _),
            one.lapses_on.isoformat() if one.lapses_on else _("it stands"),
        )
        for one in held
    ]
    lines = (_("These decide whom the office contacts first. No employer sees them, and no ranking reads them."),)
    heads = (_("group"), _("registry"), _("as of"), _("found by"), _("until"))
    keys = "group", "registry", "as_of", "how", "until"
    return Section("groups", _("Priority groups and registries"), lines, keys, heads, tuple(rows))


def _automatic(own: Gathering) -> Section:
    _, id = own.asked.say, own.candidate.id
    events = [one for _n, one in list_feedback(own.session, id, limit=MOST_EVENTS)]
    shares = [
        one
        for one in find_sealed(own.session, "push_share", [id], vault=own.house.vault)
        if one.content["candidate_id"] == id
    ]
    titles = own.titles(
        [*(one.post_id for one in events), *(post for one in shares for post, _p in one.content["posts"])]
    )
    rows = [
        (
            own.day(one.at),
            _("by program") if one.automatic else _("by a person"),
            event_word(one.event, _),
            titles.get(one.post_id, one.post_id),
        )
        for one in events
    ]
    for share in shares:
        posts = _(", ").join(titles.get(post, post) for post, _chance in share.content["posts"])
        rows.append(("", _("push {id}").format(id=share.shelf), _("chosen for you"), posts or _("nothing")))
    lines = (
        _("Posts are ranked by how well meaning, words and stated requirements agree; each list gives its reasons."),
        _("No program refuses anybody: a list is a proposal, and people decide."),
    )
    heads = (_("when"), _("how"), _("what"), _("post"))
    keys = "at", "how", "what", "post"
    return Section("automatic", _("What was ranked and pushed, and what became of it"), lines, keys, heads, tuple(rows))


def _contacts(own: Gathering) -> Section:
    _, id = own.asked.say, own.candidate.id
    rows = [
        (own.day(one.at), channel_word(one.channel, _), result_word(one.result, _), one.actor.id, one.note or "")
        for one in attempts_of(own.session, id)
    ]
    looking = [one.caseworker for one in caseloads_of(own.session, [id])]
    lines = [_("Who looks after you: {who}").format(who=_(", ").join(looking) or _("nobody in particular"))]
    held = [one for one in claimed_by_candidate(own.session, [id]) if one.until > own.house.clock()]
    lines += [_("{who} is about to contact you.").format(who=one.actor.id) for one in held]
    heads = (_("when"), _("by"), _("result"), _("by whom"), _("note"))
    keys = "at", "channel", "result", "who", "note"
    return Section("contacts", _("Contacts"), tuple(lines), keys, heads, tuple(rows))


def _work(own: Gathering) -> Section:
    _, id = own.asked.say, own.candidate.id
    placements, claims = records_of(own.session, id)
    spells = employments_of(own.session, [id]).get(id, [])
    ids = {one.employer_id for one in placements} | {one.employer_id for one in claims}
    ids |= {one.employer_id for one in spells}
    names = employers_by_id(own.session, ids)

    def employer(key: str) -> str:
        return names[key].name if key in names else key

    rows = [
        (_("traineeship"), employer(one.employer_id), one.starts_on.isoformat(), one.last_day.isoformat(), "")
        for one in placements
    ]
    rows += [
        (
            _("subsidy to the employer"),
            employer(one.employer_id),
            one.month.isoformat()[:7] if one.month else "",
            one.paid_on.isoformat() if one.paid_on else _("not paid"),
            f"{one.amount_yuan:.2f}",
        )
        for one in claims
    ]
    rows += [
        (
            _("social insurance"),
            one.employer,
            one.insured_from.isoformat(),
            one.insured_until.isoformat() if one.insured_until else "",
            "",
        )
        for one in spells
    ]
    heads = (_("what"), _("employer"), _("from"), _("to"), _("yuan"))
    keys = "what", "employer", "since", "until", "amount_yuan"
    return Section("work", _("Traineeships, subsidy and employment"), (), keys, heads, tuple(rows))


def _fairs(own: Gathering) -> Section:
    _, id = own.asked.say, own.candidate.id
    rows = []
    for noun, what in (("fair_guest", _("guest")), ("fair_dropped", _("guest")), ("fair_visit", _("came"))):
        for one in find_sealed(own.session, noun, [id], vault=own.house.vault):  # type: ignore[arg-type]  # both are nouns
            if one.content["candidate_id"] == id:
                needs = _(", ").join(one.content.get("needs") or ())
                rows.append((one.shelf, what, str(one.content.get("result") or needs or "")))
    heads = (_("fair"), _("what"), _("result or needs"))
    return Section("fairs", _("Fairs"), (), ("fair", "what", "result"), heads, tuple(rows))


def _looked(own: Gathering, earlier: Sequence[log.Entry]) -> Section:
    _ = own.asked.say
    ids = {str(id) for one in earlier if (id := one.details.get("employer_id")) is not None}
    employers = {id: one.name for id, one in employers_by_id(own.session, ids).items()}
    rows = [
        (
            own.day(one.at),
            _("{who} ({role})").format(who=one.actor.id, role=known_role_word(one.actor.role, _)),
            action_word(one, _, employers=employers),
            purpose_word(one.purpose or "", _),
            fields_text(one.details, _),
        )
        for one in earlier
    ]
    lines = (
        _("Lists of many people at once stand in the log by a hash of the list: they are not told here one by one."),
    )
    heads = (_("when"), _("by whom"), _("what was done"), _("purpose"), _("fields"))
    keys = "at", "who", "what", "purpose", "fields"
    return Section("looked", _("Who looked, and what was done"), lines, keys, heads, tuple(rows))


def _grounds(own: Gathering) -> Section:
    _, rule = own.asked.say, own.house.rulebook.on(own.house.today()).retention
    lines = ground_lines(_, consent=own.candidate.contact_consent, retention_years=None if rule is None else rule.years)
    return Section("grounds", _("On which ground, and for how long"), lines)


def _rights(own: Gathering) -> Section:
    return Section("rights", own.asked.say("Your rights, and where to complain"), rights_lines(own.asked.say))


SECTIONS: tuple[Callable[[Gathering], Section], ...] = (
    _who,
    _profile,
    _groups,
    _automatic,
    _contacts,
    _work,
    _fairs,
)
