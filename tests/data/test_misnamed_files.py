"""Files by their names: a text under the name of a workbook is read, and what is neither is told by its name."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.files import Limits, open_sheets
from matcher.errors import BadInput

TEXT = "姓名,电话\n张三,1"


@pytest.mark.parametrize("content", [bytes(range(256)) * 40, TEXT.encode() + b"\x81"], ids=["binary", "no encoding"])
@pytest.mark.parametrize(
    ("name", "said"),
    [
        pytest.param("名单.xlsx", "not an Excel workbook, or it is damaged", id="xlsx"),
        pytest.param("名单.XLS", "not an Excel workbook, or it is damaged", id="xls"),
        pytest.param("名单.csv", "not a table (binary data)|neither UTF-8 nor GB18030", id="csv"),
    ],
)
def test_what_is_no_table_is_told_by_its_name(tmp_path: Path, content: bytes, name: str, said: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(BadInput) as refused:
        open_sheets(tmp_path / name, name=name, limits=Limits())
    assert any(one in str(refused.value) for one in said.split("|"))


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_text_table_is_read_under_the_name_of_a_workbook(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "名单.xlsx").write_text(TEXT, encoding=encoding)
    (sheet,) = open_sheets(tmp_path / "名单.xlsx", name="名单.xlsx", limits=Limits())
    assert sheet.rows == [["姓名", "电话"], ["张三", "1"]]
