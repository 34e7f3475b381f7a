//! OpenSim's inverse-kinematics tasks: which markers count how much, and which coordinates are held.

use coxa::measure::inverse_kinematics::CoordinateTask;
use coxa::skeleton::Rotation;
use coxa::skeleton::tree::Tree;
use coxa::vocabulary::{Caveat, CaveatKind};
use roxmltree::Node;

use super::MODEL_LIMIT_BYTES;
use super::xml::{self, child, elements, exactly, fault, flag, members, name, text};
use crate::fault::{Code, InputError, quoted};

/// What a task may hold.
const ELEMENTS: [&str; 4] = ["apply", "weight", "value_type", "value"];

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
    /// Weights of sensors by name; one where none is given.
    pub sensors: Vec<(String, f64)>,
    /// The turn from the sensors' room to the model's.
    pub level_from_sensors: Option<Rotation>,
    /// Weight of constraints; `None` where they hold strictly.
    pub constraint_weight: Option<f64>,
    /// What the tasks hold and nobody reads.
    pub caveats: Vec<Caveat>,
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

/// Reads an `IKTaskSet`, the one inside a whole `InverseKinematicsTool` setup, or an `IMUInverseKinematicsTool` setup.
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
    let find = |tag: &str| document.descendants().find(|it| it.has_tag_name(tag));
    let (set, sensors) = (find("IKTaskSet"), find("IMUInverseKinematicsTool"));
    if set.is_none() && sensors.is_none() {
        return Err(fault(root, Code::OsimMissing, "no <IKTaskSet>", "a task set or an IK setup"));
    }
    let mut tasks = IkTasks::default();
    let tool = set.and_then(|set| set.ancestors().find(|it| it.has_tag_name("InverseKinematicsTool"))).or(sensors);
    // "Infinity", like nothing at all, means that constraints hold strictly.
    let constraint_weight = tool.and_then(|tool| text(tool, "constraint_weight")).and_then(|it| it.parse().ok());
    tasks.constraint_weight = constraint_weight.filter(|it: &f64| it.is_finite());
    if let Some(tool) = sensors {
        // Turned about the room's own X, then Y, then Z: the last turn stands outermost.
        let [x, y, z] = exactly(tool, "sensor_to_opensim_rotations", [0.0; 3])?;
        tasks.level_from_sensors = Some(Rotation::about_z(z) * Rotation::about_y(y) * Rotation::about_x(x));
        let weights = tool.descendants().filter(|it| it.has_tag_name("OrientationWeight"));
        for node in weights {
            tasks.sensors.push((name(node).to_owned(), weight(node)?));
        }
    }
    if let Some((set, file)) = set.and_then(|set| Some((set, set.attribute("file")?))) {
        let found = format!("tasks that stand in {}", quoted(file));
        return Err(fault(set, Code::OsimTasks, found, "the tasks themselves"));
    }
    let mut known: Vec<Node<'_, '_>> = Vec::new();
    for node in set.map(|set| members(Some(set))).unwrap_or_default() {
        let applies = flag(node, "apply", true)?;
        let weight = weight(node)?;
        if !applies {
            continue;
        }
        let is_same = |other: &&Node<'_, '_>| other.tag_name() == node.tag_name() && name(**other) == name(node);
        if let Some(before) = known.iter().find(is_same) {
            let found = format!("{}, as in line {}", quoted(name(node)), xml::line(*before));
            return Err(fault(node, Code::OsimTasks, found, "one task for each marker and coordinate"));
        }
        known.push(node);
        for strange in elements(node).filter(|it| !ELEMENTS.contains(&it.tag_name().name())) {
            let (line, tag) = (xml::line(strange), strange.tag_name().name());
            let text = format!("line {line}: <{tag}> of the task {} is not known and not used", name(node));
            tasks.caveats.push(Caveat::new(CaveatKind::UnknownColumn, text));
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
