//! The noise board for a spreadsheet.

use super::http::{shown, stages, told, voice};
use super::which::Which;
use crate::locale::Language;
use crate::point::spot;
use crate::serve::app::Shared;
use crate::serve::http::Query;
use crate::serve::problem::Problem;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

/// The rows behind the board, for a spreadsheet.
#[utoipa::path(get, path = "/api/v1/noise.csv", tag = "noise", security(("key" = ["look"])), params(Which),
    responses((status = 200, description = "one row a noise point", body = String, content_type = "text/csv")))]
pub(crate) async fn rows(
    State(app): State<Shared>,
    language: Language,
    Query(which): Query<Which>,
) -> Result<Response, Problem> {
    let picture = which.picture(&app).await?;
    let (stages, voice, told) = (stages(&app).await?, voice(&app, language), told(&app, &picture));
    let report = &picture.report;
    let all = (0..report.points.len()).map(|rank| shown(report, rank, &stages, &voice, told.as_deref()));
    let mut text = String::from(
        "\u{feff}rank,id,kind,place_kind,place,exposed,affected,rate,rate_low,rate_high,result,effect,effect_low,\
         effect_high,q_value,damage,damage_low,damage_high,hours_lost,last_seen,owner,channels,cause,stage,journeys\r\n",
    );
    for point in all.filter(|point| which.takes(point)) {
        let effect = point.effect.as_ref();
        let figure = |value: Option<f64>| value.map(|value| value.to_string()).unwrap_or_default();
        let cells = [
            point.rank.to_string(),
            point.id.clone(),
            spot::word(point.kind),
            point.place_kind.clone(),
            point.place.clone(),
            point.exposed.to_string(),
            point.affected.to_string(),
            point.rate.to_string(),
            point.rate_low.to_string(),
            point.rate_high.to_string(),
            effect.map(|effect| effect.result.clone()).unwrap_or_default(),
            figure(effect.map(|effect| effect.effect)),
            figure(effect.map(|effect| effect.effect_low)),
            figure(effect.map(|effect| effect.effect_high)),
            figure(effect.map(|effect| effect.q_value)),
            point.damage.to_string(),
            point.damage_low.to_string(),
            point.damage_high.to_string(),
            point.hours_lost.to_string(),
            point.last_seen.map(|at| at.to_string()).unwrap_or_default(),
            point.owner.clone().unwrap_or_default(),
            point.channels.join(" "),
            point.cause.word().to_owned(),
            point.stage.clone().unwrap_or_default(),
            point.journeys.join(" "),
        ];
        let cells: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
        text.push_str(&cells.join(","));
        text.push_str("\r\n");
    }
    Ok(headed("noise.csv", text.into()))
}

/// A sheet that a browser keeps under a name; the name is one of ours.
pub(super) fn headed(name: &str, body: Body) -> Response {
    let name = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8")),
        (header::CONTENT_DISPOSITION, name.unwrap_or(HeaderValue::from_static("attachment"))),
    ];
    (headers, body).into_response()
}

/// A cell of a CSV that no spreadsheet takes for a formula.
pub(super) fn quoted(cell: &str) -> String {
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell.parse::<f64>().is_err();
    let guard = if formula { "'" } else { "" };
    if formula || cell.contains([',', '"', '\n', '\r']) {
        format!("\"{guard}{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn no_cell_is_taken_for_a_formula() {
        let check = |cell: &str, written: &str| assert_eq!(quoted(cell), written);
        check("web.pay", "web.pay");
        check("=HYPERLINK(1)", "\"'=HYPERLINK(1)\"");
        check("-0.5", "-0.5");
        check("a,\"b\"", "\"a,\"\"b\"\"\"");
    }
}
