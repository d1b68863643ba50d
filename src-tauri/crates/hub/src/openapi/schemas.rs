//! The messages as JSON Schema. The types are declared in `incident`, `sync` and beside their routes.

use incident::entry::{MAX_BODY, MAX_STAMP};
use incident::stream::{Section, Stream};
use serde_json::{Map, Value, json};
use sync::PUSH_ENTRIES;

use super::named;
use crate::routes::channels::LONGEST;
use crate::routes::invitations::{MOST_HOURS, MOST_USES};
use crate::routes::subscribers::TOGETHER;

/// Every schema by its name. What is small comes first.
pub(super) fn all() -> Value {
    let mut all = common();
    for (name, schema) in of_channels().into_iter().chain(of_subscribers()) {
        all[name] = schema;
    }
    all
}

/// The channels by which the hub sends.
fn of_channels() -> [(&'static str, Value); 3] {
    [
        (
            "ListedChannel",
            object(
                "A destination as the hub sends to it.",
                &[
                    ("destination", named("DestinationId")),
                    (
                        "state",
                        json!({
                            "enum": ["ready", "no_secret", "elsewhere"],
                            "description": "Whether the hub has what it takes; `elsewhere` where it has a secret that was entered \
                                for another address.",
                        }),
                    ),
                    ("shown_to", text("To whom its secret is shown.")),
                ],
                &[(
                    "last",
                    described(
                        "LastTry",
                        "How the last attempt went, if there was one since the hub started.",
                    ),
                )],
            ),
        ),
        (
            "LastTry",
            object(
                "How an attempt to send somewhere went.",
                &[
                    ("at", named("Millis")),
                    ("arrived", json!({ "type": "boolean", "description": "Whether it was taken." })),
                    ("words", text("What the other end said, or why it did not take it.")),
                ],
                &[("success", described("Millis", "When one last arrived, since the hub was started."))],
            ),
        ),
        (
            "Entrust",
            object(
                "What opens a channel.",
                &[
                    (
                        "secret",
                        json!({
                            "type": "string",
                            "minLength": 1,
                            "maxLength": LONGEST,
                            "description": "The secret. White space around it is taken off.",
                        }),
                    ),
                    (
                        "shown_to",
                        text(
                            "To whom it is to be shown, as the list says it; with another word it is not kept.",
                        ),
                    ),
                ],
                &[],
            ),
        ),
    ]
}

/// Those who hear of the public status page.
fn of_subscribers() -> [(&'static str, Value); 4] {
    let count = |words: &str| json!({ "type": "integer", "minimum": 0, "description": words });
    let addresses =
        |words: &str| json!({ "type": "array", "items": { "type": "string" }, "description": words });
    let counts = object(
        "How many there are.",
        &[
            ("email", count("Those who hear by e-mail.")),
            ("webhook", count("Those who hear by webhook.")),
            ("waiting", count("Those who have not confirmed.")),
            ("bounced", count("Those whom nothing reaches.")),
        ],
        &[],
    );
    let mut some = addresses("Mailboxes, and addresses of services with `https://` in front.");
    some["maxItems"] = json!(TOGETHER);
    [
        (
            "ListedSubscribers",
            object(
                "Some of those who hear of the public status page, in the order of their addresses.",
                &[
                    ("counts", counts),
                    ("subscribers", json!({ "type": "array", "items": named("ListedSubscriber") })),
                    (
                        "more",
                        json!({ "type": "boolean", "description": "Whether more come after the last." }),
                    ),
                ],
                &[],
            ),
        ),
        (
            "ListedSubscriber",
            object(
                "Somebody who asked to hear.",
                &[
                    ("name", hex(16, "By which they are removed.")),
                    (
                        "way",
                        json!({ "enum": ["email", "webhook"], "description": "By which way they hear." }),
                    ),
                    ("address", text("Where.")),
                    ("asked_at", named("Millis")),
                ],
                &[
                    ("confirmed_at", described("Millis", "When they confirmed.")),
                    ("bounced_at", described("Millis", "When it was found that nothing reaches them.")),
                ],
            ),
        ),
        (
            "BringSubscribers",
            object("Some who have said that they want to hear.", &[("addresses", some)], &[]),
        ),
        (
            "Brought",
            object(
                "What became of them.",
                &[
                    ("added", count("How many are new.")),
                    ("refused", addresses("Those that are no addresses.")),
                ],
                &[],
            ),
        ),
    ]
}

fn common() -> Value {
    json!({
        "WorkspaceId": hex(32, "A workspace: its founder's Ed25519 public key."),
        "ReplicaKey": hex(32, "A laptop, or the hub, in one workspace: its Ed25519 public key."),
        "Run": hex(8, "Drawn at every start of a laptop's process."),
        "PersonId": hex(16, "A person, whatever they are called at the moment."),
        "DestinationId": {
            "type": "string",
            "pattern": "^[a-z0-9._-]{1,64}$",
            "description": "A place of the book where updates go.",
        },
        "EntryHash": hex(32, "The SHA-256 of an entry, chained to the one before it in its series."),
        "Signature": hex(64, "An Ed25519 signature."),
        "Millis": {
            "type": "integer",
            "format": "int64",
            "description": "Milliseconds since 1970-01-01T00:00:00Z, by somebody's wall clock.",
        },
        "Stream": stream(),
        "Cursor": {
            "type": "string",
            "pattern": r"^[0-9]+\.[0-9a-f]{16}$",
            "description": "A position in the hub's log, and a mark that stands for everything before it.",
        },
        "Checksum": {
            "type": "string",
            "pattern": "^[0-9a-f]{32}$",
            "description": "The sum, modulo 2^128, of the first 16 bytes of SHA-256(stream, replica, run, seq, hash) of the last entry of each series.",
        },
        "Role": { "enum": ["admin", "responder", "observer"], "description": "What a member may do." },
        "Refusal": object("Why a request is not answered as it would like to be.", &[
            ("code", text("To branch on.")),
            ("message", text("What to do next, for a person.")),
        ], &[]),
        "About": object("What the hub is.", &[
            ("workspace", named("WorkspaceId")),
            ("hub", described("ReplicaKey", "The key that signs its receipts.")),
            ("version", text("The hub's version.")),
        ], &[
            ("name", text("What the workspace is called, if anybody has said so.")),
        ]),
        "Join": object("What a laptop joins with.", &[
            ("code", text("The invitation's.")),
            ("replica", described("ReplicaKey", "The key that the laptop writes with.")),
            ("name", name("What its owner is called.")),
            ("device", name("What its owner calls it.")),
            ("proof", described(
                "Signature",
                "The key's signature of SHA-256(\"allclear/join/2\" ‖ workspace ‖ hub ‖ token ‖ code), the first three as \
                    their 32 bytes, the code as text. Without a token, as older laptops ask, of \
                    SHA-256(\"allclear/join/1\" ‖ workspace ‖ code).",
            )),
        ], &[
            ("person", described("PersonId", "Who its owner is already, where they have a record of their own.")),
            ("token", hex(
                32,
                "The SHA-256 of the token that the laptop has drawn and will show. One that has joined before has to \
                    send it.",
            )),
        ]),
        "Welcome": object("What joining gives.", &[
            ("workspace", named("WorkspaceId")),
            ("hub", described("ReplicaKey", "The key that signs the hub's receipts.")),
            ("person", described("PersonId", "Who the laptop writes for.")),
            ("role", named("Role")),
        ], &[
            ("token", text("For `Authorization: Bearer`, from now on, where the laptop has not drawn its own.")),
        ]),
        "Device": object("A laptop of a member.", &device(), &[revoked()]),
        "ListedDevice": object("A laptop in the list.", &device(), &[
            revoked(),
            ("last_seen", described("Millis", "When it last said anything to this hub, if since the hub started.")),
        ]),
        "Invite": object("What an invitation is to give.", &[
            ("role", described("Role", "For those who join by it. A member with another laptop keeps theirs.")),
            ("uses", within(1, MOST_USES, "How many laptops may join by it.")),
            ("hours", within(1, MOST_HOURS, "For how many hours it is good.")),
        ], &[
            ("person", described("PersonId", "A member, or somebody of the book who has not joined yet.")),
        ]),
        "InviteLink": object("An invitation, told once.", &[
            ("code", text("Its secret.")),
            ("link", text("The link that opens in Allclear, with the address that the hub gives itself.")),
            ("role", named("Role")),
            ("expires_at", named("Millis")),
        ], &[]),
        "ListedInvitation": object("An invitation by which somebody may still join.", &[
            ("id", json!({ "type": "integer", "format": "int64", "description": "Its number here." })),
            ("role", named("Role")),
            ("uses", number(1, "How many laptops may still join by it.")),
            ("made_at", named("Millis")),
            ("expires_at", named("Millis")),
        ], &[
            ("made_by", described("PersonId", "Who made it, where that was not an operator.")),
            ("person", described("PersonId", "For whom, where that is somebody whom the hub knows.")),
        ]),
        "Appoint": object("What somebody may do from now on.", &[("role", named("Role"))], &[]),
        "Waiting": in_series("The part of a series that waits for an admin.", &[
            ("id", json!({ "type": "integer", "format": "int64", "description": "Its number here." })),
            ("from", number(1, "Its first number.")),
            ("to", number(1, "The last number that was offered.")),
            ("why", json!({
                "enum": ["revoked", "leap"],
                "description": "Its author's access was taken back, or its place is far beyond what is known.",
            })),
            ("since", named("Millis")),
        ]),
        "Here": object("That the asker is in a war room.", &[
            ("incident", incident("In which.")),
            ("here", json!({ "type": "boolean", "description": "False for who has just left." })),
        ], &[
            ("caret", described("Caret", "Where they write, if they do.")),
        ]),
        "Caret": object("A place in a text of an incident.", &caret(), &[]),
        "Writing": object("Somebody who writes in a text of an incident.", &[
            &[("person", described("PersonId", "Who."))], caret().as_slice(),
        ].concat(), &[]),
        "Present": object("Who is in a war room now.", &[
            ("incident", incident("In which.")),
            ("people", list("PersonId", "Each once, on however many laptops.")),
        ], &[
            ("writing", list("Writing", "Those who write in one of its texts.")),
        ]),
        "Entry": entry(),
        "SeriesHead": in_series("How far the hub holds a series.", &[
            ("seq", number(1, "The number of its last entry.")),
            ("hash", described("EntryHash", "The hash of that.")),
        ]),
        "Wanted": in_series("The continuation of a series.", &[
            ("after", number(0, "From the entry after this number on.")),
        ]),
        "Receipt": in_series("The hub's signed word that it holds a series up to an entry.", &[
            ("hub", described("ReplicaKey", "Whose word it is.")),
            ("seq", number(1, "Up to which number.")),
            ("hash", described("EntryHash", "The hash of that entry, and so of everything before it.")),
            ("at", described("Millis", "The hub's clock when it took it.")),
            ("signature", described(
                "Signature",
                "Of SHA-256(\"allclear/receipt/1\" ‖ workspace ‖ stream ‖ replica ‖ run ‖ seq ‖ hash ‖ at), \
                    all as bytes, numbers in 8 with the most significant first.",
            )),
        ]),
        "Verdict": verdict(),
        "Push": object("Entries for the hub, each series in order.", &[
            ("workspace", named("WorkspaceId")),
            ("entries", json!({ "type": "array", "items": named("Entry"), "maxItems": PUSH_ENTRIES })),
        ], &[
            ("receipts", list("Receipt", "What one covers to its end is taken, whatever became of its author since.")),
            ("earlier", json!({
                "type": "array",
                "items": named("ReplicaKey"),
                "description": "Hubs that the workspace had before. Where an admin names them, their receipts count.",
            })),
        ]),
        "Pushed": object("What became of a push.", &[
            ("verdicts", list("Verdict", "One for each entry, in the order of the push.")),
            ("receipts", list("Receipt", "The heads of every series that the hub holds more or as much of now.")),
            ("cursor", described("Cursor", "Where the hub's log ended then.")),
        ], &[]),
        "Page": object("A stretch of the log, as far as the asker may see it.", &[
            ("entries", list("Entry", "In the order in which the hub took them; a transaction is not cut.")),
            ("cursor", described("Cursor", "Where the next page begins.")),
            ("more", json!({ "type": "boolean", "description": "Whether there is a next page already." })),
        ], &[
            ("checksum", described("Checksum", "Of all that the asker is shown, at the cursor of the last page.")),
        ]),
        "Heads": object("What the hub holds of the streams that the asker may see, in the order of streams.", &[
            ("heads", list("SeriesHead", "All series of some streams.")),
            ("next", json!({
                "oneOf": [named("Stream"), { "type": "null" }],
                "description": "The last of these streams, if others follow.",
            })),
            ("cursor", described("Cursor", "Where a reader stands who holds all of this.")),
        ], &[
            ("open", list("Stream", "Incidents that people are still at, with the first answer.")),
        ]),
    })
}

/// Fields are only ever added, so every object may hold more than it says here.
fn object(description: &str, required: &[(&str, Value)], optional: &[(&str, Value)]) -> Value {
    let names: Vec<&str> = required.iter().map(|(name, _)| *name).collect();
    let fields = required.iter().chain(optional);
    let properties: Map<String, Value> =
        fields.map(|(name, schema)| ((*name).to_owned(), schema.clone())).collect();
    json!({ "type": "object", "description": description, "properties": properties, "required": names })
}

/// An object that names its series in its own fields.
fn in_series(description: &str, required: &[(&str, Value)]) -> Value {
    let series = [("stream", named("Stream")), ("replica", named("ReplicaKey")), ("run", named("Run"))];
    object(description, &[&series, required].concat(), &[])
}

fn device() -> [(&'static str, Value); 7] {
    [
        ("id", json!({ "type": "integer", "format": "int64", "description": "Its number here." })),
        ("name", text("What its owner calls it.")),
        ("replica", named("ReplicaKey")),
        ("person", described("PersonId", "Whose it is.")),
        ("person_name", text("What that person was called when they joined.")),
        ("role", named("Role")),
        ("joined_at", named("Millis")),
    ]
}

fn caret() -> [(&'static str, Value); 2] {
    [
        ("text", text("The name of the text.")),
        ("at", text("A relative position of Yjs in base64, which the hub passes on unread.")),
    ]
}

fn revoked() -> (&'static str, Value) {
    ("revoked_at", described("Millis", "When its access, or that of its owner, was taken back."))
}

fn entry() -> Value {
    let digest = hex(32, "The SHA-256 of a body that was redacted, in its place.");
    let body = json!({
        "type": "string",
        "contentMediaType": "application/json",
        "maxLength": MAX_BODY,
        "description": "The JSON of the fact, byte for byte as its author wrote it.",
    });
    let bits = |description: &str| json!({ "type": "integer", "minimum": 0, "maximum": u16::MAX, "description": description });
    let stamp = "The stream's Lamport count: one more than the highest that its author had seen there.";
    let mut entry = object(
        "One signed fact of the log.",
        &[
            ("v", bits("The format of the body.")),
            ("flags", bits("Bit 0: its author saw the stream as private. Others are kept.")),
            ("stream", named("Stream")),
            ("replica", described("ReplicaKey", "Its author's laptop.")),
            ("run", named("Run")),
            ("seq", number(1, "Its number in the series.")),
            ("stamp", number(1, stamp)),
            ("recorded_at", described("Millis", "Its author's clock, shown and never sorted by.")),
        ],
        &[
            ("body", body),
            ("body_sha256", digest),
            ("signature", described("Signature", "Of the entry's hash, on the last entry of a transaction.")),
        ],
    );
    entry["oneOf"] = json!([{ "required": ["body"] }, { "required": ["body_sha256"] }]);
    entry
}

fn verdict() -> Value {
    let of = |words: &[&str], description: &str, also: &[(&str, Value)]| {
        let word = ("verdict", json!({ "enum": words }));
        object(description, &[&[word], also].concat(), &[])
    };
    let why = text("A sentence for a person.");
    json!({
        "description": "What became of one entry.",
        "oneOf": [
            of(&["taken", "known"], "It is on the hub's disk, since now or before.", &[]),
            of(
                &["waits", "refused"],
                "It was not taken: until what the sentence asks for has come, or for good.",
                &[("why", why)],
            ),
        ],
    })
}

fn stream() -> Value {
    let sections: Vec<String> = Section::ALL.map(|section| Stream::Book(section).to_string()).to_vec();
    let id = "[0-9a-f]{32}";
    json!({
        "type": "string",
        "pattern": format!("^(incident/{id}|document/{id}|{}|kind-[0-9]{{1,3}}/{id})$", sections.join("|")),
        "description": "An incident, a document or a section of the book. A kind that only a newer version knows is \
            written as the number of its first byte and the hex digits of the other 16.",
    })
}

fn hex(bytes: usize, description: &str) -> Value {
    let pattern = format!("^[0-9a-f]{{{}}}$", bytes * 2);
    json!({ "type": "string", "pattern": pattern, "description": description })
}

fn text(description: &str) -> Value {
    json!({ "type": "string", "description": description })
}

fn name(description: &str) -> Value {
    let description = format!("{description} At most 100 characters, trimmed.");
    json!({ "type": "string", "minLength": 1, "description": description })
}

/// Numbers stay below 2^53, so that every reader can hold them.
fn number(least: u64, description: &str) -> Value {
    json!({ "type": "integer", "minimum": least, "exclusiveMaximum": MAX_STAMP, "description": description })
}

fn within(least: u32, most: u32, description: &str) -> Value {
    json!({ "type": "integer", "minimum": least, "maximum": most, "description": description })
}

fn incident(description: &str) -> Value {
    hex(16, description)
}

fn list(schema: &str, description: &str) -> Value {
    json!({ "type": "array", "items": named(schema), "description": description })
}

fn described(schema: &str, description: &str) -> Value {
    let mut schema = named(schema);
    schema["description"] = json!(description);
    schema
}
