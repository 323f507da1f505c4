"""The watch for subsidies obtained by fraud (济人社字〔2023〕15号 三(四)): what does not go together in the files."""

from matcher.fraud.barring import barred_days
from matcher.fraud.facts import Attempt, Barred, Facts, Shared
from matcher.fraud.watch import RULES, watch

__all__ = ["RULES", "Attempt", "Barred", "Facts", "Shared", "barred_days", "watch"]
