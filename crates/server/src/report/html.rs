//! Small pieces of markup.

/// Text from outside made safe for element content and quoted attributes. Characters that no HTML page may hold become
/// the replacement character.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(char),
            _ if unsafe_to_show(char) => out.push('\u{FFFD}'),
            _ => out.push(char),
        }
    }
    out
}

/// Control characters drive terminals, and bidirectional overrides make a text look like another one.
pub(super) fn unsafe_to_show(char: char) -> bool {
    char.is_control() || matches!(char, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// A name from the log, set apart so that its direction cannot turn the words around it.
pub(super) fn name(text: &str) -> String {
    format!("<bdi>{}</bdi>", escape(text))
}

/// Something that opens in place.
pub(super) fn details(class: &str, summary: &str, body: &str) -> String {
    format!("<details class=\"{class}\"><summary>{summary}</summary>{body}</details>\n")
}

/// A part of the page with its heading.
pub(super) fn section(id: &str, heading: &str, lead: &str, body: &str) -> String {
    let lead = if lead.is_empty() { String::new() } else { format!("<p class=\"lead\">{lead}</p>\n") };
    format!(
        "<section id=\"{id}\" aria-labelledby=\"{id}-h\">\n<h2 id=\"{id}-h\">{heading}</h2>\n{lead}{body}</section>\n"
    )
}

/// A table that scrolls by itself where the page is narrow. Columns named in `figures` hold figures.
pub(super) fn table(caption: &str, heads: &[String], figures: std::ops::Range<usize>, rows: &[Vec<String>]) -> String {
    let class = |column: usize| if figures.contains(&column) { " class=\"n\"" } else { "" };
    let mut out = format!(
        "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"{caption}\"><table><caption class=\"unseen\">{caption}</caption><thead><tr>"
    );
    for (column, head) in heads.iter().enumerate() {
        out.push_str(&format!("<th scope=\"col\"{}>{head}</th>", class(column)));
    }
    out.push_str("</tr></thead><tbody>\n");
    for row in rows {
        out.push_str("<tr>");
        for (column, cell) in row.iter().enumerate() {
            out.push_str(&format!("<td{}>{cell}</td>", class(column)));
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody></table></div>\n");
    out
}

/// A position on a scale of 0..=1 as a CSS percentage.
pub(super) fn at(share: f64) -> String {
    format!("{:.2}%", share.clamp(0.0, 1.0) * 100.0)
}
