//! What was looked at and not found, what the log cannot show, and how everything was computed.

use super::html::{self, escape};
use super::sentences::{KINDS, TERMS, Voice, counts_endings, slug};
use super::{Passed, Report};
use crate::locale::{args, figures};

/// Rows of the table of things not found.
const MOST: usize = 200;

/// What was looked at and is not on the list; what this log cannot show.
pub(super) fn not_found(report: &Report, voice: &Voice) -> String {
    let texts = voice.texts;
    let mut body = String::new();
    if !report.passed.is_empty() {
        let heads = ["table-kind", "table-place", "table-affected", "table-ratio", "table-q", "table-reason"];
        let heads: Vec<String> = heads.iter().map(|key| texts.word(key)).collect();
        let rows: Vec<Vec<String>> = report.passed.iter().take(MOST).map(|passed| row(passed, voice)).collect();
        let mut table = html::table(&texts.word("passed-heading"), &heads, 2..5, &rows);
        let more = report.passed.len().saturating_sub(MOST);
        if more > 0 {
            table.push_str(&format!("<p class=\"note\">{}</p>", texts.say("and-more", args!(n = more as u64))));
        }
        let summary = texts.say("passed-open", args!(n = report.passed.len() as u64));
        body.push_str(&html::details("table", &summary, &table));
    }
    if !report.blind.is_empty() {
        let items: String = report
            .blind
            .iter()
            .map(|&kind| {
                let needs = texts.word(&format!("needs-{}", slug(kind)));
                format!("<div><dt>{}</dt><dd>{needs}</dd></div>", voice.kind(kind))
            })
            .collect();
        body.push_str(&format!("<h3>{}</h3><dl class=\"pairs\">{items}</dl>\n", texts.word("blind-heading")));
    }
    let lead = texts.say(
        "passed-lead",
        args!(looked = report.looked_at, listed = report.points.len() as u64, passed = report.passed.len() as u64),
    );
    html::section("passed", &texts.word("passed-heading"), &lead, &body)
}

fn row(passed: &Passed, voice: &Voice) -> Vec<String> {
    let effect = passed.effect.as_ref();
    let ratio = effect.map_or_else(
        || "–".to_owned(),
        |effect| {
            format!(
                "{} <small>({})</small>",
                figures::amount(effect.ratio),
                figures::range(effect.ratio_low, effect.ratio_high)
            )
        },
    );
    vec![
        voice.kind(passed.kind),
        voice.place(&passed.place),
        format!("{} / {}", figures::count(passed.affected), figures::count(passed.exposed)),
        ratio,
        effect.map_or_else(|| "–".to_owned(), |effect| super::points::small(effect.q_value)),
        voice.reason(passed.reason),
    ]
}

/// How it was computed.
pub(super) fn computed(report: &Report, voice: &Voice) -> String {
    let texts = voice.texts;
    let settings = &report.settings;
    let mut rules = vec![texts.say("method-clock", args!(zone = voice.name(&settings.zone)))];
    rules.push(match report.closing {
        Some(closing) => texts.say(
            "method-closing",
            args!(share = figures::percent(closing.share), p50 = voice.duration(closing.waited.p50)),
        ),
        None => texts.word("method-no-closing"),
    });
    rules.push(texts.word("method-phases"));
    rules.push(texts.say("method-matching", args!(least = settings.least_exposed)));
    rules.push(texts.say(
        "method-discovery",
        args!(share = figures::whole_percent(settings.false_discovery), looked = report.looked_at),
    ));
    rules.push(texts.word("method-damage"));
    rules.push(texts.word("method-cause"));
    rules.extend(voice.told_last(report));
    rules.push(texts.say("method-ties", args!(ties = report.import.ties, touches = report.import.touches)));
    let rules: String = rules.iter().map(|rule| format!("<li>{rule}</li>")).collect();
    let mut body = format!("<ul class=\"rules\">{rules}</ul>\n");
    body.push_str(&html::details("table", &texts.word("method-kinds"), &kinds(report, voice)));
    let words: String = TERMS
        .iter()
        .map(|term| {
            format!(
                "<div><dt>{}</dt><dd>{}</dd></div>",
                texts.word(&format!("term-{term}")),
                texts.word(&format!("tip-{term}"))
            )
        })
        .collect();
    body.push_str(&html::details("table", &texts.word("method-words"), &format!("<dl class=\"pairs\">{words}</dl>")));
    body.push_str(&import(report, voice));
    html::section("method", &texts.word("method-heading"), "", &body)
}

fn kinds(report: &Report, voice: &Voice) -> String {
    let (texts, settings) = (voice.texts, &report.settings);
    let heads = ["table-kind", "table-definition", "table-unit", "table-exposure"];
    let heads: Vec<String> = heads.iter().map(|key| texts.word(key)).collect();
    let rows: Vec<Vec<String>> = KINDS
        .iter()
        .map(|&kind| {
            let definition = texts.say(
                &format!("means-{}", slug(kind)),
                args!(
                    retry = voice.duration(settings.retry_within),
                    repeat = voice.duration(settings.repeat_within),
                    switch = voice.duration(settings.switch_within),
                    gap = voice.duration(settings.contact_gap),
                    silence = voice.duration(settings.silence),
                    least = settings.least_waits,
                ),
            );
            let unit = texts.word(if counts_endings(kind) { "unit-endings" } else { "unit-journeys" });
            vec![voice.kind(kind), definition, unit, texts.word(&format!("exposed-{}", slug(kind)))]
        })
        .collect();
    html::table(&texts.word("method-kinds"), &heads, 0..0, &rows)
}

fn import(report: &Report, voice: &Voice) -> String {
    let (texts, import) = (voice.texts, &report.import);
    let files: Vec<String> = import.files.iter().map(|file| voice.name(file)).collect();
    let mut out = format!(
        "<h3>{}</h3><p>{}</p>\n",
        texts.word("method-import"),
        texts.say(
            "import-read",
            args!(
                files = files.join(" · "),
                touches = import.touches,
                duplicates = import.duplicates,
                rejected = import.rejected
            )
        )
    );
    if import.rejected > 0 {
        let reasons: Vec<Vec<String>> =
            import.rejected_reasons.iter().map(|(reason, rows)| vec![escape(reason), figures::count(*rows)]).collect();
        if !reasons.is_empty() {
            let heads = ["table-reason", "table-rows"].map(|key| texts.word(key));
            out.push_str(&html::table(&texts.word("import-rejected"), &heads, 1..2, &reasons));
        }
        if let Some(file) = &import.rejected_file {
            out.push_str(&format!("<p>{}</p>\n", texts.say("import-rejected-file", args!(file = voice.name(file)))));
        }
    }
    if !import.mapping.is_empty() {
        let key = if import.mapping_guessed { "import-mapping-guessed" } else { "import-mapping" };
        let text = format!("<pre tabindex=\"0\"><code>{}</code></pre>", escape(&import.mapping));
        out.push_str(&html::details("table", &texts.word(key), &text));
    }
    out
}
