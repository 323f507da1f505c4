"""The texts of messages: what they may hold, and that no template and no post can make one tell a priority group."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from data.outreach import MessagePost, MessageValues, is_telling, n_sms_parts, read_messages, render
from data.outreach.messages import SAMPLE, SAMPLES
from matcher.errors import BadInput
from matcher.records import Channel


def read_own(folder: Path, text: str, *, name: str = "sms.jinja") -> str:
    (folder / name).write_text(text, encoding="utf-8")
    return render(read_messages(folder)[Channel.SMS], SAMPLE)


@pytest.mark.parametrize("channel", [Channel.SMS, Channel.MINI_PROGRAM, Channel.PHONE])
@pytest.mark.parametrize("values", SAMPLES, ids=["a post", "posts", "to register", "nothing"])
def test_each_shipped_template_writes_every_case(channel: Channel, values: MessageValues) -> None:
    assert render(read_messages(None)[channel], values)


@pytest.mark.parametrize("values", SAMPLES, ids=["a post", "posts", "to register", "nothing"])
def test_a_shipped_text_message_is_two_messages_at_most(values: MessageValues) -> None:
    assert n_sms_parts(render(read_messages(None)[Channel.SMS], values)) <= 2


@pytest.mark.parametrize(("n", "parts"), [(0, 1), (70, 1), (71, 2), (134, 2), (135, 3)])
def test_seventy_characters_are_one_message_and_more_share(n: int, parts: int) -> None:
    assert n_sms_parts("字" * n) == parts


def test_an_own_template_takes_the_place_of_one_shipped(tmp_path: Path) -> None:
    assert read_own(tmp_path, "{{ name }}您好").startswith("王小明您好\n")
    assert read_messages(tmp_path)[Channel.PHONE] == read_messages(None)[Channel.PHONE]


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        pytest.param("{{ name }}您好：\n您家是低保户", 2, "低保", id="as it is"),
        pytest.param("残　疾 人员", 1, "残疾", id="with gaps"),
        pytest.param("残{# nothing #}疾", 1, "残疾", id="around a comment"),
        pytest.param("残{% if posts %}{% endif %}疾", 1, "残疾", id="around a tag"),
        pytest.param("您好\n是{% if posts %}残{% endif %}疾", 2, "残疾", id="in what is written only sometimes"),
        pytest.param("{{ '残' ~ '疾' }}", 1, "残疾", id="put together"),
        pytest.param("Can Ji", 1, "canji", id="in pinyin"),
        pytest.param("dībǎo", 1, "dibao", id="in pinyin with tones"),
        pytest.param("ＤＩＢＡＯ", 1, "dibao", id="in full width"),
        pytest.param("for the disabled", 1, "disab", id="in English"),
        pytest.param("脫貧", 1, "脫貧", id="in traditional characters"),
        pytest.param("重\n点帮扶对象", 1, "重点帮扶", id="over two lines"),
        pytest.param("防返贫监测对象", 1, "防返贫监测对象", id="by the name in the table of groups"),
        pytest.param("零就业家庭", 1, "零就业", id="a family without work"),
        pytest.param("国家助学贷款", 1, "国家助学贷款", id="a loan"),
    ],
)
def test_a_template_cannot_tell_a_priority_group(tmp_path: Path, text: str, line: int, word: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_own(tmp_path, text)
    told = str(refused.value)
    assert told.startswith(f"sms.jinja line {line}: “{word}")
    assert told.endswith("would tell a priority group; no message may")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param("您好{{ group }}", "sms.jinja line 1: there is no group; a message may have", id="a group"),
        pytest.param("\n{{ priority }}", "sms.jinja line 2: there is no priority", id="the flag"),
        pytest.param(
            "{% for p in posts %}{{ p.reasons }}{% endfor %}", "there is no reasons", id="the reasons of a post"
        ),
        pytest.param("{{ name.__class__ }}", "there is no __class__", id="the inside of a value"),
        pytest.param("{{ name | replace('小', '残') }}", "there is no replace", id="a filter that makes words"),
        pytest.param("{% set x = '好' %}{{ x }}", "Assign is not allowed in a message", id="a value of its own"),
        pytest.param("{{ '好' ~ name }}", "Concat is not allowed in a message", id="texts joined"),
        pytest.param("{{ posts[0] }}", "Getitem is not allowed in a message", id="an item by number"),
        pytest.param("{{ name", "sms.jinja line 1: ", id="a tag left open"),
        pytest.param("{{ (posts | first).title }}", "sms.jinja: cannot be written", id="a post where there is none"),
        pytest.param("长" * 300, "sms.jinja: takes 6 short messages", id="too long"),
    ],
)
def test_a_template_is_made_of_a_few_values(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_own(tmp_path, text)
    assert told in str(refused.value)


def test_a_file_that_names_no_channel_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="letter\\.jinja: there is no such channel"):
        read_own(tmp_path, "您好", name="letter.jinja")


def test_a_post_that_would_tell_a_group_is_not_written(tmp_path: Path) -> None:
    telling = MessagePost("残疾人专职委员", "济南市残疾人联合会", "历下区", "3000元/月")
    assert is_telling(telling.title)
    with pytest.raises(BadInput, match="which tells a priority group"):
        render(read_messages(None)[Channel.MINI_PROGRAM], replace(SAMPLE, posts=(telling,)))


def test_under_a_template_that_leaves_it_out_stands_how_to_refuse(tmp_path: Path) -> None:
    (tmp_path / "sms.jinja").write_text("{{ name }}您好，请看新岗位。", encoding="utf-8")
    text = render(read_messages(tmp_path)[Channel.SMS], SAMPLE)
    assert text.startswith("王小明您好，请看新岗位。")
    assert SAMPLE.refuse_link in text.partition("。")[2]
    assert SAMPLE.refuse_code in text.partition("。")[2]


def test_what_is_spoken_holds_no_link() -> None:
    assert SAMPLE.refuse_link not in render(read_messages(None)[Channel.PHONE], SAMPLE)
