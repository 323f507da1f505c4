"""What long jobs are called, how they stand, and what came of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from api.import_names import file_word
from api.language import Translate
from data.store import Job

Told = tuple[str, int]
"""What is counted, and how many there are."""


def job_word(job: Job, _: Translate) -> str:
    """Name a job in the language of *_*."""
    if job.kind == "import":
        what = file_word(job.arguments["kind"], _)
        return _("Corrected rows: {what}").format(what=what) if "corrects" in job.arguments else what
    words = {
        "import_registry": _("Registry of a priority group"),
        "link": _("Comparison with the registries"),
        "push": _("Plan of a push"),
        "fair plan": _("Plan of a fair"),
        "strictness": _("Report on demands of posts"),
        "verify_log": _("Look through the log"),
    }
    return words.get(job.kind, job.kind)


def state_word(state: str, _: Translate) -> str:
    """Name the state of a job in the language of *_*."""
    words = {
        "queued": _("waits its turn"),
        "running": _("under way"),
        "done": _("finished"),
        "failed": _("did not succeed"),
    }
    return words[state]


def counts_of_job(job: Job, _: Translate) -> tuple[Told, ...]:
    """Count what came of a job that is done, in the language of *_*."""
    tellers = {"import": _of_import, "import_registry": _of_registry, "link": _of_linking}
    if job.result is None or job.kind not in tellers:
        return ()
    return tuple(tellers[job.kind](job.result, _))


def _of_import(result: Mapping[str, Any], _: Translate) -> Iterator[Told]:
    yield _("rows in the file"), result["n_rows"]
    yield _("rows stored"), result["n_stored"]
    yield _("rows rejected"), result["n_rejected"]
    yield _("new records"), result["added"]
    yield _("records changed"), result["changed"]
    yield _("records as before"), result["unchanged"]


def _of_registry(result: Mapping[str, Any], _: Translate) -> Iterator[Told]:
    if result["is_known"]:
        return
    yield _("people in the extract"), result["n_entries"]
    yield _("rows rejected"), result["n_rejected"]
    yield _("people new"), result["added"]
    yield _("people gone"), result["gone"]
    yield _("people changed"), result["changed"]
    yield _("people as before"), result["unchanged"]


def _of_linking(result: Mapping[str, Any], _: Translate) -> Iterator[Told]:
    yield _("extracts taken into effect"), result["n_extracts"]
    yield _("people compared"), result["n_compared"]
    yield _("entries of registries"), result["n_entries"]
    duplicates = result["duplicates"]
    yield _("stored twice, joined by themselves"), duplicates["n_joined"]
    yield _("perhaps stored twice, to be looked at"), duplicates["n_review"]
