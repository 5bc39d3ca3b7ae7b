//! `blur`: blurs a picture, made from the seed or read from a file.
//!
//! The work of real life: files in, files out. The mean over a square is taken three times, which
//! comes near a Gaussian and is exact in whole numbers.

mod file;
mod picture;

use super::{Answer, Items, Kernel, Workload};
use crate::base::{TaskId, unspell, visible_name};
use file::Files;
use picture::Raster;
use sha2::{Digest, Sha256};
use std::path::PathBuf;

pub(super) const WORKLOAD: Workload = Workload {
    name: "blur",
    about: "blurs a picture of its own, or a PNG file, and may write it as another",
    size_unit: Some("pixels on a side"),
    default_size: 768,
    default_tasks: 24,
    takes_items: false,
    arguments: &[],
    is_split: false,
    cost_exponent: 2.0,
    // A shape may make twenty times as much of it, cut off at `picture::MOST_PIXELS`.
    max_size: 8192,
    prepare: |items| {
        let files = Files::new(&items);
        Box::new(Blur { items, files })
    },
};

/// How often the mean is taken.
const TIMES: usize = 3;

/// Pictures of up to so many pixels on a side are checked by another method.
const SMALL: u64 = 128;

struct Blur {
    items: Items,
    files: Files,
}

impl Blur {
    /// The picture of a task, as it is.
    ///
    /// # Errors
    /// Where there should be a file and it cannot be read.
    fn picture(&self, task: TaskId, breathe: &mut dyn FnMut()) -> Result<Raster, String> {
        if self.items.inputs.is_empty() {
            let made = Raster::made(&self.items, task, breathe);
            return made.map_err(|error| format!("cannot make a picture: {error}"));
        }
        let input = self.items.inputs.name(task.index());
        let input = input.ok_or("there is no file for this task")?;
        let path = PathBuf::from(unspell(&input));
        file::read(&path, breathe).map_err(|error| format!("cannot read {input}: {error}"))
    }

    fn blurred(&self, task: TaskId, breathe: &mut dyn FnMut()) -> Result<Answer, String> {
        let mut picture = self.picture(task, breathe)?;
        for _ in 0..TIMES {
            let smoothed = picture.smoothed(breathe);
            picture = smoothed.map_err(|error| format!("cannot blur a picture: {error}"))?;
        }
        if let Some(path) = self.files.output(task) {
            file::write(&picture, &path, breathe)
                .map_err(|error| format!("cannot write {}: {error}", visible_name(path)))?;
        }
        Ok(digest(&picture, breathe))
    }
}

fn digest(picture: &Raster, breathe: &mut dyn FnMut()) -> Answer {
    let mut hash = Sha256::new();
    for row in picture.rows() {
        hash.update(row);
        breathe();
    }
    Answer::Digest(hash.finalize().into())
}

impl Kernel for Blur {
    fn compute(&self, task: TaskId, breathe: &mut dyn FnMut()) -> Answer {
        self.blurred(task, breathe)
            .unwrap_or_else(|why| Answer::failed(&why))
    }

    /// By a table of sums. Only of a small picture, for it takes as long as the task; not where
    /// files are read or written, which others may change.
    fn expected(&self, task: TaskId) -> Option<Answer> {
        let has_files = !self.items.inputs.is_empty() || self.items.output.is_some();
        if has_files || self.items.size(task) > SMALL {
            return None;
        }
        let mut picture = Raster::made(&self.items, task, &mut || ()).ok()?;
        for _ in 0..TIMES {
            picture = picture.smoothed_by_sums();
        }
        Some(digest(&picture, &mut || ()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workload::Sizes;
    use std::path::Path;

    fn blur(items: Items) -> Vec<Answer> {
        let tasks = items.tasks;
        let kernel = (WORKLOAD.prepare)(items);
        (0..tasks)
            .map(|task| kernel.run(TaskId::new(task)))
            .collect()
    }

    fn made(output: Option<&Path>) -> Items {
        Items {
            tasks: 2,
            sizes: Sizes::Uniform(40),
            seed: 42,
            output: output.map(Into::into),
            ..Items::default()
        }
    }

    #[test]
    fn a_picture_that_was_written_can_be_read_and_blurred_again() {
        let folder = tempfile::tempdir().unwrap();
        let output = folder.path().join("new");
        let answers = blur(made(Some(&output)));
        assert_eq!(
            answers,
            blur(made(None)),
            "the answer is the same where nothing is written"
        );
        let inputs = ["picture-0.png", "picture-1.png"];
        let inputs = inputs.map(|name| output.join(name).to_str().unwrap().to_owned());
        let items = Items {
            inputs: inputs.into(),
            ..made(Some(&output))
        };
        let again = blur(items);
        assert!(again.iter().all(|answer| !answer.is_failure()), "{again:?}");
        assert_ne!(again, answers);
        let mut names: Vec<_> = std::fs::read_dir(&output)
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        names.sort();
        assert_eq!(
            names,
            [
                "picture-0-blurred.png",
                "picture-0.png",
                "picture-1-blurred.png",
                "picture-1.png"
            ]
        );
    }

    #[test]
    fn a_file_that_is_no_picture_fails_its_task_by_name_and_no_other() {
        let folder = tempfile::tempdir().unwrap();
        blur(made(Some(folder.path())));
        let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
        std::fs::write(path("text.png"), "no picture").unwrap();
        let inputs = ["picture-0.png", "text.png", "missing.png"].map(path);
        let answers = blur(Items {
            tasks: 4,
            inputs: inputs.into(),
            ..Items::default()
        });
        assert!(!answers[0].is_failure());
        for (answer, said) in answers[1..]
            .iter()
            .zip(["text.png", "missing.png", "no file"])
        {
            assert!(
                answer.is_failure() && answer.to_string().contains(said),
                "{answer}"
            );
        }
    }

    #[test]
    fn a_folder_that_cannot_be_written_fails_the_task() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        std::fs::write(&file, "").unwrap();
        for answer in blur(made(Some(&file))) {
            assert!(answer.is_failure() && answer.to_string().contains("cannot write"));
        }
    }
}
