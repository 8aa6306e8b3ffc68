//! The page: one HTML file that needs nothing else.

use super::html::{escape, section};
use super::sentences::{TERMS, Voice};
use super::{Report, bands, chains, dead_ends, map, method, points, waterline};
use crate::locale::{Language, args};

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

/// The parts of the page: (id, key of the heading).
const PARTS: [(&str, &str); 7] = [
    ("noise", "noise-nav"),
    ("map", "map-nav"),
    ("waits", "waits-nav"),
    ("ways", "ways-nav"),
    ("dead-ends", "dead-ends-nav"),
    ("passed", "passed-nav"),
    ("method", "method-nav"),
];

/// Draws the report. The same report and language give the same bytes.
pub fn page(report: &Report, language: Language) -> String {
    let voice = Voice::on_page(language, &report.settings.zone);
    let plain = Voice::in_terminal(language, &report.settings.zone);
    let texts = voice.texts;
    let parts = [
        points::section(report, &voice, &plain),
        map::section(report, &voice, &plain),
        bands::section(report, &voice),
        chains::section(report, &voice),
        dead_ends::section(report, &voice),
        method::not_found(report, &voice),
        method::computed(report, &voice),
    ];
    let links: String = PARTS
        .iter()
        .zip(&parts)
        .filter(|(_, part)| !part.is_empty())
        .map(|((id, key), _)| format!("<a href=\"#{id}\">{}</a>", texts.word(key)))
        .collect();
    let title = texts.say("title", args!(files = plain.name(&report.import.files.join(", "))));
    format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" content=\"no-referrer\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n\
         <title>{}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
         <a class=\"skip\" href=\"#noise\">{}</a>\n{}<nav aria-label=\"{}\">{links}</nav>\n<main>\n{}{}</main>\n{}{}\
         <script>\n{SCRIPT}</script>\n</body>\n</html>\n",
        language.tag(),
        escape(&title),
        texts.word("skip"),
        header(report, &voice),
        texts.word("nav"),
        opening(report, &voice),
        parts.concat(),
        footer(report, &voice),
        tips(&voice),
    )
}

fn header(report: &Report, voice: &Voice) -> String {
    let files: Vec<String> = report.import.files.iter().map(|file| voice.name(file)).collect();
    format!(
        "<header class=\"top\"><p class=\"brand\">Waterline</p><h1>{}</h1><p class=\"files\">{}</p></header>\n",
        voice.texts.word("heading"),
        files.join(" · ")
    )
}

fn opening(report: &Report, voice: &Voice) -> String {
    let body = format!("<p class=\"finding\">{}</p>\n{}", voice.finding(report), waterline::picture(report, voice));
    section("opening", &voice.log(report), "", &body)
}

fn footer(report: &Report, voice: &Voice) -> String {
    let made = report.settings.made.map_or_else(String::new, |made| {
        let program = voice.name(&report.settings.program);
        voice.texts.say(
            "made",
            args!(program = program, at = voice.clock.minute(made), zone = voice.name(&report.settings.zone)),
        )
    });
    format!("<footer><p>{made}</p></footer>\n")
}

/// What the technical words mean, shown when they are pointed at.
fn tips(voice: &Voice) -> String {
    let tip = |term: &&str| {
        format!(
            "<div class=\"tip\" id=\"tip-{term}\" popover role=\"tooltip\">{}</div>\n",
            voice.texts.word(&format!("tip-{term}"))
        )
    };
    TERMS.iter().map(tip).collect()
}
