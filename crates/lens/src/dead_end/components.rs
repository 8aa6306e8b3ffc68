//! Strongly connected components.

/// The strongly connected components of a graph given by successors, restricted to states that are `inside`; each
/// component sorted, sinks first (Tarjan 1972, without recursion, so that a flow of any depth fits the stack).
pub(super) fn components(next: &[Vec<usize>], inside: &[bool]) -> Vec<Vec<usize>> {
    let mut search = Search {
        index: vec![None; next.len()],
        low: vec![0; next.len()],
        on: vec![false; next.len()],
        ..Default::default()
    };
    for root in (0..next.len()).filter(|&state| inside[state]) {
        if search.index[root].is_none() {
            search.from(root, next, inside);
        }
    }
    search.found
}

/// Whether a component holds a cycle: more than one state, or a state that follows itself.
pub(super) fn cyclic(component: &[usize], next: &[Vec<usize>]) -> bool {
    component.len() > 1 || component.iter().any(|&state| next[state].contains(&state))
}

#[derive(Default)]
struct Search {
    index: Vec<Option<usize>>,
    low: Vec<usize>,
    on: Vec<bool>,
    stack: Vec<usize>,
    count: usize,
    found: Vec<Vec<usize>>,
}

impl Search {
    fn enter(&mut self, state: usize) {
        self.index[state] = Some(self.count);
        self.low[state] = self.count;
        self.count += 1;
        self.on[state] = true;
        self.stack.push(state);
    }

    fn from(&mut self, root: usize, next: &[Vec<usize>], inside: &[bool]) {
        self.enter(root);
        let mut calls = vec![(root, 0)];
        while let Some((state, edge)) = calls.pop() {
            let Some(&to) = next[state].get(edge) else {
                self.leave(state);
                if let Some(&(parent, _)) = calls.last() {
                    self.low[parent] = self.low[parent].min(self.low[state]);
                }
                continue;
            };
            calls.push((state, edge + 1));
            match self.index[to] {
                _ if !inside[to] => {}
                None => {
                    self.enter(to);
                    calls.push((to, 0));
                }
                Some(index) if self.on[to] => self.low[state] = self.low[state].min(index),
                Some(_) => {}
            }
        }
    }

    /// Closes a component where `state` is its first.
    fn leave(&mut self, state: usize) {
        if Some(self.low[state]) != self.index[state] {
            return;
        }
        let start = self.stack.iter().rposition(|&open| open == state).unwrap_or(0);
        let mut component = self.stack.split_off(start);
        component.iter().for_each(|&member| self.on[member] = false);
        component.sort_unstable();
        self.found.push(component);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn sinks_come_first_and_depth_does_not_matter() {
        let next = vec![vec![1], vec![2, 0], vec![3], vec![3], vec![0]];
        assert_eq!(components(&next, &[true; 5]), [vec![3], vec![2], vec![0, 1], vec![4]]);
        assert!(cyclic(&[3], &next) && cyclic(&[0, 1], &next) && !cyclic(&[4], &next));
        let chain: Vec<Vec<usize>> = (0..200_000).map(|i| vec![(i + 1) % 200_000]).collect();
        assert_eq!(components(&chain, &vec![true; chain.len()]).len(), 1);
    }

    proptest! {
        #[test]
        fn two_states_share_a_component_exactly_if_each_reaches_the_other(
            next in prop::collection::vec(prop::collection::vec(0usize..8, 0..4), 8),
            inside in prop::collection::vec(any::<bool>(), 8),
        ) {
            let mut reach = [[false; 8]; 8];
            for from in (0..8).filter(|&state| inside[state]) {
                reach[from][from] = true;
                next[from].iter().filter(|&&to| inside[to]).for_each(|&to| reach[from][to] = true);
            }
            for middle in 0..8 {
                for from in 0..8 {
                    for to in 0..8 {
                        reach[from][to] |= reach[from][middle] && reach[middle][to];
                    }
                }
            }
            let found = components(&next, &inside);
            let home = |state| found.iter().position(|component| component.contains(&state));
            for a in 0..8 {
                prop_assert_eq!(home(a).is_some(), inside[a]);
                for b in (0..8).filter(|&b| inside[a] && inside[b]) {
                    prop_assert_eq!(home(a) == home(b), reach[a][b] && reach[b][a]);
                    // Sinks first: whoever is reached does not come later.
                    prop_assert!(!reach[a][b] || home(b) <= home(a));
                }
            }
        }
    }
}
