"""Links over HTTP: listed, both records side by side with the weights, decided and undone; the job that links."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, date, datetime
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from api.conditions import TheChange, TheReading
from api.deps import JsonOnly, TheActor, TheHouse, needs
from api.errors import problems
from api.fields import MaybeProse, MaybeWord, OpenLine, RecordId
from api.house import House
from api.idempotency import TheOnce
from api.jobs import Handler, JobShown, Progress, TheRunner, from_job
from api.language import translation
from api.linked import decide_link, undo_decision
from api.linking import Linking, link_all
from api.merging import join_duplicates
from api.paging import AskedPage, read_cursor, write_cursor
from api.profiles import official
from api.revealed_links import Sides, covered_link, list_links, note_listed, revealed_link
from data.store import Job, Session, create_job
from matcher.linkage.deciding import cautions_of
from matcher.records import Actor, Decided, Decision, Identity, Link, LinkHow, LinkState, RegistryEntry

router = APIRouter(prefix="/v1/links", tags=["links"])
KIND = "link"  # of the job


class DecidedShown(BaseModel):
    """What a person made of two records."""

    decision: Decision
    by: str
    at: datetime
    note: str | None


class LinkListed(BaseModel):
    """A candidate and an entry of a registry that may be the same person; neither candidate nor registry is told."""

    id: str = Field(examples=["9f86d081884c7d65"])
    status: LinkState = Field(description="`review` waits for a person.")
    how: LinkHow = Field(description="`exact` = the same ID number, `probable` = all fields weighed together.")
    p: float = Field(description="That they are the same person, 0 to 1.", examples=[0.71])
    compared_at: datetime
    decided: DecidedShown | None = Field(description="By a person; null = it stands as it was compared.")
    before: DecidedShown | None = Field(description="An earlier decision: on other data, or taken back.")


class LinkPage(BaseModel):
    """One page of links, in the order of their ids."""

    items: list[LinkListed]
    next_cursor: str | None = Field(description="None = this was the last page.")


class WeightShown(BaseModel):
    """How much one field says for (above 0) or against the same person."""

    field: str = Field(description="`prior` stands for how rare links are.", examples=["name"])
    level: str = Field(description="How alike both are.", examples=["same_sounds"])
    bits: float = Field(description="log2 of the Bayes factor; the sum is the log-odds.", examples=[6.2])


class SideShown(BaseModel):
    """One of both records, covered unless a purpose was given."""

    name: str | None = Field(examples=["张**"])
    id_number: str | None = Field(examples=["3701**********1234"])
    phone: str | None = Field(examples=["138****5678"])
    sex: str | None
    birth: str | None = Field(description="The year alone where it is covered.", examples=["2001"])
    district: str | None


class RegisteredShown(BaseModel):
    """What the registry says; only with a purpose."""

    registry: str
    group: str
    relative: str | None
    evidence: str | None
    since: date | None


class LinkShown(LinkListed):
    """A link with both records side by side and the weight of each comparison."""

    candidate_id: str | None = Field(description="null unless a purpose was given.")
    candidate: SideShown | None = Field(description="null = deleted.")
    entry: SideShown | None = Field(description="null = in no extract any more.")
    registered: RegisteredShown | None = Field(description="null unless a purpose was given.")
    weights: list[WeightShown]
    cautions: list[str] = Field(
        description="Of one that waits, codes of why nobody is linked by itself here, however much agrees: "
        "`two_valid_numbers`, `another_number`, `another_name`, `perhaps_a_sibling`, `little_told`, "
        "`beside_another_name`."
    )


class AskedLinks(AskedPage):
    """How links are listed."""

    status: LinkState = Field(LinkState.REVIEW, description="Those that wait for a person, or those that stand so.")
    district: MaybeWord = Field(None, description="Only of candidates who live in this district.")
    purpose: OpenLine | None = Field(
        None, description="What links that do not wait are listed for: needed for those, and kept in the log."
    )


class AskedLink(BaseModel):
    """How one link is read."""

    model_config = ConfigDict(extra="forbid")

    purpose: OpenLine | None = Field(
        None, description="What names and numbers are needed for: both records are given whole, and the log says so."
    )


class LinkDecisionBody(BaseModel):
    """What a person found two records to be."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"decision": "same", "note": "已电话核实，系同一人。"}}
    )

    decision: Decision = Field(description="`same` or `different` people.")
    note: MaybeProse = Field(None, description="Why; without names and numbers of people.")


def from_link(link: Link) -> LinkListed:
    """Tell a link without the people."""
    return LinkListed(**_listed(link))


def _listed(link: Link) -> dict[str, Any]:
    return {
        "id": link.id,
        "status": link.state,
        "how": link.pairing.how,
        "p": round(link.pairing.p, 6),
        "compared_at": link.at.astimezone(UTC),
        "decided": _decided(link.decided),
        "before": _decided(link.before),
    }


def _decided(decided: Decided | None) -> DecidedShown | None:
    return None if decided is None else DecidedShown(**asdict(decided))


def from_sides(sides: Sides) -> LinkShown:
    """Tell a link with both records, as far as they were revealed."""
    return LinkShown(
        **_listed(sides.link),
        candidate_id=sides.link.pairing.candidate_id if sides.is_whole else None,
        candidate=_side(sides.candidate),
        entry=_side(sides.entry),
        registered=_registered(sides.registered),
        weights=[
            WeightShown(field=one.field, level=one.level, bits=round(one.weight, 3))
            for one in sides.link.pairing.compared
        ],
        cautions=list(cautions_of(sides.link.pairing)) if sides.link.state is LinkState.REVIEW else [],
    )


def _side(one: Identity | None) -> SideShown | None:
    if one is None:
        return None
    return SideShown(**{name: getattr(one, name) for name in SideShown.model_fields})


def _registered(entry: RegistryEntry | None) -> RegisteredShown | None:
    if entry is None:
        return None
    return RegisteredShown(
        registry=entry.kind, group=entry.group, relative=entry.relative, evidence=entry.evidence, since=entry.since
    )


def to_result(done: Linking) -> dict[str, Any]:
    """Tell what a comparison did, as a job keeps it: counts, and none of a registry or of a few people."""
    return {
        "n_extracts": len(done.applied),
        "n_compared": done.n_compared,
        "n_entries": done.n_entries,
        "n_changed": done.n_changed if done.is_many else None,
    }


def to_counts(done: Linking) -> dict[str, Any]:
    """Tell all that a comparison did, on the screen of whoever ran it and nowhere else."""
    links = {kind: {str(state): n for state, n in counts.items()} for kind, counts in done.links.items()}
    return to_result(done) | {"n_changed": done.n_changed, "links": links}


def run_linking(house: House, job: Job, on_progress: Progress) -> dict[str, Any]:
    """Compare candidates with the registries, then with each other, as a job."""
    done = link_all(house, actor=job.actor, at=house.clock(), on_progress=on_progress)
    return to_result(done) | {"duplicates": asdict(join_duplicates(house, actor=job.actor, at=house.clock()))}


HANDLERS: dict[str, Handler] = {KIND: run_linking}


def queue_linking(house: House, session: Session, *, actor: Actor) -> JobShown:
    """Queue the job that takes waiting extracts into effect and compares what changed; who queues wakes the runner."""
    queued = create_job(session, kind=KIND, actor=actor, arguments={}, at=house.clock())
    return from_job(queued, say=translation(house.settings.language))


@router.post(
    "/run",
    summary="Compare with the registries",
    status_code=202,
    responses=problems(422, 503),
    dependencies=[needs("links:decide")],
)
def run(house: TheHouse, actor: TheActor, runner: TheRunner, response: Response, once: TheOnce) -> JobShown:
    """Queue the job that takes waiting extracts into effect and compares what changed; its result holds counts."""
    job = once.do(partial(queue_linking, house, actor=actor), JobShown)
    runner.wake()
    response.headers["Location"] = f"/v1/jobs/{job.id}"
    return job


@router.get("", summary="List links", responses=problems(422, 503), dependencies=[needs("links:read")])
def list_page(house: TheHouse, actor: TheActor, asked: Annotated[AskedLinks, Query()]) -> LinkPage:
    """List links by id, page by page: those that wait for a person, or those that stand, which wants a purpose."""
    lister = asked.lister("links")
    after = read_cursor(house.vault, asked.cursor, lister=lister)
    home = official(asked.district, gazetteer=house.gazetteer)
    with house.database.read() as session:
        found = list_links(house, session, asked.status, after=after or "", limit=asked.limit + 1, district=home)
    shown = found[: asked.limit]
    if asked.status is not LinkState.REVIEW:
        with house.database.begin() as session:
            note_listed(house, session, shown, purpose=asked.purpose, actor=actor)
    more = len(found) > asked.limit
    return LinkPage(
        items=[from_link(one) for one in shown],
        next_cursor=write_cursor(house.vault, lister=lister, after=shown[-1].id) if more else None,
    )


@router.get("/{id}", summary="Read a link", responses=problems(404, 422, 503), dependencies=[needs("links:read")])
def read_link(
    id: RecordId, house: TheHouse, actor: TheActor, asked: Annotated[AskedLink, Query()], reading: TheReading
) -> LinkShown:
    """Give both records side by side with the weight of each comparison; whole with a purpose, and covered without."""
    if asked.purpose is None:
        with house.database.read() as session:
            return reading.tell(from_sides(covered_link(house, session, id)))
    with house.database.begin() as session:
        covered = from_sides(covered_link(house, session, id))
        whole = from_sides(revealed_link(house, session, id, purpose=asked.purpose, actor=actor))
    return reading.tell(whole, state=covered)


@router.post(
    "/{id}/decision",
    summary="Decide on a link",
    dependencies=[needs("links:decide"), JsonOnly],
    responses=problems(400, 404, 413, 415, 422, 503),
)
def decide(
    id: RecordId, body: LinkDecisionBody, house: TheHouse, actor: TheActor, once: TheOnce, change: TheChange
) -> LinkListed:
    """Decide whether both are the same person; nobody is asked again unless the data of either side change."""

    def judge(session: Session) -> LinkListed:
        change.refuse_unseen(session, lambda: from_sides(covered_link(house, session, id)))
        return from_link(decide_link(house, session, id, body.decision, note=body.note, actor=actor))

    return once.do(judge, LinkListed)


@router.delete(
    "/{id}/decision",
    summary="Undo a decision on a link",
    responses=problems(404, 409, 422, 503),
    dependencies=[needs("links:decide")],
)
def undo(id: RecordId, house: TheHouse, actor: TheActor, change: TheChange) -> LinkListed:
    """Take a decision back: what the comparison says by itself counts again, and a membership goes at once."""
    with house.database.begin() as session:
        change.refuse_unseen(session, lambda: from_sides(covered_link(house, session, id)))
        return from_link(undo_decision(house, session, id, actor=actor))
