"""The parameters that hold where data are few: set by judgement and tried on synthetic cities, see docs/linkage.md."""

from __future__ import annotations

from matcher.linkage.parameters import Chances, Parameters

SHIPPED = Parameters(
    levels={
        "name": {
            "exact": Chances(0.90, 1e-5),
            "variant": Chances(0.03, 1e-6),
            "same_sounds": Chances(0.02, 2e-5),
            "look_alike": Chances(0.005, 2e-6),
            "reordered": Chances(0.01, 2e-6),
            "shortened": Chances(0.01, 1e-4),
            "one_character": Chances(0.015, 1.5e-3),
            "surname": Chances(0.004, 0.03),
            "given_name": Chances(0.003, 1e-3),
            "differs": Chances(0.003, 0.965),
        },
        "id_number": {
            "same": Chances(0.75, 2e-9),
            "two_valid": Chances(0.003, 0.85),
            "one_slip": Chances(0.17, 1e-5),
            "two_slips": Chances(0.06, 2e-4),
            "tail": Chances(0.005, 2e-4),
            "fragment": Chances(0.005, 1e-3),
            "area": Chances(0.005, 0.01),
            "differs": Chances(0.005, 0.14),
        },
        "birth": {
            "exact": Chances(0.94, 2.5e-4),
            "month": Chances(0.98, 8e-3),
            "year": Chances(0.98, 0.09),
            "swapped": Chances(0.005, 2e-4),
            "one_part": Chances(0.03, 0.015),
            "differs": Chances(0.01, 0.98),
        },
        "sex": {"same": Chances(0.99, 0.5), "differs": Chances(0.01, 0.5)},
        "phone": {"same": Chances(0.8, 2e-6), "one_digit": Chances(0.03, 1e-6), "differs": Chances(0.17, 0.999)},
        "district": {"same": Chances(0.85, 0.09), "differs": Chances(0.15, 0.91)},
    },
    share=0.3,
    n_candidates=16_000,
    least_share=1e-4,
)
