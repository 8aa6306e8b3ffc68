//! From counts to a ranked list.

use crate::noise::measure::NoiseMeasure;
use crate::noise::moment::{Moments, moments};
use crate::noise::tables::GROUPS;
use crate::noise::tally::Tally;
use crate::noise::{DamageUnit, Effect, Noise, Passed, PassedReason, Point, Rules, Slice};
use crate::signals::{Exposure, Kind, Place, TOLD, blind};
use crate::statistics::effect::{Comparison, compare, e_value};
use crate::statistics::interval::{t_quantile, wilson};
use crate::statistics::multiplicity::two_stage;
use rustc_hash::FxHashMap;

/// Least number of journeys on either side of a comparison.
const LEAST_COMPARED: u64 = 10;

/// One pair that was looked at.
struct Looked<'a> {
    pair: Exposure,
    /// Its number, and that of its ground.
    number: (usize, Option<usize>),
    tally: &'a Tally,
    exposed: u64,
    affected: u64,
    /// Most journeys that stood among the unaffected for any result.
    unaffected: u64,
    months: Vec<Slice>,
    /// For each result of the frame that could be tested.
    tested: Vec<Effect>,
    /// Extra journeys harmed per point of difference: those affected before the harm, for each of `tested`.
    before: Vec<i64>,
    /// Whether harm after it can be seen in this log at all; else only the time lost can.
    testable: bool,
}

/// Why a pair is listed, or not.
enum Verdict {
    Harm(usize),
    Time,
    Passed(PassedReason, Option<usize>),
}

/// The answer over everything counted.
pub(super) fn answer(measure: &NoiseMeasure) -> Noise {
    let (frame, counts) = (&measure.frame, &measure.counts);
    let mut looked = look(measure);
    control(&mut looked, measure.rules.false_discoveries);
    let mut noise = Noise {
        looked_at: looked.iter().map(|pair| pair.tested.len() as u64).sum(),
        blind: blind(measure.norms()),
        results: frame.results().to_vec(),
        journeys: counts.journeys.max(0) as u64,
        result_counts: std::iter::zip(counts.known, counts.harmed)
            .take(frame.results().len())
            .map(|(known, harmed)| (known.max(0) as u64, harmed.max(0) as u64))
            .collect(),
        untimed: frame.results().iter().copied().filter(|&result| !frame.timed(result)).collect(),
        told_last: frame.results().iter().copied().filter(|&result| frame.told_last(result)).collect(),
        ..Noise::default()
    };
    let mut found = Vec::new();
    for pair in &looked {
        match judge(pair, &measure.rules, !frame.results().is_empty()) {
            Verdict::Harm(surest) => found.push((point(measure, pair, Some(surest)), pair.tally.evidence.print())),
            Verdict::Time => found.push((point(measure, pair, None), pair.tally.evidence.print())),
            Verdict::Passed(reason, shown) => noise.passed.push(passed(pair, reason, shown)),
        }
    }
    let (points, twins) = without_twins(found);
    noise.points = points;
    noise.passed.extend(twins);
    noise.points.sort_by(|a, b| {
        (a.damage_unit == DamageUnit::Hours)
            .cmp(&(b.damage_unit == DamageUnit::Hours))
            .then(b.damage_low.total_cmp(&a.damage_low))
            .then(b.damage.total_cmp(&a.damage))
            .then((a.kind, a.place).cmp(&(b.kind, b.place)))
    });
    noise.passed.sort_by_key(|passed| (std::cmp::Reverse(passed.affected), passed.kind, passed.place));
    noise
}

/// Everything that happened anywhere, and what came of it.
fn look(measure: &NoiseMeasure) -> Vec<Looked<'_>> {
    let counts = &measure.counts;
    counts.settle_notes();
    let pairs = counts.places.pairs().iter().enumerate();
    let mut looked: Vec<Looked<'_>> = pairs
        .filter_map(|(number, &pair)| {
            let tally = counts.tallies.get(number)?;
            let ground = counts.places.footing(number).map(|footing| footing.ground as usize);
            let (exposed, affected) = counts.months.sum(number, ground);
            let (tested, before, months) = (Vec::new(), Vec::new(), counts.months.of(number, ground));
            let mut looked = Looked {
                pair,
                number: (number, ground),
                tally,
                exposed,
                affected,
                unaffected: 0,
                months,
                tested,
                before,
                testable: false,
            };
            test(measure, number, &mut looked);
            Some(looked)
        })
        .filter(|looked| looked.affected > 0)
        .collect();
    looked.sort_unstable_by_key(|looked| looked.pair);
    looked
}

/// Compares affected with unaffected journeys for every result, where there are enough of them.
fn test(measure: &NoiseMeasure, number: usize, looked: &mut Looked<'_>) {
    let (frame, (kind, place)) = (&measure.frame, looked.pair);
    let moments = moments(kind, place, |step| measure.norms().meaning(step));
    let compared = |result: u8| moments != Moments::End || !frame.timed(result);
    for (place, &result) in frame.results().iter().enumerate().filter(|(_, result)| compared(**result)) {
        looked.testable = true;
        if looked.exposed < measure.rules.least_exposed || looked.affected < LEAST_COMPARED {
            continue;
        }
        let (strata, unaffected) = measure.counts.strata(number, place);
        looked.unaffected = looked.unaffected.max(unaffected);
        if let Some(comparison) = compare(&strata).filter(worth_testing) {
            looked.tested.push(effect(result, &comparison, unaffected));
            looked.before.push(measure.counts.affected_before(number, place));
        }
    }
}

fn worth_testing(comparison: &Comparison) -> bool {
    let matched = &comparison.matched;
    matched.affected >= LEAST_COMPARED && matched.unaffected >= LEAST_COMPARED
}

fn effect(result: u8, comparison: &Comparison, unaffected: u64) -> Effect {
    Effect {
        result,
        difference: comparison.difference,
        low: comparison.difference_interval.low,
        high: comparison.difference_interval.high,
        ratio: comparison.ratio,
        ratio_low: comparison.ratio_interval.low,
        ratio_high: comparison.ratio_interval.high,
        p_value: comparison.p_value,
        q_value: 1.0,
        matched_exposed: comparison.matched.affected,
        // A journey stands among the unaffected at several moments, and is one journey all the same.
        matched_unexposed: comparison.matched.unaffected.min(unaffected),
        e_value: e_value(comparison.ratio),
    }
}

/// Controls false discoveries over everything tested.
fn control(looked: &mut [Looked<'_>], rate: f64) {
    let tested = || looked.iter().flat_map(|pair| &pair.tested);
    let adjusted = two_stage(&tested().map(|effect| effect.p_value).collect::<Vec<_>>(), rate);
    let effects = looked.iter_mut().flat_map(|pair| &mut pair.tested);
    effects.zip(adjusted).for_each(|(effect, q_value)| effect.q_value = q_value);
}

fn judge(pair: &Looked<'_>, rules: &Rules, harm_told: bool) -> Verdict {
    if pair.exposed < rules.least_exposed {
        return Verdict::Passed(PassedReason::TooFew, None);
    }
    if !pair.testable {
        // Where harm is proven for others, hours at every single place would only bury it.
        return match (harm_told && pair.pair.1 != Place::Journey, damage_in_hours(pair.tally).1 > 0.0) {
            (true, _) => Verdict::Passed(PassedReason::TimeOnly, None),
            (false, true) => Verdict::Time,
            (false, false) => Verdict::Passed(PassedReason::NoHarm, None),
        };
    }
    let surest = |keep: &dyn Fn(&Effect) -> bool| {
        let effects = pair.tested.iter().enumerate().filter(|(_, effect)| keep(effect));
        effects.min_by(|a, b| a.1.p_value.total_cmp(&b.1.p_value)).map(|(place, _)| place)
    };
    let found = |effect: &Effect| effect.q_value <= rules.false_discoveries;
    if let Some(harm) = surest(&|effect| found(effect) && effect.difference > 0.0) {
        return Verdict::Harm(harm);
    }
    match surest(&|_| true) {
        Some(_) if surest(&found).is_some() => Verdict::Passed(PassedReason::Better, surest(&found)),
        Some(least) => Verdict::Passed(PassedReason::NoHarm, Some(least)),
        None if pair.affected >= LEAST_COMPARED && pair.unaffected < LEAST_COMPARED => {
            Verdict::Passed(PassedReason::NoMatch, None)
        }
        None => Verdict::Passed(PassedReason::TooFew, None),
    }
}

fn point(measure: &NoiseMeasure, pair: &Looked<'_>, surest: Option<usize>) -> Point {
    let tally = pair.tally;
    let (exposed, affected) = (pair.exposed, pair.affected);
    let share = wilson(affected, exposed, 0.95);
    let effect = surest.map(|place| pair.tested[place]);
    let (hours, hours_low, hours_high) = damage_in_hours(tally);
    let ((damage, damage_low, damage_high), damage_unit) = match (effect, surest) {
        (Some(effect), Some(place)) => {
            let journeys = pair.before[place].max(0) as f64;
            let damage = [effect.difference, effect.low, effect.high].map(|risk| journeys * risk);
            (damage.into(), DamageUnit::HarmedJourneys)
        }
        _ => ((hours, hours_low, hours_high), DamageUnit::Hours),
    };
    Point {
        place: pair.pair.1,
        kind: pair.pair.0,
        exposed,
        affected,
        occurrences: tally.occurrences.max(0) as u64,
        customers: tally.customers.distinct(),
        rate: affected as f64 / exposed as f64,
        rate_low: share.low,
        rate_high: share.high,
        effect,
        others: others(pair, surest),
        damage,
        damage_low,
        damage_high,
        damage_unit,
        hours_lost: hours,
        owner: tally.owner(),
        journeys: tally.evidence.journeys(),
        months: pair.months.clone(),
        weeks: measure.counts.months.weeks(pair.number.0, pair.number.1),
        began: measure.counts.months.began(pair.number.0, pair.number.1),
        outcomes: tally.outcomes(measure.frame.results().len()),
    }
}

/// Hours lost in all and their 95 % interval: the groups of customers are taken as equal random parts of all customers
/// there might have been, so the variance of their sum is `G · Σ (h_g - mean)² / (G - 1)` (random groups, Wolter 2007).
fn damage_in_hours(tally: &Tally) -> (f64, f64, f64) {
    let hours = tally.hours();
    let (groups, sum) = (GROUPS as f64, hours.iter().sum::<f64>());
    let squares: f64 = hours.iter().map(|hours| (hours - sum / groups).powi(2)).sum();
    let reach = t_quantile(0.975, groups - 1.0) * (groups * squares / (groups - 1.0)).sqrt();
    (sum, (sum - reach).max(0.0), sum + reach)
}

/// The effects beside the one that is shown.
fn others(pair: &Looked<'_>, shown: Option<usize>) -> Vec<Effect> {
    let effects = pair.tested.iter().enumerate();
    effects.filter(|(place, _)| Some(*place) != shown).map(|(_, effect)| *effect).collect()
}

fn passed(pair: &Looked<'_>, reason: PassedReason, shown: Option<usize>) -> Passed {
    Passed {
        place: pair.pair.1,
        kind: pair.pair.0,
        exposed: pair.exposed,
        affected: pair.affected,
        effect: shown.map(|place| pair.tested[place]),
        others: others(pair, shown),
        owner: pair.tally.owner(),
        reason,
    }
}

/// Of points with exactly the same affected journeys the one that says most stays.
fn without_twins(mut found: Vec<(Point, u64)>) -> (Vec<Point>, Vec<Passed>) {
    found.sort_by_key(|(point, _)| generality(point.kind, point.place));
    let mut seen = FxHashMap::default();
    let (mut points, mut twins) = (Vec::new(), Vec::new());
    for (point, print) in found {
        if seen.insert((point.affected, print), ()).is_none() {
            points.push(point);
            continue;
        }
        let Point { place, kind, exposed, affected, effect, others, owner, .. } = point;
        twins.push(Passed { place, kind, exposed, affected, effect, others, owner, reason: PassedReason::Twin });
    }
    (points, twins)
}

/// Lower says more; ties are broken so that the order is always the same.
fn generality(kind: Kind, place: Place) -> (bool, u8, bool, Kind, Place) {
    let place_first = match place {
        Place::Transition(..) => 0,
        Place::Step(_) => 1,
        Place::Owner(_) => 2,
        Place::Channel(_) => 3,
        Place::Owners(_) => 4,
        Place::Journey => 5,
    };
    // What was said tells why it hurt: a promise that was broken brings its long wait. Next comes the narrower place. And a retry
    // is a loop, a return to an owner a handoff, of a kind one can do something about.
    (!TOLD.contains(&kind), place_first, matches!(kind, Kind::Loop | Kind::Handoff), kind, place)
}
