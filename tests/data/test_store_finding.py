"""Finding: of people by keyed hashes of what a caseworker is told, of posts and employers by their words."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from data.store import (
    Database,
    count_without_parts,
    fill_parts,
    find_candidates,
    find_employers,
    find_posts,
    merge_candidates,
    put_employers,
    put_posts,
    read_search,
)
from data.vault import Vault
from matcher.errors import BadInput, NotReady
from matcher.records import Candidate, CandidateEntry, Employer, EmployerEntry, Person, Post, PostEntry

SHAN = Person(name="单晓东", id_number="11010519491231002X", phone="13869170042")
ZHANG = Person(name="张伟", phone="13869175555")
WU = Person(name="吴伟", id_number="370102198001011237")  # its first fifteen digits of old: 370102800101123
POSTS = (("P1", "养老护理员", "泉城养老中心"), ("P2", "Java 开发", "泉城软件"), ("P3", "50%_工", "某厂"))


@pytest.fixture
def filled(database: Database, told: dict[str, Any]) -> Database:
    people = {"C1": SHAN, "C2": ZHANG, "C3": WU, "C4": ZHANG}
    with database.begin() as session:
        merge_candidates(session, [CandidateEntry(Candidate(id), one) for id, one in people.items()], **told)
        posts = [
            Post("P1", "养老护理员", "泉城养老中心"),
            Post("P2", "Java 开发", "泉城软件"),
            Post("P3", "50%_工", "某厂"),
        ]
        put_posts(session, [PostEntry(post, contact=SHAN) for post in posts], **told)
        put_employers(session, [EmployerEntry(Employer("E1", "泉城软件", uscc="91370100MA3C1GJ42L"))], **told)
    return database


def found(database: Database, vault: Vault, typed: str) -> list[str]:
    with database.read() as session:
        search = read_search(typed, vault=vault)
        hits = [find_candidates(session, search, vault=vault, limit=9)]
        hits += [find_posts(session, search, limit=9), find_employers(session, search, limit=9)]
    assert [len(one.ids) for one in hits] == [one.n for one in hits]
    return [id for one in hits for id in one.ids]


@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        pytest.param("单晓东", ["C1"], id="a full name"),
        pytest.param(" 单 晓　东 ", ["C1"], id="a name with spaces"),
        pytest.param("张伟", ["C2", "C4"], id="two of one name"),
        pytest.param("张", [], id="a surname alone"),
        pytest.param("13869170042", ["C1"], id="a phone"),
        pytest.param("+86 138-6917-0042", ["C1"], id="a phone with its country"),
        pytest.param("１３８６９１７００４２", ["C1"], id="a phone in full width"),
        pytest.param("11010519491231002x", ["C1"], id="an ID number"),
        pytest.param("110105 19491231 002X", ["C1"], id="an ID number in groups"),
        pytest.param("370102800101123", ["C3"], id="an ID number of fifteen digits"),
        pytest.param("002x", ["C1"], id="the last four of an ID number"),
        pytest.param("００２Ｘ", ["C1"], id="the last four in full width"),
        pytest.param("5555", ["C2", "C4"], id="the last four of a phone"),
        pytest.param("sxd", ["C1"], id="initials, the surname read as a surname"),
        pytest.param("Z W", ["C2", "C4"], id="initials with a space"),
        pytest.param("ww", ["C3"], id="initials of one of two who share a given name"),
        pytest.param("C3", ["C3"], id="the id of a candidate"),
        pytest.param("P1", ["P1"], id="the id of a post"),
        pytest.param("护理", ["P1"], id="part of a title"),
        pytest.param("java", ["P2"], id="small letters for capitals"),
        pytest.param("泉城软件", ["P2", "E1"], id="an employer's name"),
        pytest.param("91370100MA3C1GJ42L", ["E1"], id="a credit code"),
        pytest.param("50%_", ["P3"], id="a sign that stands for anything elsewhere"),
        pytest.param("%", ["P3"], id="such a sign alone"),
        pytest.param("nobody", [], id="nothing"),
    ],
)
def test_what_a_caseworker_types_leads_to_ids(filled: Database, vault: Vault, typed: str, ids: list[str]) -> None:
    assert found(filled, vault, typed) == ids


@pytest.fixture
def wide(database: Database, told: dict[str, Any]) -> Database:
    """Full-width signs in names and ids, as offices type them."""
    with database.begin() as session:
        posts = [Post("（2023）1号", "ＪＡＶＡ工程师", "某厂"), Post("２０２３", "保洁", "山东某某（集团）有限公司")]
        put_posts(session, [PostEntry(post) for post in posts], **told)
        put_employers(session, [EmployerEntry(Employer("E（1）", "山东某某（集团）有限公司"))], **told)
        put_employers(session, [EmployerEntry(Employer("E2", "㈱某某Ⅱ厂"))], **told)
        merge_candidates(session, [CandidateEntry(Candidate("（2023）1号"))], **told)
    return database


@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        pytest.param("山东某某（集团）有限公司", ["２０２３", "E（1）"], id="brackets as stored"),
        pytest.param("某某(集团)", ["２０２３", "E（1）"], id="brackets in half width"),
        pytest.param("ＪＡＶＡ工程师", ["（2023）1号"], id="letters as stored"),
        pytest.param("java工程", ["（2023）1号"], id="letters in half width and small"),
        pytest.param("（2023）1号", ["（2023）1号", "（2023）1号"], id="an id as stored"),
        pytest.param("(2023)1号", ["（2023）1号", "（2023）1号"], id="an id in half width"),
        pytest.param("２０２３", ["２０２３"], id="digits as stored"),
        pytest.param("2023", ["２０２３"], id="digits in half width"),
        pytest.param("㈱某某Ⅱ厂", ["E2"], id="signs that have no other width"),
    ],
)
def test_names_and_ids_are_found_in_either_width(wide: Database, vault: Vault, typed: str, ids: list[str]) -> None:
    assert found(wide, vault, typed) == ids


def test_an_id_that_is_sought_comes_before_names_that_hold_it(
    database: Database, vault: Vault, told: dict[str, Any]
) -> None:
    with database.begin() as session:
        posts = [Post(f"1{n:02}", "护工9级", "某厂") for n in range(20)]
        put_posts(session, [PostEntry(post) for post in [*posts, Post("9", "会计", "某厂")]], **told)
    with database.read() as session:
        hits = find_posts(session, read_search("9", vault=vault), limit=3)
    assert (hits.ids, hits.n) == (("9", "100", "101"), 21)


NAMED = ("买买提·艾力", "买买提．艾力", "买买提.艾力", "买买提 艾力", "买买提艾力")


@pytest.mark.parametrize("stored", NAMED)
def test_a_name_is_found_whatever_dot_it_is_written_with(
    database: Database, vault: Vault, told: dict[str, Any], stored: str
) -> None:
    with database.begin() as session:
        merge_candidates(session, [CandidateEntry(Candidate("C1"), Person(name=stored))], **told)
    for typed in (*NAMED, "mmtal", "mmt·al", "M.M.T.A.L."):
        assert found(database, vault, typed) == ["C1"], typed


def test_the_first_ids_come_with_the_count_of_all(filled: Database, vault: Vault) -> None:
    with filled.read() as session:
        people = find_candidates(session, read_search("张伟", vault=vault), vault=vault, limit=1)
        posts = find_posts(session, read_search("泉城", vault=vault), limit=1)
    assert (people.ids, people.n) == (("C2",), 2)
    assert (posts.ids, posts.n) == (("P1",), 2)


@pytest.mark.parametrize("typed", ["", "  ", "\0", "\ud800"], ids=["nothing", "blanks", "NUL", "half a character"])
def test_a_text_that_nothing_can_have_is_refused(vault: Vault, typed: str) -> None:
    with pytest.raises(BadInput):
        read_search(typed, vault=vault)


def test_a_person_is_no_longer_found_by_what_was_corrected(
    filled: Database, vault: Vault, told: dict[str, Any]
) -> None:
    with filled.begin() as session:
        merge_candidates(session, [CandidateEntry(Candidate("C1"), Person(name="山小东"))], **told)
    assert found(filled, vault, "sxd") == ["C1"]
    with filled.begin() as session:
        merge_candidates(session, [CandidateEntry(Candidate("C1"), Person(name="王小东"))], **told)
    assert found(filled, vault, "sxd") == []


@pytest.fixture
def old(filled: Database) -> Database:
    """A database as an older version left it: whole values are hashed, parts are not."""
    with filled.begin() as session:
        session.execute(text("UPDATE personal_fields SET part_lookup = NULL"))
    return filled


def test_in_an_older_database_people_are_found_by_whole_values(old: Database, vault: Vault) -> None:
    assert found(old, vault, "张伟") == ["C2", "C4"]


def test_in_an_older_database_a_search_by_parts_says_what_to_run(old: Database, vault: Vault) -> None:
    with pytest.raises(NotReady, match="matcher init"):
        found(old, vault, "zw")


def test_parts_of_an_older_database_are_made_up_for(
    old: Database, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("data.store.parts.AT_ONCE", 2)  # as a killed run leaves it: some are done
    with old.begin() as session:
        assert fill_parts(session, vault=vault).n == 2
        left = count_without_parts(session)
        assert left > 0
    while True:
        with old.begin() as session:
            if not fill_parts(session, vault=vault).n:
                break
    assert found(old, vault, "zw") == ["C2", "C4"]
    assert found(old, vault, "002X") == ["C1"]
    with old.read() as session:
        assert count_without_parts(session) == 0


def test_a_value_that_cannot_be_decrypted_does_not_stop_the_others(old: Database, vault: Vault) -> None:
    with old.begin() as session:
        broken = {"cipher": vault.encrypt("张伟", context=b"elsewhere"), "id": "C2"}
        session.execute(text("UPDATE personal_fields SET ciphertext = :cipher WHERE id = :id AND field='name'"), broken)
        filled = fill_parts(session, vault=vault)
        assert filled.unreadable == (("candidate", "C2"),)
        assert fill_parts(session, vault=vault).n == 0
        assert count_without_parts(session) == 0
    assert found(old, vault, "zw") == ["C4"]
    assert found(old, vault, "张伟") == ["C2", "C4"]  # the hash of the whole is kept
