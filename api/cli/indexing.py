"""The wait before a ranked list: for the encoder, then for the texts that are not encoded yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.cli.terminal import Terminal

if TYPE_CHECKING:
    from api.house import House


def preparing_title(terminal: Terminal, house: House) -> str:
    """Say that the encoder is being prepared, and how long that takes where it has to be converted first."""
    from models import is_to_convert

    settings = house.settings
    if is_to_convert(settings.encoder, folder=settings.models_folder):
        return terminal.say("Preparing the encoder (about a minute the first time)")
    return terminal.say("Preparing the encoder")


def bring_up_to_date(terminal: Terminal, house: House) -> None:
    """Bring the index up to what is stored."""
    with terminal.progress(preparing_title(terminal, house)):
        house.follower.catch_up()
    if house.follower.n_pending:
        with terminal.progress(terminal.say("Encoding")) as report:
            house.follower.work_off(on_progress=report)
