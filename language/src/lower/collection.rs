//! Arrays, maps and matrices: those of their functions that the table cannot describe.

use engine::script::{ArrayFn, Func, MapFn, MatrixFn};

use super::{Lower, Value};
use crate::tree::{Arg, Call, Span};
use crate::types::{DRAWINGS, Qualifier, Type};

impl<'a> Lower<'a> {
    pub(super) fn collection(&mut self, name: &str, call: &'a Call, span: Span) -> Value {
        match name {
            "array.from" => self.array_from(call, span),
            "array.new" | "matrix.new" | "map.new" => {
                let types: Vec<Type> = call.generics.iter().map(|ty| self.type_of(ty)).collect();
                match (name, types.as_slice()) {
                    ("array.new", [element]) => self.new_array(element.clone(), &call.args),
                    ("matrix.new", [element]) => self.new_matrix(element.clone(), &call.args),
                    ("map.new", [key, value]) => {
                        let to = self.call_one(Func::Map(MapFn::New), &[]);
                        Value::new(to, Type::Map(Box::new((key.clone(), value.clone()))), Qualifier::Series)
                    }
                    _ => self.error_with(
                        call.callee.span,
                        format!("`{name}` needs the type of what it holds."),
                        "Write for instance `array.new<float>()` or `map.new<string, float>()`.",
                    ),
                }
            }
            _ => {
                let element = name.strip_prefix("array.new_").map(|element| match element {
                    "int" => Some(Type::Int),
                    "float" => Some(Type::Float),
                    "bool" => Some(Type::Bool),
                    "string" => Some(Type::Text),
                    "color" => Some(Type::Color),
                    other => DRAWINGS.iter().find(|of| **of == other).map(|of| Type::Drawing(of)),
                });
                match element {
                    Some(Some(element)) => self.new_array(element, &call.args),
                    _ => self.call_table(name, None, call, span),
                }
            }
        }
    }

    fn empty_element(&mut self, element: &Type) -> Value {
        if *element == Type::Bool && self.version >= 6 {
            return self.number_value(0.0, Type::Bool);
        }
        Value::new(self.na(), Type::Na, Qualifier::Const)
    }

    /// Arguments by position or name.
    fn by_name(&mut self, args: &'a [Arg], names: &[&str]) -> Vec<Option<(Value, Span)>> {
        let mut values = vec![None; names.len()];
        for (at, arg) in args.iter().enumerate() {
            let slot = match &arg.name {
                Some(name) => names.iter().position(|of| *of == name.text),
                None => Some(at),
            };
            let value = self.expression(&arg.value);
            match slot.and_then(|slot| values.get_mut(slot)) {
                Some(slot) => *slot = Some((value, arg.value.span)),
                None => {
                    drop(self.error(arg.value.span, format!("Only {} is possible here.", names.join(", "))))
                }
            }
        }
        values
    }

    fn new_array(&mut self, element: Type, args: &'a [Arg]) -> Value {
        let mut values = self.by_name(args, &["size", "initial_value"]).into_iter();
        let size = values.next().flatten();
        let size = match size {
            Some((value, span)) => self.fit(value, &Type::Int, span, "the size"),
            None => self.number_value(0.0, Type::Int),
        };
        let initial = match values.next().flatten() {
            Some((value, span)) => self.fit(value, &element, span, "the first value"),
            None => self.empty_element(&element),
        };
        let to = self.call_one(Func::Array(ArrayFn::New), &[size.register, initial.register]);
        Value::new(to, Type::Array(Box::new(element)), Qualifier::Series)
    }

    fn new_matrix(&mut self, element: Type, args: &'a [Arg]) -> Value {
        let values = self.by_name(args, &["rows", "columns", "initial_value"]);
        let mut registers = Vec::new();
        for (at, value) in values.into_iter().enumerate() {
            let value = match value {
                Some((value, span)) if at < 2 => self.fit(value, &Type::Int, span, "the size"),
                Some((value, span)) => self.fit(value, &element, span, "the first value"),
                None if at < 2 => self.number_value(0.0, Type::Int),
                None => self.empty_element(&element),
            };
            registers.push(value.register);
        }
        let to = self.call_one(Func::Matrix(MatrixFn::New), &registers);
        Value::new(to, Type::Matrix(Box::new(element)), Qualifier::Series)
    }

    fn array_from(&mut self, call: &'a Call, span: Span) -> Value {
        let (mut registers, mut element) = (Vec::new(), Type::Na);
        for arg in &call.args {
            let value = self.expression(&arg.value);
            let Some(ty) = element.join(&value.ty) else {
                return self.error(arg.value.span, "The elements of an array are of one type.");
            };
            element = ty;
            registers.push(value.register);
        }
        if registers.is_empty() {
            return self.error(span, "`array.from` needs elements.");
        }
        let to = self.call_one(Func::Array(ArrayFn::From), &registers);
        Value::new(to, Type::Array(Box::new(element)), Qualifier::Series)
    }
}
