"""The texts of messages: templates of a few values, refused at load where they could tell a priority group."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, meta, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from data.reference import load_priority_groups
from matcher.errors import BadInput, why_refused
from matcher.outreach.situation import WRITTEN
from matcher.outreach.wording import place_of_telling_word, telling_word
from matcher.records import Channel

ENDING = ".jinja"
MOST_BYTES = 20_000
SMS_CHARACTERS = 70
SMS_CHARACTERS_OF_SEVERAL = 67
"""A short message of Chinese holds 70 characters; of several that belong together each has 67."""

MOST_SMS_PARTS = 3
FILTERS = frozenset({"join", "length", "first", "truncate"})
LOOP = frozenset({"first", "last", "index"})
NODES = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.If, nodes.For, nodes.Const),
    *(nodes.And, nodes.Or, nodes.Not, nodes.Compare, nodes.Operand, nodes.Filter),
)
"""What a template may be made of: nothing that joins texts, so that no word is put together from parts."""

_TAGS = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class MessagePost:
    """A post as a message tells it."""

    title: str
    employer: str
    place: str
    pay: str


@dataclass(frozen=True, slots=True)
class MessageMeeting:
    """A meeting at a fair as an invitation tells it."""

    begins: str
    where: str  # hall and booth
    employer: str
    title: str


@dataclass(frozen=True, slots=True)
class MessageFair:
    """A fair as an invitation tells it to one person; without meetings the person stands by."""

    name: str
    place: str
    day: str
    since: str
    until: str
    meetings: tuple[MessageMeeting, ...] = ()
    is_renewed: bool = False  # the person was told something else before


@dataclass(frozen=True, slots=True)
class MessageValues:
    """Everything that a message may hold: no group, no reason, nothing that was told in confidence."""

    name: str
    district: str
    office: str
    posts: tuple[MessagePost, ...] = ()
    to_register: bool = False
    refuse_link: str = ""  # by which the person refuses further push; "" = the message is spoken
    refuse_code: str = ""
    fair: MessageFair | None = None  # to which the person is invited


@dataclass(frozen=True, slots=True)
class MessageTemplate:
    """A template that passed the check."""

    channel: Channel
    file: str
    text: str


CLOSING = "拒收点{link} 或回{code}"
"""What stands under a message whose template says nothing of how to refuse."""

RENEWAL = "更改通知：时间或地点有变，以本次为准。"
"""What an invitation begins with to whom something else was told before, whatever its template."""

VARIABLES = frozenset(one.name for one in fields(MessageValues))
OF_PARTS = frozenset(one.name for part in (MessagePost, MessageFair, MessageMeeting) for one in fields(part))
INVITATIONS: Mapping[Channel, str] = {one: f"fair_{one.value}" for one in (Channel.SMS, Channel.MINI_PROGRAM)}
"""What the template of an invitation to a fair is called, by the channel."""

SAMPLE = MessageValues(
    name="王小明",
    district="历下区",
    office="历下区公共就业服务中心",
    posts=(MessagePost("软件测试见习生", "济南某某软件有限公司", "历下区", "3000元/月"),),
    refuse_link="https://jobs.example.org/r/2346789cd2346789cdfghjkmnpqrtvw",
    refuse_code="2346789CD",
)
SAMPLES = (
    SAMPLE,
    replace(SAMPLE, posts=SAMPLE.posts * 3),
    replace(SAMPLE, posts=(), to_register=True),
    replace(SAMPLE, posts=()),
)
_FAIR = MessageFair(
    "秋季见习对接会",
    "市人力资源市场一楼",
    "9月16日",
    "09:00",
    "12:00",
    (MessageMeeting("09:10", "A厅02号展位", "济南某某软件有限公司", "软件测试见习生"),),
)
FAIR_SAMPLES = tuple(
    replace(SAMPLE, posts=(), fair=replace(_FAIR, meetings=_FAIR.meetings * n, is_renewed=is_renewed))
    for n in (1, 3, 0)
    for is_renewed in (False, True)
)
_ENVIRONMENT = ImmutableSandboxedEnvironment(
    undefined=StrictUndefined, autoescape=False, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=False
)
_ENVIRONMENT.globals.clear()


def read_messages(folder: Path | None) -> Mapping[str, MessageTemplate]:
    """
    Read the templates of a city by name: ``sms.jinja``, ``phone.jinja``, … of the channels, and ``fair_sms.jinja``, …

    Args:
        folder: of the city's own; what it lacks is taken from the bundled ones. None = these alone.

    Raises:
        BadInput: a template cannot be read, uses another value than ``MessageValues`` has, or holds a word that tells a
            priority group; the text names file, line and word.
    """
    return _bundled() if folder is None else {**_bundled(), **_read_folder(folder)}


def render(template: MessageTemplate, values: MessageValues) -> str:
    """
    Write a message; where its template leaves out how to refuse further ones, that is put under it.

    Whatever somebody is called tells nothing: 赵五保 is written to like everybody.

    Raises:
        BadInput: the message would hold a word that tells a priority group, as a post's title may.
    """
    text = _write(template, values)
    # a name tells nothing, and a link is no word
    bare = replace(values, name=SAMPLE.name, refuse_link=SAMPLE.refuse_link, refuse_code=SAMPLE.refuse_code)
    word = telling_word(_write(template, bare), more=_names())
    if word is not None:
        raise BadInput(
            "{file}: the message would say “{word}”, which tells a priority group", file=template.file, word=word
        )
    return text


def _write(template: MessageTemplate, values: MessageValues) -> str:
    try:
        text = _ENVIRONMENT.from_string(template.text).render(_as_dict(values)).strip()
    except (TemplateError, TypeError) as error:
        raise BadInput("{file}: cannot be written: {why}", file=template.file, why=str(error)) from None
    if values.fair is not None and values.fair.is_renewed:
        text = f"{RENEWAL}{text}"
    link, code = values.refuse_link, values.refuse_code
    if template.channel not in WRITTEN or (link in text and code in text):
        return text
    return f"{text}\n{CLOSING.format(link=link, code=code)}"


def is_telling(text: str) -> bool:
    """Tell whether a text, as a post's title, may stand in no message since it would tell a priority group."""
    return telling_word(text, more=_names()) is not None


def n_sms_parts(text: str) -> int:
    """Count the short messages that a text takes."""
    n = len(text.encode("utf-16-le")) // 2
    return 1 if n <= SMS_CHARACTERS else -(-n // SMS_CHARACTERS_OF_SEVERAL)


@cache
def _bundled() -> Mapping[str, MessageTemplate]:
    with as_file(files("data").joinpath("outreach", "templates")) as folder:
        return _read_folder(folder)


def _read_folder(folder: Path) -> dict[str, MessageTemplate]:
    known = {one.value: one for one in Channel if one is not Channel.OFFICE} | {
        name: one for one, name in INVITATIONS.items()
    }
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix == ENDING)
    except OSError as error:
        raise BadInput("{file}: {why}", file=str(folder), why=why_refused(error)) from None
    if not paths:
        raise BadInput("{file}: there is no template ({ending}) in this folder", file=str(folder), ending=ENDING)
    for path in paths:
        if path.stem not in known:
            raise BadInput(
                "{file}: there is no such channel; name it by one of {known}", file=path.name, known=tuple(known)
            )
    return {path.stem: _read(path, known[path.stem]) for path in paths}


def _read(path: Path, channel: Channel) -> MessageTemplate:
    try:
        text = path.read_bytes()[:MOST_BYTES].decode("utf-8")
        tree = _ENVIRONMENT.parse(text)
    except OSError as error:
        raise BadInput("{file}: {why}", file=path.name, why=why_refused(error)) from None
    except UnicodeDecodeError:
        raise BadInput("{file}: is not written in UTF-8", file=path.name) from None
    except TemplateSyntaxError as error:
        raise BadInput("{file} line {line}: {why}", file=path.name, line=error.lineno, why=str(error.message)) from None
    _refuse_words(path.name, text)
    for node in _all(tree):
        _refuse_node(path.name, node)
    for name in sorted(meta.find_undeclared_variables(tree) - VARIABLES):
        line = next((one.lineno for one in tree.find_all(nodes.Name) if one.name == name), 1)
        raise _no_such_value(path.name, line, name, VARIABLES)
    template = MessageTemplate(channel, path.name, text)
    _try(template)
    return template


def _refuse_words(file: str, text: str) -> None:
    """Refuse a word that tells a group, in the text as it stands and as it reads once the tags are gone."""
    bare = _TAGS.sub(lambda tag: "\n" * tag.group().count("\n"), text)
    for read in (text, bare):
        found = place_of_telling_word(read, more=_names())
        if found is not None:
            raise BadInput(
                "{file} line {line}: “{word}” would tell a priority group; no message may",
                file=file,
                line=read.count("\n", 0, found[0]) + 1,
                word=found[1],
            )


def _all(node: nodes.Node) -> Iterator[nodes.Node]:
    yield node
    for child in node.iter_child_nodes():
        yield from _all(child)


def _refuse_node(file: str, node: nodes.Node) -> None:
    """Refuse what is not needed to write a message."""
    if not isinstance(node, NODES):
        what = type(node).__name__
        raise BadInput("{file} line {line}: {what} is not allowed in a message", file=file, line=node.lineno, what=what)
    if isinstance(node, nodes.Filter) and node.name not in FILTERS:
        raise _no_such_value(file, node.lineno, node.name, FILTERS)
    if isinstance(node, nodes.Getattr):
        of_loop = isinstance(node.node, nodes.Name) and node.node.name == "loop"
        known = LOOP if of_loop else OF_PARTS
        if node.attr not in known:
            raise _no_such_value(file, node.lineno, node.attr, known)


def _no_such_value(file: str, line: int, name: str, known: frozenset[str]) -> BadInput:
    return BadInput(
        "{file} line {line}: there is no {name}; a message may have {known}",
        file=file,
        line=line,
        name=name,
        known=tuple(sorted(known)),
    )


def _try(template: MessageTemplate) -> None:
    """Write the samples: each must come out, and short messages must be short."""
    invites = template.file.removesuffix(ENDING) in INVITATIONS.values()
    for values in FAIR_SAMPLES if invites else SAMPLES:
        n = n_sms_parts(render(template, values))
        if template.channel is Channel.SMS and n > MOST_SMS_PARTS:
            raise BadInput(
                "{file}: takes {n} short messages of {characters} characters; at most {most} are sent",
                file=template.file,
                n=n,
                characters=SMS_CHARACTERS,
                most=MOST_SMS_PARTS,
            )


def _as_dict(values: MessageValues) -> dict[str, object]:
    return {one: getattr(values, one) for one in VARIABLES}


@cache
def _names() -> tuple[str, ...]:
    """Give what the city's groups and registries are called."""
    table = load_priority_groups()
    groups = (name for one in table.groups.values() for name in (one.name, one.english, one.code))
    kinds = (name for one in table.kinds.values() for name in (one.name, one.english, one.code))
    return (*groups, *kinds)
