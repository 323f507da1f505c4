"""
How many changes hold on real adverts, which are not part of this repository.

Run ``SUITES=folder make bench``. Blocked pairs are drawn by lot, each is changed as it is told, its texts are encoded
anew and the posts ranked again: the pair has to stand in the list.
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from api.encoding import EncodedTexts
from api.judged import ON
from api.vectors import VectorKeeper
from data.reference import load_gazetteer
from data.reference.majors import load_majors
from data.store import Database
from data.suites import Suite, read_any_suite
from matcher.changes import Case, blocking, changes_for, judge_case, made
from matcher.engine import Matcher
from matcher.text import candidate_texts, post_texts
from models import Encoder
from models.ranker import ranker_adoption

FOLDER = os.environ.get("SUITES", "")
SUITES = sorted(path.parent for path in Path(FOLDER).glob("*/suite.json")) if FOLDER else []
N_PAIRS = 50
SEED = 50


@pytest.mark.benchmark
@pytest.mark.timeout(7200)
@pytest.mark.skipif(not SUITES, reason="SUITES names no folder of judged suites")
@pytest.mark.parametrize("folder", SUITES, ids=lambda folder: folder.name)
def test_of_blocked_pairs_all_are_listed_once_they_are_changed(
    folder: Path, bundled_encoder: Encoder, models_folder: Path
) -> None:
    suite = read_any_suite(folder, gazetteer=load_gazetteer())
    if not isinstance(suite, Suite) or suite.task != "candidate-to-post":
        pytest.skip("a suite without people and adverts")
    database = Database(f"sqlite:///{models_folder.parent / 'evaluate.db'}")
    database.migrate()
    texts = EncodedTexts(VectorKeeper(database, bundled_encoder))
    cases = drawn(suite)
    held = [holds for _, holds in zip(cases, ranked_again(suite, cases, texts, models_folder), strict=True)]
    database.close()
    by_code = Counter(code for case in cases for code in blocking(judge_case(case)))
    print(f"\n{folder.name}: {sum(held)} of {len(held)} hold; blocked by {dict(by_code)}")
    assert all(held)


def drawn(suite: Suite) -> list[Case]:
    """Draw blocked pairs by lot."""
    rng, cases = np.random.default_rng(SEED), list[Case]()
    while len(cases) < N_PAIRS:
        person = suite.candidates[int(rng.integers(len(suite.candidates)))]
        case = Case(person, suite.posts[int(rng.integers(len(suite.posts)))], ON)
        if blocking(judge_case(case)):
            cases.append(case)
    return cases


def ranked_again(suite: Suite, cases: list[Case], texts: EncodedTexts, models_folder: Path) -> list[bool]:
    """Tell for each case whether its post stands in its person's list once the changes are made."""
    changed = [all_made(case) for case in cases]
    of_posts = [text for post in (*suite.posts, *(then.post for then in changed)) for text in post_texts(post)]
    of_people = [text for then in changed for text in candidate_texts(then.candidate)]
    posts, people = texts.encode(posts=of_posts, candidates=of_people)
    dimension = posts.shape[1]
    pairs, own = posts.reshape(-1, 2, dimension), people.reshape(-1, 2, dimension)
    weights = ranker_adoption(models_folder / "ranker").in_force().weights
    matcher = Matcher(dimension=dimension, weights=weights, catalogue=load_majors())
    matcher.update(posts=list(zip(suite.posts, pairs, strict=False)), sequence=1)
    held = []
    for then, offer, vectors in zip(changed, pairs[len(suite.posts) :], own, strict=True):
        matcher.update(posts=[(then.post, offer)], sequence=2)
        listed = matcher.rank_posts(then.candidate, vectors, on=then.on, limit=len(suite.posts))
        held.append(then.post.id in {one.post_id for one in listed})
    return held


def all_made(case: Case) -> Case:
    """Make the changes that are told."""
    for change in changes_for(case):
        case = made(change, case)
    return case
