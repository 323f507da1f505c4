"""The words around the commands: the help pages, and what is said of wrong usage."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import typer
from pydantic import ValidationError
from rich.columns import Columns
from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text
from typer import rich_utils
from typer.exceptions import TyperException

from api.language import Translate
from data.faults import Texts, in_our_words, phrase_of
from matcher.errors import MatcherError, Phrase

ENDINGS = ("_id", "_yuan", "_on", "s")
"""What the name of a field may have more than that of its option."""

TYPERS: Texts = (
    (re.compile(r"No such command '(?P<name>.*?)'\..*", re.DOTALL), Phrase("there is no command {name}")),
    (re.compile(r"Missing command\."), Phrase("name a command")),
    (re.compile(r"Option '(?P<option>.*)' does not take a value\."), Phrase("{option} takes no value")),
    (re.compile(r"Option '(?P<option>.*)' requires an argument\."), Phrase("{option} needs a value")),
    (re.compile(r"Got unexpected extra argument\(s\) \((?P<given>.*)\)", re.DOTALL), Phrase("{given} is too much")),
)
"""What Typer says of wrong usage, in our words."""


def name_panels(say: Translate) -> None:
    """Put what help pages share into the language of *say*."""
    rich_utils.OPTIONS_PANEL_TITLE = say("Options")
    rich_utils.ARGUMENTS_PANEL_TITLE = say("Arguments")
    rich_utils.COMMANDS_PANEL_TITLE = say("Commands")
    rich_utils.DEFAULT_STRING = say("[default: {}]")
    rich_utils.REQUIRED_LONG_STRING = say("[required]")
    rich_utils.Columns = _Folding  # type: ignore[attr-defined]  # rich's own, which cuts what is too long


class _Folding(Columns):
    """What a help page says of a parameter: too long for a line, it goes on in the next one, and is not cut."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Write the parts one after the other as one text, where they are texts."""
        texts = [part for part in self.renderables if isinstance(part, Text)]
        if len(texts) < len(self.renderables):
            yield from super().__rich_console__(console, options)
        else:
            yield Text(" ", overflow="fold").join(texts)


def localise(command: Any, say: Translate) -> None:  # Any: typer keeps the classes of commands to itself
    """Put the help of a command, its options and its subcommands into the language of *say*."""
    command.help = say(command.help) if command.help else None
    command.options_metavar = say("[OPTIONS]")
    below = getattr(command, "commands", None)
    if below is not None:
        command.subcommand_metavar = say("COMMAND [ARGS]...")
    context = typer.Context(command, help_option_names=["-h", "--help"])
    for parameter in command.get_params(context):  # with the option for help itself
        parameter.help = say(parameter.help) if parameter.help else None
        _localise_value(parameter, say)
    command.format_usage = lambda context, formatter: formatter.write_usage(
        context.command_path, " ".join(command.collect_usage_pieces(context)), prefix=say("Usage: ")
    )
    for one in (below or {}).values():
        localise(one, say)


def _localise_value(parameter: Any, say: Translate) -> None:
    """Name what a parameter takes in the language of *say*."""
    names = {
        "FILES": say("FILES"),
        "FILE": say("FILE"),
        "DIR": say("DIR"),
        "ID": say("ID"),
        "TEXT": say("TEXT"),
        "KIND": say("KIND"),
    }
    name = parameter.metavar or (parameter.name.upper() if parameter.param_type_name == "argument" else None)
    if name in names:
        parameter.metavar = names[name] + ("..." if parameter.nargs == -1 else "")


def in_options(error: MatcherError, command: Any, arguments: Sequence[str]) -> Phrase:
    """
    Give what an error says, with the option that was typed, or was not, in place of the field that is at fault.

    Args:
        error: whose text may name the field of a record.
        command: of the whole command line.
        arguments: as they were typed.
    """
    field = error.phrase.values.get("field")
    if not isinstance(field, str):
        return error.phrase
    option = _option_for(field, _command_typed(command, arguments))
    return error.phrase if option is None else replace(error.phrase, values={**error.phrase.values, "field": option})


def _command_typed(command: Any, arguments: Sequence[str]) -> Any:
    for word in arguments:
        command = getattr(command, "commands", {}).get(word, command)
    return command


def _option_for(field: str, command: Any) -> str | None:
    """Give the option by which a field is told: that of its name, or of its name without id, unit or plural."""
    options = {one.name: one.opts[0] for one in command.params if one.param_type_name == "option"}
    names = (field, *(field.removesuffix(ending) for ending in ENDINGS if field.endswith(ending)))
    return next((options[name] for name in names if name in options), None)


def refuse(error: TyperException, say: Translate) -> None:
    """Say in which way a command was used wrongly, and where its help is."""
    context = getattr(error, "ctx", None)
    if type(error).__name__ == "NoArgsIsHelpError":  # it has shown the help
        return
    if context is not None:
        print(context.get_usage(), file=sys.stderr)
    print(f"matcher: {_told(error).told(say)}", file=sys.stderr)
    if context is not None:
        hint = say("'{command} --help' says more").format(command=context.command_path)
        print(hint, file=sys.stderr)


def _told(error: Any) -> Phrase:
    parameter = getattr(error, "param", None)
    if parameter is None:
        return _without_parameter(error)
    name = " / ".join(parameter.opts) if parameter.param_type_name == "option" else parameter.name.upper()
    if isinstance(error.__cause__, ValidationError):
        return Phrase.of("{name}: {why}", name=name, why=phrase_of(error.__cause__.errors()[0]))
    if type(error).__name__ == "MissingParameter":
        return Phrase.of("{name} is missing", name=name)
    return Phrase.of("{name}: {why}", name=name, why=Phrase(error.message))


def _without_parameter(error: Any) -> Phrase:
    if (option := getattr(error, "option_name", None)) and type(error).__name__ == "NoSuchOption":
        near = sorted(error.possibilities or ())
        if near:
            return Phrase.of("there is no option {option}; perhaps {options}", option=option, options=near)
        return Phrase.of("there is no option {option}", option=option)
    return in_our_words(error.message, TYPERS)
