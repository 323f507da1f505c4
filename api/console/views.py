"""How somebody's list is looked at: which posts it may hold, what matters today, whether the person asked for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated
from urllib.parse import parse_qsl, urlencode

from fastapi import Depends, Form, Request

from api.console.typed import read_yuan
from api.console.visitors import Visitor
from api.language import Translate
from matcher.emphasis import FACTORS, MIDDLE, Aspect
from matcher.errors import Phrase
from matcher.places import Gazetteer
from matcher.records import Kind, PostFilter


@dataclass(frozen=True, slots=True)
class View:
    """
    How a list is looked at, as the address of its page says it.

    Attributes:
        said: what of it stands in an address; what is as usual is left out.
        fault: what is wrong with the least pay as it was typed.
    """

    where: PostFilter = field(default_factory=PostFilter)
    emphasis: Mapping[Aspect, int] = field(default_factory=dict)
    asked: bool = False  # for by the person, who does not want to be matched automatically
    said: Mapping[str, str] = field(default_factory=dict)
    fault: Phrase | None = None

    @property
    def query(self) -> str:
        """Write it as the query of an address, with its question mark; nothing where all is as usual."""
        return f"?{urlencode(self.said)}" if self.said else ""

    @property
    def unmoved(self) -> str:
        """Write the same with every slider in the middle."""
        rest = {name: value for name, value in self.said.items() if name not in set(Aspect)}
        return f"?{urlencode(rest)}" if rest else ""

    @property
    def unfiltered(self) -> str:
        """Write the same of all posts."""
        rest = {name: value for name, value in self.said.items() if name in {*Aspect, "asked"}}
        return f"?{urlencode(rest)}" if rest else ""

    def with_chosen(self, post_ids: Sequence[str]) -> str:
        """Write it with the posts that are ticked, so that going back to the list keeps them."""
        told = [*self.said.items(), *(("post", id) for id in post_ids)]
        return f"?{urlencode(told)}" if told else ""

    @property
    def narrows(self) -> bool:
        """Tell whether it leaves posts out."""
        return self.where != PostFilter()


def read_view(told: Mapping[str, str], *, gazetteer: Gazetteer) -> View:
    """Read what an address or a form says; what nobody could choose on a page counts as not said."""
    kind = next((one for one in Kind if one == told.get("kind")), None)
    district = next((name for name in gazetteer.names if name == told.get("district")), None)
    pay, fault = _read_pay(told.get("min_pay", ""))
    emphasis = {aspect: slider for aspect in Aspect if (slider := _read_slider(told.get(aspect, ""))) != MIDDLE}
    asked = told.get("asked") == "1"
    said = {
        "kind": kind or "",
        "district": district or "",
        "min_pay": told.get("min_pay", "").strip()[:20],
        "asked": "1" if asked else "",
    } | {str(aspect): str(slider) for aspect, slider in emphasis.items()}
    where = PostFilter(kind, district, pay)
    return View(where, emphasis, asked, {name: str(value) for name, value in said.items() if value}, fault)


def _read_slider(text: str) -> int:
    return next((slider for slider in FACTORS if str(slider) == text), MIDDLE)


def _read_pay(text: str) -> tuple[float | None, Phrase | None]:
    if not text.strip():
        return None, None
    yuan = read_yuan(text)
    return yuan, Phrase("write yuan a month in digits, like 2500") if yuan is None else None


def the_view(request: Request) -> View:
    """Read how a list is looked at from the address."""
    return read_view(request.query_params, gazetteer=request.app.state.house.gazetteer)


def the_view_kept(request: Request, view: Annotated[str, Form(max_length=1_000)] = "") -> View:
    """Read how the list was looked at from a form of its page, which leads back to it."""
    told = dict(parse_qsl(view.removeprefix("?")))
    return read_view(told, gazetteer=request.app.state.house.gazetteer)


TheView = Annotated[View, Depends(the_view)]
TheViewKept = Annotated[View, Depends(the_view_kept)]


def aspect_name(aspect: Aspect, _: Translate) -> str:
    """Name an aspect."""
    return {Aspect.PLACE: _("Place"), Aspect.PAY: _("Pay"), Aspect.WORK: _("Kind of work")}[aspect]


def slider_word(slider: int, _: Translate) -> str:
    """Say where a slider stands."""
    return {
        -2: _("does not matter today"),
        -1: _("matters less"),
        0: _("as usual"),
        1: _("matters more"),
        2: _("matters most"),
    }[slider]


def emphasis_text(view: View, visitor: Visitor) -> str:
    """Say what matters today; nothing where every slider stands in the middle."""
    say = visitor.say
    return say("; ").join(
        say("{what} {how}").format(what=aspect_name(aspect, say), how=slider_word(slider, say))
        for aspect, slider in view.emphasis.items()
    )
