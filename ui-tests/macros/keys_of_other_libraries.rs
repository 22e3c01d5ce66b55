#[mizan::client(query)]
fn a() {}

#[mizan::client(mutation)]
fn b() {}

#[mizan::client(invalidates = User)]
fn c() {}

#[mizan::client(public)]
fn d() {}

#[mizan::client(login_required)]
fn e() {}

#[mizan::client(roles = ["admin"])]
fn f() {}

#[mizan::client(timeout = 5)]
fn g() {}

#[mizan::client(rate_limit = "10/s")]
fn h() {}

#[mizan::client(method = "POST")]
fn i() {}

#[mizan::client("/x")]
fn j() {}

#[mizan::client(subscription)]
fn k() {}

#[mizan::client(stream)]
fn l() {}

#[mizan::client(User)]
fn m() {}

#[mizan::client(context = User::new())]
fn n() {}

#[mizan::client(sunset = "2030-01-01")]
fn o() {}

fn main() {}
