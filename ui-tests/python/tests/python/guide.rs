//! The listings of the guide's page.

use std::fs;
use std::path::Path;

use crate::CLIENT;
use crate::python::check_types;

#[test]
fn the_listings_of_the_guide_fit_the_client() {
    let page = include_str!("../../../../mizan/guide/python.md");
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("python-guide");
    fs::create_dir_all(&place).expect("a directory for the listings");
    fs::copy(Path::new(CLIENT).join("api.py"), place.join("api.py")).expect("the client is copied");
    let mut files = vec!["api.py".to_owned()];
    for (name, program) in [
        ("sessions.py", include_str!("../programs/sessions.py")),
        ("guests.py", include_str!("../programs/guests.py")),
        ("live.py", include_str!("../programs/live.py")),
        ("stage.py", include_str!("../programs/stage.py")),
        ("answers.py", include_str!("../programs/answers.py")),
        ("strange.py", include_str!("../programs/strange.py")),
        ("pages.py", include_str!("../programs/pages.py")),
        ("crowd.py", include_str!("../programs/crowd.py")),
        ("turns.py", include_str!("../programs/turns.py")),
    ] {
        fs::write(place.join(name), program).expect("another test's program is written");
        files.push(name.to_owned());
    }
    let listings = page.split("\n```python\n").skip(1);
    for (number, listing) in listings.enumerate() {
        let text = listing.split("\n```").next().expect("the end of a listing");
        let name = format!("listing{number}.py");
        fs::write(place.join(&name), format!("{text}\n")).expect("a listing is written");
        files.push(name);
    }
    assert!(files.len() > 8, "only {files:?}");
    check_types(&place, &files.iter().map(String::as_str).collect::<Vec<_>>());
}
