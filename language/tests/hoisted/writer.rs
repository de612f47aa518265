//! Writes scripts at random: expressions of prices, inputs and functions, guards of them and of the position, state, orders of all kinds.

use std::fmt::Write;

struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % n.max(1)
    }

    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    fn of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.below(all.len())]
    }
}

/// A script in the making.
struct Writer {
    dice: Dice,
    text: String,
    numbers: Vec<String>,
    truths: Vec<String>,
    /// Nothing but guarded orders is wanted, so that bars can be skipped.
    is_calm: bool,
}

const PRICES: [&str; 10] =
    ["close", "open", "high", "low", "hl2", "hlc3", "ohlc4", "volume", "src", "bar_index"];

impl Writer {
    fn length(&mut self) -> String {
        match self.dice.below(8) {
            0 => "len".to_owned(),
            1 => "len + 3".to_owned(),
            2 => "1 + bar_index % 7".to_owned(),
            _ => (1 + self.dice.below(25)).to_string(),
        }
    }

    fn number(&mut self, depth: usize) -> String {
        if depth == 0 || self.dice.one_in(4) {
            return match self.dice.below(8) {
                0 => self.dice.of(&["0.5", "1", "100", "3", "level"]).to_owned(),
                1 => format!("close[{}]", self.dice.of(&["1", "2", "len", "9"])),
                2 | 3 if !self.numbers.is_empty() => {
                    let at = self.dice.below(self.numbers.len());
                    self.numbers[at].clone()
                }
                4 if !self.numbers.is_empty() => {
                    let at = self.dice.below(self.numbers.len());
                    format!("{}[{}]", self.numbers[at], self.dice.of(&["1", "2", "5", "len"]))
                }
                5 => self.dice.of(&["float(na)", "hour", "minute", "(time_close - time) / 60000"]).to_owned(),
                _ => self.dice.of(&PRICES).to_owned(),
            };
        }
        let depth = depth - 1;
        let a = self.number(depth);
        match self.dice.below(28) {
            0 => format!("({a} + {})", self.number(depth)),
            1 | 2 => format!("({a} - {})", self.number(depth)),
            3 => format!("({a} * {})", self.number(depth)),
            4 => format!("({a} / {})", self.number(depth)),
            5 => format!("({a} % 7)"),
            6 => format!("math.max({a}, {})", self.number(depth)),
            7 => format!("math.round({a})"),
            8 => format!("math.abs({a})"),
            9 | 10 => {
                let condition = self.truth(depth);
                format!("({condition} ? {a} : {})", self.number(depth))
            }
            11 => format!("nz({a}, {})", self.number(depth)),
            12 => format!("(-{a})"),
            13 => format!("({a} + 0)[{}]", self.dice.of(&["1", "3", "len"])),
            14 => format!("fixnan({a})"),
            15 => format!("twice({a})"),
            16 => format!("ta.change({a})"),
            17 => format!("ta.cum({a})"),
            18 => "ta.tr".to_owned(),
            19 => format!("ta.barssince({})", self.truth(depth)),
            20 => format!("ta.valuewhen({}, {a}, 0)", self.truth(depth)),
            21 => format!("ta.atr({})", 1 + self.dice.below(9)),
            22 => format!("math.round_to_mintick({a})"),
            _ => {
                let func = self.dice.of(&[
                    "sma", "ema", "rma", "wma", "highest", "lowest", "rsi", "stdev", "mom", "cci", "sma",
                    "ema",
                ]);
                format!("ta.{func}({a}, {})", self.length())
            }
        }
    }

    fn truth(&mut self, depth: usize) -> String {
        if depth == 0 || self.dice.one_in(6) {
            return match self.dice.below(9) {
                0 => "flag".to_owned(),
                1 => format!("hour == {}", self.dice.below(24)),
                2 => format!("minute % 5 == {}", self.dice.below(5)),
                3 => "not na(time(timeframe.period, hours))".to_owned(),
                4 => self.dice.of(&["timeframe.change(\"60\")", "barstate.isfirst"]).to_owned(),
                5 if !self.truths.is_empty() => {
                    let at = self.dice.below(self.truths.len());
                    format!("{}[{}]", self.truths[at], self.dice.of(&["1", "2"]))
                }
                6 if !self.truths.is_empty() => {
                    let at = self.dice.below(self.truths.len());
                    self.truths[at].clone()
                }
                _ => format!("close {} open", self.dice.of(&[">", "<", ">=", "<=", "==", "!="])),
            };
        }
        let depth = depth - 1;
        match self.dice.below(12) {
            0 | 1 => format!("({} and {})", self.truth(depth), self.truth(depth)),
            2 => format!("({} or {})", self.truth(depth), self.truth(depth)),
            3 => format!("(not {})", self.truth(depth)),
            4 => format!("({} ? {} : {})", self.truth(depth), self.truth(depth), self.truth(depth)),
            5 => format!("na({})", self.number(depth)),
            6 => {
                let func = self.dice.of(&["rising", "falling"]);
                format!("ta.{func}({}, {})", self.number(depth), 1 + self.dice.below(3))
            }
            7 | 8 => {
                let func = self.dice.of(&["crossover", "crossunder", "cross"]);
                format!("ta.{func}({}, {})", self.number(depth), self.number(depth))
            }
            _ => {
                let sign = self.dice.of(&[">", "<", ">=", "<=", "==", "!="]);
                format!("({} {sign} {})", self.number(depth), self.number(depth))
            }
        }
    }

    /// What a script knows of its position, its trades and its counters.
    fn state(&mut self) -> String {
        let all = [
            "strategy.position_size > 0",
            "strategy.position_size <= 0",
            "strategy.position_size == 0",
            "strategy.opentrades < 2",
            "strategy.openprofit > 0.1",
            "strategy.max_drawdown < 3",
            "strategy.closedtrades % 2 == 0",
            "strategy.opentrades.max_runup(0) > 0.05",
            "count % 3 == 0",
            "close > last",
        ];
        self.dice.of(&all).to_owned()
    }

    fn order(&mut self) -> String {
        let price = |writer: &mut Self| {
            format!("close {} 0.0{}", writer.dice.of(&["+", "-"]), 1 + writer.dice.below(9))
        };
        let side = self.dice.of(&["\"L\", strategy.long", "\"S\", strategy.short"]);
        match self.dice.below(14) {
            0..=3 => format!("strategy.entry({side})"),
            4 => format!("strategy.entry({side}, limit = {})", price(self)),
            5 => format!("strategy.entry({side}, stop = {}, qty = 2)", price(self)),
            6 => format!("strategy.order({side}, stop = {}, limit = {})", price(self), price(self)),
            7 => format!("strategy.close({})", self.dice.of(&["\"L\"", "\"S\""])),
            8 => "strategy.close_all()".to_owned(),
            9 => format!("strategy.cancel({})", self.dice.of(&["\"L\"", "\"S\"", "\"X\""])),
            10 => "strategy.cancel_all()".to_owned(),
            _ => {
                let from = self.dice.of(&["\"L\"", "\"S\""]);
                let how = match self.dice.below(4) {
                    0 => "profit = 9, loss = 6".to_owned(),
                    1 => "trail_points = 4, trail_offset = 3".to_owned(),
                    2 => format!("stop = {}", price(self)),
                    _ => format!("limit = {}, qty_percent = 50", price(self)),
                };
                format!("strategy.exit(\"X\", {from}, {how})")
            }
        }
    }

    fn line(&mut self, indent: usize, text: &str) {
        let _ = writeln!(self.text, "{:indent$}{text}", "", indent = 4 * indent);
    }

    fn guard(&mut self) -> String {
        let truth = if self.is_calm && !self.truths.is_empty() {
            let at = self.dice.below(self.truths.len());
            self.truths[at].clone()
        } else {
            self.truth(if self.is_calm { 0 } else { 2 })
        };
        match self.dice.below(5) {
            0 => format!("{truth} and {}", self.state()),
            1 => format!("{} and {truth}", self.state()),
            _ => truth,
        }
    }

    fn body(&mut self, indent: usize) {
        for _ in 0..=self.dice.below(2) {
            match self.dice.below(9) {
                0 => self.line(indent, "last := close"),
                1 => self.line(indent, "count += 1"),
                2 if indent < 3 => {
                    let guard = self.guard();
                    self.line(indent, &format!("if {guard}"));
                    self.body(indent + 1);
                }
                _ => {
                    let order = self.order();
                    self.line(indent, &order);
                }
            }
        }
    }

    fn statement(&mut self, at: usize) {
        let kind = self.dice.below(20);
        match if self.is_calm && (9..=14).contains(&kind) { 5 } else { kind } {
            0..=4 => {
                let number = self.number(3);
                self.line(0, &format!("n{at} = {number}"));
                self.numbers.push(format!("n{at}"));
            }
            5..=8 => {
                let truth = self.truth(3);
                self.line(0, &format!("b{at} = {truth}"));
                self.truths.push(format!("b{at}"));
            }
            9 => {
                let (number, truth, other) = (self.number(1), self.truth(2), self.number(2));
                self.line(0, &format!("float n{at} = {number}"));
                self.line(0, &format!("if {truth}"));
                self.line(1, &format!("n{at} := {other}"));
                self.numbers.push(format!("n{at}"));
            }
            10 => {
                let number = self.number(2);
                self.line(0, &format!("var float n{at} = {number}"));
                self.numbers.push(format!("n{at}"));
            }
            11 => {
                let number = self.number(1);
                self.line(0, &format!("float n{at} = 0.0"));
                self.line(0, "for k = 0 to 3");
                self.line(1, &format!("n{at} += close[k] - {number}"));
                self.numbers.push(format!("n{at}"));
            }
            12 if self.dice.one_in(4) => {
                let stop = self.dice.of(&[
                    "q = close[bar_index == 1900 ? -1 : 1]",
                    "q = ta.sma(close, bar_index == 1950 ? na : 5)",
                    "q = array.get(array.from(1, 2), bar_index == 1850 ? 2 : 0)",
                    "if bar_index == 1800\n    runtime.error(\"Enough.\")",
                ]);
                self.line(0, &stop.replace("q =", &format!("q{at} =")));
            }
            13 if self.dice.one_in(3) => {
                let order = self.order();
                self.line(0, &order);
            }
            14 if self.dice.one_in(3) => self.body(0),
            _ => {
                let guard = self.guard();
                self.line(0, &format!("if {guard}"));
                self.body(1);
                for _ in 0..self.dice.below(2) {
                    let guard = self.guard();
                    self.line(0, &format!("else if {guard}"));
                    self.body(1);
                }
                if !self.is_calm && self.dice.one_in(5) {
                    self.line(0, "else");
                    self.body(1);
                }
            }
        }
    }
}

/// A script of this number; the same each time.
pub(crate) fn script(number: u64) -> String {
    let mut dice = Dice(number.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5bd1_e995);
    let is_calm = dice.one_in(2);
    let mut writer = Writer { dice, text: String::new(), numbers: Vec::new(), truths: Vec::new(), is_calm };
    let version = 5 + writer.dice.below(2);
    let on_close = writer.dice.one_in(4);
    let pyramiding = writer.dice.below(4);
    let source = writer.dice.of(&["close", "hl2", "high"]);
    let hours = writer.dice.of(&["0900-1400", "2200-0300", "0000-0000"]);
    let _ = write!(
        writer.text,
        "//@version={version}\nstrategy(\"T\", pyramiding = {pyramiding}, process_orders_on_close = {on_close})\n\
         len = input.int({}, \"Length\", minval = 1, maxval = 50)\nlevel = input.float(50.5, \"Level\")\nflag = input.bool(true, \"Flag\")\n\
         src = input.source({source}, \"Source\")\nhours = input.session(\"{hours}\", \"Hours\")\ntwice(float x) => x * 2 + nz(x[1])\n\
         var count = 0\nvar float last = na\n",
        2 + writer.dice.below(12)
    );
    for at in 0..3 + writer.dice.below(6) {
        writer.statement(at);
    }
    let guard = writer.guard();
    writer.line(0, &format!("if {guard}"));
    writer.line(1, "strategy.entry(\"L\", strategy.long)");
    writer.text
}
