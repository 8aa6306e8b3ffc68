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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::silent::surface::{Handling, List, Standing};

    fn surface() -> Surface {
        let (front, low) = (List::FrontLine.bit(), List::LowRating.bit());
        let mut lists = vec![0; 32];
        (lists[0], lists[front], lists[low], lists[front | low]) = (9_810, 90, 90, 10);
        Surface { journeys: 10_000, lists, ..Surface::default() }
    }

    fn market_of(surface: &Surface) -> Option<Market<Parameter>> {
        let value = Parameter::exact(1.0, Basis::Assumed("one"));
        market(surface, &Silence::of(surface), Class::ConsumerFrontLine, value)
    }

    #[test]
    fn what_the_log_tells_is_measured_and_the_rest_is_not() {
        let found = market_of(&surface()).unwrap();
        // 926.4 dissatisfied by Chapman, 100 of them complained.
        assert!((found.problem_rate.value - 0.092_636_363).abs() < 1e-6, "{found:?}");
        assert!((found.complaint_rate.value - 100.0 / 926.363_636).abs() < 1e-6, "{found:?}");
        assert_eq!((found.complaint_rate.basis, found.problem_rate.basis), (Basis::Measured, Basis::Measured));
        assert_ne!(found.staying.silent.basis, Basis::Measured);
        assert_eq!(found.check(), Ok(()));
    }

    #[test]
    fn a_log_that_tells_who_left_tells_who_stays() {
        let mut surface = surface();
        surface.told[0] = 10_000;
        let groups = [(Standing::Silent, 40, 400), (Standing::Spared, 90, 9_000), (Standing::Surfaced, 20, 100)];
        let leaving = |(standing, left, of)| ((0, 0), standing, Leaving { left, of });
        surface.leaving = groups.map(leaving).to_vec();
        let voiced = Some(Leaving { left: 10, of: 40 });
        surface.handling = Handling { complained: 100, rated: 50, low: 10, voiced, ..Handling::default() };
        let found = market_of(&surface).unwrap();
        let staying = found.staying;
        assert_eq!((found.loyal.value, staying.dissatisfied.value, staying.silent.value), (0.99, 0.75, 0.8));
        assert_eq!((found.satisfied.value, found.satisfied.basis), (0.8, Basis::Measured));
        assert!((found.mollified.value - 0.2).abs() < 1e-9 && found.check() == Ok(()), "{found:?}");
    }

    #[test]
    fn without_a_road_to_the_silent_there_is_no_market() {
        assert_eq!(market_of(&Surface { journeys: 10, lists: vec![10], ..Surface::default() }), None);
    }
}
