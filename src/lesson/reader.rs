//! [`read`]: a lesson from TOML, with the line of each mistake.

use super::{
    Choice, Condition, GuessForm, Highlight, Lesson, LessonError, LessonStep, MOST_CHOICES,
    MOST_STEPS, MachineNeeds, Prose, Question, Reference, RunFile, Sight, Trial, prose,
};
use crate::base::visible;
use serde::Deserialize;
use std::ops::Range;
use strum::VariantNames;
use toml::{Deserializer, Spanned, de::DeTable};

/// The longest lesson that is read, in bytes.
const MOST_BYTES: usize = 1 << 20;

/// Trials that a step has at most: the screen has room for as many.
const MOST_TRIALS: usize = 8;

type LessonText = Spanned<String>;

/// Finds the run that a lesson names, or says why there is none.
type Find<'a> = dyn Fn(&str) -> Result<RunFile, String> + 'a;

/// A lesson as its file has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LessonFile {
    title: String,
    about: String,
    minutes: Spanned<u32>,
    #[serde(default)]
    presets: Vec<LessonText>,
    #[serde(default)]
    needs: MachineNeeds,
    step: Spanned<Vec<Spanned<StepEntry>>>,
}

/// A step as its file has it; a file that is a step and nothing more is a preset.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StepEntry {
    title: String,
    text: LessonText,
    preset: Option<LessonText>,
    #[serde(default, alias = "experiment")]
    trial: Vec<Spanned<serde_json::Map<String, serde_json::Value>>>,
    #[serde(default)]
    recorded: Vec<LessonText>,
    show: Option<LessonText>,
    highlight: Option<LessonText>,
    question: Option<Spanned<QuestionEntry>>,
    reveal: Option<LessonText>,
    notes: Option<LessonText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct QuestionEntry {
    text: LessonText,
    number: Option<LessonText>,
    #[serde(default)]
    choice: Vec<Spanned<ChoiceEntry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChoiceEntry {
    text: LessonText,
    when: Option<LessonText>,
    #[serde(default)]
    right: bool,
    reveal: Option<LessonText>,
}

/// Keys of a step that the head of a lesson has not.
const STEP_KEYS: [&str; 3] = ["text", "trial", "experiment"];

/// Reads a lesson or a preset.
pub(super) fn read(place: &str, text: &str, find: &Find<'_>) -> Result<Lesson, LessonError> {
    let mut source = LessonSource {
        place,
        text,
        find,
        is_preset: false,
    };
    if text.len() > MOST_BYTES {
        return Err(source.fault(0, "a lesson is not larger than 1 MiB"));
    }
    let fault = |error: toml::de::Error| {
        let at = error.span().map_or(0, |span| span.start);
        source.fault(at, error.message())
    };
    let table = DeTable::parse(text).map_err(fault)?;
    let has = |key: &&str| table.get_ref().contains_key(*key);
    let is_preset = STEP_KEYS.iter().any(has);
    let file = Deserializer::from(table);
    if is_preset {
        let entry = StepEntry::deserialize(file).map_err(fault)?;
        source.is_preset = true;
        let about = visible(entry.text.get_ref().trim()).into_owned();
        return Ok(Lesson::of_step(place, about, source.step(&entry, 0, 0)?));
    }
    source.lesson(LessonFile::deserialize(file).map_err(fault)?)
}

/// Which figures there are where a text stands.
#[derive(Clone, Copy)]
struct KnownFigures {
    /// Trials of this step, once they have been run.
    own: usize,
    /// Whether they have been.
    run: bool,
    /// Trials of the step before in which something was run.
    last: usize,
}

impl KnownFigures {
    /// Why a figure is not known, if it is not.
    fn refuses(self, reference: Reference) -> Option<String> {
        let trials = if reference.last { self.last } else { self.own };
        let word = if reference.last {
            "before this step"
        } else {
            "in this step"
        };
        if trials == 0 {
            return Some(format!("`{reference}`: nothing is run {word}"));
        }
        if reference.trial.is_some_and(|trial| trial >= trials) {
            return Some(format!("`{reference}`: there are {trials} trials {word}"));
        }
        let early = !self.run && !reference.last && !reference.figure.is_given();
        early.then(|| format!("`{reference}` is not known before the run: it belongs in `reveal`"))
    }
}

/// The file that a lesson is read from.
struct LessonSource<'a> {
    place: &'a str,
    text: &'a str,
    find: &'a Find<'a>,
    /// Whether it is a preset, whose text stands as it was typed.
    is_preset: bool,
}

impl LessonSource<'_> {
    #[expect(
        clippy::needless_pass_by_value,
        reason = "a message is made to be given away"
    )]
    fn fault(&self, at: usize, message: impl ToString) -> LessonError {
        let before = self.text.get(..at).unwrap_or(self.text);
        LessonError::File {
            place: format!("{}:{}", self.place, 1 + before.matches('\n').count()),
            message: message.to_string(),
        }
    }

    /// About some words in a stretch of the file, or about all of it where they are written
    /// otherwise.
    fn about(&self, span: Range<usize>, words: &str, message: impl ToString) -> LessonError {
        let stretch = self.text.get(span.clone()).unwrap_or_default();
        let at = stretch.find(words).unwrap_or(0);
        self.fault(span.start + at, message)
    }

    fn lesson(&self, file: LessonFile) -> Result<Lesson, LessonError> {
        if !(1..=60).contains(file.minutes.get_ref()) {
            let at = file.minutes.span().start;
            return Err(self.fault(at, "minutes can be 1 to 60"));
        }
        for preset in &file.presets {
            Lesson::find_preset(preset.get_ref())
                .map_err(|error| self.fault(preset.span().start, error))?;
        }
        let entries = file.step.get_ref();
        if entries.is_empty() || entries.len() > MOST_STEPS {
            let message = format!("a lesson has 1 to {MOST_STEPS} steps");
            return Err(self.fault(file.step.span().start, message));
        }
        // Trials of the last step before in which something is run.
        let mut last = 0;
        let steps = entries.iter().map(|entry| {
            let step = self.step(entry.get_ref(), entry.span().start, last)?;
            if step.runs() {
                last = step.trials.len();
            }
            Ok(step)
        });
        Ok(Lesson {
            name: self.place.into(),
            steps: steps.collect::<Result<_, LessonError>>()?,
            title: visible(&file.title).into_owned(),
            about: visible(&file.about).into_owned(),
            minutes: Some(file.minutes.into_inner()),
            presets: file.presets.into_iter().map(Spanned::into_inner).collect(),
            needs: file.needs,
        })
    }

    /// A step that begins at that place in the file; `last` is the number of trials of the step
    /// before in which something is run.
    fn step(&self, entry: &StepEntry, at: usize, last: usize) -> Result<LessonStep, LessonError> {
        let trials = self.trials(entry, at)?;
        let own = trials.len();
        let before = KnownFigures {
            own,
            run: false,
            last,
        };
        let after = KnownFigures {
            run: true,
            ..before
        };
        let optional = |text: &Option<LessonText>| {
            let prose = text.as_ref().map(|text| self.prose(text, after));
            Ok::<_, LessonError>(prose.transpose()?.unwrap_or_default())
        };
        let named = entry.show.as_ref().map(|name| {
            name.get_ref().parse::<Sight>().map_err(|_| {
                let all = Sight::VARIANTS.join(", ");
                self.fault(name.span().start, format!("show can be {all}"))
            })
        });
        let highlight = entry.highlight.as_ref().map(|text| {
            let fault = || {
                let message = "highlight can be `lane 1`, `task 0`, `longest-task`, `idle-gap`";
                self.fault(text.span().start, message)
            };
            highlight(text.get_ref()).ok_or_else(fault)
        });
        let question = entry.question.as_ref();
        Ok(LessonStep {
            title: visible(&entry.title).into_owned(),
            text: if self.is_preset {
                Prose::words(entry.text.get_ref())
            } else {
                self.prose(&entry.text, before)?
            },
            show: named.transpose()?,
            highlight: highlight.transpose()?,
            question: question
                .map(|question| self.question(question, before, after))
                .transpose()?,
            reveal: optional(&entry.reveal)?,
            notes: optional(&entry.notes)?,
            recorded: self.recorded(&entry.recorded, own)?,
            trials,
        })
    }

    /// The trials of a step: its own, or those of a preset.
    fn trials(&self, entry: &StepEntry, at: usize) -> Result<Vec<Trial>, LessonError> {
        let own = &entry.trial;
        let trials = match &entry.preset {
            None => {
                let read = own.iter().map(|trial| {
                    let read = Trial::read(trial.get_ref().clone());
                    read.map_err(|error| self.fault(trial.span().start, error))
                });
                read.collect::<Result<Vec<_>, _>>()?
            }
            Some(_) if !own.is_empty() => {
                return Err(self.fault(at, "a step has trials of its own or those of a preset"));
            }
            Some(name) => {
                let preset = Lesson::find_preset(name.get_ref());
                let preset = preset.map_err(|error| self.fault(name.span().start, error))?;
                preset.first_step().trials.clone()
            }
        };
        let unnamed = trials.iter().any(|trial| trial.label.is_empty());
        if trials.len() > MOST_TRIALS || (trials.len() > 1 && unnamed) {
            let message =
                format!("a step has at most {MOST_TRIALS} trials; of several, each has a label");
            return Err(self.fault(at, message));
        }
        Ok(trials)
    }

    /// The recorded runs of a step with so many trials.
    fn recorded(&self, names: &[LessonText], trials: usize) -> Result<Vec<RunFile>, LessonError> {
        if let Some(first) = names.first().filter(|_| names.len() != trials) {
            let message = format!("recorded names one run for each trial: {trials} here");
            return Err(self.fault(first.span().start, message));
        }
        let found = names.iter().map(|name| {
            let found = (self.find)(name.get_ref());
            found.map_err(|message| self.fault(name.span().start, message))
        });
        found.collect()
    }

    fn prose(&self, text: &LessonText, known: KnownFigures) -> Result<Prose, LessonError> {
        let prose =
            Prose::read(text.get_ref()).map_err(|prose::ProseError { words, message }| {
                self.about(text.span(), &words, message)
            })?;
        if let Some((one, message)) = prose
            .references()
            .find_map(|one| Some((one, known.refuses(one)?)))
        {
            return Err(self.about(text.span(), &format!("{{{one}}}"), message));
        }
        Ok(prose)
    }

    fn question(
        &self,
        entry: &Spanned<QuestionEntry>,
        before: KnownFigures,
        after: KnownFigures,
    ) -> Result<Question, LessonError> {
        let (question, at) = (entry.get_ref(), entry.span().start);
        let choices = &question.choice;
        let answer = match &question.number {
            Some(number) if choices.is_empty() => GuessForm::Number(self.number(number, after)?),
            Some(_) => {
                return Err(self.fault(at, "a question has choices or a number, not both"));
            }
            None if !(2..=MOST_CHOICES).contains(&choices.len()) => {
                let message = format!("a question has 2 to {MOST_CHOICES} choices, or a `number`");
                return Err(self.fault(at, message));
            }
            None => {
                let rights = choices
                    .iter()
                    .filter(|choice| choice.get_ref().right)
                    .count();
                let conditions = choices
                    .iter()
                    .filter(|choice| choice.get_ref().when.is_some());
                if rights > 1 || (rights == 0 && conditions.count() == 0) {
                    let message = "of the choices, some say `when` they are what came out, or one \
                                   is `right`";
                    return Err(self.fault(at, message));
                }
                let choice = |choice| self.choice(choice, before, after);
                GuessForm::Choice(choices.iter().map(choice).collect::<Result<_, _>>()?)
            }
        };
        Ok(Question {
            text: self.prose(&question.text, before)?,
            answer,
        })
    }

    /// The figure that a guess is held against.
    fn number(&self, text: &LessonText, known: KnownFigures) -> Result<Reference, LessonError> {
        let fault = |message: String| self.fault(text.span().start, message);
        let reference: Reference = text.get_ref().parse().map_err(fault)?;
        if reference.figure.is_words() {
            return Err(fault(format!(
                "{reference} is no number that could be guessed"
            )));
        }
        known
            .refuses(reference)
            .map_or(Ok(reference), |message| Err(fault(message)))
    }

    fn choice(
        &self,
        entry: &Spanned<ChoiceEntry>,
        before: KnownFigures,
        after: KnownFigures,
    ) -> Result<Choice, LessonError> {
        let ChoiceEntry {
            text,
            when,
            right,
            reveal,
        } = entry.get_ref();
        let condition = when.as_ref().map(|when| {
            let fault = |message: String| self.fault(when.span().start, message);
            if *right {
                return Err(fault("a choice is `right`, or it says `when` it is".into()));
            }
            let parts = when.get_ref().split(" and ").map(|part| {
                let condition: Condition = part.parse().map_err(fault)?;
                let refused = condition.references().find_map(|one| after.refuses(one));
                refused.map_or(Ok(condition), |message| Err(fault(message)))
            });
            parts.collect::<Result<Vec<_>, _>>()
        });
        let reveal = reveal.as_ref().map(|text| self.prose(text, after));
        Ok(Choice {
            text: self.prose(text, before)?,
            when: condition.transpose()?.unwrap_or_default(),
            right: *right,
            reveal: reveal.transpose()?.unwrap_or_default(),
        })
    }
}

fn highlight(text: &str) -> Option<Highlight> {
    match text {
        "longest-task" => Some(Highlight::LongestTask),
        "idle-gap" => Some(Highlight::IdleGap),
        _ => {
            let (what, number) = text.split_once(' ')?;
            match what {
                "lane" => Some(Highlight::Lane(number.parse().ok().filter(|n| *n > 0)?)),
                "task" => Some(Highlight::Task(number.parse().ok()?)),
                _ => None,
            }
        }
    }
}
