use super::*;
use super::sample::{hostile, report};
use crate::language::Language;
use std::collections::BTreeSet;

/// The elements of a page, in order: (name, attributes). Fails where elements are not closed in turn.
fn elements(page: &str) -> Vec<(String, String)> {
    const EMPTY: [&str; 4] = ["meta", "input", "img", "br"];
    let mut open: Vec<&str> = Vec::new();
    let mut found = Vec::new();
    let mut rest = page;
    while let Some(start) = rest.find('<') {
        rest = &rest[start + 1..];
        let end = rest.find('>').expect("a tag ends");
        let (tag, after) = (&rest[..end], &rest[end + 1..]);
        rest = after;
        if tag.starts_with('!') {
            continue;
        }
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "closed in turn");
            continue;
        }
        let name = tag.split([' ', '/']).next().expect("a name");
        found.push((name.to_owned(), tag[name.len()..].to_owned()));
        if matches!(name, "style" | "script") {
            rest = &rest[rest.find(&format!("</{name}")).expect("style and script end")..];
        }
        if !EMPTY.contains(&name) && !tag.ends_with('/') {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "left open: {open:?}");
    found
}

fn attribute<'a>(attributes: &'a str, name: &str) -> Option<&'a str> {
    let start = attributes.find(&format!(" {name}=\""))? + name.len() + 3;
    attributes[start..].split('"').next()
}

/// What must hold for every page.
fn check(report: &Report, language: Language) -> String {
    let page = page(report, language);
    assert!(!page.contains('⟦'), "every text is there: {:?}", page.split('⟦').nth(1).map(|rest| &rest[..40]));
    let all = elements(&page);
    let mut ids = BTreeSet::new();
    for (_, attributes) in &all {
        if let Some(id) = attribute(attributes, "id") {
            assert!(ids.insert(id.to_owned()), "{id} stands once");
        }
    }
    for (name, attributes) in &all {
        for reference in ["aria-labelledby", "aria-describedby", "popovertarget", "for"] {
            if let Some(id) = attribute(attributes, reference) {
                assert!(ids.contains(id), "{name} points at {id}");
            }
        }
        if let Some(link) = attribute(attributes, "href") {
            assert!(link.strip_prefix('#').is_some_and(|id| ids.contains(id)), "{link} leads somewhere on the page");
        }
        assert!(attribute(attributes, "src").is_none(), "nothing is fetched");
        for handler in [" onerror", " onfocus", " onclick", " onload"] {
            assert!(!attributes.contains(&format!("{handler}=")), "{name} {attributes}");
        }
    }
    let scripts = all.iter().filter(|(name, _)| name == "script").count();
    assert_eq!(scripts, 1, "no script but our own");
    assert!(!page.contains("http://") && !page.contains("https://"), "nothing outside");
    page
}

#[test]
fn the_page_is_whole_in_every_language() {
    for language in Language::ALL {
        for (steps, harm) in [(12, true), (12, false), (40, true), (55, false)] {
            let page = check(&report(steps, harm), language);
            if let Some(folder) = std::env::var_os("WATERLINE_SHOW_PAGES") {
                let name = format!("report-{}-{steps}-{}.html", language.tag(), if harm { "harm" } else { "hours" });
                std::fs::write(std::path::Path::new(&folder).join(name), page).expect("a folder to write to");
            }
        }
    }
}

#[test]
fn an_empty_log_makes_a_page_too() {
    let page = check(&Report::default(), Language::En);
    assert!(page.contains("None of the 0 places and kinds of noise looked at could be shown to do harm."));
}

#[test]
fn names_from_the_log_do_no_harm() {
    for language in Language::ALL {
        let page = check(&hostile(), language);
        for markup in ["<img", "<b>&", "alert(1)</script>", "\u{1B}", "\u{202E}", "\u{7}"] {
            assert!(!page.contains(markup), "{markup:?} is shown, not done");
        }
        assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"), "shown as it is");
        let text = terminal(&hostile(), language, 100);
        assert!(text.chars().all(|char| char == '\n' || !char.is_control()), "nothing drives the terminal");
    }
}

#[test]
fn the_page_says_the_finding_first_and_sure() {
    let page = page(&report(12, true), Language::En);
    let finding = page.split("<p class=\"finding\">").nth(1).and_then(|rest| rest.split("</p>").next()).expect("a finding");
    let words = finding.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text)).collect::<String>();
    insta::assert_snapshot!(words, @"");
}

#[test]
fn the_terminal_says_the_same() {
    let mut report = report(12, true);
    report.points.truncate(3);
    insta::assert_snapshot!(terminal(&report, Language::En, 100), @"");
    insta::assert_snapshot!(terminal(&report, Language::ZhHans, 80), @"");
    report.points.clear();
    insta::assert_snapshot!(terminal(&report, Language::ZhHant, 60), @"");
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    for language in Language::ALL {
        for width in [60, 80, 120, 200] {
            for line in terminal(&report(12, true), language, width).lines() {
                let used = unicode_width::UnicodeWidthStr::width(line);
                // The table needs its figures; at 60 columns it may be wider.
                assert!(used <= width || (width == 60 && used <= 90), "{used} of {width}: {line}");
            }
        }
    }
}

#[test]
fn scripts_find_the_fields_they_rely_on() {
    let mut report = report(12, true);
    report.points[1].effect = None;
    let json = serde_json::to_value(&report).expect("JSON");
    let keys = |value: &serde_json::Value| value.as_object().expect("an object").keys().cloned().collect::<BTreeSet<_>>();
    let first = keys(&json["points"][0]);
    for key in [
        "place", "kind", "exposed", "affected", "rate", "rate_low", "rate_high", "effect", "effect_low", "effect_high",
        "q_value", "damage", "damage_low", "damage_high", "hours_lost", "owner", "journeys",
    ] {
        assert!(first.contains(key), "{key}");
    }
    assert_eq!(first, keys(&json["points"][1]), "the same fields without an effect");
    assert_eq!(json["points"][1]["effect"], serde_json::Value::Null);
    assert_eq!(json["points"][0]["place"], serde_json::json!({"owner": "Field service North"}));
    assert_eq!(json["points"][0]["kind"], "ping_pong");
    assert_eq!(json["looked_at"], 318);
}
