"""The watch itself: every rule over the facts, the gravest findings first."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from matcher.fraud import money, presence
from matcher.fraud.facts import Facts
from matcher.records import FraudFinding, Severity

RULES: dict[str, Callable[[Facts], Iterator[FraudFinding]]] = {
    "two_placements": presence.two_placements,
    "employed_elsewhere": presence.employed_elsewhere,
    "employed_here": presence.employed_here,
    "beyond_term": money.beyond_term,
    "after_end": money.after_end,
    "no_placement": presence.no_placement,
    "employer_barred": money.employer_barred,
    "shared_account": money.shared_account,
    "graduated_after_start": presence.graduated_after_start,
    "vanished_retention": money.vanished_retention,
}
"""By the name that a finding bears."""

_GRAVITY = {severity: n for n, severity in enumerate(Severity)}


def watch(facts: Facts) -> list[FraudFinding]:
    """Give every finding, the gravest first, then by rule and key: the same facts make the same list."""
    found = [one for rule in RULES.values() for one in rule(facts)]
    return sorted(found, key=lambda one: (_GRAVITY[one.severity], one.rule, one.key))
