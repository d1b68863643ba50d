//! The protocol for programs that are not Allclear: an OpenAPI 3.1 document, served by the hub that speaks it.
//!
//! Codes and limits are the server's own. Messages are described in [`schemas`] by hand, because the crates that
//! declare them serve laptops too and know nothing of OpenAPI; tests hold both, and [`crate::ROUTES`], together.

mod operations;
mod schemas;

use serde_json::{Map, Value, json};

use crate::code::{METHOD, MISSING};

/// The whole document, with the pages beside the public status page where the hub shows it.
pub(crate) fn document(shows: bool) -> Value {
    let mut paths = Map::new();
    for operation in operations::all(shows) {
        let path = paths.entry(operation.path).or_insert_with(|| json!({}));
        path[operation.method] = operation.described();
    }
    json!({
        "openapi": "3.1.1",
        "info": {
            "title": "Allclear hub",
            "version": env!("CARGO_PKG_VERSION"),
            "license": { "name": env!("CARGO_PKG_LICENSE"), "identifier": env!("CARGO_PKG_LICENSE") },
            "description": format!("Where laptops meet: they push signed entries, and pull those of others. Newer \
                hubs add fields, so pass over what you do not know. Bodies may be compressed with zstd, both ways. \
                Of what lies below /status, where the public status page is served, the forms are described and the \
                files are not. \
                Another address than these is answered {} and the code `{}`, another method {} and `{}`, with a \
                body like every other refusal's.", MISSING.status, MISSING.word, METHOD.status, METHOD.word),
        },
        "paths": paths,
        "components": {
            "securitySchemes": {
                operations::TOKEN: {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "The token that joining gave. It is shown once and kept by the laptop.",
                },
            },
            "schemas": schemas::all(),
        },
    })
}

/// A reference to one of the schemas.
fn named(schema: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{schema}") })
}
