//! The iceberg on a screen of characters.

use super::Cost;
use crate::locale::{Texts, args, figures};
use crate::report::terminal::columns::{Column, fill, table};
use lens::damage::{Basis, Parameter, Unit};
use lens::silent::roads::{Lack, Silence};
use lens::silent::surface::List;
use lens::silent::{Estimate, Road};
use lens::statistics::interval::Interval;

/// Characters of the axis.
const AXIS: usize = 36;

/// The end of the keys that speak of a road.
pub(crate) fn road_key(road: Road) -> &'static str {
    match road {
        Road::Lists => "lists",
        Road::Survey => "survey",
        Road::Exit => "exit",
    }
}

/// The end of the key that names a list.
fn list_key(list: List) -> &'static str {
    match list {
        List::FrontLine => "front-line",
        List::HeadOffice => "head-office",
        List::Review => "review",
        List::LowRating => "low-rating",
        List::Returned => "returned",
    }
}

/// The end of the key that says why a road cannot be gone.
pub(super) fn lacks_key(lack: Lack) -> &'static str {
    match lack {
        Lack::SecondList => "second-list",
        Lack::NoOverlap => "no-overlap",
        Lack::Ratings => "ratings",
        Lack::FewRatings => "few-ratings",
        Lack::Leaving => "leaving",
        Lack::Groups => "groups",
        Lack::NotApart => "not-apart",
    }
}

/// The field of a touch that is missing, where one is.
pub(super) fn needs(lack: Lack) -> Option<&'static str> {
    match lack {
        Lack::SecondList => Some("results.complained, results.rating, results.returned"),
        Lack::Ratings => Some("results.rating"),
        Lack::Leaving => Some("results.churned"),
        Lack::NoOverlap | Lack::FewRatings | Lack::Groups | Lack::NotApart => None,
    }
}

/// The ends of all keys that are put together here, for the test of the texts.
#[cfg(test)]
pub(crate) fn keys() -> Vec<(&'static str, Vec<String>)> {
    let roads = [Road::Lists, Road::Survey, Road::Exit].map(|road| road_key(road).to_owned()).to_vec();
    let lacks = [
        Lack::SecondList,
        Lack::NoOverlap,
        Lack::Ratings,
        Lack::FewRatings,
        Lack::Leaving,
        Lack::Groups,
        Lack::NotApart,
    ];
    let lists = List::ALL.map(|list| list_key(list).to_owned()).to_vec();
    let lacks = lacks.map(|lack| lacks_key(lack).to_owned()).to_vec();
    let value = Parameter::exact(1.0, Basis::Measured);
    let market = lens::damage::classes::Class::Headquarters.market(value, value, value);
    let numbers = market.numbers().into_iter().map(|(name, _, _)| name.replace(' ', "-")).collect();
    vec![("road-", roads.clone()), ("assumes-", roads), ("list-", lists), ("lacks-", lacks), ("number-", numbers)]
}

/// A number of journeys that was estimated.
pub(crate) fn count(number: f64) -> String {
    figures::count(number.max(0.0).round() as u64)
}

fn between(interval: Interval) -> String {
    format!("{}–{}", count(interval.low), count(interval.high))
}

/// Everything, sentence by sentence.
pub(super) fn show(silence: &Silence, cost: Option<&Cost>, texts: &Texts, width: usize) -> String {
    let mut out = String::new();
    let mut say = |text: String| out.push_str(&fill(&text, width, 0));
    let list = |(list, count): &(List, u64)| {
        format!("{} {}", texts.word(&format!("list-{}", list_key(*list))), figures::count(*count))
    };
    let lists: Vec<String> = silence.lists.iter().map(list).collect();
    say(if lists.is_empty() {
        texts.say("iceberg-lead-nobody", args!(journeys = silence.journeys))
    } else {
        let lists = lists.join(" · ");
        texts.say("iceberg-lead", args!(journeys = silence.journeys, surfaced = silence.surfaced, lists = lists))
    });
    match silence.headline() {
        None => say(texts.word("iceberg-none")),
        Some(best) => {
            let all = best.count + silence.surfaced as f64;
            say(texts.say(
                "iceberg-silent",
                args!(
                    best = count(best.count),
                    range = between(best.interval),
                    road = texts.word(&format!("road-{}", road_key(best.road))),
                    share = figures::whole_percent(if all > 0.0 { best.count / all } else { 0.0 }),
                    all = count(all)
                ),
            ));
        }
    }
    if let Some(overlap) = &silence.overlap {
        let seen = silence.surfaced as f64;
        let least = overlap.at_least;
        say(texts
            .say("iceberg-at-least", args!(least = count(least.count - seen), low = count(least.interval.low - seen))));
    }
    out.push_str(&roads(silence, texts, width));
    out.push_str(&dependence(silence, texts, width));
    if let Some(cost) = cost {
        out.push_str(&costs(cost, texts, width));
    }
    out.push_str(&fill(&texts.word("iceberg-nobody"), width, 0));
    out
}

/// The estimates on one axis, whether they agree, and what each assumes.
fn roads(silence: &Silence, texts: &Texts, width: usize) -> String {
    let estimates = &silence.iceberg.estimates;
    let mut out = String::new();
    if !estimates.is_empty() {
        let most = estimates.iter().map(|estimate| estimate.interval.high).fold(1.0, f64::max);
        let name = |estimate: &Estimate| texts.word(&format!("road-{}", road_key(estimate.road)));
        out.push('\n');
        out.push_str(&table(
            vec![
                Column::words(texts.word("iceberg-road"), estimates.iter().map(name)),
                Column::words(
                    format!("0{:>1$}", count(most), AXIS - 1),
                    estimates.iter().map(|found| bar(found, most)),
                ),
                Column::figures(texts.word("iceberg-count"), estimates.iter().map(|found| count(found.count))),
                Column::figures("95%".to_owned(), estimates.iter().map(|found| between(found.interval))),
            ],
            width,
        ));
        out.push('\n');
        let verdict = match (estimates.len(), silence.iceberg.agree) {
            (1, _) => "iceberg-one",
            (_, true) => "iceberg-agree",
            (_, false) => "iceberg-disagree",
        };
        out.push_str(&fill(&texts.word(verdict), width, 0));
    }
    for estimate in estimates {
        let key = road_key(estimate.road);
        let text = format!("– {}", texts.word(&format!("assumes-{key}")));
        out.push_str(&fill(&text, width, 2));
    }
    for missing in &silence.missing {
        let road = texts.word(&format!("road-{}", road_key(missing.road)));
        let lacks = texts.word(&format!("lacks-{}", lacks_key(missing.lacks)));
        out.push_str(&fill(
            &format!("– {}", texts.say("iceberg-missing", args!(road = road, lacks = lacks))),
            width,
            2,
        ));
    }
    out
}

/// An estimate with its interval on the axis from 0 to `most`.
fn bar(estimate: &Estimate, most: f64) -> String {
    let place = |number: f64| ((number / most).clamp(0.0, 1.0) * (AXIS - 1) as f64).round() as usize;
    let [low, best, high] = [estimate.interval.low, estimate.count, estimate.interval.high].map(place);
    let sign = |at: usize| match at {
        at if at == best => '●',
        at if at == low => '├',
        at if at == high => '┤',
        at if low < at && at < high => '─',
        _ => ' ',
    };
    (0..AXIS).map(sign).collect::<String>().trim_end().to_owned()
}

/// What the choice of model and the dependence of the lists decide.
fn dependence(silence: &Silence, texts: &Texts, width: usize) -> String {
    let Some(overlap) = &silence.overlap else { return String::new() };
    let mut out = String::new();
    if !overlap.slider.is_empty() {
        let value = |(phi, silent): &(f64, f64)| format!("φ {phi}: {}", count(*silent));
        let values: Vec<String> = overlap.slider.iter().map(value).collect();
        out.push_str(&fill(&texts.say("iceberg-slider", args!(values = values.join(" · "))), width, 0));
    }
    if let Some(models) = &overlap.models {
        let seen = silence.surfaced as f64;
        let spread = Interval { low: models.spread.low - seen, high: models.spread.high - seen };
        out.push_str(&fill(
            &texts.say("iceberg-models", args!(models = models.near.len() as u64, range = between(spread))),
            width,
            0,
        ));
    }
    out
}

fn written(unit: Unit, number: f64) -> String {
    match unit {
        Unit::Share => figures::percent(number),
        Unit::People | Unit::Money => figures::amount(number),
    }
}

/// Every number of the model and where it comes from, what follows from them, and the gate.
fn costs(cost: &Cost, texts: &Texts, width: usize) -> String {
    let numbers = cost.market.numbers();
    let basis = |basis: Basis| match basis {
        Basis::Measured => texts.word("basis-measured"),
        Basis::Published(source) => texts.say("basis-published", args!(source = source)),
        Basis::Assumed(_) => texts.word("basis-assumed"),
    };
    let range = |unit: Unit, parameter: &Parameter| match (parameter.low, parameter.high) {
        (low, high) if low == high => String::new(),
        (low, high) => format!("{}–{}", written(unit, low), written(unit, high)),
    };
    let names = numbers.iter().map(|(name, _, _)| texts.word(&format!("number-{}", name.replace(' ', "-"))));
    let mut out = format!("\n{}\n", texts.word("damage-heading"));
    out.push_str(&table(
        vec![
            Column::words(texts.word("damage-number"), names),
            Column::figures(
                texts.word("damage-value"),
                numbers.iter().map(|(_, unit, found)| written(*unit, found.value)),
            ),
            Column::figures("95%".to_owned(), numbers.iter().map(|(_, unit, found)| range(*unit, found))),
            Column::words(texts.word("damage-basis"), numbers.iter().map(|(_, _, found)| basis(found.basis)))
                .gives_way(),
        ],
        width,
    ));
    out.push('\n');
    let (best, low, high) = (cost.assessment.damage, cost.assessment.low, cost.assessment.high);
    let range = |low: f64, high: f64| figures::range(low, high);
    out.push_str(&fill(
        &texts.say(
            "damage-lost",
            args!(
                silent = figures::amount(best.lost_silent),
                silent_range = range(low.lost_silent, high.lost_silent),
                voiced = figures::amount(best.lost_voiced),
                voiced_range = range(low.lost_voiced, high.lost_voiced)
            ),
        ),
        width,
        0,
    ));
    if cost.priced {
        let text = texts.say(
            "damage-money",
            args!(money = figures::amount(best.at_risk), range = range(low.at_risk, high.at_risk)),
        );
        out.push_str(&fill(&text, width, 0));
    }
    let gate = cost.gate;
    let (sure, satisfied) = (figures::whole_percent(gate.certainty), figures::percent(gate.satisfied));
    let text = match (gate.advised, gate.needed) {
        (true, _) => texts.say("gate-open", args!(sure = sure, satisfied = satisfied)),
        (false, Some(needed)) if (0.0..=1.0).contains(&needed) => {
            texts.say("gate-shut", args!(needed = figures::percent(needed), sure = sure, satisfied = satisfied))
        }
        (false, _) => texts.say("gate-unknown", args!(sure = sure)),
    };
    out.push_str(&fill(&text, width, 0));
    out
}
