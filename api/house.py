"""The house put together: settings, database, vault, places, encoder and the index that follows the database."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from api.configured import note_configuration
from api.indexing import IndexFollower
from api.keys import has_key_in_settings, read_key
from api.qualifying import Qualifying
from api.settings import Settings
from data.log.spool import Spool
from data.outreach import MessageTemplate, read_messages, read_policy
from data.outreach.pushing import read_push_policy
from data.reference import load_gazetteer
from data.rulebook import read_rulebook
from data.store import Database, Session, refuse_other_key
from data.vault import Vault
from matcher.allocation.policy import PushPolicy
from matcher.editions import Rulebook
from matcher.errors import MatcherError
from matcher.outreach.policy import Policy
from matcher.outreach.situation import in_local_time
from matcher.places import Gazetteer
from models import load_encoder
from models.ranker import ranker_adoption

Begin = Callable[[], AbstractContextManager[Session]]
"""Opens a transaction that may write; it commits at the end."""


def now() -> datetime:
    """Tell the present moment in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class House:
    """Everything that a feature needs to do its job; one per process."""

    settings: Settings
    database: Database
    vault: Vault
    gazetteer: Gazetteer
    rulebook: Rulebook
    follower: IndexFollower
    clock: Callable[[], datetime] = now
    outreach: Policy = field(default_factory=lambda: read_policy(None))
    messages: Mapping[str, MessageTemplate] = field(default_factory=lambda: read_messages(None))
    push: PushPolicy = field(default_factory=lambda: read_push_policy(None))
    qualifying: Qualifying = field(default_factory=Qualifying)
    spool: Spool = field(init=False)  # of rankings, on their way into the log

    def __post_init__(self) -> None:
        """Let the log of this database bear this house's seal and time, and keep rankings for it."""
        self.database.seal = self.vault.seal
        self.database.clock = self.clock if self.settings.today else None  # a stated day dates no line of the log
        object.__setattr__(self, "spool", Spool(self.settings.var / "rankings"))

    @classmethod
    def open(cls, settings: Settings) -> House:
        """
        Open the database, the key and the encoder that *settings* name; the encoder loads when it is first needed.

        Raises:
            NotReady: the database or the key is not there yet; the text says what to run.
        """
        database = Database(settings.database)
        try:
            return cls._over(database, settings)
        except BaseException:
            database.close()
            raise

    @classmethod
    def _over(cls, database: Database, settings: Settings) -> House:
        if not has_key_in_settings(settings):
            database.refuse_lost_key(settings.key_path)
        vault = Vault(read_key(settings))
        with database.read() as session:
            refuse_other_key(session, vault)
        follower = IndexFollower(
            database,
            load=lambda: load_encoder(settings.encoder, folder=settings.models_folder),
            folder=settings.var / "index",
            kinds_folder=settings.models_folder / "kinds",
            weights=ranker_adoption(settings.models_folder / "ranker").in_force().weights,
        )
        house = cls(
            settings,
            database,
            vault,
            load_gazetteer(),
            read_rulebook(settings.rules),
            follower,
            outreach=read_policy(settings.outreach),
            messages=read_messages(settings.messages),
            push=read_push_policy(settings.push),
        )
        note_configuration(house)
        return house

    def today(self) -> date:
        """Tell the day to decide for where none is given: that of the city, wherever the machine stands."""
        return self.day_of(self.clock())

    def day_of(self, at: datetime) -> date:
        """Tell as which day a moment counts, or counted: ``today`` as it was then."""
        return self.settings.today or in_local_time(at, self.outreach).date()

    def moment(self) -> datetime:
        """Tell the present moment; where the settings name the day, the same time of that day, so that days agree."""
        at, day = self.clock(), self.settings.today
        local = in_local_time(at, self.outreach)
        return at if day is None else datetime.combine(day, local.timetz()).astimezone(UTC)

    def close(self) -> None:
        """Put rankings that were noted into the log, where it can be written, and let go of the connections."""
        try:
            with suppress(MatcherError):  # else the next process does
                self.spool.drain(self.database)
        finally:
            self.database.close()
