//! Doubt that travels with a result.

super::ids::vocabulary! {
    /// Why a result is weaker than it looks.
    CaveatKind "caveat" {
        PelvisNotControlled = "pelvis_not_controlled",
        MethodsMixed = "methods_mixed",
        ReferenceFrame = "reference_frame",
        MissingSamples = "missing_samples",
        ImplausibleValue = "implausible_value",
        UnitsGuessed = "units_guessed",
        UnknownColumn = "unknown_column",
        ContradictoryFindings = "contradictory_findings",
        FutureDate = "future_date",
        UnconfirmedEvidence = "unconfirmed_evidence",
        NoNorm = "no_norm",
        NoDemand = "no_demand",
        TooFewRepetitions = "too_few_repetitions",
        NotMeasured = "not_measured",
        WithinMeasurementError = "within_measurement_error",
        UnsupervisedTest = "unsupervised_test",
        Dropped = "dropped",
        NotReleased = "not_released",
        Outdated = "outdated",
    }
}

/// One doubt about a result, for the reader to see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caveat {
    /// Which kind of doubt, for programs.
    pub kind: CaveatKind,
    /// What it is about and what it means, for people.
    pub text: String,
}

impl Caveat {
    /// A caveat of `kind` explained by `text`.
    pub fn new(kind: CaveatKind, text: impl Into<String>) -> Caveat {
        Caveat { kind, text: text.into() }
    }
}
