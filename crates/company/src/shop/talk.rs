//! What the customers of the shop talk about, and what they are told.

use super::ways::VISIT;
use crate::speech::{Opinion, Phrases, Topic, Vow};
use crate::table::{Step, served};

pub(super) const LESSON_WHY: Step = served("lesson", "explain").days(1.0).says(
    "[您好，|]上课链接[过期了|设置有误]，现在已经[恢复|修好]，抱歉。",
    "[Hello, |]the link to the lesson [had expired|was set up wrongly]; it works again now. [Sorry about that.|]",
);

pub(super) const PARCEL: Topic = Topic {
    name: "parcel",
    tells: Phrases {
        zh: &[
            "[你好，|在吗，|]<s:我的快递到哪了？|我买的台灯少了灯罩。|退的鞋子什么时候退款？|优惠券用不了。>[单号{code}|]",
            "<s:{day}下的单，包裹现在在哪里？|收到台灯了，但是里面没有灯罩。|鞋子退回去了，钱还没退。|结账的时候优惠券显示无效。>",
        ],
        en: &[
            "[Hi, |Hello, |]<s:where is my parcel?|the lamp I bought came without its shade.|when do I get the money for the shoes I sent back?|my voucher does not work.>[ The order is {code}.|]",
            "<s:I ordered on {day}. Where is the parcel now?|My lamp is here, but the shade is missing.|I returned the shoes and the money has not come back.|At the checkout it says my voucher is not valid.>",
        ],
    },
    again: Phrases {
        zh: &[
            "[我问的是|还是没有回答，|不对，]<s:我的快递到底到哪了|我买的台灯少了灯罩|退的鞋子什么时候退款|优惠券为什么用不了>[？|！|？？]",
        ],
        en: &[
            "[I asked: |You did not answer. |Again, ]<s:where is my parcel|the lamp came without its shade|when do I get the money for the shoes I sent back|why does my voucher not work>[?|!]",
        ],
    },
    more: Phrases {
        zh: &[
            "[那|另外]可以改[收货地址|地址]吗？",
            "能开[发票|电子发票]吗？",
            "这款[还有|有没有]蓝色的？",
            "[门店|线下店]几点关门？",
            "我要[和真人说话|转人工]。",
            "会员日[是几号|有活动吗]？",
        ],
        en: &[
            "[And can|Can] I change the address?",
            "Do you send [an invoice|a receipt] as well?",
            "Is there one in blue[ too|]?",
            "How late is the store [on the corner|in town] open?",
            "I would like to talk to [a person|somebody real].",
            "[When is|Is there] the next sale?",
        ],
    },
    replies: Phrases {
        zh: &[
            "[亲，|]物流信息每两小时更新一次，可在“我的订单”里查看[哦|]。",
            "缺少配件的话，[请上传照片|麻烦传一下照片]，仓库核对后补寄。",
            "退货签收后款项原路返回，[时间以银行为准|各银行到账时间不同]。",
            "优惠券不能与特价商品同时使用，[请看券面说明|详见使用规则]。",
            "门店营业时间为十点到二十一点[，周末照常|]。",
        ],
        en: &[
            "[Hello! |]Tracking is updated every two hours under My orders.",
            "If a part is missing, [please upload a picture|a picture helps us] and the warehouse checks it.",
            "Returns are paid back the way they were paid; [banks take different times|the bank decides how long that takes].",
            "Vouchers cannot be used on reduced goods, [please see the small print|as it says on the voucher].",
            "The stores are open from ten to nine[, on weekends too|].",
        ],
    },
};

pub(super) const TV: Topic = Topic {
    name: "tv",
    tells: Phrases {
        zh: &[
            "[你好，|]我的<m:电视|音响|投影仪>刚买<n:一|两|三>个月就<f:没有画面|自己关机|有杂音>，[单号{code}|还在保修]。",
            "<m:电视|音响|投影仪>坏了，<f:没有画面|总是自己关机|杂音很大>，用了才<n:一|两|三>个月。",
        ],
        en: &[
            "[Hello, |]my <m:television|stereo|projector> is <n:one|two|three> months old and <f:has no picture|switches itself off|makes a noise>. [The order is {code}.|It is under guarantee.]",
            "The <m:television|stereo|projector> <f:shows no picture|keeps switching itself off|makes a loud noise>, and I have had it for <n:one month|two months|three months>.",
        ],
    },
    again: Phrases {
        zh: &[
            "[第三次打来了，|又要从头讲：|]<m:电视|音响|投影仪>刚买<n:一|两|三>个月，<f:没有画面|自己关机|有杂音>，[单号{code}|没人修]。",
        ],
        en: &[
            "[This is the third time I call. |So, from the start again: |]my <m:television|stereo|projector> is <n:one|two|three> months old and <f:has no picture|switches itself off|makes a noise>. [The order is {code}.|]",
        ],
    },
    more: Phrases {
        zh: &[
            "[说好的师傅|约好的人]没有来，[今天会来吗|到底来不来]？",
            "[麻烦|请]换个[上门时间|时间]，{day}我在家。",
            "[那边|你们]能不能先打个电话？",
        ],
        en: &[
            "[Nobody came.|The technician has not been here.] Will [somebody|he] come today?",
            "Could we make it {day}? I am at home [then|all day].",
            "[Please|Could they] ring before they set off.",
        ],
    },
    replies: Phrases { zh: &[], en: &[] },
};

pub(super) const GOODS: Opinion = Opinion {
    fine: Phrases {
        zh: &[
            "[收到了|东西到了]，[和图片一样|与描述一致|比想象的好]，[谢谢|好评]。",
            "包装[很好|完好]，[快递也快|还没用，先好评]。",
            "[不错|挺好的|还可以]，[就是说明书是英文的|给妈妈买的她喜欢|颜色比较深|第二次买了|盒子有点压坏，东西没事]。",
        ],
        en: &[
            "It has arrived, [just as described|as in the picture|better than expected]. [Thank you.|]",
            "Well packed, [and quickly here|have not used it yet].",
            "[Nice.|Good.|All right so far.] [The manual is only in German.|My mother likes it.|A little darker than I thought.|I have bought it before.|The box was dented, the rest is fine.]",
        ],
    },
    less: Phrases {
        zh: &[
            "[收到的|东西]和图片不一样，<g:说是实木，其实是贴皮|标的纯棉，摸着是化纤|写着两米，只有一米五>。",
            "货不对板，<g:宣传的是实木，来的是贴皮|说好纯棉，结果是化纤|说好两米，量了才一米五>[。|！]",
            "与描述不符：<g:页面写橡木，实际是贴皮|页面写纯棉，实际不是|页面写两米，实际一米五>[，要求退货|，失望]。",
        ],
        en: &[
            "It is not what was shown: <g:oak in the picture, veneer in the box|sold as cotton, and it is polyester|two metres on the page, one and a half in the box>.",
            "Not as described. <g:This is veneer and no oak.|It says cotton and it is not.|It should be two metres and is one and a half.> [I want to return it.|]",
            "It was advertised as <g:solid oak|pure cotton|two metres long>, but <g:it is only veneer|it is polyester|it is much shorter>. [Disappointed.|]",
        ],
    },
};

pub(super) const TECHNICIAN: Vow = Vow {
    says: Phrases {
        zh: &[
            "[您好，|]维修单{code}已派出，[师傅会在{by}上门|我们安排师傅{by}上门]。",
            "{name}您好，[{by}会有师傅上门维修|师傅将在{by}到您家]。",
        ],
        en: &[
            "[Your repair has the number {code}.|Dear {name}.] [Our technician will come to you {by}.|A technician will visit you {by}.|We will send a technician {by}.]",
            "[Thank you for calling.|] [The technician will be with you {by}.|Somebody will come and repair it {by}.]",
        ],
    },
    hours: [4 * 24, 5 * 24],
    kept_by: &VISIT,
};

pub(super) const EXPLANATION: Vow = Vow {
    says: Phrases {
        zh: &["这节课已经退回您的账户。[我们会在{by}给您一个解释|{by}会有老师与您联系说明原因|原因{by}答复您]。"],
        en: &[
            "The lesson has been credited to you. [We will write to you {by} and explain what happened.|You will have an explanation from us {by}.|We will get back to you {by}.]",
        ],
    },
    hours: [48, 72],
    kept_by: &LESSON_WHY,
};
