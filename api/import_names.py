"""What kinds of files are called, and what the rows of each are."""

from __future__ import annotations

from api.language import Translate


def file_word(kind: str, _: Translate) -> str:
    """Name a kind of file in the language of *_*."""
    words = {
        "posts": _("Posts of employers"),
        "candidates": _("Jobseekers"),
        "employers": _("Trainee employers"),
        "placements": _("Traineeships"),
        "claims": _("Claims of subsidy"),
        "employment": _("Employment insured"),
        "courses": _("Training courses"),
        "booths": _("Booths of a fair"),
        "attendance": _("Attendance of a fair"),
        "results": _("Results of pushes and calls"),
        "registry": _("Registry of a priority group"),
    }
    return words[kind]


def row_word(kind: str, _: Translate) -> str:
    """Say in the language of *_* what a row of a kind of file is."""
    words = {
        "posts": _("a post with its requirements, pay and contact"),
        "candidates": _("a person: who, education, what work is sought, what the person agrees to"),
        "employers": _("an employer that takes trainees, with its recognition"),
        "placements": _("a traineeship agreed: who, where, from when to when; after persons and employers"),
        "claims": _("a subsidy claimed for a person and a month; after the traineeships"),
        "employment": _("a spell of social insurance, from which leaving and staying on are read"),
        "courses": _("a course to which candidates may be pointed"),
        "booths": _("an employer's booth at a fair, with its posts and interviewers"),
        "attendance": _("whether somebody came to a fair, and what came of the talk"),
        "results": _("what came of a push, a message or a call"),
        "registry": _("a person on another office's list; what it changes is shown before it counts"),
    }
    return words[kind]
