//! Names in boxes: how wide they are, and where they break.

/// About how wide a text is in the page's fonts, in pixels; on the safe side.
pub(super) fn width(text: &str, size: f64) -> f64 {
    text.chars().map(|char| advance(char) * size).sum()
}

fn advance(char: char) -> f64 {
    match char {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | '\'' | '|' | ':' | ';' | '!' => 0.31,
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 0.92,
        ' ' | 'f' | 'r' | 't' | '-' | '(' | ')' | '/' | '[' | ']' => 0.42,
        '0'..='9' => 0.6,
        'A'..='Z' => 0.7,
        _ if char.is_ascii() => 0.58,
        _ if unicode_width::UnicodeWidthChar::width(char) == Some(0) => 0.0,
        _ if unicode_width::UnicodeWidthChar::width(char) == Some(2) => 1.02,
        _ => 0.66,
    }
}

/// The text in at most `lines` lines of at most `room` pixels; what does not fit ends in an ellipsis.
pub(super) fn wrap(text: &str, size: f64, room: f64, lines: usize) -> Vec<String> {
    let mut out = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() && out.len() < lines {
        if width(rest, size) <= room {
            out.push(rest.to_owned());
            return out;
        }
        let last = out.len() + 1 == lines;
        let fits = fitting(rest, size, if last { room - size } else { room });
        let cut = if last { fits } else { break_before(rest, fits) };
        let line = rest[..cut].trim_end();
        out.push(if last { format!("{line}…") } else { line.to_owned() });
        rest = rest[cut..].trim_start();
    }
    out
}

/// How many bytes of the text fit; at least one character.
fn fitting(text: &str, size: f64, room: f64) -> usize {
    let mut used = 0.0;
    for (at, char) in text.char_indices() {
        used += advance(char) * size;
        if used > room && at > 0 {
            return at;
        }
    }
    text.len()
}

/// The last place up to `fits` where a line may break: after a space or a joint, or between wide characters. A word
/// that is longer than the line breaks anywhere.
fn break_before(text: &str, fits: usize) -> usize {
    let mut best = None;
    let mut before = None;
    for (at, char) in text.char_indices() {
        if at > fits {
            break;
        }
        let joint = matches!(before, Some(' ' | '-' | '/' | '_' | '.' | ':' | '·' | ','));
        if at > 0 && (joint || char == ' ' || (wide(char) && before.is_some_and(wide))) {
            best = Some(at);
        }
        before = Some(char);
    }
    // A break very early wastes the line.
    best.filter(|&at| at * 3 > fits).unwrap_or(fits)
}

fn wide(char: char) -> bool {
    unicode_width::UnicodeWidthChar::width(char) == Some(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let lines = wrap(text, 10.0, 80.0, 2);
        assert_eq!(lines, expected, "{text}");
        assert!(lines.iter().all(|line| width(line, 10.0) <= 80.0 + 10.0), "{lines:?} fits");
    }

    #[test]
    fn names_break_where_people_would_break_them() {
        check("Closed", &["Closed"]);
        check("Take in charge ticket", &["Take in charge", "ticket"]);
        check("web.payment/confirm", &["web.payment/", "confirm"]);
        check("客户再次致电要求转接主管", &["客户再次致电要", "求转接主管"]);
        check("等待客户补充材料之后再次提交审核并且等待主管批准", &["等待客户补充材", "料之后再次提…"]);
        check("Donaudampfschifffahrtsgesellschaft", &["Donaudampfsch", "ifffahrtsgesel…"]);
        check("", &[]);
        check("😀😀😀😀😀😀😀😀😀", &["😀😀😀😀😀😀😀", "😀😀"]);
    }
}
