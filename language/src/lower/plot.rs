//! `plot` and `hline` as series: their values stay in registers of their own, which are read after each bar.

use std::ptr;

use engine::plot::{MOST_PLOTS, PlotSpec, Shape};
use engine::script::Op;

use super::drawing::Bound;
use super::{Lower, Value};
use crate::tree::{Call, Expr};

/// An expression longer than this is no name for a plot.
const MOST_NAME: usize = 32;

/// What a script plots.
#[derive(Default)]
pub(crate) struct Plots {
    pub(crate) specs: Vec<PlotSpec>,
    /// Why some are not drawn, or not as the script says.
    pub(crate) notes: Vec<String>,
}

impl Plots {
    fn note(&mut self, note: impl Into<String>) {
        let note = note.into();
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }
}

/// The arguments of one call that say how it is drawn.
#[derive(Default)]
struct Look {
    title: Option<String>,
    style: Option<String>,
    colour: Option<Value>,
    is_hidden: bool,
    is_forced: bool,
    is_moved: bool,
}

impl<'a> Lower<'a> {
    /// One call. Each argument is gone through once, in the order of the call, as where nothing is plotted: whatever it does to the
    /// script's own values, it does in both.
    pub(super) fn plot(&mut self, name: &str, bound: &Bound<'a>, call: &'a Call) {
        let (mut look, mut series) = (Look::default(), None);
        for arg in &call.args {
            let is_this = |of: &Option<&Expr>| of.is_some_and(|of| ptr::eq(of, &raw const arg.value));
            let param = bound.iter().find(|(_, given)| is_this(given)).map_or("", |(param, _)| *param);
            match param {
                "series" | "price" => {
                    let value = self.expression(&arg.value);
                    series = Some((self.kept_for_plot(&value), value, &arg.value));
                }
                "color" => {
                    let value = self.expression(&arg.value);
                    let register =
                        if value.constant.is_none() { self.kept_for_plot(&value) } else { value.register };
                    look.colour = Some(Value { register, ..value });
                }
                _ => {
                    let value = self.check_expr(&arg.value);
                    look.hear(param, &value);
                }
            }
        }
        let Some((register, value, expr)) = series.filter(|(_, value, _)| !value.is_broken()) else { return };
        let title = self.plot_title(name, &look, expr);
        let is_overlay = self.settings.is_overlay || look.is_forced;
        let Some(plots) = self.plots.as_mut().filter(|_| !look.is_hidden) else { return };
        if value.looks_ahead {
            return plots.note(format!("“{title}” depends on where the bars end and is not drawn."));
        }
        if plots.specs.len() == MOST_PLOTS {
            return plots.note(format!("Only the first {MOST_PLOTS} plots are drawn."));
        }
        if look.is_moved {
            plots.note("`offset` is left out: each value is drawn at the bar on which it was known.");
        }
        let shape = if name == "hline" { Shape::Level } else { look.shape() };
        let fixed = look.colour.as_ref().and_then(Self::constant_number).filter(|of| !of.is_nan());
        let own = look.colour.filter(|colour| colour.constant.is_none() && !colour.is_broken());
        let n_before = plots.specs.iter().filter(|spec| spec.title == title).count();
        let key = if n_before == 0 { title.clone() } else { format!("{title} {}", n_before + 1) };
        plots.specs.push(PlotSpec {
            key,
            title,
            pane: u32::from(!is_overlay),
            shape,
            colour: fixed.map(|of| of as u32),
            is_coloured: own.is_some(),
        });
        self.program.plots.push((register, own.map(|colour| colour.register)));
    }

    /// A value in a register that nothing else writes: na on bars on which the call is not reached.
    fn kept_for_plot(&mut self, value: &Value) -> u32 {
        let (to, na) = (self.register(), self.na());
        self.prologue.push((Op::Move { to, from: na }, self.place));
        self.copy(to, value.register);
        to
    }

    fn plot_title(&self, name: &str, look: &Look, expr: &Expr) -> String {
        let given = look.title.clone().filter(|title| !title.trim().is_empty());
        let written = || self.source.get(expr.span.start as usize..expr.span.end as usize).map(str::trim);
        let short =
            || written().filter(|text| text.len() <= MOST_NAME && !text.contains('\n')).map(str::to_owned);
        let plain = if name == "hline" { "Level" } else { "Plot" };
        given.or_else(short).unwrap_or_else(|| plain.to_owned())
    }
}

impl Look {
    fn hear(&mut self, param: &str, value: &Value) {
        let number = Lower::constant_number(value);
        let text = Lower::constant_text(value).map(str::to_owned);
        match param {
            "title" => self.title = text,
            "style" => self.style = text,
            // Of the places in which a value may be shown, the first is the chart.
            "display" => self.is_hidden = number.is_some_and(|places| places % 2.0 == 0.0),
            "force_overlay" => self.is_forced = number == Some(1.0),
            "offset" => self.is_moved = number != Some(0.0),
            _ => {}
        }
    }

    fn shape(&self) -> Shape {
        match self.style.as_deref() {
            Some("style_stepline" | "style_steplinebr" | "style_stepline_diamond") => Shape::Steps,
            Some("style_histogram" | "style_columns") => Shape::Columns,
            Some("style_circles" | "style_cross") => Shape::Dots,
            _ => Shape::Line,
        }
    }
}
