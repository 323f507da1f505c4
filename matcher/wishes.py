"""Read from a person's own words what is ruled out, what is needed, and how much has been worked."""

from __future__ import annotations

import re
from dataclasses import dataclass

from matcher.experience import Experience, read_experience
from matcher.needs import read_needs
from matcher.records import Candidate
from matcher.text.candidates import own_districts
from matcher.text.clauses import clauses, is_refusal
from matcher.text.cleaning import clean
from matcher.work import spoken_work

_ONLY = r"(?:只(?!要)|就想|就在|仅|必须|一定要|非.{1,8}不)"
_ONLY_PLACE = re.compile(
    rf"{_ONLY}.{{0,8}}(?:本地|附近|家门口|市区|[区县](?!别))|(?:不接受|不考虑|不去|不想去)(?:其他|别的|外)?(?:区|县|外地|外区|远)"
)
_AFTER_ONLY = re.compile(rf"{_ONLY}([^,，。;；]{{0,8}})")
_PAY_FLOOR = re.compile(
    r"(?:以下|低于\S{1,8}?|少于\S{1,8}?|不到\S{1,8}?)(?:就|的|都|一律)*(?:不考虑|不接受|不去|不干|免谈|勿扰|不谈)|不接受(?:低于|少于)|只接受\S{1,8}以上"
)
_NO_NIGHT = re.compile(
    r"(?:不(?!介意|怕|排斥|在乎|反对|拒绝)|别|拒绝|无法|没法|避免)[^,，。;；]{0,6}(?:夜班|倒班|两班倒|三班倒|大夜|熬夜)"
    r"|(?:夜班|倒班|熬夜)[^,，。;；]{0,2}(?:不行|不了|不便|免谈)|只[^,，。;；]{0,4}(?:白班|长白班)"
)
_NEEDS_LODGING = re.compile(
    r"(?<![不无])(?:需要?|要求|希望|必须|最好|想要?|得)[^,，。;；]{0,8}(?:住宿|食宿|宿舍|包住|住处)"
    r"|(?:住宿|食宿|宿舍|包住)(?:最好|优先)|(?<!有)(?:无|没有?)[^,，。;；]{0,2}(?:住处|地方住|住的地方)"
)
_NO_TRAVEL = re.compile(r"(?:不|别|拒绝|无法|受不了)[^,，。;；]{0,6}(?:出差|驻外|外派|外省|派驻)")
_FIRM = re.compile(r"只(?!要)|不接受|必须|一定|拒绝|不考虑")


@dataclass(frozen=True, slots=True)
class Stated:
    """What a person's wish, needs and experience say in words."""

    only_place: bool
    pay_floor: bool
    refuses_night: bool
    needs_lodging: bool
    insists_lodging: bool
    refuses_travel: bool
    refused_work: int  # bits of matcher.work
    asked_work: int  # spoken of in the wish without refusing it, or in what the person has learnt
    experience: Experience | None
    needs: int  # bits of matcher.needs
    firm_needs: int  # those of them of which the person wrote 不能, 必须

    @property
    def experience_years(self) -> float | None:
        """Give the years worked, practice at its own length."""
        return None if self.experience is None else self.experience.years


def read_stated(candidate: Candidate) -> Stated:
    """Read the free texts of *candidate*."""
    words = f"{clean(candidate.wish)}。{clean(candidate.needs)}"
    needs, firm = read_needs(candidate.needs)
    lodging = next((c for c in clauses(words) if _NEEDS_LODGING.search(c)), None)
    return Stated(
        only_place=_ONLY_PLACE.search(words) is not None or _only_near(words, candidate),
        pay_floor=_PAY_FLOOR.search(words) is not None,
        refuses_night=_NO_NIGHT.search(words) is not None,
        needs_lodging=lodging is not None,
        insists_lodging=lodging is not None and _FIRM.search(lodging) is not None,
        refuses_travel=_NO_TRAVEL.search(words) is not None,
        refused_work=_refused_work(words),
        asked_work=_asked_work(candidate),
        experience=_experience(candidate),
        needs=needs,
        firm_needs=firm,
    )


def needs_asked(candidate: Candidate) -> tuple[str, ...]:
    """Name the criteria of a match by which this person's own statement of needs is judged; () = none are stated."""
    if not candidate.wish and not candidate.needs:
        return ()
    words = f"{clean(candidate.wish)}。{clean(candidate.needs)}"
    asked = (
        ("needs", bool(candidate.needs and read_needs(candidate.needs)[0])),
        ("night_shift", _NO_NIGHT.search(words) is not None),
        ("lodging", _NEEDS_LODGING.search(words) is not None and any(map(_NEEDS_LODGING.search, clauses(words)))),
    )
    return tuple(code for code, is_asked in asked if is_asked)


def _only_near(words: str, candidate: Candidate) -> bool:
    """Tell whether 只 and the like stand before a short name of a district of the person's: 只考虑市中."""
    said = "。".join(_AFTER_ONLY.findall(words)).replace("市中心", "")
    return any(name in said for name in own_districts(candidate))


def _refused_work(words: str) -> int:
    return spoken_work("。".join(clause for clause in clauses(words) if is_refusal(clause)))


def _asked_work(candidate: Candidate) -> int:
    wished = [clause for clause in clauses(clean(candidate.wish)) if not is_refusal(clause)]
    learnt = clean(" ".join(filter(None, (candidate.major, *candidate.skills, *candidate.certificates))))
    return spoken_work("。".join((*wished, learnt)))


def _experience(candidate: Candidate) -> Experience | None:
    if candidate.experience_years is not None:
        return Experience(work_years=candidate.experience_years, practice_years=0.0)
    return read_experience(candidate.experience)
