"""What the check of a field found, in our words."""

from __future__ import annotations

from typing import Annotated

import pytest
from pydantic import Field, TypeAdapter, ValidationError

from data.faults import phrase_of


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        pytest.param(Field(le=10_000_000), 2e7, "must be 10000000 or less", id="whole, most"),
        pytest.param(Field(ge=0), -1.0, "must be 0 or more", id="whole, least"),
        pytest.param(Field(le=0.5), 1.0, "must be 0.5 or less", id="with a part"),
    ],
)
def test_a_bound_is_told_as_people_write_it(field: object, value: float, said: str) -> None:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(Annotated[float, field]).validate_python(value)
    assert phrase_of(caught.value.errors()[0]).told() == said
