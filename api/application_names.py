"""What applications of employers, their states and the steps to these are called."""

from __future__ import annotations

from api.language import Translate
from matcher.records import ApplicationKind, ApplicationState


def application_word(kind: ApplicationKind, _: Translate) -> str:
    """Name what an employer applies for."""
    return {ApplicationKind.RECOGNITION: _("recognition"), ApplicationKind.SUBSIDY: _("subsidy")}[kind]


def application_state(state: ApplicationState, _: Translate) -> str:
    """Name where an application stands."""
    words = {
        ApplicationState.SUBMITTED: _("handed in, to be answered"),
        ApplicationState.RETURNED: _("returned"),
        ApplicationState.ACCEPTED: _("accepted for examination"),
        ApplicationState.APPROVED: _("approved"),
        ApplicationState.REFUSED: _("refused"),
        ApplicationState.PAID: _("paid"),
        ApplicationState.WITHDRAWN: _("withdrawn"),
    }
    return words[state]


def application_step(state: ApplicationState, _: Translate) -> str:
    """Name the step by which an application comes to stand so."""
    words = {
        ApplicationState.SUBMITTED: _("Hand in again"),
        ApplicationState.RETURNED: _("Return for documents or corrections"),
        ApplicationState.ACCEPTED: _("Accept for examination"),
        ApplicationState.APPROVED: _("Approve"),
        ApplicationState.REFUSED: _("Refuse the application"),
        ApplicationState.PAID: _("Note as paid"),
        ApplicationState.WITHDRAWN: _("Note as withdrawn"),
    }
    return words[state]
