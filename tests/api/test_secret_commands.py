"""
No command tells who belongs to a priority group, unless it is asked for a person's memberships with a purpose.

Every command of the command line is typed in a city in which one person stands in every registry; its lines, its errors
and the files that it writes are read. A command that is not in the table fails the walk, so that later ones are typed
too.
"""

from __future__ import annotations

import contextlib
import io
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import typer

from api.cli import app, main
from api.house import House
from api.merging import join_duplicates
from api.refusing import ways_to_refuse
from api.watching import watch_over
from data.store import iter_duplicates, iter_findings, iter_links
from data.store.extracts import list_extracts
from models import Encoder
from tests.api.conftest import TinyEncoder
from tests.api.marked import ACTOR, MARKED, PLAIN, fill, leaks, number_of
from tests.api.marked_plans import plan_in
from tests.api.signed_in import PASSWORD, account_in, signed_in, soon

MAY_TELL = {
    "memberships show",  # asked with a purpose, and noted in the log
    "access-report",  # to the person, whose own it is, with a purpose
    "links list",  # which registry asks whether this is the same person
    "links show",
    "links decide",
    "links undo",
    "link",  # counts by registry; nobody's name
    "registries list",
    "registries show",
    "registries difference",
    "import registry",
}
"""The commands that are there to tell it, or to name registries."""

NOT_OF_PEOPLE = {
    "serve": "what it says over HTTP is walked in test_secrets.py",
    "demo": "a city of its own, whose head of a queue outreach plan prints here",
    "synth": "writes files of people who do not exist",
    "evaluate": "judged suites",
    "train kinds": "judged suites",
    "train ranker": "judged suites",
    "train titles": "judged suites",
}
"""Commands that are not typed, each with the reason."""

PEOPLE = "编号,姓名,手机号,出生日期\nCZ,秦雷,13800009999,2001-01-01\n"
REGISTRY = f"姓名,身份证号码\n秦明,{number_of(MARKED)}\n"
FILES = {
    "posts": "岗位编号,单位名称,岗位名称\nP9,乙公司,会计\n",
    "candidates": PEOPLE,
    "employers": "单位名称\n丙公司\n",
    "placements": f"身份证号,单位,开始日期,计划结束\n{number_of(PLAIN)},甲公司,2023-09-01,2024-02-29\n",
    "claims": f"身份证号,单位,月份,金额\n{number_of(PLAIN)},甲公司,2023-09,1260\n",
    "employment": f"身份证号,单位,参保起\n{number_of(PLAIN)},甲公司,2019-01-01\n",
    "courses": "名称\n软件测试班\n",
    "registry": REGISTRY,
    "booths": "展位,单位,岗位,面试官人数,无障碍\n1,甲公司,P1、P2,2,是\n",
    "attendance": f"活动,编号,到场,结果\nF1,{PLAIN},是,有意向\n",
    "results": f"编号,岗位编号,结果,原因\n{MARKED},P1,不感兴趣,离家远\n{PLAIN},,未接通,\nCX,P1,感兴趣,\n",
}
FAIR = (
    *("--name", "对接会", "--place", "人力资源市场", "--on", "2023-09-01"),
    *("--from", "09:00", "--until", "11:00", "--interpreters", "1"),
)
TYPED_APART = {"registry", "booths", "attendance"}  # files whose commands stand in the table in a place of their own

Typed = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """What one command came to: its lines, errors and files."""

    command: str
    typed: Typed
    status: int
    text: str


def table(house: House) -> dict[str, list[Typed]]:
    """Say with which arguments each command is typed, in this order."""
    with house.database.read() as session:
        link = next(iter_links(session, vault=house.vault)).id
    day, purpose = ("--as-of", "2023-09-01"), ("--purpose", "九月岗位推送")
    candidate = ("--candidate", MARKED)
    traineeship = ("--from", "2023-09-04", "--to", "2024-02-29")
    return {
        "init": [()],
        "user add": [("wang.li", "--role", "caseworker", "--district", "历下区", "--password-stdin")],
        "user password": [("wang.li", "--password-stdin")],
        "user disable": [("wang.li",)],
        "user enable": [("wang.li",)],
        "user list": [(), ("--json",)],
        "key add": [("mini-program", "--scope", "posts:read", "--until", soon())],
        "key list": [(), ("--json",)],
        "key revoke": [("{key}",)],
        "push plan": [(), ("--priority-only", "--json")],
        "push list": [()],
        "push show": [("{push}",), ("{push}", *candidate), ("{push}", "--out", "push.xlsx", *purpose)],
        "push approve": [("{push}",)],
        "push export": [("{push}", "--out", "push.csv", *purpose)],
        "push cancel": [("{draft}",)],
        "push refuse": [("{code}",)],
        "fair new": [("F1", *FAIR), ("F2", *FAIR, "--on", "2023-09-16")],
        "import booths": [("booths.csv", "--fair", "F1"), ("booths.csv", "--fair", "F2")],
        "fair plan": [(id, "--guests", "guests.txt", *more) for id in ("F1", "F2") for more in ((), ("--json",))],
        "fair invite": [("F2", "--out", "invited.csv", *purpose)],
        "fair door": [("F1", "--walk-in", "CU", "--now", "09:00")],
        "fair show": [("F1",), ("F1", "--json")],
        "fair shortlist": [("F1",), ("F1", "--json")],
        "fair print": [("F1", "--out", f"{of}", "--format", of) for of in ("html", "xlsx", "ics")],
        "fair needs": [("F1", *candidate, "--need", "step_free")],
        "fair list": [()],
        "import attendance": [("attendance.csv",)],
        "fair close": [("F1",)],
        "fair reopen": [("F1",)],
        **{f"import {kind}": [(f"{kind}.csv",)] for kind in FILES if kind not in TYPED_APART},
        "import registry": [("low_income", "registry.csv", *day)],
        "index": [()],
        "link": [(), ("--json",)],
        "rank": [
            *((*candidate, *more) for more in ((), ("--json",), ("--as-of", "2026-09-01"))),
            *(("--post", "P1", *more) for more in ((), ("--json",))),
            ("--all", "--out", "all.csv"),
        ],
        "find": [("秦明",), ("秦明", "--json")],
        "eligibility": [candidate, (*candidate, "--json")],
        "place": [("--candidate", MARKED, "--post", "P2", *traineeship)],
        "traps list": [()],
        "traps confirm": [("P6", "--note", "要求交押金")],
        "traps clear": [("P6", "--note", "已核实")],
        "traps reopen": [("P6",)],
        "feedback add": [(*candidate, "--post", "P1", "--event", "declined", "--reason", "place")],
        "feedback list": [candidate, (*candidate, "--json")],
        "placements list": [(), ("--json",)],
        "placements end": [("T1", "--on", "2023-08-14")],
        "subsidy statement": [("--employer", "E1"), ("--employer", "E1", "--json")],
        "applications add": [("--employer", "E1", "--kind", "recognition", "--note", "补交材料")],
        "applications step": [("A1", "--to", "returned", "--note", "缺材料")],
        "applications show": [("A1",)],
        "applications list": [(), ("--json",)],
        "rules list": [()],
        "rules show": [()],
        "rules check": [("rules.toml",)],
        "fraud watch": [()],
        "fraud list": [(), ("--json",)],
        "fraud explain": [("{finding}", "--note", "已说明")],
        "fraud confirm": [("{finding}", "--note", "属实")],
        "fraud reopen": [("{finding}",)],
        "employers inspections": [(), ("--json",)],
        "employers inspect": [("--employer", "E1", "--outcome", "passed")],
        "employers decide": [("--employer", "E1", "--standing", "kept", "--note", "整改完成")],
        "employers demonstration": [()],
        "aftercare list": [(), ("--json",)],
        "aftercare note": [("--placement", "T1", "--outcome", "employed")],
        "aftercare courses": [candidate],
        "links list": [()],
        "links show": [(link,)],
        "links decide": [(link, "--different")],
        "links undo": [(link,)],
        "memberships show": [(*candidate, "--purpose", "核对帮扶对象")],
        "registries list": [()],
        "registries show": [("{registry}",)],
        "registries difference": [("{registry}",)],
        "registries discard": [("{registry}",)],
        "report monthly": [(), ("--out", "monthly.xlsx"), ("--public",)],
        "report openings": [(), ("--out", "openings.html")],
        "report yearend": [(), ("--out", "yearend.xlsx")],
        "report inspections": [()],
        "report subsidies": [(), ("--out", "subsidies.csv")],
        "report ledger": [("--out", "ledger.xlsx", *purpose)],
        "access-report": [
            (*candidate, "--purpose", "本人查询", "--out", f"report{of}") for of in (".html", ".xlsx", ".json")
        ],
        "correct": [("--candidate", "CU", "--set", "school=济南大学")],
        "vault status": [()],
        "replay": [("{ranking}",), ("{ranking}", "--json")],
        "log list": [(), ("--limit", "1000", "--json"), ("--id", MARKED)],
        "log verify": [(), ("--json",)],
        "log head": [(), ("--json",)],
        "vault rotate": [()],
        "outreach plan": [
            (),
            ("--json",),
            ("--out", "queue.xlsx", *purpose),
            candidate,
            (*candidate, "--json"),
        ],
        "outreach attempt": [(*candidate, "--channel", "phone", "--result", "not_reached")],
        "outreach attempts": [candidate],
        "outreach claim": [("--candidate", MARKED)],
        "outreach release": [("--candidate", MARKED)],
        "outreach assign": [(*candidate, "--caseworker", "li")],
        "outreach hand-over": [("--from", "li", "--to", "wang")],
        "outreach mine": [("--caseworker", "wang")],
        "outreach export": [("--channel", "mini_program", "--out", "messages.csv", *purpose)],
        "outreach send": [("--channel", "sms", "--url", "http://127.0.0.1:9/", *purpose)],
        "outreach tasks": [(), ("--json",)],
        "outreach done": [("{task}", "--note", "已介绍")],
        "duplicates find": [()],
        "duplicates list": [()],
        "duplicates show": [("{twice}",)],
        "duplicates join": [("{twice}",)],
        "duplicates undo": [("{twice}",)],
        "duplicates keep": [("{twice}",)],
        "forget": [("CW", "--yes"), ("CW", "--yes", "--json"), ("--list",), ("--due",)],
        "backup": [("var/city.backup",), ("--verify", "var/city.backup", "--json"), ("--into", "var", "--keep", "2")],
        "restore": [("var/city.backup", "--force")],
    }


REFUSED = {"registries discard", "rules check"}
"""Commands that have nothing to do in this city and say so: all extracts are in force, no file of rules is there."""


def commands() -> Iterator[str]:
    """Name every command that there is."""

    def below(command: Any, name: str) -> Iterator[str]:
        subs = getattr(command, "commands", None)
        if subs is None:
            yield name
        for part, sub in (subs or {}).items():
            yield from below(sub, f"{name} {part}".strip())

    yield from below(typer.main.get_command(app), "")


def type_all(house: House, folder: Path, *, only: str | None = None) -> list[Said]:
    """Type every command of the table, in its order; *only* = no more than this one."""
    ids = _ids(house)
    rows = table(house).items()
    return [
        _typed(name, tuple(one.format(**ids) for one in arguments), folder)
        for name, rows_of_name in rows
        if only in (None, name)
        for arguments in rows_of_name
    ]


def _ids(house: House) -> dict[str, str]:
    """Give the ids that a person would read off a list."""
    client, (_, key) = signed_in(house), account_in(house)
    interest = {"channel": "phone", "result": "interested", "post_id": "P1"}
    client.put("/v1/candidates/CW", json={"wish": "测试"})  # nobody who is placed: that settles the task
    attempt = client.post("/v1/outreach/CW/attempts", json=interest).json()["id"]
    ranking = client.get(f"/v1/candidates/{MARKED}/matches").json()["list_id"]
    house.spool.drain(house.database)
    watch_over(house, as_of=house.today(), actor=ACTOR)
    join_duplicates(house, actor=ACTOR, at=house.clock())
    with house.database.read() as session:
        pairs = iter_duplicates(session, vault=house.vault)
        return {
            "task": f"introduce-{attempt}",
            "draft": plan_in(house, priority_only=False).id,
            "push": plan_in(house, priority_only=True).id,
            "ranking": ranking,
            "code": ways_to_refuse(house, ["CU"])["CU"].code,
            "finding": next(iter_findings(session)).finding.key,
            "twice": next(one.id for one in pairs if set(one.ids) == {"CT", "CU"}),
            "registry": list_extracts(session)[0].id,
            "key": key,
        }


def _let_every_chance_count(folder: Path) -> dict[str, str]:
    """Write the office's own terms: the small encoder of the tests gives no chance to speak of."""
    told = {}
    for variable, file in (("OUTREACH", "formula.toml"), ("PUSH", "push.toml")):
        text = files("data.outreach").joinpath(file).read_text(encoding="utf-8")
        (folder / file).write_text(re.sub(r"least_chance = [0-9.]+", "least_chance = 0.0", text), encoding="utf-8")
        told[variable] = f"{folder / file}"
    return told


def _typed(name: str, arguments: Typed, folder: Path) -> Said:
    """Type one command in a folder, and read all that it says and writes."""
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.exists()}
    out = io.StringIO()
    sys.argv = ["matcher", *name.split(), *arguments]
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        try:
            main()
            status = 0
        except SystemExit as end:
            status = int(end.code or 0)
    there = [path for path in folder.rglob("*") if path.is_file() and folder / "var" not in path.parents]
    written = [path for path in there if before.get(path) != path.stat().st_mtime_ns]
    texts = [out.getvalue(), *(f"{path.name}\n{_content(path)}" for path in written)]
    return Said(name, arguments, status, "\n".join(texts))


def _content(path: Path) -> str:
    if path.suffix != ".xlsx":
        return path.read_text(encoding="utf-8-sig")
    book = openpyxl.load_workbook(path)
    return " ".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)


def told_by(said: Sequence[Said]) -> dict[str, list[str]]:
    """Give what leaked, by command, of the commands that may tell nothing."""
    return {one.command: found for one in said if one.command not in MAY_TELL and (found := leaks(one.text))}


@pytest.fixture
def typed_in(
    tmp_path: Path, new_house: Callable[[Path, Encoder], House], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., list[Said]]:
    """Types commands in the marked city, in the folder of the test."""
    monkeypatch.chdir(tmp_path)
    terms = _let_every_chance_count(tmp_path)
    for name, value in {
        **terms,
        "LANGUAGE": "en",
        "TODAY": "2023-09-01",
        "PUBLIC_URL": "https://jobs.example",
        "WEBHOOK_SECRET": "sixteen letters!",
    }.items():
        monkeypatch.setenv(f"MATCHER_{name}", value)
    # a mock, because what the texts mean does not matter here and loading the bundled encoder takes seconds a command
    monkeypatch.setattr("api.house.load_encoder", lambda name, *, folder: TinyEncoder())
    monkeypatch.setattr("api.seating.first_movable", lambda house, fair: 0)  # whatever the hour of the machine is
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n" * 10))
    house = new_house(tmp_path, TinyEncoder())
    fill(house, tmp_path)
    for kind, text in FILES.items():
        (tmp_path / f"{kind}.csv").write_text(text, encoding="utf-8")
    (tmp_path / "guests.txt").write_text(f"{MARKED}\n{PLAIN}\n", encoding="utf-8")

    def typed(**asked: Any) -> list[Said]:
        return type_all(house, tmp_path, **asked)

    return typed


def test_every_command_is_in_the_table(house: House, tmp_path: Path) -> None:
    fill(house, tmp_path)
    assert set(commands()) == {*table(house), *NOT_OF_PEOPLE}


def test_no_command_tells_a_membership(typed_in: Callable[..., list[Said]], tmp_path: Path) -> None:
    said = typed_in()
    assert {(one.command, one.typed): one.text for one in said if one.status and one.command not in REFUSED} == {}
    assert {one.command for one in said if one.status == 1} == REFUSED
    assert told_by(said) == {}
    (shown,) = [one for one in said if one.command == "memberships show"]
    assert {"orphan"} <= set(leaks(shown.text))  # else it would be a walk through a city without members
    assert _typed("log verify", (), tmp_path).status == 0  # each sealed the log with the keys of the house


def _show_the_relative(monkeypatch: pytest.MonkeyPatch) -> str:
    """Take the cover off names, and let one tell a household."""
    monkeypatch.setattr("data.store.people.masked", lambda person: replace(person, name=f"{person.name} 低保家庭"))
    return "find"


def _name_the_group(monkeypatch: pytest.MonkeyPatch) -> str:
    """Let the queue of outreach say why somebody comes first."""
    monkeypatch.setattr("api.outreach_names._spell", lambda months, say: "低保家庭")
    return "outreach plan"


@pytest.mark.parametrize("unguard", [_show_the_relative, _name_the_group])
def test_without_a_guard_the_walk_finds_what_leaks(
    unguard: Callable[[pytest.MonkeyPatch], str],
    typed_in: Callable[..., list[Said]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    command = unguard(monkeypatch)
    assert told_by(typed_in(only=command)) == {command: ["低保", "低保家庭"]}
