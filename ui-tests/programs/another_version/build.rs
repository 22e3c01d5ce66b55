use std::{env, fs, path::Path};

fn main() {
    mizan_build::generate();
    // As another version of mizan-build would write it.
    let report = Path::new(&env::var("OUT_DIR").unwrap()).join("mizan/report");
    let text = fs::read_to_string(&report).unwrap();
    let (head, _) = text.split_once("\t").unwrap();
    fs::write(&report, format!("{head}\t9.8.7\tcomplete\nrecord\tof another kind\n")).unwrap();
}
