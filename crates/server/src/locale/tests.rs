use super::*;
use crate::report::sentences::{KINDS, slug};
use crate::serve::problem::Kind as Problem;
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Keys and the values each uses.
fn messages(language: Language) -> BTreeMap<String, BTreeSet<String>> {
    let parsed = fluent_syntax::parser::parse(language.source())
        .unwrap_or_else(|(_, errors)| panic!("{}: {errors:?}", language.tag()));
    let mut found = BTreeMap::new();
    for entry in parsed.body {
        if let Entry::Message(message) = entry {
            let mut used = BTreeSet::new();
            variables(&message.value.expect("a message says something"), &mut used);
            let twice = found.insert(message.id.name.to_owned(), used);
            assert!(twice.is_none(), "{} stands twice in {}", message.id.name, language.tag());
        }
    }
    found
}

fn variables(pattern: &Pattern<&str>, used: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        let PatternElement::Placeable { expression } = element else { continue };
        let inline = match expression {
            Expression::Inline(inline) => inline,
            Expression::Select { selector, variants } => {
                variants.iter().for_each(|variant| variables(&variant.value, used));
                selector
            }
        };
        if let InlineExpression::VariableReference { id } = inline {
            used.insert(id.name.to_owned());
        }
    }
}

/// Every Rust source of the program but tests.
fn sources(folder: &Path, all: &mut String) {
    for entry in std::fs::read_dir(folder).expect("our sources") {
        let path = entry.expect("our sources").path();
        if path.is_dir() {
            sources(&path, all);
        } else if path.extension().is_some_and(|kind| kind == "rs") && !path.ends_with("tests.rs") {
            all.push_str(&std::fs::read_to_string(&path).expect("our sources"));
        }
    }
}

/// Keys that are put together: the beginning, and what may follow.
fn families() -> Vec<(&'static str, Vec<String>)> {
    let kinds: Vec<String> = KINDS.iter().map(|&kind| slug(kind).to_owned()).collect();
    let results: Vec<String> = desk::touch::Results::NAMES.iter().map(|name| name.replace('_', "-")).collect();
    let terms: Vec<String> = crate::report::sentences::TERMS.iter().map(|&term| term.to_owned()).collect();
    let outcomes = ["failed", "refused", "abandoned", "waiting"].map(str::to_owned).to_vec();
    let of_kinds = ["kind-", "happens-", "needs-", "means-", "exposed-"].map(|prefix| (prefix, kinds.clone()));
    let mut all = of_kinds.to_vec();
    all.extend([("result-", results.clone()), ("came-", results)]);
    all.extend(crate::iceberg::screen::keys());
    let problems: Vec<String> = Problem::ALL.iter().map(|kind| kind.word().1.to_owned()).collect();
    all.extend([("problem-", problems.clone()), ("problem-mend-", problems)]);
    all.extend([("term-", terms.clone()), ("tip-", terms), ("outcome-", outcomes)]);
    all
}

#[test]
fn every_language_says_the_same_things_with_the_same_values() {
    let english = messages(Language::En);
    for language in Language::ALL {
        let other = messages(language);
        let keys = |messages: &BTreeMap<String, _>| messages.keys().cloned().collect::<Vec<_>>();
        assert_eq!(keys(&other), keys(&english), "{}", language.tag());
        for (key, used) in &english {
            assert_eq!(&other[key], used, "{key} in {}", language.tag());
        }
    }
}

#[test]
fn every_text_is_used_and_every_text_used_is_there() {
    let known = messages(Language::En);
    let mut code = String::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut code);
    let mut expected = BTreeSet::new();
    for (prefix, endings) in families() {
        expected.extend(endings.iter().map(|ending| format!("{prefix}{ending}")));
    }
    for key in &expected {
        assert!(known.contains_key(key), "{key} is put together by the program and missing");
    }
    for key in known.keys().filter(|key| !expected.contains(*key)) {
        assert!(code.contains(&format!("\"{key}\"")), "nobody says {key}");
    }
    // Whatever is asked for by its full name.
    for call in [".word(\"", ".say(\""] {
        for rest in code.split(call).skip(1) {
            let key = rest.split('"').next().expect("a key");
            assert!(known.contains_key(key), "{key} is said and missing");
        }
    }
}

#[test]
fn texts_hold_no_markup() {
    for language in Language::ALL {
        let words = language.source().lines().filter(|line| !line.starts_with('#')).map(|line| line.replace("->", ""));
        for line in words {
            assert!(!line.contains(['<', '>', '&', '"', '\'']), "{}: {line}", language.tag());
        }
    }
}

#[test]
fn languages_are_known_by_tag_and_by_locale() {
    let check = |name: &str, expected: Option<Language>| assert_eq!(name.parse::<Language>().ok(), expected, "{name}");
    check("en", Some(Language::En));
    check("en_GB.UTF-8", Some(Language::En));
    check("C.UTF-8", Some(Language::En));
    check("zh-Hans", Some(Language::ZhHans));
    check("zh_CN.GB18030", Some(Language::ZhHans));
    check("zh-Hant", Some(Language::ZhHant));
    check("zh-TW", Some(Language::ZhHant));
    check("zh_HK.UTF-8", Some(Language::ZhHant));
    check("de", None);
    check("", None);
    insta::assert_snapshot!(
        "tlh".parse::<Language>().expect_err("not spoken"),
        @r#""tlh" is not a language Waterline speaks; use en, zh-Hans or zh-Hant"#
    );
}

mod figures {
    use crate::locale::Language;
    use crate::locale::figures::*;

    #[test]
    fn durations_are_said_in_two_units() {
        let check = |seconds: f64, expected: [&str; 3]| {
            let said = Language::ALL.map(|language| duration(seconds, language));
            assert_eq!(said, expected.map(str::to_owned), "{seconds}");
        };
        check(0.0, ["0 s", "0 秒", "0 秒"]);
        check(0.4, ["<1 s", "<1 秒", "<1 秒"]);
        check(59.6, ["1 min", "1 分", "1 分"]);
        check(61.0, ["1 min 1 s", "1 分 1 秒", "1 分 1 秒"]);
        check(12_000.0, ["3 h 20 min", "3 小时 20 分", "3 小時 20 分"]);
        check(3_599.9, ["1 h", "1 小时", "1 小時"]);
        check(86_399.0, ["1 d", "1 天", "1 天"]);
        check(187_200.0, ["2 d 4 h", "2 天 4 小时", "2 天 4 小時"]);
        check(30.4 * 86_400.0, ["30 d", "30 天", "30 天"]);
        check(1.1e8, ["1,273 d", "1,273 天", "1,273 天"]);
        check(f64::INFINITY, ["∞", "∞", "∞"]);
    }

    #[test]
    fn shares_and_figures_keep_what_can_be_known() {
        assert_eq!(
            [0, 7, 999, 1_000, 141_712, 1_234_567].map(count),
            ["0", "7", "999", "1,000", "141,712", "1,234,567"]
        );
        assert_eq!([0.0, 0.0111, 0.0004, 0.99951, 1.0].map(percent), ["0.0%", "1.1%", "0.04%", "100.0%", "100.0%"]);
        assert_eq!(percent_range(0.0098, 0.0125), "1.0–1.2%");
        assert_eq!(range(2.1, 3.44), "2.1–3.4");
        assert_eq!(range(-0.5, 3.0), "−0.5 … 3.0");
        assert_eq!([0.04, -0.01, 99.94, 99.96, 1203.4].map(amount), ["0.0", "0.0", "99.9", "100", "1,203"]);
    }

    #[test]
    fn days_and_months_are_said_in_the_zone() {
        let at = 1_263_373_500_000_000; // 2010-01-13T09:05:00Z
        let check = |language, zone: &str| {
            let clock = Clock::new(zone, language);
            [clock.minute(at), clock.month(1_262_304_000_000_000), clock.machine(at)]
        };
        assert_eq!(check(Language::En, "UTC"), ["13 Jan 2010, 09:05", "Jan 2010", "2010-01-13T09:05"]);
        assert_eq!(check(Language::ZhHans, "Asia/Shanghai"), ["2010年1月13日 17:05", "2010年1月", "2010-01-13T17:05"]);
        assert_eq!(check(Language::En, "nowhere/at all"), ["13 Jan 2010, 09:05", "Jan 2010", "2010-01-13T09:05"]);
    }
}
