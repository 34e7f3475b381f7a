//! Orientations of sensors over time, as OpenSense writes them: one quaternion a sensor and row.

use std::io::BufRead;

use coxa::skeleton::{Rotation, Vector};

use crate::fault::{Code, InputError, quoted};
use crate::motion::lines::Lines;

/// Most sensors of a file: ten times a whole body's.
const SENSOR_LIMIT: usize = 200;

/// A `.sto` table of quaternions being read.
pub struct Orientations<R> {
    lines: Lines<R>,
    names: Vec<String>,
    last_time: f64,
}

impl<R: BufRead> Orientations<R> {
    /// Reads the header: names of the sensors.
    ///
    /// # Errors
    /// No header, another type of data than quaternions, or a name twice.
    pub fn open(reader: R) -> Result<Orientations<R>, InputError> {
        let mut lines = Lines::new(reader);
        let fault = |found: String, needed: &str| InputError::new(Code::OrientationsHeader, found, needed);
        loop {
            let Some((number, line)) = lines.next()? else {
                return Err(fault("the end of the file".to_owned(), "a line endheader"));
            };
            let line = line.trim();
            if line.eq_ignore_ascii_case("endheader") {
                break;
            }
            if let Some(kind) =
                line.strip_prefix("DataType=").filter(|kind| !kind.trim().eq_ignore_ascii_case("quaternion"))
            {
                return Err(fault(quoted(kind), "DataType=Quaternion").on_line(number));
            }
        }
        let Some((number, labels)) = lines.next()? else {
            return Err(fault("the end of the file".to_owned(), "a line of sensor names"));
        };
        let mut words = labels.split('\t').map(str::trim).filter(|word| !word.is_empty());
        if !words.next().is_some_and(|word| word.eq_ignore_ascii_case("time")) {
            return Err(fault(quoted(labels), "time and the sensors' names, between tabs").on_line(number));
        }
        let names: Vec<String> = words.map(str::to_owned).collect();
        if names.is_empty() || SENSOR_LIMIT < names.len() {
            return Err(fault(format!("{} sensors", names.len()), "between 1 and 200").on_line(number));
        }
        for (at, name) in names.iter().enumerate() {
            if names[..at].contains(name) {
                return Err(fault(quoted(name), "a name of its own for each sensor").on_line(number));
            }
        }
        Ok(Orientations { lines, names, last_time: f64::NEG_INFINITY })
    }

    /// Names of the sensors, in the order of the orientations.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The next row: the three axes of each sensor in the room, NaN where there is a gap => its time, s; `None` at the end.
    ///
    /// # Errors
    /// A row of another length, four numbers that are no orientation, or time that does not increase.
    pub fn next_frame(&mut self, axes: &mut [[Vector; 3]]) -> Result<Option<f64>, InputError> {
        let (number, line) = loop {
            match self.lines.next()? {
                None => return Ok(None),
                Some((_, line)) if line.trim().is_empty() => {}
                Some(_) => break self.lines.current(),
            }
        };
        let row = |found: String, needed: &str| InputError::new(Code::OrientationsRow, found, needed).on_line(number);
        let mut fields = line.trim_end().split('\t');
        let word = fields.next().unwrap_or_default().trim();
        let time = word.parse::<f64>().ok().filter(|time| time.is_finite() && self.last_time < *time);
        let time = time.ok_or_else(|| row(quoted(word), "a time in seconds that increases"))?;
        for (name, axes) in self.names.iter().zip(axes.iter_mut()) {
            let word =
                fields.next().ok_or_else(|| row(quoted(line), "one quaternion for each sensor").at_field(name))?;
            *axes = orientation(word).ok_or_else(|| {
                row(quoted(word), "four numbers between commas, scalar part first, or nothing for a gap").at_field(name)
            })?;
        }
        if fields.next().is_some() {
            return Err(row(quoted(line), "one quaternion for each sensor"));
        }
        self.last_time = time;
        Ok(Some(time))
    }
}

/// Axes of one quaternion; of a gap NaN; `None` of what is neither.
fn orientation(word: &str) -> Option<[Vector; 3]> {
    let gap = [Vector::GAP; 3];
    if word.trim().is_empty() {
        return Some(gap);
    }
    let mut parts = [0.0; 4];
    let mut words = word.split(',');
    for part in &mut parts {
        *part = words.next()?.trim().parse().ok()?;
    }
    if words.next().is_some() {
        return None;
    }
    if parts.iter().all(|part: &f64| part.is_nan()) {
        return Some(gap);
    }
    Rotation::from_quaternion(parts).map(|it| [it.forward(), it.up(), it.right()])
}

#[cfg(test)]
mod tests {
    use super::Orientations;

    const FILE: &str = "DataRate=100\nDataType=Quaternion\nversion=3\nendheader\ntime\tpelvis_imu\tfemur_r_imu\n\
        0.00\t1,0,0,0\t0.5,0.5,0.5,0.5\n0.01\t\t2,0,0,0\n";

    #[test]
    fn quaternions_become_axes_and_an_empty_cell_a_gap() {
        let mut file = Orientations::open(FILE.as_bytes()).expect("a header");
        assert_eq!(file.names(), ["pelvis_imu", "femur_r_imu"]);
        let mut axes = [[coxa::skeleton::Vector::default(); 3]; 2];
        assert_eq!(file.next_frame(&mut axes), Ok(Some(0.0)));
        // Half a turn's third about the diagonal takes X to Y, Y to Z, Z to X.
        assert!((axes[1][0].y - 1.0).abs() + (axes[1][1].z - 1.0).abs() + (axes[1][2].x - 1.0).abs() < 1e-15);
        assert_eq!(file.next_frame(&mut axes), Ok(Some(0.01)));
        assert!(axes[0][0].x.is_nan() && (axes[1][0].x - 1.0).abs() < 1e-15);
        assert_eq!(file.next_frame(&mut axes), Ok(None));
    }

    #[test]
    fn what_is_no_quaternion_is_refused_with_its_line_and_sensor() {
        for (from, to) in [
            ("0.5,0.5,0.5,0.5", "0.5,0.5,0.5"),
            ("0.5,0.5,0.5,0.5", "0,0,0,0"),
            ("0.5,0.5,0.5,0.5", "a,b,c,d"),
            ("0.5,0.5,0.5,0.5", "1,0,0,0,0"),
        ] {
            let text = FILE.replace(from, to);
            let mut file = Orientations::open(text.as_bytes()).expect("a header");
            let fault = file.next_frame(&mut [[coxa::skeleton::Vector::default(); 3]; 2]).expect_err(to);
            assert_eq!((fault.place.line, fault.place.field.as_deref()), (Some(6), Some("femur_r_imu")), "{to}");
        }
        for (from, to) in
            [("Quaternion", "Vec3"), ("endheader\n", ""), ("femur_r_imu", "pelvis_imu"), ("time\t", "x\t")]
        {
            assert!(Orientations::open(FILE.replace(from, to).as_bytes()).is_err(), "{to}");
        }
    }
}
