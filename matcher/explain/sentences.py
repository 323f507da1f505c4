"""One plain sentence for each criterion and outcome, in Chinese and English."""

from __future__ import annotations

from typing import Literal

from matcher.explain.values import in_english
from matcher.records import Criterion, Status

Language = Literal["zh", "en"]

_MET, _NOT, _OPEN = Status.MET, Status.NOT_MET, Status.UNKNOWN

_CHINESE: dict[str, dict[Status, str]] = {
    "work": {
        _MET: "岗位“{given}”与求职意向“{asked}”相近。",
        _NOT: "岗位“{given}”与求职意向“{asked}”相差较远。",
        _OPEN: "岗位“{given}”与求职意向的关系不明显。",
    },
    "wish_words": {
        _MET: "岗位描述里有求职意向中的字词。",
        _NOT: "岗位描述里少有求职意向中的字词。",
        _OPEN: "岗位描述与求职意向的用词只有少量相同。",
    },
    "wished": {
        _MET: "岗位“{given}”正是本人想做的工作（{asked}）。",
        _NOT: "岗位“{given}”里看不到本人想做的工作（{asked}）。",
        _OPEN: "岗位“{given}”与本人想做的工作（{asked}）沾边。",
    },
    "other_work": {
        _MET: "工作种类与本人想做的不相冲突。",
        _NOT: "岗位“{given}”是另一类工作，本人想做的是{asked}。",
        _OPEN: "本人没有写明想做的工作。",
    },
    "silent": {
        _MET: "岗位描述写明了工作内容。",
        _NOT: "岗位“{given}”几乎没有写工作内容，推荐前请先问清做什么。",
        _OPEN: "岗位描述是否写明工作内容不清楚。",
    },
    "training": {
        _MET: "所学与经历（{given}）与岗位职责相近。",
        _NOT: "所学与经历（{given}）与岗位职责相差较远。",
        _OPEN: "所学与经历和岗位职责的关系不明显。",
    },
    "words": {
        _MET: "岗位描述里有不少与本人专业、技能、经历相同的字词。",
        _NOT: "岗位描述里少有与本人专业、技能、经历相同的字词。",
        _OPEN: "岗位描述与本人材料的用词只有少量相同。",
    },
    "education": {
        _MET: "学历符合：要求{asked}，本人{given}。",
        _NOT: "学历不够：要求{asked}，本人{given}。",
        _OPEN: "学历是否符合不清楚：要求{asked}，本人{given}。",
    },
    "level": {
        _MET: "学历与岗位要求的层次相当。",
        _NOT: "岗位只要求{asked}，本人{given}，可能大材小用。",
        _OPEN: "岗位没有写明学历层次，无法比较高低。",
    },
    "experience": {
        _MET: "经验可以：要求{asked}，本人{given}。",
        _NOT: "经验不够：要求{asked}，本人{given}。",
        _OPEN: "经验要求或本人经历没有写明：要求{asked}，本人{given}。",
    },
    "seniority": {
        _MET: "岗位级别合适。",
        _NOT: "“{asked}”像是负责人或资深岗位，本人工作时间还短。",
        _OPEN: "岗位级别是否合适不清楚。",
    },
    "major": {
        _MET: "专业合适：要求{asked}，本人{given}。",
        _NOT: "专业不在要求之列：要求{asked}，本人{given}。",
        _OPEN: "专业是否合适看不出来：要求{asked}，本人{given}，请先问单位。",
    },
    "dates": {
        _MET: "岗位正在招人（{asked}）。",
        _NOT: "岗位当天不招人（{asked}）。",
        _OPEN: "岗位是否还在招人不清楚（{asked}），请先问单位。",
    },
    "place": {
        _MET: "地点合适：想在{asked}，岗位在{given}。",
        _NOT: "地点不在意向之内：想在{asked}，岗位在{given}。",
        _OPEN: "地点是否合适不清楚：想在{asked}，岗位地点{given}。",
    },
    "pay": {
        _MET: "待遇达到或接近期望（不低于八成）：期望{asked}，岗位{given}。",
        _NOT: "待遇低于期望：期望{asked}，岗位{given}。",
        _OPEN: "待遇没有写明：期望{asked}，岗位{given}。",
    },
    "night_shift": {
        _MET: "夜班方面没有冲突。",
        _NOT: "岗位有夜班，本人不上夜班。",
        _OPEN: "本人不上夜班，岗位有没有夜班没有写明。",
    },
    "lodging": {
        _MET: "住宿方面没有冲突。",
        _NOT: "本人需要住宿，单位不提供。",
        _OPEN: "本人需要住宿，单位是否提供没有写明。",
    },
    "travel": {
        _MET: "出差方面没有冲突。",
        _NOT: "岗位要长期或经常出差，本人不接受。",
        _OPEN: "本人不接受长期出差，岗位是否出差没有写明。",
    },
    "needs": {
        _MET: "本人需要{asked}，岗位写明“{given}”。",
        _NOT: "本人需要{asked}，岗位写的是“{given}”。",
        _OPEN: "本人需要{asked}，岗位没有写明，推荐前请先问单位。",
    },
    "unwanted_work": {
        _MET: "不含本人不愿做的工作。",
        _NOT: "“{given}”像是本人不愿做的工作（{asked}）。",
        _OPEN: "本人没有说明不愿做的工作。",
    },
    "unasked_work": {
        _MET: "工作种类与本人所说的不冲突。",
        _NOT: "“{given}”属于销售、保安、护工、司机一类，本人没有提过这类工作。",
        _OPEN: "工作种类是否合适不清楚。",
    },
    "advert": {
        _MET: "招聘信息没有可疑之处。",
        _NOT: "招聘信息有可疑之处，推荐前请先核实：{given}。",
        _OPEN: "招聘信息是否可靠不清楚。",
    },
    "certificate": {
        _MET: "证书符合：要求{asked}，本人有。",
        _NOT: "证书不符：要求{asked}，本人材料里没有，请先问清。",
        _OPEN: "岗位没有要求证书。",
    },
    "language": {
        _MET: "外语符合：要求{asked}，本人会。",
        _NOT: "外语不符：要求{asked}，本人材料里没有，请先问清。",
        _OPEN: "岗位没有要求外语。",
    },
    "elsewhere": {
        _MET: "岗位描述没有提到外地。",
        _NOT: "岗位描述提到外地、全国各地或驻外，工作地点请先问清。",
        _OPEN: "岗位描述没有说明是否在外地。",
    },
    "casual": {
        _MET: "岗位不是兼职。",
        _NOT: "岗位像是兼职、计时或在家做的活，不算见习。",
        _OPEN: "岗位是否全职不清楚。",
    },
    "selling": {
        _MET: "岗位描述里销售的内容不多。",
        _NOT: "岗位描述里有不少销售的内容，本人没有提过销售。",
        _OPEN: "岗位是否要做销售不清楚。",
    },
    "promised_pay": {
        _MET: "待遇在新手常见的范围之内：{given}。",
        _NOT: "待遇远高于新手常见的水平（{given}），要求可能比写的高，请先核实。",
        _OPEN: "岗位没有写明待遇。",
    },
    "hype": {
        _MET: "岗位名称写的是工作本身。",
        _NOT: "岗位名称“{given}”有招揽的话，请先看清工作内容。",
        _OPEN: "岗位名称是否可靠不清楚。",
    },
    "agency": {
        _MET: "用人单位写得清楚。",
        _NOT: "“{given}”像是中介或劳务公司，真正的用人单位请先问清。",
        _OPEN: "用人单位不清楚。",
    },
    "kind": {
        _MET: "岗位类别符合意向：{given}。",
        _NOT: "岗位类别不同：想要{asked}，岗位是{given}。",
        _OPEN: "岗位类别或意向类别没有写明。",
    },
}

_ENGLISH: dict[str, dict[Status, str]] = {
    "work": {
        _MET: "The post “{given}” is close to the wish “{asked}”.",
        _NOT: "The post “{given}” is far from the wish “{asked}”.",
        _OPEN: "How the post “{given}” relates to the wish is not clear.",
    },
    "wish_words": {
        _MET: "The advert uses words of the wish.",
        _NOT: "The advert uses few words of the wish.",
        _OPEN: "The advert shares some words with the wish.",
    },
    "wished": {
        _MET: "“{given}” is the work that the person wishes for ({asked}).",
        _NOT: "“{given}” shows nothing of the work that the person wishes for ({asked}).",
        _OPEN: "“{given}” touches the work that the person wishes for ({asked}).",
    },
    "other_work": {
        _MET: "The sort of work does not contradict the wish.",
        _NOT: "“{given}” is another sort of work; the person wishes for {asked}.",
        _OPEN: "The person named no work that is wished for.",
    },
    "silent": {
        _MET: "The advert says what the work is.",
        _NOT: "“{given}” says next to nothing of the work: ask what it is before recommending it.",
        _OPEN: "Whether the advert says what the work is is unknown.",
    },
    "training": {
        _MET: "What was learnt and done ({given}) is close to the duties.",
        _NOT: "What was learnt and done ({given}) is far from the duties.",
        _OPEN: "How training and experience relate to the duties is not clear.",
    },
    "words": {
        _MET: "The advert uses many words of the person's major, skills and experience.",
        _NOT: "The advert uses few words of the person's major, skills and experience.",
        _OPEN: "The advert shares some words with the person's papers.",
    },
    "education": {
        _MET: "Education suffices: {asked} asked, {given} held.",
        _NOT: "Education is too low: {asked} asked, {given} held.",
        _OPEN: "Whether education suffices is unknown: {asked} asked, {given} held.",
    },
    "level": {
        _MET: "The level of education suits the post.",
        _NOT: "The post asks for {asked} only, the person holds {given}: it may ask too little.",
        _OPEN: "The post names no level of education to compare with.",
    },
    "experience": {
        _MET: "Experience suffices: {asked} asked, {given} held.",
        _NOT: "Experience is too short: {asked} asked, {given} held.",
        _OPEN: "Experience asked or held is not stated: {asked} asked, {given} held.",
    },
    "seniority": {
        _MET: "The rank of the post suits.",
        _NOT: "“{asked}” sounds like a leader's or expert's post, and the person has worked for a short time.",
        _OPEN: "Whether the rank of the post suits is unknown.",
    },
    "major": {
        _MET: "The major suits: {asked} asked, {given} held.",
        _NOT: "The major is not among those asked for: {asked} asked, {given} held.",
        _OPEN: "Whether the major suits cannot be told: {asked} asked, {given} held; ask the employer first.",
    },
    "dates": {
        _MET: "The post is open ({asked}).",
        _NOT: "The post is not open on that day ({asked}).",
        _OPEN: "Whether the post is still open is unknown ({asked}): ask the employer first.",
    },
    "place": {
        _MET: "The place suits: {asked} wanted, the post is in {given}.",
        _NOT: "The place is not among those wanted: {asked} wanted, the post is in {given}.",
        _OPEN: "Whether the place suits is unknown: {asked} wanted, the place of the post: {given}.",
    },
    "pay": {
        _MET: "The pay meets or nears the wish (four fifths or more): {asked} wished, {given} offered.",
        _NOT: "The pay is under the wish: {asked} wished, {given} offered.",
        _OPEN: "Pay is not stated: {asked} wished, {given} offered.",
    },
    "night_shift": {
        _MET: "Nothing speaks against the hours.",
        _NOT: "The post has night shifts, which the person refuses.",
        _OPEN: "The person refuses night shifts, and the post does not say whether it has any.",
    },
    "lodging": {
        _MET: "Nothing speaks against the lodging.",
        _NOT: "The person needs lodging, and the employer offers none.",
        _OPEN: "The person needs lodging, and the post does not say whether it is offered.",
    },
    "travel": {
        _MET: "Nothing speaks against the travel.",
        _NOT: "The post has long or frequent travel, which the person refuses.",
        _OPEN: "The person refuses long travel, and the post does not say whether there is any.",
    },
    "needs": {
        _MET: "The person needs {asked}, and the post says “{given}”.",
        _NOT: "The person needs {asked}, but the post says “{given}”.",
        _OPEN: "The person needs {asked}, of which the post says nothing: ask the employer before recommending it.",
    },
    "unwanted_work": {
        _MET: "The post is none of the work that the person does not want.",
        _NOT: "“{given}” looks like work that the person does not want ({asked}).",
        _OPEN: "The person named no work that is unwanted.",
    },
    "unasked_work": {
        _MET: "The sort of work does not contradict what the person said.",
        _NOT: "“{given}” is work such as sales, guarding, care or driving, of which the person did not speak.",
        _OPEN: "Whether the sort of work suits is unknown.",
    },
    "advert": {
        _MET: "Nothing in the advert looks doubtful.",
        _NOT: "The advert looks doubtful, check it before recommending it: {given}.",
        _OPEN: "Whether the advert can be trusted is unknown.",
    },
    "certificate": {
        _MET: "The certificate required is held: {asked}.",
        _NOT: "The post requires {asked}, which the person does not name: ask first.",
        _OPEN: "The post requires no certificate.",
    },
    "language": {
        _MET: "The language required is known: {asked}.",
        _NOT: "The post requires {asked}, which the person does not name: ask first.",
        _OPEN: "The post requires no foreign language.",
    },
    "elsewhere": {
        _MET: "The advert speaks of no other place.",
        _NOT: "The advert speaks of other cities, the whole country or abroad: ask where the work is.",
        _OPEN: "The advert does not say whether the work is elsewhere.",
    },
    "casual": {
        _MET: "The post is no side job.",
        _NOT: "The post looks like a side job, paid by the hour or done at home: no traineeship.",
        _OPEN: "Whether the post is full time is unknown.",
    },
    "selling": {
        _MET: "The advert speaks little of selling.",
        _NOT: "The advert speaks much of selling, which the person did not mention.",
        _OPEN: "Whether the post includes selling is unknown.",
    },
    "promised_pay": {
        _MET: "The pay is what beginners are usually offered: {given}.",
        _NOT: "The pay is far above what beginners earn ({given}): it may ask for more than it says; check first.",
        _OPEN: "The post states no pay.",
    },
    "hype": {
        _MET: "The title names the work.",
        _NOT: "The title “{given}” cries out instead of naming the work: read what the work is.",
        _OPEN: "Whether the title can be trusted is unknown.",
    },
    "agency": {
        _MET: "The employer is named.",
        _NOT: "“{given}” looks like an agency: ask who the employer is.",
        _OPEN: "The employer is not known.",
    },
    "kind": {
        _MET: "The kind of post is the one wanted: {given}.",
        _NOT: "The kind of post differs: {asked} wanted, this is {given}.",
        _OPEN: "The kind of the post or the kind wanted is not stated.",
    },
}

_NOT_STATED = {"zh": "未写明", "en": "not stated"}

_WITHOUT = {
    "zh": {
        "work": "本人没有写求职意向，请先问清再推荐“{given}”。",
        "needs": "本人没有写明对工作条件的需要。",
        "kind": "本人没有写意向类别，岗位是{given}。",
    },
    "en": {
        "work": "The person stated no wish: ask before recommending “{given}”.",
        "needs": "The person stated no need of the workplace.",
        "kind": "The person stated no kind that is wanted; this is {given}.",
    },
}
"""Where nothing is asked for, whatever the outcome."""
_WITHOUT["zh"] |= {code: _WITHOUT["zh"]["work"] for code in ("wish_words", "unasked_work", "wished")}
_WITHOUT["en"] |= {code: _WITHOUT["en"]["work"] for code in ("wish_words", "unasked_work", "wished")}

_OPEN_BETWEEN = {
    "zh": {
        "experience": "经验略少：要求{asked}，本人{given}，可与单位商量。",
        "kind": "岗位类别不清楚：想要{asked}，岗位是{given}。",
    },
    "en": {
        "experience": "Experience is a little short: {asked} asked, {given} held; the employer may be talked to.",
        "kind": "Whether the kind suits is not clear: {asked} wanted, this is {given}.",
    },
}
"""Where both sides are known and the outcome is still open."""

_OPEN_WITHOUT_GIVEN = {
    "zh": {"kind": "想要{asked}，岗位没有写明类别。", "experience": "要求{asked}经验，本人没有写经历，请先问本人。"},
    "en": {
        "kind": "{asked} is wanted, and the post states no kind.",
        "experience": "{asked} of experience asked, and the person tells of none: ask first.",
    },
}
"""Where the one side asks and the other says nothing."""


_JUDGED = {
    "zh": {
        _MET: "工作人员核实过这条招聘信息，没有问题。",
        _NOT: "工作人员已认定这条招聘信息有问题，不再推荐：{given}。",
    },
    "en": {
        _MET: "An officer checked the advert and cleared it.",
        _NOT: "An officer found the advert to be a trap; it is recommended to nobody: {given}.",
    },
}
"""Of an advert on which an officer gave a verdict."""


def sentence(criterion: Criterion, language: Language) -> str:
    """
    Say in one plain sentence how *criterion* stands.

    What the records say is quoted as they have it, in Chinese, in both languages; what the program worded itself is in
    *language*. What is unknown is said to be not stated.
    """
    missing = _NOT_STATED[language]
    asked, given = (_in(value, language) or missing for value in (criterion.asked, criterion.given))
    told = _template(criterion, language).format(asked=asked, given=given)
    return told[0].upper() + told[1:]


def _template(criterion: Criterion, language: Language) -> str:
    usual = (_CHINESE if language == "zh" else _ENGLISH)[criterion.code][criterion.status]
    if criterion.code == "advert" and criterion.asked is not None:
        return _JUDGED[language].get(criterion.status, usual)
    if criterion.asked is None and (criterion.status is not _NOT or criterion.code != "kind"):
        return _WITHOUT[language].get(criterion.code, usual)
    if criterion.status is not _OPEN:
        return usual
    special = _OPEN_WITHOUT_GIVEN if criterion.given is None else _OPEN_BETWEEN
    return special[language].get(criterion.code, usual)


def _in(value: str | None, language: Language) -> str | None:
    return value if value is None or language == "zh" else in_english(value)
