//! What is drawn on a chart: checked, and not shown. A drawing keeps its coordinates, so that a script can read them back.

use engine::script::{Binary, Func, HeapFn, MathFn, Op, Price, Reg, Unary};

use super::{Lower, Value};
use crate::builtin::{self, Default, Signature};
use crate::tree::{Call, Expr, Span};
use crate::types::{Qualifier, Type};

/// What each drawing keeps.
fn fields(drawing: &str) -> &'static [&'static str] {
    match drawing {
        "line" => &["x1", "y1", "x2", "y2"],
        "label" => &["x", "y", "text"],
        "box" => &["left", "top", "right", "bottom"],
        "linefill" => &["line1", "line2"],
        "chart.point" => &POINT,
        _ => &[],
    }
}

/// Fields of a point.
pub(super) const POINT: [&str; 3] = ["time", "index", "price"];

/// The first of the two fields that a point stands for.
fn slot_of_point(param: &str) -> Option<usize> {
    match param {
        "first_point" | "point" | "top_left" => Some(0),
        "second_point" | "bottom_right" => Some(2),
        _ => None,
    }
}

/// The fields that a setter sets, in the order of its arguments.
fn slots_of_setter(drawing: &str, method: &str) -> Vec<usize> {
    match method {
        "set_xy1" | "set_xy" | "set_lefttop" => vec![0, 1],
        "set_xy2" | "set_rightbottom" => vec![2, 3],
        "set_xloc" if drawing == "label" => vec![0],
        "set_xloc" => vec![0, 2],
        _ => {
            let name = method.strip_prefix("set_").unwrap_or_default();
            fields(drawing).iter().position(|of| *of == name).into_iter().collect()
        }
    }
}

/// The type of a field.
pub(super) fn type_of_field(field: &str) -> Type {
    match field {
        "x" | "x1" | "x2" | "left" | "right" | "time" | "index" => Type::Int,
        "text" => Type::Text,
        "line1" | "line2" => Type::Drawing("line"),
        _ => Type::Float,
    }
}

const NOTE: &str = "Drawings other than `plot` and `hline` are not shown.";

/// An argument with the parameter that it is for.
pub(super) type Bound<'a> = Vec<(&'static str, Option<&'a Expr>)>;

impl<'a> Lower<'a> {
    pub(super) fn is_drawing(name: &str) -> bool {
        let (library, _) = name.rsplit_once('.').unwrap_or_default();
        let is_plain = !name.contains('.') && builtin::is_drawing(name);
        is_plain
            || matches!(
                library,
                "line"
                    | "label"
                    | "box"
                    | "table"
                    | "linefill"
                    | "polyline"
                    | "color"
                    | "log"
                    | "chart.point"
            )
    }

    pub(super) fn draw(&mut self, name: &str, receiver: Option<Value>, call: &'a Call, span: Span) -> Value {
        let Some(signature) = self.overload(name, receiver.as_ref(), call, span) else {
            return self.broken();
        };
        let bound = bound(signature, receiver.is_some(), call);
        if name.starts_with("color.") {
            return self.color(name, &bound);
        }
        let is_plot = matches!(name, "plot" | "hline");
        if !is_plot && !name.starts_with("alert") && !name.starts_with("log.") {
            self.note(NOTE);
        }
        let of = name.rsplit_once('.').and_then(|(drawing, method)| {
            Some((crate::types::DRAWINGS.iter().find(|of| **of == drawing).copied()?, method))
        });
        let Some((drawing, method)) = of else {
            if signature.params[0].shape == builtin::Shape::Num {
                self.check_number(&signature.params[0].name, name, bound[0].1);
            }
            if is_plot && self.plots.is_some() {
                self.plot(name, &bound, call);
            } else {
                self.check_only(&call.args);
            }
            return match name {
                "plot" => Value::new(self.na(), Type::Drawing("plot"), Qualifier::Series),
                "hline" => Value::new(self.na(), Type::Drawing("hline"), Qualifier::Series),
                _ => self.void(),
            };
        };
        if matches!(method, "new" | "now" | "from_index" | "from_time") {
            return self.new_drawing(drawing, method, &bound, call);
        }
        let object = match (receiver, bound.first()) {
            (Some(receiver), _) => receiver,
            (None, Some((_, Some(expr)))) => self.expression(expr),
            _ => return self.error(span, format!("`{name}` needs a {drawing}.")),
        };
        if object.is_broken() {
            return object;
        }
        if !matches!(object.ty, Type::Drawing(of) if of == drawing) && object.ty != Type::Na {
            let ty = self.name_of(&object.ty);
            return self.error(span, format!("`{name}` needs a {drawing}, and this is {ty}."));
        }
        self.draw_on(drawing, method, &object, &bound[1..], call)
    }

    /// A colour is a number: scripts compare colours, and read their parts.
    fn color(&mut self, name: &str, bound: &Bound<'a>) -> Value {
        let is_part = matches!(name, "color.r" | "color.g" | "color.b" | "color.t");
        let ty = if is_part { Type::Float } else { Type::Color };
        let Some(func) = MathFn::named(name) else { return self.broken() };
        let given: Vec<Value> =
            bound.iter().filter_map(|(_, given)| given.map(|expr| self.expression(expr))).collect();
        if given.iter().any(Value::is_broken) {
            return self.broken();
        }
        let constants: Option<Vec<f64>> = given.iter().map(Self::constant_number).collect();
        if let Some(constants) = constants {
            return self.number_value(engine::script::color(func, &constants), ty);
        }
        let registers: Vec<Reg> = given.iter().map(|value| value.register).collect();
        let to = self.call_one(Func::Math(func), &registers);
        let mut value = Value::new(to, ty, Qualifier::Const);
        for of in &given {
            value.qualifier = value.qualifier.max(of.qualifier);
            value.looks_ahead |= of.looks_ahead;
        }
        value
    }

    /// The way of calling that the arguments fit; of those with points and with coordinates, the one that the first argument tells.
    fn overload(
        &mut self,
        name: &str,
        receiver: Option<&Value>,
        call: &'a Call,
        span: Span,
    ) -> Option<&'static Signature> {
        let all = builtin::find(name);
        if all.is_empty() {
            self.unknown(name, call.callee.span);
            return None;
        }
        let point = Type::Drawing("chart.point");
        let first =
            call.args.first().filter(|arg| arg.name.is_none() && all.len() > 1 && name.ends_with(".new"));
        let takes_points = first.map(|arg| self.type_only(&arg.value) == point);
        let fits = |signature: &&&'static Signature| {
            let is_of_points =
                signature.params.first().is_some_and(|param| slot_of_point(&param.name).is_some());
            takes_points.is_none_or(|takes| takes == is_of_points)
                && is_callable(signature, receiver.is_some(), call)
        };
        if let Some(signature) = all.iter().find(|signature| fits(&signature)) {
            return Some(signature);
        }
        let receiver = receiver.map(|value| (value.clone(), span));
        self.bind(&all[0], receiver, &call.args, span);
        None
    }

    fn check_number(&mut self, param: &str, function: &str, given: Option<&'a Expr>) {
        let Some(expr) = given else { return };
        let ty = self.type_only(expr);
        if !(ty.is_number() || ty.is_open() || ty == Type::Bool && self.version < 6) {
            let ty = self.name_of(&ty);
            self.error(expr.span, format!("`{param}` of `{function}` is a number, but this is {ty}."));
        }
    }

    fn new_drawing(
        &mut self,
        drawing: &'static str,
        method: &str,
        bound: &Bound<'a>,
        call: &'a Call,
    ) -> Value {
        let names = fields(drawing);
        let mut registers = vec![self.na(); names.len()];
        if method == "now" {
            registers = [Price::Time, Price::BarIndex, Price::Close].map(Price::register).to_vec();
        }
        let in_time =
            call.args.iter().any(|arg| super::variable::path(&arg.value).as_deref() == Some("xloc.bar_time"));
        for (param, given) in bound {
            let Some(expr) = given else { continue };
            if let Some(slot) = slot_of_point(param) {
                let point = self.expression(expr);
                (registers[slot], registers[slot + 1]) = self.coordinates(&point, in_time);
            } else if let Some(slot) = names.iter().position(|of| of == param).filter(|_| self.keeps(param)) {
                registers[slot] = self.expression(expr).register;
            } else {
                self.check_expr(expr);
            }
        }
        let to = self.call_one(Func::Heap(HeapFn::New), &registers);
        Value::new(to, Type::Drawing(drawing), Qualifier::Series)
    }

    /// A text costs much and is read back by few.
    fn keeps(&self, field: &str) -> bool {
        field != "text" || self.source.contains("get_text")
    }

    /// x and price of a point: its bar, or its time.
    fn coordinates(&mut self, point: &Value, in_time: bool) -> (Reg, Reg) {
        let [time, index, price] = [0, 1, 2].map(|slot| self.kept(point, slot));
        let (first, second) = if in_time { (time, index) } else { (index, time) };
        let x = self.call_one(Func::Math(MathFn::Nz), &[first, second]);
        (x, price)
    }

    /// Getters, setters and the rest.
    fn draw_on(
        &mut self,
        drawing: &'static str,
        method: &str,
        object: &Value,
        bound: &[(&'static str, Option<&'a Expr>)],
        call: &'a Call,
    ) -> Value {
        if method == "copy" {
            let to = self.call_one(Func::Heap(HeapFn::Copy), &[object.register]);
            return Value::new(to, Type::Drawing(drawing), Qualifier::Series);
        }
        if method == "get_price" {
            let Some((_, Some(x))) = bound.first() else { return self.broken() };
            return self.price_on_line(object, x);
        }
        if let Some(wanted) = method.strip_prefix("get_") {
            let Some(slot) = fields(drawing).iter().position(|of| *of == wanted) else {
                return self.unknown(&format!("{drawing}.{method}"), call.callee.span);
            };
            let to = self.kept(object, slot);
            return Value::new(to, type_of_field(wanted), Qualifier::Series);
        }
        let slots = slots_of_setter(drawing, method);
        for (at, (param, given)) in bound.iter().enumerate() {
            let Some(expr) = given else { continue };
            let point = slot_of_point(param).filter(|_| method.ends_with("point"));
            let point = point
                .map(|_| if matches!(method, "set_second_point" | "set_bottom_right_point") { 2 } else { 0 });
            if let Some(slot) = point {
                let point = self.expression(expr);
                let (x, y) = self.coordinates(&point, false);
                self.keep_in(object, slot, x);
                self.keep_in(object, slot + 1, y);
            } else if let Some(slot) = slots.get(at).filter(|slot| self.keeps(fields(drawing)[**slot])) {
                let value = self.expression(expr);
                self.keep_in(object, *slot, value.register);
            } else {
                self.check_expr(expr);
            }
        }
        self.void()
    }

    /// Sets what a drawing keeps; one that is na is left alone.
    fn keep_in(&mut self, object: &Value, slot: usize, value: Reg) {
        let position = self.number(slot as f64);
        let is_na = self.register();
        self.emit(Op::Unary(Unary::IsNa, is_na, object.register));
        let skip = self.emit(Op::JumpIf(is_na, 0));
        self.call_one(Func::Heap(HeapFn::Set), &[object.register, position, value]);
        self.land(skip);
    }

    /// What a drawing keeps; na of one that is na.
    fn kept(&mut self, object: &Value, slot: usize) -> Reg {
        let position = self.number(slot as f64);
        let (to, na, is_na) = (self.register(), self.na(), self.register());
        self.copy(to, na);
        self.emit(Op::Unary(Unary::IsNa, is_na, object.register));
        let skip = self.emit(Op::JumpIf(is_na, 0));
        let found = self.call_one(Func::Heap(HeapFn::Get), &[object.register, position]);
        self.copy(to, found);
        self.land(skip);
        to
    }

    /// The line's price at a bar: y1 + (x − x1)·(y2 − y1) ÷ (x2 − x1).
    fn price_on_line(&mut self, object: &Value, x: &'a Expr) -> Value {
        let x = self.expression(x).register;
        let [x1, y1, x2, y2] = [0, 1, 2, 3].map(|slot| self.kept(object, slot));
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

/// Whether the arguments find their parameters.
pub(super) fn is_callable(signature: &Signature, has_receiver: bool, call: &Call) -> bool {
    let n = signature.params.len();
    let has_rest = signature.params.last().is_some_and(|param| param.is_rest);
    let mut is_given = vec![false; n];
    let mut next = 0;
    if has_receiver {
        is_given[0] = true;
        next = 1;
    }
    for arg in &call.args {
        let slot = match &arg.name {
            Some(name) => match signature.params.iter().position(|param| param.name == name.text) {
                Some(slot) => slot,
                None => return false,
            },
            None => {
                next += 1;
                next - 1
            }
        };
        match is_given.get_mut(slot) {
            Some(given) if !*given => *given = true,
            Some(_) => return false,
            None if has_rest => {}
            None => return false,
        }
    }
    let is_needed = |param: &builtin::Parameter| param.default == Default::Required && !param.is_rest;
    signature.params.iter().zip(&is_given).all(|(param, given)| *given || !is_needed(param))
}

/// Arguments with their parameters; those of the last one may be more.
fn bound<'a>(signature: &'static Signature, has_receiver: bool, call: &'a Call) -> Bound<'a> {
    let mut bound: Bound<'a> = signature.params.iter().map(|param| (param.name.as_str(), None)).collect();
    let mut next = usize::from(has_receiver);
    for arg in &call.args {
        let slot = match &arg.name {
            Some(name) => bound.iter().position(|(of, _)| *of == name.text).unwrap_or(bound.len()),
            None => {
                next += 1;
                next - 1
            }
        };
        match bound.get_mut(slot) {
            Some(place) if place.1.is_none() => place.1 = Some(&arg.value),
            _ => bound.push(("", Some(&arg.value))),
        }
    }
    bound
}
