//! `strategy(…)`: how a script wants to be run.

use engine::config::{CloseRule, Commission, FillOn, Sizing};

use super::{Constant, Lower, Value};
use crate::refusal;
use crate::tree::{Arg, Span};
use crate::types::Type;

/// Arguments in the order of the call.
const ARGS: [&str; 34] = [
    "title",
    "shorttitle",
    "overlay",
    "format",
    "precision",
    "scale",
    "pyramiding",
    "calc_on_order_fills",
    "calc_on_every_tick",
    "max_bars_back",
    "backtest_fill_limits_assumption",
    "default_qty_type",
    "default_qty_value",
    "initial_capital",
    "currency",
    "slippage",
    "commission_type",
    "commission_value",
    "process_orders_on_close",
    "close_entries_rule",
    "margin_long",
    "margin_short",
    "explicit_plot_zorder",
    "max_lines_count",
    "max_labels_count",
    "max_boxes_count",
    "calc_bars_count",
    "risk_free_rate",
    "use_bar_magnifier",
    "fill_orders_on_standard_ohlc",
    "max_polylines_count",
    "dynamic_requests",
    "behind_chart",
    "linktoseries",
];

impl<'a> Lower<'a> {
    pub(super) fn declare_strategy(&mut self, args: &'a [Arg], span: Span) -> Value {
        if self.is_request {
            return self.void();
        }
        if self.settings.title.is_some() {
            return self.error(span, "`strategy` is called once.");
        }
        self.settings.title = Some(String::new());
        let (mut qty_type, mut qty_value, mut commission_type, mut commission) = (None, None, None, None);
        for (at, arg) in args.iter().enumerate() {
            let name = match &arg.name {
                Some(name) => match ARGS.iter().find(|of| **of == name.text) {
                    Some(name) => *name,
                    None => {
                        let meant =
                            crate::diagnostic::nearest(&name.text, ARGS.into_iter()).map(str::to_owned);
                        self.error_meant(
                            name.span,
                            format!("`strategy` has no argument `{}`.", name.text),
                            meant,
                        );
                        continue;
                    }
                },
                None => match ARGS.get(at) {
                    Some(name) => name,
                    None => return self.error(arg.value.span, "`strategy` takes no more arguments."),
                },
            };
            let value = self.expression(&arg.value);
            if value.is_broken() {
                continue;
            }
            let Some(constant) = value.constant.clone() else {
                self.error(arg.value.span, format!("`{name}` of `strategy` is a constant."));
                continue;
            };
            match (name, &constant) {
                ("default_qty_type", Constant::Text(text)) => qty_type = Some(text.clone()),
                ("default_qty_value", Constant::Number(number)) => qty_value = Some(*number),
                ("commission_type", Constant::Text(text)) => commission_type = Some(text.clone()),
                ("commission_value", Constant::Number(number)) => commission = Some(*number),
                _ => self.set(name, &constant, arg.value.span),
            }
        }
        self.set_sizes(qty_type.as_deref(), qty_value, commission_type.as_deref(), commission);
        if self.settings.title.as_ref().is_some_and(String::is_empty) && args.is_empty() {
            self.error(span, "`strategy` needs a title.");
        }
        Value { ty: Type::Void, ..self.void() }
    }

    fn set_sizes(
        &mut self,
        qty: Option<&str>,
        value: Option<f64>,
        commission: Option<&str>,
        cost: Option<f64>,
    ) {
        let account = &mut self.settings.account;
        let value = value.unwrap_or(1.0);
        account.sizing = match qty {
            Some("cash") => Sizing::Cash(value),
            Some("percent_of_equity") => Sizing::EquityRatio(value / 100.0),
            _ => Sizing::Lots(value),
        };
        let cost = cost.unwrap_or(0.0);
        account.commission = match commission {
            Some("cash_per_contract") => Commission::CashPerUnit(cost),
            Some("cash_per_order") => Commission::CashPerOrder(cost),
            _ => Commission::ValueRatio(cost / 100.0),
        };
    }

    fn set(&mut self, name: &str, constant: &Constant, span: Span) {
        let (number, text) = match constant {
            Constant::Number(number) => (*number, ""),
            Constant::Text(text) => (f64::NAN, text.as_str()),
        };
        let is_on = number == 1.0;
        let settings = &mut self.settings;
        match name {
            "title" => settings.title = Some(text.to_owned()),
            "overlay" => settings.is_overlay = is_on,
            "initial_capital" => settings.account.initial_cash = number,
            "slippage" => settings.slippage_ticks = number,
            "margin_long" => settings.account.margin_long = number / 100.0,
            "margin_short" => settings.account.margin_short = number / 100.0,
            "pyramiding" => settings.execution.pyramiding = (number.max(1.0)) as u32,
            "process_orders_on_close" if is_on => settings.execution.fill_on = FillOn::Close,
            "close_entries_rule" if text == "ANY" => settings.execution.close_rule = CloseRule::Any,
            "risk_free_rate" => settings.risk_free_rate = number / 100.0,
            "use_bar_magnifier" if is_on => {
                settings.magnifier = Some(span);
                self.note("`use_bar_magnifier` needs finer bars; without orders that have a price it makes no difference.");
            }
            "calc_on_order_fills" if is_on => {
                drop(self.error(span, refusal::sentence("calc_on_order_fills")))
            }
            "backtest_fill_limits_assumption" if number > 0.0 => {
                settings.execution.limit_ticks = number as u32;
                settings.needs_tick = true;
            }
            "calc_bars_count" if number > 0.0 => {
                self.note("`calc_bars_count` has no effect: the script runs over all bars of the run.");
            }
            "calc_on_every_tick" if is_on => self.note("`calc_on_every_tick` has no effect on past bars."),
            "currency" if !matches!(text, "" | "NONE") => {
                self.note("Sizes in another currency need its rates: the account is kept in the currency of the prices.");
            }
            _ => {}
        }
    }
}
