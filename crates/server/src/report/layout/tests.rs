use super::*;
use proptest::prelude::*;

fn graph(nodes: usize, ends: &[(usize, usize, u32)]) -> (Vec<Node>, Vec<Arc>) {
    let shapes = (0..nodes).map(|node| Node { width: 90.0 + (node % 4) as f64 * 25.0, height: 46.0 }).collect();
    let arcs = ends
        .iter()
        .filter(|(from, to, _)| from != to)
        .map(|&(from, to, weight)| Arc { from, to, weight: f64::from(weight), label: 40.0 })
        .collect();
    (shapes, arcs)
}

/// No two of the boxes share room.
fn apart(boxes: &[(f64, f64, f64, f64)]) -> Result<(), String> {
    for (index, a) in boxes.iter().enumerate() {
        for b in &boxes[index + 1..] {
            let beside = (a.0 - b.0).abs() + 1e-6 >= (a.2 + b.2) / 2.0;
            let above = (a.1 - b.1).abs() + 1e-6 >= (a.3 + b.3) / 2.0;
            if !beside && !above {
                return Err(format!("{a:?} lies on {b:?}"));
            }
        }
    }
    Ok(())
}

fn check(nodes: usize, ends: &[(usize, usize, u32)]) -> Drawing {
    let (shapes, arcs) = graph(nodes, ends);
    let drawing = draw(&shapes, &arcs);
    let mut boxes: Vec<_> =
        drawing.nodes.iter().zip(&shapes).map(|(&(x, y), shape)| (x, y, shape.width, shape.height)).collect();
    boxes.extend(drawing.routes.iter().map(|route| (route.label.0, route.label.1, 40.0, LABEL_HEIGHT)));
    apart(&boxes).expect("nodes and labels do not overlap");
    for &(x, y, width, height) in &boxes {
        assert!(x - width / 2.0 > -1e-6 && x + width / 2.0 < drawing.width + 1e-6, "inside the drawing");
        assert!(y - height / 2.0 > -1e-6 && y + height / 2.0 < drawing.height + 1e-6, "inside the drawing");
    }
    for (route, arc) in drawing.routes.iter().zip(&arcs) {
        let downward = drawing.nodes[arc.from].1 < drawing.nodes[arc.to].1;
        assert_eq!(downward, !route.back, "arcs run down unless they go back");
    }
    drawing
}

#[test]
fn the_main_way_runs_down_and_rare_ways_back_run_up() {
    let drawing = check(4, &[(0, 1, 100), (1, 2, 90), (2, 3, 80), (2, 1, 9), (3, 0, 2)]);
    let back: Vec<bool> = drawing.routes.iter().map(|route| route.back).collect();
    assert_eq!(back, [false, false, false, true, true]);
}

#[test]
fn a_chain_is_straight() {
    let drawing = check(4, &[(0, 1, 5), (1, 2, 5), (2, 3, 5)]);
    let middle = drawing.nodes[0].0;
    assert!(drawing.nodes.iter().all(|node| (node.0 - middle).abs() < 1.0), "{:?}", drawing.nodes);
}

#[test]
fn two_ways_that_need_not_cross_do_not() {
    let drawing = check(6, &[(0, 3, 5), (1, 2, 5), (2, 4, 5), (3, 5, 5), (0, 5, 1), (1, 4, 1)]);
    let left = |node: usize| drawing.nodes[node].0;
    assert_eq!(left(0) < left(1), left(3) < left(2));
    assert_eq!(left(3) < left(2), left(5) < left(4));
}

#[test]
fn nothing_and_a_single_node_are_drawn() {
    check(0, &[]);
    check(1, &[]);
    check(3, &[]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    #[test]
    fn nothing_overlaps(nodes in 2..24_usize, ends in prop::collection::vec((0..24_usize, 0..24_usize, 1..1_000_u32), 0..60)) {
        let ends: Vec<_> = ends.into_iter().map(|(from, to, weight)| (from % nodes, to % nodes, weight)).collect();
        check(nodes, &ends);
    }
}
