"""The names of the four kinds of posts as people read them."""

from __future__ import annotations

from api.language import Translate
from data.values.words import read_kind
from matcher.errors import BadInput
from matcher.explain.values import MOST_SURE
from matcher.records import Kind, Post


def kind_name(kind: Kind, _: Translate) -> str:
    """Name a kind."""
    return {
        Kind.RESEARCH: _("research"),
        Kind.TECHNICAL: _("technical skill"),
        Kind.MANAGEMENT: _("management"),
        Kind.SOCIAL_SERVICE: _("social service"),
    }[kind]


def known_kind(written: str, _: Translate) -> Kind:
    """
    Read a kind as somebody types it: ``research``, 科研 or 科研类.

    Raises:
        BadInput: it is none of the four; the text lists the names of each.
    """
    try:
        kind = read_kind(written.strip())
    except ValueError:
        kind = None
    kind = kind or next((one for one in Kind if one == written.strip().lower()), None)
    if kind is None:
        raise BadInput(
            "--kind {kind}: no such kind; known are {kinds}",
            kind=written,
            kinds=tuple(_both_names(one, _) for one in Kind),
        )
    return kind


def _both_names(kind: Kind, _: Translate) -> str:
    name = kind_name(kind, _)
    return kind.value if name.isascii() else f"{kind.value} {name}"


def kind_text(post: Post, _: Translate) -> str:
    """Name the kind of a post; one that was inferred says so, with its probability."""
    if post.kind is None:
        return _("kind not stated")
    name = kind_name(post.kind, _)
    if post.kind_p is None:
        return name
    return _("{kind} (inferred, {p:.0%})").format(kind=name, p=min(post.kind_p, MOST_SURE))
