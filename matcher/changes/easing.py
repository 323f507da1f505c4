"""Let an employer ask for less: what an advert requires or denies, eased in its fields and in its words."""

from __future__ import annotations

from dataclasses import replace

from matcher.needs import read_workplace
from matcher.records import Education, Post
from matcher.requirements import degree_asked, years_asked
from matcher.text.clauses import clauses
from matcher.text.cleaning import clean

_LEVELS = {
    Education.JUNIOR_MIDDLE: "初中",
    Education.UPPER_SECONDARY: "高中",
    Education.COLLEGE: "大专",
    Education.BACHELOR: "本科",
    Education.MASTER: "硕士",
    Education.DOCTOR: "博士",
}
OTHER_WORK = "岗位"
"""The title of a post whose own title is nothing but what the person cannot do."""


def with_education(post: Post, level: Education) -> Post:
    """Ask for *level* at the most; a description that names more says that it is relaxed."""
    told = degree_asked(clean(post.description))
    if told is None or told <= level:
        return replace(post, education=level)
    return _saying(replace(post, education=level), f"学历可放宽至{_LEVELS[level]}")


def without_experience(post: Post) -> Post:
    """Ask for no years of experience; a description that names some says so."""
    eased = replace(post, experience_min_years=0.0)
    return _saying(eased, "经验不限") if years_asked(clean(post.description)) else eased


def without_denials(post: Post, bits: int) -> Post:
    """Leave out the words that deny the needs *bits*, of a title no more than is necessary."""
    bare = Post(id=post.id, title=OTHER_WORK, employer=post.employer)

    def denies(one: Post) -> bool:
        return bool(read_workplace(one)[0] & bits)

    def kept(text: str | None) -> str | None:
        parts = [clause for clause in clauses(clean(text)) if not denies(replace(bare, description=clause))]
        return "。".join(parts) or None

    access = [one for one in clauses(clean(post.accessibility)) if not denies(replace(bare, accessibility=one))]
    eased = replace(post, description=kept(post.description), accessibility="。".join(access) or None)
    title = clean(post.title)
    if not denies(replace(bare, title=title)):
        return eased
    return replace(eased, title=next(cut for cut in _cuts(title) if not denies(replace(bare, title=cut))))


def _cuts(title: str) -> list[str]:
    """Give *title* with ever more characters in a row left out; at last another title."""
    cuts = [title[:at] + title[at + n :] for n in range(1, len(title)) for at in range(len(title) - n + 1)]
    return [*cuts, OTHER_WORK]


def _saying(post: Post, words: str) -> Post:
    """Put *words* at the front, where nothing cuts them off."""
    return replace(post, description=f"{words}。{post.description}")
