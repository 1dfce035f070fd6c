//! Charts in our own SVG: the plot is SVG, the axes are HTML, every position is per cent, so text never
//! scales and nothing is measured.

pub mod bars;
pub mod data;
pub mod frame;
pub mod heat;
mod legend;
pub mod scale;
mod shapes;
pub mod spark;
mod table;

pub use bars::{Bar, Bars};
pub use data::{Band, Data, Kind, Measure, Series, hundredths};
pub use frame::Chart;
pub use heat::HeatMap;
pub use legend::Legend;
