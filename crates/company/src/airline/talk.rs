//! What the airline's customers talk about, and what they are told.

use super::ways::{REFUND, SETTLE};
use crate::speech::{Phrases, Topic, Vow};

pub(super) const TRIP: Topic = Topic {
    name: "trip",
    tells: Phrases {
        zh: &[
            "[您好，|你好，|请问一下，|]<s:去奥斯陆的航班我能带多少行李？|我去罗马的座位被换掉了，我没有要求换。|应用里找不到我去马德里的订单。|机票上我的姓写错了。|我想带一只小狗上飞机。>[订单号{code}。||谢谢。]",
            "<s:我{day}飞奥斯陆，行李可以带几公斤？|你们把我飞罗马的座位换了，怎么回事？|我订了去马德里的票，应用里怎么看不到？|我的姓在机票上拼错了，怎么改？|小狗可以跟我一起上飞机吗？>[订单{code}|]",
        ],
        en: &[
            "[Hi, |Hello. |Good morning. |]<s:How much luggage may I take on the flight to Oslo?|My seat on the flight to Rome was changed without my asking.|I cannot see my booking to Madrid in the app.|The family name on my ticket is spelt wrong.|I want to take a small dog on board.>[ My booking is {code}.|| Thanks.]",
            "<s:I fly to Oslo on {day}. How many kilos of luggage can I bring?|You gave me another seat to Rome. Why is that?|I booked Madrid for {day} and the booking is not in the app.|My family name is wrong on the ticket, how do I change it?|Can my little dog come with me on the plane?>[ Booking {code}.|]",
        ],
    },
    again: Phrases {
        zh: &[
            "[我问的是|还是那个问题，|再说一遍，]<s:去奥斯陆能带多少行李|去罗马的座位为什么被换掉了|应用里找不到我去马德里的订单|机票上我的姓写错了|小狗能不能上飞机>[？|，请帮我看看。|！]",
            "[刚才已经说过了，|我又要说一次，|]<s:飞奥斯陆的行李可以带几公斤？|我去罗马的座位被你们换了。|我去马德里的订单在应用里看不到。|我的姓在机票上拼错了。|我要带小狗上飞机。>[订单号{code}。|]",
        ],
        en: &[
            "[I was asking: |Once more: |That was not my question. |]<s:how much luggage can I take to Oslo|my seat on the Rome flight was changed and I did not ask for it|my booking to Madrid is not in the app|the family name on my ticket is spelt wrong|I would like to take a small dog on board>[?|.|!]",
            "[As I said, |I have told this before: |So, from the start: ]<s:I fly to Oslo and want to know how many kilos of luggage I can bring.|you gave me another seat on the flight to Rome.|I cannot find my booking to Madrid in the app.|my family name is wrong on the ticket.|my little dog should come with me on the plane.>[ The booking is {code}.|]",
        ],
    },
    more: Phrases {
        zh: &[
            "[那|另外，]要提前多久到机场？",
            "机上有[餐食|吃的]吗？",
            "可以用积分[付|支付]吗？",
            "[好的，|]发票发到哪里？",
            "能转人工吗？[谢谢|]",
            "登机牌[要不要|需要]打印[出来|]？",
        ],
        en: &[
            "[And how|How] early do I have to be at the airport?",
            "Is there [a meal|anything to eat] on board?",
            "Can I pay with [points|my miles]?",
            "[Good, and|And] where does the receipt go?",
            "Could a person [look at this|help me], please?",
            "Do I need to print the boarding pass?",
        ],
    },
    replies: Phrases {
        zh: &[
            "[您好，|亲，|]每位乘客可免费携带一件八公斤以内的手提行李，托运行李可以另行购买。",
            "座位、姓名和附加服务都可以凭订单号在“我的行程”里修改[哦|]。",
            "柜台在起飞前两个半小时开放，[请提前到达|建议您早一点到]。",
            "电子发票会发到订票时留下的邮箱[，请注意查收|]。",
            "六公斤以内的小动物可以装在软包里进客舱，[请先电话登记|需要先打电话登记]。",
        ],
        en: &[
            "[Hello! |]One cabin bag of up to eight kilos is included, and hold bags can be bought [separately|on top].",
            "Seats, names and extras can be changed under My trips with the booking number.",
            "The counters open two and a half hours before departure. [Please be early.|]",
            "Receipts go to the e-mail address in the booking. [Please check the junk folder too.|]",
            "Animals of up to six kilos travel in the cabin in a soft bag; [please register them by phone|they have to be registered by phone].",
        ],
    },
};

pub(super) const CLAIM_TOLD: Topic = Topic {
    name: "claim",
    tells: Phrases {
        zh: &[
            "[您好，|]我的<t:行李箱|婴儿车|滑雪板|背包>[坏了|被摔坏了]，<u:轮子掉了|拉链裂开|外壳裂了>，[附上照片|照片在附件里]。",
            "{day}的航班，我的<t:箱子|童车|雪板|双肩包>到的时候<u:少了一个轮子|拉链坏了|裂了一道>。[航班号{code}。|]",
        ],
        en: &[
            "[Hello, |Dear team, |]my <t:suitcase|pushchair|pair of skis|rucksack> [came out broken|was damaged]: <u:a wheel is gone|the zip is torn|the shell has a crack>. [Photos attached.|I attach photos.]",
            "On {day} my <t:case|buggy|skis|backpack> arrived with <u:a wheel missing|a torn zip|a crack>. [The booking is {code}.|]",
        ],
    },
    again: Phrases { zh: &[], en: &[] },
    more: Phrases { zh: &["收据也附上。"], en: &["I attach the receipt as well."] },
    replies: Phrases { zh: &[], en: &[] },
};

pub(super) const ANSWER_TO_CLAIM: Vow = Vow {
    says: Phrases {
        zh: &[
            "[您好，|{name}您好，]您的理赔申请[已收到|我们收到了]，[我们会在{by}答复您|{by}会有专人与您联系|{by}给您回复]。",
            "照片已收到，案号{code}。[我们将在{by}以邮件回复您|审核结果{by}通知您]。",
        ],
        en: &[
            "[Thank you, we have received your claim.|Dear {name}, thank you for writing to us.|Your photos are with us.] [We will get back to you {by}.|You will have our answer {by}.|You will hear from us {by}.]",
            "Your claim has the number {code}. [Our team will write to you {by}.|We will let you know {by} what we have decided.]",
        ],
    },
    hours: [12 * 24, 14 * 24],
    kept_by: &SETTLE,
};

/// Said where it is known that it will take long.
pub(super) const ANSWER_IN_SOME_WEEKS: Vow = Vow {
    says: Phrases {
        zh: &["[您好，|]旺季案件较多，[我们会在{by}答复您|{by}会给您回复]，[请谅解|给您添麻烦了]。"],
        en: &[
            "[We have very many claims at the moment.|This one takes longer.] [We will get back to you {by}.|You will have our answer {by}.]",
        ],
    },
    hours: [35 * 24, 40 * 24],
    kept_by: &SETTLE,
};

pub(super) const MONEY_BACK: Vow = Vow {
    says: Phrases {
        zh: &[
            "[您好，|]您的退款申请已通过，[我们会在{by}把退款打到您的卡上|退款将在{by}到账|款项{by}退还到原支付账户]。",
            "审核通过。我们{by}为您退款，[请留意银行短信|到账后会有短信]。",
        ],
        en: &[
            "[Your refund has been approved.|Good news, {name}.] [We will refund the fare to your card {by}.|You will receive the refund {by}.|The money will be refunded to your account {by}.]",
            "We have checked your receipt. [We will pay the refund to your card {by}.|Your refund will be with you {by}.]",
        ],
    },
    hours: [7 * 24, 8 * 24],
    kept_by: &REFUND,
};
