//! Two types of identities on one server: which of them an access rule looks at.

use http::Request;
use mizan::{Error, Identify, Server};

#[derive(mizan::Identity)]
struct Customer(#[mizan(id)] String);

#[derive(mizan::Identity)]
struct Employee {
    #[mizan(id)]
    name: String,
    #[mizan(staff)]
    is_staff: bool,
}

/// Finds a customer in the header `x-customer`.
struct Customers;

/// Finds an employee in the header `x-employee`.
struct Employees;

fn header(request: &mizan::Request, name: &str) -> Option<String> {
    Some(request.headers().get(name)?.to_str().ok()?.to_owned())
}

impl Identify for Customers {
    type Identity = Customer;

    async fn identify(&self, request: &mizan::Request) -> Result<Option<Customer>, Error> {
        Ok(header(request, "x-customer").map(Customer))
    }
}

impl Identify for Employees {
    type Identity = Employee;

    async fn identify(&self, request: &mizan::Request) -> Result<Option<Employee>, Error> {
        Ok(header(request, "x-employee").map(|name| Employee { name, is_staff: true }))
    }
}

#[mizan::client(auth = staff)]
fn publish() {}

#[mizan::client(auth = staff)]
fn hire(employee: &Employee) -> String {
    employee.name.clone()
}

async fn call(api: &Server, function: &str, headers: &[&str]) -> u16 {
    let body = format!(r#"{{"fn": "{function}", "args": {{}}}}"#);
    let request = headers
        .iter()
        .fold(Request::post("/call/"), |request, header| request.header(*header, "ada"));
    api.answer(request.body(body).unwrap()).await.status().as_u16()
}

#[tokio::test]
async fn a_rule_looks_at_what_is_borrowed_or_at_the_first_that_is_found() {
    let api = Server::builder().identify(Customers).identify(Employees).build().unwrap();
    let both: &[&str] = &["x-customer", "x-employee"];
    for (headers, publish, hire) in [
        (&[][..], 401, 401),
        (&["x-customer"], 403, 401),
        (&["x-employee"], 200, 200),
        // The customer is found first, and is no staff; `hire` borrows the employee.
        (both, 403, 200),
    ] {
        assert_eq!(call(&api, "publish", headers).await, publish, "publish by {headers:?}");
        assert_eq!(call(&api, "hire", headers).await, hire, "hire by {headers:?}");
    }
}
