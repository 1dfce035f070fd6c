//! Charts in our own SVG: the plot is SVG, the axes are HTML, every position is per cent, so text never
//! scales and nothing is measured.

pub mod data;
pub mod frame;
mod legend;
pub mod scale;
mod shapes;
pub mod spark;

pub use data::{Data, Kind, Series};
pub use frame::Chart;
pub use legend::Legend;
