//! Reads annual reports on government information disclosure (政府信息公开工作年度报告) from text, web pages and
//! workbooks, and rebuilds them as canonical data.
//!
//! Bytes become a [`Source`]; [`extract`] reads it with the reader of its format into a
//! [`Document`](document::Document) of lines and grids, finds the sections and tables of the official
//! [forms](form) in it, and gives back a [`Filing`]: the document, and the [`Report`](report::Report) in which
//! every value has its place. [`output::json`] writes it.
//!
//! A number comes out only where it stands in the source; all else is null with its reason.
//!
//! ```no_run
//! let source = xxgk::Source::open("report.html".as_ref(), &xxgk::Limits::default())?;
//! let filing = xxgk::extract(&source, &xxgk::Options::default())?;
//! for table in &filing.report.tables {
//!     for row in &table.rows {
//!         for cell in &row.cells {
//!             println!("{}.{}.{} = {:?} at {:?}", table.id, row.key, cell.key, cell.value, cell.at);
//!         }
//!     }
//! }
//! # Ok::<(), xxgk::Error>(())
//! ```

pub mod decode;
pub mod document;
pub mod error;
pub mod filing;
mod flow;
mod fold;
pub mod form;
pub mod limits;
pub mod location;
mod metadata;
pub mod number;
mod outline;
pub mod output;
mod page;
pub mod reader;
pub mod report;
pub mod source;
mod table;
mod vocabulary;

pub use error::Error;
pub use filing::{Filing, Options, extract};
pub use limits::Limits;
pub use source::{Format, Source};
