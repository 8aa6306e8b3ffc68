//! One journey as it is lived: touches, and the troubles met on the way.
//!
//! Everything a trouble brings about carries its mark, so that the journey can be read as it would have been without it.
//! Where a trouble ends a journey early, what would have followed is drawn on in its shadow: those troubles never came,
//! but they would have, had it not been.

use crate::calendar;
use crate::draws::Draws;
use crate::mechanics::Turn;
use crate::people::Customer;
use crate::plan::{Chance, Deed, Plan};
use crate::speech::Says;
use desk::time::{Span, Time};
use desk::touch::Outcome;

/// No trouble.
pub(crate) const NONE: u8 = u8::MAX;

/// No journey has more touches on the customer's way.
const LONGEST: usize = 60;

/// One touch of a journey, in numbers.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    pub(crate) step: u16,
    pub(crate) owner: u8,
    pub(crate) outcome: Outcome,
    /// How it would have ended without the trouble that happened at it.
    pub(crate) clean: Outcome,
    /// Since the touch before.
    pub(crate) gap: Span,
    /// What of the gap is due to a trouble, and which.
    pub(crate) late: Span,
    pub(crate) late_by: u8,
    pub(crate) at: Time,
    /// The trouble without which there would be no such touch.
    pub(crate) because: u8,
    /// The trouble that happened at it.
    pub(crate) spoiled: u8,
    pub(crate) says: Option<Says>,
    pub(crate) notes: [Option<(&'static str, &'static str)>; 2],
    pub(crate) waited: Option<Span>,
}

impl Event {
    /// What was delivered, where a trouble made it less than was offered.
    pub(crate) fn delivered(&self) -> Option<&'static str> {
        self.notes.into_iter().flatten().find(|(key, _)| *key == "delivered").map(|(_, value)| value)
    }
}

/// A trouble met.
#[derive(Clone, Debug)]
pub(crate) struct Hit {
    pub(crate) trouble: u16,
    /// The trouble that led there.
    parent: u8,
    /// The trouble that ended the journey before this one could come; [`NONE`]: it really came.
    shadow_of: u8,
    pub(crate) harm: f64,
}

impl Hit {
    pub(crate) fn is_real(&self) -> bool {
        self.shadow_of == NONE
    }
}

/// One journey.
#[derive(Clone, Debug)]
pub(crate) struct Journey {
    pub(crate) goal: usize,
    pub(crate) began: Time,
    pub(crate) segment: String,
    pub(crate) events: Vec<Event>,
    pub(crate) hits: Vec<Hit>,
    /// Troubles that could have come, with their chance then.
    pub(crate) exposures: Vec<(u16, Chance)>,
    /// The trouble that ended it early.
    pub(crate) stopped: u8,
    /// Chance of leaving without any trouble.
    pub(crate) base: f64,
}

impl Journey {
    /// What leads to trouble `hit`, and itself.
    fn descends(&self, hit: u8, from: u8) -> bool {
        let mut at = hit;
        while at != NONE {
            if at == from {
                return true;
            }
            at = self.hits[usize::from(at)].parent;
        }
        false
    }

    /// Whether a mark is one of trouble `without` or of what it led to.
    pub(crate) fn due_to(&self, mark: u8, without: Option<u8>) -> bool {
        without.is_some_and(|without| self.descends(mark, without))
    }

    /// Chance of leaving: as it is, or as it would have been without one of the troubles and what it led to.
    pub(crate) fn leaving(&self, plan: &Plan, without: Option<u8>) -> f64 {
        let comes = |number: u8, hit: &Hit| {
            let there = hit.is_real() || self.due_to(hit.shadow_of, without);
            there && !self.due_to(number, without)
        };
        let hits = self.hits.iter().enumerate().filter(|(number, hit)| comes(*number as u8, hit));
        plan.table.mechanics.leaving(self.base, hits.map(|(_, hit)| hit.harm))
    }

    /// Whether it stopped and something is still owed to the customer.
    pub(crate) fn is_open(&self) -> bool {
        let answered = |event: &Event| matches!(event.outcome, Outcome::Abandoned | Outcome::Refused);
        self.stopped != NONE && !self.events.last().is_some_and(answered)
    }

    /// Adds a touch after the last one.
    pub(crate) fn tell(&mut self, plan: &Plan, step: u16, gap: f64, because: u8) -> &mut Event {
        let gap = calendar::minutes(gap);
        let at = self.events.last().map_or(self.began, |last| last.at + gap);
        self.events.push(Event {
            step,
            owner: plan.owner(step, self.goal),
            outcome: Outcome::Ok,
            clean: Outcome::Ok,
            gap,
            late: Span(0),
            late_by: NONE,
            at,
            because,
            spoiled: NONE,
            says: plan.steps[usize::from(step)].says,
            notes: [None; 2],
            waited: None,
        });
        let last = self.events.len() - 1;
        &mut self.events[last]
    }
}

/// Lives one journey.
pub(crate) struct Walk<'a> {
    plan: &'a Plan,
    customer: &'a Customer,
    draws: &'a mut Draws,
    journey: Journey,
    /// Troubles whose dice were thrown on this journey.
    thrown: u128,
    /// Minutes by which the next touch comes late, and why.
    late: (f64, u8),
    /// The same for the next touch at a step.
    late_at: Option<(u16, f64, u8)>,
    /// Even what would have been has ended.
    over: bool,
}

/// The journey of a customer to a goal, up to where the customer's own way ends.
pub(crate) fn live(plan: &Plan, customer: &Customer, goal: usize, began: Time, draws: &mut Draws) -> Journey {
    let base = (plan.table.leaving * customer.fickle * plan.exposure(customer, began)).min(0.5);
    let journey = Journey {
        goal,
        began,
        segment: plan.segment(customer, began),
        events: Vec::with_capacity(16),
        hits: Vec::new(),
        exposures: Vec::with_capacity(8),
        stopped: NONE,
        base,
    };
    let mut walk = Walk { plan, customer, draws, journey, thrown: 0, late: (0.0, NONE), late_at: None, over: false };
    walk.go();
    walk.journey
}

impl Walk<'_> {
    fn go(&mut self) {
        let path = &self.plan.paths[self.journey.goal];
        let mut position = 0;
        let mut visits = 0;
        while position < path.len() && !self.over && visits < LONGEST {
            self.visit(path[position], NONE, Outcome::Ok);
            visits += 1;
            position = match self.plan.table.mechanics.turn(position, self.draws) {
                Turn::To(next) => next,
                Turn::Ask(next) => {
                    let detours = self.plan.table.detours;
                    let asked = &detours[self.draws.below(detours.len() as u64) as usize];
                    self.visit(self.plan.number(asked), NONE, Outcome::Ok);
                    next
                }
            };
        }
    }

    fn is_shadow(&self) -> bool {
        self.journey.stopped != NONE
    }

    /// A touch, and whatever goes wrong at it.
    fn visit(&mut self, step: u16, because: u8, outcome: Outcome) {
        if self.over || self.journey.events.len() >= LONGEST {
            return;
        }
        if !self.is_shadow() {
            let gap = self.plan.table.mechanics.gap(self.plan.steps[usize::from(step)].after, self.draws);
            let (mut late, mut late_by) = std::mem::replace(&mut self.late, (0.0, NONE));
            if let Some((_, minutes, by)) = self.late_at.take_if(|(at, ..)| *at == step) {
                (late, late_by) = (late + minutes, by);
            }
            let event = self.journey.tell(self.plan, step, gap + late, because);
            (event.outcome, event.clean) = (outcome, outcome);
            (event.late, event.late_by) = (calendar::minutes(late), late_by);
        }
        self.throw(step, because);
    }

    /// Throws the dice for each trouble of a step, once on a journey; one trouble at most comes at one visit.
    fn throw(&mut self, step: u16, because: u8) {
        let plan = self.plan;
        let at = self.journey.events.last().map_or(self.journey.began, |event| event.at);
        for &number in &plan.at[usize::from(step)] {
            if self.thrown & 1 << number != 0 {
                continue;
            }
            self.thrown |= 1 << number;
            let planned = &plan.troubles[usize::from(number)];
            let chance = planned.chance(plan, self.customer, self.journey.began, at);
            if !self.is_shadow() {
                self.journey.exposures.push((number, chance));
            }
            if self.draws.chance(chance.real) {
                let harm = planned.harm(self.customer, self.journey.began);
                let shadow_of = self.journey.stopped;
                self.journey.hits.push(Hit { trouble: number, parent: because, shadow_of, harm });
                self.play(number, self.journey.hits.len() as u8 - 1);
                break;
            }
        }
    }

    /// Plays the script of a trouble that happened at the touch told last.
    fn play(&mut self, number: u16, hit: u8) {
        let (place, plan) = (self.journey.events.len() - 1, self.plan);
        let here = plan.troubles[usize::from(number)].at;
        if !self.is_shadow() {
            self.journey.events[place].spoiled = hit;
        }
        for deed in &plan.troubles[usize::from(number)].script {
            match *deed {
                Deed::Then(step, outcome) => self.visit(step, hit, outcome),
                Deed::Stop if self.is_shadow() => self.over = true,
                Deed::Stop => self.journey.stopped = hit,
                _ if self.is_shadow() => {}
                Deed::Ends(outcome) => self.journey.events[place].outcome = outcome,
                Deed::Late(minutes) => self.late = (minutes * self.draws.between(0.8, 1.6), hit),
                Deed::LateAt(step, minutes) => self.late_at = Some((step, minutes * self.draws.between(0.8, 1.6), hit)),
                Deed::Again(minutes, outcome) => {
                    let gap = minutes * self.draws.between(0.6, 1.5);
                    self.journey.tell(plan, here, gap, hit).outcome = outcome;
                }
                Deed::Says(words) => self.last(|event| event.says = Some(words)),
                Deed::Note(key, value) => self.last(|event| {
                    let free = event.notes.iter().position(Option::is_none).unwrap_or_default();
                    event.notes[free] = Some((key, value));
                }),
                Deed::Waited(minutes) => {
                    let waited = calendar::minutes(minutes * self.draws.between(0.6, 1.5));
                    self.last(|event| event.waited = Some(waited));
                }
            }
        }
    }

    fn last(&mut self, change: impl FnOnce(&mut Event)) {
        if let Some(event) = self.journey.events.last_mut() {
            change(event);
        }
    }
}
