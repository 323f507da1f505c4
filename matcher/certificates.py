"""Certificates that adverts require and people hold: which ones, as bits."""

from __future__ import annotations

import re
from dataclasses import dataclass

from matcher.text.clauses import clauses, is_preference


@dataclass(frozen=True, slots=True)
class Certificate:
    """A licence or proof of skill, and the words for it."""

    name: str
    words: re.Pattern[str]


def _certificate(name: str, words: str) -> Certificate:
    return Certificate(name, re.compile(words))


CERTIFICATES = (
    _certificate("律师执业证", r"律师[^,，。]{0,4}(?:执业)?证|律师资格|执业律师|执业资格证"),
    _certificate("法律职业资格", r"法律职业资格|司法考试|法考"),
    _certificate("教师资格证", r"教师资格|教师证|教资"),
    _certificate("电工证", r"电工(?:作业|操作)?证|[高低]压(?:电工|证)|进网(?:作业)?证|低压电工"),
    _certificate("高处作业证", r"登高证|高空(?:作业)?证|高处作业"),
    _certificate("焊工证", r"焊工证|焊接(?:作业|操作)证"),
    _certificate("护士执业证", r"护士(?:执业|资格)|护士证|护师"),
    _certificate("医师资格", r"医师(?:执业|资格)|执业(?:助理)?医师|医师证"),
    _certificate("药师资格", r"药师"),
    _certificate("康复治疗师资格", r"康复(?:医学)?(?:治疗)?(?:技术|师)[^,，。]{0,4}(?:证|资格|士\b)"),
    _certificate(
        "会计资格",
        r"(?:初级|中级)?会计(?:专业技术|从业|职业)?(?:资格|证|职称)|会计证|初级会计|中级会计|会计师|CPA|税务师",
    ),
    _certificate("中级会计或注册会计师", r"中级会计|注册会计师|CPA|税务师|高级会计"),
    _certificate("建造师", r"建造师"),
    _certificate("造价工程师", r"造价(?:工程)?师"),
    _certificate("安全员证", r"安全员[^,，。]{0,4}证|安全员?[ABC]证|安全生产考核"),
    _certificate("注册安全工程师", r"注册安全|注安|安全评价师[^,，。]{0,4}(?:证|资格)"),
    _certificate("消防设施操作员证", r"消防(?:设施操作员|控制室)?[^,，。]{0,3}证|消控证|建构筑物消防员"),
    _certificate(
        "保育员或幼师证", r"保育[师员][^,，。]{0,2}证|幼师(?:资格)?证|育婴[师员][^,，。]{0,2}证|母婴护理[^,，。]{0,3}证"
    ),
    _certificate("心理咨询师证", r"心理咨询师[^,，。]{0,6}(?:证|资格|[二三]级)|(?:[二三]级)心理咨询"),
    _certificate("社会工作者证", r"社工证|社会工作(?:师|者)[^,，。]{0,4}(?:证|资格)|(?:助理)社会工作师"),
    _certificate("健身教练证", r"健身[^,，。]{0,6}证|教练[^,，。]{0,3}证"),
    _certificate("特种设备操作证", r"叉车证|特种(?:设备|作业)[^,，。]{0,6}证|起重[^,，。]{0,4}证|锅炉[^,，。]{0,3}证"),
    _certificate("网络工程师认证", r"HC[IN][AEP]|CCN[AP]|CISP|CCIE|网络工程师[^,，。]{0,3}证"),
    _certificate("基金或证券从业资格", r"(?:基金|证券|银行|期货|保险)从业(?:资格|证)"),
    _certificate("导游证", r"导游证|导游资格"),
    _certificate("健康管理师或营养师证", r"(?:健康管理师|营养师)[^,，。]{0,4}(?:证|资格)"),
    _certificate("保安员证", r"保安员?证"),
    _certificate("货运驾驶证", r"[AB][12](?:驾|照|证|本)|货运(?:从业)?资格|货运驾驶证"),
)

_PRACTISES = {
    "律师执业证": re.compile(r"律师(?!助理|事务|行政|所|团队|秘书)"),
    "护士执业证": re.compile(r"护士|护师"),
    "医师资格": re.compile(r"医师|医生(?!助理)|大夫"),
    "药师资格": re.compile(r"药师"),
}
"""Titles of work that nobody may do without a licence (律师法, 护士条例, 医师法, 药品管理法), whatever adverts say."""

_HEALTH_WORDS = r"健康(?:合格)?证(?!件)"
_HEALTH = re.compile(_HEALTH_WORDS)
_NO_HEALTH = re.compile(
    rf"(?:[无毋][需须]|不(?:需要?|须|要求?|用|必)|免)(?:提供|出示|办理?|具备|持有?|有)?{_HEALTH_WORDS}"
    rf"|无{_HEALTH_WORDS}要求"
    rf"|{_HEALTH_WORDS}(?:不[作做]?(?:要求|需要?|用|必)|无要求)"
    rf"|[没无]有?{_HEALTH_WORDS}[者的]?[也亦均都](?:可|行)(?!.*[办补])"
)
"""Words by which a clause says that a health certificate is not asked for; one that is got later is."""
_ASKED = re.compile(r"证|资格|持有?|取得|具备|具有|考取|须|需|要求")


def certificates_asked(title: str, description: str, fields: str = "") -> int:
    """
    Give the certificates that an advert (cleaned texts) requires: bit i = the i-th of CERTIFICATES.

    Clauses on what is preferred are left aside; a title of licensed work requires its licence. *fields* is what stands
    in a field of its own and is always required.
    """
    required = _required(title, description)
    practised = (name for name, words in _PRACTISES.items() if words.search(title))
    return _named("。".join((*required, fields, *practised)))


def certificates_told(description: str) -> tuple[str, ...]:
    """
    Name what an advert (cleaned text) requires that everybody gets within days: the health certificate.

    It is told, and held against nobody.
    """
    return ("健康证",) if any(_asks_health(clause) for clause in _required("", description)) else ()


def certificates_held(words: str) -> int:
    """Give the certificates that a person's *words* (cleaned) name."""
    return _named(words)


def certificate_names(bits: int) -> tuple[str, ...]:
    """Name the certificates of *bits*."""
    return tuple(one.name for i, one in enumerate(CERTIFICATES) if bits >> i & 1)


def _asks_health(clause: str) -> bool:
    return _HEALTH.search(_NO_HEALTH.sub("", clause)) is not None


def _named(words: str) -> int:
    return sum(1 << i for i, one in enumerate(CERTIFICATES) if one.words.search(words))


def _required(title: str, description: str) -> list[str]:
    return [c for c in (title, *clauses(description)) if _ASKED.search(c) and not is_preference(c)]
