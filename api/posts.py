"""Posts over HTTP: put, read, list, delete."""

from __future__ import annotations

from dataclasses import fields
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field, model_validator

from api.conditions import TheChange, ThePut, TheReading
from api.deps import JsonOnly, TheActor, TheHouse, created, needs
from api.errors import problems
from api.fields import (
    BodyId,
    MaybeDay,
    MaybeEducation,
    MaybeFlag,
    MaybeLine,
    MaybeProse,
    MaybeUscc,
    MaybeWord,
    Months,
    OpenLine,
    Probability,
    RecordId,
    Words,
    Years,
    Yuan,
    refuse_other_id,
)
from api.house import House
from api.paging import AskedPage, read_cursor, write_cursor
from api.persons import ContactBody, MaskedContact, People, from_masked_contact
from api.profiles import official
from api.putting import masked_people, put_record
from api.removals import refused_posts
from data.store import (
    BESIDE,
    Session,
    conflicting_posts,
    delete_post,
    get_post,
    list_posts,
    put_posts,
    read_inferred_kinds,
)
from matcher.errors import Conflict, Phrase
from matcher.records import Kind, Post, PostEntry

EXAMPLE: dict[str, Any] = {
    "title": "软件测试见习生",
    "employer": "济南某软件有限公司",
    "kind": "technical",
    "headcount": 3,
    "description": "编写测试用例，执行功能测试，记录并跟踪缺陷。",
    "education": "college",
    "majors": ["计算机类", "软件工程"],
    "skills": ["Linux", "SQL"],
    "experience_min_years": 0,
    "term_min_months": 3,
    "term_max_months": 6,
    "pay_min_month_yuan": 2500,
    "pay_max_month_yuan": 3500,
    "place": "济南市历下区齐鲁软件园",
    "night_shift": False,
    "lodging": True,
    "published_on": "2023-07-01",
    "closes_on": "2023-09-30",
    "contact": {"name": "李主任", "phone": "0531-55501234"},
}
POST_FIELDS = tuple(field.name for field in fields(Post) if field.name not in {"id", *BESIDE})

FIELD_OF = {"contact": "contact", "mentor": "mentor"}  # role → field of a body

router = APIRouter(prefix="/v1/posts", tags=["posts"])


class PostFields(BaseModel):
    """An opening for trainees. A field left out is unknown."""

    title: OpenLine = Field(description="岗位名称.")
    employer: OpenLine = Field(description="单位名称.")
    employer_uscc: MaybeUscc = Field(None, description="统一社会信用代码 of the employer.")
    employer_kind: MaybeWord = Field(None, description="单位类型.")
    kind: Kind | None = Field(None, description="岗位类别.")
    kind_p: Probability = Field(
        None,
        description="Probability of *kind* where it was inferred; none = stated. A kind put with it is inferred anew.",
    )
    headcount: int | None = Field(None, strict=True, ge=1, le=100_000, description="需求人数.")
    description: MaybeProse = Field(None, description="岗位描述.")
    education: MaybeEducation = Field(None, description="学历要求: the least level asked for.")
    majors: Words = Field((), description="专业要求, each as written; `不限` = any.")
    skills: Words = Field((), description="技能要求.")
    certificates: Words = Field((), description="证书要求.")
    experience_min_years: Years = Field(None, description="Years asked for; 0 = none.")
    experience_max_years: Years = None
    term_min_months: Months = Field(None, description="见习期限.")
    term_max_months: Months = None
    pay_min_month_yuan: Yuan = Field(None, description="生活补贴 or pay, yuan a month.")
    pay_max_month_yuan: Yuan = None
    district: MaybeWord = Field(None, description="所在区县; recognised from *place* where it is left out.")
    zone: MaybeWord = Field(None, description="功能区; recognised from *place* where it is left out.")
    place: MaybeLine = Field(None, description="工作地点.")
    accessibility: MaybeLine = Field(None, description="无障碍条件.")
    night_shift: MaybeFlag = Field(None, description="夜班.")
    board: MaybeFlag = Field(None, description="Meals provided.")
    lodging: MaybeFlag = Field(None, description="Lodging provided.")
    published_on: MaybeDay = Field(None, description="发布日期.")
    closes_on: MaybeDay = Field(None, description="截止日期: the last day of applications.")


class PostBody(PostFields):
    """A post as it is put."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": EXAMPLE})

    id: BodyId = None
    contact: ContactBody | None = Field(None, description="联系人; kept where it is left out.")
    mentor: ContactBody | None = Field(None, description="带教老师; kept where it is left out.")

    @model_validator(mode="after")
    def _ranges_rise(self) -> PostBody:
        for low, high in RANGES:
            least, most = getattr(self, low), getattr(self, high)
            if least is not None and most is not None and least > most:
                raise ValueError(Phrase.of("{low} is over {high}", low=low, high=high))
        return self


RANGES = (
    ("experience_min_years", "experience_max_years"),
    ("term_min_months", "term_max_months"),
    ("pay_min_month_yuan", "pay_max_month_yuan"),
)


class PostAnswer(PostFields):
    """A post as it is stored; persons are masked."""

    id: str = Field(description="岗位编号.", examples=["P000123"])
    contact: MaskedContact | None = None
    mentor: MaskedContact | None = None


class PostListed(PostFields):
    """A post in a list, without the persons it names."""

    id: str


class AskedPosts(AskedPage):
    """How posts are listed."""

    kind: Kind | None = Field(None, description="Only posts of this kind.")
    district: MaybeWord = Field(None, description="Only posts of this district or zone.")
    open_on: MaybeDay = Field(None, description="Only posts that take applications on this day.")


class PostPage(BaseModel):
    """One page of posts in the order of their ids."""

    items: list[PostListed]
    next_cursor: str | None = Field(description="None = this was the last page.")


def to_entry(house: House, session: Session, id: str, body: PostBody, people: People) -> PostEntry:
    """
    Make the entry of a body; district and zone are recognised from the place where they are left out.

    Raises:
        Conflict: it is a new post of an employer that is removed.
    """
    values = {name: getattr(body, name) for name in POST_FIELDS}
    gazetteer = house.gazetteer
    stated, seen = gazetteer.recognise(body.district or ""), gazetteer.recognise(body.place or "")
    zone = stated.zone or seen.zone
    values["district"] = stated.district or stated.zone or seen.district or zone or body.district
    values["zone"] = body.zone or zone
    if body.kind_p is not None:  # read here and put back: what was inferred is not thereby stated
        values["kind"] = values["kind_p"] = None
    post = Post(id=id, **values)
    if reason := refused_posts(house, session, [post]).get(id):
        raise Conflict("the post is refused: {reason}", reason=reason)
    return PostEntry(post, **people.known)


def from_post(post: Post) -> dict[str, Any]:
    """Give the fields of an answer as the record has them."""
    return {"id": post.id} | {name: getattr(post, name) for name in POST_FIELDS}


def _answer(house: House, session: Session, id: str) -> PostAnswer:
    masked = masked_people(house, session, "post", id, FIELD_OF)
    people = {role: from_masked_contact(person) for role, person in masked.items()}
    # what is stored may have come by a file, under other limits than a body's: it is told without another check
    return PostAnswer.model_construct(**from_post(get_post(session, id)) | people)


@router.put(
    "/{id}",
    summary="Put a post",
    status_code=200,
    dependencies=[needs("posts:write"), JsonOnly],
    responses=created(PostAnswer) | problems(400, 409, 413, 415, 422, 503),
)
def put_post(
    id: RecordId, body: PostBody, house: TheHouse, actor: TheActor, response: Response, change: ThePut
) -> PostAnswer:
    """
    Store a post under this id, in place of what stood there.

    The very next ranking has it. What is left out is unknown from then on; but of contact and mentor, what is left out
    stays as it is stored, null removes it, and a masked value as it was read stands for what is stored. What stays of
    them must not become another's: another employer, or another name, that says nothing of the rest is refused with
    409. A kind that is left out is inferred, with its probability in `kind_p`.
    """
    refuse_other_id(id, body.id)
    answer, response.status_code = put_record(
        house,
        "post",
        id,
        body,
        actor=actor,
        field_of=FIELD_OF,
        to_entry=to_entry,
        is_other=lambda session, entry: bool(conflicting_posts(session, [entry])),
        put=put_posts,
        answer=_answer,
        change=change,
    )
    house.follower.take_in("post", id)
    if body.kind is None or body.kind_p is not None:  # inferred a moment ago
        with house.database.read() as session:
            answer.kind, answer.kind_p = read_inferred_kinds(session, [id]).get(id, (None, None))
    return change.tell(answer)


@router.get("/{id}", summary="Read a post", responses=problems(404, 422, 503), dependencies=[needs("posts:read")])
def read_post(id: RecordId, house: TheHouse, reading: TheReading) -> PostAnswer:
    """Give one post with its persons masked."""
    with house.database.read() as session:
        return reading.tell(_answer(house, session, id))


@router.delete(
    "/{id}",
    summary="Delete a post",
    status_code=204,
    responses=problems(404, 422, 503),
    dependencies=[needs("posts:write")],
)
def remove_post(id: RecordId, house: TheHouse, actor: TheActor, change: TheChange) -> None:
    """Delete a post with the persons it names; the very next ranking does not have it."""
    with house.database.begin() as session:
        change.refuse_unseen(session, lambda: _answer(house, session, id))
        delete_post(session, id, actor=actor, at=house.clock())


@router.get("", summary="List posts", responses=problems(422, 503), dependencies=[needs("posts:read")])
def list_page(house: TheHouse, asked: Annotated[AskedPosts, Query()]) -> PostPage:
    """List posts in the order of their ids, page by page."""
    lister = asked.lister("posts")
    after = read_cursor(house.vault, asked.cursor, lister=lister)
    area = official(asked.district, gazetteer=house.gazetteer)
    with house.database.read() as session:
        found = list_posts(
            session, after=after, limit=asked.limit + 1, kind=asked.kind, district=area, open_on=asked.open_on
        )
    items = [PostListed.model_construct(**from_post(post)) for post in found[: asked.limit]]
    more = len(found) > asked.limit
    return PostPage(
        items=items, next_cursor=write_cursor(house.vault, lister=lister, after=items[-1].id) if more else None
    )
