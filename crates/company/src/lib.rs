//! Simulated companies whose truth is known: touches of their customers, and beside them what was planted.
//!
//! A report on noise is worth something if it finds what is there and nothing that is not. To measure that, somebody has
//! to know what is there. Here customers of made-up companies try to do things; places fail, wait, bounce, refuse; some
//! customers complain, most do not, some leave. The same seed gives the same touches on every machine, and the touches of
//! a customer follow from the seed and the customer's number alone, so any slice can be told again by itself.
//!
//! ```
//! let airline = company::Company::named("airline").unwrap();
//! let mut touches = airline.touches(0..100, 7);
//! let first = touches.next().unwrap();
//! assert!(!first.source.is_empty());
//! touches.by_ref().for_each(drop);
//! let truth = touches.truth();
//! assert!(truth.points.len() >= 20);
//! ```

mod calendar;
mod complaints;
mod draws;
mod ending;
mod journey;
mod mechanics;
mod people;
mod plan;
mod signs;
mod speech;
mod table;
mod tally;
mod truth;
mod words;
mod writing;

mod airline;
mod hotel;
mod shop;
mod telecom;

#[cfg(test)]
mod laws;

pub use table::Why;
pub use truth::{Confounders, Fix, FollowOn, Iceberg, Planted, SCHEMA, SignalTruth, Truth, Verdict};
pub use words::{Kind, Place, Shows, Words};

use desk::time::{Span, Time};
use desk::touch::Touch;
use draws::Draws;
use people::Customer;
use plan::Plan;
use std::ops::Range;
use table::Table;
use tally::Tally;

/// A made-up company.
#[derive(Clone, Debug)]
pub struct Company {
    plan: Plan,
}

/// Days after the end of a journey in which the customer wants nothing new.
const QUIET: f64 = 15.0;

impl Company {
    /// The companies there are. The customers of the last one go their ways by other mechanics than those of the others;
    /// nothing is ever tuned on it.
    pub const NAMES: [&'static str; 4] = ["airline", "hotel", "shop", "telecom"];

    /// The company of this name, `None` where there is no such company; see [`Company::NAMES`].
    pub fn named(name: &str) -> Option<Company> {
        let tables: [&'static Table; 4] = [&airline::AIRLINE, &hotel::HOTEL, &shop::SHOP, &telecom::TELECOM];
        let table = tables.into_iter().find(|table| table.name == name)?;
        Some(Company { plan: Plan::new(table) })
    }

    /// All touches of these customers, customer by customer, each in order of time. Holds one customer's next journey.
    pub fn touches(&self, customers: Range<u64>, seed: u64) -> Touches<'_> {
        Touches {
            company: self,
            seed,
            first: customers.start,
            customers,
            written: Vec::new().into_iter(),
            life: None,
            tally: Tally::new(&self.plan),
        }
    }
}

/// One customer, between two journeys.
#[derive(Debug)]
struct Life {
    customer: Customer,
    draws: Draws,
    /// When the next journey begins.
    next: Time,
    journeys: u64,
}

/// The touches of a company's customers, and the truth about those told so far. See [`Company::touches`].
#[derive(Debug)]
pub struct Touches<'a> {
    company: &'a Company,
    seed: u64,
    first: u64,
    customers: Range<u64>,
    written: std::vec::IntoIter<Touch>,
    life: Option<Life>,
    tally: Tally,
}

impl Touches<'_> {
    /// The truth about the journeys begun so far; complete once the iterator has ended.
    pub fn truth(&self) -> Truth {
        self.tally.truth(&self.company.plan, self.seed, [self.first, self.customers.start])
    }

    /// Lives the next journey; false when no customer is left.
    fn go_on(&mut self) -> bool {
        let plan = &self.company.plan;
        let life = match self.life.take() {
            Some(life) => life,
            None => match self.customers.next() {
                Some(index) => Life::new(index, plan, Draws::of(self.seed, index)),
                None => return false,
            },
        };
        self.life = self.live(life);
        true
    }

    /// One journey of a customer; `None` when it was the last.
    fn live(&mut self, mut life: Life) -> Option<Life> {
        if life.next >= calendar::end() {
            return None;
        }
        let plan = &self.company.plan;
        let goals = plan.table.goals.iter();
        let prefers = life.customer.channel;
        let weights = goals.map(|goal| if goal.channel == prefers { 3.0 * goal.weight } else { goal.weight });
        let goal = life.draws.pick(weights);
        let mut journey = journey::live(plan, &life.customer, goal, life.next, &mut life.draws);
        let ending = ending::end(plan, &life.customer, &mut journey, &mut life.draws);
        self.tally.count(plan, life.customer.index, &journey, &ending);
        self.tally.touches += journey.events.len() as u64;
        let voice = speech::Voice::of(&life.customer, self.seed, life.journeys);
        let touches = writing::write(plan, &life.customer, voice, life.journeys, &journey, &ending);
        let last = touches.last().map_or(life.next, |touch| touch.at);
        self.written = touches.into_iter();
        life.rest(last);
        ending.left.is_none().then_some(life)
    }
}

impl Iterator for Touches<'_> {
    type Item = Touch;

    fn next(&mut self) -> Option<Touch> {
        loop {
            if let Some(touch) = self.written.next() {
                return Some(touch);
            }
            if !self.go_on() {
                return None;
            }
        }
    }
}

impl Life {
    fn new(index: u64, plan: &Plan, mut draws: Draws) -> Life {
        let customer = Customer::draw(index, plan.table, &mut draws);
        let since = customer.joined.max(calendar::begin());
        let wait = if customer.joined > calendar::begin() { 3.0 } else { customer.pause };
        let mut life = Life { customer, draws, next: since, journeys: 0 };
        let days = life.draws.exponential(wait);
        life.next = life.daytime(since + calendar::minutes(days * 1_440.0));
        life
    }

    /// Sets when the next journey begins after one that ended at `last`.
    fn rest(&mut self, last: Time) {
        self.journeys += 1;
        let days = QUIET + self.draws.exponential(self.customer.pause);
        self.next = self.daytime(last + calendar::minutes(days * 1_440.0));
    }

    /// A moment at which people do things, not before `at`: from eight to ten at night, oftener at noon.
    fn daytime(&mut self, at: Time) -> Time {
        let midnight = at.0.div_euclid(Span::DAY.0) + 1;
        let hour = if self.draws.chance(0.25) { self.draws.between(11.5, 13.9) } else { self.draws.between(8.0, 22.0) };
        let zone = if self.customer.zh { 8.0 } else { 0.0 };
        Time(midnight * Span::DAY.0) + calendar::minutes((hour - zone) * 60.0)
    }
}
