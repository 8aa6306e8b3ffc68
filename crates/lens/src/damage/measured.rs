//! The market of damage with everything a log can tell filled in; what it cannot stays published or assumed.

use super::classes::Class;
use super::{Basis, Market, Parameter};
use crate::silent::exit::Leaving;
use crate::silent::roads::Silence;
use crate::silent::surface::Surface;

/// Customers below which a share is left to the literature.
const ENOUGH: u64 = 30;

fn staying(leaving: Option<Leaving>) -> Option<Parameter> {
    let Leaving { left, of } = leaving.filter(|leaving| leaving.of >= ENOUGH)?;
    Some(Parameter::counted(of - left.min(of), of))
}

/// The market of a log, its unit the journey: one matter of one customer. `None` where no road leads to the silent.
///
/// | number | measured when |
/// |---|---|
/// | problem rate | always: on a list or silent, of all journeys, with the range of the silent |
/// | complaint rate | always: complained, of the dissatisfied |
/// | satisfied complainants | thirty rated after their complaint |
/// | loyal without a problem | the log tells who left |
/// | loyal when silent | the same, by thirty who rated low and did not complain, else by the dissatisfied of the exit |
/// | loyal when dissatisfied, satisfied | the same, by thirty who complained, and thirty who were content after it |
pub fn market(surface: &Surface, silence: &Silence, class: Class, value: Parameter) -> Option<Market<Parameter>> {
    let silent = silence.headline()?;
    let (journeys, surfaced) = (silence.journeys as f64, silence.surfaced as f64);
    let dissatisfied = [silent.count, silent.interval.low, silent.interval.high].map(|silent| silent + surfaced);
    let share = |part: f64, of: f64| if of > 0.0 { (part / of).min(1.0) } else { 0.0 };
    let [best, low, high] = dissatisfied;
    let measured =
        |value: f64, low: f64, high: f64| Parameter::new(value, low.min(value), high.max(value), Basis::Measured);
    let problem = measured(share(best, journeys), share(low, journeys), share(high, journeys));
    let customers = Parameter::exact(journeys, Basis::Measured);
    let mut market = class.market(customers, problem, value);
    let complained = silence.complained as f64;
    market.complaint_rate = measured(share(complained, best), share(complained, high), share(complained, low));
    let handling = surface.handling;
    if handling.rated >= ENOUGH {
        market.satisfied = Parameter::counted(handling.rated - handling.low, handling.rated);
        let rest = 1.0 - market.satisfied.value;
        let mollified = market.mollified;
        market.mollified = Parameter {
            value: mollified.value.min(rest),
            low: mollified.low.min(rest),
            high: mollified.high.min(rest),
            basis: mollified.basis,
        };
    }
    let exit = silence.exit.as_ref();
    let Some(loyal) = staying(exit.map(|exit| exit.spared)) else { return Some(market) };
    market.loyal = loyal;
    let outcomes = &mut market.staying;
    let unhappy = staying(exit.map(|exit| exit.dissatisfied));
    outcomes.silent = staying(handling.unvoiced).or(unhappy).unwrap_or(outcomes.silent);
    let Some(dissatisfied) = staying(handling.voiced).or(unhappy) else { return Some(market) };
    outcomes.dissatisfied = dissatisfied;
    let most = loyal.value.max(dissatisfied.value);
    let content = Basis::Assumed("as loyal as without a problem: too few rated after a complaint");
    let satisfied = Parameter::new(most, dissatisfied.value, loyal.high.max(most), content);
    outcomes.satisfied = staying(handling.satisfied).unwrap_or(satisfied);
    let ends = [dissatisfied.value, outcomes.satisfied.value];
    let halfway = Basis::Assumed("half way between satisfied and dissatisfied complainants");
    let [low, high] = [ends[0].min(ends[1]), ends[0].max(ends[1])];
    outcomes.mollified = Parameter::new((low + high) / 2.0, low, high, halfway);
    Some(market)
}
