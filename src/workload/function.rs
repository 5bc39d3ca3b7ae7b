//! `function`: calls a function of the user's, in Python.
//!
//! It has no kernel here: the engine `python` calls it, in the interpreter that it is written for.

use super::{Answer, FUNCTION, Kernel, Workload};
use crate::base::TaskId;

pub(super) const WORKLOAD: Workload = Workload {
    name: FUNCTION,
    about: "calls a Python function of yours for each item",
    size_unit: None,
    default_size: 1,
    default_tasks: 1,
    takes_items: true,
    arguments: &[],
    is_split: false,
    cost_exponent: 1.0,
    max_size: 1,
    prepare: |_| Box::new(FunctionKernel),
};

struct FunctionKernel;

impl Kernel for FunctionKernel {
    fn compute(&self, _task: TaskId, _breathe: &mut dyn FnMut()) -> Answer {
        Answer::failed("a function in Python is called by engine python")
    }
}
