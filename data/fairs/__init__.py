"""Prints of a fair as files: pages for paper, and calendars."""

from data.fairs.calendar import Event, write_calendar
from data.fairs.pages import PAGES, PageName, page

__all__ = ["PAGES", "Event", "PageName", "page", "write_calendar"]
