//! Tables and paragraphs for a screen of characters, where Chinese characters are two columns wide.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Columns between columns.
const GAP: usize = 2;
/// A column that gives way keeps at least this much, and this much before optional columns are left out.
const LEAST: usize = 12;
const COMFORTABLE: usize = 34;

/// One column of a table.
pub struct Column {
    head: String,
    cells: Vec<String>,
    right: bool,
    gives_way: bool,
    optional: bool,
}

impl Column {
    /// Words stand left.
    pub fn words(head: String, cells: impl Iterator<Item = String>) -> Column {
        Column { head, cells: cells.collect(), right: false, gives_way: false, optional: false }
    }

    /// Figures stand right.
    pub fn figures(head: String, cells: impl Iterator<Item = String>) -> Column {
        Column { right: true, ..Column::words(head, cells) }
    }

    /// The column is cut where the screen is too narrow.
    pub fn gives_way(self) -> Column {
        Column { gives_way: true, ..self }
    }

    /// The column is left out where the screen is too narrow.
    pub fn optional(self) -> Column {
        Column { optional: true, ..self }
    }

    fn width(&self) -> usize {
        self.cells.iter().chain([&self.head]).map(|cell| cell.width()).max().unwrap_or(0)
    }
}

/// Lines of at most `width` columns, a head and a rule first; wider only when even the cut table has no room.
pub fn table(mut columns: Vec<Column>, width: usize) -> String {
    let total = |columns: &[Column]| columns.iter().map(|column| column.width() + GAP).sum::<usize>() - GAP;
    let room = |columns: &[Column]| {
        let yielding =
            columns.iter().filter(|column| column.gives_way).map(|column| column.width().saturating_sub(COMFORTABLE));
        width + yielding.sum::<usize>()
    };
    while total(&columns) > room(&columns) {
        let Some(last) = columns.iter().rposition(|column| column.optional) else { break };
        columns.remove(last);
    }
    let over = total(&columns).saturating_sub(width);
    let widths: Vec<usize> = columns
        .iter()
        .map(|column| match column.gives_way {
            true => column.width().saturating_sub(over).max(LEAST.min(column.width())),
            false => column.width(),
        })
        .collect();
    let rows = columns.first().map_or(0, |column| column.cells.len());
    let line = |cell: &dyn Fn(&Column) -> String| {
        let cells = columns.iter().zip(&widths).map(|(column, &width)| pad(&cell(column), width, column.right));
        format!("{}\n", cells.collect::<Vec<_>>().join("  ").trim_end())
    };
    let mut out = line(&|column| column.head.clone());
    let rule: Vec<String> = widths.iter().map(|&width| "─".repeat(width)).collect();
    out.push_str(&format!("{}\n", rule.join("  ")));
    for row in 0..rows {
        out.push_str(&line(&|column| column.cells[row].clone()));
    }
    out
}

fn pad(text: &str, width: usize, right: bool) -> String {
    let text = cut(text, width);
    let space = " ".repeat(width.saturating_sub(text.width()));
    if right { format!("{space}{text}") } else { format!("{text}{space}") }
}

/// At most `width` columns; what is longer ends in an ellipsis.
fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut out = String::new();
    for char in text.chars() {
        if out.width() + char.width().unwrap_or(0) + 1 > width {
            break;
        }
        out.push(char);
    }
    out.push('…');
    out
}

/// A paragraph in lines of at most `width` columns, all but the first set in by `indent`. Breaks at spaces and beside
/// Chinese characters, but leaves no closing mark at the beginning of a line and no opening one at its end.
pub fn fill(text: &str, width: usize, indent: usize) -> String {
    let mut lines = vec![String::new()];
    let mut used = 0;
    for piece in pieces(text) {
        let size = piece.trim_end().width();
        if used + size > width && used > indent {
            lines.push(" ".repeat(indent));
            used = indent;
        }
        if let Some(line) = lines.last_mut() {
            line.push_str(piece);
        }
        used += piece.width();
    }
    lines.iter().map(|line| format!("{}\n", line.trim_end())).collect()
}

/// Parts of the text that must not be broken.
fn pieces(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut before: Option<char> = None;
    for (at, char) in text.char_indices() {
        if before.is_some_and(|before| may_break(before, char)) {
            out.push(&text[start..at]);
            start = at;
        }
        before = Some(char);
    }
    out.push(&text[start..]);
    out
}

fn may_break(before: char, after: char) -> bool {
    let wide = |char: char| char.width() == Some(2);
    let closes = |char: char| "，。、；：？！）》」』”’…%,.;:?!)".contains(char);
    let opens = |char: char| "（《「『“‘(".contains(char);
    if before == ' ' {
        return after != ' ';
    }
    (wide(before) || wide(after)) && after != ' ' && !closes(after) && !opens(before)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_characters_keep_the_columns_straight() {
        let names = ["Loop", "等待过久", "é"].map(str::to_owned);
        let figures = ["1", "1,203", "22"].map(str::to_owned);
        let columns = |long: &str| {
            vec![
                Column::words("kind".to_owned(), names.clone().into_iter()),
                Column::words("place".to_owned(), std::iter::repeat_n(long.to_owned(), 3)).gives_way(),
                Column::figures("n".to_owned(), figures.clone().into_iter()),
                Column::words("owner".to_owned(), std::iter::repeat_n("somebody".to_owned(), 3)).optional(),
            ]
        };
        insta::assert_snapshot!(table(columns("Wait"), 80), @r"
        kind      place      n  owner
        ────────  ─────  ─────  ────────
        Loop      Wait       1  somebody
        等待过久  Wait   1,203  somebody
        é         Wait      22  somebody
        ");
        insta::assert_snapshot!(table(columns("等待客户补充材料之后再次提交"), 30), @r"
        kind      place              n
        ────────  ─────────────  ─────
        Loop      等待客户补充…      1
        等待过久  等待客户补充…  1,203
        é         等待客户补充…     22
        ");
    }

    #[test]
    fn paragraphs_break_where_people_would() {
        insta::assert_snapshot!(fill("1. One two three four five six", 14, 3), @r"
        1. One two
           three four
           five six
        ");
        insta::assert_snapshot!(fill("一次旅程被转来转去，最后（没有人）负责。", 12, 0), @r"
        一次旅程被转
        来转去，最后
        （没有人）负
        责。
        ");
        for width in 1..60 {
            for line in fill("Journeys with it were reopened 2.4 times, 客户旅程被转派了两次。", width, 0).lines()
            {
                assert!(line.width() <= width.max(8), "{width}: {line}");
            }
        }
    }
}
