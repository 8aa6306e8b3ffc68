//! A journey in numbers, written out as touches.

use crate::draws::mix;
use crate::ending::Ending;
use crate::journey::{Event, Journey};
use crate::people::Customer;
use crate::plan::{Plan, common};
use crate::speech::Voice;
use crate::table::{Actor, Step};
use desk::attributes::Attributes;
use desk::time::Span;
use desk::touch::{Direction, Results, Touch, VERSION};
use serde_json::Value;

/// Touches of one journey, in order. `number` counts the customer's journeys.
pub(crate) fn write(
    plan: &Plan,
    customer: &Customer,
    mut voice: Voice<'_>,
    number: u64,
    journey: &Journey,
    ending: &Ending,
) -> Vec<Touch> {
    let goal = plan.goal(journey.goal);
    let thread = format!("{}:{}-{}-{number}", goal.name, plan.table.name, customer.index);
    let first = journey.events.iter().enumerate();
    let touches = first.map(|(place, event)| {
        let step = &plan.steps[usize::from(event.step)];
        let owner = plan.owners[usize::from(event.owner)];
        let own = matches!(step.by, Direction::Customer | Direction::SelfService);
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
            text: event.says.map(|says| voice.say(says, event.at, event.gap, own)),
            results: results(ending, place, step.is(&common::RATE)),
            segment: Some(journey.segment.clone()),
            attributes: attributes(customer, journey, step, event, place),
            ..Touch::default()
        }
    });
    touches.collect()
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

fn attributes(customer: &Customer, journey: &Journey, step: &Step, event: &Event, place: usize) -> Attributes {
    let mut attributes = Attributes::default();
    if place == 0 {
        let days = (journey.began - customer.joined).0 / Span::DAY.0;
        attributes.insert("tenure_days", Value::from(days.max(0)));
        attributes.insert("language", Value::from(if customer.zh { "zh" } else { "en" }));
        attributes.insert("prefers", Value::from(customer.channel));
    }
    if let Some(offered) = step.offers {
        let delivered = event.delivered().map_or_else(|| usually(offered, event), worth);
        attributes.insert("offered", worth(offered));
        attributes.insert("delivered", delivered);
    }
    for (key, value) in event.notes.into_iter().flatten() {
        attributes.insert(key, worth(value));
    }
    attributes
}

/// A number where it is one.
fn worth(value: &str) -> Value {
    value.parse::<f64>().map_or_else(|_| Value::from(value), Value::from)
}

/// What usually comes of what was offered: the same, and of what is measured nearly as much.
fn usually(offered: &str, event: &Event) -> Value {
    let share = 1.0 - mix(event.gap.0.unsigned_abs()) as f64 / u64::MAX as f64 * 0.06;
    offered.parse::<f64>().map_or_else(|_| Value::from(offered), |offered| Value::from((offered * share).round()))
}
