"""The database behind records: the only place that speaks SQL."""

from sqlalchemy.orm import Session

from data.store.answers import Answer, keep_answer
from data.store.bulk import Tally
from data.store.candidates import (
    candidates_by_id,
    count_candidates,
    delete_candidate,
    get_candidate,
    iter_candidates,
    list_candidates,
    merge_candidates,
    put_candidates,
)
from data.store.changes import Change, Noun, changes_since, database_id, latest_sequence, lock_sequence
from data.store.conflicts import (
    conflicting_candidates,
    conflicting_employers,
    conflicting_posts,
    renamed_people,
)
from data.store.copies import like_posts, put_bands, put_copies, read_copies
from data.store.crossing import ID_LENGTH
from data.store.database import Database
from data.store.employers import (
    count_employers,
    delete_employer,
    employers_by_id,
    get_employer,
    iter_employers,
    list_employers,
    merge_employers,
    put_employers,
)
from data.store.feedback import add_feedback, iter_feedback, list_feedback
from data.store.finding import Hits, Search, find_candidates, find_employers, find_posts, read_search
from data.store.flags import (
    Flag,
    FlagStatus,
    flags_seen,
    iter_flags,
    list_flags,
    note_flags_seen,
    put_flags,
)
from data.store.identities import known_elsewhere
from data.store.jobs import (
    LEASE,
    Job,
    create_job,
    fail_job,
    finish_job,
    get_job,
    new_job_id,
    report_job,
    start_job,
    unfinished_jobs,
)
from data.store.kinds import put_inferred_kinds, read_inferred_kinds
from data.store.parts import Filled, count_without_parts, fill_parts
from data.store.people import check_key, masked_person, read_person, refuse_other_key
from data.store.posts import (
    BESIDE,
    count_posts,
    delete_post,
    existing_posts,
    get_post,
    iter_posts,
    list_posts,
    merge_posts,
    note_post_changes,
    posts_by_id,
    put_posts,
)
from data.store.sources import field_sources
from data.store.vectors import add_vectors, forget_other_encoders, read_vectors, text_hash
from data.store.verdicts import Judgement, judge_advert, read_judgements, withdraw_judgement

__all__ = [
    "BESIDE",
    "ID_LENGTH",
    "LEASE",
    "Answer",
    "Change",
    "Database",
    "Filled",
    "Flag",
    "FlagStatus",
    "Hits",
    "Job",
    "Judgement",
    "Noun",
    "Search",
    "Session",
    "Tally",
    "add_feedback",
    "add_vectors",
    "candidates_by_id",
    "changes_since",
    "check_key",
    "conflicting_candidates",
    "conflicting_employers",
    "conflicting_posts",
    "count_candidates",
    "count_employers",
    "count_posts",
    "count_without_parts",
    "create_job",
    "database_id",
    "delete_candidate",
    "delete_employer",
    "delete_post",
    "employers_by_id",
    "existing_posts",
    "fail_job",
    "field_sources",
    "fill_parts",
    "find_candidates",
    "find_employers",
    "find_posts",
    "finish_job",
    "flags_seen",
    "forget_other_encoders",
    "get_candidate",
    "get_employer",
    "get_job",
    "get_post",
    "iter_candidates",
    "iter_employers",
    "iter_feedback",
    "iter_flags",
    "iter_posts",
    "judge_advert",
    "keep_answer",
    "known_elsewhere",
    "latest_sequence",
    "like_posts",
    "list_candidates",
    "list_employers",
    "list_feedback",
    "list_flags",
    "list_posts",
    "lock_sequence",
    "masked_person",
    "merge_candidates",
    "merge_employers",
    "merge_posts",
    "new_job_id",
    "note_flags_seen",
    "note_post_changes",
    "posts_by_id",
    "put_bands",
    "put_candidates",
    "put_copies",
    "put_employers",
    "put_flags",
    "put_inferred_kinds",
    "put_posts",
    "read_copies",
    "read_inferred_kinds",
    "read_judgements",
    "read_person",
    "read_search",
    "read_vectors",
    "refuse_other_key",
    "renamed_people",
    "report_job",
    "start_job",
    "text_hash",
    "unfinished_jobs",
    "withdraw_judgement",
]
