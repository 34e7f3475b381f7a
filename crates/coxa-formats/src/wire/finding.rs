//! A finding as it stands in files, with what its test allows.

use coxa::vocabulary::{
    EndFeel, Finding, Instrument, Mode, PainSite, PelvisControlled, Provenance, Quantity, Sensation, Side, Test, Unit,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::evidence::CaveatWire;
use super::header::{Document, document};
use super::mirror::{At, Wire};
use super::number::{Date, Real};
use super::person::{nrs, within};
use super::word::Id;
use crate::fault::{Code, InputError, quoted};

/// Longest name of a screen's variant, bytes.
const VARIANT_LIMIT: usize = 64;

/// One measured or observed fact.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FindingWire {
    /// Which test or screen.
    pub test: Id<Test>,
    /// Which side.
    pub side: Id<Side>,
    /// How it was done.
    pub mode: Id<Mode>,
    /// What was read, for screens that read several things.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity: Option<Id<Quantity>>,
    /// The screen's variant, such as `heels_raised`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variant: Option<String>,
    /// The value in the unit.
    pub value: Real,
    /// The unit; must be the test's.
    pub unit: Id<Unit>,
    /// What measured it.
    pub instrument: Id<Instrument>,
    /// Standard error in the same unit; null takes the instrument's from the tables.
    pub standard_error: Option<Real>,
    /// Whether the pelvis was held or watched.
    #[serde(default = "not_known")]
    pub pelvis_controlled: Id<PelvisControlled>,
    /// Pain during the test, 0 to 10.
    pub pain_nrs: Option<u8>,
    /// Where the pain or stretch was felt.
    pub pain_site: Option<Id<PainSite>>,
    /// What it felt like.
    pub sensation: Option<Id<Sensation>>,
    /// How the end of range felt to the examiner.
    pub end_feel: Option<Id<EndFeel>>,
    /// Whether form was kept over the repetitions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form_kept: Option<bool>,
    /// When it was taken.
    pub at: Option<Date>,
    /// The recording it was measured from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recording: Option<String>,
    /// Repetitions it summarises.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repetitions: Option<u32>,
    /// Doubts about it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub caveats: Vec<CaveatWire>,
}

const fn not_known() -> Id<PelvisControlled> {
    Id(PelvisControlled::Unknown)
}

/// The unit in which a test's value, or one reading of a movement screen, is written.
#[must_use]
pub const fn unit_of(test: Test, quantity: Option<Quantity>) -> Unit {
    match quantity {
        Some(Quantity::Repetitions) => Unit::Reps,
        Some(Quantity::DepthPctLegLength) => Unit::Percent,
        Some(Quantity::HeelRise) => Unit::Centimetre,
        Some(_) | None => test.unit(),
    }
}

/// What a value of a unit can be at all; catches wrong units and slips, and decides nothing else.
const fn limits_of(unit: Unit) -> (f64, f64) {
    match unit {
        Unit::Deg => (-180.0, 360.0),
        // The foot posture index runs from -12 to 12.
        Unit::Points => (-100.0, 100.0),
        Unit::Reps => (0.0, 10_000.0),
        Unit::Seconds => (0.0, 36_000.0),
        Unit::Newton => (0.0, 10_000.0),
        Unit::Percent => (-200.0, 200.0),
        Unit::Centimetre => (-300.0, 300.0),
    }
}

impl Wire for FindingWire {
    type Core = Finding;

    fn write(core: &Finding) -> FindingWire {
        FindingWire {
            test: Id(core.test),
            side: Id(core.side),
            mode: Id(core.mode),
            quantity: core.quantity.map(Id),
            variant: core.variant.clone(),
            value: Real(core.value),
            unit: Id(unit_of(core.test, core.quantity)),
            instrument: Id(core.instrument),
            standard_error: core.standard_error.map(Real),
            pelvis_controlled: Id(core.pelvis_controlled),
            pain_nrs: core.pain_nrs,
            pain_site: core.pain_site.map(Id),
            sensation: core.sensation.map(Id),
            end_feel: core.end_feel.map(Id),
            form_kept: core.form_kept,
            at: core.day.map(Date),
            recording: core.provenance.recording.clone(),
            repetitions: core.provenance.repetitions,
            caveats: Wire::write(&core.caveats),
        }
    }

    fn read(self, at: &At<'_>) -> Result<Finding, InputError> {
        let (test, quantity) = (self.test.0, self.quantity.map(|quantity| quantity.0));
        self.fits_its_test(at)?;
        within(self.value.0, limits_of(self.unit.0), self.unit.0.id(), at, "value")?;
        if let Some(error) = self.standard_error {
            within(error.0, (0.0, limits_of(self.unit.0).1), self.unit.0.id(), at, "standard_error")?;
        }
        if let Some(pain_nrs) = self.pain_nrs {
            nrs(pain_nrs, at, "pain_nrs")?;
        }
        Ok(Finding {
            test,
            side: self.side.0,
            mode: self.mode.0,
            quantity,
            variant: self.variant,
            value: self.value.0,
            standard_error: self.standard_error.map(|error| error.0),
            instrument: self.instrument.0,
            pelvis_controlled: self.pelvis_controlled.0,
            pain_nrs: self.pain_nrs,
            pain_site: self.pain_site.map(|site| site.0),
            sensation: self.sensation.map(|sensation| sensation.0),
            end_feel: self.end_feel.map(|end_feel| end_feel.0),
            form_kept: self.form_kept,
            day: self.at.map(|date| date.0),
            provenance: Provenance { recording: self.recording, repetitions: self.repetitions },
            caveats: self.caveats.read(&At::Field(at, "caveats"))?,
        })
    }
}

impl FindingWire {
    /// Mode, unit, quantity and variant must be those of the test.
    fn fits_its_test(&self, at: &At<'_>) -> Result<(), InputError> {
        let test = self.test.0;
        let refuse = |code, found: &str, needed: String, field: &str| {
            Err(InputError::new(code, quoted(found), needed).at_field(At::Field(at, field).pointer()))
        };
        if !test.modes().contains(&self.mode.0) {
            let modes: Vec<&str> = test.modes().iter().map(|mode| mode.id()).collect();
            let needed = format!("for {test}: {}", modes.join(" or "));
            return refuse(Code::FindingModeNotOfTest, self.mode.0.id(), needed, "mode");
        }
        let is_screen = test.modes().contains(&Mode::Movement);
        if let (Some(quantity), false) = (&self.quantity, is_screen) {
            let needed = format!("no quantity for {test}");
            return refuse(Code::FindingQuantityNotRead, quantity.0.id(), needed, "quantity");
        }
        if let Some(variant) = &self.variant {
            if !is_screen {
                return refuse(Code::FindingQuantityNotRead, variant, format!("no variant for {test}"), "variant");
            }
            if variant.is_empty() || VARIANT_LIMIT < variant.len() || variant.chars().any(char::is_control) {
                let needed = format!("1 to {VARIANT_LIMIT} bytes without control characters");
                return refuse(Code::ValueEmpty, variant, needed, "variant");
            }
        }
        let unit = unit_of(test, self.quantity.map(|quantity| quantity.0));
        if self.unit.0 != unit {
            let needed = format!("\"{unit}\" for {test}");
            return refuse(Code::FindingUnitNotOfTest, self.unit.0.id(), needed, "unit");
        }
        Ok(())
    }
}

impl From<&Finding> for FindingWire {
    fn from(core: &Finding) -> FindingWire {
        Wire::write(core)
    }
}

impl TryFrom<FindingWire> for Finding {
    type Error = InputError;

    fn try_from(wire: FindingWire) -> Result<Finding, InputError> {
        wire.read(&At::Root)
    }
}

/// Findings of one recording or one sitting.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FindingsFile {
    /// Everything measured or observed.
    pub findings: Vec<Finding>,
    /// Doubts about the whole.
    pub caveats: Vec<coxa::vocabulary::Caveat>,
}

document! {
    /// Findings of one recording or one sitting.
    FindingsDocument = FindingsFile {
        /// Everything measured or observed.
        findings: Vec<FindingWire>,
        /// Doubts about the whole.
        #[serde(default)]
        caveats: Vec<CaveatWire>,
    } with {}
}

impl Document for FindingsDocument {
    const NAME: &'static str = "findings";
}
