"""What people did before, in their own words, never above the schooling that they have."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from data.synthetic.chance import Chance, fill_bag_from
from data.synthetic.occupations import Occupation
from data.synthetic.schooling import RANKS, Schooling
from data.synthetic.words import read_words

# words that tell how much schooling a sentence presumes
PRESUMED = (
    (5, re.compile("硕士|SCI|导师|研究生|核心期刊|中文核心")),
    (4, re.compile("本科|毕业论文|毕设|考研|挑战杯|大[一二三四]|建模|三下乡|教育实习")),
    (3, re.compile("毕业设计|学院|大学|社团|学生会|课程设计|青协|课题|院系|奖学金|团委|考编|公务员|事业编")),
    (2, re.compile("校|老师|实训|课程|大赛|竞赛|比赛|班长|团支书|顶岗|实习")),
)


N_OWN = fill_bag_from({"0": 12, "1": 48, "2": 32, "3": 8})
DATED = 0.22
# what tells of a paper, a prize, a habit or a time of its own
UNDATED = tuple("硕博本毕课论大去暑假会有已拿考家自志社采疫参班担")
ABOUT_ONESELF = 0.22
MONTHS_TO_HAVE_WORKED = 8


@cache
def presumed_rank(sentence: str) -> int:
    """Tell the least schooling that a sentence about oneself presumes."""
    for rank, words in PRESUMED:
        if words.search(sentence):
            return rank
    return 1


def _fits(sentence: str, rank: int) -> bool:
    presumed = presumed_rank(sentence)
    return presumed <= rank and not (rank >= 5 and presumed == 2 and "顶岗" in sentence)


def _own_words(chance: Chance, occupation: Occupation, rank: int, n: int) -> list[str]:
    found = chance.some([s for s in occupation.practice if _fits(s, rank)], n)
    return [s.replace("硕士", "博士") for s in found if "本科" not in s] if rank >= 6 else found


def _stint(chance: Chance) -> str:
    words = read_words("people")["experience"]
    thing = chance.pick(("文员", "销售", "收银", "操作工", "客服", "库管", "导购", "助理", "跑腿", "服务员"))
    return str(chance.pick(words["since"])).format(
        place=chance.pick(words["places"]), n=chance.between(1, 11), thing=thing, left=chance.pick(words["left"])
    )


def _dated(chance: Chance, clause: str, on: date) -> str:
    """Say when it was, where the clause does not begin with a time or a paper of its own."""
    if not chance.happens(DATED) or clause.startswith(UNDATED):
        return clause
    when: list[str] = read_words("people")["experience"]["when"]
    year = on.year - chance.between(1, 2)
    return chance.pick(when).format(year=year, month=chance.between(1, 12)) + clause


def _about_oneself(chance: Chance) -> str:
    words: dict[str, list[str]] = read_words("people")["experience"]
    return chance.pick(words["self_heads"]) + "、".join(chance.some(words["self"], chance.between(1, 3)))


def _clauses(chance: Chance, *, studied: Occupation | None, wanted: Occupation, rank: int, out: int) -> list[str]:
    words: dict[str, list[str]] = read_words("people")["experience"]
    clauses = _own_words(chance, studied or wanted, rank, int(chance.draw(N_OWN))) if rank > 1 else []
    if studied is not None and studied is not wanted and chance.happens(0.25):
        clauses += _own_words(chance, wanted, rank, 1)
    if rank >= 3 and chance.happens(0.3):
        clauses += chance.some([s for s in words["student"] if _fits(s, rank)], chance.between(1, 2))
    if chance.happens(0.45 if rank <= 2 else 0.15) and rank < 5:
        clauses.append(chance.pick(words["work"]))
    if out > MONTHS_TO_HAVE_WORKED and rank < 6 and chance.happens(0.35):
        clauses.append(_stint(chance))
    return clauses


def write_history(
    chance: Chance, *, studied: Occupation | None, wanted: Occupation, schooling: Schooling, on: date
) -> str:
    """Write what somebody did: out of studies, out of odd jobs, or nothing at all."""
    words: dict[str, list[str]] = read_words("people")["experience"]
    rank = RANKS[schooling.level]
    if chance.happens(0.12):
        fitting = [s for s in words["none"] if presumed_rank(s) <= rank]
        return chance.pick(fitting) if chance.happens(0.5) else ""
    months_out = (on - schooling.left_on).days // 30
    clauses = _clauses(chance, studied=studied, wanted=wanted, rank=rank, out=months_out)
    if months_out > 0:
        clauses = [_dated(chance, clause, on) for clause in clauses]
    if chance.happens(ABOUT_ONESELF):
        clauses.append(_about_oneself(chance))
    return chance.pick(words["joints"]).join(dict.fromkeys(clauses))
