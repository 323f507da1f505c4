"""The JSON shape of personal data: taken in after checks, given out masked, and kept where a body leaves it out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from api.fields import Line, Word
from data.values.identifiers import read_bank_card, read_id_number, read_mobile, read_phone
from data.values.reasons import Reason
from matcher.errors import BadInput, Phrase
from matcher.records import Person

NUMBERS = ("id_number", "phone")
MASK = "*"  # in what is given out masked, never in a name or a number


WRONG_WITH_IT: dict[str, Phrase] = {
    Reason.ID_LENGTH: Phrase("it has 18 characters, or 15 of old"),
    Reason.DIGITS_LOST: Phrase("it has 18 characters, or 15 of old"),  # written as 3.7E+17
    Reason.ID_CHECK: Phrase("its check digit does not agree"),
    Reason.ID_ROUNDED: Phrase("its check digit does not agree; a spreadsheet may have dropped the last three digits"),
    Reason.ID_BIRTH: Phrase("there is no such birth date"),
}


def _if_whole(read: Callable[[str], str]) -> AfterValidator:
    """Let a masked value through: only who knows what is stored can tell whether it stands for it."""
    return AfterValidator(lambda value: value if MASK in value else read(value))


def _phone(value: str) -> str:
    try:
        return read_phone(value)
    except ValueError:
        raise ValueError(Phrase("is not a phone")) from None


def _mobile(value: str) -> str:
    try:
        return read_mobile(value)
    except ValueError:
        raise ValueError(Phrase("is not a mobile phone of 11 digits")) from None


def _id_number(value: str) -> str:
    try:
        return read_id_number(value).number
    except ValueError as reason:
        raise ValueError(Phrase.of("is not an ID number ({why})", why=WRONG_WITH_IT[str(reason)])) from None


def _bank_card(value: str) -> str:
    try:
        return read_bank_card(value)
    except ValueError:
        raise ValueError(Phrase("is not a bank card: 10 to 30 digits")) from None


Phone = Annotated[Word, _if_whole(_phone)]
Mobile = Annotated[Word, _if_whole(_mobile)]
IdNumber = Annotated[Word, _if_whole(_id_number)]
BankCard = Annotated[Word, _if_whole(_bank_card)]


class ContactBody(BaseModel):
    """A person that a post or an employer names."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"name": "李主任", "phone": "0531-55501234"}}
    )

    name: Word | None = Field(None, description="Encrypted at rest; given out as 李**.")
    phone: Phone | None = Field(None, description="Encrypted at rest; given out as 138****5678.")


class PersonBody(BaseModel):
    """Who a candidate is."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"example": {"name": "张三", "id_number": "11010519491231002X", "phone": "13812345678"}},
    )

    name: Word | None = Field(None, description="姓名; given out as 张**.")
    phone: Mobile | None = Field(None, description="手机号; given out as 138****5678.")
    id_number: IdNumber | None = Field(None, description="身份证号; its check digit and date must agree.")
    address: Line | None = Field(None, description="Encrypted at rest; never given out here.")


class MentorBody(BaseModel):
    """The mentor of a placement."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"name": "孙师傅"}})

    name: Word | None = Field(None, description="Encrypted at rest; given out as 孙**.")


class AccountBody(BaseModel):
    """Where a trainee is paid."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"bank_card": "6222021602001234567"}})

    bank_card: BankCard | None = Field(None, description="Encrypted at rest; given out as ************4567.")


class NumberBody(BaseModel):
    """Whom a claim is for."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"id_number": "11010519491231002X"}})

    id_number: IdNumber | None = Field(None, description="Encrypted at rest; given out as 1101**********002X.")


class MaskedContact(BaseModel):
    """A person that a post or an employer names, all values masked."""

    name: str | None = Field(None, examples=["张**"])
    phone: str | None = Field(None, examples=["138****5678"])


class MaskedPerson(MaskedContact):
    """Who a candidate is, all values masked."""

    id_number: str | None = Field(None, examples=["3701**********1234"])


@dataclass(frozen=True, slots=True)
class People:
    """
    What a body says of the people kept with a record, beside what is stored; a place is a (role, field).

    Attributes:
        known: who they are, by role: only what is told whole.
        names: the names that are told whole or removed, by role.
        same: the places where the mask of what is stored was sent.
        unsent: the places of stored values that the body leaves out.
    """

    known: dict[str, Person | None]
    names: dict[str, str | None]
    same: frozenset[tuple[str, str]]
    unsent: frozenset[tuple[str, str]]

    @property
    def kept(self) -> frozenset[tuple[str, str]]:
        """The places that stay as they are stored."""
        return self.same | self.unsent

    def left_to(self, renamed: Collection[str]) -> set[tuple[str, str]]:
        """
        Give the places whose values would pass to another name without a word, of the roles that are *renamed*.

        What nobody is shown a mask of (the address, the bank card) follows a number that was sent as its mask.
        """
        vouched = {role for role, field in self.same if field in NUMBERS}
        follows = {(role, field) for role in vouched for field in Person.__slots__ if field not in NUMBERS}
        return {place for place in self.unsent if place[0] in renamed} - follows


def to_people(body: BaseModel, stored: Mapping[str, Person | None], *, field_of: Mapping[str, str]) -> People:
    """
    Read the people of a body: what is left out stays, null removes, a masked value stands for the stored one.

    Args:
        body: as it was put.
        stored: who is stored in each role, masked.
        field_of: role → the field of the body that holds the person.

    Raises:
        BadInput: a masked value is not the mask of what is stored.
    """
    known: dict[str, Person | None] = {}
    names: dict[str, str | None] = {}
    same: set[tuple[str, str]] = set()
    unsent: set[tuple[str, str]] = set()
    for role, masked in stored.items():
        name = field_of[role]
        person: BaseModel | None = getattr(body, name)
        given = {} if person is None else person.model_dump(exclude_unset=True)
        covered = {field for field, value in given.items() if _is_same(value, masked, field, name)}
        known[role] = Person(**{field: value for field, value in given.items() if field not in covered})
        same |= {(role, field) for field in covered}
        if "name" in given.keys() - covered:
            names[role] = given["name"]
        if person is not None or name not in body.model_fields_set:
            stays = (field for field in Person.__slots__ if getattr(masked, field, None) and field not in given)
            unsent |= {(role, field) for field in stays}
    return People(known, names, frozenset(same), frozenset(unsent))


def _is_same(value: str | None, masked: Person | None, field: str, place: str) -> bool:
    """Tell whether a value of a person is the masked one that is stored; an address may hold a star of its own."""
    if value is None or MASK not in value or field == "address":
        return False
    if masked is None or value != getattr(masked, field):
        raise BadInput(
            "{field}: is masked, and not as what is stored is masked; send it whole, or leave it out to keep it",
            field=f"{place}.{field}",
        )
    return True


def from_masked(person: Person | None) -> MaskedPerson | None:
    """Tell a person whose values the store has masked already."""
    if person is None:
        return None
    return MaskedPerson(name=person.name, id_number=person.id_number, phone=person.phone)


def from_masked_contact(person: Person | None) -> MaskedContact | None:
    """Tell a contact or mentor whose values the store has masked already."""
    return None if person is None else MaskedContact(name=person.name, phone=person.phone)
