"""By which ways a trainee was eligible on the day of the start, whatever the record says of today."""

from datetime import date

import pytest

from data.rulebook import read_rulebook
from matcher.eligibility.programme import WayIn, ways_at_start
from matcher.records import Candidate, Education, EmploymentStatus, Status

JINAN = read_rulebook("jinan-2023").named("jinan-2023")


@pytest.mark.parametrize("today", [None, *EmploymentStatus])
def test_what_a_trainee_does_today_says_nothing_of_the_day_of_the_start(today: EmploymentStatus | None) -> None:
    # a graduate of 2022 who began on 2023-09-01 and was kept is employed by the record of today
    trainee = Candidate(
        "C1",
        education=Education.BACHELOR,
        graduation_status="毕业",
        graduated_on=date(2022, 6, 30),
        employment_status=today,
    )
    ways = ways_at_start(trainee, edition=JINAN, on=date(2023, 9, 1))
    assert [one.way for one in ways if one.status is Status.MET] == [WayIn.GRADUATE]
