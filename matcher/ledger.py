"""The real-name ledger 《就业见习实名台账》: per person basic facts, skills, wishes, and how things stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from matcher.editions import Edition
from matcher.eligibility.verdict import Eligibility, Verdict, WayIn
from matcher.papers import Cell, Column, Form, Row
from matcher.records import Candidate, EmploymentStatus, Kind, Person, Placement, Status
from matcher.subsidy import is_retained, practice_end
from matcher.subsidy.spells import as_known_on

COLUMNS = (
    Column("n", "序号", Form.COUNT, width=8),
    Column("id", "编号"),
    Column("name", "姓名", width=10),
    Column("id_number", "身份证号", width=21),
    Column("phone", "手机号", width=14),
    Column("sex", "性别", width=7.5),
    Column("birth_on", "出生日期", Form.DATE, width=12),
    Column("home_district", "居住区县", width=12),
    Column("education", "学历", width=10),
    Column("school", "毕业院校", width=20),
    Column("major", "专业", width=18),
    Column("graduation_status", "毕业状态", width=10),
    Column("graduated_on", "毕业日期", Form.DATE, width=12),
    Column("skills", "技能", width=24),
    Column("certificates", "证书", width=24),
    Column("wish", "求职意向", width=28),
    Column("kind_wanted", "意向类别", width=12),
    Column("districts", "可接受区县", width=16),
    Column("pay_min_month_yuan", "期望补贴\n（元/月）", Form.COUNT, width=10),
    Column("employment_status", "就业状态", width=10),
    Column("unemployment_registered_on", "失业登记日期", Form.DATE, width=13),
    Column("source", "信息来源", width=16),
    Column("verdict", "是否符合\n见习条件", width=10),
    Column("way", "符合的类别", width=12),
    Column("until", "截至", Form.DATE, width=12),
    Column("placement", "见习状态", width=10),
    Column("employer", "见习单位", width=24),
    Column("starts_on", "见习开始", Form.DATE, width=12),
    Column("ends_on", "见习结束", Form.DATE, width=12),
    Column("contract_on", "签订合同", Form.DATE, width=12),
)
NOBODY = Person()
SEXES = {"female": "女", "male": "男"}
VERDICTS = {Verdict.ELIGIBLE: "符合", Verdict.NOT_ELIGIBLE: "不符合", Verdict.UNKNOWN: "待核实"}
WAYS = {WayIn.GRADUATE: "毕业生", WayIn.YOUTH: "失业青年"}
EMPLOYMENT = {
    EmploymentStatus.UNEMPLOYED: "失业",
    EmploymentStatus.FLEXIBLE: "灵活就业",
    EmploymentStatus.STUDYING: "在读",
    EmploymentStatus.EMPLOYED: "就业",
}
KINDS = {
    Kind.RESEARCH: "科研类",
    Kind.TECHNICAL: "技术技能类",
    Kind.MANAGEMENT: "管理类",
    Kind.SOCIAL_SERVICE: "社会服务类",
}


@dataclass(frozen=True, slots=True)
class Listed:
    """A person of the ledger with all that stands in the row."""

    candidate: Candidate
    person: Person | None  # masked or not, as it shall stand there
    source: str | None
    eligibility: Eligibility
    placement: Placement | None  # the latest
    employer: str | None  # its name


def ledger_row(n: int, one: Listed, *, edition: Edition, on: date) -> Row:
    """Give the row of the *n*-th person, as of a day."""
    candidate, person = one.candidate, one.person or NOBODY
    education = candidate.education_written
    cells: tuple[Cell, ...] = (
        n,
        candidate.id,
        person.name,
        person.id_number,
        person.phone,
        SEXES.get(candidate.sex or ""),
        candidate.birth_on,
        candidate.home_district,
        education,
        candidate.school,
        candidate.major,
        candidate.graduation_status,
        candidate.graduated_on,
        _joined(candidate.skills),
        _joined(candidate.certificates),
        candidate.wish,
        candidate.kind_wanted and KINDS[candidate.kind_wanted],
        "全市" if candidate.any_district else _joined(candidate.districts),
        candidate.pay_min_month_yuan,
        candidate.employment_status and EMPLOYMENT[candidate.employment_status],
        candidate.unemployment_registered_on,
        one.source,
        VERDICTS[one.eligibility.verdict],
        _joined(WAYS[way.way] for way in one.eligibility.ways if way.status is Status.MET),
        one.eligibility.until,
    )
    return (*cells, *_placed(one.placement, one.employer, edition, on))


def latest(placements: Iterable[Placement], *, on: date) -> dict[str, Placement]:
    """Give for each person the traineeship that began last, up to a day, by the candidate's id."""
    known: dict[str, Placement] = {}
    for one in sorted(placements, key=lambda one: (one.starts_on, one.id)):
        if one.starts_on <= on:
            known[one.candidate_id] = one
    return known


def _placed(placement: Placement | None, employer: str | None, edition: Edition, on: date) -> tuple[Cell, ...]:
    if placement is None:
        return ("未见习", None, None, None, None)
    known = as_known_on(placement, on)
    end = practice_end(known)
    state = "已留用" if is_retained(known, edition) else "见习中" if end >= on else "已结束"
    return (state, employer or known.employer_id, known.starts_on, end, known.contract_on)


def _joined(words: Iterable[str]) -> str | None:
    return "、".join(words) or None
