"""The picture of a push as pages show it: each figure with a sentence, charts, and small counts kept back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from api.console.charts import Chart, bars, columns
from api.console.pages import day_text
from api.kind_names import kind_name
from api.language import Translate
from api.outreach_names import channel_word
from api.push_names import without_word
from api.pushed import PushShown
from api.settings import Language
from matcher.suppression import Relation, suppress

PRIORITY, OTHERS = "priority", "others"  # labels of the picture
TENTHS = 10
ALL, GIVEN = "all", "given"  # beside the codes of reasons
COUNTS = ("candidates", "with_posts", "pairs")  # of a group or district, of which all add up


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: what it is called, its value as it is read, and what it means."""

    label: str
    value: str
    about: str


@dataclass(frozen=True, slots=True)
class GroupRow:
    """What people to be supported first get beside the others; a count may be kept back."""

    label: str
    counts: tuple[str, ...]
    loss: str


def scope_of(push: PushShown, language: Language, _: Translate) -> Iterator[tuple[str, str]]:
    """Give what was asked for, each with its label."""
    scope, and_so = push.scope, _(", ")
    who = and_so.join(scope.districts) or _("the whole city")
    yield _("People of"), f"{who} · {_('to be supported first')}" if scope.priority_only else who
    yield _("Posts in"), and_so.join(scope.post_districts) or _("the whole city")
    yield _("Kinds of posts"), and_so.join(kind_name(kind, _) for kind in scope.kinds) or _("all")
    since, until = (day_text(day, language=language) for day in (scope.published_since, scope.published_until))
    if scope.published_since or scope.published_until:
        yield _("Published"), f"{since} … {until}"
    yield _("Day of the push"), day_text(push.as_of, language=language)
    yield _("Goes by"), channel_word(push.channel, _)
    yield _("Posts for each at most"), str(push.most)


def figures_of(push: PushShown, _: Translate) -> Iterator[Figure]:
    """Give the figures by which a push is judged, the weightiest first."""
    told = push.picture
    yield Figure(
        _("People who get posts"),
        _("{n:,} of {all:,}").format(n=told["people_with_posts"], all=told["candidates"]),
        _("Why the others get none stands below."),
    )
    yield Figure(
        _("Posts that go out"),
        f"{told['pairs']:,}",
        _("All posts of all people together; the scope has {n:,} different posts.").format(n=told["posts"]),
    )
    yield Figure(
        _("Sent over the room there is"),
        f"{told['over_capacity']:,}",
        _("People whom posts go to beyond their room. A plan floods no post: this is 0."),
    )
    yield Figure(
        _("Room that is used"),
        _share(told["pairs"] / told["capacity"] if told["capacity"] else None),
        _("The posts have room for {n:,} readers, worked out from their openings.").format(n=told["capacity"]),
    )
    yield Figure(
        _("Fit given up"),
        _share(told["mean_score_loss"], digits=2),
        _("How much less the posts sent fit than everyone's own best, so that none is flooded."),
    )
    yield Figure(
        _("Least fit any plan gives up"),
        _share(told.get("least_score_loss"), digits=2),
        _("With this room no plan at all could give up less."),
    )
    yield Figure(
        _("Posts that somebody sees"),
        _share(told["posts_seen_share"]),
        _("Of the posts that fit somebody and have room."),
    )
    yield Figure(
        _("Proof"),
        _("holds") if told.get("optimal") else _("is missing"),
        _("Worked out a second time apart from the plan: no other plan is better."),
    )


def charts_of(push: PushShown, _: Translate) -> Iterator[tuple[Chart, str]]:
    """Draw who gets nothing and why, what simpler ways come to, how evenly posts are seen; each with what it says."""
    told = push.picture
    if told["without_any"]:
        yield _without(push, _), _("Everybody is counted once, by the first reason.")
    yield (
        _compared(told, _),
        _("Were everybody sent their own best posts, so many too many would run at the same ones."),
    )
    yield (
        _given_up(told, _),
        _("What it costs that no post is flooded. Everyone's own best costs nothing, and floods."),
    )
    if told.get("lorenz"):
        yield (
            _evenness(told["lorenz"], _),
            _("Ten parts of equal room, the least seen first. Alike, each gets 10 %. Gini {gini}: 0 is alike.").format(
                gini="–" if told["gini"] is None else f"{told['gini']:.2f}"
            ),
        )
    if told.get("by_district"):
        yield _districts(push, _), _("The people of each district, and those of them who get posts.")


def groups_of(push: PushShown, _: Translate) -> tuple[GroupRow, ...]:
    """Tell how people to be supported first fare beside the others; counts under 5 cannot be worked out from it."""
    told = push.picture.get("by_group", {})
    if PRIORITY not in told or push.scope.priority_only:
        return ()
    nobody = dict.fromkeys(COUNTS, 0) | {"score_loss": None}
    rows = {label: told.get(label, nobody) for label in (PRIORITY, OTHERS)}
    marks = _kept_back(rows)
    names = {PRIORITY: _("People to be supported first"), OTHERS: _("Others")}
    return tuple(
        GroupRow(
            names[label],
            tuple(marks.get((label, name), f"{row[name]:,}") for name in COUNTS),
            "–" if any((label, name) in marks for name in COUNTS) else _share(row["score_loss"], digits=2),
        )
        for label, row in rows.items()
    )


def results_chart(push: PushShown, _: Translate) -> Chart | None:
    """Draw what came of a push; None = it was not handed out."""
    one = push.results
    if one is None:
        return None
    rows = (
        (_("Posts shown"), one.shown),
        (_("Interested"), one.interested),
        (_("Applied"), one.applied),
        (_("Started"), one.started),
        (_("Declined"), one.declined),
    )
    return bars(_("What came of the push"), (_("Answer"), _("Posts")), [(name, (n,)) for name, n in rows])


def _kept_back(rows: Mapping[str, Mapping[str, Any]]) -> dict[tuple[str, str], str]:
    """Say which counts of labels must not be told, all of which add up to totals that everybody sees."""
    values = {(label, name): int(row[name]) for label, row in rows.items() for name in COUNTS}
    values |= {("", name): sum(values[label, name] for label in rows) for name in COUNTS}
    sums = [Relation(("", name), tuple((label, name) for label in rows)) for name in COUNTS]
    return suppress(values, sums)


def _without(push: PushShown, _: Translate) -> Chart:
    told: dict[str, int] = push.picture["without_any"]
    hidden: Mapping[str, str] = {}
    if push.scope.priority_only:  # all of whom are of a group: what stands beside them adds up to the people
        beside = {ALL: push.picture["candidates"], GIVEN: push.picture["people_with_posts"]}
        hidden = suppress(told | beside, [Relation(ALL, (GIVEN, *told))])
    rows = sorted(told.items(), key=lambda one: -one[1])
    return bars(
        _("Who gets nothing, and why"),
        (_("Reason"), _("People")),
        [(without_word(code, _), (None if code in hidden else n,)) for code, n in rows],
    )


def _ways(told: Mapping[str, Any], key: str, _: Translate) -> list[tuple[str, float | None]]:
    """Give a figure of the plan beside what simpler ways would come to."""
    beside = told.get("baselines", {})
    found = [(_("This plan"), told[key])]
    found += [(name, beside[way][key]) for way, name in _names_of_ways(_) if way in beside]
    return found


def _names_of_ways(_: Translate) -> tuple[tuple[str, str], ...]:
    return (("top_k", _("Everyone's own best")), ("greedy", _("One after the other")))


def _compared(told: Mapping[str, Any], _: Translate) -> Chart:
    rows = [(name, (value,)) for name, value in _ways(told, "over_capacity", _)]
    return bars(_("Readers beyond the room of posts"), (_("Way"), _("Readers too many")), rows)


def _given_up(told: Mapping[str, Any], _: Translate) -> Chart:
    rows = _ways(told, "mean_score_loss", _)
    rows.insert(1, (_("The least possible"), told.get("least_score_loss")))
    percents = [(name, (None if value is None else round(100 * value, 2),)) for name, value in rows]
    return bars(_("Fit given up"), (_("Way"), _("% of the fit")), percents)


def _evenness(points: Sequence[Sequence[float]], _: Translate) -> Chart:
    """Draw which share of the views each tenth of the room gets, the least seen first."""
    step = max((len(points) - 1) // TENTHS, 1)
    seen = [y for _x, y in points[::step]]
    rows = [(str(n), (round(100 * (after - before), 1),)) for n, (before, after) in enumerate(pairwise(seen), 1)]
    return columns(_("How evenly posts are seen"), (_("Tenth of the posts"), _("% of the views")), rows)


def _districts(push: PushShown, _: Translate) -> Chart:
    told: dict[str, dict[str, Any]] = push.picture["by_district"]
    hidden = _kept_back(told) if push.scope.priority_only else {}
    rows = [
        (
            label or _("unknown"),
            tuple(None if (label, name) in hidden else row[name] for name in ("candidates", "with_posts")),
        )
        for label, row in sorted(told.items(), key=lambda one: -one[1]["candidates"])
    ]
    return bars(_("By district"), (_("District"), _("People"), _("with posts")), rows)


def _share(value: float | None, *, digits: int = 0) -> str:
    return "–" if value is None else f"{value:.{digits}%}"
