"""A small city behind a real server, and a real browser before it: Debian's chromium, driven by Playwright."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from api.accounts import Account, put_account
from api.app import app_over
from api.cli import demo
from api.cli.terminal import Terminal
from api.house import House
from api.language import translation
from api.settings import Settings
from matcher.records import Actor, Role
from tests.api.served import served
from tests.api.signed_in import PASSWORD

CHROMIUM = shutil.which("chromium")
OFFICE = Actor("office", "admin")
DISTRICT = "历下区"
PEOPLE = {
    "caseworker": Account(Role.CASEWORKER, DISTRICT),
    "officer": Account(Role.PROGRAMME),
    "organiser": Account(Role.ORGANISER),
    "admin": Account(Role.ADMIN),
    "auditor": Account(Role.AUDITOR),
}
SIZES = {"wide": {"width": 1366, "height": 768}, "narrow": {"width": 390, "height": 844}}
PATIENCE_MS = 120_000
"""How long a page may take on a busy machine: who passes does not wait."""
SHOTS = Path(__file__).parents[2] / "var" / "screenshots"


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        if "CI" in os.environ:
            pytest.fail("there is no chromium: apt-get install chromium")
        pytest.skip("there is no chromium; apt-get install chromium lets these tests run")
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory, models_folder: Path) -> Path:
    """The demonstration's city with a tenth of its posts and people, made once for all processes of a run."""
    kept = os.environ.get("TEST_CITY")  # a folder that outlives the run: for whoever works on pages
    of_run = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        of_run = of_run.parent
    var = Path(kept) if kept else of_run / "city"
    with FileLock(f"{var}.lock"):
        if not var.exists():
            made = var.with_name(f"{var.name}-begun")
            _make_city(made, models_folder)
            made.rename(var)
    return var


def _make_city(var: Path, models_folder: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(demo, "N_POSTS", 300)
        patch.setattr(demo, "N_CANDIDATES", 1_500)
        patch.setattr(demo, "N_INVITED", 60)
        demo.show(Terminal(Settings(var=var, models=models_folder), translation("zh")))


@dataclass(frozen=True)
class Office:
    """A house that is served, and how somebody comes in."""

    house: House
    base: str
    chromium: Browser

    def open(self, user: str | None, *, size: str = "wide", language: str = "zh", **told: Any) -> Page:
        """Give a page of a browser in which *user* has logged in; None = nobody."""
        context = self.chromium.new_context(
            base_url=self.base, viewport=SIZES[size], locale={"zh": "zh-CN", "en": "en-GB"}[language], **told
        )
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        page.goto("/login")
        if user is not None:
            page.get_by_label({"zh": "用户名", "en": "User name"}[language]).fill(user)
            page.get_by_label({"zh": "密码", "en": "Password"}[language]).fill(PASSWORD)
            page.keyboard.press("Enter")
            page.wait_for_url("**/")
        return page

    def close(self, context: BrowserContext) -> None:
        """Close what ``open`` opened."""
        context.close()


@pytest.fixture
def office(city: Path, tmp_path: Path, models_folder: Path, chromium: Browser) -> Iterator[Office]:
    """A copy of the city behind a server of its own, with a user of each role."""
    shutil.copytree(city, tmp_path / "var")
    settings = Settings(var=tmp_path / "var", models=models_folder, public_url="https://jobs.example.org").in_demo(
        day=demo.DAY
    )
    house = House.open(settings)
    for name, account in PEOPLE.items():
        put_account(house, name, account, actor=OFFICE, password=PASSWORD)
    with served(app_over(house)) as port:
        yield Office(house, f"http://127.0.0.1:{port}", chromium)
    for context in chromium.contexts:
        context.close()


@pytest.fixture
def shoot() -> Callable[[Page, str], None]:
    """Keeps a picture of a page under ``var/screenshots``."""

    def keep(page: Page, name: str) -> None:
        SHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SHOTS / f"{name}.png", full_page=True)

    return keep
