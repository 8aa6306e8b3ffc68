//! What holds in every run of a flow (model checking by fixpoints: Clarke, Emerson, Sistla 1986) and what the customer
//! can force in it (reachability games: Grädel, Thomas, Wilke 2002).

use crate::dead_end::components::{components, cyclic};
use crate::dead_end::flow::{Flow, Mover};
use serde::Serialize;
use std::collections::VecDeque;

/// Contacts after which a resolution comes too late, unless told otherwise.
pub const USUAL_LIMIT: u32 = 3;

/// Everything that is proved about a flow. States are numbers into [`Flow::names`], lists are sorted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Proof {
    /// States a customer can come to.
    pub reachable: Vec<usize>,
    /// States, reachable or not, from which some path leads to a resolution (EF goal).
    pub can_resolve: Vec<usize>,
    /// Whether every reachable state is among them (AG EF goal).
    pub always_can_resolve: bool,
    /// Reachable states without any way out.
    pub dead_ends: Vec<usize>,
    /// Edges by which customers fall into them: the screens to mend.
    pub entries: Vec<(usize, usize)>,
    /// Sets of dead states in which a customer can go round for ever.
    pub livelocks: Vec<Vec<usize>>,
    /// Reachable states whose shortest way to a resolution is longer than the limit, with its length.
    pub too_far: Vec<(usize, u32)>,
    /// States from which every path ends in a resolution, whoever moves (AF goal).
    pub inevitable: Vec<usize>,
    /// States from which the customer can force a resolution, whatever the company does.
    pub forcible: Vec<usize>,
    /// Reachable states with a way out that the customer cannot force: the run-around.
    pub run_around: Vec<usize>,
    /// Edges whose addition gives every reachable state a way out, and the customer the power to take it as far as
    /// edges can give it; most useful first.
    pub exits: Vec<(usize, usize)>,
}

/// Proves what holds in a flow. `limit` is the number of moves within which a resolution must be possible.
pub fn prove(flow: &Flow, limit: u32) -> Proof {
    let reachable = reach(&flow.next, &flow.initial);
    let distance = distances(flow);
    let dead: Vec<bool> = (0..flow.names.len()).map(|s| reachable[s] && distance[s].is_none()).collect();
    let forced = attractor(flow, |state| flow.owners[state] == Mover::Customer);
    let listed = |holds: &dyn Fn(usize) -> bool| (0..flow.names.len()).filter(|&s| holds(s)).collect::<Vec<_>>();
    let dead_ends = listed(&|s| dead[s]);
    let mut livelocks: Vec<Vec<usize>> =
        components(&flow.next, &dead).into_iter().filter(|component| cyclic(component, &flow.next)).collect();
    livelocks.sort();
    Proof {
        always_can_resolve: dead_ends.is_empty(),
        entries: edges(flow).filter(|&(from, to)| reachable[from] && !dead[from] && dead[to]).collect(),
        livelocks,
        too_far: listed(&|s| reachable[s])
            .into_iter()
            .filter_map(|s| distance[s].filter(|&far| far > limit).map(|far| (s, far)))
            .collect(),
        inevitable: members(&attractor(flow, |_| false)),
        run_around: listed(&|s| reachable[s] && distance[s].is_some() && !forced[s]),
        forcible: members(&forced),
        exits: exits(flow),
        can_resolve: listed(&|s| distance[s].is_some()),
        reachable: members(&reachable),
        dead_ends,
    }
}

fn edges(flow: &Flow) -> impl Iterator<Item = (usize, usize)> + '_ {
    flow.next.iter().enumerate().flat_map(|(from, next)| next.iter().map(move |&to| (from, to)))
}

fn members(set: &[bool]) -> Vec<usize> {
    (0..set.len()).filter(|&state| set[state]).collect()
}

/// States that can be reached from `starts`.
pub(super) fn reach(next: &[Vec<usize>], starts: &[usize]) -> Vec<bool> {
    let mut seen = vec![false; next.len()];
    let mut open = starts.to_vec();
    while let Some(state) = open.pop() {
        if !std::mem::replace(&mut seen[state], true) {
            open.extend(next[state].iter().filter(|&&to| !seen[to]));
        }
    }
    seen
}

/// The graph turned round.
pub(super) fn backwards(next: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut before = vec![Vec::new(); next.len()];
    for (from, successors) in next.iter().enumerate() {
        successors.iter().for_each(|&to| before[to].push(from));
    }
    before
}

/// Moves to the nearest goal; `None` where there is no way. Breadth first from the goals backwards, O(V + E).
fn distances(flow: &Flow) -> Vec<Option<u32>> {
    let before = backwards(&flow.next);
    let mut distance = vec![None; flow.names.len()];
    let mut open: VecDeque<usize> = flow.goals.iter().copied().collect();
    flow.goals.iter().for_each(|&goal| distance[goal] = Some(0));
    while let Some(state) = open.pop_front() {
        let further = distance[state].map(|moves: u32| moves + 1);
        for &from in &before[state] {
            if distance[from].is_none() {
                distance[from] = further;
                open.push_back(from);
            }
        }
    }
    distance
}

/// States from which a player reaches a goal whatever the other does: a state joins if the player moves there and some
/// successor has joined, or the other moves and all successors have (at least one). With no player at all this is AF.
/// Each edge is looked at once: O(V + E).
fn attractor(flow: &Flow, player: impl Fn(usize) -> bool) -> Vec<bool> {
    let before = backwards(&flow.next);
    let mut left: Vec<usize> = flow.next.iter().map(Vec::len).collect();
    let mut joined = vec![false; flow.names.len()];
    let mut open = flow.goals.clone();
    flow.goals.iter().for_each(|&goal| joined[goal] = true);
    while let Some(state) = open.pop() {
        for &from in &before[state] {
            left[from] -= 1;
            if !joined[from] && (player(from) || left[from] == 0) {
                joined[from] = true;
                open.push(from);
            }
        }
    }
    joined
}

/// Suggests edges to add, one at a time: the edge that lets the customer force a resolution from the most reachable
/// states; where no single edge does, the one that gives the most dead ends a way out.
///
/// An exit leads to a state that surely ends in a resolution (somebody who has to act), nearest to a goal, rather than
/// straight into a goal: one cannot declare a matter solved by drawing an arrow.
fn exits(flow: &Flow) -> Vec<(usize, usize)> {
    let mut flow = flow.clone();
    let mut exits = Vec::new();
    loop {
        // An exit may open states nobody could come to before, and they count from then on.
        let reachable = reach(&flow.next, &flow.initial);
        let forced = attractor(&flow, |state| flow.owners[state] == Mover::Customer);
        let distance = distances(&flow);
        let to = refuge(&flow, &forced, &distance);
        let worth = |flow: &Flow| {
            let forced = attractor(flow, |state| flow.owners[state] == Mover::Customer);
            let count = |set: &dyn Fn(usize) -> bool| (0..forced.len()).filter(|&s| reachable[s] && set(s)).count();
            let open = distances(flow);
            (count(&|s| forced[s]), count(&|s| open[s].is_some()))
        };
        let now = worth(&flow);
        let candidates: Vec<usize> =
            (0..flow.names.len()).filter(|&s| reachable[s] && !forced[s] && !flow.next[s].contains(&to)).collect();
        let best = candidates
            .into_iter()
            .map(|state| {
                flow.next[state].push(to);
                let gain = worth(&flow);
                flow.next[state].pop();
                (gain, std::cmp::Reverse(state))
            })
            .max();
        match best {
            Some((gain, state)) if gain > now => {
                flow.next[state.0].push(to);
                exits.push((state.0, to));
            }
            _ => return exits,
        }
    }
}

fn refuge(flow: &Flow, forced: &[bool], distance: &[Option<u32>]) -> usize {
    let inevitable = attractor(flow, |_| false);
    (0..flow.names.len())
        .filter(|state| forced[*state])
        .min_by_key(|&state| (flow.goals.contains(&state), !inevitable[state], distance[state], state))
        .unwrap_or(flow.goals[0])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dead_end::flow::tests::SUPPORT;
    use proptest::prelude::*;

    fn support() -> Flow {
        serde_json::from_str(SUPPORT).unwrap()
    }

    fn named(flow: &Flow, states: &[usize]) -> String {
        let mut names: Vec<&str> = states.iter().map(|&state| flow.names[state].as_str()).collect();
        names.sort_unstable();
        names.join(" ")
    }

    fn check(flow: &Flow, states: &[usize], wanted: &str) {
        assert_eq!(named(flow, states), wanted);
    }

    #[test]
    fn the_mailbox_nobody_reads_is_found_and_blamed() {
        let flow = support();
        let proof = prove(&flow, USUAL_LIMIT);
        check(&flow, &proof.can_resolve, "bot done email faq human start");
        check(&flow, &proof.dead_ends, "limbo");
        check(&flow, &proof.forcible, "done faq human");
        check(&flow, &proof.inevitable, "done human");
        check(&flow, &proof.run_around, "bot email start");
        assert!(!proof.always_can_resolve);
        assert_eq!(proof.entries, [(3, 4)], "email -> limbo");
        assert_eq!(proof.livelocks, [[4]]);
        assert_eq!(proof.too_far, []);
        assert_eq!(prove(&flow, 1).too_far, [(0, 3), (1, 2), (3, 2)]);
    }

    #[test]
    fn the_mended_flow_can_be_forced_from_everywhere() {
        let mut flow = support();
        flow.next[0].push(5);
        flow.next[4] = vec![5];
        let proof = prove(&flow, USUAL_LIMIT);
        check(&flow, &proof.can_resolve, "bot done email faq human limbo start");
        check(&flow, &proof.forcible, "bot done email faq human limbo start");
        assert!(proof.always_can_resolve && proof.exits.is_empty() && proof.run_around.is_empty());
    }

    #[test]
    fn one_suggested_exit_is_enough() {
        let mut flow = support();
        let exits = prove(&flow, USUAL_LIMIT).exits;
        assert_eq!(exits, [(4, 5)], "limbo -> human");
        exits.into_iter().for_each(|(from, to)| flow.next[from].push(to));
        assert_eq!(prove(&flow, USUAL_LIMIT).forcible.len(), 7);
    }

    #[test]
    fn account_recovery_without_phone_and_answers_is_a_dead_end() {
        let flow: Flow = serde_json::from_str(
            r#"{"states": [
                {"name": "locked out", "owner": "customer", "to": ["code by phone", "secret questions"]},
                {"name": "code by phone", "owner": "customer", "to": ["signed in", "number is somebody else's"]},
                {"name": "secret questions", "owner": "customer", "to": ["signed in", "answers forgotten"]},
                {"name": "number is somebody else's", "owner": "company", "to": ["answers forgotten"]},
                {"name": "answers forgotten", "owner": "company"},
                {"name": "signed in", "owner": "customer"}],
            "initial": ["locked out"], "goals": ["signed in"]}"#,
        )
        .unwrap();
        let proof = prove(&flow, USUAL_LIMIT);
        check(&flow, &proof.dead_ends, "answers forgotten number is somebody else's");
        assert_eq!(proof.entries, [(1, 3), (2, 4)]);
        assert!(proof.livelocks.is_empty(), "it ends, it does not go round");
        assert_eq!(proof.exits.len(), 1, "one exit, and the rest follows: {:?}", proof.exits);
        assert_eq!(proof.exits[0].0, 4);
    }

    prop_compose! {
        fn flows()(
            next in prop::collection::vec(prop::collection::btree_set(0usize..7, 0..4), 7),
            customer in prop::collection::vec(any::<bool>(), 7),
            initial in 0usize..7,
            goal in 0usize..7,
        ) -> Flow {
            Flow {
                names: (0..7).map(|state| format!("s{state}")).collect(),
                owners: customer.into_iter().map(|c| if c { Mover::Customer } else { Mover::Company }).collect(),
                next: next.into_iter().map(|set| set.into_iter().collect()).collect(),
                initial: vec![initial],
                goals: vec![goal],
            }
        }
    }

    /// The least fixpoint of a rule, by plain repetition.
    fn fixpoint(flow: &Flow, rule: impl Fn(usize, &[bool]) -> bool) -> Vec<usize> {
        let mut set: Vec<bool> = (0..flow.names.len()).map(|state| flow.goals.contains(&state)).collect();
        loop {
            let grown: Vec<bool> = (0..set.len()).map(|state| set[state] || rule(state, &set)).collect();
            if grown == set {
                return members(&set);
            }
            set = grown;
        }
    }

    proptest! {
        #[test]
        fn fixpoints_hold(flow in flows()) {
            let proof = prove(&flow, USUAL_LIMIT);
            let some = |s: usize, set: &[bool]| flow.next[s].iter().any(|&to| set[to]);
            let all = |s: usize, set: &[bool]| some(s, set) && flow.next[s].iter().all(|&to| set[to]);
            let mine = |s: usize| flow.owners[s] == Mover::Customer;
            prop_assert_eq!(&proof.can_resolve, &fixpoint(&flow, some));
            prop_assert_eq!(&proof.inevitable, &fixpoint(&flow, all));
            prop_assert_eq!(&proof.forcible, &fixpoint(&flow, |s, set| if mine(s) { some(s, set) } else { all(s, set) }));
            prop_assert!(proof.inevitable.iter().all(|s| proof.forcible.contains(s)));
            prop_assert!(proof.forcible.iter().all(|s| proof.can_resolve.contains(s)));
        }

        #[test]
        fn suggested_exits_leave_no_dead_end(flow in flows()) {
            let mut mended = flow.clone();
            prove(&flow, USUAL_LIMIT).exits.into_iter().for_each(|(from, to)| mended.next[from].push(to));
            prop_assert!(prove(&mended, USUAL_LIMIT).always_can_resolve);
        }
    }
}
