//! What looks bad at the airline and is not what drives customers away.

use super::talk::ANSWER_IN_SOME_WEEKS;
use super::ways::*;
use crate::speech::Says;
use crate::table::Act::{Again, Ends, LateAt, Speaks, Then};
use crate::table::{Spot, Step, Trouble, Why, chat, decoy, served};
use crate::words::Kind;
use desk::touch::Outcome::{Failed, Ok, Refused, Waiting};

const SECOND_LINE: Step = chat("chat.experts", "ask").minutes(3.0).owner("专家 Experts");

const FARES_FINISH: Step = served("phone.fares", "confirm").minutes(30.0).owner("运价 Fares");

pub(super) const DECOYS: &[Trouble] = &[
    decoy("search-again", Why::Harmless, Kind::Loop, SEARCH, 0.30)
        .says("客户爱多搜几次，这没有坏处。", "Customers like to search again; that harms nobody.")
        .does(&[Again(6.0, Ok)]),
    decoy("cookie-banner", Why::Harmless, Kind::Failure, HOME, 0.20)
        .says("首页的提示框常常报错，没人在意。", "The banner of the home page breaks all the time and nobody cares.")
        .does(&[Ends(Failed)]),
    decoy("legroom-sold-out", Why::Harmless, Kind::Refused, APP_SEATS, 0.15)
        .says("宽敞座位卖完了，客户换个座位。", "Extra legroom is sold out; customers take another seat.")
        .does(&[Ends(Refused)]),
    decoy("second-line", Why::Harmless, Kind::Handoff, REPLY, 0.12)
        .spot(Spot::Owner(CARE))
        .says("难题转给专家，客户满意。", "Hard questions go to experts, and customers are glad.")
        .does(&[Then(SECOND_LINE)]),
    decoy("fares-decide", Why::Harmless, Kind::Handoff, REISSUE, 0.14)
        .spot(Spot::Owner(RESERVATIONS))
        .says("改签由运价部收尾，客户无感。", "Fares finish a change, and customers hardly notice.")
        .does(&[Then(FARES_FINISH)]),
    decoy("slow-letter", Why::Harmless, Kind::LongWait, CLAIM_VOW, 0.05)
        .spot(Spot::Between(ASSESS, SETTLE))
        .says("理赔偶尔慢几天，客户早已被告知。", "Some claims take longer, and customers were told so.")
        .does(&[Speaks(Says::Promises(&ANSWER_IN_SOME_WEEKS)), LateAt(SETTLE, 12_000.0)]),
    decoy("summer-bags", Why::Season, Kind::Failure, BELT, 0.04)
        .peak(5.0)
        .says("旺季行李转盘常坏。", "In the season the baggage belt keeps breaking.")
        .does(&[Ends(Failed)]),
    decoy("first-open", Why::NewCustomers, Kind::Failure, APP_HOME, 0.05)
        .fresh(6.0)
        .says("新客户第一次打开应用常报错。", "The app often breaks when new customers open it.")
        .does(&[Ends(Failed), Again(2.0, Ok)]),
    decoy("island-scanner", Why::BadRoute, Kind::LongWait, BOARD, 0.03)
        .route([1.0, 1.0, 8.0])
        .says("海岛航线登机口扫描仪很慢。", "Boarding to the islands is put on wait for a slow scanner.")
        .does(&[Ends(Waiting)]),
    decoy("engine-swap", Why::Rare, Kind::Failure, FIRST_BOARD, 0.001)
        .harm(0.35)
        .says("极少数航班临时换飞机。", "Once in a blue moon the aircraft is changed at the gate.")
        .does(&[Ends(Failed)]),
];
