//! C3D files built byte by byte, as each kind of machine wrote them.

use coxa::skeleton::Vector;
use coxa_formats::{C3d, Code, InputError, Markers};

/// Positions of whole millimetres, which every form of the file keeps exactly, m.
const ROUNDING: f64 = 1e-12;

/// The machine that writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Writes {
    Intel,
    Dec,
    Mips,
}

impl Writes {
    fn word(self, value: u16) -> [u8; 2] {
        if self == Writes::Mips { value.to_be_bytes() } else { value.to_le_bytes() }
    }

    fn float(self, value: f32) -> [u8; 4] {
        match self {
            Writes::Intel => value.to_le_bytes(),
            Writes::Mips => value.to_be_bytes(),
            Writes::Dec => {
                let [a, b, c, d] = (value * 4.0).to_le_bytes();
                [c, d, a, b]
            }
        }
    }

    fn group(self, id: i8, name: &str) -> Vec<u8> {
        let mut record = vec![name.len() as u8, id as u8];
        record.extend(name.bytes());
        record.extend(self.word(3));
        record.push(0);
        record
    }

    fn array(self, name: &str, kind: i8, dimensions: &[u8], data: &[u8]) -> Vec<u8> {
        let mut record = vec![name.len() as u8, 1];
        record.extend(name.bytes());
        record.extend(self.word((2 + 2 + dimensions.len() + data.len() + 1) as u16));
        record.extend([kind as u8, dimensions.len() as u8]);
        record.extend(dimensions);
        record.extend(data);
        record.push(0);
        record
    }
}

/// Two markers in three frames, the second unseen in the second frame; two analogue values a frame between them.
pub(crate) fn c3d(by: Writes, is_float: bool) -> Vec<u8> {
    let scale = if is_float { -0.1 } else { 0.5 };
    let mut parameters = vec![
        1,
        0x50,
        2,
        match by {
            Writes::Intel => 84,
            Writes::Dec => 85,
            Writes::Mips => 86,
        },
    ];
    parameters.extend(by.group(-1, "POINT"));
    parameters.extend(by.array("USED", 2, &[], &by.word(2)));
    parameters.extend(by.array("SCALE", 4, &[], &by.float(scale)));
    parameters.extend(by.array("RATE", 4, &[], &by.float(100.0)));
    parameters.extend(by.array("DATA_START", 2, &[], &by.word(4)));
    parameters.extend(by.array("UNITS", -1, &[2], b"mm"));
    parameters.extend(by.array("LABELS", -1, &[8, 2], b"s:asis  ankle   "));
    parameters.extend(by.array("Y_SCREEN", -1, &[2], b"+Z"));
    parameters.resize(1024, 0);

    let mut file = vec![2, 0x50];
    for word in [2_u16, 2, 11, 13, 10] {
        file.extend(by.word(word));
    }
    file.extend(by.float(scale));
    file.extend(by.word(4));
    file.extend(by.word(1));
    file.extend(by.float(100.0));
    file.resize(512, 0);
    file.extend(parameters);
    for frame in 0..3_i16 {
        for marker in 0..2_i16 {
            let at = [100 + frame, 1000 + 10 * marker, -50 - frame];
            let residual: i16 = if frame == 1 && marker == 1 { -1 } else { 0 };
            for value in at {
                if is_float {
                    file.extend(by.float(f32::from(value)))
                } else {
                    file.extend(by.word((2 * value) as u16))
                }
            }
            if is_float { file.extend(by.float(f32::from(residual))) } else { file.extend(by.word(residual as u16)) }
        }
        for _ in 0..2 {
            if is_float { file.extend(by.float(7.0)) } else { file.extend(by.word(7)) }
        }
    }
    file
}

/// Everything read, or the first fault.
pub(crate) fn read(bytes: &[u8]) -> Result<Vec<(f64, Vec<Vector>)>, InputError> {
    let mut file = C3d::open(bytes)?;
    let mut positions = vec![Vector::default(); file.names().len()];
    let mut frames = Vec::new();
    while let Some(time) = file.next_frame(&mut positions)? {
        frames.push((time, positions.clone()));
    }
    Ok(frames)
}

/// A file of an Intel machine with one byte changed, refused.
pub(crate) fn changed(at: usize, to: u8) -> InputError {
    let mut bytes = c3d(Writes::Intel, true);
    bytes[at] = to;
    read(&bytes).expect_err("a damaged file")
}

#[test]
fn every_machine_and_both_forms_of_numbers_give_the_same_positions() {
    for by in [Writes::Intel, Writes::Dec, Writes::Mips] {
        for is_float in [true, false] {
            let bytes = c3d(by, is_float);
            let file = Markers::open(&bytes[..]).expect("a header");
            assert_eq!(file.names(), ["asis", "ankle"], "the subject's name is no part of the marker's");
            let frames = read(&bytes).expect("frames");
            assert_eq!(frames.len(), 3, "{by:?} {is_float}");
            for (at, (time, positions)) in frames.iter().enumerate() {
                // The first frame of the file is the eleventh of the recording.
                assert!((time - (10 + at) as f64 / 100.0).abs() < ROUNDING);
                let expected = Vector::new(0.1 + 1e-3 * at as f64, 1.0, -0.05 - 1e-3 * at as f64);
                assert!((positions[0] - expected).length() < ROUNDING, "{by:?} {is_float}: {positions:?}");
                assert_eq!(positions[1].x.is_nan(), at == 1, "a residual of -1 is a gap");
            }
        }
    }
}

#[test]
fn a_file_that_ends_early_says_how_much_is_missing() {
    let bytes = c3d(Writes::Intel, true);
    let mut file = C3d::open(&bytes[..bytes.len() - 10]).expect("a header");
    let mut positions = [Vector::default(); 2];
    let mut frames = 0;
    while file.next_frame(&mut positions).expect("a frame").is_some() {
        frames += 1;
    }
    assert_eq!(frames, 2);
    assert!(file.caveats()[0].text.contains("promises 3 frames and 2"), "{:?}", file.caveats());
}

#[test]
fn a_room_whose_z_points_up_is_turned_until_y_does() {
    let bytes = c3d(Writes::Intel, true);
    let mut file = Markers::open(&bytes[..]).expect("a header");
    let mut positions = [Vector::default(); 2];
    file.next_frame(&mut positions).expect("a frame");
    // 100, 1000, -50 mm with Z up is 100 mm along X, -50 mm high, and 1000 mm against Z.
    assert!((positions[0] - Vector::new(0.1, -0.05, -1.0)).length() < ROUNDING, "{positions:?}");
    while file.next_frame(&mut positions).expect("a frame").is_some() {}
    assert_eq!(file.caveats(), []);
    let mut unsaid = bytes;
    let at = unsaid.windows(8).position(|name| name == b"Y_SCREEN").expect("the parameter");
    unsaid[at] = b'N';
    let caveats = Markers::open(&unsaid[..]).expect("a header").caveats();
    assert!(caveats.iter().any(|caveat| caveat.text.contains("which axis points up")), "{caveats:?}");
}

#[test]
fn what_is_no_c3d_file_is_refused() {
    assert_eq!(changed(1, 0).code, Code::C3dHeader);
    assert_eq!(changed(515, 99).code, Code::C3dHeader, "a processor nobody had");
    assert_eq!(read(&c3d(Writes::Intel, true)[..600]).expect_err("cut").code, Code::C3dHeader);
}

/// Positions, and what is doubted about them.
fn read_with_doubts(bytes: &[u8]) -> (Vec<Vector>, String) {
    let mut file = Markers::open(bytes).expect("a header");
    let mut positions = vec![Vector::default(); file.names().len()];
    file.next_frame(&mut positions).expect("a frame");
    let doubts: Vec<String> = file.caveats().into_iter().map(|caveat| caveat.text).collect();
    (positions, doubts.join("; "))
}

/// A file of an Intel machine with a piece exchanged for another of the same length.
fn exchanged(old: &[u8], new: &[u8]) -> Vec<u8> {
    let mut bytes = c3d(Writes::Intel, true);
    let at = bytes.windows(old.len()).position(|window| window == old).expect("the old piece");
    bytes[at..at + new.len()].copy_from_slice(new);
    bytes
}

#[test]
fn files_of_careless_programs_are_read_and_the_doubt_is_told() {
    let (whole, _) = read_with_doubts(&c3d(Writes::Intel, true));
    // The section's own count of blocks is wrong: it ends where the positions begin.
    let mut short = c3d(Writes::Intel, true);
    for blocks in [0, 1, 30] {
        short[514] = blocks;
        assert_eq!(read_with_doubts(&short).0, whole, "{blocks} blocks");
    }
    // Names filled up with zero bytes.
    let zeros = exchanged(b"s:asis  ankle   ", b"s:asis\0\0ankle\0\0\0");
    assert_eq!(Markers::open(&zeros[..]).expect("a header").names(), ["asis", "ankle"]);
    let (positions, doubts) = read_with_doubts(&exchanged(b"mm\0\x06", b"  \0\x06"));
    assert!(positions == whole && doubts.contains("does not say its unit"), "{doubts}");
    let (_, doubts) = read_with_doubts(&exchanged(b"s:asis  ankle   ", b"s:asis  asis    "));
    assert!(doubts.contains("more than one point is called asis"), "{doubts}");
    // A moment is no position, however large its numbers are; a marker so far off is left out.
    let far = |name: &[u8; 16]| {
        let mut bytes = exchanged(b"s:asis  ankle   ", name);
        // The second point of the first frame, in mm.
        bytes[1536 + 16..1536 + 20].copy_from_slice(&9e5_f32.to_le_bytes());
        read_with_doubts(&bytes)
    };
    let (positions, doubts) = far(b"s:asis  s:Moment");
    assert!((positions[1].x - 900.0).abs() < 1e-3 && !doubts.contains("left out"), "{positions:?} {doubts}");
    assert!(far(b"s:asis  ankle   ").1.contains("left out"));
    // What stands behind the names is cut off.
    let (positions, doubts) = read_with_doubts(&exchanged(b"Y_SCREEN\x08\0\xff", b"Y_SCREEN\x08\0\x09"));
    assert!(positions.len() == 2 && doubts.contains("parameters are damaged"), "{doubts}");
}
