//! Promises in Chinese: 会, 将, 给您 and their like, with what a service does.

use super::Act;
use super::clause::Clause;
use super::lexicon::{Lexicon, Mark};
use std::ops::Range;
use std::sync::LazyLock;

/// What a word says about a promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    /// Nothing; it keeps a shorter word from being read in it.
    Nothing,
    /// It will be.
    Commit,
    /// It is done for the customer: 给您, 帮您.
    For,
    /// The customer: 您, 你.
    You,
    /// The company or someone of it.
    Ours,
    /// I.
    Me,
    /// What the company brings, sends or pays: it comes by itself, so that nobody need be named.
    Thing,
    /// What a service does, also where nobody is named.
    Strong,
    /// What a service does for a customer.
    Weak,
    /// A question.
    Question,
    /// It will not be.
    Negated,
    /// It has been.
    Past,
    /// It is asked of the customer, or allowed.
    Ask,
    /// It holds for all: the whole sentence is a rule.
    Policy,
    /// Somebody said so: the whole sentence is a report.
    Report,
    /// The customer speaks.
    Customer,
    /// You, many: the customer speaks, unless the company is named.
    Plural,
    /// It may be, or it runs by itself.
    Doubt,
    /// It would have been.
    Counter,
    /// It depends.
    Condition,
}

use Class::{
    Ask, Commit, Condition, Counter, Customer, Doubt, For, Me, Negated, Nothing, Ours, Past, Plural, Policy, Question,
    Report, Strong, Thing, Weak, You,
};

/// Words in folded writing, Cantonese among them.
const WORDS: [(Class, &str); 21] = [
    (
        Nothing,
        "会员 会议 开会 机会 社会 一会儿 一会 等会儿 等会 待会儿 待会 约会 由于 理由 自由 事由 缘由 委员会 工会 体会 不好意思 收货 缺货 货到付款 不超过 不仅 不但 不断 不同 不少 不久 不到 \
         没问题 没关系 没事 说法 说明书 说服 您说的 你说的 所说的 请放心 请您放心 请你放心 请稍等 请您稍等 请稍候 请您稍候 请谅解 请您谅解 请见谅 \
         请耐心等待 请您耐心等待 请您耐心 请耐心 请保持 请您保持 请让我 请允许我 给我们 联系我们 必要 将近 即将过期 表示歉意 表示抱歉 \
         表示感谢 深表 了解 收到 查看 查收 已读 自己 为准 大约 需要的话 如您所愿 不便 不客气 别担心 别着急 不用担心 不要担心 不必担心 给您带来 \
         为您服务 说一声 说一下 说明原因 说明情况 帮到您 麻烦您久等 已故 快递公司",
    ),
    (
        Commit,
        "会 将 将会 将于 将在 一定 一定会 必定 必有 必 定当 保证 承诺 这就 我来 争取 预计 最晚 最迟 由 负责 确保 务求 定会 包您 就会",
    ),
    (
        For,
        "给您 为您 帮您 与您 跟您 向您 替您 同您 联系您 回复您 通知您 告知您 答复您 致电您 打给您 发给您 寄给您 送给您 还给您 转给您 交给您 打给你 发给你 寄给你 退给你 送给你 还给你 转给你 交给你 补给你 退您 补您 赔您 发您 补给您 退给您 给你 为你 帮你 与你 跟你 \
         替你 同你 俾你 畀你 覆你 复你 联络你 联系你 联络您 回复你 通知你 话你知 搵你 返你 俾返你 俾您 畀您 打您 打你",
    ),
    (You, "您 你 顾客 客户"),
    (
        Ours,
        "我们 我司 我方 我这边 我这里 这边 本店 小店 我店 专人 专员 客服 工程师 师傅 技术 同事 经理 主管 财务 工作人员 仓库 售后 骑手 快递员 快递小哥 \
         配送员 部门 产品部 有人 我哋 我行 本公司 我公司 店长 专家 顾问 老师 店员 员工 快递 商家 小二 小妹 妹子",
    ),
    (Me, "我 俺 小的 本人"),
    (
        Thing,
        "款项 货款 房款 票款 退票款 余款 尾款 定金 押金 保证金 补偿金 赔偿金 违约金 保险金 赔款 差价 差额 运费 话费 房费 费用 奖金 积分 红包 余额 \
         货 货物 货品 商品 产品 样品 包裹 快件 订单 配件 零件 机器 备用机 新机 新卡 卡片 行李 票 发票 机票 合同 证书 账单 报告 文件 资料 礼品 赠品 奖品",
    ),
    (
        Strong,
        "回复 答复 答覆 回覆 回电 回访 回音 致电 联系 联络 退款 退回 退到 退还 返还 退返 返现 打款 到账 赔付 赔偿 补偿 理赔 补发 补寄 补给 补上 \
         发货 发出 发走 发放 寄出 寄到 寄达 寄回 寄送 寄 送到 送达 送货 派送 派人 派 重发 重新发 安排 处理 处理完 处理好 解决 跟进 跟踪 反馈 反映 核实 核查 \
         核对 查询 调查 维修 检修 修复 修好 换新 换货 更换 升级 恢复 完成 办结 办好 上门 通知 告知 催促 转接 转交 转给 承担 申请 落实 对接 协助 \
         结算 负责到底 搞掂 搞定 盯着 盯紧 上线 部署 办理 打电话 准信 交代 优化 改进 道歉 减免 免单 免除 开具 补齐 公布 反应 致歉 结果 改善 加急 \
         打到 打入 转到 转入 汇入 入账 到货 补送 审核 审批 送上 寄给 发给 送过 打过 打返 覆返 整 重做 补差 到您家 到您府上 到您那 排查 修理 调换 退货 更正 纠正 调整 回应 联系上",
    ),
    (
        Weak,
        "查 问 催 退 赔 补 换 发 送 寄 打 修 办 开 答 回 覆 复 弄 看 做 追 盯 跟 电话 拿 转 报 给 消息 满意 说法 准备 提供 保留 预留 登记 记录 优惠券 返",
    ),
    (
        Question,
        "吗 什么时候 什么时间 几时 何时 能不能 可不可以 可否 能否 是否 是不是 会不会 会唔会 有没有 要不要 为什么 为何 怎么 怎样 多长时间 凭什么 到底 哪 多久 \
         谁 请问 好不好 行不行 点解 未呀 咩 边个 需不需要 难道 啥时候",
    ),
    (
        Negated,
        "不会 不能 无法 没办法 没有办法 没法 未能 不可以 不可 不予 不敢 不是 没有 没人 没 不给 不发 不确定 不知道 请勿 唔会 唔可以 唔得 冇 恐怕 拒绝 \
         不答应 不保证 不支持 不处理 不退 不赔 不换 不送 不再 不可能 不打算 从未 从不 不了 未必 未曾 难以 不承担 不负责 不一定 无须 不用 不需要 不想 不愿 由您 由你",
    ),
    (
        Past,
        "已 正在 正为 正帮 已经 已于 已为 昨天 昨日 前天 上周 上个月 上星期 上礼拜 上次 刚刚 刚才 刚 曾 曾经 本来 原本 原计划 原定 当时 之前答应 之前的 之前说 \
         过了 打过 回过 发过 退过 说过 寄过 寻日 咗 早就 早已 去年 才",
    ),
    (
        Ask,
        "请 请您 请你 麻烦您 麻烦你 麻烦 您需 您需要 你需要 您要 您应 您应该 需要您 需要你 您可 您可以 你可以 可以 建议 务必 只需 您把 您先 烦请 敬请 \
         欢迎 尽管 不妨 记得 注意 您得 须 需在 即可 应在 应当 您自行",
    ),
    (
        Policy,
        "一般 一般情况下 通常 按照规定 依照规定 按规定 根据规定 政策 规则 条款 须知 自动回复 温馨提示 友情提示 详见 详情页 具体以 无理由 质保期 保修期 \
         工作时间 营业时间 配送时间 每天 每周 每月 每年 每个 每次 每晚 每逢 下单后 签收后 逾期 有效期 协议 隐私 说明 活动期间 活动规则 会员权益 公告 \
         正常情况下 原则上 荣幸 荣誉 宗旨 使命 职责 常见问题 退换货规定 之日起",
    ),
    (
        Report,
        "说 表示 据 听说 听讲 告诉我 显示 写着 写明 答应过 说好 说好的 承诺的 答应的 佢话 你哋话 话会 声称 宣称 据说 讲好 讲过 反馈称 提到 号称 广告",
    ),
    (
        Customer,
        "给我 回复我 答复我 联系我 联络我 帮我 覆我 复我 打俾我 俾我 畀我 退我 赔我 补我 让我 我要 我想 我需要 我要求 要求 希望 投诉你们 差评 起诉 报警 曝光 \
         消协 12315 我先生 我太太 我老公 我老婆 我家人 等快递 必须 我考虑 再不 我妈 我爸 我朋友 朋友 去消 律师 法院 等你 等您回 指望 我就要",
    ),
    (Plural, "你们 你哋 贵司 贵公司 你公司"),
    (Doubt, "以便 才能 才可 才会 可能 也许 或许 大概率 自动 说不定 估计会 应该会 尽量不 如常 默认 万一"),
    (Counter, "本可以 本可 本应 早点 早说 早知 要不是 假设 原可以 倘若当时"),
    (
        Condition,
        "如果 如 若 假如 倘若 要是 一旦 只要 的话 待 通过后 收到后 收到货后 确认后 核实后 到货后 审核后 签收后我们 除非 当您 等您 如有 若是 假使 \
         齐全 您提供 您把 您发",
    ),
    (Nothing, "如何 如下 例如 比如 如期 如实 如数 如约 如今 诸如 等待 待遇 接待 招待 期待 若干 优待 看待 对待"),
];

static LEXICON: LazyLock<Lexicon<Class>> = LazyLock::new(|| Lexicon::new(&WORDS));

/// The marked words of a text.
pub(super) struct Sentences {
    marks: Vec<Mark<Class>>,
}

impl Sentences {
    pub(super) fn read(text: &str) -> Sentences {
        let mut marks = if text.is_ascii() { Vec::new() } else { LEXICON.marks(text) };
        for mark in &mut marks {
            // 你们 begins with 你 also where the longer word ended with it: 联系你们.
            let many = text[mark.end..].starts_with(['们', '哋']) && text[..mark.end].ends_with('你');
            if many && matches!(mark.class, For | You) {
                mark.class = Plural;
            }
        }
        Sentences { marks }
    }

    fn within(&self, range: &Range<usize>) -> &[Mark<Class>] {
        let from = self.marks.partition_point(|mark| mark.start < range.start);
        let until = self.marks.partition_point(|mark| mark.start < range.end);
        &self.marks[from..until.max(from)]
    }

    /// Whether something must happen first.
    pub(super) fn conditional(&self, sentence: &[Clause]) -> bool {
        sentence
            .iter()
            .any(|clause| clause.condition || self.within(&clause.range).iter().any(|mark| mark.class == Condition))
    }

    /// The promises of a sentence, each with the number of its clause.
    pub(super) fn acts(&self, text: &str, sentence: &[Clause]) -> Vec<(usize, Act)> {
        let (Some(first), Some(last)) = (sentence.first(), sentence.last()) else { return Vec::new() };
        let all = self.within(&(first.range.start..last.range.end));
        let ruled = |class: Class| matches!(class, Policy | Counter);
        if all.is_empty() || first.asked || all.iter().any(|mark| ruled(mark.class)) {
            return Vec::new();
        }
        let hypothetical = all.iter().any(|mark| mark.class == Condition)
            && all.iter().any(|mark| mark.class == Past && text[mark.start..].starts_with("当时"));
        if hypothetical {
            return Vec::new();
        }
        let acts = sentence.iter().enumerate().filter(|(_, clause)| !clause.condition);
        let acts = acts.filter_map(|(at, clause)| Some((at, act(text, clause, self.within(&clause.range))?)));
        // What somebody said goes on until the company speaks for itself again: 财务说周五打款,我会帮您盯着.
        let reported =
            sentence.iter().position(|clause| self.within(&clause.range).iter().any(|mark| mark.class == Report));
        let own = |act: &Act| act.who.as_ref().is_some_and(|who| text[who.clone()].starts_with('我'));
        acts.filter(|(at, act)| reported.is_none_or(|reported| *at > reported && own(act) || *at < reported)).collect()
    }
}

/// The promise of a clause.
fn act(text: &str, clause: &Clause, marks: &[Mark<Class>]) -> Option<Act> {
    let has = |class: Class| marks.iter().any(|mark| mark.class == class);
    let out = [Question, Negated, Past, Ask, Customer, Doubt, Counter];
    let ours = marks.iter().find(|mark| mark.class == Ours);
    if marks.iter().any(|mark| out.contains(&mark.class)) || has(Plural) && ours.is_none() {
        return None;
    }
    // 我帮您申请了: without a word of the future, it is done.
    let words =
        text[clause.range.clone()].trim_end_matches(['呢', '哦', '哈', '啦', '的', '~', ' ', '呀', '喔', '噢', '亲']);
    if words.ends_with('了') && !has(Commit) || words.ends_with("了呢") {
        return None;
    }
    let after = |place: usize| move |mark: &&Mark<Class>| mark.start >= place && matches!(mark.class, Strong | Weak);
    let commit = marks.iter().find(|mark| mark.class == Commit);
    let gift = marks.iter().find(|mark| mark.class == For);
    let me = marks.iter().find(|mark| mark.class == Me);
    let yours = has(For) || has(You);
    let marker = match (commit, gift) {
        (Some(commit), Some(gift)) => commit.start.min(gift.start),
        (Some(mark), None) | (None, Some(mark)) => mark.start,
        (None, None) => match ours.filter(|_| timed(&text[clause.range.clone()])) {
            Some(ours) => ours.start,
            None => coming(text, clause, marks)?,
        },
    };
    // 联系您 is the gift and the deed in one.
    let deed_in_gift = gift.filter(|gift| {
        gift.end - gift.start > 6 || text[gift.start..].starts_with(['覆', '退', '赔', '补', '发', '打'])
    });
    // 一定给您装好: what is said to be done for the customer is done, whatever it is.
    let any_deed = gift.filter(|gift| commit.is_some() && clause.range.end >= gift.end + 6);
    let deed = marks.iter().find(after(marker)).or(deed_in_gift).or(any_deed)?;
    let strong = marks.iter().any(|mark| mark.class == Strong && mark.start >= marker) || deed_in_gift.is_some();
    let said = match (commit, gift, ours, me) {
        (Some(_), _, Some(_), _) => strong || yours,
        (Some(_), Some(_), ..) => true,
        (Some(_), None, None, Some(_)) => strong && !text[clause.range.clone()].contains("我会在家"),
        (Some(_), None, None, None) => strong,
        (None, Some(_), ..) => true,
        (None, None, ..) => strong,
    };
    if !said {
        return None;
    }
    let who = ours.or(me).filter(|who| who.start <= deed.start).map(|who| who.start..who.end);
    // A bare 为您查询 is below .6: what is done at once is hardly a promise to keep.
    let mut score: f32 = 0.45;
    score += if commit.is_some() { 0.2 } else { 0.0 };
    score += if ours.is_some() || me.is_some() { 0.1 } else { 0.0 };
    score += if yours { 0.1 } else { 0.0 };
    Some(Act {
        who,
        what: deed.start.min(gift.map_or(deed.start, |gift| gift.start)).max(marker)..clause.range.end,
        score,
    })
}

/// Where it is said what becomes of a thing at a time, which nobody need be named for: 押金三天内退回, 审核明天完成.
fn coming(text: &str, clause: &Clause, marks: &[Mark<Class>]) -> Option<usize> {
    let thing = marks.iter().position(|mark| matches!(mark.class, Thing | Strong))?;
    let deed = marks[thing + 1..].iter().find(|mark| mark.class == Strong)?;
    timed(&text[clause.range.start..deed.start]).then_some(marks[thing].end)
}

/// Whether words name a time, at a glance.
fn timed(words: &str) -> bool {
    let counted = |unit: &str| {
        words.match_indices(unit).any(|(at, _)| {
            words[..at]
                .trim_end()
                .trim_end_matches('个')
                .ends_with(|sign: char| sign.is_ascii_digit() || "一二两三四五六七八九十半几".contains(sign))
        })
    };
    [
        "今天", "今日", "今晚", "明天", "明日", "后天", "听日", "周末", "月底", "年底", "下班", "尽快", "尽早", "马上",
        "立即", "稍后", "本周", "下周",
    ]
    .iter()
    .any(|word| words.contains(word))
        || ["天", "日", "号", "点", "小时", "分钟", "工作", "钟", "周", "星期", "月"].iter().any(|unit| counted(unit))
        || ["周", "星期", "礼拜"].iter().any(|week| {
            words
                .match_indices(week)
                .any(|(at, _)| words[at + week.len()..].starts_with(['一', '二', '三', '四', '五', '六', '日', '天']))
        })
}
