//! What the build made of a registry.

#[cfg(test)]
mod tests {
    use linked_generated as _;

    const CLIENT: &str = include_str!(concat!(env!("OUT_DIR"), "/mizan/typescript/client.ts"));

    #[test]
    fn the_client_has_what_a_macro_made() {
        assert!(CLIENT.contains("height") && CLIENT.contains("label"), "{CLIENT}");
    }
}
