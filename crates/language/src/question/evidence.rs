//! Whether a clause of an answer answers a question.

use super::asked::{Asked, Kind};
use crate::reading::{Clause, han, pattern, patterns, words};
use crate::repeat::concept::{Concept, concepts};
use regex::Regex;
use std::sync::LazyLock;

patterns! {
    /// Clauses that answer nothing: thanks, apologies, patience, promises to answer later.
    EMPTY = r"^\W*(?:hello|hi|hey|dear \w+|welcome|(?:you are|you're) (?:very )?welcome)(?: there)?\W*$|感谢|谢谢|多谢|尽快|稍后(?:联系|回复|答复)|稍等|耐心|谅解|见谅|抱歉|对不起|不好意思|重视|您的反馈|反馈给|祝您?|您好|你好|^\W*亲(?:爱的)?[^,]{0,4}$|^\W*(?:好的)?收到\W*$|在的|希望能帮|满意|宗旨|追求|欢迎(?:光临|来到|咨询|您的|\W*$)|支持我们|的支持|请放心|放心\W*$|不便|正在处理|正在核实|记录下来|持续改进|消消气|心情|为您服务|帮您吗|可以帮您|关注我们|了解更多|联系方式|联系您|购物愉快|不客气|生活愉快|试试问我|(?-u:\b)(?:thank|thanks|sorry|apologi[sz]e|patient|patience|value your|feedback|as soon as possible|shortly|noted|look(?:ing)? into|working on|get back to you|understand how|calm down|learn more|lovely day|anything else|reaching out|hope that helps|satisfaction|priority|great (?:day|weekend)|keep improving|enjoy your|for being with us|for your interest|leave your number|someone will call|ask me things|don't worry)(?-u:\b)";
    TIME = r"\d+\s*(?:点|时|日|号|月|天|小时|分钟|周|:)|[一二三四五六七八九十两半]+(?:点|号|月|天|小时|分钟|个?工作日|个月|周|日)|今[天晚日早]|明[天早晚日]|后天|聽日|听日|听朝|下(?:个?月|周|星期|礼拜)|本周|这周|周[一二三四五六日天末]|星期|礼拜|上午|下午|中午|晚上|月底|年底|月初|随时|马上|立即|立刻|现在就|刚刚|已经?(?:发|寄|退|到)|(?-u:\b)(?:\d+(?::\d+)?\s*(?:am|pm|o'clock|days?|hours?|minutes?|weeks?|months?)|today|tomorrow|tonight|yesterday|now|immediately|monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march|april|june|july|august|september|october|november|december|next (?:week|month)|this (?:week|evening|afternoon|morning)|(?:within|in|by|until|till|at|from|on|before|after) (?:the )?(?:\w+ )?(?:\d|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|noon|midnight|end of)|weekends?|morning|afternoon|evening|noon|already)(?-u:\b)";
    AMOUNT = r"\d|[一二三四五六七八九十百千两半几]+(?:个|天|日|元|块|次|件|折|楼|层|年|月|周|份|只|小时|分钟|期|名|位|点|款|种|瓶|张|台)|半价|免费|包邮|不收|不用钱|不限|无限|按表计|按[天月年次量]|清零|(?-u:\b)(?:free|half|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|hundred|thousand|a (?:day|week|month|year)|unlimited|metered|none|no (?:charge|fee|limit|surcharge)|per)(?-u:\b)";
    PLACE = r"在[^,]{0,12}(?:楼|层|路|街|店|里|处|台|上|中|馆|边|区|站|城|市|室|柜|门|口|前台|中心)|[楼层路街][^,]{0,4}|\d+号|前台|柜台|官网|门店|仓库|授权|到达|派送|浦东|转运|已到|(?:放|到|去|往|交到|送到)[^,]{1,8}|(?-u:\b)(?:at|in|on|to|near|next to|opposite|behind|floor|level|street|road|desk|reception|counter|shop|here|there|reached|arrived|out for|on (?:its|the) way|depot|lobby|online|any (?:\w+ )?(?:shop|store|branch))(?-u:\b)";
    PERSON = r"经理|小姐|先生|女士|老师|主管|师傅|部(?:门)?|客服|我是|我们(?:承担|出|负责|付|来)|由|人员|团队|专员|财务|银行|卖家|商家|本人|退给|(?-u:\b)(?:ms|mr|mrs|dr|team|manager|colleague|i am|my name|department|we (?:cover|pay|do|will|bear)|you (?:pay|do|cover)|the (?:\w+ )?(?:team|bank|seller|buyer|carrier|customer|finance)|office|staff|service|desk|by (?:the|our|a|your)|whoever|is yours|she|he)(?-u:\b)";
    REASON = r"因为|由于|因\S|所以|是您|拒|原因|导致|是(?:因|由|仓库|我们|系统|银行|为了)|出错|失误|故障|错了?货|超时|不足|靠近|拣错|(?-u:\b)(?:because|since|as|due to|owing to|reason|caused|so|therefore|comes? from|includes?|timed out|wrong|mistake|error|was down|declined|stolen|lost|stopped|closed|picked|ran|blocked|broke|failed|expired|had|was)(?-u:\b)";
    WAY = r"点击|点[登“\x22「选开]|点选|打开|登录|进入|选择|在[^,]{1,14}(?:中|里|内|页|设置|点|关|改)|请[您你]?(?:到|去|先|把|用|在|联系|拨打|发|提供|打开|点|登)|就可以|即可|先[^,]+再|凭|通过|关掉|设置|输入|扫描|下载|填写|再消费|改为|重设|截图发|就|满|(?-u:\b)(?:click|tap|open|go to|choose|select|type|enter|log in|sign in|visit|use|press|scroll|scan|download|send us|please (?:send|go|use|open|visit|call|contact)|turn (?:it )?(?:on|off)|under|by \w+ing|you (?:can|could|need to|have to)|just|spend|restores?|first|then|fill in|metered|per)(?-u:\b)";
    YES = r"可以|能|有的?|是的?|没问题|冇问题|支持|好的|行|会|不|没|无|已经?|必须|需要|要|都|凭|正在为您|系|得|唔|(?-u:\b)(?:yes|no|yeah|sure|of course|certainly|absolutely|can|cannot|can't|not|do|does|don't|doesn't|is|are|isn't|aren't|will|won't|we|you may|may|must|required|included|allowed|available|has|have|included|free|back|on now|i'm)(?-u:\b)";
    /// An answer that is no more than yes or no.
    BARE = r"^\W*(?:是的?|有的?|能的?|可以的?|行的?|好的?|没问题|冇问题|会的|不是的?|没有的?|不能|不可以|不行|支持的?|系|得|可以呀|有呀|当然(?:可以|能|有)?|yes|no|sure|of course|certainly|absolutely|yeah|yep|nope|no problem|not at all|it is|it does|we do|you can|they are|it isn't|we don't|unfortunately not)[的哦呢呀啊哈~]*\W*$";
    /// All at once.
    ALL = r"都(?:可以|能|行|有|是|会)|两[个者]都|(?-u:\b)(?:both|all of (?:them|these|those)|yes to)(?-u:\b)";
}

/// A yes-or-no question and the form its answer takes up again.
static ECHOES: LazyLock<[(Regex, Regex); 4]> = LazyLock::new(|| {
    [
        (r"(?-u:\b)(?:can|could|may|might) (?:i|we)(?-u:\b)", r"(?-u:\b)you (?:can|could|may|cannot|can't)(?-u:\b)"),
        (
            r"(?-u:\b)(?:can|could|will|would|do) you(?-u:\b)",
            r"(?-u:\b)(?:we|i) (?:can|could|will|do|don't|cannot|can't|won't)(?-u:\b)",
        ),
        (r"(?-u:\b)(?:is|are) there(?-u:\b)", r"(?-u:\b)there(?:'s| is| are| isn't| aren't)(?-u:\b)"),
        ("(?:可以|能|可唔可以|可否|能否)[^,]*", "可以为?您?|能[为给]?您|不能|无法|唔可以"),
    ]
    .map(|(ask, tell)| (pattern(ask), pattern(tell)))
});

/// Words of English that say nothing of what a text is about.
const STOP: &str = "a an the of to in on at for from with by and or but so if is are was were be been am do doe did can could wil \
    would shal should may might must have has had it its this that these thos there here i you he she we they me my your our us \
    them his her their what when where who why how which not no yes any some al just only also very too then than as into out up \
    down about again get got please pleas hi hello thank thanks let know tell want lik like ned need one on other will shall";

/// Chinese words that say nothing of what a text is about.
const EMPTY_HAN: [&str; 71] = [
    "什么时候",
    "为什么",
    "请问",
    "什么",
    "怎么样",
    "怎么",
    "怎样",
    "如何",
    "多少",
    "几多",
    "多久",
    "多长",
    "哪里",
    "哪儿",
    "可不可以",
    "可唔可以",
    "能不能",
    "是不是",
    "有没有",
    "可以",
    "能",
    "我们",
    "你们",
    "您",
    "你",
    "我",
    "的",
    "了",
    "吗",
    "呢",
    "吧",
    "啊",
    "呀",
    "是",
    "有",
    "在",
    "要",
    "会",
    "想",
    "问",
    "知道",
    "还",
    "也",
    "都",
    "就",
    "和",
    "这个",
    "那个",
    "这",
    "那",
    "一",
    "个",
    "几",
    "下",
    "谁",
    "哪",
    "到底",
    "给",
    "把",
    "被",
    "请",
    "告诉",
    "点解",
    "几时",
    "边度",
    "边个",
    "嘅",
    "咗",
    "系",
    "为何",
    "得",
];

/// What a text is about, in words: stems of English, pairs of characters of Chinese.
pub(crate) fn features(text: &str) -> Vec<String> {
    let stop = |word: &str| STOP.split_ascii_whitespace().any(|entry| entry == word);
    let mut found: Vec<String> = words(text, 0..text.len())
        .into_iter()
        .filter(|word| !stop(&word.text) && !stop(&word.stem))
        .map(|word| word.stem)
        .collect();
    let mut bare = text.to_owned();
    for empty in EMPTY_HAN {
        bare = bare.replace(empty, " ");
    }
    for run in bare.split(|letter: char| !han(letter)).filter(|run| !run.is_empty()) {
        let letters: Vec<char> = run.chars().collect();
        match letters.as_slice() {
            [one] => found.push(one.to_string()),
            _ => found.extend(letters.windows(2).map(|pair| pair.iter().collect::<String>())),
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// How much of what the first text is about the second is about too, 0 to 1: by concepts of both languages or by words.
pub(crate) fn topic(about: &str, told: &str) -> f64 {
    let share = |hits: usize, all: usize| if all == 0 { 0.0 } else { hits as f64 / all as f64 };
    let set = |text: &str| -> Vec<Concept> {
        let mut all: Vec<Concept> = concepts(text, 0..text.len()).into_iter().map(|met| met.concept).collect();
        all.sort_unstable();
        all.dedup();
        all
    };
    let (asked, answered) = (set(about), set(told));
    let by_concept = share(asked.iter().filter(|concept| answered.contains(concept)).count(), asked.len());
    let (mine, theirs) = (features(about), features(told));
    let same =
        |feature: &&String| theirs.contains(feature) || (feature.chars().all(han) && told.contains(feature.as_str()));
    let by_word = share(mine.iter().filter(same).count(), mine.len());
    by_concept.max(by_word).max(0.6 * echoed(&mine, told))
}

/// The share of the Chinese characters of the features that come again: 可以带 echoes 可以带宠物吗 though no pair does.
fn echoed(features: &[String], told: &str) -> f64 {
    let mut letters: Vec<char> =
        features.iter().flat_map(|feature| feature.chars()).filter(|letter| han(*letter)).collect();
    letters.sort_unstable();
    letters.dedup();
    let again = letters.iter().filter(|letter| told.contains(**letter)).count();
    if letters.is_empty() { 0.0 } else { again as f64 / letters.len() as f64 }
}

patterns! {
    /// Asks whether something costs money.
    ASKS_MONEY = r"钱|费|收费|包邮|免|(?-u:\b)(?:cost|costs|fee|fees|charge|charges|surcharge|free|pay|extra|price)(?-u:\b)";
    /// Tells what something costs, or that it costs nothing.
    TELLS_MONEY = r"\d+\s?(?:元|块|蚊)|[$¥£€]\s?\d|免费|包邮|不收|不用钱|不另收|(?-u:\b)(?:free|no charge|included|per (?:night|day|item)|no extra)(?-u:\b)";
}

/// Whether a clause of an answer can answer anything.
pub(super) fn tells(text: &str, clause: &Clause) -> bool {
    let inner = &text[clause.at.clone()];
    !clause.asked && !inner.trim().is_empty() && (BARE.is_match(inner) || !EMPTY.is_match(inner))
}

/// How well a clause answers a question, 0 to 1. `rivals` are other questions of the same kind.
pub(super) fn fits(asked: &Asked, text: &str, clause: &Clause, rivals: usize) -> f64 {
    let told = &text[clause.at.clone()];
    let bare = BARE.is_match(told);
    if asked.kind == Kind::YesNo && ALL.is_match(told) {
        return 0.6;
    }
    if bare {
        let echo = ["有", "可以", "能", "支持", "是", "会", "行", "系", "得"].iter().find(|word| told.contains(**word));
        let echoes = echo.is_some_and(|word| asked.about.contains(word));
        return match (asked.kind == Kind::YesNo, echoes, rivals) {
            (true, true, _) => 0.5,
            (true, false, 0) => 0.45,
            _ => 0.0,
        };
    }
    let fits = match asked.kind {
        Kind::When => TIME.is_match(told),
        Kind::HowMuch => AMOUNT.is_match(told),
        Kind::Where => PLACE.is_match(told),
        Kind::Who => PERSON.is_match(told),
        Kind::Why => REASON.is_match(told),
        Kind::How => WAY.is_match(told),
        Kind::What => true,
        Kind::YesNo => YES.is_match(told) || features(told).len() >= 2,
    };
    let money = ASKS_MONEY.is_match(&asked.about) && TELLS_MONEY.is_match(told);
    let topic = topic(&asked.about, told).max(if money { 0.4 } else { 0.0 });
    let about = if topic > 0.0 { 0.25 + 0.5 * topic } else { 0.0 };
    let kind = match asked.kind {
        // Without a shared word, only things with a form of their own are believed to be the answer.
        Kind::When | Kind::HowMuch => 0.42,
        Kind::Where | Kind::Who | Kind::Why | Kind::How | Kind::What => 0.4,
        Kind::YesNo => 0.15,
    };
    let echo =
        asked.kind == Kind::YesNo && ECHOES.iter().any(|(ask, tell)| ask.is_match(&asked.about) && tell.is_match(told));
    match (fits, about > 0.0) {
        (true, false) if echo => 0.4,
        (true, _) => (kind + about).min(1.0),
        (false, true) if asked.kind == Kind::YesNo => about,
        (false, _) if matches!(asked.kind, Kind::How | Kind::Who | Kind::Where) => about * 0.85,
        (false, _) => about * 0.4,
    }
}
