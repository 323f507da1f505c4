"""When those meet who were chosen to: a start made by hand, the rest repaired, waits shortened, early slots filled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import islice, permutations

from matcher.fairs.day import Day, Spot
from matcher.fairs.exact import Aims, Wish, seat_best
from matcher.fairs.ground import Pair

AT_ONCE = 40
"""People who are seated exactly at once, where not all of those who share a booth are."""
REPAIRS = 20
"""Meetings without a time for which others are moved, people without any meeting first; where more find none, there is
no time, and other meetings are looked for."""
SEATED = 10_000
"""Worth of one meeting of those chosen: more than all the time that could be saved by giving it up."""
ONLY = 50_000
"""Worth more of a person's only meeting."""

ORDERS, FEW_ORDERS = 720, 24
"""So many orders of a person's booths are tried to seat them, and to seat them earlier: all of six, and all of four."""


def seat_all(day: Day, pairs: Collection[Pair]) -> list[Pair]:
    """Seat *pairs* beside what stands in *day*, as many as can be; give those that could not be, in their order."""
    own: dict[str, list[str]] = defaultdict(list)
    for id, booth in sorted(pairs):
        own[id].append(booth)
    led = [id for id in own if day.is_led(id)]
    for some in _parts(led):
        _seat_anew(day, [(id, booth) for id in some for booth in own[id]], Aims(first=ONLY, late=1, limit=0.2))
    for id in sorted(set(own) - set(led), key=lambda id: _freedom(day, id, own[id])):
        _seat_early(day, id, own[id])
    lost = [pair for pair in sorted(pairs) if pair not in day.spots]
    lost.sort(key=lambda pair: bool(day.by_guest[pair[0]]))
    for pair in lost[:REPAIRS]:
        _make_room(day, pair)
    return [pair for pair in sorted(pairs) if pair not in day.spots]


def shorten_waits(day: Day) -> None:
    """
    Move the meetings of a small fair in time so that nobody waits long and early slots are filled; all take place.

    A large one is left as it began: each was given the shortest route then, and moving parts of it found no shorter.
    """
    ids = [id for id, own in day.by_guest.items() if own]
    if len(ids) <= AT_ONCE:
        _seat_anew(day, day.pairs_of(ids), Aims(wait=1, late=1, limit=0.1))


def begin_early(day: Day, ids: Sequence[str], *, since: int = 0, still: Collection[Pair] = ()) -> None:
    """
    Let the meetings of people begin as early as others leave room for; all take place, and nobody waits longer.

    Args:
        ids: of those people; who comes first chooses first.
        since: first slot in which a meeting may be.
        still: pairs that stay where they are, beside those that are fixed.
    """
    stays = day.fixed | frozenset(still)
    while any([_seat_earlier(day, id, since, stays) for id in ids]):
        pass


def sit_near(day: Day, pair: Pair, told: int, *, since: int) -> None:
    """Move a meeting that is not in the slot that was told to the next one after it, else to the last before it."""
    if pair not in day.spots or day.spots[pair].slot == told:
        return
    spot = day.take(pair)
    slots = [spot.slot, *_slots_since(day, *pair, since)]
    best = min(slots, key=lambda slot: (slot < told, abs(slot - told)))
    if best == spot.slot or not _sits(day, pair[0], {pair[1]: best}):
        day.put(pair, spot)


def _parts(ids: Sequence[str]) -> Iterable[Sequence[str]]:
    return (ids[begin : begin + AT_ONCE] for begin in range(0, len(ids), AT_ONCE))


def _freedom(day: Day, id: str, booths: Sequence[str]) -> tuple[int, int, str]:
    """Order people: those with the fewest slots first, of them those with the most meetings."""
    slots = min(len(day.ground.slots_for(day.guests[id], booth)) for booth in booths)
    return slots, -len(booths), id


def _seat_early(day: Day, id: str, booths: Sequence[str]) -> None:
    """Seat a person's meetings one after the other, with the shortest wait, as early as that allows."""
    routes = _routes(day, {booth: day.free_slots(id, booth) for booth in booths}, most=ORDERS)
    best = min(routes, key=lambda route: (-len(route), _span(day, route.values()), sorted(route.values())), default={})
    for booth, slot in best.items():
        day.put((id, booth), Spot(slot))


def _seat_earlier(day: Day, id: str, since: int, stays: Collection[Pair]) -> bool:
    """Give a person a shorter route, or one as short that begins earlier; tell whether there was one."""
    own = sorted(day.by_guest[id], key=lambda booth: day.spots[id, booth].slot)
    before = {booth: day.spots[id, booth] for booth in own if (id, booth) not in stays}
    if not before:
        return False
    _give_up(day, id, before)
    held = day.by_guest[id].values()
    now = {booth: spot.slot for booth, spot in before.items()}
    routes = _routes(day, {booth: _slots_since(day, id, booth, since) for booth in before}, most=FEW_ORDERS)
    whole = [now, *(route for route in routes if len(route) == len(before))]
    best = min(whole, key=lambda route: (_span(day, [*route.values(), *held]), sorted(route.values())))
    if best != now and _sits(day, id, best):
        return True
    for booth, spot in before.items():
        day.put((id, booth), spot)
    return False


def _sits(day: Day, id: str, route: Mapping[str, int]) -> bool:
    """Seat a person along a route, with who comes along; tell whether somebody could, else nothing is changed."""
    done: list[str] = []
    for booth, slot in route.items():
        led = day.interpreters_for(booth, slot) if day.is_led(id) else [None]
        if not led:
            _give_up(day, id, done)
            return False
        day.put((id, booth), Spot(slot, led[0]))
        done.append(booth)
    return True


def _give_up(day: Day, id: str, booths: Iterable[str]) -> None:
    for booth in booths:
        day.take((id, booth))


def _slots_since(day: Day, id: str, booth: str, since: int) -> list[int]:
    return [
        slot
        for slot in day.free_slots(id, booth)
        if slot >= since and (not day.is_led(id) or day.interpreters_for(booth, slot))
    ]


def _routes(day: Day, free: Mapping[str, list[int]], *, most: int) -> list[dict[str, int]]:
    """Give the routes through booths, in so many orders at the most, from any slot that is free at the first."""
    return [_route(day, order, free, begin) for order in islice(permutations(free), most) for begin in free[order[0]]]


def _route(day: Day, order: Sequence[str], free: Mapping[str, list[int]], begin: int) -> dict[str, int]:
    """Visit booths in an order from a slot on, each in the first slot that is free; others are left out."""
    route = {order[0]: begin}
    last = order[0]
    for booth in order[1:]:
        later = (slot for slot in free[booth] if slot > route[last])
        slot = next((one for one in later if not day.ground.is_too_close(last, route[last], booth, one)), None)
        if slot is not None:
            route[booth], last = slot, booth
    return route


def _span(day: Day, slots: Collection[int]) -> int:
    begins = day.ground.begins
    return begins[max(slots)] - begins[min(slots)]


def _make_room(day: Day, pair: Pair) -> None:
    """Seat a pair by moving others: those of the same booth, else those too whom the person meets elsewhere."""
    id, booth = pair
    near = {booth}
    for booths in (near, near | set(day.by_guest[id])):
        some = {id, *(one for one, other in day.spots if other in booths)}
        _seat_anew(day, [*day.pairs_of(some), pair], Aims(first=ONLY, limit=0.05))
        if pair in day.spots:
            return


def _seat_anew(day: Day, pairs: Sequence[Pair], aims: Aims) -> None:
    """Seat *pairs* as well as can be, those that have a seat anew, unless it is fixed."""
    pairs = [pair for pair in pairs if pair not in day.fixed]
    start = {pair: day.take(pair) for pair in pairs if pair in day.spots}
    wishes = [Wish(pair, tuple(slots), SEATED) for pair in pairs if (slots := day.free_slots(*pair))]
    for pair, spot in seat_best(day, wishes, aims, start=start).items():
        day.put(pair, spot)
