"""A push as a workbook: who is sent what, people without any, how seldom posts are seen, with the curve drawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from api.language import Translate
from api.push_names import without_word
from api.pushed import PushShown, ShareShown
from matcher.papers import Cell, Chart, Column, Form, Paper, Sheet

SHARES, WITHOUT, SEEN = "推送名单", "未推送原因", "岗位曝光"
_SEEN_NOTE = "按曝光次数从少到多排列；曲线越靠近对角线，曝光越均匀。"


def to_paper(push: PushShown, shares: Sequence[ShareShown], *, say: Translate) -> Paper:
    """Make the workbook of a push; people as the shares have them, masked or named."""
    given = [one for one in shares if one.posts]
    sheets = (_shares(given, n_posts=push.most), _without(push.picture, say), _seen(push.picture))
    chart = Chart("岗位曝光（洛伦兹曲线）", "line", SEEN, "posts", ("seen", "even"))
    return Paper(sheets, push.as_of, period=push.id, charts=(chart,), signed=())


def _shares(shares: Sequence[ShareShown], *, n_posts: int) -> Sheet:
    columns = (
        Column("n", "序号", Form.COUNT),
        Column("name", "姓名"),
        Column("phone", "联系电话"),
        Column("id", "编号"),
        *(Column(f"post_{n}", f"岗位{n}", width=50) for n in range(1, n_posts + 1)),
    )
    return Sheet(SHARES, SHARES, columns, [tuple(_row(n, one, n_posts)) for n, one in enumerate(shares, 1)])


def _row(n: int, one: ShareShown, n_posts: int) -> Iterator[Cell]:
    yield from (n, one.name, one.phone, one.candidate_id)
    for k in range(n_posts):
        post = one.posts[k] if k < len(one.posts) else None
        yield None if post is None else f"{post.title}，{post.employer}（{post.post_id}，{post.chance:.0%}）"


def _without(picture: Mapping[str, Any], say: Translate) -> Sheet:
    columns = (Column("why", "原因", width=40), Column("n", "人数", Form.COUNT))
    rows = [(without_word(code, say), n) for code, n in picture["without_any"].items()]
    return Sheet(WITHOUT, WITHOUT, columns, rows, unit="人")


def _seen(picture: Mapping[str, Any]) -> Sheet:
    columns = (
        Column("posts", "岗位累计占比", Form.RATE),
        Column("seen", "曝光累计占比", Form.RATE),
        Column("even", "完全均匀时", Form.RATE),
    )
    points = picture.get("lorenz", [])
    rows = [(share, seen, share) for share, seen in points]
    return Sheet(SEEN, SEEN, columns, rows, notes=(_SEEN_NOTE,))
