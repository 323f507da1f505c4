"""The yearly inspection list as a paper: a row for each employer, with what decides and what is proposed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from matcher.employers.facts import InspectionFacts
from matcher.employers.proposal import Proposal
from matcher.papers import Cell, Column, Form, Paper, Row, Sheet, total_row
from matcher.records import InspectionOutcome

Say = Callable[[str], str]
Listed = tuple[InspectionFacts, Proposal | None]

INSPECTED, PRACTICE, RETAINED, OPEN, PROPOSED = "年度检查", "见习情况", "留用（本年和上年）", "在招岗位", "建议清退"
OUTCOMES = {
    InspectionOutcome.PASSED: "合格",
    InspectionOutcome.TO_MEND: "限期整改",
    InspectionOutcome.FAILED: "不合格",
}
BEFORE = (
    Column("employer_id", "单位编号"),
    Column("employer", "见习单位"),
    Column("district", "区县\n（功能区）"),
    Column("standing", "状态"),
    Column("recognised_on", "认定日期", Form.DATE),
    Column("inspected_on", "上次检查", Form.DATE, INSPECTED),
    Column("outcome", "结果", group=INSPECTED),
    Column("due_on", "应检日期", Form.DATE, INSPECTED),
    Column("due", "是否应检", group=INSPECTED),
)
AFTER = (
    Column("last_practice_on", "最近见习日", Form.DATE, PRACTICE),
    Column("reviewed", "核查\n（人次）", Form.COUNT, PRACTICE, True),
    Column("ended", "计入\n留用率", Form.COUNT, RETAINED, True),
    Column("retained", "留用", Form.COUNT, RETAINED, True),
    Column("retention_rate", "留用率", Form.RATE, RETAINED, ratio=("retained", "ended")),
    Column("adverts", "招募信息\n（条）", Form.COUNT, OPEN, True),
    Column("openings", "岗位\n（个）", Form.COUNT, OPEN, True),
    Column("findings", "待核疑点\n（条）", Form.COUNT, summed=True),
    Column("reason", "理由", group=PROPOSED, width=44),
    Column("clause", "依据", group=PROPOSED, width=28),
)


def inspection_columns(n_years: int) -> tuple[Column, ...]:
    """Give the columns of the list; the traineeships of each of the years that an employer may be idle have one."""
    years = (
        Column(f"practised_{n}", f"近第{n}年\n（人次）", Form.COUNT, PRACTICE, True) for n in range(1, n_years + 1)
    )
    return (*BEFORE, *years, *AFTER)


def inspection_paper(
    listed: Sequence[Listed], *, as_of: date, edition: str, n_years: int, say: Say = str, office: str | None = None
) -> Paper:
    """
    Make the paper of the yearly inspections.

    It names employers and no person; those whose inspection is due stand first, in the order in which they come.

    Args:
        listed: every employer with the proposal that its facts make; None = there is none.
        as_of: the day of the facts.
        edition: by which they were counted.
        n_years: for which an employer may be idle: as many years as the facts have.
        say: translates reasons.
        office: that hands it in.
    """
    columns = inspection_columns(n_years)
    shown = sorted(listed, key=lambda one: not one[0].is_due)
    rows: list[Row] = [_row(facts, proposal, say) for facts, proposal in shown]
    notes = (
        f"共{len(shown):,}家，应检{sum(facts.is_due for facts, _ in shown):,}家，"
        f"建议清退{sum(proposal is not None for _, proposal in shown):,}家；建议由人决定，系统不自动清退。",
        f"规则版本：{edition}；截至{as_of}。“核查”为上次检查合格以来核对协议、保险、带教和期限的人次；"
        "同一单位的见习可跨两个年度，各计一次。",
        *dict.fromkeys(f"未开展见习的：{told}。" for told in _cautions(shown, say)),
    )
    total = total_row(columns, rows) if rows else None
    sheet = Sheet(
        "年度检查", f"就业见习单位年度检查名单（{as_of.year}年）", columns, rows, total, "人次、条、个", notes
    )
    return Paper((sheet,), on=as_of, office=office)


def _row(facts: InspectionFacts, proposal: Proposal | None, say: Say) -> Row:
    employer, last = facts.employer, facts.last
    return (
        employer.id,
        employer.name,
        employer.district,
        _standing(facts),
        employer.recognised_on,
        None if last is None else last.inspected_on,
        None if last is None else OUTCOMES[last.outcome],
        facts.due_on,
        "应检" if facts.is_due else None,
        *(year.n for year in facts.years),
        facts.last_practice_on,
        facts.n_reviewed,
        *_retained(facts),
        facts.open_posts.n_adverts,
        facts.open_posts.n_openings,
        facts.n_findings_open,
        *_proposed(proposal, say),
    )


def _standing(facts: InspectionFacts) -> str | None:
    if facts.removal is not None:
        since = facts.removal.since
        return "已清退" if since is None else f"{since}清退"
    return "示范单位" if facts.demonstration else None


def _retained(facts: InspectionFacts) -> tuple[int, int, float | None]:
    ended = sum(one.n_ended for one in facts.retention)
    retained = sum(one.n_retained for one in facts.retention)
    return ended, retained, retained / ended if ended else None


def _proposed(proposal: Proposal | None, say: Say) -> Iterator[Cell]:
    """Give the grounds, and their clauses, each once."""
    if proposal is None:
        yield from (None, None)
        return
    yield say("; ").join(ground.reason.told(say) for ground in proposal.grounds)
    yield say("; ").join(dict.fromkeys(ground.clause for ground in proposal.grounds))


def _cautions(listed: Sequence[Listed], say: Say) -> Iterator[str]:
    """Say what to look at before believing in idleness."""
    return (one.caution.told(say) for _, one in listed if one is not None and one.caution is not None)
