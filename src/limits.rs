//! Bounds on what one source may cost. Every reader checks them where bytes grow.

/// Upper bounds for one source. The defaults fit every real filing by a wide margin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Bytes of the source itself. Default 64 MiB.
    pub bytes: u64,
    /// Bytes that the parts of a container may inflate to, together. Default 256 MiB.
    pub inflated_bytes: u64,
    /// Cells of all tables or sheets, together. Default 1,000,000. Elements of a page and words of running text may be twice
    /// as many.
    pub cells: u64,
    /// Elements of HTML that may be open at once; deeper ones are left out and noted. Default 512.
    pub depth: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { bytes: 64 << 20, inflated_bytes: 256 << 20, cells: 1_000_000, depth: 512 }
    }
}
