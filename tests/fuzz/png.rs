//! A picture, as `blur` is handed one.

#![no_main]

use libfuzzer_sys::fuzz_target;
use parscope::{
    base::TaskId,
    workload::{self, Inputs, Items},
};
use std::{fs, panic, path::PathBuf, process, sync::LazyLock};

/// The file that is read.
static FILE: LazyLock<PathBuf> = LazyLock::new(|| {
    // A decoder that panics is told to the user as a damaged file: only what gets past that counts.
    let _ = panic::take_hook();
    panic::set_hook(Box::new(|_| ()));
    std::env::temp_dir().join(format!("parscope-fuzz-{}.png", process::id()))
});

fuzz_target!(|bytes: &[u8]| {
    fs::write(&*FILE, bytes).expect("a file");
    let blur = workload::find("blur").expect("a workload");
    let kernel = (blur.prepare)(Items {
        tasks: 1,
        inputs: Inputs::from_words(vec![FILE.display().to_string()]).expect("one input"),
        ..Items::default()
    });
    let _ = kernel.run(TaskId::new(0));
});
