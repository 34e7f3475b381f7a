//! Marker files by hand: what is read, what is doubted, and what is refused.

use coxa::skeleton::Vector;
use coxa_formats::{Code, InputError, Markers, Trc};

/// Rounding of a few products, m.
const ROUNDING: f64 = 1e-9;

/// Three frames of two markers in millimetres, with a gap.
pub(crate) const MARKERS: &str = "PathFileType\t4\t(X/Y/Z)\ttwo.trc\nDataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits\tOrigDataRate\tOrigDataStartFrame\tOrigNumFrames\n100\t100\t3\t2\tmm\t100\t1\t3\nFrame#\tTime\tasis\t\t\tankle\t\t\n\t\tX1\tY1\tZ1\tX2\tY2\tZ2\n\n1\t0.00\t100\t1000\t-50\t10\t20\t30\n2\t0.01\t101\t1001\t-51\t\t\t\n3\t0.02\t102\t1002\t-52\t12\t22\t32\n";

/// Frames of a marker file until its end, and what is doubted in it.
fn read_markers(text: &str) -> Result<(Vec<Vec<Vector>>, Vec<String>), InputError> {
    let mut file = Markers::open(text.as_bytes())?;
    let mut frame = vec![Vector::default(); file.names().len()];
    let mut frames = Vec::new();
    while file.next_frame(&mut frame)?.is_some() {
        frames.push(frame.clone());
    }
    Ok((frames, file.caveats().into_iter().map(|caveat| caveat.text).collect()))
}

/// Two markers of a person whose millimetres are called metres, refused.
pub(crate) fn apart() -> InputError {
    read_markers(&MARKERS.replacen("\tmm\t", "\tm\t", 1)).expect_err("a wrong unit")
}

/// The marker file with a piece exchanged, refused.
pub(crate) fn damaged(old: &str, new: &str) -> InputError {
    let text = MARKERS.replacen(old, new, 1);
    let mut positions = [Vector::default(); 2];
    let result = Trc::open(text.as_bytes()).and_then(|mut trc| {
        while trc.next_frame(&mut positions)?.is_some() {}
        Ok(())
    });
    result.expect_err(new)
}

#[test]
fn markers_are_read_in_metres_with_gaps_as_gaps() {
    let mut trc = Trc::open(MARKERS.as_bytes()).expect("a header");
    assert_eq!(trc.names(), ["asis", "ankle"]);
    let mut positions = [Vector::default(); 2];
    assert_eq!(trc.next_frame(&mut positions), Ok(Some(0.0)));
    assert!((positions[0] - Vector::new(0.1, 1.0, -0.05)).length() < ROUNDING, "{positions:?}");
    assert_eq!(trc.next_frame(&mut positions), Ok(Some(0.01)));
    assert!(positions[1].x.is_nan() && !positions[0].x.is_nan());
    assert_eq!(trc.next_frame(&mut positions), Ok(Some(0.02)));
    assert_eq!(trc.next_frame(&mut positions), Ok(None));
    assert_eq!(trc.caveats(), []);
}

#[test]
fn a_wrong_number_of_frames_and_cut_rows_are_told() {
    let cut = MARKERS.replace("100\t100\t3\t2", "100\t100\t7\t2").replace("\t12\t22\t32\n", "\n");
    let mut trc = Trc::open(cut.as_bytes()).expect("a header");
    let mut positions = [Vector::default(); 2];
    while trc.next_frame(&mut positions).expect("a frame").is_some() {}
    assert!(positions[1].x.is_nan(), "what is cut off is a gap");
    assert_eq!(trc.caveats().len(), 2, "{:?}", trc.caveats());
}

#[test]
fn a_damaged_marker_file_is_refused_with_line_and_marker() {
    for (old, new, code) in [
        ("PathFileType", "Path", Code::TrcHeader),
        ("\tmm\t", "\tfurlong\t", Code::TrcHeader),
        ("\tankle\t", "\tasis\t", Code::TrcHeader),
        ("X2\tY2\tZ2", "X2\tY2", Code::TrcHeader),
        ("0.02", "0.01", Code::TrcRow),
        ("1002", "one", Code::TrcRow),
        ("1002", "1e9", Code::TrcRow),
        ("22\t32", "22\t32\t7", Code::TrcRow),
    ] {
        let fault = damaged(old, new);
        assert_eq!(fault.code, code, "{new}: {fault}");
        assert!(fault.place.line.is_some(), "{fault}");
    }
}

#[test]
fn what_a_marker_file_says_of_itself_is_checked_against_its_rows() {
    let (frames, none) = read_markers(MARKERS).expect("frames");
    assert!(none.is_empty() && frames.len() == 3, "{none:?}");
    let told = |old: &str, new: &str| read_markers(&MARKERS.replacen(old, new, 1)).expect("frames").1.join("; ");
    assert_eq!(told("\n100\t100\t3", "\n50\t100\t3"), "DataRate says 50 Hz and the times 100.0 Hz; the times are used");
    assert_eq!(told("3\t2\tmm", "3\t5\tmm"), "the header says 5 markers and columns for 2 are there");
    assert_eq!(told("3\t2\tmm", "9\t2\tmm"), "the header promises 9 frames and 3 are there");
    assert_eq!(told("12\t22\t32", "0\t0.0\t-0"), "1 positions of exactly 0, 0, 0 count as gaps");
}

#[test]
fn columns_without_a_name_are_left_out_and_told() {
    let (frames, told) = read_markers(&MARKERS.replacen("asis", "", 1)).expect("frames");
    assert_eq!(told, ["columns 3 to 5 have no name and are left out"]);
    assert!((frames[0][0] - Vector::new(0.01, 0.02, 0.03)).length() < ROUNDING, "{frames:?}");
    let twice = damaged("ankle", "asis").to_string();
    assert!(twice.contains("\"asis\" over columns 3 and 6") && twice.contains("line 4"), "{twice}");
}

#[test]
fn rows_with_whole_markers_beyond_the_last_name_are_read_without_them() {
    let more = MARKERS.replace("\t12\t22\t32\n", "\t12\t22\t32\t1\t2\t3\t\t\n");
    let (frames, told) = read_markers(&more).expect("frames");
    assert_eq!(
        (frames.len(), told.join("; ").as_str()),
        (
            3,
            "up to 1 markers behind the last name have none and are left out; the header says 2 markers and columns for 3 are there"
        )
    );
}
