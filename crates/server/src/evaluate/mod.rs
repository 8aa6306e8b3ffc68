//! Is the list to be trusted? Companies are simulated, looked at as any log is, and the list is held against the truth.

mod score;

use crate::asked::{Asked, Store};
use crate::cli::Evaluate;
use crate::failure::Failure;
use crate::journey::spelt;
use crate::locale::{Language, args, figures};
use crate::noise::{For, Look, look};
use crate::output;
use crate::point::series::{LEFT, series};
use crate::point::spot;
use crate::report::resolve::Names;
use crate::report::terminal::columns::{Column, table};
use crate::simulate;
use crate::text::house::House;
use crate::text::job;
use company::{Company, Truth};
use desk::time::Time;
use desk::touch::Results;
use lens::noise::{Effect, Noise};
use lens::proof::{Both, Demands, Steps, Verdict};
use lens::signals::{Kind, Place};
use score::{Claim, Found, Judged, Score, Tally, place_of, word};
use serde::Serialize;
use std::collections::BTreeMap;
use store::log::ScanRequest;

/// What `waterline evaluate --json` prints.
#[derive(Serialize)]
struct Evaluation {
    customers: u64,
    seeds: u64,
    touches: u64,
    #[serde(flatten)]
    score: Score,
    /// Each company by itself; the last of them was never tuned on and is no part of the figures above.
    companies: BTreeMap<&'static str, Score>,
}

/// `waterline evaluate`.
pub(crate) async fn run(asked: &Asked, evaluate: &Evaluate) -> Result<(), Failure> {
    let (mut all, mut each, mut touches) = (Tally::default(), BTreeMap::<&str, Tally>::new(), 0);
    let chosen = Company::NAMES.iter().filter(|name| evaluate.company.as_ref().is_none_or(|one| one == *name));
    let kept = House::open(asked)?.kept();
    if let Some(name) = &evaluate.company {
        simulate::named(name)?;
    }
    for name in chosen {
        for seed in evaluate.first_seed..evaluate.first_seed + evaluate.seeds {
            let store = asked.temporary().await?;
            let truth = simulate::fill(&store, &simulate::named(name)?, evaluate.customers, seed).await?;
            job::of_files(asked, &store, &kept).await?;
            let found = found(asked, &store, &truth).await?;
            let rate = asked.settings.noise.false_discoveries;
            each.entry(name).or_default().count(&truth, &found, rate);
            if !is_apart(name) || evaluate.company.is_some() {
                all.count(&truth, &found, rate);
            }
            touches += truth.touches;
            if !asked.quiet {
                eprintln!("{name}, seed {seed}: {} touches", figures::count(truth.touches));
            }
        }
    }
    let companies = each.iter().map(|(name, tally)| (*name, tally.score())).collect();
    let score = all.score();
    let evaluation = Evaluation { customers: evaluate.customers, seeds: evaluate.seeds, touches, score, companies };
    if asked.json { output::json(&evaluation) } else { print(&evaluation, asked.language()) }
}

/// The company whose mechanics differ stands apart.
fn is_apart(name: &str) -> bool {
    Company::NAMES.last() == Some(&name)
}

/// Everything that is said about one company.
async fn found(asked: &Asked, store: &Store, truth: &Truth) -> Result<Found, Failure> {
    let request = ScanRequest::default();
    let Look { usual, noise, silence, .. } = look(asked, store, &request, For::Report).await?;
    let [steps, channels, owners] = [&usual.names.step, &usual.names.channel, &usual.names.owner].map(spelt);
    let names = Names { steps: &steps, channels: &channels, owners: &owners, ..Names::default() };
    let mut proofs = Vec::new();
    let mut wanted = Vec::new();
    for fix in &truth.fixes {
        let place = place_of(&fix.place);
        let (text, place_kind) = place.spelt();
        let place = spot::find(&names, &text, Some(place_kind));
        let (Ok(kind), Some((place, _)), Some(at)) = (spot::kind(&word(&fix.kind)), place, Time::parse(&fix.at)) else {
            continue;
        };
        wanted.push((kind, place, Steps { origin: at.0, length: Steps::WEEK }, LEFT));
        proofs.push(fix);
    }
    let series = series(asked, store, &request, &usual.against(), &wanted).await?;
    let proofs = proofs.into_iter().zip(series).map(|(fix, series)| {
        let both = Both::of(&series, 0, &Demands::default());
        let rarer = fix.rate_after < fix.rate_unfixed;
        Judged {
            of: fix.verdict,
            rarer,
            proved: if rarer { both.rarer.verdict } else { both.verdict() } == Verdict::Proved,
            spared: both.rarer.change.map(|change| [change.spared.low, change.spared.high]),
            truth: fix.spared,
        }
    });
    let silent = silence.and_then(|silence| silence.headline()).map(|one| [one.interval.low, one.interval.high]);
    Ok(Found {
        proofs: proofs.collect(),
        silent,
        claims: claims(&names, &noise, asked.settings.noise.false_discoveries),
    })
}

/// What our list says about leaving, and what was passed over.
fn claims(names: &Names<'_>, noise: &Noise, rate: f64) -> Vec<Claim> {
    let churned = Results::NAMES.iter().position(|name| *name == "churned").unwrap_or_default();
    let of_leaving = |effects: &[Effect]| effects.iter().find(|effect| usize::from(effect.result) == churned).copied();
    let points = noise.points.iter();
    let looked = points.map(|point| (point.kind, point.place, point.affected, all(&point.effect, &point.others), true));
    let passed =
        noise.passed.iter().map(|one| (one.kind, one.place, one.affected, all(&one.effect, &one.others), false));
    let claim = |(kind, place, affected, effects, on_list): (Kind, Place, u64, Vec<Effect>, bool)| {
        let effect = of_leaving(&effects)?;
        Some(Claim {
            key: (word(&kind), names.place(place)),
            affected: affected as f64,
            effect: effect.difference,
            low: effect.low,
            high: effect.high,
            p_value: effect.p_value,
            listed: on_list && effect.q_value <= rate && effect.difference > 0.0,
        })
    };
    looked.chain(passed).filter_map(claim).collect()
}

fn all(effect: &Option<Effect>, others: &[Effect]) -> Vec<Effect> {
    effect.iter().chain(others).copied().collect()
}

fn print(evaluation: &Evaluation, language: Language) -> Result<(), Failure> {
    let texts = language.texts();
    output::line(&texts.say(
        "cli-evaluated",
        args!(worlds = evaluation.score.worlds, customers = evaluation.customers, touches = evaluation.touches),
    ))?;
    let share = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), figures::percent);
    let number = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), |value| format!("{value:.2}"));
    let score = &evaluation.score;
    let naive = &score.naive;
    let apart = evaluation.companies.iter().filter(|(name, _)| is_apart(name)).map(|(_, score)| score).next();
    let rankings: Vec<_> =
        [Some(&score.ours), apart.map(|score| &score.ours), Some(&naive.by_count), Some(&naive.uncorrected)]
            .into_iter()
            .zip(["evaluated-ours", "evaluated-apart", "evaluated-by-count", "evaluated-uncorrected"])
            .filter_map(|(ranking, name)| Some((texts.word(name), ranking?)))
            .collect();
    let column = |key: &str, cell: &dyn Fn(&score::RankingScore) -> String| {
        Column::figures(texts.word(key), rankings.iter().map(|(_, ranking)| cell(ranking)))
    };
    output::line(&table(
        vec![
            Column::words(texts.word("evaluated-ranking"), rankings.iter().map(|(name, _)| name.clone())),
            column("evaluated-recall", &|ranking| share(ranking.recall)),
            column("evaluated-recall-all", &|ranking| share(ranking.recall_all)),
            column("evaluated-false", &|ranking| share(ranking.false_share)),
            column("evaluated-worst", &|ranking| share(ranking.false_share_worst)),
            column("evaluated-spearman", &|ranking| number(ranking.spearman)),
        ],
        output::screen_width(),
    ))?;
    let said = args!(oracle = share(score.recall_oracle), covered = share(score.coverage.damage));
    output::line(&texts.say("evaluated-oracle", said))?;
    let (worked, decoys) = (share(score.fixes_proved), share(score.decoys_proved));
    let (spared, silent) = (share(score.coverage.fix), share(score.coverage.silent));
    let said = args!(worked = worked, decoys = decoys, spared = spared, silent = silent);
    output::line(&texts.say("evaluated-proofs", said))
}
