"""What is wrong with a page: what axe-core finds, told shortly, and whatever a narrow window must not do."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
# what holds is not told, which takes as long again; style sheets are preloaded for no rule of these
RULES = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"], "preload": False}

SEEN = pytest.mark.parametrize(("language", "size"), list(product(("zh", "en"), ("wide", "narrow"))))
"""As what every page is judged: in both languages, on the screen of an office and on a phone."""


def faults_of(page: Page) -> list[str]:
    """Give the violations of WCAG 2.2 AA and of good practice, each with the elements concerned."""
    found = Axe().run(page, options=RULES).response
    return [
        f"{one['id']}: {node['html'][:200]} {node['failureSummary'][:300]}"
        for one in found["violations"]
        for node in one["nodes"]
    ]


def judge(page: Page, shoot: Callable[[Page, str], None], name: str) -> None:
    """Keep a picture of a page, and fail where it has a fault or is wider than its window."""
    shoot(page, name)
    faults = faults_of(page)
    assert not faults, f"{name}: {faults}"
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"), name
