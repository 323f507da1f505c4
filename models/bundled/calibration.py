"""Texts that show the eight-bit network what numbers to expect, composed in the manner of adverts and profiles."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from random import Random

N_TEXTS = 120
_SEED = 20230701


def calibration_texts() -> list[str]:
    """Compose the texts, the same at each call: a third titles and wishes, a third adverts, a third profiles."""
    words = _words()
    random = Random(_SEED)
    makers = (_short, _advert, _profile)
    return [makers[i % len(makers)](words, random) for i in range(N_TEXTS)]


def _words() -> dict[str, list[str]]:
    table = tomllib.loads(Path(__file__).with_name("calibration.toml").read_text(encoding="utf-8"))
    return {name: text.split() for name, text in table.items()}


def _short(words: Mapping[str, list[str]], random: Random) -> str:
    title, other = random.sample(words["titles"], 2)
    wish = random.choice(words["wishes"])
    return random.choice([f"query: {wish}", f"query: {title}、{other}", f"passage: {title}"])


def _advert(words: Mapping[str, list[str]], random: Random) -> str:
    duties = random.sample(words["duties"], random.randint(1, 9))
    requirements = random.sample(words["requirements"], random.randint(1, 6))
    lines = [
        random.choice(words["titles"]),
        "岗位职责：" + "；".join(f"{i}、{duty}" for i, duty in enumerate(duties, 1)),
        "任职要求：" + "；".join(f"{i}. {requirement}" for i, requirement in enumerate(requirements, 1)),
        "，".join(random.sample(words["offers"], random.randint(1, 5))),
    ]
    return "passage: " + random.choice(["\n", " ", "。"]).join(lines)


def _profile(words: Mapping[str, list[str]], random: Random) -> str:
    parts = [
        random.choice(words["educations"]),
        random.choice(words["majors"]) + "专业",
        "技能：" + "、".join(random.sample(words["skills"], 3)),
        "曾在公司实习，" + random.choice(words["duties"]),
        random.choice(words["wishes"]),
    ]
    return "query: " + "，".join(random.sample(parts, random.randint(2, len(parts))))
