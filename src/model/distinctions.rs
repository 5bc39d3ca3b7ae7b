//! [`distinctions`]: what tells runs apart, by what was set of them, and [`unlike_work`]: in what
//! they did not do the same, so that their times say little.

use crate::{
    base::visible,
    plan::{Cost, Experiment, Parameter, TABLE, Value},
};

/// The parameters that say what there was to do.
const WORK: [&str; 11] = [
    "workload",
    "tasks",
    "size",
    "task-time",
    "items",
    "command",
    "inputs",
    "shape",
    "seed",
    "io",
    "payload",
];

/// The values that tell some experiments apart: of each, the set values that not all of them have,
/// the mode and the rarest first. A value that only followed from another, as a size does from a
/// task time, tells none apart.
#[must_use]
pub fn distinctions(experiments: &[&Experiment]) -> Vec<Vec<String>> {
    let experiments: Vec<_> = experiments.iter().map(|one| one.as_set()).collect();
    let differs = |row: &&Parameter| {
        let mut values = experiments.iter().map(|experiment| (row.get)(experiment));
        let first = values.next();
        let is_given = experiments.iter().any(|one| one.gives(row.name));
        is_given && values.any(|value| Some(value) != first)
    };
    let mut rows: Vec<_> = TABLE.iter().copied().filter(|row| differs(&row)).collect();
    rows.sort_by_key(|row| row.name != "mode");
    let of = |experiment: &Experiment| {
        let rows = rows.iter().filter(|row| (row.applies)(experiment));
        let said = rows.filter_map(|row| {
            let value = (row.get)(experiment);
            let have = |other: &&Experiment| (row.get)(other) == value;
            let shown = value.to_string();
            let shown = visible(&shown);
            match experiments.iter().filter(have).count() {
                _ if value == Value::Unset => None,
                _ if row.name == "mode" => Some((0, shown.to_string())),
                count => Some((count, format!("{} {shown}", row.name))),
            }
        });
        let mut said: Vec<_> = said.collect();
        said.sort_by_key(|(count, _)| *count);
        said.into_iter().map(|(_, words)| words).collect()
    };
    experiments.iter().map(of).collect()
}

/// The parameters by which some experiments did other work, as each had them: `size 79600 and
/// 81200`. The size is the one that was computed, also where a task time came to it.
#[must_use]
pub fn unlike_work(experiments: &[&Experiment]) -> Vec<String> {
    // Engines that do tasks of one time do them in sizes of their own.
    let sizes_follow = is_of_one_time(experiments);
    let rows = TABLE.iter().filter(|row| WORK.contains(&row.name));
    let rows = rows.filter(|row| row.name != "size" || !sizes_follow);
    let differ = |row: &&Parameter| {
        let applying = experiments.iter().filter(|one| (row.applies)(one));
        // A parameter that has no effect is none of the work.
        let mut values: Vec<Value> = Vec::new();
        for value in applying.map(|one| (row.get)(one)) {
            if !values.contains(&value) {
                values.push(value);
            }
        }
        let known = values.iter().filter(|value| **value != Value::Unset);
        let known: Vec<_> = known
            .map(|value| visible(&value.to_string()).into_owned())
            .collect();
        let is_list = matches!(row.name, "items" | "command" | "inputs");
        match values.len() {
            0 | 1 => None,
            // Lists are long, and a value beside none says what differs.
            _ if is_list || known.len() < 2 => Some(row.name.to_owned()),
            _ => Some(format!("{} {}", row.name, known.join(" and "))),
        }
    };
    let all: Vec<_> = rows.filter_map(|row| differ(&row)).collect();
    let has = |name: &str| all.iter().position(|said| said.starts_with(name));
    // Other workloads have other sizes, and other times of a task, too: that says it all.
    match (has("workload "), has("size ")) {
        (Some(at), _) => vec![all[at].clone()],
        (None, Some(_)) => {
            let others = all.into_iter();
            others
                .filter(|said| !said.starts_with("task-time"))
                .collect()
        }
        (None, None) => all,
    }
}

/// Whether different engines or interpreters did tasks that were to take the same time.
fn is_of_one_time(experiments: &[&Experiment]) -> bool {
    let time = |one: &Experiment| match one.cost {
        Cost::Time(time) | Cost::Found { time, .. } => Some(time),
        Cost::Default | Cost::Size(_) => None,
    };
    let mut pairs = experiments.windows(2);
    let has_engines = experiments
        .windows(2)
        .any(|two| (two[0].engine, &two[0].python) != (two[1].engine, &two[1].python));
    has_engines && pairs.all(|two| time(two[0]).is_some() && time(two[0]) == time(two[1]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::Nanos,
        plan::{Chunksize, EngineName, Resolved, StartMethod, Workers},
    };

    #[test]
    fn tasks_of_one_time_are_the_same_work_for_each_engine_whatever_their_size() {
        let found = |engine, time, size| Experiment {
            engine,
            cost: Cost::Found {
                time: Nanos::from_millis(time),
                size,
            },
            ..Experiment::default()
        };
        let unlike = |other| {
            let rust = found(EngineName::Native, 20, 900);
            unlike_work(&[&rust, &other])
        };
        assert!(unlike(found(EngineName::Python, 20, 30)).is_empty());
        assert!(!unlike(found(EngineName::Python, 10, 30)).is_empty());
        assert!(!unlike(found(EngineName::Native, 20, 30)).is_empty());
    }

    #[test]
    fn a_run_is_told_by_what_fewest_of_the_others_have() {
        let of = |start, payload| Experiment {
            mode: crate::plan::Mode::Process,
            start,
            payload: crate::base::Bytes::from_mib(payload),
            ..Experiment::default()
        };
        let runs = [
            of(StartMethod::Fork, 0),
            of(StartMethod::Spawn, 0),
            of(StartMethod::Fork, 4),
        ];
        let said = distinctions(&runs.each_ref());
        let first: Vec<_> = said.iter().map(|words| words[0].as_str()).collect();
        assert_eq!(first, ["start fork", "start spawn", "payload 4MiB"]);
    }

    #[test]
    fn runs_are_told_apart_by_what_not_all_of_them_have() {
        let serial = Experiment::with(&[("mode", "serial")]);
        let pool = Experiment::with(&[("mode", "pool"), ("workers", "4"), ("chunksize", "2")]);
        let same = distinctions(&[&pool, &pool]);
        assert_eq!(same, [Vec::<String>::new(), Vec::new()]);
        let said = distinctions(&[&serial, &pool]);
        assert_eq!(said[0], ["serial"]);
        assert_eq!(said[1][0], "pool");
        assert!(said[1].contains(&"workers 4".to_owned()), "{said:?}");
    }

    /// Tasks of 5 ms, of which the engine found another size each time.
    fn found(chunksize: u32, size: u64) -> Resolved {
        let time = Nanos::from_millis(5);
        let experiment = Experiment {
            chunksize: Chunksize::Fixed(chunksize),
            cost: Cost::Time(time),
            ..Experiment::default()
        };
        experiment.resolve(2).unwrap().with_size(size)
    }

    #[test]
    fn a_run_is_named_by_what_was_set_and_never_by_the_size_that_this_came_to() {
        let said = distinctions(&[&found(1, 79_600), &found(4, 81_200)]);
        assert_eq!(said, [["chunksize 1"], ["chunksize 4"]]);
        // Nor by sizes and numbers of tasks that are the workloads' own.
        let [primes, square] = ["primes", "square"].map(|name| {
            let experiment = Experiment::with(&[("workload", name)]);
            experiment.resolve(2).unwrap()
        });
        let said = distinctions(&[&primes, &square]);
        assert_eq!(said, [["workload primes"], ["workload square"]]);
        let typed = distinctions(&[
            &Experiment::with(&[("size", "7000")]),
            &Experiment::with(&[("size", "9000")]),
        ]);
        assert_eq!(typed, [["size 7000"], ["size 9000"]]);
        let split = |workers| Experiment {
            workers: Workers::Count(workers),
            ..Experiment::with(&[("workload", "blur")])
        };
        let [two, four] = [2, 4].map(|workers| split(workers).resolve(2).unwrap());
        let said = distinctions(&[&two, &four]);
        assert_eq!(said, [["workers 2"], ["workers 4"]]);
    }

    #[test]
    fn runs_that_did_not_do_the_same_are_told_with_what_each_did() {
        assert_eq!(
            unlike_work(&[&found(1, 79_600), &found(4, 79_600)]),
            [""; 0]
        );
        assert_eq!(
            unlike_work(&[&found(1, 79_600), &found(4, 81_200)]),
            ["size 79600 and 81200"]
        );
        for (name, one, other) in [
            ("tasks", "20", "30"),
            ("shape", "ramp", "straggler"),
            ("seed", "1", "2"),
            ("io", "0%", "50%"),
            ("payload", "0", "4MiB"),
        ] {
            let runs =
                [one, other].map(|text| Experiment::with(&[("mode", "process"), (name, text)]));
            let said = unlike_work(&runs.each_ref());
            assert_eq!(said.len(), 1, "{name}: {said:?}");
            assert!(said[0].starts_with(name), "{said:?}");
        }
        let other = Experiment::with(&[("workload", "primes")]);
        let said = unlike_work(&[&Experiment::with(&[("workload", "square")]), &other]);
        assert_eq!(said, ["workload square and primes"]);
        // How it is done is not what is done.
        let [one, other] = ["1", "4"].map(|workers| Experiment::with(&[("workers", workers)]));
        assert_eq!(unlike_work(&[&one, &other]), [""; 0]);
    }
}
