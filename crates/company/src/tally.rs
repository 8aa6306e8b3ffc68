//! Adds up the truth while journeys go by.

use crate::calendar;
use crate::ending::Ending;
use crate::journey::Journey;
use crate::plan::{Chance, Plan, Planned, Site, common};
use crate::signs::{Sign, signs};
use crate::table::{Course, Why};
use crate::truth::{Confounders, Fix, FollowOn, Iceberg, Planted, SCHEMA, SignalTruth, Truth, Verdict};
use crate::words::{Kind, Place, Shows, Words};
use std::collections::BTreeMap;

/// Follow-ons rarer than this are chance meetings.
const LEAST_SHARE: f64 = 0.002;

/// What is counted of one trouble before or after its fix (all before, where there is none).
#[derive(Clone, Copy, Debug, Default)]
struct Half {
    exposed: u64,
    affected: u64,
    expected: f64,
    unfixed: f64,
    damage: f64,
}

#[derive(Clone, Debug, Default)]
struct Count {
    before_onset: u64,
    halves: [Half; 2],
    left: u64,
    customers: u64,
    last_customer: Option<u64>,
    follow_ons: BTreeMap<Sign, u64>,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    counts: Vec<Count>,
    pub(crate) touches: u64,
    journeys: u64,
    left: u64,
    left_expected: f64,
    asked_back: u64,
    iceberg: Iceberg,
    /// For each signal the journeys that show it, those that do because of a trouble, and what that added.
    signals: BTreeMap<Sign, (u64, u64, f64)>,
    last_dissatisfied: Option<u64>,
}

impl Tally {
    pub(crate) fn new(plan: &Plan) -> Tally {
        Tally { counts: vec![Count::default(); plan.troubles.len()], ..Tally::default() }
    }

    /// One more journey.
    pub(crate) fn count(&mut self, plan: &Plan, customer: u64, journey: &Journey, ending: &Ending) {
        self.journeys += 1;
        self.left += u64::from(ending.left.is_some());
        self.left_expected += ending.chance;
        self.asked_back += u64::from(ending.asked_back);
        self.surface(customer, ending);
        for &(number, chance) in &journey.exposures {
            self.expose(plan, number, chance, journey);
        }
        self.compare(plan, customer, journey, ending);
    }

    /// Holds a journey against what it would have been without each of its troubles.
    fn compare(&mut self, plan: &Plan, customer: u64, journey: &Journey, ending: &Ending) {
        // Whoever left without a word is told to have left by the last touch, which came before the leaving.
        let until = ending.left.filter(|left| left + 1 < journey.events.len()).unwrap_or(journey.events.len());
        let shown = signs(plan, journey, until, None);
        // For each sign, what the nearest trouble added without which it would not be there: one that only led to the place
        // is shared by all who came there.
        let mut due: Vec<Option<f64>> = vec![None; shown.len()];
        for (place, hit) in journey.hits.iter().enumerate().filter(|(_, hit)| hit.is_real()) {
            let without = Some(place as u8);
            let difference = ending.chance - journey.leaving(plan, without);
            let spared = signs(plan, journey, until, without);
            let planned = &plan.troubles[usize::from(hit.trouble)];
            let count = &mut self.counts[usize::from(hit.trouble)];
            let half = &mut count.halves[planned.half(journey)];
            half.affected += 1;
            half.damage += difference;
            count.left += u64::from(ending.left.is_some());
            count.customers += u64::from(count.last_customer.replace(customer) != Some(customer));
            let own = (planned.trouble.kind, planned.site);
            for (sign, due) in std::iter::zip(&shown, &mut due).filter(|(sign, _)| spared.binary_search(sign).is_err())
            {
                *due = Some(difference);
                if *sign != own {
                    *count.follow_ons.entry(*sign).or_default() += 1;
                }
            }
        }
        for (sign, due) in std::iter::zip(shown, due) {
            let (journeys, caused, damage) = self.signals.entry(sign).or_default();
            *journeys += 1;
            *caused += u64::from(due.is_some());
            *damage += due.unwrap_or_default();
        }
    }

    fn expose(&mut self, plan: &Plan, number: u16, chance: Chance, journey: &Journey) {
        let planned = &plan.troubles[usize::from(number)];
        let count = &mut self.counts[usize::from(number)];
        if calendar::month(journey.began) < planned.trouble.onset {
            count.before_onset += 1;
            return;
        }
        let half = &mut count.halves[planned.half(journey)];
        half.exposed += 1;
        half.expected += chance.real;
        half.unfixed += chance.unfixed;
    }

    fn surface(&mut self, customer: u64, ending: &Ending) {
        let (iceberg, one) = (&mut self.iceberg, u64::from);
        let low = ending.rating.is_some_and(|rating| rating < desk::touch::LOW_RATING);
        iceberg.asked += one(ending.asked);
        iceberg.answered += one(ending.rating.is_some());
        iceberg.low_rating += one(low);
        if !ending.dissatisfied {
            return;
        }
        let [front_line, head_office, review] = ending.complained;
        iceberg.journeys += 1;
        iceberg.customers += one(self.last_dissatisfied.replace(customer) != Some(customer));
        iceberg.front_line += one(front_line);
        iceberg.head_office += one(head_office);
        iceberg.review += one(review);
        iceberg.asked_dissatisfied += one(ending.asked);
        iceberg.answered_dissatisfied += one(ending.rating.is_some());
        let lists = [front_line, head_office, review, low];
        let cell = lists.iter().enumerate().fold(0, |cell, (bit, on)| cell | usize::from(*on) << bit);
        iceberg.lists[cell] += 1;
        iceberg.left_silently += one(cell == 0 && ending.left.is_some());
    }

    /// The truth about everything counted.
    pub(crate) fn truth(&self, plan: &Plan, seed: u64, customers: [u64; 2]) -> Truth {
        let all: Vec<Planted> =
            std::iter::zip(&plan.troubles, &self.counts).map(|(planned, count)| count.planted(plan, planned)).collect();
        let (points, mut decoys): (Vec<_>, Vec<_>) = all.into_iter().partition(|planted| planted.decoy.is_none());
        decoys.push(self.asked_back(plan));
        let table = plan.table;
        Truth {
            schema: SCHEMA,
            company: table.name,
            seed,
            customers,
            touches: self.touches,
            journeys: self.journeys,
            begins: calendar::begin().to_string(),
            ends: calendar::end().to_string(),
            confounders: Confounders {
                routes: std::iter::zip(table.routes, table.route).collect(),
                new: table.fresh,
                season: table.season,
                in_season: table.peak,
            },
            left: self.left,
            left_expected: self.left_expected,
            points,
            decoys,
            signals: self.signals(plan),
            fixes: std::iter::zip(&plan.troubles, &self.counts)
                .filter_map(|(planned, count)| count.fix(plan, planned))
                .collect(),
            iceberg: self.iceberg.clone(),
        }
    }

    fn signals(&self, plan: &Plan) -> Vec<SignalTruth> {
        let told = self.signals.iter().map(|(&(kind, site), &(journeys, due, damage))| SignalTruth {
            kind,
            place: plan.place(site),
            journeys,
            due,
            damage,
            effect: share(damage, journeys),
        });
        told.collect()
    }

    /// Customers who have left are called twice: a loop that comes of leaving.
    fn asked_back(&self, plan: &Plan) -> Planted {
        let step = plan.name(plan.number(&common::ASK_BACK));
        let retention = Place::Owner(common::ASK_BACK.owner.to_owned());
        let follow_on = |kind, place| FollowOn { kind, place, share: 1.0 };
        Planted {
            id: "asked-back",
            kind: Kind::Loop,
            place: Place::Step(step.clone()),
            happens_at: step,
            shows: Shows::Signal,
            decoy: Some(Why::AfterHarm),
            story: None,
            says: Words {
                zh: "客户离开之后，挽留部门打两次电话请他回来。",
                en: "After a customer has left, the retention team calls twice to ask them back.",
            },
            onset: calendar::begin().to_string(),
            exposed: self.asked_back,
            exposed_since: self.asked_back,
            affected_expected: self.asked_back as f64,
            affected: self.asked_back,
            customers: self.asked_back,
            effect: 0.0,
            damage: 0.0,
            left: self.asked_back,
            follow_ons: vec![follow_on(Kind::Handoff, Place::Journey), follow_on(Kind::Handoff, retention)],
        }
    }
}

impl Planned {
    /// The month of its fix, and whether that worked.
    fn fix(&self) -> Option<(usize, Verdict)> {
        match self.trouble.course {
            Course::Steady => None,
            Course::Rarer { month, .. } | Course::Milder { month, .. } => Some((month, Verdict::Worked)),
            Course::Unchanged { month } => Some((month, Verdict::Failed)),
            Course::Extreme { month, .. } => Some((month, Verdict::RegressionToTheMean)),
            Course::Fading { month, .. } => Some((month, Verdict::Trend)),
        }
    }

    /// 0 before its fix, 1 after.
    fn half(&self, journey: &Journey) -> usize {
        usize::from(self.fix().is_some_and(|(month, _)| calendar::month(journey.began) >= month))
    }
}

fn share(part: f64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part / whole as f64 }
}

impl Count {
    fn sum(&self) -> Half {
        let [before, after] = self.halves;
        Half {
            exposed: before.exposed + after.exposed,
            affected: before.affected + after.affected,
            expected: before.expected + after.expected,
            unfixed: before.unfixed + after.unfixed,
            damage: before.damage + after.damage,
        }
    }

    fn planted(&self, plan: &Plan, planned: &Planned) -> Planted {
        let (trouble, sum) = (planned.trouble, self.sum());
        Planted {
            id: trouble.id,
            kind: trouble.kind,
            place: plan.place(planned.site),
            happens_at: plan.name(planned.at),
            shows: trouble.kind.shows(),
            decoy: trouble.decoy,
            story: trouble.story,
            says: trouble.says,
            onset: calendar::month_begins(trouble.onset).to_string(),
            exposed: self.before_onset + sum.exposed,
            exposed_since: sum.exposed,
            affected_expected: sum.expected,
            affected: sum.affected,
            customers: self.customers,
            effect: share(sum.damage, sum.affected),
            damage: sum.damage,
            left: self.left,
            follow_ons: self.follow_ons(plan, sum.affected),
        }
    }

    fn follow_ons(&self, plan: &Plan, affected: u64) -> Vec<FollowOn> {
        let mut signs: Vec<(u64, Sign)> = self.follow_ons.iter().map(|(sign, times)| (*times, *sign)).collect();
        signs.sort_unstable_by_key(|&(times, sign)| (std::cmp::Reverse(times), sign));
        let told = signs.into_iter().map(|(times, (kind, site)): (u64, (Kind, Site))| FollowOn {
            kind,
            place: plan.place(site),
            share: share(times as f64, affected),
        });
        told.filter(|follow_on| follow_on.share >= LEAST_SHARE).collect()
    }

    fn fix(&self, plan: &Plan, planned: &Planned) -> Option<Fix> {
        let (month, verdict) = planned.fix()?;
        let [before, after] = self.halves;
        Some(Fix {
            of: planned.trouble.id,
            kind: planned.trouble.kind,
            place: plan.place(planned.site),
            at: calendar::month_begins(month).to_string(),
            verdict,
            exposed: [before.exposed, after.exposed],
            affected: [before.affected, after.affected],
            rate_before: share(before.expected, before.exposed),
            rate_after: share(after.expected, after.exposed),
            rate_unfixed: share(after.unfixed, after.exposed),
            effects: [before, after].map(|half| share(half.damage, half.affected)),
            spared: after.unfixed - after.expected,
        })
    }
}
