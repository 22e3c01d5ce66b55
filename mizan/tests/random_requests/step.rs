//! The steps of a sequence, chosen at random.

use std::time::Duration;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::Index;

use crate::application::{End, Plan};

/// A server with its limits, and what happens to it.
#[derive(Clone, Debug)]
pub(crate) struct Scenario {
    pub(crate) limits: Limits,
    pub(crate) steps: Vec<Step>,
    /// The step before which the server begins to shut down, if it does so before the end.
    pub(crate) shutdown: Option<Index>,
}

#[derive(Clone, Debug)]
pub(crate) struct Limits {
    pub(crate) concurrency: u32,
    pub(crate) detached: usize,
    pub(crate) mounted: usize,
    /// A short one is exceeded by every run that waits.
    pub(crate) has_short_time: bool,
    pub(crate) queue: Duration,
}

#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// Sends a call with an entry of its own.
    Call(Call),
    /// Sends a call again, perhaps with another argument, or in the name of another user.
    Repeat {
        which: Index,
        is_other: bool,
        is_other_user: bool,
    },
    /// The client gives up a call, perhaps only after it has begun.
    HangUp {
        which: Index,
        is_begun: bool,
    },
    /// Lets the runs of an entry go on.
    Open {
        which: Index,
    },
    /// Waits for the answer of a call.
    Await {
        which: Index,
    },
    Read {
        board: u32,
        how: How,
    },
    /// The application says outside of a call that a board is stale.
    Invalidate {
        board: u32,
    },
    SignIn {
        id: u32,
        plan: Plan,
        is_given_up: bool,
    },
    /// Refreshes a pair of tokens, two requests at once, and perhaps a third one later.
    Renew {
        is_late: bool,
    },
    Nonsense(Nonsense),
}

#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) function: Function,
    /// The user that the token names.
    pub(crate) user: Option<u32>,
    pub(crate) key: Option<u8>,
    pub(crate) board: u32,
    pub(crate) plan: Plan,
    /// The boards that the client shows.
    pub(crate) mounted: Vec<u32>,
    /// The address names the function.
    pub(crate) is_named: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Function {
    Write,
    /// A form with a file.
    Attach,
    /// A plain call.
    Look,
    /// A plain call whose answer is a stream.
    Tell,
}

impl Function {
    pub(crate) fn is_mutation(self) -> bool {
        matches!(self, Self::Write | Self::Attach)
    }
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum How {
    Query,
    Body,
    /// Several instances in one request.
    Several,
}

/// A request that is refused.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Nonsense {
    NoJson,
    List,
    UnknownFunction,
    UnknownContext,
    Private,
    Misfit,
    OtherType,
    BadToken,
    AnotherSite,
    TooLarge,
    HalfAForm,
}

pub(crate) fn scenario() -> impl Strategy<Value = Scenario> {
    let shutdown = option::weighted(0.2, any::<Index>());
    (limits(), vec(step(), 1..40), shutdown).prop_map(|(limits, steps, shutdown)| Scenario {
        limits,
        steps,
        shutdown,
    })
}

fn limits() -> impl Strategy<Value = Limits> {
    let few = prop_oneof![1 => 1..4_u32, 3 => Just(64)];
    let queue = prop_oneof![Just(Duration::from_millis(5)), Just(Duration::from_millis(50))];
    let some = prop_oneof![1 => 0..2_usize, 3 => Just(16)];
    (few.clone(), few, some, prop::bool::weighted(0.3), queue).prop_map(
        |(concurrency, detached, mounted, has_short_time, queue)| Limits {
            concurrency,
            detached: detached as usize,
            mounted,
            has_short_time,
            queue,
        },
    )
}

fn step() -> impl Strategy<Value = Step> {
    let which = any::<Index>;
    let how = prop_oneof![Just(How::Query), Just(How::Body), Just(How::Several)];
    prop_oneof![
        8 => call().prop_map(Step::Call),
        4 => (which(), prop::bool::weighted(0.2), prop::bool::weighted(0.2)).prop_map(
            |(which, is_other, is_other_user)| Step::Repeat { which, is_other, is_other_user }
        ),
        3 => (which(), any::<bool>())
            .prop_map(|(which, is_begun)| Step::HangUp { which, is_begun }),
        3 => which().prop_map(|which| Step::Open { which }),
        4 => which().prop_map(|which| Step::Await { which }),
        4 => (board(), how).prop_map(|(board, how)| Step::Read { board, how }),
        1 => board().prop_map(|board| Step::Invalidate { board }),
        1 => (1..4_u32, plan(), prop::bool::weighted(0.3))
            .prop_map(|(id, plan, is_given_up)| Step::SignIn { id, plan, is_given_up }),
        1 => any::<bool>().prop_map(|is_late| Step::Renew { is_late }),
        1 => nonsense().prop_map(Step::Nonsense),
    ]
}

fn call() -> impl Strategy<Value = Call> {
    let function = prop_oneof![
        4 => Just(Function::Write),
        1 => Just(Function::Attach),
        1 => Just(Function::Look),
        1 => Just(Function::Tell),
    ];
    let (user, key) = (option::of(1..3_u32), option::of(0..3_u8));
    let mounted = vec(board(), 0..3);
    (function, user, key, board(), plan(), mounted, any::<bool>()).prop_map(
        |(function, user, key, board, plan, mounted, is_named)| Call {
            function,
            user,
            key,
            board,
            plan,
            mounted,
            is_named,
        },
    )
}

fn board() -> impl Strategy<Value = u32> {
    1..3_u32
}

fn plan() -> impl Strategy<Value = Plan> {
    let end = prop_oneof![
        5 => Just(End::Well),
        1 => Just(End::Refuse),
        1 => Just(End::PanicBefore),
        1 => Just(End::PanicAfter),
    ];
    (any::<bool>(), any::<bool>(), any::<bool>(), end)
        .prop_map(|(waits, lingers, notes, end)| Plan { waits, lingers, notes, end })
}

fn nonsense() -> impl Strategy<Value = Nonsense> {
    prop::sample::select(vec![
        Nonsense::NoJson,
        Nonsense::List,
        Nonsense::UnknownFunction,
        Nonsense::UnknownContext,
        Nonsense::Private,
        Nonsense::Misfit,
        Nonsense::OtherType,
        Nonsense::BadToken,
        Nonsense::AnotherSite,
        Nonsense::TooLarge,
        Nonsense::HalfAForm,
    ])
}
