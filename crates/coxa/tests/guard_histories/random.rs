//! Random numbers from an explicit seed, the same on every machine.

/// `SplitMix64` (Steele, Lea and Flood 2014): one word of state, enough for choosing histories.
#[derive(Debug, Clone)]
pub(crate) struct Random {
    state: u64,
}

impl Random {
    pub(crate) const fn from_seed(seed: u64) -> Random {
        Random { state: seed }
    }

    pub(crate) const fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A whole number from 0 up to, not including, `end`; the bias of the remainder does not matter here.
    pub(crate) const fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    /// True in `pct` of a hundred cases.
    pub(crate) const fn pct(&mut self, pct: usize) -> bool {
        self.below(100) < pct
    }

    pub(crate) const fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }

    /// One of several values, each as often as its weight says.
    pub(crate) fn weighted<T: Copy>(&mut self, of: &[(usize, T)]) -> T {
        let total: usize = of.iter().map(|(weight, _)| weight).sum();
        let mut left = self.below(total);
        for (weight, value) in of {
            if left < *weight {
                return *value;
            }
            left -= weight;
        }
        of[of.len() - 1].1
    }
}
