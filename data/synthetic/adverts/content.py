"""What one advert says: the facts of an opening turned into clauses, before anybody lays them out."""

from __future__ import annotations

from dataclasses import dataclass

from data.synthetic.chance import Chance
from data.synthetic.openings import Opening
from data.synthetic.words import read_words

SHOP_BRANCHES = frozenset(
    {"retail", "catering", "hotel", "beauty", "autorepair", "property", "training", "pets", "housekeeping", "eldercare"}
)
PUBLIC_KINDS = frozenset({"事业单位", "基层服务平台", "社区组织", "高等院校", "科研院所", "技工院校", "国有企业"})


@dataclass(frozen=True, slots=True)
class Content:
    """The clauses of one advert, each without a full stop."""

    title: str
    opening: str
    duties: list[str]
    wants: list[str]
    offer: list[str]
    hours: str
    plan: list[str]
    closing: str


def _majors_phrase(chance: Chance, majors: tuple[str, ...]) -> str:
    joined = "、".join(majors)
    if len(majors) == 1 and joined.endswith(("专业", "类")):
        return joined
    return joined + chance.pick(("等相关专业", "专业", "等专业", "及相近专业"))


def _education_clause(chance: Chance, opening: Opening) -> str:
    forms: dict[str, list[str]] = read_words("adverts")["education"]
    ranked = opening.education not in ("不限", "")
    if not opening.majors:
        return chance.pick(forms["open_forms" if ranked else "none_forms"]).format(education=opening.education)
    majors = _majors_phrase(chance, opening.majors)
    return chance.pick(forms["forms" if ranked else "unranked_forms"]).format(
        education=opening.education, majors=majors
    )


def _skill_clauses(chance: Chance, opening: Opening) -> list[str]:
    words = read_words("adverts")
    clauses = []
    if opening.skills and chance.happens(0.6):
        skills = "、".join(chance.some_in_order(opening.skills, 3))
        clauses.append(chance.pick(words["skills"]["forms"]).format(skills=skills))
    if opening.certificates and chance.happens(0.75):
        certificate = opening.certificates[0]
        clauses.append(chance.pick(words["certificates"]["forms"]).format(certificate=certificate))
    return clauses


def _wants(chance: Chance, opening: Opening) -> list[str]:
    words = read_words("adverts")
    clauses = chance.some(opening.occupation.wants, chance.between(1, 3)) + _skill_clauses(chance, opening)
    clauses += chance.some(words["wants"][opening.occupation.kind], chance.between(0, 2))
    clauses += chance.some(words["wants"]["any"], chance.between(0, 2))
    if chance.happens(0.3):
        clauses.append(chance.pick(words["experience"]["phrases"]))
    elif chance.happens(0.04):
        clauses.append(chance.pick(words["experience"]["hard"]))
    if chance.happens(0.75):
        clauses.insert(0, _education_clause(chance, opening))
    return list(dict.fromkeys(clauses))


def _offer(chance: Chance, opening: Opening) -> list[str]:
    words = read_words("adverts")["offer"]
    clauses = []
    if chance.happens(0.5):
        clauses.append(chance.pick(words["pay"]).format(pay=opening.pay))
    if chance.happens(0.4):
        clauses.append(chance.pick(words["insurance"]))
    if opening.board and chance.happens(0.7):
        clauses.append(chance.pick(words["board"]))
    if opening.lodging and chance.happens(0.8):
        clauses.append(chance.pick(words["lodging"]))
    clauses += [
        chance.pick(words[key]) for key, p in (("mentor", 0.35), ("keep", 0.35), ("plus", 0.25)) if chance.happens(p)
    ]
    return clauses


def _hours(chance: Chance, opening: Opening) -> str:
    words: dict[str, list[str]] = read_words("adverts")["hours"]
    if opening.night:
        return chance.pick(words["night"])
    if opening.unit.branch.key in SHOP_BRANCHES and opening.occupation.body != "desk":
        return chance.pick(words["shop"])
    return chance.pick(words["institution" if opening.unit.kind in PUBLIC_KINDS else "office"])


def _opening_words(chance: Chance, opening: Opening) -> str:
    words: dict[str, list[str]] = read_words("adverts")["openings"]
    key = "institution" if opening.unit.kind in PUBLIC_KINDS else "company"
    return chance.pick(words[key]).format(about=opening.unit.about)


def choose_content(chance: Chance, opening: Opening) -> Content:
    """Choose what an advert says; duties stay in the vocabulary's order half of the time, as a list grows."""
    words = read_words("adverts")
    n_duties = chance.between(3, 7)
    choose = chance.some if chance.happens(0.5) else chance.some_in_order
    return Content(
        title=opening.title,
        opening=_opening_words(chance, opening),
        duties=choose(opening.occupation.duties, n_duties),
        wants=_wants(chance, opening),
        offer=_offer(chance, opening),
        hours=_hours(chance, opening),
        plan=[chance.pick(words["plan"][part]) for part in ("first", "middle", "last")],
        closing=chance.pick(words["slogans"]["lines"]) if chance.happens(0.3) else "",
    )
