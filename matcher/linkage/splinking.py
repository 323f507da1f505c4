"""The comparison as Splink runs it, in whichever database: frames, settings, blocked pairs and their weights."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from matcher.linkage.comparisons import FIELDS, Field
from matcher.linkage.names import NameShares
from matcher.linkage.parameters import Parameters
from matcher.linkage.traits import Traits

if TYPE_CHECKING:
    import pandas as pd

BLOCKS = (
    ("number",),
    ("phone",),
    ("folded", "year"),
    ("folded", "month", "day"),
    ("folded", "tail"),
    ("folded", "district"),
    ("pinyin", "year", "month"),
    ("mixed", "year", "month"),
    ("c1", "year", "month", "day"),
    ("given", "year", "month", "day"),
    ("tail", "area"),
    ("tail", "year", "month"),
    ("area", "sequence"),
)
"""Pairs that share all columns of one of these are compared, and no others."""

COLUMNS = tuple(field.name for field in fields(Traits))


@dataclass(frozen=True, slots=True)
class Scored:
    """A pair that Splink weighed, in log2 odds."""

    candidate_id: str
    other_id: str
    weight: float


def open_duckdb(*, memory: str = "3GB") -> Any:
    """Open a database in memory that writes nothing to disk, not even where memory is short, and fetches nothing."""
    import duckdb
    from splink.internals.duckdb.database_api import DuckDBAPI

    connection = duckdb.connect(
        ":memory:",
        config={
            "temp_directory": "",
            "memory_limit": memory,
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        },
    )
    connection.execute("set enable_progress_bar = false")  # it would stand among what a command prints
    return DuckDBAPI(connection)


@contextmanager
def quiet() -> Iterator[None]:
    """Keep Splink from logging: what it says is neither asked for nor known to hold no names."""
    logger = logging.getLogger("splink")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(before)


def open_linker(sides: Sequence[Iterable[Traits]], parameters: Parameters, database: Any) -> Any:
    """Give a Splink linker over one side, compared with itself, or two."""
    from splink import Linker

    frames = [to_frame(side) for side in sides]
    tables = [database.register(frame) for frame in frames]
    link_type = "link_only" if len(frames) == 2 else "dedupe_only"
    linker = Linker(tables if len(tables) > 1 else tables[0], settings(parameters, link_type), log_level=None)
    shares = to_shares(frames, parameters.names)
    linker.table_management.register_term_frequency_lookup(database.register(shares), "folded")
    return linker


def predict(
    sides: Sequence[Iterable[Traits]], parameters: Parameters, database: Any, *, least: float
) -> Iterator[Scored]:
    """Weigh the blocked pairs and give those of *least* log2 odds or more."""
    with quiet():
        linker = open_linker(sides, parameters, database)
        found = linker.inference.predict(threshold_match_weight=least).as_pandas_dataframe()
        linker.table_management.invalidate_cache()
        linker.table_management.delete_tables_created_by_splink_from_db()
    columns = (found[name].tolist() for name in ("person_l", "person_r", "match_weight"))
    yield from (Scored(*row) for row in zip(*columns, strict=True))


def to_frame(people: Iterable[Traits]) -> pd.DataFrame:
    """Set people out in columns of texts, by id, so that the order of rows decides nothing."""
    import pandas as pd

    ordered = sorted(people, key=lambda one: one.id)
    columns: dict[str, Any] = {}
    for name in COLUMNS:
        values = [getattr(one, name) for one in ordered]
        texts = [None if value is None else str(value) for value in values]
        columns["person" if name == "id" else name] = pd.array(texts, dtype="str")
    return pd.DataFrame(columns)


def to_shares(frames: Sequence[pd.DataFrame], names: NameShares) -> pd.DataFrame:
    """List each folded name with its share, as Splink looks up how common a term is."""
    import pandas as pd

    told = sorted({name for frame in frames for name in frame["folded"].dropna().unique()})
    return pd.DataFrame({"folded": told, "tf_folded": [names.of(name) for name in told]})


def settings(parameters: Parameters, link_type: str) -> Any:
    """Put the parameters as Splink's settings; no dialect is named, so that every database makes its own."""
    from splink import SettingsCreator, block_on

    return SettingsCreator(
        link_type=link_type,  # type: ignore[arg-type]
        unique_id_column_name="person",
        probability_two_random_records_match=parameters.p_match,
        comparisons=[_comparison(field, parameters) for field in FIELDS],
        blocking_rules_to_generate_predictions=[block_on(*block) for block in BLOCKS],
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=False,
    )


def _comparison(field: Field, parameters: Parameters) -> dict[str, Any]:
    levels: list[dict[str, Any]] = []
    if field.untold is not None:
        levels.append({"sql_condition": field.untold.sql, "label_for_charts": "unknown", "is_null_level": True})
    for level in field.levels:
        chances = parameters.levels[field.name][level.name]
        levels.append(
            {
                "sql_condition": "ELSE" if level.condition.sql == "else" else level.condition.sql,
                "label_for_charts": level.name,
                "m_probability": chances.m,
                "u_probability": chances.u,
            }
        )
        if level.by_name:
            levels[-1] |= {
                "tf_adjustment_column": "folded",
                "tf_minimum_u_value": parameters.least_share,
                "disable_tf_exact_match_detection": True,
            }
    return {"output_column_name": field.name, "comparison_levels": levels}
