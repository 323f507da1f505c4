"""Long jobs: one runner at a time, and none is lost with a process that was killed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import text

from data.store import (
    Database,
    Job,
    corrections_of,
    create_job,
    fail_job,
    finish_job,
    get_job,
    list_jobs,
    newest_done,
    newest_jobs,
    report_job,
    start_job,
    unfinished_jobs,
)
from matcher.errors import BadInput, Conflict, NotFound, Phrase
from matcher.records import Actor

LATER = timedelta(minutes=5)


@pytest.fixture
def job(database: Database, actor: Actor, at: datetime) -> Job:
    with database.begin() as session:
        return create_job(session, kind="import", actor=actor, arguments={"file": "七月.csv"}, at=at)


def test_a_new_job_waits_with_its_arguments(database: Database, job: Job, actor: Actor, at: datetime) -> None:
    with database.read() as session:
        assert get_job(session, job.id) == job
        assert unfinished_jobs(session, at=at) == [job]
    assert (job.state, job.actor, job.arguments) == ("queued", actor, {"file": "七月.csv"})


def test_a_job_runs_and_ends_with_a_result(database: Database, job: Job, at: datetime) -> None:
    with database.begin() as session:
        assert start_job(session, job.id, runner="one", at=at).state == "running"
    with database.begin() as session:
        report_job(session, job.id, runner="one", at=at, done=10, total=20)
        assert (get_job(session, job.id).done, get_job(session, job.id).total) == (10, 20)
        report_job(session, job.id, runner="one", at=at, done=20)
        finish_job(session, job.id, runner="one", result={"stored": 20}, at=at + LATER)
    with database.read() as session:
        ended = get_job(session, job.id)
        assert unfinished_jobs(session, at=at + LATER) == []
    assert (ended.state, ended.result, ended.done, ended.total) == ("done", {"stored": 20}, 20, 20)
    assert (ended.started_at, ended.ended_at, ended.problem) == (at, at + LATER, None)


def test_a_failed_job_says_why(database: Database, job: Job, at: datetime) -> None:
    with database.begin() as session:
        start_job(session, job.id, runner="one", at=at)
        fail_job(session, job.id, runner="one", problem=Phrase("row 3: a\0b\ud800"), at=at)
        failed = get_job(session, job.id)
    assert (failed.state, failed.problem) == ("failed", Phrase("row 3: a�b?"))


def test_the_reason_of_a_failed_job_can_be_told_in_another_language(database: Database, job: Job, at: datetime) -> None:
    inner = BadInput("{n:,} bytes", n=12_000)
    with database.begin() as session:
        start_job(session, job.id, runner="one", at=at)
        problem = Phrase.of("{file}: {why}", file=Path("七\0月.csv"), why=inner)
        fail_job(session, job.id, runner="one", problem=problem, at=at)
    with database.read() as session:
        failed = get_job(session, job.id)
    assert failed.problem is not None
    assert str(failed.problem) == "七�月.csv: 12,000 bytes"
    assert failed.problem.told({"{n:,} bytes": "{n:,} 字节", "{file}: {why}": "{why}（{file}）"}.__getitem__) == (
        "12,000 字节（七�月.csv）"
    )


@pytest.mark.parametrize("kept", ["row 3: {n} is no number", "12", "null"])
def test_a_reason_kept_as_plain_text_is_told_as_it_is(database: Database, job: Job, at: datetime, kept: str) -> None:
    with database.begin() as session:
        session.execute(text("UPDATE jobs SET problem = :kept"), {"kept": kept})
        assert str(get_job(session, job.id).problem) == kept


def test_of_several_who_start_a_job_one_gets_it(url: str, job: Job, at: datetime) -> None:
    together = Barrier(6)

    def start(runner: str) -> str | None:
        database = Database(url)
        together.wait()
        try:
            with database.begin() as session:
                return start_job(session, job.id, runner=runner, at=at).runner
        except Conflict:
            return None
        finally:
            database.close()

    with ThreadPoolExecutor(6) as pool:
        started = [runner for runner in pool.map(start, "abcdef") if runner]
    assert len(started) == 1


def test_a_list_in_a_problem_is_told_as_the_language_writes_it(database: Database, job: Job, at: datetime) -> None:
    problem = Phrase.of("{files} and {n}", files=["a\0b.csv", Phrase("another"), r"c\u0000.csv"], n=2)
    with database.begin() as session:
        start_job(session, job.id, runner="one", at=at)
        fail_job(session, job.id, runner="one", problem=problem, at=at)
        kept = get_job(session, job.id).problem
    assert kept is not None
    assert str(kept) == r"a�b.csv, another, c\u0000.csv and 2"
    assert kept.told({"{files} and {n}": "{files}等{n}", ", ": "、", "another": "另一"}.__getitem__) == (
        r"a�b.csv、另一、c\u0000.csv等2"
    )


def test_a_job_whose_runner_is_silent_is_taken_over(database: Database, job: Job, at: datetime) -> None:
    with database.begin() as session:
        start_job(session, job.id, runner="killed", at=at)
        assert unfinished_jobs(session, at=at + timedelta(seconds=30)) == []
        with pytest.raises(Conflict, match="running"):
            start_job(session, job.id, runner="next", at=at + timedelta(seconds=30))
        assert [waiting.id for waiting in unfinished_jobs(session, at=at + LATER)] == [job.id]
        assert start_job(session, job.id, runner="next", at=at + LATER).runner == "next"


def test_a_runner_that_reports_keeps_its_job(database: Database, job: Job, at: datetime) -> None:
    with database.begin() as session:
        start_job(session, job.id, runner="slow", at=at)
        report_job(session, job.id, runner="slow", at=at + timedelta(seconds=20))
        assert unfinished_jobs(session, at=at + timedelta(seconds=40)) == []


def test_a_runner_that_lost_its_job_is_told_so(database: Database, job: Job, at: datetime) -> None:
    with database.begin() as session:
        start_job(session, job.id, runner="stalled", at=at)
        start_job(session, job.id, runner="next", at=at + LATER)
        with pytest.raises(Conflict, match="no longer run by stalled"):
            report_job(session, job.id, runner="stalled", at=at + LATER, done=1)
        with pytest.raises(Conflict):
            finish_job(session, job.id, runner="stalled", result={}, at=at + LATER)
        with pytest.raises(Conflict):
            fail_job(session, job.id, runner="stalled", problem=Phrase(""), at=at + LATER)
        assert get_job(session, job.id).state == "running"


def test_a_job_that_has_ended_is_not_started_again(database: Database, job: Job, at: datetime) -> None:
    with database.begin() as session:
        start_job(session, job.id, runner="one", at=at)
        finish_job(session, job.id, runner="one", result={}, at=at)
        with pytest.raises(Conflict, match="done"):
            start_job(session, job.id, runner="one", at=at + LATER)


@pytest.mark.parametrize("id", ["nobody", "", "\0", "\ud800", "职"], ids=["unknown", "empty", "NUL", "half", "Chinese"])
def test_an_unknown_job_is_not_found(database: Database, at: datetime, id: str) -> None:
    with database.begin() as session:
        with pytest.raises(NotFound):
            get_job(session, id)
        with pytest.raises(NotFound):
            start_job(session, id, runner="one", at=at)
        with pytest.raises(NotFound):
            finish_job(session, id, runner="one", result={}, at=at)


def test_the_newest_jobs_of_a_kind_are_given_and_the_one_that_ended_well_last(
    database: Database, job: Job, actor: Actor, at: datetime
) -> None:
    with database.begin() as session:
        older = create_job(session, kind="look", actor=actor, arguments={}, at=at)
        newer = create_job(session, kind="look", actor=actor, arguments={}, at=at + LATER)
    with database.read() as session:
        assert [one.id for one in newest_jobs(session, kind="look", limit=5)] == [newer.id, older.id]
        assert [one.id for one in newest_jobs(session, kind="look", limit=1)] == [newer.id]
        assert newest_done(session, kind="look") is None
    with database.begin() as session:
        for one in (newer, older):
            start_job(session, one.id, runner="r", at=at + LATER)
        fail_job(session, newer.id, runner="r", problem=Phrase("broken"), at=at + LATER)
        finish_job(session, older.id, runner="r", result={"n": 1}, at=at + LATER)
    with database.read() as session:
        found = newest_done(session, kind="look")
    assert found is not None
    assert (found.id, found.result) == (older.id, {"n": 1})


def test_jobs_are_listed_the_newest_first_and_by_who_asked(database: Database, actor: Actor, at: datetime) -> None:
    other = Actor("other", "programme")
    with database.begin() as session:
        made = [
            create_job(session, kind="import", actor=who, arguments={}, at=at + timedelta(seconds=n // 2))
            for n, who in enumerate((actor, actor, actor, other))
        ]
    with database.read() as session:
        listed = [one.id for one in list_jobs(session, limit=10)]
        pages = [[one.id for one in list_jobs(session, after=listed[n], limit=2)] for n in range(4)]
        own = {one.id for one in list_jobs(session, actor_id=actor.id, limit=10)}
    assert set(listed[:2]) == {made[2].id, made[3].id}
    assert pages == [listed[1:3], listed[2:4], listed[3:], []]
    assert own == {one.id for one in made[:3]}


def test_the_corrections_of_an_import_are_found(database: Database, job: Job, actor: Actor, at: datetime) -> None:
    with database.begin() as session:
        later = create_job(session, kind="import", actor=actor, arguments={"corrects": job.id, "rows": []}, at=at)
    with database.read() as session:
        assert corrections_of(session, job.id) == [later]
        assert corrections_of(session, later.id) == []
