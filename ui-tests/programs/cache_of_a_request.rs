use mizan::Request as Asking;

#[derive(mizan::Context)]
#[mizan(cache(stale = 30))]
pub struct Visit;

#[mizan::client(context = Visit, rev = 1, cache = 60)]
pub fn rates() -> u32 {
    1
}

#[mizan::client(context = Visit)]
pub fn agent(request: &Asking) -> usize {
    request.headers().len()
}

#[derive(mizan::Context)]
pub struct Weather;

#[mizan::client(context = Weather, cache = 60)]
pub fn temperature() -> u32 {
    1
}

#[mizan::client(context = Weather, private)]
pub fn station(request: &Asking) -> usize {
    request.headers().len()
}
