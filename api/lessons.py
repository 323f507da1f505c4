"""What the classifier of kinds learns from: labelled adverts of a suite, and examples of our own, with vectors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from api.vectors import VectorKeeper
from data.suites import KindSuite
from data.synthetic.occupations import Occupation, load_occupations
from matcher.records import Kind, Post
from matcher.text import post_texts
from models.kinds import COUNT, Lessons, load_examples

OCCUPATION_COUNT = 0.5  # each title of an invented occupation: there are many, and they lie far from the boundaries
N_DUTIES, N_WANTS = 5, 2

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class KindLessons:
    """Labelled adverts, by which kinds are judged too, and examples of our own."""

    labelled: Lessons
    own: Lessons

    def of_words(self) -> KindLessons:
        """Give the same without vectors."""
        return KindLessons(self.labelled.of_words(), self.own.of_words())


def kind_lessons(suite: KindSuite, keeper: VectorKeeper, *, on_progress: Progress | None = None) -> KindLessons:
    """Encode the labelled adverts of *suite* and our own examples, and put them together as lessons."""
    drafts = [(Kind(example.kind), example.title, example.duties, COUNT) for example in load_examples()]
    drafts += [
        (Kind(occupation.kind), title, _duties(occupation, n), OCCUPATION_COUNT)
        for occupation in load_occupations()
        for n, title in enumerate(occupation.titles)
    ]
    posts = [one.post for one in suite.labelled] + [_invented(title, duties) for _, title, duties, _ in drafts]
    lessons = _lessons(
        posts,
        [one.kind for one in suite.labelled] + [kind for kind, *_ in drafts],
        [1.0] * len(suite.labelled) + [count for *_, count in drafts],
        keeper,
        on_progress,
    )
    n = len(suite.labelled)
    return KindLessons(lessons.only(np.arange(n)), lessons.only(np.arange(n, len(lessons))))


def _lessons(
    posts: Sequence[Post],
    kinds: Sequence[Kind],
    counts: Sequence[float],
    keeper: VectorKeeper,
    on_progress: Progress | None,
) -> Lessons:
    texts = [post_texts(post) for post in posts]
    total, done = 2 * len(texts), 0

    def settled(n: int) -> None:
        nonlocal done
        done += n
        if on_progress is not None:
            on_progress(done, total)

    found = keeper.vectors("post", [text for both in texts for text in both], on_progress=settled)
    vectors = np.stack([np.stack([found[title], found[body]]) for title, body in texts])
    return Lessons(texts, kinds, vectors, counts, [post.employer for post in posts])


def _duties(occupation: Occupation, n: int) -> str:
    """Take some of an occupation's duties and wants, others for each of its titles."""
    duties = (occupation.duties[n:] + occupation.duties[:n])[:N_DUTIES]
    wants = (occupation.wants[n:] + occupation.wants[:n])[:N_WANTS]
    return "；".join(duties + wants)


def _invented(title: str, duties: str) -> Post:
    return Post(id="", title=title, employer="", description=f"岗位职责：{duties}")
