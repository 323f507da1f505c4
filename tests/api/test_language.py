"""What fails is told in Chinese or in English, on the command line and over HTTP."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po
from fastapi.testclient import TestClient
from pydantic_core._pydantic_core import list_all_errors

import models
from api.errors import STARLETTES
from api.language import preferred, translation
from api.posts import EXAMPLE as POST
from api.settings import Language
from data.faults import PHRASES, in_our_words
from matcher.errors import Phrase

CHINESE = re.compile(r"[\u4e00-\u9fff]")
POSTS = "岗位编号,单位名称,岗位名称\nP1,泉城软件有限公司,软件测试员\n"


@pytest.fixture(scope="module")
def client(shared_client: TestClient) -> TestClient:
    return shared_client


@pytest.mark.parametrize(
    ("arguments", "status", "zh", "en"),
    [
        pytest.param(
            ["synth", "--out", "/proc/x"], 1, "/proc/x：没有这个文件", "/proc/x: there is no such", id="the core"
        ),
        pytest.param(["index"], 1, "本机没有编码器 'nowhere'", "encoder 'nowhere' is not on this machine", id="models"),
        pytest.param(
            ["import", "posts", "empty.csv"], 1, "empty.csv：文件是空的", "empty.csv: the file is empty", id="data"
        ),
        pytest.param(
            ["import", "posts", "gone.csv"], 1, "gone.csv：没有这个文件", "gone.csv: there is no", id="no file"
        ),
        pytest.param(["rank", "--post", "P9"], 1, "没有编号为 P9 的岗位", "there is no post", id="the store"),
        pytest.param(["fly"], 2, "没有命令 fly", "there is no command fly", id="an unknown command"),
        pytest.param(["rank", "--fly"], 2, "没有选项 --fly", "there is no option --fly", id="an unknown option"),
        pytest.param(["rank", "--al"], 2, "--all", "perhaps", id="an option mistyped"),
        pytest.param(["rank", "--all=1"], 2, "--all 不带值", "--all takes no value", id="a value too much"),
        pytest.param(["rank", "--post"], 2, "--post 后面缺少值", "--post needs a value", id="no value"),
        pytest.param(["index", "more"], 2, "多写了 more", "more is too much", id="a word too much"),
        pytest.param(["synth"], 2, "缺少 --out", "--out is missing", id="a missing option"),
        pytest.param(["import", "posts"], 2, "缺少 FILES", "FILES is missing", id="a missing argument"),
        pytest.param(["rank"], 2, "选一个", "give one of", id="options that do not go together"),
        pytest.param(
            ["synth", "--out", "x", "--candidates", "-1"],
            2,
            "--candidates：不能小于 1",
            "--candidates: must be 1 or more",
            id="a number too small",
        ),
        pytest.param(
            ["synth", "--out", "x", "--as-of", "2023-13-01"],
            2,
            "--as-of：应为日期",
            "--as-of: must be a date",
            id="no date",
        ),
        pytest.param(
            ["rank", "--candidate", "C1", "--kind", "stone"],
            1,
            "--kind stone：没有这个类别；可用的有 research 科研类、technical 技术技能类",
            "--kind stone: no such kind; known are research, technical",
            id="an unknown kind",
        ),
    ],
)
def test_a_failing_command_says_why_in_the_language_asked(
    run: Callable[..., Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    status: int,
    zh: str,
    en: str,
) -> None:
    (tmp_path / "empty.csv").touch()
    (tmp_path / "posts.csv").write_text(POSTS, encoding="utf-8")
    run("import", "posts", "posts.csv")
    if arguments == ["index"]:
        monkeypatch.setattr("api.house.load_encoder", models.load_encoder)
        monkeypatch.setenv("MATCHER_ENCODER", "nowhere")
    english = run("--language", "en", *arguments)
    monkeypatch.setenv("MATCHER_LANGUAGE", "zh")
    chinese = run(*arguments)
    assert (english.status, chinese.status) == (status, status)
    assert en in english.errors
    assert not CHINESE.search(english.errors)
    assert zh in chinese.errors


def test_a_broken_database_is_told_in_the_language_asked(
    run: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "var" / "matcher.db").write_bytes(b"not a database" * 1_000)
    assert run("index").errors.endswith("it is not a database; restore it from a backup\n")
    monkeypatch.setenv("MATCHER_LANGUAGE", "zh")
    assert run("index").errors.endswith("这不是数据库；请用备份恢复\n")


def test_wrong_usage_names_the_command_and_its_help(run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MATCHER_LANGUAGE", "zh")
    first, *_, last = run("synth").errors.splitlines()
    assert (first, last) == ("用法：matcher synth [选项]", "详见 matcher synth --help")


@pytest.mark.parametrize("command", [[], ["import"], ["synth"], ["import", "posts"]], ids=str)
def test_the_frame_of_the_help_is_chinese_too(
    run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    monkeypatch.setenv("MATCHER_LANGUAGE", "zh")
    page = run(*command, "--help").out
    assert not re.search(r"Usage|Options|Commands|Arguments|Show this|required|default:", page)
    assert "用法：" in page
    assert "选项" in page


def test_a_setting_at_fault_is_told_in_the_language_that_the_settings_ask_for(
    run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MATCHER_MAX_UPLOAD_BYTES", "many")
    assert run("index").errors == "matcher: MATCHER_MAX_UPLOAD_BYTES: must be a whole number\n"
    monkeypatch.setenv("MATCHER_LANGUAGE", "zh")
    assert run("index").errors == "matcher: MATCHER_MAX_UPLOAD_BYTES：应为整数\n"


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en-US,en;q=0.9,zh-CN;q=0.8", "en"),
        ("en;q=0.1, zh;q=0.9", "zh"),
        ("EN", "en"),
        ("fr, en;q=0.5", "en"),
        ("en;q=0", "zh"),
        ("fr", "zh"),
        ("*", "zh"),
        ("", "zh"),
        ("en;q=x", "zh"),
        (";;,,;q=", "zh"),
    ],
)
def test_the_language_wanted_most_is_spoken(header: str, language: Language) -> None:
    assert preferred(header, default="zh") == language


@pytest.mark.parametrize(
    ("method", "path", "sent", "zh", "en"),
    [
        pytest.param("GET", "/v1/posts/P404", {}, "没有岗位 'P404'", "there is no post 'P404'", id="an unknown post"),
        pytest.param("GET", "/v1/nothing", {}, "没有这个地址", "there is no such route", id="an unknown route"),
        pytest.param("POST", "/v1/posts/P1", {}, "不接受该请求方法", "no such method", id="a wrong method"),
        pytest.param("PUT", "/v1/posts/P1", {"content": "x"}, "application/json", "send the body", id="no JSON type"),
        pytest.param(
            "PUT",
            "/v1/posts/P1",
            {"content": "{", "headers": {"Content-Type": "application/json"}},
            "不是 JSON",
            "is not JSON",
            id="no JSON",
        ),
        pytest.param(
            "GET", "/v1/posts?cursor=x", {}, "cursor：不是本列表", "cursor: not one that", id="a forged cursor"
        ),
        pytest.param(
            "GET", "/v1/posts", {"headers": {"Host": "x.cn"}}, "应为本机", "must name this", id="another host"
        ),
        pytest.param("GET", "/readyz", {}, "正在载入", "are loading", id="not ready"),
        pytest.param("GET", "/v1/posts/%B8%DA", {}, "百分号编码的 UTF-8", "percent-encoded UTF-8", id="GBK"),
    ],
)
def test_a_refusal_speaks_the_language_of_the_request(
    client: TestClient, method: str, path: str, sent: dict[str, Any], zh: str, en: str
) -> None:
    answers = [
        client.request(method, path, **sent | {"headers": sent.get("headers", {}) | asked})
        for asked in ({}, {"Accept-Language": "en"}, {"Accept-Language": "zh-CN"})
    ]
    default, english, chinese = (answer.json()["detail"] for answer in answers)
    assert default == chinese
    assert zh in chinese
    assert en in english
    assert answers[0].json()["title"] == answers[1].json()["title"]
    assert answers[0].json()["code"] == answers[1].json()["code"]


@pytest.mark.parametrize(
    ("field", "value", "zh", "en"),
    [
        ("title", None, "应为文字", "must be a text"),
        ("title", "长" * 400, "不能超过 300 个字", "must have 300 or fewer characters"),
        ("title", "一\t二", "应为一行，不含制表符", "must be one line without tabs"),
        ("headcount", 0, "不能小于 1", "must be 1 or more"),
        ("headcount", "two", "应为整数", "must be a whole number"),
        (
            "kind",
            "stone",
            "应为 research、technical、management、social_service 之一",
            "must be one of research, technical",
        ),
        ("published_on", "2023-02-30", "没有 2023-02-30 这一天", "there is no day 2023-02-30"),
        ("published_on", 7, "应为日期，如 2023-07-01", "must be a date like 2023-07-01"),
        ("employer_uscc", "1", "不是 18 位统一社会信用代码，或校验不符", "is not a credit code of 18 characters whose"),
        ("nonsense", 1, "没有这个字段", "there is no such field"),
    ],
)
def test_a_fault_of_a_field_speaks_the_language_of_the_request(
    client: TestClient, field: str, value: object, zh: str, en: str
) -> None:
    told = [
        client.put("/v1/posts/P1", json=POST | {field: value}, headers={"Accept-Language": asked}).json()
        for asked in ("zh", "en")
    ]
    (chinese,), (english,) = (one["errors"] for one in told)
    assert (chinese["field"], english["field"]) == (field, field)
    assert chinese["message"].startswith(zh)
    assert english["message"].startswith(en)
    assert not CHINESE.search(english["message"])
    assert told[0]["detail"] == f"{field}：{chinese['message']}"
    assert told[1]["detail"] == f"{field}: {english['message']}"


@pytest.mark.parametrize(
    ("person", "zh", "en"),
    [
        ({"phone": "123"}, "不是 11 位手机号", "is not a mobile phone of 11 digits"),
        ({"id_number": "1"}, "不是身份证号（应为 18 位，或 15 位旧号）", "is not an ID number (it has 18"),
        ({"id_number": "3.70102199E+17"}, "不是身份证号（应为 18 位", "is not an ID number (it has 18"),
        ({"id_number": "110105194912310021"}, "不是身份证号（校验码不符）", "is not an ID number (its check"),
        (
            {"id_number": "110105194912310000"},
            "不是身份证号（校验码不符，末三位",
            "is not an ID number (its check digit",
        ),
        (
            {"id_number": "110105194902310026"},
            "不是身份证号（其中的出生日期不存在）",
            "is not an ID number (there is no such",
        ),
    ],
)
def test_a_false_number_is_told_in_one_language(client: TestClient, person: dict[str, str], zh: str, en: str) -> None:
    chinese, english = (
        client.put("/v1/candidates/C1", json={"person": person}, headers={"Accept-Language": asked}).json()["detail"]
        for asked in ("zh", "en")
    )
    assert zh in chinese
    assert en in english
    assert not CHINESE.search(english)


def form(body: bytes) -> dict[str, Any]:
    return {"content": body, "headers": {"Content-Type": "multipart/form-data; boundary=x"}}


FIELD = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n%s\r\n'
NAMELESS = b"--x\r\nContent-Disposition: form-data\r\n\r\nb\r\n--x--\r\n"
UPLOADED = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nb\r\n'


@pytest.mark.parametrize(
    ("body", "zh", "en"),
    [
        pytest.param(b"text", "表单残缺", "the form is broken", id="no form"),
        pytest.param(b"--x\r\n" + b"A" * 70_000 + b": b\r\n", "表单残缺", "the form is broken", id="a long header"),
        pytest.param(FIELD % b"b" * 1_500 + b"--x--\r\n", "表单多于 1000 项", "more than 1000 f", id="many fields"),
        pytest.param(UPLOADED * 1_500 + b"--x--\r\n", "表单多于 1000 个文件", "more than 1000 files", id="many files"),
        pytest.param(NAMELESS, "没有名称", "has no name", id="a part without a name"),
    ],
)
def test_a_broken_form_is_told_in_the_language_of_the_request(
    client: TestClient, body: bytes, zh: str, en: str
) -> None:
    sent = form(body)
    told = [
        client.post("/v1/imports/posts", **sent | {"headers": sent["headers"] | {"Accept-Language": asked}})
        for asked in ("zh", "en")
    ]
    assert re.search(zh, told[0].json()["detail"])
    assert en in told[1].json()["detail"]


def test_a_field_over_the_frameworks_limit_is_told_in_our_words() -> None:
    for said in ("Part exceeded maximum size of 1024KB.", "Field exceeded maximum size of 1024KB."):
        assert str(in_our_words(said, STARLETTES)) == "a field of the form is over 1024 KB"


def test_a_text_of_nothing_is_nothing_in_every_language() -> None:
    assert [Phrase("").told(translation(language)) for language in ("zh", "en")] == ["", ""]


def test_each_phrase_for_a_fault_asks_only_for_what_pydantic_tells() -> None:
    known = {one["type"]: (one["example_context"] or {}).keys() for one in list_all_errors()}
    asked = {kind: set(re.findall(r"\{(\w+)", phrase.template)) for kind, phrase in PHRASES.items()}
    assert {kind: places for kind, places in asked.items() if not places <= set(known[kind])} == {}


def test_a_call_back_has_one_word_in_chinese() -> None:
    source = (files("api") / "locales" / "zh" / "matcher.po").read_text(encoding="utf-8")
    told = {str(one.id): str(one.string) for one in read_po(io.StringIO(source))}
    backs = [zh for en, zh in told.items() if re.search("call(ed)? back", en, re.IGNORECASE)]
    assert len(backs) > 20
    assert [zh for zh in backs if "回电" not in zh or re.search("回访|约好|答应", zh)] == []
