//! What the first version of this system got wrong: one test for each of its fourteen defects.

mod numbers;
mod people;
mod trust;
