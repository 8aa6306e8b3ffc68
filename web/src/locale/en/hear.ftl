# Overview, map, journeys, customers.
overview-empty = Nothing has been brought in yet.
overview-empty-mend = Drop a log file, and see where customers are lost within a minute.
total-touches = touches
total-journeys = journeys
total-customers = customers
total-touches-tip = Everything that happened between a customer and the company: a page that failed, a call, a reply.
total-journeys-tip = The touches of one case, order or goal, in order.
total-customers-tip = People, after what was seen together was joined.

water-title = The waterline
water-picture = { $spoke } journeys in which the customer let dissatisfaction be known, above the line; an estimated { $silent } in which not, below ({ $range }).
water-spoke = let it be known
water-spoke-tip = Journeys with a complaint, a public review, a low rating or a return. Opens who they are.
water-silent = were dissatisfied and said nothing
water-silent-tip = Estimated by { $road }. Counted, never named: nothing says of any one silent customer that this customer is dissatisfied.
water-of = { $share } of { $journeys } journeys
water-sum = So of all dissatisfaction the company hears { $share }.
water-apart = The estimates contradict each other; do not take this one for settled.
water-key-spoke = said so; each dot is { $n ->
    [one] one journey
   *[other] { $n } journeys
}
water-key-sure = surely there and silent
water-key-likely = up to the best estimate
water-key-possible = possible
water-none = How many stayed silent cannot be estimated from this log.
water-none-why = See what is missing

rose-title = Rose lately
rose-tip = Share of journeys that met it, before and in the last quarter. Adjusted for looking at all points: p = { $p }.
rose-none = No noise point rose beyond chance.
life-title = Noise points by stage
life-none = None is followed yet.
promises-title = Promises due
promises-none = No promise was made yet, in messages or by other systems.
months-damage = Damage by month
months-damage-lead = Harm summed over noise points: a journey hurt at two of them counts twice. The band is what chance leaves open.
months-hours = Customers’ time lost by month
months-hours-lead = No complaint, lost customer or other result could be tied to a place in this log, so time is what is counted.
month-told = { $month }: { $value } ({ $range })

map-picture = Journey map. Arrow keys go from step to step, Enter picks one, plus and minus zoom, 0 shows all.
map-side = About what is picked
map-none = There is nothing to draw with these filters.
map-table = Table
map-compare = Compare
map-against = Compared with
map-lines = Lines
map-shown = { $shown } of { $all }
map-by-wait = Colour by wait
map-calm = calm
map-noisy = noisy
map-short = short
map-long = long
map-rarer = rarer
map-oftener = oftener
zoom-in = Closer
zoom-out = Farther
zoom-fit = Show all
map-hint = Drag to move, wheel or + and − to zoom, arrow keys from step to step, Enter to pick, Esc to let go. Thickness: customers. Colour: damage.
map-only = Only this and its neighbours
map-start = Start
map-end = End
map-starts = journeys start here
map-ends = journeys end here
map-into = Comes from
map-out = Goes to
map-no-ways = nowhere
map-share = share of all transitions
map-administrative = This only closes a solved matter; the customer does not wait then.
map-changes = What differs most
map-changes-lead = Share of all transitions, here and in the comparison; only what chance hardly explains.
map-changes-none = Nothing differs beyond chance.
map-new = new
waits-title = Where the time goes
waits-sum = { $sum } in all
one-minute = 1 min
one-hour = 1 h
one-day = 1 d
one-week = 1 wk
waits-lead = Transitions in which customers spend most time. The mark is the median, the band reaches to where nine in ten were done, the thin one to 99 in 100.
waits-told = half within { $p50 }, nine in ten within { $p90 }, 99 in 100 within { $p99 }
wait-half = half within
wait-most = 90% within
wait-nearly = 99% within
node-told = { $step }: { $journeys } journeys, { $touches } touches, { $points ->
    [0] no noise point
    [one] one noise point
   *[other] { $points } noise points
}

journeys-lead = The touches of one case, order or goal, in order.
journeys-search = Find by name of the case or order
journeys-way = The way
journeys-lasted = Lasted
journeys-last = Last touch
customer-name = Name
journeys-none = No journey fits.
journey-lead = { $n ->
    [one] 1 touch
   *[other] { $n } touches
} in { $span }: { $channels }
journey-customer = The customer and everything else they met
journey-whole = The whole journey
touches-later = { $span } later
touches-skipped = { $n ->
    [one] one touch not shown
   *[other] { $n } touches not shown
}
noise-here = noise here

customers-lead = One customer across all departments and channels.
customers-search = Find a customer
customers-hint = E-mail, phone, account or name, or how it begins
customers-none = Nobody is known by that.
customers-none-mend = Identities and names are found by their beginning.
customer-lead = { $n ->
    [one] 1 touch
   *[other] { $n } touches
}: { $channels }
timeline = Everything, the newest first
customer-last = Last contact
customer-complaints = Complaints
customer-angry = Angry messages
customer-open = Open promises
customer-broken = Promises broken or late
timeline-earlier = { $n } earlier ones
identities = Known by
identities-lead = One person, because these were seen together or somebody decided so.
shared = shared by many, joins nobody
joined-why = Why
joined-seen = seen with { $with } (touch { $touch } of { $source })
joined-decided = joined with { $with } by decision { $number }
seen-with = Seen with
seen-with-lead = Names help to find people and never join anybody.
decisions = Decisions
join = Join
split = Keep apart
erase = Erase
undo = Undo
undone = Undone.
decide-title-join = Join with another customer
join-lead = Find who is the same person as { $name }. What is in the log stays as it is; the join is recorded and can be undone.
join-other = The other customer
decide-done-join = Joined.
decide-title-split = Keep two identities apart
split-lead = { $value } is somebody else. It will be kept apart from the identity you choose, and this can be undone.
split-from = Apart from
decide-done-split = Kept apart.
decide-title-erase = Erase this customer for good
erase-lead = Everything known of { $name } is removed from the log, for good. Backups made before still hold it until they are deleted.
erase-type = Type “{ $name }” to confirm
decide-done-erase = Erased.
edge-half = half within { $p50 }
way-tip = { $count } times; half within { $p50 }.
map-steps = Steps
map-points = Noise points here
worst-title = The worst
worst-all = All noise points
journeys-none-fit = No journey fits these filters.
