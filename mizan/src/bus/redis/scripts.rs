//! The scripts that run within Redis, each as one step: nothing is told that is not numbered, and nobody
//! sees the half of it.

use std::sync::LazyLock;

use redis::{Script, ToRedisArgs};

use super::new_epoch;

macro_rules! script {
    ($name:literal) => {
        LazyLock::new(|| {
            let (prelude, script) = (
                include_str!("scripts/prelude.lua"),
                include_str!(concat!("scripts/", $name, ".lua")),
            );
            Script::new(&format!("{prelude}\n{script}"))
        })
    };
}

pub(super) static OPEN: LazyLock<Script> = script!("open");
pub(super) static ANNOUNCE: LazyLock<Script> = script!("announce");
pub(super) static PUBLISH: LazyLock<Script> = script!("publish");
pub(super) static MISSED: LazyLock<Script> = script!("missed");
pub(super) static APPEAR: LazyLock<Script> = script!("appear");
pub(super) static PRESENT: LazyLock<Script> = script!("present");
pub(super) static LEAVE: LazyLock<Script> = script!("leave");
pub(super) static BEAT: LazyLock<Script> = script!("beat");

/// A script with its arguments.
pub(super) struct Call<'script> {
    pub(super) script: &'script Script,
    pub(super) arguments: Vec<Vec<u8>>,
}

impl<'script> Call<'script> {
    pub(super) fn new(script: &'script Script) -> Self {
        Self { script, arguments: vec![new_epoch().into_bytes()] }
    }

    pub(super) fn argument(&mut self, argument: impl AsRef<[u8]>) -> &mut Self {
        self.arguments.push(argument.as_ref().to_vec());
        self
    }
}

impl ToRedisArgs for Call<'_> {
    fn write_redis_args<W: ?Sized + redis::RedisWrite>(&self, out: &mut W) {
        for argument in &self.arguments {
            out.write_arg(argument);
        }
    }
}
