"""The initials of a name are those that people type."""

from __future__ import annotations

import pytest

from data.values.initials import initials


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        pytest.param("张伟", "ZW", id="two characters"),
        pytest.param("张 伟", "ZW", id="a space to fill the cell"),
        pytest.param("李长青", "LCQ", id="a reading by the word around it"),
        pytest.param("单晓东", "SXD", id="Shàn, not dān"),
        pytest.param("解放", "XF", id="Xiè, not jiě"),
        pytest.param("曾凡", "ZF", id="Zēng, not céng"),
        pytest.param("仇英", "QY", id="Qiú, not chóu"),
        pytest.param("翟志刚", "ZZG", id="Zhái, not dí"),
        pytest.param("覃伟", "QW", id="Qín, not tán"),
        pytest.param("粘亮", "NL", id="Nián, not zhān"),
        pytest.param("藏锋", "ZF", id="Zàng, not cáng"),
        pytest.param("隗静", "WJ", id="Wěi, not kuí"),
        pytest.param("单于明", "CYM", id="Chányú, not dānyú"),
        pytest.param("单晓", "SX", id="Shàn, where no double surname begins"),
        pytest.param("李单", "LD", id="only a surname is read as one"),
        pytest.param("欧阳建国", "OYJG", id="a surname of two characters"),
        pytest.param("尉迟恭", "YCG", id="Yùchí, not wèichí"),
        pytest.param("阿依古丽·买买提", "AYGLMMT", id="a name of another people"),
        pytest.param("Anna Smith", "AS", id="a name in Latin letters"),
        pytest.param("Élodie", "E", id="an accent"),
        pytest.param("ＡＮＮＡ", "A", id="full width"),
        pytest.param("", "", id="nothing"),
        pytest.param("138 0000", "", id="no letter"),
        pytest.param("𠮷", "", id="a character without a known reading"),
    ],
)
def test_a_name_has_the_initials_that_people_type(name: str, typed: str) -> None:
    assert initials(name) == typed
