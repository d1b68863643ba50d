//! What leaves the house, form by form.

mod draft;
mod forms;
mod hostile;
mod report;
mod sheet;
mod site;
