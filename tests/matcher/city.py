"""A small invented city of records with drawn vectors, for tests of the engine."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from matcher.records import Candidate, Education, Kind, Post

DIMENSION = 16
ON = date(2024, 8, 1)
DISTRICTS = ("历下区", "市中区", "历城区", "章丘区")
WORDS = ("会计", "出纳", "焊工", "电工", "护理", "养老", "软件", "测试", "销售", "客服", "文员", "档案", "数控", "装配")
Vectors = NDArray[np.float32]


def draw_vectors(n: int, *, seed: int) -> Vectors:
    """Draw n × 2 unit vectors that are near each other, as those of sentence encoders are."""
    drawn = np.random.default_rng(seed).normal(size=(n, 2, DIMENSION)) + 2.0
    return np.asarray(drawn / np.linalg.norm(drawn, axis=2, keepdims=True), dtype=np.float32)


def draw_posts(n: int, *, seed: int, first: int = 0) -> list[Post]:
    """Draw posts with every field known or unknown by chance."""
    rng = np.random.default_rng(seed)
    return [_post(f"P{first + i:05d}", rng) for i in range(n)]


def _post(id_: str, rng: np.random.Generator) -> Post:
    words = [str(word) for word in rng.choice(WORDS, size=6)]
    pay = float(rng.integers(2, 12)) * 1000
    return Post(
        id=id_,
        title="".join(words[:2]) + ("主管" if rng.random() < 0.1 else "员"),
        employer="单位",
        description=f"岗位职责：{'，'.join(words[2:])}；任职要求：{rng.integers(0, 4)}年以上工作经验",
        education=None if rng.random() < 0.2 else Education(int(rng.integers(0, 6))),
        district=None if rng.random() < 0.2 else str(rng.choice(DISTRICTS)),
        zone="高新区" if rng.random() < 0.1 else None,
        pay_min_month_yuan=None if rng.random() < 0.3 else pay,
        pay_max_month_yuan=pay + 1000,
        kind=None if rng.random() < 0.5 else list(Kind)[int(rng.integers(4))],
        night_shift=None if rng.random() < 0.5 else bool(rng.random() < 0.3),
        closes_on=None if rng.random() < 0.5 else ON + timedelta(days=int(rng.integers(-20, 60))),
    )


def draw_candidates(n: int, *, seed: int, first: int = 0) -> list[Candidate]:
    """Draw candidates with every field known or unknown by chance."""
    rng = np.random.default_rng(seed)
    return [_candidate(f"C{first + i:05d}", rng) for i in range(n)]


def _candidate(id_: str, rng: np.random.Generator) -> Candidate:
    words = [str(word) for word in rng.choice(WORDS, size=5)]
    refusals = ("", "，不做销售", "，就想在历下区", "，五千以下不考虑", "，不接受夜班", "，需要住宿")
    return Candidate(
        id=id_,
        education=None if rng.random() < 0.1 else Education(int(rng.integers(1, 6))),
        major=words[0],
        skills=tuple(words[1:3]),
        experience=None if rng.random() < 0.3 else f"做{words[3]}{rng.integers(1, 4)}年",
        wish=None if rng.random() < 0.1 else words[4] + str(rng.choice(refusals)),
        home_district=str(rng.choice(DISTRICTS)),
        districts=tuple(str(d) for d in rng.choice(DISTRICTS, size=int(rng.integers(0, 3)), replace=False)),
        pay_min_month_yuan=None if rng.random() < 0.3 else float(rng.integers(3, 8)) * 1000,
        kind_wanted=None if rng.random() < 0.5 else list(Kind)[int(rng.integers(4))],
    )
