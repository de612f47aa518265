//! The report's numbers, series and tables against a second implementation in Python, over random runs and every edge. What it
//! computed is frozen in `conformance/statistics/frozen.json`.

mod corpus;
mod difference;
mod numbers;
mod series;
