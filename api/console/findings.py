"""Claims that look wrong, in the console: what was claimed beside what the registers say, and what persons decide."""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from pydantic import ValidationError
from starlette.responses import Response

from api.claim_names import claim_word
from api.console.listed import PAGE, address, next_address, read_place
from api.console.notices import Notice, go_on
from api.console.pages import page
from api.console.typed import Faults, faults_told
from api.console.visitors import TheVisitor, Visitor
from api.deps import TheHouse, needs
from api.fields import RecordId
from api.finding_names import rule_word, severity_word, state_word
from api.findings import AskedFindings, FindingDecision, from_finding, wanted
from api.house import House
from api.inspection_names import outcome_word, standing_word
from api.language import Translate
from api.watching import watch_over
from data.store import (
    FindingKept,
    Session,
    candidates_by_id,
    claims_by_id,
    employers_by_id,
    employments_of,
    get_finding,
    give_state,
    iter_findings,
    iter_inspections,
    iter_standings,
    masked_people,
    placements_by_id,
    watched_at,
)
from matcher.errors import BadInput
from matcher.records import FindingState, FraudFinding, Severity

PATH = "/findings"
OPEN = str(FindingState.OPEN)
SIGNS = {Severity.HIGH: "!!!", Severity.MEDIUM: "!!", Severity.LOW: "!"}

router = APIRouter(include_in_schema=False)


@router.get(PATH, dependencies=[needs("findings:read")])
def show_findings(
    request: Request,
    house: TheHouse,
    visitor: TheVisitor,
    state: Annotated[str, Query(max_length=20)] = OPEN,
    rule: Annotated[str | None, Query(max_length=40)] = None,
    cursor: Annotated[str | None, Query(max_length=600)] = None,
    done: Annotated[str | None, Query(max_length=20)] = None,
    n: Annotated[str | None, Query(max_length=10)] = None,
) -> Response:
    """List findings of a state, the gravest first, all kinds or one of them."""
    asked = AskedFindings(state=next((one for one in FindingState if one == state), None), rule=rule or None)
    filters = {"state": state, "rule": rule or None}
    after = read_place(house, PATH, cursor, **filters)
    with house.database.read() as session:
        every = list(iter_findings(session))
        of_state = [one for one in every if wanted(one, asked.model_copy(update={"rule": None}))]
        found = [one for one in of_state if wanted(one, asked)]
        keys = [one.finding.key for one in found]
        start = keys.index(after) + 1 if after in keys else 0
        shown = found[start : start + PAGE]
        employers = employers_by_id(session, [id for one in shown for id in one.finding.employer_ids])
        watched = watched_at(session)
    say = visitor.say
    last = keys[start + PAGE - 1] if len(found) > start + PAGE else None
    counted = Counter(one.finding.rule for one in of_state)
    return page(
        request,
        "findings",
        notice=_watch_notice(done, n, say),
        state=state,
        rule=rule or None,
        states=[(str(one), state_word(one, say)) for one in FindingState] + [("all", say("all"))],
        rules=[(name, rule_word(name, say), n_of) for name, n_of in sorted(counted.items(), key=lambda one: -one[1])],
        n=len(found),
        n_of_state=len(of_state),
        findings=[from_finding(one, say) for one in shown],
        employers=employers,
        watched=watched,
        next_page=next_address(house, PATH, last, **filters),
        first_page=address(PATH, **filters) if cursor else None,
        **_words(say),
    )


@router.post(PATH + "/watch", dependencies=[needs("findings:decide")])
def post_watch(request: Request, house: TheHouse, visitor: TheVisitor) -> Response:
    """Look at all placements, claims and employment that are stored, and keep what does not go together."""
    watched = watch_over(house, as_of=house.today(), actor=visitor.actor)
    return go_on(request, PATH, done="watched", n=str(watched.n_new))


@router.get(PATH + "/{key}", dependencies=[needs("findings:read")])
def show_finding(
    request: Request,
    key: RecordId,
    house: TheHouse,
    visitor: TheVisitor,
    done: Annotated[str | None, Query(max_length=20)] = None,
) -> Response:
    """Show a finding: what was claimed beside what the registers say, and what persons made of it."""
    return _page(request, house, visitor, key, done=done)


@router.post(PATH + "/{key}/decision", dependencies=[needs("findings:decide")])
def post_decision(
    request: Request,
    key: RecordId,
    house: TheHouse,
    visitor: TheVisitor,
    state: Annotated[str, Form(max_length=20)] = "",
    note: Annotated[str, Form(max_length=5_000)] = "",
) -> Response:
    """Call a finding explained or confirmed with a word of why, or open it again."""
    typed = {"state": state, "note": note}
    try:
        body = FindingDecision.model_validate(typed)
        with house.database.begin() as session:
            give_state(session, key, body.state, note=body.note, actor=visitor.actor, at=house.clock())
    except (ValidationError, BadInput) as error:
        return _page(request, house, visitor, key, typed=typed, faults=faults_told(error, visitor.say))
    return go_on(request, f"{PATH}/{key}", done=str(body.state))


def _page(
    request: Request,
    house: House,
    visitor: Visitor,
    key: str,
    *,
    done: str | None = None,
    typed: dict[str, str] | None = None,
    faults: Faults | None = None,
) -> Response:
    with house.database.read() as session:
        kept = get_finding(session, key)
        evidence = _evidence(house, session, kept.finding, visitor)
        still_open = [
            one.finding.key
            for one in iter_findings(session)
            if one.is_found and one.state is FindingState.OPEN and one.finding.key != key
        ]
    say = visitor.say
    return page(
        request,
        "finding",
        status=422 if faults else 200,
        notice=_notice(kept, done, say),
        key=key,
        one=from_finding(kept, say),
        typed=typed or {"state": "", "note": ""},
        faults=faults or Faults(),
        choices=[(str(one), state_word(one, say)) for one in (FindingState.EXPLAINED, FindingState.CONFIRMED)],
        next_open=still_open[0] if still_open else None,
        n_open=len(still_open),
        claim_of=lambda kind: claim_word(kind, say),
        **evidence,
        **_words(say),
    )


def _evidence(house: House, session: Session, finding: FraudFinding, visitor: Visitor) -> dict[str, Any]:
    """Gather both sides: the claims, and what placements, social insurance and the employers' standing say."""
    placements = placements_by_id(session, finding.placement_ids)
    claims = claims_by_id(session, finding.claim_ids)
    spells = employments_of(session, finding.candidate_ids)
    employer_ids = {
        *finding.employer_ids,
        *(one.employer_id for one in placements.values()),
        *(one.employer_id for one in claims.values()),
    }
    may_see = visitor.may("candidates:read")
    ids = list(finding.candidate_ids)
    return {
        "claims": sorted(claims.values(), key=lambda one: (str(one.month or ""), one.id)),
        "placements": sorted(placements.values(), key=lambda one: one.starts_on),
        "spells": [one for own in spells.values() for one in own],
        "employers": employers_by_id(session, employer_ids),
        "standings": [one for id in finding.employer_ids for one in iter_standings(session, id)],
        "inspections": [one for id in finding.employer_ids for one in iter_inspections(session, id)],
        "people": masked_people(session, "candidate", ids, "self", vault=house.vault) if may_see else {},
        "candidates": candidates_by_id(session, ids) if may_see else {},
    }


def _notice(kept: FindingKept, done: str | None, say: Translate) -> Notice | None:
    """Tell what was decided; undone, the finding stands as it stood before."""
    if done != str(kept.state) or not kept.states:
        return None
    words = {
        FindingState.OPEN: say("The finding is open again."),
        FindingState.EXPLAINED: say("The finding is noted as explained."),
        FindingState.CONFIRMED: say("The finding is noted as confirmed."),
    }
    before = kept.states[-2] if len(kept.states) > 1 else None
    fields = {"state": OPEN} if before is None else {"state": str(before.state), "note": before.note or ""}
    return Notice(words[kept.state], undo=f"{PATH}/{kept.finding.key}/decision", fields=fields)


def _watch_notice(done: str | None, n: str | None, say: Translate) -> Notice | None:
    if done != "watched" or n is None or not n.isdecimal():
        return None
    return Notice(say("Everything stored was looked at; new findings: {n}").format(n=n))


def _words(say: Translate) -> dict[str, Any]:
    return {
        "outcome_of": lambda outcome: outcome_word(outcome, say),
        "standing_of": lambda standing: standing_word(standing, say),
        "rule_of": lambda rule: rule_word(rule, say),
        "severity_of": lambda severity: severity_word(severity, say),
        "state_of": lambda state: state_word(state, say),
        "sign_of": SIGNS.__getitem__,
    }
