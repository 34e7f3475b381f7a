//! OpenSim's inverse-kinematics tasks: which markers count how much, and which coordinates are held.

use coxa::measure::inverse_kinematics::CoordinateTask;
use coxa::skeleton::tree::Tree;
use roxmltree::Node;

use super::MODEL_LIMIT_BYTES;
use super::xml::{self, child, exactly, fault, flag, members, name, text};
use crate::fault::{Code, InputError, quoted};

/// Where a held coordinate's value comes from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum TaskValue {
    /// The model's default.
    Default,
    /// This one, rad or m.
    Manual(f64),
}

/// Tasks that apply; those switched off are left out.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct IkTasks {
    /// Names of markers with their weights.
    pub markers: Vec<(String, f64)>,
    /// Names of coordinates with weights and values.
    pub coordinates: Vec<(String, f64, TaskValue)>,
    /// Weight of constraints; `None` where they hold strictly.
    pub constraint_weight: Option<f64>,
}

impl IkTasks {
    /// The coordinates of a tree that are held, and names that it lacks.
    #[must_use]
    pub fn held(&self, tree: &Tree) -> (Vec<CoordinateTask>, Vec<String>) {
        let (mut held, mut unknown) = (Vec::new(), Vec::new());
        for (name, weight, value) in &self.coordinates {
            let Some(coordinate) = tree.coordinate(name) else {
                unknown.push(name.clone());
                continue;
            };
            let value = match value {
                TaskValue::Default => tree.coordinates[coordinate].default,
                TaskValue::Manual(value) => *value,
            };
            held.push(CoordinateTask { coordinate, weight: *weight, value });
        }
        (held, unknown)
    }
}

/// Reads an `IKTaskSet`, or the one inside a whole `InverseKinematicsTool` setup.
///
/// # Errors
/// No XML, no task set, a weight below zero, or a coordinate whose value would come from another file.
pub fn read_ik_tasks(text_of_file: &str) -> Result<IkTasks, InputError> {
    if MODEL_LIMIT_BYTES < text_of_file.len() {
        let found = format!("{} bytes", text_of_file.len());
        return Err(InputError::new(Code::InputTooLarge, found, format!("at most {MODEL_LIMIT_BYTES}")));
    }
    let document = xml::parse(text_of_file)?;
    let root = document.root_element();
    let set = document.descendants().find(|it| it.has_tag_name("IKTaskSet"));
    let set = set.ok_or_else(|| fault(root, Code::OsimMissing, "no <IKTaskSet>", "a task set or an IK setup"))?;
    let mut tasks = IkTasks::default();
    if let Some(tool) = set.ancestors().find(|it| it.has_tag_name("InverseKinematicsTool")) {
        // "Infinity", like nothing at all, means that constraints hold strictly.
        tasks.constraint_weight =
            text(tool, "constraint_weight").and_then(|it| it.parse().ok()).filter(|it: &f64| it.is_finite());
    }
    for node in members(Some(set)) {
        let applies = flag(node, "apply", true)?;
        let weight = weight(node)?;
        if !applies {
            continue;
        }
        match node.tag_name().name() {
            "IKMarkerTask" => tasks.markers.push((name(node).to_owned(), weight)),
            "IKCoordinateTask" => tasks.coordinates.push((name(node).to_owned(), weight, value(node)?)),
            tag => return Err(fault(node, Code::OsimUnsupported, quoted(tag), "marker and coordinate tasks")),
        }
    }
    Ok(tasks)
}

fn weight(node: Node<'_, '_>) -> Result<f64, InputError> {
    let [weight] = exactly(node, "weight", [0.0])?;
    if weight < 0.0 {
        let place = child(node, "weight").unwrap_or(node);
        return Err(fault(place, Code::OsimNumber, format!("{weight}"), "a weight of at least 0"));
    }
    Ok(weight)
}

fn value(node: Node<'_, '_>) -> Result<TaskValue, InputError> {
    match text(node, "value_type").unwrap_or("from_file") {
        "default_value" => Ok(TaskValue::Default),
        "manual_value" => Ok(TaskValue::Manual(exactly(node, "value", [0.0])?[0])),
        other => {
            let needed = "default_value or manual_value";
            Err(fault(node, Code::OsimUnsupported, format!("value_type {other}"), needed))
        }
    }
}
