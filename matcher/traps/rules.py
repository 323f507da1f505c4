"""The rules that make signs of a trap: what words, in what clause, under what title and employer."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """What makes a sign: words in one clause, unless the clause or the words before them say otherwise."""

    code: str
    words: re.Pattern[str]
    unless: re.Pattern[str] | None = None  # somewhere in the clause
    denied: bool = True  # words denied just before ("不收取押金") make no sign
    title_only: bool = False
    title: re.Pattern[str] | None = None  # the title has to hold this
    not_title: re.Pattern[str] | None = None  # and may not hold this
    employer: re.Pattern[str] | None = None
    not_employer: re.Pattern[str] | None = None
    also: tuple[re.Pattern[str], ...] = ()  # each stands somewhere in the title or the description


def _rule(
    code: str, words: str, *, denied: bool = True, title_only: bool = False, also: tuple[str, ...] = (), **guards: str
) -> Rule:
    patterns = {name: re.compile(pattern) for name, pattern in guards.items()}
    whole = tuple(re.compile(pattern) for pattern in also)
    return Rule(code, re.compile(words), denied=denied, title_only=title_only, also=whole, **patterns)


_FEES = (
    r"押金|保证金|报名费|培训费|资料费|建档费|中介费|介绍费|入会费|会员费|考证费|信息费|岗位费|入职费|诚意金|学费"
    r"|安置费|办证费"
)
_NOT_ASKED_OF_STAFF = (
    r"客户|业主|租|学员|学生|家长|投标|保函|商户|负责|房|公司(?:承担|报销|支付|缴|交)|报销|供应商|经销|催|子女|代收|核算"
    r"|提成|奖金"
)
_CLOTHES = r"服装|工装|工服|制服|被褥"
_AT_HOME = r"居家|在家(?:办公|操作|工作|就|可|即)|线上兼职|无需到公司|手机端?(?:即可|能上网|就能|操作)|平台:抖音"
_LURE = r"日结|日薪|日赚|元?/条|佣金|轻松|无\S{0,4}经验|一单一结|不收取?\S{0,2}费用|可做|时间自由"
_PROPER_AT_HOME = r"工程师|教师|老师|外贸|运营|设计|顾问|标注|教研|研究|经理|主管|心理"
_COLLECTING = (
    r"催收|清收|催款|逾期[的得]?(?:账户|客户|用户|账款|案件|贷款|账单|欠款|借款|人员)|(?:借款|贷款|信用卡)逾期"
    r"|(?:提醒|督促|引导|协商)\S{0,8}(?:还款|清缴欠|偿还)|还款提醒|逾期客服|信控专员"
)
_OTHER_DUES = (
    r"物业|业主|货款|订金|租|费用|材料|应收|贷前|贷中|征信|记录|物品|学费|车位|款手续|收费|货物|订单|从业|房款|尾款"
    r"|图书|合同|税|对账|发票|回单"
)
_SAYS_COLLECTION = r"催收|清收|催款|催缴|逾期|信控|贷后"
_COLLECTS_OTHERWISE = rf"{_SAYS_COLLECTION}|物业|管家|外贸|会计|出纳|财务|销售|业务|律师(?!助)|信贷经理"
_RAIL = r"高铁|动车|铁路|列车|火车|地铁|轻轨|客运段|普列|轨道交通|铁网|客运服务|票务代理"
_RAIL_ROLE = r"乘务|安检|辅警|乘警|站务|跟车|安全员|票务|检票|巡防|巡视|巡逻|餐吧|安保|保安|工作人员|服务人员"
_RAILWAYS = r"中国铁路|铁路局|国铁|(?:济南|青岛|北京|上海)(?:轨道交通|地铁)|轨道(?:交通)?运营|中车|保安|铁道职业|大学"
_NEAR_RAIL = r"施工|工地|地铁口|地铁站附近|旁|号线|附近|临近|出口|工程安全"
_RAIL_TRADES = r"施工|工程师|项目|专职|运维|设计|信号|开发|燃气|入户"
_DESK = r"文员|内勤|人事|综合管理|综合岗|医保专员|社保专员|储备干部|行政|后勤|档案|助理|售后维护|客户?服务?专员"
_DATA_DESK = (
    r"录入|(?:数据|资料|信息)整理|资料审核|信息审核|(?<!体系)审核员|审核岗|文员|内勤|打字|数据专员|(?<!市场)考察员"
)
_AGENT_TERMS = (
    r"保单|佣金|宝妈|时间\S{0,4}自由|可小白|接送?孩子|津贴|保险(?:经验|知识)|金融理财|到点下班"
    r"|顾家"
)
_AGENCY = r"人力|劳务|派遣|企业管理|人才|招聘|中介"
_OUR_CUSTOMERS = r"客户|顾客|企业|粉丝|家长|学员|引流|公司|系统|资源|患者|意向|精准|主动|用户|业主|QQ群|会员|学生|运营"

RULES = (
    _rule(
        "fee",
        rf"(?:交|缴|付|扣|垫|自费|(?:入职|新人|岗前)[^\s不无没免]{{0,4}}收)[^\s不无没免零]{{0,8}}(?:{_FEES})"
        rf"|(?:{_FEES})[::为]?\s*\d{{2,}}",
        unless=rf"{_NOT_ASKED_OF_STAFF}|{_CLOTHES}|宿舍",
    ),
    _rule(
        "uniform_fee", rf"(?:{_CLOTHES})(?:费(?!用全)|押金)|(?:交|缴|扣)\S{{0,6}}(?:{_CLOTHES})\S{{0,2}}(?:费|押金|钱)"
    ),
    _rule("fee_back", r"(?:考证|培训|学习)\S{0,3}费用?\S{0,6}(?:可报销|返还|退还)"),
    _rule(
        "loan",
        r"培训贷|助学贷|先学后付|学费\S{0,6}分期|费用\S{0,3}分期|分期\S{0,4}(?:学费|培训)|自费\S{0,10}(?:培训|学习)|培训\S{0,6}贷款",
        unless=r"客户|学员|家长|负责|公司承担",
    ),
    _rule(
        "course",
        r"(?:没有|无|零|缺乏|不具备)\S{0,6}经验\S{0,8}(?:参加|进行|安排)\S{0,8}(?:定向|脱产|封闭|实训)|免费定向培训"
        r"|(?:跨行|转行|零基础)\S{0,12}定向(?:招聘|培养|就业|招生)|结业\S{0,4}(?:推荐|安排)|推荐就业|包就业",
        denied=False,
        not_title="教师|老师|讲师|就业指导|班主任|顾问|招生",
        unless="学员|学生|毕业生就业|带薪",
    ),
    _rule(
        "tasks",
        r"刷单|任务金|任务佣金|做任务|点赞\S{0,6}(?:赚|佣|任务)|(?:领取|结算)佣金|垫付(?:货款|本金|任务|资金)|垫付\S{0,8}(?:返|退)|抢单\S{0,4}返|新人任务",
        unless="店铺",
    ),
    _rule(
        "home",
        r"发布|短剧|打字|完成\S{0,6}任务|录入|读文|朗读|点赞|剪辑|听书|客服|文员|推广"
        r"|手机端?\S{0,2}(?:就能|就可|即可)\S{0,2}操作",
        denied=False,
        also=(_AT_HOME, _LURE),
        not_title=_PROPER_AT_HOME,
    ),
    _rule(
        "company",
        r"语音厅|陪聊|陪玩|树洞|倾听员|读文聊天|聊天员|(?:聊天|娱乐|秀场|颜值|语音|形象)\S{0,4}主播(?!经纪)|(?:维护|陪)\S{0,3}大哥"
        r"|大哥\S{0,6}关系|礼物(?:流水|打赏|分成)|打赏\S{0,4}(?:分成|提成|收入)",
        unless="经验|经历|优先|转型|经纪人",
    ),
    _rule(
        "trading",
        r"交易指令|荐股|炒股|(?:股票|场外|杠杆)配资|炒币|虚拟币|(?:独立|模拟|实盘|日内)交易|盘面分析|看盘|K线"
        r"|(?:外汇|黄金|期货|股票|美股|证券)\S{0,4}(?:交易员|操盘|买卖|盘手|分析师|投资顾问)",
        unless="系统|软件|开发|测试|电力|售电",
        not_employer="证券|期货|银行|电力|售电|能源",
    ),
    _rule("hidden_collection", _COLLECTING, unless=_OTHER_DUES, not_title=_COLLECTS_OTHERWISE),
    _rule("hidden_collection", _COLLECTING, unless=_OTHER_DUES, employer="律所|律师", not_title="律师(?!助)"),
    _rule("hidden_collection", r"贷后管理", title=r"客服|话务|法务|调解|文员|助理", unless="贷前|贷中"),
    _rule(
        "hidden_collection",
        r"诉前|调解|还款|欠款",
        title=r"调解",
        not_employer="法院|仲裁|司法|街道|社区|物业",
        also=(r"金融|征信|信用卡|还款|欠款|银行",),
    ),
    _rule("collection", _COLLECTING, unless=_OTHER_DUES, title=_SAYS_COLLECTION),
    _rule(
        "hidden_sales",
        r"提成|业绩|推广信用卡|热爱销售|销售工作|开发客户|陌拜|邀约客户",
        title=_DATA_DESK,
        not_title="体系|验厂|内审|销售|电商|运营|业务|采购",
        also=(r"客户|信用卡|贷款|申请人|办卡",),
    ),
    _rule(
        "insurance_agent",
        _AGENT_TERMS,
        denied=False,
        title=_DESK,
        not_title=r"开发|工程师|会计|法务",
        employer=r"人寿|保险(?!经纪|公估)|太平洋寿|泰康|平安(?!银行|金服)",
    ),
    _rule(
        "rail_post",
        rf"(?:{_RAIL})\S{{0,12}}(?:{_RAIL_ROLE})|(?:{_RAIL_ROLE})\S{{0,6}}(?:高铁|列车|铁路|动车)",
        denied=False,
        not_title=_RAIL_TRADES,
        not_employer=_RAILWAYS,
        unless=_NEAR_RAIL,
    ),
    _rule(
        "rail_post",
        r"安检|乘务|辅警|跟车|站务",
        denied=False,
        title_only=True,
        employer=r"铁路|轨道|客运|票务|高铁|列车",
        not_title=_RAIL_TRADES,
        not_employer=_RAILWAYS,
    ),
    _rule("state_post", r"铁饭碗", denied=False, also=(r"国企|国有|央企|编制|铁路|事业单位|高铁",)),
    _rule(
        "state_post",
        r"户籍\S{0,10}(?:就近|分配|安排|安置)|(?:国内|全国)\d+个?铁路局|内部(?:渠道|名额|指标)|定向安[置排]|包(?:分配|安置)|就近安置"
        r"|统一安排到?\S{0,3}(?:国企|央企|铁路|地铁|机场)|(?:推荐|安排)[到进]\S{0,4}(?:高铁|机场|铁路|国企|央企)",
    ),
    _rule(
        "documents",
        r"(?:扣|押|压)\S{0,4}(?:身份证|证件|毕业证|银行卡)|(?:出租|借用|租用|出借)\S{0,4}(?:银行卡|账户|电话卡|手机卡)",
    ),
    _rule(
        "abroad",
        r"缅甸|柬埔寨|老挝|菲律宾|金三角|迪拜",
        denied=False,
        title=r"客服|推广|打字|聊天|文员|普工|司机|高薪",
    ),
    _rule(
        "easy_money",
        r"(?:轻松|躺|开心|玩着|随随便便|简简单单)\S{0,4}(?:月入|日入|过万|赚|挣|月?薪?\d+[kKwW万千])|月入\s*[2-9二三四五六七八九]\d?\s*[万wW]"
        r"|躺赚|搞钱|[一两]年买[车房]|提(?:路虎|宝马|奔驰|豪车)",
        denied=False,
    ),
    _rule(
        "day_pay",
        r"(?:2[5-9]\d|[3-9]\d\d)元?\s*(?:/|一|每|1)?\s*(?:天|日(?!常))|日[赚薪入结]\s*[2-9]\d\d",
        denied=False,
        title_only=True,
    ),
    _rule("no_ties", r"人走[账帐]清|随走随结|返费|反费|拎包入职", denied=False),
    _rule(
        "no_fee",
        r"(?:不收|不交|无|没有|零|0|不用交|无需缴?纳?|杜绝)(?:取|受|需)?(?:任何|一切|其他)?的?(?:费用?|押金|报名费|中介费|培训费)(?!率)"
        r"|不收钱|不收费|收费的都是骗",
        denied=False,
        unless="学费|专利|客户",
    ),
    _rule(
        "private_contact",
        r"(?:加|添加|联系|关注)\S{0,4}(?:微信|vx|VX|V信|薇信|QQ|公众号)(?!群)|(?:微信|vx|VX|V信|QQ)号?[:：]?[A-Za-z0-9_-]{6,}",
        unless=_OUR_CUSTOMERS,
    ),
    _rule("no_base", r"(?:没有|无|零|不设)底薪", denied=False),
    _rule("penalty", r"违约金|解约\S{0,3}赔偿|赔偿\S{0,4}(?:培训费|培养费)", unless="客户|合同管理|经济补偿"),
    _rule("anywhere", r"全国(?:皆|都|均)?可?(?:安排|分配)|实习地区服从"),
    _rule("state_name", r"国企|央企|国有|正编|有编制", denied=False, title_only=True, employer=_AGENCY),
    _rule("anonymous", r"某(?=\S{0,4}型|知名|\S{0,6}公司)|匿名", denied=False),
)
"""All rules; of several with one code the first that finds something makes the sign."""
