//! Which arcs point down, and on which layer each node stands.

use super::Arc;

/// Most nodes side by side.
const MOST_ABREAST: usize = 6;

/// For each arc whether it points down: it points up if it leads back to where a walk along the heaviest arcs came from.
/// So the main way runs straight down, and only real ways back run up.
pub(super) fn without_cycles(nodes: usize, arcs: &[Arc]) -> Vec<bool> {
    let mut leaving: Vec<Vec<usize>> = vec![Vec::new(); nodes];
    let mut reached = vec![0.0; nodes];
    for (index, arc) in arcs.iter().enumerate() {
        leaving[arc.from].push(index);
        reached[arc.to] += arc.weight;
    }
    for side in &mut leaving {
        // The heaviest comes last, to be taken first.
        side.sort_by(|&a, &b| arcs[a].weight.total_cmp(&arcs[b].weight).then(b.cmp(&a)));
    }
    let mut roots: Vec<usize> = (0..nodes).collect();
    roots.sort_by(|&a, &b| reached[a].total_cmp(&reached[b]).then(a.cmp(&b)));
    let mut down = vec![true; arcs.len()];
    let mut state = vec![Seen::Not; nodes];
    for root in roots {
        walk(root, arcs, &mut leaving, &mut state, &mut down);
    }
    down
}

#[derive(Clone, Copy, PartialEq)]
enum Seen {
    Not,
    OnTheWay,
    Done,
}

fn walk(root: usize, arcs: &[Arc], leaving: &mut [Vec<usize>], state: &mut [Seen], down: &mut [bool]) {
    if state[root] != Seen::Not {
        return;
    }
    let mut way = vec![root];
    state[root] = Seen::OnTheWay;
    while let Some(&node) = way.last() {
        let Some(arc) = leaving[node].pop() else {
            state[node] = Seen::Done;
            way.pop();
            continue;
        };
        let to = arcs[arc].to;
        match state[to] {
            Seen::Not => {
                state[to] = Seen::OnTheWay;
                way.push(to);
            }
            Seen::OnTheWay => down[arc] = false,
            Seen::Done => {}
        }
    }
}

/// The layer of each node, even numbers only: the odd layers between are for labels. Longest ways first, then every
/// node moves to the end of its free room that makes its arcs shorter.
pub(super) fn assign(nodes: usize, arcs: &[Arc], down: &[bool]) -> Vec<usize> {
    let ends: Vec<(usize, usize, f64)> = arcs
        .iter()
        .zip(down)
        .map(|(arc, &down)| if down { (arc.from, arc.to, arc.weight) } else { (arc.to, arc.from, arc.weight) })
        .collect();
    let mut layer = vec![0; nodes];
    // Without cycles the longest way has fewer arcs than there are nodes.
    for _ in 0..nodes {
        for &(top, bottom, _) in &ends {
            layer[bottom] = layer[bottom].max(layer[top] + 2);
        }
    }
    for _ in 0..4 {
        for node in 0..nodes {
            let (mut least, mut most, mut pull) = (0, usize::MAX, 0.0);
            for &(top, bottom, weight) in &ends {
                if bottom == node {
                    least = least.max(layer[top] + 2);
                    pull -= weight;
                }
                if top == node {
                    most = most.min(layer[bottom] - 2);
                    pull += weight;
                }
            }
            if pull > 0.0 && most != usize::MAX {
                layer[node] = most;
            } else if pull < 0.0 {
                layer[node] = least;
            }
        }
    }
    narrow(&mut layer, &ends);
    let top = layer.iter().copied().min().unwrap_or(0);
    layer.iter().map(|layer| layer - top).collect()
}

/// Moves nodes down from layers that are too full to be read without scrolling sideways, and whatever stands below
/// them with them.
fn narrow(layer: &mut [usize], ends: &[(usize, usize, f64)]) {
    let weight = |node: usize| -> f64 {
        ends.iter().filter(|end| end.0 == node || end.1 == node).map(|&(.., weight)| weight).sum()
    };
    let mut order: Vec<(usize, f64, usize)> = (0..layer.len()).map(|node| (layer[node], weight(node), node)).collect();
    // From the top; the heavier keep their place.
    order.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)).then(a.2.cmp(&b.2)));
    let mut taken: Vec<usize> = Vec::new();
    for (_, _, node) in order {
        let above = ends.iter().filter(|end| end.1 == node).map(|&(top, ..)| layer[top] + 2).max().unwrap_or(0);
        let mut row = layer[node].max(above);
        while taken.get(row).copied().unwrap_or(0) >= MOST_ABREAST {
            row += 2;
        }
        taken.resize(taken.len().max(row + 1), 0);
        taken[row] += 1;
        layer[node] = row;
    }
}
