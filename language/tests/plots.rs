//! What a script plots: the values it had, in a program that trades as the one that plots nothing.

#![expect(clippy::unwrap_used, reason = "clippy does not recognise these functions as tests")]

use std::cell::RefCell;
use std::path::Path;
use std::rc::Rc;

use engine::config::RunConfig;
use engine::plot::{Exits, Plot, Recorded, Shape};
use engine::registry::{finish, prepare, prepare_watched};
use engine::report::Report;
use engine::series::Series;
use engine::synthetic::minute_series;
use language::library::LIBRARY;
use language::{Plotting, compile, compile_plotting, plotting, source};

fn minutes(n_bars: usize) -> Rc<Series> {
    Rc::new(minute_series(5, n_bars))
}

fn settings(script: &Plotting) -> RunConfig {
    let mut config = script.compiled.settings.over(&RunConfig::default());
    config.instrument.tick_size = Some(0.01);
    config
}

/// A run that plots, and what it plots.
fn plotted(text: &str, series: &Rc<Series>) -> (Report, Vec<Plot>) {
    let script = compile_plotting(text).unwrap();
    let (config, recorded) = (settings(&script), Rc::new(RefCell::new(Recorded::default())));
    let of = plotting(script.compiled, "ab", Rc::clone(&recorded));
    let exits = Rc::new(RefCell::new(Exits::default()));
    let params = of.declaration().defaults();
    let run = prepare_watched(&of, &params, &config, Rc::clone(series), Rc::clone(&exits)).unwrap();
    let report = finish(run).unwrap();
    let exits = exits.take().into_plots();
    let stands = exits.iter().any(|plot| plot.values.iter().any(|level| !level.is_nan()));
    assert!(of.has_exits() || !stands, "there are stops, and the script is said to place none");
    (report, recorded.take().into_plots(&script.specs))
}

/// The run of the same script that trades and plots nothing.
fn plain(text: &str, series: &Rc<Series>) -> Report {
    let config = settings(&compile_plotting(text).unwrap());
    let of = source(compile(text).unwrap(), "ab");
    finish(prepare(&of, &of.declaration().defaults(), &config, Rc::clone(series)).unwrap()).unwrap()
}

fn long_scripts() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/long");
    let mut scripts: Vec<(String, String)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|of| of == "pine"))
        .map(|path| (path.display().to_string(), std::fs::read_to_string(path).unwrap()))
        .collect();
    scripts.sort();
    scripts
}

fn bits(values: &[f64]) -> Vec<u64> {
    values.iter().map(|value| value.to_bits()).collect()
}

#[test]
fn a_run_that_plots_has_the_result_of_the_one_that_does_not() {
    let series = minutes(3_000);
    let library = LIBRARY.iter().map(|script| (script.key.to_owned(), script.source.to_owned()));
    let mut n_plots = 0;
    for (name, text) in library.chain(long_scripts()) {
        let (report, plots) = plotted(&text, &series);
        assert_eq!(report.result_hash, plain(&text, &series).result_hash, "{name}");
        assert!(plots.iter().all(|plot| plot.values.len() == series.len()), "{name}");
        n_plots += plots.len();
    }
    assert!(n_plots > 40, "{n_plots}");
}

#[test]
fn nothing_that_a_script_plots_depends_on_a_later_bar() {
    let series = minutes(1_200);
    for script in LIBRARY {
        let (_, whole) = plotted(script.source, &series);
        for end in [50, 777] {
            let (_, part) = plotted(script.source, &Rc::new(series.slice(0..end).unwrap()));
            assert_eq!(part.len(), whole.len(), "{}", script.key);
            for (part, whole) in part.iter().zip(&whole) {
                assert_eq!(
                    bits(&part.values),
                    bits(&whole.values[..end]),
                    "{}: {}",
                    script.key,
                    part.spec.title
                );
                assert_eq!(part.colours, whole.colours[..end.min(whole.colours.len())]);
            }
        }
    }
}

#[test]
fn a_plot_is_what_the_expression_was_at_each_bar_with_gaps_where_it_was_na() {
    let series = minutes(300);
    let text = r#"//@version=6
strategy("Plots")
average = ta.sma(close, 5)
plot(average, "Average")
plot(close > open ? high : na, "Rising", style = plot.style_circles)
plot(bar_index * 2)
var total = 0.0
total += volume
plot(total[1], "Before", style = plot.style_stepline)
if average > close
    strategy.entry("L", strategy.long)
"#;
    let (_, plots) = plotted(text, &series);
    let titles: Vec<&str> = plots.iter().map(|plot| &*plot.spec.title).collect();
    assert_eq!(titles, ["Average", "Rising", "bar_index * 2", "Before"]);
    let shapes: Vec<Shape> = plots.iter().map(|plot| plot.spec.shape).collect();
    assert_eq!(shapes, [Shape::Line, Shape::Dots, Shape::Line, Shape::Steps]);
    assert!(plots[0].values[..4].iter().all(|value| value.is_nan()));
    let mut total = f64::NAN;
    for bar in 0..series.len() {
        if bar >= 4 {
            let mean = series.close()[bar - 4..=bar].iter().sum::<f64>() / 5.0;
            assert!((plots[0].values[bar] - mean).abs() < 1e-9);
        }
        let rises = series.close()[bar] > series.open()[bar];
        let rising = if rises { series.high()[bar] } else { f64::NAN };
        assert_eq!(plots[1].values[bar].to_bits(), rising.to_bits());
        assert_eq!(plots[2].values[bar], 2.0 * bar as f64);
        assert_eq!(plots[3].values[bar].to_bits(), total.to_bits());
        total = if total.is_nan() { series.volume()[bar] } else { total + series.volume()[bar] };
    }
}

#[test]
fn a_plot_is_over_the_price_or_in_a_pane_and_has_the_colours_it_asks_for() {
    let text = |overlay: &str| {
        format!(
            r#"//@version=6
strategy("Plots"{overlay})
level = input.float(30, "Level")
plot(ta.rsi(close, 14), "RSI", color.new(color.red, 50))
plot(close, "Close", force_overlay = true)
plot(volume, "Volume", close > open ? color.green : na, style = plot.style_columns)
hline(level, "Lower", color = color.gray)
plot(open, "Unseen", display = display.none)
plot(open, "Data", display = display.data_window)
"#
        )
    };
    let script = compile_plotting(&text("")).unwrap();
    let panes: Vec<(&str, u32)> = script.specs.iter().map(|spec| (&*spec.title, spec.pane)).collect();
    assert_eq!(panes, [("RSI", 1), ("Close", 0), ("Volume", 1), ("Lower", 1)]);
    let colours: Vec<Option<u32>> = script.specs.iter().map(|spec| spec.colour).collect();
    assert_eq!(colours, [Some(0xf236_457f), None, None, Some(0x787b_86ff)]);
    assert_eq!(script.specs[3].shape, Shape::Level);
    let over = compile_plotting(&text(", overlay = true")).unwrap();
    assert!(over.specs.iter().all(|spec| spec.pane == 0));
    let series = minutes(100);
    let (_, plots) = plotted(&text(""), &series);
    for bar in 0..series.len() {
        let rises = series.close()[bar] > series.open()[bar];
        assert_eq!(plots[2].colours[bar], if rises { 0x4caf_50ff } else { 0 });
        assert_eq!(plots[3].values[bar], 30.0);
    }
    assert!(plots[0].colours.is_empty());
}

#[test]
fn a_plot_that_changes_the_scripts_own_values_changes_them_once() {
    let text = r#"//@version=6
strategy("Effects", overlay = true)
var counted = array.new<float>()
count() =>
    array.push(counted, close)
    float(array.size(counted))
plot(count(), "Counted")
if array.size(counted) % 3 == 0
    strategy.entry("L", strategy.long)
if array.size(counted) % 5 == 0
    strategy.close("L")
"#;
    let series = minutes(200);
    let (report, plots) = plotted(text, &series);
    assert_eq!(report.result_hash, plain(text, &series).result_hash);
    assert!(report.trades.len() > 20);
    assert!(plots[0].values.iter().enumerate().all(|(bar, value)| *value == bar as f64 + 1.0));
}

#[test]
fn what_is_not_drawn_as_written_is_said() {
    let text = r#"//@version=6
strategy("Left out")
plot(close, "Moved", offset = -5)
plot(barstate.islast ? close : na, "At the end")
"#;
    let script = compile_plotting(text).unwrap();
    assert_eq!(script.specs.iter().map(|spec| &*spec.title).collect::<Vec<_>>(), ["Moved"]);
    assert_eq!(
        script.notes,
        [
            "`offset` is left out: each value is drawn at the bar on which it was known.",
            "“At the end” depends on where the bars end and is not drawn.",
        ]
    );
    let many = (0..25).map(|at| format!("plot(close + {at})\n")).collect::<String>();
    let script = compile_plotting(&format!("//@version=6\nstrategy(\"Many\")\n{many}")).unwrap();
    assert_eq!(
        (script.specs.len(), script.notes),
        (20, vec!["Only the first 20 plots are drawn.".to_owned()])
    );
}

#[test]
fn a_script_compiled_to_trade_keeps_no_plots() {
    for script in LIBRARY {
        assert!(compile(script.source).unwrap().program.plots.is_empty(), "{}", script.key);
    }
}
