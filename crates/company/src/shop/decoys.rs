//! What looks bad at the shop and is not what drives customers away.

use super::ways::*;
use crate::table::Act::{Again, Ends, Late, Then};
use crate::table::{Spot, Step, Trouble, Why, decoy, served};
use crate::words::Kind;
use desk::touch::Outcome::{Failed, Ok, Refused, Waiting};

const STYLIST: Step = served("chat.stylist", "advise").minutes(4.0).owner("导购 Stylist");

const GUARANTEE: Step = served("producer", "note guarantee").hours(6.0).owner("厂家 Producer");

pub(super) const DECOYS: &[Trouble] = &[
    decoy("look-again", Why::Harmless, Kind::Loop, BROWSE, 0.35)
        .says("客户爱逛货架，这没有坏处。", "Customers like to look at the shelf again.")
        .does(&[Again(6.0, Ok)]),
    decoy("zoom-breaks", Why::Harmless, Kind::Failure, PRODUCT, 0.20)
        .says("图片放大常报错，没人在意。", "The zoom of the picture breaks, and nobody cares.")
        .does(&[Ends(Failed)]),
    decoy("notes-refused", Why::Harmless, Kind::Refused, LESSON_NOTES, 0.15)
        .says("部分讲义不外发，学员都知道。", "Some notes are not given out, as pupils know.")
        .does(&[Ends(Refused)]),
    decoy("stylist", Why::Harmless, Kind::Handoff, CHAT_REPLY, 0.12)
        .spot(Spot::Owner(CHAT_TEAM))
        .says("请导购来推荐，客户高兴。", "A stylist is asked to advise, and customers are glad.")
        .does(&[Then(STYLIST)]),
    decoy("producer-thanks", Why::Harmless, Kind::Handoff, VISIT, 0.14)
        .spot(Spot::Owner(REPAIRS))
        .says(
            "修好后厂家登记保修，客户高兴。",
            "The producer notes the repair for the guarantee, and customers are glad.",
        )
        .does(&[Then(GUARANTEE)]),
    decoy("pre-order", Why::Harmless, Kind::LongWait, PACK, 0.05)
        .spot(Spot::Next(SHIP))
        .says("预售商品晚两周发货，早已说明。", "What is ordered ahead ships two weeks later, as was said.")
        .does(&[Late(19_000.0)]),
    decoy("december-teacher", Why::Season, Kind::Failure, LESSON_TEACH, 0.04)
        .peak(5.0)
        .says("年底网络拥挤，课上常卡顿。", "At the end of the year lessons stutter.")
        .does(&[Ends(Failed)]),
    decoy("first-technician", Why::NewCustomers, Kind::LongWait, TV_DATE, 0.04)
        .fresh(6.0)
        .says("新客户的上门常要等核对资料。", "Visits to new customers are put on wait for papers.")
        .does(&[Ends(Waiting)]),
    decoy("outlet-check", Why::BadRoute, Kind::Failure, RETURN_PAY, 0.03)
        .route([1.0, 1.0, 8.0])
        .says("特卖商品退款常要人工重算。", "Paying back outlet goods breaks and is done by hand.")
        .does(&[Ends(Failed)]),
    decoy("van-fire", Why::Rare, Kind::Failure, STORE_PAY, 0.001)
        .harm(0.35)
        .says("极少数门店刷卡机整天瘫痪。", "Once in a blue moon the till of a store is dead all day.")
        .does(&[Ends(Failed)]),
];
