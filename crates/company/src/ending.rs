//! What comes of a journey: who is dissatisfied, who says so and where, who answers the survey, who leaves.
//!
//! Complaint rates by what the problem is about are those of TARP (Goodman, "Basic Facts on Customer Complaint Behavior"):
//! half to three quarters of those who lost money complain at the front line, 5 to 30 % of those treated badly, 3 % where
//! it is a trifle; 1 to 5 % reach the head office. Complaining neither brings a customer back nor drives one away.

use crate::complaints;
use crate::draws::Draws;
use crate::journey::{Journey, NONE};
use crate::people::Customer;
use crate::plan::{Plan, common};
use crate::speech::Says;
use crate::table::{Class, Step};

/// What came of a journey.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Ending {
    pub(crate) dissatisfied: bool,
    /// At the front line, to the head office, in a public review.
    pub(crate) complained: [bool; 3],
    pub(crate) asked: bool,
    /// 0 (worst) to 1 (best).
    pub(crate) rating: Option<f64>,
    /// Chance of leaving.
    pub(crate) chance: f64,
    /// The touch that tells that the customer left.
    pub(crate) left: Option<usize>,
    /// The touch of the first complaint.
    pub(crate) complaint: Option<usize>,
    /// Whether the company asked the customer who left to come back.
    pub(crate) asked_back: bool,
}

/// Share of journeys without trouble that dissatisfy all the same.
const GRUMBLE: f64 = 0.015;
/// Share of journeys after which the company asks how it was.
const ASKED: f64 = 0.5;
/// Share of the dissatisfied, and of the others, who answer.
const ANSWERS: [f64; 2] = [0.22, 0.10];
/// Share of those who left whom the company asks to come back.
const ASKED_BACK: f64 = 0.6;

impl Class {
    /// Share of the dissatisfied who complain at the front line, to the head office, in a review.
    pub(crate) fn complains(self) -> [f64; 3] {
        match self {
            Class::Money => [0.55, 0.04, 0.08],
            Class::Trifle => [0.03, 0.002, 0.01],
            Class::Treatment => [0.18, 0.02, 0.10],
            Class::Process => [0.30, 0.015, 0.05],
        }
    }
}

/// Ends a journey: adds the touches that follow the customer's own way.
///
/// Leaving is told last, after the closing, the survey and the complaints, so that no touch before it belongs to those
/// who stayed alone.
pub(crate) fn end(plan: &Plan, customer: &Customer, journey: &mut Journey, draws: &mut Draws) -> Ending {
    let mut ending = Ending { chance: journey.leaving(plan, None), ..Ending::default() };
    let leaves = draws.chance(ending.chance);
    let open = journey.is_open();
    let cause = mood(plan, customer, journey, draws, &mut ending);
    if !open {
        follow(plan, journey, draws, &common::CLOSED, NONE);
        survey(plan, journey, draws, &mut ending);
    }
    if ending.dissatisfied {
        complain(plan, customer, journey, draws, &mut ending, cause);
    }
    if leaves && open && ending.complaint.is_none() {
        ending.left = Some(journey.events.len() - 1);
    } else if leaves {
        ending.left = Some(journey.events.len());
        leave(plan, journey, draws, &mut ending);
    }
    ending
}

fn leave(plan: &Plan, journey: &mut Journey, draws: &mut Draws, ending: &mut Ending) {
    follow(plan, journey, draws, &common::LEFT, NONE);
    ending.asked_back = draws.chance(ASKED_BACK);
    if ending.asked_back {
        follow(plan, journey, draws, &common::ASK_BACK, NONE);
        follow(plan, journey, draws, &common::ASK_BACK, NONE);
    }
    follow(plan, journey, draws, &common::ENDED, NONE);
}

fn follow(plan: &Plan, journey: &mut Journey, draws: &mut Draws, step: &Step, because: u8) {
    let gap = plan.table.mechanics.gap(step.after, draws);
    journey.tell(plan, plan.number(step), gap, because);
}

/// Whether the customer is dissatisfied, and with which trouble: the more harm it does, the surer.
fn mood(plan: &Plan, customer: &Customer, journey: &Journey, draws: &mut Draws, ending: &mut Ending) -> u8 {
    for (number, hit) in journey.hits.iter().enumerate().filter(|(_, hit)| hit.is_real() && hit.harm > 0.0) {
        if draws.chance((0.45 + 2.5 * hit.harm).min(0.95)) {
            ending.dissatisfied = true;
            return number as u8;
        }
    }
    ending.dissatisfied = draws.chance((GRUMBLE * plan.exposure(customer, journey.began)).min(0.5));
    NONE
}

fn complain(
    plan: &Plan,
    customer: &Customer,
    journey: &mut Journey,
    draws: &mut Draws,
    ending: &mut Ending,
    cause: u8,
) {
    let class = journey.hits.get(usize::from(cause)).map(|hit| plan.troubles[usize::from(hit.trouble)].trouble.class);
    let rates = class.unwrap_or(Class::Treatment).complains();
    let front = if customer.channel == "chat" { &common::COMPLAIN_CHAT } else { &common::COMPLAIN_PHONE };
    for (list, step) in [front, &common::COMPLAIN_OFFICE, &common::REVIEW].into_iter().enumerate() {
        ending.complained[list] = draws.chance((rates[list] * customer.outspoken).min(0.95));
        if ending.complained[list] {
            let first = ending.complaint.is_none();
            ending.complaint = ending.complaint.or(Some(journey.events.len()));
            follow(plan, journey, draws, step, cause);
            if let Some(event) = journey.events.last_mut() {
                let topic = complaints::about(class);
                event.says = Some(if first { Says::Tells(topic) } else { Says::Again(topic) });
            }
        }
    }
    if ending.complaint.is_some() {
        follow(plan, journey, draws, &common::ANSWER, cause);
        follow(plan, journey, draws, &common::SETTLED, cause);
    }
}

/// Asks some how it was. Whether they answer depends on their mood, so the answers are no sample of the customers.
fn survey(plan: &Plan, journey: &mut Journey, draws: &mut Draws, ending: &mut Ending) {
    ending.asked = draws.chance(ASKED);
    if !ending.asked {
        return;
    }
    follow(plan, journey, draws, &common::ASK, NONE);
    let [dissatisfied, others] = ANSWERS;
    if draws.chance(if ending.dissatisfied { dissatisfied } else { others }) {
        let stars = if ending.dissatisfied { [0.0, 0.25, 0.5] } else { [0.5, 0.75, 1.0] };
        ending.rating = Some(stars[draws.pick([0.3, 0.4, 0.3].into_iter())]);
        follow(plan, journey, draws, &common::RATE, NONE);
    }
}
