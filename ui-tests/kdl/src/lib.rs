//! Nothing but a build script, as the guide's page about KDL says.
