//! What guests of the hotel group want, and the way it usually goes.

use super::talk::{BILL_TOLD, HOUSE, NEW_BILL, RING_THE_ROOM, VIEW};
use crate::table::{Goal, Step, app, bot, call, card, chat, counter, inside, mail, served, web};

pub(super) const BOOKINGS: &str = "订房 Bookings";
pub(super) const CLUB: &str = "会员 Club";
pub(super) const CONCIERGE: &str = "礼宾 Concierge";
pub(super) const EVENTS: &str = "会议 Events";

pub(super) const SEARCH: Step = web("web.rooms", "search");
pub(super) const ROOM: Step = web("web.room", "choose");
pub(super) const EXTRAS: Step = web("web.extras", "choose");
pub(super) const PAY: Step = web("web.payment", "pay");
pub(super) const CONFIRM: Step =
    served("booking", "confirm").minutes(20.0).says("您的房间已订好。", "Your room is booked.");
pub(super) const ARRIVE: Step = served("front-desk", "check in").days(9.0);
pub(super) const STAY: Step = served("room", "stay").hours(9.0);
pub(super) const STAY_NOTE: Step = card("room.card", "write").hours(3.0).tells_how_it_was(&VIEW);
pub(super) const LEAVE: Step = served("front-desk", "check out").hours(20.0);
pub(super) const APP_OPEN: Step = app("app.stay", "open");
pub(super) const APP_KEY: Step = app("app.key", "unlock");
pub(super) const APP_ORDER: Step = app("app.room-service", "order");
pub(super) const KITCHEN: Step = inside("kitchen", "cook").minutes(20.0);
pub(super) const BRING: Step = served("room-service", "bring").minutes(15.0);
pub(super) const EVENT_CALL: Step = call("phone.events", "ask conference rate")
    .says("我来开会，会议价多少？", "I come for the conference, what is the rate?");
pub(super) const EVENT_BOOK: Step = call("phone.events", "book");
pub(super) const EVENT_MAIL: Step = served("booking", "send contract").hours(5.0);
pub(super) const RECOVER: Step = web("web.account", "recover");
pub(super) const QUESTIONS: Step = web("web.account", "answer questions");
pub(super) const CODE: Step = web("web.account", "ask for code");
pub(super) const ENTER: Step = web("web.account", "enter");
pub(super) const POINTS: Step = web("web.points", "spend");
pub(super) const VOUCHER: Step = served("club", "send voucher").hours(8.0);
pub(super) const CHAT_BOT: Step = chat("chat.bot", "ask").bot().tells(&HOUSE);
pub(super) const BOT_SAYS: Step = bot("chat.bot", "reply").replies(&HOUSE);
pub(super) const BOT_MORE: Step = chat("chat.bot", "ask on").minutes(2.0).bot().adds(&HOUSE);
pub(super) const BOT_ANSWER: Step = bot("chat.bot", "answer").replies(&HOUSE);
pub(super) const CHAT_LINE: Step = chat("chat.line", "line up").minutes(2.0);
pub(super) const CHAT_ASK: Step = chat("chat.host", "ask").adds(&HOUSE);
pub(super) const CHAT_DO: Step = served("chat.host", "reply").minutes(7.0);
pub(super) const LATE_ASK: Step =
    counter("front-desk", "ask late check-out").says("能三点退房吗？", "May I keep the room until three?");
pub(super) const LATE_SHOW: Step = counter("front-desk", "show card");
pub(super) const LATE_VOW: Step = served("front-desk", "confirm").minutes(3.0).promises(&RING_THE_ROOM);
pub(super) const LATE_CALL: Step = served("front-desk", "ring room").minutes(20.0).says(
    "[您好，|]保洁[那边可以|同意了]，您[慢慢收拾|不用着急]。",
    "[Hello, |]it is fine with housekeeping, [take your time|no need to hurry].",
);
pub(super) const LATE_NOTE: Step = inside("housekeeping", "note").minutes(15.0);
pub(super) const LATE_GO: Step = served("front-desk", "say goodbye").hours(5.0);
pub(super) const BILL: Step = mail("email.billing", "ask").tells(&BILL_TOLD);
pub(super) const BILL_VOW: Step = served("billing", "confirm").hours(4.0).promises(&NEW_BILL);
pub(super) const BILL_CHECK: Step = inside("billing", "check").days(1.5);
pub(super) const BILL_FIX: Step = served("billing", "send bill").days(2.0);
pub(super) const FAMILY_CALL: Step =
    call("phone.bookings", "ask").says("我们两大两小。", "Two adults and two children.");
pub(super) const FAMILY_LINE: Step = call("phone.bookings", "line up").minutes(2.0);
pub(super) const FAMILY_BOOK: Step = call("phone.bookings", "book");

pub(super) const GOALS: &[Goal] = &[
    Goal {
        name: "room",
        weight: 3.0,
        owner: "网站 Web",
        channel: "web",
        amount: 210.0,
        path: &[SEARCH, ROOM, EXTRAS, PAY, CONFIRM, ARRIVE, STAY, STAY_NOTE, LEAVE],
    },
    Goal {
        name: "family",
        weight: 1.5,
        owner: BOOKINGS,
        channel: "phone",
        amount: 380.0,
        path: &[FAMILY_LINE, FAMILY_CALL, FAMILY_BOOK, CONFIRM, ARRIVE, STAY, STAY_NOTE, LEAVE],
    },
    Goal {
        name: "in-house",
        weight: 2.0,
        owner: "住店 House",
        channel: "app",
        amount: 40.0,
        path: &[APP_OPEN, APP_KEY, APP_ORDER, KITCHEN, BRING],
    },
    Goal {
        name: "conference",
        weight: 1.0,
        owner: EVENTS,
        channel: "phone",
        amount: 112.0,
        path: &[EVENT_CALL, EVENT_BOOK, EVENT_MAIL],
    },
    Goal {
        name: "club",
        weight: 1.2,
        owner: CLUB,
        channel: "web",
        amount: 0.0,
        path: &[RECOVER, QUESTIONS, CODE, ENTER, POINTS, VOUCHER],
    },
    Goal {
        name: "chat",
        weight: 1.4,
        owner: CONCIERGE,
        channel: "chat",
        amount: 0.0,
        path: &[CHAT_BOT, BOT_SAYS, BOT_MORE, BOT_ANSWER, CHAT_LINE, CHAT_ASK, CHAT_DO],
    },
    Goal {
        name: "late",
        weight: 1.2,
        owner: "前台 Front desk",
        channel: "counter",
        amount: 0.0,
        path: &[LATE_ASK, LATE_SHOW, LATE_VOW, LATE_NOTE, LATE_CALL, LATE_GO],
    },
    Goal {
        name: "bill",
        weight: 0.9,
        owner: "账单 Billing",
        channel: "web",
        amount: 35.0,
        path: &[BILL, BILL_VOW, BILL_CHECK, BILL_FIX],
    },
];
