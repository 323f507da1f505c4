"""The documentation says what is true: settings, commands and links."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po
from typer.main import get_command

from api.cli import app
from api.settings import Settings

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "models").rglob("*.md")])


def command_names() -> list[str]:
    top = get_command(app)
    below = [f"import {name}" for name in top.commands["import"].commands]  # type: ignore[attr-defined]
    return [*(name for name in top.commands if name != "import"), *below]  # type: ignore[attr-defined]


def shown_texts() -> set[str]:
    """Every English text that the code hands to a translating function."""
    found = set()
    for path in (ROOT / "api").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if name in {"_", "say"}:
                    found.add(node.args[0].value)
    return found | set(helps(get_command(app)))


def helps(command: Any) -> Iterator[str]:
    """The help of a command, its options and its subcommands."""
    yield from (text for text in [command.help, *(one.help for one in command.params)] if text)
    for below in getattr(command, "commands", {}).values():
        yield from helps(below)


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_every_setting_is_documented(name: str) -> None:
    assert f"`MATCHER_{name.upper()}`" in (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", command_names())
def test_every_command_is_documented(name: str) -> None:
    assert f"matcher {name}" in (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+?)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


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
