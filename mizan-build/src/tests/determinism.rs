//! The same source gives the same bytes.

use super::Fixture;

#[test]
fn two_builds_agree_to_the_byte() {
    let source: String = (0..40)
        .map(|number| {
            format!(
                "#[derive(Type)] pub struct T{number} {{ id: i64, next: Option<Box<T{next}>> }}
                 #[derive(Context)] pub struct C{number} {{ id: i64 }}
                 #[client(context = C{number})] fn read_{number}(id: i64) -> T{number} {{ todo!() }}
                 #[client(affects = C{number})] fn write_{number}(id: i64, body: T{number}) {{}}\n",
                next = (number + 1) % 40
            )
        })
        .collect();
    let build = || {
        let fixture = Fixture::of(&source);
        let kdl = fixture.kdl();
        let files = ["client.ts", "specs.ts", "types.d.ts"];
        (kdl, files.map(|file| fixture.read(&format!("web/api/{file}"))))
    };
    assert_eq!(build(), build());
}
