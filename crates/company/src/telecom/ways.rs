//! What customers of the telephone company want, and the way it would go if they went straight.

use super::talk::{ABROAD, CALL_LATER, REPAIR};
use crate::table::{Goal, Step, app, bot, call, chat, counter, inside, served, web};

pub(super) const LINES: &str = "线路 Lines";
pub(super) const HOTLINE: &str = "热线 Hotline";
pub(super) const INVOICES: &str = "账务 Invoices";
pub(super) const SHOPS: &str = "营业厅 Shops";

pub(super) const SIGN: Step = web("web.contract", "sign");
pub(super) const ADDRESS: Step = web("web.contract", "check address");
pub(super) const DATE: Step = web("web.contract", "choose date");
pub(super) const ROUTER: Step = inside("depot", "send router").hours(20.0);
pub(super) const CONNECT: Step = served("line", "connect").days(4.0).offers("1000");
pub(super) const REPORT: Step = call("phone.faults", "report").says("网又断了。", "The line is dead again.");
pub(super) const MEASURE: Step = call("phone.faults", "measure line").minutes(8.0);
pub(super) const SPLICE_VOW: Step = served("faults", "confirm").hours(1.0).promises(&REPAIR);
pub(super) const SPLICE: Step = inside("line", "splice").hours(11.0);
pub(super) const LIVE: Step = served("line", "call to say it works").hours(14.0).says(
    "[您好，|]您的线路已[修复|恢复]，[请试一下|可以用了]。",
    "[Hello, |]your line [is repaired|has been fixed|is restored] [and works|, please try it|].",
);
pub(super) const CARE_VOW: Step = served("care", "confirm").minutes(20.0).promises(&CALL_LATER);
pub(super) const CARE_CALL: Step = served("care", "call back")
    .hours(18.0)
    .says("[您好，|]回访[一下|]，网络[还好吗|正常吗]？", "[Hello, |]is the line [still all right|well]?");
pub(super) const INVOICE: Step = app("app.invoice", "open");
pub(super) const DISPUTE: Step = app("app.invoice", "ask why");
pub(super) const REVIEW: Step = inside("invoices", "look into").days(1.0);
pub(super) const CREDIT: Step = served("invoices", "credit").days(2.0);
pub(super) const SIM_ASK: Step =
    counter("shop.desk", "ask for card").says("手机丢了，要补卡。", "My phone is gone, I need a card.");
pub(super) const SIM_ID: Step = counter("shop.desk", "show passport");
pub(super) const SIM_GIVE: Step = served("shop.desk", "hand out card").minutes(12.0);
pub(super) const ROAM_BOT: Step = chat("chat.assistant", "ask").bot().tells(&ABROAD);
pub(super) const ROAM_SAYS: Step = bot("chat.assistant", "reply").replies(&ABROAD);
pub(super) const ROAM_MORE: Step = chat("chat.assistant", "ask on").minutes(2.0).bot().adds(&ABROAD);
pub(super) const ROAM_ANSWER: Step = bot("chat.assistant", "answer").replies(&ABROAD);
pub(super) const ROAM_ASK: Step = chat("chat.person", "ask").minutes(6.0).adds(&ABROAD);
pub(super) const ROAM_SET: Step = served("chat.person", "switch on").minutes(9.0);
pub(super) const PORT_ASK: Step =
    call("phone.port", "ask for number").says("我要带号转网。", "I want to take my number along.");
pub(super) const PORT_CODE: Step = call("phone.port", "give code").minutes(7.0);
pub(super) const PORT_DO: Step = served("port", "move number").days(1.5);

pub(super) const GOALS: &[Goal] = &[
    Goal {
        name: "contract",
        weight: 2.0,
        owner: "签约 Contracts",
        channel: "web",
        amount: 35.0,
        path: &[SIGN, ADDRESS, DATE, ROUTER, CONNECT],
    },
    Goal {
        name: "fault",
        weight: 2.5,
        owner: LINES,
        channel: "phone",
        amount: 0.0,
        path: &[REPORT, MEASURE, SPLICE_VOW, SPLICE, LIVE, CARE_VOW, CARE_CALL],
    },
    Goal {
        name: "invoice",
        weight: 2.0,
        owner: INVOICES,
        channel: "app",
        amount: 48.0,
        path: &[INVOICE, DISPUTE, REVIEW, CREDIT],
    },
    Goal {
        name: "card",
        weight: 1.3,
        owner: SHOPS,
        channel: "counter",
        amount: 10.0,
        path: &[SIM_ASK, SIM_ID, SIM_GIVE],
    },
    Goal {
        name: "abroad",
        weight: 1.2,
        owner: "漫游 Roaming",
        channel: "chat",
        amount: 15.0,
        path: &[ROAM_BOT, ROAM_SAYS, ROAM_MORE, ROAM_ANSWER, ROAM_ASK, ROAM_SET],
    },
    Goal {
        name: "number",
        weight: 1.0,
        owner: "携号 Numbers",
        channel: "phone",
        amount: 0.0,
        path: &[PORT_ASK, PORT_CODE, PORT_DO],
    },
];

/// Where customers ask in between, whatever they want.
pub(super) const DETOURS: &[Step] = &[
    call("phone.hotline", "ask how it stands").hours(30.0).owner(HOTLINE),
    chat("chat.assistant", "ask how it stands").hours(9.0).bot(),
    counter("shop.desk", "ask how it stands").hours(40.0),
];
