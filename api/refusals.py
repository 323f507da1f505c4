"""The page behind the link of a message: one button by which a person without log-in refuses further push."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path
from fastapi.responses import HTMLResponse

from api.deps import TheHouse
from api.errors import problems
from api.manners.documents import document
from api.refusing import PATH, is_ours, refuse_by_link

MOST_BYTES = 1_024  # of a body: the form has no fields
HEADERS = {"Referrer-Policy": "same-origin", "X-Robots-Tag": "noindex, nofollow"}
_PAGE = """<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<title>{title}</title>
<style>
body {{ margin: 0 auto; max-width: 32rem; padding: 2rem 1.2rem; font: 1.125rem/1.7 sans-serif; color: #1a1a1a; }}
h1 {{ font-size: 1.4rem; }}
button {{ width: 100%; min-height: 3.2rem; font: inherit; font-weight: bold; border: 0; border-radius: .4rem; }}
button {{ color: #fff; background: #1d4f91; }}
button:focus {{ outline: .2rem solid #f2a900; }}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
{body}
</main>
</body>
</html>
"""
_ASK = _PAGE.format(
    title="不再接收岗位推送",
    body="<p>点击下面的按钮后，公共就业服务机构不再向您推送岗位。其他就业服务不受影响；以后想恢复，请联系服务机构。</p>\n"
    '<form method="post"><button type="submit">不再接收推送</button></form>',
)
_DONE = _PAGE.format(
    title="已为您关闭推送",
    body="<p>今后不再向您推送岗位，已经发出的消息可能还会到达。您可以关闭本页。</p>",
)
_UNKNOWN = _PAGE.format(title="链接无效", body="<p>请检查链接是否完整，或联系当地公共就业服务机构。</p>")

_NO_LINK: dict[int | str, dict[str, Any]] = {
    404: {
        "description": "A page that says that the link is broken.",
        "content": {"text/html": {"schema": {"type": "string"}}},
    }
}

router = APIRouter(prefix=PATH.rstrip("/"), tags=["refusals"], default_response_class=HTMLResponse)

Token = Annotated[str, Path(description="As it stands in the link of a message.", examples=["7k3fxm9qw…"])]


@router.get("/{token}", summary="Ask whether a person refuses further push", responses=_NO_LINK | problems(422))
def ask(token: Token, house: TheHouse) -> HTMLResponse:
    """Show the page with the button; nothing is refused by it, since programs look at links too."""
    return _page(_ASK) if is_ours(house, token) else _page(_UNKNOWN, status=404)


@router.post("/{token}", summary="Refuse further push", responses=_NO_LINK | problems(422))
def refuse(token: Token, house: TheHouse) -> HTMLResponse:
    """Record that the person wants nothing pushed any more; again, nothing changes."""
    return _page(_DONE) if refuse_by_link(house, token) else _page(_UNKNOWN, status=404)


def _page(text: str, *, status: int = 200) -> HTMLResponse:
    answer = document(text, may_send_forms=True, status=status)
    answer.headers.update(HEADERS)
    return answer
