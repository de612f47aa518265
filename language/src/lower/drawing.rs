//! What is drawn on a chart: checked, and not shown. A drawing keeps its coordinates, so that a script can read them back.

use engine::script::{Binary, Func, HeapFn, Op};

use super::{Lower, Value};
use crate::tree::{Arg, Call, Span};
use crate::types::{Qualifier, Type};

/// Functions that draw or tell, and what they return.
const PLAIN: [&str; 17] = [
    "plot",
    "plotshape",
    "plotchar",
    "plotarrow",
    "plotcandle",
    "plotbar",
    "hline",
    "bgcolor",
    "barcolor",
    "fill",
    "alert",
    "alertcondition",
    "log.info",
    "log.warning",
    "log.error",
    "max_lines_count",
    "max_labels_count",
];

/// Coordinates that each drawing keeps, in the order of its `new`.
fn coordinates(drawing: &str) -> &'static [&'static str] {
    match drawing {
        "line" => &["x1", "y1", "x2", "y2"],
        "label" => &["x", "y", "text"],
        "box" => &["left", "top", "right", "bottom"],
        _ => &[],
    }
}

const NOTE: &str = "Drawings are not shown.";

impl<'a> Lower<'a> {
    pub(super) fn is_drawing(name: &str) -> bool {
        let library = name.split_once('.').map_or("", |(library, _)| library);
        PLAIN.contains(&name)
            || matches!(library, "line" | "label" | "box" | "table" | "linefill" | "polyline" | "color")
            || name.starts_with("chart.point.")
    }

    pub(super) fn draw(&mut self, name: &str, receiver: Option<Value>, call: &'a Call, span: Span) -> Value {
        if name.starts_with("color.") {
            self.check_only(&call.args);
            let ty = if matches!(name, "color.r" | "color.g" | "color.b" | "color.t") {
                Type::Float
            } else {
                Type::Color
            };
            return Value::new(self.number(0.0), ty, Qualifier::Series);
        }
        if !name.starts_with("alert") && !name.starts_with("log.") {
            self.note(NOTE);
        }
        let drawing = match name.rsplit_once('.') {
            Some((drawing, _)) => crate::types::DRAWINGS.iter().find(|of| **of == drawing).copied(),
            None => None,
        };
        let Some(drawing) = drawing else {
            self.check_only(&call.args);
            return match name {
                "plot" => Value::new(self.na(), Type::Drawing("plot"), Qualifier::Series),
                "hline" => Value::new(self.na(), Type::Drawing("hline"), Qualifier::Series),
                _ => self.void(),
            };
        };
        let method = name.rsplit_once('.').map_or("", |(_, method)| method);
        match method {
            "new" | "now" | "from_index" | "from_time" => {
                let names = coordinates(drawing);
                let mut registers = vec![self.na(); names.len()];
                self.take_coordinates(names, &call.args, &mut registers, 0);
                let to = self.call_one(Func::Heap(HeapFn::New), &registers);
                Value::new(to, Type::Drawing(drawing), Qualifier::Series)
            }
            "copy" => match self.subject(receiver, call) {
                Some((object, _)) => {
                    let to = self.call_one(Func::Heap(HeapFn::Copy), &[object.register]);
                    Value::new(to, Type::Drawing(drawing), Qualifier::Series)
                }
                None => self.broken(),
            },
            _ => self.draw_on(drawing, method, receiver, call, span),
        }
    }

    /// The drawing that a function is called for, and the arguments after it.
    fn subject(&mut self, receiver: Option<Value>, call: &'a Call) -> Option<(Value, &'a [Arg])> {
        match receiver {
            Some(receiver) => Some((receiver, &call.args)),
            None => {
                let (first, rest) = call.args.split_first()?;
                Some((self.expression(&first.value), rest))
            }
        }
    }

    fn take_coordinates(&mut self, names: &[&str], args: &'a [Arg], registers: &mut [u32], from: usize) {
        for (at, arg) in args.iter().enumerate() {
            let slot = match &arg.name {
                Some(name) => names.iter().position(|of| *of == name.text),
                None => Some(at + from),
            };
            match slot.filter(|slot| *slot < registers.len()) {
                // A text costs much and is read back by few.
                Some(slot) if names[slot] != "text" => registers[slot] = self.expression(&arg.value).register,
                _ => self.check_only(std::slice::from_ref(arg)),
            }
        }
    }

    /// Getters and setters.
    fn draw_on(
        &mut self,
        drawing: &'static str,
        method: &str,
        receiver: Option<Value>,
        call: &'a Call,
        span: Span,
    ) -> Value {
        let names = coordinates(drawing);
        let Some((object, args)) = self.subject(receiver, call) else {
            return self.error(span, format!("`{drawing}.{method}` needs a {drawing}."));
        };
        if object.is_broken() {
            return object;
        }
        if !matches!(object.ty, Type::Drawing(_) | Type::Na) {
            let ty = self.name_of(&object.ty);
            return self.error(span, format!("`{drawing}.{method}` needs a {drawing}, and this is {ty}."));
        }
        if drawing == "line" && method == "get_price" {
            return self.price_on_line(&object, args, span);
        }
        if let Some(wanted) = method.strip_prefix("get_") {
            let Some(slot) = names.iter().position(|of| *of == wanted).filter(|slot| names[*slot] != "text")
            else {
                return self.error(
                    span,
                    format!("`{drawing}.{method}` is not supported: drawings keep their coordinates only."),
                );
            };
            let to = self.coordinate(&object, slot);
            let ty =
                if matches!(wanted, "x" | "x1" | "x2" | "left" | "right") { Type::Int } else { Type::Float };
            return Value::new(to, ty, Qualifier::Series);
        }
        let slots: Vec<usize> = match method {
            "set_xy1" => vec![0, 1],
            "set_xy2" => vec![2, 3],
            "set_xy" => vec![0, 1],
            "set_lefttop" => vec![0, 1],
            "set_rightbottom" => vec![2, 3],
            _ => {
                let slot =
                    method.strip_prefix("set_").and_then(|name| names.iter().position(|of| *of == name));
                slot.filter(|slot| names[*slot] != "text").into_iter().collect()
            }
        };
        for (at, arg) in args.iter().enumerate() {
            let Some(slot) = slots.get(at) else {
                self.check_only(std::slice::from_ref(arg));
                continue;
            };
            let value = self.expression(&arg.value);
            let position = self.number(*slot as f64);
            // A drawing that is na is left alone, as there.
            let (is_na, skip) = (self.register(), Op::JumpIf);
            self.emit(Op::Unary(engine::script::Unary::IsNa, is_na, object.register));
            let jump = self.emit(skip(is_na, 0));
            self.call_one(Func::Heap(HeapFn::Set), &[object.register, position, value.register]);
            self.land(jump);
        }
        self.void()
    }

    fn coordinate(&mut self, object: &Value, slot: usize) -> u32 {
        let position = self.number(slot as f64);
        self.call_one(Func::Heap(HeapFn::Get), &[object.register, position])
    }

    /// The line's price at a bar: y1 + (x − x1)·(y2 − y1) ÷ (x2 − x1).
    fn price_on_line(&mut self, object: &Value, args: &'a [Arg], span: Span) -> Value {
        let Some(arg) = args.first() else { return self.error(span, "`line.get_price` needs a bar.") };
        let x = self.expression(&arg.value).register;
        let [x1, y1, x2, y2] = [0, 1, 2, 3].map(|slot| self.coordinate(object, slot));
        let mut op = |code, a, b| {
            let to = self.register();
            self.emit(Op::Binary(code, to, a, b));
            to
        };
        let run = op(Binary::Sub, x2, x1);
        let rise = op(Binary::Sub, y2, y1);
        let slope = op(Binary::Div, rise, run);
        let along = op(Binary::Sub, x, x1);
        let up = op(Binary::Mul, slope, along);
        let price = op(Binary::Add, y1, up);
        Value::new(price, Type::Float, Qualifier::Series)
    }
}
