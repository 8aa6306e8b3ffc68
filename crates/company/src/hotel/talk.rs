//! What the guests of the hotels talk about, and what they are told.

use super::ways::{BILL_FIX, LATE_CALL};
use crate::speech::{Opinion, Phrases, Topic, Vow};

pub(super) const HOUSE: Topic = Topic {
    name: "house",
    tells: Phrases {
        zh: &[
            "[您好，|请问|]<s:早餐几点开始？|泳池晚上开到几点？|从机场过去怎么走？|可以加一张婴儿床吗？>[谢谢|]",
            "<s:想知道早餐的时间|泳池现在开放吗，几点关？|我们从机场过来，坐什么车？|我们带着宝宝，房间里能放婴儿床吗>[？|，麻烦了]",
        ],
        en: &[
            "[Hello, |Hi. |]<s:When does breakfast start?|How late is the pool open in the evening?|How do we get to you from the airport?|Can we have a cot in the room?>[ Thank you.|]",
            "<s:What are the hours of breakfast?|Is the pool open now, and until when?|We come from the airport, which train do we take?|We travel with a baby. Is there a cot for the room?>",
        ],
    },
    again: Phrases {
        zh: &[
            "[我问的是|还是想问，|不是这个，]<s:早餐几点开始|泳池晚上开到几点|从机场怎么过去|房间能不能加婴儿床>[？|！]",
        ],
        en: &[
            "[I was asking: |Again: |No. ]<s:when does breakfast start|how late is the pool open|how do we get there from the airport|can we have a cot in the room>[?|??]",
        ],
    },
    more: Phrases {
        zh: &[
            "[那|还有，]停车要另外[付钱|收费]吗？",
            "可以[提前|早一点]入住吗？",
            "附近有[药店|超市]吗？",
            "有没有[熨斗|吹风机]？",
            "能不能[找个人|转人工]？",
            "宠物可以[带|住]吗？",
        ],
        en: &[
            "[And is|Is] parking extra?",
            "May we check in [a little earlier|before three]?",
            "Is there a [chemist|supermarket] near you?",
            "Do you have an iron[ to borrow|]?",
            "Could I talk to [somebody|a person], please?",
            "Are [pets|dogs] allowed?",
        ],
    },
    replies: Phrases {
        zh: &[
            "早餐时间为六点半至十点，[在一楼餐厅|一楼]。",
            "泳池每天七点开放，[二十二点关闭|晚上十点关]。",
            "机场快线二十分钟到中央车站，出站步行三分钟[即到|]。",
            "婴儿床免费，[请在订单里注明|订房时备注即可]。",
            "地下车库每晚十八元，[无需预订|不用预约]。",
        ],
        en: &[
            "Breakfast is served from half past six until ten [on the ground floor|downstairs].",
            "The pool opens at seven and closes at ten [in the evening|at night].",
            "The airport train takes twenty minutes to the central station; [from there it is a short walk|we are three minutes from it].",
            "Cots are free of charge; [please note one in the booking|just add one to the booking].",
            "The garage is eighteen a night and [needs no booking|cannot be booked].",
        ],
    },
};

pub(super) const KEY: Topic = Topic {
    name: "key",
    tells: Phrases {
        zh: &[
            "[你好，|]手机钥匙[打不开房门|刷不开门]，房号<r:1204|618|907|315>，[屏幕一直转圈|提示错误]。",
            "<r:1204|618|907|315>的门用应用开不了，[试了两次|一直报错]。",
        ],
        en: &[
            "[Hello, |]the key in the app does not open room <r:1204|618|907|315>, [it just keeps loading|it says error].",
            "The door of <r:1204|618|907|315> does not open with my phone, [I tried twice|it shows an error].",
        ],
    },
    again: Phrases {
        zh: &[
            "[我刚才在应用里已经报过了：|再说一遍，|]手机钥匙打不开<r:1204|618|907|315>的房门，[一直转圈|提示错误]。",
        ],
        en: &[
            "[I have reported that in the app already: |So, again: |]the key in the app does not open the door of room <r:1204|618|907|315>, [it keeps loading|it says error].",
        ],
    },
    more: Phrases {
        zh: &[
            "[您好，|]给我一张房卡就好[，谢谢|]。",
            "[可以再要|能再给我]一瓶水吗？",
            "行李[还在大堂|先放这里可以吗]？",
        ],
        en: &[
            "[Hello, a|A] plain card would do[, thank you|].",
            "[May I also|Could I] have a bottle of water?",
            "[Is it all right|May I] to leave the bags here?",
        ],
    },
    replies: Phrases { zh: &[], en: &[] },
};

pub(super) const BILL_TOLD: Topic = Topic {
    name: "bill",
    tells: Phrases {
        zh: &[
            "[您好，|]账单上有一笔<b:迷你吧|洗衣|停车|早餐>费用，我[没有用过|根本没用]。[账单号{code}。|请核对。]",
            "我{day}退的房，账单里多了<b:迷你吧|洗衣费|停车费|一份早餐>，[请更正|麻烦改一下]。",
        ],
        en: &[
            "[Hello, |]there is <b:the minibar|laundry|parking|a breakfast> on my bill that I never [had|used]. [The bill is {code}.|Please check.]",
            "I left on {day} and the bill has <b:a minibar charge|a charge for laundry|parking|one breakfast too many> on it. Please correct it.",
        ],
    },
    again: Phrases { zh: &[], en: &[] },
    more: Phrases { zh: &["订单里也写着不含这些。"], en: &["The booking does not include that either."] },
    replies: Phrases { zh: &[], en: &[] },
};

pub(super) const VIEW: Opinion = Opinion {
    fine: Phrases {
        zh: &[
            "房间[很好|不错]，[和照片上一样|跟描述的一样|比想象的还好]，谢谢。",
            "[一切都好|都挺好的]，[就是枕头有点高|明早想要叫早|床很舒服]。",
            "房间很安静，[孩子很喜欢|住得舒服]。",
        ],
        en: &[
            "The room is [lovely|fine], [just as described|as in the pictures|better than we expected]. Thank you.",
            "All is well here. [The pillows are a little hard.|A wake-up call at seven would be nice.|The bed is very good.]",
            "A quiet room, [the children love it|we sleep well].",
        ],
    },
    less: Phrases {
        zh: &[
            "说好的<v:海景房|阳台房|大床房>，结果<v:窗外是停车场|根本没有阳台|给了两张小床>[。|！]",
            "[实际房间|房间]与描述不符，<v:订的是海景，看到的是停车场|说有阳台，没有|订的大床，来了是两张小床>。",
            "你们网站上宣传<v:海景|带阳台|大床>，[住进来|到了]<v:对面就是停车场|连阳台都没有|是两张单人床>，[太失望了|不值这个价]。",
        ],
        en: &[
            "We booked <v:a sea view|a room with a balcony|a double bed> and [got|what we got is] <v:a view of the car park|no balcony at all|two narrow beds>.",
            "The room is not as described: <v:the sea view is a car park|there is no balcony|instead of a double bed there are two single ones>.",
            "Your site promised <v:a view of the sea|a balcony|a double bed>, but <v:all we see is the car park|there is none|we were given two single beds>. [Very disappointed.|We paid extra for that.]",
        ],
    },
};

pub(super) const RING_THE_ROOM: Vow = Vow {
    says: Phrases {
        zh: &[
            "[好的，|]我[问一下保洁|跟主管说一声]，{by}给您[房间打电话|回电话]。",
            "[没问题，|]我们{by}会打电话到您房间[告诉您|答复您]。",
        ],
        en: &[
            "[Let me ask housekeeping.|I will see what can be done.] [We will ring your room {by}.|We will call you back {by}.]",
            "[Certainly.|] [You will have an answer {by}.|We will let you know {by}.]",
        ],
    },
    hours: [2, 2],
    kept_by: &LATE_CALL,
};

pub(super) const NEW_BILL: Vow = Vow {
    says: Phrases {
        zh: &[
            "[您好，|]我们会核对账单{code}，[{by}把更正后的账单发给您|{by}给您答复|将在{by}回复您]。",
            "收到您的来信，[{by}会有同事与您联系|我们{by}通知您结果]。",
        ],
        en: &[
            "[Thank you for your e-mail.|Dear {name}, we are looking into it.] [We will send you a corrected bill {by}.|You will have our answer {by}.|We will get back to you {by}.]",
            "Your case is {code}. [Our accounts team will write to you {by}.|You will hear from us {by}.]",
        ],
    },
    hours: [6 * 24, 8 * 24],
    kept_by: &BILL_FIX,
};
