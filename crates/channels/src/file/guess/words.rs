//! What the name of a column suggests, in English and Chinese.

use crate::file::mapping::Unit;

/// What a column can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Thread,
    Time,
    Action,
    Touchpoint,
    Channel,
    Outcome,
    Direction,
    Owner,
    Actor,
    Account,
    Email,
    Phone,
    Messenger,
    PersonName,
    Sequence,
    Phase,
    Waited,
    Handled,
    Amount,
    Text,
    Id,
    Reopened,
    SlaBroken,
    SlaKept,
    Churned,
    Returned,
    Complained,
    Rating,
    Segment,
    /// Known only at the end, so that nothing may be matched by it.
    Ending,
    /// A time that is not when something happened: a birthday, a deadline.
    OtherTime,
    /// The time of one of the moments of a case: when it was opened, answered, closed.
    Milestone,
    /// Says about another column how sure it is: no value of its own.
    Aside,
}

const ROLES: usize = Role::Aside as usize + 1;

/// Words for a role with how strongly they suggest it, 0 to 1. English words stand apart in names, Chinese ones anywhere.
type Terms = (Role, f64, &'static [&'static str]);

const TERMS: &[Terms] = &[
    (Role::Thread, 1.0, &["case concept name", "case id", "trace id", "thread", "thread id", "case no", "case number"]),
    (
        Role::Thread,
        0.9,
        &[
            "case",
            "ticket",
            "incident",
            "order id",
            "order no",
            "order number",
            "ticket id",
            "claim id",
            "service request",
        ],
    ),
    (Role::Thread, 0.8, &["issue", "complaint", "unique key"]),
    (Role::Thread, 0.9, &["工单", "订单号", "订单编号", "案件", "单号", "会话编号", "会话id", "受理编号", "流程编号"]),
    (
        Role::Thread,
        0.8,
        &["conversation id", "request id", "application id", "dialog id", "process id", "journey", "trace"],
    ),
    (Role::Thread, 0.7, &["order", "conversation", "dialog", "chat id", "session id", "session", "claim", "contract"]),
    (Role::Thread, 0.7, &["订单", "会话", "对话", "业务编号", "申请编号", "投诉编号", "运单", "包裹"]),
    (Role::Thread, 0.5, &["number", "request", "application", "reference", "编号", "合同"]),
    (Role::Time, 1.0, &["time timestamp", "occurred at", "event time", "event timestamp", "happened at", "发生时间"]),
    (
        Role::Time,
        0.9,
        &["timestamp", "datetime", "date time", "complete timestamp", "操作时间", "处理时间", "事件时间"],
    ),
    (Role::Time, 0.8, &["updated at", "time", "sent at", "posted at", "时间", "时刻"]),
    (Role::Time, 0.7, &["start time", "start timestamp", "ts", "at", "created", "event date", "更新时间"]),
    (Role::Time, 0.5, &["date", "created at", "end time", "日期", "创建时间", "day"]),
    (Role::Action, 1.0, &["concept name", "activity", "activity name", "event name", "活动名称", "步骤名称"]),
    (Role::Action, 0.95, &["action", "动作", "操作", "操作类型"]),
    (Role::Action, 0.9, &["活动", "步骤", "环节", "节点", "事件名称", "事件类型"]),
    (Role::Action, 0.8, &["event", "step", "operation", "event type", "action type", "事件"]),
    (Role::Action, 0.7, &["status", "state", "stage", "task", "状态", "阶段", "进度"]),
    (Role::Touchpoint, 0.9, &["touchpoint", "page", "screen", "url", "触点", "页面", "入口"]),
    (Role::Touchpoint, 0.6, &["module", "place", "stage", "模块", "环节", "节点", "阶段"]),
    (Role::Channel, 1.0, &["channel", "contact type", "contact channel", "渠道", "接入方式", "受理方式"]),
    (Role::Channel, 0.7, &["medium", "contact method", "platform", "来源", "平台"]),
    (Role::Channel, 0.5, &["source", "origin", "via"]),
    (Role::Outcome, 0.9, &["outcome", "result", "success", "succeeded", "处理结果", "结果", "是否成功"]),
    (Role::Outcome, 0.8, &["resolved", "solved", "是否解决", "已解决"]),
    (Role::Outcome, 0.5, &["status", "resolution", "状态", "response"]),
    (
        Role::Direction,
        1.0,
        &[
            "direction",
            "inbound",
            "is inbound",
            "incoming",
            "发送方",
            "发送者",
            "呼叫方向",
            "方向",
            "呼叫类型",
            "通话类型",
        ],
    ),
    (Role::Direction, 0.6, &["call type", "sender type", "sender", "author type", "speaker", "role", "角色"]),
    (Role::Owner, 1.0, &["org group", "assignment group", "department", "dept", "team", "owner team", "support group"]),
    (Role::Owner, 0.9, &["部门", "科室", "班组", "团队", "组别", "处理组", "技能组", "责任方", "网点"]),
    (Role::Owner, 0.9, &["agency", "承办单位", "主办单位"]),
    (Role::Owner, 0.8, &["group", "queue", "owner", "unit", "org role", "branch", "组"]),
    (Role::Actor, 1.0, &["org resource", "resource", "assigned to", "agent", "handler", "operator", "处理人", "坐席"]),
    (Role::Actor, 0.9, &["座席", "客服", "操作人", "经办", "受理人", "操作员", "员工", "工号", "专员", "执行人"]),
    (Role::Actor, 0.8, &["assignee", "employee", "staff", "performer", "executor", "advisor", "representative"]),
    (Role::Actor, 0.6, &["updated by", "performed by", "handled by", "responsible"]),
    (Role::Actor, 0.5, &["opened by", "created by", "resolved by", "closed by", "user", "author", "worker"]),
    (
        Role::Account,
        1.0,
        &["customer id", "customer no", "customer", "client id", "客户编号", "客户号", "客户id", "会员号"],
    ),
    (
        Role::Account,
        0.9,
        &["caller id", "caller", "client", "member id", "buyer id", "buyer", "user id", "uid", "userid"],
    ),
    (Role::Account, 0.9, &["客户", "用户id", "用户编号", "会员", "买家", "顾客", "用户名", "用户账号", "旅客", "乘客"]),
    (
        Role::Account,
        0.8,
        &["member", "account id", "account", "subscriber", "patient", "applicant", "username", "用户"],
    ),
    (
        Role::Account,
        0.7,
        &["user", "screen name", "handle", "requester", "reporter", "passenger", "guest", "cust", "申请人", "账号"],
    ),
    (Role::Account, 0.7, &["user pseudo id", "visitor", "visitor id", "anonymous id"]),
    (Role::Account, 0.6, &["author", "reviewer", "contact id"]),
    (Role::Email, 1.0, &["email", "e mail", "mail", "邮箱", "电子邮件"]),
    (Role::Phone, 1.0, &["phone", "mobile", "tel", "telephone", "phone number", "msisdn", "cell"]),
    (Role::Phone, 1.0, &["caller number", "calling number", "ani", "手机", "电话", "手机号", "主叫号码"]),
    (Role::Phone, 0.6, &["联系方式", "来电号码", "主叫"]),
    (
        Role::Messenger,
        1.0,
        &["openid", "open id", "unionid", "union id", "wechat", "whatsapp", "line id", "微信号", "微信"],
    ),
    (
        Role::PersonName,
        0.9,
        &["customer name", "caller name", "client name", "姓名", "客户名称", "客户姓名", "联系人", "来电人"],
    ),
    (Role::PersonName, 0.6, &["name", "full name", "nickname", "昵称"]),
    (
        Role::Sequence,
        1.0,
        &["sequence", "seq", "sequence number", "event index", "序号", "顺序", "event nr", "step no"],
    ),
    (Role::Sequence, 0.8, &["mod count", "version", "position", "index", "revision", "turn", "轮次", "版本", "楼层"]),
    (Role::Phase, 1.0, &["lifecycle transition", "lifecycle", "transition", "生命周期"]),
    (
        Role::Waited,
        1.0,
        &["wait time", "waiting time", "wait", "queue time", "wait seconds", "wait duration", "等待", "排队"],
    ),
    (Role::Waited, 0.9, &["speed of answer", "answer speed", "time to answer", "time in queue", "hold time"]),
    (
        Role::Handled,
        1.0,
        &["handle time", "handling time", "talk", "talk time", "processing time", "service time", "call duration"],
    ),
    (Role::Handled, 0.8, &["duration", "处理时长", "通话时长", "服务时长", "时长", "耗时"]),
    (Role::Amount, 1.0, &["amount", "amount req", "金额", "实付", "总价", "应付"]),
    (Role::Amount, 0.7, &["price", "total", "cost", "fare", "payment", "价格", "费用", "payment amount"]),
    (
        Role::Text,
        1.0,
        &["text", "comment", "comments", "review", "message", "feedback", "内容", "评论", "留言", "反馈"],
    ),
    (
        Role::Text,
        0.8,
        &[
            "description",
            "narrative",
            "body",
            "content",
            "remark",
            "notes",
            "utterance",
            "question",
            "备注",
            "描述",
            "正文",
        ],
    ),
    (
        Role::Id,
        1.0,
        &["event id", "touch id", "message id", "msg id", "tweet id", "review id", "row id", "uuid", "record id"],
    ),
    (Role::Id, 0.9, &["call id", "interaction id", "feedback id", "survey id", "通话id", "通话编号", "来电编号"]),
    (Role::Id, 1.0, &["流水号", "评论id", "消息id", "记录编号", "事件编号", "记录id", "事件id", "评论编号"]),
    (Role::Id, 0.7, &["id", "log id", "comment id", "entry id"]),
    (
        Role::Reopened,
        1.0,
        &["reopened", "reopen", "reopens", "reopen count", "重开", "重新打开", "再次打开", "重复打开"],
    ),
    (
        Role::SlaKept,
        1.0,
        &[
            "made sla",
            "sla met",
            "within sla",
            "on time",
            "timely",
            "timely response",
            "sla达标",
            "是否按时",
            "是否及时",
            "达标",
        ],
    ),
    (
        Role::SlaBroken,
        1.0,
        &["sla broken", "sla breached", "sla breach", "sla violated", "overdue", "是否超时", "逾期", "超时"],
    ),
    (Role::Churned, 1.0, &["churn", "churned", "attrition", "流失", "销户", "退网"]),
    (
        Role::Returned,
        1.0,
        &["returned", "is returned", "return flag", "refunded", "是否退货", "退货", "是否退款", "退款"],
    ),
    (Role::Complained, 1.0, &["complained", "complaint", "is complaint", "complaints", "是否投诉", "投诉"]),
    (
        Role::Rating,
        1.0,
        &["rating", "stars", "star rating", "csat", "nps", "satisfaction", "评分", "星级", "满意度", "打分"],
    ),
    (Role::Rating, 0.8, &["score", "sentiment", "grade", "好评", "评价", "情感", "得分"]),
    (Role::Segment, 1.0, &["priority", "category", "product", "topic", "优先级", "产品", "类别", "品类", "主题"]),
    (Role::Segment, 0.9, &["region", "request type", "severity", "customer type", "分类", "地区", "业务类型", "业务"]),
    (
        Role::Segment,
        0.8,
        &["type", "service", "tier", "plan", "类型", "区域", "客户等级", "会员等级", "等级", "级别", "紧急程度"],
    ),
    (
        Role::Segment,
        0.7,
        &["urgency", "impact", "city", "country", "goal", "segment", "airline", "brand", "城市", "门店", "品牌"],
    ),
    (Role::Segment, 0.6, &["subject"]),
    (Role::Segment, 0.5, &["subcategory", "location", "store", "level", "省"]),
    (
        Role::Ending,
        1.0,
        &["closed", "resolved", "resolution", "close", "outcome", "result", "end", "final", "caused by"],
    ),
    (Role::Ending, 1.0, &["结果", "关闭", "结案", "原因", "reason", "solved", "label"]),
    (
        Role::OtherTime,
        1.0,
        &["birth", "dob", "birthday", "due", "deadline", "expected", "planned", "expires", "expiry", "valid"],
    ),
    (Role::OtherTime, 1.0, &["estimated", "scheduled", "promised", "target"]),
    (Role::OtherTime, 1.0, &["出生", "生日", "截止", "预计", "计划", "到期", "期限", "承诺", "预约"]),
    (
        Role::Milestone,
        1.0,
        &[
            "created",
            "open",
            "opened",
            "sent",
            "submitted",
            "registered",
            "reported",
            "received",
            "logged",
            "raised",
            "booked",
        ],
    ),
    (
        Role::Milestone,
        1.0,
        &["placed", "purchase", "purchased", "ordered", "approved", "rejected", "assigned", "accepted", "acknowledged"],
    ),
    (
        Role::Milestone,
        1.0,
        &["response", "responded", "reply", "replied", "answered", "escalated", "resolved", "resolution", "solved"],
    ),
    (
        Role::Milestone,
        1.0,
        &[
            "closed",
            "completed",
            "shipped",
            "dispatched",
            "delivered",
            "delivery",
            "returned",
            "refunded",
            "reopened",
            "reopen",
            "close",
            "resolve",
        ],
    ),
    (Role::Milestone, 1.0, &["cancelled", "canceled", "paid", "payment", "confirmed", "activated", "installed"]),
    (
        Role::Milestone,
        1.0,
        &["创建", "建单", "提交", "报案", "来电", "受理", "下单", "付款", "支付", "派单", "分派", "分配"],
    ),
    (Role::Milestone, 1.0, &["接单", "响应", "首响", "回复", "升级", "解决", "完成", "完结", "办结", "结案", "关闭"]),
    (Role::Milestone, 1.0, &["发货", "签收", "送达", "收货", "退货", "退款", "取消", "审核", "审批", "确认", "安装"]),
    (
        Role::OtherTime,
        0.6,
        &["opened at", "closed at", "resolved at", "enddate", "startdate", "end date", "start date"],
    ),
    (Role::Aside, 1.0, &["confidence", "gold", "probability", "置信度"]),
];

/// Last words of the names of keys.
const KEYS: [&str; 12] = ["id", "ids", "no", "nr", "num", "number", "key", "code", "ref", "reference", "uuid", "guid"];

/// A column's name, taken apart once.
#[derive(Clone, Debug)]
pub(super) struct Name {
    tokens: Vec<String>,
    joined: String,
    /// It says something about the whole case (`case:` of XES tables).
    pub(super) of_case: bool,
    /// How strongly it suggests each role: every role is asked for many times.
    suggested: [f64; ROLES],
}

impl Name {
    pub(super) fn new(name: &str) -> Name {
        // The second of two columns with one name means what the first means.
        let is_count = |text: &str| text.strip_suffix(')').is_some_and(|count| count.parse::<u32>().is_ok());
        let name = name.rsplit_once(" (").filter(|(_, count)| is_count(count)).map_or(name, |(name, _)| name);
        let tokens = tokens(name);
        let of_case = name.starts_with("case:") && name != "case:concept:name";
        let tokens = if of_case { tokens[1..].to_vec() } else { tokens };
        Name::of(tokens, of_case)
    }

    fn of(tokens: Vec<String>, of_case: bool) -> Name {
        let mut name = Name { joined: tokens.concat(), tokens, of_case, suggested: [0.0; ROLES] };
        for (role, weight, words) in TERMS {
            let strongest = words.iter().map(|word| weight * name.holds(word)).fold(0.0, f64::max);
            name.suggested[*role as usize] = strongest.max(name.suggested[*role as usize]);
        }
        name
    }

    /// How strongly the name says that this is the case itself, by its name or its key: `incident`, `Incident ID`.
    pub(super) fn names_case(&self) -> f64 {
        let keyed = match self.tokens.split_last() {
            Some((last, rest)) if !rest.is_empty() && KEYS.contains(&last.as_str()) => {
                let rest = Name::of(rest.to_vec(), self.of_case);
                if rest.names(Role::Thread) { rest.suggests(Role::Thread) } else { 0.0 }
            }
            _ => 0.0,
        };
        keyed.max(self.suggests(Role::Thread) * if self.names(Role::Thread) { 1.0 } else { 0.4 })
    }

    /// How strongly the name suggests `role`, 0 to 1.
    pub(super) fn suggests(&self, role: Role) -> f64 {
        self.suggested[role as usize]
    }

    /// Whether the name is that of a `role` itself, and not of something about it: a `ticket` or a `ticket id` is one, a
    /// `ticket subject` is not, nor is a `customer age` a customer.
    pub(super) fn names(&self, role: Role) -> bool {
        const CHINESE: [&str; 5] = ["号", "编码", "码", "id", "名"];
        let terms = TERMS.iter().filter(|(of, ..)| *of == role).flat_map(|(_, _, words)| words.iter());
        self.tokens.last().is_some_and(|last| KEYS.contains(&last.as_str()))
            || CHINESE.iter().any(|ending| self.joined.ends_with(ending))
            || terms.into_iter().any(|term| self.holds(term) >= 0.85)
    }

    /// Whether any of these words stands in the name.
    pub(super) fn says(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.holds(word) > 0.0)
    }

    /// The unit of time that a word of the name says.
    pub(super) fn unit(&self) -> Option<Unit> {
        const WORDS: &[(Unit, &[&str])] = &[
            (Unit::Milliseconds, &["ms", "millis", "millisecond", "milliseconds", "毫秒"]),
            (Unit::Seconds, &["s", "sec", "secs", "second", "seconds", "秒"]),
            (Unit::Minutes, &["min", "mins", "minute", "minutes", "分钟", "分"]),
            (Unit::Hours, &["h", "hr", "hrs", "hour", "hours", "小时"]),
            (Unit::Days, &["d", "day", "days", "天"]),
        ];
        let unit = |says: &dyn Fn(&str) -> bool| {
            WORDS.iter().find(|(_, words)| words.iter().any(|word| says(word))).map(|(unit, _)| *unit)
        };
        // The unit stands behind what it measures: a `second response (hours)` is told in hours.
        let last = self.tokens.iter().rev().find_map(|token| unit(&|word| token == word));
        last.or_else(|| unit(&|word| !word.is_ascii() && self.joined.ends_with(word)))
    }

    /// How much of the name `term` is: 1 all of it, 0.8 a part, 0 none. What stands last in an English name is its
    /// head, so that a `call status` is rather a status than a call.
    fn holds(&self, term: &str) -> f64 {
        if !term.is_ascii() {
            return match self.joined.find(term) {
                None => 0.0,
                Some(_) if self.joined.len() == term.len() => 1.0,
                Some(at) if at + term.len() == self.joined.len() => 0.9,
                Some(_) => 0.8,
            };
        }
        let blanks = term.bytes().filter(|byte| *byte == b' ').count();
        if self.joined.len() == term.len() - blanks && self.joined.bytes().eq(term.bytes().filter(|byte| *byte != b' '))
        {
            return 1.0;
        }
        let words = || term.split(' ');
        let place = self.tokens.windows(blanks + 1).rposition(|window| window.iter().eq(words()));
        match place {
            None => 0.0,
            Some(place) if place + blanks + 1 == self.tokens.len() => 0.85,
            Some(_) => 0.7,
        }
    }
}

/// Lower-case words of a name: `caseId`, `case_id`, `case:id` and `Case ID` are all `case`, `id`. Chinese is written
/// simplified and stays in one piece.
fn tokens(name: &str) -> Vec<String> {
    let mut tokens = vec![String::new()];
    let mut before = ' ';
    let mut characters = name.chars().peekable();
    while let Some(c) = characters.next() {
        let hump = c.is_uppercase()
            && (before.is_lowercase()
                || (before.is_uppercase() && characters.peek().is_some_and(|next| next.is_lowercase())));
        if hump || !c.is_alphanumeric() {
            tokens.push(String::new());
        }
        if c.is_alphanumeric()
            && let Some(token) = tokens.last_mut()
        {
            token.extend(simplified(c).to_lowercase());
        }
        before = c;
    }
    tokens.retain(|token| !token.is_empty());
    tokens
}

/// The simplified form of the traditional characters that occur in [`TERMS`].
fn simplified(c: char) -> char {
    const PAIRS: &str = "單单訂订號号編编狀状態态環环節节動动驟骤時时間间戶户員员買买賣卖顧顾電电話话機机郵邮稱称處处門门\
                         組组隊队責责經经辦办來来價价評评論论內内備备註注結结對对會会帳账滿满級级類类別别區区產产業业務务\
                         費费額额實实總总貨货訴诉數数長长執执觸触點点頁页網网開开關关復复覆复聯联係系繫系識识碼码據据錄录\
                         審审請请發发優优專专運运條条達达標标順顺輪轮樓楼暱昵銷销應应圖图啟启進进階阶渠渠記记細细";
    let mut pairs = PAIRS.chars();
    while let (Some(traditional), Some(simple)) = (pairs.next(), pairs.next()) {
        if traditional == c {
            return simple;
        }
    }
    c
}

/// Whether a cell reads like the name of a column.
pub(crate) fn is_known_name(cell: &str) -> bool {
    let name = Name::new(cell);
    let longest = cell.chars().count() <= 40;
    longest && TERMS.iter().any(|(_, weight, words)| *weight >= 0.8 && words.iter().any(|word| name.holds(word) == 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, wanted: Option<Unit>) {
        assert_eq!(Name::new(name).unit(), wanted, "{name}");
    }

    #[test]
    fn the_unit_of_a_length_stands_behind_it() {
        check("Second response (hours)", Some(Unit::Hours));
        check("secondResponseMin", Some(Unit::Minutes));
        check("Days to resolve", Some(Unit::Days));
        check("wait_ms", Some(Unit::Milliseconds));
        check("響應時長(小時)", Some(Unit::Hours));
        check("首次响应秒", Some(Unit::Seconds));
        check("Response", None);
    }
}
