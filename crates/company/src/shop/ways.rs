//! What customers of the shop want, and the way it usually goes.

use super::talk::{GOODS, PARCEL, TECHNICIAN, TV};
use crate::table::{Goal, Step, app, bot, call, card, chat, counter, inside, mail, served, web};

pub(super) const REPAIRS: &str = "维修 Repairs";
pub(super) const STORE: &str = "门店 Store";
pub(super) const CHAT_TEAM: &str = "在线客服 Chat team";
pub(super) const LESSONS: &str = "课程 Lessons";
pub(super) const BILLS: &str = "账单 Bills";

pub(super) const BROWSE: Step = web("web.shelf", "look");
pub(super) const PRODUCT: Step = web("web.product", "open");
pub(super) const BASKET: Step = web("web.basket", "fill");
pub(super) const PAY: Step = web("web.payment", "pay");
pub(super) const PACK: Step = inside("warehouse", "pack").hours(9.0);
pub(super) const SHIP: Step = inside("carrier", "take").hours(8.0);
pub(super) const DELIVER: Step = served("carrier", "deliver")
    .days(2.0)
    .says("[您的|]包裹已[送达|放在快递柜|签收]。", "Your parcel [is there|was delivered|is at your door].");
pub(super) const PARCEL_NOTE: Step = card("parcel.card", "say how it is").hours(20.0).tells_how_it_was(&GOODS);
pub(super) const APP_DEAL: Step = app("app.deal", "open");
pub(super) const APP_SIZE: Step = app("app.size", "choose");
pub(super) const APP_PAY: Step = app("app.payment", "pay");
pub(super) const TV_CALL: Step = call("phone.repair", "report").tells(&TV);
pub(super) const TV_DATE: Step = call("phone.repair", "agree date");
pub(super) const DISPATCH: Step = inside("repair", "dispatch technician").hours(12.0);
pub(super) const VISIT_VOW: Step = served("repair", "confirm date").hours(1.0).promises(&TECHNICIAN);
pub(super) const VISIT: Step = served("repair", "visit").days(2.0).says(
    "师傅已上门[维修，机器恢复正常|，修好了]。",
    "The technician [has been there and repaired it|came and it is repaired].",
);
pub(super) const LESSON_BOOK: Step = app("app.lesson", "book");
pub(super) const LESSON_ENTER: Step = app("app.lesson", "enter");
pub(super) const LESSON_TEACH: Step = served("lesson", "teach").minutes(40.0);
pub(super) const LESSON_NOTES: Step = served("lesson", "send notes").hours(4.0);
pub(super) const RETURN_FORM: Step = web("web.return", "fill in");
pub(super) const RETURN_LABEL: Step = web("web.return", "print label");
pub(super) const RETURN_CHECK: Step = inside("returns", "check").days(3.0);
pub(super) const RETURN_PAY: Step = served("returns", "pay back").days(2.0);
pub(super) const STORE_DESK: Step = counter("store.desk", "bring back")
    .says("网上买的，想在店里退。", "Bought online, I would like to give it back here.");
pub(super) const STORE_LOOK: Step = counter("store.desk", "show receipt");
pub(super) const STORE_PAY: Step = served("store.desk", "pay back").minutes(15.0);
pub(super) const CHAT_BOT: Step = chat("chat.bot", "ask").bot().tells(&PARCEL);
pub(super) const BOT_SAYS: Step = bot("chat.bot", "reply").replies(&PARCEL);
pub(super) const BOT_MORE: Step = chat("chat.bot", "ask on").minutes(2.0).bot().adds(&PARCEL);
pub(super) const BOT_ANSWER: Step = bot("chat.bot", "answer").replies(&PARCEL);
pub(super) const CHAT_LINE: Step = chat("chat.line", "line up").minutes(2.0);
pub(super) const CHAT_ASK: Step = chat("chat.agent", "ask").adds(&PARCEL);
pub(super) const CHAT_REPLY: Step = served("chat.agent", "reply").minutes(6.0);
pub(super) const BILL: Step = mail("email.bills", "ask").says("多收了一笔。", "I was charged too much.");
pub(super) const BILL_CHECK: Step = inside("bills", "check").days(1.5);
pub(super) const BILL_ANSWER: Step = served("bills", "answer").days(1.5);

pub(super) const GOALS: &[Goal] = &[
    Goal {
        name: "order",
        weight: 3.0,
        owner: "网店 Web shop",
        channel: "web",
        amount: 90.0,
        path: &[BROWSE, PRODUCT, BASKET, PAY, PACK, SHIP, DELIVER, PARCEL_NOTE],
    },
    Goal {
        name: "deal",
        weight: 2.0,
        owner: "应用 App",
        channel: "app",
        amount: 45.0,
        path: &[APP_DEAL, APP_SIZE, APP_PAY, PACK, SHIP, DELIVER, PARCEL_NOTE],
    },
    Goal {
        name: "repair",
        weight: 1.2,
        owner: REPAIRS,
        channel: "phone",
        amount: 0.0,
        path: &[TV_CALL, TV_DATE, DISPATCH, VISIT_VOW, VISIT],
    },
    Goal {
        name: "lesson",
        weight: 1.5,
        owner: LESSONS,
        channel: "app",
        amount: 20.0,
        path: &[LESSON_BOOK, LESSON_ENTER, LESSON_TEACH, LESSON_NOTES],
    },
    Goal {
        name: "return",
        weight: 1.2,
        owner: "退货 Returns",
        channel: "web",
        amount: 60.0,
        path: &[RETURN_FORM, RETURN_LABEL, RETURN_CHECK, RETURN_PAY],
    },
    Goal {
        name: "in-store",
        weight: 1.0,
        owner: STORE,
        channel: "counter",
        amount: 60.0,
        path: &[STORE_DESK, STORE_LOOK, STORE_PAY],
    },
    Goal {
        name: "chat",
        weight: 1.5,
        owner: CHAT_TEAM,
        channel: "chat",
        amount: 0.0,
        path: &[CHAT_BOT, BOT_SAYS, BOT_MORE, BOT_ANSWER, CHAT_LINE, CHAT_ASK, CHAT_REPLY],
    },
    Goal {
        name: "bill",
        weight: 0.8,
        owner: BILLS,
        channel: "web",
        amount: 25.0,
        path: &[BILL, BILL_CHECK, BILL_ANSWER],
    },
];
