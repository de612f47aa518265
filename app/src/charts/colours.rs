//! The colours of the page's tokens, for canvases.

use leptos::prelude::{document, window};
use serde_json::{Value, json};

/// A token as the browser has it at the moment; empty if there is none.
pub(crate) fn token(name: &str) -> String {
    let style =
        document().document_element().and_then(|root| window().get_computed_style(&root).ok().flatten());
    let value = style.and_then(|style| style.get_property_value(name).ok());
    value.unwrap_or_default().trim().to_owned()
}

/// Colours of series among the tokens.
const N_SERIES: usize = 6;

/// Tokens as the browser has them at the moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Colours {
    pub(super) surface: String,
    pub(super) ink: String,
    pub(super) line: String,
    pub(super) accent: String,
    pub(super) gain: String,
    pub(super) loss: String,
    pub(super) benchmark: String,
    /// Of the series that a strategy looked at.
    pub(super) series: Vec<String>,
}

impl Colours {
    /// Reads the tokens.
    pub(super) fn now() -> Self {
        Self {
            surface: token("--surface"),
            ink: token("--ink-3"),
            line: token("--line"),
            accent: token("--accent"),
            gain: token("--gain"),
            loss: token("--loss"),
            benchmark: token("--benchmark"),
            series: (1..=N_SERIES).map(|at| token(&format!("--series-{at}"))).collect(),
        }
    }

    /// Options of a whole chart.
    pub(super) fn chart(&self) -> Value {
        let line = json!({ "color": self.line });
        let crosshair = json!({ "color": self.ink, "labelBackgroundColor": self.ink });
        json!({
            "layout": {
                "background": { "type": "solid", "color": self.surface },
                "textColor": self.ink,
                "fontSize": 11,
                "attributionLogo": true,
                "panes": { "separatorColor": self.line, "enableResize": false },
            },
            "crosshair": { "vertLine": crosshair, "horzLine": crosshair },
            "grid": { "vertLines": line, "horzLines": line },
            // Else a label at the top or bottom edge is cut in two.
            "rightPriceScale": { "borderColor": self.line, "entireTextOnly": true },
            "timeScale": { "borderColor": self.line },
        })
    }
}
