//! The run of a mutation on a node: it begins, commits, advances the clock, and refreshes.

use std::collections::HashMap;

use serde_json::{Value, json};

use crate::runtime::carrier::{Bundle, Invalidation, Merge, Params, Refreshed, Reply};
use crate::runtime::error::{Code, Error};

use super::api::params;
use super::change::{Kind, RunArgs, commit};
use super::live::bus::Reach;
use super::reading::{Asked, read_instance};
use super::server::{Step, Steps, World};

/// An instance as a call lists it.
#[derive(Debug, Clone)]
pub(crate) struct Listed {
    pub(crate) asked: Asked,
    pub(crate) params: Params,
    pub(crate) only: Option<String>,
    pub(crate) h: Option<String>,
}

pub(crate) struct Run {
    pub(crate) args: RunArgs,
    /// The node that it runs on.
    pub(crate) node: usize,
    pub(crate) steps: Steps,
    /// The revisions of the cells that it wrote, once it has committed.
    pub(crate) written: Option<HashMap<String, u32>>,
    /// Who is signed in by it.
    pub(crate) person: Option<u32>,
    v: Option<String>,
    merges: Vec<Merge>,
    refreshed: Vec<Refreshed>,
}

/// Begins a run; its place among the runs of the world.
pub(crate) fn begin_run(
    world: &mut World,
    node: usize,
    args: RunArgs,
    mounted: Vec<Listed>,
) -> usize {
    let at = world.runs.len();
    let mut steps: Vec<Step> = Vec::new();
    let (kind, context) = (args.kind, args.kind.context());
    steps.push(Box::new(move |world| {
        world.running.insert(at, world.nodes[node].begin(context, true));
    }));
    steps.push(Box::new(move |world| commit_run(world, at)));
    steps.push(Box::new(move |world| {
        let running = world.running[&at];
        if kind == Kind::Refuse {
            world.nodes[node].abandon(running);
        } else {
            world.runs[at].v = Some(world.announce(node, running, reach_of(args)));
        }
    }));
    if kind.refreshes() {
        for listed in mounted.into_iter().filter(|listed| concerns(args, listed)) {
            let stale = (kind == Kind::Part).then_some("user_profile");
            let (read, bundle) = read_instance(world, node, &listed.asked, stale);
            steps.extend(read);
            steps.push(Box::new(move |world| {
                let refreshed = refresh(listed, bundle.lock().unwrap().clone());
                world.runs[at].refreshed.push(refreshed);
            }));
        }
    }
    let steps = Steps::new(steps);
    world.runs.push(Run {
        args,
        node,
        steps,
        written: None,
        person: None,
        v: None,
        merges: Vec::new(),
        refreshed: Vec::new(),
    });
    at
}

fn reach_of(args: RunArgs) -> Reach {
    match args.kind {
        Kind::Hit => Reach { context: "search", user: None },
        _ => Reach { context: "user", user: Some(args.user) },
    }
}

fn scope_of(args: RunArgs) -> Params {
    params(&[("user_id", json!(args.user))])
}

fn concerns(args: RunArgs, Listed { asked, only, .. }: &Listed) -> bool {
    match args.kind {
        Kind::SignIn => true,
        Kind::Part if only.is_some() => false,
        kind => {
            asked.context == kind.context()
                && (asked.context == "search" || asked.user == args.user)
        }
    }
}

fn commit_run(world: &mut World, at: usize) {
    let args = world.runs[at].args;
    let (written, person) = commit(&mut world.database, args);
    let merge = |slot: &str, value: Value| Merge {
        context: "user".to_owned(),
        slot: slot.to_owned(),
        value,
        params: scope_of(args),
        v: None,
    };
    let profile = world.database.item("profile", args.user);
    let order = world.database.item(&format!("order {}", args.user), args.item);
    let run = &mut world.runs[at];
    run.written = Some(written);
    run.person = person;
    if matches!(args.kind, Kind::Merge | Kind::Both) {
        run.merges.push(merge("user_profile", profile));
    }
    if matches!(args.kind, Kind::Element | Kind::Both) {
        run.merges.push(merge("user_orders", order));
    }
}

fn refresh(listed: Listed, bundle: Bundle) -> Refreshed {
    let Listed { asked, params, only, h } = listed;
    let is_same = h.is_some() && h == bundle.h;
    let first = bundle.errors.values().next().cloned();
    let is_failed = first.is_some() && bundle.members.is_empty();
    let mut refreshed = Refreshed {
        context: asked.context.to_owned(),
        params,
        only,
        bundle: None,
        same: is_same,
        v: None,
        error: None,
    };
    if is_same {
        refreshed.v = bundle.v;
    } else if is_failed {
        refreshed.error = first;
    } else {
        refreshed.bundle = Some(bundle);
    }
    refreshed
}

impl Run {
    /// The answer to the call.
    pub(crate) fn answer(&self, is_versioned: bool) -> Result<Reply, Error> {
        let kind = self.args.kind;
        if kind.is_failing() {
            let code = if kind == Kind::Refuse { Code::Conflict } else { Code::InternalError };
            return Err(Error::new(code, format!("{kind:?}")));
        }
        let v = self.v.clone().filter(|_| is_versioned);
        let merge = |merge: &Merge| Merge { v: v.clone(), ..merge.clone() };
        Ok(Reply {
            invalidate: if self.merges.is_empty() { vec![self.target()] } else { vec![] },
            merge: self.merges.iter().map(merge).collect(),
            session: kind == Kind::SignIn,
            contexts: self.refreshed.clone(),
            v: v.iter().map(|v| (kind.context().to_owned(), v.clone())).collect(),
            ..Reply::default()
        })
    }

    fn target(&self) -> Invalidation {
        let params = scope_of(self.args);
        match self.args.kind {
            Kind::Part => Invalidation::Function { function: "user_profile".to_owned(), params },
            Kind::Hit => Invalidation::Name("search".to_owned()),
            _ => Invalidation::Context { context: "user".to_owned(), params },
        }
    }
}
