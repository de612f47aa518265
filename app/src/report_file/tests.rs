use std::rc::Rc;

use engine::config::{RunConfig, Sizing};
use engine::registry::{built_in, prepare};
use engine::series::{Bar, Series};
use engine::strategy::catalog::find;

use super::*;

const HOSTILE: &str =
    "</style></title><script>alert(1)</script><img src=x onerror=alert(1)>\" onload='x' &amp; \u{202e}";

/// Three years of days in waves, and a cross that trades them.
fn run() -> (Report, Series) {
    let bar = |i: i64| {
        let close = 100.0 + ((i % 40) - 20).abs() as f64 + (i % 7) as f64;
        let (high, low) = (close + 1.0, close - 1.0);
        Bar { time: 1_577_836_800_000 + i * 86_400_000, open: close, high, low, close, volume: 1.0 }
    };
    let series = Series::from_bars(&(0..1_096).map(bar).collect::<Vec<_>>(), 86_400_000).unwrap();
    let mut params = find("sma_cross").unwrap().defaults();
    params.set("fast", 3.0);
    params.set("slow", 11.0);
    let mut config = RunConfig::default();
    config.account.sizing = Sizing::EquityRatio(0.5);
    let shared = Rc::new(series.clone());
    (prepare(&built_in("sma_cross").unwrap(), &params, &config, shared).unwrap().finish(), series)
}

/// The file of that run, with `said` wherever a person or another program can say something.
fn file(said: &str, separators: &Separators) -> String {
    file_at(said, separators, 0)
}

/// The same where clocks show so much more than UTC.
fn file_at(said: &str, separators: &Separators, offset_ms: i64) -> String {
    let (report, series) = run();
    let facts = [(said.to_owned(), said.to_owned())];
    html(&ReportFile {
        title: said,
        tags: &[said.to_owned(), said.to_owned()],
        note: said,
        about: said,
        made: said,
        report: &report,
        times: series.time(),
        closes: series.close(),
        interval_ms: series.interval_ms(),
        initial: 100_000.0,
        preset: Preset::default(),
        warnings: &[said.to_owned()],
        settings: &facts,
        certificate: &facts,
        source: Some(said),
        writing: Writing { separators, zone: said, offset_ms: &|_| offset_ms },
    })
}

fn tags(html: &str) -> Vec<&str> {
    html.split('<').skip(1).map(|part| part.split('>').next().unwrap()).collect()
}

#[test]
fn what_a_person_wrote_adds_no_markup() {
    let separators = Separators::default();
    let (plain, hostile) = (file("Plain", &separators), file(HOSTILE, &separators));
    assert_eq!(tags(&hostile), tags(&plain), "every tag and every attribute is ours");
    assert!(!hostile.contains("<script") && !hostile.contains("<img"));
    assert_eq!(
        hostile.matches("&lt;script&gt;alert(1)&lt;/script&gt;").count(),
        plain.matches("Plain").count()
    );
    // Separators come from the browser, and stand in every number.
    let odd = Separators { group: "<b>".into(), decimal: ".".into() };
    assert_eq!(tags(&file("Plain", &odd)), tags(&plain));
}

#[test]
fn the_file_needs_nothing_else() {
    let html = file("Plain", &Separators::default());
    for outside in ["http:", "https:", "url(", "@import", "<script", "<link", "src=", "href="] {
        assert!(!html.contains(outside), "{outside}");
    }
    assert!(html.contains("default-src 'none'; style-src 'unsafe-inline'"));
}

#[test]
fn every_opened_element_is_closed() {
    let html = file("Plain", &Separators::default());
    let mut open: Vec<&str> = Vec::new();
    for tag in tags(&html) {
        let name = tag.trim_start_matches('/').split(' ').next().unwrap();
        match tag {
            _ if tag.starts_with('!') || name == "meta" || tag.ends_with('/') => {}
            _ if tag.starts_with('/') => assert_eq!(open.pop(), Some(name)),
            _ => open.push(name),
        }
    }
    assert!(open.is_empty(), "{open:?}");
}

#[test]
fn numbers_are_those_of_the_report_in_the_readers_notation() {
    let (report, _) = run();
    let german = Separators { group: ".".into(), decimal: ",".into() };
    let html = file("Plain", &german);
    let profit =
        german.fixed(report.statistics.run.net_profit.unwrap(), 2, crate::format::number::Plus::Shown);
    assert!(
        html.contains(&format!("<dt>Net profit</dt><dd><span class=\"gain\">{profit}</span>"))
            || html.contains(&format!("<dt>Net profit</dt><dd><span class=\"loss\">{profit}</span>"))
    );
    // Every trade has its row, and three years have theirs.
    let trades = html.split("class=\"trades\"").nth(1).unwrap();
    assert_eq!(trades.matches("<tr><td").count(), report.trades.len());
    assert!(report.trades.len() > 30);
    let months = html.split("class=\"months\"").nth(1).unwrap().split("</table>").next().unwrap();
    assert_eq!(
        ["2020", "2021", "2022"].map(|year| months.matches(&format!("<tr><th>{year}</th>")).count()),
        [1; 3]
    );
}

#[test]
fn daily_bars_have_the_same_dates_under_local_time() {
    let separators = Separators::default();
    let utc = file("Plain", &separators);
    // Five hours behind UTC, midnight is in the evening of the day before.
    assert_eq!(file_at("Plain", &separators, -5 * 3_600_000), utc);
    assert!(utc.contains("<tr><th>Start</th><td class=\"number\"><span class=\"\">2020-01-01</span></td>"));
    let (report, _) = run();
    let entry = Civil::from_ms(report.trades[0].entry_time).date();
    let first = utc.split("class=\"trades\"").nth(1).unwrap().split("<tr><td").nth(1).unwrap();
    assert!(first.contains(&format!("<td class=\"\">{entry}</td>")), "{first}");
}

#[test]
fn the_worst_drawdown_is_the_maximum_drawdown_of_the_report() {
    let (report, _) = run();
    let worst = drawdowns::worst(&report.equity, 100_000.0, 1)[0];
    let most = report.statistics.run.max_drawdown.unwrap();
    assert!(most < 0.0 && (worst.depth - most).abs() < 1e-12, "{} and {most}", worst.depth);
}
