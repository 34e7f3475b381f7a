//! The directions in which a hip can run out of range.

super::ids::vocabulary! {
    /// A direction of motion whose end range can be limited, trained or forbidden.
    ///
    /// The two knee-coupled directions are separate because two-joint muscles limit them.
    Direction "direction" {
        Flexion = "flexion",
        FlexionKneeStraight = "flexion_knee_straight",
        Extension = "extension",
        ExtensionKneeBent = "extension_knee_bent",
        Abduction = "abduction",
        Adduction = "adduction",
        InternalRotation = "internal_rotation",
        ExternalRotation = "external_rotation",
    }
}
