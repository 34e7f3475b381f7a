//! Marker positions as TRC, row by row.

use std::fmt::Write as _;

use coxa::skeleton::Vector;

/// What stands before the rows: names of the markers, rate, and how many frames follow; positions are in metres.
#[must_use]
pub fn trc_header(names: &[String], rate_hz: f64, frames: u64) -> String {
    let mut text = String::new();
    let (markers, keys) = (names.len(), "DataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits\tOrigDataRate");
    // Writing to a string cannot fail.
    let _ = writeln!(text, "PathFileType\t4\t(X/Y/Z)\tmarkers.trc\n{keys}\tOrigDataStartFrame\tOrigNumFrames");
    let _ = writeln!(text, "{rate_hz}\t{rate_hz}\t{frames}\t{markers}\tm\t{rate_hz}\t1\t{frames}");
    let _ = writeln!(text, "Frame#\tTime\t{}", names.join("\t\t\t"));
    text.push('\t');
    for number in 1..=markers {
        let _ = write!(text, "\tX{number}\tY{number}\tZ{number}");
    }
    text.push_str("\n\n");
    text
}

/// One frame: its number from one, its time, s, and positions, m; one that is not there leaves three fields empty.
pub fn trc_row(number: u64, time: f64, positions: &[Vector], text: &mut String) {
    let _ = write!(text, "{number}\t{time}");
    for position in positions {
        let _ = if position.length().is_finite() {
            write!(text, "\t{}\t{}\t{}", position.x, position.y, position.z)
        } else {
            write!(text, "\t\t\t")
        };
    }
    text.push('\n');
}

#[cfg(test)]
mod tests {
    use coxa::skeleton::Vector;

    use super::{trc_header, trc_row};
    use crate::markers::Trc;

    #[test]
    fn what_is_written_is_read_again_to_the_last_bit() {
        let names: Vec<String> = ["LASI", "RASI", "R.Knee"].map(str::to_owned).to_vec();
        let gap = Vector::GAP;
        let frames = [
            [Vector::new(0.1, 1.0 / 3.0, -2e-7), gap, Vector::new(1.0, 2.0, 3.0)],
            [gap, gap, Vector::new(0.3, 0.2, 0.1)],
        ];
        let mut text = trc_header(&names, 100.0, 2);
        for (number, frame) in (1..).zip(&frames) {
            trc_row(number, 0.01 * number as f64, frame, &mut text);
        }
        let mut read = Trc::open(text.as_bytes()).expect("a header");
        assert_eq!(read.names(), names);
        let mut positions = [Vector::default(); 3];
        for (number, frame) in (1..).zip(&frames) {
            assert_eq!(read.next_frame(&mut positions), Ok(Some(0.01 * f64::from(number))));
            for (a, b) in positions.iter().zip(frame) {
                assert!(a == b || (a.x.is_nan() && b.x.is_nan()), "{a:?} is not {b:?}");
            }
        }
        assert_eq!(read.next_frame(&mut positions), Ok(None));
        assert!(read.caveats().is_empty());
    }
}
