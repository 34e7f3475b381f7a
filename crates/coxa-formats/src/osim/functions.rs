//! Functions of a coordinate.

use coxa::skeleton::tree::{Function, Pieces, Spline};
use roxmltree::Node;

use super::xml::{child, elements, exactly, fault, numbers};
use crate::fault::{Code, InputError};

/// Functions inside functions: more is no model.
const DEEPEST: usize = 8;

/// The function of an axis or coupler: inside an element of this tag, or the one child that is a function.
pub(super) fn function_in(node: Node<'_, '_>, tag: &str) -> Result<Option<Function>, InputError> {
    holder(node, tag).map(|it| function(it, DEEPEST)).transpose()
}

fn holder<'a, 'i>(node: Node<'a, 'i>, tag: &str) -> Option<Node<'a, 'i>> {
    match child(node, tag) {
        Some(inside) => elements(inside).next(),
        None => elements(node).find(|it| it.attribute("name") == Some(tag) || is_function(it.tag_name().name())),
    }
}

fn is_function(tag: &str) -> bool {
    tag.ends_with("Function")
        || matches!(tag, "Constant" | "SimmSpline" | "natCubicSpline" | "NaturalCubicSpline" | "GCVSpline" | "Sine")
}

fn function(node: Node<'_, '_>, deeper: usize) -> Result<Function, InputError> {
    let tag = node.tag_name().name();
    match tag {
        "Constant" => Ok(Function::Constant(exactly(node, "value", [0.0])?[0])),
        "LinearFunction" => {
            let [slope, intercept] = exactly(node, "coefficients", [1.0, 0.0])?;
            Ok(Function::Linear { slope, intercept })
        }
        "PolynomialFunction" => Ok(Function::Polynomial(numbers(node, "coefficients")?.unwrap_or_else(|| vec![0.0]))),
        "SimmSpline" | "natCubicSpline" | "NaturalCubicSpline" => {
            let knots = knots(node)?;
            match knots[..] {
                [(_, only)] => Ok(Function::Constant(only)),
                _ => Spline::through(&knots).map(Function::Spline).ok_or_else(|| falls_back(node)),
            }
        }
        "GCVSpline" => {
            let [half_order] = exactly(node, "half_order", [3.0])?;
            let [variance] = exactly(node, "error_variance", [0.0])?;
            if variance > 0.0 {
                let found = format!("error_variance {variance}");
                return Err(fault(node, Code::OsimUnsupported, found, "a spline through its points: 0"));
            }
            let needed = "a half_order of 1 to 4, twice as many knots or more, each x above the one before, not hundreds of them";
            let spline = Pieces::natural(&knots(node)?, half_order as usize).map(Function::Pieces);
            spline.ok_or_else(|| fault(node, Code::OsimNumber, "knots that no natural spline goes through", needed))
        }
        "StepFunction" => {
            let [from] = exactly(node, "transition_start_time", [0.99])?;
            let [to] = exactly(node, "transition_end_time", [1.01])?;
            let [low] = exactly(node, "start_value", [0.0])?;
            let [high] = exactly(node, "end_value", [1.0])?;
            let step = Pieces::step((from, low), (to, high)).map(Function::Pieces);
            step.ok_or_else(|| {
                fault(node, Code::OsimNumber, format!("a step from {from} to {to}"), "a start before its end")
            })
        }
        "PiecewiseLinearFunction" => {
            let knots = knots(node)?;
            match knots[..] {
                [(_, only)] => Ok(Function::Constant(only)),
                _ if knots.windows(2).all(|pair| pair[0].0 < pair[1].0) => Ok(Function::Piecewise(knots)),
                _ => Err(falls_back(node)),
            }
        }
        "Sine" => Ok(Function::Sine {
            amplitude: exactly(node, "amplitude", [1.0])?[0],
            frequency: exactly(node, "omega", [1.0])?[0],
            phase: exactly(node, "phase", [0.0])?[0],
            offset: exactly(node, "offset", [0.0])?[0],
        }),
        "MultiplierFunction" => {
            let inner = holder(node, "function").filter(|_| 0 < deeper);
            let inner = inner.ok_or_else(|| fault(node, Code::OsimMissing, "no function inside", "a function"))?;
            let factor = exactly(node, "scale", [1.0])?[0];
            Ok(Function::Scaled { factor, of: Box::new(function(inner, deeper - 1)?) })
        }
        _ => Err(fault(
            node,
            Code::OsimUnsupported,
            format!("a function of the kind {tag}"),
            "constant, linear, polynomial, SIMM, natural or GCV spline, piecewise linear, step, sine, or one of these times a number",
        )),
    }
}

fn falls_back(node: Node<'_, '_>) -> InputError {
    fault(node, Code::OsimNumber, "knots that do not increase", "at least one knot, each x above the one before")
}

fn knots(node: Node<'_, '_>) -> Result<Vec<(f64, f64)>, InputError> {
    let (x, y) = (numbers(node, "x")?.unwrap_or_default(), numbers(node, "y")?.unwrap_or_default());
    if x.len() != y.len() || x.is_empty() {
        let found = format!("{} x and {} y", x.len(), y.len());
        return Err(fault(node, Code::OsimNumber, found, "as many x as y, at least one"));
    }
    Ok(x.into_iter().zip(y).collect())
}
