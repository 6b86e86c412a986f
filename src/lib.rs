//! Reads annual reports on government information disclosure (政府信息公开工作年度报告) and rebuilds them as
//! canonical data.

pub mod decode;
pub mod document;
pub mod error;
pub mod filing;
pub mod flow;
pub mod fold;
pub mod form;
pub mod limits;
pub mod location;
pub mod metadata;
pub mod number;
pub mod outline;
pub mod output;
pub mod page;
pub mod reader;
pub mod report;
pub mod source;
pub mod table;
pub mod vocabulary;

pub use error::Error;
pub use filing::{Filing, Options, extract};
pub use limits::Limits;
pub use source::{Format, Source};
