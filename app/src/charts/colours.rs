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

/// Colours of compared jobs among the tokens, which people of every kind of colour vision can tell apart.
pub(crate) const N_COMPARED: usize = 5;

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
    /// Of jobs that are compared.
    pub(super) compared: Vec<String>,
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
            compared: (1..=N_COMPARED).map(|at| token(&format!("--compared-{at}"))).collect(),
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

#[cfg(test)]
mod tests {
    use super::*;

    const TOKENS: &str = include_str!("../../../style/tokens.css");

    /// Linear light to linear light, as people without one kind of cone see it: Machado, Oliveira and Fernandes, “A Physiologically-based
    /// Model for Simulation of Color Vision Deficiency” (2009), at full severity.
    const VISIONS: [[[f64; 3]; 3]; 4] = [
        [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
    ];

    fn linear(hex: &str) -> [f64; 3] {
        [1, 3, 5].map(|at| {
            let value = f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap()) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { libm::pow((value + 0.055) / 1.055, 2.4) }
        })
    }

    fn seen(matrix: &[[f64; 3]; 3], [r, g, b]: [f64; 3]) -> [f64; 3] {
        matrix.map(|row| (row[0] * r + row[1] * g + row[2] * b).clamp(0.0, 1.0))
    }

    /// CIE 1976 L*a*b*, in which distances are about as large as they look.
    fn lab([r, g, b]: [f64; 3]) -> [f64; 3] {
        let f = |t: f64| if t > 0.008_856 { libm::cbrt(t) } else { 7.787 * t + 16.0 / 116.0 };
        let x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047);
        let y = f(0.2126 * r + 0.7152 * g + 0.0722 * b);
        let z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883);
        [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
    }

    fn value<'a>(theme: &'a str, name: &str) -> &'a str {
        let (_, rest) = theme.split_once(&format!("{name}: ")).unwrap();
        rest.split(';').next().unwrap()
    }

    #[test]
    fn compared_jobs_are_told_apart_in_both_themes_and_without_any_kind_of_cone() {
        let (light, dark) = TOKENS.split_once("[data-theme=\"dark\"]").unwrap();
        for theme in [light, dark] {
            let luminance = |hex: &str| {
                let [r, g, b] = linear(hex);
                0.2126 * r + 0.7152 * g + 0.0722 * b
            };
            let surface = luminance(value(theme, "--surface"));
            let colours: Vec<&str> =
                (1..=N_COMPARED).map(|at| value(theme, &format!("--compared-{at}"))).collect();
            for colour in &colours {
                let (one, other) = (luminance(colour) + 0.05, surface + 0.05);
                let contrast = one.max(other) / one.min(other);
                assert!(contrast >= 3.0, "{colour} has a contrast of {contrast} against the surface");
            }
            for (at, matrix) in VISIONS.iter().enumerate() {
                for (i, a) in colours.iter().enumerate() {
                    for b in &colours[i + 1..] {
                        let [a_lab, b_lab] = [a, b].map(|hex| lab(seen(matrix, linear(hex))));
                        let squares: f64 = a_lab.iter().zip(b_lab).map(|(a, b)| (a - b) * (a - b)).sum();
                        assert!(
                            squares.sqrt() >= 30.0,
                            "{a} and {b} are {} apart in vision {at}",
                            squares.sqrt()
                        );
                    }
                }
            }
        }
    }
}
