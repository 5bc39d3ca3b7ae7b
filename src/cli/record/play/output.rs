//! [`TapeOutput`]: the output of a tape and its format.

use super::{IDLE, PartProgress, render};
use crate::{
    base::{Nanos, replace_file, visible_name},
    cli::{CliError, run},
    record::cast::{Cast, Frames, PictureFormat, render as picture, still},
    record::tape::Settings,
};
use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// The ending of a recording's name.
const RECORDING: &str = "cast";

/// The endings of videos, which VHS makes and we do not.
const VIDEOS: [&str; 3] = ["mp4", "webm", "mov"];

/// The most frames that a folder is filled with.
const MOST_FRAMES: u64 = 20_000;

/// The shortest time between two pictures of a GIF.
const NEAREST: Nanos = Nanos::from_millis(20);

/// A file or folder, and the kind of output that goes there.
pub(super) struct TapeOutput {
    path: PathBuf,
    kind: OutputKind,
}

enum OutputKind {
    /// The recording itself.
    Recording,
    /// A picture of it.
    Picture(PictureFormat),
    /// A folder with a picture for each frame.
    Frames,
}

impl TapeOutput {
    /// The output by the ending of its name, if it can be written.
    pub(super) fn of(path: &Path) -> Result<Self, CliError> {
        let ending = path.extension().unwrap_or_default().to_ascii_lowercase();
        let is_folder = path.as_os_str().as_encoded_bytes().ends_with(b"/");
        let kind = match (is_folder, PictureFormat::of(path)) {
            (true, _) => OutputKind::Frames,
            _ if ending == RECORDING => OutputKind::Recording,
            (_, Ok(format)) => OutputKind::Picture(format),
            _ => {
                let video = VIDEOS.iter().any(|video| ending == *video);
                let video = if video { "no video is made here: " } else { "" };
                let known = "the name is to end in .cast, .svg, .gif, .png or .txt, or in / for a \
                             folder of frames";
                let instead = if video.is_empty() {
                    ""
                } else {
                    "; `-o FILE` replaces all outputs"
                };
                return Err(render::fault(path, &format!("{video}{known}{instead}")));
            }
        };
        match kind {
            // Its first frame stands for all of them.
            OutputKind::Frames if path.is_dir() => run::check_destination(&frame(path, 1))?,
            OutputKind::Frames => run::check_destination(&path.components().collect::<PathBuf>())?,
            _ => run::check_destination(path)?,
        }
        Ok(Self {
            path: path.to_owned(),
            kind,
        })
    }

    /// Writes the recording in this form.
    pub(super) fn write(
        &self,
        recording: &[u8],
        cast: &Cast,
        settings: &Settings,
    ) -> Result<(), CliError> {
        let path = &self.path;
        let format = match self.kind {
            OutputKind::Recording => {
                return replace_file(path, recording)
                    .map_err(|error| CliError::unwritten(path, &error));
            }
            OutputKind::Frames => return self.frames(cast, settings),
            OutputKind::Picture(format) => format,
        };
        let mut progress = PartProgress::new();
        let what = format!("rendering {}", visible_name(path));
        let image = picture(cast, format, None, &mut |done, all| {
            progress.show(&what, done, all);
        });
        drop(progress);
        render::write(path, &image.map_err(|error| render::fault(path, &error))?)
    }

    /// Writes a picture for each frame.
    fn frames(&self, cast: &Cast, settings: &Settings) -> Result<(), CliError> {
        let folder = &self.path;
        match fs::create_dir(folder) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                return Err(CliError::unwritten(folder, &error));
            }
            _ => {}
        }
        let mut progress = PartProgress::new();
        let what = format!("rendering {}", visible_name(folder));
        let end = cast.events.last().map_or(Nanos::ZERO, |event| event.at);
        let all = (end.get() / settings.frame.get().max(1) + 1).min(MOST_FRAMES);
        let mut film = Frames::of(cast).peekable();
        let mut image = None;
        for number in 1..=all {
            let at = settings.frame * (number - 1);
            let mut shown = None;
            while let Some(next) =
                film.next_if(|next| next.at <= at || image.is_none() && shown.is_none())
            {
                shown = Some(next.picture);
            }
            if let Some(shown) = shown {
                let made = still(&shown, PictureFormat::Png);
                image = Some(made.map_err(|error| render::fault(folder, &error))?);
            }
            let Some(image) = &image else { break };
            let path = frame(folder, number);
            replace_file(&path, &image.bytes)
                .map_err(|error| CliError::unwritten(&path, &error))?;
            let count = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
            progress.show(&what, count(number), count(all));
        }
        Ok(())
    }
}

/// Keeps the pauses and the frame rate of the tape in its recording.
pub(super) fn as_played(cast: &mut Cast, settings: &Settings) {
    cast.idle = IDLE.max(cast.events.last().map_or(IDLE, |event| event.at));
    let frame = Nanos::from_secs_f64(settings.frame.as_secs_f64() / settings.speed.get());
    cast.apart = frame.clamp(NEAREST, cast.apart);
}

/// The file of a frame, named as by VHS.
fn frame(folder: &Path, number: u64) -> PathBuf {
    folder.join(format!("frame-{number:05}.png"))
}
