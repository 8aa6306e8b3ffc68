# Words and sentences of the report. Values that are names from the log come in ready to be shown.

title = Noise report: { $files }
heading = Noise report
skip = Go to the noise points
nav = Parts of the report
made = Made with { $program } on { $at }. Times are in { $zone }.

headline = { $journeys ->
    [one] One journey
   *[other] { $journeys } journeys
} of { $customers ->
    [one] one customer
   *[other] { $customers } customers
}, { $touches } touches, { $from } to { $to }
finding-none = { $looked ->
    [0] Nothing in this log could be judged: no place and kind of noise has the thirty exposures a judgement needs. What was counted stands below.
    [one] The one place and kind of noise looked at could not be shown to do harm. That is a finding too: see what was looked at below.
   *[other] None of the { $looked } places and kinds of noise looked at could be shown to do harm. That is a finding too: see what was looked at below.
}

range = { $low } to { $high }
interval = ({ $range })
times = { $n ->
    [one] once
   *[other] { $n } times
}
and-more = And { $n } more, in the JSON form of this report.
administrative = closing only

# Technical words, and what they mean when pointed at.

term-sure = 95% sure
tip-sure = If many logs like this one were measured in the same way, 95 in 100 such intervals would hold the true figure.
term-comparable = comparable
tip-comparable = Journeys of the same kind of request that could have met the same noise but did not. Like is compared with like, so that hard cases are not mistaken for bad service.
term-atleast = at least
tip-atleast = The points are ranked by the lower end of the interval: the damage that is there even if chance has flattered the figures.
term-confirmed = Confirmed
tip-confirmed = Harm goes with it after like was compared with like, and harm came when it came. Whether it goes when it is mended, only a fix shows.
term-associated = Associated
tip-associated = Harm goes with it after like was compared with like, beyond what chance explains. Whether it is the cause is shown only when it is mended and the harm goes away.
term-suspected = Suspected
tip-suspected = It costs customers time. Whether it also drives them away cannot be told from this log.
term-hours-lost = Customer time lost
tip-hours-lost = Time customers waited or had to spend again because of it, on the calendar clock. For a long wait only the part beyond the usual wait counts.
term-q-value = Adjusted p-value
tip-q-value = How well chance alone would explain the harm, corrected for how many places were looked at (Benjamini, Krieger and Yekutieli 2006). Small is sure.

# Kinds of noise.

kind-failure = Failure
kind-retry = Retry
kind-loop = Rework
kind-ping-pong = Ping-pong
kind-handoff = Handoff
kind-channel-switch = Channel switch
kind-repeat-contact = Repeat contact
kind-long-wait = Long wait
kind-abandonment = Abandonment
kind-dead-end = Dead end
kind-refused = Refusal
kind-silent-exit = Silent exit
kind-broken-promise = Broken promise
kind-retelling = Retelling
kind-parrot-reply = Parrot reply
kind-expectation-gap = Expectation gap

place-journey = anywhere in the journey
place-owner = { $name }
place-channel = { $name }
place-owners = { $n } or more teams

happens-failure = { $place ->
    [step] At { $name }, something breaks and customers do not get what they came for.
    [transition] Between { $name } and { $to }, something breaks.
    [owner] With { $name }, something breaks.
    [channel] On { $name }, something breaks.
    [owners] With { $n } or more teams involved, something breaks.
   *[journey] Something breaks along the way.
}
happens-retry = { $place ->
    [step] Customers have to try { $name } again at once, because it failed or gave no answer.
    [transition] Between { $name } and { $to }, customers have to try again at once.
    [owner] With { $name }, customers have to try again at once.
    [channel] On { $name }, customers have to try again at once.
    [owners] With { $n } or more teams involved, customers have to try again at once.
   *[journey] Customers have to try again at once, because something failed or gave no answer.
}
happens-loop = { $place ->
    [step] Customers go through { $name } again in the same journey.
    [transition] After { $name }, customers are sent back to { $to }, where they have been before.
    [owner] With { $name }, customers go through the same step again.
    [channel] On { $name }, customers go through the same step again.
    [owners] With { $n } or more teams involved, customers go through the same step again.
   *[journey] Customers go through the same step again.
}
happens-ping-pong = { $place ->
    [step] At { $name }, the matter comes back to a team that had already passed it on.
    [transition] Between { $name } and { $to }, the matter comes back to a team that had already passed it on.
    [owner] The matter comes back to { $name }, who had already passed it on.
    [channel] On { $name }, the matter is passed back and forth between teams.
    [owners] The matter is passed back and forth between { $n } or more teams.
   *[journey] The matter is passed back and forth: it returns to a team that had already passed it on.
}
happens-handoff = { $place ->
    [step] At { $name }, the matter is passed on to another team.
    [transition] Between { $name } and { $to }, the matter is passed on to another team.
    [owner] { $name } passes the matter on to another team.
    [channel] On { $name }, the matter is passed on to another team.
    [owners] The matter goes through the hands of { $n } or more teams.
   *[journey] The matter is passed on to another team.
}
happens-channel-switch = { $place ->
    [step] After { $name }, customers have to come again on another channel.
    [transition] Between { $name } and { $to }, customers have to change channels.
    [owner] With { $name }, customers have to come again on another channel.
    [channel] Customers who came on { $name } have to come again on another channel.
    [owners] With { $n } or more teams involved, customers have to come again on another channel.
   *[journey] Customers have to come again on another channel.
}
happens-repeat-contact = { $place ->
    [step] Customers leave with { $name } and have to come again.
    [transition] After { $name } and { $to }, customers have to come again.
    [owner] After contact with { $name }, customers have to come again.
    [channel] After contact on { $name }, customers have to come again.
    [owners] With { $n } or more teams involved, customers have to come again.
   *[journey] The journey ends, and the customer has to come again.
}
happens-long-wait = { $place ->
    [step] At { $name }, customers are put on wait.
    [transition] Between { $name } and { $to }, customers wait far longer than is usual there.
    [owner] With { $name }, customers wait far longer than is usual.
    [channel] On { $name }, customers wait far longer than is usual.
    [owners] With { $n } or more teams involved, customers wait far longer than is usual.
   *[journey] Customers wait far longer than is usual.
}
happens-abandonment = { $place ->
    [step] At { $name }, customers give up before they are served.
    [transition] Between { $name } and { $to }, customers give up before they are served.
    [owner] With { $name }, customers give up before they are served.
    [channel] On { $name }, customers give up before they are served.
    [owners] With { $n } or more teams involved, customers give up before they are served.
   *[journey] Customers give up before they are served.
}
happens-dead-end = { $place ->
    [step] The journey stops at { $name } with nothing resolved, and nothing more happens.
    [transition] The journey stops between { $name } and { $to } with nothing resolved.
    [owner] The journey stops with { $name }, nothing resolved, and nothing more happens.
    [channel] The journey stops on { $name } with nothing resolved, and nothing more happens.
    [owners] With { $n } or more teams involved, the journey stops with nothing resolved.
   *[journey] The journey stops with nothing resolved, and nothing more happens.
}
happens-refused = { $place ->
    [step] At { $name }, customers are told no.
    [transition] Between { $name } and { $to }, customers are told no.
    [owner] { $name } tells customers no.
    [channel] On { $name }, customers are told no.
    [owners] With { $n } or more teams involved, customers are told no.
   *[journey] Customers are told no.
}
happens-silent-exit = { $place ->
    [step] After { $name }, customers go away with nothing resolved, say nothing and are not seen again.
    [transition] After { $name } and { $to }, customers go away without a word and are not seen again.
    [owner] After { $name }, customers go away with nothing resolved, say nothing and are not seen again.
    [channel] After coming on { $name }, customers go away with nothing resolved, say nothing and are not seen again.
    [owners] With { $n } or more teams involved, customers go away without a word and are not seen again.
   *[journey] Customers go away with nothing resolved, say nothing and are not seen again.
}
happens-broken-promise = { $place ->
    [step] At { $name }, something is promised and does not come in time.
    [transition] Between { $name } and { $to }, something is promised and does not come in time.
    [owner] { $name } promises something that does not come in time.
    [channel] On { $name }, something is promised and does not come in time.
    [owners] With { $n } or more teams involved, something is promised and does not come in time.
   *[journey] Something is promised and does not come in time.
}
happens-retelling = { $place ->
    [step] At { $name }, customers have to tell their story again.
    [transition] Between { $name } and { $to }, customers have to tell their story again.
    [owner] With { $name }, customers have to tell their story again.
    [channel] On { $name }, customers have to tell their story again.
    [owners] With { $n } or more teams involved, customers have to tell their story again.
   *[journey] Customers have to tell their story again.
}
happens-parrot-reply = { $place ->
    [step] At { $name }, customers who ask again get the same reply.
    [transition] Between { $name } and { $to }, customers who ask again get the same reply.
    [owner] { $name } gives the same reply to customers who ask again.
    [channel] On { $name }, customers who ask again get the same reply.
    [owners] With { $n } or more teams involved, customers who ask again get the same reply.
   *[journey] Customers who ask again get the same reply.
}
happens-expectation-gap = { $place ->
    [step] At { $name }, customers get less than they were offered.
    [transition] Between { $name } and { $to }, customers get less than they were offered.
    [owner] With { $name }, customers get less than they were offered.
    [channel] On { $name }, customers get less than they were offered.
    [owners] With { $n } or more teams involved, customers get less than they were offered.
   *[journey] Customers get less than they were offered.
}

# Results.

result-reopened = Reopened
result-sla-broken = Agreed time missed
result-churned = Customer left
result-returned = Returned
result-complained = Complaint
result-low-rating = Low rating
came-reopened = were reopened
came-sla-broken = missed the agreed time
came-churned = lost the customer
came-returned = ended in a return
came-complained = led to a complaint
came-low-rating = were rated low
outcome-failed = failed
outcome-refused = refused
outcome-abandoned = given up
outcome-waiting = put on wait

# Sentences of a point.

rate-journeys = It happened in { $affected } of the { $exposed } journeys where it could have: { $rate } ({ $sure }: { $range }).
rate-endings = It followed { $affected } of the { $exposed } endings after which it could have: { $rate } ({ $sure }: { $range }).
effect = Journeys with it { $came } { $times } times as often as { $comparable } ones without ({ $sure }: { $range }).
effect-only = Journeys with it { $came }; { $comparable } ones without hardly ever ({ $sure }: at least { $low } times as often).
damage-journeys = At least { $low } more journeys came to harm than otherwise would have, if it is the cause. Best estimate { $best } ({ $sure }: { $range }).
damage-hours = It took at least { $low } of customers’ time. Best estimate { $best } ({ $sure }: { $range }).
life-cost = { $result ->
    [hours] We are { $sure } it costs between { $low } and { $high } hours of customers’ time { $span ->
        [year] a year
       *[log] in the time of this log
    }.
    [churned] We are { $sure } it costs between { $low } and { $high } customers { $span ->
        [year] a year
       *[log] in the time of this log
    }, if it is the cause.
   *[other] We are { $sure } it brings between { $low } and { $high } more { $result ->
        [complained] complaints
        [reopened] reopened cases
        [returned] returns
        [low-rating] low ratings
       *[other] broken deadlines
    } { $span ->
        [year] a year
       *[log] in the time of this log
    }, if it is the cause.
}
life-told = { $silent } of { $of } of these customers never told you ({ $sure }: { $range }).
life-told-share = { $share } of these customers never told you ({ $sure }: { $range }).
life-told-nobody = None of these customers ever told you.
life-onset-harm = It began or became worse around { $day }, and harm rose with it: { $times } times what it would have been ({ $sure }: { $range }).
life-onset-alone = It began or became worse around { $day }; that harm rose with it is not sure.
life-stage = Stage of its life: { $stage }.
formulas-open = How these figures come about, and what they assume
formula-of-rate = Share
formula-rate = { $affected } ÷ { $exposed } = { $rate }. Interval: Wilson (1927).
formula-of-effect = Effect
formula-effect = Risk with it − risk of comparable journeys without it = { $difference } ({ $range }), over { $with } journeys with it and { $without } without; strata of segment, quarter and moment (Mantel and Haenszel 1959), less what those bring with them who meet it later (Bloom 1984). The interval leaves out one group of customers at a time.
formula-damage = Journeys that met it before they came to harm × { $difference } = { $damage }. Its ends are those of the effect.
formula-hours = The waits beyond the usual and the time spent again, added up: { $damage } hours.
formula-of-yearly = A year
formula-yearly = { $damage } × 365.25 days ÷ { $days } days of the log = { $yearly }
formula-of-told = Who never said so
formula-told = ({ $affected } − { $complained } who complained) ÷ { $affected } = { $share }. Interval: Wilson (1927).
formula-of-onset = Onset
formula-onset = The week with the largest jump of the share: { $score } standard errors. Harm of all who came there since, by a Poisson regression beside trend and season, over what it would have been = { $harm } ({ $range }).
assumption = Assumption:
assume-cause = nothing else tells those who met it from comparable journeys. A common cause nobody sees would have to make both { $times } times as frequent to explain the effect away (E-value, VanderWeele and Ding 2017).
assume-later = it does to those who meet it later what it does to the others, and nothing else goes wrong at its place in its stead.
assume-pace = the year goes on as this log did.
assume-told = whoever complained is marked so in this log; a complaint made elsewhere counts as silence.

noise-nav = Noise points
noise-heading = Where it hurts, worst first
noise-lead-harm = { $looked } combinations of place, kind and result were tested; { $points } are noise points. They are ranked by the damage there is { $sure }. Of the points on this list, at most { $share } are expected to be there by chance.
noise-lead-hours = { $points } noise points. This log holds no result, such as a complaint or a reopening, from which harm could be learnt ({ $looked } tests were possible, { $share } false findings allowed). So they are ranked by the customer time they cost { $sure }.
noise-lead-unproven = { $points } noise points. None of { $looked } tests could show that a place leads to a result such as a complaint or a reopening ({ $share } false findings allowed). So they are ranked by the customer time they cost { $sure }.
noise-more = The other { $n } noise points
fact-damage = Damage
fact-trend = Month by month
fact-owner = Owner
fact-customers = Customers affected
fact-times = Times in all
trend = { $from } to { $to }: first { $first }, last { $last }, worst month { $most }
trend-month = { $month }: { $affected } of { $exposed }, { $rate }
evidence = { $n ->
    [one] See one of the { $all } journeys
   *[other] See { $n } of the { $all } journeys
}
evidence-journey = Journey { $name }: { $touches ->
    [one] one touch
   *[other] { $touches } touches
} in { $span }
evidence-skipped = { $n ->
    [one] one touch not shown
   *[other] { $n } touches not shown
}
evidence-wait = { $span } later
evidence-here = noise here

# The waterline.

waterline-heading = The waterline: what shows above it and what stays below
waterline-above = Above the line: what the log’s own records show
waterline-below = Below the line: what customers go through on the way
waterline-nothing-shows = Nothing. This log does not say how journeys came out.
waterline-spoke = Customers let it be known
waterline-silent = Dissatisfied and said nothing (estimated)
waterline-estimate = Dissatisfied and silent: about { $silent } journeys, { $range } with 95% confidence, by { $road }.
waterline-caption = Share of journeys; the bars end at { $scale }. For a noise point: of the journeys where it could have happened. The fine line is the interval that is 95% sure.

# The map.

map-nav = Journey map
map-heading = Journey map
map-lead = Each box is a step, each line goes to what happened next. The thicker the line, the more often; the warmer the colour, the more damage noise does there. Numbers in circles are the noise points.
map-hint = Point at a step or a line, or move with the arrow keys, to read its figures.
map-more = Show more lines
map-shown = { $shown } of { $all } lines: the main way into and out of every step, and the most frequent others
map-calm = calm
map-noisy = noisy
map-start = Start
map-end = End
map-journeys = { $n ->
    [one] 1 journey
   *[other] { $n } journeys
}
map-left-out = { $n ->
    [one] The rarest step is left out of the picture.
   *[other] The { $n } rarest steps are left out of the picture.
}
map-step = { $name }: { $journeys } journeys ({ $share } of all), { $touches } touches, { $repeats } of them repeats.
map-noise = Noise points: { $points }.
map-transition = { $from } → { $to }: { $count } times, { $customers } customers. Half of them took up to { $p50 }, nine in ten up to { $p90 }.
map-starts = { $n } journeys start with { $name }.
map-ends = { $n } journeys end with { $name }.
map-administrative = This only closes a solved matter; the customer does not wait.
map-table = The same as a table
table-from = From
table-to = To
table-count = Times
table-customers = Customers
table-p50 = Half within
table-p90 = 90% within
table-p99 = 99% within
table-journeys = Journeys
table-ended = Stopped there
table-kind = Kind
table-place = Where
table-affected = Affected
table-rate = Share
table-ratio = As often
table-q = Adjusted p
table-reason = Reason
table-rows = Rows
table-definition = Counts when
table-unit = Counted in
table-exposure = Could have had it
table-damage-journeys = Harmed ≥
table-damage-hours = Hours lost ≥

# Waits.

waits-nav = Waits
waits-heading = Where the time goes
waits-lead = The transitions in which customers spend most time. Clock: calendar, nights and weekends count.
waits-say = half within { $p50 }, nine in ten within { $p90 }, 99 in 100 within { $p99 }
waits-closing = { $share } of all elapsed time lies between the solution and administrative closing. Customers do not wait then, so no noise point counts it.
waits-caption = The dark mark is the median; the broad band reaches to where nine in ten were done, the thin one to 99 in 100. Each step of the scale is several times the one before. Quantiles are within { $error } of their value.

# Ways.

ways-nav = Ways through
ways-heading = The ways journeys take
ways-lead = There are { $different } different ways; { $single } were taken only once. The { $shown } most frequent cover { $share } of all journeys.
ways-longer = … { $n } steps in all
ways-starts = Journeys start with
ways-ends = Journeys end with

# Dead ends.

dead-ends-nav = Dead ends
dead-ends-heading = Steps nobody comes back from
dead-ends-unknown = No step of this log says resolved or closed, so it cannot be told which steps lead nowhere. Name such a step in the mapping to find out.
dead-ends-none = None: from every step that journeys come to unresolved, some journey was seen to reach { $goals }.
dead-ends-lead = From these steps no journey was ever seen to reach { $goals }. { $journeys } journeys stopped there.
dead-ends-state = Step without a way out
dead-ends-entries = The ways in. An exit is missing behind these transitions:

# What was not found.

passed-nav = Not found
passed-heading = Looked at and not found
passed-lead = { $looked ->
    [one] One test
   *[other] { $looked } tests
}; { $listed ->
    [one] one noise point
   *[other] { $listed } noise points
} on the list, { $passed ->
    [one] one place and kind
   *[other] { $passed } places and kinds
} not on it.
passed-open = { $n ->
    [one] See the one that is not on the list, and why
   *[other] See the { $n } that are not on the list, and why
}
passed-too-few = Too few journeys to tell
passed-no-harm = No harm beyond chance
passed-better = Journeys with it did better
passed-no-match = No comparable journeys without it
told-last = { $results }: most journeys tell of it only with their last touch. The harm may have come earlier than it was told, so what came in between may be its consequence and not its cause.
passed-time-only = It costs time, but this log cannot show what it leads to at a single place.
passed-twin = The very journeys of a more exact point on the list
blind-heading = What this log cannot show, and the column it would need
needs-failure = How each touch ended: a column of outcomes (ok, failed, refused, abandoned).
needs-retry = How each touch ended: a column of outcomes with failures.
needs-loop = More than one touch in a journey.
needs-ping-pong = Who was responsible: a column with the team, group or department.
needs-handoff = Who was responsible: a column with the team, group or department.
needs-channel-switch = On which channel each touch was: phone, web, chat, shop …
needs-repeat-contact = Who began each touch: customer or company (direction).
needs-long-wait = A time for each touch.
needs-abandonment = How each touch ended: a column of outcomes that tells who gave up.
needs-dead-end = A step that says resolved or closed.
needs-refused = How each touch ended: a column of outcomes that tells refusals.
needs-silent-exit = A step that says resolved or closed, and who the customer is.
needs-broken-promise = What was said: a column of texts, or promise_due on the touches that promise.
needs-retelling = What was said: a column of texts.
needs-parrot-reply = What was said: a column of texts, and who began each touch (direction).
needs-expectation-gap = What was said: a column of texts; or offered and delivered on the touches that deliver.
terminal-blind = This log cannot show: { $kinds }.

# How it was computed.

method-nav = How it was computed
method-heading = How it was computed
method-clock = Waits run on the calendar clock: nights, weekends and holidays count. Times are shown in { $zone }.
method-closing = The time between the solution and administrative closing is { $share } of all elapsed time (median { $p50 }). It is taken out of every wait and every noise point, because the customer does not wait then.
method-no-closing = No step of this log is known as an administrative closing, so all time between touches counts as waiting.
method-phases = Rows that plan or begin an activity are not touches of the customer; only its end is. The map counts every row, as event-log tools do.
method-matching = A place and kind is tested when at least { $least } journeys could have had it. Journeys with it are compared with journeys of the same segment that could have had it and did not (Mantel and Haenszel 1959). Journeys of one customer are not taken as independent of one another. Only noise before the result counts.
method-discovery = Whoever looks at much finds something by chance. Over all { $looked } tests the expected share of false findings is held at { $share } (Benjamini, Krieger and Yekutieli 2006). Intervals of shares are Wilson’s (1927).
method-damage = Damage is the number of journeys harmed beyond what comparable journeys suffered; where the log holds no result, hours of customers’ time. Its interval is 95% sure, and its lower end ranks.
method-cause = What goes with harm need not cause it. Every point is a suspicion with evidence; it is proved when it is mended and the harm goes away.
method-ties = { $ties } of { $touches } touches share their moment with the touch before; they stand in the order of the source.
method-kinds = What counts as which kind of noise
method-words = Technical words
method-import = What was read
import-read = { $files }: { $touches } touches, { $duplicates } duplicates left out, { $rejected } rows rejected.
import-rejected = Rows rejected, and why
import-rejected-file = They are listed with line and mend in { $file }.
import-mapping = The mapping: which column was taken for what
import-mapping-guessed = The mapping Waterline guessed: which column was taken for what

unit-journeys = journeys
unit-endings = endings of journeys or contacts
means-failure = a touch ends as failed, or the step’s name says so. Time lost: until the next touch, at most a day.
means-retry = the same step again within { $retry } after it failed, was given up or gave no answer. Time lost: since the failed attempt.
means-loop = a step is visited again in the same journey. Time lost: since the visit before.
means-ping-pong = the journey returns to an owner who had handed it on (A–B–A, or a longer way round). Time lost: since that owner let go.
means-handoff = the owner changes. Time lost: since the earlier owner’s last touch.
means-channel-switch = the customer’s next contact comes on another channel within { $switch }. Time lost: between the two.
means-repeat-contact = the customer comes again within { $repeat }; touches up to { $gap } apart are one contact. Time lost: between the two.
means-long-wait = the wait is beyond Tukey’s upper fence of this transition’s own waits (on a log scale, never below the 90% quantile; transitions seen { $least } times or more), or the customer is put on wait. Time lost: beyond the median, or until the next touch.
means-abandonment = the customer leaves unserved. Time lost: the wait before.
means-dead-end = the journey ends unresolved, and for { $silence } nothing more happens. Time lost: that silence.
means-refused = the company says no. Time lost: the wait before.
means-silent-exit = the customer’s journey ends unresolved, without a complaint, and the customer is not seen again for { $silence }.
means-broken-promise = what the company promised by a time did not come by then: neither a touch that does it nor a solution. Time lost: from the promised time to the next touch.
means-retelling = the customer tells again what an earlier message of the same journey told. Time lost: handling it.
means-parrot-reply = a reply that was given before to a question that is asked again. Time lost: until the next touch, at most a day.
means-expectation-gap = less came than was offered: a touch tells that less was delivered than offered (of a number over a tenth less, of anything else not the same), or the customer says so. Time lost: handling it.
exposed-failure = journeys that visit the step
exposed-retry = journeys that visit the step
exposed-loop = journeys that visit the step
exposed-ping-pong = journeys handed over at least once (by that owner)
exposed-handoff = journeys that have an owner (that owner)
exposed-channel-switch = journeys with a contact on the channel
exposed-repeat-contact = endings early enough to be followed up
exposed-long-wait = journeys that make the transition or visit the step
exposed-abandonment = journeys that visit the step
exposed-dead-end = journeys (that visit the step) early enough to be followed up
exposed-refused = journeys that visit the step
exposed-silent-exit = endings early enough to be followed up
exposed-broken-promise = journeys promised something by a time, there, and the time has passed
exposed-retelling = journeys in which the customer says something there, having said something before
exposed-parrot-reply = journeys answered there, having been answered before
exposed-expectation-gap = journeys told there what was offered and what was delivered, or in which the customer says something there

## The command line

cli-import-preview = { $file } would be read as { $format } with this mapping:
cli-import-mapping-guessed = The mapping Waterline guessed; save it with --save-map FILE, mend it, and use it with --map FILE:
cli-import-mapping-used = The mapping that was used:
cli-import-done = { $touches } new touches of { $journeys } journeys and { $customers } customers; { $duplicates } were there already.
cli-import-span = They happened from { $from } to { $to }.
cli-import-rejected = { $rows } rows could not be taken. They are listed with line, reason and mend in { $file }.
cli-import-refused = { $rows } rows were not taken.{ $file }
cli-flow-can-resolve = From every state a customer can come to, some way leads to a resolution.
cli-flow-cannot-resolve = A customer can come to a state from which no way leads to a resolution.
cli-flow-dead-ends = Dead ends: { $states }
cli-flow-entries = Customers fall into them here: { $states }
cli-flow-livelock = Customers can go round for ever between: { $states }
cli-flow-can-force = From every state the customer can force a resolution, whatever the company does.
cli-flow-cannot-force = There are states from which the customer cannot force a resolution.
cli-flow-run-around = There is a way out, but only if the company chooses it: { $states }
cli-flow-too-far = A resolution takes too many contacts from: { $states }
cli-flow-exits = Ways to add, the most useful first: { $states }
cli-graph = { $touches } touches in { $journeys } journeys: { $variants } different ways through, { $pairs } transitions, { $repeats } repeated steps. From first to last touch: median { $median }.
cli-clock = Waits are on the calendar clock: nights and weekends count.
cli-from = from
cli-to = to
cli-count = times
cli-customers = customers
cli-median = median wait
cli-variants = { $variants } different ways in { $journeys } journeys; { $single } of them were taken by one journey only.
cli-id = id
cli-thread = thread
cli-customer = customer
cli-touches = touches
cli-affected = affected
cli-compared = compared
cli-times = times
cli-lost = time lost
cli-first = first
cli-last = last
cli-no-journey = there is no journey { $name }; `waterline journeys` lists them
cli-time = time
cli-after = after
cli-step = step
cli-channel = channel
cli-owner = owner
cli-outcome = outcome
cli-text = text
cli-page-lies = The report lies at { $path }; open it in a browser.
cli-undone = Decision { $number } is undone.
cli-no-customer = Nobody is known by that. Names and ids are found by their beginning.
cli-known-by = known by
cli-seen-with = seen with
cli-joined-seen = seen with { $with } (touch { $touch } of { $source })
cli-joined-decided = joined with { $with } by decision { $number }
cli-shared = (shared by many, joins nobody)
cli-is-undone = (undone)
cli-verdict-join = joined
cli-verdict-split = kept apart
cli-erase-sure = This removes { $touches } touches and everything else known of { $known }, for good. Sure? Answer yes, or use
cli-erase-not = nothing was erased
cli-erase-later = the erasure is recorded and touches of this person are not taken any more, but removing the old ones failed; `waterline doctor` says why, and it is tried again by itself
cli-erased = Erased, with { $touches } touches. Backups made before still hold them until they are deleted.
cli-exported = { $touches } touches written to { $file }.
cli-backed-up = The store was copied to { $place } ({ $segments } sealed files).
cli-restored = The store is restored, with { $touches } touches.
cli-doctor = { $touches } touches, { $waiting } of them not yet sealed; { $segments } sealed segments of { $megabytes } MB.
cli-orphans = { $files } files are left over from a process that was stopped. They are harmless and go by themselves.
cli-healthy = All is well.
cli-unhealthy = Something is damaged or stuck, see above. Restore the last backup for damage; --retry-jobs for jobs.
cli-simulated = { $touches } touches of { $journeys } journeys are in { $log }.
cli-simulated-truth = The truth about them, { $points } noise points and { $decoys } decoys, is in { $file }.
cli-evaluated = The noise report was held against { $worlds } simulated companies with { $customers } customers each, { $touches } touches in all. It is judged by what it says about customers who leave.
evaluated-ranking = Ranking
evaluated-ours = Waterline
evaluated-apart = Waterline, company never tuned on
evaluated-by-count = By raw count
evaluated-uncorrected = Significant at 5 % one by one
evaluated-recall = Large ones found
evaluated-recall-all = All found
evaluated-false = False
evaluated-worst = False at worst
evaluated-spearman = Order
evaluated-oracle = Somebody told the places would find { $oracle } of them. { $covered } of the 95 % intervals hold the true harm.
evaluated-proofs = Of fixes that worked { $worked } were proved, of those that did not { $decoys }. { $spared } of the 95 % intervals hold the journeys a fix spared, { $silent } the dissatisfied who stayed silent.

## Noise points that are followed, and whether a fix worked

stage-suspected = suspected
stage-associated = associated
stage-confirmed = confirmed
stage-assigned = assigned
stage-changed = changed
stage-proved = proved
stage-not-proved = not proved
stage-came-back = came back
points-none = No noise point is followed yet. --track takes those of the noise report.
points-stage = stage
prove-head = { $kind }, { $place }, before and after { $day } ({ $before } and { $after } weeks).
prove-proved = The fix worked.
prove-not-proved = It cannot be shown that the fix worked.
prove-too-early = It is too early to say whether the fix worked.
prove-stays = It was proved mended, and nothing shows that it came back.
prove-came-back = It was proved mended, and it came back.
prove-step = It became rarer when the fix was made, beyond trend and chance, and at hardly any other date.
prove-no-step = It did not become rarer at the fix beyond what trend and chance explain.
prove-other-dates = Other dates show as large a step down as the date of the fix, so it need not be the fix.
prove-unsure = It may have become much rarer, or only look so by chance: there is too little to tell.
prove-few-after = There must be at least { $weeks } weeks since the fix.
prove-few-before = There must be at least { $weeks } weeks before the fix, not counting the last { $run } of them.
prove-rare = It was met fewer than { $hits } times before the fix: too rare to tell.
prove-rates = Since then { $after } of the journeys that could meet it did; without the fix it would have been { $unfixed }. Change: { $change } (95% sure: { $low } to { $high }).
prove-spared = That spared { $journeys } journeys (95% sure: { $range }), some { $customers } customers ({ $customers_range }), and { $hours } hours of their time ({ $hours_range }).
prove-guards-trend = The { $run } weeks before the fix are left out, because an extreme time ends by itself; the trend is taken into account. Of { $dates } other dates, { $stronger } show as large a step down.
prove-guards-season = The { $run } weeks before the fix are left out, because an extreme time ends by itself; the trend and the season of the year are taken into account. Of { $dates } other dates, { $stronger } show as large a step down.
prove-watch = Watched for { $weeks } weeks since the proof: { $rate } meet it, where the proof allows up to { $limit }. The test may be repeated as often as you like.
prove-milder = It is met as often as before, but it does less harm since: of those who met it { $after } left or came to harm; without the fix it would have been { $unfixed }. Change: { $change } (95% sure: { $low } to { $high }).
prove-milder-too = Besides, it does less harm to those who still meet it: { $after } instead of { $unfixed }. Change: { $change } (95% sure: { $low } to { $high }).
prove-part = It cures a part: between { $low } and { $high } of the trouble is gone (95% sure).
prove-kept = That kept some { $customers } customers from { $harm ->
    [left] leaving
   *[other] coming to harm
} (95% sure: { $range }).
prove-money = At { $value } a customer that is worth { $money } (95% sure: { $range }). Assumption: a customer who stays is worth that much.
prove-no-money = What it is worth cannot be said: the log does not tell who left.

# The iceberg.

iceberg-lead = { $journeys } journeys; in { $surfaced } of them customers let it be known ({ $lists }).
iceberg-lead-nobody = { $journeys } journeys; in none of them does the log show that the customer let dissatisfaction be known.
iceberg-none = How many were dissatisfied and said nothing cannot be told from this log; what is missing stands below.
iceberg-silent = About { $best } more were dissatisfied and said nothing: between { $range } with 95% confidence, by { $road }. That is { $share } of all { $all } dissatisfied.
iceberg-at-least = At least { $low }, chance allowed for, however unequally customers are inclined to speak, unless one list stands in for another; the bound itself is estimated at { $least }.
iceberg-road = estimate by
iceberg-count = silent
iceberg-agree = The estimates agree: none contradicts another beyond chance.
iceberg-disagree = The estimates contradict each other: at least one of their assumptions does not hold here. Do not take any of them for settled.
iceberg-one = This is one estimate alone; nothing here confirms it.
iceberg-missing = No estimate by { $road }: { $lacks }
iceberg-slider = If being on one list multiplies the odds of being on the other by φ, so many are silent: { $values }. No data tell φ; above 1 those who speak once speak twice.
iceberg-models = { $models } ways in which the lists may depend on each other fit about equally well; the choice alone moves the silent between { $range }.
iceberg-nobody = These are counts of journeys. Nothing here says of any one silent customer that this customer is dissatisfied.
road-lists = overlap of lists
road-survey = reweighted survey
road-exit = excess exit
assumes-lists = Overlap of lists assumes that those who complain unasked are no likelier and no less likely than other dissatisfied customers to rate low when asked. Where those who speak once speak twice it is too low; see φ below.
assumes-survey = The reweighted survey assumes that those who answered are like those who did not, among customers of the same segment and channel who met as much trouble and complained or not. Where the dissatisfied answer more readily than others like them it is too high, and a larger log does not mend that: the interval tells chance alone.
assumes-exit = Excess exit assumes that silent customers who met trouble leave either as the known dissatisfied do or as comparable customers without trouble do, and counts only those who met trouble. Where trouble also drives away customers who do not mind it, it is too high, and a larger log does not mend that: the interval tells chance alone.
list-front-line = front line
list-head-office = head office
list-review = public review
list-low-rating = low rating
list-returned = returned
lacks-second-list = fewer than two lists hold anybody; a log needs two of complaints (results.complained), ratings (results.rating) and returns (results.returned).
lacks-no-overlap = nobody is on two lists; take a longer time.
lacks-ratings = the log holds no ratings (results.rating).
lacks-few-ratings = there are too few ratings to reweight; take a longer time.
lacks-leaving = the log does not tell who left (results.churned).
lacks-groups = nobody met trouble, nobody was spared it, or nobody who met it let it be known.
lacks-not-apart = customers known to be dissatisfied leave no oftener than others, so leaving tells nothing here.
damage-heading = What it costs: every number of the model, and where it comes from
damage-number = number
damage-value = value
damage-basis = basis
basis-measured = measured here
basis-published = published: { $source }
basis-assumed = assumed
number-customers = journeys
number-problem-rate = dissatisfied
number-complaint-rate = of them complained
number-satisfied-complainants = satisfied by the answer
number-mollified-complainants = appeased by the answer
number-loyal-without-a-problem = stay without a problem
number-loyal-when-satisfied = stay when satisfied
number-loyal-when-mollified = stay when appeased
number-loyal-when-dissatisfied = stay when dissatisfied
number-loyal-when-silent = stay when silent
number-told-when-satisfied = people told when satisfied
number-told-when-mollified = people told when appeased
number-told-when-dissatisfied = people told when dissatisfied
number-told-when-silent = people told when silent
number-lost-per-telling = prospects lost per person told
number-won-per-telling = prospects won per person told
number-customer-value = worth of a customer
number-handling-cost = cost of handling a complaint
damage-lost = Lost: { $silent } customers who said nothing ({ $silent_range }) and { $voiced } who complained ({ $voiced_range }).
damage-money = At risk: { $money } in money ({ $range }).
gate-open = Inviting complaints pays: it keeps customers in { $sure } of the markets these ranges allow ({ $satisfied } of complainants are satisfied now).
gate-shut = Do not invite complaints yet: it would pay with { $needed } of complainants satisfied, now they are { $satisfied }, and it keeps customers in { $sure } of the markets these ranges allow; above 97.5% it is advised.
gate-unknown = Do not invite complaints yet: by these numbers it keeps customers in { $sure } of the markets these ranges allow; above 97.5% it is advised.

# Planks.

planks-lead = { $answers } journeys with a rating, { $bad } of them rated low. What they met before explains { $explained } of the difference.
planks-lead-complaints = The log holds too few ratings (results.rating), so complaints are explained instead: { $answers } journeys, { $bad } of them complained. What they met before explains { $explained } of the difference.
planks-none = This log holds too few ratings (results.rating) and too few complaints (results.complained) to say what satisfaction hangs on: at least twenty bad and twenty good ones are needed, and something that some met and others did not.
planks-driver = met
planks-met = journeys
planks-good = satisfied
planks-spared = spared
planks-share = share
planks-rank = rank
planks-contrast = again · spared
planks-first = { $kind } weighs most: { $share } of what is explained (rank { $best } to { $worst } with 95% confidence). { $good } of those who met it were satisfied, { $spared } of the spared.
planks-short = The shortest plank decides (ρ { $rho }, { $range }): { $kind } first, before anything customers are used to.
planks-sum = The planks add up rather than the shortest deciding (ρ { $rho }, { $range }): the proverb is not confirmed here. Most is gained by mending { $kind }.
planks-left-out = Met too seldom, or always together with something else: { $kinds }.
planks-causes = This is what goes together, customer by customer; what mends is proved by a change and a comparison.

# The server.

serve-link = Sign in once with { $link }
member-none = there is no member with the address { $email }
problem-malformed = The request cannot be read.
problem-mend-malformed = Check its form; the detail names the place.
problem-not-signed-in = Nobody is signed in.
problem-mend-not-signed-in = Sign in, or send a key that works.
problem-wrong-sign-in = Address and password do not belong together.
problem-mend-wrong-sign-in = Check both; an administrator can give you a one-time link.
problem-link-used = This sign-in link no longer works.
problem-mend-link-used = Ask an administrator for a new one, or run waterline member link on the server.
problem-provider-away = The identity provider cannot be reached.
problem-mend-provider-away = Try again in a moment, or sign in with your password; an administrator finds the reason in the log.
problem-provider-refused = The identity provider did not vouch for you.
problem-mend-provider-refused = Try again; if it stays so, an administrator finds the reason in the log.
problem-sign-in-lost = This sign-in took too long, or it began in another window.
problem-mend-sign-in-lost = Begin again here.
problem-not-invited = Nobody in this team has the address that the identity provider vouches for.
problem-mend-not-invited = Ask an administrator to take you in with exactly that address, and to check that the provider has verified it.
problem-not-allowed = You may not do this.
problem-mend-not-allowed = Ask an administrator for a role or a key with this scope.
problem-other-site = The request did not come from a page of Waterline.
problem-mend-other-site = Send the header X-Waterline, or use a key instead of a session.
problem-not-found = There is nothing here.
problem-mend-not-found = Check the address or the id.
problem-wrong-method = This address does not take this method.
problem-mend-wrong-method = See openapi.json for what it takes.
problem-conflict = This goes against what is there.
problem-mend-conflict = The detail says what to change first.
problem-changed-meanwhile = Somebody else changed this meanwhile.
problem-mend-changed-meanwhile = Load it again and make your change once more.
problem-version-needed = The request does not say which version it changes.
problem-mend-version-needed = Send the ETag you read as If-Match.
problem-too-large = This is more than is taken at once.
problem-mend-too-large = Send it in smaller parts.
problem-wrong-type = Content of this type is not taken here.
problem-mend-wrong-type = See openapi.json for the types that are.
problem-invalid = The request can be read but makes no sense.
problem-mend-invalid = The detail names what to mend.
problem-too-many = Too many requests.
problem-mend-too-many = Wait as long as Retry-After says.
problem-busy = There is more work than can be done at the moment.
problem-mend-busy = Wait as long as Retry-After says and send it again; nothing was taken.
problem-not-ready = The figures are still being made.
problem-mend-not-ready = Wait a moment; this page follows by itself.
problem-failed = This is our fault.
problem-mend-failed = Try again; if it stays so, give your administrator the number of the request.
language-trained = Learned from { $rows } rows; the model lies at { $path }.
language-taken = The new model is in use. Causes (F1) on corrections held back: { $before } before, { $after } now; anger right: { $angry } before, { $angrier } now.
language-refused = The new model is worse and is not used. Causes (F1) on corrections held back: { $before } in use, { $after } new; anger right: { $angry } in use, { $angrier } new.
