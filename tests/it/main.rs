//! The app as a whole, without a window: one binary for all integration tests.
