//! What looks bad at the telephone company and is not what drives customers away.

use super::ways::*;
use crate::table::Act::{Again, Ends, Late};
use crate::table::{Spot, Trouble, Why, decoy};
use crate::words::Kind;
use desk::touch::Outcome::{Failed, Ok, Refused, Waiting};

pub(super) const DECOYS: &[Trouble] = &[
    decoy("banner", Why::Harmless, Kind::Failure, ROAM_SET, 0.20)
        .says("提示短信常发不出，没人在意。", "The text that confirms often fails, and nobody cares.")
        .does(&[Ends(Failed)]),
    decoy("chart-again", Why::Harmless, Kind::Retry, CREDIT, 0.20)
        .says("通知要发两次才到。", "The note about the credit takes two tries.")
        .does(&[Ends(Failed), Again(2.0, Ok)]),
    decoy("gold-number", Why::Harmless, Kind::Refused, PORT_DO, 0.15)
        .says("靓号不给，客户无所谓。", "Golden numbers are not given out, and customers do not mind.")
        .does(&[Ends(Refused)]),
    decoy("slow-thanks", Why::Harmless, Kind::LongWait, PORT_CODE, 0.05)
        .spot(Spot::Next(PORT_DO))
        .says("按约定月底才转号。", "Numbers move at the end of the month, as agreed.")
        .does(&[Late(30_000.0)]),
    decoy("winter-lines", Why::Season, Kind::LongWait, MEASURE, 0.04)
        .peak(5.0)
        .says("冬天测线要稍候。", "In winter measuring the line is put on wait.")
        .does(&[Ends(Waiting)]),
    decoy("first-router", Why::NewCustomers, Kind::Failure, CONNECT, 0.04)
        .fresh(6.0)
        .says("新客户的路由器常要重启。", "The routers of new customers have to be started twice.")
        .does(&[Ends(Failed)]),
    decoy("copper-noise", Why::BadRoute, Kind::Failure, SIM_GIVE, 0.03)
        .route([1.0, 1.0, 8.0])
        .says("铜线用户补卡常报错。", "Cards for copper customers often break at first.")
        .does(&[Ends(Failed)]),
    decoy("mast-fell", Why::Rare, Kind::Failure, DATE, 0.001)
        .harm(0.35)
        .says("极少数基站倒塌。", "Once in a blue moon a mast falls.")
        .does(&[Ends(Failed)]),
];
