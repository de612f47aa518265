//! Tables of the file: numbers, months, drawdowns, facts.

use engine::statistics::tables::Year;
use engine::statistics::{Metric, StatInfo};

use super::ReportFile;
use super::drawdowns::Drawdown;
use super::escape::text;
use crate::format::number::{Plus, Separators};
use crate::format::time::MONTHS;
use crate::format::{NONE, span, stat};

/// A name and its value.
pub type Fact = (String, String);

/// Steps of the colour of a month.
const STEPS: f64 = 4.0;

/// A number of the report as the page writes it.
pub(super) fn stat_cell(info: &StatInfo, metric: Metric, file: &ReportFile) -> String {
    let time = |at: i64| file.writing.bar(at, file.interval_ms);
    let shown = stat::stat(file.writing.separators, info, metric, time);
    let tone = match shown.tone {
        Some(true) => "gain",
        Some(false) => "loss",
        None => "",
    };
    let unit =
        if shown.unit.is_empty() { String::new() } else { format!("\u{a0}<i>{}</i>", text(shown.unit)) };
    let reason = shown.reason.map(|reason| format!(" <small>({})</small>", text(reason))).unwrap_or_default();
    format!("<span class=\"{tone}\">{}{unit}</span>{reason}", text(&shown.text))
}

/// Names and values.
pub(super) fn facts(facts: &[Fact]) -> String {
    let fact = |(name, value): &Fact| format!("<div><dt>{}</dt><dd>{}</dd></div>\n", text(name), text(value));
    format!("<dl class=\"facts\">\n{}</dl>\n", facts.iter().map(fact).collect::<String>())
}

/// Every number, over the run and over the trades.
pub(super) fn statistics(file: &ReportFile) -> String {
    let statistics = &file.report.statistics;
    // A reason for each cell would take more room than the numbers: they are told below, each once.
    let mut reasons: Vec<&'static str> = Vec::new();
    let mut number = |info: &StatInfo, metric: Metric| match metric {
        Ok(_) => format!("<td class=\"number\">{}</td>", stat_cell(info, metric, file)),
        Err(why) => {
            let known = reasons.iter().position(|reason| *reason == why.reason());
            let at = known.unwrap_or_else(|| {
                reasons.push(why.reason());
                reasons.len() - 1
            });
            format!("<td class=\"number\">{NONE}<sup>{}</sup></td>", at + 1)
        }
    };
    let run: String = statistics
        .run_under(file.preset)
        .into_iter()
        .map(|(info, metric)| format!("<tr><th>{}</th>{}</tr>\n", text(info.name), number(info, metric)))
        .collect();
    let (all, long, short) =
        (statistics.all.metrics(), statistics.long.metrics(), statistics.short.metrics());
    let trades: String = all
        .into_iter()
        .zip(long)
        .zip(short)
        .map(|(((info, all), (_, long)), (_, short))| {
            let cells = [all, long, short].map(|metric| number(info, metric)).concat();
            format!("<tr><th>{}</th>{cells}</tr>\n", text(info.name))
        })
        .collect();
    let told = |(at, reason): (usize, &&str)| format!("<sup>{}</sup> {}. ", at + 1, text(reason));
    let told: String = reasons.iter().enumerate().map(told).collect();
    let told = if told.is_empty() { told } else { format!("<p class=\"muted\">{told}</p>\n") };
    let head = "<th class=\"number\">";
    format!(
        "<div class=\"pair\">\n<table>\n<thead><tr><th>Over the run</th>{head}Value</th></tr></thead>\n<tbody>\n{run}</tbody>\n</table>\n\
         <table>\n<thead><tr><th>Over the trades</th>{head}All</th>{head}Long</th>{head}Short</th></tr></thead>\n<tbody>\n{trades}</tbody>\n\
         </table>\n</div>\n{told}"
    )
}

/// The months of each year, the latest year first, in shades of gain and loss.
pub(super) fn months(years: &[Year], separators: &Separators) -> String {
    let months = years.iter().flat_map(|year| year.months).flatten().filter_map(Result::ok);
    let most = months.map(f64::abs).fold(0.0, f64::max);
    let cell = |month: Option<Metric>| match month {
        None => "<td></td>".to_owned(),
        Some(Err(why)) => format!("<td class=\"number\">{NONE} <small>({})</small></td>", text(why.reason())),
        Some(Ok(ratio)) => {
            let shown = separators.percent(ratio, 2, Plus::Shown);
            let shade = match stat::tone(&shown) {
                Some(is_gain) => {
                    let step = (ratio.abs() / most * STEPS).ceil().clamp(1.0, STEPS);
                    format!(" {}-{step}", if is_gain { "gain" } else { "loss" })
                }
                None => String::new(),
            };
            format!("<td class=\"number{shade}\">{}</td>", text(&shown))
        }
    };
    let row = |year: &Year| {
        let cells: String = year.months.iter().map(|month| cell(*month)).collect();
        format!("<tr><th>{}</th>{cells}{}</tr>\n", year.year, cell(Some(year.total)))
    };
    let rows: String = years.iter().rev().map(row).collect();
    let names: String = MONTHS.iter().map(|name| format!("<th class=\"number\">{name}</th>")).collect();
    format!(
        "<div class=\"scroll\"><table class=\"months\">\n<thead><tr><th>Year</th>{names}<th class=\"number\">Year</th></tr></thead>\n\
         <tbody>\n{rows}</tbody>\n</table></div>\n"
    )
}

/// The worst drawdowns with their dates.
pub(super) fn drawdowns(found: &[Drawdown], file: &ReportFile) -> String {
    if found.is_empty() {
        return "<p class=\"muted\">The equity never fell below its peak.</p>\n".to_owned();
    }
    let separators = file.writing.separators;
    let date = |bar: usize| text(&file.writing.bar(file.times[bar], file.interval_ms));
    let row = |(at, fall): (usize, &Drawdown)| {
        let last = fall.recovered.unwrap_or(file.times.len() - 1);
        let lasted = span::market(separators, (file.times[last] - file.times[fall.peak]) as f64);
        let recovered = fall.recovered.map_or_else(|| "not yet".to_owned(), date);
        format!(
            "<tr><td class=\"number\">{}</td><td class=\"number loss\">{}</td><td>{}</td><td>{}</td><td>{recovered}</td>\
             <td class=\"number\">{}</td></tr>\n",
            at + 1,
            text(&separators.percent(fall.depth, 2, Plus::Shown)),
            date(fall.peak),
            date(fall.lowest),
            text(&lasted),
        )
    };
    let rows: String = found.iter().enumerate().map(row).collect();
    format!(
        "<div class=\"scroll\"><table>\n<thead><tr><th class=\"number\">#</th><th class=\"number\">Depth, %</th><th>Peak</th><th>Lowest</th>\
         <th>Recovered</th><th class=\"number\">Lasted</th></tr></thead>\n<tbody>\n{rows}</tbody>\n</table></div>\n"
    )
}
