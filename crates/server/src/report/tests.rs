use super::sample::{hostile, report};
use super::*;
use crate::locale::Language;
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
        for reference in ["aria-labelledby", "aria-describedby", "data-tip", "for"] {
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
    assert!(page.contains("Nothing in this log could be judged"));
}

#[test]
fn names_from_the_log_do_no_harm() {
    for language in Language::ALL {
        let page = check(&hostile(), language);
        for markup in ["<img", "<b>&", "alert(1)</script>", "\u{1B}", "\u{202E}", "\u{7}"] {
            assert!(!page.contains(markup), "{markup:?} is shown, not done");
        }
        assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"), "shown as it is");
        let text = terminal(&hostile(), language, 100, 15);
        assert!(text.chars().all(|char| char == '\n' || !char.is_control()), "nothing drives the terminal");
    }
}

#[test]
fn the_page_says_the_finding_first_and_sure() {
    let page = page(&report(12, true), Language::En);
    let finding =
        page.split("<p class=\"finding\">").nth(1).and_then(|rest| rest.split("</p>").next()).expect("a finding");
    let words = finding.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text)).collect::<String>();
    insta::assert_snapshot!(words, @"The matter comes back to Field service North, who had already passed it on. It happened in 836 of the 4,400 journeys where it could have: 19.0% (95% sure: 17.7–20.5%). Journeys with it were reopened 3.6 times as often as comparable ones without (95% sure: 2.6 to 4.9).");
}

#[test]
fn the_terminal_says_the_same() {
    let mut report = report(12, true);
    report.points.truncate(3);
    insta::assert_snapshot!(terminal(&report, Language::En, 100, 40), @r"
    4,440 journeys of 3,871 customers, 34,546 touches, 4 Mar 2024 to 17 Feb 2025

    #  Kind            Where                                   Affected  Share       As often  Harmed ≥
    ─  ──────────────  ──────────────────────────────────────  ────────  ─────  ─────────────  ────────
    1  Ping-pong       Field service North                          836  19.0%  3.6 (2.6–4.9)       298
    2  Long wait       等待配件 Wait for parts → Visit booked       649  15.2%  2.9 (2.1–3.9)       186
    3  Repeat contact  上门维修 Technician visit                    524  12.7%  2.5 (1.9–3.3)       135

    1. The matter comes back to Field service North, who had already passed it on. It happened in 836 of
       the 4,400 journeys where it could have: 19.0% (95% sure: 17.7–20.5%). Journeys with it were
       reopened 3.6 times as often as comparable ones without (95% sure: 2.6 to 4.9). At least 298 more
       journeys came to harm than otherwise would have, if it is the cause. Best estimate 480 (95% sure:
       298 to 677). We are 95% sure it brings between 312 and 710 more reopened cases a year, if it is
       the cause. 6 of 7 of these customers never told you (95% sure: 83.2–88.0%). It began or became
       worse around 20 May 2024, and harm rose with it: 1.8 times what it would have been (95% sure:
       1.4–2.3). Stage of its life: associated.

    2. Between 等待配件 Wait for parts and Visit booked, customers wait far longer than is usual there.
       It happened in 649 of the 4,270 journeys where it could have: 15.2% (95% sure: 14.1–16.4%).
       Journeys with it missed the agreed time 2.9 times as often as comparable ones without (95% sure:
       2.1 to 3.9). At least 186 more journeys came to harm than otherwise would have, if it is the
       cause. Best estimate 300 (95% sure: 186 to 423). We are 95% sure it brings between 195 and 444
       more broken deadlines a year, if it is the cause. None of these customers ever told you. It began
       or became worse around 20 May 2024; that harm rose with it is not sure. Stage of its life:
       associated.

    3. Customers leave with 上门维修 Technician visit and have to come again. It followed 524 of the
       4,140 endings after which it could have: 12.7% (95% sure: 11.8–13.7%). Journeys with it led to a
       complaint 2.5 times as often as comparable ones without (95% sure: 1.9 to 3.3). At least 135 more
       journeys came to harm than otherwise would have, if it is the cause. Best estimate 218 (95% sure:
       135 to 308). We are 95% sure it brings between 141 and 322 more complaints a year, if it is the
       cause. 6 of 7 of these customers never told you (95% sure: 82.6–88.6%). Stage of its life:
       assigned.

    318 tests; 3 noise points on the list, 40 places and kinds not on it.
    This log cannot show: Retry · Refusal.
    Waits run on the calendar clock: nights, weekends and holidays count. Times are shown in
    Asia/Shanghai.
    47.4% of all elapsed time lies between the solution and administrative closing. Customers do not
    wait then, so no noise point counts it.
    ");
    insta::assert_snapshot!(terminal(&report, Language::ZhHans, 80, 40), @r"
    4,440 段旅程，3,871 位客户，34,546 个触点，2024年3月4日至2025年2月17日

    #  类型      位置                      受影响   比例           倍数  伤害（段）≥
    ─  ────────  ────────────────────────  ──────  ─────  ─────────────  ───────────
    1  踢皮球    Field service North          836  19.0%  3.6 (2.6–4.9)          298
    2  等待过久  等待配件 Wait for parts…     649  15.2%  2.9 (2.1–3.9)          186
    3  重复联系  上门维修 Technician vis…     524  12.7%  2.5 (1.9–3.3)          135

    1. Field service North已经把事情转了出去，结果又转了回来。在可能遇到它的 4,400
       段旅程中，有 836 段遇到了：19.0%（95% 把握：17.7–20.5%）。遇到它的旅程被重新
       打开的频率，是条件相近却没有遇到者的 3.6 倍（95% 把握：2.6 至 4.9）。如果它就
       是原因，至少有 298 段旅程本不会受到伤害。最佳估计 480 段（95% 把握：298 至
       677）。我们有 95% 把握：如果它就是原因，每年因此多出 312 至 710 次重新打开。
       这些客户中，每 7 位就有 6 位从未告诉你（95% 把握：83.2–88.0%）。它大约在2024
       年5月20日前后出现或加重，伤害随之上升：是原本水平的 1.8 倍（95% 把握：
       1.4–2.3）。所处阶段：有关联。

    2. 从“等待配件 Wait for parts”到“Visit booked”，客户等得远比平常久。在可能遇到它
       的 4,270 段旅程中，有 649 段遇到了：15.2%（95% 把握：14.1–16.4%）。遇到它的旅
       程超过约定时限的频率，是条件相近却没有遇到者的 2.9 倍（95% 把握：2.1 至
       3.9）。如果它就是原因，至少有 186 段旅程本不会受到伤害。最佳估计 300 段（95%
       把握：186 至 423）。我们有 95% 把握：如果它就是原因，每年因此多出 195 至 444
       次超时。这些客户没有一位告诉过你。它大约在2024年5月20日前后出现或加重；伤害是
       否随之上升，尚不确定。所处阶段：有关联。

    3. 客户在“上门维修 Technician visit”之后离开，不久又得再来。在可能跟着它的 4,140
       次结束中，有 524 次跟着它：12.7%（95% 把握：11.8–13.7%）。遇到它的旅程引来投
       诉的频率，是条件相近却没有遇到者的 2.5 倍（95% 把握：1.9 至 3.3）。如果它就是
       原因，至少有 135 段旅程本不会受到伤害。最佳估计 218 段（95% 把握：135 至
       308）。我们有 95% 把握：如果它就是原因，每年因此多出 141 至 322 起投诉。这些
       客户中，每 7 位就有 6 位从未告诉你（95% 把握：82.6–88.6%）。所处阶段：已分
       派。

    共做检验 318 次；列出噪点 3 个，未列出的位置与类型 40 个。
    这份日志看不出来的：重试 · 被拒。
    等待按日历时间计算：夜间、周末和节假日都算在内。时间按 Asia/Shanghai 显示。
    全部耗时中有 47.4% 落在“已解决”到“行政结案”之间。这段时间客户并不在等，因此不计
    入任何噪点。
    ");
    report.told_last.push("sla_broken".to_owned());
    let text = terminal(&report, Language::En, 100, 40);
    assert!(text.contains("Agreed time missed: most journeys tell of it only with their last touch."), "{text}");
    report.told_last.clear();
    report.points.clear();
    insta::assert_snapshot!(terminal(&report, Language::ZhHant, 60, 40), @r"
    4,440 段旅程，3,871 位客戶，34,546 個觸點，2024年3月4日至
    2025年2月17日

    共檢查了 318 個位置與類型的組合，沒有一個能證明造成了傷害。
    這本身也是結論：檢查過什麼，見下文。

    共做檢定 318 次；列出噪點 0 個，未列出的位置與類型 40 個。
    這份日誌看不出來的：重試 · 被拒。
    等待依日曆時間計算：夜間、週末和例假日都算在內。時間依
    Asia/Shanghai 顯示。
    全部耗時中有 47.4% 落在「已解決」到「行政結案」之間。這段時
    間客戶並不在等，因此不計入任何噪點。
    ");
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    for language in Language::ALL {
        for width in [60, 80, 120, 200] {
            for line in terminal(&report(12, true), language, width, 40).lines() {
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
    let keys =
        |value: &serde_json::Value| value.as_object().expect("an object").keys().cloned().collect::<BTreeSet<_>>();
    let first = keys(&json["points"][0]);
    for key in [
        "place",
        "kind",
        "exposed",
        "affected",
        "rate",
        "rate_low",
        "rate_high",
        "effect",
        "effect_low",
        "effect_high",
        "q_value",
        "damage",
        "damage_low",
        "damage_high",
        "hours_lost",
        "owner",
        "journeys",
    ] {
        assert!(first.contains(key), "{key}");
    }
    assert_eq!(first, keys(&json["points"][1]), "the same fields without an effect");
    assert_eq!(json["points"][1]["effect"], serde_json::Value::Null);
    assert_eq!(json["points"][0]["place"], "Field service North");
    assert_eq!(json["points"][0]["place_kind"], "owner");
    assert_eq!(json["points"][0]["kind"], "ping_pong");
    assert_eq!(json["looked_at"], 318);
}
