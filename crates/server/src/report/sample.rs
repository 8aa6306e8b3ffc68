//! Reports to draw in tests: a small bilingual one, a large one, a hostile one.

use super::life::{Life, OnsetShown, Range, Told};
use super::*;
use lens::noise::PassedReason;

const DAY: f64 = 86_400.0;
const MICROS: f64 = 1e6;
/// 2024-03-04T01:30:00Z.
const BEGINS: i64 = 1_709_515_800_000_000;

const STEPS: [&str; 12] = [
    "电话报修 Phone report",
    "Identify customer",
    "Triage",
    "派单 Dispatch",
    "Visit booked",
    "等待配件 Wait for parts",
    "上门维修 Technician visit",
    "Dispatch failed",
    "客户再次来电 Customer calls again",
    "Escalated to supervisor",
    "Resolved",
    "Closed",
];

/// Transitions among [`STEPS`]: (from, to, count, median wait in hours).
const WAYS: [(usize, usize, u64, f64); 27] = [
    (0, 1, 4_310, 0.05),
    (1, 2, 4_280, 0.1),
    (2, 3, 3_120, 2.4),
    (2, 10, 870, 0.8),
    (3, 4, 2_640, 5.0),
    (3, 7, 610, 31.0),
    (4, 6, 2_480, 44.0),
    (6, 10, 2_210, 1.5),
    (6, 5, 540, 3.0),
    (5, 4, 470, 190.0),
    (7, 8, 450, 52.0),
    (8, 2, 690, 0.2),
    (8, 9, 260, 1.1),
    (9, 3, 220, 4.0),
    (6, 8, 380, 70.0),
    (4, 8, 120, 26.0),
    (10, 11, 3_790, 240.0),
    (10, 8, 150, 61.0),
    (2, 2, 310, 6.5),
    (3, 2, 280, 9.0),
    (1, 0, 40, 0.4),
    (9, 10, 60, 7.0),
    (5, 8, 90, 120.0),
    (7, 3, 140, 20.0),
    (8, 8, 75, 18.0),
    (4, 4, 33, 60.0),
    (11, 8, 18, 300.0),
];

fn waits(median_hours: f64) -> Waits {
    let p50 = median_hours * 3_600.0;
    Waits { mean: p50 * 1.6, p25: p50 * 0.5, p50, p75: p50 * 1.9, p90: p50 * 3.6, p99: p50 * 11.0 }
}

fn distinct(count: u64) -> Distinct {
    Distinct { count, relative_error: 0.0 }
}

fn ways(steps: usize) -> Vec<(usize, usize, u64, f64)> {
    if steps <= STEPS.len() {
        return WAYS.into_iter().filter(|&(from, to, ..)| from < steps && to < steps).collect();
    }
    let mut all = Vec::new();
    for step in 1..steps {
        // A tree of ways forward, with short cuts, ways back and a few repeats.
        all.push(((step - 1) / 2 * 2 / 2, step, 9_000 / step as u64 + 7, 0.5 * step as f64));
        if step % 3 == 0 {
            all.push((step, (step + 7) % steps, 2_000 / step as u64 + 3, 20.0));
        }
        if step % 4 == 0 {
            all.push((step, step / 3, 700 / step as u64 + 2, 50.0));
        }
        if step % 9 == 0 {
            all.push((step, step, 90, 1.0));
        }
    }
    all.sort_by_key(|&(from, to, ..)| (from, to));
    all.dedup_by_key(|&mut (from, to, ..)| (from, to));
    all.sort_by_key(|&(_, _, count, _)| std::cmp::Reverse(count));
    all
}

fn step_name(step: usize, steps: usize) -> String {
    const VERBS: [&str; 8] =
        ["Check", "审核申请", "Send letter about", "補件通知", "Approve", "Call back", "退款", "Record"];
    const THINGS: [&str; 5] =
        ["invoice", "the customer’s address and contact details", "合同", "claim W-17/b", "order"];
    if steps <= STEPS.len() {
        return STEPS[step].to_owned();
    }
    format!("{} {} {step}", VERBS[step % VERBS.len()], THINGS[step % THINGS.len()])
}

/// A graph of so many steps; up to twelve are the story of a faulty television.
pub(super) fn graph(steps: usize) -> Graph {
    let ways = ways(steps);
    let step = |step: usize| {
        let into: u64 = ways.iter().filter(|way| way.1 == step).map(|way| way.2).sum();
        let out: u64 = ways.iter().filter(|way| way.0 == step).map(|way| way.2).sum();
        let touches = into.max(out).max(if step == 0 { 4_400 } else { 0 });
        Step {
            name: step_name(step, steps),
            touches,
            journeys: (touches as f64 * 0.9) as u64,
            starts: if step == 0 {
                4_400
            } else if step == 2 {
                40
            } else {
                0
            },
            ends: if step + 1 == steps { 3_790 } else { touches.saturating_sub(out) },
            repeats: touches / 10,
        }
    };
    let transition = |&(from, to, count, median): &(usize, usize, u64, f64)| Transition {
        from: step_name(from, steps),
        to: step_name(to, steps),
        count,
        customers: distinct(count * 4 / 5),
        waited: waits(median),
        administrative: steps <= STEPS.len() && to == 11,
    };
    let mut all: Vec<Step> = (0..steps).map(step).collect();
    all.sort_by_key(|step| std::cmp::Reverse(step.touches));
    Graph {
        touches: all.iter().map(|step| step.touches).sum(),
        journeys: 4_440,
        customers: distinct(3_871),
        steps: all,
        transitions: ways.iter().map(transition).collect(),
        repeats: 3_377,
        throughput: waits(160.0),
        length: Waits { mean: 6.1, p25: 4.0, p50: 5.0, p75: 7.0, p90: 11.0, p99: 24.0 },
    }
}

fn effect(result: &str, ratio: f64) -> Effect {
    Effect {
        result: result.to_owned(),
        difference: 0.031 * ratio,
        difference_low: 0.02 * ratio,
        difference_high: 0.042 * ratio,
        ratio,
        ratio_low: 1.0 + (ratio - 1.0) * 0.6,
        ratio_high: 1.0 + (ratio - 1.0) * 1.5,
        p_value: 0.0002,
        q_value: 0.0004 * ratio,
        matched_exposed: 512,
        matched_unexposed: 2_204,
        e_value: 3.1,
    }
}

fn months(rate: f64) -> Vec<Slice> {
    let day = (DAY * MICROS) as i64;
    let first = 1_709_251_200_000_000; // 2024-03-01
    (0..12)
        .map(|month| {
            let exposed = 240 + 31 * (month % 5);
            let swing = 0.7 + 0.05 * month as f64 + 0.2 * f64::from(u8::from(month % 3 == 0));
            let affected = ((exposed as f64) * rate * swing).min(exposed as f64) as u64;
            Slice {
                begins: first + month as i64 * 31 * day - (month as i64 * day) / 2,
                exposed: exposed as u64,
                affected,
            }
        })
        .collect()
}

fn evidence(name: &str, names: &[(&str, &str, &str)], hours: f64) -> Evidence {
    let touch = |(index, (step, outcome, owner)): (usize, &(&str, &str, &str))| EvidenceTouch {
        at: BEGINS + (index as f64 * index as f64 * hours * 3_600.0 * MICROS) as i64,
        step: (*step).to_owned(),
        channel: Some(if index % 2 == 0 { "电话 phone" } else { "app" }.to_owned()),
        owner: (!owner.is_empty()).then(|| (*owner).to_owned()),
        outcome: (!outcome.is_empty()).then(|| (*outcome).to_owned()),
        waited: (index > 0).then(|| (2 * index - 1) as f64 * hours * 3_600.0),
        signal: index == 4 || index == 6,
    };
    let touches = names.iter().enumerate().map(touch).collect();
    Evidence { journey: name.to_owned(), touches, skipped_before: 0, skipped_after: 3 }
}

fn television() -> Vec<Evidence> {
    let story = [
        (STEPS[0], "ok", "客服中心 Call centre"),
        (STEPS[1], "ok", "客服中心 Call centre"),
        (STEPS[2], "", "客服中心 Call centre"),
        (STEPS[3], "ok", "Field service North"),
        (STEPS[7], "failed", "Field service North"),
        (STEPS[8], "waiting", "客服中心 Call centre"),
        (STEPS[3], "failed", "Field service North"),
        (STEPS[10], "ok", ""),
    ];
    ["INC0012345", "投诉-2024-0007", "INC0012999"].iter().map(|name| evidence(name, &story, 2.3)).collect()
}

/// A point of the given kind and place; rank says how bad.
fn point(rank: usize, kind: Kind, place: Place, harm: bool) -> Point {
    let exposed = 4_400 - 130 * rank as u64;
    let rate = 0.19 / (1.0 + rank as f64 * 0.25);
    let affected = (exposed as f64 * rate) as u64;
    let damage = 480.0 / (1.0 + rank as f64 * 0.6);
    let results = ["reopened", "sla_broken", "complained", "churned", "low_rating", "returned"];
    Point {
        place,
        kind,
        exposed,
        affected,
        occurrences: affected + affected / 3,
        customers: distinct(affected * 9 / 10),
        rate,
        rate_low: rate * 0.93,
        rate_high: rate * 1.08,
        effect: harm.then(|| effect(results[rank % results.len()], 1.2 + 2.4 / (1.0 + rank as f64 * 0.4))),
        effects: Vec::new(),
        damage,
        damage_low: damage * 0.62,
        damage_high: damage * 1.41,
        damage_unit: if harm { DamageUnit::HarmedJourneys } else { DamageUnit::Hours },
        hours_lost: 6_120.0 / (1.0 + rank as f64),
        owner: (!rank.is_multiple_of(4))
            .then(|| ["Field service North", "客服中心 Call centre", "Supplier Teleparts GmbH"][rank % 3].to_owned()),
        channels: Vec::new(),
        journeys: vec!["INC0012345".to_owned(), "投诉-2024-0007".to_owned()],
        months: months(rate),
        weeks: Vec::new(),
        evidence: if rank < 6 { television() } else { Vec::new() },
        life: life(rank, damage, affected, harm),
    }
}

fn life(rank: usize, damage: f64, affected: u64, harm: bool) -> Life {
    let onset = |aligned| OnsetShown {
        at: desk::time::Time(1_716_163_200_000_000),
        score: 7.4,
        harm: 1.8,
        harm_low: 1.4,
        harm_high: 2.3,
        aligned,
    };
    Life {
        yearly: Some(Range { best: damage * 1.05, low: damage * 0.65, high: damage * 1.48 }),
        onset: (rank < 2 && harm).then(|| onset(rank == 0)),
        told: (harm && rank != 3).then(|| Told::of(affected, if rank == 1 { 0 } else { affected / 7 })),
        stage: if rank == 2 {
            "assigned"
        } else if harm {
            "associated"
        } else {
            "suspected"
        }
        .to_owned(),
    }
}

fn places(graph: &Graph) -> Vec<(Kind, Place)> {
    let step = |index: usize| Place::Step(graph.steps[index % graph.steps.len()].name.clone());
    let way = |index: usize| {
        let transition = &graph.transitions[index % graph.transitions.len()];
        Place::Transition(transition.from.clone(), transition.to.clone())
    };
    let owner = |name: &str| Place::Owner(name.to_owned());
    let channel = |name: &str| Place::Channel(name.to_owned());
    vec![
        (Kind::PingPong, owner("Field service North")),
        (Kind::LongWait, way(9)),
        (Kind::RepeatContact, step(7)),
        (Kind::Loop, step(2)),
        (Kind::Handoff, Place::Owners(4)),
        (Kind::Failure, step(9)),
        (Kind::DeadEnd, step(8)),
        (Kind::SilentExit, Place::Journey),
        (Kind::ChannelSwitch, channel("app")),
        (Kind::Abandonment, step(5)),
        (Kind::Refused, step(3)),
        (Kind::Retry, step(4)),
        (Kind::LongWait, way(5)),
        (Kind::Loop, step(6)),
        (Kind::PingPong, Place::Journey),
        (Kind::Handoff, owner("客服中心 Call centre")),
        (Kind::LongWait, step(10)),
        (Kind::Loop, step(1)),
        (Kind::RepeatContact, step(10)),
        (Kind::Failure, step(4)),
        (Kind::LongWait, way(13)),
        (Kind::Handoff, Place::Owners(2)),
        (Kind::DeadEnd, Place::Journey),
        (Kind::ChannelSwitch, channel("电话 phone")),
        (Kind::LongWait, way(7)),
    ]
}

fn variants(graph: &Graph) -> Variants {
    let names: Vec<String> = graph.steps.iter().map(|step| step.name.clone()).collect();
    let way = |index: usize| {
        let length = 4 + (index * 3) % 9;
        let steps = (0..length).map(|at| names[(at * (1 + index % 2) + at / 3) % names.len()].clone()).collect();
        Variant { steps, length: length as u64, journeys: 1_300 / (index as u64 + 1) }
    };
    Variants { different: distinct(612), single: distinct(401), top: (0..10).map(way).collect() }
}

/// A report over so many steps, with results to learn harm from or without.
pub(super) fn report(steps: usize, harm: bool) -> Report {
    let graph = graph(steps);
    let points: Vec<Point> =
        places(&graph).into_iter().enumerate().map(|(rank, (kind, place))| point(rank, kind, place, harm)).collect();
    let reasons =
        [PassedReason::NoHarm, PassedReason::TooFew, PassedReason::Better, PassedReason::NoMatch, PassedReason::Twin];
    let passed = |index: usize| Passed {
        place: Place::Step(graph.steps[index % graph.steps.len()].name.clone()),
        kind: sentences::KINDS[index % 12],
        exposed: 25 + 40 * index as u64,
        affected: 3 + index as u64,
        effect: (harm && index.is_multiple_of(2)).then(|| effect("reopened", 0.97)),
        owner: None,
        channels: Vec::new(),
        reason: reasons[index % reasons.len()],
    };
    let result = |name: &str, harmed: u64| ResultCount { name: name.to_owned(), known: 4_440, harmed };
    Report {
        schema: SCHEMA,
        told_last: Vec::new(),
        import: Import {
            files: vec!["repairs-2024.csv".to_owned(), "客服記錄.xlsx.csv".to_owned()],
            touches: graph.touches,
            journeys: graph.journeys,
            customers: 3_871,
            duplicates: 12,
            rejected: 31,
            rejected_reasons: vec![
                ("the time is missing".to_owned(), 27),
                ("“31/02/2024” is not a day of the calendar".to_owned(), 4),
            ],
            rejected_file: Some("repairs-2024.rejected.csv".to_owned()),
            ties: 214,
            from: Some(BEGINS),
            to: Some(BEGINS + (350.0 * DAY * MICROS) as i64),
            mapping: "journey = \"工单号\"\nat = \"时间\"\n[step]\ntouchpoint = \"环节\"\n# day first\n".to_owned(),
            mapping_guessed: true,
        },
        variants: variants(&graph),
        looked_at: 318,
        passed: (0..40).map(passed).collect(),
        blind: vec![Kind::Retry, Kind::Refused],
        results: if harm {
            vec![result("reopened", 168), result("sla_broken", 1_502), result("complained", 74)]
        } else {
            Vec::new()
        },
        surface: harm.then_some(Surface {
            spoke: 221,
            silent: 2_089.0,
            silent_low: 1_530.0,
            silent_high: 2_910.0,
            road: Road::Lists,
            agree: Some(true),
        }),
        dead_ends: Some(DeadEnds {
            goals: vec!["Resolved".to_owned(), "Closed".to_owned()],
            states: vec![DeadState { step: STEPS[7].to_owned(), journeys: 20, ended: 11 }],
            entries: vec![DeadEntry { from: STEPS[3].to_owned(), to: STEPS[7].to_owned(), count: 20 }],
            journeys: 11,
        }),
        closing: (steps <= STEPS.len()).then(|| Closing { share: 0.474, waited: waits(240.0) }),
        settings: Settings {
            program: "waterline 0.1.0".to_owned(),
            made: Some(BEGINS + (351.0 * DAY * MICROS) as i64),
            zone: "Asia/Shanghai".to_owned(),
            false_discovery: 0.1,
            least_exposed: 30,
            retry_within: 600.0,
            contact_gap: 1_800.0,
            repeat_within: 7.0 * DAY,
            switch_within: 7.0 * DAY,
            silence: 14.0 * DAY,
            least_waits: 30,
        },
        points,
        graph,
    }
}

/// A report whose every name wants to do harm: markup, quotes, overrides of direction, escapes, emoji, endless words.
pub(super) fn hostile() -> Report {
    const NAMES: [&str; 12] = [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(2)>",
        "' onfocus='alert(3)",
        "\u{202E}evil\u{202C} \u{2067}rtl",
        "مرحبا بالعالم العربي الجميل",
        "\u{1B}[31mred\u{1B}[0m\u{7}",
        "👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦 família",
        "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverleihung",
        "]]></style></svg><script>",
        "{ $journeys } {shown} {all}",
        "客户等待客户等待客户等待客户等待客户等待客户等待客户等待客户等待客户等待客户等待客户等待",
        "&lt;b&gt; &amp;",
    ];
    let mut hostile = report(12, true);
    let rename = |name: &mut String| {
        if let Some(index) = STEPS.iter().position(|step| step == name) {
            *name = NAMES[index].to_owned();
        }
    };
    hostile.graph.steps.iter_mut().for_each(|step| rename(&mut step.name));
    for transition in &mut hostile.graph.transitions {
        rename(&mut transition.from);
        rename(&mut transition.to);
    }
    hostile.variants.top.iter_mut().flat_map(|variant| &mut variant.steps).for_each(rename);
    let places = hostile.points.iter_mut().map(|point| &mut point.place);
    for place in places.chain(hostile.passed.iter_mut().map(|passed| &mut passed.place)) {
        match place {
            Place::Step(name) => rename(name),
            Place::Transition(from, to) => {
                rename(from);
                rename(to);
            }
            Place::Owner(name) | Place::Channel(name) => *name = NAMES[1].to_owned(),
            Place::Journey | Place::Owners(_) => {}
        }
    }
    for (index, point) in hostile.points.iter_mut().enumerate() {
        point.owner = Some(NAMES[index % NAMES.len()].to_owned());
        for evidence in &mut point.evidence {
            evidence.journey = NAMES[index % NAMES.len()].to_owned();
            evidence.touches.iter_mut().for_each(|touch| {
                rename(&mut touch.step);
                touch.channel = Some(NAMES[8].to_owned());
            });
        }
    }
    hostile.import.files = NAMES.map(str::to_owned).to_vec();
    hostile.import.mapping = NAMES.join("\n");
    hostile.import.rejected_reasons = vec![(NAMES[0].to_owned(), 3)];
    hostile.import.rejected_file = Some(NAMES[2].to_owned());
    hostile.settings.program = NAMES[0].to_owned();
    hostile.settings.zone = NAMES[1].to_owned();
    hostile.dead_ends = Some(DeadEnds {
        goals: vec![NAMES[0].to_owned()],
        states: vec![DeadState { step: NAMES[1].to_owned(), journeys: 1, ended: 1 }],
        entries: vec![DeadEntry { from: NAMES[2].to_owned(), to: NAMES[8].to_owned(), count: 1 }],
        journeys: 1,
    });
    hostile
}
