//! Files of coxa, from good ones to hostile ones.

mod mutation;
mod sample;

mod c3d;
mod documents;
mod hostile;
mod journal;
mod model;
mod motion;
mod schemas;
mod trc;

mod codes;
