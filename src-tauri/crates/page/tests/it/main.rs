//! What leaves the house, form by form.

mod draft;
mod forms;
mod hostile;
mod sheet;
mod site;
