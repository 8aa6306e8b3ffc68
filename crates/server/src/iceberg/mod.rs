//! The iceberg: how many were dissatisfied and said nothing, by three roads on one axis, and what that costs.
//!
//! Two passes over the journeys, as for noise: what is usual, then who met trouble, who is on which list, who left.

mod answer;
pub(crate) mod http;
pub(crate) mod screen;
#[cfg(test)]
mod truth;

use crate::asked::{Asked, Store};
use crate::cli::Files;
use crate::failure::Failure;
use crate::journey::feed;
use crate::locale::Texts;
use crate::noise::{self, OF_SIGNALS};
use crate::output;
use desk::surface::Forum;
use lens::damage::classes::Class;
use lens::damage::measured::market;
use lens::damage::returns::Gate;
use lens::damage::{Assessment, Basis, Market, MarketError, Parameter};
use lens::measure::Measure;
use lens::signals::Norms;
use lens::silent::roads::Silence;
use lens::silent::surface::{Fields, List, Signs, Surface, SurfaceMeasure};
use lens::statistics::draws::Draws;
use store::log::{Names, ScanRequest};

/// Which bits of the results say what, see [`desk::touch::Results::NAMES`].
const FIELDS: Fields = Fields { left: 1 << 2, returned: 1 << 3, complained: 1 << 4, low_rating: 1 << 5 };

/// Markets drawn for the ranges of the damage.
const ROUNDS: usize = 2_000;

/// How touches with steps of these names, by code, show dissatisfaction.
pub(crate) fn signs<'a>(steps: impl Iterator<Item = &'a str>) -> Signs {
    let list = |forum: Forum| match forum {
        Forum::FrontLine => List::FrontLine,
        Forum::HeadOffice => List::HeadOffice,
        Forum::Review => List::Review,
    };
    Signs { forums: steps.map(|name| Forum::of(name).map(list)).collect(), fields: FIELDS }
}

/// What a log shows of who was dissatisfied, and how many it takes from there.
#[derive(Debug)]
pub(crate) struct Seen {
    pub(crate) surface: Surface,
    pub(crate) silence: Silence,
}

/// Counts who showed what in a log with these names, whose usual waits are known ([`noise::norms`]).
pub(crate) fn measure(norms: &Norms, names: &Names) -> SurfaceMeasure {
    SurfaceMeasure::new(norms.clone(), signs(names.step.iter().map(|name| &**name)))
}

impl Seen {
    /// What was counted shows. The silent with their interval are [`Silence::headline`], in journeys.
    pub(crate) fn of(measure: &SurfaceMeasure) -> Seen {
        let surface = measure.answer();
        Seen { silence: Silence::of(&surface), surface }
    }
}

async fn seen(store: &Store, request: &ScanRequest, (norms, names): (Norms, Names)) -> Result<Seen, Failure> {
    let mut measure = measure(&norms, &names);
    let request = ScanRequest { names: Some(names), ..request.clone() };
    feed::each(store, &request, &OF_SIGNALS, |journey| measure.update(journey)).await?;
    Ok(Seen::of(&measure))
}

/// What the silent cost, and whether more complaints would help.
#[derive(Debug)]
struct Cost {
    market: Market<Parameter>,
    assessment: Assessment,
    gate: Gate,
    /// Whether somebody said what a customer is worth.
    priced: bool,
}

impl Cost {
    /// `None` where no road leads to the silent.
    fn of(seen: &Seen, value: Option<f64>) -> Result<Option<Cost>, MarketError> {
        const GIVEN: Basis = Basis::Assumed("given with --value");
        const UNKNOWN: Basis = Basis::Assumed("nobody said what a customer is worth: 1 counts customers; give --value");
        let worth = Parameter::exact(value.unwrap_or(1.0), if value.is_some() { GIVEN } else { UNKNOWN });
        let Some(market) = market(&seen.surface, &seen.silence, Class::ConsumerFrontLine, worth) else {
            return Ok(None);
        };
        let assessment = market.assess(&mut Draws::new(1), ROUNDS)?;
        let gate = market.gate(&mut Draws::new(2), ROUNDS)?;
        Ok(Some(Cost { market, assessment, gate, priced: value.is_some() }))
    }
}

/// The answer as `--json` prints it; `value` is what a customer is worth.
pub(crate) fn json(seen: &Seen, value: Option<f64>, texts: &Texts) -> Result<serde_json::Value, Failure> {
    let cost = cost(seen, value)?;
    let answer = answer::Answer::of(&seen.silence, cost.as_ref(), texts);
    serde_json::to_value(answer).map_err(|error| Failure::Other(error.to_string()))
}

fn cost(seen: &Seen, value: Option<f64>) -> Result<Option<Cost>, Failure> {
    if value.is_some_and(|value| !value.is_finite() || value < 0.0) {
        return Err(Failure::Usage("the value is what a customer is worth in money, 0 or more".to_owned()));
    }
    Cost::of(seen, value).map_err(|error| Failure::Other(error.to_string()))
}

/// `waterline iceberg`.
pub(crate) async fn print(asked: &Asked, files: &Files, value: Option<f64>) -> Result<(), Failure> {
    let (asked, store) = &asked.over(files).await?;
    let value = value.or_else(|| asked.settings.damage.value());
    let request = feed::request(asked, store, files).await?;
    let seen = seen(store, &request, noise::norms(asked, store, &request).await?).await?;
    let texts = asked.language().texts();
    if asked.json {
        return output::json(&json(&seen, value, texts)?);
    }
    output::line(&screen::show(&seen.silence, cost(&seen, value)?.as_ref(), texts, output::screen_width()))
}
