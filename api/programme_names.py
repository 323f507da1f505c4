"""What the course of a figure and the steps on the way to a contract are called."""

from __future__ import annotations

from api.language import Translate
from api.progress import Course
from data.store import Step

SIGNS = {Course.REACHED: "✓", Course.ON_COURSE: "▲", Course.BEHIND: "▼", Course.NO_TARGET: "–"}


def course_word(course: Course, _: Translate) -> str:
    """Tell how a figure stands against its target."""
    words = {
        Course.REACHED: _("target reached"),
        Course.ON_COURSE: _("on course"),
        Course.BEHIND: _("behind"),
        Course.NO_TARGET: _("no target"),
    }
    return words[course]


def step_word(step: Step, _: Translate) -> str:
    """Name how far somebody came."""
    words = {
        Step.REGISTERED: _("Registered"),
        Step.CONTACTED: _("Contacted or offered posts"),
        Step.APPLIED: _("Applied or interviewed"),
        Step.STARTED: _("Began a traineeship"),
        Step.FINISHED: _("Finished it"),
        Step.RETAINED: _("Retained"),
    }
    return words[step]


def step_meaning(step: Step, _: Translate) -> str:
    """Say who is counted under a step."""
    words = {
        Step.REGISTERED: _("Everybody who is stored today, from whichever register."),
        Step.CONTACTED: _(
            "Somebody called or wrote to them this year, a push reached them, or posts were talked about; "
            "whoever began a traineeship counts too."
        ),
        Step.APPLIED: _("Applied or was interviewed this year as far as anybody noted it, or began a traineeship."),
        Step.STARTED: _("A traineeship of theirs began this year up to the month's end."),
        Step.FINISHED: _("A traineeship of theirs ended this year, in whichever year it began."),
        Step.RETAINED: _(
            "Of these: the employer signed a labour contract in the term or in the days of grace after it."
        ),
    }
    return words[step]
