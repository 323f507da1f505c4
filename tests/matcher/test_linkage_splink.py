"""The comparison in a database: the weights of one pair and of many are equal, in DuckDB and in Spark."""

import logging
import shutil
import warnings
from dataclasses import replace

import pytest

from matcher.linkage import SHIPPED, Parameters, fit_parameters
from matcher.linkage.blocking import blocked
from matcher.linkage.names import count_names
from matcher.linkage.splinking import open_duckdb, predict
from matcher.linkage.traits import traits_of
from matcher.linkage.weighing import compare, odds
from tests.matcher.linked_people import invent_people, invent_registry

LEAST = -30.0


def sides(n):
    people = invent_people(n, seed=1)
    return [traits_of(one) for one in people], [traits_of(one) for one in invent_registry(people, n, seed=2)]


def parameters_for(ours, theirs):
    return replace(
        SHIPPED, n_candidates=len(ours), least_share=1e-6, names=count_names(one.folded for one in [*ours, *theirs])
    )


def by_pair(ours, theirs, parameters, database):
    scored = predict([ours, theirs], parameters, database, least=LEAST)
    return {(one.candidate_id, one.other_id): one.weight for one in scored}


@pytest.fixture(scope="module")
def people():
    return sides(300)


@pytest.fixture(scope="module")
def in_duckdb(people):
    return by_pair(*people, parameters_for(*people), open_duckdb())


def test_one_pair_weighs_as_much_as_in_the_run_of_all(people, in_duckdb):
    ours, theirs = ({one.id: one for one in side} for side in people)
    parameters = parameters_for(*people)
    alone = {pair: odds(compare(ours[pair[0]], theirs[pair[1]], parameters)) for pair in in_duckdb}
    assert len(alone) > 100
    assert in_duckdb == pytest.approx(alone, abs=1e-6)


def test_a_database_finds_the_pairs_that_are_found_without_one(people, in_duckdb):
    ours, theirs = ({one.id: one for one in side} for side in people)
    parameters = parameters_for(*people)
    without = {(a.id, b.id) for a, b in blocked(ours, theirs) if odds(compare(a, b, parameters)) >= LEAST}
    assert without == set(in_duckdb)


def test_a_comparison_logs_nothing_and_leaves_no_file(people, tmp_path, monkeypatch, caplog, capfd):
    monkeypatch.chdir(tmp_path)
    with caplog.at_level(logging.DEBUG):
        by_pair(*people, SHIPPED, open_duckdb())
    assert list(tmp_path.iterdir()) == []
    assert capfd.readouterr() == ("", "")
    assert not any(one.name in caplog.text for one in people[0])


def test_parameters_fitted_on_fifty_rows_stay_near_those_shipped():
    people = invent_people(1000, seed=3)
    fitted = fit_parameters(people, invent_registry(people, 50, seed=4))
    assert fitted.levels == SHIPPED.levels
    assert 0.2 < fitted.share < 0.7


def test_parameters_are_fitted_to_many_rows_alike_whatever_their_order():
    people = invent_people(1500, seed=5)
    entries = invent_registry(people, 1200, seed=6)
    fitted = fit_parameters(people, entries)
    assert fitted.levels["district"]["same"].u == pytest.approx(1 / 5, abs=0.03)
    assert fitted.levels["phone"]["same"].m > 0.9
    again = fit_parameters(people[::-1], entries[::-1])
    assert {name: {level: (c.m, c.u) for level, c in of.items()} for name, of in again.levels.items()} == {
        name: {level: pytest.approx((c.m, c.u)) for level, c in of.items()} for name, of in fitted.levels.items()
    }


def test_parameters_survive_being_written_down():
    people = invent_people(200, seed=7)
    fitted = fit_parameters(people, invent_registry(people, 40, seed=8))
    assert Parameters.from_plain(fitted.to_plain()) == fitted


def test_a_table_of_names_tells_no_name_of_a_few():
    told = fit_parameters(invent_people(300, seed=9), []).names
    assert min([*told.surnames.values(), *told.givens.values(), *told.characters.values()]) >= 20


@pytest.mark.slow
def test_spark_weighs_as_duckdb_does(people, in_duckdb):
    pytest.importorskip("pyspark")
    if shutil.which("java") is None:
        pytest.skip("no Java")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pyspark's own deprecations
        assert by_pair(*people, parameters_for(*people), open_spark()) == pytest.approx(in_duckdb, abs=1e-6)


def open_spark():
    from pyspark.sql import SparkSession
    from splink import SparkAPI

    session = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "2")
        .getOrCreate()
    )
    return SparkAPI(spark_session=session, break_lineage_method="persist", num_partitions_on_repartition=2)
