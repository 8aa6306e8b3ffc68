//! Measures the index of issues: a million made-up texts in two languages, the memory they take, and the time of adding and
//! finding. `cargo run --release -p language --example issues -- 1000000`

use language::{Normal, repeat::issue::Issues};
use std::time::Instant;

const THINGS: [(&str, &str); 8] = [
    ("洗衣机", "washing machine"),
    ("行李", "luggage"),
    ("发票", "invoice"),
    ("退款", "refund"),
    ("房间空调", "air conditioner in my room"),
    ("验证码", "verification code"),
    ("会员", "membership"),
    ("手机屏幕", "phone screen"),
];

const TROUBLES: [(&str, &str); 6] = [
    ("坏了", "is broken"),
    ("没收到", "never came"),
    ("错了", "is wrong"),
    ("漏水", "is leaking"),
    ("很脏", "is dirty"),
    ("迟到了", "is late"),
];

fn text(nth: usize) -> String {
    let (thing, trouble) = (THINGS[nth % 8], TROUBLES[nth / 8 % 6]);
    let order = 10_000_000 + nth / 2;
    match nth % 2 {
        0 => format!("你好，订单{order}的{}{}，已经{}天了，请尽快处理", thing.0, trouble.0, nth % 13),
        _ => format!("Hello, order {order}: the {} {} since {} days, please help", thing.1, trouble.1, nth % 13),
    }
}

/// The resident memory of this process in bytes, where the system tells it.
fn resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<usize>().ok()).unwrap_or(0) * 1024
}

fn main() {
    let texts: usize = std::env::args().nth(1).and_then(|given| given.parse().ok()).unwrap_or(100_000);
    let mut issues = Issues::with_room(texts);
    println!("bound for {texts} texts: {} MB", issues.bytes() / 1_000_000);
    let begun = Instant::now();
    for nth in 0..texts {
        issues.add(nth as u64, &Normal::of(&text(nth)));
    }
    let spent = begun.elapsed();
    println!("added in {spent:.1?}, {:.0} a second", texts as f64 / spent.as_secs_f64());
    println!("resident memory of the whole process: {} MB", resident() / 1_000_000);
    let (begun, asked) = (Instant::now(), 2_000.min(texts));
    let step = texts / asked;
    let mut found = 0;
    for nth in (0..texts).step_by(step.max(1)).take(asked) {
        let order = 10_000_000 + nth / 2;
        let first = issues.like(&Normal::of(&format!("{order} 还没解决")), 3);
        found += usize::from(first.iter().any(|found| found.id as usize / 2 == nth / 2));
    }
    let spent = begun.elapsed();
    println!("asked {asked} times in {spent:.1?}; the order was found {found} times");
}
