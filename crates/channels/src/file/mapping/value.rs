//! Numbers, lengths of time and answers as people write them.

use super::Unit;
use desk::time::Span;
use desk::touch::{Direction, Phase};

/// A number with or without currency signs and separators of thousands: `1234.5`, `1,234.50`, `1.234,50`, `¥12`, `12 元`.
/// A lone separator followed by exactly three digits separates thousands when it is a comma, decimals when a point.
pub fn number(text: &str) -> Option<f64> {
    let text = text.trim();
    if let Ok(number) = text.parse::<f64>() {
        return number.is_finite().then_some(number);
    }
    // More letters than a currency or a unit has are a sentence with a number in it.
    if text.chars().filter(|c| c.is_ascii_alphabetic()).count() > 8 {
        return None;
    }
    let dressing = |c: char| c.is_whitespace() || "¥￥$€£元圆块".contains(c) || c.is_ascii_alphabetic();
    let digits = text.trim_matches(dressing).replace([' ', '\u{a0}', '\'', '’', '，'], "");
    let well_formed = digits.starts_with(|c: char| c.is_ascii_digit() || c == '-' || c == '+' || c == '.' || c == ',')
        && digits.bytes().skip(1).all(|byte| byte.is_ascii_digit() || byte == b'.' || byte == b',');
    if !well_formed {
        return None;
    }
    let (commas, points) = (digits.matches(',').count(), digits.matches('.').count());
    let after_comma = digits.rfind(',').map(|comma| digits.len() - comma - 1);
    let comma_is_decimal = match (commas, points) {
        (0, _) => false,
        (1, 0) => after_comma != Some(3),
        (1, _) => digits.rfind(',') > digits.rfind('.'),
        _ => false,
    };
    let plain = match comma_is_decimal {
        true => digits.replace('.', "").replace(',', "."),
        false if points > 1 => digits.replace(['.', ','], ""),
        false => digits.replace(',', ""),
    };
    plain.parse::<f64>().ok().filter(|number| number.is_finite())
}

/// A whole number, also one that was exported as `17.0`.
pub fn whole(text: &str) -> Option<i64> {
    let text = text.trim();
    let exact = |number: f64| (number.fract() == 0.0 && number.abs() < 9e15).then_some(number as i64);
    text.parse().ok().or_else(|| text.parse::<f64>().ok().and_then(exact))
}

/// A length of time: a plain number in `unit`, `90:15` (minutes), `01:30:00`.
pub fn length(text: &str, unit: Unit) -> Option<Span> {
    let text = text.trim();
    if text.contains(':') {
        let parts: Option<Vec<f64>> = text.split(':').map(|part| part.parse::<f64>().ok()).collect();
        let seconds = match parts?.as_slice() {
            [minutes, seconds] => minutes * 60.0 + seconds,
            [hours, minutes, seconds] => (hours * 60.0 + minutes) * 60.0 + seconds,
            _ => return None,
        };
        return micros(seconds * 1e6);
    }
    let scale = match unit {
        Unit::Milliseconds => 1e3,
        Unit::Seconds => 1e6,
        Unit::Minutes => 6e7,
        Unit::Hours => 3.6e9,
        Unit::Days => 8.64e10,
    };
    micros(number(text)? * scale)
}

fn micros(value: f64) -> Option<Span> {
    (0.0..9e18).contains(&value).then_some(Span(value.round() as i64))
}

/// Yes or no, from words or from a number (above zero is yes).
pub fn truth(text: &str) -> Option<bool> {
    const YES: [&str; 9] = ["true", "yes", "y", "t", "on", "是", "有", "真", "对"];
    const NO: [&str; 12] = ["false", "no", "n", "f", "off", "否", "没有", "沒有", "不", "假", "未", "無"];
    let text = text.trim();
    let is_one_of = |words: &[&str]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
    match text.parse::<f64>() {
        Ok(number) => Some(number > 0.0),
        Err(_) if is_one_of(&YES) => Some(true),
        Err(_) if is_one_of(&NO) => Some(false),
        Err(_) => None,
    }
}

/// Who began it.
pub fn direction(text: &str) -> Option<Direction> {
    let word = folded(text);
    Some(match word.as_str() {
        "customer" | "inbound" | "incoming" | "in" | "client" | "user" | "received" | "呼入" | "来电" | "來電"
        | "进线" | "進線" | "客户" | "客戶" | "用户" | "入站" | "consumer" | "buyer" | "enduser" | "visitor"
        | "买家" | "買家" | "顾客" | "顧客" | "访客" | "訪客" | "會員" | "会员" => Direction::Customer,
        "company" | "outbound" | "outgoing" | "out" | "agent" | "sent" | "呼出" | "外呼" | "去电" | "去電" | "客服"
        | "出站" | "坐席" | "admin" | "bot" | "operator" | "staff" | "support" | "seller" | "卖家" | "賣家"
        | "商家" | "机器人" | "機器人" | "座席" => Direction::Company,
        "selfservice" | "自助" | "自助服务" | "自助服務" => Direction::SelfService,
        "internal" | "内部" | "內部" => Direction::Internal,
        _ => return None,
    })
}

/// The part of an activity, after the XES lifecycle extension.
pub fn phase(text: &str) -> Phase {
    match folded(text).as_str() {
        "complete" | "completed" | "end" | "finish" | "finished" | "完成" | "结束" | "結束" => Phase::Complete,
        "schedule" | "scheduled" | "计划" | "計劃" | "安排" => Phase::Schedule,
        "start" | "started" | "begin" | "开始" | "開始" => Phase::Start,
        _ => Phase::Other,
    }
}

/// A rating in words, 0 (worst) to 1 (best).
pub fn rating_word(text: &str) -> Option<f64> {
    Some(match folded(text).as_str() {
        "positive" | "good" | "great" | "satisfied" | "happy" | "好评" | "好評" | "满意" | "滿意" | "好" | "正面"
        | "promoter" => 1.0,
        "verysatisfied" | "excellent" | "非常满意" | "非常滿意" | "很满意" | "很滿意" => 1.0,
        "基本满意" | "基本滿意" | "比较满意" | "比較滿意" | "较满意" | "較滿意" | "somewhatsatisfied" => {
            0.75
        }
        "neutral" | "ok" | "average" | "中评" | "中評" | "一般" | "中" | "中性" | "passive" => 0.5,
        "negative" | "bad" | "poor" | "dissatisfied" | "unsatisfied" | "unhappy" | "差评" | "差評" | "不满意"
        | "不滿意" | "不满" | "差" | "负面" | "負面" | "detractor" => 0.0,
        "verydissatisfied" | "terrible" | "非常不满意" | "非常不滿意" | "很不满意" | "很不滿意" => {
            0.0
        }
        _ => return None,
    })
}

/// Whether a word in a column of ratings says that nobody rated.
pub fn is_unrated(text: &str) -> bool {
    const WORDS: [&str; 8] = ["offered", "unoffered", "notrated", "unrated", "norating", "未评价", "未評價", "无评价"];
    WORDS.contains(&folded(text).as_str())
}

/// Lower case without what separates words.
fn folded(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
