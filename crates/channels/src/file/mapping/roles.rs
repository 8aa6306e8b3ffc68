//! Where the columns of a mapping stand in one log.

use super::{CustomerColumn, Fact, Mapping};
use desk::identity::Kind;
use rustc_hash::FxHashSet;

/// Where each role's column stands.
#[derive(Default)]
pub(super) struct Roles {
    pub(super) thread: Option<usize>,
    pub(super) action: Option<usize>,
    pub(super) touchpoint: Option<usize>,
    pub(super) channel: Option<usize>,
    pub(super) owner: Option<usize>,
    pub(super) actor: Option<usize>,
    pub(super) text: Option<usize>,
    pub(super) id: Option<usize>,
    pub(super) sequence: Option<usize>,
    pub(super) amount: Option<usize>,
    pub(super) at: Option<usize>,
    pub(super) clock: Option<usize>,
    pub(super) milestones: Vec<usize>,
    pub(super) outcome: Option<usize>,
    pub(super) direction: Option<usize>,
    pub(super) phase: Option<usize>,
    pub(super) waited: Option<usize>,
    pub(super) handled: Option<usize>,
    pub(super) facts: [Option<usize>; 5],
    pub(super) rating: Option<usize>,
    pub(super) customer: Vec<(usize, Kind)>,
    pub(super) segment: Vec<Option<usize>>,
    /// Columns that go into the attributes.
    pub(super) kept: Vec<usize>,
}

impl Roles {
    pub(super) fn of(mapping: &Mapping, columns: &[String]) -> Roles {
        let mut taken = FxHashSet::default();
        let find = |name: &str| columns.iter().position(|column| column == name);
        // What a role holds in full need not be kept twice; what it holds only in part stays in the attributes.
        let mut whole = |name: &Option<String>| {
            let index = name.as_deref().and_then(find);
            taken.extend(index);
            index
        };
        let mut roles = Roles {
            thread: whole(&mapping.thread),
            action: whole(&mapping.action),
            touchpoint: whole(&mapping.touchpoint),
            channel: whole(&mapping.channel),
            owner: whole(&mapping.owner),
            actor: whole(&mapping.actor),
            text: whole(&mapping.text),
            id: whole(&mapping.id),
            sequence: whole(&mapping.sequence),
            at: whole(&mapping.at.column),
            clock: whole(&mapping.at.clock),
            phase: whole(&mapping.phase.as_ref().map(|phase| phase.column.clone())),
            ..Roles::default()
        };
        roles.milestones = mapping.milestone.iter().filter_map(|milestone| find(&milestone.column)).collect();
        taken.extend(&roles.milestones);
        for CustomerColumn { column, kind } in &mapping.customer {
            let index = find(column);
            taken.extend(index);
            roles.customer.extend(index.map(|index| (index, *kind)));
        }
        roles.customer.sort_by_key(|(_, kind)| *kind);
        let part = |name: Option<&String>| name.and_then(|name| find(name));
        let results = &mapping.results;
        let fact = |fact: &Option<Fact>| part(fact.as_ref().map(|fact| &fact.column));
        roles.amount = part(mapping.amount.as_ref());
        roles.outcome = part(mapping.outcome.as_ref().map(|outcome| &outcome.column));
        roles.direction = part(mapping.direction.as_ref().map(|direction| &direction.column));
        roles.waited = part(mapping.waited.as_ref().map(|waited| &waited.column));
        roles.handled = part(mapping.handled.as_ref().map(|handled| &handled.column));
        roles.facts = [
            fact(&results.reopened),
            fact(&results.sla_broken),
            fact(&results.churned),
            fact(&results.returned),
            fact(&results.complained),
        ];
        roles.rating = part(results.rating.as_ref().map(|rating| &rating.column));
        roles.segment = mapping.segment.iter().map(|name| find(name)).collect();
        roles.kept = (0..columns.len()).filter(|index| !taken.contains(index)).collect();
        roles.kept.sort_by_key(|index| &columns[*index]);
        roles
    }
}
