//! Which steps and transitions the map shows.

use crate::report::{Graph, Transition};
use std::collections::HashMap;

/// Most steps a picture can carry and still be read.
const MOST_STEPS: usize = 40;
/// Transitions shown before the reader asks for more, for each step.
const LINES_PER_STEP: f64 = 1.7;
/// The share of all transitions at which the picture tells enough.
const ENOUGH: f64 = 0.97;

/// A line of the map.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'a> {
    pub from: usize,
    pub to: usize,
    pub count: u64,
    /// `None` for the lines from the start and to the end.
    pub transition: Option<&'a Transition>,
}

/// What is drawn. Boxes are the steps by their place in the graph; after them the start and the end.
#[derive(Clone, Debug, Default)]
pub(super) struct Chosen<'a> {
    /// Steps drawn.
    pub steps: usize,
    /// Steps not drawn, because there are too many.
    pub left_out: usize,
    /// Lines: those that hold the picture together first, then by count.
    pub lines: Vec<Line<'a>>,
    /// How many hold the picture together.
    pub backbone: usize,
    /// How many are shown at first, and laid out.
    pub shown: usize,
}

/// Chooses for a picture that cannot be changed.
pub(super) fn choose(graph: &Graph) -> Chosen<'_> {
    choose_among(graph, MOST_STEPS)
}

/// Chooses for a picture of at most so many steps.
pub(super) fn choose_among(graph: &Graph, most: usize) -> Chosen<'_> {
    let steps = graph.steps.len().min(most);
    if steps == 0 {
        return Chosen::default();
    }
    let (start, end) = (steps, steps + 1);
    let index: HashMap<&str, usize> =
        graph.steps[..steps].iter().enumerate().map(|(index, step)| (step.name.as_str(), index)).collect();
    let mut lines: Vec<Line<'_>> = graph
        .transitions
        .iter()
        .filter_map(|transition| {
            let (from, to) = (*index.get(transition.from.as_str())?, *index.get(transition.to.as_str())?);
            Some(Line { from, to, count: transition.count, transition: Some(transition) })
        })
        .collect();
    for (step, figures) in graph.steps[..steps].iter().enumerate() {
        let ends = [(start, step, figures.starts), (step, end, figures.ends)];
        lines.extend(ends.iter().filter(|(.., count)| *count > 0).map(|&(from, to, count)| Line {
            from,
            to,
            count,
            transition: None,
        }));
    }
    lines.sort_by(|a, b| b.count.cmp(&a.count).then((a.from, a.to).cmp(&(b.from, b.to))));
    let (mut backbone, rest) = split(lines, steps);
    let held = backbone.len();
    backbone.extend(rest);
    let shown = enough(&backbone, held, steps);
    Chosen { steps, left_out: graph.steps.len() - steps, lines: backbone, backbone: held, shown }
}

/// The heaviest line into and out of every step, and the others.
fn split(lines: Vec<Line<'_>>, steps: usize) -> (Vec<Line<'_>>, Vec<Line<'_>>) {
    let mut has_in = vec![false; steps + 2];
    let mut has_out = vec![false; steps + 2];
    lines.into_iter().partition(|line| {
        if line.from == line.to {
            return false;
        }
        let first_out = !std::mem::replace(&mut has_out[line.from], true);
        let first_in = !std::mem::replace(&mut has_in[line.to], true);
        first_out || first_in
    })
}

fn enough(lines: &[Line<'_>], held: usize, steps: usize) -> usize {
    let all: u64 = lines.iter().map(|line| line.count).sum();
    let most = held.max((steps as f64 * LINES_PER_STEP).ceil() as usize + 4);
    let mut told: u64 = lines[..held].iter().map(|line| line.count).sum();
    let mut shown = held;
    while shown < lines.len() && shown < most && (told as f64) < ENOUGH * all as f64 {
        told += lines[shown].count;
        shown += 1;
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    fn check(steps: usize) -> (usize, usize, usize) {
        let graph = sample::graph(steps);
        let chosen = choose(&graph);
        let shown = &chosen.lines[..chosen.shown];
        for step in 0..chosen.steps {
            assert!(shown.iter().any(|line| line.from == step), "step {step} leads somewhere");
            assert!(shown.iter().any(|line| line.to == step), "step {step} is led to");
        }
        (chosen.steps, chosen.left_out, chosen.shown)
    }

    #[test]
    fn every_step_hangs_together_and_the_picture_stays_readable() {
        assert_eq!(choose(&Graph::default()).lines.len(), 0);
        let (steps, left_out, shown) = check(12);
        assert_eq!((steps, left_out), (12, 0));
        assert!(shown <= 28, "{shown}");
        let (steps, left_out, shown) = check(55);
        assert_eq!((steps, left_out), (40, 15));
        assert!(shown <= 84, "{shown}");
    }
}
