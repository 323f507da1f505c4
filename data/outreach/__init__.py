"""What a city states of its outreach: the policy with its formula, and the texts of messages."""

from data.outreach.policy import read_policy

__all__ = ["read_policy"]
