//! Numbers as the three kinds of machine wrote them.

/// The kind of machine that wrote a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Machine {
    /// Low byte first.
    Intel,
    /// Low byte first, floats of a VAX.
    Dec,
    /// High byte first.
    Mips,
}

impl Machine {
    pub(super) const fn of(byte: u8) -> Option<Machine> {
        match byte {
            84 => Some(Machine::Intel),
            85 => Some(Machine::Dec),
            86 => Some(Machine::Mips),
            _ => None,
        }
    }

    pub(super) const fn word(self, bytes: [u8; 2]) -> i16 {
        match self {
            Machine::Intel | Machine::Dec => i16::from_le_bytes(bytes),
            Machine::Mips => i16::from_be_bytes(bytes),
        }
    }

    pub(super) fn float(self, bytes: [u8; 4]) -> f32 {
        match self {
            Machine::Intel => f32::from_le_bytes(bytes),
            Machine::Mips => f32::from_be_bytes(bytes),
            // The VAX keeps its words the other way round and its exponent two higher.
            Machine::Dec => f32::from_le_bytes([bytes[2], bytes[3], bytes[0], bytes[1]]) / 4.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Machine;

    #[test]
    fn one_number_is_read_from_every_machine() {
        // 1.0 is 0x3F80_0000 in IEEE and 0x4080_0000 on a VAX, whose words are swapped.
        let one = [
            (Machine::Intel, [0x00, 0x00, 0x80, 0x3f]),
            (Machine::Mips, [0x3f, 0x80, 0x00, 0x00]),
            (Machine::Dec, [0x80, 0x40, 0x00, 0x00]),
        ];
        for (machine, bytes) in one {
            assert!((machine.float(bytes) - 1.0).abs() < f32::EPSILON, "{machine:?}");
        }
        assert_eq!((Machine::Intel.word([1, 2]), Machine::Mips.word([1, 2])), (513, 258));
    }
}
