"""The index follows the database: what was committed is in the next ranking, and nothing is encoded twice."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import count, pairwise
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from api.indexing import AT_ONCE, IndexFollower
from data.store import Database, Session, delete_post, latest_sequence, merge_candidates, put_posts
from data.vault import Vault, make_key
from matcher.ranking import UNTUNED
from matcher.records import Actor, Candidate, CandidateEntry, Kind, Post, PostEntry

ACTOR = Actor("tester", "admin")
AT = datetime(2023, 9, 1, 8, tzinfo=UTC)
ON = date(2023, 9, 1)


class CountingEncoder:
    """Hashes pairs of characters into 64 numbers: deterministic, light, and it remembers what it was asked."""

    id = "counting.1"
    dimension = 64

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.gate = threading.Event()
        self.gate.set()

    def _encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.gate.wait(30)
        self.asked += texts
        vectors = np.full((len(texts), self.dimension), 1e-3, np.float32)
        for row, text in zip(vectors, texts, strict=True):
            for first, second in pairwise(text):
                row[(ord(first) * 31 + ord(second)) % self.dimension] += 1
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    def encode_posts(self, texts: Sequence[str], *, on_progress: object = None) -> NDArray[np.float32]:
        return self._encode(texts)

    def encode_candidates(self, texts: Sequence[str], *, on_progress: object = None) -> NDArray[np.float32]:
        return self._encode(texts)


class Town:
    """A database, its key, and followers of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        make_key(folder / "key")
        self.vault = Vault(folder / "key")
        self.database = Database(f"sqlite:///{folder / 'town.db'}")
        self.database.migrate()
        self.encoder = CountingEncoder()
        self.seconds = count()

    def now(self) -> datetime:
        return AT + timedelta(seconds=next(self.seconds))

    def follower(self) -> IndexFollower:
        kinds = self.folder / "kinds"
        return IndexFollower(
            self.database,
            load=lambda: self.encoder,
            folder=self.folder / "index",
            kinds_folder=kinds,
            weights=UNTUNED,
        )

    def put(self, *posts: Post) -> None:
        with self.database.begin() as session:
            put_posts(session, map(PostEntry, posts), actor=ACTOR, source="test", at=self.now(), vault=self.vault)

    def delete(self, id: str) -> None:
        with self.database.begin() as session:
            delete_post(session, id, actor=ACTOR, at=AT)

    def add_candidates(self, *candidates: Candidate) -> None:
        with self.database.begin() as session:
            entries = map(CandidateEntry, candidates)
            merge_candidates(session, entries, actor=ACTOR, source="test", at=AT, vault=self.vault)


def post(id: str, title: str = "软件测试员") -> Post:
    return Post(id=id, title=title, employer="泉城软件", kind=Kind.TECHNICAL, description=f"{title}的日常工作")


def found(follower: IndexFollower, wish: str = "软件测试") -> list[str]:
    follower.catch_up()
    candidate = Candidate(id="C", wish=wish)
    from matcher.text import candidate_texts

    texts = candidate_texts(candidate)
    vectors = follower.keeper.passing("candidate", texts)
    scored = follower.matcher.rank_posts(candidate, np.stack([vectors[text] for text in texts]), on=ON, limit=100)
    return [one.post_id for one in scored]


def out_of_memory_once(follower: IndexFollower, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the matcher fail at the next change: a mock, because memory does not run out on demand."""

    def fail(*_: object, **__: object) -> None:
        raise MemoryError

    with monkeypatch.context() as broken:
        broken.setattr(type(follower.matcher), "update", fail)
        with pytest.raises(MemoryError):
            follower.catch_up()


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    town = Town(tmp_path)
    yield town
    town.database.close()


def test_a_post_put_a_moment_ago_is_in_the_next_ranking(town: Town) -> None:
    follower = town.follower()
    assert found(follower) == []
    town.put(post("P1"))
    assert found(follower) == ["P1"]


def test_a_deleted_post_is_not_in_the_next_ranking(town: Town) -> None:
    follower = town.follower()
    town.put(post("P1"), post("P2"))
    assert set(found(follower)) == {"P1", "P2"}
    town.delete("P1")
    assert found(follower) == ["P2"]


def test_a_changed_title_is_ranked_by_its_new_words(town: Town) -> None:
    follower = town.follower()
    town.put(post("P1", "面点师"), post("P2", "软件测试员"))
    assert found(follower)[0] == "P2"
    town.put(post("P1", "软件测试"), post("P2", "养老护理员"))
    assert found(follower)[0] == "P1"


def test_each_distinct_text_is_encoded_once(town: Town) -> None:
    town.put(*(post(f"P{n}") for n in range(50)))  # one text under fifty ids
    follower = town.follower()
    follower.work_off()
    assert len(town.encoder.asked) == len(set(town.encoder.asked))
    town.put(post("P7", "面点师"))
    town.encoder.asked.clear()
    follower.work_off()
    assert len(town.encoder.asked) == 2  # its title text and its body text


def test_a_second_process_encodes_nothing_again(town: Town) -> None:
    town.put(*(post(f"P{n}", f"测试员{n}") for n in range(20)))
    town.follower().work_off()
    town.encoder.asked.clear()
    second = town.follower()
    second.catch_up()
    assert town.encoder.asked == []
    assert second.matcher.n_posts == 20


def test_a_snapshot_that_is_behind_catches_up(town: Town) -> None:
    town.put(*(post(f"P{n}", f"测试员{n}") for n in range(20)))
    town.follower().work_off()
    town.put(post("NEW", "软件测试"))
    town.delete("P3")
    names = found(town.follower())
    assert "NEW" in names
    assert "P3" not in names


def test_a_damaged_snapshot_is_made_again(town: Town) -> None:
    town.put(post("P1"), post("P2"))
    town.follower().work_off()
    snapshot = next((town.folder / "index").glob("*.npz"))
    snapshot.write_bytes(snapshot.read_bytes()[: snapshot.stat().st_size // 2])
    assert set(found(town.follower())) == {"P1", "P2"}


def test_the_snapshot_of_another_database_is_not_used(town: Town, tmp_path: Path) -> None:
    town.put(post("P1"))
    town.follower().work_off()
    (tmp_path / "other").mkdir()
    other = Town(tmp_path / "other")
    (tmp_path / "other" / "index").mkdir()
    snapshot = next((town.folder / "index").glob("*.npz"))
    (tmp_path / "other" / "index" / snapshot.name).write_bytes(snapshot.read_bytes())
    assert found(other.follower()) == []
    other.database.close()


def test_rebuilding_gives_the_same_lists(town: Town) -> None:
    town.put(*(post(f"P{n}", f"{'软件' if n % 2 else '硬件'}测试员{n}") for n in range(30)))
    town.delete("P4")
    follower = town.follower()
    follower.work_off()
    before = found(follower)
    follower.rebuild()
    follower.work_off()
    assert found(follower) == before


def test_a_reader_does_not_wait_for_a_bulk_import(town: Town) -> None:
    follower = town.follower()
    town.put(post("P1"))
    assert found(follower) == ["P1"]
    vectors_of_the_wish_are_not_kept = found(follower)
    assert vectors_of_the_wish_are_not_kept == ["P1"]
    town.put(*(post(f"B{n}", f"新岗位{n}") for n in range(2 * AT_ONCE)))
    town.encoder.gate.clear()  # encoding stands still
    worker = threading.Thread(target=follower.work_off)
    worker.start()
    follower.catch_up()  # returns at once: what has no vector stays pending
    assert follower.matcher.n_posts == 1
    assert follower.n_pending == 2 * AT_ONCE
    town.encoder.gate.set()
    worker.join(30)
    assert follower.n_pending == 0
    assert follower.matcher.n_posts == 1 + 2 * AT_ONCE


def test_posts_put_one_by_one_are_all_in_the_next_ranking(town: Town) -> None:
    follower = town.follower()
    assert found(follower) == []
    names = [f"P{n}" for n in range(3 * AT_ONCE)]
    for name in names:
        town.put(post(name, f"测试员{name}"))
        follower.take_in("post", name)
    assert sorted(found(follower)) == sorted(names)


def test_a_post_taken_in_does_not_wait_for_a_bulk_import(town: Town) -> None:
    follower = town.follower()
    town.put(*(post(f"B{n}", f"新岗位{n}") for n in range(2 * AT_ONCE)))
    town.put(post("NEW"))
    follower.take_in("post", "NEW")
    assert found(follower) == ["NEW"]
    assert follower.n_pending == 2 * AT_ONCE


def test_what_failed_once_is_taken_in_at_the_next_look(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    follower = town.follower()
    assert found(follower) == []
    town.put(post("P1"))
    out_of_memory_once(follower, monkeypatch)
    assert found(follower) == ["P1"]


def test_a_deletion_that_failed_once_is_made_up_for(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    follower = town.follower()
    town.put(post("P1"), post("P2"))
    assert len(found(follower)) == 2
    town.delete("P1")
    out_of_memory_once(follower, monkeypatch)
    assert found(follower) == ["P2"]


def test_after_a_backup_came_back_the_snapshot_of_the_lost_time_is_not_used(town: Town) -> None:
    town.put(post("OLD"))
    town.database.close()
    backup = {path: path.read_bytes() for path in town.folder.glob("town.db*")}
    town.put(post("LOST1"), post("LOST2"))
    town.follower().work_off()
    town.database.close()
    for path in town.folder.glob("town.db*"):
        path.unlink()
    for path, contents in backup.items():
        path.write_bytes(contents)
    town.put(post("NEW1"), post("NEW2"))  # the same number of changes as when the snapshot was made
    assert set(found(town.follower())) == {"OLD", "NEW1", "NEW2"}


def test_an_index_that_was_never_whole_says_so(town: Town) -> None:
    follower = town.follower()
    town.put(*(post(f"B{n}", f"新岗位{n}") for n in range(2 * AT_ONCE)))
    follower.catch_up()
    assert not follower.complete
    follower.work_off()
    assert follower.complete


def test_candidates_are_followed_too(town: Town) -> None:
    follower = town.follower()
    town.add_candidates(Candidate(id="C1", wish="软件测试"), Candidate(id="C2", wish="养老护理"))
    follower.catch_up()
    assert follower.matcher.n_candidates == 2


def test_a_refusal_holds_at_once_even_while_much_else_waits(town: Town) -> None:
    follower = town.follower()
    town.add_candidates(Candidate(id="C1", wish="软件测试"), Candidate(id="C2", wish="养老护理", ranking_consent=False))
    follower.catch_up()
    assert follower.refusing == {"C2"}
    many = [Candidate(id=f"D{n}", wish=f"第{n}种工作") for n in range(AT_ONCE + 1)]
    town.add_candidates(*many, Candidate(id="C1", wish="软件测试", ranking_consent=False))
    follower.catch_up()
    assert follower.n_pending > AT_ONCE
    assert follower.refusing == {"C1", "C2"}


def test_refusals_are_known_to_a_follower_that_finds_nothing_new(town: Town) -> None:
    town.add_candidates(Candidate(id="C1", wish="软件测试", ranking_consent=False))
    town.follower().work_off()
    again = town.follower()
    again.catch_up()
    assert again.refusing == {"C1"}


def test_refusals_are_not_read_again_while_nobody_changes(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    follower = town.follower()
    town.add_candidates(Candidate(id="C1", wish="软件测试", ranking_consent=False))
    follower.catch_up()
    monkeypatch.delattr("api.indexing.refusing_matching")
    town.put(post("P1"))
    follower.catch_up()
    assert follower.refusing == {"C1"}


def test_a_look_that_another_thread_overtakes_does_not_begin_the_index_anew(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    follower = town.follower()
    town.put(post("P1"))
    follower.catch_up()
    matcher, look = follower.matcher, latest_sequence

    def overtaken(session: Session) -> int:
        sequence = look(session)
        monkeypatch.setattr("api.indexing.latest_sequence", look)
        town.put(post("P2"))  # while this thread stands between its look and its decision, another settles more
        other = threading.Thread(target=follower.catch_up)
        other.start()
        other.join(10)
        return sequence

    town.put(post("P3"))
    monkeypatch.setattr("api.indexing.latest_sequence", overtaken)
    follower.catch_up()
    assert follower.matcher is matcher
    assert set(found(follower)) == {"P1", "P2", "P3"}
