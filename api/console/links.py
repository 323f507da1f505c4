"""Doubtful links in the console: the comparison started, both records side by side, one decided after the other."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import Response

from api.access_words import value_text
from api.console.notices import Notice, go_on
from api.console.pages import page
from api.console.side_by_side import PERSONAL, chance_text, likeness_of, meaning_of, other_weights, strongest
from api.console.visitors import TheVisitor, Visitor
from api.deps import TheHouse, needs
from api.fields import MaybeProse, OpenLine, RecordId
from api.house import House
from api.jobs import TheRunner
from api.language import Translate
from api.link_names import caution_word, field_word, how_word, state_word
from api.linked import decide_link, last_linked_at, undo_decision
from api.links import LinkShown, SideShown, from_link, from_sides, queue_linking
from api.paging import read_cursor, write_cursor
from api.revealed_links import covered_link, list_links, note_listed, revealed_link
from data.reference import load_priority_groups
from data.store import Session
from data.store.extracts import waiting_extracts
from data.store.links import count_in_state
from matcher.linkage.deciding import cautions_of
from matcher.records import Decision, Link, LinkState

SHOWN = 30
LISTER = "doubtful links in the console"
Word = Literal["same", "different", "later"]
Count = Annotated[int, Query(ge=0, le=1_000_000)]
Counted = Annotated[int, Form(ge=0, le=1_000_000)]

router = APIRouter(include_in_schema=False)


@router.get("/links", dependencies=[needs("links:read")])
def show_links(
    request: Request,
    house: TheHouse,
    visitor: TheVisitor,
    cursor: Annotated[str | None, Query()] = None,
    done: Annotated[str | None, Query()] = None,
    last: Annotated[str | None, Query(max_length=100)] = None,
    n: Count = 1,
    of: Count = 0,
) -> Response:
    """Show how many links wait for a person, when was compared last, and the first of those that wait."""
    after = read_cursor(house.vault, cursor, lister=LISTER)
    with house.database.read() as session:
        found = list_links(house, session, LinkState.REVIEW, after=after or "", limit=SHOWN + 1)
        counts = {state: count_in_state(session, state, vault=house.vault) for state in LinkState}
        compared_at, waiting = last_linked_at(session), waiting_extracts(session)
    more = len(found) > SHOWN
    return page(
        request,
        "links",
        links=[_line(one, visitor.say) for one in found[:SHOWN]],
        counts=counts,
        states={state: state_word(state, visitor.say) for state in LinkState},
        n=counts[LinkState.REVIEW],
        compared_at=compared_at,
        n_extracts=len(waiting),
        next_cursor=write_cursor(house.vault, lister=LISTER, after=found[SHOWN - 1].id) if more else None,
        is_first=after is None,
        notice=_notice(done, _way_back(last, n, of), visitor.say),
    )


@router.post("/links/standing", dependencies=[needs("links:read")])
def post_standing(
    request: Request,
    state: Annotated[Literal[LinkState.LINKED, LinkState.DIFFERENT], Form()],
    purpose: Annotated[OpenLine, Form()],
    house: TheHouse,
    visitor: TheVisitor,
    after: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    """List links that stand, after a line in the log that says what for."""
    with house.database.begin() as session:
        found = list_links(house, session, state, after=after, limit=SHOWN + 1)
        note_listed(house, session, found[:SHOWN], purpose=purpose, actor=visitor.actor)
    return page(
        request,
        "links_standing",
        links=[_line(one, visitor.say) for one in found[:SHOWN]],
        state=state,
        word=state_word(state, visitor.say),
        purpose=purpose,
        after=found[SHOWN - 1].id if len(found) > SHOWN else None,
    )


@router.post("/links/compare", dependencies=[needs("links:decide")])
def post_compare(request: Request, house: TheHouse, visitor: TheVisitor, runner: TheRunner) -> Response:
    """Queue the comparison, which takes waiting extracts into effect, and lead to its job."""
    with house.database.begin() as session:
        job = queue_linking(house, session, actor=visitor.actor)
    runner.wake()
    return go_on(request, f"/jobs/{job.id}")


@router.get("/links/{id}", dependencies=[needs("links:read")])
def show_link(
    request: Request,
    id: RecordId,
    house: TheHouse,
    visitor: TheVisitor,
    n: Count = 1,
    of: Count = 0,
    done: Annotated[str | None, Query()] = None,
    last: Annotated[str | None, Query(max_length=100)] = None,
) -> Response:
    """Show both records side by side, covered; *n* of *of* is how far somebody has come with those that wait."""
    with house.database.read() as session:
        shown = from_sides(covered_link(house, session, id))
        of = of or count_in_state(session, LinkState.REVIEW, vault=house.vault)
    return _page(request, visitor, shown, n=n, of=of, notice=_notice(done, _way_back(last, n - 1, of), visitor.say))


@router.post("/links/{id}/reveal", dependencies=[needs("links:read")])
def post_reveal(
    request: Request,
    id: RecordId,
    purpose: Annotated[OpenLine, Form()],
    house: TheHouse,
    visitor: TheVisitor,
    n: Counted = 1,
    of: Counted = 0,
) -> Response:
    """Show both records whole, and the registry, after a line in the log that says why."""
    with house.database.begin() as session:
        shown = from_sides(revealed_link(house, session, id, purpose=purpose, actor=visitor.actor))
    return _page(request, visitor, shown, n=n, of=of, notice=None)


@router.post("/links/{id}/decision", dependencies=[needs("links:decide")])
def post_decision(
    request: Request,
    id: RecordId,
    decision: Annotated[Word, Form()],
    house: TheHouse,
    visitor: TheVisitor,
    note: Annotated[MaybeProse, Form()] = None,
    n: Counted = 1,
    of: Counted = 0,
) -> Response:
    """Decide, or leave it for later, and lead to the next one that waits."""
    with house.database.begin() as session:
        waits = covered_link(house, session, id).link.state is LinkState.REVIEW
        if waits and decision != "later":
            decide_link(house, session, id, Decision(decision), note=note, actor=visitor.actor)
        following = _following(house, session, id)
    said: dict[str, str] = {} if decision == "later" or not waits else {"last": id}
    done = decision if waits else "meanwhile"
    if following is None or n >= of:
        said |= {"n": str(n), "of": str(of)} if said else {}
        return go_on(request, "/links", done="last" if following is None else "round", **said)
    return go_on(request, f"/links/{following}", done=done, n=str(n + 1), of=str(of), **said)


@router.post("/links/undo", dependencies=[needs("links:decide")])
def post_undo(
    request: Request,
    last: Annotated[str, Form(min_length=1, max_length=100)],
    house: TheHouse,
    visitor: TheVisitor,
    n: Counted = 1,
    of: Counted = 0,
) -> Response:
    """Take a decision back, and show the link again."""
    with house.database.begin() as session:
        undo_decision(house, session, last, actor=visitor.actor)
    return go_on(request, f"/links/{last}", done="undone", n=str(n), of=str(of))


def _following(house: House, session: Session, id: str) -> str | None:
    """Give the next link that waits after one, from the start where it was the last; None = no other waits."""
    after = list_links(house, session, LinkState.REVIEW, after=id, limit=1)
    found = after or list_links(house, session, LinkState.REVIEW, limit=1)
    return found[0].id if found and found[0].id != id else None


def _page(request: Request, visitor: Visitor, shown: LinkShown, *, n: int, of: int, notice: Notice | None) -> Response:
    _ = visitor.say
    alike = likeness_of(shown.weights, _)
    return page(
        request,
        "link",
        link=shown,
        n=n,
        of=of,
        rows=[
            (field_word(name, _), _value(shown.candidate, name, _), _value(shown.entry, name, _), alike.get(name))
            for name in PERSONAL
        ],
        most=strongest(list(alike.values())),
        others=other_weights(shown.weights, _),
        total=sum(one.bits for one in shown.weights),
        chance=chance_text(shown.p),
        meaning=meaning_of(shown.p, _),
        cautions=[caution_word(code, _) for code in shown.cautions],
        how=how_word(shown.how, _),
        state=state_word(shown.status, _),
        registered=_registered(shown, visitor),
        decisions={one.value: _decision_word(one, _) for one in Decision},
        may_decide=visitor.may("links:decide"),
        notice=notice,
    )


def _value(side: SideShown | None, name: str, _: Translate) -> str | None:
    value = None if side is None else getattr(side, name)
    return None if value is None else value_text(value, _)


def _registered(shown: LinkShown, visitor: Visitor) -> dict[str, Any] | None:
    """Tell what the registry says, in words; only of a link that was revealed."""
    if shown.registered is None:
        return None
    groups, told = load_priority_groups(), shown.registered
    kind, group = groups.kinds.get(told.registry), groups.groups.get(told.group)
    is_english = visitor.language == "en"
    return {
        "registry": told.registry if kind is None else kind.english if is_english else kind.name,
        "group": told.group if group is None else group.english if is_english else group.name,
        "relative": told.relative,
        "evidence": told.evidence,
        "since": told.since,
    }


def _line(link: Link, _: Translate) -> dict[str, Any]:
    return {
        "link": from_link(link),
        "chance": chance_text(link.pairing.p),
        "how": how_word(link.pairing.how, _),
        "why": [caution_word(code, _) for code in cautions_of(link.pairing)],
        "again": link.before is not None,
    }


def _decision_word(decision: Decision, _: Translate) -> str:
    return {Decision.SAME: _("one person"), Decision.DIFFERENT: _("two people")}[decision]


def _way_back(last: str | None, n: int, of: int) -> dict[str, str] | None:
    """Give what the form carries that takes the last decision back; None = there was none."""
    return None if last is None else {"last": last, "n": str(max(n, 1)), "of": str(of)}


def _notice(done: str | None, undo: dict[str, str] | None, _: Translate) -> Notice | None:
    """Say what was just done, with the way back where there is one."""
    words = {
        "same": _("Decided: one person. This is the next one."),
        "different": _("Decided: two people. This is the next one."),
        "later": _("Left for later. This is the next one."),
        "meanwhile": _("A colleague had decided on that one meanwhile. This is the next one."),
        "undone": _("The decision is taken back; the link waits again."),
        "last": _("That was the last one: no doubtful link waits."),
        "round": _("You have been through all of them; what was left for later still waits here."),
    }
    if done not in words:
        return None
    return Notice(words[done], undo=None if undo is None else "/links/undo", fields=undo)
