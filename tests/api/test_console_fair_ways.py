"""Ways between the halls of a fair, and its breaks: what cannot be is refused where it was typed."""

from __future__ import annotations

from pathlib import Path

from api.house import House
from tests.api.fair_browser import at, browser_of, fields_of, text_of
from tests.api.fair_office import BOOTHS, fill, open_fair
from tests.api.test_console_fairs import NEW


def fault_at(page: str, field: str) -> str:
    return page.split(f'id="{field}-told" class="invalid-feedback">')[1].split("</div>")[0]


def test_a_way_to_a_hall_without_booths_is_refused_at_its_field(house: House, tmp_path: Path) -> None:
    open_fair(house, tmp_path, booths=BOOTHS.replace(",A,", ",A厅,").replace(",B,", ",B厅,"))
    browser = browser_of(house)
    for path in ("", "/plan"):
        page = browser.get(at(path))
        assert "A way leads to hall A, B, but no booth is in it" in text_of(page)
        assert f'href="{at("/edit#walks")}"' in page.text
    form = NEW | fields_of(browser.get(at("/edit")).text)
    refused = browser.post(at("/edit"), data=form | {"walks": "A:B:6"})
    assert refused.status_code == 422
    assert fault_at(refused.text, "walks") == "no booth is in hall A, B; there are A厅, B厅"
    assert 'value="A:B:6"' in refused.text
    assert browser.post(at("/edit"), data=form | {"walks": "A厅:B厅:5"}).status_code == 303
    assert "but no booth is in it" not in browser.get(at("/plan")).text


def test_while_a_way_leads_to_a_hall_without_booths_all_else_can_be_changed(house: House, tmp_path: Path) -> None:
    open_fair(house, tmp_path, booths=BOOTHS.replace(",B,", ",A,"))
    browser = browser_of(house)
    form = NEW | fields_of(browser.get(at("/edit")).text)
    assert browser.post(at("/edit"), data=form | {"place": "东厅"}).status_code == 303
    assert "A way leads to hall B, but no booth is in it" in text_of(browser.get(at("")))


def test_before_there_are_booths_ways_are_taken_as_they_are_typed(house: House) -> None:
    fill(house)
    browser = browser_of(house)
    browser.post("/fairs", data=NEW)
    form = NEW | fields_of(browser.get("/fairs/2023-09-16/edit").text)
    assert browser.post("/fairs/2023-09-16/edit", data=form | {"place": "东厅"}).status_code == 303
    assert "but no booth is in it" not in browser.get("/fairs/2023-09-16").text


def test_a_break_outside_the_hours_is_refused_at_its_field(house: House) -> None:
    refused = browser_of(house).post("/fairs", data=NEW | {"breaks": "12:30-13:00"})
    assert refused.status_code == 422
    assert fault_at(refused.text, "breaks").endswith("12:30-13:00 is not within the hours of the fair, 09:00-12:00")
