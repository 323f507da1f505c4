"""Texts that show the int8 engine what numbers to expect: written for this purpose, in the manner of adverts."""

from __future__ import annotations

from random import Random

N_TEXTS = 120
_SEED = 20230701

_TITLES = ["会计助理", "出纳", "财务实习生", "审计助理", "税务专员", "平面设计师", "UI设计", "短视频剪辑", "新媒体运营", "文案策划", "行政前台", "人事专员", "招聘助理", "档案管理员", "办公室文员", "Java开发工程师", "Python数据分析", "软件测试", "运维工程师", "网络安全助理", "嵌入式软件工程师", "算法研究助理", "实验员", "检验科技师", "药物合成研究员", "材料研发助理", "机械设计工程师", "数控操作工", "电气自动化技术员", "焊工", "钳工", "质检员", "工艺工程师", "建筑施工员", "资料员", "造价员", "测绘技术员", "给排水设计", "园林设计助理", "幼儿教师", "小学语文教师", "舞蹈老师", "社区工作者", "社工", "护士", "康复治疗师", "养老护理员", "药店营业员", "西餐厨师", "酒店前台", "导游", "房产顾问", "电话客服", "仓库管理员", "叉车司机", "快递分拣", "外贸业务员", "电商客服", "直播助理", "法务助理", "翻译", "银行大堂经理", "保险内勤", "储备干部", "门店店长", "物业管家", "保洁", "农业技术员", "畜牧兽医"]

_DUTIES = (
    """
负责日常账务处理，审核原始凭证，编制记账凭证和财务报表|协助完成月度结账、纳税申报和发票管理|根据项目需求完成海报、画册和宣传物料的设计|参与需求讨论，编写后端接口并完成单元测试
维护公司公众号、视频号和抖音账号，策划选题并撰写文案|整理实验数据，撰写实验记录和阶段报告|操作加工中心完成零件加工，按图纸自检并填写记录|按照国家标准对来料、过程和成品进行检验
接待来访客户，解答咨询，登记需求并跟进回访|走访辖区居民，收集意见，协助办理低保、养老等事项|制定教学计划，组织课堂活动，与家长保持沟通|巡视病房，执行医嘱，书写护理记录
负责招聘信息发布、简历筛选、面试安排和入职手续|盘点库存，核对出入库单据，保证账实相符|现场放线、技术交底，做好施工日志和隐蔽工程验收资料|跟踪订单，联系货代，制作报关单证
对采集的数据进行清洗、标注和统计分析，输出可视化报表|调试PLC程序，处理设备故障，填写点检表|协助律师检索法规和判例，起草合同和法律意见书|完成上级交办的其他工作
""".strip()
    .replace("\n", "|")
    .split("|")
)

_REQUIREMENTS = (
    """
本科及以上学历，会计、财务管理、审计相关专业|大专以上学历，专业不限，应届毕业生优先|持有初级会计证书或教师资格证者优先|熟练使用Excel、Word、PPT等办公软件|熟悉Photoshop、Illustrator、剪映、PR
掌握Java或Python，了解Spring Boot、MySQL、Linux|英语四级以上，能阅读英文技术资料|1-3年相关工作经验，能适应短期出差|工作认真负责，有良好的沟通能力和团队精神|能吃苦耐劳，服从安排，身体健康
具有电工证、焊工证或特种设备作业证|硕士研究生，化学、生物、材料类专业，发表过论文者优先|形象气质佳，普通话标准，年龄18-35岁|会使用CAD、SolidWorks、Revit|接受两班倒，无不良嗜好|有驾照，能独立驾驶
""".strip()
    .replace("\n", "|")
    .split("|")
)

_OFFERS = (
    """
双休，法定节假日正常休息|五险一金，带薪年假，节日福利|包吃住，四人间宿舍，空调热水|月薪4000-6000元，试用期80%|生活补贴2000元/月，见习期6个月|工作时间8:30-17:30，午休一小时|转正后综合薪资6K~9K|提供免费培训，晋升空间大
工作地点：软件园附近，地铁可达|底薪3500＋提成＋全勤奖200|交通补贴、餐补、话补|做五休二，不加班|办公楼有电梯和无障碍坡道|急聘，可当天面试
""".strip()
    .replace("\n", "|")
    .split("|")
)

_WISHES = ["\n想找一份离家近的工作", "希望从事与专业对口的岗位", "不接受夜班和销售", "只考虑市区，最好双休", "想进企业研发部门积累经验", "希望做文职类工作，收入稳定", "愿意从基层做起", "听力不太好，希望岗位少用电话", "可接受外区，但要提供住宿", "期望月薪4500元左右\n想转行做运营或者设计", "求职意向：行政、人事、文员", "没有工作经验，希望有人带", "考研失利，先积累实习经历", "会剪辑，想做新媒体\n"]
_WISHES = [wish.strip() for part in _WISHES for wish in part.split("\n") if wish.strip()]

_STUDIES = ["会计学", "财务管理", "计算机科学与技术", "软件技术", "机械设计制造及其自动化", "数控技术", "电气工程及其自动化", "护理", "学前教育", "汉语言文学", "英语", "法学", "社会工作", "市场营销", "电子商务", "物流管理", "土木工程", "工程造价", "环境设计", "视觉传达设计", "食品科学与工程", "应用化学", "生物技术", "药学", "动物医学", "园艺", "旅游管理", "酒店管理", "汽车检测与维修技术", "人力资源管理"]


def calibration_texts() -> list[str]:
    """Compose the texts, the same on every machine: a third titles and wishes, a third adverts, a third profiles."""
    random = Random(_SEED)
    makers = (_short, _advert, _profile)
    return [makers[i % len(makers)](random) for i in range(N_TEXTS)]


def _short(random: Random) -> str:
    title = random.choice(_TITLES)
    if random.random() < 0.4:
        return f"query: {random.choice(_WISHES)}"
    if random.random() < 0.5:
        return f"query: {title}、{random.choice(_TITLES)}"
    return f"passage: {title}"


def _advert(random: Random) -> str:
    duties = random.sample(_DUTIES, random.randint(1, 9))
    requirements = random.sample(_REQUIREMENTS, random.randint(1, 6))
    offers = random.sample(_OFFERS, random.randint(0, 5))
    lines = [
        f"{random.choice(_TITLES)}",
        "岗位职责：" + "；".join(f"{i}、{duty}" for i, duty in enumerate(duties, 1)),
        "任职要求：" + "；".join(f"{i}. {requirement}" for i, requirement in enumerate(requirements, 1)),
        "，".join(offers),
    ]
    return "passage: " + random.choice(["\n", " ", "。"]).join(line for line in lines if line)


def _profile(random: Random) -> str:
    parts = [
        random.choice(["大专", "本科", "硕士研究生", "中专", "技工院校高级工"]),
        random.choice(_STUDIES) + "专业",
        "技能："
        + "、".join(
            random.sample(["Excel", "CAD", "PS", "Python", "公文写作", "英语六级", "驾驶C1", "普通话二级甲等"], 3)
        ),
        random.choice(_DUTIES).replace("负责", "曾在公司实习，负责"),
        random.choice(_WISHES),
    ]
    return "query: " + "，".join(random.sample(parts, random.randint(2, len(parts))))
