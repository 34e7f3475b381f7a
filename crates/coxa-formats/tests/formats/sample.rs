//! A sample person in core values, with every kind of field filled, and her files.
// long: one person, every field once; splitting her would hide what is missing.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use coxa::assess::{
    Change, ChangeKind, ContrastResult, Cost, Deficit, DemandGap, DirectionState, Frame, MechanismBelief, Naming,
    NextTest, Pattern, SidePattern, StretchVerdict, TestValue,
};
use coxa::dose::{
    ClearanceEvent, ClearedBy, Did, EventKind, FormSeenBy, MorningState, Preference, Session, SessionDrill,
    SessionVerdict,
};
use coxa::measure::{Coordinate, Motion, Track};
use coxa::prescribe::{
    Alternative, Block, Exclusion, Muscle, PlannedDose, PlannedDrill, PlannedSession, Programme, WeeklyMuscleDose, Work,
};
use coxa::vocabulary::{
    Advice, Answer, Assessment, BaselinePain, BySide, Caveat, CaveatKind, Clearance, Constraints, Day, Direction,
    DrillId, EndFeel, Equipment, Evidence, Family, Finding, GoalId, Instrument, Interval, Mechanism, Mode, MustNot,
    PainSite, PelvisControlled, Person, Provenance, Quantity, Question, QuestionId, Reason, Referral, RuleId,
    Sensation, SessionId, Sex, Side, Status, Test, Urgency,
};
use coxa_formats::wire::Forbidden;
use coxa_formats::{AllowanceSummary, EventDraft, FindingsFile, PatternFile, ProgrammeFile, Stamp};

pub(crate) fn stamp() -> Stamp {
    Stamp { version: "0.1.0".into(), knowledge_hash: "ab12".into(), rule_version: "guard/1".into() }
}

/// 2026-11-20.
pub(crate) const DAY: Day = Day::from_days(20_777);

pub(crate) fn finding() -> Finding {
    Finding {
        test: Test::ExtensionKneeBent,
        side: Side::Left,
        mode: Mode::Passive,
        quantity: None,
        variant: None,
        value: -8.0,
        standard_error: None,
        instrument: Instrument::Goniometer,
        pelvis_controlled: PelvisControlled::Yes,
        pain_nrs: Some(2),
        pain_site: Some(PainSite::FrontThigh),
        sensation: Some(Sensation::Stretch),
        end_feel: Some(EndFeel::Springy),
        form_kept: None,
        day: Some(DAY),
        provenance: Provenance::default(),
        caveats: Vec::new(),
    }
}

pub(crate) fn squat_finding() -> Finding {
    Finding {
        test: Test::DeepSquat,
        mode: Mode::Movement,
        quantity: Some(Quantity::HipFlexion),
        variant: Some("heels_raised".into()),
        value: 108.25,
        standard_error: Some(4.5),
        instrument: Instrument::Optical,
        pain_nrs: None,
        pain_site: None,
        sensation: None,
        end_feel: None,
        form_kept: Some(true),
        provenance: Provenance { recording: Some("squats1".into()), repetitions: Some(5) },
        caveats: vec![Caveat::new(CaveatKind::ReferenceFrame, "against the pelvis")],
        ..finding()
    }
}

pub(crate) fn assessment() -> Assessment {
    Assessment {
        person: Person { age_years: Some(34), sex: Sex::Male, height_m: Some(1.78), mass_kg: Some(76.0) },
        safety: BTreeMap::from([
            (QuestionId::from("rf_septic.fever"), Answer::No),
            (QuestionId::from("rf_neuro.numbness"), Answer::Unknown),
        ]),
        baseline: vec![BaselinePain { site: PainSite::Groin, pain_nrs: 1 }],
        goals: vec![GoalId::from("squat_deep"), GoalId::from("run")],
        feels_tight: true,
        constraints: Constraints {
            minutes_per_session: 20,
            sessions_per_week: 4,
            equipment: BTreeSet::from([Equipment::Mat, Equipment::Band]),
        },
        findings: vec![finding(), squat_finding()],
        day: Some(DAY),
    }
}

pub(crate) fn findings() -> FindingsFile {
    FindingsFile {
        findings: vec![squat_finding()],
        caveats: vec![Caveat::new(CaveatKind::MissingSamples, "3 values are missing")],
    }
}

fn evidence() -> Evidence {
    Evidence { status: Status::Verified, sources: vec![Arc::from("soucie2011")] }
}

const fn interval() -> Interval {
    Interval { estimate: -8.0, low: -12.5, high: -3.5 }
}

pub(crate) fn reason() -> Reason {
    Reason {
        rule: RuleId::G5,
        text: "pain 4 in the front thigh".into(),
        sources: vec![Arc::from("thomee1997")],
        events: vec!["01937a00-0000-7000-8000-000000000001".into()],
    }
}

fn question() -> Question {
    Question {
        id: Some(QuestionId::from("rf_neuro.numbness")),
        text: "Any new numbness?".into(),
        if_unknown: "Ask someone to look".into(),
        rule: RuleId::G0,
    }
}

fn referral() -> Referral {
    Referral { urgency: Urgency::Soon, side: Some(Side::Left), to: "a physiotherapist".into(), reason: reason() }
}

fn advice() -> Advice {
    Advice { text: "have it reviewed".into(), reason: reason() }
}

pub(crate) fn pattern() -> Pattern {
    let of = TestValue { test: Test::ExtensionKneeBent, mode: Mode::Passive, quantity: None };
    let side = |naming| SidePattern {
        beliefs: vec![MechanismBelief {
            mechanism: Mechanism::Iliopsoas,
            probability: 0.72,
            end_range: true,
            costs: vec![Cost { test: Test::ExtensionKneeBent, mode: Mode::Passive, degrees: interval() }],
        }],
        none_probability: 0.05,
        naming,
        directions: vec![DirectionState {
            direction: Direction::Extension,
            passive_deg: Some(interval()),
            active_deg: None,
            deficit_deg: Some(interval()),
            demand_gap_deg: Some(6.5),
            borrowed_deg: None,
            shape_probability: 0.04,
            stretch: StretchVerdict::Useful,
        }],
        fadir_positive: None,
        feels_tight_range_normal: false,
        sentences: vec!["The front of the left hip is short".into()],
    };
    Pattern {
        sides: BySide {
            left: side(Naming::Mechanism(Mechanism::Iliopsoas)),
            right: side(Naming::Family(Family::Front)),
        },
        deficits: vec![Deficit {
            of,
            side: Side::Left,
            measured: interval(),
            norm_id: Some("ext_adult".into()),
            norm_mean: Some(12.0),
            norm_sd: Some(6.0),
            deficit: Some(interval()),
            z: Some(-3.3),
            probability_short: Some(0.99),
            evidence: Some(evidence()),
            caveats: vec![Caveat::new(CaveatKind::UnconfirmedEvidence, "recalled")],
        }],
        demand_gaps: vec![DemandGap {
            goal: GoalId::from("run"),
            direction: Direction::Extension,
            side: Side::Left,
            demand_deg: Some(10.0),
            measured: Some(interval()),
            gap_deg: None,
            frame: Frame::PelvisReferenced,
            evidence: evidence(),
            caveats: Vec::new(),
        }],
        contrasts: vec![ContrastResult {
            contrast: "c_thomas_knee".into(),
            side: Side::Left,
            holds: 0.8,
            text: "extension is better with the knee straight".into(),
            favours: vec![Mechanism::RectusFemoris],
            against: vec![Mechanism::CapsuleAnterior],
            evidence: evidence(),
        }],
        changes: vec![Change {
            of,
            side: Side::Left,
            instrument: Some(Instrument::Goniometer),
            before: -12.0,
            after: -8.0,
            mdc95: 6.0,
            kind: ChangeKind::WithinError,
            sources: vec![Arc::from("prather2010")],
        }],
        next_tests: vec![NextTest {
            test: Test::Ely,
            mode: Mode::Passive,
            side: Side::Left,
            expected_information: 0.31,
            text: "tells the two hip flexors apart".into(),
        }],
        caveats: Vec::new(),
        method: "contrasts/1".into(),
        seed: 7,
    }
}

pub(crate) fn pattern_file() -> PatternFile {
    let forbidden = Forbidden { what: MustNot::Plyometric, reasons: vec![reason()] };
    PatternFile {
        assessment: assessment(),
        allowance: AllowanceSummary {
            clearance: Clearance::Precautions,
            reasons: vec![reason()],
            questions: vec![question()],
            referrals: vec![referral()],
            advice: vec![Advice { text: "have it looked at".into(), reason: reason() }],
            must_not: BySide { left: vec![forbidden], right: Vec::new() },
        },
        pattern: pattern(),
    }
}

const fn dose(work: Work) -> PlannedDose {
    PlannedDose { sets: 2, work, effort_cap: 6, effort_start: 4, load_grade: 0, level: 1, rest_s: 30 }
}

pub(crate) fn programme() -> Programme {
    let drill = |id: &str, side, work| PlannedDrill {
        drill: DrillId::from(id),
        side,
        block: Block::Mobilise,
        dose: dose(work),
        duration_s: 150,
        reason: "the left hip lacks extension".into(),
        sources: vec![Arc::from("konrad2024")],
        stop_rule: "stop when it pinches".into(),
    };
    let relax = Work::ContractRelax { contract_s: 6, stretch_s: 20 };
    Programme {
        weeks: 6,
        sessions: vec![PlannedSession {
            index: 0,
            drills: vec![
                drill("st_half_kneel_hf", Some(Side::Left), Work::HoldSeconds(30)),
                drill("str_bridge", None, Work::Reps(10)),
                drill("pnf_hf", Some(Side::Right), relax),
            ],
            duration_s: 480,
        }],
        objective: 4.25,
        bound: 4.3,
        nodes: 1_234,
        alternatives: vec![Alternative {
            instead_of: DrillId::from("str_bridge"),
            drill: Some(DrillId::from("str_bridge_single")),
            loss: 0.1,
        }],
        exclusions: vec![Exclusion {
            drill: DrillId::from("ply_pogo"),
            side: None,
            reasons: vec![reason()],
            text: "no impact yet".into(),
        }],
        weekly: vec![WeeklyMuscleDose {
            muscle: Muscle::Iliopsoas,
            side: Side::Left,
            stretch_min: 6.0,
            strength_min: 3.5,
        }],
        sentences: vec!["Six weeks for the front of the hip".into()],
        caveats: vec![Caveat::new(CaveatKind::NoDemand, "no value for one goal")],
    }
}

pub(crate) fn programme_file() -> ProgrammeFile {
    ProgrammeFile { pattern: pattern_file(), programme: programme() }
}

pub(crate) fn session() -> Session {
    Session {
        day: DAY,
        index: 1,
        verdict: SessionVerdict::Train,
        drills: vec![SessionDrill {
            drill: DrillId::from("st_half_kneel_hf"),
            side: Some(Side::Left),
            block: Block::Mobilise,
            dose: dose(Work::HoldSeconds(25)),
            purpose: "left hip flexors, 8° short of the norm".into(),
            sources: vec!["konrad2024".into()],
            reasons: vec![reason()],
            instead_of: Some(DrillId::from("st_couch")),
            stop_rule: "stop when it pinches".into(),
        }],
        left_out: vec![(DrillId::from("ply_pogo"), None, vec![reason()])],
        questions: vec![question()],
        referrals: vec![referral()],
        advice: vec![advice()],
        reasons: vec![reason()],
        caveats: vec![Caveat::new(CaveatKind::FutureDate, "one event lies in the future")],
    }
}

/// One event of every kind.
pub(crate) fn event_kinds() -> Vec<EventKind> {
    let session = SessionId::from("s1");
    let drill = DrillId::from("st_half_kneel_hf");
    let answers = BTreeMap::from([(QuestionId::from("rf_septic.fever"), Answer::No)]);
    vec![
        EventKind::AssessmentRecorded(Arc::new(assessment())),
        EventKind::PatternInferred(Arc::new(pattern())),
        EventKind::ProgrammeIssued(Arc::new(programme())),
        EventKind::SessionStarted {
            session: session.clone(),
            new_symptoms: Some(answers.clone()),
            outside_load: Some(false),
        },
        EventKind::SetDone {
            session: session.clone(),
            drill: drill.clone(),
            side: Some(Side::Left),
            set: 1,
            did: Did { work: Some(Work::HoldSeconds(30)), level: Some(1), load_grade: Some(0) },
            challenge: Some(4),
            form_kept: Some(true),
            form_seen_by: Some(FormSeenBy::Camera),
        },
        EventKind::SetDone {
            session: session.clone(),
            drill: drill.clone(),
            side: None,
            set: 2,
            did: Did {
                work: Some(Work::ContractRelax { contract_s: 6, stretch_s: 20 }),
                level: None,
                load_grade: None,
            },
            challenge: None,
            form_kept: None,
            form_seen_by: None,
        },
        EventKind::Hurt {
            session: Some(session.clone()),
            test: None,
            drill: Some(drill.clone()),
            side: Some(Side::Left),
            site: Some(PainSite::Groin),
            pain_nrs: Some(3),
            sensation: Some(Sensation::Pinch),
        },
        EventKind::SessionEnded { session: session.clone(), completed: true },
        EventKind::MorningReport {
            session,
            state: Some(MorningState::Soreness),
            site: Some(PainSite::FrontThigh),
            pain_nrs: Some(2),
            hours_to_settle: Some(24),
        },
        EventKind::SymptomReported(answers),
        EventKind::Cleared(ClearanceEvent {
            by: ClearedBy::Clinician,
            scope: "G2:left".into(),
            until: Some(DAY.plus(30)),
            keeps: vec![MustNot::Plyometric],
        }),
        EventKind::Overridden {
            by: ClearedBy::Clinician,
            rule: "G6".into(),
            to: "st_couch".into(),
            reason: "seen".into(),
        },
        EventKind::Preference(Preference::Swap { drill: drill.clone(), instead: None }),
        EventKind::Preference(Preference::TooEasy(drill.clone())),
        EventKind::Preference(Preference::TooHard(drill.clone())),
        EventKind::Preference(Preference::Variable(drill, "duration".into())),
    ]
}

/// The draft of a device's event, so many minutes after eight.
pub(crate) fn draft(device: &str, number: usize, kind: &EventKind) -> EventDraft {
    let tag = device.bytes().map(usize::from).sum::<usize>() & 0xfff;
    let id = format!("01937a00-0000-7000-8{tag:03x}-{number:012x}");
    let at = format!("2026-11-20T{:02}:{:02}:00+01:00", 8 + number / 60, number % 60);
    EventDraft::new(&id, device, &at, DAY, kind, Some(&stamp())).expect("a draft")
}

/// A journal of two devices, every kind of event on each, whole.
pub(crate) fn journal_lines() -> Vec<String> {
    let mut lines = Vec::new();
    for device in ["phone", "tablet"] {
        let mut prev: Option<String> = None;
        for (number, kind) in event_kinds().iter().enumerate() {
            let line = draft(device, number, kind).seal(number as u64, prev.as_deref()).expect("sealed");
            let value: serde_json::Value = serde_json::from_str(&line).expect("JSON");
            prev = value["hash"].as_str().map(str::to_owned);
            lines.push(line);
        }
    }
    lines
}

/// A small squat: both legs, pelvis and trunk move; one gap.
pub(crate) fn motion() -> Motion {
    let rows = 40;
    let wave = |size: f64, phase: f64| -> Vec<f64> {
        (0..rows).map(|row| size * (0.5 - 0.5 * libm::cos(f64::from(row) * 0.31 + phase))).collect()
    };
    let track =
        |coordinate, side, values| Track { coordinate, side, values, standard_error: 0.05, error_is_general: true };
    let mut tracks = vec![
        track(Coordinate::PelvisAnteriorTilt, None, wave(0.3, 0.0)),
        track(Coordinate::PelvisRightDrop, None, wave(-0.05, 0.4)),
        track(Coordinate::PelvisLeftwardRotation, None, wave(0.06, 0.1)),
    ];
    for (coordinate, size) in [
        (Coordinate::HipFlexion, 1.9),
        (Coordinate::HipAdduction, -0.2),
        (Coordinate::HipInternalRotation, -0.15),
        (Coordinate::KneeFlexion, 1.8),
        (Coordinate::AnkleDorsiflexion, 0.5),
    ] {
        for side in [Side::Left, Side::Right] {
            let phase = if side == Side::Left { 0.0 } else { 0.05 };
            tracks.push(track(coordinate, Some(side), wave(size, phase)));
        }
    }
    tracks.push(track(Coordinate::LumbarFlexion, None, wave(0.4, 0.2)));
    tracks.push(track(Coordinate::PelvisHeight, None, wave(-0.4, 0.0)));
    if let Some(value) = tracks.get_mut(3).and_then(|track| track.values.get_mut(7)) {
        *value = f64::NAN;
    }
    tracks.sort_by_key(|track| (track.coordinate, track.side));
    Motion {
        name: "sample".into(),
        instrument: Instrument::Optical,
        time_s: (0..rows).map(|row| f64::from(row) / 100.0).collect(),
        tracks,
        caveats: Vec::new(),
    }
}
