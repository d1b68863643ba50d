//! The questions that suggest a severity, unless the book says otherwise. Our own words.

/// An answer, and the severity that it speaks for.
pub(super) type DefaultAnswer = (&'static str, Option<&'static str>);

/// Each question with its answers, worst first, and the severity that an answer speaks for.
pub(super) const QUESTIONS: &[(&str, &[DefaultAnswer])] = &[
    (
        "What share of the users of the affected services is hit?",
        &[
            ("A quarter or more", Some("major")),
            ("From one in twenty to a quarter", Some("medium")),
            ("Fewer than one in twenty", Some("minor")),
            ("Not known yet", None),
        ],
    ),
    (
        "How many users are hit?",
        &[
            ("10,000 or more", Some("major")),
            ("500 to 9,999", Some("medium")),
            ("Fewer than 500", Some("minor")),
            ("Not known yet", None),
        ],
    ),
    (
        "How long has it lasted so far?",
        &[
            ("4 hours or more", Some("medium")),
            ("From 1 hour to 4 hours", Some("minor")),
            ("Less than 1 hour", None),
            ("Not known yet", None),
        ],
    ),
    (
        "Which regions are affected?",
        &[
            ("Most or all", Some("major")),
            ("Several, but not most", Some("medium")),
            ("One region", Some("medium")),
            ("Part of one region", Some("minor")),
            ("Not known yet", None),
        ],
    ),
    (
        "Does it cost revenue or reputation?",
        &[
            ("Clearly: sales stop or it makes the news", Some("major")),
            ("Somewhat: part of sales or some customers at risk", Some("medium")),
            ("Hardly or not at all", Some("minor")),
            ("Not known yet", None),
        ],
    ),
    (
        "Is data lost, exposed or wrong?",
        &[
            ("Lost for good, or exposed to others", Some("major")),
            ("Wrong or missing, but can be restored", Some("medium")),
            ("Late only", Some("minor")),
            ("No", None),
            ("Not known yet", None),
        ],
    ),
    (
        "Is there a workaround?",
        &[
            ("None, and people cannot wait", Some("medium")),
            ("One that is slow or does not suit everybody", Some("minor")),
            ("An easy one for everybody, or people can wait", Some("minor")),
            ("Not known yet", None),
        ],
    ),
];
