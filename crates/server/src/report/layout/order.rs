//! The order of items on each layer.

use super::Grid;

const SWEEPS: usize = 24;

/// Orders the rows so that few arcs cross: each item moves to the mean place of its neighbours, downward and upward in
/// turn, then neighbours change places where that helps. The best order met is kept.
pub(super) fn reduce_crossings(grid: &mut Grid) {
    let mut place = vec![0.0; grid.layer.len()];
    number(grid, &mut place);
    let mut best = (crossings(grid, &place), grid.rows.clone());
    for sweep in 0..SWEEPS {
        let downward = sweep % 2 == 0;
        let rows = grid.rows.len();
        for step in 0..rows {
            let row = if downward { step } else { rows - 1 - step };
            let neighbours = if downward { &grid.above } else { &grid.below };
            let mut items = std::mem::take(&mut grid.rows[row]);
            let mut wish: Vec<(f64, usize)> =
                items.iter().map(|&item| (mean(&neighbours[item], &place).unwrap_or(place[item]), item)).collect();
            wish.sort_by(|a, b| a.0.total_cmp(&b.0).then(place[a.1].total_cmp(&place[b.1])));
            items.clear();
            items.extend(wish.iter().map(|&(_, item)| item));
            for (index, &item) in items.iter().enumerate() {
                place[item] = index as f64;
            }
            grid.rows[row] = items;
        }
        exchange(grid, &mut place);
        let now = crossings(grid, &place);
        if now < best.0 {
            best = (now, grid.rows.clone());
        }
    }
    grid.rows = best.1;
}

fn number(grid: &Grid, place: &mut [f64]) {
    for row in &grid.rows {
        for (index, &item) in row.iter().enumerate() {
            place[item] = index as f64;
        }
    }
}

fn mean(neighbours: &[(usize, f64)], place: &[f64]) -> Option<f64> {
    if neighbours.is_empty() {
        return None;
    }
    Some(neighbours.iter().map(|&(item, _)| place[item]).sum::<f64>() / neighbours.len() as f64)
}

/// Changes places of neighbours in a row while that saves crossings.
fn exchange(grid: &mut Grid, place: &mut [f64]) {
    for row in 0..grid.rows.len() {
        for left in 0..grid.rows[row].len().saturating_sub(1) {
            let (a, b) = (grid.rows[row][left], grid.rows[row][left + 1]);
            let saved = |neighbours: &[Vec<(usize, f64)>]| {
                pairs(&neighbours[a], &neighbours[b], place) - pairs(&neighbours[b], &neighbours[a], place)
            };
            if saved(&grid.above) + saved(&grid.below) > 0 {
                grid.rows[row].swap(left, left + 1);
                place[a] += 1.0;
                place[b] -= 1.0;
            }
        }
    }
}

/// Crossings between the arcs of a left and a right item.
fn pairs(left: &[(usize, f64)], right: &[(usize, f64)], place: &[f64]) -> i64 {
    left.iter().map(|&(a, _)| right.iter().filter(|&&(b, _)| place[a] > place[b]).count() as i64).sum()
}

fn crossings(grid: &Grid, place: &[f64]) -> i64 {
    let in_row = |row: &Vec<usize>| -> i64 {
        let later = |index: usize| row[index + 1..].iter().map(move |&b| (row[index], b));
        (0..row.len()).flat_map(later).map(|(a, b)| pairs(&grid.below[a], &grid.below[b], place)).sum()
    };
    grid.rows.iter().map(in_row).sum()
}
