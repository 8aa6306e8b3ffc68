//! How far right each item stands.

use super::{Grid, LINE};

const ROUNDS: usize = 40;
/// Between neighbours of which one is a node or a label.
const GAP: f64 = 16.0;
/// Between two lines.
const LINE_GAP: f64 = 9.0;

/// The middle of each item. Rows keep their order and their gaps; within that, the sum of squared weighted distances
/// between neighbours is made small, one row after the other. Each row alone is solved exactly.
pub(super) fn across(grid: &Grid) -> Vec<f64> {
    let mut x = vec![0.0; grid.layer.len()];
    for row in &grid.rows {
        for pair in row.windows(2) {
            x[pair[1]] = x[pair[0]] + apart(grid, pair[0], pair[1]);
        }
        let middle = row.last().map_or(0.0, |&last| x[last] / 2.0);
        row.iter().for_each(|&item| x[item] -= middle);
    }
    for round in 0..ROUNDS {
        let rows = grid.rows.len();
        for step in 0..rows {
            let row = &grid.rows[if round % 2 == 0 { step } else { rows - 1 - step }];
            let wishes: Vec<(f64, f64)> = row.iter().map(|&item| wish(grid, &x, item)).collect();
            for (&item, place) in row.iter().zip(fit(grid, row, &wishes)) {
                x[item] = place;
            }
        }
    }
    x
}

/// Least distance between the middles of neighbours.
fn apart(grid: &Grid, left: usize, right: usize) -> f64 {
    let (a, b) = (grid.half[left], grid.half[right]);
    a + b + if a.max(b) <= LINE { LINE_GAP } else { GAP }
}

/// Where an item would like to stand, and how much.
fn wish(grid: &Grid, x: &[f64], item: usize) -> (f64, f64) {
    let neighbours = || grid.above[item].iter().chain(&grid.below[item]);
    let weight: f64 = neighbours().map(|&(_, weight)| weight).sum();
    if weight <= 0.0 {
        return (x[item], 1e-3);
    }
    (neighbours().map(|&(other, weight)| weight * x[other]).sum::<f64>() / weight, weight)
}

/// The places nearest to the wishes (least weighted squares) that keep order and gaps: isotonic regression by pooling
/// adjacent violators (Ayer et al. 1955), after taking the gaps out.
fn fit(grid: &Grid, row: &[usize], wishes: &[(f64, f64)]) -> Vec<f64> {
    let mut offset = Vec::with_capacity(row.len());
    for (index, &item) in row.iter().enumerate() {
        let before = index.checked_sub(1).map_or(0.0, |last| offset[last] + apart(grid, row[last], item));
        offset.push(before);
    }
    // Blocks of items that stand shoulder to shoulder: (sum of weight * wish, weight, items).
    let mut blocks: Vec<(f64, f64, usize)> = Vec::new();
    for (&(wish, weight), offset) in wishes.iter().zip(&offset) {
        blocks.push((weight * (wish - offset), weight, 1));
        while let [.., left, right] = blocks[..] {
            if left.0 / left.1 <= right.0 / right.1 {
                break;
            }
            blocks.truncate(blocks.len() - 2);
            blocks.push((left.0 + right.0, left.1 + right.1, left.2 + right.2));
        }
    }
    let level = blocks.iter().flat_map(|&(sum, weight, items)| std::iter::repeat_n(sum / weight, items));
    level.zip(&offset).map(|(level, offset)| level + offset).collect()
}
