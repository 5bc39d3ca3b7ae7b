//! stub
pub(super) fn pin(_worker: u32) {}
