//! Every journey behind the figures of a noise point: a list to read on in, and a sheet with all of them.

use super::http::key;
use super::sheet::{headed, quoted};
use super::which::Among;
use super::witnesses::{Behind, Wanted, behind};
use super::{For, Reported, http, report_over};
use crate::access::session::looked;
use crate::asked::{Asked, Store};
use crate::cli::Files;
use crate::failure::Failure;
use crate::journey::feed;
use crate::locale::figures;
use crate::output::{self, screen_width};
use crate::report::terminal::columns::{Column as Shown, table};
use crate::serve::app::Shared;
use crate::serve::guard::{RequestId, Who};
use crate::serve::http::{Listed, Path, Query};
use crate::serve::problem::{Kind, Problem};
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::response::Response;
use desk::id::{CustomerKey, JourneyKey, PointKey};
use desk::time::{Span, Time};
use desk::touch::Results;
use futures_util::stream;
use lens::noise::witness::{Compared, Witness};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};

/// Journeys on a page of the list, at most, and in one part of the sheet.
const MOST: usize = 1_000;
const PART: usize = 8_192;

/// Which journeys behind a noise point.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Which {
    /// Only the affected, or only those that were exposed and not affected.
    #[param(inline)]
    group: Option<Group>,
}

/// A page of the list.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Part {
    /// The `next` of the page before.
    after: Option<String>,
    /// How many, 1,000 at most; 100 where nothing is said.
    limit: Option<usize>,
}

/// Whether a journey was affected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Group {
    Affected,
    Unaffected,
}

/// A journey behind the figures of a noise point. What the point says are sums over these.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Witnessed {
    /// jrn_...
    journey: String,
    /// As its source calls it.
    thread: Option<String>,
    /// The person, cus_...
    customer: String,
    #[schema(value_type = String, format = DateTime)]
    began: Time,
    touches: u32,
    group: Group,
    /// When it first happened; null for the unaffected. What happens between journeys happens when the first one ends.
    #[schema(value_type = Option<String>, format = DateTime)]
    happened: Option<Time>,
    /// How often.
    times: u32,
    hours_lost: f64,
    /// What came of it, as far as its source tells: result by name.
    #[schema(value_type = Object)]
    results: BTreeMap<&'static str, bool>,
    /// Whether it counts in the effect among the affected, with somebody unaffected to be compared with.
    compared_affected: bool,
    /// Whether it counts in it among those not affected, or not yet affected.
    compared_unaffected: bool,
    /// Journeys are compared within a stratum of segment and quarter ...
    stratum: u8,
    /// ... at the same moment: that at which it stands among the affected,
    affected_at: Option<u8>,
    /// and those at which it stands among the unaffected.
    unaffected_from: Option<u8>,
    unaffected_to: Option<u8>,
}

/// The fields of a row of the sheet before those of the results.
const FIELDS: &str = "journey,thread,customer,began,touches,group,happened,times,hours_lost,compared_affected,\
                      compared_unaffected,stratum,affected_at,unaffected_from,unaffected_to";

fn result_names(behind: &Behind) -> Vec<&'static str> {
    behind.results.iter().filter_map(|bit| Results::NAMES.get(usize::from(*bit)).copied()).collect()
}

fn shown(behind: &Behind, one: &Witness, thread: Option<String>) -> Witnessed {
    let Compared { affected, unaffected } = behind.compared(one.side);
    let known = behind.results.iter().filter(|bit| one.known & 1 << **bit != 0);
    let result = |bit: &u8| Some((*Results::NAMES.get(usize::from(*bit))?, one.harmed & 1 << bit != 0));
    let (from, to) = one.side.unaffected;
    Witnessed {
        journey: JourneyKey(one.journey).to_string(),
        thread,
        customer: CustomerKey(one.customer).to_string(),
        began: Time(one.start),
        touches: one.touches,
        group: if one.first.is_some() { Group::Affected } else { Group::Unaffected },
        happened: one.first.map(Time),
        times: one.occurrences,
        hours_lost: Span(one.lost).seconds() / 3_600.0,
        results: known.filter_map(result).collect(),
        compared_affected: affected,
        compared_unaffected: unaffected,
        stratum: one.side.stratum,
        affected_at: one.side.affected,
        unaffected_from: (from < to).then_some(from),
        unaffected_to: (from < to).then(|| to - 1),
    }
}

/// The rows asked for, with the threads of the journeys.
async fn part(store: &Store, behind: &Arc<Behind>, wanted: Wanted) -> Result<Vec<Witnessed>, Failure> {
    let rows = tokio::task::block_in_place(|| behind.rows(wanted))?;
    let mut threads = store.log.threads(&rows.iter().map(|one| JourneyKey(one.journey)).collect()).await?;
    Ok(rows.iter().map(|one| shown(behind, one, threads.remove(&JourneyKey(one.journey)))).collect())
}

async fn of(app: &Shared, id: &str, part: &Among) -> Result<Arc<Behind>, Problem> {
    let id: PointKey = crate::point::key(id).map_err(|_| Kind::NotFound)?;
    let picture = part.picture(app).await?;
    let point = picture.report.points.iter().find(|point| key(point) == id).ok_or(Kind::NotFound)?;
    behind(app, &part.period(), &picture, point).await
}

impl Which {
    fn affected(&self) -> Option<bool> {
        self.group.map(|group| group == Group::Affected)
    }
}

/// The journeys behind a noise point, in the order of their keys: all that were exposed, the affected among them, and as
/// what each is compared. The first page reads the log, the others do not.
#[utoipa::path(get, path = "/api/v1/noise/{id}/journeys", tag = "noise", security(("key" = ["customers"])),
    params(("id" = String, Path, description = "nsp_..."), Among, Which, Part),
    responses((status = 200, body = Listed<Witnessed>)))]
pub(crate) async fn journeys(
    State(app): State<Shared>,
    Path(id): Path<String>,
    Query(among): Query<Among>,
    Query(which): Query<Which>,
    Query(page): Query<Part>,
) -> Result<Json<Listed<Witnessed>>, Problem> {
    let after = page.after.map(|after| after.parse::<JourneyKey>()).transpose();
    let after = after.map_err(|error| Problem::new(Kind::Invalid, error.to_string()))?;
    let limit = page.limit.unwrap_or(100).clamp(1, MOST);
    let behind = of(&app, &id, &among).await?;
    let items = part(&app.store, &behind, Wanted { after, limit, affected: which.affected() }).await?;
    let next = items.last().filter(|_| items.len() == limit).map(|last| last.journey.clone());
    Ok(Json(Listed { items, next }))
}

/// All journeys behind a noise point, for a spreadsheet.
#[utoipa::path(get, path = "/api/v1/noise/{id}/journeys.csv", tag = "noise", security(("key" = ["customers"])),
    params(("id" = String, Path, description = "nsp_..."), Among, Which),
    responses((status = 200, description = "one row a journey", body = String, content_type = "text/csv")))]
pub(crate) async fn sheet(
    State(app): State<Shared>,
    who: Who,
    request: RequestId,
    Path(id): Path<String>,
    Query(among): Query<Among>,
    Query(which): Query<Which>,
) -> Result<Response, Problem> {
    let behind = of(&app, &id, &among).await?;
    looked(&app, &who, &request, ("noise.journeys", &id)).await?;
    let affected = which.affected();
    let mut head = format!("\u{feff}{FIELDS}");
    result_names(&behind).iter().for_each(|name| head.extend([",", name]));
    let first = (Some(format!("{head}\r\n")), Wanted { after: None, limit: PART, affected });
    // Written as it is read: a sheet of millions of rows takes no more memory than one part.
    let parts = stream::try_unfold(Some(first), move |next| {
        let (app, behind) = (app.clone(), behind.clone());
        async move {
            let Some((head, wanted)) = next else { return Ok::<_, Failure>(None) };
            let rows = part(&app.store, &behind, wanted).await?;
            let after = rows.last().filter(|_| rows.len() == PART).and_then(|last| last.journey.parse().ok());
            let next = after.map(|after| (None, Wanted { after: Some(after), ..wanted }));
            let mut text = head.unwrap_or_default();
            rows.iter().for_each(|row| line(row, &result_names(&behind), &mut text));
            Ok(Some((text, next)))
        }
    });
    Ok(headed(&format!("{id}-journeys.csv"), Body::from_stream(parts)))
}

fn line(row: &Witnessed, results: &[&'static str], text: &mut String) {
    let number = |number: Option<u8>| number.map(|number| number.to_string()).unwrap_or_default();
    let group = if row.group == Group::Affected { "affected" } else { "unaffected" };
    let cells = [
        row.journey.clone(),
        row.thread.as_deref().map(quoted).unwrap_or_default(),
        row.customer.clone(),
        row.began.to_string(),
        row.touches.to_string(),
        group.to_owned(),
        row.happened.map(|at| at.to_string()).unwrap_or_default(),
        row.times.to_string(),
        row.hours_lost.to_string(),
        row.compared_affected.to_string(),
        row.compared_unaffected.to_string(),
        row.stratum.to_string(),
        number(row.affected_at),
        number(row.unaffected_from),
        number(row.unaffected_to),
    ];
    text.push_str(&cells.join(","));
    for name in results {
        text.push(',');
        text.push_str(row.results.get(name).map_or("", |came| if *came { "true" } else { "false" }));
    }
    text.push_str("\r\n");
}

/// `waterline journeys --behind`.
pub(crate) async fn print(
    asked: &Asked,
    files: &Files,
    id: &str,
    (limit, after): (usize, Option<JourneyKey>),
) -> Result<(), Failure> {
    let id = crate::point::key(id)?;
    let (asked, store) = &asked.over(files).await?;
    let request = feed::request(asked, store, files).await?;
    let Reported { report, against, .. } = report_over(asked, files, store, &request, For::List).await?;
    let point = report.points.iter().find(|point| http::key(point) == id);
    let point = point.ok_or_else(|| {
        Failure::Usage(format!("{id} is not on the list of this log; `waterline noise --json` has the list"))
    })?;
    let behind = Arc::new(Behind::of(asked, store, files, &against, point).await?);
    let rows = part(store, &behind, Wanted { after, limit, affected: None }).await?;
    if asked.json {
        return output::json(&rows);
    }
    let texts = asked.language().texts();
    let column = |key: &str, cell: &dyn Fn(&Witnessed) -> String| Shown::words(texts.word(key), rows.iter().map(cell));
    let yes = |yes: bool| if yes { "●".to_owned() } else { String::new() };
    output::line(&table(
        vec![
            column("cli-id", &|row| row.journey.clone()),
            column("cli-thread", &|row| row.thread.clone().unwrap_or_default()).gives_way(),
            column("cli-customer", &|row| row.customer.clone()).optional(),
            column("cli-time", &|row| row.began.to_string()).gives_way(),
            column("cli-affected", &|row| yes(row.group == Group::Affected)),
            column("cli-compared", &|row| yes(row.compared_affected || row.compared_unaffected)),
            Shown::figures(texts.word("cli-times"), rows.iter().map(|row| figures::count(u64::from(row.times)))),
            Shown::figures(
                texts.word("cli-lost"),
                rows.iter().map(|row| figures::duration(row.hours_lost * 3_600.0, texts.language)),
            ),
        ],
        screen_width(),
    ))
}

#[cfg(test)]
mod tests;
