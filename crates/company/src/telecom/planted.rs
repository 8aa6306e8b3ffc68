//! What harms the customers of the telephone company.

use super::talk::ABROAD;
use super::ways::*;
use crate::speech::Says as Speech;
use crate::table::Act::{Again, Ends, Late, LateAt, Note, Speaks, Stop, Then, Waited};
use crate::table::{Class, Course, Spot, Step, Trouble, call, chat, counter, trouble};
use crate::words::Kind;
use desk::touch::Outcome::{Abandoned, Failed, Ok, Refused, Waiting};

const LEVEL_TWO: Step = call("phone.level-two", "ask").hours(2.0).owner("二线 Level two");
const LINES_AGAIN: Step = call("phone.faults", "ask again").hours(3.0).owner(LINES);
const CIVIL: Step = call("phone.civil-works", "ask").hours(20.0).owner("土建 Civil works");
const CITY: Step = call("phone.city", "ask").hours(30.0).owner("市政 City");
const LANDLORD: Step = call("phone.landlord", "ask").hours(30.0).owner("物业 Landlord");
const HOTLINE_CALL: Step = call("phone.hotline", "ask about invoice").hours(6.0);
const REPEAT: Step = call("phone.faults", "report the same").hours(44.0);
const OTHER_SHOP: Step = counter("shop.other", "ask").hours(5.0);
const ROAM_AGAIN: Step = chat("chat.assistant", "ask again").minutes(1.0).bot().retells(&ABROAD);
const RETELL: Step = chat("chat.person", "tell it all").minutes(9.0);

pub(super) const PLANTED: &[Trouble] = &[
    trouble("sign-breaks", Kind::Failure, SIGN, 0.08, 0.07)
        .says("电子签名报错。", "Signing breaks.")
        .onset(3)
        .does(&[Ends(Failed), Again(3.0, Ok)]),
    trouble("address-cut", Kind::Failure, ADDRESS, 0.06, 0.02)
        .says("地址被截断。", "The address is cut off.")
        .class(Class::Trifle)
        .does(&[Ends(Failed)]),
    trouble("address-unknown", Kind::Retry, ADDRESS, 0.07, 0.05)
        .says("新小区地址系统里没有，要试好几次。", "The system does not know new streets; it takes three tries.")
        .does(&[Ends(Failed), Again(2.0, Failed), Again(2.0, Ok)]),
    trouble("date-lost", Kind::Loop, DATE, 0.10, 0.04)
        .says("预约时间总是丢。", "The date chosen is lost and has to be chosen again.")
        .class(Class::Trifle)
        .does(&[Again(70.0, Ok), Again(70.0, Ok)]),
    trouble("router-late", Kind::LongWait, ROUTER, 0.06, 0.07)
        .spot(Spot::Next(CONNECT))
        .says("路由器到了，一个月没人来开通。", "The router is there and nobody connects it for a month.")
        .does(&[Late(50_000.0)]),
    trouble("speed-promised", Kind::ExpectationGap, CONNECT, 0.08, 0.12)
        .says("说好千兆，实测一百兆。", "A thousand megabits were sold and a hundred come.")
        .class(Class::Money)
        .onset(4)
        .does(&[Note("delivered", "100")]),
    trouble("fault-ping-pong", Kind::PingPong, MEASURE, 0.07, 0.11)
        .spot(Spot::Owner(LINES))
        .says("故障在线路部和二线之间来回。", "A fault goes from lines to level two and back.")
        .does(&[Then(LEVEL_TWO), Then(LINES_AGAIN)]),
    trouble("fault-unanswered", Kind::Abandonment, REPORT, 0.06, 0.14)
        .says("报障电话没人接。", "The fault line is not answered.")
        .course(Course::Extreme { month: 13, times: 2.2 })
        .does(&[Ends(Abandoned), Waited(31.0), Stop]),
    trouble("splice-promise", Kind::BrokenPromise, SPLICE_VOW, 0.12, 0.09)
        .says("说好几天内修好，两周才来。", "Promised within days, mended after two weeks.")
        .class(Class::Treatment)
        .does(&[LateAt(LIVE, 19_000.0)]),
    trouble("splice-run-around", Kind::Handoff, LIVE, 0.07, 0.08)
        .spot(Spot::Owners(4))
        .says("挖路要客户自己找三家。", "For a cable under the road the customer asks three offices.")
        .does(&[Then(CIVIL), Then(CITY), Then(LANDLORD)]),
    trouble("same-fault", Kind::RepeatContact, REPEAT, 0.4, 0.10)
        .says("同一故障两天后再报。", "The same fault is reported again two days later.")
        .does(&[Then(call("phone.faults", "report a third time").hours(26.0))]),
    trouble("not-mended", Kind::BrokenPromise, CARE_VOW, 0.08, 0.06)
        .says(
            "说修好了会回访，没人打来，其实也没修好。",
            "Said to be mended, nobody calls to ask as promised, and it was not.",
        )
        .does(&[Then(REPEAT), LateAt(CARE_CALL, 9_000.0)]),
    trouble("invoice-app", Kind::Failure, INVOICE, 0.07, 0.06)
        .says("账单打不开。", "The invoice does not open.")
        .course(Course::Rarer { month: 14, left: 0.3 })
        .does(&[Ends(Failed), Again(3.0, Ok)]),
    trouble("invoice-by-phone", Kind::ChannelSwitch, DISPUTE, 0.10, 0.06)
        .spot(Spot::Channel("app"))
        .says("账单疑问只能打电话问。", "Questions about an invoice have to be asked by phone.")
        .does(&[Then(HOTLINE_CALL)]),
    trouble("credit-refused", Kind::Refused, HOTLINE_CALL, 0.35, 0.15)
        .says("热线说不予退费。", "The hotline says there will be no credit.")
        .class(Class::Money)
        .does(&[Ends(Refused)]),
    trouble("invoice-silence", Kind::DeadEnd, REVIEW, 0.05, 0.18)
        .says("账单申诉再无下文。", "The question about the invoice is never answered.")
        .does(&[Stop]),
    trouble("credit-late", Kind::LongWait, REVIEW, 0.05, 0.06)
        .spot(Spot::Next(CREDIT))
        .says("退费拖了一个月。", "The credit takes a month.")
        .class(Class::Money)
        .course(Course::Unchanged { month: 12 })
        .does(&[Late(40_000.0)]),
    trouble("passport-rule", Kind::Refused, SIM_ID, 0.10, 0.10)
        .says("证件过期一天也不给补卡。", "A passport one day out of date, and no card.")
        .class(Class::Treatment)
        .course(Course::Milder { month: 14, left: 0.2 })
        .does(&[Ends(Refused)]),
    trouble("other-shop", Kind::Handoff, SIM_ASK, 0.09, 0.05)
        .spot(Spot::Owner(SHOPS))
        .says("让客户去另一家营业厅。", "The customer is sent to another shop.")
        .does(&[Then(OTHER_SHOP.owner("合作厅 Partner shop"))]),
    trouble("shop-gives-up", Kind::SilentExit, SIM_GIVE, 0.04, 0.20)
        .says("系统瘫痪，客户默默离开营业厅。", "The till is dead and customers walk out without a word.")
        .does(&[Stop]),
    trouble("assistant-parrot", Kind::ParrotReply, ROAM_ANSWER, 0.12, 0.06)
        .says("助手反复发同一个链接。", "The assistant sends the same link again and again.")
        .class(Class::Treatment)
        .does(&[Speaks(Speech::Parrot(&ABROAD)), Then(ROAM_AGAIN), Again(1.0, Ok), Speaks(Speech::Parrot(&ABROAD))]),
    trouble("tell-the-person", Kind::Retelling, ROAM_ASK, 0.12, 0.04)
        .says("转人工后要从头再说。", "The person who takes over has it all told again.")
        .class(Class::Treatment)
        .does(&[Speaks(Speech::Again(&ABROAD)), Then(RETELL)]),
    trouble("person-line", Kind::LongWait, RETELL, 0.3, 0.08)
        .says("说完又让等。", "Told it all, and put on wait again.")
        .does(&[Ends(Waiting), Waited(25.0)]),
    trouble("port-code", Kind::Failure, PORT_CODE, 0.08, 0.16)
        .says("携号码总是无效。", "The code for the number is never valid.")
        .course(Course::Fading { month: 12, left: 0.3 })
        .does(&[Ends(Failed)]),
    trouble("port-line", Kind::LongWait, PORT_ASK, 0.07, 0.05)
        .says("携号专线中午排队。", "At noon the line for numbers is put on wait.")
        .lunch(3.0)
        .does(&[Ends(Waiting), Waited(27.0), Note("ahead", "22")]),
];
