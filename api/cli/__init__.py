"""The command line: the commands of every feature, and the place where an error becomes one line."""

from __future__ import annotations

import sys
from functools import cache
from typing import Any, NoReturn

import typer
from typer.exceptions import TyperException

from api.cli import (
    access,
    accounts,
    aftercare,
    applying,
    backup,
    contacting,
    eligibility,
    employers,
    evaluating,
    fairs,
    feedback,
    finding,
    flagging,
    forgetting,
    importing,
    inviting,
    linking,
    log,
    merging,
    outreach,
    placing,
    pushing,
    ranking,
    registering,
    replaying,
    reporting,
    rules,
    running,
    sending,
    settling,
    tasks,
    training,
    vault,
    watching,
)
from api.cli.stopping import ASKED, stoppable, tell_stopped
from api.cli.terminal import Stopped, open_terminal
from api.cli.usage import in_options, localise, name_panels, refuse
from api.language import Translate, translation
from api.settings import Language, read_language
from matcher.errors import MatcherError, Phrase, why_refused

app = typer.Typer(
    name="matcher",
    help="Match posts and candidates for a public employment service.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    callback=open_terminal,
)
app.add_typer(importing.app, name="import")
importing.app.command(name="registry")(registering.registry)
app.add_typer(training.app, name="train")
app.add_typer(flagging.app, name="traps")
app.add_typer(feedback.app, name="feedback")
app.add_typer(placing.app, name="placements")
app.add_typer(settling.app, name="subsidy")
app.add_typer(applying.app, name="applications")
app.add_typer(rules.app, name="rules")
app.add_typer(watching.app, name="fraud")
app.add_typer(employers.app, name="employers")
app.add_typer(aftercare.app, name="aftercare")
app.add_typer(linking.app, name="links")
app.add_typer(linking.memberships, name="memberships")
app.add_typer(registering.app, name="registries")
app.add_typer(reporting.app, name="report")
app.add_typer(vault.app, name="vault")
app.add_typer(accounts.app, name="user")
app.add_typer(accounts.keys, name="key")
app.add_typer(log.app, name="log")
app.add_typer(outreach.app, name="outreach")
outreach.app.command()(contacting.attempt)
outreach.app.command()(contacting.attempts)
outreach.app.command()(contacting.claim)
outreach.app.command()(contacting.release)
outreach.app.command()(contacting.assign)
outreach.app.command("hand-over")(contacting.hand_over)
outreach.app.command()(contacting.mine)
outreach.app.command("tasks")(tasks.list_tasks)
outreach.app.command()(tasks.done)
outreach.app.command()(sending.export)
outreach.app.command()(sending.send)
app.add_typer(pushing.app, name="push")
app.add_typer(fairs.app, name="fair")
fairs.app.command()(inviting.invite)
app.add_typer(merging.app, name="duplicates")
app.command()(running.init)
app.command()(ranking.index)
app.command()(ranking.rank)
app.command()(replaying.replay)
app.command()(finding.find)
app.command()(forgetting.forget)
app.command("access-report")(access.access_report)
app.command()(access.correct)
app.command()(linking.link)
app.command()(placing.place)
app.command()(eligibility.eligibility)
app.command()(evaluating.evaluate)
app.command()(running.synth)
app.command()(running.serve)
app.command()(backup.backup)
app.command()(backup.restore)
app.command()(running.demo)


def language_asked(arguments: list[str]) -> Language:
    """Tell the language for help and errors, before the options are read in earnest."""
    asked = " ".join(arguments).replace("=", " ")
    if "--language en" in asked:
        return "en"
    return "zh" if "--language zh" in asked else read_language()


@cache
def commands_in(language: Language) -> Any:  # typer keeps the classes of commands to itself
    """Make all commands, with their help in a language; that takes longer than most of them run."""
    command = typer.main.get_command(app)
    localise(command, translation(language))
    return command


def main() -> None:
    """Run one command; exits 0, 1 with one line that says what went wrong, or 2 for wrong usage."""
    language = language_asked(sys.argv[1:])
    say = translation(language)
    name_panels(say)
    command = commands_in(language)  # nothing has begun: until here Ctrl-C is the entry's affair
    try:
        with stoppable():
            _run(command, say)
    except Stopped:  # wherever it fell, in what is said of an error too
        tell_stopped(say)


def _run(command: Any, say: Translate) -> NoReturn:
    try:
        sys.exit(_done(command))
    except TyperException as error:
        refuse(error, say)
        sys.exit(error.exit_code)
    except MatcherError as error:
        print(f"matcher: {in_options(error, command, sys.argv[1:]).told(say)}", file=sys.stderr)
        sys.exit(1)
    except BrokenPipeError:
        sys.stderr.close()  # who read us stopped reading: nothing to say and nobody to say it to
        sys.exit(1)
    except OSError as error:
        told = Phrase.of("{file}: {why}", file=error.filename or "-", why=why_refused(error))
        print(f"matcher: {told.told(say)}", file=sys.stderr)
        sys.exit(1)


def _done(command: Any) -> Any:
    try:
        return command(prog_name="matcher", standalone_mode=False)
    except Exception:
        if not ASKED.is_set():
            raise
        raise Stopped from None  # a library wrapped it into an error of its own, as DuckDB does amid a query
