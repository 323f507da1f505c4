"""Whether two records are one person: the same ID number first, then everything weighed, then a person decides."""

from matcher.linkage.deciding import settle_each
from matcher.linkage.fitting import fit_parameters
from matcher.linkage.linking import compare_one, duplicates, judge_registries, link, link_registries
from matcher.linkage.numbers import sound_number
from matcher.linkage.parameters import Chances, Parameters
from matcher.linkage.shipped import SHIPPED

__all__ = [
    "SHIPPED",
    "Chances",
    "Parameters",
    "compare_one",
    "duplicates",
    "fit_parameters",
    "judge_registries",
    "link",
    "link_registries",
    "settle_each",
    "sound_number",
]
