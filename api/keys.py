"""The master key of the house: from its file or from the settings, never from both."""

from __future__ import annotations

from api.settings import Settings
from data.vault import Master, read_master
from matcher.errors import BadInput

KEY_SETTING = "MATCHER_KEY"


def has_key_in_settings(settings: Settings) -> bool:
    """
    Tell whether the key stands in the settings, so that there is no key file.

    Raises:
        BadInput: there is a key file beside it; which of them counts must be said.
    """
    if settings.key is None:
        return False
    if settings.key_file is not None or settings.key_path.exists():
        raise BadInput(
            "{name} is set and there is the key file {file} too; keep one of them",
            name=KEY_SETTING,
            file=settings.key_path,
        )
    return True


def read_key(settings: Settings) -> Master:
    """
    Read the master key.

    Raises:
        BadInput: it is given twice, or what the settings hold is no key.
        NotReady: there is no key file, or it cannot be used.
    """
    if has_key_in_settings(settings) and settings.key is not None:
        return Master.from_text(settings.key.get_secret_value(), source=KEY_SETTING)
    return read_master(settings.key_path)
