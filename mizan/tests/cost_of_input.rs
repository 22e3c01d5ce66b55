//! Nothing grows with what a caller sends: neither the answer nor the memory for it is larger than a
//! constant and a small multiple of the request, whatever is in it.

use std::alloc::System;

use bytes::Bytes;
use http::{HeaderMap, Request};
use http_body_util::Full;
use mizan::{Server, Upload};
use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};
use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// The bytes that an answer may have whatever is asked, and all that an error may have.
const CONSTANT: usize = 8 * 1024;

/// The copies of an argument in an answer: result, invalidations, merge and the context read again.
const COPIES: usize = 6;

/// The bytes that are allocated in all for each byte of a request, which bounds the work as well as
/// the memory.
const ALLOCATED: usize = 32;

#[derive(mizan::Context)]
struct Place {
    name: String,
}

#[mizan::client(context = Place)]
fn view(name: String, zoom: Option<u8>) -> String {
    let _ = zoom;
    name
}

#[mizan::client(context = Place)]
fn neighbours(name: String) -> usize {
    name.len()
}

#[mizan::client(affects = Place, merge = view)]
fn visit(request: &mizan::Request, name: String, tags: Option<Vec<u8>>) -> String {
    let _ = tags;
    request.invalidate(&Place { name: name.clone() });
    name
}

#[mizan::client]
fn measure(numbers: Vec<i32>) -> usize {
    numbers.len()
}

#[mizan::client(affects = Place)]
fn draw(name: String, pictures: Vec<Upload>) -> usize {
    name.len() + pictures.len()
}

/// A request whose one part is long or is there many times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Argument,
    ArgumentAndMounted,
    MountedEntries,
    MountedParameters,
    UnknownArguments,
    RepeatedArguments,
    MisfitElements,
    FunctionName,
    FunctionInPath,
    Key,
    Token,
    Nesting,
    ContextInPath,
    Parameters,
    UnknownParameters,
    Only,
    Reads,
    ReadParameter,
    Parts,
    PartNames,
    HeldName,
}

const KINDS: [Kind; 21] = [
    Kind::Argument,
    Kind::ArgumentAndMounted,
    Kind::MountedEntries,
    Kind::MountedParameters,
    Kind::UnknownArguments,
    Kind::RepeatedArguments,
    Kind::MisfitElements,
    Kind::FunctionName,
    Kind::FunctionInPath,
    Kind::Key,
    Kind::Token,
    Kind::Nesting,
    Kind::ContextInPath,
    Kind::Parameters,
    Kind::UnknownParameters,
    Kind::Only,
    Kind::Reads,
    Kind::ReadParameter,
    Kind::Parts,
    Kind::PartNames,
    Kind::HeldName,
];

/// Characters in the ways in which they are long: as they are, escaped in JSON, encoded in a header.
const LETTERS: [&str; 5] = ["a", "é", "\\u0001", "\\\"", "👍"];

/// A request of about that many bytes.
fn request(kind: Kind, letter: &str, size: usize) -> Request<Full<Bytes>> {
    let long = letter.repeat(size / letter.len());
    let many = |one: &dyn Fn(usize) -> String| {
        let mut text = one(0);
        for at in 1.. {
            if text.len() > size {
                break;
            }
            text.push(',');
            text.push_str(&one(at));
        }
        text
    };
    let call = |function: &str, args: &str, rest: &str| {
        post("/call/", format!(r#"{{"fn":"{function}","args":{{{args}}}{rest}}}"#))
    };
    let plain: String = long.chars().filter(|letter| letter.is_ascii_alphanumeric()).collect();
    match kind {
        Kind::Argument => call("visit", &format!(r#""name":"{long}""#), ""),
        Kind::ArgumentAndMounted => {
            let mounted =
                many(&|_| format!(r#"{{"context":"place","params":{{"name":"{letter}"}}}}"#));
            let rest = format!(r#","mounted":[{mounted}]"#);
            call("visit", &format!(r#""name":"{long}""#), &rest)
        }
        Kind::MountedEntries => {
            let mounted = many(&|_| r#"{"context":"place","params":{"name":"a"}}"#.to_owned());
            call("visit", r#""name":"a""#, &format!(r#","mounted":[{mounted}]"#))
        }
        Kind::MountedParameters => {
            let params = many(&|at| format!(r#""{letter}{at}":1"#));
            let one = format!(r#"{{"context":"place","params":{{{params}}}}}"#);
            call("visit", r#""name":"a""#, &format!(r#","mounted":[{one}]"#))
        }
        Kind::HeldName => {
            let one = format!(
                r#"{{"context":"place","params":{{"name":"a"}},"h":"{long}","only":"{long}"}}"#
            );
            call("visit", r#""name":"a""#, &format!(r#","mounted":[{one}]"#))
        }
        Kind::UnknownArguments => call("visit", &many(&|at| format!(r#""{letter}{at}":1"#)), ""),
        Kind::RepeatedArguments => call("visit", &many(&|_| r#""name":"a""#.to_owned()), ""),
        Kind::MisfitElements => {
            let numbers = many(&|_| format!(r#""{letter}""#));
            call("measure", &format!(r#""numbers":[{numbers}]"#), "")
        }
        Kind::FunctionName => call(&long, "", ""),
        Kind::FunctionInPath => post(&format!("/call/x{plain}/"), "{\"args\":{}}".to_owned()),
        Kind::Key => with("idempotency-key", &plain, call("measure", r#""numbers":[]"#, "")),
        Kind::Token => with("authorization", &format!("Bearer {plain}"), call("measure", "", "")),
        Kind::Nesting => {
            let numbers = "[".repeat(size / 2) + &"]".repeat(size / 2);
            call("measure", &format!(r#""numbers":{numbers}"#), "")
        }
        Kind::ContextInPath => get(&format!("/ctx/x{plain}/")),
        Kind::Parameters => get(&format!("/ctx/place/?name={plain}")),
        Kind::UnknownParameters => {
            get(&format!("/ctx/place/?{}", many(&|at| format!("x{at}=1")).replace(',', "&")))
        }
        Kind::Only => get(&format!("/ctx/place/?name=a&$only={}", many(&|at| format!("x{at}")))),
        Kind::Reads => {
            let read = many(&|_| r#"{"context":"place","params":{"name":"a"}}"#.to_owned());
            post("/ctx/", format!(r#"{{"read":[{read}]}}"#))
        }
        Kind::ReadParameter => post("/ctx/place/", format!(r#"{{"params":{{"name":"{long}"}}}}"#)),
        Kind::Parts | Kind::PartNames => form(kind, letter, size),
    }
}

fn form(kind: Kind, letter: &str, size: usize) -> Request<Full<Bytes>> {
    let part = |name: &str, content: &str| {
        format!("--b\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{content}\r\n")
    };
    let mut body = part("fn", "draw") + &part("args", r#"{"name":"a"}"#);
    match kind {
        Kind::Parts => {
            while body.len() < size {
                body += &part(letter, letter);
            }
        }
        _ => body += &part(&"x".repeat(size), "a"),
    }
    with("content-type", "multipart/form-data; boundary=b", post("/call/", body + "--b--\r\n"))
}

fn post(path: &str, body: String) -> Request<Full<Bytes>> {
    Request::post(path).body(Full::new(Bytes::from(body))).unwrap()
}

fn get(path: &str) -> Request<Full<Bytes>> {
    Request::get(path).body(Full::default()).unwrap()
}

fn with(
    name: &'static str,
    value: &str,
    mut request: Request<Full<Bytes>>,
) -> Request<Full<Bytes>> {
    request.headers_mut().insert(name, value.parse().unwrap());
    request
}

/// The sizes of an answer: its body, its headers, and all that was allocated for it.
struct Cost {
    is_error: bool,
    body: usize,
    headers: usize,
    allocated: usize,
}

fn measure_cost(api: &Server, request: Request<Full<Bytes>>) -> Cost {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let before = ALLOCATOR.stats().bytes_allocated;
    let response = runtime.block_on(api.answer(request));
    let allocated = ALLOCATOR.stats().bytes_allocated - before;
    let is_error = !response.status().is_success();
    let (body, headers) = (response.body().len(), size_of(response.headers()));
    Cost { is_error, body, headers, allocated }
}

fn size_of(headers: &HeaderMap) -> usize {
    headers.iter().map(|(name, value)| name.as_str().len() + value.len()).sum()
}

#[test]
fn no_answer_costs_more_than_a_multiple_of_its_request() {
    let api = Server::builder().identify(mizan::auth::jwt::<mizan::auth::User>([7; 32])).build();
    let api = api.unwrap();
    let mut runner = TestRunner::new_with_rng(
        ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() },
        TestRng::from_seed(RngAlgorithm::ChaCha, &[1; 32]),
    );
    let any = (prop::sample::select(&KINDS[..]), prop::sample::select(&LETTERS[..]), 0..21_u32);
    // What is built at the first request stays.
    measure_cost(&api, request(Kind::Argument, "a", 1));
    let measured = runner.run(&any, |(kind, letter, exponent)| {
        let in_address = [
            Kind::FunctionInPath,
            Kind::Key,
            Kind::Token,
            Kind::ContextInPath,
            Kind::Parameters,
            Kind::UnknownParameters,
            Kind::Only,
        ];
        // What carries HTTP bounds addresses and headers.
        let most = if in_address.contains(&kind) { 15 } else { 20 };
        let size = 1 << exponent.min(most);
        let cost = measure_cost(&api, request(kind, letter, size));
        prop_assert!(cost.headers <= 4 * 1024, "headers of {} bytes", cost.headers);
        let body = CONSTANT + if cost.is_error { 0 } else { COPIES * size };
        prop_assert!(cost.body <= body, "a body of {} bytes for {size}", cost.body);
        let allocated = 8 * CONSTANT + ALLOCATED * size;
        prop_assert!(cost.allocated <= allocated, "{} bytes for {size}", cost.allocated);
        Ok(())
    });
    if let Err(error) = measured {
        panic!("{error}");
    }
}
