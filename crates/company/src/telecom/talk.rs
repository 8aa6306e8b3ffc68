//! What the customers of the telephone company talk about, and what they are told.

use super::ways::{CARE_CALL, LIVE};
use crate::speech::{Phrases, Topic, Vow};

pub(super) const ABROAD: Topic = Topic {
    name: "abroad",
    tells: Phrases {
        zh: &[
            "<s:我下周去日本，手机在那边能用吗？|在泰国上不了网，是怎么回事？|我想关掉国际漫游。|漫游包扣了两次费。>[号码尾号{code}|]",
            "[您好，|]<s:去日本出差，要不要开通什么？|人在泰国，流量用不了。|漫游怎么关闭？|同一个漫游包收了我两次钱。>",
        ],
        en: &[
            "<s:I go to Japan next week. Will my phone work there?|I am in Thailand and have no data.|I want to switch roaming off.|I was charged twice for the roaming pass.>[ The account is {code}.|]",
            "[Hello, |]<s:I travel to Japan, do I have to switch anything on for the phone to work?|mobile data does not work here in Thailand.|how do I turn roaming off?|the roaming pass was taken from my account twice.>",
        ],
    },
    again: Phrases {
        zh: &[
            "[不是链接的问题，|我说的是|再讲一次，]<s:下周去日本手机能不能用|我在泰国上不了网|我要关掉国际漫游|漫游包扣了两次费>[。|！|，请处理]",
        ],
        en: &[
            "[The link does not help. |Once again: |As I told the assistant, ]<s:I go to Japan next week, will my phone work there|I am in Thailand and have no data|I want to switch roaming off|I was charged twice for the roaming pass>[.|!|?]",
        ],
    },
    more: Phrases {
        zh: &[
            "[打电话|通话]一分钟多少钱？",
            "能[查一下|看看]我的套餐吗？",
            "副卡[也可以|也一样]吗？",
            "[几点|什么时候]生效？",
            "[转|要]人工。",
        ],
        en: &[
            "What does a [minute|call] cost?",
            "Could you [look up|check] my tariff?",
            "Is it the same for [my second card|the children]?",
            "From what time[ on|]?",
            "A person, please.",
        ],
    },
    replies: Phrases {
        zh: &[
            "出境前请确认已开通国际漫游，[发送KT到10086即可|可在应用里打开]。",
            "上不了网时，[请先开关飞行模式|请重启手机]，并选择当地网络。",
            "资费按目的地计算，[详情见官网|可在“资费查询”里看到]。",
            "漫游包从第一次使用起[二十四小时有效|计算一天]。",
            "账单每月一号生成，[可在应用查看|请在应用里核对]。",
        ],
        en: &[
            "Before you go, please check that roaming is on; [text KT to 8080|you find it in the app].",
            "If there is no data, [switch flight mode on and off|start the phone again] and choose the local network.",
            "Prices depend on the country; [please see our site|they are under Tariffs].",
            "A pass is valid for [a day|24 hours] from when it is first used.",
            "Invoices are made on the first of the month and [are in the app|can be seen in the app].",
        ],
    },
};

pub(super) const REPAIR: Vow = Vow {
    says: Phrases {
        zh: &[
            "[您好，|]您的故障单{code}，[我们会在{by}修复|线路{by}恢复|工程师{by}上门维修]。",
            "报障已受理，[{by}为您修好|预计不会超时，我们{by}恢复您的网络]。",
        ],
        en: &[
            "[Your fault has the number {code}.|Dear {name}.] [We will repair your line {by}.|Your line will be repaired {by}.|Our engineer will fix it {by}.]",
            "[We have found the fault.|Thank you for waiting.] [We will restore your service {by}.|It will be fixed {by}.]",
        ],
    },
    hours: [3 * 24, 4 * 24],
    kept_by: &LIVE,
};

pub(super) const CALL_LATER: Vow = Vow {
    says: Phrases {
        zh: &["[我们会在{by}再给您打电话|{by}会有专员给您回访]，[确认一切正常|看看是否稳定]。"],
        en: &[
            "[We will call you {by} to ask whether all is well.|You will get a call from us {by} to see that it stays so.]",
        ],
    },
    hours: [3 * 24, 4 * 24],
    kept_by: &CARE_CALL,
};
