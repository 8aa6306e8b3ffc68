//! What looks bad at the hotels and is not what drives guests away.

use super::ways::*;
use crate::table::Act::{Again, Ends, Late, Then};
use crate::table::{Spot, Step, Trouble, Why, decoy, served};
use crate::words::Kind;
use desk::touch::Outcome::{Failed, Ok, Refused, Waiting};

const CHEF: Step = served("room-service", "ask the chef").minutes(4.0).owner("主厨 Chef");

pub(super) const DECOYS: &[Trouble] = &[
    decoy("map-breaks", Why::Harmless, Kind::Failure, APP_OPEN, 0.22)
        .says("应用里的地图常报错，没人看它。", "The map of the app breaks all the time; nobody looks at it.")
        .does(&[Ends(Failed)]),
    decoy("spa-full", Why::Harmless, Kind::Refused, LATE_SHOW, 0.18)
        .says("前台顺便问水疗，常常客满，客人无所谓。", "The spa is full most of the time and guests do not mind.")
        .does(&[Ends(Refused)]),
    decoy("enter-again", Why::Harmless, Kind::Loop, ENTER, 0.25)
        .says("会员登录后爱再刷新一次。", "Members like to open their page twice.")
        .does(&[Again(11.0, Ok)]),
    decoy("chef-asked", Why::Harmless, Kind::Handoff, BRING, 0.12)
        .spot(Spot::Owner("住店 House"))
        .says("忌口的菜请主厨来问，客人高兴。", "The chef comes to ask about an allergy, and guests are glad.")
        .does(&[Then(CHEF)]),
    decoy("slow-voucher", Why::Harmless, Kind::LongWait, POINTS, 0.05)
        .spot(Spot::Next(VOUCHER))
        .says("赠券有时晚几天，早已说明。", "Some vouchers come days later, as was said.")
        .does(&[Late(5_800.0)]),
    decoy("summer-line", Why::Season, Kind::LongWait, FAMILY_CALL, 0.04)
        .peak(5.0)
        .says("旺季订房电话常要稍候。", "In the season callers are put on wait.")
        .does(&[Ends(Waiting)]),
    decoy("first-confirm", Why::NewCustomers, Kind::Failure, CONFIRM, 0.03)
        .fresh(6.0)
        .says("新客人的确认邮件常被退回。", "The confirmation of new guests often bounces.")
        .does(&[Ends(Failed)]),
    decoy("roadside-lift", Why::BadRoute, Kind::Failure, KITCHEN, 0.03)
        .route([1.0, 1.0, 8.0])
        .says("路边店电梯常坏，送餐走楼梯。", "The lift of the roadside houses breaks and meals come by the stairs.")
        .does(&[Ends(Failed)]),
    decoy("flooded-room", Why::Rare, Kind::Failure, CHAT_DO, 0.001)
        .harm(0.35)
        .says("极少数房间漏水。", "Once in a blue moon a room is flooded.")
        .does(&[Ends(Failed)]),
];
