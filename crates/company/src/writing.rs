//! A journey in numbers, written out as touches.

use crate::ending::Ending;
use crate::journey::{Event, Journey};
use crate::people::Customer;
use crate::plan::{Plan, common};
use crate::table::Actor;
use desk::attributes::Attributes;
use desk::time::Span;
use desk::touch::{Results, Touch, VERSION};
use serde_json::Value;

/// Touches of one journey, in order. `number` counts the customer's journeys.
pub(crate) fn write<'a>(
    plan: &'a Plan,
    customer: &'a Customer,
    number: u64,
    journey: &'a Journey,
    ending: &'a Ending,
) -> impl Iterator<Item = Touch> + 'a {
    let goal = plan.goal(journey.goal);
    let thread = format!("{}:{}-{}-{number}", goal.name, plan.table.name, customer.index);
    let first = journey.events.iter().enumerate();
    first.map(move |(place, event)| {
        let step = &plan.steps[usize::from(event.step)];
        let owner = plan.owners[usize::from(event.owner)];
        let words = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Touch {
            v: VERSION,
            id: format!("{}-{number}-{place}", customer.index),
            source: step.source.to_owned(),
            at: event.at,
            identities: customer.identities(plan.table.name, step.source, place == 0),
            channel: words(step.channel),
            touchpoint: words(step.place),
            action: words(step.action),
            outcome: event.outcome,
            direction: Some(step.by),
            thread: Some(thread.clone()),
            owner: words(owner),
            actor: actor(step.actor, customer, event),
            waited: event.waited,
            handled: handled(step.actor, event),
            amount: (place == 0 && goal.amount > 0.0).then(|| (goal.amount * customer.value * 100.0).round() / 100.0),
            text: event.says.map(|says| if customer.zh { says.zh } else { says.en }.to_owned()),
            results: results(ending, place, step.is(&common::RATE)),
            segment: Some(journey.segment.clone()),
            attributes: attributes(customer, journey, event, place),
            ..Touch::default()
        }
    })
}

fn results(ending: &Ending, place: usize, rates: bool) -> Results {
    let since = |from: Option<usize>| Some(from.is_some_and(|from| place >= from));
    Results {
        churned: since(ending.left),
        complained: since(ending.complaint),
        rating: ending.rating.filter(|_| rates),
        ..Results::default()
    }
}

fn actor(actor: Actor, customer: &Customer, event: &Event) -> Option<String> {
    match actor {
        Actor::Nobody => None,
        Actor::Bot => Some("bot".to_owned()),
        Actor::Agent => Some(format!("agent-{:02}", (customer.index + event.at.0.unsigned_abs() / 1_000) % 40)),
    }
}

/// A person needs two to twelve minutes.
fn handled(actor: Actor, event: &Event) -> Option<Span> {
    let minutes = 2 + event.at.0.unsigned_abs() / 1_000_000 % 11;
    (actor == Actor::Agent).then_some(Span(minutes as i64 * Span::MINUTE.0))
}

fn attributes(customer: &Customer, journey: &Journey, event: &Event, place: usize) -> Attributes {
    let mut attributes = Attributes::default();
    if place == 0 {
        let days = (journey.began - customer.joined).0 / Span::DAY.0;
        attributes.insert("tenure_days", Value::from(days.max(0)));
        attributes.insert("language", Value::from(if customer.zh { "zh" } else { "en" }));
        attributes.insert("prefers", Value::from(customer.channel));
    }
    for (key, value) in event.notes.into_iter().flatten() {
        attributes.insert(key, value.parse::<f64>().map_or_else(|_| Value::from(value), Value::from));
    }
    attributes
}
