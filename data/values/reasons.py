"""Why a cell or a row cannot be taken, in the words that the office reads."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """One sentence each; ``{…}`` is filled in. docs/import.md lists them all."""

    MISSING = "缺少{fields}"
    DIGITS_LOST = "数字超过15位，Excel 丢失了后几位，请按文本重新填写"
    FORMULA = "单元格{cell}是公式，文件中没有保存计算结果，请改为数值后再导入"
    FORMULA_ERROR = "单元格是公式错误（{value}）"
    DATE = "不是日期"
    DATE_YEAR_ONLY = "只有年份，请补上月份"
    DATE_ORDER = "日和月的先后分不清，请写成 2023-07-01 的样子"
    DATE_OCTOBER = "分不清是1月还是10月，请写成 2023-01 或 2023-10"
    DATE_DAY = "缺少具体日期"
    DATE_RANGE = "日期不在 1900 至 2099 年之间"
    ID_LENGTH = "身份证号应为18位（或15位旧号）"
    ID_CHECK = "身份证号校验码不符"
    ID_ROUNDED = "身份证号校验码不符，末三位为000，可能是 Excel 丢失了后几位"
    ID_BIRTH = "身份证号中的出生日期不存在"
    USCC = "统一社会信用代码校验不符"
    MOBILE = "不是11位手机号"
    PHONE = "不是电话号码"
    SEX = "性别应为男或女"
    EDUCATION = "认不出学历"
    STATUS = "认不出就业状态"
    YES_NO = "应填是或否"
    BOARD = "认不出食宿情况"
    KIND = "不属于四类岗位（科研、技术技能、管理、社会服务）"
    HEADCOUNT = "不是人数"
    TERM = "不是月数"
    PAY = "认不出金额"
    PAY_ORDER = "下限高于上限"
    PAY_UNLIKELY = "不像按月计算的金额"
    AMOUNT = "不是金额，应为元，最多两位小数"
    AMOUNT_BELOW = "金额不能为负"
    MONTH = "不是月份，应写成 2023-08，或写差额、剩余期限"
    CLAIM_KIND = "补贴类别应为按月、差额或剩余期限"
    BANK_CARD = "不是银行卡号"
    EXPERIENCE = "认不出年限"
    DISTRICT = "不是本市区县"
    TOO_LONG = "超过{limit}个字"
    BIRTH_DIFFERS = "出生日期与身份证号不符"
    SEX_DIFFERS = "性别与身份证号不符"
    DATES_ORDER = "{later}早于{earlier}"
    SAME_ID = "{field}与第{row}行相同而内容不同（{differs}）"
    SAME_PERSON = "与第{row}行是同一人，内容不同（{differs}）"
    SAME_PHONE = "手机号和出生日期与第{row}行相同，姓名不同，请补上身份证号"
    TAKEN_CANDIDATE = "编号已属于另一人（{differs}不同）"
    TAKEN_POST = "岗位编号已属于另一单位"
    TAKEN_EMPLOYER = "编号已属于另一单位"
    TAKEN_PLACEMENT = "编号已属于另一人或另一单位的见习"
    TAKEN_CLAIM = "编号已属于另一人的申领"
    NO_CANDIDATE = "库中没有此身份证号的求职者，请先导入求职者"
    NO_EMPLOYER = "库中没有此单位，请先导入见习单位"


def because(reason: Reason, **parts: object) -> ValueError:
    """Make the error that a value parser raises; its text is the reason."""
    return ValueError(reason.value.format(**parts))
