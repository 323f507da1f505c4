"""The Chinese sentence for each criterion and outcome; {asked} and {given} are what the two sides say."""

from __future__ import annotations

from matcher.records import Status

_MET, _NOT, _OPEN = Status.MET, Status.NOT_MET, Status.UNKNOWN

CHINESE: dict[str, dict[Status, str]] = {
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
        _MET: "岗位“{given}”与本人想做的工作（{asked}）相同或同类。",
        _NOT: "岗位“{given}”里看不到本人想做的工作（{asked}）。",
        _OPEN: "岗位“{given}”与本人想做的工作（{asked}）沾边。",
    },
    "other_work": {
        _MET: "工作种类与本人想做的不相冲突。",
        _NOT: "岗位“{given}”是另一类工作，本人想做的是{asked}。",
        _OPEN: "没有看出岗位“{given}”是另一类工作。",
    },
    "silent": {
        _MET: "岗位描述写明了工作内容。",
        _NOT: "岗位“{given}”的工作内容写得很少，推荐前请先问清做什么。",
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
        _MET: "本人学历没有比岗位要求高出很多。",
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
        _MET: "待遇达到期望：期望{asked}，岗位{given}。",
        _NOT: "待遇低于期望：期望{asked}，岗位{given}。",
        _OPEN: "待遇是否合适还不清楚：期望{asked}，岗位{given}。",
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
        _NOT: "“{given}”属于普工、销售、客服、保安、护工、司机、服务员一类，本人没有提过这类工作。",
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
        _MET: "待遇没有远高于新手常见的水平：{given}。",
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
