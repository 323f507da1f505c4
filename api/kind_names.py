"""The names of the four kinds of posts as people read them."""

from __future__ import annotations

from api.language import Translate
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


def kind_text(post: Post, _: Translate) -> str:
    """Name the kind of a post; one that was inferred says so, with its probability."""
    if post.kind is None:
        return _("kind not stated")
    name = kind_name(post.kind, _)
    if post.kind_p is None:
        return name
    return _("{kind} (inferred, {p:.0%})").format(kind=name, p=min(post.kind_p, MOST_SURE))
