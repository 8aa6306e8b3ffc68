//! Advertising in a reply: an invitation to buy, subscribe, follow or join that nobody asked for.
//!
//! Signs are weighed sentence by sentence and put together as independent ones. What makes good (a voucher as an apology), what
//! the customer already has or asked about, and what has ended lower the weight: the same words stand in honest answers.

use crate::Normal;
use crate::reading::{GIVEN, SURE, Words, patterns, sentences, together, trimmed};
use serde::Serialize;
use std::ops::Range;

/// Words that advertise.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Advertising {
    /// How surely it is advertising, 0 to 1.
    pub score: f64,
    /// False: "not sure".
    pub sure: bool,
    /// The words that led to it.
    pub words: Vec<Words>,
}

patterns! {
    /// Presses to act: now, quickly, before it is gone.
    URGES = r"限时|限量|手慢无|抢购|秒杀|火热|热卖|热销|开抢|抢先|快来|快啲|赶[紧快](?:来|抢|加|下|买|入)|错过|不容错过|别错过|机会难得|最后[一二三四五六七八九十\d]+天[^,]*(?:优惠|特价|活动)|仅剩[^,]*,?[^,]*优惠|只到周|早鸟|先到先得|心动不如|(?-u:\b)(?:limited (?:time|edition|offer)|while stocks? lasts?|don't miss|do not miss|hurry|last chance|selling fast|flash sales?|early bird|act now|order (?:now|today)|buy now|shop (?:the|now)|today only|grab yours|grab|slip away|what are you waiting for|must go|ends (?:soon|tonight|sunday)|before it's gone)(?-u:\b)";
    /// Invites to buy, try, follow, join.
    INVITES = r"推荐(?:一下|您|你)?[^,]{0,4}(?:我们|加购|入手|购买|试|新品|升级到|选购)|建议(?:您|你)?(?:加购|入手|囤)|强烈推荐|了解(?:一下|下)|要不要试|看看我们|可以看看|有兴趣|感兴趣|选购|下单(?:立|即|就|享)|拍下|加购|凑单|入手|囤|欢迎(?:进店|光临|再次)?[^,]{0,4}选购|期待[^,]{0,8}(?:光临|选购)|猜您?喜欢|不妨(?:考虑|试)|考虑一下我们|关注我们|关注(?:公众号|店铺)|收藏店铺|扫码(?:入群|加|领|关注)|入群|加我|带您做|邀请好友|转发[^,]{0,10}(?:朋友圈|集赞|好友)|集赞|订阅我们|开通[^,]{0,8}(?:会员|服务)|办理我行|加入会员|成为会员|续费[^,]{0,6}送|升级到[^,]{0,8}(?:版|会员|体验)|体验更佳|(?-u:\b)(?:check out our|follow us|subscribe to|sign up|join our|download our app|refer a friend|share this (?:post|page)|highly recommend|recommend giving|give it a (?:go|try)|giving (?:it|them) a try|why not (?:give|try|consider|add|treat)|have a look|take a look at our|have you seen our|you may also like|you might (?:also )?like|add (?:your|one|it|this|them)[^.]{0,20}(?:cart|basket|more)|adding [^.]{0,30}(?:basket|cart)|stock up|come and get|apply for our|upgrade to (?:premium|pro|plus|gold|platinum)|renew for|spend [$£€]?\d+|top up [$£€]?\d+ and|buy (?:two|three|one|2|3)[^.]{0,12}(?:for|get)|save our shop|save big|and save|happy shopping|scan the code to join|look forward to your next (?:purchase|order)|interested\W*$|if you're interested|text me|earn [$£€]\d+|visit our (?:sale|new)|come (?:in|by|visit) |try our|discover|explore our|learn more about our|have you (?:tried|heard of) our|switch to our|bundle|join (?:us|the club|now)|become a member|treat yourself|introducing|yours for)(?-u:\b)";
    /// Offers a price or a gift.
    LURES = r"立减|满[\d一二三四五六七八九十百千]+(?:减|送|元减|元送|件)|满两件|买[一二三\d]送|第二件|折上折|\d+折|[一二三四五六七八九五]折|全场|低至|特惠|大促|促销|超值|划算|最划算|更优惠|清仓|免首月|首月免|首年免|送[^,]{0,8}(?:礼|月|耳机|年|杯|好礼|优惠)|好礼|大礼包|新人|礼包|红包|购物金|福利|赠[^,]{0,4}(?:刷|品)|有礼|多充多送|折扣资讯|省[^,]{0,4}元|优惠多多|专享|会员价|特价|抽奖|返现|积分翻倍|免费领|免费试|免费体验|大放送|折起|惊喜不断|优惠券?(?:等|领|拿)|领券|日入|年化|只要\d+|每天不到|元搬回家|(?-u:\b)(?:\d+% off|[$£€]\d+(?:\.\d+)? off|half price|buy one get one|free (?:gift|brush|shipping|earbuds|trial|month|delivery)|welcome gift|first month free|get (?:six|three|\d+) months free|months free|store credit|(?:extra|exclusive|special|big|huge|loyalty|member) (?:discount|offer|savings|price)s?|bonus|perks|rewards?|save (?:up to |an extra )?[$£€]?\d+|birthday gift|cashback|promo code|use code|birthday treat|deals?|bargains?|special offer|great value|from [$£€]\d|up to \d+%|only [$£€]\d|just [$£€]\d|win a prize|freebies|with free|gifts? for everyone|get [$£€]?\d+ extra|you both get|no annual fee|clearance|on sale|a year,|prices (?:are )?this low|this low|less than a (?:coffee|cup))(?-u:\b)";
    /// Praises goods, or names an occasion to buy.
    PRAISES = r"现在下单|加入购物车|老顾客|老客户|爆款|新款|新品|明星产品|销量第一|口碑|超好|好物|高端|更震撼|震撼|全新|新推出|现推出|酬宾|狂欢|大师|尊享|贵宾|稳稳的|新店开业|招生中|预售|双十一|会员日|(?-u:\b)(?:best[- ]sell(?:ing|er)|star product|number one in sales|brand new|new (?:range|arrivals?|collection|surprises)|high-end|even (?:better|richer)|premium|customers love|loyal customers?|imported|grand opening|black friday|pre-sale|enrolment|peace of mind|guaranteed|festival is on|thousands of|our (?:new|latest|summer|winter|best))(?-u:\b)";
    /// Makes good, or speaks of money that goes back.
    MAKES_GOOD = r"为表歉意|补偿|赔偿|作为歉意|表示歉意|退回|退还|退款|退货|已退|补寄|重新寄|召回|垫付|免掉|没有成功|没有扣|(?-u:\b)(?:as an apology|to apologi[sz]e|to make up|compensat\w+|goodwill|refund\w*|returned|went back|has gone back|recall\w*|reimburs\w+|replac\w+|removed|did not go through|not charged|we (?:pay|will bear|cover)|missing)(?-u:\b)";
    /// Speaks of what the customer has, did or asked about.
    YOURS = r"您的(?:订单|会员|退款|优惠券|红包|白金|续费|理财|包裹|积分|账户|信用卡)|您(?:问|说|提到|咨询|购买|买|充值|拍|收藏|订阅|上次|没有购买|已|要求|收到|使用)(?:的|过|了)?|您喜欢的颜色|(?-u:\b)(?:your (?:order|membership|refund|platinum|gold|renewal|savings|extended|parcel|referral|account|box|whole-home)|you (?:asked|bought|used|got|topped|ordered|had|spent|have been|received|like is)|you set|(?:is|are|item) in your \w+)(?-u:\b)";
    /// It is over, or it is not to be had.
    OVER = r"已(?:经)?结束|昨天[^,]*结束|已停产|缺货|停课|已到账|到期日|没有折扣|(?-u:\b)(?:ended|expired|discontinued|sold out|was not claimed|unsubscribed|no discount|no class|is faulty)(?-u:\b)";
}

/// The advertising in a reply, if it has any.
///
/// ```
/// use language::{Normal, advertising::advertising};
/// let found = advertising(&Normal::of("非常抱歉！我們的新款耳機正在熱賣，現在下單立減50元。")).unwrap();
/// assert!(found.sure);
/// assert!(advertising(&Normal::of("As an apology we have added a $10 voucher to your account.")).is_none());
/// ```
pub fn advertising(reply: &Normal<'_>) -> Option<Advertising> {
    let text = reply.text();
    let mut words = Vec::new();
    let mut scores = Vec::new();
    for sentence in sentences(text) {
        let (score, places) = weigh(text, &sentence);
        if score >= 0.35 {
            scores.push(score);
            words.extend(places.into_iter().map(|at| Words::of(reply, at)));
        }
    }
    let score = together(scores);
    (score >= GIVEN).then_some(Advertising { score, sure: score >= SURE, words })
}

/// How much a sentence advertises, and its words that do.
fn weigh(text: &str, sentence: &Range<usize>) -> (f64, Vec<Range<usize>>) {
    let inner = &text[sentence.clone()];
    let signs = [(&*URGES, 0.45), (&*INVITES, 0.6), (&*LURES, 0.45), (&*PRAISES, 0.3)];
    let mut places: Vec<Range<usize>> = Vec::new();
    let mut scores = Vec::new();
    let mut kinds = 0;
    for (sign, weight) in signs {
        let hits: Vec<Range<usize>> = sign
            .find_iter(inner)
            .map(|hit| trimmed(text, sentence.start + hit.start()..sentence.start + hit.end()))
            .collect();
        kinds += usize::from(!hits.is_empty());
        // A second hit of one kind adds half of what is left.
        scores.extend((0..hits.len().min(2)).map(|nth| if nth == 0 { weight } else { weight / 2.0 }));
        places.extend(hits);
    }
    if places.is_empty() {
        return (0.0, places);
    }
    let mut score = together(scores);
    for (calms, share) in [(&*MAKES_GOOD, 0.4), (&*YOURS, 0.5), (&*OVER, 0.5)] {
        if calms.is_match(inner) {
            // Several signs of different kinds are not calmed so easily.
            score *= if kinds > 1 { f64::sqrt(share) } else { share };
        }
    }
    places.sort_by_key(|at| at.start);
    (score, places)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::labelled::{Tally, lines};
    use proptest::prelude::*;

    fn measure(name: &str, fixture: &str) {
        let mut tallies = [Tally::default(); 2];
        for (held_out, line) in lines(fixture) {
            let (label, text) = line.split_once('|').expect("label | text");
            let found = advertising(&Normal::of(text.trim()));
            if !tallies[usize::from(held_out)].count(found.is_some(), label.trim() == "ad") && !held_out {
                println!("{line}\n    {found:?}");
            }
        }
        tallies[0].hold(&format!("{name} advertising"), false);
        tallies[1].hold(&format!("{name} advertising"), true);
    }

    #[test]
    fn advertising_in_chinese_is_told_from_making_good() {
        measure("zh", include_str!("../fixtures/advertising.zh.txt"));
    }

    #[test]
    fn advertising_in_english_is_told_from_making_good() {
        measure("en", include_str!("../fixtures/advertising.en.txt"));
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "(\\PC|限时|50% off |，|。|立减){0,20}") {
            for words in advertising(&Normal::of(&text)).into_iter().flat_map(|found| found.words) {
                prop_assert_eq!(&text[words.at.clone()], &words.text);
            }
        }
    }
}
