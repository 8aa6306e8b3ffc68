//! Which arcs point down, and on which layer each node stands.

use super::Arc;

/// For each arc whether it points down. The heaviest arcs are taken first, and one that would close a cycle points up:
/// so the main way runs straight down and rare ways back run up.
pub(super) fn without_cycles(nodes: usize, arcs: &[Arc]) -> Vec<bool> {
    let mut by_weight: Vec<usize> = (0..arcs.len()).collect();
    by_weight.sort_by(|&a, &b| arcs[b].weight.total_cmp(&arcs[a].weight).then(a.cmp(&b)));
    let mut next: Vec<Vec<usize>> = vec![Vec::new(); nodes];
    let mut down = vec![true; arcs.len()];
    for index in by_weight {
        let Arc { from, to, .. } = arcs[index];
        down[index] = !reaches(&next, to, from);
        let (top, bottom) = if down[index] { (from, to) } else { (to, from) };
        next[top].push(bottom);
    }
    down
}

fn reaches(next: &[Vec<usize>], from: usize, goal: usize) -> bool {
    let mut seen = vec![false; next.len()];
    let mut open = vec![from];
    while let Some(node) = open.pop() {
        if node == goal {
            return true;
        }
        if !std::mem::replace(&mut seen[node], true) {
            open.extend(&next[node]);
        }
    }
    false
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
    let top = layer.iter().copied().min().unwrap_or(0);
    layer.iter().map(|layer| layer - top).collect()
}
