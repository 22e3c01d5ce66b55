//! Files as arguments.

use mizan::Upload;

/// Tells how much each file weighs.
#[mizan::client]
pub fn weigh(
    unit: String,
    first: Upload,
    others: Vec<Upload>,
    last: Option<Upload>,
) -> Vec<String> {
    let mut weights = vec![format!("first: {} {unit}", first.len())];
    for (number, file) in others.iter().chain(&last).enumerate() {
        let name = if number == 0 { "others" } else { file.name() };
        weights.push(format!("{name}: {} {unit}", file.len()));
    }
    weights
}
