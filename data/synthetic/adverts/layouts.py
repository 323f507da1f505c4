"""Manners of laying out an advert: lists, headings, prose, a line or two; one function a manner."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from data.synthetic.adverts.content import Content
from data.synthetic.chance import Chance

DUTY_HEADS = ("岗位职责", "工作内容", "主要职责", "职责描述", "工作职责", "见习内容")
WANT_HEADS = ("任职要求", "岗位要求", "任职资格", "应聘条件", "要求", "基本条件")
OFFER_HEADS = ("福利待遇", "见习待遇", "薪资福利", "待遇", "我们提供")
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭"
BULLETS = ("-", "·", "●", "◆", "*", "—")


def _numbered(clauses: Sequence[str], mark: str, end: str, joint: str) -> str:
    items = [f"{n}{mark}{clause}" for n, clause in enumerate(clauses, 1)]
    return (end + joint).join(items) + ("。" if end else "")


def _sentence(clauses: Sequence[str]) -> str:
    return "，".join(clauses) + "。" if clauses else ""


def numbered_with_headings(chance: Chance, c: Content) -> str:
    """Set two or three headed lists with numbers, on lines or in one run."""
    joint = chance.pick(("\n", "\n", " ", ""))
    mark = chance.pick(("、", ".", "．", "）"))
    end = chance.pick(("；", "；", "。", ""))
    duties, wants = chance.pick(DUTY_HEADS), chance.pick(WANT_HEADS)
    gap = joint or (" " if not end else "")
    parts = [f"{duties}：{joint}{_numbered(c.duties, mark, end, gap)}"]
    parts.append(f"{wants}：{joint}{_numbered(c.wants, mark, end, gap)}")
    if c.offer and chance.happens(0.5):
        parts.append(f"{chance.pick(OFFER_HEADS)}：{joint}{_numbered([*c.offer, c.hours], mark, end, gap)}")
    return (joint or " ").join(parts)


def bracketed(chance: Chance, c: Content) -> str:
    """Set headings in brackets with bullets below."""
    bullet = chance.pick(BULLETS)
    left, right = chance.pick((("【", "】"), ("【", "】"), ("［", "］"), ("『", "』")))

    def block(head: str, clauses: Sequence[str]) -> str:
        return f"{left}{head}{right}\n" + "\n".join(f"{bullet} {clause}" for clause in clauses)

    parts = [block(chance.pick(DUTY_HEADS), c.duties), block(chance.pick(WANT_HEADS), c.wants)]
    if c.offer:
        parts.append(block(chance.pick(OFFER_HEADS), [*c.offer, c.hours]))
    return "\n".join(parts) + (f"\n{c.closing}" if c.closing else "")


def chinese_numerals(chance: Chance, c: Content) -> str:
    """Write as an office writes: numbered sections, full sentences."""
    first = f"一、{chance.pick(DUTY_HEADS)}\n" + "\n".join(
        f"（{n}）{d}。" for n, d in zip("一二三四五六七", c.duties, strict=False)
    )
    second = f"二、{chance.pick(WANT_HEADS)}\n" + _sentence(c.wants)
    third = f"三、工作时间\n{c.hours}。" + _sentence(c.offer)
    return "\n".join((first, second, third) if chance.happens(0.7) else (first, second))


def institution_prose(chance: Chance, c: Content) -> str:
    """Write one paragraph in the tone of a public unit."""
    verb = chance.pick(("主要从事", "主要承担", "协助开展", "参与"))
    return (
        f"{c.opening}现提供{c.title}岗位，{verb}以下工作：{'；'.join(c.duties)}。"
        f"{chance.pick(('要求', '要求见习人员', '希望见习人员'))}{'，'.join(c.wants)}。{c.hours}。"
    )


def company_prose(chance: Chance, c: Content) -> str:
    """Write as somebody tells it who needs a hand."""
    start = chance.pick(("来了主要", "平时主要", "日常工作是", "这个岗位主要", "进来以后"))
    wish = chance.pick(("希望你", "我们想找的人：", "最好", "条件不多："))
    tail = _sentence(c.offer) if chance.happens(0.6) else ""
    return f"{c.opening}招{c.title}。{start}{'，'.join(c.duties)}。{wish}{'，'.join(c.wants)}。{tail}{c.closing}"


def short(chance: Chance, c: Content) -> str:
    """Write a line or two, as a busy owner does."""
    duties = chance.pick(("、", "，", "；")).join(c.duties[:3])
    wants = "，".join(c.wants[: chance.between(1, 3)])
    forms = (
        f"{duties}。{wants}。",
        f"{wants}。工作就是{duties}",
        f"主要{duties}，{wants}，{c.hours}",
        f"招{c.title}，{duties}，{wants}。{c.closing}",
    )
    return chance.pick(forms)


def duties_alone(chance: Chance, c: Content) -> str:
    """Say what is done and nothing of what is asked for."""
    if chance.happens(0.5):
        return _numbered(c.duties, chance.pick((".", "、")), "；", chance.pick(("", " ", "\n")))
    return _sentence(c.duties)


QUESTIONS = (
    ("你要做什么", "我们找谁", "你能得到"),
    ("做什么", "什么样的人合适", "给什么"),
    ("工作日常", "希望你是", "给你的"),
)


def questions(chance: Chance, c: Content) -> str:
    """Speak to the reader with questions."""
    what, who, get = chance.pick(QUESTIONS)
    offer = "，".join([*c.offer, c.hours])
    return f"{what}：{'，'.join(c.duties)}。\n{who}：{'，'.join(c.wants)}。\n{get}：{offer}。{c.closing}"


def planned(chance: Chance, c: Content) -> str:
    """Tell the months of the traineeship one after the other."""
    first, middle, last = c.plan
    half = max(1, len(c.duties) // 2)
    head, wants = (
        chance.pick(("见习安排", "培养计划", "带教计划")),
        f"{chance.pick(WANT_HEADS)}：{'；'.join(c.wants)}。",
    )
    early, later = "、".join(c.duties[:half]), "，".join(c.duties[half:])
    return f"{head}：{first}，{early}；{middle}，{later}；{last}。{wants}"


def circled(chance: Chance, c: Content) -> str:
    """Set everything in one line with circled numbers."""
    duties = "".join(f"{mark}{clause}；" for mark, clause in zip(CIRCLED, c.duties, strict=False))
    wants = "".join(f"{mark}{clause}；" for mark, clause in zip(CIRCLED, c.wants, strict=False))
    return f"{chance.pick(DUTY_HEADS)}：{duties}{chance.pick(WANT_HEADS)}：{wants}"


def offer_first(chance: Chance, c: Content) -> str:
    """Begin with what is offered."""
    offer = "、".join([*c.offer, c.hours])
    mark = chance.pick(("!", "！", "，", "～"))
    duties = f"{chance.pick(('岗位内容', '干什么', '工作'))}：{'；'.join(c.duties)}。"
    return f"{offer}{mark}{duties}{chance.pick(WANT_HEADS)}：{'；'.join(c.wants)}。{c.closing}"


def wants_first(chance: Chance, c: Content) -> str:
    """Ask first, then tell the work."""
    mark = chance.pick((".", "、", ") "))
    joint = chance.pick(("\n", " "))
    return (
        f"{chance.pick(WANT_HEADS)}{joint}{_numbered(c.wants, mark, '', joint)}{joint}"
        f"{chance.pick(DUTY_HEADS)}{joint}{_numbered(c.duties, mark, '', joint)}"
    ).replace("。" + joint, joint)


LAYOUTS: tuple[Callable[[Chance, Content], str], ...] = (
    numbered_with_headings,
    numbered_with_headings,
    numbered_with_headings,
    bracketed,
    chinese_numerals,
    institution_prose,
    company_prose,
    company_prose,
    short,
    short,
    duties_alone,
    questions,
    planned,
    circled,
    offer_first,
    wants_first,
)
PUBLIC_LAYOUTS: tuple[Callable[[Chance, Content], str], ...] = (
    numbered_with_headings,
    numbered_with_headings,
    chinese_numerals,
    chinese_numerals,
    institution_prose,
    institution_prose,
    duties_alone,
    short,
    planned,
    wants_first,
)


def lay_out(chance: Chance, content: Content, *, writer: float, public: bool) -> str:
    """Lay out an advert: mostly in the manner of the employer's *writer* (0..1), now and then in another."""
    manners = PUBLIC_LAYOUTS if public else LAYOUTS
    manner = manners[int(writer * len(manners))] if chance.happens(0.7) else chance.pick(manners)
    return manner(chance, content)
