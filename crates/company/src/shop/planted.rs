//! What harms the shop's customers.

use super::talk::{EXPLANATION, GOODS, LESSON_WHY, PARCEL, TV};
use super::ways::*;
use crate::speech::Says as Speech;
use crate::table::Act::{Again, But, Ends, Late, LateAt, Note, Says, Speaks, Stop, Then, Waited};
use crate::table::{Class, Course, Spot, Step, Trouble, call, chat, counter, mail, served, trouble};
use crate::words::Kind;
use desk::touch::Outcome::{Abandoned, Failed, Ok, Refused, Waiting};

const PAY_CALL: Step = call("phone.shop", "finish order").minutes(50.0);
const SECOND_CALL: Step = call("phone.repair", "call a second time").days(3.0).adds(&TV);
const THIRD_CALL: Step = call("phone.repair", "call a third time").days(2.0).adds(&TV);
const LESSON_CALL: Step = call("phone.lesson", "ask").minutes(5.0).says(
    "[课进不去，|我约的课打不开，][我打了半小时电话|电话等了半小时]。",
    "[I cannot get into my lesson|My lesson does not open] and have been [calling|on hold] for half an hour.",
);
const LESSON_WRITE: Step = mail("email.lesson", "ask for answer").days(3.0).says(
    "[答应的答复呢？|说好会解释的，到现在没有消息。]",
    "[Where is the answer I was promised?|I am still waiting for your explanation.]",
);
const LESSON_VOW: Step = served("lesson", "credit").minutes(30.0).promises(&EXPLANATION);
const BOT_AGAIN: Step = chat("chat.bot", "ask again").minutes(1.0).bot().retells(&PARCEL);
const TO_STORE: Step = counter("store.counter", "ask").hours(20.0);
const PRODUCER: Step = call("phone.producer", "ask").hours(3.0).owner("厂家 Producer");
const REPAIR_AGAIN: Step = call("phone.repair", "come back").hours(2.0).owner(REPAIRS);
const DELIVERY_TEAM: Step = mail("email.delivery", "ask").hours(20.0).owner("配送 Delivery");
const PAY_TEAM: Step = mail("email.payments", "ask").hours(20.0).owner("支付 Payments");
const BANK: Step = mail("email.bank", "ask").hours(20.0).owner("银行 Bank");
const CHAT_AGAIN: Step = chat("chat.agent", "ask the next day").hours(25.0);
const WEB_TEAM: Step = call("phone.web-team", "ask").minutes(50.0).owner("网站 Web team");

pub(super) const BUYING: &[Trouble] = &[
    trouble("payment-breaks", Kind::Failure, PAY, 0.08, 0.07)
        .says("付款页失败，客户重试后打电话。", "The payment page breaks; customers try again and call.")
        .class(Class::Money)
        .onset(5)
        .does(&[Ends(Failed), Again(2.0, Failed), Then(PAY_CALL)]),
    trouble("phone-cannot-finish", Kind::Refused, PAY_CALL, 0.4, 0.10)
        .says("电话客服完成不了网上订单。", "The phone cannot finish what was begun on the web.")
        .does(&[Ends(Refused)]),
    trouble("size-chart", Kind::Failure, APP_SIZE, 0.05, 0.02)
        .says("尺码表打不开。", "The chart of sizes does not open.")
        .class(Class::Trifle)
        .does(&[Ends(Failed)]),
    trouble("size-hangs", Kind::Retry, APP_SIZE, 0.06, 0.04)
        .says("选尺码卡住，要试几次。", "Choosing a size hangs and has to be tried again.")
        .class(Class::Trifle)
        .does(&[Ends(Failed), Again(1.5, Failed), Again(2.0, Ok)]),
    trouble("basket-empties", Kind::Loop, BASKET, 0.09, 0.03)
        .says("购物车自己清空，要重新装。", "The basket empties itself and has to be filled again.")
        .class(Class::Trifle)
        .course(Course::Rarer { month: 14, left: 0.3 })
        .does(&[Again(12.0, Ok), Again(13.0, Ok)]),
    trouble("postage-shock", Kind::Abandonment, APP_PAY, 0.07, 0.04)
        .says("最后一步才看到运费，客户放弃。", "Postage shows up at the last step and the customer gives up.")
        .does(&[Ends(Abandoned), Note("offered", "free"), Note("asked", "15"), Stop]),
    trouble("parcel-stuck", Kind::LongWait, SHIP, 0.05, 0.06)
        .spot(Spot::Next(DELIVER))
        .says("快递在中转站卡了十天。", "Parcels are stuck with the carrier for ten days.")
        .course(Course::Unchanged { month: 13 })
        .does(&[Late(14_000.0)]),
    trouble("not-as-shown", Kind::ExpectationGap, PARCEL_NOTE, 0.10, 0.07)
        .says("收到的和图片不一样。", "What comes is not what was shown.")
        .class(Class::Money)
        .does(&[Speaks(Speech::Less(&GOODS))]),
    trouble("deal-not-valid", Kind::Failure, APP_DEAL, 0.04, 0.08)
        .says("优惠打开就报错。", "The deal breaks when it is opened.")
        .class(Class::Treatment)
        .course(Course::Fading { month: 12, left: 0.3 })
        .does(&[Ends(Failed)]),
];

pub(super) const AFTERWARDS: &[Trouble] = &[
    trouble("tv-lost-dispatch", Kind::BrokenPromise, VISIT_VOW, 0.12, 0.12)
        .story("TV with three calls and a lost dispatch")
        .says(
            "电视坏了，说好几天内上门，派工单丢了没人知道，客户打了三次电话。",
            "A TV fails; a technician is promised, the dispatch is lost and nobody knows, the customer calls three times.",
        )
        .class(Class::Treatment)
        .does(&[Then(SECOND_CALL), Then(THIRD_CALL), LateAt(VISIT, 8_000.0)]),
    trouble("third-call-retold", Kind::Retelling, THIRD_CALL, 0.5, 0.07)
        .story("TV with three calls and a lost dispatch")
        .says("第三次来电没人认得，又从头讲起。", "The third call is not recognised, and all is told again.")
        .class(Class::Treatment)
        .does(&[Speaks(Speech::Again(&TV))]),
    trouble("repair-ping-pong", Kind::PingPong, VISIT, 0.07, 0.10)
        .spot(Spot::Owner(REPAIRS))
        .says("维修部推给厂家，厂家又推回来。", "Repairs send the customer to the producer, and the producer back.")
        .does(&[Then(PRODUCER), Then(REPAIR_AGAIN)]),
    trouble("repair-line", Kind::Abandonment, TV_CALL, 0.05, 0.16)
        .says("维修电话打不进，客户放弃。", "The repair line is never answered and customers give up.")
        .course(Course::Extreme { month: 11, times: 2.3 })
        .does(&[Ends(Abandoned), Waited(24.0), Stop]),
    trouble("lesson-locked", Kind::Failure, LESSON_ENTER, 0.08, 0.08)
        .story("lesson that could not be entered and the answer that never came")
        .says("订好的课进不去，电话打了半小时。", "A booked lesson cannot be entered; half an hour on the phone.")
        .class(Class::Money)
        .onset(2)
        .does(&[Ends(Failed), Again(2.0, Failed), Then(LESSON_CALL), Waited(30.0), Then(LESSON_VOW), Then(LESSON_WHY)]),
    trouble("lesson-no-answer", Kind::BrokenPromise, LESSON_VOW, 0.5, 0.10)
        .story("lesson that could not be entered and the answer that never came")
        .says(
            "课时退了，答应的解释迟迟不来。",
            "The lesson is credited back, and the answer that was promised does not come.",
        )
        .class(Class::Treatment)
        .does(&[Then(LESSON_WRITE), LateAt(LESSON_WHY, 7_200.0)]),
    trouble("lesson-double", Kind::Refused, LESSON_BOOK, 0.06, 0.05)
        .says("同一时段说已满。", "The lesson is said to be full.")
        .does(&[Ends(Refused)]),
    trouble("return-form-lost", Kind::SilentExit, RETURN_FORM, 0.05, 0.18)
        .says("退货表提交后没有下文，客户默默走了。", "The return form leads nowhere and customers go without a word.")
        .does(&[Note("receipt", "none"), Stop]),
    trouble("label-in-store", Kind::ChannelSwitch, RETURN_LABEL, 0.12, 0.05)
        .spot(Spot::Channel("web"))
        .says("打不出退货单，只好去门店。", "The label cannot be printed; customers have to go to the store.")
        .does(&[Then(TO_STORE)]),
    trouble("counter-refuses", Kind::Refused, TO_STORE, 0.3, 0.13)
        .says("门店说网购的不归他们管。", "The store says that what was bought online is none of theirs.")
        .class(Class::Treatment)
        .does(&[Ends(Refused)]),
    trouble("money-late", Kind::LongWait, RETURN_CHECK, 0.06, 0.08)
        .spot(Spot::Next(RETURN_PAY))
        .says("退款拖了三周。", "The money comes back three weeks late.")
        .class(Class::Money)
        .does(&[Late(26_000.0)]),
    trouble("store-refuses", Kind::Refused, STORE_DESK, 0.12, 0.11)
        .says("门店不收网购的退货。", "The store does not take back what was bought online.")
        .class(Class::Money)
        .course(Course::Milder { month: 14, left: 0.2 })
        .does(&[Ends(Refused), Says("网上买的请找网店。", "Bought online? Ask the web shop.")]),
    trouble("store-sends-away", Kind::Handoff, STORE_LOOK, 0.09, 0.05)
        .spot(Spot::Owner(STORE))
        .says("门店让客户打网站电话。", "The store has the customer call the web team.")
        .does(&[But(WEB_TEAM, Ok)]),
    trouble("bot-sorry", Kind::ParrotReply, BOT_ANSWER, 0.11, 0.06)
        .says("机器人回了三次，一字不差。", "The bot answers three times in the same words.")
        .class(Class::Treatment)
        .does(&[Speaks(Speech::Parrot(&PARCEL)), Then(BOT_AGAIN), Again(1.0, Ok), Speaks(Speech::Parrot(&PARCEL))]),
    trouble("chat-line", Kind::LongWait, CHAT_LINE, 0.06, 0.06)
        .says("中午聊天排队很久。", "At noon the chat is a long line.")
        .lunch(3.0)
        .does(&[Ends(Waiting), Waited(21.0), Note("ahead", "14")]),
    trouble("parcel-asked-again", Kind::RepeatContact, CHAT_ASK, 0.09, 0.06)
        .says("客服没查到，客户第二天再来。", "Nobody finds the parcel, so the customer comes again the next day.")
        .does(&[Then(CHAT_AGAIN)]),
    trouble("bill-run-around", Kind::Handoff, BILL, 0.13, 0.09)
        .spot(Spot::Owners(4))
        .says("一笔多收的钱问了四个部门。", "A wrong charge goes through four departments.")
        .class(Class::Money)
        .does(&[Then(DELIVERY_TEAM), Then(PAY_TEAM), Then(BANK)]),
    trouble("bill-answer-unclear", Kind::Failure, BILL_ANSWER, 0.03, 0.03)
        .says("账单答复的附件打不开。", "The file with the answer does not open.")
        .class(Class::Trifle)
        .does(&[Ends(Failed)]),
    trouble("bell-not-heard", Kind::Failure, DELIVER, 0.004, 0.05)
        .says("快递员说没人在家，其实有人。", "The carrier says nobody was at home, and somebody was.")
        .class(Class::Treatment)
        .does(&[Ends(Failed)]),
    trouble("guarantee-refused", Kind::Refused, DISPATCH, 0.02, 0.06)
        .says("保修被拒。", "The guarantee is refused.")
        .class(Class::Money)
        .onset(7)
        .does(&[Ends(Refused)]),
    trouble("bill-unanswered", Kind::DeadEnd, BILL_CHECK, 0.06, 0.18)
        .says("账单问了没人答，就此没了下文。", "The question about the bill is never answered; that is where it ends.")
        .does(&[Stop]),
];
