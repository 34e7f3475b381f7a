//! The pure core of coxa: the loop of hip mobility training as types and functions.
//!
//! `measure` turns joint angles into findings, `assess` findings into a restriction pattern, `prescribe` a pattern
//! into a programme, `dose` programme and journal into today's session; `cycle` shows the whole loop on one screen.
//! Nothing here reads a file, the clock or a random number: dates and seeds are arguments, knowledge is a value.

pub mod vocabulary;

pub mod skeleton;

pub mod measure;

pub mod assess;

pub mod prescribe;

pub mod dose;

pub mod cycle;
