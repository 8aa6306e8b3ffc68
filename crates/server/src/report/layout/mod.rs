//! Layered drawing of a directed graph, after Sugiyama, Tagawa and Toda 1981: turn some arcs round so that no cycle is
//! left ([`layers`]), put every node on a layer below what leads to it, order each layer so that few arcs cross
//! ([`order`]), then give every node a place close to its neighbours ([`place`]).
//!
//! Arcs that span several layers run through a chain of invisible points, and every arc has one point that is as wide
//! as its label, so labels overlap neither each other nor nodes.

mod layers;
mod order;
mod place;
#[cfg(test)]
mod tests;

/// A node to be drawn: the room it takes, in pixels.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    pub width: f64,
    pub height: f64,
}

/// An arc to be drawn. Arcs from a node to itself are not laid out.
#[derive(Clone, Copy, Debug)]
pub(super) struct Arc {
    pub from: usize,
    pub to: usize,
    /// How much it matters that it runs straight and downward.
    pub weight: f64,
    /// Width of its label.
    pub label: f64,
}

/// Where everything goes.
#[derive(Clone, Debug, Default)]
pub(super) struct Drawing {
    pub width: f64,
    pub height: f64,
    /// Middle of each node.
    pub nodes: Vec<(f64, f64)>,
    pub routes: Vec<Route>,
}

/// The way of one arc.
#[derive(Clone, Debug, Default)]
pub(super) struct Route {
    /// From the border of `from` to the border of `to`.
    pub points: Vec<(f64, f64)>,
    /// Middle of the label.
    pub label: (f64, f64),
    /// Whether it runs against the reading direction: back to something earlier.
    pub back: bool,
}

/// What stands on the layers: nodes of the graph first, then the points of arcs.
#[derive(Clone, Debug, Default)]
struct Grid {
    /// The layer of each item.
    layer: Vec<usize>,
    /// Half the width of each item.
    half: Vec<f64>,
    /// Neighbours in the layer above and below, with how straight the line to them should be.
    above: Vec<Vec<(usize, f64)>>,
    below: Vec<Vec<(usize, f64)>>,
    /// The items of each layer, left to right.
    rows: Vec<Vec<usize>>,
    /// The items each arc runs through, from its upper to its lower end.
    chains: Vec<Vec<usize>>,
}

/// Half the width kept free for a line.
const LINE: f64 = 3.0;
const LABEL_HEIGHT: f64 = 15.0;
const LAYER_GAP: f64 = 14.0;
/// Extra height for each pixel a line goes sideways, and its limit.
const SLANT: f64 = 0.06;
const MOST_SLANT: f64 = 46.0;

/// Draws the graph.
pub(super) fn draw(nodes: &[Node], arcs: &[Arc]) -> Drawing {
    let down = layers::without_cycles(nodes.len(), arcs);
    let layer = layers::assign(nodes.len(), arcs, &down);
    let mut grid = build(nodes, arcs, &down, &layer);
    order::reduce_crossings(&mut grid);
    let x = place::across(&grid);
    finish(nodes, arcs, &down, &grid, &x)
}

fn build(nodes: &[Node], arcs: &[Arc], down: &[bool], layer: &[usize]) -> Grid {
    let mut grid = Grid { layer: layer.to_vec(), ..Grid::default() };
    grid.half = nodes.iter().map(|node| node.width / 2.0).collect();
    for (arc, &down) in arcs.iter().zip(down) {
        let (top, bottom) = if down { (arc.from, arc.to) } else { (arc.to, arc.from) };
        let (first, last) = (layer[top], layer[bottom]);
        let middle = ((first + last) / 2) | 1;
        let mut chain = vec![top];
        for between in first + 1..last {
            chain.push(grid.layer.len());
            grid.layer.push(between);
            grid.half.push(if between == middle { arc.label / 2.0 } else { LINE });
        }
        chain.push(bottom);
        grid.chains.push(chain);
    }
    let items = grid.layer.len();
    grid.above = vec![Vec::new(); items];
    grid.below = vec![Vec::new(); items];
    for (chain, arc) in grid.chains.iter().zip(arcs) {
        for pair in chain.windows(2) {
            let ends = pair.iter().filter(|&&item| item < nodes.len()).count();
            // Long arcs look calm when their middle is straight.
            let stiff = arc.weight * [8.0, 2.0, 1.0][ends];
            grid.below[pair[0]].push((pair[1], stiff));
            grid.above[pair[1]].push((pair[0], stiff));
        }
    }
    let rows = grid.layer.iter().max().map_or(0, |&last| last + 1);
    grid.rows = vec![Vec::new(); rows];
    for item in 0..items {
        grid.rows[grid.layer[item]].push(item);
    }
    grid
}

fn finish(nodes: &[Node], arcs: &[Arc], down: &[bool], grid: &Grid, x: &[f64]) -> Drawing {
    let mut y = Vec::with_capacity(grid.rows.len());
    let (mut bottom, mut height) = (0.0, 0.0);
    for row in &grid.rows {
        let tallest =
            row.iter().filter_map(|&item| nodes.get(item)).map(|node| node.height).fold(LABEL_HEIGHT, f64::max);
        y.push(bottom + tallest / 2.0);
        // Lines that go far sideways need room to do so calmly.
        let lines =
            row.iter().flat_map(|&item| grid.below[item].iter().map(move |&(other, _)| (x[item] - x[other]).abs()));
        height = bottom + tallest;
        bottom = height + LAYER_GAP + (lines.fold(0.0, f64::max) * SLANT).min(MOST_SLANT);
    }
    let left = (0..x.len()).map(|item| x[item] - grid.half[item]).fold(f64::INFINITY, f64::min);
    let right = (0..x.len()).map(|item| x[item] + grid.half[item]).fold(f64::NEG_INFINITY, f64::max);
    let spot = |item: usize| (x[item] - left, y[grid.layer[item]]);
    let ports = Ports::spread(nodes, grid, x);
    let route = |index: usize| {
        let chain = &grid.chains[index];
        let (top, last) = (chain[0], chain[chain.len() - 1]);
        let (top_x, bottom_x) = ports.of[index];
        let mut points = vec![(top_x - left, spot(top).1 + nodes[top].height / 2.0)];
        points.extend(chain[1..chain.len() - 1].iter().map(|&item| spot(item)));
        points.push((bottom_x - left, spot(last).1 - nodes[last].height / 2.0));
        let middle = ((grid.layer[top] + grid.layer[last]) / 2) | 1;
        let label = chain.iter().find(|&&item| grid.layer[item] == middle).map_or((0.0, 0.0), |&item| spot(item));
        if !down[index] {
            points.reverse();
        }
        Route { points, label, back: !down[index] }
    };
    Drawing {
        width: (right - left).max(0.0),
        height,
        nodes: (0..nodes.len()).map(spot).collect(),
        routes: (0..arcs.len()).map(route).collect(),
    }
}

/// Where arcs leave and reach the border of nodes, so that they do not all meet in one point.
struct Ports {
    /// For each arc, x at its upper and its lower end.
    of: Vec<(f64, f64)>,
}

impl Ports {
    fn spread(nodes: &[Node], grid: &Grid, x: &[f64]) -> Ports {
        let mut of = vec![(0.0, 0.0); grid.chains.len()];
        for (node, shape) in nodes.iter().enumerate() {
            let mut leaving: Vec<(f64, usize)> = Vec::new();
            let mut reaching: Vec<(f64, usize)> = Vec::new();
            for (arc, chain) in grid.chains.iter().enumerate() {
                if chain[0] == node {
                    leaving.push((x[chain[1]], arc));
                }
                if chain[chain.len() - 1] == node {
                    reaching.push((x[chain[chain.len() - 2]], arc));
                }
            }
            let place = |side: &mut Vec<(f64, usize)>, mut set: Box<dyn FnMut(usize, f64) + '_>| {
                side.sort_by(|a, b| a.partial_cmp(b).unwrap_or(std::cmp::Ordering::Equal));
                let step = (shape.width * 0.6 / side.len().max(1) as f64).min(22.0);
                let first = x[node] - step * (side.len() as f64 - 1.0) / 2.0;
                for (place, &(_, arc)) in side.iter().enumerate() {
                    set(arc, first + step * place as f64);
                }
            };
            place(&mut leaving, Box::new(|arc, x| of[arc].0 = x));
            place(&mut reaching, Box::new(|arc, x| of[arc].1 = x));
        }
        Ports { of }
    }
}
