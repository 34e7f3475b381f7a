//! Every code of the table is produced here by the smallest input that deserves it, and nothing else is.

use std::collections::BTreeSet;
use std::io::{BufReader, Read};

use coxa::skeleton::Vector;
use coxa_formats::{
    Code, DOCUMENT_LIMIT_BYTES, EventDraft, InputError, JournalOptions, MotionOptions, Orientations, append_event,
    read_assessment, read_mot, read_motion_csv, read_osim, read_pattern, read_session, write_session,
};
use serde_json::json;

use crate::documents::HAND_WRITTEN;
use crate::journal::{changed, read, unchained};
use crate::model::refused;
use crate::motion::mot;
use crate::sample;
use crate::trc::damaged;

/// A file that fails while it is read.
struct Broken;

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
        Err(std::io::Error::from(std::io::ErrorKind::PermissionDenied))
    }
}

/// Rows without end.
struct Endless(u64);

impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let row = match self.0 {
            0 => "inDegrees=yes\nendheader\ntime\thip_flexion_r\n".to_owned(),
            number => format!("{number}\t1\n"),
        };
        self.0 += 1;
        buffer[..row.len()].copy_from_slice(row.as_bytes());
        Ok(row.len())
    }
}

fn assessment(old: &str, new: &str) -> InputError {
    let text = HAND_WRITTEN.replacen(old, new, 1);
    assert_ne!(text, HAND_WRITTEN);
    read_assessment(text.as_bytes()).expect_err(new)
}

fn motion(header: &str, columns: &str, rows: &[&str]) -> InputError {
    read_mot(mot(header, columns, rows).as_bytes(), &MotionOptions::new("test")).expect_err(header)
}

fn csv(text: &str) -> InputError {
    read_motion_csv(text.as_bytes(), &MotionOptions::new("test")).expect_err(text)
}

fn journal(lines: &[String]) -> InputError {
    read(lines).problems.first().cloned().expect("a problem")
}

fn produced() -> Vec<(Code, InputError)> {
    let lines = sample::journal_lines();
    let deg = "inDegrees=yes";
    let mut not_finite = sample::session();
    not_finite.day = coxa::vocabulary::Day::from_days(i32::MAX);
    let mut bad_id = sample::draft("phone", 0, &sample::event_kinds()[7]);
    bad_id.id = "1".into();
    let next = sample::draft("phone", 99, &sample::event_kinds()[7]);
    let hip = "time hip_flexion_r";
    vec![
        (Code::InputTooLarge, read_assessment(&vec![b' '; DOCUMENT_LIMIT_BYTES + 1]).expect_err("large")),
        (Code::InputNotText, read_assessment(b"{\"a\": \"\xff\"}").expect_err("binary")),
        (Code::InputUnreadable, read_mot(BufReader::new(Broken), &MotionOptions::new("x")).expect_err("broken")),
        (Code::JsonSyntax, read_assessment(b"{\"schema\" 1}").expect_err("no colon")),
        (Code::JsonTruncated, read_assessment(b"").expect_err("empty")),
        (Code::JsonTooDeep, read_assessment(&b"[".repeat(100)).expect_err("deep")),
        (Code::JsonDuplicateKey, assessment("\"sex\"", "\"sex\": \"female\", \"sex\"")),
        (Code::JsonUnknownField, assessment("\"sex\"", "\"name\": \"Ann\", \"sex\"")),
        (Code::JsonMissingField, assessment("\"sex\": \"male\",", "")),
        (Code::JsonWrongType, assessment("34", "\"34\"")),
        (Code::DocumentNotFinite, write_session(&not_finite, &sample::stamp()).expect_err("no date")),
        (Code::SchemaUnnamed, read_assessment(b"{}").expect_err("unnamed")),
        (Code::SchemaOtherKind, read_session(HAND_WRITTEN.as_bytes()).expect_err("other kind")),
        (Code::SchemaTooNew, assessment("coxa.assessment/1", "coxa.assessment/2")),
        (Code::VocabularyUnknownId, assessment("\"male\"", "\"man\"")),
        (Code::ValueOutOfRange, assessment("34", "134")),
        (Code::ValueBadDate, assessment("2026-11-20T", "2026-11-99T")),
        (Code::ValueEmpty, assessment("\"run\"", "\"\"")),
        (Code::ValueRepeated, assessment("\"run\"", "\"squat_deep\"")),
        (Code::FindingModeNotOfTest, assessment("\"passive\"", "\"active\"")),
        (Code::FindingUnitNotOfTest, assessment("\"deg\"", "\"cm\"")),
        (Code::FindingQuantityNotRead, assessment("\"value\"", "\"variant\": \"wide\", \"value\"")),
        (Code::PatternWithoutAssessment, {
            let text = coxa_formats::write_pattern(&sample::pattern_file(), &sample::stamp()).expect("written");
            let mut value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
            value["assessment"] = serde_json::Value::Null;
            read_pattern(value.to_string().as_bytes()).expect_err("alone")
        }),
        (Code::MotionNoHeaderEnd, read_mot(&b"time\t1\n"[..], &MotionOptions::new("x")).expect_err("no end")),
        (Code::MotionHeader, motion("inDegrees=perhaps", hip, &["0 1"])),
        (Code::MotionOrientations, motion("DataType=Quaternion", hip, &["0 1"])),
        (Code::MotionNotAngles, motion(deg, "time pelvis_imu", &["0 1"])),
        (Code::MotionUnitMissing, motion("version=1", hip, &["0 1"])),
        (Code::MotionColumns, motion(deg, hip, &["0 1", "1"])),
        (Code::MotionColumnTwice, motion(deg, "time hip_flexion_r hip_flexion_r", &["0 1 1"])),
        (Code::MotionNoTime, motion(deg, "tine hip_flexion_r", &["0 1"])),
        (Code::MotionNotANumber, motion(deg, hip, &["0 inf"])),
        (Code::MotionImplausible, motion(deg, hip, &["0 1e300"])),
        (Code::MotionTimeNotIncreasing, motion(deg, hip, &["1 1", "1 2"])),
        (Code::MotionEmpty, motion(deg, hip, &[])),
        (Code::MotionTooLong, {
            let rows = BufReader::new(Endless(0));
            read_mot(rows, &MotionOptions::new("x")).expect_err("endless")
        }),
        (Code::OsimSyntax, refused("</Model>", "")),
        (Code::OsimMissing, read_osim("<OpenSimDocument/>").expect_err("no model")),
        (Code::OsimNumber, refused("<axis>0 0 2</axis>", "<axis>0 0 0</axis>")),
        (Code::OsimUnknown, refused("<socket_parent>thigh_tilted<", "<socket_parent>nothing<")),
        (Code::OsimTwice, refused("<Body name=\"pelvis\"/>", "<Body name=\"shank\"/>")),
        (
            Code::OsimUnsupported,
            refused("<independent_coordinate_names>knee_angle<", "<independent_coordinate_names>knee_angle rx<"),
        ),
        (Code::OsimTree, refused("_frame>/ground</socket_parent", "_frame>/bodyset/shank</socket_parent")),
        (Code::OsimCircle, refused("<independent_coordinate_names>knee_angle<", "<independent_coordinate_names>beta<")),
        (Code::OsimTasks, coxa_formats::read_ik_tasks("<IKTaskSet file=\"x\"/>").expect_err("elsewhere")),
        (Code::TrcHeader, damaged("PathFileType", "Path")),
        (Code::TrcRow, damaged("1002", "one")),
        (Code::MarkersUnit, crate::trc::apart()),
        (Code::C3dHeader, crate::c3d::changed(1, 0)),
        (Code::C3dParameters, crate::c3d::changed(534, 9)),
        (Code::C3dFrame, crate::c3d::changed(1536 + 3, 0x7e)),
        (Code::SubjectWrong, coxa_formats::read_subject("knee = 1").expect_err("no such key")),
        (
            Code::OrientationsHeader,
            Orientations::open(&b"DataType=Vec3\nendheader\n"[..]).err().expect("no quaternions"),
        ),
        (Code::OrientationsRow, {
            let bytes = &b"DataType=Quaternion\nendheader\ntime\ta_imu\n0\t1,0,0\n"[..];
            let mut file = Orientations::open(bytes).expect("a header");
            file.next_frame(&mut [[Vector::default(); 3]]).expect_err("three numbers")
        }),
        (Code::CsvDecimalComma, csv("time_s;hip_flexion_r_deg\n0,00;1,5\n")),
        (Code::CsvQuote, csv("time_s,\"hip_flexion_r_deg\n0,1\n")),
        (Code::JournalTornLine, journal(&[lines[0].clone(), lines[1][..40].to_owned()])),
        (Code::JournalUnreadableLine, journal(&["hello\n".to_owned()])),
        (Code::JournalUnknownPayload, journal(&[changed(&lines[0], &json!({ "kind": "x" }), true)])),
        (Code::JournalSequence, journal(&lines[1..])),
        (Code::JournalChainBroken, journal(&[changed(&lines[0], &json!({ "day": "2026-11-21" }), false)])),
        (Code::JournalPartlyChained, journal(&[lines[0].clone(), unchained(&lines)[1].clone()])),
        (Code::JournalIdConflict, {
            let other = changed(&lines[1], &json!({ "id": "01937a00-0000-7000-821a-000000000000" }), true);
            journal(&[lines[0].clone(), other])
        }),
        (Code::JournalTimeBackwards, {
            journal(&[lines[0].clone(), changed(&lines[1], &json!({ "at": "2026-11-20T05:00:00Z" }), true)])
        }),
        (Code::JournalBadId, bad_id.seal(0, None).expect_err("no id")),
        (Code::JournalNotAppendable, {
            append_event(lines[1].as_bytes(), &next, &JournalOptions::default()).expect_err("damaged")
        }),
    ]
}

#[test]
fn every_code_is_produced_by_an_input_that_deserves_it() {
    let produced = produced();
    for (expected, fault) in &produced {
        assert_eq!(fault.code, *expected, "{fault}");
    }
    let codes: BTreeSet<Code> = produced.iter().map(|(code, _)| *code).collect();
    let all: BTreeSet<Code> = Code::ALL.iter().copied().collect();
    assert_eq!(all.difference(&codes).collect::<Vec<_>>(), Vec::<&Code>::new(), "codes that no test produces");
}

#[test]
fn a_decimal_comma_is_told_between_commas_too() {
    assert_eq!(csv("time_s,hip_flexion_r_deg\n0,00,1,5\n").code, Code::CsvDecimalComma);
    assert_eq!(csv("time_s,hip_flexion_r\n0,1\n").code, Code::MotionUnitMissing);
}

#[test]
fn a_line_without_end_is_refused() {
    let line = std::io::repeat(b'x');
    let fault = read_mot(BufReader::new(line), &MotionOptions::new("x")).expect_err("endless");
    assert_eq!(fault.code, Code::InputTooLarge);
}

#[test]
fn an_event_for_appending_must_be_understood_in_full() {
    let line = sample::draft("phone", 0, &sample::event_kinds()[6]).seal(0, None).expect("sealed");
    let fault =
        EventDraft::read(line.replacen("\"pain_nrs\":3", "\"pain_nrs\":30", 1).as_bytes()).expect_err("no rating");
    assert_eq!((fault.code, fault.place.field.as_deref()), (Code::ValueOutOfRange, Some("/payload/pain_nrs")));
}
