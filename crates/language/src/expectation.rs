//! What came was less than what was offered, in the words of who got it: not as described, 说好的…结果.
//!
//! Precise rather than greedy: a defect, a delay or a wish alone is no gap; something must be named against which what came
//! is held. Praise (`better than expected`), conditions (`if it is not as described`) and questions are none.

use crate::Normal;
use crate::reading::{GIVEN, SURE, Words, patterns, sentences, together};
use serde::Serialize;
use std::ops::Range;

/// Less came than was offered.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Gap {
    /// How surely, 0 to 1.
    pub score: f64,
    /// False: "not sure".
    pub sure: bool,
    /// The words that led to it.
    pub words: Vec<Words>,
}

patterns! {
    /// Not as it was offered.
    UNLIKE = r"(?-u:\b)(?:not|isn't|wasn't|aren't|weren't|isnt|wasnt|nothing|nowhere near|far from|hardly)(?: at all| really| exactly| quite| even| remotely)?(?: the same)?(?: as| what| like| how)(?: in| on)?(?: the| your| it| they| this| that| i| we| you| he| she| is| was| were| are| had| has| have| been| room| product| item)*(?: offered| advertised| described| promised| shown| pictured| stated| agreed| sold| booked| ordered| paid for| expected| expecting| pictures?| photos?| description| brochure| listing| ad| advert| website| site| page)(?-u:\b)|(?-u:\b)(?:do(?:es)?n't|do(?:es)? not|did(?:n't| not)) (?:match|correspond to|look like|resemble) (?:the |your |what )(?:description|pictures?|photos?|offer|ad(?:vert)?|listing|brochure|(?:web)?site|we|i|you|was)|(?-u:\b)(?:advertised|sold|listed|described|billed|marketed) as [^.!?]{2,60}?,? but (?:it|they|this|that) (?:is|was|are|were)(?-u:\b)|(?-u:\b)(?:different from|at odds with) (?:the |your )(?:description|pictures?|photos?|offer|ad(?:vert)?|listing|brochure)|(?:跟|与|和|同|比)(?:你们|您|网上|商品|宣传)?(?:的)?(?:描述|图片|图|照片|宣传|介绍|承诺|页面|详情页?|广告|样品|合同|网上|说的|订的|买的)(?:上|里|中)?(?:的|说的|写的|看到的)?(?:完全|根本|严重|明显|一点都|差别|差距)?(?:不一样|不符|不同|不一致|不相符|差太多|差太远|差远了|差很多|差得远|相差甚远|有出入|对不上|两回事|太大|很大)|(?:描述|图文|实物|货|名实|宣传)(?:完全|严重|根本)?不(?:符|一致|对板|对版|对办)|货不对|名不副实|名不符实|言过其实|(?:虚假|夸大|过度)宣传|照骗|挂羊头";
    /// Less than a thing that was named.
    LESS = r"(?-u:\b)(?:worse|smaller|shorter|slower|thinner|fewer|less|lower|older|darker|poorer) than (?:what )?(?:it |they |we |i |you |the |was |were |is |are |as |in |had |been |your )*(?:offered|advertised|described|promised|stated|shown|pictured|agreed|sold|booked|ordered|paid for|expected|pictures?|photos?|description|ad|advert|listing)(?-u:\b)|(?-u:\b)(?:below|short of|beneath) (?:my |our |all |the )*expectations?|(?-u:\b)did(?:n't| not) (?:meet|live up to|come up to) (?:my |our |the |your )*(?:expectations?|promises?|descriptions?)|(?-u:\b)(?:misleading|false|deceptive) (?:ad(?:vert(?:s|ising|isement)?)?s?|description|pictures?|photos?|listing|offer)|(?:不如|低于|达不到|没(?:有)?达到|远不如|比不上|不及)(?:我的?|我们的?|你们)?(?:预期|期望|期待|宣传|描述|介绍|承诺|图片|想象)|没(?:有)?(?:想象|预期|宣传|介绍|描述|图片|照片|广告)(?:中|上|里|得)?(?:的|说的)?(?:那么|那样|这么)?(?:好|大|高|快|宽|新|漂亮|干净|舒服|结实)";
    /// Somebody offered it ...
    OFFERED = r"(?-u:\b)(?:(?:was|were|is|are|been|it's|as) (?:described|advertised|sold|listed|billed|presented|shown|offered|promised)|advertised as|sold as|(?:offer|ad|advert|brochure|website|site|page|description|listing|pictures?|photos?|booking|contract|salesman|seller|you|they) (?:said|says|showed|shows|promised|promises|mentioned|stated|states|claimed|claims|listed|lists|offered|advertised)|(?:we|i) (?:were|was) (?:promised|offered|told there)|(?:we|i) (?:had )?(?:booked|ordered|paid for|paid extra for|bought)|it says|it should (?:be|have))(?-u:\b)|说好的?|讲好的?|承诺的?|宣传(?:的|是|说)?|广告(?:上|里)?(?:说|写|是)|(?:页面|详情页?|网[上站页]|图片|介绍|描述|合同)(?:上|里)?(?:写|说|标|显示|宣传|承诺)(?:的|是|着|明)?|(?:标|写|注)(?:的|着|明)(?:是)?|说是|号称|(?:订|定|买|拍|预订|预定|付)的(?:是|明明是)?";
    /// ... and it was not so.
    INSTEAD = r"(?-u:\b)(?:but (?:only |all |what |in fact |actually |really )?(?:got|get|received|were given|was given|there (?:is|was|were|are) (?:no|none|nothing|not|only)|it (?:is|was) (?:only|not|no|just|much|actually)|it's (?:only|not|no|just|much|actually)|it isn't|it wasn't|we (?:got|see|saw|were given|had)|i (?:got|see|saw|was given|had)|all|only|none|not)|there (?:is|was|were|are) (?:no|none|nothing|only)(?-u:\b)|(?:and )?(?:what (?:we|i) got (?:is|was)|what (?:came|arrived) (?:is|was)|turned out|turns out|in reality|in fact it|instead)|and (?:got|were given|was given) (?:a |an |two |only |one )|and it (?:is|was) (?:not|only|just)|and it(?:'s|) (?:isn't|wasn't|not)|no such thing)|(?-u:\b)(?:is|was) no [a-z]+$|结果(?:却|是|来|给|只|没|一|就|到|窗|连)|结果[^,]{1,6}(?:没有|只有|不(?:是|让|能|给))|其实(?:是|只|没)|实际(?:上)?(?:是|只|没|却|一|不|到|才)|却(?:是|只|没|给|成)|(?:来|给|发|收到|看到|拿到|到手|送来|发来|住进去|摸着|量了?)(?:的|了)?(?:却|竟然|居然|才|只)?(?:是|才)|根本(?:没|不)|只有|才一|变成|成了|竟然|居然|压根|连.{1,8}都没有|,没有$|来了(?:是)?[一二两三四五]|(?:到了|住进来|住进去|打开|一看|到手)[^,]{0,4}是";
}

/// What makes a sentence none: praise, a condition, a question, or a delay, which is another matter.
const NONE: [&str; 51] = [
    "better than",
    "nicer than",
    "bigger than",
    "faster than",
    "more than expected",
    "exceed",
    "surpass",
    "if it",
    "if the",
    "if they",
    "if you",
    "if this",
    "in case",
    "unless",
    "whether",
    "no less than",
    "nothing less",
    "not worse",
    "delivered late",
    "within",
    "call me back",
    "called me back",
    "refund me",
    "比想象的好",
    "比想象中好",
    "比预期好",
    "超出预期",
    "超过预期",
    "超预期",
    "如果",
    "要是",
    "万一",
    "假如",
    "会不会",
    "是不是",
    "吗",
    "能不能",
    "没有不",
    "没什么不",
    "天内",
    "小时内",
    "之前退",
    "退款",
    "回电",
    "回复我",
    "打电话",
    "联系我",
    "没到货",
    "真的好",
    "确实好",
    "确实不错",
];

/// Whether the customer says that less came than was offered.
///
/// ```
/// use language::{Normal, expectation::gap};
/// let found = gap(&Normal::of("說好的江景房，結果窗外是工地。")).unwrap();
/// assert!(found.sure);
/// assert!(gap(&Normal::of("Exactly as described, and even better than expected.")).is_none());
/// ```
pub fn gap(normal: &Normal<'_>) -> Option<Gap> {
    let text = normal.text();
    let (mut scores, mut words) = (Vec::new(), Vec::new());
    for sentence in sentences(text) {
        if let Some((score, at)) = weigh(text, sentence) {
            scores.push(score);
            words.push(Words::of(normal, at));
        }
    }
    let score = together(scores);
    (score >= GIVEN).then_some(Gap { score, sure: score >= SURE, words })
}

/// The score of a sentence, and its words that say so.
fn weigh(text: &str, sentence: Range<usize>) -> Option<(f64, Range<usize>)> {
    let inner = &text[sentence.clone()];
    if NONE.iter().any(|word| inner.contains(word)) || text[sentence.end..].trim_start().starts_with('?') {
        return None;
    }
    let at = |range: Range<usize>| sentence.start + range.start..sentence.start + range.end;
    if let Some(found) = UNLIKE.find(inner).or_else(|| LESS.find(inner)) {
        return Some((0.85, at(found.range())));
    }
    let offered = OFFERED.find(inner)?;
    let instead = INSTEAD.find_at(inner, offered.end())?;
    (instead.end() - offered.start() < FAR).then(|| (0.75, at(offered.start()..instead.end())))
}

/// What is further apart, in bytes, has nothing to do with each other.
const FAR: usize = 140;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(said: &[&str], wanted: bool) {
        let wrong: Vec<&&str> =
            said.iter().filter(|text| gap(&Normal::of(text)).is_some_and(|found| found.sure) != wanted).collect();
        assert!(wrong.is_empty(), "{wanted} is wanted of {wrong:#?}");
    }

    #[test]
    fn what_is_less_than_was_offered_is_found() {
        check(
            &[
                "The flat is not as described, the kitchen is in the hall.",
                "This isn't what I ordered.",
                "The jacket looks nothing like the photos.",
                "The offer said lounge included, at the airport there was none.",
                "We were promised a balcony but there is no balcony.",
                "It was advertised as waterproof, but it is not.",
                "Half the size: smaller than stated on the box.",
                "The tour fell short of our expectations.",
                "Misleading description, avoid.",
                "We paid extra for a garden view and got a wall instead.",
                "The colour does not match the picture.",
                "说好的含早餐，结果前台说没有。",
                "實物與描述不符，申請退貨",
                "跟图片差太多了",
                "货不对板！",
                "宣传的是纯羊毛，其实是化纤",
                "没有想象中的那么好",
                "買的是新款，收到的是舊款",
                "合同上写的是朝南，实际是朝北",
                "效果达不到宣传的一半",
                "It was sold as new, but it is second-hand.",
                "广告里说是独立厨房，到了是公用的",
            ],
            true,
        );
    }

    #[test]
    fn praise_defects_delays_conditions_and_questions_are_none() {
        check(
            &[
                "Better than expected!",
                "Exactly as described, very happy.",
                "It came as advertised and works.",
                "Not bad at all.",
                "If it is not as described I will send it back.",
                "Is it as described in the listing?",
                "The zip broke on the second day.",
                "You promised to call me back and did not.",
                "My order has not come yet.",
                "I ordered two books and received them on Friday.",
                "The page is not loading.",
                "I expected a reply by now.",
                "Nobody answered for an hour.",
                "比想象的好，和图片一样",
                "与描述相符，满意",
                "如果与描述不符可以退吗？",
                "说好七天内退款，结果两周才到",
                "用了两天就坏了",
                "订的东西收到了，谢谢",
                "快递还没到",
                "没有不一样，挺好",
                "宣传的很好，到了是真的好",
                "请问图片上的是什么颜色",
            ],
            false,
        );
    }

    proptest! {
        #[test]
        fn any_text_is_read_and_its_words_are_its_own(text in "(\\PC|说好的|结果|not as described|promised |but got ){0,16}") {
            for found in gap(&Normal::of(&text)).into_iter().flat_map(|gap| gap.words) {
                prop_assert_eq!(&text[found.at.clone()], &found.text);
            }
        }
    }
}
