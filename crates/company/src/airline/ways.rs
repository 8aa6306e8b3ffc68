//! What customers of the airline want, and the way it usually goes.

use super::talk::{ANSWER_TO_CLAIM, CLAIM_TOLD, MONEY_BACK, TRIP};
use crate::table::{Goal, Step, app, bot, call, chat, counter, inside, mail, served, web};

pub(super) const RESERVATIONS: &str = "预订 Reservations";
pub(super) const AGENCY: &str = "代理 Agency";
pub(super) const CARE: &str = "在线客服 Chat care";

pub(super) const HOME: Step = web("web.home", "open");
pub(super) const LOGIN: Step = web("web.login", "log in");
pub(super) const SEARCH: Step = web("web.search", "search");
pub(super) const FARE: Step = web("web.fare", "choose");
pub(super) const SEATS: Step = web("web.seats", "choose");
pub(super) const PAY: Step = web("web.payment", "pay");
pub(super) const TICKET: Step = inside("ticket", "issue").minutes(8.0);
pub(super) const SEND: Step = served("ticket", "send").hours(2.0).says(
    "[{name}您好，|][您的机票已出票|机票已经出好]，[票号见附件|请查收]。",
    "[Dear {name}, |Hello, |][here is your ticket|your ticket is attached].",
);
pub(super) const BOARD: Step = served("airport.gate", "board").days(12.0);
pub(super) const APP_HOME: Step = app("app.home", "open");
pub(super) const APP_FARE: Step = app("app.fare", "choose");
pub(super) const APP_SEATS: Step = app("app.seats", "choose");
pub(super) const APP_PAY: Step = app("app.payment", "pay");
pub(super) const AGENCY_ASK: Step =
    counter("agency.desk", "ask").says("我想订三个人的行程。", "I want a trip for three people.");
pub(super) const AGENCY_OFFER: Step = counter("agency.desk", "choose offer");
pub(super) const AGENCY_PAY: Step = counter("agency.desk", "pay");
pub(super) const MENU: Step = call("phone.menu", "choose").bot();
pub(super) const LINE: Step = call("phone.line", "line up");
pub(super) const CHANGE: Step =
    call("phone.agent", "ask for change").says("我想把航班改到后天。", "I need to fly two days later.");
pub(super) const DIFFERENCE: Step = call("phone.agent", "pay difference");
pub(super) const REISSUE: Step = served("ticket", "issue again").hours(10.0);
pub(super) const CHECK_IN: Step = app("app.check-in", "start");
pub(super) const PASS: Step = app("app.boarding-pass", "show");
pub(super) const BAGS: Step = served("airport.bags", "drop").hours(14.0);
pub(super) const SECURITY: Step = served("airport.security", "pass through").minutes(35.0);
pub(super) const GATE: Step = served("airport.gate", "board on time").minutes(60.0);
pub(super) const BELT: Step = served("airport.belt", "pick up bags").hours(4.0);
pub(super) const FIRST_CHECK_IN: Step = web("web.first-class", "check in");
pub(super) const LOUNGE: Step = served("airport.lounge", "enter").hours(14.0).offers("first class with ground service");
pub(super) const FIRST_BOARD: Step = served("airport.first-class", "board").minutes(50.0);
pub(super) const BOT: Step = chat("chat.bot", "ask").bot().tells(&TRIP);
pub(super) const BOT_SAYS: Step = bot("chat.bot", "reply").replies(&TRIP);
pub(super) const BOT_MORE: Step = chat("chat.bot", "ask on").minutes(2.0).bot().adds(&TRIP);
pub(super) const BOT_ANSWER: Step = bot("chat.bot", "answer").replies(&TRIP);
pub(super) const QUEUE: Step = chat("chat.queue", "line up").minutes(2.0);
pub(super) const CHAT: Step = chat("chat.agent", "ask").adds(&TRIP);
pub(super) const REPLY: Step = served("chat.agent", "reply").minutes(6.0).says(
    "[已为您办好|都处理好了|这边查到了，给您改好了][，祝您旅途愉快。|，请查看邮件。|。]",
    "[That is done for you.|I have put that right.|It is in your booking now.] [Have a good flight.|You can see it in the app.|]",
);
pub(super) const FORM: Step = web("web.refund", "fill in");
pub(super) const UPLOAD: Step = web("web.refund", "upload receipt");
pub(super) const CHECK: Step = inside("refund", "check").days(2.0);
pub(super) const REFUND: Step = served("refund", "pay out")
    .days(3.0)
    .says("[您好，|]退款已[汇出|打到您的卡上]。", "[Hello, |]your refund [is on its way|has been paid].");
pub(super) const REFUND_VOW: Step = served("refund", "confirm").hours(2.0).promises(&MONEY_BACK);
pub(super) const CLAIM: Step = mail("email.claims", "write").tells(&CLAIM_TOLD);
pub(super) const CLAIM_VOW: Step = served("claims", "confirm").hours(5.0).promises(&ANSWER_TO_CLAIM);
pub(super) const ASSESS: Step = inside("claims", "assess").days(2.0);
pub(super) const SETTLE: Step = served("claims", "settle").days(4.0);

pub(super) const GOALS: &[Goal] = &[
    Goal {
        name: "book",
        weight: 3.0,
        owner: "网站 Web shop",
        channel: "web",
        amount: 420.0,
        path: &[HOME, LOGIN, SEARCH, FARE, SEATS, PAY, TICKET, SEND, BOARD],
    },
    Goal {
        name: "app-book",
        weight: 2.0,
        owner: "应用 App",
        channel: "app",
        amount: 260.0,
        path: &[APP_HOME, APP_FARE, APP_SEATS, APP_PAY, TICKET, SEND, BOARD],
    },
    Goal {
        name: "agency-book",
        weight: 1.0,
        owner: AGENCY,
        channel: "counter",
        amount: 900.0,
        path: &[AGENCY_ASK, AGENCY_OFFER, AGENCY_PAY, TICKET, SEND, BOARD],
    },
    Goal {
        name: "change",
        weight: 1.5,
        owner: RESERVATIONS,
        channel: "phone",
        amount: 80.0,
        path: &[MENU, LINE, CHANGE, DIFFERENCE, REISSUE],
    },
    Goal {
        name: "travel",
        weight: 2.5,
        owner: "地面 Ground service",
        channel: "app",
        amount: 0.0,
        path: &[CHECK_IN, PASS, BAGS, SECURITY, GATE, BELT],
    },
    Goal {
        name: "first",
        weight: 0.7,
        owner: "头等舱 First class",
        channel: "web",
        amount: 2_400.0,
        path: &[FIRST_CHECK_IN, LOUNGE, FIRST_BOARD],
    },
    Goal {
        name: "chat",
        weight: 1.5,
        owner: CARE,
        channel: "chat",
        amount: 0.0,
        path: &[BOT, BOT_SAYS, BOT_MORE, BOT_ANSWER, QUEUE, CHAT, REPLY],
    },
    Goal {
        name: "refund",
        weight: 1.0,
        owner: "退款 Refunds",
        channel: "web",
        amount: 180.0,
        path: &[FORM, UPLOAD, CHECK, REFUND_VOW, REFUND],
    },
    Goal {
        name: "claim",
        weight: 0.8,
        owner: "理赔 Claims",
        channel: "phone",
        amount: 150.0,
        path: &[CLAIM, CLAIM_VOW, ASSESS, SETTLE],
    },
];
