//! What customers say who complain, by what the problem is about.

use crate::speech::{Phrases, Topic};
use crate::table::Class;

/// What is complained of in a matter of this class; `None`: nothing went wrong that was planted.
pub(crate) fn about(class: Option<Class>) -> &'static Topic {
    match class {
        Some(Class::Money) => &MONEY,
        Some(Class::Trifle) => &TRIFLE,
        Some(Class::Treatment) => &TREATMENT,
        Some(Class::Process) => &PROCESS,
        None => &GRUMBLE,
    }
}

const NOTHING: Phrases = Phrases { zh: &[], en: &[] };

const MONEY: Topic = Topic {
    name: "complaint about money",
    tells: Phrases {
        zh: &[
            "[我的钱到底在哪里？|]<x:多收了我<y:八十|一百二|三百>块|我白白损失了<y:八十|一百二|三百>块>，[我要求退款|请退给我]。",
            "<x:被多收<y:八十|一百二|三百>元|亏了<y:八十|一百二|三百>元>，[到现在没人管|没有人给说法]，[钱要还给我|我要求退钱]。",
        ],
        en: &[
            "[Where is my money?|] <x:I was charged <y:80|120|300> too much|I have lost <y:80|120|300> through this> and [I want it back|would like it back].",
            "<x:You took <y:80|120|300> too much from me|This cost me <y:80|120|300>>, and nobody [answers for it|does anything]. [I want my money back.|Please pay it back.]",
        ],
    },
    again: Phrases {
        zh: &[
            "[再投诉一次：|打过电话没有用，|]<x:你们多收了我<y:八十|一百二|三百>块|我因此损失了<y:八十|一百二|三百>块>，[要求退款|请退还给我]。",
        ],
        en: &[
            "[I complained by phone already. |Once more: |]<x:I was charged <y:80|120|300> too much|I lost <y:80|120|300> through this> and I want [my money|it] back.",
        ],
    },
    more: Phrases { zh: &["请尽快处理。"], en: &["Please see to it."] },
    replies: NOTHING,
};

const TRIFLE: Topic = Topic {
    name: "complaint about a trifle",
    tells: Phrases {
        zh: &["[一点小事，但还是想说一声：|]<x:页面显示不全|每次都要重选|信息写错了>，[希望改进|有点烦]。"],
        en: &[
            "[A small thing, but I want to say it: |]<x:half of the page does not show|I have to choose everything again each time|the details are wrong>. [Please mend it.|It is a nuisance.]",
        ],
    },
    again: Phrases {
        zh: &["[又是这件事：|已经反映过，]<x:页面显示不全|每次都要重选|信息写错了>，[请改进|还是没改]。"],
        en: &[
            "[I have said it before: |]<x:half of the page does not show|I have to choose everything again each time|the details are wrong>. [Nothing has changed.|]",
        ],
    },
    more: Phrases { zh: &["就这些。"], en: &["That is all."] },
    replies: NOTHING,
};

const TREATMENT: Topic = Topic {
    name: "complaint about treatment",
    tells: Phrases {
        zh: &[
            "[这不是该有的服务。|太失望了。|]<x:没有人理我|工作人员推来推去|态度很差，让我干等>，[我要投诉|请给个说法]。",
            "<x:问了半天没人理|被推来推去|让我等了那么久，态度还差>，[哪有这样对客户的|没见过这样的服务]。",
        ],
        en: &[
            "[This is not how a customer is treated. |I am very disappointed. |]<x:Nobody listened to me.|I was sent from one to the other.|They let me wait and were rude.> [I want to complain.|What do you say to that?]",
            "<x:I asked and nobody cared.|Everybody sent me to somebody else.|I was left waiting, and then they were rude.> [Never seen such service.|One does not treat people like that.]",
        ],
    },
    again: Phrases {
        zh: &["[投诉过一次了，|再说一遍，]<x:没有人理我|工作人员推来推去|态度很差，让我干等>，[请给个说法|我要投诉]。"],
        en: &[
            "[I have complained at the front already: |]<x:nobody listened to me|I was sent from one to the other|they let me wait and were rude>. [I want an answer.|Is nobody responsible?]",
        ],
    },
    more: Phrases { zh: &["等你们的消息。"], en: &["I wait to hear from you."] },
    replies: NOTHING,
};

const PROCESS: Topic = Topic {
    name: "complaint about the way things are done",
    tells: Phrases {
        zh: &[
            "[为什么非要这么麻烦？|]<x:网上办不了，非要打电话|一件事要找四个部门|同样的东西填了三遍>，[能不能简单点|浪费我一下午]。",
            "<x:网站上做不了，只能打电话|为一件事跑了四个部门|同一张表填了三遍>，[太折腾了|流程有问题]。",
        ],
        en: &[
            "[Why does this have to be so complicated? |]<x:It cannot be done online, one has to call.|I had to ask four departments for one thing.|I filled in the same form three times.> [A whole afternoon gone.|Make it simple.]",
            "<x:The site cannot do it and I have to ring up.|Four departments for one small thing.|Three times the same form.> [That is no way to work.|Who thought of that?]",
        ],
    },
    again: Phrases {
        zh: &[
            "[已经投诉过，没有下文：|]<x:网上办不了，非要打电话|一件事要找四个部门|同样的东西填了三遍>，[太折腾了|请改进]。",
        ],
        en: &[
            "[I told your colleague already: |]<x:it cannot be done online, one has to call|I had to ask four departments for one thing|I filled in the same form three times>. [Make it simple.|]",
        ],
    },
    more: Phrases { zh: &["希望改一改。"], en: &["I hope that changes."] },
    replies: NOTHING,
};

const GRUMBLE: Topic = Topic {
    name: "complaint about nothing in particular",
    tells: Phrases {
        zh: &["[不太满意，说不上来为什么。|总觉得差点意思。|没有以前好了。]"],
        en: &["[Not happy, hard to say why.|It used to be better.|Somehow it was not what it could be.]"],
    },
    again: Phrases {
        zh: &["[还是不太满意，说不上来为什么。|还是觉得差点意思。|真的没有以前好了。]"],
        en: &[
            "[Still not happy, hard to say why.|I do say it used to be better.|Somehow it was not what it could be, really.]",
        ],
    },
    more: Phrases { zh: &["就这样。"], en: &["So it is."] },
    replies: NOTHING,
};
