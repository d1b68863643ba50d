//! Every command the window may call, named once. The build script reads this file too, to write the permissions.

/// Hands the list of commands to the macro `$then`.
macro_rules! with_commands {
    ($then:ident) => {
        $then! { about }
    };
}
