//! What a promise is due: resolved with the moment it was made, the zone, the hours and the holidays.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use language::Normal;
use language::promise::promises;
use language::time::{Calendar, Moment};

/// The deadline of what is promised at a local time, as local time; "-" without one.
fn check(said: &str, zone: &str, text: &str, due: &str) {
    let zone = TimeZone::get(zone).expect("a time zone");
    let at = said.parse::<DateTime>().expect("a moment").to_zoned(zone.clone()).expect("a moment").timestamp();
    let calendar = if zone.iana_name() == Some("Asia/Shanghai") { Calendar::china() } else { Calendar::plain() };
    let found = promises(&Normal::of(text), &Moment { at, zone: zone.clone(), calendar });
    let told: Vec<String> = found
        .iter()
        .map(|promise| promise.due.map_or("-".to_owned(), |due| due.to_zoned(zone.clone()).datetime().to_string()))
        .collect();
    assert_eq!(told.join(" "), due, "{said} {text}: {found:?}");
}

fn in_china(said: &str, text: &str, due: &str) {
    check(said, "Asia/Shanghai", text, due);
}

#[test]
fn working_days_pass_over_holidays_and_count_the_days_that_make_up_for_them() {
    // Saturday 14 February 2026 makes up for Spring Festival, which lasts to the 23rd.
    in_china("2026-02-13T10:00", "两个工作日内会有专人回复您", "2026-02-24T18:00:00");
    in_china("2026-02-27T10:00", "我们一个工作日内给您答复", "2026-02-28T18:00:00");
    in_china("2025-09-30T16:00", "三个工作日内为您退款", "2025-10-11T18:00:00");
    in_china("2024-04-30T16:00", "我們會在兩個工作天內回覆您", "2024-05-07T18:00:00");
    in_china("2026-03-06T17:59", "we will reply within 2 business days", "2026-03-10T18:00:00");
}

#[test]
fn days_are_counted_with_either_word() {
    for (days, within) in [("三天内", "三日内"), ("7天之内", "7日之内"), ("十天以内", "十日以内")] {
        let zone = TimeZone::get("Asia/Shanghai").expect("a time zone");
        let at = "2026-03-04T02:00:00Z".parse().expect("a moment");
        let moment = Moment { at, zone, calendar: Calendar::china() };
        let due = |time: &str| promises(&Normal::of(&format!("我们会在{time}给您退款。")), &moment)[0].due;
        assert!(due(days).is_some(), "{days}");
        assert_eq!(due(days), due(within), "{within}");
    }
    in_china("2026-03-04T10:00", "我们3月9日前给您退款", "2026-03-09T00:00:00");
}

#[test]
fn a_period_is_due_at_its_end() {
    in_china("2026-01-30T09:00", "我们月底前给您结算", "2026-02-01T00:00:00");
    in_china("2026-12-30T09:00", "我们下周会给您寄出", "2027-01-11T00:00:00");
    in_china("2026-03-04T10:00", "我们这周末会给您送到", "2026-03-09T00:00:00");
    in_china("2026-03-04T10:00", "三到五天内会给您送达", "2026-03-10T00:00:00");
    in_china("2026-03-04T10:00", "我们会在第二季度给您上线", "2026-07-01T00:00:00");
    check("2026-03-04T10:00", "Europe/London", "We'll send it to you by the end of next month.", "2026-05-01T00:00:00");
    check(
        "2026-03-04T10:00",
        "Europe/London",
        "We will pay you within ten working days of today.",
        "2026-03-18T17:00:00",
    );
    check("2026-03-04T10:00", "Europe/London", "We will have it fixed within the next 5 days.", "2026-03-10T00:00:00");
}

#[test]
fn before_a_day_is_before_it_begins_and_by_a_day_is_until_it_ends() {
    check("2026-03-04T10:00", "Europe/London", "We will deliver it to you before Friday.", "2026-03-06T00:00:00");
    check("2026-03-04T10:00", "Europe/London", "We will deliver it to you by Friday.", "2026-03-07T00:00:00");
    check("2026-03-04T10:00", "Europe/London", "We'll call you by Friday noon.", "2026-03-06T12:00:00");
    check("2026-03-04T10:00", "Europe/London", "We'll call you on Friday by close of business.", "2026-03-06T17:00:00");
    in_china("2026-03-04T10:00", "我们周五之前给您答复", "2026-03-06T00:00:00");
    in_china("2026-03-04T10:00", "我们周五下班前给您答复", "2026-03-06T18:00:00");
}

#[test]
fn hours_are_counted_on_the_clock_of_the_world() {
    // Clocks go forward in New York in the night to 8 March 2026.
    check("2026-03-07T12:00", "America/New_York", "I will call you back within 24 hours.", "2026-03-08T13:00:00");
    check("2026-03-07T12:00", "America/New_York", "I will call you back tomorrow at 2pm.", "2026-03-08T14:00:00");
    in_china("2026-03-04T23:30", "我半小时内给您回电", "2026-03-05T00:00:00");
    in_china("2026-03-04T23:30", "我们明天给您回电", "2026-03-06T00:00:00");
}

#[test]
fn a_time_without_its_half_of_the_day_is_the_next_in_daytime() {
    in_china("2026-03-04T10:00", "我们5点前给您回电", "2026-03-04T17:00:00");
    in_china("2026-03-04T10:00", "我们11点前给您回电", "2026-03-04T11:00:00");
    in_china("2026-03-04T10:00", "我们明天3点给您回电", "2026-03-05T15:00:00");
    in_china("2026-03-04T10:00", "我们凌晨3点前会恢复您的服务", "2026-03-05T03:00:00");
    in_china("2026-03-04T10:00", "我们今晚12点前会恢复服务", "2026-03-05T00:00:00");
    in_china("2026-03-04T10:00", "我们明天中午12点前给您答复", "2026-03-05T12:00:00");
    check("2026-03-04T10:00", "Europe/London", "We'll call you before 4.", "2026-03-04T16:00:00");
}

#[test]
fn two_promises_with_their_own_times_are_two() {
    in_china(
        "2026-03-04T10:00",
        "我们会在24小时内联系您，三个工作日内给您退款。",
        "2026-03-05T10:00:00 2026-03-09T18:00:00",
    );
    check(
        "2026-03-04T10:00",
        "Europe/London",
        "I'll call you today, and we'll send the part to you by Monday.",
        "2026-03-05T00:00:00 2026-03-10T00:00:00",
    );
}

#[test]
fn a_time_that_says_nothing_or_cannot_be_is_no_deadline() {
    in_china("2026-03-04T10:00", "我们会尽快给您答复", "-");
    in_china("2026-03-04T10:00", "我们过几天会联系您", "-");
    in_china("2026-03-04T10:00", "我们2月30日给您退款", "-");
    check("2026-03-04T10:00", "Europe/London", "We'll get back to you soon.", "-");
    check("2026-03-04T10:00", "Europe/London", "We will refund you in a few days.", "-");
    check("2026-03-04T10:00", "Europe/London", "We'll have this fixed in the next couple of hours.", "-");
}

#[test]
fn a_day_with_a_name_is_the_next_one() {
    in_china("2026-09-01T10:00", "我们会在中秋节前给您寄出", "2026-09-25T00:00:00");
    in_china("2026-03-04T10:00", "我们五一前给您答复", "2026-05-01T00:00:00");
    in_china("2026-03-04T10:00", "我們會在端午節當天給您送到", "2026-06-20T00:00:00");
    in_china("2026-09-01T10:00", "我们会在农历八月初十之前给您送到", "2026-09-20T00:00:00");
    check("2026-11-04T10:00", "Europe/London", "We'll ship it to you before Christmas.", "2026-12-25T00:00:00");
    check("2026-11-04T10:00", "Europe/London", "We will refund you by Thanksgiving.", "2026-11-27T00:00:00");
}

#[test]
fn a_named_zone_goes_before_the_one_of_the_message() {
    check("2026-03-04T10:00", "Europe/London", "We'll call you tomorrow by 3pm EST.", "2026-03-05T20:00:00");
    check("2026-03-04T10:00", "Europe/London", "我们会在北京时间明天下午3点前给您回电", "2026-03-05T07:00:00");
    in_china("2026-03-04T10:00", "We will call you today by 3pm CST.", "2026-03-04T15:00:00");
    // The zone may stand between the clock and its day.
    in_china("2026-03-04T10:00", "We will call you back by 3pm CST today.", "2026-03-04T15:00:00");
    check("2026-03-04T10:00", "America/Chicago", "We will call you back by 3pm CST today.", "2026-03-04T15:00:00");
    check("2026-03-04T10:00", "Europe/London", "We'll refund you by 5 pm (EST) tomorrow.", "2026-03-05T22:00:00");
    check("2026-03-04T10:00", "UTC", "We will email you before 10am PST on Friday.", "2026-03-06T18:00:00");
    check("2026-03-04T10:00", "UTC", "You will hear from us by noon ET on March 6.", "2026-03-06T17:00:00");
}
