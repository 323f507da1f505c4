"""The language of what is shown: English source texts and their Chinese, read from the catalogue."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from api.settings import Language

Translate = Callable[[str], str]


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
    return GNUTranslations(compiled).gettext
