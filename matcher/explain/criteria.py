"""Give each criterion of a scored pair in words: what is asked for, and what the other side has."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

from matcher.certificates import certificate_names, certificates_asked, certificates_held, certificates_told
from matcher.eligibility import RULES
from matcher.eligibility.qualification import FIRST_YEARS
from matcher.explain import values
from matcher.explain.values import ANY, WHOLE_CITY, Worded
from matcher.languages import language_names, languages_asked
from matcher.majors import Catalogue, Fit, admits, requirement_of
from matcher.needs import Need, clause_that_denies, clause_that_offers, need_names, read_place, read_workplace
from matcher.ranking import PARTS, TITLE
from matcher.records import Candidate, Criterion, Education, Finding, Match, Post, Scored, Status
from matcher.requirements import degree_asked, years_asked
from matcher.text import candidate_texts, clean, wished_works
from matcher.traps import Sign, trap_signs
from matcher.wishes import Stated, read_stated
from matcher.work import clause_that_tells, titled_work

MOST_SIGNS = 2  # of a trap, that a sentence repeats
LONGEST_WISH = 40  # characters of a wish that a sentence repeats
MOST_SKILLS = 3  # that a sentence repeats
ANY_MAJOR = ANY

_FIELDS = {part.code: ("岗位名称" if part.post_text == TITLE or part.by == "works" else "岗位描述") for part in PARTS}
_FIELDS |= {rule.code: rule.field for rule in RULES}

_ANY_WORK = re.compile(r"\W|工程|程师|助理|管理|人员|专员|经理|主管|技术|项目|员工|业务|服务|企业|公司|研发|开发")
"""What titles of any work hold, and gaps."""

_OF_THE_WISH = ("work", "wish_words")
_WORDS_BESIDE_MEANING = {"work": "wish_words", "training": "words"}


@dataclass(frozen=True, slots=True)
class _Seeker:
    """A candidate with what its free texts say."""

    record: Candidate
    stated: Stated
    wish: str | None  # as a sentence repeats it
    works: str | None  # that the wish lists
    pairs: tuple[str, ...]  # of characters of the wish, without those that titles of any work hold
    related: bool = False  # what was done is clearly related to the post


@lru_cache(maxsize=16)
def _seeker(candidate: Candidate) -> _Seeker:
    """Read a person once: the posts of a list are explained one after another."""
    wish = (candidate.wish or "").strip()
    wanted = candidate_texts(candidate)[0].lower() if candidate.wish else ""
    pairs = {wanted[i : i + 2] for i in range(len(wanted) - 1)}
    return _Seeker(
        record=candidate,
        stated=read_stated(candidate),
        wish=(f"{wish[:LONGEST_WISH]}…" if len(wish) > LONGEST_WISH else wish) or None,
        works="、".join(wished_works(candidate)) or None,
        pairs=tuple(pair for pair in pairs if not _ANY_WORK.search(pair)),
    )


@dataclass(frozen=True, slots=True)
class _Offer:
    """A post with what its description says."""

    record: Post
    title: str
    text: str  # title and description
    body: str
    education: Education | None
    education_told: Education | None  # by the description
    years: float | None
    denies: int  # bits of matcher.needs
    offers: int
    certificates: int  # bits of matcher.certificates that it requires
    other_certificates: tuple[str, ...]  # that it names and that weigh nothing
    languages: int  # bits of matcher.languages that it requires
    majors: str  # that it requires, as one text
    signs: tuple[Sign, ...]  # of a trap


@lru_cache(maxsize=4096)
def _offer(post: Post) -> _Offer:
    """Read a post once: the same posts come up for many candidates."""
    description = clean(post.description)
    degree, years = degree_asked(description), years_asked(description)
    denies, offers = read_workplace(post)
    title = clean(post.title)
    unknown = (one for one in post.certificates if not certificates_held(clean(one)))
    return _Offer(
        record=post,
        title=title,
        text=f"{title} {description}".lower(),
        body=(description or title)[:80],
        education=post.education if degree is None else degree,
        education_told=degree,
        years=post.experience_min_years if years is None else years,
        denies=denies,
        offers=offers,
        certificates=certificates_asked(title, description, clean(" ".join(post.certificates))),
        other_certificates=tuple(dict.fromkeys((*unknown, *certificates_told(description)))),
        languages=languages_asked(title, description),
        majors=requirement_of(post),
        signs=trap_signs(post),
    )


def explain(candidate: Candidate, post: Post, scored: Scored, *, catalogue: Catalogue | None = None) -> Match:
    """
    Give the pair that *scored* is about with its criteria in words; contributions sum to the score.

    Args:
        catalogue: of majors, to say to which of those asked for another one is near; None = not said.
    """
    statuses = {finding.code: finding.status for finding in scored.findings}
    seeker = replace(_seeker(candidate), related=_agrees("training", statuses))
    offer = _offer(post)
    near = None if catalogue is None else _near_major(catalogue, candidate, offer)
    criteria = []
    for finding in scored.findings:
        asked, given = _WORDS[finding.code](seeker, offer)
        if near is not None and finding.code == "major":
            given = Worded(f"{given}（与{near}相近）", f"{given} (near {near})")
        criteria.append(
            Criterion(
                code=finding.code,
                status=_status(finding, statuses, seeker, offer),
                hard=finding.hard,
                field=_FIELDS[finding.code],
                asked=asked,
                given=given,
                contribution=finding.contribution,
            )
        )
    return Match(scored.candidate_id, scored.post_id, scored.score, tuple(criteria), chance=scored.chance)


def _status(finding: Finding, statuses: dict[str, Status], seeker: _Seeker, offer: _Offer) -> Status:
    """
    Give the status to tell; likeness in meaning alone is not met.

    Likeness is compared with that to other posts: where nothing fits, the nearest of them still stands out. And
    nothing is like a wish that names no work (有五险的就行). Of certificates that the rules do not know only the
    names are compared: who does not name one may hold it.
    """
    if finding.code == "certificate" and offer.other_certificates and finding.status is not Status.NOT_MET:
        return Status.MET if _holds_others(seeker, offer) else Status.UNKNOWN
    if finding.code in _OF_THE_WISH and not seeker.works:
        return Status.UNKNOWN
    if finding.status is not Status.MET or finding.code not in _WORDS_BESIDE_MEANING:
        return finding.status
    if _agrees(finding.code, statuses) or (finding.code == "work" and _names_the_wish(seeker, offer)):
        return Status.MET
    return Status.UNKNOWN


def _agrees(code: str, statuses: dict[str, Status]) -> bool:
    words = statuses.get(_WORDS_BESIDE_MEANING[code], Status.UNKNOWN)
    return statuses.get(code) is Status.MET and words is not Status.NOT_MET


def _holds_others(seeker: _Seeker, offer: _Offer) -> bool:
    """Tell whether the person's words name each certificate that the rules do not know."""
    person = seeker.record
    held = clean("。".join((*person.certificates, *person.skills, person.experience or "")))
    return all(clean(one) in held for one in offer.other_certificates)


def _names_the_wish(seeker: _Seeker, offer: _Offer) -> bool:
    """Tell whether two characters of the wish stand in a row in the post's title."""
    title = offer.title.lower()
    return any(pair in title for pair in seeker.pairs)


Words = tuple[str | None, str | None]
"""What is asked for, and what the other side has; None = unknown."""


def _work(seeker: _Seeker, offer: _Offer) -> Words:
    return (seeker.wish if seeker.works else None), offer.title


def _works(seeker: _Seeker, offer: _Offer) -> Words:
    return seeker.works, offer.title


def _training(seeker: _Seeker, offer: _Offer) -> Words:
    skills = [skill for skill in seeker.record.skills if clean(skill).lower() in offer.text]
    can = "、".join(filter(None, (seeker.record.major, *skills[:MOST_SKILLS])))
    return offer.body, can or None


def _education(seeker: _Seeker, offer: _Offer) -> Words:
    told, field = offer.education_told, offer.record.education
    held = seeker.record.education_written or values.degree_held(seeker.record.education)
    if told is not None and field is not None and told != field:
        return values.degree_told_twice(told, field), held
    return values.degree_asked_for(offer.education), held


def _experience(seeker: _Seeker, offer: _Offer) -> Words:
    held = seeker.stated.experience
    first_year = held is not None and 0 < held.years < (offer.years or 0) <= FIRST_YEARS
    return (
        values.years_asked_for(offer.years),
        values.experience_held(held, related=seeker.related or not offer.years, first_year=first_year),
    )


def _title(seeker: _Seeker, offer: _Offer) -> Words:
    return offer.title, values.experience_held(seeker.stated.experience, related=True, first_year=False)


def _major(seeker: _Seeker, offer: _Offer) -> Words:
    asked = offer.majors
    return (f"{asked[:LONGEST_WISH]}…" if len(asked) > LONGEST_WISH else asked) or ANY_MAJOR, seeker.record.major


def _near_major(catalogue: Catalogue, candidate: Candidate, offer: _Offer) -> str | None:
    verdict = admits(catalogue, offer.majors, education=candidate.education, major=candidate.major)
    return verdict.asked if verdict.fit is Fit.NEAR else None


def _dates(seeker: _Seeker, offer: _Offer) -> Words:
    return values.dates_of(offer.record), None


def _place(seeker: _Seeker, offer: _Offer) -> Words:
    person, post = seeker.record, offer.record
    accepted = WHOLE_CITY if person.any_district else "、".join(person.districts) or person.home_district
    return accepted, "、".join(dict.fromkeys(filter(None, (post.zone, post.district)))) or None


def _pay(seeker: _Seeker, offer: _Offer) -> Words:
    wished = seeker.record.pay_min_month_yuan
    return values.pay_wished(wished), values.pay_offered(offer.record, wished=wished)


def _night_shift(seeker: _Seeker, offer: _Offer) -> Words:
    none = Worded("无夜班", "no night shifts")
    refused = Worded("不上夜班", "no night shifts") if seeker.stated.refuses_night else None
    return refused, values.yes_or_no(offer.record.night_shift, Worded("有夜班", "night shifts"), none)


def _lodging(seeker: _Seeker, offer: _Offer) -> Words:
    given = values.yes_or_no(
        offer.record.lodging, Worded("提供住宿", "lodging offered"), Worded("不提供住宿", "no lodging")
    )
    return Worded("需要住宿", "lodging") if seeker.stated.needs_lodging else None, given


def _travel(seeker: _Seeker, offer: _Offer) -> Words:
    refused = Worded("不接受长期出差、驻外", "no long travel, no stay elsewhere")
    return refused if seeker.stated.refuses_travel else None, None


def _needs(seeker: _Seeker, offer: _Offer) -> Words:
    """Name the needs that the post denies; else those of which it says nothing; else those that it meets."""
    needs = seeker.stated.needs
    if not needs:
        return None, None
    far, near = read_place(seeker.record, offer.record)
    if denied := needs & (offer.denies | far):
        return _named(need_names(denied)), clause_that_denies(offer.record, denied) or _where(offer)
    if silent := needs & ~(offer.offers | near):
        return _named(need_names(silent)), None
    return _named(need_names(needs)), clause_that_offers(offer.record, needs) or _where(offer)


def _where(offer: _Offer) -> Worded:
    place = "、".join(dict.fromkeys(filter(None, (offer.record.zone, offer.record.district))))
    return Worded(f"工作地点：{place}", f"place of work: {place}")


def _named(needs: list[Need]) -> Worded:
    return Worded("、".join(need.name for need in needs), ", ".join(need.english for need in needs))


def _unwanted_work(seeker: _Seeker, offer: _Offer) -> Words:
    refused = seeker.stated.refused_work
    if not refused:
        return None, offer.title
    told = None if titled_work(offer.title) & refused else clause_that_tells(clean(offer.record.description), refused)
    return seeker.record.wish, told or offer.title


def _trap(seeker: _Seeker, offer: _Offer) -> Words:
    signs, verdict = offer.signs, values.officers_verdict(offer.record.trap_verdict)
    if not signs:
        return verdict, offer.title
    chinese = "".join(sign.sentence("zh") for sign in signs[:MOST_SIGNS])
    english = " ".join(sign.sentence("en") for sign in signs[:MOST_SIGNS])
    return verdict, Worded(chinese.rstrip("。"), english.rstrip("."))


def _advert(seeker: _Seeker, offer: _Offer) -> Words:
    return None, offer.title


def _promised_pay(seeker: _Seeker, offer: _Offer) -> Words:
    return None, values.pay_offered(offer.record, wished=None)


def _certificate(seeker: _Seeker, offer: _Offer) -> Words:
    asked = (*certificate_names(offer.certificates), *offer.other_certificates)
    return "、".join(asked) or None, "、".join(seeker.record.certificates) or None


def _language(seeker: _Seeker, offer: _Offer) -> Words:
    return values.languages_named(language_names(offer.languages)), None


def _employer(seeker: _Seeker, offer: _Offer) -> Words:
    return None, offer.record.employer


def _kind(seeker: _Seeker, offer: _Offer) -> Words:
    return values.kind_wanted(seeker.record.kind_wanted), values.kind_words(offer.record)


_WORDS: dict[str, Callable[[_Seeker, _Offer], Words]] = {
    "work": _work,
    "wish_words": _work,
    "wished": _works,
    "other_work": _works,
    "training": _training,
    "words": _training,
    "education": _education,
    "level": _education,
    "experience": _experience,
    "seniority": _title,
    "major": _major,
    "dates": _dates,
    "place": _place,
    "pay": _pay,
    "night_shift": _night_shift,
    "lodging": _lodging,
    "travel": _travel,
    "needs": _needs,
    "unwanted_work": _unwanted_work,
    "unasked_work": _work,
    "advert": _trap,
    "certificate": _certificate,
    "language": _language,
    "elsewhere": _advert,
    "casual": _advert,
    "selling": _advert,
    "promised_pay": _promised_pay,
    "hype": _advert,
    "agency": _employer,
    "silent": _advert,
    "kind": _kind,
}
