"""The tables of matching: posts, candidates, employers, what was read into them, the log, vectors and jobs."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, LargeBinary, SmallInteger, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.foundation import Base, Counter, KeptRow, Key


class PostRow(KeptRow):
    """A post; the fields of the record of that name."""

    __tablename__ = "posts"

    title: Mapped[str]
    employer: Mapped[str]
    employer_uscc: Mapped[str | None]
    employer_kind: Mapped[str | None]
    kind: Mapped[str | None]
    kind_p: Mapped[float | None]
    headcount: Mapped[int | None]
    description: Mapped[str | None]
    education: Mapped[int | None] = mapped_column(SmallInteger)
    majors: Mapped[list[str] | None]
    skills: Mapped[list[str] | None]
    certificates: Mapped[list[str] | None]
    experience_min_years: Mapped[float | None]
    experience_max_years: Mapped[float | None]
    term_min_months: Mapped[int | None]
    term_max_months: Mapped[int | None]
    pay_min_month_yuan: Mapped[float | None]
    pay_max_month_yuan: Mapped[float | None]
    district: Mapped[str | None]
    zone: Mapped[str | None]
    place: Mapped[str | None]
    accessibility: Mapped[str | None]
    night_shift: Mapped[bool | None]
    board: Mapped[bool | None]
    lodging: Mapped[bool | None]
    published_on: Mapped[date | None]
    closes_on: Mapped[date | None]


class InferredKindRow(Base):
    """The kind of a post that states none, as it was classified: kept apart from what its office says."""

    __tablename__ = "inferred_kinds"

    post_id: Mapped[str] = mapped_column(Key, primary_key=True)
    kind: Mapped[str]
    p: Mapped[float]


class TextBandRow(Base):
    """A number that the texts of like posts share: those under which a text's copies are looked up."""

    __tablename__ = "text_bands"
    __table_args__ = (Index(None, "band"), {"sqlite_with_rowid": False})

    post_id: Mapped[str] = mapped_column(Key, primary_key=True)
    band: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)


class CopiedTextRow(Base):
    """Under how many employers the text of a post stands, where these are three or more; counted by the index."""

    __tablename__ = "copied_texts"

    post_id: Mapped[str] = mapped_column(Key, primary_key=True)
    n_employers: Mapped[int]


class TrapFlagRow(Base):
    """A post whose advert bears signs of a trap, and since when; whether an officer judged it stands elsewhere."""

    __tablename__ = "trap_flags"
    __table_args__ = (Index(None, "flagged_at", "post_id"),)

    post_id: Mapped[str] = mapped_column(Key, primary_key=True)
    flagged_at: Mapped[datetime]


class TrapVerdictRow(Base):
    """What an officer found an advert to be; it holds while the text is the one that was judged."""

    __tablename__ = "trap_verdicts"
    __table_args__ = (Index(None, "given_at", "post_id"),)

    post_id: Mapped[str] = mapped_column(Key, primary_key=True)
    text_hash: Mapped[bytes] = mapped_column(LargeBinary)  # of what was judged
    verdict: Mapped[str]
    note: Mapped[str | None]
    actor_id: Mapped[str]
    actor_role: Mapped[str]
    actor_district: Mapped[str | None]
    given_at: Mapped[datetime]


class CandidateRow(KeptRow):
    """A candidate without what names the person; that stands among the personal fields."""

    __tablename__ = "candidates"
    __table_args__ = (
        Index(None, "home_district", "id"),
        Index(  # in the words of the query, or no database takes it; the consent too, or SQLite reads each row for it
            "ix_candidates_refusing",
            "ranking_consent",
            "id",
            sqlite_where=text("ranking_consent IS 0"),
            postgresql_where=text("ranking_consent IS false"),
        ),
    )

    education: Mapped[int | None] = mapped_column(SmallInteger)
    education_written: Mapped[str | None]
    graduation_status: Mapped[str | None]
    school: Mapped[str | None]
    school_kind: Mapped[str | None]
    major: Mapped[str | None]
    graduated_on: Mapped[date | None]
    birth_on: Mapped[date | None]
    sex: Mapped[str | None]
    employment_status: Mapped[str | None]
    unemployment_registered_on: Mapped[date | None]
    home_district: Mapped[str | None]
    districts: Mapped[list[str] | None]
    any_district: Mapped[bool | None]
    skills: Mapped[list[str] | None]
    certificates: Mapped[list[str] | None]
    experience: Mapped[str | None]
    experience_years: Mapped[float | None]
    wish: Mapped[str | None]
    kind_wanted: Mapped[str | None]
    pay_min_month_yuan: Mapped[float | None]
    needs: Mapped[str | None]
    push_consent: Mapped[bool | None]
    contact_consent: Mapped[bool | None]
    ranking_consent: Mapped[bool | None]


class EmployerRow(KeptRow):
    """An employer."""

    __tablename__ = "employers"

    name: Mapped[str]
    uscc: Mapped[str | None]
    kind: Mapped[str | None]
    district: Mapped[str | None]
    recognised_on: Mapped[date | None]
    status: Mapped[str | None]
    status_on: Mapped[date | None]


class PersonalFieldRow(Base):
    """One personal value, encrypted, with the keyed hashes by which it is found."""

    __tablename__ = "personal_fields"
    __table_args__ = (Index(None, "field", "lookup"), Index(None, "part_lookup"), {"sqlite_with_rowid": False})

    noun: Mapped[str] = mapped_column(Key, primary_key=True)
    id: Mapped[str] = mapped_column(Key, primary_key=True)
    role: Mapped[str] = mapped_column(Key, primary_key=True)
    field: Mapped[str] = mapped_column(Key, primary_key=True)
    ciphertext: Mapped[bytes] = mapped_column(LargeBinary)
    lookup: Mapped[bytes] = mapped_column(LargeBinary)
    # of a name's initials in pinyin, of a number's last four characters; b"" = this value has no such part,
    # None = written before there were parts, and not made up for yet
    part_lookup: Mapped[bytes | None] = mapped_column(LargeBinary)
    # the same under the data key that is to come, made from the ciphertext that begins with next_of; None = no rotation
    next_of: Mapped[bytes | None] = mapped_column(LargeBinary)
    next_ciphertext: Mapped[bytes | None] = mapped_column(LargeBinary)
    next_lookup: Mapped[bytes | None] = mapped_column(LargeBinary)
    next_part_lookup: Mapped[bytes | None] = mapped_column(LargeBinary)


class SequenceRow(Base):
    """The one counter of changes; whoever writes records holds its lock until the end of the transaction."""

    __tablename__ = "sequence"

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    value: Mapped[int] = mapped_column(BigInteger)


class ChangeRow(Base):
    """The newest change of one record; an older one of the same record is overwritten."""

    __tablename__ = "changes"
    __table_args__ = (UniqueConstraint("sequence"),)

    noun: Mapped[str] = mapped_column(Key, primary_key=True)
    id: Mapped[str] = mapped_column(Key, primary_key=True)
    sequence: Mapped[int] = mapped_column(BigInteger)
    op: Mapped[str]


class LogRow(Base):
    """One line of what was done, chained to the one before; triggers refuse to change or delete it."""

    __tablename__ = "log"
    __table_args__ = (
        Index(None, "noun", "record_id"),
        Index(None, "action", "id"),
        Index(None, "actor_id", "id"),
        Index(None, "at"),
    )

    id: Mapped[int] = mapped_column(Counter, primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[str]
    actor_role: Mapped[str]
    actor_district: Mapped[str | None]
    action: Mapped[str]
    noun: Mapped[str]
    record_id: Mapped[str | None]
    details: Mapped[dict[str, Any]]
    purpose: Mapped[str | None]
    origin: Mapped[str | None]
    previous: Mapped[bytes | None] = mapped_column(LargeBinary)
    hash: Mapped[bytes | None] = mapped_column(LargeBinary)


class LogHeadRow(Base):
    """The newest line of the log: its number, how many there are, its hash, and the house's seal on these."""

    __tablename__ = "log_head"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    sequence: Mapped[int] = mapped_column(BigInteger)
    n: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[bytes] = mapped_column(LargeBinary)
    seal: Mapped[bytes | None] = mapped_column(LargeBinary)


class LogNameRow(Base):
    """The link between a person and the random name by which the log calls that one; forgetting removes the row."""

    __tablename__ = "log_names"
    __table_args__ = (UniqueConstraint("noun", "person_id"),)

    name: Mapped[str] = mapped_column(Key, primary_key=True)
    noun: Mapped[str] = mapped_column(Key)
    person_id: Mapped[str] = mapped_column(Key)


class EncoderRow(Base):
    """An encoder whose vectors are kept."""

    __tablename__ = "encoders"
    __table_args__ = (UniqueConstraint("name"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(Key)


class VectorRow(Base):
    """The vector of one text in half precision, little-endian."""

    __tablename__ = "vectors"
    __table_args__ = (UniqueConstraint("encoder", "text_hash"),)

    id: Mapped[int] = mapped_column(Counter, primary_key=True)
    encoder: Mapped[int] = mapped_column(ForeignKey("encoders.id"))
    text_hash: Mapped[bytes] = mapped_column(LargeBinary)
    vector: Mapped[bytes] = mapped_column(LargeBinary)


class JobRow(Base):
    """A long job, its state, and until when the process that runs it has promised to report."""

    __tablename__ = "jobs"
    __table_args__ = (Index(None, "state"),)

    id: Mapped[str] = mapped_column(Key, primary_key=True)
    kind: Mapped[str]
    state: Mapped[str]
    actor_id: Mapped[str]
    actor_role: Mapped[str]
    actor_district: Mapped[str | None]
    arguments: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    done: Mapped[int]
    total: Mapped[int | None]
    result: Mapped[dict[str, Any] | None]
    problem: Mapped[str | None]
    runner: Mapped[str | None]
    lease_until: Mapped[datetime | None]


class AnswerRow(Base):
    """The answer to the first request under an idempotency key."""

    __tablename__ = "answers"

    actor_id: Mapped[str] = mapped_column(Key, primary_key=True)
    route: Mapped[str] = mapped_column(Key, primary_key=True)
    key: Mapped[str] = mapped_column(Key, primary_key=True)
    request_hash: Mapped[str]
    body: Mapped[dict[str, Any]]
    answered_at: Mapped[datetime] = mapped_column(index=True)


class FeedbackRow(Base):
    """One event between a candidate and a post; the same one again on the same day by the same actor is no other."""

    __tablename__ = "feedback"
    __table_args__ = (
        UniqueConstraint("candidate_id", "post_id", "event", "happened_on", "actor_id"),
        Index(None, "post_id"),
        Index(
            "ix_feedback_invited",
            "candidate_id",
            sqlite_where=text("event = 'invited'"),
            postgresql_where=text("event = 'invited'"),
        ),
        Index(
            "ix_feedback_interested",
            "candidate_id",
            "actor_id",
            sqlite_where=text("event = 'interested' AND actor_role = 'caseworker'"),
            postgresql_where=text("event = 'interested' AND actor_role = 'caseworker'"),
        ),
    )

    id: Mapped[int] = mapped_column(Counter, primary_key=True)
    candidate_id: Mapped[str] = mapped_column(Key)
    post_id: Mapped[str] = mapped_column(Key)
    event: Mapped[str]
    happened_on: Mapped[date]
    actor_id: Mapped[str] = mapped_column(Key)
    actor_role: Mapped[str]
    actor_district: Mapped[str | None]
    at: Mapped[datetime]
    reason: Mapped[str | None]
    note: Mapped[str | None]
    position: Mapped[int | None]
    list_id: Mapped[str | None]
    automatic: Mapped[bool]


class FactRow(Base):
    """A fact about this database itself: its id, and the check value of the key that it was written with."""

    __tablename__ = "facts"

    name: Mapped[str] = mapped_column(Key, primary_key=True)
    value: Mapped[str]
