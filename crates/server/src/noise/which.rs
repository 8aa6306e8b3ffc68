//! Which noise points, and which part of the log, are asked for.

use super::http::{NoisePoint, PassedShown};
use crate::point::spot;
use crate::segment::Of;
use crate::serve::app::Shared;
use crate::serve::picture::{Period, Picture};
use crate::serve::problem::Problem;
use desk::point::Attribution;
use lens::signals::Kind;
use serde::Deserialize;
use std::sync::Arc;
use utoipa::IntoParams;

/// Which noise points are asked for.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Which {
    /// Only touches at or after this time.
    from: Option<String>,
    /// Only touches before this time.
    to: Option<String>,
    /// Only this kind, `ping_pong`.
    kind: Option<String>,
    /// Only what this owner is responsible for, or has to mend.
    owner: Option<String>,
    /// Only places whose name holds this.
    place: Option<String>,
    /// Only this cause, `cross_department`.
    cause: Option<String>,
    /// Only points at this stage of their life.
    stage: Option<String>,
    /// Only places of this channel.
    channel: Option<String>,
    /// Only journeys of which a touch says this, `language=zh` (see /segments): everything is compared anew among them.
    segment: Option<String>,
    /// Whether the segment takes the journeys that say it, or all journeys of the customers of whom it is said.
    #[serde(default)]
    #[param(inline)]
    segment_of: Of,
}

/// Which touches a figure is about.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Among {
    /// Only touches at or after this time.
    from: Option<String>,
    /// Only touches before this time.
    to: Option<String>,
    /// Only journeys of which a touch says this, `language=zh`.
    segment: Option<String>,
    /// Whether the segment takes the journeys that say it, or all journeys of the customers of whom it is said.
    #[serde(default)]
    #[param(inline)]
    segment_of: Of,
}

/// The picture of a period; a problem, where the first one is still being made.
pub(crate) async fn picture(app: &Shared, from: &Option<String>, to: &Option<String>) -> Result<Arc<Picture>, Problem> {
    among(app, from, to, &None, Of::default()).await
}

/// The picture of a period and a segment.
pub(crate) async fn among(
    app: &Shared,
    from: &Option<String>,
    to: &Option<String>,
    segment: &Option<String>,
    segment_of: Of,
) -> Result<Arc<Picture>, Problem> {
    app.pictures.of(app, &period(from, to, segment, segment_of)).await
}

/// The part of the log that is asked for; what is empty says nothing.
pub(crate) fn period(from: &Option<String>, to: &Option<String>, segment: &Option<String>, segment_of: Of) -> Period {
    let said = |text: &Option<String>| text.as_ref().filter(|text| !text.is_empty()).cloned();
    let segment = said(segment);
    let segment_of = if segment.is_some() { segment_of } else { Of::default() };
    Period { from: said(from), to: said(to), segment, segment_of }
}

impl Among {
    /// The part of the log.
    pub(crate) fn period(&self) -> Period {
        period(&self.from, &self.to, &self.segment, self.segment_of)
    }

    pub(crate) async fn picture(&self, app: &Shared) -> Result<Arc<Picture>, Problem> {
        app.pictures.of(app, &self.period()).await
    }
}

/// Whether a filter is not set, or is set to this.
fn is(wanted: &Option<String>, has: Option<&str>) -> bool {
    wanted.as_deref().is_none_or(|wanted| wanted.is_empty() || Some(wanted) == has)
}

impl Which {
    pub(super) async fn picture(&self, app: &Shared) -> Result<Arc<Picture>, Problem> {
        among(app, &self.from, &self.to, &self.segment, self.segment_of).await
    }

    pub(super) fn takes(&self, point: &NoisePoint) -> bool {
        (is(&self.owner, point.owner.as_deref()) || is(&self.owner, point.assigned_to.as_deref()))
            && is(&self.stage, point.stage.as_deref())
            && self.takes_place(point.kind, point.cause, &point.place, &point.channels)
    }

    /// What nobody follows stands at no stage.
    pub(super) fn takes_passed(&self, passed: &PassedShown) -> bool {
        is(&self.owner, passed.owner.as_deref())
            && is(&self.stage, None)
            && self.takes_place(passed.kind, passed.cause, &passed.place, &passed.channels)
    }

    fn takes_place(&self, kind: Kind, cause: Attribution, place: &str, channels: &[String]) -> bool {
        let part = self.place.as_deref().unwrap_or_default().to_lowercase();
        is(&self.kind, Some(&spot::word(kind)))
            && is(&self.cause, Some(cause.word()))
            && place.to_lowercase().contains(&part)
            && (is(&self.channel, None) || channels.iter().any(|channel| is(&self.channel, Some(channel))))
    }
}
