//! A report as one HTML file that needs nothing else: no script, no network, no other file. Charts are SVG made from the report's own series,
//! the style is inside, and it prints on A4. Pure: what a person gave is escaped ([`escape`]), numbers are written as the page writes them.

mod chart;
mod drawdowns;
mod escape;
mod tables;
mod trades;

use engine::report::Report;
use engine::statistics::tables::{buy_and_hold_curve, drawdown_curve};
use engine::statistics::{HEADLINE, Preset, monthly_returns, tables as declared};

use self::chart::{Axis, Line, Unit};
use self::escape::text;
use self::tables::{facts, stat_cell};
use crate::format::number::Separators;
use crate::format::time::Civil;

pub use self::tables::Fact;

/// The colours and sizes of the page itself, and the few rules that a document needs.
const TOKENS: &str = include_str!("../../../style/tokens.css");
const STYLE: &str = include_str!("style.css");

/// Drawdowns that are listed.
const N_DRAWDOWNS: usize = 10;

/// How numbers and times are written.
pub struct Writing<'a> {
    /// Signs of the reader's language.
    pub separators: &'a Separators,
    /// Name of the zone of times, as any reader understands it.
    pub zone: &'a str,
    /// What is added to UTC at a moment, in milliseconds.
    pub offset_ms: &'a dyn Fn(i64) -> i64,
}

impl Writing<'_> {
    /// A point in time; at midnight the date alone.
    fn time(&self, utc_ms: i64) -> String {
        let text = Civil::from_ms(utc_ms + (self.offset_ms)(utc_ms)).date_time();
        text.trim_end_matches(" 00:00").to_owned()
    }

    /// The open time of a bar; bars of a day or more have no time of day in any zone.
    fn bar(&self, utc_ms: i64, interval_ms: i64) -> String {
        if interval_ms >= 86_400_000 { Civil::from_ms(utc_ms).date() } else { self.time(utc_ms) }
    }
}

/// What the file is made of.
pub struct ReportFile<'a> {
    /// Name of the job, as the person wrote it.
    pub title: &'a str,
    /// The person's labels.
    pub tags: &'a [String],
    /// The person's text.
    pub note: &'a str,
    /// What was run on what, in a line.
    pub about: &'a str,
    /// When the file was made, in a line.
    pub made: &'a str,
    /// The result.
    pub report: &'a Report,
    /// Open times of the bars of the window.
    pub times: &'a [i64],
    /// Their closes.
    pub closes: &'a [f64],
    /// Usual distance between them.
    pub interval_ms: i64,
    /// Cash at the start.
    pub initial: f64,
    /// Whose definitions the numbers follow.
    pub preset: Preset,
    /// What a reader has to know before the numbers.
    pub warnings: &'a [String],
    /// Every setting.
    pub settings: &'a [Fact],
    /// What makes the result checkable.
    pub certificate: &'a [Fact],
    /// Source of the script, if the strategy is one.
    pub source: Option<&'a str>,
    /// How numbers and times are written.
    pub writing: Writing<'a>,
}

/// The file.
pub fn html(file: &ReportFile) -> String {
    let title = text(file.title);
    let mut page = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title} · Hindcast</title>\n\
         <style>\n{TOKENS}{STYLE}</style>\n</head>\n<body>\n<main>\n"
    );
    page += &head(file);
    page += &headline(file);
    page += &section("Equity", "", &equity(file));
    page += &section("Drawdown", "", &drawdown(file));
    let found = drawdowns::worst(&file.report.equity, file.initial, N_DRAWDOWNS);
    page += &section(
        "Worst drawdowns",
        "of the equity at closes, as a share of its peak",
        &tables::drawdowns(&found, file),
    );
    let months = monthly_returns(file.times, &file.report.equity, file.initial);
    let months = tables::months(&declared::years(&months), file.writing.separators);
    page += &section(declared::MONTHS.name, "%, of the equity", &months);
    let definitions = format!("as defined by {}", file.preset.name());
    page += &section("Statistics", &definitions, &tables::statistics(file));
    page += &section("Settings", "", &facts(file.settings));
    if let Some(source) = file.source {
        page += &section("Source of the script", "", &format!("<pre>{}</pre>", text(source)));
    }
    let certificate = format!(
        "<p class=\"muted\">Anyone who runs these settings on these bars with this engine gets this result fingerprint, bit for \
         bit.</p>{}",
        facts(file.certificate)
    );
    page += &section("Certificate", "", &certificate);
    page += &trades::section(file);
    page + &format!("</main>\n<footer>{}</footer>\n</body>\n</html>\n", text(file.made))
}

fn section(title: &str, beside: &str, body: &str) -> String {
    let (title, beside) = (text(title), text(beside));
    format!("<section>\n<h2>{title} <small>{beside}</small></h2>\n{body}</section>\n")
}

fn head(file: &ReportFile) -> String {
    let mut head = format!("<header>\n<h1>{}</h1>\n<p>{}</p>\n", text(file.title), text(file.about));
    if let (Some(first), Some(last)) = (file.times.first(), file.times.last()) {
        let bar = |time: &i64| file.writing.bar(*time, file.interval_ms);
        let n = text(&file.writing.separators.count(file.times.len() as f64));
        head += &format!(
            "<p>{} to {}, {n} bars, times in {}</p>\n",
            bar(first),
            bar(last),
            text(file.writing.zone)
        );
    }
    if !file.tags.is_empty() {
        let tags: Vec<String> = file.tags.iter().map(|tag| format!("<li>{}</li>", text(tag))).collect();
        head += &format!("<ul class=\"tags\">{}</ul>\n", tags.concat());
    }
    if !file.note.is_empty() {
        head += &format!("<p class=\"note\">{}</p>\n", text(file.note));
    }
    head += "</header>\n";
    if !file.warnings.is_empty() {
        let warnings: Vec<String> =
            file.warnings.iter().map(|warning| format!("<p>{}</p>", text(warning))).collect();
        head += &format!("<div class=\"warnings\">{}</div>\n", warnings.concat());
    }
    head
}

fn headline(file: &ReportFile) -> String {
    let tile = |key: &&'static str| {
        let (info, metric) = file.report.statistics.under(file.preset, key)?;
        Some(format!("<div><dt>{}</dt><dd>{}</dd></div>\n", text(info.name), stat_cell(info, metric, file)))
    };
    let tiles: Vec<String> = HEADLINE.iter().filter_map(tile).collect();
    format!("<dl class=\"tiles\">\n{}</dl>\n", tiles.concat())
}

fn axis<'a>(file: &'a ReportFile) -> Axis<'a> {
    Axis { times: file.times, interval_ms: file.interval_ms, writing: &file.writing }
}

fn equity(file: &ReportFile) -> String {
    let report = file.report;
    let warmup = report.statistics.run.warmup_bars.unwrap_or(0.0) as usize;
    let hold = buy_and_hold_curve(file.closes, warmup, file.initial);
    let lines = [
        Line { values: &hold, class: "hold", is_filled: false },
        Line { values: &report.equity, class: "equity", is_filled: false },
    ];
    let key = "<p class=\"key\"><span class=\"equity\">equity</span> <span class=\"hold\">buy and hold</span></p>\n";
    format!(
        "{key}<div class=\"scroll\">{}</div>\n",
        chart::svg("Equity, and buy and hold", &lines, Unit::Cash, 300.0, &axis(file))
    )
}

fn drawdown(file: &ReportFile) -> String {
    let percent: Vec<f64> =
        drawdown_curve(&file.report.equity, file.initial).iter().map(|ratio| ratio * 100.0).collect();
    let line = Line { values: &percent, class: "drawdown", is_filled: true };
    let svg = chart::svg("Drawdown in percent", &[line], Unit::Percent, 150.0, &axis(file));
    format!("<div class=\"scroll\">{svg}</div>\n")
}

#[cfg(test)]
mod tests;
