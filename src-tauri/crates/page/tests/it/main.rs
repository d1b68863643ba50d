//! What leaves the house, form by form.

mod forms;
mod hostile;
mod sheet;
