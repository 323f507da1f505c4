"""The JSON shape of personal data: taken in after checks, given out masked."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from api.fields import Line, Word
from data.values.identifiers import read_id_number, read_mobile, read_phone
from matcher.records import Person


def _unmasked(value: str) -> str:
    if "*" in value:
        raise ValueError("is masked; send the whole value (what is left out is removed)")
    return value


def _phone(value: str) -> str:
    try:
        return read_phone(value)
    except ValueError as reason:
        raise ValueError(f"is not a phone ({reason})") from None


def _mobile(value: str) -> str:
    try:
        return read_mobile(value)
    except ValueError as reason:
        raise ValueError(f"is not a mobile phone ({reason})") from None


def _id_number(value: str) -> str:
    try:
        return read_id_number(value).number
    except ValueError as reason:
        raise ValueError(f"is not an ID number ({reason})") from None


PersonName = Annotated[Word, AfterValidator(_unmasked)]
Phone = Annotated[Word, AfterValidator(_unmasked), AfterValidator(_phone)]
Mobile = Annotated[Word, AfterValidator(_unmasked), AfterValidator(_mobile)]
IdNumber = Annotated[Word, AfterValidator(_unmasked), AfterValidator(_id_number)]


class ContactBody(BaseModel):
    """A person that a post or an employer names."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"name": "李主任", "phone": "0531-55501234"}}
    )

    name: PersonName | None = Field(None, description="Encrypted at rest; given out as 李**.")
    phone: Phone | None = Field(None, description="Encrypted at rest; given out as 138****5678.")


class PersonBody(BaseModel):
    """Who a candidate is."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"example": {"name": "张三", "id_number": "11010519491231002X", "phone": "13812345678"}},
    )

    name: PersonName | None = Field(None, description="姓名; given out as 张**.")
    phone: Mobile | None = Field(None, description="手机号; given out as 138****5678.")
    id_number: IdNumber | None = Field(None, description="身份证号; its check digit and date must agree.")
    address: Line | None = Field(None, description="Encrypted at rest; never given out here.")


class MaskedPerson(BaseModel):
    """A person with all values masked."""

    name: str | None = Field(None, examples=["张**"])
    id_number: str | None = Field(None, examples=["3701**********1234"])
    phone: str | None = Field(None, examples=["138****5678"])


def to_person(body: ContactBody | PersonBody | None) -> Person | None:
    """Make the record of a body."""
    return None if body is None else Person(**body.model_dump())


def from_masked(person: Person | None) -> MaskedPerson | None:
    """Tell a person whose values the store has masked already."""
    if person is None:
        return None
    return MaskedPerson(name=person.name, id_number=person.id_number, phone=person.phone)
