"""The dated table of priority groups: what they are called, which registry proves which, what a row of one states."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from matcher.errors import BadInput


@dataclass(frozen=True, slots=True)
class PriorityGroup:
    """
    A group of people to whom the service reaches out first.

    Attributes:
        name: in Chinese, as the notices call it.
        since: the first day on which it counts.
        until: the last such day; None = until further notice.
        months: of registered unemployment that make a member, where no registry does.
        source: the document that defines it.
    """

    code: str
    name: str
    english: str
    since: date
    source: str
    until: date | None = None
    months: int | None = None

    def counts_on(self, day: date) -> bool:
        """Tell whether the group counts at all on a day."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class RegistryKind:
    """
    A registry that an office keeps.

    Attributes:
        proves: codes of the groups that its rows may state, the first where a row states none.
        is_stated: whether the category that a row names (保障类别, 户类型 …) tells of its group.
        notice_days: for how long a membership still stands after the day of an extract without the person.
    """

    code: str
    name: str
    english: str
    proves: tuple[str, ...]
    is_stated: bool
    notice_days: int


@dataclass(frozen=True, slots=True)
class PriorityGroups:
    """
    The whole table.

    Attributes:
        stated_by: word in a row → the code of the group that it states; "" = none of ours.
        ended: words that say that somebody is in the registry no longer.
        shrink_refused: the share of its entries by which an extract may not be smaller than the one in force.
        rejected_refused: the share of its rows that an extract may not have rejected.
        versions_kept: former extracts of each registry of which the entries are kept.
    """

    groups: Mapping[str, PriorityGroup]
    kinds: Mapping[str, RegistryKind]
    stated_by: Mapping[str, str]
    ended: tuple[str, ...]
    shrink_refused: float
    rejected_refused: float
    versions_kept: int

    def kind(self, code: str) -> RegistryKind:
        """
        Give a registry by its code.

        Raises:
            BadInput: there is none; the text lists them.
        """
        if code not in self.kinds:
            raise BadInput(
                "{field}: there is no registry {code}; give one of {kinds}",
                field="kind",
                code=code,
                kinds=list(self.kinds),
            )
        return self.kinds[code]

    def group_of(self, kind: RegistryKind, stated: str | None) -> str | None:
        """
        Tell which group a row of a registry proves.

        Args:
            kind: of the registry.
            stated: what the row says of its group; None, or words that name no group, say what the registry says.

        Returns:
            The code, or None where the row states only what this registry does not prove.
        """
        named = self._named(stated or "") if kind.is_stated else []
        proved = [group for group in named if group in kind.proves]
        if proved:
            return proved[0]
        return None if named else kind.proves[0]

    def _named(self, stated: str) -> list[str]:
        """Give the groups that a text names, by the longest word first; a word within a longer one does not count."""
        named: list[str] = []
        left = stated
        for word in sorted(self.stated_by, key=lambda word: (-len(word), word)):
            if word in left:
                left = left.replace(word, "\n")
                named.append(self.stated_by[word])
        return list(dict.fromkeys(named))

    def has_ended(self, status: str | None) -> bool:
        """Tell whether what a row says of somebody's standing means that the person is in the registry no longer."""
        return status is not None and any(word in status for word in self.ended)
