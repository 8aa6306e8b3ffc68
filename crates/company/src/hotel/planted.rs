//! What harms the guests of the hotel group.

use super::talk::{HOUSE, KEY, VIEW};
use super::ways::*;
use crate::speech::Says as Speech;
use crate::table::Act::{Again, But, Ends, Late, LateAt, Note, Says, Speaks, Stop, Then, Waited};
use crate::table::{Class, Course, Spot, Step, Trouble, app, call, chat, counter, mail, trouble};
use crate::words::Kind;
use desk::touch::Outcome::{Abandoned, Failed, Ok, Refused, Waiting};

const UNDO: Step =
    call("phone.events", "give room back").minutes(9.0).says("那我不订了。", "Then I give the room back.");
const WITHOUT_REASON: Step = call("phone.bookings", "book without saying why")
    .hours(3.0)
    .says("普通客房，多少钱？八十五？好。", "A room, please. Eighty-five? Fine.");
const APP_REPORT: Step = app("app.help", "report").minutes(2.0).tells(&KEY);
const DESK_HELP: Step = counter("front-desk", "ask for key").minutes(10.0).adds(&KEY);
const BOT_AGAIN: Step = chat("chat.bot", "ask again").minutes(1.0).bot().retells(&HOUSE);
const KITCHEN_CALL: Step = call("phone.kitchen", "ask for meal").minutes(45.0).owner("厨房 Kitchen");
const HOUSE_AGAIN: Step = call("phone.house", "ask for meal").minutes(9.0).owner("住店 House");
const ACCOUNTS: Step = mail("email.accounts", "ask").hours(22.0).owner("财务 Accounts");
const PROPERTY: Step = mail("email.property", "ask").hours(22.0).owner("门店 Property");
const CARD_FIRM: Step = mail("email.card", "ask").hours(22.0).owner("卡公司 Card firm");
const BOOK_CALL: Step = call("phone.web-help", "ask").hours(2.0);
const CLUB_CALL: Step = call("phone.club", "ask").hours(4.0);
const NEXT_DAY: Step = call("phone.bookings", "ask the next day").hours(25.0);

pub(super) const BOOKING: &[Trouble] = &[
    trouble("search-breaks", Kind::Failure, SEARCH, 0.05, 0.06)
        .says("选日期时页面报错。", "The page breaks when dates are chosen.")
        .onset(3)
        .does(&[Ends(Failed), Again(2.0, Ok)]),
    trouble("room-gone", Kind::Abandonment, ROOM, 0.07, 0.07)
        .says("点进去房间就没了，客人放弃。", "The room is gone when it is chosen, and the guest gives up.")
        .class(Class::Trifle)
        .does(&[Ends(Abandoned), Stop]),
    trouble("extras-reset", Kind::Loop, EXTRAS, 0.09, 0.03)
        .says("加的早餐一再被清空。", "Breakfast is added and forgotten again and again.")
        .class(Class::Trifle)
        .does(&[Again(12.0, Ok), Again(13.0, Ok)]),
    trouble("receipt-missing", Kind::Failure, PAY, 0.05, 0.02)
        .says("付款后没有回执。", "The receipt after paying is missing.")
        .class(Class::Trifle)
        .does(&[Ends(Failed)]),
    trouble("card-declined", Kind::Retry, PAY, 0.07, 0.06)
        .says("付款页要试三次。", "The payment page has to be tried three times.")
        .class(Class::Money)
        .course(Course::Rarer { month: 13, left: 0.3 })
        .does(&[Ends(Failed), Again(2.0, Failed), Again(2.0, Ok)]),
    trouble("conference-rate", Kind::Refused, EVENT_CALL, 0.15, 0.09)
        .story("conference rate")
        .says(
            "会议客人报价112，不给85；退掉后不说来意重订才得85。",
            "A conference guest is quoted 112 instead of 85, gives the room back, calls again without saying why and gets 85.",
        )
        .class(Class::Money)
        .onset(2)
        .does(&[Ends(Refused), Note("quoted", "112"), Note("public_rate", "85"), Then(UNDO), Then(WITHOUT_REASON), Note("rate", "85")]),
    trouble("contract-late", Kind::LongWait, EVENT_BOOK, 0.05, 0.05)
        .spot(Spot::Next(EVENT_MAIL))
        .says("会议合同三天才来。", "The contract for the conference takes three days.")
        .does(&[Late(4_200.0)]),
    trouble("phone-queue", Kind::Abandonment, FAMILY_LINE, 0.06, 0.13)
        .says("订房电话排队太久，客人挂断。", "The booking line is too long and guests hang up.")
        .course(Course::Extreme { month: 14, times: 2.2 })
        .does(&[Ends(Abandoned), Waited(19.0), Stop]),
    trouble("family-again", Kind::RepeatContact, FAMILY_BOOK, 0.09, 0.06)
        .says("家庭房没订对，第二天再打。", "The family room is booked wrong and the guest calls the next day.")
        .does(&[Then(NEXT_DAY)]),
    trouble("account-lost", Kind::DeadEnd, CODE, 0.12, 0.17)
        .story("account nobody can recover")
        .says("验证码发到停用的号码，答案也忘了，谁都恢复不了。", "The code goes to a number long gone, the answers are forgotten: nobody can recover the account.")
        .onset(1)
        .does(&[Says("验证码已发送。", "A code has been sent."), Note("sent_to", "a number no longer in use"), Stop]),
    trouble("question-cut", Kind::Failure, QUESTIONS, 0.08, 0.02)
        .says("安全问题显示不全。", "The question is cut off.")
        .class(Class::Trifle)
        .does(&[Ends(Failed)]),
    trouble("questions-wrong", Kind::Retry, QUESTIONS, 0.10, 0.04)
        .says("安全问题要答好几遍。", "The security questions have to be answered again and again.")
        .does(&[Ends(Failed), Again(2.0, Failed), Again(3.0, Ok)]),
    trouble("points-by-phone", Kind::ChannelSwitch, POINTS, 0.12, 0.05)
        .spot(Spot::Channel("web"))
        .says("积分只能打电话用。", "Points cannot be spent on the web; guests have to call.")
        .does(&[Then(CLUB_CALL)]),
    trouble("points-expired", Kind::Refused, CLUB_CALL, 0.35, 0.10)
        .says("电话里说积分已过期。", "On the phone they say the points have expired.")
        .class(Class::Money)
        .does(&[Ends(Refused)]),
    trouble("form-without-end", Kind::SilentExit, RECOVER, 0.04, 0.19)
        .says("恢复表格问到没人答得出，客人默默走了。", "The recovery form asks what nobody knows; guests go without a word.")
        .does(&[Note("fields", "31"), Stop]),
];

pub(super) const STAYING: &[Trouble] = &[
    trouble("sea-view", Kind::ExpectationGap, STAY_NOTE, 0.06, 0.11)
        .says("订的海景房看到的是停车场。", "The sea view booked is a view of the car park.")
        .class(Class::Money)
        .onset(4)
        .does(&[Speaks(Speech::Less(&VIEW))]),
    trouble("room-not-ready", Kind::LongWait, ARRIVE, 0.06, 0.07)
        .spot(Spot::Next(STAY))
        .says("到店后房间一天都没好。", "The room is not ready until the next day.")
        .class(Class::Treatment)
        .course(Course::Unchanged { month: 12 })
        .does(&[Late(1_900.0)]),
    trouble("charged-minibar", Kind::Failure, LEAVE, 0.05, 0.08)
        .says("退房时账单出错。", "The bill breaks at check-out.")
        .class(Class::Money)
        .does(&[Ends(Failed)]),
    trouble("key-dead", Kind::Failure, APP_KEY, 0.07, 0.07)
        .says(
            "手机钥匙打不开门，客人跑去前台。",
            "The key in the app does not open the door; guests go down to the desk.",
        )
        .course(Course::Fading { month: 12, left: 0.3 })
        .does(&[Ends(Failed), Again(2.0, Failed), Then(APP_REPORT), Then(DESK_HELP)]),
    trouble("desk-retelling", Kind::Retelling, DESK_HELP, 0.4, 0.05)
        .says("前台要客人从头再说。", "The desk has the guest tell everything again.")
        .class(Class::Treatment)
        .does(&[Speaks(Speech::Again(&KEY))]),
    trouble("meal-ping-pong", Kind::PingPong, BRING, 0.06, 0.10)
        .spot(Spot::Owner("住店 House"))
        .says("点餐在住店部和厨房之间来回推。", "An order goes from the house to the kitchen and back.")
        .does(&[Then(KITCHEN_CALL), Then(HOUSE_AGAIN)]),
    trouble("late-check-out", Kind::Refused, LATE_ASK, 0.14, 0.12)
        .story("late check-out the system does not allow")
        .says(
            "答应了两点，三点就说系统不允许。",
            "Fourteen hundred was granted; for three o'clock the system does not allow it.",
        )
        .class(Class::Treatment)
        .course(Course::Milder { month: 15, left: 0.2 })
        .does(&[Ends(Refused), Says("系统不允许。", "The system does not allow it.")]),
    trouble("late-promise", Kind::BrokenPromise, LATE_VOW, 0.09, 0.10)
        .says(
            "前台说两小时内回电话，过了大半天才打来。",
            "The desk promised to ring within two hours, and rings half a day later.",
        )
        .class(Class::Treatment)
        .does(&[LateAt(LATE_CALL, 300.0)]),
    trouble("bill-run-around", Kind::Handoff, BILL, 0.12, 0.08)
        .spot(Spot::Owners(4))
        .says("一张账单问了四个部门。", "A question about a bill goes through four departments.")
        .does(&[Then(ACCOUNTS), Then(PROPERTY), Then(CARD_FIRM)]),
    trouble("bill-promise", Kind::BrokenPromise, BILL_VOW, 0.10, 0.07)
        .says("说好一周内改账单，半个月才来。", "A corrected bill is promised within a week and takes two.")
        .does(&[LateAt(BILL_FIX, 17_000.0)]),
    trouble("voucher-invalid", Kind::Failure, VOUCHER, 0.03, 0.03)
        .says("赠券在店里刷不出来。", "The voucher is not known at the hotel.")
        .class(Class::Trifle)
        .does(&[Ends(Failed)]),
    trouble("contract-typo", Kind::Failure, EVENT_MAIL, 0.03, 0.04)
        .says("会议合同人数写错。", "The contract has the wrong number of guests.")
        .onset(6)
        .does(&[Ends(Failed)]),
    trouble("goodbye-bill", Kind::Refused, LATE_GO, 0.02, 0.05)
        .says("离店时不肯开发票。", "An invoice is refused at the door.")
        .does(&[Ends(Refused)]),
    trouble("bot-menu", Kind::ParrotReply, BOT_ANSWER, 0.12, 0.05)
        .says("机器人反复发同一段话。", "The bot sends the same text again and again.")
        .class(Class::Treatment)
        .does(&[Speaks(Speech::Parrot(&HOUSE)), Then(BOT_AGAIN), Again(1.0, Ok), Speaks(Speech::Parrot(&HOUSE))]),
    trouble("host-busy", Kind::LongWait, CHAT_LINE, 0.06, 0.07)
        .says("午间礼宾聊天排队很久。", "At noon the chat of the concierge is a long line.")
        .lunch(3.0)
        .does(&[Ends(Waiting), Waited(26.0), Note("ahead", "17")]),
    trouble("passed-to-web-help", Kind::Handoff, CHAT_ASK, 0.07, 0.04)
        .spot(Spot::Owner(CONCIERGE))
        .says("礼宾让客人改打网站热线。", "The concierge tells the guest to call the web team.")
        .does(&[But(BOOK_CALL.owner("网站热线 Web help"), Ok)]),
];
