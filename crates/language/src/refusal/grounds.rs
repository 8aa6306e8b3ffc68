//! What comes with a no: the fact given as its reason, an authority named in place of one, another way offered.

use crate::reading::{Clause, patterns, trimmed};
use std::ops::Range;

patterns! {
    /// Words of regret.
    SORRY = r"抱歉|不好意思|对不起|遗憾|恐怕|唔好意思|对唔住|见谅|恕|(?-u:\b)(?:sorry|unfortunately|regret|afraid|apologi[sz]e|apologies|sadly|regrettably)(?-u:\b)";
    /// The clause supposes something.
    IF = r"^\W*(?:如果|假如|要是|万一|倘若|一旦|除非|若|如您|但?如果|(?:if|unless|in case|should you|provided)(?-u:\b))";
    /// The clause gives a reason.
    BECAUSE = r"因为|由于|鉴于|考虑到|基于|出于|缘于|原因[是为在]|理由[是为]|(?:^|[^原起基动诱])因(?:[^此而为素果应]|$)|为(?:了|咗)(?:保障|确保|保护|避免|防止|遵守)|(?-u:\b)(?:because|as a result of|on account of|due to|owing to|given that|given the|seeing (?:that|as)|in view of|in light of|thanks to|(?:the|one|main) reasons? (?:is|was|being|why)|for (?:\w+ ){0,3}reasons?|for your (?:own )?(?:safety|security|protection)|to protect|caused by|considering (?:that|the|your)|following (?:the|a|an|recent|your|our|suspicious))(?-u:\b)";
    /// Openers that give a reason only where no time or manner follows: `since Monday`, `as soon as`.
    SINCE = r"^\W*(?:since|as|inasmuch as|seeing)\s+(?:you|your|we|our|it|its|this|that|these|those|the|there|they|all|no|both|i|my|a|an|someone|he|she|\w+ing|\w+s)(?-u:\b)";
    NOT_SINCE = r"^\W*(?:since (?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|yesterday|then|last|\d|january|february|march|april|may|june|july|august|september|october|november|december)|as (?:soon|long|well|far|much|many|such|usual|always|requested|promised|agreed|you (?:asked|wish|like|know|can see|requested|wrote|say|said)|we (?:agreed|promised|said)|per|if|of|an? (?:apology|courtesy|gesture|goodwill|thank|one)))(?-u:\b)";
    /// What was said before is the reason of what follows.
    THEREFORE = r"^\W*(?:所以|因此|因而|故而?|于是|以致|导致|从而|是以|故此|(?:and )?(?:so|therefore|thus|hence|consequently|accordingly)(?-u:\b)|(?:that|this|which) (?:is|'s) why|that's why|for (?:that|this|these|those) reasons?|as a (?:result|consequence)(?: |$|,))|(?:因此|所以|(?-u:\b)therefore(?-u:\b)|(?-u:\b)hence(?-u:\b))";
    /// A fact that stands in the way, without any connective.
    FACT = r"已经?(?:于|被|在|全|全部)?[^,为帮]{0,14}(?:出库|发货|寄出|过期|到期|失效|注销|售罄|订满|约满|满|签收|关闭|停产|使用|拆|激活|结束|截止|开课|超|下架|下线|抢完|卖完|完成|生效|用完|停售|开始|打包|派送|没了|开封|剪标|洗|安装)|超过[^,]{1,14}|超出|超重|超期|逾期|不足|不够|错过|缺货|售罄|停产|停售|断货|没有库存|人为|摔|进水|损坏|只剩|仅剩|仅限|只限|只适用|仅适用|仅支持|还没(?:有)?(?:到|开|过|满|完)|早就|刚刚?(?:卖|订|结束|被)|最[多低少]|必须|需要?(?:本人|提前)|属于|特价|定制|过保|占用|进行中|期间|为止|限[行购号制定]|没带|丢失|破损|划痕|污渍|尚未|未(?:支付|付款|激活|实名|认证|满|交)|不满|暂停|停(?:发|办|售|诊|供|运|课|业|飞|航|电|水)|断供|闭馆|关门|打烊|放假|休息|住院|生病|请假|施工|故障|检修|维护|高峰|台风|暴雨|大雪|管制|异常|欠费|违约|[^到解看查问知道过错好]了$|没过|先到先得|没有记录|查无|不一致|不相?符|不匹配|不是同一|满员|客满|爆满|(?-u:\b)(?:(?:has|have|had|is|was|are|were|been) (?:already |now |clearly |since |all |fully |long )*(?:expired?|ended|closed|sold out|booked|full|left|shipped|dispatched|discontinued|used|opened|worn|damaged|broken|reserved|started|begun|passed|failed|overdue|overweight|over|gone|redeemed|activated|signed|blocked|missing|taken|delivered|invalid|late|too (?:late|old|large|heavy|far))|expire[sd]|ended|sold out|fully booked|past the|beyond the|exceeds?|exceeded|more than|older than|outside the|overweight|r[au]n out|(?:restricted|reserved|limited) (?:to|for)|banned|bespoke|custom[- ]made|personali[sz]ed|perishable|faulty|damage|shut|away|on leave|ill|sick|under (?:maintenance|repair)|frozen|suspended|maintenance|shortage|storms?|holidays?|in hospital|out of (?:stock|warranty)|only (?:valid|available|applies|covers?|runs?|lasts?|sold|open)|valid only|requires?|missed|too late|still under|belongs? to|failed|none left|no longer (?:made|produced|in stock)|shows? that|(?:already|just) (?:left|shipped|been)|within \d+)(?-u:\b)";
    /// Requests, greetings and steps of work: no facts about the case.
    NO_FACT = r"请|麻烦|[感谢]谢|您好|你好|理解|收到|核实|核查|审核|经查|看了|查了|问了|要求|申请|知道|明白|(?-u:\b)(?:please|thank|review(?:ed)?|check(?:ed)?|consider(?:ed|ation)|look(?:ed)? into|request|understand|know)(?-u:\b)";
    /// A clause that tells something of the case, not of what the company thinks or did.
    TELLS = r"^[^我本]{2,}(?:是|没|不|有|被|在|了|已|过|超|到|还|才|刚|只|冇|系|唔)|^\W*(?:and |as )?(?:[a-hj-vx-z]\w*|w[^e ]\w*|i\w+)(?: \w+){0,5}? (?:is|are|was|were|has|have|had|did|didn't|does|doesn't|hasn't|isn't|aren't|wasn't|says?|said|shows?)(?-u:\b)";
    /// Authorities that are no facts.
    AUTHORITY = r"规定|政策|制度|系统|流程|条款|规则|规矩|规范|(?-u:\b)(?:polic(?:y|ies)|rules?|regulations?|systems?|procedures?|guidelines?|terms|conditions|protocol|computer|software)(?-u:\b)";
    /// Ways to name an authority as if it were a reason, and reasons that say nothing.
    BY_RULE = r"按照?|根据|依照?|依据|公司|平台|我司|各种原因|种种原因|特殊原因|某些原因|相关原因|(?-u:\b)(?:per|against|according to|under|our|company|the|by|in line with|various reasons|certain (?:reasons|circumstances)|unforeseen circumstances|reasons beyond)(?-u:\b)";
    /// Reasons that say nothing at all.
    EMPTY = r"(?:各种|种种|特殊|某些|相关|个别|技术|系统|其他|不可描述)原因|(?-u:\b)(?:various|certain|several|some|technical|internal|unspecified|operational) (?:reasons|circumstances)(?-u:\b)";
    /// What is left of a hollow reason when the authority is taken away.
    FILLER = r"因为|由于|根据|按照?|依照?|依据|基于|鉴于|出于|原因[是为]?|公司|平台|我们|我司|我公司|本店|店铺|商家|相关|有关|这是|这个|规定|政策|制度|系统|流程|条款|规则|规矩|规范|限制|要求|所限|问题|不允许|不支持|内部|目前|现行|统一|(?:各种|种种|特殊|某些|技术|其他)|(?-u:\b)(?:because|since|as|due|owing|to|of|for|given|per|according|under|the|our|my|a|an|is|are|it|its|that|this|these|by|in|with|line|against|company|store|shop|current|internal|standard|policy|policies|rules?|regulations?|systems?|procedures?|guidelines?|terms|conditions|and|protocol|computer|software|does|do|will|would|not|n't|won't|doesn't|let|me|us|allow|allows?|permit|it|what|says?|so|reasons?|circumstances|various|certain|some|technical|sorry|strictly|just|how|we|have)(?-u:\b)";
    /// Another way is offered.
    OFFER = r"得唔得|[行得好可以成]吗|行不行|^\W*(?:(?:and|then|just|simply|kindly|or|but) )?(?:cancel|rebook|reapply|fill|sign|register|drop|bring|pay|use|ask|call|visit|choose|pick|send|post|return|order|apply|book|come|contact|switch|take|log in|go)(?-u:\b)|可以|可[^能惜是见怕爱不知谓否靠行以言口疑乐,。]|考虑一下|欢迎(?:您|你)?(?:来|到)|建议|推荐|不如|不妨|要不要?|要唔要|好唔好|好不好|您看|你睇|愿意|改(?:为|成|寄|签|到|约|派)|换成|换个|另行|另外为|替代|帮您|帮你|为您|给您|同您|同你|替您|我帮|最[早快]|倒是|自行|^\W*(?:但|不过|只能|改|走|换|用|麻烦用)|重新(?:预订|预约|下单|申请|提交|购买|选)|就(?:好|行|可以|有)\W*$|还有(?:空|名额|位|其他的?[^问]|别的[^问]|[一二两三四五六七八九十几\d])|后再来|尝试|试试|请(?:您|你)?(?:先|再)?(?:到|去|改|联系|拨打|使用|选择|提供|尝试|通过|凭|走|在|移步|致电|前往|向|登录|于|补|找)|能(?:为|给|帮)(?:您|你)|我们先|我先|先(?:给|为|帮|安排)|转(?:给|交|接)|升级给|愿补偿|派(?:人|工程师|师傅|专员|员工|一)|(?-u:\b)(?:instead|alternatively|as an alternative|another option|would you (?:like|prefer|be (?:happy|willing|interested))|would \w+(?: \w+){0,3} (?:suit|work|help|be (?:ok|fine))|how about|what about|why not|suggest|recommend|^\W*but(?: then)? (?:we|i|you|there|the|a|an|any|tomorrow)(?-u:\b)|lets you|there (?:is|are) (?:still |also )?(?:a|an|one|two|three|four|five|some|several|plenty|\d+)|comes? with|we (?:do |also |still )?have (?:a|an|one|two|three|some|other|several|plenty|\d+)|does$|yes$|any ?time|you(?:'d| would) (?:get|receive)|is (?:possible|included|free|available)|happy to|glad(?:ly)?|willing to|offer you|offers? (?:a|an|the|to)|(?:is|are) (?:still )?(?:open|fine|welcome)|can|could|(?:you|we|i|it|they|one|neighbou?r|colleague|someone|somebody) may|shall (?:i|we)|still (?:has|have|goes|runs|works|available|open)|opens? (?:on|at|again)|you(?:'ll| will) (?:get|receive)|i will|we will|i'll|we'll|(?:i am|i'm|we are|we're) (?:sending|putting|arranging|moving|adding|able to|happy|forwarding|escalating|giving|offering)|what (?:i|we) can do|the earliest|works?(?: for you)?|ok for you|if that works|please (?:contact|call|visit|use|try|choose|send|ask|apply|go|reach|bring|see|e-?mail|speak|get in touch|write|check with|pick|select|order|provide|share)|could you send|try)(?-u:\b)";
    /// Not an offer: courtesy, requests for patience, the denied ability itself.
    NO_OFFER = r"谅解|理解|见谅|体谅|支持我们|配合|反馈|其他问题|其它问题|别的问题|还有什么|祝您?|感谢|谢谢|多谢|不可以|唔可以|不能|无法|不给|唔好意思|随时联系|随时咨询|不再|给您(?:带来|造成|添)|为您(?:带来|造成)|帮不|帮您不|可以理解|欢迎(?:您)?下次|已为您解释|为您解答|请勿|请不要|建议您?(?:谅解|理解)|换不|(?-u:\b)(?:any (?:other|further|more)|anything else|understand|apologi[sz]e|assure|thank|appreciate|understanding|patience|not|cannot|can't|won't|unable|no longer|feel free to (?:contact|reach)|hesitate|inconvenience|imagine|see that|we can see|i can see|confirm|hope|only (?:say|apologi[sz]e)|nothing (?:more |else )?(?:we|i) can|say|tell you|disappoint\w*|frustrat\w*)(?-u:\b)";
    /// Something has been put right since.
    UNDONE = r"(?:现在|现已|已经?|如今|目前|刚刚|今天|手动)[^,]{0,14}(?:同意|解决|修复|恢复|退|赔|批准|通过|完成|处理|补|升级|办|汇出|好)|(?-u:\b)(?:(?:has|have|is|are|was|been|now|i|we)(?: (?:been|now|since|already|have|therefore|also))* (?:approved|agreed|fixed|refunded|corrected|credited|upgraded|moved|resolved|paid|replaced|shipped|sorted|reversed|waived|restored|accepted|changed|granted|rebooked|repaired|done|did))(?-u:\b)";
}

/// Whether the answer is sorry about something.
pub(super) fn sorry(text: &str) -> bool {
    SORRY.is_match(text)
}

/// Whether a clause says that something was put right.
pub(super) fn undone(text: &str, clause: &Clause) -> bool {
    UNDONE.is_match(&text[clause.at.clone()])
}

/// Whether a no hangs on a condition: `if it was opened, we cannot refund it` refuses nobody yet.
pub(super) fn supposed(text: &str, clauses: &[Clause], nth: usize) -> bool {
    let same = clauses[..nth].iter().filter(|other| other.sentence == clauses[nth].sentence);
    same.into_iter().any(|other| IF.is_match(&text[other.at.clone()]))
}

/// The fact given as the reason of a no, and the authority that stands in its place.
pub(super) fn reason(
    text: &str,
    clauses: &[Clause],
    refused: &[usize],
) -> (Option<Range<usize>>, Option<Range<usize>>) {
    let near = |nth: usize| refused.iter().any(|&no| clauses[no].sentence.abs_diff(clauses[nth].sentence) <= 1);
    let mut hollow = None;
    let mut reasons: Vec<Range<usize>> = Vec::new();
    for (nth, clause) in clauses.iter().enumerate().filter(|(nth, clause)| near(*nth) && !clause.asked) {
        let inner = &text[clause.at.clone()];
        let Some(at) = given(text, clauses, nth, refused) else {
            if by_rule(inner) || EMPTY.is_match(inner) || (refused.contains(&nth) && AUTHORITY.is_match(inner)) {
                hollow.get_or_insert(clause.at.clone());
            }
            continue;
        };
        if weight(&text[at.clone()]) <= 2
            && (AUTHORITY.is_match(&text[at.clone()]) || EMPTY.is_match(&text[at.clone()]))
        {
            hollow.get_or_insert(at);
        } else {
            reasons.push(at);
        }
    }
    (reasons.into_iter().next(), hollow)
}

/// Whether the clause names an authority as the ground of what it says.
fn by_rule(inner: &str) -> bool {
    AUTHORITY.is_match(inner) && BY_RULE.is_match(inner)
}

/// The stretch of a clause that gives a reason.
fn given(text: &str, clauses: &[Clause], nth: usize, refused: &[usize]) -> Option<Range<usize>> {
    let clause = &clauses[nth];
    let inner = &text[clause.at.clone()];
    let no = refused.contains(&nth);
    let since = || SINCE.is_match(inner) && !NOT_SINCE.is_match(inner);
    if let Some(hit) = BECAUSE.find(inner) {
        let from = clause.at.start + hit.start();
        let bare = trimmed(text, clause.at.start + hit.end()..clause.at.end).is_empty();
        let end = if bare {
            clauses.get(nth + 1).filter(|next| next.sentence == clause.sentence)?.at.end
        } else {
            clause.at.end
        };
        return Some(from..end);
    }
    if since() {
        return Some(clause.at.clone());
    }
    // 所以 and `so` make a reason of what stands before a no.
    let follows = clauses.get(nth + 1).is_some_and(|next| {
        refused.contains(&(nth + 1))
            && next.sentence.abs_diff(clause.sentence) <= 1
            && THEREFORE.is_match(&text[next.at.clone()])
    });
    if follows && !no {
        return Some(clause.at.clone());
    }
    if no && THEREFORE.find(inner).is_some_and(|hit| hit.start() > 12) {
        let hit = THEREFORE.find(inner)?;
        return Some(clause.at.start..clause.at.start + hit.start());
    }
    // A plain statement just before a no, or earlier in its sentence, is told to explain it.
    let before = refused.iter().any(|&no| no == nth + 1 || (no > nth && clauses[no].sentence == clause.sentence));
    let fact = (FACT.is_match(inner) || (before && TELLS.is_match(inner)))
        && !SORRY.is_match(inner)
        && !NO_FACT.is_match(inner)
        && !by_rule(inner)
        && !undone(text, clause);
    (fact && !no && !OFFER.is_match(inner)).then(|| clause.at.clone())
}

/// How much a reason says beside naming an authority: letters of Chinese in pairs, words of English.
fn weight(reason: &str) -> usize {
    let rest = FILLER.replace_all(reason, " ");
    let han = rest.chars().filter(|c| crate::reading::han(*c)).count();
    let latin = crate::reading::words(&rest, 0..rest.len()).len();
    han.div_ceil(2) + latin
}

/// Another way that is offered beside a no.
pub(super) fn alternative(text: &str, clauses: &[Clause], refused: &[usize]) -> Option<Range<usize>> {
    let others = clauses.iter().enumerate().filter(|(nth, clause)| !refused.contains(nth) && !clause.quoted);
    let mut found = others.filter(|(_, clause)| offers(text, clause));
    found.next().map(|(_, clause)| clause.at.clone())
}

/// Whether a clause offers something.
pub(super) fn offers(text: &str, clause: &Clause) -> bool {
    let inner = &text[clause.at.clone()];
    OFFER.is_match(inner) && !NO_OFFER.is_match(inner) && !IF.is_match(inner)
}
