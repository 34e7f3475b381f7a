//! OpenSim models, for their kinematics: bodies, joints, coordinates, couplers and markers of versions 2 to 4.

mod frames;
mod functions;
mod joints;
mod tasks;
mod writing;
mod xml;

use std::collections::BTreeMap;

use coxa::skeleton::tree::{Body, Coordinate, Function, Joint, Marker, Transform, Tree};
use coxa::skeleton::{Rotation, Vector};
use coxa::vocabulary::{Caveat, CaveatKind};
use roxmltree::Node;

use self::frames::{Frames, Place, offset, socket};
use self::functions::function_in;
use self::joints::{Moves, is_joint, joint};
pub use self::tasks::{IkTasks, TaskValue, read_ik_tasks};
pub use self::writing::TableKind;
use self::xml::{child, elements, exactly, fault, flag, members, name, text};
use crate::fault::{Code, InputError, quoted};

/// Largest model that is read, bytes: ten times the largest published ones.
pub const MODEL_LIMIT_BYTES: usize = 16 << 20;

/// Before this version joints and functions were written in other ways.
const OLDEST: u32 = 20_302;

/// A model's tree, and what of it was left out.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// Name of the model.
    pub name: String,
    /// Bodies, coordinates, markers.
    pub tree: Tree,
    /// Frames fixed to bodies, such as those of sensors.
    pub frames: Vec<Frame>,
    /// What the file holds and kinematics does without.
    pub caveats: Vec<Caveat>,
}

/// A frame fixed to a body.
#[derive(Debug, Clone, PartialEq)]
pub struct Frame {
    /// Its name.
    pub name: String,
    /// Number of the body in the tree.
    pub body: usize,
    /// Where it is on the body, m.
    pub body_from_frame: Transform,
}

/// A joint as read, before bodies are in order.
struct Hung {
    child: usize,
    parent: Option<usize>,
    first: Joint,
    /// A second joint, between a body without a name and the child, where one joint cannot do it.
    second: Option<Joint>,
}

/// Reads the kinematics of an `.osim` model.
///
/// Angles are radians and lengths metres, as in the file. Muscles, wrapping and contact are passed over silently; other
/// constraints than couplers are named in the caveats, as they are not kept.
///
/// # Errors
/// No XML, a joint, function or number that cannot be read, a name that leads nowhere, bodies that hang in no tree.
pub fn read_osim(text: &str) -> Result<Model, InputError> {
    if MODEL_LIMIT_BYTES < text.len() {
        let found = format!("{} bytes", text.len());
        return Err(InputError::new(Code::InputTooLarge, found, format!("at most {MODEL_LIMIT_BYTES}")));
    }
    let text = xml::readable(text);
    let document = xml::parse(&text)?;
    let root = document.root_element();
    let version = root.attribute("Version").and_then(|it| it.parse::<u32>().ok());
    if let Some(version) = version.filter(|version| *version < OLDEST) {
        let found = format!("a model of version {version}");
        return Err(fault(root, Code::OsimUnsupported, found, "version 20302 or later: open and save it in OpenSim"));
    }
    let model = if root.has_tag_name("Model") { Some(root) } else { child(root, "Model") };
    let model = model.ok_or_else(|| fault(root, Code::OsimMissing, "no <Model>", "an OpenSim model"))?;
    Reader::new(model)?.read()
}

struct Reader<'a, 'i> {
    model: Node<'a, 'i>,
    bodies: Vec<Node<'a, 'i>>,
    joints: Vec<Node<'a, 'i>>,
    defaults: Option<Node<'a, 'i>>,
    frames: Frames,
    caveats: Vec<Caveat>,
}

impl<'a, 'i> Reader<'a, 'i> {
    fn new(model: Node<'a, 'i>) -> Result<Reader<'a, 'i>, InputError> {
        let bodies: Vec<_> =
            members(child(model, "BodySet")).into_iter().filter(|it| it.has_tag_name("Body")).collect();
        let bodies: Vec<_> = bodies.into_iter().filter(|it| name(*it) != "ground").collect();
        // Before version 3.5 a body holds its joint; since then the model holds all of them.
        let nested = bodies.iter().filter_map(|body| child(*body, "Joint")).flat_map(elements);
        let joints: Vec<_> = nested.chain(members(child(model, "JointSet"))).filter(|it| is_joint(*it)).collect();
        let mut frames = Frames::default();
        for body in &bodies {
            frames.add_body(*body)?;
        }
        let offsets = |node: Node<'a, 'i>| {
            let lists = ["components", "frames"].map(|tag| child(node, tag)).into_iter().flatten();
            lists.flat_map(members_of).filter(|it| it.has_tag_name("PhysicalOffsetFrame"))
        };
        let ground = child(model, "Ground");
        let held = bodies.iter().copied().chain(ground).chain([model]);
        for holder in held {
            for frame in offsets(holder) {
                frames.add_offset("", name(holder), frame)?;
            }
        }
        for joint in &joints {
            for frame in offsets(*joint) {
                frames.add_offset(name(*joint), "", frame)?;
            }
        }
        let defaults = child(model, "defaults").and_then(|it| child(it, "Coordinate"));
        Ok(Reader { model, bodies, joints, defaults, frames, caveats: Vec::new() })
    }

    fn read(mut self) -> Result<Model, InputError> {
        let mut coordinates: Vec<Coordinate> = Vec::new();
        let mut hung: Vec<Hung> = Vec::new();
        for (at, node) in self.joints.clone().into_iter().enumerate() {
            let Moves { coordinates: own, axes, ellipsoid, after } = joint(node, self.defaults, coordinates.len())?;
            for row in &own {
                if row.name.is_empty() || coordinates.iter().any(|other| other.name == row.name) {
                    return Err(fault(
                        node,
                        Code::OsimTwice,
                        quoted(&row.name),
                        "a name of its own for each coordinate",
                    ));
                }
            }
            coordinates.extend(own);
            let (parent, child) = self.ends(node)?;
            let Some(child_body) = child.body else {
                return Err(fault(
                    node,
                    Code::OsimUnsupported,
                    "a joint that moves the ground",
                    "a child that is a body",
                ));
            };
            if hung.iter().any(|other| other.child == child_body) {
                let found = format!("a second joint under {}", name(self.bodies[child_body]));
                return Err(fault(self.joints[at], Code::OsimUnsupported, found, "bodies in a tree, without loops"));
            }
            let joint_from_body = child.body_from_frame.inverse();
            let called = name(node).to_owned();
            let parent_from_joint = parent.body_from_frame;
            let mut first =
                Joint { name: called.clone(), parent_from_joint, axes, ellipsoid, joint_from_body: Transform::NONE };
            let second = after.map(|(at, axis)| {
                let to = Transform { rotation: Rotation::NONE, origin: at };
                let joint_from_body = to.inverse() * joint_from_body;
                Joint { name: called, parent_from_joint: to, axes: vec![axis], ellipsoid: None, joint_from_body }
            });
            if second.is_none() {
                first.joint_from_body = joint_from_body;
            }
            hung.push(Hung { child: child_body, parent: parent.body, first, second });
        }
        self.couple(&mut coordinates)?;
        let (bodies, number) = self.in_order(hung)?;
        let markers = self.markers(&number)?;
        let tree = Tree { bodies, coordinates, markers };
        tree.check().map_err(|error| fault(self.model, Code::OsimTree, error.to_string(), "a tree of bodies"))?;
        self.caveats.extend(without_length(&tree));
        let frames = self.frames.on_bodies().filter_map(|(name, body, body_from_frame)| {
            number.get(&body).map(|body| Frame { name, body: *body, body_from_frame })
        });
        Ok(Model { name: name(self.model).to_owned(), tree, frames: frames.collect(), caveats: self.caveats })
    }

    /// Where a joint's parent and child frames are.
    fn ends(&self, node: Node<'_, '_>) -> Result<(Place, Place), InputError> {
        let missing = |what: &str| fault(node, Code::OsimMissing, format!("no {what}"), "a joint between two frames");
        if flag(node, "reverse", false)? {
            return Err(fault(node, Code::OsimUnsupported, "a reversed joint", "joints from parent to child"));
        }
        if let Some(path) = socket(node, "parent_frame") {
            let child_path = socket(node, "child_frame").ok_or_else(|| missing("child_frame"))?;
            let owner = name(node);
            return Ok((self.frames.find(owner, path, node)?, self.frames.find(owner, child_path, node)?));
        }
        if let Some(path) = socket(node, "parent_body") {
            // Version 3.5.1: connectors name the bodies, offsets stand beside them.
            let child_path = socket(node, "child_body").ok_or_else(|| missing("child_body"))?;
            let mut parent = self.frames.find("", path, node)?;
            let mut child = self.frames.find("", child_path, node)?;
            parent.body_from_frame = offset(node, "location_in_parent", "orientation_in_parent")?;
            child.body_from_frame = offset(node, "location_in_child", "orientation_in_child")?;
            return Ok((parent, child));
        }
        let parent = text(node, "parent_body").ok_or_else(|| missing("parent_body"))?;
        let mut parent = self.frames.find("", parent, node)?;
        parent.body_from_frame = offset(node, "location_in_parent", "orientation_in_parent")?;
        let holder = node.ancestors().find(|it| it.has_tag_name("Body"));
        let holder = holder.ok_or_else(|| missing("body around it"))?;
        let body = self.frames.body(name(holder)).flatten();
        Ok((parent, Place { body, body_from_frame: offset(node, "location", "orientation")? }))
    }

    /// Couplers become followers; other constraints are named.
    fn couple(&mut self, coordinates: &mut [Coordinate]) -> Result<(), InputError> {
        let mut couplers: Vec<(usize, Node<'_, '_>)> = Vec::new();
        for node in members(child(self.model, "ConstraintSet")) {
            let is_off = flag(node, "isDisabled", false)? || !flag(node, "isEnforced", true)?;
            if is_off {
                continue;
            }
            if !node.has_tag_name("CoordinateCouplerConstraint") {
                let found = format!("line {}: {} {} is not kept", xml::line(node), node.tag_name().name(), name(node));
                self.caveats.push(Caveat::new(CaveatKind::Dropped, found));
                continue;
            }
            let find = |called: &str| coordinates.iter().position(|row| row.name == called);
            let unknown = |called: &str| fault(node, Code::OsimUnknown, quoted(called), "the name of a coordinate");
            let dependent = text(node, "dependent_coordinate_name").unwrap_or_default();
            let independent = text(node, "independent_coordinate_names").unwrap_or_default();
            if independent.split_ascii_whitespace().nth(1).is_some() {
                let found = quoted(independent);
                return Err(fault(node, Code::OsimUnsupported, found, "one independent coordinate"));
            }
            let follower = find(dependent).ok_or_else(|| unknown(dependent))?;
            let leader = find(independent).ok_or_else(|| unknown(independent))?;
            let function = function_in(node, "coupled_coordinates_function")?;
            let function = function.ok_or_else(|| fault(node, Code::OsimMissing, "no function", "how it follows"))?;
            let factor = exactly(node, "scale_factor", [1.0])?[0];
            let scaled = Function::Scaled { factor, of: Box::new(function) };
            if let Some((_, before)) = couplers.iter().find(|(of, _)| *of == follower) {
                let found = format!(
                    "{}, which {} in line {} couples, too",
                    quoted(dependent),
                    name(*before),
                    xml::line(*before)
                );
                return Err(fault(node, Code::OsimTwice, found, "one coupler for each coordinate"));
            }
            couplers.push((follower, node));
            // Who is followed must not follow in the end.
            let mut way = vec![follower];
            let mut at = Some(leader);
            while let Some(next) = at {
                way.push(next);
                if next == follower {
                    let names: Vec<&str> = way.iter().map(|it| coordinates[*it].name.as_str()).collect();
                    let found = names.join(" follows ");
                    return Err(fault(
                        node,
                        Code::OsimCircle,
                        found,
                        "couplers that end at a coordinate that follows none",
                    ));
                }
                at = coordinates[next].follows.as_ref().map(|(leader, _)| *leader);
            }
            coordinates[follower].follows = Some((leader, scaled));
        }
        Ok(())
    }

    /// Bodies with parents first, and the new number of each.
    fn in_order(&self, hung: Vec<Hung>) -> Result<(Vec<Body>, BTreeMap<usize, usize>), InputError> {
        let mut number: BTreeMap<usize, usize> = BTreeMap::new();
        let mut bodies = Vec::new();
        let mut left = hung;
        while !left.is_empty() {
            let before = bodies.len();
            for row in std::mem::take(&mut left) {
                let parent = row.parent.map(|parent| number.get(&parent).copied());
                match parent {
                    Some(None) => left.push(row),
                    placed => {
                        let name = name(self.bodies[row.child]).to_owned();
                        let mut parent = placed.flatten();
                        let joint = match row.second {
                            None => row.first,
                            Some(second) => {
                                let name = format!("{name} before its last turn");
                                bodies.push(Body { name, parent, joint: row.first });
                                parent = Some(bodies.len() - 1);
                                second
                            }
                        };
                        number.insert(row.child, bodies.len());
                        bodies.push(Body { name, parent, joint });
                    }
                }
            }
            if bodies.len() == before {
                let circle = left.first().map_or(self.model, |row| self.bodies[row.child]);
                return Err(fault(
                    circle,
                    Code::OsimTree,
                    "it hangs on nothing that hangs on the ground",
                    "a tree from the ground",
                ));
            }
        }
        Ok((bodies, number))
    }

    fn markers(&self, number: &BTreeMap<usize, usize>) -> Result<Vec<Marker>, InputError> {
        let mut markers: Vec<Marker> = Vec::new();
        for node in members(child(self.model, "MarkerSet")).into_iter().filter(|it| it.has_tag_name("Marker")) {
            let path = socket(node, "parent_frame").or_else(|| text(node, "body")).unwrap_or_default();
            let place = self.frames.find("", path, node)?;
            let all = self.model.descendants().filter(|it| it.has_tag_name("Marker") && *it != node);
            if markers.iter().any(|other| other.name == name(node)) {
                let lines = all.filter(|other| name(*other) == name(node)).map(xml::line);
                let found = format!("{}, as in line {}", quoted(name(node)), lines.min().unwrap_or_default());
                return Err(fault(node, Code::OsimTwice, found, "one marker of each name"));
            }
            let [x, y, z] = exactly(node, "location", [0.0; 3])?;
            let location = place.body_from_frame.place(Vector::new(x, y, z));
            let body = match place.body {
                None => None,
                // A body without a joint hangs free; nothing can be said of it.
                Some(body) => Some(*number.get(&body).ok_or_else(|| {
                    fault(node, Code::OsimTree, "a marker on a body without a joint", "a body that a joint holds")
                })?),
            };
            markers.push(Marker { name: name(node).to_owned(), body, location });
        }
        Ok(markers)
    }
}

/// Bones whose joints all fall into one point in the model's own posture.
fn without_length(tree: &Tree) -> Option<Caveat> {
    // Less than this no bone measures, m.
    const LENGTH_M: f64 = 1e-3;
    let values: Vec<f64> = tree.coordinates.iter().map(|coordinate| coordinate.default).collect();
    let places = tree.place(&values);
    let is_short = |body: &usize| {
        let mut below = tree.bodies.iter().zip(&places).filter(|(it, _)| it.parent == Some(*body)).peekable();
        // Joints of two turns have a body of no size between them, which bears no marker.
        let bears = tree.markers.iter().any(|marker| marker.body == Some(*body));
        bears && below.peek().is_some() && below.all(|(_, at)| (at.origin - places[*body].origin).length() < LENGTH_M)
    };
    let short: Vec<&str> = (0..tree.bodies.len()).filter(is_short).map(|at| tree.bodies[at].name.as_str()).collect();
    let text = format!("no length between the joints of {}: check the offsets of their frames", short.join(", "));
    (!short.is_empty()).then(|| Caveat::new(CaveatKind::ImplausibleValue, text))
}

fn members_of<'a, 'i>(list: Node<'a, 'i>) -> Vec<Node<'a, 'i>> {
    members(Some(list))
}
