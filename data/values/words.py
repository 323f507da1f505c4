"""Closed sets of words: yes and no, sex, kinds of posts, what a person does, meals and beds."""

from __future__ import annotations

import re
from dataclasses import dataclass

from data.values.reasons import Reason, because
from data.values.text import Cell, plain, says_none, written
from matcher.records import EmploymentStatus, Kind

_YES = re.compile(r"是|有|同意|愿意|可以|可|接受|需要|需|要|能|已同意|提供|包|y|yes|true|t|1|√|✓|✔|☑|对")
_NO = re.compile(
    r"否|无|没有|不|不同意|不愿意|不可以|不可|不接受|不需要|不需|不要|不能|未同意|不提供|不包|拒绝|n|no|false|f|0|×|✗|✘|x"
)
_OPEN = re.compile(r"协商|可协商|面议|待定|不详|未知|视情况")
_NIGHT_NO = re.compile(r"无夜班|没有夜班|不上夜班|不值夜班|不需要?夜班|[白长]?白班|常白班|不倒班|无需夜班|无倒班")
_NIGHT_YES = re.compile(r"夜班|倒班|轮班|三班|两班|值夜|通宵|晚班")
_KINDS = {
    Kind.RESEARCH: "科研 研究 研发 科学研究 research",
    Kind.TECHNICAL: "技术技能 技能 技术 技术技能型 专业技术 technical",
    Kind.MANAGEMENT: "管理 经营管理 行政管理 management",
    Kind.SOCIAL_SERVICE: "社会服务 服务 社会 社区服务 社会服务管理 公共服务 social_service",
}
_KIND_OF = {word: kind for kind, words in _KINDS.items() for word in words.split()}
_STATUSES = (
    (re.compile(r"在读|在校|未毕业|升学|未离校|读研|备考|studying"), EmploymentStatus.STUDYING),
    (re.compile(r"灵活就业|自由职业|打零工|零工|兼职|flexible"), EmploymentStatus.FLEXIBLE),
    (
        re.compile(r"未就业|未创业|失业|待业|无业|没有?工作|求职中|待就业|unemployed|^否$|^无$"),
        EmploymentStatus.UNEMPLOYED,
    ),
    (re.compile(r"就业|在职|创业|签约|参军|服兵役|个体|employed|^是$"), EmploymentStatus.EMPLOYED),
)
_MEALS = "吃|餐|饭|膳|食堂|伙食"
_BEDS = "住|宿"


@dataclass(frozen=True, slots=True)
class Keep:
    """Whether meals and a bed come with the post; None = not said."""

    board: bool | None
    lodging: bool | None


def read_yes_no(cell: Cell) -> bool | None:
    """Read a yes or a no."""
    text = plain(written(cell)).lower()
    if _OPEN.fullmatch(text):
        return None
    if _NO.fullmatch(text):
        return False
    if _YES.fullmatch(text):
        return True
    raise because(Reason.YES_NO)


def read_night_shift(cell: Cell) -> bool | None:
    """Read whether there are night shifts; rotating shifts are."""
    text = plain(written(cell))
    if _NIGHT_NO.search(text):
        return False
    return True if _NIGHT_YES.search(text) else read_yes_no(text)


def read_keep(cell: Cell) -> Keep | None:
    """Read meals and lodging out of one cell (包吃住, 包吃不包住, 提供宿舍)."""
    text = plain(written(cell))
    if _OPEN.search(text):
        return None
    both = re.sub(r"食宿|吃住|膳宿", "吃和住", text)
    if re.fullmatch(
        r"[均都]?(?:无|没有|否|不含|自理|不提供|不包)(?:吃和住)?|吃和住(?:均|都)?(?:自理|不包|不提供|无)|不(?:包|提供|含)吃和?不?住",
        both,
    ):
        return Keep(board=False, lodging=False)
    if re.fullmatch(r"有|是|均有|提供|包|都有|可|免费", both):
        return Keep(board=True, lodging=True)
    keep = Keep(board=_offered(both, _MEALS), lodging=_offered(both, _BEDS))
    if keep.board is None and keep.lodging is None:
        raise because(Reason.BOARD)
    return keep


def _offered(text: str, words: str) -> bool | None:
    if re.search(rf"(?:不|无|没有?|未)(?:包|提供|含|管|安排|负责)?(?:{words})|(?:{words})宿?(?:费用)?自理", text):
        return False
    return True if re.search(words, text) else None


def read_kind(cell: Cell) -> Kind | None:
    """Read one of the four kinds of posts."""
    text = plain(written(cell)).lower()
    if says_none(text) or re.search(r"不限|均可|都可|其他|其它", text):
        return None
    kind = _KIND_OF.get(re.sub(r"(?:见习)?(?:岗位?|类|型|岗位类)+$", "", text))
    if kind is None:
        raise because(Reason.KIND)
    return kind


def read_employment_status(cell: Cell) -> EmploymentStatus | None:
    """Read what a person does at present."""
    text = plain(written(cell)).lower()
    if re.search(r"不详|未知|其他|其它", text):
        return None
    for pattern, status in _STATUSES:
        if pattern.search(text):
            return status
    raise because(Reason.STATUS)


def read_sex(cell: Cell) -> str | None:
    """Read male or female; codes of GB/T 2261.1 too."""
    text = plain(written(cell)).lower()
    if re.fullmatch(r"男性?|m|male|1", text):
        return "male"
    if re.fullmatch(r"女性?|f|female|2", text):
        return "female"
    if re.fullmatch(r"未知|不详|未说明(?:的性别)?|0|9", text):
        return None
    raise because(Reason.SEX)
