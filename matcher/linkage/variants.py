"""Characters of names that offices write in several forms: the old form, a variant, or one that looks alike."""

from __future__ import annotations

_OLD_FORMS = """
國国 華华 偉伟 強强 軍军 麗丽 蘭兰 鳳凤 龍龙 飛飞 馬马 劉刘 陳陈 張张 楊杨 趙赵 黃黄 吳吴 孫孙 鄭郑 許许 韓韩
馮冯 鄧邓 葉叶 蘇苏 呂吕 盧卢 蔣蒋 賈贾 鄒邹 譚谭 陸陆 範范 錢钱 湯汤 萬万 喬乔 賴赖 龔龚 嚴严 齊齐 寧宁 靜静
濤涛 傑杰 傳传 儀仪 優优 億亿 興兴 學学 寶宝 實实 寬宽 將将 導导 師师 廣广 慶庆 應应 懷怀 戰战 揚扬 時时 曉晓
暉晖 書书 東东 棟栋 業业 榮荣 樂乐 橋桥 歡欢 漢汉 潔洁 澤泽 濱滨 瀟潇 燦灿 爾尔 獻献 環环 瑋玮 瑩莹 瓊琼 畫画
發发 碩硕 禮礼 穎颖 穩稳 競竞 紅红 純纯 紀纪 綺绮 緒绪 維维 縵缦 繼继 績绩 羅罗 義义 習习 聖圣 聰聪 聯联 肅肃
臨临 與与 舉举 藝艺 蓮莲 薈荟 蘊蕴 處处 術术 衛卫 裝装 見见 規规 親亲 觀观 詠咏 詩诗 詳详 誠诚 語语 說说 謙谦
謝谢 識识 譯译 護护 貝贝 貞贞 財财 貴贵 賀贺 賓宾 賢贤 質质 趨趋 躍跃 車车 軒轩 載载 輝辉 輪轮 達达 運运 遠远
適适 遷迁 鄉乡 醫医 鈞钧 鈺钰 銀银 銘铭 銳锐 鋒锋 錦锦 鎮镇 鐘钟 鏡镜 鑒鉴 長长 門门 開开 間间 閃闪 閏闰 陽阳
陰阴 際际 隨随 雙双 雲云 電电 靈灵 韋韦 韻韵 頁页 順顺 頌颂 預预 顏颜 願愿 顧顾 風风 飄飘 馳驰 駿骏 驍骁 驕骄
驥骥 魯鲁 鮮鲜 鴻鸿 鵬鹏 鶴鹤 鸞鸾 黨党 點点 齡龄 們们 個个 倫伦 側侧 偵侦 備备 兒儿 勝胜 動动 勵励 勳勋 協协
單单 嘯啸 園园 圓圆 圖图 團团 堅坚 報报 場场 壯壮 夢梦 奮奋 婭娅 嫻娴 嬌娇 審审 峽峡 島岛 嶺岭 帥帅 帶带 庫库
彥彦 彙汇 從从 復复 徹彻 憶忆 撫抚 攬揽 敘叙 數数 於于 昇升 晝昼 曄晔 曠旷 會会 權权 條条 楓枫 構构 標标 樹树
檸柠 歲岁 歷历 滿满 漁渔 潤润 濃浓 烏乌 煥焕 煒炜 營营 爭争 狀状 獎奖 獨独 琺珐 瑪玛 璽玺 療疗 監监 確确 祿禄
禎祯 種种 積积 筆笔 節节 築筑 簡简 組组 經经 綠绿 緣缘 縣县 總总 纖纤 翹翘 聲声 職职 腦脑 藍蓝 藥药 蘆芦 號号
虛虚 蝦虾 補补 計计 訓训 記记 設设 訪访 評评 話话 調调 諾诺 謀谋 議议 讓让 讚赞 豐丰 貓猫 費费 資资 贊赞 踐践
辭辞 農农 進进 過过 選选 還还 鄰邻 釗钊 針针 鋼钢 錄录 鐵铁 閱阅 陞升 隊队 階阶 難难 雖虽 霧雾 項项 須须 頓顿
領领 頤颐 題题 類类 顯显 飲饮 養养 館馆 騰腾 驗验 體体 鬱郁 魚鱼 鳴鸣 鷹鹰 麥麦 龐庞 莊庄 產产 畢毕
"""
_VARIANTS = """
闫阎 付傅 肖萧 邱丘 峯峰 堃坤 喆哲 淼渺 犇奔 焱炎 垚尧 甦苏 昀匀 旸阳 晖辉 煇辉 琇秀 珮佩 璿璇 瑄宣 翀冲 霈沛
栢柏 菓果 牀床 羣群 裏里 凃涂 祿禄 恆恒 眞真 淸清 靑青 錄录 啓启 啟启 硏研 姸妍 邨村 梹槟 珎珍 鎔熔 燿耀 曜耀
異异 濬浚 甯宁 寗宁 赟斌 昇升 陞升 勛勋 嶽岳 崑昆 髙高 𠮷吉 喬乔 戶户 黄黃 呉吴 吕呂 仝同 仼任 衞卫 衛卫 産产
歩步 毎每 徳德 穂穗 頼赖 徵征 佈布 併并 倖幸 傢家 彫雕 慄栗 昬昏 槑梅
"""
_LOOK_ALIKE = """
末未 己已 巳已 士土 曰日 候侯 睛晴 字宇 睿容 宜宣 祥样 洋样 桐铜 晨震 玥明 瑜喻 茵菌 颍颖 籍藉 壮状 竟竞 妤好
彤丹 沫沬 冼洗 刁习 亳毫 戍戌 荣莱 茉莱 萤莹 蕾雷 瑶遥 滔涛 垒磊 研妍 婷亭 亭停 璇旋 萌荫 芮苪 玺尔 汩泪
汨泪 晓哓 冶治 拴栓 析折 禅蝉 袆祎
"""


def _table(pairs: str) -> dict[int, str]:
    """Lead every character to one that stands for its group; groups that share a character are one."""
    leads: dict[str, str] = {}

    def lead(character: str) -> str:
        while leads.get(character, character) != character:
            character = leads[character]
        return character

    for pair in pairs.split():
        first, second = lead(pair[0]), lead(pair[1])
        if first != second:
            leads[first] = second
    return {ord(character): lead(character) for character in leads}


FOLDED = _table(_OLD_FORMS + _VARIANTS)
"""Code point of a character → the form that stands for it and its old forms and variants."""

LOOKS = _table(_OLD_FORMS + _VARIANTS + _LOOK_ALIKE)
"""The same, where characters that a hurried eye takes for each other stand together too."""
