//! How a draft differs from what was said last.
