pub struct Plain;

pub fn helper() {}

#[mizan::client]
pub fn ping() {}

#[mizan::client(context = Plain)]
pub fn a() {}

#[mizan::client(affects = [helper, ping])]
pub fn b() {}

#[mizan::client(affects = Unknwon)]
pub fn c() {}

#[mizan::client(context = Unknwon)]
pub fn d() {}
