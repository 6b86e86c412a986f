//! Reads annual reports on government information disclosure (政府信息公开工作年度报告) and rebuilds them as
//! canonical data.

pub mod decode;
pub mod document;
pub mod error;
pub mod filing;
pub mod form;
pub mod limits;
pub mod location;
pub mod number;
pub mod output;
pub mod reader;
pub mod report;
pub mod source;

pub use error::Error;
pub use filing::{Filing, Options, extract};
pub use limits::Limits;
pub use source::{Format, Source};
