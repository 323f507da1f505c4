"""Frames: cells become values by the schema, and what cannot says where it stands."""

from __future__ import annotations

import pandas as pd

from data.files import Headers
from data.frames import Column, Fault, Formula, Schema, check
from data.values.money import read_pay
from data.values.numbers import Span, read_headcount
from data.values.text import label

HEADERS = Headers(names={"name": ("名称",), "n": ("人数",), "pay": ("月薪",)}, needs=(("name",),))
SCHEMA = Schema(HEADERS, (Column("name", label), Column("n", read_headcount), Column("pay", read_pay, lenient=True)))


def frame(**columns: list[object]) -> pd.DataFrame:
    length = len(next(iter(columns.values())))
    return pd.DataFrame(columns, index=range(5, 5 + length), dtype=object)


def test_values_keep_the_row_numbers_of_the_file() -> None:
    checked = check(frame(name=["甲", "乙"], n=["2人", 3.0]), SCHEMA)
    assert checked.frame.index.tolist() == [5, 6]
    assert checked.frame["n"].tolist() == [2, 3]
    assert not checked.faults


def test_a_blank_cell_and_a_missing_column_are_unknown() -> None:
    checked = check(frame(name=["甲"], n=["—"]), SCHEMA)
    assert checked.frame.to_dict("list") == {"name": ["甲"], "n": [None], "pay": [None]}


def test_a_fault_names_row_field_value_and_reason() -> None:
    assert check(frame(name=["甲", "乙"], n=["2", "很多"]), SCHEMA).faults == {6: [Fault("n", "很多", "不是人数")]}


def test_a_needed_field_is_missed_once() -> None:
    assert check(frame(name=[""], n=["2"]), SCHEMA).faults == {5: [Fault("name", "", "缺少名称")]}


def test_a_lenient_field_is_noted_and_left_unknown() -> None:
    checked = check(frame(name=["甲"], pay=["5-8元/月"]), SCHEMA)
    assert not checked.faults
    assert checked.notes == ["月薪按未填处理 1 行（不像按月计算的金额 1 行）：第5行"]


def test_a_quoted_cell_shows_no_number_of_a_person() -> None:
    schema = Schema(HEADERS, (Column("name", label), Column("pay", read_pay, lenient=True, quoted=True)))
    [note] = check(frame(name=["甲"], pay=["薪资待遇面议请找赵六13912345670"]), schema).notes
    assert note.endswith("第5行“薪资待遇面议请找赵六〔已隐去〕”")


def test_a_unit_reaches_the_field_that_its_header_names() -> None:
    assert check(frame(name=["甲"], pay=["3"]), SCHEMA, units={"pay": "千元"}).frame["pay"].tolist() == [
        Span(3000, 3000)
    ]


def test_equal_numbers_and_words_of_different_types_are_not_mixed_up() -> None:
    assert check(frame(name=["1", 1, 1.0, True]), SCHEMA).frame["name"].tolist() == ["1", "1", "1", "是"]


def test_a_formula_without_a_value_is_a_fault_even_where_lenient() -> None:
    checked = check(frame(name=["甲"], n=[Formula("B5")]), SCHEMA)
    assert checked.faults[5][0].reason == "单元格B5是公式，文件中没有保存计算结果，请改为数值后再导入"


def test_a_formula_error_is_a_fault() -> None:
    assert check(frame(name=["甲"], n=["#REF!"]), SCHEMA).faults[5][0].reason == "单元格是公式错误（#REF!）"
