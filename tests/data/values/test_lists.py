"""Lists: several values in one cell."""

from __future__ import annotations

import pytest

from data.values.lists import read_list


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Word、Excel，PPT;用友；金蝶", ("Word", "Excel", "PPT", "用友", "金蝶")),
        ("HTML/CSS Vue JavaScript Java基础", ("HTML", "CSS", "Vue", "JavaScript", "Java基础")),
        ("C++/C#", ("C++", "C#")),
        ("CAD/CAM", ("CAD", "CAM")),
        ("TCP/IP、A/B测试", ("TCP/IP", "A/B测试")),
        ("打字80字/分", ("打字80字/分",)),
        ("注册会计师（会计、税法已通过）、大学英语六级", ("注册会计师（会计、税法已通过）", "大学英语六级")),
        ("Spring Boot", ("Spring Boot",)),
        ("办公软件 公文写作", ("办公软件", "公文写作")),
        ("Spring Boot、MySQL", ("Spring Boot", "MySQL")),
        ("1.会计证\n2.驾驶证", ("会计证", "驾驶证")),
        ("（未闭合、乙\n丙", ("（未闭合、乙", "丙")),
        ("会计、会计", ("会计",)),
        ("ＣＡＤ", ("CAD",)),
        ("无", ()),
    ],
)
def test_several_values_in_a_cell_are_split(text: str, parts: tuple[str, ...]) -> None:
    assert read_list(text) == parts
