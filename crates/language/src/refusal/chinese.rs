//! A no in Chinese, Cantonese writing included.

use super::Cue;
use crate::reading::{Clause, patterns};

patterns! {
    /// A denied ability or permission; what follows decides.
    DENIED = "不能够?|无法|不可以|不可能|不可|没法|没有?办法|没有?可能|冇办法|冇法|冇得|唔可以|唔能够|唔得|未能|难以|歉难|碍难|不得|不予|不准|不许|不允许|不容许|不(?:方)?便(?:透露|提供|告知|回答|办理|处理)|不再(?:接受|提供|支持|受理|补)|(?:^|[^行])不行|未(?:予|获|能?通过|批准)|没有?(?:通过|获批|批准|开通|上线|启用|开放)|[未没](?:开通|上线|启用|开放)|不获";
    /// Verbs and phrases that are a no.
    NO_ITSELF = "拒绝|驳回|婉拒|谢绝|禁止|严禁|恕不|恕难|概不|一律不|爱莫能助|无能为力|无权|不在[^,]{0,12}范围|不属于[^,]{0,12}范围|没有?(?:义务|责任|权限|权力|资格)|冇(?:义务|责任|权)|权限不(?:够|足)|做不了主|恕无法|免谈|最终决定|没门|行不通|不打折|没(?:能|有)?给您(?:抢|订|约|排|办|申请|争取)|没[有得]商量|冇得倾";
    /// A denied service.
    SERVICE = "(?:不|唔|未|暂不|概不|恕不|不会再?|唔会再?)(?:对外|额外|再|直接|单独?|另行|拆|零|分开)?(?:接受|支持|支援|提供|办理|受理|退|换|赔|卖|收|包邮|包装|适用|符合|成立|批准|批|同意|通过|考虑|开放|承担|负责|补|参加|参与|配送|派送|发货|出货|给|俾|畀|做|接单|接待|送|安排|处理|跟进|享受|保修|使用|出租|外借|延长|延期|议价|还价|讲价|找零|开具|开票|返还|兑换|转让|取消|恢复|改变|变更|更改|松口|让价|对接|答应|让步|妥协|破例|通融)";
    /// A verb with its result denied: 办不了, 退不了, 取消唔到.
    RESULT = r"(\p{Han})(?:不|唔)(?:了|到|倒|去|上去?|进去?|出去?|出来|成|动|起|过去|过来|回来?|下来?|来|嚟|通)";
    /// Nothing is left, or it has stopped. A no only beside a word of regret or another offer.
    NOTHING_LEFT = "(?:订|约|排|住|报|客|爆|坐)满|缺货|冇货|没有?货|售罄|卖完|没有?名额|名额已?满|(?:没有?|冇)(?:空房|空位|位|库存|房)|断供|断货|停(?:办|售|发|供|产|运|诊|课|业)|已?下架|暂停";
    /// Before the words: they are denied themselves.
    TWICE = "(?:不是|并非|并不是|不会|绝不|绝不会|决不|从不|从未|无人|没有?人|未曾|唔会|唔系|不存在|没有不|无不|无须|无需|不用|不必|没有理由|没理由|没有什么|没什么|冇乜|岂|怎)[^,]{0,3}$";
    /// Before the words: somebody else's words or doings are told.
    REPORTED = "(?:您|你|客户|顾客|用户|他|她|佢)们?[^,的]{0,8}(?:反馈|反映|反应|说|讲|话|提到|提及|问|询问|咨询|描述|遇到|担心|表示|投诉|怀疑|以为)(?:[^的,]|$)[^,]*$|(?:为什么|为何|点解|怎么会?|是否|会不会|有没有|以为|显示|提示)[^,]{0,12}$";
    /// Before the words: it is only supposed.
    SUPPOSED = "如果|假如|要是|万一|倘若|一旦|即使|即便|就算|哪怕|无论|不论|不管|只要|除非|若是|^若|^如(?:[^何下此实]|$)|如您|若您|当您";
    /// After the words: the words belong to a thing that is spoken about.
    ABOUT = "的(?:问题|情况|现象|原因|故障|操作|错误|提示|困扰|说法|时候|话|功能|朋友|页面|损失|事情|烦恼|风险)|之处|也(?:没关系|没事|无妨|不要紧|可以|行|唔紧要|不影响)|都(?:可以|行|没关系)|不打紧";
    /// After a denied ability: it is good, or a turn of speech.
    WELCOME = "^(?:再?(?:让|使|令|叫|俾|畀)(?:您|你|客户|顾客)|容忍|辜负|忽视|忽略|忘记?|怪|责怪|更|否认|不|原谅|因为?|思议|抗力|或缺|避免|或者?|了|已|再好|大意|马虎|替代|掉以|言喻|相信|想象|接受[^,]{0,8}(?:这样|如此|这种|这么|那样)|认同[^,]{0,8}(?:这样|如此|这种|态度)|说|代表|少|丢|错过|泄露)";
    /// After a denied service: money is not taken, harm is not done.
    SPARED = "^(?:费|取|钱|任何|手续|额外|您的?钱|一分|您?[^,]{0,4}费|添|您添|您造成|您带来|您增加|力|到您|丢|触|错|坏|锈)";
    /// Told of what was.
    PAST = "之前|先前|原先|上次|当时|刚才|此前|曾经?|早前|头先";
}

/// First characters of verbs whose denied result tells of perception or is a turn of speech, not of a service.
const NO_SERVICE: &str = "系看听见收找想感觉遇碰少大受忘错差等得说料离犯对过谈算了比靠止抵经顾买值吃睡搞猜";

/// First characters of verbs of service: their denied result is a no.
const DOES: &str = "办退换改做帮理足决赔补开送排来提给消约订升发寄加宜批转接出修租借延调用享";

/// The no in a clause, if it has one.
pub(super) fn cue(text: &str, clause: &Clause, softened: &dyn Fn() -> bool) -> Option<Cue> {
    let inner = &text[clause.at.clone()];
    if inner.is_ascii() || asks(inner) {
        return None;
    }
    let found = |from: usize, to: usize, score: f64| {
        let (before, after) = (&inner[..from], &inner[to..]);
        let quiet = TWICE.is_match(before) || REPORTED.is_match(before) || SUPPOSED.is_match(before);
        if quiet || ABOUT.is_match(after) || timed(after) || either_or(before, &inner[from..]) {
            return None;
        }
        let at = clause.at.start + from..clause.at.start + shown(inner, to);
        Some(Cue { at, score, past: PAST.is_match(before) })
    };
    let denied = DENIED.find_iter(inner).filter_map(|hit| {
        let welcome = WELCOME.is_match(&inner[hit.end()..])
            || inner[..hit.start()].ends_with(['舍', '了', '巴', '恨', '由', '怪', '必']);
        (!welcome).then(|| found(hit.start(), hit.end(), 0.85))?
    });
    let itself = NO_ITSELF.find_iter(inner).filter_map(|hit| found(hit.start(), hit.end(), 0.85));
    let service = SERVICE.find_iter(inner).filter_map(|hit| {
        let spared = SPARED.is_match(&inner[hit.end()..]) || inner[..hit.start()].ends_with(['差', '要', '绝', '从']);
        (!spared).then(|| found(hit.start(), hit.end(), 0.75))?
    });
    let result = RESULT.captures_iter(inner).filter_map(|hit| {
        let (whole, verb) = (hit.get(0)?, hit.get(1)?.as_str());
        let seen = NO_SERVICE.contains(verb) && !inner[..whole.start()].ends_with(['取']);
        (!seen).then(|| found(whole.start(), whole.end(), if DOES.contains(verb) { 0.8 } else { 0.6 }))?
    });
    let left = NOTHING_LEFT
        .find_iter(inner)
        .filter(|hit| !inner[..hit.start()].ends_with(['没', '有', '不', '未', '冇']) && softened())
        .filter_map(|hit| found(hit.start(), hit.end(), 0.5));
    let all = denied.chain(itself).chain(service).chain(result).chain(left);
    all.max_by(|a, b| a.score.total_cmp(&b.score).then(b.at.start.cmp(&a.at.start)))
}

/// Whether the clause is a question by its particle.
fn asks(inner: &str) -> bool {
    inner.trim_end_matches(|c: char| c.is_whitespace() || c == '"').ends_with(['吗', '么', '咩'])
}

/// `能不能`, `可唔可以`: a question, not a no.
fn either_or(before: &str, from: &str) -> bool {
    let denied = from.chars().nth(1);
    from.starts_with(['不', '唔', '没', '冇']) && before.chars().next_back().is_some_and(|last| Some(last) == denied)
}

/// `客服不在时`: a time, unless 时 ends another word.
fn timed(after: &str) -> bool {
    let bare = after.trim_end();
    bare.strip_suffix('时')
        .is_some_and(|rest| !rest.ends_with(['按', '及', '准', '当', '暂', '随', '同', '小', '临', '限']))
}

/// The no and the few words after it that say to what.
fn shown(inner: &str, to: usize) -> usize {
    inner[to..]
        .char_indices()
        .take_while(|(_, letter)| crate::reading::han(*letter))
        .take(6)
        .last()
        .map_or(to, |(at, letter)| to + at + letter.len_utf8())
}
