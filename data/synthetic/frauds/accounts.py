"""Planted stories of bank cards and phones that several trainees share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations

from data.synthetic.frauds.desk import Case, Desk, Story, too_small

SHARED = "shared_account"
COMPOUND = ("欧阳",)


def _surname(story: Story) -> str:
    name = story.person[0]["姓名"].replace(" ", "")
    return name[:2] if name.startswith(COMPOUND) else name[:1]


def _born(story: Story) -> int:
    return int(story.row["身份证号"][6:10])


def _woman(story: Story) -> bool:
    return int(story.row["身份证号"][16]) % 2 == 0


def _claimed(story: Story) -> bool:
    return bool(story.claims) and story.alone


def _share_card(stories: list[Story]) -> None:
    for story in stories[1:]:
        story.row["银行卡号"] = stories[0].row["银行卡号"]


def _share_phone(stories: list[Story]) -> None:
    for story in stories:
        for row in story.person:
            row["手机号"] = stories[0].person[0]["手机号"]


def _case(desk: Desk, stories: list[Story], note: str, *, fraud: bool) -> Case:
    desk.taken |= {story.row["身份证号"] for story in stories}
    claims = tuple(row for story in stories for row in story.claims)
    return Case(SHARED, fraud, note, tuple(story.row for story in stories), claims)


def _crowd(desk: Desk, n: int) -> list[Story]:
    """Take n people, of one employer as far as one has them."""
    free = [story for story in desk.stories() if _claimed(story)]
    size = {story.row["统一社会信用代码"]: 0 for story in free}
    for story in free:
        size[story.row["统一社会信用代码"]] += 1
    found = sorted(free, key=lambda story: -size[story.row["统一社会信用代码"]])[:n]
    if len(found) < n:
        raise too_small()
    return found


def _pair(desk: Desk, kin: Callable[[Story, Story], bool]) -> list[Story]:
    free = [story for story in desk.stories() if _claimed(story)]
    for one, other in combinations(free, 2):
        if kin(one, other):
            return [one, other]
    raise too_small()


def _siblings(one: Story, other: Story) -> bool:
    return _surname(one) == _surname(other) and 1 <= abs(_born(one) - _born(other)) <= 8


def _spouses(one: Story, other: Story) -> bool:
    grown = max(_born(one), _born(other)) <= min(one.start, other.start).year - 22
    return grown and _woman(one) != _woman(other) and abs(_born(one) - _born(other)) <= 4


def _crowds(desk: Desk) -> Iterator[Case]:
    for n, card, phone, note in (
        (4, True, False, "one bank card for four trainees"),
        (3, True, False, "one bank card for three trainees"),
        (5, False, True, "one phone for five trainees"),
        (3, True, True, "one bank card and one phone for three trainees"),
        (6, True, False, "one bank card for six trainees"),
    ):
        stories = _crowd(desk, n)
        if card:
            _share_card(stories)
        if phone:
            _share_phone(stories)
        yield _case(desk, stories, note, fraud=True)


def plant_shared_account(desk: Desk) -> Iterator[Case]:
    """Let many share a card or a phone, and let families share one between two."""
    yield from _crowds(desk)
    for kin, share, note in (
        (_siblings, _share_card, "two siblings paid on one bank card"),
        (_siblings, _share_phone, "two siblings with the family's phone"),
        (_spouses, _share_card, "spouses paid on one bank card"),
        (_spouses, _share_phone, "spouses with one phone"),
    ):
        stories = _pair(desk, kin)
        share(stories)
        yield _case(desk, stories, note, fraud=False)
    note = "siblings with one phone and one bank card"
    stories = _pair(desk, _siblings)
    _share_phone(stories)
    _share_card(stories)
    yield _case(desk, stories, note, fraud=False)
