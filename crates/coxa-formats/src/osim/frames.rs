//! Frames of a model by name: bodies, and frames fixed to them, however deep.

use std::collections::BTreeMap;

use coxa::skeleton::tree::Transform;
use coxa::skeleton::{Rotation, Vector};
use roxmltree::Node;

use super::xml::{exactly, fault, name, text};
use crate::fault::{Code, InputError, quoted};

/// A frame fixed to another: the name it hangs on, and where.
#[derive(Debug, Clone)]
struct Offset {
    parent: String,
    parent_from_frame: Transform,
}

/// Where a frame is: on a body, or on the ground.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) body: Option<usize>,
    pub(super) body_from_frame: Transform,
}

/// Every frame by its name; a name in a joint is looked up there first.
#[derive(Debug, Default)]
pub(super) struct Frames {
    bodies: BTreeMap<String, usize>,
    offsets: BTreeMap<(String, String), Offset>,
}

/// An offset's translation, m, and turns about X, then Y, then Z, rad.
pub(super) fn offset(node: Node<'_, '_>, translation: &str, orientation: &str) -> Result<Transform, InputError> {
    let [x, y, z] = exactly(node, translation, [0.0; 3])?;
    let [rx, ry, rz] = exactly(node, orientation, [0.0; 3])?;
    Ok(Transform { rotation: Rotation::body_fixed_xyz(rx, ry, rz), origin: Vector::new(x, y, z) })
}

/// The last word of a path: `/bodyset/femur_r` names `femur_r`.
pub(super) fn last_word(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// A socket's path, in every spelling that versions of the format used.
pub(super) fn socket<'a>(node: Node<'a, '_>, socket: &str) -> Option<&'a str> {
    let direct =
        text(node, &format!("socket_{socket}")).or_else(|| text(node, &format!("socket_{socket}_connectee_name")));
    direct.or_else(|| {
        let connector = node.descendants().find(|it| it.is_element() && it.attribute("name") == Some(socket))?;
        text(connector, "connectee_name")
    })
}

impl Frames {
    pub(super) fn add_body(&mut self, body: Node<'_, '_>) -> Result<(), InputError> {
        let number = self.bodies.len();
        if name(body).is_empty() {
            return Err(fault(body, Code::OsimMissing, "no name", "a body with a name"));
        }
        if self.bodies.insert(name(body).to_owned(), number).is_some() {
            return Err(fault(body, Code::OsimTwice, quoted(name(body)), "one body of each name"));
        }
        Ok(())
    }

    /// A frame fixed to another, known inside its owner (empty: everywhere); `holder` is what `..` names.
    pub(super) fn add_offset(&mut self, owner: &str, holder: &str, frame: Node<'_, '_>) -> Result<(), InputError> {
        let parent = socket(frame, "parent").unwrap_or_default();
        let parent = if matches!(parent, ".." | "") { holder } else { parent }.to_owned();
        let parent_from_frame = offset(frame, "translation", "orientation")?;
        let key = (owner.to_owned(), name(frame).to_owned());
        if self.offsets.insert(key, Offset { parent, parent_from_frame }).is_some() {
            return Err(fault(frame, Code::OsimTwice, quoted(name(frame)), "one frame of each name"));
        }
        Ok(())
    }

    /// The number of a body; `None` for the ground.
    pub(super) fn body(&self, called: &str) -> Option<Option<usize>> {
        if called == "ground" { Some(None) } else { self.bodies.get(called).copied().map(Some) }
    }

    /// Frames known everywhere that are fixed to a body: name, number of the body, place. Others lead nowhere and are left out.
    pub(super) fn on_bodies(&self) -> impl Iterator<Item = (String, usize, Transform)> {
        self.offsets.keys().filter(|(owner, _)| owner.is_empty()).filter_map(|(_, called)| {
            let place = self.place("", called)?;
            Some((called.clone(), place.body?, place.body_from_frame))
        })
    }

    /// Where the frame of a path is, as seen from its owner; `at` is who names it, for the message.
    pub(super) fn find(&self, owner: &str, path: &str, at: Node<'_, '_>) -> Result<Place, InputError> {
        let needed = "the name of a body, of a frame on one, or ground";
        self.place(owner, last_word(path)).ok_or_else(|| fault(at, Code::OsimUnknown, quoted(path), needed))
    }

    /// Follows frames to the body they are fixed to; `None` when they lead nowhere or in a circle.
    fn place(&self, owner: &str, called: &str) -> Option<Place> {
        let mut body_from_frame = Transform::NONE;
        let mut called = called.to_owned();
        // Each step goes to another frame; more steps than frames means a circle.
        for _ in 0..=self.offsets.len() {
            let own = self.offsets.get(&(owner.to_owned(), called.clone()));
            let offset = own.or_else(|| self.offsets.get(&(String::new(), called.clone())));
            match (offset, self.body(&called)) {
                (Some(offset), _) => {
                    body_from_frame = offset.parent_from_frame * body_from_frame;
                    called = last_word(&offset.parent).to_owned();
                }
                (None, body) => return body.map(|body| Place { body, body_from_frame }),
            }
        }
        None
    }
}
