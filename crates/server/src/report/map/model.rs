//! The journey map as figures and places, for whoever draws it.

use super::choice::{Chosen, Line, choose_among};
use super::{Heat, heat, label};
use crate::report::layout::{Arc, Node, Route, draw};
use crate::report::{Place, Report};
use serde::Serialize;
use std::collections::HashMap;
use utoipa::ToSchema;

/// A map that is laid out: all lengths in pixels, the origin at the upper left.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(crate) struct Map {
    width: f64,
    height: f64,
    nodes: Vec<MapNode>,
    edges: Vec<MapEdge>,
    /// Steps that are not drawn.
    steps_left_out: usize,
    /// Transitions that are not drawn.
    transitions_left_out: usize,
}

/// A step, or where journeys begin or end.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MapNode {
    /// The step; empty for the beginning and the end.
    step: String,
    /// step, start or end.
    role: &'static str,
    /// Its middle.
    x: f64,
    y: f64,
    width: f64,
    height: f64,
    touches: u64,
    journeys: u64,
    /// Journeys that begin, and that end, here.
    starts: u64,
    ends: u64,
    /// How bad the worst noise point here is, 0 to 4, and the ranks of all of them.
    heat: usize,
    points: Vec<usize>,
}

/// A transition.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MapEdge {
    /// The nodes, by their place in the list.
    from: usize,
    to: usize,
    count: u64,
    customers: u64,
    /// Quantiles of the wait in seconds; null for the lines of the beginning and the end.
    waited: Option<WaitBand>,
    /// Whether it is a closing on paper that nobody waits for.
    administrative: bool,
    heat: usize,
    points: Vec<usize>,
    /// Its way, from border to border; empty for a step that follows itself.
    route: Vec<Spot>,
    /// The middle of its label.
    label: Spot,
    /// Whether it runs back to something earlier.
    back: bool,
}

/// Quantiles of a wait, in seconds.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WaitBand {
    mean: f64,
    p25: f64,
    p50: f64,
    p75: f64,
    p90: f64,
    p99: f64,
}

/// A place in the picture.
#[derive(Debug, Clone, Copy, Default, Serialize, ToSchema)]
pub(crate) struct Spot {
    x: f64,
    y: f64,
}

const NAME_SIZE: f64 = 12.5;
const EDGE: f64 = 12.0;
const LEAST_WIDTH: f64 = 72.0;
const MOST_WIDTH: f64 = 220.0;
const HEIGHT: f64 = 52.0;
const CAP: (f64, f64) = (64.0, 28.0);
const LABEL: f64 = 56.0;

/// The map of at most so many steps and transitions; `lines` of 0 leaves the number to what can be read. Only as many
/// transitions as can be read are laid out; further ones have no route and run straight.
pub(crate) fn map(report: &Report, steps: usize, lines: usize) -> Map {
    let chosen = choose_among(&report.graph, steps);
    if chosen.steps == 0 {
        return Map::default();
    }
    let told = if lines == 0 { chosen.shown } else { lines.max(chosen.backbone).min(chosen.lines.len()) };
    let sizes = sizes(report, &chosen);
    let laid_out = chosen.lines[..chosen.shown.min(told)].iter().filter(|line| line.from != line.to);
    let arcs: Vec<Arc> = laid_out
        .map(|line| Arc { from: line.from, to: line.to, weight: (line.count as f64).sqrt(), label: LABEL })
        .collect();
    let drawing = draw(&sizes, &arcs);
    let heat = heat(report);
    let places = sizes.iter().zip(&drawing.nodes).enumerate();
    let mut routes = drawing.routes.iter();
    let edges = chosen.lines[..told].iter().enumerate().map(|(at, line)| {
        let straight = line.from == line.to || at >= chosen.shown;
        edge(line, if straight { None } else { routes.next() }, &heat)
    });
    Map {
        width: drawing.width,
        height: drawing.height,
        edges: edges.collect(),
        nodes: places.map(|(at, (size, &middle))| node(report, &chosen, at, (*size, middle), &heat)).collect(),
        steps_left_out: chosen.left_out,
        transitions_left_out: chosen.lines.len() - told,
    }
}

type HeatAt<'a> = HashMap<&'a Place, Heat>;

fn node(
    report: &Report,
    chosen: &Chosen<'_>,
    at: usize,
    (size, (x, y)): (Node, (f64, f64)),
    heat: &HeatAt<'_>,
) -> MapNode {
    let step = report.graph.steps.get(at).filter(|_| at < chosen.steps);
    let found = step.and_then(|step| heat.get(&Place::Step(step.name.clone())));
    let role = match at.checked_sub(chosen.steps) {
        None => "step",
        Some(0) => "start",
        Some(_) => "end",
    };
    MapNode {
        step: step.map(|step| step.name.clone()).unwrap_or_default(),
        role,
        x,
        y,
        width: size.width,
        height: size.height,
        touches: step.map_or(0, |step| step.touches),
        journeys: step.map_or(0, |step| step.journeys),
        starts: step.map_or(0, |step| step.starts),
        ends: step.map_or(0, |step| step.ends),
        heat: found.map_or(0, |heat| heat.level),
        points: found.map(|heat| heat.ranks.clone()).unwrap_or_default(),
    }
}

fn edge(line: &Line<'_>, route: Option<&Route>, heat: &HeatAt<'_>) -> MapEdge {
    let place = line.transition.map(|each| Place::Transition(each.from.clone(), each.to.clone()));
    let found = place.and_then(|place| heat.get(&place));
    let spot = |&(x, y): &(f64, f64)| Spot { x, y };
    MapEdge {
        from: line.from,
        to: line.to,
        count: line.count,
        customers: line.transition.map_or(0, |each| each.customers.count),
        waited: line.transition.map(|each| WaitBand {
            mean: each.waited.mean,
            p25: each.waited.p25,
            p50: each.waited.p50,
            p75: each.waited.p75,
            p90: each.waited.p90,
            p99: each.waited.p99,
        }),
        administrative: line.transition.is_some_and(|each| each.administrative),
        heat: found.map_or(0, |heat| heat.level),
        points: found.map(|heat| heat.ranks.clone()).unwrap_or_default(),
        route: route.map(|route| route.points.iter().map(spot).collect()).unwrap_or_default(),
        label: route.map(|route| spot(&route.label)).unwrap_or_default(),
        back: route.is_some_and(|route| route.back),
    }
}

fn sizes(report: &Report, chosen: &Chosen<'_>) -> Vec<Node> {
    let steps = report.graph.steps[..chosen.steps].iter().map(|step| {
        let width = (label::width(&step.name, NAME_SIZE) + 2.0 * EDGE).clamp(LEAST_WIDTH, MOST_WIDTH);
        Node { width, height: HEIGHT }
    });
    steps.chain([Node { width: CAP.0, height: CAP.1 }; 2]).collect()
}
