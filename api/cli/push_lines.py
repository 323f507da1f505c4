"""Pushes in lines: the picture before it is sent, one person's share, lists, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from api.cli.tables import first_lines, table_lines
from api.language import Translate

if TYPE_CHECKING:
    from api.pushed import PushShown, ShareShown
    from api.pushing import PlannedPush

INDENT = "  "
MOST_AREAS = 20
POINTS = (0.5, 0.8)  # of the Lorenz curve that are told in words


def plan_lines(planned: PlannedPush, say: Translate) -> Iterator[str]:
    """Write a plan that was just made."""
    from api.pushed import from_push

    if planned.was is not None and str(planned.was) == "approved":
        yield say("It was approved; planned again, it is a draft and has to be approved anew.")
    if planned.changed is not None:
        one = planned.changed
        told = say("Changed: {people:,} people; {kept:,} posts stay, {added:,} come, {removed:,} go.")
        yield told.format(people=one.people, kept=one.kept, added=one.added, removed=one.removed)
    yield from push_lines(from_push(planned.push), say)
    yield say("Next: `matcher push show {id}`, then `matcher push approve {id} --digest {digest}`").format(
        id=planned.push.id, digest=planned.push.digest
    )


def push_lines(shown: PushShown, say: Translate) -> Iterator[str]:
    """Write a push as an officer looks at it before approving it."""
    from api.outreach_names import channel_word
    from api.push_names import state_word

    head = say("Push {id} · {state} · for {day} by {channel}, at most {k} posts each")
    yield head.format(
        id=shown.id,
        state=state_word(shown.state, say),
        day=shown.as_of,
        channel=channel_word(shown.channel, say),
        k=shown.most,
    )
    yield from _picture(shown.picture, say)
    if shown.approved_by is not None:
        yield say("Approved by {who}.").format(who=shown.approved_by)
    if shown.results is not None:
        told = say(
            "Since then: {shown:,} shown, {interested:,} interested, {declined:,} declined, {applied:,} applied, "
            "{started:,} started; {refused:,} people refused push."
        )
        yield told.format(**shown.results.model_dump())


def _picture(picture: Mapping[str, Any], say: Translate) -> Iterator[str]:
    counts = say(
        "{candidates:,} people, {posts:,} posts; {pairs:,} posts go out, {over:,} over what posts have room for"
    )
    yield INDENT + counts.format(over=picture["over_capacity"], **_of(picture, "candidates", "posts", "pairs"))
    fit = say(
        "fit against everyone's own best posts: {loss} less, and {least} at best with the room there is; "
        "seen: {seen} of the good posts; Gini {gini}"
    )
    yield INDENT + fit.format(least=_per_cent(picture.get("least_score_loss")), **_told(picture))
    for share in POINTS:
        if (seen := _lorenz_at(picture.get("lorenz", ()), share)) is not None:
            told = say("the {share:.0%} of posts that are seen least get {seen:.0%} of the views")
            yield INDENT + told.format(share=share, seen=seen)
    if picture.get("posts_unseen"):
        yield INDENT + say("{n:,} posts would be seen by nobody").format(n=picture["posts_unseen"])
    yield from _what_gives(picture, say)
    yield from _without(picture["without_any"], say)
    yield from _baselines(picture, say)
    yield from _areas(picture, say)


def _told(picture: Mapping[str, Any]) -> dict[str, str]:
    """Write the figures of a choice; – = there is nothing to divide by."""
    forms = {"loss": ("mean_score_loss", ".2%"), "seen": ("posts_seen_share", ".0%"), "gini": ("gini", ".2f")}
    return {name: "–" if picture[key] is None else format(picture[key], form) for name, (key, form) in forms.items()}


def _per_cent(share: float | None) -> str:
    return "–" if share is None else f"{share:.2%}"


def _of(picture: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: picture[name] for name in names}


def _lorenz_at(points: Sequence[Sequence[float]], share: float) -> float | None:
    """Give the share of views that the least seen have, between the points of the curve."""
    for (x, y), (x_next, y_next) in pairwise(points):
        if x <= share <= x_next:
            return y if x_next == x else y + (y_next - y) * (share - x) / (x_next - x)
    return None


def _what_gives(picture: Mapping[str, Any], say: Translate) -> Iterator[str]:
    if picture.get("short"):
        yield INDENT + say("not to be had: {n:,} people get fewer posts than the office wishes").format(
            n=picture["short"]
        )
    if picture.get("underexposed"):
        yield INDENT + say("{n:,} good posts are shown to fewer people than the office wishes").format(
            n=picture["underexposed"]
        )
    words = {
        "fit": say("too little fits"),
        "employer": say("too much of one employer"),
        "capacity": say("no room is left"),
        "lists": say("others fit better or need theirs"),
    }
    heads = {"people": say("people with less than is wished, by what would have to give: {what}")}
    heads["posts"] = say("posts seen by fewer than is wished, by what would have to give: {what}")
    for key, reasons in picture.get("lacking", {}).items():
        if reasons:
            what = say("; ").join(f"{words[code]} {n:,}" for code, n in reasons.items())
            yield INDENT + heads[key].format(what=what)


def _without(without: Mapping[str, int], say: Translate) -> Iterator[str]:
    from api.push_names import without_word

    if without:
        yield INDENT + say("without any post:")
    for code, n in sorted(without.items(), key=lambda one: (-one[1], one[0])):
        yield f"{INDENT * 2}{n:>7,}  {without_word(code, say)}"


def _baselines(picture: Mapping[str, Any], say: Translate) -> Iterator[str]:
    rows = [(say("this plan"), picture)]
    names = {"top_k": say("everybody's own best"), "greedy": say("one after the other")}
    rows += [(names.get(name, name), one) for name, one in picture["baselines"].items() if one]
    if len(rows) == 1:
        return
    header = ("", say("over"), say("loss"), say("seen"), "Gini")
    lines = [(name, f"{one['over_capacity']:,}", *_told(one).values()) for name, one in rows]
    yield from (INDENT + line for line in table_lines(header, lines))


def _areas(picture: Mapping[str, Any], say: Translate) -> Iterator[str]:
    words = {"priority": say("to be supported first"), "others": say("others"), "": say("unknown")}
    for key in ("by_group", "by_district"):
        areas: Mapping[str, Mapping[str, Any]] = picture.get(key, {})
        rows = [
            (
                words.get(name, name),
                *(f"{one[key]:,}" for key in ("candidates", "with_posts", "pairs")),
                _per_cent(one.get("score_loss")),
            )
            for name, one in list(areas.items())[:MOST_AREAS]
        ]
        if rows:
            header = ("", say("people"), say("with posts"), say("posts sent"), say("loss"))
            yield from (INDENT + line for line in table_lines(header, rows))


def share_lines(one: ShareShown, say: Translate) -> Iterator[str]:
    """Write what one person is sent, and why."""
    yield " · ".join(filter(None, (one.name, one.phone, one.candidate_id)))
    if one.why is not None:
        yield INDENT + say("no post: {why}").format(why=one.why)
    for post in one.posts:
        named = " · ".join(filter(None, (post.title, post.employer, post.place, post.post_id)))
        yield f"{INDENT}• {named} ({post.chance:.0%}): {' '.join(post.reasons)}"


def list_lines(shown: Sequence[PushShown], say: Translate, *, has_more: bool) -> Iterator[str]:
    """List pushes, one a line."""
    from api.push_names import state_word

    told = say("{id} · {state} · {candidates:,} people, {pairs:,} posts · by {who}")
    lines = [
        told.format(
            id=one.id,
            state=state_word(one.state, say),
            who=one.planned_by,
            **_of(one.picture, "candidates", "pairs"),
        )
        for one in shown
    ]
    yield from first_lines(lines, say, has_more=has_more)
