"""Candidates stored twice in the console: side by side, whose value stays, joined or kept apart, and taken back."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import Response

from api.access_words import value_text
from api.console.notices import Notice, go_on
from api.console.pages import page
from api.console.side_by_side import chance_text, likeness_of, meaning_of
from api.console.visitors import TheVisitor, Visitor
from api.deps import TheHouse, needs
from api.duplicate_names import known_word, noun_word, state_word, why_word
from api.duplicates import DuplicateField, DuplicateShown, decide, from_duplicate, shown
from api.fields import MaybeProse, RecordId
from api.house import House
from api.language import Translate
from api.link_names import how_word
from api.merging import state_of_pair
from api.paging import read_cursor, write_cursor
from data.store import iter_duplicates
from data.store.duplicates import count_duplicates
from matcher.merging import Why
from matcher.records import DuplicateState, EmploymentStatus, Kind

SHOWN = 30
HIDDEN = frozenset({"education", "any_district"})  # said in words by the fields beside them
LIKENESS_OF = {
    "self.name": "name",
    "self.id_number": "id_number",
    "birth_on": "birth",
    "sex": "sex",
    "self.phone": "phone",
    "home_district": "district",
}
ENUMS: dict[str, type[EmploymentStatus] | type[Kind]] = {"employment_status": EmploymentStatus, "kind_wanted": Kind}
Word = Literal["join", "keep", "later"]
Count = Annotated[int, Query(ge=0, le=1_000_000)]
Counted = Annotated[int, Form(ge=0, le=1_000_000)]

router = APIRouter(include_in_schema=False)


@router.get("/duplicates", dependencies=[needs("duplicates:read")])
def show_duplicates(
    request: Request,
    house: TheHouse,
    visitor: TheVisitor,
    status: Annotated[DuplicateState, Query()] = DuplicateState.REVIEW,
    cursor: Annotated[str | None, Query()] = None,
    done: Annotated[str | None, Query()] = None,
    last: Annotated[str | None, Query(max_length=100)] = None,
) -> Response:
    """Show the pairs that wait for a person, or those that are joined or kept apart; nobody is named."""
    lister = f"pairs in the console {status.value}"
    after = read_cursor(house.vault, cursor, lister=lister)
    with house.database.read() as session:
        found = list(iter_duplicates(session, state=status, after=after or "", limit=SHOWN + 1, vault=house.vault))
        counts = {state: count_duplicates(session, state, vault=house.vault) for state in DuplicateState}
    more = len(found) > SHOWN
    return page(
        request,
        "duplicates",
        pairs=[
            (from_duplicate(one), how_word(one.pairing.how, visitor.say), chance_text(one.pairing.p))
            for one in found[:SHOWN]
        ],
        listed=status,
        counts=counts,
        states={state: state_word(state, visitor.say) for state in DuplicateState},
        next_cursor=write_cursor(house.vault, lister=lister, after=found[SHOWN - 1].id) if more else None,
        is_first=after is None,
        may_compare=visitor.may("links:decide"),
        notice=_notice(done, last, visitor.say),
    )


@router.get("/duplicates/{id}", dependencies=[needs("duplicates:read")])
def show_duplicate(
    request: Request,
    id: RecordId,
    house: TheHouse,
    visitor: TheVisitor,
    n: Count = 1,
    of: Count = 0,
    done: Annotated[str | None, Query()] = None,
    last: Annotated[str | None, Query(max_length=100)] = None,
) -> Response:
    """Show two candidates side by side, masked, and which value of each field would stay."""
    with house.database.read() as session:
        pair = shown(house, session, id)
        of = of or count_duplicates(session, DuplicateState.REVIEW, vault=house.vault)
    return _page(request, visitor, pair, n=n, of=of, notice=_notice(done, last, visitor.say))


@router.post("/duplicates/{id}/decision", dependencies=[needs("duplicates:decide")])
def post_decision(
    request: Request,
    id: RecordId,
    decision: Annotated[Word, Form()],
    house: TheHouse,
    visitor: TheVisitor,
    seen: Annotated[DuplicateState, Form()] = DuplicateState.REVIEW,
    note: Annotated[MaybeProse, Form()] = None,
    n: Counted = 1,
    of: Counted = 0,
) -> Response:
    """Join the two, keep them apart, or leave them for later, and lead to the next pair that waits."""
    ids: list[str] = []
    with house.database.begin() as session:
        stands = state_of_pair(house, session, id) is seen
        if stands and decision != "later":
            ids = decide(house, session, id, decision, note=note, actor=visitor.actor).candidate_ids
    _take_in(house, ids)
    following = _following(house, id)
    said = {"last": id} if ids else {}
    done: str = decision if stands else "meanwhile"
    if following is None or n >= of:
        return go_on(request, "/duplicates", done=f"{done}-last", **said)
    return go_on(request, f"/duplicates/{following}", done=done, n=str(n + 1), of=str(of), **said)


@router.post("/duplicates/{id}/undo", dependencies=[needs("duplicates:decide")])
def post_undo(
    request: Request,
    id: RecordId,
    house: TheHouse,
    visitor: TheVisitor,
    note: Annotated[MaybeProse, Form()] = None,
) -> Response:
    """Take a merge back: both are as they were, and the pair is not proposed again."""
    with house.database.begin() as session:
        told = decide(house, session, id, "undo", note=note, actor=visitor.actor)
    _take_in(house, told.candidate_ids)
    return go_on(request, f"/duplicates/{id}", done="stays" if told.n_later or told.later_fields else "undone")


def _take_in(house: House, ids: list[str]) -> None:
    for id in ids:
        house.follower.take_in("candidate", id)


def _following(house: House, id: str) -> str | None:
    """Give the next pair that waits after one, from the start where it was the last; None = no other waits."""
    with house.database.read() as session:
        for after in (id, ""):
            found = iter_duplicates(session, state=DuplicateState.REVIEW, after=after, limit=1, vault=house.vault)
            following = next(found, None)
            if following is not None and following.id != id:
                return following.id
    return None


def _page(
    request: Request, visitor: Visitor, pair: DuplicateShown, *, n: int, of: int, notice: Notice | None
) -> Response:
    _ = visitor.say
    alike = likeness_of(pair.weights, _)
    levels = {one.field: one.level for one in pair.weights}
    return page(
        request,
        "duplicate",
        pair=pair,
        n=n,
        of=of,
        rows=[
            {
                "label": known_word(one.field, _),
                "values": [_value(one, value, _) for value in one.values],
                "sources": one.sources,
                "stays": one.stays,
                "why": why_word(one.why, _),
                "differs": one.why != Why.SAME,  # masked values may look the same
                "alike": alike.get(LIKENESS_OF.get(one.field, "")),
            }
            for one in sorted(pair.fields, key=_order)
            if one.field not in HIDDEN
        ],
        references={
            id: [(noun_word(noun, _), count) for noun, count in counts.items()]
            for id, counts in pair.references.items()
        },
        chance=chance_text(pair.p),
        meaning=meaning_of(pair.p, _),
        how=how_word(pair.how, _),
        state=state_word(pair.status, _),
        two_numbers=levels.get("id_number") == "two_valid",
        may_decide=visitor.may("duplicates:decide"),
        notice=notice,
    )


def _order(field: DuplicateField) -> tuple[bool, int, bool]:
    """Put who somebody is before all else, then what the two differ in."""
    known = list(LIKENESS_OF)
    place = known.index(field.field) if field.field in known else len(known)
    return place == len(known), place, field.why == Why.SAME


def _value(field: DuplicateField, value: Any, _: Translate) -> str | None:
    if value is None or value == []:
        return None
    enum = ENUMS.get(field.field)
    return value_text(value if enum is None else enum(value), _)


def _notice(done: str | None, last: str | None, _: Translate) -> Notice | None:
    """Say what was just done, with the way back where there is one."""
    words = {
        "join": _("Joined. This is the next pair."),
        "keep": _("Kept apart. This is the next pair."),
        "later": _("Left for later. This is the next pair."),
        "meanwhile": _("A colleague had decided on that pair meanwhile. This is the next one."),
        "join-last": _("Joined. That was the last pair for now."),
        "keep-last": _("Kept apart. That was the last pair for now."),
        "later-last": _("You have been through all pairs; what was left for later still waits here."),
        "meanwhile-last": _("A colleague had decided on that pair meanwhile."),
        "undone": _("The two are two again, as they were."),
        "stays": _("The two are two again; what was added or changed since the merge stays with the one that stayed."),
    }
    if done not in words:
        return None
    undo = f"/duplicates/{last}/undo" if last and done.startswith("join") else None
    return Notice(words[done], undo=undo)
