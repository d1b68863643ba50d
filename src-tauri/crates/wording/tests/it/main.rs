//! The words that leave the house, judged from outside.

mod difference;
