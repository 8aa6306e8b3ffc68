//! The map as SVG.

use super::choice::{Chosen, Line};
use super::{Heat, customers, heat, label};
use crate::locale::{args, figures};
use crate::report::html::escape;
use crate::report::layout::{self, Arc, Drawing, Node};
use crate::report::sentences::Voice;
use crate::report::{Place, Report, Step};
use std::collections::HashMap;
use std::fmt::Write as _;

const NAME_SIZE: f64 = 13.0;
const FIGURE_SIZE: f64 = 11.5;
/// Widest box; narrower where many steps stand abreast.
const MOST_WIDTH: f64 = 168.0;
const MOST_WIDTH_OF_MANY: f64 = 146.0;
const MANY: usize = 16;
const LEAST_WIDTH: f64 = 84.0;
const LINE: f64 = 16.0;
const EDGE: f64 = 14.0;
/// Room beside a step that follows itself.
const LOOP: f64 = 30.0;
const CAP: (f64, f64) = (64.0, 26.0);

struct Shape {
    lines: Vec<String>,
    width: f64,
    height: f64,
    looped: bool,
}

struct Scene<'a> {
    report: &'a Report,
    chosen: &'a Chosen<'a>,
    plain: &'a Voice,
    heat: HashMap<&'a Place, Heat>,
    boxes: Vec<Shape>,
    drawing: Drawing,
}

/// Draws the chosen part of the graph.
pub(super) fn draw<'a>(report: &'a Report, chosen: &'a Chosen<'a>, plain: &'a Voice) -> String {
    let boxes = boxes(report, chosen, plain);
    let shapes: Vec<Node> = boxes
        .iter()
        .map(|shape| Node { width: shape.width + if shape.looped { 2.0 * LOOP } else { 0.0 }, height: shape.height })
        .collect();
    let arcs: Vec<Arc> = laid_out(chosen)
        .map(|line| Arc {
            from: line.from,
            to: line.to,
            weight: (line.count as f64).sqrt(),
            label: label::width(&figures::count(line.count), FIGURE_SIZE) + 8.0,
        })
        .collect();
    let drawing = layout::draw(&shapes, &arcs);
    let scene = Scene { report, chosen, plain, heat: heat(report), boxes, drawing };
    scene.svg()
}

fn laid_out<'a>(chosen: &'a Chosen<'a>) -> impl Iterator<Item = &'a Line<'a>> {
    chosen.lines[..chosen.shown].iter().filter(|line| line.from != line.to)
}

fn boxes(report: &Report, chosen: &Chosen<'_>, plain: &Voice) -> Vec<Shape> {
    let most = if chosen.steps > MANY { MOST_WIDTH_OF_MANY } else { MOST_WIDTH };
    let mut looped = vec![false; chosen.steps];
    for line in chosen.lines.iter().filter(|line| line.from == line.to) {
        looped[line.from] = true;
    }
    let mut boxes: Vec<Shape> = report.graph.steps[..chosen.steps]
        .iter()
        .zip(looped)
        .map(|(step, looped)| {
            let lines = label::wrap(&plain.name(&step.name), NAME_SIZE, most - 2.0 * EDGE, 2);
            let figure = label::width(&figure(step.journeys, plain), FIGURE_SIZE);
            let widest = lines.iter().map(|line| label::width(line, NAME_SIZE)).fold(figure, f64::max);
            Shape {
                width: (widest + 2.0 * EDGE).clamp(LEAST_WIDTH, most),
                height: 30.0 + LINE * lines.len().max(1) as f64,
                lines,
                looped,
            }
        })
        .collect();
    if chosen.steps > 0 {
        for key in ["map-start", "map-end"] {
            boxes.push(Shape { lines: vec![plain.texts.word(key)], width: CAP.0, height: CAP.1, looped: false });
        }
    }
    boxes
}

fn figure(journeys: u64, plain: &Voice) -> String {
    plain.texts.say("map-journeys", args!(n = journeys))
}

impl Scene<'_> {
    fn svg(&self) -> String {
        let pad = 12.0;
        let (width, height) = (self.drawing.width + 2.0 * pad, self.drawing.height + 2.0 * pad);
        let mut out = format!(
            "<svg class=\"graph\" viewBox=\"{} {} {width:.0} {height:.0}\" style=\"--w:{width:.0}\" role=\"group\" aria-label=\"{}\">\n",
            -pad,
            -pad,
            escape(&self.plain.texts.word("map-heading"))
        );
        let most = self.chosen.lines.iter().map(|line| line.count).max().unwrap_or(1).max(1) as f64;
        let thick = |line: &Line<'_>| {
            let width = 1.2 + 5.5 * (line.count as f64 / most).sqrt();
            if line.transition.is_some_and(|transition| transition.administrative) { width.min(3.0) } else { width }
        };
        let mut routes = self.drawing.routes.iter();
        // Rare lines first, so that frequent ones lie on top.
        let mut arcs = Vec::new();
        for (rank, line) in self.chosen.lines.iter().enumerate() {
            let width = thick(line);
            let drawn = if line.from == line.to {
                self.own_loop(line, width)
            } else if rank < self.chosen.shown {
                routes.next().map_or_else(String::new, |route| along(route, line.count, width))
            } else {
                self.shortcut(line, width)
            };
            arcs.push(self.arc(line, rank, &drawn));
        }
        out.extend(arcs.into_iter().rev());
        for index in 0..self.boxes.len() {
            self.node(&mut out, index);
        }
        out.push_str("</svg>");
        out
    }

    fn name(&self, node: usize) -> String {
        match self.report.graph.steps[..self.chosen.steps].get(node) {
            Some(step) => self.plain.name(&step.name),
            None => self.boxes[node].lines.concat(),
        }
    }

    fn noise(&self, heat: Option<&Heat>) -> String {
        let Some(heat) = heat else { return String::new() };
        let points = heat.ranks.iter().filter_map(|&rank| Some((rank, self.report.points.get(rank - 1)?)));
        let named: Vec<String> =
            points.map(|(rank, point)| format!("{rank} {}", self.plain.kind(point.kind))).collect();
        self.plain.texts.say("map-noise", args!(points = named.join(" · ")))
    }

    fn arc(&self, line: &Line<'_>, rank: usize, drawn: &str) -> String {
        let texts = self.plain.texts;
        let (from, to) = (self.name(line.from), self.name(line.to));
        let place = line.transition.map(|transition| Place::Transition(transition.from.clone(), transition.to.clone()));
        let heat = place.as_ref().and_then(|place| self.heat.get(place));
        let mut say = match line.transition {
            Some(transition) => texts.say(
                "map-transition",
                args!(
                    from = from,
                    to = to,
                    count = transition.count,
                    customers = customers(transition.customers),
                    p50 = self.plain.duration(transition.waited.p50),
                    p90 = self.plain.duration(transition.waited.p90),
                ),
            ),
            None if line.from == self.chosen.steps => texts.say("map-starts", args!(name = to, n = line.count)),
            None => texts.say("map-ends", args!(name = from, n = line.count)),
        };
        let administrative = line.transition.is_some_and(|transition| transition.administrative);
        if administrative {
            say = self.plain.joined(&[say, texts.word("map-administrative")]);
        }
        if heat.is_some() {
            say = self.plain.joined(&[say, self.noise(heat)]);
        }
        let extra = if rank < self.chosen.shown { "" } else { " extra" };
        let dashed = if administrative { " dashed" } else { "" };
        format!(
            "<g class=\"arc d{}{extra}{dashed}\" data-a=\"{}\" data-b=\"{}\" data-k=\"{}\" role=\"img\"><title>{}</title>{drawn}</g>\n",
            heat.map_or(0, |heat| heat.level),
            line.from,
            line.to,
            if rank < self.chosen.backbone { 0 } else { rank + 1 },
            escape(&say),
        )
    }

    /// The line of a step that follows itself.
    fn own_loop(&self, line: &Line<'_>, width: f64) -> String {
        let (x, y) = self.drawing.nodes[line.from];
        let side = x + self.boxes[line.from].width / 2.0;
        let width = width.min(5.0);
        let path = format!(
            "M{side:.1} {:.1}C{:.1} {:.1} {:.1} {:.1} {:.1} {:.1}",
            y - 9.0,
            side + LOOP,
            y - 22.0,
            side + LOOP,
            y + 22.0,
            side + head_length(width) * 0.8,
            y + 9.0
        );
        stroke(&path, width, &head((side, y + 8.0), (-1.0, -0.25), width))
    }

    /// A line that has no room of its own in the layout: it bends past the boxes, behind them.
    fn shortcut(&self, line: &Line<'_>, width: f64) -> String {
        let (from, to) = (self.drawing.nodes[line.from], self.drawing.nodes[line.to]);
        let (a, b) = (&self.boxes[line.from], &self.boxes[line.to]);
        let width = width.min(3.0);
        let down = if to.1 > from.1 + 1.0 { 1.0 } else { -1.0 };
        if (to.1 - from.1).abs() < 1.0 {
            let rise = 34.0;
            let (start, end) = (from.1 - a.height / 2.0, to.1 - b.height / 2.0);
            let path = format!(
                "M{:.1} {start:.1}C{:.1} {:.1} {:.1} {:.1} {:.1} {:.1}",
                from.0,
                from.0,
                start - rise,
                to.0,
                end - rise,
                to.0,
                end - head_length(width)
            );
            return stroke(&path, width, &head((to.0, end), (0.0, 1.0), width));
        }
        let (start, end) = (from.1 + down * a.height / 2.0, to.1 - down * b.height / 2.0);
        let bend = 26.0 + (end - start).abs() * 0.3;
        let path = format!(
            "M{:.1} {start:.1}C{:.1} {:.1} {:.1} {:.1} {:.1} {:.1}",
            from.0,
            from.0 + 30.0,
            start + down * bend,
            to.0 + 30.0,
            end - down * bend,
            to.0,
            end - down * head_length(width)
        );
        stroke(&path, width, &head((to.0, end), (0.0, down), width))
    }

    fn node(&self, out: &mut String, index: usize) {
        let shape = &self.boxes[index];
        let (x, y) = self.drawing.nodes[index];
        let (left, top) = (x - shape.width / 2.0, y - shape.height / 2.0);
        let Some(step) = self.report.graph.steps[..self.chosen.steps].get(index) else {
            let _ = writeln!(
                out,
                "<g class=\"cap\" data-i=\"{index}\"><rect x=\"{left:.1}\" y=\"{top:.1}\" width=\"{:.1}\" height=\"{:.1}\" rx=\"13\"/><text x=\"{x:.1}\" y=\"{:.1}\">{}</text></g>",
                shape.width,
                shape.height,
                y + 4.5,
                escape(&shape.lines.concat())
            );
            return;
        };
        let place = Place::Step(step.name.clone());
        let heat = self.heat.get(&place);
        let _ = write!(
            out,
            "<g class=\"node d{}\" data-i=\"{index}\" tabindex=\"0\" role=\"img\"><title>{}</title><rect x=\"{left:.1}\" y=\"{top:.1}\" width=\"{:.1}\" height=\"{:.1}\" rx=\"5\"/>",
            heat.map_or(0, |heat| heat.level),
            escape(&self.say_step(step, heat)),
            shape.width,
            shape.height,
        );
        for (row, line) in shape.lines.iter().enumerate() {
            let _ =
                write!(out, "<text x=\"{x:.1}\" y=\"{:.1}\">{}</text>", top + 17.5 + LINE * row as f64, escape(line));
        }
        let foot = top + shape.height - 5.0;
        let room = shape.width - 2.0 * EDGE;
        let _ = writeln!(
            out,
            "<text class=\"figure\" x=\"{x:.1}\" y=\"{:.1}\">{}</text><path class=\"track\" d=\"M{:.1} {foot:.1}h{room:.1}\"/><path class=\"share\" d=\"M{:.1} {foot:.1}h{:.1}\"/></g>",
            foot - 6.5,
            escape(&figure(step.journeys, self.plain)),
            left + EDGE,
            left + EDGE,
            room * self.share(step),
        );
        self.badges(out, heat, left + shape.width, top);
    }

    /// Journeys that visit the step, as a share of all.
    fn share(&self, step: &Step) -> f64 {
        (step.journeys as f64 / self.report.graph.journeys.max(1) as f64).min(1.0)
    }

    fn say_step(&self, step: &Step, heat: Option<&Heat>) -> String {
        let said = self.plain.texts.say(
            "map-step",
            args!(
                name = self.plain.name(&step.name),
                journeys = step.journeys,
                share = figures::percent(self.share(step)),
                touches = step.touches,
                repeats = step.repeats,
            ),
        );
        if heat.is_none() { said } else { self.plain.joined(&[said, self.noise(heat)]) }
    }

    /// The ranks of the noise points at a step, as links to them.
    fn badges(&self, out: &mut String, heat: Option<&Heat>, right: f64, top: f64) {
        let ranks = heat.map_or(&[][..], |heat| &heat.ranks);
        for (place, rank) in ranks.iter().take(4).enumerate() {
            let x = right - 2.0 - 20.0 * place as f64;
            let say = self.report.points.get(rank - 1).map_or_else(String::new, |point| self.plain.kind(point.kind));
            let _ = write!(
                out,
                "<a class=\"badge\" href=\"#point-{rank}\" aria-label=\"{rank} {}\"><circle cx=\"{x:.1}\" cy=\"{:.1}\" r=\"9\"/><text x=\"{x:.1}\" y=\"{:.1}\">{rank}</text></a>",
                escape(&say),
                top - 3.0,
                top + 0.8
            );
        }
    }
}

fn along(route: &layout::Route, count: u64, width: f64) -> String {
    let mut points = route.points.clone();
    let Some(end) = points.pop() else { return String::new() };
    let direction = if route.back { -1.0 } else { 1.0 };
    points.push((end.0, end.1 - direction * head_length(width)));
    let mut out = stroke(&curve(&points), width, &head(end, (0.0, direction), width));
    let _ = write!(
        out,
        "<text class=\"count\" x=\"{:.1}\" y=\"{:.1}\">{}</text>",
        route.label.0,
        route.label.1 + 4.0,
        figures::count(count)
    );
    out
}

/// A smooth line through points that only go up or only go down. It leaves and arrives upright, and never swings out
/// beyond its points (monotone cubic interpolation, Fritsch and Carlson 1980, with harmonic means).
fn curve(points: &[(f64, f64)]) -> String {
    let slope = |a: (f64, f64), b: (f64, f64)| (b.0 - a.0) / (b.1 - a.1);
    let mut slopes = vec![0.0; points.len()];
    for index in 1..points.len().saturating_sub(1) {
        let (before, after) = (slope(points[index - 1], points[index]), slope(points[index], points[index + 1]));
        if before * after > 0.0 {
            slopes[index] = 2.0 * before * after / (before + after);
        }
    }
    let mut path = format!("M{:.1} {:.1}", points[0].0, points[0].1);
    for (pair, slopes) in points.windows(2).zip(slopes.windows(2)) {
        let ((x0, y0), (x1, y1)) = (pair[0], pair[1]);
        let third = (y1 - y0) / 3.0;
        let _ = write!(
            path,
            "C{:.1} {:.1} {:.1} {:.1} {x1:.1} {y1:.1}",
            x0 + slopes[0] * third,
            y0 + third,
            x1 - slopes[1] * third,
            y1 - third
        );
    }
    path
}

fn stroke(path: &str, width: f64, head: &str) -> String {
    format!(
        "<path class=\"hit\" d=\"{path}\"/><path class=\"line\" d=\"{path}\" stroke-width=\"{width:.1}\"/><path class=\"head\" d=\"{head}\"/>"
    )
}

fn head_length(width: f64) -> f64 {
    5.0 + width * 0.8
}

/// An arrow head with its tip at `tip`, pointing along `direction`.
fn head(tip: (f64, f64), direction: (f64, f64), width: f64) -> String {
    let length = head_length(width);
    let half = 2.6 + width * 0.75;
    let norm = direction.0.hypot(direction.1);
    let (dx, dy) = (direction.0 / norm, direction.1 / norm);
    let (bx, by) = (tip.0 - dx * length, tip.1 - dy * length);
    format!(
        "M{:.1} {:.1}L{:.1} {:.1}L{:.1} {:.1}Z",
        tip.0,
        tip.1,
        bx - dy * half,
        by + dx * half,
        bx + dy * half,
        by - dx * half
    )
}
