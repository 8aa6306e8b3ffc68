# 报告的词句。来自日志的名称传入时已可直接显示。

title = 噪点报告：{ $files }
heading = 噪点报告
skip = 跳到噪点列表
nav = 报告目录
made = 由 { $program } 于 { $at } 生成。时间按 { $zone } 显示。

headline = { $journeys } 段旅程，{ $customers } 位客户，{ $touches } 个触点，{ $from }至{ $to }
finding-none = { $looked ->
    [0] 这份日志中还没有可以判断的：没有一个位置与类型的组合达到判断所需的三十次接触。统计到的见下文。
   *[other] 共检查了 { $looked } 个位置与类型的组合，没有一个能证明造成了伤害。这本身也是结论：检查过什么，见下文。
}

range = { $low } 至 { $high }
interval = ({ $range })
times = { $n } 次
and-more = 另有 { $n } 项，见本报告的 JSON 格式。
administrative = 仅结案

# 术语及其说明。

term-sure = 95% 把握
tip-sure = 如果用同样的方法测量许多份这样的日志，100 个这样的区间里有 95 个包含真实数值。
term-comparable = 条件相近
tip-comparable = 同一类请求中，本来也可能遇到该噪点、但没有遇到的旅程。同类相比，才不会把难办的事误当成服务差。
term-atleast = 下限
tip-atleast = 噪点按区间的下限排序：即使数字里有运气成分，损害也至少有这么大。
term-confirmed = 已确认
tip-confirmed = 同类相比之后，伤害仍与它相伴，并且在它出现时随之出现。整改之后伤害是否消失，只有整改能够说明。
term-associated = 已见关联
tip-associated = 同类相比之后，伤害仍与它同时出现，且无法用巧合解释。它是不是原因，要等改掉它、伤害随之消失，才算证明。
term-suspected = 疑似
tip-suspected = 它耗费客户的时间。是否还会赶走客户，这份日志看不出来。
term-hours-lost = 客户损失的时间
tip-hours-lost = 客户因此等待或重复花费的时间，按日历时间计算。对于等待过久，只计超出平常的部分。
term-q-value = 校正后的 p 值
tip-q-value = 单凭巧合能在多大程度上解释这一伤害，已按检查次数校正（Benjamini、Krieger 与 Yekutieli，2006）。数值越小越可靠。

# 噪点类型。

kind-failure = 故障
kind-retry = 重试
kind-loop = 返工
kind-ping-pong = 踢皮球
kind-handoff = 转手
kind-channel-switch = 换渠道
kind-repeat-contact = 重复联系
kind-long-wait = 等待过久
kind-abandonment = 中途放弃
kind-dead-end = 死胡同
kind-refused = 被拒
kind-silent-exit = 默默离开
kind-broken-promise = 承诺未兑现
kind-retelling = 重复讲述
kind-parrot-reply = 鹦鹉式回复
kind-expectation-gap = 期望落差

place-journey = 旅程全程
place-owner = { $name }
place-channel = { $name }
place-owners = 经手团队达 { $n } 个

happens-failure = { $place ->
    [step] 客户在“{ $name }”遇到故障，没有得到想要的结果。
    [transition] 从“{ $name }”到“{ $to }”之间出了故障。
    [owner] 由{ $name }负责时出了故障。
    [channel] 在{ $name }渠道上出了故障。
    [owners] 经手团队达 { $n } 个时，途中出了故障。
   *[journey] 客户在途中遇到故障。
}
happens-retry = { $place ->
    [step] “{ $name }”失败或没有回应，客户只好马上再试一次。
    [transition] 从“{ $name }”到“{ $to }”之间，客户只好马上重试。
    [owner] 由{ $name }负责时，客户只好马上重试。
    [channel] 在{ $name }渠道上，客户只好马上重试。
    [owners] 经手团队达 { $n } 个时，客户只好马上重试。
   *[journey] 操作失败或没有回应，客户只好马上重试。
}
happens-loop = { $place ->
    [step] 客户在同一段旅程里又走了一遍“{ $name }”。
    [transition] 走完“{ $name }”，客户又被送回已经走过的“{ $to }”。
    [owner] 由{ $name }负责时，客户把走过的步骤又走了一遍。
    [channel] 在{ $name }渠道上，客户把走过的步骤又走了一遍。
    [owners] 经手团队达 { $n } 个时，客户把走过的步骤又走了一遍。
   *[journey] 客户把走过的步骤又走了一遍。
}
happens-ping-pong = { $place ->
    [step] 在“{ $name }”，事情又回到已经转出的团队手里。
    [transition] 从“{ $name }”到“{ $to }”之间，事情又回到已经转出的团队手里。
    [owner] { $name }已经把事情转了出去，结果又转了回来。
    [channel] 在{ $name }渠道上，事情在团队之间被来回转派。
    [owners] 事情在 { $n } 个以上的团队之间被来回转派。
   *[journey] 事情被来回转派：又回到已经转出的团队手里。
}
happens-handoff = { $place ->
    [step] 在“{ $name }”，事情被转给另一个团队。
    [transition] 从“{ $name }”到“{ $to }”之间，事情被转给另一个团队。
    [owner] { $name }把事情转给了另一个团队。
    [channel] 在{ $name }渠道上，事情被转给另一个团队。
    [owners] 一件事先后经过 { $n } 个以上的团队。
   *[journey] 事情被转给另一个团队。
}
happens-channel-switch = { $place ->
    [step] 走完“{ $name }”，客户只好换一个渠道再来。
    [transition] 从“{ $name }”到“{ $to }”之间，客户只好换渠道。
    [owner] 由{ $name }负责时，客户只好换一个渠道再来。
    [channel] 客户从{ $name }来过之后，只好换一个渠道再来。
    [owners] 经手团队达 { $n } 个时，客户只好换一个渠道再来。
   *[journey] 客户只好换一个渠道再来。
}
happens-repeat-contact = { $place ->
    [step] 客户在“{ $name }”之后离开，不久又得再来。
    [transition] 走完“{ $name }”和“{ $to }”，客户不久又得再来。
    [owner] 由{ $name }接待之后，客户不久又得再来。
    [channel] 通过{ $name }联系之后，客户不久又得再来。
    [owners] 经手团队达 { $n } 个时，客户不久又得再来。
   *[journey] 旅程结束了，客户不久又得再来。
}
happens-long-wait = { $place ->
    [step] 客户在“{ $name }”被搁置等待。
    [transition] 从“{ $name }”到“{ $to }”，客户等得远比平常久。
    [owner] 由{ $name }负责时，客户等得远比平常久。
    [channel] 在{ $name }渠道上，客户等得远比平常久。
    [owners] 经手团队达 { $n } 个时，客户等得远比平常久。
   *[journey] 客户等得远比平常久。
}
happens-abandonment = { $place ->
    [step] 客户在“{ $name }”没等到服务就放弃了。
    [transition] 从“{ $name }”到“{ $to }”之间，客户没等到服务就放弃了。
    [owner] 由{ $name }负责时，客户没等到服务就放弃了。
    [channel] 在{ $name }渠道上，客户没等到服务就放弃了。
    [owners] 经手团队达 { $n } 个时，客户没等到服务就放弃了。
   *[journey] 客户没等到服务就放弃了。
}
happens-dead-end = { $place ->
    [step] 旅程停在“{ $name }”，问题没有解决，之后再无下文。
    [transition] 旅程停在“{ $name }”与“{ $to }”之间，问题没有解决。
    [owner] 旅程停在{ $name }手里，问题没有解决，之后再无下文。
    [channel] 旅程停在{ $name }渠道，问题没有解决，之后再无下文。
    [owners] 经手团队达 { $n } 个，问题仍没有解决，旅程就此停住。
   *[journey] 问题没有解决，旅程就此停住，之后再无下文。
}
happens-refused = { $place ->
    [step] 客户在“{ $name }”被拒绝。
    [transition] 从“{ $name }”到“{ $to }”之间，客户被拒绝。
    [owner] { $name }拒绝了客户。
    [channel] 在{ $name }渠道上，客户被拒绝。
    [owners] 经手团队达 { $n } 个时，客户被拒绝。
   *[journey] 客户被拒绝。
}
happens-silent-exit = { $place ->
    [step] 走完“{ $name }”，问题没有解决，客户一言不发地离开，再没有出现。
    [transition] 走完“{ $name }”和“{ $to }”，客户一言不发地离开，再没有出现。
    [owner] 由{ $name }接待之后，问题没有解决，客户一言不发地离开，再没有出现。
    [channel] 通过{ $name }联系之后，问题没有解决，客户一言不发地离开，再没有出现。
    [owners] 经手团队达 { $n } 个时，客户一言不发地离开，再没有出现。
   *[journey] 问题没有解决，客户一言不发地离开，再没有出现。
}
happens-broken-promise = { $place ->
    [step] 在“{ $name }”作出的承诺没有按时兑现。
    [transition] 从“{ $name }”到“{ $to }”之间作出的承诺没有按时兑现。
    [owner] { $name }作出的承诺没有按时兑现。
    [channel] 在{ $name }渠道上作出的承诺没有按时兑现。
    [owners] 经手团队达 { $n } 个时，承诺没有按时兑现。
   *[journey] 承诺没有按时兑现。
}
happens-retelling = { $place ->
    [step] 客户在“{ $name }”不得不把事情再讲一遍。
    [transition] 从“{ $name }”到“{ $to }”之间，客户不得不把事情再讲一遍。
    [owner] 客户不得不向{ $name }把事情再讲一遍。
    [channel] 在{ $name }渠道上，客户不得不把事情再讲一遍。
    [owners] 经手团队达 { $n } 个时，客户不得不把事情再讲一遍。
   *[journey] 客户不得不把事情再讲一遍。
}
happens-parrot-reply = { $place ->
    [step] 在“{ $name }”再次提问的客户得到同样的回复。
    [transition] 从“{ $name }”到“{ $to }”之间，再次提问的客户得到同样的回复。
    [owner] { $name }对再次提问的客户给出同样的回复。
    [channel] 在{ $name }渠道上，再次提问的客户得到同样的回复。
    [owners] 经手团队达 { $n } 个时，再次提问的客户得到同样的回复。
   *[journey] 再次提问的客户得到同样的回复。
}
happens-expectation-gap = { $place ->
    [step] 客户在“{ $name }”得到的不如当初说的。
    [transition] 从“{ $name }”到“{ $to }”之间，客户得到的不如当初说的。
    [owner] 客户在{ $name }得到的不如当初说的。
    [channel] 在{ $name }渠道上，客户得到的不如当初说的。
    [owners] 经手团队达 { $n } 个时，客户得到的不如当初说的。
   *[journey] 客户得到的不如当初说的。
}

# 结果。

result-reopened = 重新打开
result-sla-broken = 超过约定时限
result-churned = 客户流失
result-returned = 退货或退款
result-complained = 投诉
result-low-rating = 低分评价
came-reopened = 被重新打开
came-sla-broken = 超过约定时限
came-churned = 失去客户
came-returned = 以退货或退款收场
came-complained = 引来投诉
came-low-rating = 得到低分评价
outcome-failed = 失败
outcome-refused = 被拒绝
outcome-abandoned = 已放弃
outcome-waiting = 被搁置

# 噪点的句子。

rate-journeys = 在可能遇到它的 { $exposed } 段旅程中，有 { $affected } 段遇到了：{ $rate }（{ $sure }：{ $range }）。
rate-endings = 在可能跟着它的 { $exposed } 次结束中，有 { $affected } 次跟着它：{ $rate }（{ $sure }：{ $range }）。
effect = 遇到它的旅程{ $came }的频率，是{ $comparable }却没有遇到者的 { $times } 倍（{ $sure }：{ $range }）。
effect-only = 遇到它的旅程会{ $came }；{ $comparable }却没有遇到者几乎从不如此（{ $sure }：至少 { $low } 倍）。
damage-journeys = 如果它就是原因，至少有 { $low } 段旅程本不会受到伤害。最佳估计 { $best } 段（{ $sure }：{ $range }）。
damage-hours = 至少耗费了客户 { $low }的时间。最佳估计 { $best }（{ $sure }：{ $range }）。
life-cost = { $result ->
    [hours] 我们有 { $sure }：{ $span ->
        [year] 每年
       *[log] 在这份日志的时段内
    }耗费客户 { $low } 至 { $high } 小时。
    [churned] 我们有 { $sure }：如果它就是原因，{ $span ->
        [year] 每年
       *[log] 在这份日志的时段内
    }因此失去 { $low } 至 { $high } 位客户。
   *[other] 我们有 { $sure }：如果它就是原因，{ $span ->
        [year] 每年
       *[log] 在这份日志的时段内
    }因此多出 { $low } 至 { $high } { $result ->
        [complained] 起投诉
        [reopened] 次重新打开
        [returned] 次退货或退款
        [low-rating] 个低分评价
       *[other] 次超时
    }。
}
life-told = 这些客户中，每 { $of } 位就有 { $silent } 位从未告诉你（{ $sure }：{ $range }）。
life-told-share = 这些客户中有 { $share } 从未告诉你（{ $sure }：{ $range }）。
life-told-nobody = 这些客户没有一位告诉过你。
life-onset-harm = 它大约在{ $day }前后出现或加重，伤害随之上升：是原本水平的 { $times } 倍（{ $sure }：{ $range }）。
life-onset-alone = 它大约在{ $day }前后出现或加重；伤害是否随之上升，尚不确定。
life-stage = 所处阶段：{ $stage }。
formulas-open = 这些数字怎么来的，依据哪些假设
formula-of-rate = 发生率
formula-rate = { $affected } ÷ { $exposed } = { $rate }。区间：Wilson（1927）。
formula-of-effect = 影响
formula-effect = 遇到者的风险 − 条件相近却没有遇到者的风险 = { $difference }（{ $range }）；遇到的旅程 { $with } 段，没有遇到的 { $without } 段；按细分、季度和时刻分层（Mantel 与 Haenszel 1959），并扣除后来才遇到者带来的伤害（Bloom 1984）。区间由每次去掉一组客户得出。
formula-damage = 在受到伤害之前遇到它的旅程 × { $difference } = { $damage }。两端取自影响的区间。
formula-hours = 超出平常的等待与重复花费的时间相加：{ $damage } 小时。
formula-of-yearly = 一年
formula-yearly = { $damage } × 365.25 天 ÷ 日志的 { $days } 天 = { $yearly }
formula-of-told = 从未开口者
formula-told = （{ $affected } − 投诉的 { $complained }）÷ { $affected } = { $share }。区间：Wilson（1927）。
formula-of-onset = 起始时间
formula-onset = 发生率跳升最大的一周：{ $score } 个标准误。此后来到这里的全部旅程所受伤害，由泊松回归在趋势与季节之外估计，与原本水平之比 = { $harm }（{ $range }）。
assumption = 假设：
assume-cause = 遇到者与条件相近者再无其他差别。若有看不见的共同原因，它必须使两者都达到 { $times } 倍，才能解释掉这一影响（E 值，VanderWeele 与 Ding 2017）。
assume-later = 它对后来才遇到者的影响与对其他人相同，而且在它的位置上没有别的问题取而代之。
assume-pace = 一年照这份日志的节奏继续。
assume-told = 投诉过的客户在这份日志中都有标记；在别处的投诉算作沉默。

noise-nav = 噪点
noise-heading = 痛在哪里：从最严重的开始
noise-lead-harm = 共检验了 { $looked } 个“位置 × 类型 × 结果”的组合，其中 { $points } 个是噪点。按损害的{ $sure }排序。列表中预计最多有 { $share } 是碰巧入选的。
noise-lead-hours = { $points } 个噪点。这份日志没有记录投诉、重新打开之类的结果，无法从中得知伤害（可做的检验 { $looked } 次，允许误报 { $share }），因此按客户损失时间的{ $sure }排序。
noise-lead-unproven = { $points } 个噪点。{ $looked } 次检验都未能证明某处会导致投诉、重新打开之类的结果（允许误报 { $share }），因此按客户损失时间的{ $sure }排序。
noise-more = 其余 { $n } 个噪点
fact-damage = 损害
fact-trend = 逐月走势
fact-owner = 负责方
fact-customers = 受影响的客户
fact-times = 总次数
trend = { $from }至{ $to }：首月 { $first }，末月 { $last }，最差的一月 { $most }
trend-month = { $month }：{ $exposed } 段中有 { $affected } 段，{ $rate }
evidence = 查看 { $all } 段旅程中的 { $n } 段
evidence-journey = 旅程 { $name }：{ $touches } 个触点，历时 { $span }
evidence-skipped = 略去 { $n } 个触点
evidence-wait = { $span }之后
evidence-here = 噪点在此

# 水线。

waterline-heading = 水线：浮在上面的与沉在下面的
waterline-above = 水线之上：日志自己记录下来的
waterline-below = 水线之下：客户一路上实际经历的
waterline-nothing-shows = 没有。这份日志没有记录旅程的结果。
waterline-spoke = 客户表达了不满
waterline-silent = 不满却一言不发（估算）
waterline-estimate = 不满却一言不发：约 { $silent } 段旅程，95% 的把握在 { $range } 之间，依据：{ $road }。
waterline-caption = 占旅程的比例，刻度止于 { $scale }。噪点的比例以可能遇到它的旅程为基数。细线是有 95% 把握的区间。

# 旅程地图。

map-nav = 旅程地图
map-heading = 旅程地图
map-lead = 每个方框是一个步骤，线条指向接下来发生的事。线越粗，走的次数越多；颜色越暖，噪点在那里造成的损害越大。圆圈里的数字是噪点编号。
map-hint = 指向某个步骤或线条，或用方向键移动，即可看到它的数字。
map-more = 显示更多线条
map-shown = 显示 { $all } 条线中的 { $shown } 条：进出每个步骤的主路，以及其余最常走的
map-calm = 平静
map-noisy = 嘈杂
map-start = 开始
map-end = 结束
map-journeys = { $n } 段旅程
map-left-out = 最少见的 { $n } 个步骤没有画出。
map-step = { $name }：{ $journeys } 段旅程（占 { $share }），{ $touches } 个触点，其中 { $repeats } 个是重复。
map-noise = 噪点：{ $points }。
map-transition = { $from } → { $to }：{ $count } 次，{ $customers } 位客户。一半在 { $p50 }以内，九成在 { $p90 }以内。
map-starts = { $n } 段旅程从“{ $name }”开始。
map-ends = { $n } 段旅程在“{ $name }”结束。
map-administrative = 这只是给已解决的事情结案，客户并不在等。
map-table = 以表格查看
table-from = 从
table-to = 到
table-count = 次数
table-customers = 客户
table-p50 = 一半在此以内
table-p90 = 九成在此以内
table-p99 = 99% 在此以内
table-journeys = 旅程
table-ended = 停在此处
table-kind = 类型
table-place = 位置
table-affected = 受影响
table-rate = 比例
table-ratio = 倍数
table-q = 校正 p 值
table-reason = 原因
table-rows = 行数
table-definition = 如何认定
table-unit = 计数单位
table-exposure = 哪些可能遇到
table-damage-journeys = 伤害（段）≥
table-damage-hours = 损失小时 ≥

# 等待。

waits-nav = 等待
waits-heading = 时间花在哪里
waits-lead = 客户花时间最多的几段路。按日历时间计算，夜间与周末都算在内。
waits-say = 一半在 { $p50 }以内，九成在 { $p90 }以内，百分之九十九在 { $p99 }以内
waits-closing = 全部耗时中有 { $share } 落在“已解决”到“行政结案”之间。这段时间客户并不在等，因此不计入任何噪点。
waits-caption = 深色标记是中位数；宽带到九成为止，细带到百分之九十九为止。刻度逐级成倍放大。分位数误差在 { $error } 以内。

# 路径。

ways-nav = 走法
ways-heading = 旅程的各种走法
ways-lead = 共有 { $different } 种不同的走法，其中 { $single } 种只有一段旅程走过。最常见的 { $shown } 种占全部旅程的 { $share }。
ways-longer = …… 共 { $n } 步
ways-starts = 旅程从哪里开始
ways-ends = 旅程在哪里结束

# 死胡同。

dead-ends-nav = 死胡同
dead-ends-heading = 进去就出不来的步骤
dead-ends-unknown = 这份日志里没有表示“已解决”或“已关闭”的步骤，无法判断哪些步骤走不通。请在映射中指明这样的步骤。
dead-ends-none = 没有：从旅程在解决之前到达的每一个步骤出发，都有旅程走到过“{ $goals }”。
dead-ends-lead = 从这些步骤出发，从未有旅程走到过“{ $goals }”。有 { $journeys } 段旅程停在那里。
dead-ends-state = 没有出口的步骤
dead-ends-entries = 入口在这里。以下各段路之后缺少一个出口：

# 未发现的。

passed-nav = 未发现
passed-heading = 检查过但没有发现的
passed-lead = 共做检验 { $looked } 次；列出噪点 { $listed } 个，未列出的位置与类型 { $passed } 个。
passed-open = 查看未列出的 { $n } 项及原因
passed-too-few = 旅程太少，无法判断
passed-no-harm = 伤害不超过巧合
passed-better = 遇到它的旅程反而更好
passed-no-match = 没有条件相近却未遇到的旅程
told-last = { $results }：多数旅程在最后一个触点才记录这一结果。损害可能更早发生，其间出现的现象可能是后果而不是原因。
passed-time-only = 它耗费时间，但这份日志看不出它在单个地点造成的后果。
passed-twin = 与列表中某个更具体的噪点是同一批旅程
blind-heading = 这份日志看不出来的，以及需要补充的列
needs-failure = 每个触点的结果：成功、失败、拒绝、放弃。
needs-retry = 每个触点的结果，并能看出失败。
needs-loop = 一段旅程里不止一个触点。
needs-ping-pong = 由谁负责：团队、小组或部门一列。
needs-handoff = 由谁负责：团队、小组或部门一列。
needs-channel-switch = 每个触点的渠道：电话、网页、聊天、门店等。
needs-repeat-contact = 每个触点由谁发起：客户还是公司（方向）。
needs-long-wait = 每个触点的时间。
needs-abandonment = 每个触点的结果，并能看出谁放弃了。
needs-dead-end = 表示“已解决”或“已关闭”的步骤。
needs-refused = 每个触点的结果，并能看出拒绝。
needs-silent-exit = 表示“已解决”或“已关闭”的步骤，以及客户是谁。
needs-broken-promise = 说了什么：一列文本，或作出承诺的触点上的 promise_due。
needs-retelling = 说了什么：一列文本。
needs-parrot-reply = 说了什么：一列文本，以及每个触点由谁发起（方向）。
needs-expectation-gap = 说了什么：一列文本；或交付触点上的 offered 与 delivered。
terminal-blind = 这份日志看不出来的：{ $kinds }。

# 计算方法。

method-nav = 计算方法
method-heading = 这些数字是怎么算出来的
method-clock = 等待按日历时间计算：夜间、周末和节假日都算在内。时间按 { $zone } 显示。
method-closing = 从“已解决”到“行政结案”的时间占全部耗时的 { $share }（中位数 { $p50 }）。这段时间客户并不在等，因此已从所有等待和噪点中扣除。
method-no-closing = 这份日志里没有可认作行政结案的步骤，因此触点之间的时间全部算作等待。
method-phases = 表示计划或开始的行不是客户的触点，只有完成才算。地图与其他事件日志工具一样，对所有行计数。
method-matching = 至少有 { $least } 段旅程可能遇到时，才对该位置与类型做检验。遇到的旅程与同一类别中可能遇到却没有遇到的旅程相比（Mantel 与 Haenszel，1959）。同一位客户的旅程不视为彼此独立。只计结果出现之前的噪点。
method-discovery = 看得多了，总会碰巧看到些什么。在全部 { $looked } 次检验中，误报的预期比例控制在 { $share }（Benjamini、Krieger 与 Yekutieli，2006）。比例的区间采用 Wilson 区间（1927）。
method-damage = 损害是比条件相近的旅程多出来的受害旅程数；日志没有结果时，则为客户损失的小时数。区间有 95% 把握，按下限排序。
method-cause = 与伤害同时出现，不等于造成伤害。每个噪点都是有证据的怀疑；改掉它、伤害随之消失，才算证明。
method-ties = { $touches } 个触点中有 { $ties } 个与前一个同时发生，按来源的顺序排列。
method-kinds = 各类噪点如何认定
method-words = 术语
method-import = 读取了什么
import-read = { $files }：{ $touches } 个触点，略去重复 { $duplicates } 个，拒收 { $rejected } 行。
import-rejected = 被拒收的行及原因
import-rejected-file = 行号与改法列在 { $file } 中。
import-mapping = 映射：哪一列当作什么
import-mapping-guessed = Waterline 猜测的映射：哪一列当作什么

unit-journeys = 旅程
unit-endings = 旅程或联系的结束
means-failure = 触点以失败告终，或步骤名称本身表示失败。损失的时间：到下一个触点为止，最多一天。
means-retry = 某一步失败、被放弃或没有回应后，{ $retry }内又做同一步。损失的时间：自失败那次起。
means-loop = 同一段旅程中再次来到同一步骤。损失的时间：自上一次到访起。
means-ping-pong = 旅程回到曾经转出它的负责方（甲—乙—甲，或绕得更远）。损失的时间：自该负责方转出起。
means-handoff = 负责方改变。损失的时间：自前一负责方的最后一个触点起。
means-channel-switch = 客户的下一次联系在 { $switch }内换了渠道。损失的时间：两次联系之间。
means-repeat-contact = 客户在 { $repeat }内再次联系；相隔不超过 { $gap }的触点算同一次联系。损失的时间：两次联系之间。
means-long-wait = 等待超过这段路自身等待的 Tukey 上栅栏（取对数，不低于九成分位；出现 { $least } 次以上的路段），或客户被搁置。损失的时间：超出中位数的部分，或到下一个触点为止。
means-abandonment = 客户没等到服务就离开。损失的时间：之前的等待。
means-dead-end = 旅程未解决就结束，{ $silence }内再无动静。损失的时间：这段沉默。
means-refused = 公司说了“不”。损失的时间：之前的等待。
means-silent-exit = 客户的旅程未解决就结束，没有投诉，{ $silence }内再没有出现。
means-broken-promise = 公司承诺在某时之前办到的事没有按时办到：既没有办这件事的触点，也没有解决。损失的时间：从承诺的时间到下一个触点。
means-retelling = 客户把同一旅程中说过的话又说了一遍。损失的时间：处理它的时间。
means-parrot-reply = 客户再次提问时得到此前给过的同样回复。损失的时间：到下一个触点，最多一天。
means-expectation-gap = 得到的少于所承诺提供的：触点表明交付的少于提供的（数字少一成以上，其他内容不一致），或客户这样说。损失的时间：处理它的时间。
exposed-failure = 到过该步骤的旅程
exposed-retry = 到过该步骤的旅程
exposed-loop = 到过该步骤的旅程
exposed-ping-pong = （由该负责方）至少转出过一次的旅程
exposed-handoff = 有（该）负责方的旅程
exposed-channel-switch = 用过该渠道的旅程
exposed-repeat-contact = 结束得足够早、能够继续观察的
exposed-long-wait = 走过这段路或到过该步骤的旅程
exposed-abandonment = 到过该步骤的旅程
exposed-dead-end = （到过该步骤）且结束得足够早、能够继续观察的旅程
exposed-refused = 到过该步骤的旅程
exposed-silent-exit = 结束得足够早、能够继续观察的
exposed-broken-promise = 在该处得到有期限的承诺、且期限已过的旅程
exposed-retelling = 客户在该处发言、且此前已发过言的旅程
exposed-parrot-reply = 在该处得到回复、且此前已得到过回复的旅程
exposed-expectation-gap = 在该处有提供与交付记录、或客户在该处发言的旅程

## 命令行

cli-import-preview = { $file } 将按 { $format } 格式、用以下映射读取：
cli-import-mapping-guessed = 这是 Waterline 推测的映射；用 --save-map 文件 保存，改好后用 --map 文件 使用：
cli-import-mapping-used = 所用的映射：
cli-import-done = 新增触点 { $touches } 个，属于 { $journeys } 段旅程、{ $customers } 位客户；另有 { $duplicates } 个此前已有。
cli-import-span = 时间从 { $from } 到 { $to }。
cli-import-rejected = 有 { $rows } 行未能收入，行号、原因和改法列在 { $file }。
cli-import-refused = 有 { $rows } 行未收入。{ $file }
cli-flow-can-resolve = 客户可能到达的每个状态，都有路通向解决。
cli-flow-cannot-resolve = 客户可能落入无路通向解决的状态。
cli-flow-dead-ends = 死胡同：{ $states }
cli-flow-entries = 客户从这里落入：{ $states }
cli-flow-livelock = 客户可能在其间无休止地兜圈：{ $states }
cli-flow-can-force = 无论公司怎么做，客户在每个状态都能促成解决。
cli-flow-cannot-force = 在有些状态，客户无法自己促成解决。
cli-flow-run-around = 有出路，但要公司愿意才走得通：{ $states }
cli-flow-too-far = 从这些状态到解决，接触次数过多：{ $states }
cli-flow-exits = 建议增加的出路，最有用的在前：{ $states }
cli-graph = { $touches } 个触点，{ $journeys } 段旅程：{ $variants } 种走法，{ $pairs } 种转移，{ $repeats } 次重复步骤。从首个触点到末个触点的中位时长为 { $median }。
cli-clock = 等待按日历时间计：夜间与周末计算在内。
cli-from = 从
cli-to = 到
cli-count = 次数
cli-customers = 客户
cli-median = 等待中位数
cli-variants = { $journeys } 段旅程有 { $variants } 种走法，其中 { $single } 种只出现过一次。
cli-id = 编号
cli-thread = 事由
cli-customer = 客户
cli-touches = 触点
cli-affected = 受影响
cli-compared = 参与比较
cli-times = 次数
cli-lost = 损失时间
cli-first = 首个
cli-last = 末个
cli-no-journey = 没有旅程 { $name }；用 `waterline journeys` 查看列表
cli-time = 时间
cli-after = 间隔
cli-step = 步骤
cli-channel = 渠道
cli-owner = 负责方
cli-outcome = 结果
cli-text = 内容
cli-page-lies = 报告在 { $path }，请用浏览器打开。
cli-undone = 决定 { $number } 已撤销。
cli-no-customer = 没有查到客户。姓名和编号按开头匹配。
cli-known-by = 身份
cli-seen-with = 同见
cli-joined-seen = 曾与 { $with } 同时出现（{ $source } 的触点 { $touch }）
cli-joined-decided = 经决定 { $number } 与 { $with } 合并
cli-shared = （多人共用，不据此合并）
cli-is-undone = （已撤销）
cli-verdict-join = 合并
cli-verdict-split = 分开
cli-erase-sure = 将永久删除 { $touches } 个触点以及 { $known } 的一切已知信息。确定吗？请回答 是，或使用
cli-erase-not = 没有删除任何内容
cli-erase-later = 删除已登记，此人的触点不再收入，但旧触点尚未删尽；`waterline doctor` 会说明原因，系统会自行重试
cli-erased = 已删除，含 { $touches } 个触点。此前的备份在删除之前仍留有这些内容。
cli-exported = 已将 { $touches } 个触点写入 { $file }。
cli-backed-up = 已备份到 { $place }（{ $segments } 个封存文件）。
cli-restored = 已恢复，共 { $touches } 个触点。
cli-doctor = { $touches } 个触点，其中 { $waiting } 个尚未封存；{ $segments } 个封存段，共 { $megabytes } MB。
cli-orphans = 有 { $files } 个文件是中断的进程留下的，无害，会自行清除。
cli-healthy = 一切正常。
cli-unhealthy = 有损坏或停滞，见上。损坏请恢复最近的备份；任务停滞请用 --retry-jobs。
cli-simulated = { $journeys } 段旅程的 { $touches } 个触点已写入 { $log }。
cli-simulated-truth = 真相在 { $file }：{ $points } 个噪点，{ $decoys } 个假象。
cli-evaluated = 噪点报告已与 { $worlds } 家模拟公司的真相对照：每家 { $customers } 名客户，共 { $touches } 个触点。评判依据是它关于客户流失的结论。
evaluated-ranking = 排序方法
evaluated-ours = Waterline
evaluated-apart = Waterline（从未据以调整的公司）
evaluated-by-count = 按发生次数
evaluated-uncorrected = 逐项 5 % 显著，未校正
evaluated-recall = 大噪点找到
evaluated-recall-all = 全部找到
evaluated-false = 误报
evaluated-worst = 最差误报
evaluated-spearman = 次序
evaluated-oracle = 事先知道地点的人能找到其中的 { $oracle }。95 % 区间有 { $covered } 包含真实伤害。
evaluated-proofs = 真正有效的修复有 { $worked } 得到证明，无效的有 { $decoys }。95 % 区间有 { $spared } 包含修复所免除的旅程数，{ $silent } 包含沉默的不满者人数。

## 跟踪中的噪点，以及整改是否有效

stage-suspected = 疑似
stage-associated = 有关联
stage-confirmed = 已确认
stage-assigned = 已分派
stage-changed = 已整改
stage-proved = 已证实有效
stage-not-proved = 未证实有效
stage-came-back = 复发
points-none = 还没有跟踪任何噪点。--track 会把噪点报告中的噪点纳入跟踪。
points-stage = 阶段
prove-head = { $kind }，{ $place }，{ $day }前后（前 { $before } 周，后 { $after } 周）。
prove-proved = 整改有效。
prove-not-proved = 无法证明整改有效。
prove-too-early = 现在判断整改是否有效还为时过早。
prove-stays = 此前已证实有效，目前没有迹象表明复发。
prove-came-back = 此前已证实有效，现在复发了。
prove-step = 整改时发生率下降，超出趋势和偶然所能解释的程度，而其他日期几乎看不到同样的下降。
prove-no-step = 整改时的发生率没有下降到超出趋势和偶然所能解释的程度。
prove-other-dates = 其他日期也出现同样大的下降，因此不一定是整改的作用。
prove-unsure = 可能真的少了很多，也可能只是碰巧：数据太少，无法区分。
prove-few-after = 整改之后至少需要 { $weeks } 周的数据。
prove-few-before = 整改之前至少需要 { $weeks } 周的数据，其中不含最后 { $run } 周。
prove-rare = 整改之前遇到的次数少于 { $hits } 次，太少，无法判断。
prove-rates = 此后，可能遇到的旅程中有 { $after } 实际遇到；若不整改，应为 { $unfixed }。变化：{ $change }（95% 把握：{ $low } 至 { $high }）。
prove-spared = 因此有 { $journeys } 段旅程免于此事（95% 把握：{ $range }），约 { $customers } 位客户（{ $customers_range }），节省客户时间 { $hours } 小时（{ $hours_range }）。
prove-guards-trend = 整改前的 { $run } 周不计入，因为极端时期会自行结束；已考虑趋势。另外 { $dates } 个日期中，有 { $stronger } 个出现同样大的下降。
prove-guards-season = 整改前的 { $run } 周不计入，因为极端时期会自行结束；已考虑趋势和季节。另外 { $dates } 个日期中，有 { $stronger } 个出现同样大的下降。
prove-watch = 证实之后已观察 { $weeks } 周：{ $rate } 遇到此事，证实结果允许的上限为 { $limit }。这项检验可以随时重复。
prove-milder = 遇到它的频率与以前相同，但此后伤害减轻：遇到它的客户中有 { $after } 离开或受到伤害；若不整改，应为 { $unfixed }。变化：{ $change }（95% 把握：{ $low } 至 { $high }）。
prove-milder-too = 此外，它对仍然遇到者的伤害也减轻了：{ $after }，原本应为 { $unfixed }。变化：{ $change }（95% 把握：{ $low } 至 { $high }）。
prove-part = 只治好了一部分：问题消除了 { $low } 至 { $high }（95% 把握）。
prove-kept = 因此约有 { $customers } 位客户{ $harm ->
    [left] 没有离开
   *[other] 没有受到伤害
}（95% 把握：{ $range }）。
prove-money = 按每位客户 { $value } 计，价值 { $money }（95% 把握：{ $range }）。假设：留下的客户值这么多。
prove-no-money = 价值多少无法得知：日志没有说明谁离开了。

# 冰山。

iceberg-lead = 共 { $journeys } 段旅程，其中 { $surfaced } 段客户表达了不满（{ $lists }）。
iceberg-lead-nobody = 共 { $journeys } 段旅程，日志中没有一段记录客户表达了不满。
iceberg-none = 这份日志看不出有多少客户不满却一言不发；缺少什么见下文。
iceberg-silent = 另有约 { $best } 段旅程的客户不满却一言不发：95% 的把握在 { $range } 之间（依据：{ $road }），占全部 { $all } 段不满旅程的 { $share }。
iceberg-at-least = 计入偶然误差，至少 { $low } 段，无论客户开口的倾向如何不同（除非一份名单替代了另一份）；这一下限本身的估计值为 { $least } 段。
iceberg-road = 估算依据
iceberg-count = 沉默
iceberg-agree = 各项估算一致：彼此差异不超出偶然。
iceberg-disagree = 各项估算互相矛盾：至少有一项假设在这里不成立，哪一项都不能当作定论。
iceberg-one = 只有一项估算，没有其他依据可以印证。
iceberg-missing = 无法按{ $road }估算：{ $lacks }
iceberg-slider = 如果上了一份名单会使上另一份名单的几率变为 φ 倍，沉默的旅程数为：{ $values }。φ 无法由数据得知；大于 1 表示开口一次的人往往会再开口。
iceberg-models = 名单之间有 { $models } 种相依方式与数据同样相符；仅因选择不同，沉默的旅程数就在 { $range } 之间变动。
iceberg-nobody = 以上都是旅程的计数，不能据此认定某一位沉默的客户不满意。
road-lists = 名单重叠
road-survey = 问卷加权
road-exit = 超额流失
assumes-lists = 名单重叠假设：主动投诉的客户在被问到时打低分的可能性，与其他不满的客户相同。若开过口的人更容易再开口，这个数字偏低，见下文 φ。
assumes-survey = 问卷加权假设：在客群、渠道、遇到的麻烦以及是否投诉都相同的客户中，答卷的与没有答卷的相似。若不满者比相似的客户更愿意作答，这个数字偏高，日志再大也无济于事：区间只反映偶然误差。
assumes-exit = 超额流失假设：遇到麻烦而沉默的客户，要么像已知不满的客户那样离开，要么像未遇麻烦的同类客户那样离开；只计遇到麻烦的客户。若麻烦也赶走了并不在意的客户，这个数字偏高，日志再大也无济于事：区间只反映偶然误差。
list-front-line = 一线投诉
list-head-office = 总部投诉
list-review = 公开评价
list-low-rating = 低分
list-returned = 退货
lacks-second-list = 有人的名单不足两份；日志需要投诉（results.complained）、评分（results.rating）、退货（results.returned）中的两项。
lacks-no-overlap = 没有人同时在两份名单上，请选取更长的时间。
lacks-ratings = 日志没有评分（results.rating）。
lacks-few-ratings = 评分太少，无法加权，请选取更长的时间。
lacks-leaving = 日志没有记录客户是否离开（results.churned）。
lacks-groups = 没有人遇到麻烦，或没有人幸免，或遇到麻烦的人都没有开口。
lacks-not-apart = 已知不满的客户并不比别人更常离开，因此离开与否在这里说明不了什么。
damage-heading = 代价：模型的每个数字及其来源
damage-number = 数字
damage-value = 数值
damage-basis = 来源
basis-measured = 本日志测得
basis-published = 文献：{ $source }
basis-assumed = 假设
number-customers = 旅程
number-problem-rate = 不满
number-complaint-rate = 其中投诉
number-satisfied-complainants = 对答复满意
number-mollified-complainants = 被答复安抚
number-loyal-without-a-problem = 无问题者留下
number-loyal-when-satisfied = 满意者留下
number-loyal-when-mollified = 被安抚者留下
number-loyal-when-dissatisfied = 不满者留下
number-loyal-when-silent = 沉默者留下
number-told-when-satisfied = 满意者告诉的人数
number-told-when-mollified = 被安抚者告诉的人数
number-told-when-dissatisfied = 不满者告诉的人数
number-told-when-silent = 沉默者告诉的人数
number-lost-per-telling = 每告诉一人失去的潜在客户
number-won-per-telling = 每告诉一人赢得的潜在客户
number-customer-value = 一位客户的价值
number-handling-cost = 处理一次投诉的费用
damage-lost = 流失：沉默客户 { $silent } 位（{ $silent_range }），投诉客户 { $voiced } 位（{ $voiced_range }）。
damage-money = 风险金额：{ $money }（{ $range }）。
gate-open = 邀请投诉是值得的：在这些范围允许的市场中，有 { $sure } 能留住客户（目前投诉者中 { $satisfied } 满意）。
gate-shut = 暂不要邀请投诉：投诉者中有 { $needed } 满意才值得，目前为 { $satisfied }；在这些范围允许的市场中，有 { $sure } 能留住客户，超过 97.5% 才建议。
gate-unknown = 暂不要邀请投诉：按这些数字，在允许的市场中有 { $sure } 能留住客户，超过 97.5% 才建议。

# 木板。

planks-lead = { $answers } 段旅程有评分，其中 { $bad } 段为低分。此前遇到的事解释了差异的 { $explained }。
planks-lead-complaints = 日志的评分（results.rating）太少，改为解释投诉：{ $answers } 段旅程，其中 { $bad } 段投诉。此前遇到的事解释了差异的 { $explained }。
planks-none = 这份日志的评分（results.rating）与投诉（results.complained）都太少，看不出满意取决于什么：好坏至少各需二十个，并且要有有人遇到、有人没有遇到的事。
planks-driver = 遇到
planks-met = 旅程
planks-good = 满意
planks-spared = 未遇到者
planks-share = 占比
planks-rank = 名次
planks-contrast = 再遇 · 幸免
planks-first = { $kind }影响最大：占可解释部分的 { $share }（95% 的把握名次在 { $best } 到 { $worst }）。遇到的客户 { $good } 满意，未遇到的 { $spared }。
planks-short = 最短的木板决定一切（ρ { $rho }，{ $range }）：先解决{ $kind }。
planks-sum = 各块木板相加，而不是最短的一块决定（ρ { $rho }，{ $range }）：木桶之说在这里没有得到证实。解决{ $kind }收益最大。
planks-left-out = 遇到得太少，或总与别的事同时出现：{ $kinds }。
planks-causes = 这些是同时出现的关系；什么能改善，要靠改变与对照来证明。

# 服务器。

serve-link = 首次登录请打开 { $link }
member-none = 没有邮箱为 { $email } 的成员
problem-malformed = 请求无法读取。
problem-mend-malformed = 请检查格式，详情指出了位置。
problem-not-signed-in = 尚未登录。
problem-mend-not-signed-in = 请登录，或附上有效的密钥。
problem-wrong-sign-in = 邮箱与密码不符。
problem-mend-wrong-sign-in = 请核对两者；管理员可以给您一个一次性登录链接。
problem-link-used = 这个登录链接已失效。
problem-mend-link-used = 请向管理员要一个新链接，或在服务器上运行 waterline member link。
problem-provider-away = 无法连接身份提供方。
problem-mend-provider-away = 请稍后再试，或用密码登录；原因见日志，请管理员查看。
problem-provider-refused = 身份提供方未能确认您的身份。
problem-mend-provider-refused = 请再试一次；若仍如此，原因见日志，请管理员查看。
problem-sign-in-lost = 这次登录用时过久，或是在另一个窗口开始的。
problem-mend-sign-in-lost = 请在此处重新开始。
problem-not-invited = 团队中没有人使用身份提供方所确认的邮箱。
problem-mend-not-invited = 请管理员用该邮箱把您加入团队，并确认提供方已验证该邮箱。
problem-not-allowed = 您没有这项权限。
problem-mend-not-allowed = 请向管理员申请相应的角色或密钥权限。
problem-other-site = 请求不是来自本系统的页面。
problem-mend-other-site = 请附上 X-Waterline 请求头，或改用密钥。
problem-not-found = 这里没有内容。
problem-mend-not-found = 请核对地址或编号。
problem-wrong-method = 该地址不支持这种方法。
problem-mend-wrong-method = 可用方法见 openapi.json。
problem-conflict = 与现有内容冲突。
problem-mend-conflict = 详情说明了需要先改什么。
problem-changed-meanwhile = 其他人刚刚修改了它。
problem-mend-changed-meanwhile = 请重新载入后再改一次。
problem-version-needed = 请求没有说明要修改哪个版本。
problem-mend-version-needed = 请把读到的 ETag 作为 If-Match 发送。
problem-too-large = 一次发送的内容过大。
problem-mend-too-large = 请分成更小的部分发送。
problem-wrong-type = 这里不接受这种类型的内容。
problem-mend-wrong-type = 可接受的类型见 openapi.json。
problem-invalid = 请求可以读取，但内容不成立。
problem-mend-invalid = 详情指出了需要修正之处。
problem-too-many = 请求过于频繁。
problem-mend-too-many = 请按 Retry-After 所示时间等待。
problem-busy = 目前任务过多。
problem-mend-busy = 请按 Retry-After 所示时间等待后重发；本次未收下任何内容。
problem-not-ready = 数字仍在计算。
problem-mend-not-ready = 请稍候，页面会自动更新。
problem-failed = 这是系统的错误。
problem-mend-failed = 请重试；若仍然如此，请把请求编号交给管理员。
language-trained = 已从 { $rows } 行学习，模型保存在 { $path }。
language-taken = 已启用新模型。在留出的更正上，原因（F1）：原先 { $before }，现在 { $after }；愤怒程度判断正确：原先 { $angry }，现在 { $angrier }。
language-refused = 新模型更差，未启用。在留出的更正上，原因（F1）：在用 { $before }，新模型 { $after }；愤怒程度判断正确：在用 { $angry }，新模型 { $angrier }。
