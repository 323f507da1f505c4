"""The language of what is shown: English source texts and their Chinese, read from the catalogue."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from starlette.requests import HTTPConnection

from api.settings import Language

Translate = Callable[[str], str]

LANGUAGES: dict[str, Language] = {"zh": "zh", "en": "en"}
LANGUAGE_COOKIE = "matcher_language"  # what somebody chose in the console
WEIGHT = re.compile(r"\s*q=([01](?:\.[0-9]{0,3})?)\s*")


@cache
def translation(language: Language) -> Translate:
    """Give the function from an English text to the same in *language*; a text without translation stays English."""
    if language == "en":
        return NullTranslations().gettext
    source = files("api") / "locales" / language / "matcher.po"
    with source.open("rb") as stream:
        catalogue = read_po(stream, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    gettext = GNUTranslations(compiled).gettext
    return lambda text: gettext(text) if text else text  # under "" a catalogue keeps its own header


def preferred(accepted: str, *, default: Language) -> Language:
    """Pick the language of an Accept-Language header; *default* where it wants neither Chinese nor English."""
    best, most = default, 0.0
    for part in accepted.lower().split(","):
        tag, _, parameter = part.strip().partition(";")
        weight = WEIGHT.fullmatch(parameter) if parameter else None
        wanted = float(weight[1]) if weight else float(not parameter)
        language: Language | None = LANGUAGES.get(tag.strip().partition("-")[0])
        if language is not None and wanted > most:
            best, most = language, wanted
    return best


def language_for(connection: HTTPConnection) -> Language:
    """Name the language of an answer: chosen in the console, else asked for by the request, else of the settings."""
    default: Language = connection.app.state.house.settings.language
    chosen = LANGUAGES.get(connection.cookies.get(LANGUAGE_COOKIE, ""))
    return chosen or preferred(connection.headers.get("accept-language", ""), default=default)


def spoken_to(connection: HTTPConnection) -> Translate:
    """Give the language for an answer."""
    return translation(language_for(connection))
