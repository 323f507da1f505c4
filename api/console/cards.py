"""Model cards as markup: read from the product's own files, without HTML of their own and without styles."""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markupsafe import Markup, escape

Tokens = Sequence[Token]
Told = MutableMapping[str, Any]


class Sober(RendererHTML):
    """Renderer for pages under the console's policy: no styles, no links out of the product, tables that scroll."""

    def table_open(self, tokens: Tokens, at: int, options: Any, env: Told) -> str:
        """Put a table into a region that scrolls by itself."""
        env["tables"] = env.get("tables", 0) + 1
        label = f"{escape(env.get('table', ''))} {env['tables']}"
        region = f'<div class="table-responsive" tabindex="0" role="group" aria-label="{label}">'
        return f'{region}<table class="table table-sm">'

    def table_close(self, tokens: Tokens, at: int, options: Any, env: Told) -> str:
        """Close a table and its region."""
        return "</table></div>"

    def th_open(self, tokens: Tokens, at: int, options: Any, env: Told) -> str:
        """Say that a head is that of a column; one that says nothing is none."""
        return "<td>" if _is_empty(tokens, at) else '<th scope="col">'

    def th_close(self, tokens: Tokens, at: int, options: Any, env: Told) -> str:
        """Close a head."""
        return "</td>" if _is_empty(tokens, at - 2) else "</th>"

    def td_open(self, tokens: Tokens, at: int, options: Any, env: Told) -> str:
        """Open a cell; its alignment would be a style."""
        return "<td>"

    def link_open(self, tokens: Tokens, at: int, options: Any, env: Told) -> str:
        """Leave a link out: files of the product are no pages."""
        return ""

    def link_close(self, tokens: Tokens, at: int, options: Any, env: Told) -> str:
        """Leave a link out."""
        return ""


def _is_empty(tokens: Tokens, at: int) -> bool:
    return not tokens[at + 1].content.strip()


@cache
def _reader() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}, renderer_cls=Sober).enable("table").disable("image")


def card(name: str, *, table: str) -> Markup:
    """
    Give a model card as markup; its first heading is left to the page.

    Args:
        name: of the file under ``models/cards``.
        table: how a table of it is called, for who does not see it.
    """
    text = (files("models") / "cards" / f"{name}.md").read_text(encoding="utf-8")
    _title, _, body = text.partition("\n")
    return Markup(_reader().render(body, {"table": table}))
