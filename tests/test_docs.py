"""The documentation says what is true: settings, commands and links."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes
from typer.main import get_command

from api.cli import app
from api.settings import Settings
from models.adoption import Adoption
from models.kinds import kinds_adoption
from models.titles import titles_adoption

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "models").rglob("*.md")])


def command_names() -> list[str]:
    top = get_command(app)
    below = [f"import {name}" for name in top.commands["import"].commands]  # type: ignore[attr-defined]
    return [*(name for name in top.commands if name != "import"), *below]  # type: ignore[attr-defined]


FLOORS = ("matcher", "models", "data", "api")
TRANSLATED = {"_", "say", "translate"}
PHRASED = {"Phrase", "Phrase.of", "Refusal", "BadInput", "NotFound", "NotAllowed", "Conflict", "NotReady"}
FRAMES = ("api/errors.py", "data/faults.py", "api/cli/usage.py", "data/store/jobs.py", "matcher/errors.py")
"""Where a phrase is made of a template that stands elsewhere: filled in, quoted, or read back."""


def name_of(function: ast.expr) -> str:
    """Name what is called: ``terminal.say`` is say, ``Phrase.of`` is itself."""
    if not isinstance(function, ast.Attribute):
        return getattr(function, "id", "")
    owner = getattr(function.value, "id", "")
    return f"Phrase.{function.attr}" if owner == "Phrase" else function.attr


def calls() -> Iterator[tuple[str, ast.Call, str]]:
    """Every call of a function that is given a text for people: the file, the call, the function's name."""
    for path in (path for floor in FLOORS for path in (ROOT / floor).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and (name := name_of(node.func)) in TRANSLATED | PHRASED:
                yield str(path.relative_to(ROOT)), node, name


def literals(node: ast.expr) -> Iterator[str]:
    """The texts of an argument: a literal, or one of two."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from (*literals(node.body), *literals(node.orelse))


def shown_texts() -> set[str]:
    """Every English text that the code hands to a translating function, to an error or to a phrase."""
    found = {text for _, call, _ in calls() for text in literals(call.args[0])}
    raised = {text for text in bad_parameters() if text}
    settings = {str(one.description) for one in Settings.model_fields.values()}
    return found | raised | settings | set(on_pages()) | set(helps(get_command(app)))


def on_pages() -> Iterator[str]:
    """What the templates of pages say."""
    environment = Environment()
    for path in (ROOT / "api" / "templates").rglob("*.jinja"):
        for call in environment.parse(path.read_text(encoding="utf-8")).find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name == "_":
                assert isinstance(call.args[0], nodes.Const), f"{path}:{call.lineno}: not a literal text"
                yield call.args[0].value


def bad_parameters() -> Iterator[str]:
    """What the commands say of options that do not go together."""
    for path in (ROOT / "api" / "cli").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and name_of(node.func) == "BadParameter":
                yield from literals(node.args[0])


def helps(command: Any) -> Iterator[str]:
    """The help of a command, its options and its subcommands."""
    yield "Show this message and exit."  # Typer's own, of --help
    yield from (text for text in [command.help, *(one.help for one in command.params)] if text)
    for below in getattr(command, "commands", {}).values():
        yield from helps(below)


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_every_setting_is_documented(name: str) -> None:
    assert f"`MATCHER_{name.upper()}`" in (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", command_names())
def test_every_command_is_documented(name: str) -> None:
    assert f"matcher {name}" in (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("card", "shipped", "names"),
    [
        pytest.param("kinds", kinds_adoption, ("accuracy", "macro_f1", "words_accuracy", "words_macro_f1"), id="kinds"),
        pytest.param("titles", titles_adoption, ("p@1",), id="titles"),
    ],
)
def test_a_card_tells_the_figures_that_the_shipped_weights_record(
    tmp_path: Path, card: str, shipped: Callable[[Path], Adoption[Any]], names: tuple[str, ...]
) -> None:
    held_out = shipped(tmp_path).in_force().held_out
    told = (ROOT / "models" / "cards" / f"{card}.md").read_text(encoding="utf-8").partition("## Measures")[2]
    assert [name for name in names if f"{held_out[name]:.3f}".removeprefix("0") not in told] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+?)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


def test_an_error_is_given_a_literal_text_that_can_be_translated() -> None:
    composed = {
        f"{file}:{call.lineno}"
        for file, call, name in calls()
        if name in PHRASED and file not in FRAMES and not list(literals(call.args[0]))
    }
    assert composed == set()


def test_no_text_has_two_entries_in_the_catalogue() -> None:
    catalogue = (ROOT / "api" / "locales" / "zh" / "matcher.po").read_text(encoding="utf-8")
    entries = Counter(re.findall(r'^msgid ((?:".*"\n)+)', catalogue, re.MULTILINE))
    assert [text for text, n in entries.items() if n > 1] == []


def test_every_shown_text_has_its_chinese() -> None:
    with (ROOT / "api" / "locales" / "zh" / "matcher.po").open("rb") as stream:
        catalogue = read_po(stream, locale="zh")
    missing = {text for text in shown_texts() if text not in catalogue or not catalogue[text].string}
    assert missing == set()


def test_the_catalogue_holds_nothing_that_is_no_longer_shown() -> None:
    with (ROOT / "api" / "locales" / "zh" / "matcher.po").open("rb") as stream:
        catalogue = read_po(stream, locale="zh")
    assert {message.id for message in catalogue if message.id} <= shown_texts()


def test_a_translation_keeps_the_places_to_be_filled_in() -> None:
    with (ROOT / "api" / "locales" / "zh" / "matcher.po").open("rb") as stream:
        catalogue = read_po(stream, locale="zh")
    holes = re.compile(r"\{(\w+)")
    for message in catalogue:
        if message.id:
            assert set(holes.findall(message.id)) == set(holes.findall(message.string)), message.id
