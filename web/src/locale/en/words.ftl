# Words of the analysis, by name.
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
kind-broken-promise = Broken promise
kind-expectation-gap = Expectation gap
kind-retelling = Retelling
kind-parrot-reply = Parrot reply
kind-refused = Refusal
kind-silent-exit = Silent exit

place-journey = anywhere in the journey
place-owners = { $n } or more teams

stage-suspected = suspected
stage-associated = associated
stage-confirmed = confirmed
stage-assigned = assigned
stage-changed = changed
stage-proved = proved
stage-not-proved = not proved
stage-came-back = came back
stage-too-early = too early
stage-none = not followed yet

cause-process = process
cause-cross-department = cross-department work
cause-targets = performance targets
cause-supplier = supplier

outcome-ok = ok
outcome-failed = failed
outcome-refused = refused
outcome-abandoned = given up
outcome-waiting = put on wait
outcome-unknown = not recorded

result-reopened = Reopened
result-sla-broken = Agreed time missed
result-churned = Customer left
result-returned = Returned
result-complained = Complaint
result-low-rating = Low rating

identity-account = Account
identity-email = E-mail
identity-phone = Phone
identity-messenger = Messenger
identity-device = Device
identity-name = Name

road-lists = overlap of lists
road-survey = reweighted survey
road-exit = excess exit
road-at-least = at least
list-front-line = Front line
list-head-office = Head office
list-review = Public review
list-low-rating = Low rating
list-returned = Return

basis-measured = measured here
basis-published = published
basis-assumed = assumed
basis-moved = moved by you

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


verdict-proved = The fix worked.
verdict-not-proved = It cannot be shown that the fix worked.
verdict-too-early = It is too early to say whether the fix worked.
verdict-came-back = It was proved mended, and it came back.
verdict-join = joined
verdict-split = kept apart
ground-step = It became rarer when the fix was made, and at hardly any other date.
ground-no-step = It did not become rarer at the fix beyond trend and chance.
ground-other-dates = Other dates show as large a step down, so it need not be the fix.
ground-unsure = It may have halved or not have changed at all.
ground-few-after = Too few weeks have passed since the fix.
ground-few-before = There are too few weeks before the fix.
ground-rare = It was too rare before the fix to tell.

role-agent = Agent
role-supervisor = Supervisor
role-analyst = Analyst
role-owner = Owner
role-admin = Administrator
role-agent-tip = Sees customers and their journeys.
role-supervisor-tip = Sees everything, and decides who is the same customer.
role-analyst-tip = Reads every analysis and brings in logs.
role-owner-tip = Gets noise points to mend and records what was done.
role-admin-tip = May do everything, also people, keys and settings.

scope-look = read analyses
scope-customers = see customers
scope-decide = join and erase
scope-work = work on points
scope-import = import
scope-intake = send touches
scope-manage = manage
scope-intake-tip = for systems that report what happens
scope-look-tip = noise points, map, iceberg, planks, proofs
scope-customers-tip = customers, journeys and what they said
scope-decide-tip = join, split and erase customers
scope-work-tip = assign, record changes, prove, discuss
scope-import-tip = files
scope-manage-tip = people, keys, settings, audit


import-state-waiting = to be confirmed
import-state-running = running
import-state-done = done
import-state-failed = failed

settings-general = General
settings-reading = Reading files
settings-customers = Customers
settings-signals = Signals
settings-noise = Noise points
settings-proofs = Proofs
settings-store = Storage
settings-server = Server
from-default = default
cause-system-support = system support
passed-too-few = too few to tell
passed-no-harm = no harm beyond chance
passed-better = did better
passed-no-match = nothing to compare with
passed-twin = the same journeys as a point on the list
passed-time-only = costs time; harm cannot be shown
audit-session-link = signed in by a one-time link
audit-customer-look = looked at a customer
audit-customer-search = searched for customers
audit-customer-join = joined customers
audit-customer-split = kept customers apart
audit-customer-undo = undid a decision
audit-customer-erase = erased a customer
audit-import-start = started an import
audit-point-assign = assigned a noise point
audit-point-change = recorded a change
audit-point-comment = commented on a noise point
audit-point-prove = asked for a proof
audit-points-track = followed the noise points
audit-key-make = made a key
audit-key-revoke = revoked a key
audit-member-add = invited a person
audit-member-change = changed a person
audit-member-link = made a one-time link
settings-intake = Intake
settings-damage = Damage
from-page = this page
