"""What is trained, in the console: what each model is for, which is in use, and its card."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.console.cards import card
from api.console.pages import page
from api.console.visitors import TheVisitor
from api.deps import TheHouse, needs
from api.house import House
from api.language import Translate
from matcher.errors import Phrase
from models.kinds import kinds_adoption
from models.ranker import ranker_adoption
from models.titles import titles_adoption

Name = Literal["ranker", "e5-small", "kinds", "titles"]

NAMES: dict[Name, Phrase] = {
    "ranker": Phrase("Weights of the ranking"),
    "e5-small": Phrase("Encoder of meaning"),
    "kinds": Phrase("Classifier of the kinds of posts"),
    "titles": Phrase("Titles read from the words of an advert"),
}
ABOUT: dict[Name, tuple[Phrase, ...]] = {
    "ranker": (
        Phrase(
            "Says how much each criterion weighs when posts are ranked for somebody; each list shows these weights."
        ),
        Phrase("Reads no sex, name, age, ID number and no priority group."),
        Phrase("Learns from what became of offers only when somebody starts it, and ranks no worse afterwards."),
    ),
    "e5-small": (
        Phrase("Makes of each text numbers that lie close together where the meaning is close."),
        Phrase("Reads the texts of posts and of wishes; no names and no numbers of people."),
        Phrase("Comes with the product and does not change here."),
    ),
    "kinds": (
        Phrase("Says of a post without a stated kind which of the four kinds it is most likely, and how sure that is."),
        Phrase("Reads posts alone; no person's data."),
        Phrase("A kind that was inferred is marked so wherever it is shown."),
    ),
    "titles": (
        Phrase("Says which occupation the words of a title mean; `matcher evaluate` uses it, the ranking does not."),
        Phrase("Reads titles alone; no person's data."),
    ),
}

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Trained:
    """A trained thing as the list shows it."""

    name: Name
    title: str
    about: tuple[str, ...]
    id: str | None  # of what is in use; None = it is not loaded yet, or bears no id
    is_own: bool  # trained on this machine, in place of what is shipped


@router.get("/rankers", dependencies=[needs("users:manage")])
def show_rankers(request: Request, house: TheHouse, visitor: TheVisitor) -> Response:
    """Show what is trained and which of it is in use."""
    return page(request, "rankers", trained=[_trained(house, name, visitor.say) for name in NAMES])


@router.get("/rankers/{name}", dependencies=[needs("users:manage")])
def show_card(request: Request, name: Name, house: TheHouse, visitor: TheVisitor) -> Response:
    """Show the card of a model: data, figures, limits."""
    say = visitor.say
    return page(request, "ranker", one=_trained(house, name, say), card=card(name, table=say("Table")))


def _trained(house: House, name: Name, say: Translate) -> Trained:
    about = tuple(one.told(say) for one in ABOUT[name])
    return Trained(name, NAMES[name].told(say), about, _id(house, name), _is_own(house, name))


def _id(house: House, name: Name) -> str | None:
    follower = house.follower
    if name == "ranker":
        return follower.ranker_id
    if not follower.is_loaded or name == "titles":
        return None
    return follower.kinds_id if name == "kinds" else follower.keeper.encoder.id


def _is_own(house: House, name: Name) -> bool:
    folder = house.settings.models_folder
    adopted = {
        "ranker": ranker_adoption(folder / "ranker").is_adopted,
        "kinds": kinds_adoption(folder / "kinds").is_adopted,
        "titles": titles_adoption(folder / "titles").is_adopted,
    }
    return adopted.get(name, False)
