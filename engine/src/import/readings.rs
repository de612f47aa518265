//! What each answer to a question would make of the file's own rows.

use super::format::Format;
use super::options::ImportOptions;
use super::preview::preview;
use super::question::Question;
use super::sniff::sniff_as;
use crate::series::Bar;

/// Bars shown for an answer.
const N_BARS: usize = 3;
/// Tickers whose bars are shown.
const N_TICKERS: usize = 8;

/// A question with what its answers would give.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Asked {
    /// The question.
    pub question: Question,
    /// The likely answers, the default first where there is one.
    pub readings: Vec<Reading>,
}

/// One answer.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Reading {
    /// The answer in words.
    pub label: String,
    /// The options with this answer in them.
    pub options: ImportOptions,
    /// The first bars that they give; none where the rows do not read so.
    pub bars: Vec<Bar>,
}

/// Every question of a file, with the bars that each answer gives. The other options stay as they are.
pub fn readings(format: &Format, options: &ImportOptions, head: &[u8]) -> Vec<Asked> {
    let reading = |at: usize, (label, options): (String, ImportOptions)| {
        let is_shown = at < N_TICKERS;
        let format = sniff_as(head, &format.file_name, &options).unwrap_or_else(|_| format.clone());
        let shown = is_shown.then(|| preview(&format, &options, head, b"\n").ok()).flatten();
        let bars = shown.map(|shown| shown.first.into_iter().take(N_BARS).collect()).unwrap_or_default();
        Reading { label, options, bars }
    };
    let asked = |question: &Question| Asked {
        question: question.clone(),
        readings: answers(question, options)
            .into_iter()
            .enumerate()
            .map(|(at, answer)| reading(at, answer))
            .collect(),
    };
    format.questions.iter().map(asked).collect()
}

fn answers(question: &Question, options: &ImportOptions) -> Vec<(String, ImportOptions)> {
    let with = |label: String, set: &dyn Fn(&mut ImportOptions)| {
        let mut options = options.clone();
        set(&mut options);
        (label, options)
    };
    match question {
        Question::Adjusted => [(false, "as traded"), (true, "adjusted for splits and dividends")]
            .map(|(adjusted, label)| with(label.to_owned(), &|options| options.adjusted = adjusted))
            .into(),
        Question::DateOrder { orders, default, .. } => {
            let mut orders = orders.clone();
            orders.sort_by_key(|order| order != default);
            let answer = |order| {
                with(super::DateOrder::words(order).to_owned(), &|options| options.date_order = Some(order))
            };
            orders.into_iter().map(answer).collect()
        }
        Question::TimeZone { default, .. } => {
            let other = if default == "UTC" { "America/New_York" } else { "UTC" };
            let answer =
                |zone: &str| with(zone.to_owned(), &|options| options.time_zone = Some(zone.to_owned()));
            vec![answer(default), answer(other)]
        }
        Question::Ticker { found } => found
            .iter()
            .map(|ticker| with(ticker.clone(), &|options| options.ticker = Some(ticker.clone())))
            .collect(),
        Question::DecimalComma { default, .. } => {
            let answer = |comma: bool| {
                let label = if comma { "a decimal sign" } else { "separates thousands" };
                with(label.to_owned(), &|options| options.decimal_comma = Some(comma))
            };
            vec![answer(*default), answer(!default)]
        }
        Question::OpenClose { first, second } => [(false, first), (true, second)]
            .map(|(swap, name)| {
                with(format!("{name} is the open"), &|options| options.swap_open_close = Some(swap))
            })
            .into(),
        // The other sheets are not in this text: who has the workbook reads them.
        Question::OldYears { .. } | Question::Sheet { .. } => Vec::new(),
    }
}
