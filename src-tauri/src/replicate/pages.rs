//! What is asked of a hub about the pages that it shows.

use incident::id::IncidentId;
use serde::Deserialize;

use super::http::{HttpRemote, NotDone};

/// `POST /v1/reviews/{incident}/pass`.
#[derive(Deserialize)]
struct Opens {
    pass: String,
}

impl HttpRemote {
    /// The address at which a browser opens the review of an incident, once.
    pub(crate) async fn review_page(&self, incident: IncidentId) -> Result<String, NotDone> {
        let page = format!("/v1/reviews/{incident}");
        let opens: Opens = self.try_ask(self.post(&format!("{page}/pass"))).await?;
        let mut address = self.address().at(&page);
        // Whatever the hub says is one more step of that address, and leads nowhere else.
        if let Ok(mut steps) = address.path_segments_mut() {
            steps.extend(["open", opens.pass.as_str()]);
        }
        Ok(address.to_string())
    }
}
