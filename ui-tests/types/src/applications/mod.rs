//! Shapes of types in open applications: protocols, settings, events, and the clients of web services.

pub mod one_way;
pub mod protocols;
pub mod services;
pub mod settings;
pub mod values;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use protocols::*;
use services::*;
use settings::*;
use values::*;

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Applications {
    pub secret: Secret,
    pub network: Network,
    pub networks: BTreeMap<String, Network>,
    pub extension: Extension,
    pub service_error: ServiceError,
    pub command: Command,
    pub feature: Feature,
    pub labels: Labels,
    pub hashtags: Hashtags,
    pub route_map: RouteMap<u8>,
    pub claims: Claims<u8>,
    pub other_claims: Claims<String, Option<bool>>,
    pub rip_event: RipEvent,
    pub panel: Panel<Vec<Metrics>>,
    pub empty_panel: Panel<()>,
    pub maybe_panel: Panel<Option<u8>>,
    pub job_event: JobEvent,
    pub outcome: Outcome,
    pub thread_event: ThreadEvent,
    pub strategy: Strategy,
    pub strategies: Vec<Option<Strategy>>,
    pub system: System,
    pub telemetry: Telemetry,
    pub one_or_many: OneOrMany<u8>,
    pub one_or_many_lists: OneOrMany<Vec<u8>>,
    pub finding: Finding,
    pub proof: Proof,
    pub entry: Entry,
    pub battery: Battery,
    pub task: Task,
    pub call: CallMessage,
    pub invoice: Invoice,
    pub listing: Listing<IntOrText>,
    pub hook: Hook,
    pub point: Point,
    pub drawing: Drawing,
    pub patch: Patch,
    pub owned: Owned,
    pub widths: Widths,
    pub volume: Volume,
    pub player: Player,
    pub room: Room,
    pub query: Query,
}

#[mizan::client]
pub fn send_applications(table: Applications) -> Applications {
    table
}
