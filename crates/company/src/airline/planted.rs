//! What harms the airline's customers.

use super::talk::TRIP;
use super::ways::*;
use crate::speech::Says as Speech;
use crate::table::Act::{Again, But, Ends, Late, LateAt, Note, Says, Speaks, Stop, Then, Waited};
use crate::table::{Class, Course, Spot, Step, Trouble, call, chat, counter, mail, trouble};
use crate::words::Kind;
use desk::touch::Outcome::{Abandoned, Failed, Ok, Refused, Waiting};

const PHONE_PAY: Step = call("phone.payment", "finish order")
    .minutes(50.0)
    .says("网页付不了款，请帮我完成订单。", "The web page would not take my money, please finish the order.");
const FARES_DESK: Step = call("phone.fares", "ask").owner("运价 Fares");
const CHANGE_AGAIN: Step = call("phone.agent", "ask once more").owner(RESERVATIONS);
const REFUND_CALL: Step = call("phone.refund", "ask").hours(5.0);
const TAKE_OVER: Step = call("phone.agency", "take over").hours(3.0).owner(RESERVATIONS);
const STATION: Step = mail("email.station", "ask").hours(20.0).owner("站点 Station");
const HANDLER: Step = mail("email.handler", "ask").hours(20.0).owner("行李商 Bag handler");
const INSURER: Step = mail("email.insurer", "ask").hours(20.0).owner("保险 Insurer");
const CHAT_LATER: Step = chat("chat.agent", "ask the next day").hours(26.0);
const BOT_AGAIN: Step = chat("chat.bot", "ask again").minutes(1.0).bot().retells(&TRIP);
const HELP_DESK: Step = counter("airport.desk", "ask").minutes(12.0);

pub(super) const SELLING: &[Trouble] = &[
    trouble("login-one-area", Kind::Failure, LOGIN, 0.06, 0.07)
        .story("login that works in one area only")
        .says(
            "登录只在一个地区有效，外地客户被挡在门外。",
            "The login works in one area only; customers elsewhere are locked out.",
        )
        .onset(4)
        .does(&[Ends(Failed), Note("area", "elsewhere"), Again(2.0, Failed), Again(3.0, Ok)]),
    trouble("payment-page", Kind::Failure, PAY, 0.08, 0.05)
        .story("payment page that fails, phone that cannot finish")
        .says(
            "网页付款失败，客户重试后只好打电话。",
            "The payment page fails; customers try again and then have to call.",
        )
        .class(Class::Money)
        .course(Course::Rarer { month: 15, left: 0.35 })
        .does(&[Ends(Failed), Again(2.0, Failed), Then(PHONE_PAY)]),
    trouble("payment-phone", Kind::Refused, PHONE_PAY, 0.5, 0.12)
        .story("payment page that fails, phone that cannot finish")
        .says(
            "电话客服看不到网页订单，无法替客户完成付款。",
            "The phone agent cannot see the web order and cannot finish the payment.",
        )
        .does(&[
            Ends(Refused),
            Says(
                "这笔订单在网站部门，我这里操作不了。",
                "That order is with the web team, I cannot finish it from here.",
            ),
        ]),
    trouble("fare-half-shown", Kind::Failure, APP_FARE, 0.05, 0.02)
        .says("票价只显示一半。", "Half of the fare is not shown.")
        .class(Class::Trifle)
        .does(&[Ends(Failed)]),
    trouble("fare-hangs", Kind::Retry, APP_FARE, 0.05, 0.04)
        .says("应用的票价页卡住，要点好几次。", "The fare page of the app hangs and has to be tried again and again.")
        .class(Class::Trifle)
        .does(&[Ends(Failed), Again(1.5, Failed), Again(2.0, Ok)]),
    trouble("seats-forgotten", Kind::Loop, SEATS, 0.08, 0.03)
        .says("选好的座位丢失，客户得重选。", "Chosen seats are forgotten and have to be chosen again.")
        .class(Class::Trifle)
        .onset(3)
        .does(&[Again(12.0, Ok), Again(13.0, Ok)]),
    trouble("fare-gone", Kind::Abandonment, FARE, 0.06, 0.05)
        .says("点进去票价就变了，客户放弃。", "The fare changes when it is chosen, and the customer gives up.")
        .does(&[Ends(Abandoned), Note("offered", "199"), Note("asked", "268"), Stop]),
    trouble("app-charged-twice", Kind::Failure, APP_PAY, 0.03, 0.20)
        .says("应用付款报错却扣了款。", "The app says the payment broke, and takes the money.")
        .class(Class::Money)
        .onset(6)
        .does(&[Ends(Failed), Says("扣了两次钱，订单却没有。", "Charged twice and no booking.")]),
    trouble("agency-passes-on", Kind::Handoff, AGENCY_ASK, 0.09, 0.05)
        .spot(Spot::Owner(AGENCY))
        .says("代理把客户推给电话预订部。", "The agency passes the customer on to the phone.")
        .does(&[Then(TAKE_OVER), Note("passed_on_by", "agency")]),
    trouble("offer-typo", Kind::Failure, AGENCY_OFFER, 0.03, 0.02)
        .says("报价单上日期写错。", "The date on the offer is wrong.")
        .class(Class::Trifle)
        .does(&[Ends(Failed)]),
    trouble("name-rule", Kind::Refused, AGENCY_PAY, 0.12, 0.08)
        .says("姓名错一个字也不许改，只能重买。", "One letter in a name may not be changed; buy again.")
        .class(Class::Money)
        .course(Course::Milder { month: 14, left: 0.25 })
        .does(&[Ends(Refused), Says("系统不允许修改姓名。", "The system does not allow a change of name.")]),
];

pub(super) const SERVING: &[Trouble] = &[
    trouble("change-ping-pong", Kind::PingPong, REISSUE, 0.07, 0.10)
        .spot(Spot::Owner(RESERVATIONS))
        .says("改签在预订部和运价部之间来回推。", "A change goes from reservations to fares and back.")
        .does(&[Then(FARES_DESK), Then(CHANGE_AGAIN)]),
    trouble("hangs-up", Kind::Abandonment, LINE, 0.06, 0.15)
        .says("电话等太久，客户挂断。", "The phone queue is too long and the customer hangs up.")
        .course(Course::Extreme { month: 12, times: 2.2 })
        .does(&[Ends(Abandoned), Waited(22.0), Stop]),
    trouble("ticket-stuck", Kind::LongWait, DIFFERENCE, 0.05, 0.05)
        .spot(Spot::Next(REISSUE))
        .says("补了差价，新票三天不来。", "The difference is paid and the new ticket does not come for days.")
        .does(&[Late(4_300.0)]),
    trouble("bag-run-around", Kind::Handoff, CLAIM, 0.13, 0.09)
        .spot(Spot::Owners(4))
        .says("行李理赔要找四个部门。", "A broken bag goes through four departments.")
        .does(&[Then(STATION), Then(HANDLER), Then(INSURER)]),
    trouble("claim-promise", Kind::BrokenPromise, CLAIM_VOW, 0.12, 0.08)
        .says("承诺两周内答复，一个月才来。", "An answer is promised within two weeks and comes after a month.")
        .class(Class::Treatment)
        .does(&[LateAt(SETTLE, 26_000.0)]),
    trouble("site-says-call", Kind::ChannelSwitch, UPLOAD, 0.10, 0.05)
        .spot(Spot::Channel("web"))
        .says("网站办不了退款，让客户打电话。", "The web cannot do it and tells the customer to call.")
        .does(&[Then(REFUND_CALL)]),
    trouble("form-too-long", Kind::SilentExit, FORM, 0.05, 0.20)
        .says("退款表格太长，客户默默离开。", "The refund form is so long that customers go without a word.")
        .does(&[Note("fields", "47"), Stop]),
    trouble("refund-promise", Kind::BrokenPromise, REFUND_VOW, 0.12, 0.09)
        .says("说好七天退款，过了两周才到。", "A refund promised in seven days takes two weeks and more.")
        .class(Class::Money)
        .does(&[LateAt(REFUND, 15_000.0)]),
    trouble("same-question-again", Kind::RepeatContact, CHAT, 0.09, 0.06)
        .says(
            "客服没答到点上，客户第二天再来。",
            "The answer misses the question, so the customer comes again the next day.",
        )
        .does(&[Then(CHAT_LATER)]),
    trouble("lunch-queue", Kind::LongWait, QUEUE, 0.05, 0.08)
        .story("31-person lunch-time chat queue")
        .says("午休时前面排着三十一个人。", "At lunch time 31 people are ahead in the chat.")
        .lunch(4.0)
        .course(Course::Unchanged { month: 14 })
        .does(&[
            Ends(Waiting),
            Note("ahead", "31"),
            Waited(34.0),
            Says("前面还有31位。", "31 people are ahead of you."),
        ]),
    trouble("bot-parrot", Kind::ParrotReply, BOT_ANSWER, 0.10, 0.06)
        .says("机器人反复回同一句话。", "The bot gives the same reply whatever is asked.")
        .class(Class::Treatment)
        .does(&[Speaks(Speech::Parrot(&TRIP)), Then(BOT_AGAIN), Again(1.0, Ok), Speaks(Speech::Parrot(&TRIP))]),
    trouble("check-in-breaks", Kind::Failure, CHECK_IN, 0.06, 0.09)
        .says("应用值机报错，客户去柜台。", "Check-in in the app breaks.")
        .course(Course::Fading { month: 13, left: 0.3 })
        .does(&[Ends(Failed)]),
    trouble("told-again-to-a-person", Kind::Retelling, CHAT, 0.12, 0.07)
        .says("转到人工又要从头说一遍。", "To the person who takes over, the story has to be told from the start.")
        .class(Class::Treatment)
        .does(&[Speaks(Speech::Again(&TRIP))]),
    trouble("bag-drop-sends-away", Kind::ChannelSwitch, BAGS, 0.06, 0.04)
        .spot(Spot::Channel("app"))
        .says(
            "应用里加的行李，托运处不认，只能去柜台。",
            "The bag drop does not know bags added in the app; customers have to go to the desk.",
        )
        .class(Class::Treatment)
        .does(&[Then(HELP_DESK)]),
    trouble("desk-says-no", Kind::Refused, HELP_DESK, 0.25, 0.16)
        .says("柜台说办不了。", "The desk says it cannot be done.")
        .class(Class::Treatment)
        .does(&[Ends(Refused)]),
    trouble("delay-unannounced", Kind::LongWait, SECURITY, 0.06, 0.11)
        .story("flight delay nobody announced")
        .spot(Spot::Next(GATE))
        .says("航班晚点四小时，没有人通知。", "The flight is four hours late and nobody says so.")
        .class(Class::Treatment)
        .onset(2)
        .does(&[Note("announced", "no"), Late(270.0)]),
    trouble("first-class-seat", Kind::ExpectationGap, LOUNGE, 0.14, 0.14)
        .story("first-class seat without ground service")
        .says("头等舱座位特价，却没有地面服务。", "A first-class seat sold cheap turns out to have no ground service.")
        .class(Class::Money)
        .onset(5)
        .does(&[Note("delivered", "seat only")]),
    trouble("first-name-cut", Kind::Failure, FIRST_CHECK_IN, 0.06, 0.03)
        .says("头等舱值机页截断姓名。", "The first-class check-in cuts off the name.")
        .class(Class::Trifle)
        .does(&[Ends(Failed)]),
    trouble("first-check-in", Kind::Retry, FIRST_CHECK_IN, 0.07, 0.07)
        .says("头等舱值机页要试三次。", "The first-class check-in has to be tried three times.")
        .does(&[Ends(Failed), Again(2.0, Failed), Again(2.0, Ok)]),
    trouble("no-way-to-pay", Kind::DeadEnd, MENU, 0.04, 0.18)
        .says("语音菜单没有出口，客户卡在里面。", "The phone menu has no way out, and that is where it ends.")
        .does(&[Says("请按键选择。", "Please choose from the menu."), Stop]),
    trouble("wrong-letter", Kind::Failure, SETTLE, 0.03, 0.03)
        .says("理赔信写错名字。", "The letter about the claim has the wrong name on it.")
        .class(Class::Trifle)
        .does(&[Ends(Failed)]),
    trouble("refund-by-cheque", Kind::Refused, REFUND, 0.02, 0.05)
        .says("退款只给支票，不肯转账。", "The refund comes as a cheque only; a transfer is refused.")
        .class(Class::Money)
        .onset(8)
        .does(&[Ends(Refused)]),
    trouble("upgrade-dropped", Kind::Failure, PASS, 0.025, 0.12)
        .says("登机牌上升舱没有了。", "The upgrade is gone from the boarding pass.")
        .does(&[Ends(Failed), But(HELP_DESK, Ok)]),
];
