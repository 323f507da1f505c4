"""What a city states of its outreach: the policy with its formula, and the texts of messages."""

from data.outreach.messages import (
    INVITATIONS,
    MessageFair,
    MessageMeeting,
    MessagePost,
    MessageTemplate,
    MessageValues,
    is_telling,
    n_sms_parts,
    read_messages,
    render,
)
from data.outreach.policy import read_policy

__all__ = [
    "INVITATIONS",
    "MessageFair",
    "MessageMeeting",
    "MessagePost",
    "MessageTemplate",
    "MessageValues",
    "is_telling",
    "n_sms_parts",
    "read_messages",
    "read_policy",
    "render",
]
